//! Days, months and years, as a text says them.
//!
//! `01/04/2022` is the first of April, as it is in Europe; only `04/25/2022`,
//! which cannot be, is read the other way round.

use std::ops::Range;

use temoin_reading::Span;

use crate::number::is_figure;
use crate::token::Words;

/// A date that the text states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedDate {
    /// From its first word to its last.
    pub span: Span,
    /// The sentence it stands in.
    pub sentence: usize,
    /// Its words.
    pub tokens: Range<usize>,
    /// The day of the month, when it is said.
    pub day: Option<u8>,
    /// The month, when it is said.
    pub month: Option<u8>,
    /// The year, in four figures.
    pub year: u16,
}

struct Day {
    day: Option<u8>,
    month: Option<u8>,
    year: u16,
    end: usize,
}

/// Adds the dates of one sentence.
pub(crate) fn dates(words: &Words, sentence: usize, tokens: Range<usize>, found: &mut Vec<StatedDate>) {
    let mut at = tokens.start;
    while at < tokens.end {
        let reader = Reader { words, start: tokens.start, end: tokens.end };
        match reader.date(at) {
            Some(Day { day, month, year, end }) => {
                found.push(StatedDate { span: words.span(at..end), sentence, tokens: at..end, day, month, year });
                at = end;
            }
            None => at += 1,
        }
    }
}

struct Reader<'w> {
    words: &'w Words,
    start: usize,
    end: usize,
}

impl Reader<'_> {
    fn date(&self, at: usize) -> Option<Day> {
        if is_figure(self.words, at) {
            return self.in_figures(at).or_else(|| self.day_first(at));
        }
        let month = month(self.words.word(at))?;
        // "April 1, 2022", "April 1st 2022", « avril 2022 »
        let day = self.day(at + 1).and_then(|(day, end)| Some((day, self.year(end)?)));
        match day {
            Some((day, (year, end))) => Some(Day { day: Some(day), month: Some(month), year, end }),
            None => self.year(at + 1).map(|(year, end)| Day { day: None, month: Some(month), year, end }),
        }
    }

    /// « 1er avril 2022 », "1st of April 2022".
    fn day_first(&self, at: usize) -> Option<Day> {
        let (day, end) = self.day(at)?;
        let end = if self.word(end) == "of" { end + 1 } else { end };
        let month = month(self.word(end))?;
        let (year, end) = self.year(end + 1)?;
        Some(Day { day: Some(day), month: Some(month), year, end })
    }

    /// `2022-04-01`, `01/04/2022`, `1.4.2022`, `04/2022`.
    fn in_figures(&self, at: usize) -> Option<Day> {
        let (first, second) = (self.figures(at)?, self.figures(at + 1)?);
        let mark = self.joint(at + 1)?;
        if at > self.start && self.joint(at).is_some() {
            return None;
        }
        let third = self.figures(at + 2).filter(|_| self.joint(at + 2) == Some(mark));
        let Some(third) = third else {
            let (month, year) = (first.small()?, second.year()?);
            let whole = mark == '/' && (1..=12).contains(&month);
            return whole.then_some(Day { day: None, month: Some(month), year, end: at + 2 });
        };
        let (day, month, year) = match (first.year(), third.year()) {
            (Some(year), _) => (third.small()?, second.small()?, year),
            (None, Some(year)) => {
                let (first, second) = (first.small()?, second.small()?);
                if second > 12 { (second, first, year) } else { (first, second, year) }
            }
            (None, None) => return None,
        };
        is_day(day, month).then_some(Day { day: Some(day), month: Some(month), year, end: at + 3 })
    }

    fn word(&self, at: usize) -> &str {
        if at < self.end { self.words.word(at) } else { "" }
    }

    fn figures(&self, at: usize) -> Option<Figures<'_>> {
        (at < self.end && is_figure(self.words, at)).then(|| Figures(self.words.word(at)))
    }

    /// The mark that joins the token to the one before.
    fn joint(&self, at: usize) -> Option<char> {
        let gap = self.words.tokens.get(at)?.gap;
        (!gap.spaced && matches!(gap.mark, '/' | '-' | '.')).then_some(gap.mark)
    }

    /// `1`, `1er`, `1st`.
    fn day(&self, at: usize) -> Option<(u8, usize)> {
        let day = self.figures(at)?.small().filter(|day| (1..=31).contains(day))?;
        let ordinal = matches!(self.word(at + 1), "er" | "st" | "nd" | "rd" | "th");
        Some((day, at + 1 + usize::from(ordinal)))
    }

    fn year(&self, at: usize) -> Option<(u16, usize)> {
        Some((self.figures(at)?.year()?, at + 1))
    }
}

struct Figures<'w>(&'w str);

impl Figures<'_> {
    fn small(&self) -> Option<u8> {
        if self.0.len() <= 2 { self.0.parse().ok() } else { None }
    }

    fn year(&self) -> Option<u16> {
        if self.0.len() == 4 { self.0.parse().ok().filter(|year| (1900..2200).contains(year)) } else { None }
    }
}

fn is_day(day: u8, month: u8) -> bool {
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 29,
        _ => 0,
    };
    (1..=last).contains(&day)
}

fn month(word: &str) -> Option<u8> {
    Some(match word {
        "janvier" | "janv" | "january" | "jan" => 1,
        "fevrier" | "fevr" | "fev" | "february" | "feb" => 2,
        "mars" | "march" | "mar" => 3,
        "avril" | "avr" | "april" | "apr" => 4,
        "mai" | "may" => 5,
        "juin" | "june" | "jun" => 6,
        "juillet" | "juil" | "july" | "jul" => 7,
        "aout" | "august" | "aug" => 8,
        "septembre" | "september" | "sept" | "sep" => 9,
        "octobre" | "october" | "oct" => 10,
        "novembre" | "november" | "nov" => 11,
        "decembre" | "december" | "dec" => 12,
        _ => return None,
    })
}
