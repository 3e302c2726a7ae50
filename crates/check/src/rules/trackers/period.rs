//! Periods, compared and said.

use temoin_register::{Period, Unit};

use crate::found::Said;

/// Whether `one` is longer than `other`. `395 days` and `13 months` are as long:
/// nobody counts the days of a month to deceive.
pub(crate) fn longer(one: Period, other: Period) -> bool {
    match (months(one), months(other)) {
        (Some(one), Some(other)) => one > other,
        _ => seconds(one) * 100 > seconds(other) * 102,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(one: &str, other: &str, expected: bool) {
        let period = |text| Period::parse(text).expect("a period");
        assert_eq!(longer(period(one), period(other)), expected, "{one} longer than {other}");
    }

    #[test]
    fn a_year_and_a_month_is_as_long_in_days() {
        case("14 months", "13 months", true);
        case("395 days", "13 months", false);
        case("400 days", "13 months", false);
        case("730 days", "13 months", true);
        case("24 months", "2 years", false);
        case("2 years", "730 days", false);
    }
}
