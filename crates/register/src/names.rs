//! Identifiers and patterns: short texts with a shape of their own.

use std::fmt;

use serde::Serialize;
use temoin_reading::{Complaint, parsed};

use crate::text_type::text_type;

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
}
