//! What of the figures is asked for: which days, and by what they are split.

use jiff::civil::Date;
use temoin_reading::{nearest, words};

words! {
    /// What figures are split by.
    pub enum Dimension {
        /// The day.
        Day = "day",
        /// The purpose.
        Purpose = "purpose",
        /// The language.
        Language = "language",
        /// The class of devices.
        Device = "device",
        /// Where it was asked or chosen.
        Surface = "surface",
    }
}

/// Days, both included, and dimensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The first day.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// What rows are split by, in this order.
    pub by: Vec<Dimension>,
}

/// How many days are told of where no first one is named.
const USUAL: i64 = 30;

/// A wish that cannot be met, and the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadWish {
    /// A word that is no day.
    #[error("`{word}` is not a day: write `{of}` as a year, a month and a day, such as 2026-11-01")]
    NoDay {
        /// `from` or `to`.
        of: &'static str,
        /// What was written.
        word: String,
    },
    /// The days are in the wrong order.
    #[error("`from` is {from}, after `to`, which is {to}: exchange them")]
    Reversed {
        /// The first.
        from: Date,
        /// The last.
        to: Date,
    },
    /// A word that is no dimension.
    #[error("`{0}` is not what figures are split by: {1}")]
    NoDimension(String, String),
}

impl Wanted {
    /// Reads `2026-11-01`, `2026-11-30` and `day,purpose`; the last thirty days
    /// up to `today`, by day, where nothing is said.
    pub fn read(from: Option<&str>, to: Option<&str>, by: Option<&str>, today: Date) -> Result<Self, BadWish> {
        let read = |of, text: Option<&str>| text.map(|text| day(of, text)).transpose();
        let to = read("to", to)?.unwrap_or(today);
        let from = read("from", from)?.unwrap_or_else(|| to.saturating_sub(jiff::Span::new().days(USUAL - 1)));
        if from > to {
            return Err(BadWish::Reversed { from, to });
        }
        let mut dimensions = Vec::new();
        for word in by.unwrap_or("day").split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let dimension = dimension(word)?;
            if !dimensions.contains(&dimension) {
                dimensions.push(dimension);
            }
        }
        Ok(Self { from, to, by: dimensions })
    }

    /// Whether figures are split by it.
    pub fn is_by(&self, dimension: Dimension) -> bool {
        self.by.contains(&dimension)
    }
}

fn day(of: &'static str, text: &str) -> Result<Date, BadWish> {
    // The calendar's reader also takes a time, which figures do not have.
    let read = Some(text).filter(|text| text.len() == 10).and_then(|text| text.parse().ok());
    read.ok_or_else(|| BadWish::NoDay { of, word: shortened(text) })
}

fn dimension(word: &str) -> Result<Dimension, BadWish> {
    let found = Dimension::ALL.iter().copied().find(|dimension| dimension.word() == word);
    found.ok_or_else(|| {
        let words: Vec<&str> = Dimension::ALL.iter().map(|dimension| dimension.word()).collect();
        let help = match nearest(word, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write some of `{}`", words.join("`, `")),
        };
        BadWish::NoDimension(shortened(word), help)
    })
}

/// What a stranger wrote, short enough to repeat.
fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case([from, to, by]: [Option<&str>; 3], expected: Result<(&str, &str, &[Dimension]), &str>) {
        let today = "2026-11-22".parse().expect("a day");
        match (Wanted::read(from, to, by, today), expected) {
            (Ok(wanted), Ok((from, to, by))) => {
                assert_eq!((wanted.from.to_string().as_str(), wanted.to.to_string().as_str()), (from, to));
                assert_eq!(wanted.by, by);
            }
            (Err(bad), Err(said)) => assert_eq!(bad.to_string(), said),
            (found, _) => panic!("{found:?}"),
        }
    }

    #[test]
    fn days_and_dimensions_are_read_or_the_way_out_is_told() {
        use Dimension::{Day, Purpose};
        case([None; 3], Ok(("2026-10-24", "2026-11-22", &[Day])));
        case([None, Some("2026-03-31"), Some("")], Ok(("2026-03-02", "2026-03-31", &[])));
        let twice = Some("purpose, day,purpose");
        case([Some("2026-11-01"), Some("2026-11-01"), twice], Ok(("2026-11-01", "2026-11-01", &[Purpose, Day])));
        let no_day = "is not a day: write `from` as a year, a month and a day, such as 2026-11-01";
        for word in ["yesterday", "2026-02-30", "2026-11-01T12:00", "01/11/2026"] {
            case([Some(word), None, None], Err(&format!("`{word}` {no_day}")));
        }
        let reversed = "`from` is 2026-11-02, after `to`, which is 2026-11-01: exchange them";
        case([Some("2026-11-02"), Some("2026-11-01"), None], Err(reversed));
        case([None, None, Some("days")], Err("`days` is not what figures are split by: did you mean `day`?"));
        let all = "write some of `day`, `purpose`, `language`, `device`, `surface`";
        case([None, None, Some("visitor")], Err(&format!("`visitor` is not what figures are split by: {all}")));
    }
}
