//! The identifier of a choice: 128 random bits, nothing else.

use std::fmt;

/// Crockford's base32: no I, L, O or U, so that it survives being read aloud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 128 random bits; written as 26 characters of Crockford's base32.
///
/// Whoever holds it may read the record: it is a secret of the visitor, and
/// its `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChoiceId(u128);

impl ChoiceId {
    /// From 16 random bytes; the edge provides them.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    /// Parses 26 characters, in either case.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 26 {
            return None;
        }
        let mut value: u128 = 0;
        for (place, byte) in text.bytes().enumerate() {
            let digit = ALPHABET.iter().position(|known| *known == byte.to_ascii_uppercase())?;
            // 26 characters hold 130 bits: the first one has only three.
            if place == 0 && digit > 7 {
                return None;
            }
            value = (value << 5) | digit as u128;
        }
        Some(Self(value))
    }
}

impl fmt::Display for ChoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; 26];
        let mut value = self.0;
        for byte in text.iter_mut().rev() {
            *byte = ALPHABET[(value & 31) as usize];
            value >>= 5;
        }
        f.write_str(std::str::from_utf8(&text).expect("the alphabet is ASCII"))
    }
}

impl fmt::Debug for ChoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChoiceId(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_being_written() {
        for bytes in [[0; 16], [255; 16], *b"0123456789abcdef"] {
            let id = ChoiceId::from_random(bytes);
            assert_eq!(id.to_string().len(), 26);
            assert_eq!(ChoiceId::parse(&id.to_string().to_lowercase()), Some(id));
        }
        assert_eq!(ChoiceId::parse("80000000000000000000000000"), None);
        assert_eq!(ChoiceId::parse("0000000000000000000000000U"), None);
    }
}
