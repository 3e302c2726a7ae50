//! Periods: a number of seconds, minutes, hours, days, weeks, months or years.
//!
//! Months and years are the calendar's: six months from 31 August end on the
//! last day of February. A period therefore has no length of its own, only an
//! end once a moment is given.

use std::fmt;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde::{Serialize, Serializer};
use temoin_reading::{Complaint, parsed, words};

words! {
    /// A unit of the calendar or of the clock.
    pub enum Unit {
        /// Seconds.
        Second = "second",
        /// Minutes.
        Minute = "minute",
        /// Hours.
        Hour = "hour",
        /// Days of 24 hours.
        Day = "day",
        /// Seven days.
        Week = "week",
        /// Months of the calendar.
        Month = "month",
        /// Years of the calendar.
        Year = "year",
    }
}

/// A period of time, at least one unit long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// How many units.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

parsed!(
    Period,
    r"^[1-9][0-9]* (second|minute|hour|day|week|month|year)s?$",
    "A period: a number and a unit, such as `13 months` or `24 hours`."
);

impl Period {
    /// Parses `13 months`, `1 year`, `24 hours`.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let wrong = |why: &str| Complaint::new(format!("`{text}` is not a period: {why}"), HELP);
        let words: Vec<&str> = text.split_whitespace().collect();
        let [count, unit] = words.as_slice() else {
            let range = words.iter().filter(|word| word.bytes().any(|b| b.is_ascii_digit())).count() > 1;
            return Err(if range {
                Complaint::new(format!("`{text}` is a range"), RANGE)
            } else {
                wrong("a number and a unit are wanted")
            });
        };
        if count.contains('-') && count.bytes().all(|b| b == b'-' || b.is_ascii_digit()) && !count.starts_with('-') {
            return Err(Complaint::new(format!("`{text}` is a range"), RANGE));
        }
        let number: u32 = count.parse().map_err(|_| wrong("its number is not a whole number"))?;
        if number == 0 || number > 100_000 {
            return Err(wrong("its number is not between 1 and 100 000"));
        }
        let singular = unit.strip_suffix('s').unwrap_or(unit);
        let unit = Unit::ALL.iter().find(|known| known.word() == singular);
        match unit {
            Some(unit) => Ok(Self { count: number, unit: *unit }),
            None => Err(Complaint::new(
                format!("`{text}` is not a period: `{}` is not a unit", words[1]),
                french(singular).map_or(HELP.to_owned(), |word| format!("did you mean `{number} {word}`?")),
            )),
        }
    }

    /// The moment at which the period that began at `from` is over. Beyond the
    /// end of the calendar (year 9999) it is the calendar's end.
    pub fn after(self, from: Timestamp) -> Timestamp {
        let count = i64::from(self.count);
        let span = match self.unit {
            Unit::Second => count.seconds(),
            Unit::Minute => count.minutes(),
            Unit::Hour => count.hours(),
            // A day of 24 hours: lifetimes of trackers know no clock change.
            Unit::Day => (count * 24).hours(),
            Unit::Week => (count * 7 * 24).hours(),
            Unit::Month | Unit::Year => {
                let months = if self.unit == Unit::Year { 12 * count } else { count };
                let zoned = from.to_zoned(TimeZone::UTC);
                return jiff::Span::new()
                    .try_months(months)
                    .and_then(|span| zoned.checked_add(span))
                    .map_or(Timestamp::MAX, |end| end.timestamp());
            }
        };
        from.checked_add(span).unwrap_or(Timestamp::MAX)
    }

    /// Its whole hours, the fewest that the calendar can make of it: those of one that
    /// begins on the first of February of a year of 365 days.
    pub fn fewest_hours(self) -> i64 {
        let from: Timestamp = "2001-02-01T00:00:00Z".parse().expect("a moment");
        self.after(from).duration_since(from).as_hours()
    }
}

const HELP: &str = "write a number and a unit, such as `13 months`, `30 days` or `24 hours`";
const RANGE: &str = "write one value, never a range: the longest one is what is kept";

/// The English unit behind a French one, for people who write as they speak.
fn french(unit: &str) -> Option<&'static str> {
    Some(match unit.to_lowercase().as_str() {
        "seconde" => "seconds",
        "heure" | "h" => "hours",
        "jour" | "j" | "d" => "days",
        "semaine" => "weeks",
        "moi" | "m" => "months",
        "an" | "année" | "annee" | "y" => "years",
        _ => return None,
    })
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.count, self.unit, if self.count == 1 { "" } else { "s" })
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How long a tracker lives on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lifetime {
    /// Until the browser's session ends.
    Session,
    /// For a period, counted from the first write.
    For(Period),
}

parsed!(
    Lifetime,
    r"^(session|[1-9][0-9]* (second|minute|hour|day|week|month|year)s?)$",
    "`session`, or a period such as `13 months`; a value, never a range."
);

impl Lifetime {
    /// Parses `session` or a period.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        if text == "session" {
            return Ok(Self::Session);
        }
        Period::parse(text).map(Self::For).map_err(|complaint| Complaint {
            help: complaint.help.replace("write a number and a unit", "write `session`, or a number and a unit"),
            ..complaint
        })
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session => f.write_str("session"),
            Self::For(period) => period.fmt(f),
        }
    }
}

impl Serialize for Lifetime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn after(period: &str, from: &str, expected: &str) {
        let from: Timestamp = from.parse().expect("a timestamp");
        let end = Period::parse(period).expect("a period").after(from);
        assert_eq!(end.to_string(), expected, "{period} from {from}");
    }

    #[test]
    fn months_are_the_calendars() {
        after("6 months", "2026-08-31T10:00:00Z", "2027-02-28T10:00:00Z");
        after("13 months", "2026-11-22T00:00:00Z", "2027-12-22T00:00:00Z");
        after("1 year", "2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z");
        after("24 hours", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z");
        after("100000 years", "2026-01-01T00:00:00Z", &Timestamp::MAX.to_string());
    }

    #[test]
    fn no_period_is_shorter_than_its_fewest_hours() {
        for text in ["1 month", "6 months", "12 months", "1 year", "30 days", "90 minutes"] {
            let period = Period::parse(text).expect("a period");
            let from = |month: u32| format!("2003-{month:02}-28T00:00:00Z").parse::<Timestamp>().expect("a timestamp");
            let hours = (1..=12).map(|month| period.after(from(month)).duration_since(from(month)).as_hours());
            assert_eq!(hours.min(), Some(period.fewest_hours()), "{text}");
        }
    }

    #[test]
    fn mistakes_have_a_way_out() {
        let help = |text| Lifetime::parse(text).expect_err("not a lifetime").help;
        assert!(help("13 mois").contains("`13 months`"));
        assert!(help("6 to 12 months").contains("never a range"));
        assert!(help("6-12 months").contains("never a range"));
        assert!(help("variable").contains("`session`"));
        assert!(Lifetime::parse("0 days").is_err());
    }
}
