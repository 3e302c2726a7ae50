//! One tag: its name and its attributes.
//!
//! A tag that is not whole is asked for again with more behind it. What was read
//! of it is kept, so that a long one is read once, however it is cut.

use memchr::memchr;

use super::super::name::Name;
use super::{Attribute, Lexer};

/// The most attributes that are read of a tag.
const MOST_ATTRIBUTES: usize = 1024;

/// How long a tag may go on without a value: its name, or that of an attribute
/// with what stands around it.
pub(super) const LONGEST_NAME: usize = 64 * 1024;

pub(super) const SPACE: u8 = 1;
pub(super) const SLASH: u8 = 2;
pub(super) const CLOSE: u8 = 4;
pub(super) const EQUALS: u8 = 8;

/// What each byte is inside a tag.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    class[b'\t' as usize] = SPACE;
    class[b'\n' as usize] = SPACE;
    class[0x0c] = SPACE;
    class[b'\r' as usize] = SPACE;
    class[b' ' as usize] = SPACE;
    class[b'/' as usize] = SLASH;
    class[b'>' as usize] = CLOSE;
    class[b'=' as usize] = EQUALS;
    class
};

pub(super) fn is(byte: u8, class: u8) -> bool {
    CLASS[usize::from(byte)] & class != 0
}

/// A tag that is not whole, from its `<` on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unfinished {
    name: Name,
    /// Where what follows its last whole attribute begins.
    at: usize,
    /// What the value of the next is searched for, and how far it was.
    value: Option<(Ends, usize)>,
}

/// What ends a value.
#[derive(Clone, Copy, Debug)]
enum Ends {
    Quote(u8),
    /// White space, or the end of the tag.
    Bare,
}

impl Ends {
    fn find(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Quote(quote) => find(quote, bytes),
            Self::Bare => bytes.iter().position(|byte| is(*byte, SPACE | CLOSE)),
        }
    }
}

impl Lexer {
    /// The tag at `start`, whose name stands at `named`: where it ends, its
    /// name, and whether it closes itself.
    pub(super) fn tag(&mut self, bytes: &[u8], start: usize, named: usize) -> Option<(usize, Name, bool)> {
        let rest = &bytes[start..];
        let (name, mut at) = if self.unfinished.is_some() {
            self.resumed(rest)?
        } else {
            self.attributes.clear();
            self.lengths = 0;
            let at = named - start;
            let Some((name, length)) = Name::read(&rest[at..], |byte| is(byte, SPACE | SLASH | CLOSE)) else {
                self.beyond_bounds |= rest.len() > LONGEST_NAME;
                return None;
            };
            self.beyond_bounds |= length > LONGEST_NAME;
            (if self.xml { local(&rest[at..at + length]) } else { name }, at + length)
        };
        let mut value = None;
        let end = self.attributes(rest, &mut at, &mut value);
        if end.is_none() {
            self.beyond_bounds |= value.is_none() && rest.len() - at > LONGEST_NAME;
            self.unfinished = Some(Unfinished { name, at, value });
        }
        end.map(|(end, closes_itself)| (start + end, name, closes_itself))
    }

    /// Where a tag goes on that was not whole: its name, and what follows its
    /// last whole attribute.
    fn resumed(&mut self, rest: &[u8]) -> Option<(Name, usize)> {
        let unfinished = self.unfinished.take()?;
        if let Some((ends, searched)) = unfinished.value
            && ends.find(&rest[searched..]).is_none()
        {
            self.unfinished = Some(Unfinished { value: Some((ends, rest.len())), ..unfinished });
            return None;
        }
        Some((unfinished.name, unfinished.at))
    }

    /// The attributes from `at` on: where the tag ends, and whether it closes
    /// itself. Where it is not whole, `at` follows its last whole attribute.
    #[inline]
    fn attributes(&mut self, rest: &[u8], at: &mut usize, value: &mut Option<(Ends, usize)>) -> Option<(usize, bool)> {
        loop {
            let mut begins = *at;
            let mut slash = false;
            loop {
                let byte = *rest.get(begins)?;
                begins += 1;
                match CLASS[usize::from(byte)] {
                    CLOSE => {
                        self.beyond_bounds |= begins - *at > LONGEST_NAME;
                        return Some((begins, slash));
                    }
                    SPACE => slash = false,
                    SLASH => slash = true,
                    _ => break,
                }
            }
            if self.attributes.len() >= MOST_ATTRIBUTES {
                self.beyond_bounds = true;
                return None;
            }
            let attribute = self.attribute(rest, begins - 1, value)?;
            self.beyond_bounds |= attribute.value.0 - *at > LONGEST_NAME;
            *at = attribute.end;
            self.attributes.push(attribute);
        }
    }

    /// The attribute at `begins`.
    #[inline]
    fn attribute(&mut self, rest: &[u8], begins: usize, value: &mut Option<(Ends, usize)>) -> Option<Attribute> {
        // Its first byte belongs to its name, even if it is `=`.
        let mut at = begins + 1;
        while !is(*rest.get(at)?, SPACE | SLASH | CLOSE | EQUALS) {
            at += 1;
        }
        let name = (begins, at);
        self.lengths |= length_bit(at - begins);
        while is(*rest.get(at)?, SPACE) {
            at += 1;
        }
        if rest[at] != b'=' {
            return Some(Attribute { name, value: (name.1, name.1), end: name.1 });
        }
        at += 1;
        while is(*rest.get(at)?, SPACE) {
            at += 1;
        }
        let quote = rest[at];
        let quoted = matches!(quote, b'"' | b'\'');
        let (from, ends) = if quoted { (at + 1, Ends::Quote(quote)) } else { (at, Ends::Bare) };
        let Some(length) = ends.find(&rest[from..]) else {
            *value = Some((ends, rest.len()));
            return None;
        };
        let to = from + length;
        Some(Attribute { name, value: (from, to), end: to + usize::from(quoted) })
    }
}

/// The name without its prefix (Namespaces in XML, §4).
fn local(name: &[u8]) -> Name {
    Name::of(name.rsplit(|byte| *byte == b':').next().unwrap_or(name))
}

/// An end tag that holds a name and nothing else: where it ends.
#[inline]
pub(super) fn plain_end(bytes: &[u8], start: usize) -> Option<(usize, Name)> {
    let named = start + 2;
    bytes.get(named).filter(|byte| byte.is_ascii_alphabetic())?;
    let (name, length) = Name::read(&bytes[named..], |byte| is(byte, SPACE | SLASH | CLOSE))?;
    (bytes[named + length] == b'>' && length <= LONGEST_NAME).then_some((named + length + 1, name))
}

/// One bit for each length that a name may have.
pub(crate) const fn length_bit(length: usize) -> u32 {
    1 << (length & 31)
}

/// Where a byte is next. Most are near, and are found by looking at eight bytes
/// at once; what is far deserves more means.
#[inline]
pub(super) fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    const NEAR: usize = 16;
    let (mut at, mut rest) = (0, bytes);
    while at < NEAR
        && let Some((eight, after)) = rest.split_first_chunk::<8>()
    {
        const ONES: u64 = 0x0101_0101_0101_0101;
        let differing = u64::from_le_bytes(*eight) ^ (ONES * u64::from(byte));
        // The lowest of the bits that are left is that of the first byte that is equal.
        let equal = differing.wrapping_sub(ONES) & !differing & (ONES << 7);
        if equal != 0 {
            return Some(at + equal.trailing_zeros() as usize / 8);
        }
        (at, rest) = (at + 8, after);
    }
    memchr(byte, rest).map(|far| at + far)
}
