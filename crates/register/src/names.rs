//! Identifiers and patterns: short texts with a shape of their own.

use std::fmt;

use serde::Serialize;
use temoin_reading::{Complaint, parsed};

/// Declares a text newtype that parses itself.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $pattern:literal, $doc_schema:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        parsed!($name, $pattern, $doc_schema);
    };
}

text_type! {
    /// An identifier: lower-case letters, digits and hyphens.
    ///
    /// No dot, plus or tilde: ids stand in the choice cookie, where those
    /// separate.
    Id, "^[a-z0-9][a-z0-9-]{0,63}$", "An identifier: lower-case letters, digits and hyphens."
}

impl Id {
    /// Parses an identifier of at most 64 characters.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let shaped = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if shaped && !text.is_empty() && !text.starts_with('-') && text.len() <= 64 {
            return Ok(Self(text.to_owned()));
        }
        Err(Complaint::new(
            format!("`{text}` is not an identifier"),
            "use lower-case letters, digits and hyphens, 64 at most, such as `audience`",
        ))
    }
}

text_type! {
    /// The name of a tracker, or a pattern of names: `*` stands for any
    /// characters, none included.
    NamePattern, r"^[^\s;,=]+$", "A tracker's name; `*` stands for any characters."
}

impl NamePattern {
    /// Parses a name without space, comma, semicolon or equals sign.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ';' | ',' | '=');
        if text.contains(forbidden) || text.len() > 256 {
            return Err(Complaint::new(
                format!("`{text}` cannot be the name of a tracker"),
                "write the exact name, with `*` for what varies; words for people go in `title`",
            ));
        }
        if text.chars().all(|c| c == '*') {
            return Err(Complaint::new(
                "a pattern of `*` alone would declare every tracker there is",
                "name the trackers, with `*` only for what varies",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether the name has no `*`.
    pub fn is_literal(&self) -> bool {
        !self.0.contains('*')
    }

    /// What stands before the first `*`.
    pub fn literal_prefix(&self) -> &str {
        self.0.split('*').next().unwrap_or_default()
    }

    /// What stands after the last `*`.
    pub fn literal_suffix(&self) -> &str {
        self.0.rsplit('*').next().unwrap_or_default()
    }

    /// How many characters are not `*`: the longest match wins.
    pub fn weight(&self) -> usize {
        self.0.chars().filter(|c| *c != '*').count()
    }

    /// Whether `name` is one of the names meant.
    pub fn matches(&self, name: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else {
            return self.0 == name;
        };
        let Some(mut left) = name.strip_prefix(first) else {
            return false;
        };
        // Between two stars the leftmost occurrence is as good as any; only
        // the part after the last star must stand at the end.
        let mut parts = rest.split('*').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                return left.ends_with(part);
            }
            match left.find(part) {
                Some(at) => left = &left[at + part.len()..],
                None => return false,
            }
        }
        true
    }
}

text_type! {
    /// The name of a cookie that is written: a token of RFC 6265.
    CookieName, "^[A-Za-z0-9_.-]+$", "The name of a cookie: letters, digits, `_`, `.` and `-`."
}

impl CookieName {
    /// Parses a name of at most 64 letters, digits, `_`, `.` and `-`.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
        if text.bytes().all(plain) && (1..=64).contains(&text.len()) {
            return Ok(Self(text.to_owned()));
        }
        Err(Complaint::new(
            format!("`{text}` cannot be the name of a cookie"),
            "use letters, digits, `_`, `.` and `-`, such as `cookie_consent`",
        ))
    }
}

impl Default for CookieName {
    fn default() -> Self {
        Self("temoin".to_owned())
    }
}

text_type! {
    /// A host, or `*.` and a host for every host below it (not the host
    /// itself, as in a Content-Security-Policy).
    HostPattern, r"^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$", "A host, or `*.` and a host for all below it."
}

impl HostPattern {
    /// Parses a host in lower case, without scheme, port or path.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let host = text.strip_prefix("*.").unwrap_or(text);
        let label = |l: &str| {
            !l.is_empty() && l.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
        };
        if host.len() <= 253 && host.split('.').all(label) {
            return Ok(Self(text.to_owned()));
        }
        let bare = text.split("://").last().unwrap_or(text);
        let bare = bare.split(['/', ':', '?', '#']).next().unwrap_or(bare).to_lowercase();
        Err(Complaint::new(
            format!("`{text}` is not a host"),
            format!("write the host alone, in lower case, such as `{bare}` or `*.{bare}`"),
        ))
    }

    /// The host below which all are meant, if this is such a pattern.
    pub fn parent(&self) -> Option<&str> {
        self.0.strip_prefix("*.")
    }
}

text_type! {
    /// A path of the site itself under which a service answers.
    Prefix, "^/.+$", "A path of the site, from its first slash."
}

impl Prefix {
    /// Parses a path that begins with one slash and is not the whole site.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let plain = text.starts_with('/') && !text.starts_with("//") && text.len() > 1;
        if plain && !text.contains(|c: char| c.is_whitespace() || matches!(c, '?' | '#' | '\\')) {
            return Ok(Self(text.to_owned()));
        }
        Err(Complaint::new(
            format!("`{text}` is not a path of the site"),
            "write it from its first slash, without query, such as `/matomo/`",
        ))
    }
}

text_type! {
    /// A country: two capital letters (ISO 3166-1), or `EU` or `EEA` where a
    /// source says no more than that.
    Country, "^([A-Z]{2}|EEA)$", "Two capital letters (ISO 3166-1), or EU or EEA."
}

impl Country {
    /// Parses a country code.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        if text == "EEA" || (text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())) {
            return Ok(Self(text.to_owned()));
        }
        Err(Complaint::new(
            format!("`{text}` is not a country code"),
            "write two capital letters such as `FR`, or `EU` or `EEA` when no more is known",
        ))
    }
}

text_type! {
    /// A French SIREN: nine digits, the last a check digit.
    Siren, "^[0-9]{9}$", "A SIREN: nine digits."
}

impl Siren {
    /// Parses nine digits whose Luhn sum is right.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        numbered(text, 9, "SIREN").map(Self)
    }
}

text_type! {
    /// A French SIRET: a SIREN and five digits for the establishment.
    Siret, "^[0-9]{14}$", "A SIRET: fourteen digits."
}

impl Siret {
    /// Parses fourteen digits whose Luhn sum is right.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        numbered(text, 14, "SIRET").map(Self)
    }
}

fn numbered(text: &str, wanted: usize, what: &str) -> Result<String, Complaint> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != wanted || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let other = if wanted == 9 {
            "a SIRET has 14 digits: write it as `siret`"
        } else {
            "a SIREN has 9: write it as `siren`"
        };
        return Err(Complaint::new(format!("a {what} has {wanted} digits, `{text}` has not"), other));
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let value = u32::from(digit - b'0') * if index % 2 == 1 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    if !sum.is_multiple_of(10) {
        return Err(Complaint::new(
            format!("`{text}` is not a {what}: its check digit is wrong"),
            "compare it with the official register: one digit is mistyped",
        ));
    }
    Ok(digits)
}

text_type! {
    /// Where the site is published. Plain http only on the machine itself.
    SiteUrl, "^https?://", "An https address; http only on loopback."
}

impl SiteUrl {
    /// Parses an absolute http(s) address.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let complaint =
            |message: String| Err(Complaint::new(message, "write it whole, such as `https://www.example.org/`"));
        let Ok(url) = url::Url::parse(text) else {
            return complaint(format!("`{text}` is not an address"));
        };
        let Some(host) = url.host_str() else {
            return complaint(format!("`{text}` has no host"));
        };
        match url.scheme() {
            "https" => Ok(Self(url.to_string())),
            "http" if is_loopback(host) => Ok(Self(url.to_string())),
            "http" => complaint(format!("`{text}` is not encrypted: http is for the machine itself alone")),
            scheme => complaint(format!("`{scheme}` is not a scheme a site is published with")),
        }
    }

    /// The host, in lower case.
    pub fn host(&self) -> String {
        url::Url::parse(&self.0).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Scheme, host and port as a browser's `Origin` header writes them.
    pub fn origin(&self) -> String {
        url::Url::parse(&self.0).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }
}

/// Whether a host names the machine itself.
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

text_type! {
    /// A day: year, month and day with hyphens.
    Date, r"^\d{4}-\d{2}-\d{2}$", "A day, such as 2026-11-01."
}

impl Date {
    /// Parses a day of the calendar.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        match text.parse::<jiff::civil::Date>() {
            Ok(date) if text.len() == 10 => Ok(Self(date.to_string())),
            _ => Err(Complaint::new(
                format!("`{text}` is not a day of the calendar"),
                "write it as year-month-day between quotes, such as `\"2026-11-01\"`",
            )),
        }
    }

    /// The day itself.
    pub fn day(&self) -> jiff::civil::Date {
        self.0.parse().expect("a date is parsed before it is kept")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn matching(pattern: &str, name: &str, expected: bool) {
        let pattern = NamePattern::parse(pattern).expect("a pattern");
        assert_eq!(pattern.matches(name), expected, "{pattern} on {name}");
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        matching("_ga", "_ga", true);
        matching("_ga", "_ga_", false);
        matching("_pk_id.*", "_pk_id.1.1fff", true);
        matching("_pk_id.*", "_pk_id", false);
        matching("DW*", "DW", true);
        matching("*_session", "moodle_session", true);
        matching("wp_*_x*y", "wp_1_xzzy", true);
        matching("wp_*_x*y", "wp_1_zy", false);
        matching("a*a", "a", false);
    }

    #[test]
    fn a_siren_with_fourteen_digits_is_a_siret() {
        assert!(Siren::parse("783 707 003").is_ok());
        assert!(Siren::parse("783 707 003 00035").is_err_and(|c| c.help.contains("siret")));
        assert!(Siret::parse("78370700300035").is_ok());
        assert!(Siret::parse("78370700300034").is_err());
    }

    #[test]
    fn a_host_is_told_how_to_be_written() {
        let complaint = HostPattern::parse("https://Www.YouTube.com/embed").expect_err("a URL");
        assert!(complaint.help.contains("`www.youtube.com`"), "{}", complaint.help);
    }
}
