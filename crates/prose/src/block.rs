//! What reading finds before words: blocks, tables and links, each where it is
//! written.
//!
//! A finding about somebody else's text must point at that text, so nothing is
//! copied out of its place. A block is made of [`Piece`]s: runs of the source
//! that a person reads, less the markup around them. Where what is read differs
//! from what is written (`&eacute;`, a line break that is a tag) the piece holds
//! the text and keeps the place.

use std::borrow::Cow;

use temoin_reading::Span;

use crate::format::Format;
use crate::{html, lines};

/// A run of what a person reads, and where it is written.
///
/// When `text.len() == span.len()` the bytes correspond one to one; otherwise
/// (a character reference, a tag that breaks the line) the whole text maps to
/// the whole span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'s> {
    /// What is read.
    pub text: Cow<'s, str>,
    /// Bytes of the source.
    pub span: Span,
}

/// What a block is on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading and its level, 1 the highest, 6 the lowest.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// An entry of a list.
    Item,
    /// A cell of a table, by its place in [`Structure::tables`]. Row 0 is the
    /// header when the table has one.
    Cell {
        /// Index into [`Structure::tables`].
        table: usize,
        /// Row, from 0.
        row: usize,
        /// Column, from 0; a cell that spans several stands in its first.
        column: usize,
    },
}

/// A paragraph, a heading, an entry of a list or a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<'s> {
    /// What it is.
    pub kind: BlockKind,
    /// From its first piece to its last; an empty cell has an empty span.
    pub span: Span,
    /// In reading order, without tags, `**`, `|`, `#`, bullets or numbers of
    /// lists. Only a cell may have none.
    pub pieces: Vec<Piece<'s>>,
}

impl<'s> Block<'s> {
    /// A block of these pieces less the blanks at both ends; `None` when
    /// nothing is left.
    pub(crate) fn new(kind: BlockKind, mut pieces: Vec<Piece<'s>>) -> Option<Self> {
        let says = |piece: &Piece<'_>| !piece.text.trim().is_empty();
        let first = pieces.iter().position(says)?;
        let last = pieces.iter().rposition(says)?;
        pieces.truncate(last + 1);
        pieces.drain(..first);
        pieces.first_mut()?.trim_start();
        pieces.last_mut()?.trim_end();
        let span = Span { start: pieces.first()?.span.start, end: pieces.last()?.span.end };
        Some(Self { kind, span, pieces })
    }

    /// What the block says, in one string.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| &*piece.text).collect()
    }
}

impl Piece<'_> {
    fn trim_start(&mut self) {
        if let Cow::Borrowed(text) = self.text {
            self.text = Cow::Borrowed(text.trim_start());
            self.span.start = self.span.end - self.text.len();
        }
    }

    fn trim_end(&mut self) {
        if let Cow::Borrowed(text) = self.text {
            self.text = Cow::Borrowed(text.trim_end());
            self.span.end = self.span.start + self.text.len();
        }
    }
}

/// The frame of a table; its cells are blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableShape {
    /// From the first row to the last.
    pub span: Span,
    /// Whether row 0 names the columns.
    pub has_header: bool,
    /// How many rows, the header's included.
    pub rows: usize,
    /// How many columns the widest row has.
    pub columns: usize,
    /// Where each row stands.
    pub row_spans: Vec<Span>,
}

/// A link whose address is written in the markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The words one clicks on; the markup itself when there are none.
    pub span: Span,
    /// The address as written, character references decoded: any scheme,
    /// relative, or a fragment.
    pub target: String,
}

/// A text as blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure<'s> {
    /// In the order of the text.
    pub blocks: Vec<Block<'s>>,
    /// In the order of the text.
    pub tables: Vec<TableShape>,
    /// In the order of the text.
    pub links: Vec<Link>,
}

/// Reads `source` into blocks. Never fails: what is not understood is a
/// paragraph.
pub fn structure(source: &str, format: Format) -> Structure<'_> {
    match format {
        Format::Plain => lines::read(source),
        Format::Html => html::read(source),
    }
}
