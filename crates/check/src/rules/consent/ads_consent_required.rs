//! Advertising that claims to need no consent.
//!
//! A tracker is exempt only if *all* its purposes are, and advertising is none
//! that the law exempts: not "necessary", not "not applicable" either, even
//! for a line that is empty today. The register gives itself away by the words
//! of an exempt purpose, of its services or trackers, or by a tracker that is
//! known for it; a published table by its columns.
//!
//! What denies ("no advertising here"), and what only remembers a choice about
//! advertising, is no advertising.

use std::collections::BTreeMap;

use temoin_known::{Confidence, Nature};
use temoin_prose::Phrases;
use temoin_register::{Exemption, Regime};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::place::Place;
use crate::rows::{Claim, Row};
use crate::rule::rule;
use crate::words::Whose;

rule! {
    pub(crate) ADS_CONSENT_REQUIRED = "ads-consent-required" in Consent since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// Words that turn those of advertising into their contrary, or into the memory
/// of a choice. They stand before the words of advertising in a set of phrases,
/// and so take their place.
pub(crate) const DENIED: &[&str] = &[
    "(pas|aucun|aucune|sans|ni|hors|jamais|non|exclu*|exclus*|excepte*|contre) .. (publicit*|annonce*|cibl*|recibl*)",
    "(refus*|accept*|oppose*|opposition*|choix|consent*|accord|preference*) ... (publicit*|annonce*|cibl*|recibl*)",
    "(publicit*|annonce*|ciblage|reciblage) ... (a part|accord|consentement)",
    "(no|not|never|nor|without|excluding|except|against|free of) .. (advertis*|ad|ads|adverts|targeting|remarketing|retargeting)",
    "(refus*|accept*|agree*|allow*|object*|opt out|choice*|consent*|preference*) ... (advertis*|ad|ads|adverts|targeting)",
    "(advertis*|ad|ads|adverts) ... (consent|separately)",
];

/// Of an exempt purpose, the first thing that shows advertising.
struct Shown {
    place: Place,
    label: Said,
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let register = case.register();
    let mut shown: BTreeMap<usize, Shown> = BTreeMap::new();
    let places: BTreeMap<&str, usize> =
        register.declared.purpose.iter().enumerate().map(|(place, purpose)| (purpose.id.as_str(), place)).collect();
    let place_of = |id: &str| places.get(id).copied();
    let (phrases, first) = phrases(case);
    for words in case.words().find(&phrases).into_iter().filter(|words| words.phrase >= first) {
        let purpose = match words.entry.whose {
            Whose::Purpose(place) => Some(place),
            Whose::Service(place) => place_of(register.declared.service[place].purpose.as_str()),
            Whose::Tracker(place) => {
                register.purpose_of(&register.declared.tracker[place]).and_then(|purpose| place_of(purpose.id.as_str()))
            }
            _ => None,
        };
        let Some(purpose) = purpose else { continue };
        // A choice is about advertising, and is none.
        if register.declared.purpose[purpose].exempt == Some(Exemption::ConsentChoice) {
            continue;
        }
        let quote = &words.quote;
        let label = say!("« {quote} » demande un consentement", "\"{quote}\" needs consent");
        shown.entry(purpose).or_insert(Shown { place: words.entry.place, label });
    }
    for row in case.declared_rows().filter(|row| row.claim.is_exempt()) {
        let Some(platform) = advertises(row) else { continue };
        let Some(purpose) = row.tracker.and_then(|tracker| register.purpose_of(tracker)) else { continue };
        let Some(purpose) = place_of(purpose.id.as_str()) else { continue };
        let name = &row.label;
        let label = say!("`{name}` : publicité ({platform})", "`{name}`: advertising ({platform})");
        shown.entry(purpose).or_insert(Shown { place: row.place, label });
    }
    for (place, shown) in shown {
        let purpose = &register.declared.purpose[place];
        let Regime::Exempt(_) = purpose.regime() else { continue };
        let id = &purpose.id;
        findings
            .find(
                case.in_register(purpose.at.value("exempt")),
                say!(
                    "la finalité `{id}` est déclarée exemptée et sert la publicité",
                    "the purpose `{id}` is declared exempt and serves advertising"
                ),
            )
            .about(format!("purpose.{id}"))
            .label(say!("aucune exemption ne couvre la publicité", "no exemption covers advertising"))
            .see(shown.place, shown.label)
            .help(say!("écrivez `consent = \"required\"`", "write `consent = \"required\"`"))
            .help(say!(
                "ou séparez la publicité, sous une finalité à elle, de ce qui est exempté",
                "or part advertising, under a purpose of its own, from what is exempt"
            ));
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let (phrases, first) = phrases(case);
    for (index, text) in case.written().iter().enumerate() {
        let mut said: Vec<Place> = text
            .text
            .find(&phrases)
            .iter()
            .filter(|found| found.phrase >= first)
            .map(|found| text.at(found.span))
            .collect();
        said.sort_unstable_by_key(|place| place.span.start);
        for row in case.written_rows().filter(|row| row.written == Some(index)) {
            if !matches!(row.claim, Claim::Exempt(_) | Claim::NotApplicable) {
                continue;
            }
            let platform = advertises(row);
            if platform.is_none() && !speaks(row, &said) {
                continue;
            }
            let label = &row.label;
            let found = findings.find(
                row.claim_place,
                say!(
                    "le texte dispense de consentement une ligne de publicité : « {label} »",
                    "the text lets a line of advertising go without consent: \"{label}\""
                ),
            );
            found
                .about(&*row.subject)
                .label(say!("aucune exemption ne couvre la publicité", "no exemption covers advertising"))
                .help(say!(
                    "écrivez que le consentement est demandé, même si rien n'est utilisé aujourd'hui",
                    "write that consent is asked for, even if nothing is used today"
                ))
                .help(say!(
                    "ou retirez la ligne, si elle ne sert à rien",
                    "or take the line out, if it serves nothing"
                ));
        }
    }
}

/// The words that deny, then those of advertising, which begin at the place given.
fn phrases(case: &Case<'_>) -> (Phrases, usize) {
    let advertising = case.law.phrases("consent-purposes").into_iter();
    let advertising = advertising.filter(|entry| entry.id.is_some_and(|id| id.as_str() == "advertising"));
    let all: Vec<&str> = DENIED.iter().copied().chain(advertising.map(|entry| entry.phrase)).collect();
    (Phrases::new(&all), DENIED.len())
}

/// Whose advertising the row's tracker is known to be.
fn advertises<'r>(row: &'r Row<'_>) -> Option<&'r str> {
    let sure = row.recognised.iter().flatten().filter(|known| known.confidence > Confidence::Suggestion);
    sure.filter(|known| known.nature == Nature::Advertising).map(|known| known.platform).next()
}

/// Whether a cell of the row holds one of the places, which are in order.
fn speaks(row: &Row<'_>, said: &[Place]) -> bool {
    let cells = row.titles.iter().chain(&row.category).chain(&row.purpose).map(|(_, place)| place.span);
    cells.into_iter().any(|cell| {
        let next = said.partition_point(|place| place.span.start < cell.start);
        said.get(next).is_some_and(|place| place.span.end <= cell.end)
    })
}
