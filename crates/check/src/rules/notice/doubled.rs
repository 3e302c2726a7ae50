//! Two leftovers that no list of words can hold.

use std::ops::Range;

use temoin_prose::{BlockKind, Phrases, Text};
use temoin_reading::Span;

/// Longest name looked for on both sides, in words.
const LONGEST: usize = 4;

/// The same words on both sides of an « ou » or an "and/or": a template whose
/// two names were filled with one. The words, folded, and the whole.
pub(super) fn doubled(text: &Text<'_>) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for sentence in text.sentences() {
        let mut from = sentence.tokens.start;
        for middle in sentence.tokens.clone() {
            if !matches!(text.word(middle), "ou" | "or") {
                continue;
            }
            // « et/ou » is two words.
            let and = middle.checked_sub(1).is_some_and(|before| matches!(text.word(before), "et" | "and"));
            let left = from..middle - usize::from(and && middle > from);
            let right = middle + 1..sentence.tokens.end;
            if let Some(length) = repeated(text, &left, &right) {
                let first = text.tokens()[left.end - length].span.start;
                let words: Vec<&str> = (left.end - length..left.end).map(|token| text.word(token)).collect();
                found.push((words.join(" "), Span { start: first, end: text.tokens()[middle + length].span.end }));
                from = middle + 1;
            }
        }
    }
    found
}

/// How many words are the same at the end of the left and the beginning of the
/// right: a name, by its capital; not « tel ou tel ».
fn repeated(text: &Text<'_>, left: &Range<usize>, right: &Range<usize>) -> Option<usize> {
    let named = |token: usize| {
        let written = &text.source()[text.tokens()[token].span.range()];
        written.chars().next().is_some_and(char::is_uppercase) && written.chars().count() > 1
    };
    (1..=LONGEST.min(left.len()).min(right.len())).rev().find(|length| {
        let (before, after) = (left.end - length, right.start);
        (0..*length).all(|at| text.word(before + at) == text.word(after + at)) && named(before) && named(after)
    })
}

/// Headings of another document: the only one without a number among numbered
/// ones, with nothing under it, and named as documents are.
pub(super) fn strays(text: &Text<'_>) -> Vec<Span> {
    const FEWEST: usize = 5;
    const DOCUMENT: &[&str] = &[
        "(charte|chartre|conditions générales|mentions légales|règlement intérieur|contrat|guide|manuel|livret|bon de commande|devis)",
        "(charter|terms of (use|service)|terms and conditions|legal notice|handbook|agreement|order form|quotation)",
    ];
    let blocks = text.blocks();
    let is_heading = |block: usize| matches!(blocks[block].kind, BlockKind::Heading(_));
    let headings: Vec<usize> = (0..blocks.len()).filter(|block| is_heading(*block)).collect();
    let (numbered, bare): (Vec<usize>, Vec<usize>) =
        headings.iter().partition(|heading| is_numbered(text.source(), blocks[**heading].span.start));
    let document = Phrases::new(DOCUMENT);
    let (Some(first), Some(last)) = (numbered.first(), numbered.last()) else { return Vec::new() };
    let stray = |heading: &usize| {
        let empty = heading + 1 < blocks.len() && is_heading(heading + 1);
        numbered.len() >= FEWEST
            && (*first..*last).contains(heading)
            && empty
            && text.has_in(text.sentences_of(*heading), &document)
    };
    let bare = bare.into_iter().filter(|heading| stray(heading));
    let found: Vec<Span> = bare.map(|heading| blocks[heading].span).collect();
    // Two of them are a habit of this text, not an accident.
    if found.len() == 1 { found } else { Vec::new() }
}

/// Whether a number stands before what begins at `start`, on its line.
fn is_numbered(source: &str, start: usize) -> bool {
    let line = source[..start].rfind('\n').map_or(0, |at| at + 1);
    source[line..start].contains(|c: char| c.is_ascii_digit())
        || source[start..].starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(source: &str, expected: &[&str]) {
        let text = Text::read(source);
        let found: Vec<&str> = doubled(&text).into_iter().map(|(_, span)| &source[span.range()]).collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn a_name_is_doubled_and_an_idiom_is_not() {
        case("les sites d'Exemple et/ou Exemple sont", &["Exemple et/ou Exemple"]);
        case("chez École Exemple ou École Exemple.", &["École Exemple ou École Exemple"]);
        case("Example Ltd and/or Example Ltd may", &["Example Ltd and/or Example Ltd"]);
        case("l'un ou l'autre, tel ou tel, d'une façon ou d'une autre", &[]);
        case("Exemple ou Modèle", &[]);
    }
}
