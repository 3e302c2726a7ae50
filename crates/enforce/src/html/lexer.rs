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

mod tag;
mod text;

use memchr::{memchr, memmem};

use super::name::Name;
use super::page::Syntax;
use tag::{CLOSE, EQUALS, LONGEST_NAME, SPACE, Unfinished, find, is, plain_end};

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

/// What stands where `found` stands.
enum Markup {
    /// Text: go on here.
    Text(usize),
    Found(Token),
    /// More bytes are needed.
    Unfinished,
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
                            if let Some((end, name)) = plain_end(bytes, start) {
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

    /// What the `<` at `start` begins.
    fn markup(&mut self, bytes: &[u8], start: usize, foreign: bool) -> Markup {
        match bytes.get(start + 1) {
            None => Markup::Unfinished,
            // A start tag that is not whole.
            Some(b) if self.begins_name(*b) => Markup::Unfinished,
            Some(b'/') => match bytes.get(start + 2) {
                None => Markup::Unfinished,
                Some(b) if self.begins_name(*b) => self.end_tag(bytes, start),
                Some(_) => self.enter(State::Bogus, start + 2),
            },
            Some(b'!') => self.declaration(bytes, start, foreign),
            Some(b'?') => self.instruction(bytes, start),
            Some(_) => Markup::Text(start + 1),
        }
    }

    fn end_tag(&mut self, bytes: &[u8], start: usize) -> Markup {
        match self.tag(bytes, start, start + 2) {
            Some((end, name, _)) => Markup::Found(Token::End { span: start..end, name }),
            None => Markup::Unfinished,
        }
    }

    fn enter(&mut self, state: State, at: usize) -> Markup {
        self.state = state;
        Markup::Text(at)
    }

    /// `<!…`: a comment, a doctype, a CDATA section, or what is read as a comment.
    fn declaration(&mut self, bytes: &[u8], start: usize, foreign: bool) -> Markup {
        let rest = &bytes[start + 2..];
        if rest.starts_with(b"--") {
            // Its first bytes are read as one: the dashes that open it may close it.
            return match self.comment(bytes, start + 2, start + 4) {
                Ok(end) => Markup::Text(end),
                Err(_) if rest.len() < 8 => {
                    self.state = State::Data;
                    Markup::Unfinished
                }
                Err(kept) => Markup::Text(kept),
            };
        }
        if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            let end = if self.xml { self.doctype_of_xml(rest) } else { memchr(b'>', rest) };
            return self
                .bounded(start + 2, end, rest.len())
                .map_or(Markup::Unfinished, |end| Markup::Found(Token::Doctype(start..end)));
        }
        let foreign = foreign || self.xml;
        if foreign && rest.starts_with(b"[CDATA[") {
            self.sections = true;
            return self.enter(State::Cdata, start + 9);
        }
        let begins = |whole: &[u8]| rest.len() < whole.len() && rest.eq_ignore_ascii_case(&whole[..rest.len()]);
        if begins(b"--") || begins(b"doctype") || foreign && begins(b"[CDATA[") {
            return Markup::Unfinished;
        }
        self.enter(State::Bogus, start + 2)
    }

    fn instruction(&mut self, bytes: &[u8], start: usize) -> Markup {
        const NAME: &[u8] = b"xml-stylesheet";
        let rest = &bytes[start + 2..];
        if rest.len() < NAME.len() && NAME.starts_with(rest) {
            return Markup::Unfinished;
        }
        let end: &[u8] = if self.xml { b"?>" } else { b">" };
        if !rest.starts_with(NAME) {
            return self.enter(if self.xml { State::Instruction } else { State::Bogus }, start + 2);
        }
        let end = memmem::find(rest, end).map(|at| at + end.len() - 1);
        self.bounded(start + 2, end, rest.len())
            .map_or(Markup::Unfinished, |end| Markup::Found(Token::StyleSheet(start..end)))
    }

    /// The `>` of a doctype, which quotes may hide. One that declares anything
    /// is not followed.
    fn doctype_of_xml(&mut self, rest: &[u8]) -> Option<usize> {
        let mut open = None;
        for (at, byte) in rest.iter().enumerate() {
            match (byte, open) {
                (b'[', None) => {
                    self.beyond_bounds = true;
                    return None;
                }
                (b'>', None) => return Some(at),
                (b'"' | b'\'', None) => open = Some(*byte),
                (byte, Some(quote)) if *byte == quote => open = None,
                _ => {}
            }
        }
        None
    }

    /// Where something that is read whole ends, if its last byte was found at
    /// `end` of the `length` that are there from `from` on.
    fn bounded(&mut self, from: usize, end: Option<usize>, length: usize) -> Option<usize> {
        self.beyond_bounds |= end.unwrap_or(length) > LONGEST_NAME;
        end.map(|end| from + end + 1)
    }
}
