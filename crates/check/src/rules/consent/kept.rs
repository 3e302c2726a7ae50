//! How long a choice is kept, wherever it is told: two rules ask, one whether it
//! is too long, the other whether it is too short.
//!
//! A row of a table keeps the choice when it is declared so, when its name is
//! known to, or when its words say so. A row that speaks of several trackers at
//! once, or gives a range, does not say how long the choice is kept. A sentence
//! says it when the choice, the consent or the refusal is what is kept: the
//! proof of a consent, or the data it allows, are kept for other reasons.

use temoin_known::{Confidence, Nature, Party, Recognised, Software};
use temoin_prose::{Phrases, Stated, Text};
use temoin_register::{Exemption, Lifetime, Period};

use crate::case::Case;
use crate::found::Said;
use crate::place::Place;
use crate::rows::{Claim, Life, Row};
use crate::rules::periods::in_words;

/// What a sentence says is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The choice, or the consent.
    Choice,
    /// A refusal, in particular.
    Refusal,
}

/// A sentence that says how long.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) what: What,
    pub(crate) period: Period,
    pub(crate) place: Place,
}

/// The rows that keep the choice, with how long they say.
pub(crate) fn rows<'c, 'a>(case: &'c Case<'a>) -> Vec<(&'c Row<'a>, Lifetime)> {
    let worded = worded(case);
    let lifetime = |row: &'c Row<'a>| match row.lifetime {
        Life::For(lifetime) => Some((row, lifetime)),
        Life::Unsaid | Life::Variable | Life::Range(_) => None,
    };
    case.rows().iter().filter(|row| !row.unused && keeps_choice(row, &worded)).filter_map(lifetime).collect()
}

fn keeps_choice(row: &Row<'_>, worded: &[Vec<usize>]) -> bool {
    if row.claim == Claim::Exempt(Some(Exemption::ConsentChoice)) {
        return true;
    }
    let mut named = row.names.iter().zip(&row.recognised);
    if !row.names.is_empty()
        && named.all(|((name, _), known)| known.as_ref().is_some_and(|known| is_known(known, name)))
    {
        return true;
    }
    let Some(written) = row.written else { return false };
    let alone = row.names.len() <= 1 && row.titles.len() <= 1;
    alone && row.titles.iter().chain(&row.purpose).any(|(_, place)| holds(&worded[written], place))
}

/// Whether a tracker is known to keep the choice made on the site that is
/// visited: that made at a social network is the network's.
pub(crate) fn is_known(recognised: &Recognised<'_>, name: &str) -> bool {
    let elsewhere = |software: &Software| {
        software.tracker.iter().any(|tracker| tracker.party == Party::Third && tracker.name.matches(name))
    };
    recognised.nature == Nature::ConsentChoice
        && recognised.confidence > Confidence::Suggestion
        && !recognised.software.is_some_and(elsewhere)
}

/// Where each text says that something keeps the choice: the first byte of each.
fn worded(case: &Case<'_>) -> Vec<Vec<usize>> {
    const MORE: &[&str] =
        &["cookie* (de|du) [(choix|recueil du)] consentement", "(cookie consent|consent cookie|consent banner)"];
    let law = case.law.phrases("exempt-purposes").into_iter();
    let law = law.filter(|entry| entry.id.is_some_and(|id| id.as_str() == "consent-choice")).map(|entry| entry.phrase);
    let phrases = Phrases::new(&law.chain(MORE.iter().copied()).collect::<Vec<_>>());
    let starts = |text: &Text<'_>| text.find(&phrases).into_iter().map(|found| found.span.start).collect();
    case.written().iter().map(|written| starts(&written.text)).collect()
}

fn holds(starts: &[usize], place: &Place) -> bool {
    let first = starts.partition_point(|start| *start < place.span.start);
    starts.get(first).is_some_and(|start| *start < place.span.end)
}

/// The choice is what is kept: the heads of such sentences.
const CHOICE: &[&str] = &[
    "(votre|vos|ce|ces|le|les) (choix|consentement|consentements) [acceptation [(ou|et)] [le] refus] (est|sont|sera|seront|reste|restent) [(donc|alors|ensuite|automatiquement)] (conserve*|memorise*|enregistre*|garde*|stocke*|valable*|valide*)",
    "(votre|ce|le) (choix|consentement) (a|aura) une (duree|validite)",
    "(votre|ce|le) consentement expire*",
    "(conserv*|memoris*|enregistr*|gard*|stock*) (votre|vos|ce|ces|le|les) (choix|consentement)",
    "(duree|validite) [(de validite|de conservation)] (du|de votre|de vos|de ce|des) (choix|consentement)",
    "(your|this|the|these) (choice|choices|consent) [acceptance [(or|and)] refusal] (is|are|will be|remains|remain) [(then|also|automatically)] (kept|stored|remembered|recorded|saved|retained|valid|held)",
    "(your|this|the) consent (lasts|expires|will last|will expire)",
    "(keep|keeps|store|stores|remember|remembers|record|records|save|saves) (your|this|the) (choice|choices|consent)",
    "(duration|validity|lifetime) of (your|the|this) (choice|choices|consent)",
];

const REFUSAL: &[&str] = &[
    "(votre|un|le|ce) refus (est|sera|reste) (conserve*|memorise*|enregistre*|garde*|stocke*|valable*)",
    "(conserv*|memoris*|enregistr*|gard*|stock*) (votre|le|ce) refus",
    "(your|a|the) refusal (is|will be|remains) (kept|stored|remembered|recorded|saved|retained|valid)",
    "(keep|keeps|store|stores|remember|remembers|save|saves) (your|the) refusal",
];

/// Kept for another reason, or about another consent.
const ELSE: &[&str] = &[
    "(preuve*|trace|traces|proof|evidence|journal*|log|logs)",
    "(telephon*|demarch*|newsletter*|prospection|sms|phone|call|calls|marketing|lettre d'information)",
];

/// Between the choice and the period, something else that is kept.
const OTHER_THINGS: &[&str] = &[
    "account",
    "compte",
    "cookies",
    "data",
    "donnees",
    "information",
    "informations",
    "preuve",
    "statistics",
    "statistiques",
    "trackers",
    "traceurs",
];

/// Every sentence of the texts that says how long a choice about trackers is kept.
pub(crate) fn sentences(case: &Case<'_>) -> Vec<Kept> {
    let about = Phrases::new(&["(cookie*|traceur*|tracker*|banniere|bandeau|banner)"]);
    let other = Phrases::new(ELSE);
    let heads = [(What::Choice, Phrases::new(CHOICE)), (What::Refusal, Phrases::new(REFUSAL))];
    let mut all = Vec::new();
    for written in case.written() {
        let text = &written.text;
        for (what, heads) in &heads {
            for head in text.find(heads) {
                let sentence = head.sentence;
                let stated =
                    text.durations_in(sentence..sentence + 1).iter().find(|d| d.tokens.start >= head.tokens.end);
                let Some(stated) = stated else { continue };
                let (Stated::For(period) | Stated::Range(_, period)) = stated.value else { continue };
                let mut between = (head.tokens.end..stated.tokens.start).map(|token| text.word(token));
                let aside = between.any(|word| OTHER_THINGS.contains(&word)) || text.sentence_has(sentence, &other);
                if !aside && text.has_in(text.section(sentence), &about) {
                    all.push(Kept { what: *what, period, place: written.at(stated.span) });
                }
            }
        }
    }
    all.sort_by_key(|kept| kept.place);
    all.dedup_by_key(|kept| kept.place);
    all
}

/// A lifetime in words, after "kept".
pub(crate) fn life_in_words(lifetime: Lifetime) -> Said {
    match lifetime {
        Lifetime::For(period) => in_words(period),
        Lifetime::Session => Said { fr: "le temps de la session".to_owned(), en: "for the session".to_owned() },
    }
}
