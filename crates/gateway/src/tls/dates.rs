//! From when and until when a certificate is good.
//!
//! The library that checks certificates tells whether one is good *now*, of a
//! whole chain; renewing in time needs the dates themselves. They stand at a
//! fixed place (RFC 5280 §4.1), so they are read from there.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, fmt::strtime};

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
/// The version, which may be left out.
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// `notBefore` and `notAfter` of a certificate in DER.
pub(super) fn dates(certificate: &[u8]) -> Option<(Timestamp, Timestamp)> {
    let (certificate, _) = element(certificate, SEQUENCE)?;
    let (mut signed, _) = element(certificate, SEQUENCE)?;
    if let Some((_, rest)) = element(signed, VERSION) {
        signed = rest;
    }
    let (_serial, rest) = element(signed, INTEGER)?;
    let (_algorithm, rest) = element(rest, SEQUENCE)?;
    let (_issuer, rest) = element(rest, SEQUENCE)?;
    let (validity, _) = element(rest, SEQUENCE)?;
    let (before, rest) = moment(validity)?;
    let (after, _) = moment(rest)?;
    Some((before, after))
}

/// The content of the element at the head of `der`, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f)).filter(|(bytes, _)| bytes.len() <= 4)?;
        (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    (*found == tag).then(|| rest.split_at_checked(length)).flatten()
}

/// `YYMMDDHHMMSSZ` until 2049, `YYYYMMDDHHMMSSZ` after.
fn moment(der: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (digits, rest) = if let Some((text, rest)) = element(der, UTC_TIME) {
        let text = str::from_utf8(text).ok()?;
        (format!("{}{text}", if text < "50" { "20" } else { "19" }), rest)
    } else {
        let (text, rest) = element(der, GENERALIZED_TIME)?;
        (str::from_utf8(text).ok()?.to_owned(), rest)
    };
    let civil: DateTime = strtime::parse("%Y%m%d%H%M%SZ", digits).ok()?.to_datetime().ok()?;
    Some((civil.to_zoned(TimeZone::UTC).ok()?.timestamp(), rest))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    #[track_caller]
    fn case(from: (i32, u8, u8), to: (i32, u8, u8), expected: [&str; 2]) {
        let mut params = CertificateParams::new(["school.example".to_owned()]).expect("a name");
        params.not_before = date_time_ymd(from.0, from.1, from.2);
        params.not_after = date_time_ymd(to.0, to.1, to.2);
        let certificate = params.self_signed(&KeyPair::generate().expect("a key")).expect("a certificate");
        let (before, after) = dates(certificate.der()).expect("its dates");
        assert_eq!([before.to_string(), after.to_string()], expected);
        for length in 0..certificate.der().len() / 2 {
            // Cut anywhere, it says nothing or the same.
            assert!(dates(&certificate.der()[..length]).is_none_or(|cut| cut == (before, after)));
        }
    }

    #[test]
    fn dates_are_those_that_were_written() {
        case((2026, 1, 2), (2026, 4, 2), ["2026-01-02T00:00:00Z", "2026-04-02T00:00:00Z"]);
        case((1999, 12, 31), (2049, 12, 31), ["1999-12-31T00:00:00Z", "2049-12-31T00:00:00Z"]);
        case((2026, 1, 2), (4096, 1, 1), ["2026-01-02T00:00:00Z", "4096-01-01T00:00:00Z"]);
    }

    #[test]
    fn what_is_no_certificate_has_no_dates() {
        for bytes in [&b""[..], b"0", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x30\x03\x30\x01\x02", b"hello"] {
            assert_eq!(dates(bytes), None);
        }
    }
}
