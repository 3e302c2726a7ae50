//! A number with its unit: `13 mois`, `24h`, `un an et demi`, `1 year and 1 month`.

use std::ops::Range;

use temoin_register::{Period, Unit};

use crate::number::{Number, is_figure, is_joined, number};
use crate::token::{Gap, Words};

/// The largest count of a [`Period`].
const LARGEST: u32 = 100_000;

/// Reads periods in one sentence.
pub(crate) struct Periods<'w> {
    pub(crate) words: &'w Words,
    pub(crate) tokens: Range<usize>,
}

impl Periods<'_> {
    /// The period that begins at a token, and where it ends.
    pub(crate) fn period(&self, at: usize) -> Option<(Period, usize)> {
        self.with_unit(self.number(at)?)
    }

    /// A number that a unit may follow: figures, number words, or the article of `an hour`.
    pub(crate) fn number(&self, at: usize) -> Option<Number> {
        if at >= self.tokens.end || self.continues(at) {
            return None;
        }
        if matches!(self.word(at), "a" | "an") {
            // "once a year" is how often; "a second" is an ordinal, more often than not.
            let rate = matches!(self.before(at), "once" | "twice" | "times" | "half");
            let named = matches!(self.word(at + 1), "minute" | "hour" | "day" | "week" | "month" | "year");
            return (named && !rate).then_some(Number { count: 1, half: false, end: at + 1, figures: false });
        }
        number(self.words, at..self.tokens.end)
    }

    /// The number with the unit that follows, and with what is added to it.
    pub(crate) fn with_unit(&self, number: Number) -> Option<(Period, usize)> {
        let at = number.end + usize::from(ADJECTIVES.contains(&self.word(number.end)));
        let unit = unit(self.word(at))?;
        if !self.is_meant(&number, at, unit) {
            return None;
        }
        let period = Period { count: number.count, unit };
        let half = HALVES.iter().find(|half| self.says(at + 1, half));
        let (period, end) = match half {
            Some(half) => (and_a_half(period)?, at + 1 + half.len()),
            None if number.half => (and_a_half(period)?, at + 1),
            None => self.and_months(period, at + 1).unwrap_or((period, at + 1)),
        };
        checked(period.count, period.unit).map(|period| (period, end))
    }

    /// Whether the word at `at` is the unit of the number, and not an elision, a time of day or a frequency.
    fn is_meant(&self, number: &Number, at: usize, unit: Unit) -> bool {
        let (word, touches) = (self.word(at), self.gap(at).is_some_and(Gap::is_nothing));
        let after = self.gap(at + 1);
        let figure_after = after.is_some() && is_figure(self.words, at + 1);
        if figure_after && after.is_some_and(|gap| gap.mark == '/') {
            return false; // 24h/24, 7j/7
        }
        match word {
            "second" => number.figures,
            "seconde" => number.count > 1, // « une seconde fois »
            "d" | "w" | "y" => number.figures && touches,
            _ if word.len() > 1 => true,
            _ => {
                let elided = after.is_some_and(|gap| gap.mark == '\''); // « le 30 j'ai »
                let clock = unit == Unit::Hour && figure_after && after.is_some_and(|gap| !gap.spaced);
                number.figures && (touches || self.gap(at).is_some_and(|gap| gap.mark == ' ')) && !elided && !clock
            }
        }
    }

    /// Years with months added to them: `1 an et 1 mois`.
    fn and_months(&self, years: Period, at: usize) -> Option<(Period, usize)> {
        let from = at + usize::from(matches!(self.word(at), "et" | "and"));
        if years.unit != Unit::Year || from >= self.tokens.end {
            return None;
        }
        let months = number(self.words, from..self.tokens.end).filter(|months| !months.half)?;
        let count = years.count.checked_mul(12)?.checked_add(months.count)?;
        let named = matches!(self.word(months.end), "mois" | "month" | "months");
        named.then_some((Period { count, unit: Unit::Month }, months.end + 1))
    }

    /// Whether the figures at `at` are the tail of a longer number: `1,5`, `24/7`.
    fn continues(&self, at: usize) -> bool {
        let after_figure = at > self.tokens.start && is_figure(self.words, at - 1);
        let token = &self.words.tokens[at];
        after_figure && is_figure(self.words, at) && (is_joined(token) || token.gap.mark == '/')
    }

    /// The folded word, empty after the sentence.
    pub(crate) fn word(&self, at: usize) -> &str {
        if at < self.tokens.end { self.words.word(at) } else { "" }
    }

    /// The folded word before, empty at the beginning of the sentence.
    pub(crate) fn before(&self, at: usize) -> &str {
        if at > self.tokens.start { self.words.word(at - 1) } else { "" }
    }

    /// What separates the token from the one before.
    pub(crate) fn gap(&self, at: usize) -> Option<Gap> {
        (at < self.tokens.end).then(|| self.words.tokens[at].gap)
    }

    fn says(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(index, word)| self.word(at + index) == *word)
    }
}

/// A period that can be one.
pub(crate) fn checked(count: u32, unit: Unit) -> Option<Period> {
    (1..=LARGEST).contains(&count).then_some(Period { count, unit })
}

/// One and a half of a unit, in a smaller unit.
fn and_a_half(period: Period) -> Option<Period> {
    let (unit, of) = match period.unit {
        Unit::Year => (Unit::Month, 12),
        Unit::Day => (Unit::Hour, 24),
        Unit::Hour => (Unit::Minute, 60),
        Unit::Minute => (Unit::Second, 60),
        Unit::Month | Unit::Week | Unit::Second => return None,
    };
    Some(Period { count: period.count.checked_mul(of)?.checked_add(of / 2)?, unit })
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" | "seconde" | "secondes" => Unit::Second,
        "min" | "mins" | "mn" | "minute" | "minutes" => Unit::Minute,
        "h" | "hr" | "hrs" | "hour" | "hours" | "heure" | "heures" => Unit::Hour,
        "j" | "jr" | "jrs" | "d" | "day" | "days" | "jour" | "jours" => Unit::Day,
        "w" | "week" | "weeks" | "sem" | "semaine" | "semaines" => Unit::Week,
        "month" | "months" | "mois" => Unit::Month,
        "y" | "yr" | "yrs" | "year" | "years" | "an" | "ans" | "annee" | "annees" => Unit::Year,
        _ => return None,
    })
}

/// Words that may stand between a number and its unit.
const ADJECTIVES: &[&str] = &["calendar", "working", "business", "consecutive", "full", "whole"];

/// What adds a half to the unit before.
const HALVES: &[&[&str]] = &[&["et", "demi"], &["et", "demie"], &["and", "a", "half"]];
