//! One `Set-Cookie` header, read and edited as bytes.
//!
//! The parser follows what browsers do (RFC 6265 §5.2), not what a grammar
//! allows: values may hold bytes above 0x7F, dates may have two-digit years,
//! `Max-Age=+10` counts and `Max-Age="10"` does not. What is not edited leaves
//! as it came, to the byte.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use temoin_evidence::Wanted;

/// A `Set-Cookie` header's parts, borrowed from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookie<'h> {
    /// The name, without white space around it. For a nameless cookie
    /// (`=_ga=1`), the name that a server will read back: `_ga`.
    pub name: &'h [u8],
    /// The value, without white space around it.
    pub value: &'h [u8],
    /// How long it asks to live.
    pub wanted: Wanted,
    parts: Vec<&'h [u8]>,
}

impl<'h> SetCookie<'h> {
    /// Reads a header at `now`. `None` when a browser would ignore it: control
    /// bytes, or neither name nor value.
    pub fn parse(header: &'h [u8], now: Timestamp) -> Option<Self> {
        if header.iter().any(|byte| (*byte < 0x20 && *byte != b'\t') || *byte == 0x7f) {
            return None;
        }
        let parts: Vec<&[u8]> = header.split(|byte| *byte == b';').collect();
        let pair = parts.first()?.trim_ascii();
        let (mut name, mut value) = cut(pair);
        if name.is_empty() {
            (name, value) = cut(value);
        }
        if name.is_empty() && value.is_empty() {
            return None;
        }
        let (mut max_age, mut expires) = (None, None);
        for part in &parts[1..] {
            let (key, value) = cut(part.trim_ascii());
            if key.eq_ignore_ascii_case(b"max-age") {
                max_age = parse_max_age(value).or(max_age);
            } else if key.eq_ignore_ascii_case(b"expires") {
                expires = parse_date(value).or(expires);
            }
        }
        let wanted = match (max_age, expires) {
            (Some(seconds), _) => Wanted::Seconds(seconds),
            (None, Some(date)) => Wanted::Seconds(date.as_second() - now.as_second()),
            (None, None) => Wanted::Session,
        };
        Some(Self { name, value, wanted, parts })
    }

    /// The same cookie for the session alone: no `Max-Age`, no `Expires`.
    pub fn for_session(&self) -> Vec<u8> {
        // The first part is the cookie itself, whatever its name.
        let parts = self.parts.iter().enumerate();
        let kept: Vec<&[u8]> =
            parts.filter(|(at, part)| *at == 0 || !is_lifetime(part)).map(|(_, part)| *part).collect();
        kept.join(&b';')
    }

    /// The same cookie for `seconds` from `now`. Both attributes, and alike:
    /// old clients read only `Expires`.
    pub fn for_seconds(&self, seconds: i64, now: Timestamp) -> Vec<u8> {
        let mut header = self.for_session();
        let end = match seconds {
            // Clocks differ: a removal lies in everyone's past.
            ..=0 => Timestamp::UNIX_EPOCH,
            _ => Timestamp::from_second(now.as_second().saturating_add(seconds)).unwrap_or(Timestamp::MAX),
        };
        header.extend_from_slice(format!("; Max-Age={seconds}; Expires={}", http_date(end)).as_bytes());
        header
    }
}

/// A moment as HTTP writes it (RFC 9110 §5.6.7).
pub fn http_date(moment: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let date = moment.to_zoned(TimeZone::UTC).datetime();
    let weekday = DAYS[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0)];
    let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0)];
    format!(
        "{weekday}, {:02} {}{} {:04} {:02}:{:02}:{:02} GMT",
        date.day(),
        month[..1].to_uppercase(),
        &month[1..],
        date.year(),
        date.hour(),
        date.minute(),
        date.second(),
    )
}

fn is_lifetime(part: &[u8]) -> bool {
    let (key, _) = cut(part.trim_ascii());
    key.eq_ignore_ascii_case(b"max-age") || key.eq_ignore_ascii_case(b"expires")
}

/// Both sides of the first `=`; without one, all of it is the name.
fn cut(pair: &[u8]) -> (&[u8], &[u8]) {
    match pair.iter().position(|byte| *byte == b'=') {
        Some(at) => (pair[..at].trim_ascii(), pair[at + 1..].trim_ascii()),
        None => (pair, b""),
    }
}

/// Seconds, as browsers read them: an optional sign and digits, nothing else.
fn parse_max_age(value: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(value).ok()?;
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = digits.parse().unwrap_or(i64::MAX / 4);
    Some(if text.starts_with('-') { -seconds } else { seconds })
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date, by the algorithm of RFC 6265 §5.1.1: tokens in any order.
fn parse_date(value: &[u8]) -> Option<Timestamp> {
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
    DateTime::from_parts(date, time?).to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn parse_time(token: &[u8]) -> Option<Time> {
    let mut parts = token.splitn(3, |byte| *byte == b':');
    let mut part = || {
        let part = parts.next()?;
        let digits = part.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if (1..=2).contains(&digits) {
            number(&part[..digits]).map(|value| (value, digits == part.len()))
        } else {
            None
        }
    };
    let ((hour, true), (minute, true), (second, _)) = (part()?, part()?, part()?) else {
        return None;
    };
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok()
}

fn number(digits: &[u8]) -> Option<i32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T12:00:00Z";

    #[track_caller]
    fn wanted(header: &[u8], expected: Wanted) {
        let now = NOW.parse().expect("a timestamp");
        let cookie = SetCookie::parse(header, now).expect("a cookie");
        assert_eq!(cookie.wanted, expected, "{}", String::from_utf8_lossy(header));
    }

    #[test]
    fn lifetimes_are_read_as_browsers_read_them() {
        wanted(b"a=1", Wanted::Session);
        wanted(b"a=1; Max-Age=60", Wanted::Seconds(60));
        wanted(b"a=1; max-age = +60 ; path=/", Wanted::Seconds(60));
        wanted(b"a=1; Max-Age=-1", Wanted::Seconds(-1));
        wanted(b"a=1; Max-Age=\"60\"", Wanted::Session);
        wanted(b"a=1; Max-Age=1e9", Wanted::Session);
        wanted(b"a=1; Max-Age=99999999999999999999", Wanted::Seconds(i64::MAX / 4));
        wanted(b"a=1; Expires=Sun, 22 Nov 2026 12:01:00 GMT", Wanted::Seconds(60));
        wanted(b"a=1; expires=Sunday, 22-Nov-26 12:01:00 GMT", Wanted::Seconds(60));
        wanted(b"a=1; Expires=Sun Nov 22 12:01:00 2026", Wanted::Seconds(60));
        wanted(b"a=1; Expires=tomorrow", Wanted::Session);
        wanted(b"a=1; Expires=Sun, 22 Nov 2026 12:01:00 GMT; Max-Age=5", Wanted::Seconds(5));
    }

    #[test]
    fn only_the_lifetime_is_edited() {
        let now = NOW.parse().expect("a timestamp");
        let header = b"id=\xe9\xff; Path=/x;Expires=Sun, 22 Nov 2028 12:00:00 GMT; SameSite=Lax; Odd";
        let cookie = SetCookie::parse(header, now).expect("a cookie");
        assert_eq!(cookie.for_session(), b"id=\xe9\xff; Path=/x; SameSite=Lax; Odd");
        let capped = cookie.for_seconds(60, now);
        assert!(capped.ends_with(b"; Odd; Max-Age=60; Expires=Sun, 22 Nov 2026 12:01:00 GMT"));
    }

    #[test]
    fn a_nameless_cookie_is_known_by_what_comes_back() {
        let now = NOW.parse().expect("a timestamp");
        assert_eq!(SetCookie::parse(b"=_ga=1", now).expect("a cookie").name, b"_ga");
        assert_eq!(SetCookie::parse(b"alone", now).expect("a cookie").name, b"alone");
        assert_eq!(SetCookie::parse(b"; Path=/", now), None);
        assert_eq!(SetCookie::parse(b"a=\x01", now), None);
    }
}
