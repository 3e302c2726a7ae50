//! Numbers in figures and in words, French and English.

use std::ops::Range;

use crate::token::{Token, Words};

/// A number and the tokens it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Its whole part.
    pub(crate) count: u32,
    /// Whether a half is added: `1,5`.
    pub(crate) half: bool,
    /// One past its last token.
    pub(crate) end: usize,
    /// Whether it is written in figures, in whole or once more in brackets.
    pub(crate) figures: bool,
}

/// The number that begins at `tokens.start`: `13`, `10 000`, `1,5`, `treize`, `treize (13)`, `twenty-five`.
pub(crate) fn number(words: &Words, tokens: Range<usize>) -> Option<Number> {
    let first = one(words, tokens.clone())?;
    // « treize (13) », « 13 (treize) »: the figures count when the two disagree.
    let bracketed = first.end < tokens.end && words.tokens[first.end].gap.mark == '(';
    let again = if bracketed { one(words, first.end..tokens.end) } else { None };
    Some(match again {
        Some(again) if again.figures != first.figures => {
            let count = if again.figures { again.count } else { first.count };
            Number { count, half: first.half || again.half, end: again.end, figures: true }
        }
        _ => first,
    })
}

fn one(words: &Words, tokens: Range<usize>) -> Option<Number> {
    if tokens.is_empty() {
        return None;
    }
    if is_figure(words, tokens.start) { figures(words, tokens) } else { spelled(words, tokens) }
}

/// Whether the token is written in figures.
pub(crate) fn is_figure(words: &Words, token: usize) -> bool {
    words.word(token).starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a number in figures goes on at `token`, or comes from before it: `1,5`, `1.10`, `10 000`.
pub(crate) fn is_joined(token: &Token) -> bool {
    !token.gap.spaced && matches!(token.gap.mark, ',' | '.')
}

fn figures(words: &Words, tokens: Range<usize>) -> Option<Number> {
    let mut count: u32 = words.word(tokens.start).parse().ok()?;
    let mut end = tokens.start + 1;
    let thousands = words.word(tokens.start).len() <= 3 && count > 0;
    while thousands && end < tokens.end && is_figure(words, end) && words.word(end).len() == 3 {
        let token = &words.tokens[end];
        if !is_joined(token) && token.gap.mark != ' ' {
            break;
        }
        count = count.checked_mul(1000)?.checked_add(words.word(end).parse().ok()?)?;
        end += 1;
    }
    if end < tokens.end && is_figure(words, end) && is_joined(&words.tokens[end]) {
        let fraction = words.word(end);
        let half = fraction == "5" || fraction == "50";
        return (half || fraction.bytes().all(|b| b == b'0')).then_some(Number {
            count,
            half,
            end: end + 1,
            figures: true,
        });
    }
    Some(Number { count, half: false, end, figures: true })
}

/// Number words, read greedily as far as they make one number.
fn spelled(words: &Words, tokens: Range<usize>) -> Option<Number> {
    let mut count = 0;
    let mut end = tokens.start;
    while end < tokens.end {
        let next = (end + 1 < tokens.end).then_some(end + 1);
        let (value, taken) = match (words.word(end), next) {
            // « vingt et un », "one hundred and twenty"
            ("et" | "and", Some(next)) if count > 0 => match value(words.word(next)) {
                Some(value @ (1 | 11)) => (value, 2),
                Some(value) if words.word(end) == "and" && count >= 100 => (value, 2),
                _ => break,
            },
            (word, _) => match value(word) {
                Some(value) => (value, 1),
                None => break,
            },
        };
        match joined(count, value, end == tokens.start) {
            Some(joined) => count = joined,
            None => break,
        }
        end += taken;
    }
    (end > tokens.start).then_some(Number { count, half: false, end, figures: false })
}

/// The number said so far with one more word, when the two make one number.
fn joined(count: u32, value: u32, first: bool) -> Option<u32> {
    if first {
        return Some(value);
    }
    let tens = count % 100;
    let added = match value {
        100 => return (1..10).contains(&count).then_some(count * 100),
        20 if tens == 4 => return Some(count + 76), // quatre-vingt
        10..=90 if tens == 0 => true,
        10..=16 => matches!(tens, 60 | 80), // soixante-dix, quatre-vingt-onze
        7..=9 if matches!(tens, 10 | 70 | 90) => true, // dix-sept
        1..=9 => matches!(tens, 0 | 20 | 30 | 40 | 50 | 60 | 70 | 80 | 90),
        _ => false,
    };
    (added && count > 0).then_some(count + value)
}

fn value(word: &str) -> Option<u32> {
    Some(match word {
        "un" | "une" | "one" => 1,
        "deux" | "two" => 2,
        "trois" | "three" => 3,
        "quatre" | "four" => 4,
        "cinq" | "five" => 5,
        "six" => 6,
        "sept" | "seven" => 7,
        "huit" | "eight" => 8,
        "neuf" | "nine" => 9,
        "dix" | "ten" => 10,
        "onze" | "eleven" => 11,
        "douze" | "twelve" => 12,
        "treize" | "thirteen" => 13,
        "quatorze" | "fourteen" => 14,
        "quinze" | "fifteen" => 15,
        "seize" | "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "vingt" | "vingts" | "twenty" => 20,
        "trente" | "thirty" => 30,
        "quarante" | "forty" => 40,
        "cinquante" | "fifty" => 50,
        "soixante" | "sixty" => 60,
        "septante" | "seventy" => 70,
        "eighty" => 80,
        "nonante" | "ninety" => 90,
        "cent" | "cents" | "hundred" => 100,
        _ => return None,
    })
}
