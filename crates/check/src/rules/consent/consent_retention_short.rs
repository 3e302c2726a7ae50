//! A choice that is kept for a short time, or a refusal for less than an acceptance.
//!
//! Six months are good practice and the interval depends on the site, so a
//! shorter one is worth knowing and no more: visitors are asked again and
//! again. A refusal that is forgotten sooner than an acceptance is another
//! matter: who refuses is asked until they accept.

use temoin_evidence::Level;
use temoin_register::{Lifetime, Period};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;
use crate::rows::Row;
use crate::rule::rule;
use crate::rules::consent::kept::{What, life_in_words, rows, sentences};
use crate::rules::periods::{in_words, longer};

rule! {
    pub(crate) CONSENT_RETENTION_SHORT = "consent-retention-short" in Consent since "0.1.0";
    on Register => declared;
    on Text => written;
    on Audit => seen;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let consent = &case.register().declared.consent;
    let rows = rows(case).into_iter().filter(|(row, _)| row.tracker.is_some());
    let is_own = |row: &Row<'_>| row.names.iter().any(|(name, _)| name == consent.cookie.as_str());
    if is_short(Lifetime::For(consent.valid_for), case) {
        let Said { fr, en } = in_words(consent.valid_for);
        let message = say!("le choix des visiteurs n'est gardé que {fr}", "the choice of visitors is kept only {en}");
        let found = findings.find(case.in_register(consent.at.value("valid_for")), message).about("consent");
        advise(case, found);
        for (row, _) in rows.filter(|(row, lifetime)| is_own(row) && is_short(*lifetime, case)) {
            found.see(row.lifetime_place, say!("le traceur qui le garde", "the tracker that keeps it"));
        }
        return;
    }
    // Tools write several: the choice lives as long as the longest.
    let rows: Vec<_> = rows.collect();
    let own = rows.iter().find(|(row, _)| is_own(row));
    if let Some((row, lifetime)) = own.or_else(|| longest(&rows)).filter(|(_, lifetime)| is_short(*lifetime, case)) {
        of_row(case, row, *lifetime, findings);
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let told = sentences(case);
    let choice = told.iter().filter(|kept| kept.what == What::Choice);
    let longest_told = choice.reduce(|one, other| if longer(other.period, one.period) { other } else { one });
    let refusal = told.iter().find(|kept| kept.what == What::Refusal);
    if let (Some(refusal), Some(choice)) = (refusal, longest_told)
        && longer(choice.period, refusal.period)
    {
        unequal(refusal.place, refusal.period, choice.period, findings)
            .see(choice.place, say!("l'acceptation, elle, est gardée plus longtemps", "the acceptance is kept longer"));
        return;
    }
    let rows: Vec<_> = rows(case).into_iter().filter(|(row, _)| row.tracker.is_none()).collect();
    if longest_told.is_some_and(|kept| !is_short(Lifetime::For(kept.period), case)) {
        return;
    }
    match longest(&rows) {
        Some((row, lifetime)) if is_short(*lifetime, case) => of_row(case, row, *lifetime, findings),
        Some(_) => {}
        None => {
            let Some(kept) = longest_told else { return };
            let Said { fr, en } = in_words(kept.period);
            let message = say!(
                "le texte dit que le choix n'est gardé que {fr}",
                "the text says that the choice is kept only {en}"
            );
            advise(case, findings.find(kept.place, message).about("consent"));
        }
    }
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(banner) = case.audit().and_then(|audit| audit.banner.as_ref()) else { return };
    let at = |key| case.in_evidence(banner.at.value(key));
    if let (Some(acceptance), Some(refusal)) = (banner.acceptance_kept, banner.refusal_kept)
        && longer(acceptance, refusal)
    {
        unequal(at("refusal_kept"), refusal, acceptance, findings);
        return;
    }
    let declared = case.register_if_any().map(|register| Lifetime::For(register.declared.consent.valid_for));
    if declared.is_some_and(|declared| is_short(declared, case)) {
        return;
    }
    let kept = [("acceptance_kept", banner.acceptance_kept), ("refusal_kept", banner.refusal_kept)];
    let mut short = kept.into_iter().filter_map(|(key, period)| Some((key, period?)));
    if let Some((key, period)) = short.find(|(_, period)| is_short(Lifetime::For(*period), case)) {
        let Said { fr, en } = in_words(period);
        let message = say!("la bannière ne garde le choix que {fr}", "the banner keeps the choice only {en}");
        advise(case, findings.find(at(key), message).about("consent"));
    }
}

fn unequal(place: Place, refusal: Period, acceptance: Period, findings: &mut Findings) -> &mut Found {
    let Said { fr: short_fr, en: short } = in_words(refusal);
    let Said { fr: long_fr, en: long } = in_words(acceptance);
    let message = say!(
        "le refus est gardé {short_fr}, l'acceptation {long_fr}",
        "the refusal is kept {short}, the acceptance {long}"
    );
    findings
        .find(place, message)
        .about("consent")
        .level(Level::Warning)
        .label(say!("qui refuse est redemandé plus tôt", "who refuses is asked again sooner"))
        .help(say!("gardez le refus aussi longtemps que l'acceptation", "keep the refusal as long as the acceptance"))
}

fn of_row(case: &Case<'_>, row: &Row<'_>, lifetime: Lifetime, findings: &mut Findings) {
    let Said { fr, en } = life_in_words(lifetime);
    let name = &row.label;
    let message = say!("`{name}` ne garde le choix que {fr}", "`{name}` keeps the choice only {en}");
    advise(case, findings.find(row.lifetime_place, message).about(&*row.subject));
}

fn advise(case: &Case<'_>, found: &mut Found) {
    let Said { fr, en } = in_words(case.law.period("choice-validity"));
    found
        .cites(&["RC art. 2 (§§38–39)"])
        .label(say!("bonne pratique : {fr}", "good practice: {en}"))
        .help(say!(
            "gardez le choix {fr}, refus comme acceptation : les visiteurs seront moins sollicités",
            "keep the choice {en}, refusal and acceptance alike: visitors will be asked less often"
        ))
        .help(say!(
            "ou gardez cette durée si le contexte du site la demande : l'intervalle en dépend",
            "or keep this period if the context of the site calls for it: the interval depends on it"
        ));
}

fn longest<'r, 'c, 'a>(rows: &'r [(&'c Row<'a>, Lifetime)]) -> Option<&'r (&'c Row<'a>, Lifetime)> {
    rows.iter().reduce(|one, other| match (one.1, other.1) {
        (Lifetime::Session, Lifetime::For(_)) => other,
        (Lifetime::For(first), Lifetime::For(second)) if longer(second, first) => other,
        _ => one,
    })
}

fn is_short(lifetime: Lifetime, case: &Case<'_>) -> bool {
    match lifetime {
        Lifetime::Session => true,
        Lifetime::For(period) => longer(case.law.period("choice-validity"), period),
    }
}
