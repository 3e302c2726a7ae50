//! Where a style sheet names an address (CSS Syntax Module Level 3, §4).
//!
//! A tokenizer that keeps only what tells an address from a text: `url(x)`,
//! strings after `@import` and in the functions that take addresses, and the
//! strings of custom properties, which `var()` may bring into such a function.
//! It reads bytes: whatever is not ASCII is part of a name, as in CSS itself.
//!
//! Decisions look at most [`AHEAD`] bytes ahead and are never made with fewer,
//! except at the end, so that a sheet is the same sheet however it is cut.

mod address;

use super::syntax::{Name, begins_name, escaped, escapes, is_name};
use address::Open;

pub(super) use address::Found;

/// What a decision looks at: an escape of six digits, its white space of two
/// bytes (CR LF), and what follows.
const AHEAD: usize = 12;

/// The functions whose strings are addresses.
const ADDRESSED: [&[u8]; 4] = [b"image-set", b"-webkit-image-set", b"src", b"image"];

/// The tokenizer, between two tokens or within one.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    /// The next byte to look at.
    pub(super) at: usize,
    state: State,
    open: Open,
    name: Name,
    /// Right after `@import`.
    importing: bool,
    /// After `@namespace`, whose address is a name that nobody contacts.
    naming: bool,
    /// How many parentheses are open since a function that takes addresses.
    depth: u32,
    custom: Custom,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Between,
    Name(Of),
    Number,
    Comment,
    String(u8),
    /// After `url(`.
    UrlStart,
    Url,
    /// After white space that must end the address.
    UrlEnd,
    BadUrl,
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Ident,
    /// `@name`
    Rule,
    /// `#name`, or the unit of a number: never a function.
    Nothing,
}

/// Whether a custom property (`--name: …`) is being declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Custom {
    #[default]
    Not,
    Named,
    /// Its value, and how many brackets are open in it.
    Value(u32),
}

impl Scanner {
    /// Looks at `bytes` from `self.at` on, as far as can be decided; `last`
    /// says that nothing follows.
    pub(super) fn scan(&mut self, bytes: &[u8], last: bool, found: &mut impl FnMut(Found)) {
        let limit = if last { bytes.len() } else { bytes.len().saturating_sub(AHEAD) };
        while self.at < limit {
            self.step(bytes, limit, found);
        }
        if last {
            // The end closes what is open (§3.3).
            self.close(bytes.len(), found);
        } else {
            self.bound(bytes, found);
        }
    }

    fn step(&mut self, bytes: &[u8], limit: usize, found: &mut impl FnMut(Found)) {
        match self.state {
            State::Between => self.token(bytes),
            State::Name(of) => self.name(bytes, limit, of),
            State::Number => match bytes[self.at..] {
                [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..] => self.at += 1,
                _ if begins_name(&bytes[self.at..]) => self.begin_name(Of::Nothing),
                _ => self.state = State::Between,
            },
            State::Comment => match memchr::memchr(b'*', &bytes[self.at..limit]) {
                Some(star) => {
                    self.at += star + 1;
                    if bytes.get(self.at) == Some(&b'/') {
                        self.at += 1;
                        self.state = State::Between;
                    }
                }
                None => self.at = limit,
            },
            State::String(quote) => self.string(bytes, limit, quote, found),
            State::UrlStart | State::Url | State::UrlEnd | State::BadUrl => self.url(bytes, found),
        }
    }

    /// One token, or its beginning.
    fn token(&mut self, bytes: &[u8]) {
        let rest = &bytes[self.at..];
        match *rest {
            [b' ' | b'\t' | b'\n' | b'\r' | 0x0c, ..] => self.at += 1,
            [b'/', b'*', ..] => {
                self.at += 2;
                self.state = State::Comment;
            }
            [quote @ (b'"' | b'\''), ..] => {
                self.at += 1;
                self.state = State::String(quote);
                self.open = match self.custom {
                    _ if std::mem::take(&mut self.naming) => Open::Not,
                    _ if self.importing => Open::Import(self.at),
                    _ if self.depth > 0 => Open::Address(self.at),
                    Custom::Value(_) => Open::Text(self.at),
                    _ => Open::Not,
                };
                self.importing = false;
            }
            [b'#', ..] if rest.get(1).is_some_and(|byte| is_name(*byte)) || escapes(&rest[1..]) => {
                self.at += 1;
                self.begin_name(Of::Nothing);
            }
            [b'@', ..] if begins_name(&rest[1..]) => {
                self.at += 1;
                self.begin_name(Of::Rule);
            }
            [b'+' | b'-', b'0'..=b'9', ..] | [b'+' | b'-', b'.', b'0'..=b'9', ..] => self.begin_number(1),
            [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..] => self.begin_number(0),
            [b'-', b'-', b'>', ..] => self.delimiter(3),
            [b'<', b'!', b'-', b'-', ..] => self.delimiter(4),
            [byte, ..] if !is_name(byte) && byte != b'\\' => {
                self.punctuation(byte);
                self.delimiter(1);
            }
            _ if begins_name(rest) => self.begin_name(Of::Ident),
            _ => self.delimiter(1),
        }
    }

    fn begin_number(&mut self, sign: usize) {
        self.delimiter(sign);
        self.state = State::Number;
    }

    fn begin_name(&mut self, of: Of) {
        self.name = Name::default();
        self.state = State::Name(of);
    }

    fn delimiter(&mut self, length: usize) {
        self.at += length;
        self.importing = false;
        if self.custom == Custom::Named {
            self.custom = Custom::Not;
        }
    }

    /// What brackets and separators say of where we are.
    fn punctuation(&mut self, byte: u8) {
        match byte {
            b'(' => self.opens(false),
            b')' => {
                self.depth = self.depth.saturating_sub(1);
                self.nest(-1);
            }
            b':' if self.custom == Custom::Named => self.custom = Custom::Value(0),
            b';' if self.custom == Custom::Value(0) => self.custom = Custom::Not,
            b'[' | b'{' => self.nest(1),
            b']' | b'}' => self.nest(-1),
            _ => {}
        }
        self.naming &= !matches!(byte, b';' | b'{' | b'}' | b')');
    }

    /// A parenthesis opens; `addressed` if strings in it are addresses.
    fn opens(&mut self, addressed: bool) {
        if addressed || self.depth > 0 {
            self.depth = self.depth.saturating_add(1);
        }
        self.nest(1);
    }

    fn nest(&mut self, by: i32) {
        if let Custom::Value(open) = self.custom {
            self.custom = open.checked_add_signed(by).map_or(Custom::Not, Custom::Value);
        }
    }

    fn name(&mut self, bytes: &[u8], limit: usize, of: Of) {
        while self.at < limit {
            let rest = &bytes[self.at..];
            if is_name(rest[0]) {
                self.name.push(rest[0]);
                self.at += 1;
            } else if escapes(rest) {
                let (c, length) = escaped(rest);
                self.name.push(u8::try_from(u32::from(c)).unwrap_or(0xff));
                self.at += length;
            } else {
                self.end_name(rest[0], of);
                return;
            }
        }
    }

    fn end_name(&mut self, next: u8, of: Of) {
        self.state = State::Between;
        let importing = self.importing;
        self.delimiter(0);
        match of {
            Of::Rule => {
                self.importing = self.name.is(b"import");
                self.naming |= self.name.is(b"namespace");
            }
            Of::Ident if next == b'(' => {
                self.at += 1;
                self.importing = importing;
                if self.name.is(b"url") {
                    self.state = State::UrlStart;
                } else {
                    self.opens(ADDRESSED.iter().any(|function| self.name.is(function)));
                }
            }
            Of::Ident if self.custom == Custom::Not && self.name.is_custom() => self.custom = Custom::Named,
            Of::Ident | Of::Nothing => {}
        }
    }
}
