//! How long, as a text says it: `13 mois`, `treize (13) mois`, `6 à 12 mois`,
//! `session`, `variable`.
//!
//! Months and years stay those of the calendar. How old somebody is is no
//! duration (`mineurs de moins de 15 ans`).

use std::ops::Range;

use temoin_reading::Span;
use temoin_register::Period;

use crate::period::{Periods, checked};
use crate::token::Words;

/// A duration that the text states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedDuration {
    /// From its first word to its last.
    pub span: Span,
    /// The sentence it stands in.
    pub sentence: usize,
    /// Its words.
    pub tokens: Range<usize>,
    /// What they say.
    pub value: Stated,
}

/// What is said of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    /// Until the browser is closed. Said in a cell, or beside a word of keeping.
    Session,
    /// `13 mois`, `un an`.
    For(Period),
    /// `6 à 12 mois`; from a session on when the first is absent.
    Range(Option<Period>, Period),
    /// `variable`, as the whole of a cell or said of a duration: nobody is told how long.
    Variable,
}

/// Adds the durations that one sentence counts.
pub(crate) fn durations(words: &Words, sentence: usize, tokens: Range<usize>, found: &mut Vec<StatedDuration>) {
    let sought = Periods { words, tokens: tokens.clone() };
    let mut at = tokens.start;
    while at < tokens.end {
        let Some((value, end)) = stated(&sought, at) else {
            at += 1;
            continue;
        };
        if !is_age(&sought, at, end) {
            found.push(StatedDuration { span: words.span(at..end), sentence, tokens: at..end, value });
        }
        at = end;
    }
}

fn stated(sentence: &Periods<'_>, at: usize) -> Option<(Stated, usize)> {
    if sentence.word(at) == "session" {
        let (to, end) = sentence.period(upper_end(sentence, at + 1, true)?)?;
        return Some((Stated::Range(None, to), end));
    }
    let number = sentence.number(at)?;
    if let Some((from, end)) = sentence.with_unit(number) {
        let between = matches!(sentence.before(at), "entre" | "between");
        let to = upper_end(sentence, end, between).and_then(|at| sentence.period(at));
        return Some(to.map_or((Stated::For(from), end), |(to, end)| (Stated::Range(Some(from), to), end)));
    }
    let (to, end) = sentence.period(upper_end(sentence, number.end, true)?)?;
    let from = checked(number.count, to.unit).filter(|_| !number.half)?;
    Some((Stated::Range(Some(from), to), end))
}

/// Where the upper end begins, after the lower one: `6 à 12`, `6-12`, `6 to 12`, and if so wanted `6 et 12`, `6 ou 12`.
fn upper_end(sentence: &Periods<'_>, at: usize, joined: bool) -> Option<usize> {
    match (sentence.word(at), sentence.gap(at)?.mark) {
        (_, '-') => Some(at),
        ("a" | "to" | "until", ' ') => Some(at + 1),
        ("ou" | "or" | "et" | "and", ' ') if joined => Some(at + 1),
        _ => None,
    }
}

/// Whether tokens `start..end` say how old somebody is.
fn is_age(sentence: &Periods<'_>, start: usize, end: usize) -> bool {
    if sentence.word(end) == "old" || (sentence.word(end) == "of" && sentence.word(end + 1) == "age") {
        return true;
    }
    let before = (sentence.tokens.start..start).rev().take(7).map(|token| sentence.word(token));
    before.skip_while(|word| COMPARED.contains(word)).take(1).any(|word| AGED.contains(&word))
}

/// Those whose age one tells.
const AGED: &[&str] = &[
    "age",
    "aged",
    "agee",
    "agees",
    "ages",
    "anyone",
    "child",
    "children",
    "eleve",
    "eleves",
    "enfant",
    "enfants",
    "mineur",
    "mineures",
    "mineurs",
    "minor",
    "minors",
    "personne",
    "personnes",
    "user",
    "users",
    "utilisateur",
    "utilisateurs",
];

/// What may stand between them and their age.
const COMPARED: &[&str] = &[
    "a", "are", "at", "au", "ayant", "below", "d", "de", "is", "least", "less", "moins", "more", "of", "over", "plus",
    "sont", "than", "the", "under", "who", "younger",
];
