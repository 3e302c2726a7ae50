//! A French postal address in the middle of a sentence.

use temoin_reading::Span;

use crate::parties::Told;
use crate::reading::Reading;

/// The kinds of way that an address names.
const WAYS: [&str; 14] = [
    "rue",
    "avenue",
    "av",
    "boulevard",
    "bd",
    "place",
    "quai",
    "chemin",
    "allee",
    "impasse",
    "route",
    "cours",
    "square",
    "passage",
];

/// The first « 5 bis rue de l'Exemple, 75000 Paris », and its line.
pub(crate) fn address(reading: &Reading<'_, '_>) -> Option<Told> {
    let text = reading.text;
    for sentence in text.sentences() {
        let tokens = sentence.tokens.clone();
        let way = |token: &usize| WAYS.contains(&text.word(*token));
        for token in tokens.clone().filter(way) {
            let Some(first) = number_before(reading, tokens.start, token) else { continue };
            let postcode = (token..tokens.end.min(token + 12)).find(|at| is_postcode(text.word(*at)));
            let Some(postcode) = postcode else { continue };
            let last = city(reading, postcode, tokens.end);
            let span = Span { start: text.tokens()[first].span.start, end: text.tokens()[last].span.end };
            return Some((text.source().get(span.range())?.to_owned(), reading.line(span.start)));
        }
    }
    None
}

/// The house number, « bis » or a comma between.
fn number_before(reading: &Reading<'_, '_>, start: usize, way: usize) -> Option<usize> {
    let from = way.saturating_sub(2).max(start);
    (from..way).find(|at| {
        let word = reading.text.word(*at);
        word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_postcode(word: &str) -> bool {
    word.len() == 5 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The last word of the city: capitalised words after the postcode, a comma between.
fn city(reading: &Reading<'_, '_>, postcode: usize, end: usize) -> usize {
    const CEDEX: usize = 4;
    let (text, source) = (reading.text, reading.text.source());
    let mut last = postcode;
    for at in postcode + 1..end.min(postcode + 1 + CEDEX) {
        let span = text.tokens()[at].span;
        let gap = source.get(text.tokens()[at - 1].span.end..span.start).unwrap_or_default();
        let capital = source.get(span.range()).is_some_and(|word| word.starts_with(char::is_uppercase));
        let apart =
            gap.chars().any(|c| !matches!(c, ' ' | ',' | '-' | '\u{a0}')) || (gap.contains(',') && last != postcode);
        if !capital || apart {
            break;
        }
        last = at;
    }
    last
}
