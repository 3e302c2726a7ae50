//! Measurement that claims the exemption, wherever it does.
//!
//! The rules of this family judge nothing else: what is measured with consent
//! is under other rules. A register claims the exemption in `[audience]` or by
//! the purpose of its trackers; a table of a text, in the row of a tracker that
//! counts visits; a text, in the words of a section.

use std::ops::Range;

use temoin_known::{Confidence, Nature};
use temoin_prose::{Phrases, Stated, StatedDuration, Text};
use temoin_register::{AudienceRegime, Exemption, Measurement, Period, Purpose, Regime};

use crate::case::Case;
use crate::place::Place;
use crate::rows::{Claim, Row};

/// The register's measurement, where it claims the exemption.
pub(crate) fn exempt<'a>(case: &Case<'a>) -> Option<&'a Measurement> {
    let measurement = case.register_if_any()?.declared.audience.as_ref()?;
    (measurement.regime == AudienceRegime::Exempt).then_some(measurement)
}

/// The register's purposes that claim it.
pub(crate) fn purposes<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Purpose> {
    let declared = case.register_if_any().into_iter().flat_map(|register| &register.declared.purpose);
    declared.filter(|purpose| purpose.regime() == Regime::Exempt(Exemption::AudienceMeasurement))
}

/// Whether a row of the register claims it.
pub(crate) fn is_exempt(row: &Row<'_>) -> bool {
    row.claim == Claim::Exempt(Some(Exemption::AudienceMeasurement))
}

/// The rows of the texts that count visits and say that no consent is needed.
pub(crate) fn written_rows<'c, 'a>(case: &'c Case<'a>) -> Vec<&'c Row<'a>> {
    let phrases = counting(case);
    let counts: Vec<Vec<usize>> = case.written().iter().map(|written| starts(&written.text, &phrases)).collect();
    let claims = |row: &&Row<'_>| row.claim.is_exempt() && !row.unused;
    case.written_rows().filter(claims).filter(|row| is_known(row) || says(row, &counts)).collect()
}

/// Whether the names of a row are those of a tool that counts visits.
pub(crate) fn is_known(row: &Row<'_>) -> bool {
    let mut sure = row.recognised.iter().flatten().filter(|known| known.confidence > Confidence::Suggestion);
    sure.any(|known| known.nature == Nature::Audience)
}

fn says(row: &Row<'_>, counts: &[Vec<usize>]) -> bool {
    let Some(starts) = row.written.map(|index| &counts[index]) else { return false };
    row.titles.iter().chain(&row.category).chain(&row.purpose).any(|(_, Place { span, .. })| {
        let next = starts.partition_point(|start| *start < span.start);
        starts.get(next).is_some_and(|start| *start < span.end)
    })
}

fn starts(text: &Text<'_>, phrases: &Phrases) -> Vec<usize> {
    text.find(phrases).into_iter().map(|found| found.span.start).collect()
}

/// The words of measurement.
fn counting(case: &Case<'_>) -> Phrases {
    const MORE: &[&str] = &[
        "(cookie*|traceur*|outil*) [de] (statistique*|audience|mesure d'audience|analytique*)",
        "(audience|analytics|statistics) (cookie*|tracker*|tool*)",
    ];
    let law = case.law.phrases("exempt-purposes").into_iter();
    let law = law.filter(|entry| entry.id.is_some_and(|id| id.as_str() == "audience-measurement"));
    Phrases::new(&law.map(|entry| entry.phrase).chain(MORE.iter().copied()).collect::<Vec<_>>())
}

/// Words that claim the exemption.
const CLAIM: &[&str] = &[
    "(exempt*|dispens*) (de|du) [(votre|tout|recueil du)] consentement",
    "(exempt*|dispens*) (from|of) [(your|prior|the)] consent",
    "(ne|n') (nécessit*|requi*|demand*|exige*|est|sont) pas [soumis*] [(à|de|d')] [(votre|ton|le|un)] [recueil du] consentement",
    "consentement (n'est|n'est donc) pas (requis|nécessaire|demandé)",
    "(do|does) not (require|need) [(your|any|prior)] consent",
    "without [(your|prior|any)] consent",
    "consent is not (required|needed)",
];

/// Words that deny it, or tell under which conditions it could be claimed.
const NOT_CLAIMED: &[&str] = &[
    "(pas|jamais|ni|aucun*) (exempt*|dispens*)",
    "(not|never) [be] exempt*",
    "(peut|peuvent|pourrait|pourraient|pouvant) .. (exempt*|dispens*)",
    "(may|might|can|could) .. exempt*",
    "(dès lors|à condition|sous réserve|provided|as long as|sous condition*|certaines conditions)",
];

/// The sentences of a text that speak of exempt measurement.
///
/// Under a heading on measurement, what claims it claims it for the section; elsewhere, for the paragraph.
pub(crate) fn passages(case: &Case<'_>, text: &Text<'_>) -> Vec<Range<usize>> {
    let (claim, denied) = (Phrases::new(CLAIM), Phrases::new(NOT_CLAIMED));
    let claimed = |sentence: usize| text.sentence_has(sentence, &claim) && !text.sentence_has(sentence, &denied);
    let mut passages: Vec<Range<usize>> = Vec::new();
    for found in text.find(&counting(case)) {
        let sentence = found.sentence;
        let heading = text.heading_of(sentence) == Some(text.sentences()[sentence].block);
        let whole = if heading { text.section(sentence) } else { text.sentences_of(text.sentences()[sentence].block) };
        let near = if heading { whole.clone() } else { sentence..whole.end.min(sentence + 3) };
        if near.into_iter().any(claimed) && passages.last() != Some(&whole) {
            passages.push(whole);
        }
    }
    passages
}

/// What a duration is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    /// The trackers, on the terminal.
    Trackers,
    /// The data they collect.
    Data,
}

/// A duration that a text states of its exempt measurement.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) thing: Thing,
    pub(crate) period: Period,
    pub(crate) place: Place,
}

/// Every duration that the texts state of exempt measurement.
pub(crate) fn told(case: &Case<'_>) -> Vec<Told> {
    let mut all = Vec::new();
    for written in case.written() {
        let text = &written.text;
        for stated in passages(case, text).into_iter().flat_map(|passage| text.durations_in(passage)) {
            let (Stated::For(period) | Stated::Range(_, period)) = stated.value else { continue };
            let Some(thing) = said_of(text, stated) else { continue };
            all.push(Told { thing, period, place: written.at(stated.span) });
        }
    }
    all.sort_by_key(|told| told.place);
    all.dedup_by_key(|told| told.place);
    all
}

/// What a duration is said of: the nearest noun before it. « Les données
/// collectées par ces cookies » are data, and « la durée des cookies » is theirs.
fn said_of(text: &Text<'_>, stated: &StatedDuration) -> Option<Thing> {
    let mut complement = None;
    for token in (text.sentences()[stated.sentence].tokens.start..stated.tokens.start).rev() {
        let word = text.word(token);
        if begins(word, "donnee|information|statistique|data|record|statistics") {
            return Some(Thing::Data);
        }
        if begins(word, "expir|lifetime|lifespan") || word == "vie" {
            return Some(Thing::Trackers);
        }
        if begins(word, "cookie|traceur|tracker") {
            if !is_complement(text, token) {
                return Some(Thing::Trackers);
            }
            complement = Some(Thing::Trackers);
        }
    }
    complement
}

fn is_complement(text: &Text<'_>, noun: usize) -> bool {
    let mut before = (noun.saturating_sub(3)..noun).rev().map(|token| text.word(token));
    let first = before.find(|word| !matches!(*word, "ces" | "les" | "nos" | "the" | "these" | "our" | "l" | "d"));
    first.is_some_and(|word| {
        matches!(word, "par" | "avec" | "via" | "des" | "de" | "by" | "through" | "from" | "of" | "with")
    })
}

fn begins(word: &str, prefixes: &str) -> bool {
    prefixes.split('|').any(|prefix| word.starts_with(prefix))
}
