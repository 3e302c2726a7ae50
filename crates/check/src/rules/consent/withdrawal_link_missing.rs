//! A consent that cannot be withdrawn as easily as it was given.
//!
//! One click on a banner gives it, so one click must take it back, whatever the
//! page: a link or an icon that is always there and leads somewhere. A register
//! that declares withdrawal by message says by itself that there is none.
//! Withdrawal at the price of an account is `withdrawal-detriment`'s.

use temoin_evidence::seen::{Link, Page};
use temoin_register::WithdrawalBy;

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::consent::banner::asks;

rule! {
    pub(crate) WITHDRAWAL_LINK_MISSING = "withdrawal-link-missing" in Consent since "0.1.0";
    on Register => declared;
    on Audit => seen;
}

/// How many pages a finding shows beside the first.
const SHOWN: usize = 3;

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let consent = &case.register().declared.consent;
    if consent.withdrawal != WithdrawalBy::Message || !asks(case) {
        return;
    }
    findings
        .find(
            case.in_register(consent.at.value("withdrawal")),
            say!(
                "le consentement se donne d'un clic et ne se retire que par message",
                "consent is given with one click, and only withdrawn by message"
            ),
        )
        .about("consent")
        .label(say!("moins simple que de consentir", "not as easy as giving it"))
        .help(say!(
            "mettez sur chaque page un lien « Gérer les cookies », et déclarez `withdrawal = \"link\"`",
            "put a \"Manage cookies\" link on every page, and declare `withdrawal = \"link\"`"
        ));
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(audit) = case.audit() else { return };
    if !asks(case) {
        return;
    }
    if case.register_if_any().is_none() && audit.banner.is_none() {
        findings.not_assessed(say!(
            "ni registre ni bannière : on ne sait pas si un consentement est demandé",
            "neither register nor banner: whether consent is asked for is not known"
        ));
        return;
    }
    if audit.page.is_empty() {
        findings.not_assessed(say!("aucune page n'a été regardée", "no page was looked at"));
        return;
    }
    let of = |link: Link| audit.page.iter().filter(move |page| page.manage == link).collect::<Vec<_>>();
    report(case, &of(Link::Missing), findings, |Said { fr, en }| {
        say!("pas de lien pour revenir sur son choix {fr}", "no link to change the choice {en}")
    });
    report(case, &of(Link::Dead), findings, |Said { fr, en }| {
        say!(
            "le lien pour revenir sur son choix ne répond pas {fr}",
            "the link to change the choice does not answer {en}"
        )
    });
}

fn report(case: &Case<'_>, pages: &[&Page], findings: &mut Findings, message: impl Fn(Said) -> Said) {
    let Some((first, others)) = pages.split_first() else { return };
    let (count, all, address) = (pages.len(), case.audit().map_or(0, |audit| audit.page.len()), &first.address);
    let on = match count {
        1 => say!("sur `{address}`", "on `{address}`"),
        _ => say!("sur {count} pages de {all}", "on {count} pages of {all}"),
    };
    let found = findings
        .find(case.in_evidence(first.at.value("manage")), message(on))
        .about("consent")
        .label(say!("retirer doit être aussi simple que consentir", "withdrawing must be as easy as giving"))
        .help(say!(
            "mettez sur chaque page un lien ou une icône « Gérer les cookies » qui rouvre la bannière",
            "put on every page a \"Manage cookies\" link or icon that opens the banner again"
        ));
    for page in others.iter().take(SHOWN) {
        found.see(case.in_evidence(page.at.value("manage")), say!("ici aussi", "here too"));
    }
}
