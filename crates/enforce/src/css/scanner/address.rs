//! One address or text, from its first byte to its last, however long it is.

use std::ops::Range;

use super::{Scanner, State};
use crate::css::syntax::{continued, escaped, escapes, is_data, is_space};

/// The longest address that is looked at. No server is asked for a longer one.
const LONGEST: usize = 64 * 1024;

/// An address that was found, as a part of the bytes at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::css) enum Found {
    /// One that is contacted, as it is written: escapes are not resolved.
    Address(Range<usize>),
    /// One of a sheet, which may also be the sheet itself.
    Import(Range<usize>),
    /// A string that is contacted only if something else makes it an address.
    Text(Range<usize>),
    /// The beginning of one too long to be looked at.
    TooLong(Range<usize>),
    /// The same, of one that may be a sheet.
    LongImport(Range<usize>),
    /// What follows of that one.
    Rest(Range<usize>),
}

/// The address that is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Open {
    #[default]
    Not,
    Address(usize),
    Import(usize),
    Text(usize),
    TooLong(usize),
}

impl Scanner {
    /// The first byte that is still needed.
    pub(in crate::css) fn needed(&self) -> usize {
        match self.open {
            Open::Address(start) | Open::Import(start) | Open::Text(start) => start,
            Open::Not | Open::TooLong(_) => self.at,
        }
    }

    /// Says that the first `count` bytes are gone.
    pub(in crate::css) fn forget(&mut self, count: usize) {
        self.at -= count;
        match &mut self.open {
            Open::Address(start) | Open::Import(start) | Open::Text(start) | Open::TooLong(start) => *start -= count,
            Open::Not => {}
        }
    }

    pub(super) fn string(&mut self, bytes: &[u8], limit: usize, quote: u8, found: &mut impl FnMut(Found)) {
        while self.at < limit {
            match bytes[self.at] {
                byte if byte == quote => {
                    self.close(self.at, found);
                    self.at += 1;
                    self.state = State::Between;
                    return;
                }
                b'\n' | b'\r' | 0x0c => {
                    self.spoil(found);
                    self.state = State::Between;
                    return;
                }
                b'\\' => self.at += continued(&bytes[self.at..]),
                _ => self.at += 1,
            }
        }
    }

    pub(super) fn url(&mut self, bytes: &[u8], found: &mut impl FnMut(Found)) {
        let rest = &bytes[self.at..];
        let byte = rest[0];
        match self.state {
            State::UrlStart | State::Url | State::UrlEnd if is_space(byte) => {
                self.at += 1;
                if self.state == State::Url {
                    self.state = State::UrlEnd;
                }
            }
            State::UrlStart if matches!(byte, b'"' | b'\'') => {
                // Its string is read next, and knows what it is for.
                self.opens(true);
                self.state = State::Between;
            }
            State::UrlStart => {
                self.open = match std::mem::take(&mut self.importing) {
                    _ if std::mem::take(&mut self.naming) => Open::Not,
                    true => Open::Import(self.at),
                    false => Open::Address(self.at),
                };
                self.state = State::Url;
            }
            State::Url | State::UrlEnd if byte == b')' => {
                self.close(self.at, found);
                self.at += 1;
                self.state = State::Between;
            }
            State::BadUrl if byte == b')' => {
                self.at += 1;
                self.state = State::Between;
            }
            State::Url | State::BadUrl if escapes(rest) => self.at += escaped(rest).1,
            State::Url if !matches!(byte, b'"' | b'\'' | b'(' | b'\\' | 0x01..=0x08 | 0x0b | 0x0e..=0x1f | 0x7f) => {
                self.at += 1;
            }
            State::BadUrl => self.at += 1,
            _ => {
                self.spoil(found);
                self.state = State::BadUrl;
            }
        }
    }

    /// The open address ends before `end`.
    pub(super) fn close(&mut self, end: usize, found: &mut impl FnMut(Found)) {
        match std::mem::take(&mut self.open) {
            Open::Address(start) if end - start <= LONGEST => found(Found::Address(start..end)),
            Open::Import(start) if end - start <= LONGEST => found(Found::Import(start..end)),
            Open::Text(start) if end - start <= LONGEST => found(Found::Text(start..end)),
            Open::Address(start) => found(Found::TooLong(start..end)),
            Open::Import(start) => found(Found::LongImport(start..end)),
            Open::TooLong(start) => found(Found::Rest(start..end)),
            Open::Text(_) | Open::Not => {}
        }
    }

    /// What was open is no address: a browser drops it.
    fn spoil(&mut self, found: &mut impl FnMut(Found)) {
        match self.open {
            Open::Address(start) | Open::Import(start) | Open::Text(start) if self.at - start <= LONGEST => {
                self.open = Open::Not;
            }
            _ => self.close(self.at, found),
        }
    }

    /// Lets an open address go on without being kept.
    pub(super) fn bound(&mut self, bytes: &[u8], found: &mut impl FnMut(Found)) {
        match self.open {
            Open::Address(start) if self.at - start > LONGEST => {
                // What is passed as data may be as long as it likes.
                let is_data = is_data(&bytes[start..]);
                found(Found::TooLong(start..self.at));
                self.open = if is_data { Open::Not } else { Open::TooLong(self.at) };
            }
            Open::Import(start) if self.at - start > LONGEST => {
                found(Found::LongImport(start..self.at));
                self.open = Open::TooLong(self.at);
            }
            Open::Text(start) if self.at - start > LONGEST => self.open = Open::Not,
            Open::TooLong(start) => {
                found(Found::Rest(start..self.at));
                self.open = Open::TooLong(self.at);
            }
            _ => {}
        }
    }
}
