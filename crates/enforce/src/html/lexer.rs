//! Tags, found in bytes.
//!
//! The tokenizer of the HTML Standard (§13.2.5), as far as it tells what is a
//! tag and what is not. Text and comments are not looked into: the next `<`,
//! or what ends the comment, is searched for, and every other byte is jumped
//! over. It works on bytes, which any encoding allows whose bytes below 0x40
//! are ASCII wherever they stand.
//!
//! A page comes in pieces. What cannot be told from the bytes at hand is asked
//! for again with more behind it; where text is being read, its last few bytes
//! at most. So a page has the same tags however it is cut.

use memchr::{memchr, memchr2};

use super::name::Name;

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
    /// Whether a tag has more attributes than are read.
    pub(crate) beyond_bounds: bool,
    /// Whether a CDATA section was found.
    pub(crate) sections: bool,
    /// The quote that an unfinished tag is searched for, and how far it was.
    searched: Option<(u8, usize)>,
}

/// The most attributes that are read of a tag.
const MOST_ATTRIBUTES: usize = 1024;

const SPACE: u8 = 1;
const SLASH: u8 = 2;
const CLOSE: u8 = 4;
const EQUALS: u8 = 8;

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

fn is(byte: u8, class: u8) -> bool {
    CLASS[usize::from(byte)] & class != 0
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
                        Some(byte) if byte.is_ascii_alphabetic() => {
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
                State::Cdata => self.cdata(bytes, at),
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

    /// What the `<` at `start` begins.
    fn markup(&mut self, bytes: &[u8], start: usize, foreign: bool) -> Markup {
        match bytes.get(start + 1) {
            None => Markup::Unfinished,
            // A start tag that is not whole.
            Some(b) if b.is_ascii_alphabetic() => Markup::Unfinished,
            Some(b'/') => match bytes.get(start + 2) {
                None => Markup::Unfinished,
                Some(b) if b.is_ascii_alphabetic() => self.end_tag(bytes, start),
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
            return match memchr(b'>', rest) {
                Some(end) => Markup::Found(Token::Doctype(start..start + 2 + end + 1)),
                None => Markup::Unfinished,
            };
        }
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
        if !rest.starts_with(NAME) {
            return self.enter(State::Bogus, start + 2);
        }
        match memchr(b'>', rest) {
            Some(end) => Markup::Found(Token::StyleSheet(start..start + 2 + end + 1)),
            None => Markup::Unfinished,
        }
    }

    /// The end of a comment, from `at` on; `content` is where what is between
    /// its dashes begins. `-->` may share the dashes of `<!--`, `--!>` may not.
    fn comment(&mut self, bytes: &[u8], at: usize, content: usize) -> Result<usize, usize> {
        let mut from = at;
        while let Some(found) = memchr(b'>', &bytes[from..]) {
            let end = from + found;
            let closed = bytes[at..end].ends_with(b"--") || bytes[content.min(end)..end].ends_with(b"--!");
            if closed {
                return self.resume(end + 1);
            }
            from = end + 1;
        }
        self.state = State::Comment;
        Err(bytes.len().saturating_sub(3).max(at))
    }

    fn cdata(&mut self, bytes: &[u8], at: usize) -> Result<usize, usize> {
        let mut from = at;
        while let Some(found) = memchr(b'>', &bytes[from..]) {
            let end = from + found;
            if bytes[at..end].ends_with(b"]]") {
                return self.resume(end + 1);
            }
            from = end + 1;
        }
        Err(bytes.len().saturating_sub(2).max(at))
    }

    fn raw(&mut self, bytes: &[u8], mut at: usize, name: &[u8]) -> Result<usize, usize> {
        while let Some(found) = memchr(b'<', &bytes[at..]) {
            let start = at + found;
            match follows(&bytes[start + 1..], b"/", name) {
                Some(true) => return self.resume(start),
                Some(false) => at = start + 1,
                None => return Err(start),
            }
        }
        Err(bytes.len())
    }

    /// The text of a script (§13.2.5.4, 15 to 31).
    fn script(&mut self, bytes: &[u8], mut at: usize, mut escape: Escape) -> Result<usize, usize> {
        loop {
            self.state = State::Script(escape);
            let found = match escape {
                Escape::Not => memchr(b'<', &bytes[at..]),
                _ => memchr2(b'<', b'-', &bytes[at..]),
            };
            let Some(found) = found else { return Err(bytes.len()) };
            let start = at + found;
            let rest = &bytes[start..];
            let ends = follows(&rest[1..], b"/", b"script");
            let (wanted, next, after) = match (escape, rest[0]) {
                (_, b'-') => (begins(rest, b"-->"), Escape::Not, 3),
                (Escape::Twice, _) => (ends, Escape::Once, 2),
                _ if ends == Some(true) => return self.resume(start),
                (Escape::Not, _) => (begins(rest, b"<!--"), Escape::Once, 2),
                (Escape::Once, _) => (follows(&rest[1..], b"", b"script"), Escape::Twice, 1),
            };
            match wanted {
                None => return Err(start),
                _ if ends.is_none() && rest[0] == b'<' => return Err(start),
                Some(true) => (escape, at) = (next, start + after),
                Some(false) => at = start + 1,
            }
        }
    }

    /// The tag at `start`, whose name stands at `named`: where it ends, its
    /// name, and whether it closes itself.
    fn tag(&mut self, bytes: &[u8], start: usize, named: usize) -> Option<(usize, Name, bool)> {
        let rest = &bytes[start..];
        if let Some((quote, searched)) = self.searched.take()
            && memchr(quote, &rest[searched..]).is_none()
        {
            self.searched = Some((quote, rest.len()));
            return None;
        }
        self.attributes.clear();
        self.lengths = 0;
        let mut at = named - start;
        let (name, length) = Name::read(&rest[at..], |byte| is(byte, SPACE | SLASH | CLOSE))?;
        at += length;
        loop {
            let mut slash = false;
            loop {
                let byte = *rest.get(at)?;
                at += 1;
                match CLASS[usize::from(byte)] {
                    CLOSE => return Some((start + at, name, slash)),
                    SPACE => slash = false,
                    SLASH => slash = true,
                    _ => break,
                }
            }
            if self.attributes.len() >= MOST_ATTRIBUTES {
                self.beyond_bounds = true;
                return None;
            }
            at = self.attribute(rest, at - 1)?;
        }
    }

    /// The attribute at `begins`: where what follows it begins.
    #[inline]
    fn attribute(&mut self, rest: &[u8], begins: usize) -> Option<usize> {
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
            self.attributes.push(Attribute { name, value: (name.1, name.1), end: name.1 });
            return Some(at);
        }
        at += 1;
        while is(*rest.get(at)?, SPACE) {
            at += 1;
        }
        let quote = rest[at];
        let (value, end) = if matches!(quote, b'"' | b'\'') {
            let from = at + 1;
            let Some(length) = find(quote, &rest[from..]) else {
                self.searched = Some((quote, rest.len()));
                return None;
            };
            ((from, from + length), from + length + 1)
        } else {
            let from = at;
            while !is(*rest.get(at)?, SPACE | CLOSE) {
                at += 1;
            }
            ((from, at), at)
        };
        self.attributes.push(Attribute { name, value, end });
        Some(end)
    }
}

/// An end tag that holds a name and nothing else: where it ends.
#[inline]
fn plain_end(bytes: &[u8], start: usize) -> Option<(usize, Name)> {
    let named = start + 2;
    bytes.get(named).filter(|byte| byte.is_ascii_alphabetic())?;
    let (name, length) = Name::read(&bytes[named..], |byte| is(byte, SPACE | SLASH | CLOSE))?;
    (bytes[named + length] == b'>').then_some((named + length + 1, name))
}

/// One bit for each length that a name may have.
pub(crate) const fn length_bit(length: usize) -> u32 {
    1 << (length & 31)
}

/// Where a byte is next. Most are near, and are found by looking at eight bytes
/// at once; what is far deserves more means.
#[inline]
fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
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

/// Whether `bytes` begin with these; `None` where there are too few to tell.
fn begins(bytes: &[u8], with: &[u8]) -> Option<bool> {
    let length = bytes.len().min(with.len());
    match bytes[..length].eq_ignore_ascii_case(&with[..length]) {
        true if length < with.len() => None,
        equal => Some(equal),
    }
}

/// Whether `bytes` begin with `mark`, `name` and a byte that ends a name.
fn follows(bytes: &[u8], mark: &[u8], name: &[u8]) -> Option<bool> {
    if !begins(bytes, mark)? || !begins(&bytes[mark.len()..], name)? {
        return Some(false);
    }
    bytes.get(mark.len() + name.len()).map(|byte| is(*byte, SPACE | SLASH | CLOSE))
}
