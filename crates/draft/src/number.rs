//! A SIREN or a SIRET, with its check digit.
//!
//! Texts call one by the other's name, and put spaces anywhere: so the digits
//! decide, and a number whose check digit is wrong is told, never written.

use temoin_register::{Siren, Siret};

use crate::reading::Reading;

/// A number of the French register of organisations.
#[derive(Debug)]
pub(crate) enum Number {
    Siren(Siren),
    Siret(Siret),
}

/// The number beside « SIREN », « SIRET » or « RCS ».
pub(crate) fn number(reading: &Reading<'_, '_>) -> Option<(Result<Number, String>, usize)> {
    let text = reading.text;
    let named = |token: &usize| matches!(text.word(*token), "siren" | "siret" | "rcs");
    for token in (0..text.tokens().len()).filter(named) {
        let is_figure = |at: &usize| text.word(*at).bytes().all(|byte| byte.is_ascii_digit());
        // « SIREN n° 783… », « RCS Lille 783… »: a few words may stand between.
        let Some(first) = (token + 1..text.tokens().len().min(token + 6)).find(is_figure) else { continue };
        let line = reading.line(text.tokens()[first].span.start);
        let lengths = lengths(reading, first);
        let valid = lengths.iter().rev().find_map(|digits| match digits.len() {
            9 => Siren::parse(digits).ok().map(Number::Siren),
            _ => Siret::parse(digits).ok().map(Number::Siret),
        });
        match (valid, lengths.last()) {
            (Some(number), _) => return Some((Ok(number), line)),
            (None, Some(digits)) => return Some((Err(digits.clone()), line)),
            (None, None) => {}
        }
    }
    None
}

/// The runs of nine and of fourteen digits that begin at a token, over spaces only.
fn lengths(reading: &Reading<'_, '_>, first: usize) -> Vec<String> {
    let (tokens, source) = (reading.text.tokens(), reading.text.source());
    let (mut digits, mut lengths) = (String::new(), Vec::new());
    for at in first..tokens.len() {
        let word = reading.text.word(at);
        let gap =
            if at == first { "" } else { source.get(tokens[at - 1].span.end..tokens[at].span.start).unwrap_or("?") };
        if !gap.trim().is_empty() || !word.bytes().all(|byte| byte.is_ascii_digit()) || digits.len() + word.len() > 14 {
            break;
        }
        digits.push_str(word);
        if matches!(digits.len(), 9 | 14) {
            lengths.push(digits.clone());
        }
    }
    lengths
}
