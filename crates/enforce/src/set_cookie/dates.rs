//! Dates of cookies: as servers write them, and as browsers read what they write.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

const DAYS: [&[u8; 3]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A moment as HTTP writes it (RFC 9110 §5.6.7).
pub(super) fn http_date(moment: Timestamp) -> [u8; 29] {
    let date = Offset::UTC.to_datetime(moment);
    let mut text = *b"ddd, 00 mmm 0000 00:00:00 GMT";
    text[..3].copy_from_slice(DAYS[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0)]);
    text[8..11].copy_from_slice(MONTHS[usize::try_from(date.month() - 1).unwrap_or(0)].as_bytes());
    text[8] = text[8].to_ascii_uppercase();
    let mut write = |at: usize, number: i16| {
        let (tens, ones) = (number / 10 % 10, number % 10);
        text[at] = b'0' + u8::try_from(tens).unwrap_or(0);
        text[at + 1] = b'0' + u8::try_from(ones).unwrap_or(0);
    };
    write(5, date.day().into());
    write(12, date.year() / 100);
    write(14, date.year() % 100);
    write(17, date.hour().into());
    write(20, date.minute().into());
    write(23, date.second().into());
    text
}

/// A date as nearly every server writes it, `Sun, 22 Nov 2026 12:01:00 GMT`
/// with hyphens or without, else by the long way: in seconds since 1970.
pub(super) fn parse_date(value: &[u8]) -> Option<i64> {
    usual_date(value).or_else(|| any_date(value))
}

/// The same, in that form alone.
pub(super) fn usual_date(value: &[u8]) -> Option<i64> {
    let value: &[u8; 29] = value.try_into().ok()?;
    let marks = value[3] == b',' && value[4] == b' ' && value[16] == b' ' && value[25..] == *b" GMT";
    let joined = (value[7] == b' ' && value[11] == b' ') || (value[7] == b'-' && value[11] == b'-');
    // A day of the week that begins like a month would be one, to a browser.
    if !marks || !joined || !DAYS.iter().any(|day| value[..3] == **day) || value[19] != b':' || value[22] != b':' {
        return None;
    }
    let two = |at: usize| {
        let digits = [value[at].wrapping_sub(b'0'), value[at + 1].wrapping_sub(b'0')];
        (digits[0] <= 9 && digits[1] <= 9).then(|| i16::from(digits[0]) * 10 + i16::from(digits[1]))
    };
    let month = MONTHS.iter().position(|name| value[8..11].eq_ignore_ascii_case(name.as_bytes()))?;
    let (day, year) = (two(5)?, two(12)? * 100 + two(14)?);
    let (hour, minute, second) = (two(17)?, two(20)?, two(23)?);
    if year < 1601 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let date = Date::new(year, i8::try_from(month + 1).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(days(date) * 86_400 + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second))
}

/// A date, by the algorithm of RFC 6265 §5.1.1: tokens in any order.
fn any_date(value: &[u8]) -> Option<i64> {
    let delimiter = |byte: &u8| matches!(*byte, 0x09 | 0x20..=0x2f | 0x3b..=0x40 | 0x5b..=0x60 | 0x7b..=0x7e);
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in value.split(delimiter).filter(|token| !token.is_empty()) {
        if time.is_none()
            && let Some(found) = parse_time(token)
        {
            time = Some(found);
            continue;
        }
        let digits = token.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if day.is_none() && (1..=2).contains(&digits) {
            day = number(&token[..digits]);
            continue;
        }
        if month.is_none() && token.len() >= 3 {
            month = MONTHS.iter().position(|name| token[..3].eq_ignore_ascii_case(name.as_bytes()));
            if month.is_some() {
                continue;
            }
        }
        if year.is_none() && (2..=4).contains(&digits) {
            year = number(&token[..digits]);
        }
    }
    let year = match year? {
        short @ 0..=69 => short + 2000,
        short @ 70..=99 => short + 1900,
        year => year,
    };
    if year < 1601 {
        return None;
    }
    let month = i8::try_from(month? + 1).ok()?;
    let date = Date::new(i16::try_from(year).ok()?, month, i8::try_from(day?).ok()?).ok()?;
    Some(days(date) * 86_400 + time?)
}

/// The days of a date since 1970-01-01. A timestamp of the library ends before
/// 9999-12-31, which is what many a server writes for "never".
fn days(date: Date) -> i64 {
    let (year, month) = (i64::from(date.year()), i64::from(date.month()));
    // Years that begin with March: the day that leaps is their last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_year = (153 * month + 2) / 5 + i64::from(date.day()) - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

/// A time of day, in seconds.
fn parse_time(token: &[u8]) -> Option<i64> {
    let mut parts = token.splitn(3, |byte| *byte == b':');
    let mut part = |most: i32| {
        let part = parts.next()?;
        let digits = part.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let value = if (1..=2).contains(&digits) { number(&part[..digits])? } else { return None };
        (value <= most).then_some((i64::from(value), digits == part.len()))
    };
    let ((hour, true), (minute, true), (second, _)) = (part(23)?, part(59)?, part(59)?) else {
        return None;
    };
    Some(hour * 3600 + minute * 60 + second)
}

fn number(digits: &[u8]) -> Option<i32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}
