//! Where one sentence ends and the next begins.
//!
//! A full stop is not always one: `art. 82`, `p. ex. Google`, `M. Martin`,
//! `1.5`, `cnil.fr`. The end is looked for between two words, knowing both.
//! A colon does not end a sentence, since what it announces belongs to what
//! was said; a semicolon does, since items of a list end with one.

use std::ops::Range;

use temoin_reading::Span;

use crate::token::{Cut, Flow, Words};

/// A sentence: never empty, never over two blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From the first word to the mark that ends it.
    pub span: Span,
    /// Its words, among all of the text.
    pub tokens: Range<usize>,
    /// The block it stands in.
    pub block: usize,
}

/// More words than a sentence has. A longer run is cut, so that searching one
/// sentence costs a bounded time.
pub(crate) const LONGEST: usize = 400;

/// Cuts the tokens of one block, those that `cuts` places in its text.
pub(crate) fn split(words: &Words, flow: &Flow<'_>, cuts: &[Cut], block: usize, sentences: &mut Vec<Sentence>) {
    let first = words.tokens.len() - cuts.len();
    let mut start = 0;
    for index in 0..cuts.len() {
        let after = cuts.get(index + 1);
        let between = &flow.text[cuts[index].end..after.map_or(flow.text.len(), |next| next.start)];
        let stop = match after {
            Some(next) => stop(&Between {
                word: words.word(first + index),
                raw: &flow.text[cuts[index].clone()],
                after_digit: index > start && is_number(words.word(first + index - 1)),
                alone: index == start,
                text: between,
                next: &flow.text[next.start..next.end],
            }),
            None => Some(last_mark(between)),
        };
        let stop = stop.or_else(|| (index + 1 - start >= LONGEST).then_some(0));
        if let Some(stop) = stop {
            let span = flow.place(cuts[start].start, cuts[index].end + stop);
            sentences.push(Sentence { span, tokens: first + start..first + index + 1, block });
            start = index + 1;
        }
    }
}

/// Two words and what stands between them.
struct Between<'t> {
    word: &'t str,
    raw: &'t str,
    after_digit: bool,
    alone: bool,
    text: &'t str,
    next: &'t str,
}

/// How far into what stands between the sentence goes, when it ends there.
fn stop(between: &Between<'_>) -> Option<usize> {
    let (at, mark) = between.text.char_indices().find(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | ';'))?;
    let rest = between.text[at..].trim_start_matches(|c: char| !c.is_whitespace());
    let end = between.text.len() - rest.len();
    let small = between.next.starts_with(char::is_lowercase);
    if rest.is_empty() {
        return (between.text == "." && is_glued(between)).then_some(end);
    }
    let ends = match mark {
        '.' if between.text[at..].starts_with("..") => !small,
        '.' if at == 0 => !is_abbreviation(between, small),
        '…' => !small,
        _ => true,
    };
    ends.then_some(end)
}

/// `the end.The beginning`: the space was forgotten. Not `ASP.NET`, nor `example.org`.
fn is_glued(between: &Between<'_>) -> bool {
    let mut next = between.next.chars();
    let capital = next.next().is_some_and(char::is_uppercase) && next.all(char::is_lowercase);
    capital && between.raw.chars().count() > 2 && between.raw.chars().all(char::is_lowercase) && !between.alone
}

/// Whether the full stop right after the word belongs to the word.
fn is_abbreviation(between: &Between<'_>, small: bool) -> bool {
    let word = between.word;
    let numbered = between.next.starts_with(|c: char| c.is_ascii_digit()) || between.next.chars().count() == 1;
    if between.alone && (is_number(word) || word.len() == 1 || word.chars().all(|c| "ivx".contains(c))) {
        return true; // the number of a heading or of an item
    }
    match word {
        _ if TITLES.contains(&word) => true,
        _ if NUMBERED.contains(&word) => numbered || small,
        _ if is_number(word) => small,
        _ if word.len() == 1 => !between.after_digit,
        _ => small && between.raw.chars().count() < 5,
    }
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// How far into what follows a block's last word the sentence goes: closing brackets, and its mark.
fn last_mark(between: &str) -> usize {
    let is_mark = |c| matches!(c, '.' | '!' | '?' | '…' | ';');
    let is_closing = |c| matches!(c, ')' | ']' | '”' | '’' | '"') || is_mark(c);
    let end = between.find(is_mark).unwrap_or(0);
    between.len() - between[end..].trim_start_matches(is_closing).len()
}

/// Abbreviations that never end a sentence.
const TITLES: &[&str] =
    &["m", "mm", "mr", "mrs", "ms", "mme", "mmes", "mlle", "dr", "pr", "me", "cf", "vs", "st", "ste", "ex"];

/// Abbreviations that a number or a letter follows.
const NUMBERED: &[&str] = &[
    "art", "arts", "al", "n", "no", "nos", "p", "pp", "ch", "chap", "sect", "fig", "vol", "ref", "tel", "para", "par",
];
