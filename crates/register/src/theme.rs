//! What a theme may say besides colours: how round, how wide, in which letters.
//!
//! Each becomes a value of CSS, so each has a shape that can be nothing else: no
//! register can write a rule into a page.

use std::fmt;

use serde::Serialize;
use temoin_reading::{Complaint, parsed};

use crate::text_type::text_type;

text_type! {
    /// How round corners are.
    Radius, r"^(0|[0-9]{1,3}(\.[0-9]{1,2})?(px|em|rem))$", "A length, from `0px` to `32px` (`2em`)."
}

impl Radius {
    /// Parses a length from 0 to 32 px.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        // CSS divides lengths, and no bare number.
        let text = if text == "0" { "0px" } else { text };
        match pixels(text) {
            Some(0.0..=32.0) => Ok(Self(text.to_owned())),
            _ => Err(Complaint::new(
                format!("`{text}` is not how round a corner may be"),
                "write a length from `0px` to `32px` (`2em`), such as `8px`",
            )),
        }
    }
}

text_type! {
    /// How wide the notice may become.
    Width, r"^[0-9]{1,4}(\.[0-9]{1,2})?(px|em|rem)$", "A length, from `20em` (`320px`) to `80em` (`1280px`)."
}

impl Width {
    /// Parses a length from 320 to 1280 px: in less, three answers find no room (WCAG
    /// 2.2, 1.4.10); in more, lines are too long to read.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        match pixels(text) {
            Some(320.0..=1280.0) => Ok(Self(text.to_owned())),
            _ => Err(Complaint::new(
                format!("`{text}` is not how wide the notice may be"),
                "write a length from `20em` (`320px`) to `80em` (`1280px`), such as `44em`",
            )),
        }
    }
}

/// A length of CSS, at the usual size of text.
fn pixels(text: &str) -> Option<f64> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let each = match unit {
        "px" => 1.0,
        "em" | "rem" => 16.0,
        _ => return None,
    };
    let shaped =
        number.bytes().all(|b| b.is_ascii_digit() || b == b'.') && number.starts_with(|c: char| c.is_ascii_digit());
    (shaped && number.len() <= 7 && !number.ends_with('.'))
        .then(|| number.parse::<f64>().ok())
        .flatten()
        .map(|number| number * each)
}

text_type! {
    /// The letters of texts, the first that the visitor has: names of fonts that the
    /// site's pages load, or that terminals have.
    Fonts, r"^[\p{L}0-9][\p{L}0-9 -]*(, ?[\p{L}0-9][\p{L}0-9 -]*)*$", "Names of fonts, with commas between: letters, digits, spaces, hyphens."
}

impl Fonts {
    /// Parses five names at most, with commas between.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let plain = |name: &str| {
            name.starts_with(char::is_alphanumeric)
                && name.chars().count() <= 40
                && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'))
        };
        let names: Vec<&str> = text.split(',').map(str::trim).collect();
        if names.len() <= 5 && names.iter().all(|name| plain(name)) {
            return Ok(Self(names.join(", ")));
        }
        Err(Complaint::new(
            format!("`{text}` names no fonts"),
            "write names with commas between, without quotes, such as `Georgia, serif`",
        ))
    }

    /// Each name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn radius(text: &str, expected: Option<&str>) {
        assert_eq!(Radius::parse(text).ok().as_ref().map(Radius::as_str), expected, "{text}");
    }

    #[test]
    fn a_radius_is_a_short_length() {
        radius("0", Some("0px"));
        radius("8px", Some("8px"));
        radius("0.5em", Some("0.5em"));
        radius("2rem", Some("2rem"));
        for wrong in
            ["", "8", "px", "3em", "-1px", "1e1px", "8px;}", "8px 9px", "calc(1px)", ".5em", "5.em", "NaNpx", "1.2.3px"]
        {
            radius(wrong, None);
        }
    }

    #[test]
    fn a_width_leaves_room_for_three_answers() {
        assert!(["20em", "320px", "44rem", "1280px"].iter().all(|text| Width::parse(text).is_ok()));
        assert!(["19em", "1px", "100%", "81em", "0"].iter().all(|text| Width::parse(text).is_err()));
    }

    #[test]
    fn fonts_are_names() {
        let fonts = Fonts::parse("Open Sans,Source Sans 3,  sans-serif").expect("names");
        assert_eq!(fonts.names().collect::<Vec<_>>(), ["Open Sans", "Source Sans 3", "sans-serif"]);
        for wrong in ["", "\"Open Sans\"", "a;b", "a, ,b", "a}b", "url(x)", "</style>", "a,b,c,d,e,f", "-x", "a\\b"] {
            assert!(Fonts::parse(wrong).is_err(), "{wrong}");
        }
    }
}
