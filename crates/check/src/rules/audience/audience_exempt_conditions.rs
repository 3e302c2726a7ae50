//! A measurement that claims the exemption and does what the exemption rules out.
//!
//! Exempt measurement counts visits, for the publisher alone, and yields
//! anonymous statistics. It must not know who is signed in, follow people from
//! site to site, hand its data over, or measure sales, campaigns and variants of
//! a page. What goes beyond is looked for in `[audience]`, in the words of the
//! purpose, services and trackers that claim the exemption, in published texts,
//! and in a cookie that is kept for another's domain.
//!
//! Lesser limits come from the CNIL's tool of self-assessment alone: a referrer
//! cut to its host, rounded counts, few kinds of events. They are questions, not
//! infringements. Campaigns, variants and replays in the words of a *register's*
//! purpose are left to `exempt-purpose-not-listed`.

use std::collections::{BTreeMap, BTreeSet};

use temoin_evidence::Level;
use temoin_register::{Id, Measured, Measurement, Referrer, SiteUrl};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;
use crate::rule::rule;
use crate::rules::audience::beyond::{Sought, all_of};
use crate::rules::audience::measured::{exempt, is_exempt, passages, purposes, written_rows};
use crate::words::Whose;

rule! {
    pub(crate) AUDIENCE_EXEMPT_CONDITIONS = "audience-exempt-conditions" in Audience since "0.1.0";
    on Register => declared;
    on Text => written;
    on Register + Audit => seen;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    if let Some(measurement) = exempt(case) {
        beyond(case, measurement, findings);
        tool(case, measurement, findings);
    }
    worded(case, findings);
}

/// What `measures` lists: each is ruled out by itself, and one measurement is to be corrected.
fn beyond(case: &Case<'_>, measurement: &Measurement, findings: &mut Findings) {
    if measurement.measures.is_empty() {
        return;
    }
    let Said { fr, en } = all_of(&measurement.measures);
    let message = say!("la mesure d'audience déclarée exemptée {fr}", "the audience measurement declared exempt {en}");
    give_up(findings.find(case.in_register(measurement.at.value("measures")), message).about("audience"));
}

/// What the CNIL's tool of self-assessment asks for, since it does.
fn tool(case: &Case<'_>, measurement: &Measurement, findings: &mut Findings) {
    if case.law.fact("count-rounding").from.as_ref().is_some_and(|from| from > case.law.day()) {
        return;
    }
    let mut question = |key: &str, message: Said, label: Said, help: Said| {
        findings
            .find(case.in_register(measurement.at.value(key)), message)
            .about("audience")
            .level(Level::Warning)
            .cites(&["MA25 (tool)"])
            .label(label)
            .help(help)
            .help(say!(
                "ou renoncez à l'exemption et demandez le consentement",
                "or give up the exemption and ask for consent"
            ));
    };
    if measurement.referrer == Referrer::Full {
        question(
            "referrer",
            say!(
                "la mesure d'audience exemptée garde l'adresse entière d'où vient le visiteur",
                "the exempt audience measurement keeps the whole address that the visitor comes from"
            ),
            say!("l'hôte seul", "its host alone"),
            say!("n'en gardez que l'hôte : `referrer = \"host\"`", "keep its host alone: `referrer = \"host\"`"),
        );
    }
    let (rounding, rounded) = (case.law.number("count-rounding"), measurement.rounded_to);
    if rounded < rounding {
        question(
            "rounded_to",
            if rounded < 2 {
                say!(
                    "la mesure d'audience exemptée montre des effectifs exacts",
                    "the exempt audience measurement shows exact counts"
                )
            } else {
                say!(
                    "la mesure d'audience exemptée montre des effectifs à {rounded} près",
                    "the exempt audience measurement shows counts to the nearest {rounded}"
                )
            },
            say!("à {rounding} près", "to the nearest {rounding}"),
            say!("arrondissez-les : `rounded_to = {rounding}`", "round them: `rounded_to = {rounding}`"),
        );
    }
    let (most, kinds) = (case.law.number("event-kinds-max"), measurement.event_kinds);
    if kinds > most {
        question(
            "event_kinds",
            say!(
                "la mesure d'audience exemptée compte {kinds} sortes d'événements",
                "the exempt audience measurement counts {kinds} kinds of events"
            ),
            say!("{most} au plus", "{most} at most"),
            say!("n'en gardez que {most}", "keep {most} of them"),
        );
    }
}

/// The words of an exempt purpose, of its services and trackers.
fn worded(case: &Case<'_>, findings: &mut Findings) {
    let (register, exempt) = (case.register(), purposes(case).map(|purpose| &purpose.id).collect::<BTreeSet<_>>());
    if exempt.is_empty() {
        return;
    }
    let sought =
        Sought::new(case, |measured| !matches!(measured, Measured::Campaigns | Measured::Cohorts | Measured::Replay));
    let mut beyond: BTreeMap<&Id, Vec<(Measured, Place)>> = BTreeMap::new();
    for words in case.words().find(&sought.phrases) {
        let declared = &register.declared;
        let purpose = match words.entry.whose {
            Whose::Purpose(place) => Some(&declared.purpose[place].id),
            Whose::Service(place) => Some(&declared.service[place].purpose),
            Whose::Tracker(place) => register.purpose_of(&declared.tracker[place]).map(|purpose| &purpose.id),
            _ => None,
        };
        let Some(purpose) = purpose.filter(|purpose| exempt.contains(purpose)) else { continue };
        let Some(measured) = sought.measured(words.phrase, words.whole) else { continue };
        add(beyond.entry(purpose).or_default(), measured, words.entry.place);
    }
    for (purpose, beyond) in beyond {
        let (Said { fr, en }, place) = summary(&beyond);
        let message =
            say!("la mesure d'audience exemptée `{purpose}` {fr}", "the exempt audience measurement `{purpose}` {en}");
        let found = findings.find(place, message).about(format!("purpose.{purpose}"));
        also(found, &beyond);
        give_up(found);
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let sought = Sought::new(case, |_| true);
    let rows = written_rows(case);
    for (index, written) in case.written().iter().enumerate() {
        let text = &written.text;
        let spans = rows.iter().filter(|row| row.written == Some(index)).flat_map(|row| &row.purpose);
        let cells: Vec<Place> = spans.map(|(_, place)| *place).collect();
        let told = passages(case, text);
        let mut beyond = Vec::new();
        for found in text.find(&sought.phrases) {
            let start = found.span.start;
            let in_row = cells.iter().any(|cell| cell.span.range().contains(&start));
            if !in_row && !told.iter().any(|passage| passage.contains(&found.sentence)) {
                continue;
            }
            if let Some(measured) = sought.measured(found.phrase, text.folded(found.sentence)) {
                add(&mut beyond, measured, written.at(found.span));
            }
        }
        if beyond.is_empty() {
            continue;
        }
        let (Said { fr, en }, place) = summary(&beyond);
        let message = say!(
            "le texte dispense de consentement une mesure d'audience qui {fr}",
            "the text lets go without consent an audience measurement that {en}"
        );
        let found = findings.find(place, message).about("audience");
        also(found, &beyond);
        give_up(found);
    }
}

/// Adds a use, once.
fn add(beyond: &mut Vec<(Measured, Place)>, measured: Measured, place: Place) {
    if !beyond.iter().any(|(known, _)| *known == measured) {
        beyond.push((measured, place));
    }
}

/// All the uses in words, and the place of the first.
fn summary(beyond: &[(Measured, Place)]) -> (Said, Place) {
    (all_of(&beyond.iter().map(|(measured, _)| *measured).collect::<Vec<_>>()), beyond[0].1)
}

fn also(found: &mut Found, beyond: &[(Measured, Place)]) {
    let first = beyond[0].1;
    for (_, place) in beyond.iter().filter(|(_, place)| *place != first) {
        found.see(*place, say!("et ici", "and here"));
    }
}

/// A cookie of exempt measurement that is kept for another's domain: the same
/// on every site that uses the tool.
fn seen(case: &Case<'_>, findings: &mut Findings) {
    let (register, Some(audit)) = (case.register(), case.audit()) else { return };
    let seen = SiteUrl::parse(&audit.site).ok();
    let own: Vec<&str> = register.site().urls.iter().chain(seen.iter()).map(SiteUrl::host).collect();
    let exempt: BTreeSet<&str> = case.declared_rows().filter(|row| is_exempt(row)).map(|row| &*row.subject).collect();
    let mut known = BTreeSet::new();
    for seen in &audit.tracker {
        let Some(domain) = seen.domain.as_deref() else { continue };
        let Some(tracker) = register.tracker(seen.kind, &seen.name) else { continue };
        let subject = format!("tracker.{}", tracker.label());
        let own = own.iter().any(|own| last_two(own).eq_ignore_ascii_case(last_two(domain)));
        if own || !exempt.contains(subject.as_str()) || !known.insert(subject.clone()) {
            continue;
        }
        let name = &seen.name;
        let message = say!(
            "`{name}`, d'une mesure d'audience exemptée, est gardé pour le domaine `{domain}`",
            "`{name}`, of an exempt audience measurement, is kept for the domain `{domain}`"
        );
        give_up(findings.find(case.in_evidence(seen.at.value("domain")), message).about(subject));
    }
}

/// The last two labels of a host: hosts that share them may be one owner's.
fn last_two(host: &str) -> &str {
    let host = host.trim_matches('.');
    host.rmatch_indices('.').nth(1).map_or(host, |(dot, _)| &host[dot + 1..])
}

fn give_up(found: &mut Found) {
    found
        .label(say!("hors de l'exemption", "outside the exemption"))
        .help(say!("retirez-le de cette mesure", "take it out of this measurement"))
        .help(say!(
            "ou mesurez-le à part, avec consentement : l'exemption ne couvre qu'un traceur dont tous les usages le sont",
            "or measure it apart, with consent: the exemption covers only a tracker all of whose uses are exempt"
        ));
}
