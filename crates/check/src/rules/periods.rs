//! Periods compared, and said in words.
//!
//! A period of the calendar has no length of its own, and texts count the same
//! span in days, months or years. Nobody writes `395 days` to hide that they
//! mean more than thirteen months, so what differs by the length of the months
//! alone is held to be as long.

use temoin_register::{Date, Lifetime, Period, Unit};

use crate::found::Said;

/// Whether `one` is longer than `other`.
pub(crate) fn longer(one: Period, other: Period) -> bool {
    match (months(one), months(other)) {
        (Some(one), Some(other)) => one > other,
        _ => seconds(one) * 100 > seconds(other) * 102,
    }
}

/// The longer of the two.
pub(crate) fn longest(one: Period, other: Period) -> Period {
    if longer(other, one) { other } else { one }
}

/// Whether what began on `from` and lasts for `period` was over before `day`.
pub(crate) fn over_before(period: Period, from: &Date, day: &Date) -> bool {
    // A day of a register is a day of the calendar, which no time zone moves.
    let midnight = |day: &Date| format!("{day}T00:00:00Z").parse().expect("a day, at midnight");
    period.after(midnight(from)) < midnight(day)
}

/// A period in words.
pub(crate) fn in_words(period: Period) -> Said {
    let unit = match period.unit {
        Unit::Second => "seconde",
        Unit::Minute => "minute",
        Unit::Hour => "heure",
        Unit::Day => "jour",
        Unit::Week => "semaine",
        Unit::Month => "mois",
        Unit::Year => "an",
    };
    let plural = if period.count == 1 || unit.ends_with('s') { "" } else { "s" };
    Said { fr: format!("{} {unit}{plural}", period.count), en: period.to_string() }
}

/// The period of a lifetime; none when it ends with the session.
pub(crate) fn period_of(lifetime: Lifetime) -> Option<Period> {
    match lifetime {
        Lifetime::For(period) => Some(period),
        Lifetime::Session => None,
    }
}

fn months(period: Period) -> Option<u32> {
    match period.unit {
        Unit::Month => Some(period.count),
        Unit::Year => Some(period.count.saturating_mul(12)),
        _ => None,
    }
}

fn seconds(period: Period) -> u64 {
    const DAY: u64 = 86_400;
    let unit = match period.unit {
        Unit::Second => 1,
        Unit::Minute => 60,
        Unit::Hour => 3_600,
        Unit::Day => DAY,
        Unit::Week => 7 * DAY,
        Unit::Month => 1_461 * DAY / 48,
        Unit::Year => 1_461 * DAY / 4,
    };
    u64::from(period.count) * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(one: &str, other: &str, expected: bool) {
        let period = |text| Period::parse(text).expect("a period");
        assert_eq!(longer(period(one), period(other)), expected, "{one} longer than {other}");
    }

    #[test]
    fn as_long_is_not_longer() {
        case("14 months", "13 months", true);
        case("13 months", "13 months", false);
        case("395 days", "13 months", false);
        case("397 days", "13 months", false);
        case("426 days", "13 months", true);
        case("2 years", "25 months", false);
        case("31 days", "1 month", false);
        case("45 days", "1 month", true);
    }

    #[test]
    fn months_end_on_the_day_of_the_calendar() {
        let over = |from: &str, to: &str| {
            let day = |text| Date::parse(text).expect("a day");
            over_before(Period::parse("1 month").expect("a period"), &day(from), &day(to))
        };
        assert!(!over("2026-01-31", "2026-02-28"));
        assert!(over("2026-01-31", "2026-03-01"));
    }
}
