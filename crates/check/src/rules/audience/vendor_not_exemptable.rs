//! A vendor that re-uses the data, under the exemption of audience measurement.
//!
//! The exemption holds for a measurement on the exclusive account of the
//! publisher. A vendor that feeds its own services with the data, as Google
//! Analytics does, cannot be covered, whatever the settings. A service is
//! recognised by its hosts, its title or its trackers; a published table, by the
//! names in it; a sentence, by the vendor and the claim. To say that such a tool
//! is *not* exempt is right, and stays silent.

use std::collections::{BTreeMap, BTreeSet};

use temoin_known::{Confidence, Exemptable, Software};
use temoin_prose::Phrases;
use temoin_register::{HostPattern, Service};

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::place::Place;
use crate::rows::Row;
use crate::rule::rule;
use crate::rules::audience::measured::{exempt, is_exempt, is_known, purposes, written_rows};

rule! {
    pub(crate) VENDOR_NOT_EXEMPTABLE = "vendor-not-exemptable" in Audience since "0.1.0";
    on Register => declared;
    on Text => written;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let mut told: BTreeSet<String> = BTreeSet::new();
    let measuring = exempt(case).and_then(|measurement| measurement.service.as_ref().map(|id| (measurement, id)));
    for service in &case.register().declared.service {
        let under = purposes(case).find(|purpose| purpose.id == service.purpose);
        let measures = measuring.filter(|(_, id)| **id == service.id);
        if under.is_none() && measures.is_none() {
            continue;
        }
        let Some(vendor) = vendor_of(case, service) else { continue };
        told.insert(vendor.clone());
        let (place, claim) = match (under, measures) {
            (Some(purpose), _) => (service.at.value("purpose"), Some(purpose.at.value("exempt"))),
            (None, Some((measurement, _))) => (measurement.at.value("service"), Some(measurement.at.value("regime"))),
            (None, None) => continue,
        };
        let id = &service.id;
        let message = say!(
            "`{id}` ({vendor}) est déclaré sous l'exemption de mesure d'audience",
            "`{id}` ({vendor}) is declared under the exemption of audience measurement"
        );
        let found = findings.find(case.in_register(place), message).about(format!("service.{id}"));
        if let Some(claim) = claim {
            found.see(case.in_register(claim), say!("exemption demandée ici", "exemption claimed here"));
        }
        measure_otherwise(found);
    }
    for (vendor, rows) in by_vendor(case.declared_rows().filter(|row| is_exempt(row))) {
        if told.contains(vendor) {
            continue;
        }
        let (first, others) = (rows[0], &rows[1..]);
        let name = &first.label;
        let message = say!(
            "`{name}`, de {vendor}, est déclaré sous l'exemption de mesure d'audience",
            "`{name}`, of {vendor}, is declared under the exemption of audience measurement"
        );
        let found = findings.find(first.place, message).about(&*first.subject);
        found.see(first.claim_place, say!("exemption demandée ici", "exemption claimed here"));
        also(found, others);
        measure_otherwise(found);
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let rows = written_rows(case).into_iter().filter(|row| is_known(row));
    for (vendor, rows) in by_vendor(rows) {
        let (first, others) = (rows[0], &rows[1..]);
        let message = say!("le texte dispense {vendor} de consentement", "the text lets {vendor} go without consent");
        let found = findings.find(first.claim_place, message).about(&*first.subject);
        also(found, others);
        measure_otherwise(found);
    }
    claimed(case, findings);
}

/// Sentences: a vendor, then a claim of exemption, and nothing that denies it.
fn claimed(case: &Case<'_>, findings: &mut Findings) {
    const CLAIMS: &[&str] = &[
        "(exempt*|dispens*) (de|du|from|of) [(tout|votre|le|recueil du|your|the|prior)] (consentement|consent)",
        "(ne|n') (nécessit*|requi*|demand*|exige*) pas [(de|votre|le)] [recueil du] consentement",
        "(does|do) not (require|need) [(your|any|prior)] consent",
    ];
    const DENIES: &[&str] = &[
        "pas",
        "non",
        "not",
        "cannot",
        "never",
        "jamais",
        "ne",
        "n",
        "ni",
        "contrairement",
        "sauf",
        "hors",
        "unlike",
        "except",
        "matomo",
    ];
    let vendors: Vec<&str> = case.law.phrases("vendors-not-exempt").into_iter().map(|entry| entry.phrase).collect();
    let phrases: Vec<String> =
        vendors.iter().flat_map(|vendor| CLAIMS.iter().map(move |claim| format!("{vendor} ... {claim}"))).collect();
    let phrases = Phrases::new(&phrases.iter().map(String::as_str).collect::<Vec<_>>());
    let claims = Phrases::new(CLAIMS);
    for written in case.written() {
        let text = &written.text;
        let mut told = Vec::new();
        for found in text.find(&phrases) {
            let sentence = found.sentence..found.sentence + 1;
            let Some(claim) =
                text.find_in(sentence, &claims).into_iter().find(|claim| claim.tokens.start > found.tokens.start)
            else {
                continue;
            };
            let mut before = (found.tokens.start..claim.tokens.start).map(|token| text.word(token));
            let vendor = vendors[found.phrase / CLAIMS.len()];
            if before.any(|word| DENIES.contains(&word)) || told.contains(&vendor) {
                continue;
            }
            told.push(vendor);
            let quote = written.quote(found.span);
            let message = say!("le texte écrit : « {quote} »", "the text says: \"{quote}\"");
            let found = findings.find(written.at(found.span), message).about("audience");
            measure_otherwise(found);
        }
    }
}

/// Whose tool a service is, where that rules the exemption out.
fn vendor_of(case: &Case<'_>, service: &Service) -> Option<String> {
    let never = |software: &&Software| software.exemptable == Exemptable::Never;
    let host = |pattern: &HostPattern| case.known.software_at(pattern.parent().unwrap_or(pattern.as_str()));
    let by_host = service.hosts.iter().filter_map(host).find(never);
    let by_title = || {
        let titles = service.title.values().into_iter();
        titles.flat_map(|(_, title)| case.known.software_in(title)).map(|(software, _)| software).find(never)
    };
    by_host.or_else(by_title).map(|software| software.name.clone())
}

/// Rows of vendors whose use of the data rules the exemption out, by vendor.
fn by_vendor<'r, 'a>(rows: impl Iterator<Item = &'r Row<'a>>) -> BTreeMap<&'r str, Vec<&'r Row<'a>>>
where
    'a: 'r,
{
    let mut vendors: BTreeMap<&str, Vec<&Row<'_>>> = BTreeMap::new();
    for row in rows {
        let sure = row.recognised.iter().flatten().filter(|known| known.confidence > Confidence::Suggestion);
        for known in sure.filter(|known| known.exemptable == Some(Exemptable::Never)) {
            let rows = vendors.entry(known.platform).or_default();
            if rows.last().is_none_or(|last| !std::ptr::eq(*last, row)) {
                rows.push(row);
            }
        }
    }
    vendors
}

fn also(found: &mut Found, others: &[&Row<'_>]) {
    const SHOWN: usize = 4;
    for row in others.iter().take(SHOWN) {
        let place: Place = row.place;
        found.see(place, say!("de même ici", "here too"));
    }
}

fn measure_otherwise(found: &mut Found) {
    found
        .label(say!("réutilise les données pour son compte", "re-uses the data for itself"))
        .help(say!("demandez le consentement avant qu'il ne mesure", "ask for consent before it measures"))
        .help(say!(
            "ou mesurez avec un outil qui ne travaille que pour vous",
            "or measure with a tool that works for you alone"
        ));
}
