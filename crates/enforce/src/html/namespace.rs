//! SVG and `MathML`, in which other things are tags.
//!
//! In them the text of a `<script>` or a `<title>` is read like any other, tags
//! may close themselves, and `<![CDATA[` hides tags. So the elements that are
//! open are followed there as the tree builder follows them (HTML, §13.2.6.5).
//!
//! What surrounds them is not followed, and what HTML stands inside of them (in
//! a `<foreignObject>`, in an `<mi>`) only as far as its tags match: our list of
//! what is open there may be too long, never too short. Where the two readings
//! could part, the page is made to say one thing: a tag that may or may not
//! close foreign content leaves after the `</svg>` that it implies, or does not
//! leave at all. What cannot be helped so fails the page.

use super::lexer::Lexer;
use super::name::{self, Name};
use crate::references;

/// How an element that is open reads what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// An element of HTML, inside of one of SVG or `MathML`.
    Html,
    Svg,
    MathMl,
    /// `<annotation-xml>` that holds XML: of HTML only `<svg>` begins in it.
    Annotation,
    /// An integration point: what begins in it is HTML.
    Point,
    /// The same, but for `<mglyph>` and `<malignmark>`.
    TextPoint,
}

#[derive(Debug)]
struct Open {
    kind: Kind,
    name: Name,
    /// Its name in lower case, where `name` does not tell it from others.
    long: Box<[u8]>,
}

/// What becomes of a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Html,
    Foreign,
    /// Browsers may read it either way: it must not leave.
    Unclear,
}

/// What becomes of an end tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct End {
    /// The end tags that have to stand before it.
    pub(crate) before: String,
    /// Whether it must not leave.
    pub(crate) unclear: bool,
}

/// More than anybody nests: a page that is deeper fails.
const DEPTH: usize = 512;

/// The longest name that is kept of an element.
const LONGEST_NAME: usize = 256;

/// The elements that are open from the outermost of SVG or `MathML` on.
#[derive(Debug, Default)]
pub(crate) struct Namespaces {
    open: Vec<Open>,
    /// Whether HTML inside of foreign content was closed out of order: the
    /// tree builder may have opened some of it again.
    lost: bool,
    beyond_bounds: bool,
}

impl Namespaces {
    /// Whether no element of SVG or `MathML` is open.
    pub(crate) fn are_html(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether an element of HTML is, or may be, open inside of foreign content.
    pub(crate) fn are_mixed(&self) -> bool {
        self.kind() == Some(Kind::Html) || self.lost
    }

    /// How many are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The end tag that closes all of them, where no HTML is open inside.
    pub(crate) fn closing(&self) -> &'static str {
        match self.open.first().map(|open| open.name) {
            None => "",
            Some(name::MATH) => "</math>",
            Some(_) => "</svg>",
        }
    }

    /// Whether a start tag ends them, in whom it stands.
    pub(crate) fn are_left_by(&self, name: Name, tag: &[u8], lexer: &Lexer) -> bool {
        self.is_foreign() && (name::breaks_out(name) || name == name::FONT && has_looks(tag, lexer))
    }

    /// Whether they could not be followed.
    pub(crate) fn are_beyond_bounds(&self) -> bool {
        self.beyond_bounds
    }

    /// A start tag, whose attributes `lexer` holds.
    pub(crate) fn start(&mut self, name: Name, self_closing: bool, tag: &[u8], lexer: &Lexer) -> Start {
        if self.open.is_empty() && name != name::SVG && name != name::MATH {
            return Start::Html;
        }
        if self.are_left_by(name, tag, lexer) {
            while self.is_foreign() {
                self.open.pop();
            }
            if self.open.is_empty() {
                self.forget();
                return Start::Html;
            }
        }
        let kind = match (self.kind(), name) {
            (Some(Kind::Svg), name::DESC | name::TITLE | name::FOREIGN_OBJECT) => Kind::Point,
            (Some(Kind::Svg), _)
            | (None | Some(Kind::Html | Kind::Point | Kind::TextPoint | Kind::Annotation), name::SVG) => Kind::Svg,
            (Some(Kind::MathMl), name::MI | name::MO | name::MN | name::MS | name::MTEXT) => Kind::TextPoint,
            (Some(Kind::MathMl), name::ANNOTATION_XML) if holds_html(tag, lexer) => Kind::Point,
            (Some(Kind::MathMl), name::ANNOTATION_XML) => Kind::Annotation,
            (Some(Kind::MathMl | Kind::Annotation), _)
            | (Some(Kind::TextPoint), name::MGLYPH | name::MALIGNMARK)
            | (_, name::MATH) => Kind::MathMl,
            _ => return self.start_inside(name, tag),
        };
        if !self_closing {
            self.push(kind, name, tag, 1);
        }
        Start::Foreign
    }

    /// A start tag of HTML in an integration point.
    fn start_inside(&mut self, name: Name, tag: &[u8]) -> Start {
        let glyph = matches!(name, name::MGLYPH | name::MALIGNMARK);
        let has_table = self.inside().any(|open| open.name == name::TABLE);
        if glyph || name == name::FRAMESET || name::is_of_table(name) && (self.lost || !has_table) {
            return Start::Unclear;
        }
        self.lost |= name == name::TABLE && has_table;
        if !name::is_void(name) {
            self.push(Kind::Html, name, tag, 1);
        }
        Start::Html
    }

    /// An end tag.
    pub(crate) fn end(&mut self, name: Name, tag: &[u8]) -> End {
        let mut end = End::default();
        let long = long(name, tag, 2);
        while let Some(last) = self.open.last() {
            if last.kind == Kind::Html {
                end.unclear = self.end_inside(name, &long);
                return end;
            }
            let run = self.open.iter().rposition(|open| open.kind == Kind::Html).map_or(0, |html| html + 1);
            let is_it = |open: &Open| open.name == name && open.long == long;
            if let Some(at) = self.open[run..].iter().rposition(is_it) {
                self.open.truncate(run + at);
                self.forget();
                return end;
            }
            if self.lost || name::is_drawing(name) {
                end.unclear = true;
                return end;
            }
            end.before.push_str(if self.open[run].name == name::MATH { "</math>" } else { "</svg>" });
            self.open.truncate(run);
            self.forget();
        }
        end
    }

    /// An end tag where an element of HTML is open in an integration point;
    /// whether it must not leave.
    fn end_inside(&mut self, name: Name, long: &[u8]) -> bool {
        if matches!(name, name::P | name::BR) && !self.inside().any(|open| open.name == name) {
            return false;
        }
        let is_it = |open: &Open| open.name == name && *open.long == *long;
        let Some(above) = self.inside().position(is_it) else { return true };
        if self.lost {
            return name == name::TEMPLATE || name == name::TABLE || name::is_of_table(name);
        }
        let in_order = above == 0
            || name::ends_all_within(name) && self.inside().take(above).all(|open| name::may_be_left_open(open.name));
        if in_order {
            self.open.truncate(self.open.len() - above - 1);
        } else {
            self.lost = true;
        }
        false
    }

    /// The elements of HTML that are open innermost, from the innermost on.
    fn inside(&self) -> impl Iterator<Item = &Open> {
        self.open.iter().rev().take_while(|open| open.kind == Kind::Html)
    }

    fn push(&mut self, kind: Kind, name: Name, tag: &[u8], named: usize) {
        let long = long(name, tag, named);
        if self.open.len() >= DEPTH || long.len() > LONGEST_NAME {
            self.beyond_bounds = true;
        } else {
            self.open.push(Open { kind, name, long });
        }
    }

    fn kind(&self) -> Option<Kind> {
        self.open.last().map(|open| open.kind)
    }

    /// Whether what begins here is neither HTML nor in an integration point.
    fn is_foreign(&self) -> bool {
        matches!(self.kind(), Some(Kind::Svg | Kind::MathMl | Kind::Annotation))
    }

    /// Where nothing is open any more, all is known again.
    fn forget(&mut self) {
        self.lost &= !self.open.is_empty();
    }
}

/// The name of the tag at `tag`, in lower case, where `name` does not tell it.
fn long(name: Name, tag: &[u8], named: usize) -> Box<[u8]> {
    if name != Name::OTHER {
        return Box::default();
    }
    let written = &tag[named.min(tag.len())..];
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let end = written.iter().position(ends).unwrap_or(written.len());
    written[..end].to_ascii_lowercase().into()
}

fn has_looks(tag: &[u8], lexer: &Lexer) -> bool {
    [&b"color"[..], b"face", b"size"].iter().any(|name| lexer.value(tag, name).is_some())
}

fn holds_html(tag: &[u8], lexer: &Lexer) -> bool {
    lexer.value(tag, b"encoding").is_some_and(|encoding| {
        let encoding = String::from_utf8_lossy(encoding);
        let encoding = references::decode(&encoding);
        encoding.eq_ignore_ascii_case("text/html") || encoding.eq_ignore_ascii_case("application/xhtml+xml")
    })
}
