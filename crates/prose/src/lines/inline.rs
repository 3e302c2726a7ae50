//! Markup inside a line: what a reader does not read is left out.
//!
//! Markdown is taken as people write it, not as a standard parses it. The names
//! of trackers are full of its signs (`_ga`, `__utma`, `_pk_id.*`), and losing
//! one is worse than reading an asterisk: a sign counts as markup only when it
//! opens before a word, closes after one, and what it holds cannot be a name.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use temoin_reading::Span;

use crate::block::{Link, Piece};
use crate::html::tags::{Markup, Role, attribute, markup, role};
use crate::lines::links;
use crate::reference;

/// The pieces of `source[range]`, and the links found on the way.
pub(crate) fn pieces<'s>(source: &'s str, range: Range<usize>, links: &mut Vec<Link>) -> Vec<Piece<'s>> {
    if !source[range.clone()].contains(['*', '_', '`', '[', '\\', '<', '&']) {
        return vec![Piece { text: Cow::Borrowed(&source[range.clone()]), span: range.into() }];
    }
    let mut reader = Inline {
        source,
        end: range.end,
        run: range.start,
        pieces: Vec::new(),
        cuts: BTreeMap::new(),
        found: BTreeMap::new(),
        anchor: None,
        links,
    };
    for found in links::links(source, range.clone()) {
        reader.cuts.extend([(found.opening.start, found.opening.end), (found.closing.start, found.closing.end)]);
        reader.links.extend(found.link);
    }
    reader.read(range.start);
    reader.pieces
}

struct Inline<'s, 'l> {
    source: &'s str,
    end: usize,
    /// Where the text begins that no piece holds yet.
    run: usize,
    pieces: Vec<Piece<'s>>,
    /// Markup known to stand further on, by its start.
    cuts: BTreeMap<usize, usize>,
    /// Where the next sign of each kind is, so that none is looked for twice;
    /// `None` when there is none left.
    found: BTreeMap<(u8, usize), Option<usize>>,
    /// `<a href>`: where its words begin, and its target.
    anchor: Option<(usize, String)>,
    links: &'l mut Vec<Link>,
}

impl Inline<'_, '_> {
    fn read(&mut self, start: usize) {
        let bytes = self.source.as_bytes();
        let mut at = start;
        while at < self.end {
            at = match bytes[at] {
                _ if self.cuts.contains_key(&at) => {
                    let end = self.cuts[&at];
                    self.cut(at..end)
                }
                b'\\' if at + 1 < self.end && bytes[at + 1].is_ascii_punctuation() => self.cut(at..at + 1) + 1,
                sign @ (b'*' | b'_') => self.emphasis(at, sign),
                b'`' => self.code(at),
                b'<' => self.tag(at),
                _ => at + 1,
            };
        }
        self.cut(self.end..self.end);
    }

    /// Leaves out `markup`; gives its end.
    fn cut(&mut self, markup: Range<usize>) -> usize {
        // A cut foreseen inside markup that was read otherwise comes too late.
        if markup.start >= self.run {
            reference::pieces(self.source, self.run..markup.start, &mut self.pieces);
            self.run = markup.end;
        }
        markup.end
    }

    /// `*word*`, `**words**`, `_words_`.
    fn emphasis(&mut self, at: usize, sign: u8) -> usize {
        let length = run_length(self.source.as_bytes(), at, self.end);
        let inside = at + length;
        let before = self.source[..at].chars().next_back().filter(|_| at > 0);
        let after = self.source[inside..self.end].chars().next();
        let strong = sign == b'*' && length > 1;
        let opens = after.is_some_and(|c| !c.is_whitespace())
            && (strong || before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '*')));
        if length <= 3
            && opens
            && let Some(close) = self.closing(sign, length, inside + 1)
            && !(sign == b'_' && is_name(&self.source[inside..close]))
        {
            self.cuts.insert(close, close + length);
            return self.cut(at..inside);
        }
        inside
    }

    /// Where a run of `length` signs closes after a word, from `from` on.
    fn closing(&mut self, sign: u8, length: usize, from: usize) -> Option<usize> {
        self.next((sign, length), from, |text, at, end| {
            let before = text[..at].chars().next_back();
            let after = text[at + length..end].chars().next();
            before.is_some_and(|c| !c.is_whitespace() && c != '\\')
                && (length > 1 && sign == b'*' || after.is_none_or(|c| !c.is_alphanumeric()))
        })
    }

    /// `` `code` ``, which is read as it is written.
    fn code(&mut self, at: usize) -> usize {
        let length = run_length(self.source.as_bytes(), at, self.end);
        let inside = at + length;
        match self.next((b'`', length), inside, |_, _, _| true) {
            Some(close) => {
                self.cut(at..inside);
                reference::literal(self.source, inside..close, &mut self.pieces);
                self.run = close;
                self.cut(close..close + length)
            }
            None => inside,
        }
    }

    /// The next run of exactly so many signs that `fits`. Asked from growing
    /// places, it goes over the text once for each kind.
    fn next(&mut self, kind: (u8, usize), from: usize, fits: impl Fn(&str, usize, usize) -> bool) -> Option<usize> {
        if let Some(known) = self.found.get(&kind).filter(|known| known.is_none_or(|at| at >= from)) {
            return *known;
        }
        let bytes = self.source.as_bytes();
        let mut at = from;
        let mut found = None;
        while at < self.end {
            if bytes[at] != kind.0 {
                at += 1;
                continue;
            }
            let length = run_length(bytes, at, self.end);
            if length == kind.1 && fits(self.source, at, self.end) {
                found = Some(at);
                break;
            }
            at += length;
        }
        self.found.insert(kind, found);
        found
    }

    /// A tag of HTML, or an address between angle brackets.
    fn tag(&mut self, at: usize) -> usize {
        let Some(close) = self.next((b'>', 1), at + 1, |_, _, _| true) else { return at + 1 };
        let written = &self.source[at..=close];
        let inside = &written[1..written.len() - 1];
        if is_address(inside) {
            self.cuts.insert(close, close + 1);
            return self.cut(at..at + 1);
        }
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) || inside.contains('<') {
            return at + 1;
        }
        match markup(written).next() {
            Some((Markup::Open(tag), _)) if is_element(&tag.name) => {
                let role = role(&tag.name);
                let end = self.cut(at..close + 1);
                if &**tag.name == b"a" {
                    self.anchor = attribute(&tag, b"href").map(|target| (end, target));
                } else if role != Role::Inline {
                    self.pieces.push(Piece { text: Cow::Borrowed("\n"), span: (at..end).into() });
                }
                end
            }
            Some((Markup::Close(name), _)) if is_element(&name) => {
                if name == b"a"
                    && let Some((start, target)) = self.anchor.take()
                {
                    self.links.push(Link { span: Span { start, end: at }, target });
                }
                self.cut(at..close + 1)
            }
            Some((Markup::Silent, _)) => self.cut(at..close + 1),
            _ => at + 1,
        }
    }
}

/// How often the byte at `at` comes in a row.
fn run_length(bytes: &[u8], at: usize, end: usize) -> usize {
    bytes[at..end].iter().take_while(|byte| **byte == bytes[at]).count()
}

/// Whether underscores around `text` may belong to it, as in `_pk_`, or to two
/// names that `text` begins and ends within.
fn is_name(text: &str) -> bool {
    text.contains('_') || (text.len() < 64 && text.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// `https://…`, `mailto:…` or an e-mail address.
fn is_address(text: &str) -> bool {
    let linked = ["http://", "https://", "mailto:"].iter().any(|scheme| text.starts_with(scheme)) || text.contains('@');
    linked && text.len() < 500 && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '"' | '='))
}

/// Whether a tag found in a plain text is one: `<nom>` stands for something to
/// fill in.
fn is_element(name: &[u8]) -> bool {
    const INLINE: &[&[u8]] = &[
        b"a", b"abbr", b"b", b"big", b"cite", b"code", b"del", b"em", b"font", b"i", b"img", b"ins", b"kbd", b"label",
        b"mark", b"q", b"s", b"small", b"span", b"strike", b"strong", b"sub", b"sup", b"tt", b"u", b"var", b"wbr",
    ];
    role(name) != Role::Inline || INLINE.contains(&name)
}
