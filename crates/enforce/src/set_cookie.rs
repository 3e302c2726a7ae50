//! One `Set-Cookie` header, read and edited as bytes.
//!
//! The parser follows what browsers do (RFC 6265 §5.2), not what a grammar
//! allows: values may hold bytes above 0x7F, dates may have two-digit years,
//! `Max-Age=+10` counts and `Max-Age="10"` does not. What is not edited leaves
//! as it came, to the byte.

mod dates;

use std::borrow::Cow;
use std::ops::Range;

use jiff::Timestamp;
use memchr::memchr;
use temoin_evidence::Wanted;

use dates::{http_date, parse_date, usual_date};

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
    header: &'h [u8],
    /// How many `Max-Age` and `Expires` there are, well written or not.
    ages: u32,
    dates: u32,
    /// Whether all of them are written as they usually are.
    is_usual: bool,
    /// When it ends by its `Expires`, in seconds since 1970; of several, by the
    /// last that can be read.
    end: Option<i64>,
}

/// An attribute that says how long a cookie lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lifetime<'h> {
    MaxAge(&'h [u8]),
    Expires(&'h [u8]),
}

impl<'h> SetCookie<'h> {
    /// Reads a header at `now`. `None` when a browser would ignore it: control
    /// bytes, or neither name nor value.
    pub fn parse(header: &'h [u8], now: Timestamp) -> Option<Self> {
        // Not `any`: without a way out early, eight bytes and more are looked at at once.
        let control = |byte: u8| (byte < 0x20 && byte != b'\t') || byte == 0x7f;
        if header.iter().fold(false, |found, byte| found | control(*byte)) {
            return None;
        }
        let first = find(b';', header);
        let pair = header[..first].trim_ascii();
        let (mut name, mut value) = cut(pair);
        if name.is_empty() {
            (name, value) = cut(value);
        }
        if name.is_empty() && value.is_empty() {
            return None;
        }
        let wanted = Wanted::Session;
        let mut cookie = Self { name, value, wanted, header, ages: 0, dates: 0, is_usual: true, end: None };
        let mut max_age = None;
        for (_, lifetime) in lifetimes(header, first) {
            match lifetime {
                Lifetime::MaxAge(age) => {
                    cookie.ages += 1;
                    cookie.is_usual &= age.len() <= 10 && age.iter().all(u8::is_ascii_digit);
                    max_age = parse_max_age(age).or(max_age);
                }
                Lifetime::Expires(date) => {
                    cookie.dates += 1;
                    // `Sun, 22 Nov 2026 12:01:00 GMT`, with hyphens or without.
                    cookie.is_usual &= usual_date(date).is_some();
                    cookie.end = parse_date(date).or(cookie.end);
                }
            }
        }
        let wanted = max_age.or_else(|| Some(cookie.end?.saturating_sub(now.as_second())));
        cookie.wanted = wanted.map_or(Wanted::Session, Wanted::Seconds);
        Some(cookie)
    }

    /// Whether every browser reads its lifetime alike, and as [`Self::wanted`]
    /// says: each attribute once, in its usual form, `Expires` no later than
    /// `Max-Age`, since old ones read nothing else.
    pub fn is_plain(&self, now: Timestamp) -> bool {
        let Wanted::Seconds(wanted) = self.wanted else { return self.ages + self.dates == 0 };
        let no_later = || self.end.is_none_or(|end| end - now.as_second() <= wanted.saturating_add(60));
        self.ages <= 1 && self.dates <= 1 && self.is_usual && (self.ages == 0 || self.dates == 0 || no_later())
    }

    /// The same cookie for the session alone: no `Max-Age`, no `Expires`.
    pub fn for_session(&self) -> Cow<'h, [u8]> {
        if self.ages + self.dates == 0 { Cow::Borrowed(self.header) } else { Cow::Owned(self.without_lifetime()) }
    }

    /// The same cookie for `seconds` from `now`. Both attributes, and alike:
    /// old clients read only `Expires`.
    pub fn for_seconds(&self, seconds: i64, now: Timestamp) -> Vec<u8> {
        let mut header = self.without_lifetime();
        let end = match seconds {
            // Clocks differ: a removal lies in everyone's past.
            ..=0 => Timestamp::UNIX_EPOCH,
            _ => Timestamp::from_second(now.as_second().saturating_add(seconds)).unwrap_or(Timestamp::MAX),
        };
        header.extend_from_slice(b"; Max-Age=");
        header.extend_from_slice(seconds.to_string().as_bytes());
        header.extend_from_slice(b"; Expires=");
        header.extend_from_slice(&http_date(end));
        header
    }

    fn without_lifetime(&self) -> Vec<u8> {
        // Room for a lifetime of ours.
        let (mut header, mut copied) = (Vec::with_capacity(self.header.len() + 64), 0);
        for (part, _) in lifetimes(self.header, find(b';', self.header)) {
            header.extend_from_slice(&self.header[copied..part.start]);
            copied = part.end;
        }
        header.extend_from_slice(&self.header[copied..]);
        header
    }
}

/// The attributes of a header, from its first semicolon on, that speak of its
/// lifetime; each with where it stands, its semicolon included.
fn lifetimes(header: &[u8], mut start: usize) -> impl Iterator<Item = (Range<usize>, Lifetime<'_>)> {
    std::iter::from_fn(move || {
        while start < header.len() {
            let part = start + 1;
            let begin = start;
            start = part + find(b';', &header[part..]);
            if let Some(lifetime) = lifetime(&header[part..start]) {
                return Some((begin..start, lifetime));
            }
        }
        None
    })
}

fn lifetime(part: &[u8]) -> Option<Lifetime<'_>> {
    let part = part.trim_ascii_start();
    if !matches!(part.first(), Some(b'm' | b'M' | b'e' | b'E')) {
        return None;
    }
    let (key, value) = cut(part);
    if key.eq_ignore_ascii_case(b"max-age") {
        Some(Lifetime::MaxAge(value))
    } else {
        key.eq_ignore_ascii_case(b"expires").then_some(Lifetime::Expires(value))
    }
}

/// Where `byte` is first, or the end.
fn find(byte: u8, bytes: &[u8]) -> usize {
    memchr(byte, bytes).unwrap_or(bytes.len())
}

/// Both sides of the first `=`; without one, all of it is the name.
pub(crate) fn cut(pair: &[u8]) -> (&[u8], &[u8]) {
    let at = find(b'=', pair);
    pair.get(at + 1..).map_or((pair, &b""[..]), |value| (pair[..at].trim_ascii(), value.trim_ascii()))
}

/// Seconds, as browsers read them: an optional sign and digits, nothing else.
fn parse_max_age(value: &[u8]) -> Option<i64> {
    let (is_negative, digits) = match value {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut digits = digits.iter().map(|digit| i64::from(digit - b'0'));
    let seconds = digits.try_fold(0_i64, |seconds, digit| seconds.checked_mul(10)?.checked_add(digit));
    let seconds = seconds.unwrap_or(i64::MAX / 4);
    Some(if is_negative { -seconds } else { seconds })
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
        assert_eq!(*cookie.for_session(), *b"id=\xe9\xff; Path=/x; SameSite=Lax; Odd");
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
