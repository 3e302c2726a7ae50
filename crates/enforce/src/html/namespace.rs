//! SVG and `MathML`, in which other things are tags.
//!
//! In them the text of a `<script>` or a `<title>` is read like any other, and
//! tags may close themselves. What is open is followed as far as that takes
//! (HTML, §13.2.6.5): where a page leaves it unclear, its text is read as one
//! that holds tags, so that too much is judged rather than too little.

use super::lexer::Lexer;
use super::name::{self, Name};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    Html,
    Svg,
    MathMl,
}

/// More than anybody nests; what is deeper changes nothing.
const DEPTH: usize = 512;

/// The namespaces that are open, outermost first; HTML around all of them.
#[derive(Debug, Default)]
pub(crate) struct Namespaces(Vec<Space>);

impl Namespaces {
    /// Whether the element that is open is one of SVG or `MathML`.
    pub(crate) fn is_foreign(&self) -> bool {
        self.0.last().is_some_and(|space| *space != Space::Html)
    }

    /// Whether no element of SVG or `MathML` is open.
    pub(crate) fn are_html(&self) -> bool {
        self.0.is_empty()
    }

    /// A start tag, whose attributes `lexer` holds: whether its element is
    /// one of SVG or `MathML`.
    pub(crate) fn start(&mut self, name: Name, self_closing: bool, tag: &[u8], lexer: &Lexer) -> bool {
        if self.0.is_empty() && name != name::SVG && name != name::MATH {
            return false;
        }
        if self.is_foreign() && (name::breaks_out(name) || name == name::FONT && has_looks(tag, lexer)) {
            self.leave();
        }
        let current = self.0.last().copied().unwrap_or(Space::Html);
        let inner = match (current, name) {
            (Space::Html | Space::Svg, name::SVG) => Some(Space::Svg),
            (Space::Html | Space::MathMl, name::MATH) => Some(Space::MathMl),
            (Space::Svg, name::DESC | name::TITLE | name::FOREIGN_OBJECT)
            | (Space::MathMl, name::MI | name::MO | name::MN | name::MS | name::MTEXT) => Some(Space::Html),
            (Space::MathMl, name::ANNOTATION_XML) if holds_html(tag, lexer) => Some(Space::Html),
            _ => None,
        };
        if let Some(inner) = inner.filter(|_| !self_closing && self.0.len() < DEPTH) {
            self.0.push(inner);
        }
        current != Space::Html || matches!(name, name::SVG | name::MATH)
    }

    /// An end tag.
    pub(crate) fn end(&mut self, name: Name) {
        let [outer @ .., current] = self.0.as_slice() else { return };
        let closes = match (current, outer.last()) {
            (Space::Svg, _) => name == name::SVG,
            (Space::MathMl, _) => name == name::MATH,
            (Space::Html, Some(Space::Svg)) => matches!(name, name::DESC | name::TITLE | name::FOREIGN_OBJECT),
            (Space::Html, _) => {
                matches!(name, name::MI | name::MO | name::MN | name::MS | name::MTEXT | name::ANNOTATION_XML)
            }
        };
        if closes {
            self.0.pop();
        } else if matches!(name, name::P | name::BR) {
            self.leave();
        }
    }

    /// Back to the HTML around what is open.
    fn leave(&mut self) {
        while self.is_foreign() {
            self.0.pop();
        }
    }
}

fn has_looks(tag: &[u8], lexer: &Lexer) -> bool {
    [&b"color"[..], b"face", b"size"].iter().any(|name| lexer.value(tag, name).is_some())
}

fn holds_html(tag: &[u8], lexer: &Lexer) -> bool {
    lexer.value(tag, b"encoding").is_some_and(|encoding| {
        encoding.eq_ignore_ascii_case(b"text/html") || encoding.eq_ignore_ascii_case(b"application/xhtml+xml")
    })
}
