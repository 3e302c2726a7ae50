//! Colours, and whether one can be read on another.

use std::fmt;

use serde::{Serialize, Serializer};
use temoin_reading::{Complaint, parsed};

/// A colour without transparency, which would make what is read depend on the page
/// behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

parsed!(Colour, "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", "A colour: `#` and 3 or 6 hexadecimal digits.");

impl Colour {
    /// White.
    pub const WHITE: Self = Self([255; 3]);
    /// Black.
    pub const BLACK: Self = Self([0; 3]);

    /// As much of each.
    pub(crate) const fn grey(value: u8) -> Self {
        Self([value; 3])
    }

    /// Parses `#rgb` or `#rrggbb`.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let digits = text.strip_prefix('#').unwrap_or_default();
        let values: Option<Vec<u8>> =
            digits.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
        match values.as_deref() {
            Some(&[red, green, blue]) => Ok(Self([red, green, blue].map(|value| value * 17))),
            Some(&[r, red, g, green, b, blue]) => Ok(Self([r << 4 | red, g << 4 | green, b << 4 | blue])),
            _ => Err(Complaint::new(
                format!("`{text}` is not a colour"),
                "write `#` and six hexadecimal digits, such as `#0b57a4`",
            )),
        }
    }

    /// How much lighter one is than the other, from 1 to 21 (WCAG 2.2, contrast ratio).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// WCAG 2.2, relative luminance.
    fn luminance(self) -> f64 {
        let linear = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Whether black is read on it more easily than white.
    pub fn is_light(self) -> bool {
        self.contrast(Self::BLACK) > self.contrast(Self::WHITE)
    }

    /// The nearest colour that `passes`, on the way to black or to white.
    pub(crate) fn nearest(self, passes: impl Fn(Self) -> bool) -> Option<Self> {
        (0..=255)
            .flat_map(|step| [self.towards(Self::BLACK, step), self.towards(Self::WHITE, step)])
            .find(|near| passes(*near))
    }

    /// This colour, `step` 255ths of the way to another.
    fn towards(self, other: Self, step: u16) -> Self {
        let between = |place: usize| {
            let (from, to) = (u16::from(self.0[place]), u16::from(other.0[place]));
            u8::try_from((from * (255 - step) + to * step + 127) / 255).expect("between two bytes")
        };
        Self([0, 1, 2].map(between))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    /// The figures are those that checkers of contrast give.
    #[track_caller]
    fn contrast(one: &str, other: &str, expected: f64) {
        let found = colour(one).contrast(colour(other));
        assert!((found - expected).abs() < 0.005, "{one} {other}: {found}");
    }

    #[test]
    fn contrasts_are_those_of_the_recommendation() {
        contrast("#000", "#fff", 21.0);
        contrast("#fff", "#000000", 21.0);
        contrast("#777777", "#fff", 4.48);
        contrast("#767676", "#fff", 4.54);
        contrast("#ff0000", "#fff", 4.0);
        contrast("#0b57a4", "#0b57a4", 1.0);
    }

    #[test]
    fn what_is_no_colour_is_told_how_to_be_one() {
        for wrong in ["red", "#", "#ab", "#abcd", "#ggg", "#0b57a4;}", "rgb(0,0,0)", "0b57a4", "#+1b", "#éé"] {
            let complaint = Colour::parse(wrong).expect_err("no colour");
            assert!(complaint.help.contains("`#0b57a4`"), "{wrong}");
        }
        assert_eq!(colour("#ABC").to_string(), "#aabbcc");
    }

    #[test]
    fn the_nearest_that_passes_is_near() {
        let readable = |found: Colour| found.contrast(Colour::WHITE) >= 4.5;
        assert_eq!(colour("#777777").nearest(readable).map(|near| near.to_string()).as_deref(), Some("#767676"));
        assert_eq!(colour("#333333").nearest(readable), Some(colour("#333333")));
        assert_eq!(colour("#333333").nearest(|_| false), None);
    }
}
