//! An exempt audience tracker that lives for more than thirteen months.
//!
//! The CNIL advises thirteen months at most for the trackers of exempt
//! measurement, counted from the first write and not from the last visit: who
//! comes back each month would else be known for ever. It is a recommendation
//! on *these* trackers, neither a term of the GDPR nor a cap on all cookies, so
//! nothing else is judged here. Declared, published or seen, one tracker that
//! lives too long is one finding.

use std::collections::BTreeSet;

use temoin_evidence::seen::Seen;
use temoin_register::{Exemption, Lifetime, Period, Regime};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::rule::rule;
use crate::rules::audience::measured::{Thing, exempt, is_exempt, told, written_rows};
use crate::rules::periods::{in_words, longer, period_of};

rule! {
    pub(crate) AUDIENCE_COOKIE_OVER_13M = "audience-cookie-over-13m" in Audience since "0.1.0";
    on Register => declared;
    on Text => written;
    on Register + Audit => seen;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    for row in case.declared_rows().filter(|row| is_exempt(row)) {
        let Some(period) = row.longest().and_then(period_of).filter(|period| longer(*period, limit(case))) else {
            continue;
        };
        let (name, Said { fr, en }) = (&row.label, in_words(period));
        let message = say!(
            "le traceur d'audience `{name}` est déclaré exempté et vit {fr}",
            "the audience tracker `{name}` is declared exempt and lives for {en}"
        );
        let found = findings.find(row.lifetime_place, message).about(&*row.subject);
        found.see(row.claim_place, say!("exemption demandée ici", "exemption claimed here"));
        shorten(case, found);
    }
    if let Some(measurement) = exempt(case).filter(|measurement| measurement.slides) {
        let message = say!(
            "chaque visite prolonge la vie du traceur d'audience exempté",
            "each visit prolongs the life of the exempt audience tracker"
        );
        slide(case, findings.find(case.in_register(measurement.at.value("slides")), message).about("audience"));
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let mut covered = BTreeSet::new();
    for row in written_rows(case) {
        let Some(period) = row.longest().and_then(period_of).filter(|period| longer(*period, limit(case))) else {
            continue;
        };
        let (name, Said { fr, en }) = (&row.label, in_words(period));
        let message = say!(
            "le texte dispense de consentement « {name} », un traceur d'audience qui vit {fr}",
            "the text lets \"{name}\", an audience tracker that lives for {en}, go without consent"
        );
        covered.insert(row.lifetime_place);
        let found = findings.find(row.lifetime_place, message).about(&*row.subject);
        shorten(case, found);
    }
    for said in told(case) {
        let inside = covered
            .iter()
            .any(|row| row.source == said.place.source && row.span.range().contains(&said.place.span.start));
        if said.thing != Thing::Trackers || inside || !longer(said.period, limit(case)) {
            continue;
        }
        let Said { fr, en } = in_words(said.period);
        let message = say!(
            "le texte annonce {fr} de vie pour les traceurs d'une mesure d'audience exemptée",
            "the text gives the trackers of an exempt audience measurement a life of {en}"
        );
        shorten(case, findings.find(said.place, message).about("audience"));
    }
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let (register, Some(audit)) = (case.register(), case.audit()) else { return };
    let slides = exempt(case).is_some_and(|measurement| measurement.slides);
    let mut known = BTreeSet::new();
    for seen in &audit.tracker {
        let Some(tracker) = register.tracker(seen.kind, &seen.name) else { continue };
        let exemption = register.purpose_of(tracker).map(temoin_register::Purpose::regime);
        let declared_long = tracker.lifetime.and_then(period_of).is_some_and(|period| longer(period, limit(case)));
        if exemption != Some(Regime::Exempt(Exemption::AudienceMeasurement)) || declared_long {
            continue;
        }
        let name = tracker.label();
        let over = asked(seen).filter(|period| longer(*period, limit(case)));
        if let Some(period) = over.filter(|_| known.insert((name.clone(), "lifetime"))) {
            let Said { fr, en } = in_words(period);
            let message = say!(
                "le traceur d'audience exempté `{name}` est écrit pour {fr}",
                "the exempt audience tracker `{name}` is written for {en}"
            );
            let found = findings.find(case.in_evidence(seen.at.value("lifetime")), message);
            shorten(case, found.about(format!("tracker.{name}")));
        }
        if seen.renewed && !slides && known.insert((name.clone(), "renewed")) {
            let message = say!(
                "une nouvelle visite prolonge la vie du traceur d'audience exempté `{name}`",
                "a new visit prolongs the life of the exempt audience tracker `{name}`"
            );
            let found = findings.find(case.in_evidence(seen.at.value("renewed")), message);
            slide(case, found.about(format!("tracker.{name}")));
        }
    }
}

fn asked(seen: &Seen) -> Option<Period> {
    seen.lifetime.and_then(|lifetime: Lifetime| period_of(lifetime))
}

fn limit(case: &Case<'_>) -> Period {
    case.law.period("audience-tracker-lifetime")
}

fn shorten(case: &Case<'_>, found: &mut Found) {
    let limit = limit(case);
    let Said { fr, en } = in_words(limit);
    found
        .label(say!("{fr} au plus pour un traceur exempté", "{en} at most for an exempt tracker"))
        .help(say!(
            "ramenez sa durée de vie à {fr}, comptés de la première écriture",
            "bring its lifetime down to {en}, counted from the first write"
        ))
        .help(say!(
            "ou renoncez à l'exemption et demandez le consentement",
            "or give up the exemption and ask for consent"
        ));
}

fn slide(case: &Case<'_>, found: &mut Found) {
    let Said { fr, en } = in_words(limit(case));
    found
        .label(say!("{fr} depuis la première écriture", "{en} from the first write"))
        .help(say!(
            "n'écrivez le traceur qu'une fois, et laissez-le finir",
            "write the tracker once, and let it run out"
        ))
        .help(say!(
            "ou renoncez à l'exemption et demandez le consentement",
            "or give up the exemption and ask for consent"
        ));
}
