//! French identifiers of organisations, with their check digits.

use std::fmt;

use serde::Serialize;
use temoin_reading::{Complaint, parsed};

use crate::text_type::text_type;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_siren_with_fourteen_digits_is_a_siret() {
        assert!(Siren::parse("783 707 003").is_ok());
        assert!(Siren::parse("783 707 003 00035").is_err_and(|c| c.help.contains("siret")));
        assert!(Siret::parse("78370700300035").is_ok());
        assert!(Siret::parse("78370700300034").is_err());
    }
}
