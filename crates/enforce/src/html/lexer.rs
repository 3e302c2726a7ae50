//! Tags, found in bytes.
//!
//! The tokenizer of the HTML Standard (§13.2.5), as far as it tells what is a
//! tag and what is not. Text and comments are not looked into: the next `<`,
//! or what ends the comment, is searched for, and every other byte is jumped
//! over. It works on bytes, which any encoding allows whose bytes below 0x40
//! are ASCII wherever they stand. Of XML it reads what XML writes otherwise: no
//! text is raw, sections stand anywhere, names have prefixes. A page that
//! declares entities is not followed: they may hold whole elements.
//!
//! A page comes in pieces. What cannot be told from the bytes at hand is asked
//! for again with more behind it; where text is being read, its last few bytes
//! at most. So a page has the same tags however it is cut.

mod markup;
mod tag;
mod text;

use memchr::memchr;

use super::name::Name;
use super::page::Syntax;
use markup::Markup;
use tag::{CLOSE, EQUALS, SPACE, Unfinished, find, is, plain_end};

pub(crate) use tag::length_bit;

/// A stretch of the bytes at hand.
pub(crate) type Span = std::ops::Range<usize>;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A start tag; its attributes are in [`Lexer::attributes`].
    Start { span: Span, name: Name, self_closing: bool },
    /// An end tag.
    End { span: Span, name: Name },
    /// A doctype.
    Doctype(Span),
    /// `<?xml-stylesheet …>`: an instruction to an XML parser, no more than a
    /// comment to an HTML parser.
    StyleSheet(Span),
    /// Nothing more: what follows this place is needed again, with more.
    More(usize),
}

/// An attribute: places from the `<` of its tag on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) name: (usize, usize),
    /// Without its quotes; empty where there is none.
    pub(crate) value: (usize, usize),
    /// Where it ends, with its quotes.
    pub(crate) end: usize,
}

/// What is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum State {
    /// Text with tags in it.
    #[default]
    Data,
    /// Text that nothing but this end tag ends.
    Raw(&'static [u8]),
    /// The text of a script, which may hold comments that hold scripts.
    Script(Escape),
    /// Text to the end of the page.
    Plain,
    /// A comment, past its first bytes.
    Comment,
    /// What is read as a comment up to the next `>`.
    Bogus,
    /// A CDATA section.
    Cdata,
    /// An instruction of XML.
    Instruction,
}

/// How deep in `<!-- <script>` the text of a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    Not,
    Once,
    Twice,
}

/// Finds tags.
#[derive(Debug, Default)]
pub(crate) struct Lexer {
    pub(crate) state: State,
    /// The attributes of the start tag that was found last.
    pub(crate) attributes: Vec<Attribute>,
    /// The lengths of their names, as [`length_bit`]s: most names that are asked
    /// for are not there, and are as long as none.
    pub(crate) lengths: u32,
    /// Whether there is more than is read: attributes, letters of a name, entities.
    pub(crate) beyond_bounds: bool,
    /// Whether a CDATA section was found.
    pub(crate) sections: bool,
    xml: bool,
    unfinished: Option<Unfinished>,
}

impl Lexer {
    pub(crate) fn reading(syntax: Syntax) -> Self {
        Self { xml: syntax == Syntax::Xml, ..Self::default() }
    }

    /// What is found in `bytes` from `at` on. `foreign`: whether an element
    /// of SVG or `MathML` is open, which may hold CDATA sections.
    /// `last`: whether nothing follows.
    pub(crate) fn next(&mut self, bytes: &[u8], mut at: usize, foreign: bool, last: bool) -> Token {
        loop {
            let needed = match self.state {
                State::Data => {
                    let Some(found) = find(b'<', &bytes[at..]) else { return Token::More(bytes.len()) };
                    let start = at + found;
                    // Nearly all that is found is one of these two.
                    match bytes.get(start + 1) {
                        Some(b'/') => {
                            // In XML a name may have a prefix.
                            if !self.xml
                                && let Some((end, name)) = plain_end(bytes, start)
                            {
                                return Token::End { span: start..end, name };
                            }
                        }
                        Some(byte) if self.begins_name(*byte) => {
                            if let Some((end, name, self_closing)) = self.tag(bytes, start, start + 1) {
                                return Token::Start { span: start..end, name, self_closing };
                            }
                        }
                        _ => {}
                    }
                    match self.markup(bytes, start, foreign) {
                        Markup::Text(next) => Ok(next),
                        Markup::Found(token) => return token,
                        Markup::Unfinished => Err(start),
                    }
                }
                State::Raw(name) => self.raw(bytes, at, name),
                State::Script(escape) => self.script(bytes, at, escape),
                State::Plain => Err(bytes.len()),
                State::Comment => self.comment(bytes, at, at),
                State::Bogus => match memchr(b'>', &bytes[at..]) {
                    Some(end) => self.resume(at + end + 1),
                    None => Err(bytes.len()),
                },
                State::Cdata => self.section(bytes, at, b"]]"),
                State::Instruction => self.section(bytes, at, b"?"),
            };
            match needed {
                Ok(next) => at = next,
                Err(_) if last => return Token::More(bytes.len()),
                Err(from) => return Token::More(from),
            }
        }
    }

    /// The value of one of [`Self::attributes`] of the tag at `tag`.
    pub(crate) fn value<'b>(&self, tag: &'b [u8], name: &[u8]) -> Option<&'b [u8]> {
        let part = |(from, to): (usize, usize)| &tag[from..to];
        self.attributes.iter().find(|a| part(a.name).eq_ignore_ascii_case(name)).map(|a| part(a.value))
    }

    #[expect(clippy::unnecessary_wraps, reason = "beside others that may need more bytes")]
    fn resume(&mut self, at: usize) -> Result<usize, usize> {
        self.state = State::Data;
        Ok(at)
    }

    /// Whether a name begins with this byte: in XML, a prefix takes any letter.
    #[inline]
    fn begins_name(&self, byte: u8) -> bool {
        byte.is_ascii_alphabetic()
            || self.xml && !is(byte, SPACE | CLOSE | EQUALS) && !matches!(byte, b'/' | b'!' | b'?' | b'<')
    }
}
