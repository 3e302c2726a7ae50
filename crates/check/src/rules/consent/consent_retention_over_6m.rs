//! A choice that is kept for too long.
//!
//! What a visitor accepted a year ago is not what they would say today, and
//! nobody remembers having been asked. The CNIL advises six months, as good
//! practice and not as a legal maximum, for acceptance and refusal alike. What
//! is judged is what keeps the choice: the term of the register, the choice
//! cookie's own row (some tools write theirs for thirty years), the sentences
//! and tables of the texts, what a browser saw. The *proof* of a consent lives
//! longer, and is left alone.

use std::collections::BTreeMap;

use temoin_evidence::seen::{Act, Audit};
use temoin_known::Sought;
use temoin_register::{Lifetime, Period, Register, SiteUrl};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;
use crate::rows::Row;
use crate::rule::rule;
use crate::rules::consent::kept::{is_known, rows, sentences};
use crate::rules::periods::{in_words, longer};

rule! {
    pub(crate) CONSENT_RETENTION_OVER_6M = "consent-retention-over-6m" in Consent since "0.1.0";
    on Register => declared;
    on Text => written;
    on Audit => seen;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let consent = &case.register().declared.consent;
    let rows = over(case).into_iter().filter(|(row, _)| row.tracker.is_some());
    // The choice cookie follows the term: one fact, told once.
    let is_own = |row: &Row<'_>| row.names.iter().any(|(name, _)| name == consent.cookie.as_str());
    let term = longer(consent.valid_for, limit(case));
    let (own, others): (Vec<_>, Vec<_>) = rows.partition(|(row, _)| term && is_own(row));
    if term {
        let Said { fr, en } = in_words(consent.valid_for);
        let message = say!("le choix des visiteurs est gardé {fr}", "the choice of visitors is kept {en}");
        let found = findings.find(case.in_register(consent.at.value("valid_for")), message);
        advise(case, found.about("consent"));
        for (row, _) in own {
            found.see(row.lifetime_place, say!("le traceur qui le garde", "the tracker that keeps it"));
        }
    }
    for (row, period) in others {
        of_row(case, row, period, findings);
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    // A policy in two languages says one thing twice.
    let mut subjects: BTreeMap<&str, (&Row<'_>, Period, Vec<Place>)> = BTreeMap::new();
    for (row, period) in over(case).into_iter().filter(|(row, _)| row.tracker.is_none()) {
        let told = subjects.entry(&row.subject).or_insert((row, period, Vec::new()));
        if told.0.lifetime_place != row.lifetime_place {
            told.2.push(row.lifetime_place);
        }
    }
    for (row, period, again) in subjects.into_values() {
        let found = of_row(case, row, period, findings);
        see_again(found, again);
    }
    let mut told = sentences(case).into_iter().filter(|kept| longer(kept.period, limit(case)));
    if let Some(first) = told.next() {
        let Said { fr, en } = in_words(first.period);
        let message = say!("le texte dit que le choix est gardé {fr}", "the text says that the choice is kept {en}");
        let found = findings.find(first.place, message).about("consent");
        see_again(advise(case, found), told.map(|kept| kept.place).collect());
    }
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(audit) = case.audit() else { return };
    let declared = case.register_if_any();
    // What is declared too long is seen too long: once is enough.
    if declared.is_some_and(|register| longer(register.declared.consent.valid_for, limit(case))) {
        return;
    }
    let banner = audit.banner.iter().flat_map(|banner| {
        let kept = [("acceptance_kept", banner.acceptance_kept), ("refusal_kept", banner.refusal_kept)];
        kept.map(|(key, period)| (period, banner.at.value(key)))
    });
    let mut banner = banner.filter_map(|(period, span)| period.filter(|p| longer(*p, limit(case))).map(|p| (p, span)));
    if let Some((period, span)) = banner.next() {
        let Said { fr, en } = in_words(period);
        let message = say!("la bannière garde le choix {fr}", "the banner keeps the choice {en}");
        advise(case, findings.find(case.in_evidence(span), message).about("consent"));
        return;
    }
    seen_trackers(case, audit, declared, findings);
}

/// The choice cookies that were written, and are not declared: those that are have their row.
fn seen_trackers(case: &Case<'_>, audit: &Audit, declared: Option<&Register>, findings: &mut Findings) {
    let site = SiteUrl::parse(&audit.site).ok().map(|site| site.host().to_owned());
    let mut longest: BTreeMap<&str, (Period, Place)> = BTreeMap::new();
    for seen in audit.tracker.iter().filter(|seen| seen.act == Act::Write) {
        let Some(Lifetime::For(period)) = seen.lifetime.filter(|lifetime| is_over(*lifetime, case)) else { continue };
        if declared.is_some_and(|register| register.tracker(seen.kind, &seen.name).is_some()) {
            continue;
        }
        let (name, domain) = (seen.name.as_str(), seen.domain.as_deref());
        let known =
            case.known.tracker(&Sought { kind: seen.kind, name, domain, site: site.as_deref(), provider: None });
        if known.is_some_and(|known| is_known(&known, name)) {
            let place = case.in_evidence(seen.at.value("lifetime"));
            longest.entry(name).or_insert((period, place));
        }
    }
    for (name, (period, place)) in longest {
        let Said { fr, en } = in_words(period);
        let message = say!("`{name}` garde le choix {fr}", "`{name}` keeps the choice {en}");
        advise(case, findings.find(place, message).about(format!("tracker.{name}")));
    }
}

/// The rows that keep a choice longer than is recommended.
fn over<'c, 'a>(case: &'c Case<'a>) -> Vec<(&'c Row<'a>, Period)> {
    let over = |(row, lifetime): (&'c Row<'a>, Lifetime)| match lifetime {
        Lifetime::For(period) if is_over(lifetime, case) => Some((row, period)),
        _ => None,
    };
    rows(case).into_iter().filter_map(over).collect()
}

fn is_over(lifetime: Lifetime, case: &Case<'_>) -> bool {
    matches!(lifetime, Lifetime::For(period) if longer(period, limit(case)))
}

fn of_row<'f>(case: &Case<'_>, row: &Row<'_>, period: Period, findings: &'f mut Findings) -> &'f mut Found {
    let Said { fr, en } = in_words(period);
    let name = &row.label;
    let message = say!("`{name}` garde le choix {fr}", "`{name}` keeps the choice {en}");
    advise(case, findings.find(row.lifetime_place, message).about(&*row.subject))
}

fn advise<'f>(case: &Case<'_>, found: &'f mut Found) -> &'f mut Found {
    let Said { fr, en } = in_words(limit(case));
    found
        .label(say!("recommandé : {fr}", "recommended: {en}"))
        .help(say!(
            "gardez le choix {fr}, acceptation comme refus, puis demandez à nouveau",
            "keep the choice {en}, acceptance and refusal alike, then ask again"
        ))
        .help(say!(
            "ou dites dans une dérogation pourquoi le contexte du site demande plus : ce n'est pas un maximum légal",
            "or say in a waiver why the context of the site asks for more: it is no legal maximum"
        ))
}

fn see_again(found: &mut Found, places: Vec<Place>) {
    for place in places {
        found.see(place, say!("et ici", "and here"));
    }
}

fn limit(case: &Case<'_>) -> Period {
    case.law.period("choice-validity")
}
