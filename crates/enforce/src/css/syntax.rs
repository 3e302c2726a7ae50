//! The small parts of CSS: names, escapes, white space (CSS Syntax 3, §4.2 and §4.3).

/// The beginning of a name, in lower case: no name that matters is longer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Name {
    bytes: [u8; 20],
    length: usize,
}

impl Name {
    pub(super) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte.to_ascii_lowercase();
        }
        self.length = self.length.saturating_add(1);
    }

    pub(super) fn is(&self, name: &[u8]) -> bool {
        self.bytes.get(..self.length) == Some(name)
    }

    pub(super) fn is_custom(&self) -> bool {
        self.length > 2 && self.bytes.starts_with(b"--")
    }
}

/// Whether an address is the data itself: nobody is contacted for it.
pub(super) fn is_data(raw: &[u8]) -> bool {
    raw.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"data:"))
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

/// A byte of a name. NUL is: CSS reads it as U+FFFD (§3.3).
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | 0x00 | 0x80..)
}

/// Whether `bytes` begin with a valid escape (§4.3.8); at the very end, one is.
pub(super) fn escapes(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b'\\') && !matches!(bytes.get(1), Some(b'\n' | b'\r' | 0x0c))
}

/// Whether `bytes` begin with a name (§4.3.9).
pub(super) fn begins_name(bytes: &[u8]) -> bool {
    match bytes {
        [b'-', rest @ ..] => rest.first().is_some_and(|byte| *byte == b'-' || starts_name(*byte)) || escapes(rest),
        [byte, ..] => starts_name(*byte) || escapes(bytes),
        [] => false,
    }
}

fn starts_name(byte: u8) -> bool {
    is_name(byte) && !byte.is_ascii_digit() && byte != b'-'
}

/// What the escape at the beginning of `bytes` stands for, and its length. Of
/// a character that is not ASCII only the first byte is taken: the others stand
/// for themselves.
pub(super) fn escaped(bytes: &[u8]) -> (char, usize) {
    let digits = bytes[1..].iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits == 0 {
        return bytes.get(1).map_or((char::REPLACEMENT_CHARACTER, 1), |byte| (char::from(*byte), 2));
    }
    let number = bytes[1..=digits].iter().fold(0, |n, digit| n * 16 + char::from(*digit).to_digit(16).unwrap_or(0));
    let c = char::from_u32(number).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER);
    let space = match bytes[1 + digits..] {
        [b'\r', b'\n', ..] => 2,
        [byte, ..] if is_space(byte) => 1,
        _ => 0,
    };
    (c, 1 + digits + space)
}

/// The length of what a backslash begins in a string: an escape, or a line
/// that goes on.
pub(super) fn continued(bytes: &[u8]) -> usize {
    match bytes {
        [_, b'\r', b'\n', ..] => 3,
        [_, b'\n' | b'\r' | 0x0c, ..] => 2,
        _ => escaped(bytes).1,
    }
}
