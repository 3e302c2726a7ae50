//! What a `<` begins: a tag, a comment, a doctype, a section, an instruction, or
//! nothing.

use memchr::{memchr, memmem};

use super::tag::LONGEST_NAME;
use super::{Lexer, State, Token};

/// What stands where a `<` was found.
pub(super) enum Markup {
    /// Text: go on here.
    Text(usize),
    Found(Token),
    /// More bytes are needed.
    Unfinished,
}

impl Lexer {
    /// What the `<` at `start` begins.
    pub(super) fn markup(&mut self, bytes: &[u8], start: usize, foreign: bool) -> Markup {
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
