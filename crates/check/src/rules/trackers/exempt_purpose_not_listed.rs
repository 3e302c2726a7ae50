//! An exemption claimed for what has none.
//!
//! The law exempts what is strictly necessary to a service that was asked for,
//! and the CNIL's list of such uses is open; but a tracker is exempt only if
//! *all* its purposes are. Social networks, profiles, tests A/B, campaigns and
//! players of third parties are on the other side, alone or mixed with a use
//! that is exempt.
//!
//! Outside the list, a necessity can be claimed, and is then stated: a purpose
//! of `requested-service` without a word of why is a question.
//!
//! Advertising has its own rule, `ads-consent-required`. What denies ("no
//! profiling here"), and what only remembers a choice, claims nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use temoin_prose::{Match, Phrases};
use temoin_register::{Exemption, Purpose, Regime};

use temoin_evidence::Level;

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::law::lists::Entry;
use crate::place::Place;
use crate::rows::{Claim, Row};
use crate::rule::rule;
use crate::rules::trackers::told::{of_law, phrases};
use crate::words::{Whose, Worded};

rule! {
    pub(crate) EXEMPT_PURPOSE_NOT_LISTED = "exempt-purpose-not-listed" in Trackers since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// Words that turn what follows in their sentence into its contrary, or into the
/// memory of a choice.
const DENIED: &[&str] = &[
    "(pas|aucun|aucune|sans|ni|hors|jamais|non|exclu*|exclus*|excepte*|contre|refus*|opposition*|choix|consent*) .. (reseau*|medias|profil*|centres|test|tests|campagne*|conversion*|canaux|video*|YouTube|Vimeo|Dailymotion|relecture|rejeu|carte*|mouvements)",
    "(no|not|never|nor|without|excluding|except|against|refus*|object*|choice*|consent*) .. (social|profiling|profile*|interest|A|AB|split|campaign*|conversion*|acquisition|third|YouTube|Vimeo|Dailymotion|session|heatmap*|mouse)",
];

/// The words of the list, less advertising's.
struct Listed<'a> {
    entries: Vec<&'a Entry>,
    phrases: Phrases,
    advertising: Phrases,
    denied: Phrases,
}

impl<'a> Listed<'a> {
    fn of(case: &Case<'a>) -> Self {
        let all = case.law.phrases("consent-purposes");
        let (advertising, entries): (Vec<&Entry>, Vec<&Entry>) =
            all.into_iter().partition(|entry| entry.id.is_some_and(|id| id.as_str() == "advertising"));
        let phrases = |entries: &[&Entry]| Phrases::new(&entries.iter().map(|entry| entry.phrase).collect::<Vec<_>>());
        Self { phrases: phrases(&entries), advertising: phrases(&advertising), denied: Phrases::new(DENIED), entries }
    }
}

/// The first words that show what an exempt purpose serves.
struct Shown<'a> {
    place: Place,
    quote: String,
    entry: &'a Entry,
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let purposes = &case.register().declared.purpose;
    let places: BTreeMap<&str, usize> =
        purposes.iter().enumerate().map(|(place, purpose)| (purpose.id.as_str(), place)).collect();
    let listed = Listed::of(case);
    let mut shown: BTreeMap<usize, Shown<'_>> = BTreeMap::new();
    let denials = denials(case, &listed);
    for words in case.words().find(&listed.phrases) {
        let Some(purpose) = purpose_of(case, words.entry.whose, &places) else { continue };
        if is_denied(&words, &denials) {
            continue;
        }
        let entry = listed.entries[words.phrase];
        shown.entry(purpose).or_insert(Shown { place: words.entry.place, quote: words.quote, entry });
    }
    let spoken = |phrases: &Phrases| -> BTreeSet<usize> {
        let found = case.words().find(phrases).into_iter();
        found.filter_map(|words| purpose_of(case, words.entry.whose, &places)).collect()
    };
    let advertising = spoken(&listed.advertising);
    let exempt = if shown.is_empty() { BTreeSet::new() } else { spoken(&phrases(case, "exempt-purposes").1) };
    for (place, purpose) in purposes.iter().enumerate() {
        let Regime::Exempt(exemption) = purpose.regime() else { continue };
        match shown.get(&place) {
            // A choice is about such uses, and is none.
            _ if exemption == Exemption::ConsentChoice || advertising.contains(&place) => {}
            Some(shown) => not_exempt(case, purpose, shown, exempt.contains(&place), findings),
            None if exemption == Exemption::RequestedService && purpose.text.is_none() => {
                unexplained(case, purpose, findings);
            }
            None => {}
        }
    }
}

/// The denials of each sentence or two that a register holds, by these.
fn denials<'w>(case: &Case<'w>, listed: &Listed<'_>) -> HashMap<&'w str, Vec<String>> {
    let mut denials: HashMap<&str, Vec<String>> = HashMap::new();
    for denial in case.words().find(&listed.denied) {
        denials.entry(denial.whole).or_default().push(denial.quote);
    }
    denials
}

/// Whether one of `denials` stands before the words, in their sentence.
fn is_denied(words: &Worded<'_>, denials: &HashMap<&str, Vec<String>>) -> bool {
    let whole = words.whole;
    let Some(start) = whole.find(&words.quote) else { return false };
    let starts = denials.get(whole).into_iter().flatten().filter_map(|denial| whole.find(denial));
    starts.into_iter().any(|denial| denial <= start && !whole[denial..start].contains(['.', ';', '!', '?']))
}

/// The exempt purpose whose words these are: its own, or those of what serves it.
fn purpose_of(case: &Case<'_>, whose: Whose, places: &BTreeMap<&str, usize>) -> Option<usize> {
    let register = case.register();
    match whose {
        Whose::Purpose(place) => Some(place),
        Whose::Service(place) => places.get(register.declared.service[place].purpose.as_str()).copied(),
        Whose::Tracker(place) => {
            let purpose = register.purpose_of(&register.declared.tracker[place])?;
            places.get(purpose.id.as_str()).copied()
        }
        _ => None,
    }
}

fn not_exempt(case: &Case<'_>, purpose: &Purpose, shown: &Shown<'_>, mixed: bool, findings: &mut Findings) {
    let (id, quote) = (&purpose.id, &shown.quote);
    let message = if mixed {
        say!(
            "la finalité `{id}` mêle un usage exempté et « {quote} »",
            "the purpose `{id}` mixes an exempt use and \"{quote}\""
        )
    } else {
        say!(
            "la finalité `{id}` est déclarée exemptée et sert à « {quote} »",
            "the purpose `{id}` is declared exempt and is for \"{quote}\""
        )
    };
    findings
        .find(case.in_register(purpose.at.value("exempt")), message)
        .about(format!("purpose.{id}"))
        .label(say!("exempté seulement si tous ses usages le sont", "exempt only if all its uses are"))
        .see(shown.place, of_law(shown.entry.why))
        .help(say!("écrivez `consent = \"required\"`", "write `consent = \"required\"`"))
        .help(say!(
            "ou séparez cet usage, sous une finalité à lui, de ce qui est exempté",
            "or part this use, under a purpose of its own, from what is exempt"
        ));
}

fn unexplained(case: &Case<'_>, purpose: &Purpose, findings: &mut Findings) {
    let id = &purpose.id;
    findings
        .find(
            case.in_register(purpose.at.value("exempt")),
            say!(
                "la finalité `{id}` est dite nécessaire au service demandé, sans dire en quoi",
                "the purpose `{id}` is said to be necessary to the service asked for, and not why"
            ),
        )
        .level(Level::Warning)
        .about(format!("purpose.{id}"))
        .label(say!(
            "hors de la liste de la CNIL, la nécessité s'explique",
            "outside the CNIL's list, necessity is explained"
        ))
        .help(say!(
            "écrivez dans `text` pourquoi le service demandé ne peut s'en passer",
            "write in `text` why the service asked for cannot do without"
        ))
        .help(say!(
            "ou prenez l'exemption qui convient : `authentication`, `language`, `cart`…",
            "or take the exemption that fits: `authentication`, `language`, `cart`…"
        ))
        .help(say!("ou écrivez `consent = \"required\"`", "or write `consent = \"required\"`"));
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let listed = Listed::of(case);
    for (index, written) in case.written().iter().enumerate() {
        let text = &written.text;
        let advertising: Vec<Place> =
            text.find(&listed.advertising).iter().map(|found| written.at(found.span)).collect();
        let denials = text.find(&listed.denied);
        let denied = |found: &Match| {
            let first = denials.partition_point(|denial| denial.sentence < found.sentence);
            let own = denials[first..].iter().take_while(|denial| denial.sentence == found.sentence);
            own.into_iter().any(|denial| denial.span.start <= found.span.start)
        };
        let mut said: Vec<(Place, &Entry)> = text
            .find(&listed.phrases)
            .iter()
            .filter(|found| !denied(found))
            .map(|found| (written.at(found.span), listed.entries[found.phrase]))
            .collect();
        said.sort_unstable_by_key(|(place, _)| place.span.start);
        let starts: Vec<Place> = said.iter().map(|(place, _)| *place).collect();
        for row in case.written_rows().filter(|row| row.written == Some(index)) {
            if !matches!(row.claim, Claim::Exempt(_) | Claim::NotApplicable) || in_row(row, &advertising).is_some() {
                continue;
            }
            let Some((place, entry)) = in_row(row, &starts).map(|place| said[place]) else { continue };
            let (label, quote) = (&row.label, written.quote(place.span));
            findings
                .find(
                    row.claim_place,
                    say!(
                        "le texte dispense « {label} » de consentement, et y met « {quote} »",
                        "the text lets \"{label}\" go without consent, and puts \"{quote}\" in it"
                    ),
                )
                .about(&*row.subject)
                .label(say!("exempté seulement si tous ses usages le sont", "exempt only if all its uses are"))
                .see(place, of_law(entry.why))
                .help(instead(entry));
        }
    }
}

/// The first of `places`, which are in order, that a cell of the row holds.
fn in_row(row: &Row<'_>, places: &[Place]) -> Option<usize> {
    let cells = row.titles.iter().chain(&row.category).chain(&row.purpose).map(|(_, place)| place.span);
    cells.into_iter().find_map(|cell| {
        let next = places.partition_point(|place| place.span.start < cell.start);
        places.get(next).filter(|place| place.span.end <= cell.end).map(|_| next)
    })
}

fn instead(entry: &Entry) -> Said {
    entry
        .instead
        .map_or_else(|| say!("écrivez que le consentement est demandé", "write that consent is asked for"), of_law)
}
