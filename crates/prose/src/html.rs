//! HTML into blocks.
//!
//! The tokenizer tells where tags, comments and scripts begin and end; what is
//! left between them is the text, taken from the source itself so that its
//! places are exact. No tree is built: a policy's structure is headings, lists
//! and tables, and the tags that open and close those are enough to follow it
//! through pages that no validator has seen.

mod tables;
pub(crate) mod tags;

use std::borrow::Cow;
use std::ops::Range;

use html5gum::StartTag;
use temoin_reading::Span;

use crate::block::{Block, BlockKind, Link, Piece, Structure};
use crate::lines::heading;
use crate::reference;
use tables::Tables;
use tags::{Markup, Role, attribute, markup, role};

/// Reads a page or a fragment.
pub(crate) fn read(source: &str) -> Structure<'_> {
    let mut page = Page::new(source);
    let mut at = 0;
    for (markup, span) in markup(source) {
        page.text(at..span.start);
        match markup {
            Markup::Open(tag) => page.open(&tag, span),
            Markup::Close(name) => page.close(&name, span),
            Markup::Silent => {}
        }
        at = span.end;
    }
    let end = unfinished_tag(&source[at..]).map_or(source.len(), |tag| at + tag);
    page.text(at..end);
    page.finish(end)
}

/// Where a tag begins that the end of the file cut off.
fn unfinished_tag(text: &str) -> Option<usize> {
    let opens =
        |at: &usize| text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    text.match_indices('<').map(|(at, _)| at).find(opens)
}

/// The page as far as it was read.
struct Page<'s> {
    source: &'s str,
    out: Structure<'s>,
    /// Of the block that is going on.
    pieces: Vec<Piece<'s>>,
    heading: Option<u8>,
    /// The lists around, each with whether an entry of it is open.
    lists: Vec<bool>,
    tables: Tables,
    /// The unread element around, and how many of its name are open.
    unread: Option<(Vec<u8>, usize)>,
    link: Option<OpenLink>,
    /// How many `<b>` and `<strong>` are open, and whether words of the block
    /// stand outside them.
    bold: (usize, bool),
    /// Whether the cell holds a heading, and how many parts it has.
    cell: (bool, usize),
}

/// A cell with a heading and so many parts is a page's column (our threshold).
const PARTS_OF_A_LAYOUT: usize = 4;

struct OpenLink {
    tag: Span,
    target: String,
}

impl<'s> Page<'s> {
    fn new(source: &'s str) -> Self {
        Self {
            source,
            out: Structure::default(),
            pieces: Vec::new(),
            heading: None,
            lists: Vec::new(),
            tables: Tables::default(),
            unread: None,
            link: None,
            bold: (0, false),
            cell: (false, 0),
        }
    }

    fn text(&mut self, range: Range<usize>) {
        let is_blank = self.source[range.clone()].bytes().all(|byte| byte.is_ascii_whitespace());
        let at_start = self.pieces.last().is_none_or(is_break);
        if self.unread.is_none() && !(is_blank && at_start) {
            self.bold.1 |= self.bold.0 == 0 && !is_blank;
            reference::pieces(self.source, range, &mut self.pieces);
        }
    }

    fn open(&mut self, tag: &StartTag<usize>, span: Span) {
        let name: &[u8] = &tag.name;
        if let Some((unread, depth)) = &mut self.unread {
            *depth += usize::from(unread.as_slice() == name);
            return;
        }
        let role = role(name);
        if role == Role::Unread || attribute(tag, b"role").is_some_and(|role| role == "navigation") {
            self.boundary(span);
            self.unread = Some((name.to_vec(), 1));
            return;
        }
        match role {
            Role::Inline if name == b"a" => {
                self.end_link(span.start);
                self.link = attribute(tag, b"href").map(|target| OpenLink { tag: span, target });
            }
            Role::Inline if is_bold(name) => self.bold.0 += 1,
            Role::Inline | Role::Unread => {}
            Role::Break => self.line_break(span),
            Role::Block => {
                self.boundary(span);
                self.heading = if matches!(name, b"p" | b"section" | b"article") { None } else { self.heading };
            }
            Role::Heading(level) => {
                self.boundary(span);
                self.cell.0 = true;
                self.heading = Some(level);
            }
            Role::List => {
                self.boundary(span);
                self.heading = None;
                self.lists.push(false);
            }
            Role::Item => {
                self.boundary(span);
                match self.lists.last_mut() {
                    Some(entry) => *entry = true,
                    None => self.lists.push(true),
                }
            }
            Role::Table => {
                self.flush();
                self.heading = None;
                self.tables.begin(span.start, self.out.blocks.len());
            }
            Role::Head => self.tables.head(true),
            Role::Row => {
                self.end_cell(span.start);
                self.tables.row(span.start);
            }
            Role::Cell => {
                self.end_cell(span.start);
                let covers =
                    |name: &[u8]| attribute(tag, name).and_then(|count| count.trim().parse().ok()).unwrap_or(1);
                self.tables.cell_begins(span.end, name == b"th", covers(b"colspan"), covers(b"rowspan"));
            }
        }
    }

    fn close(&mut self, name: &[u8], span: Span) {
        if let Some((unread, depth)) = &mut self.unread {
            *depth -= usize::from(unread.as_slice() == name);
            if *depth == 0 {
                self.unread = None;
            }
            return;
        }
        match role(name) {
            Role::Inline if name == b"a" => self.end_link(span.start),
            Role::Inline if is_bold(name) => self.bold.0 = self.bold.0.saturating_sub(1),
            Role::Inline | Role::Unread => {}
            Role::Break => self.line_break(span),
            Role::Block => self.boundary(span),
            Role::Heading(_) => {
                self.boundary(span);
                self.heading = None;
            }
            Role::List => {
                self.boundary(span);
                self.lists.pop();
            }
            Role::Item => {
                self.boundary(span);
                if let Some(entry) = self.lists.last_mut() {
                    *entry = false;
                }
            }
            Role::Table => {
                self.end_cell(span.start);
                self.tables.end(span.end, &self.out.blocks);
            }
            Role::Head => self.tables.head(false),
            Role::Row => {
                self.end_cell(span.start);
                self.tables.end_row(span.end);
            }
            Role::Cell => self.end_cell(span.start),
        }
    }

    /// A block begins or ends. In a cell, which is one block whatever it
    /// holds, that parts words as a line break would.
    fn boundary(&mut self, tag: Span) {
        if self.tables.cell().is_none() {
            self.flush();
        } else if !self.pieces.last().is_none_or(is_break) {
            self.pieces.push(Piece { text: Cow::Borrowed("\n"), span: tag });
            self.cell.1 += 1;
            if self.cell.0 && self.cell.1 >= PARTS_OF_A_LAYOUT {
                self.tables.is_layout();
                self.flush();
            }
        }
    }

    /// One `<br>` breaks the line; two are how editors part paragraphs.
    fn line_break(&mut self, tag: Span) {
        match self.pieces.last() {
            None => {}
            Some(_) if self.tables.cell().is_none() && self.is_bold_title() => self.flush(),
            Some(last) if is_break(last) => self.boundary(tag),
            Some(_) => self.pieces.push(Piece { text: Cow::Borrowed("\n"), span: tag }),
        }
    }

    fn end_link(&mut self, at: usize) {
        let Some(OpenLink { tag, target }) = self.link.take() else { return };
        let words = &self.source[tag.end..at];
        let start = tag.end + (words.len() - words.trim_start().len());
        let span = match words.trim() {
            "" => tag,
            words => Span { start, end: start + words.len() },
        };
        self.out.links.push(Link { span, target });
    }

    /// A cell that ends is a block even when it is empty.
    fn end_cell(&mut self, at: usize) {
        if !self.tables.in_cell() {
            // Words between two cells belong to neither.
            return self.flush();
        }
        if let Some(kind) = self.tables.cell() {
            let block = Block::new(kind, std::mem::take(&mut self.pieces));
            let empty = Block { kind, span: Span { start: at, end: at }, pieces: Vec::new() };
            self.out.blocks.push(block.unwrap_or(empty));
        } else {
            self.flush();
        }
        self.tables.cell_ends(at);
        self.heading = None;
        self.bold.1 = false;
        self.cell = (false, 0);
    }

    fn flush(&mut self) {
        let in_item = self.lists.last() == Some(&true);
        let kind = match self.heading {
            _ if self.tables.cell().is_some() => self.tables.cell().unwrap_or(BlockKind::Paragraph),
            Some(level) => BlockKind::Heading(level),
            None if self.is_bold_title() => BlockKind::Heading(UNMARKED),
            None if in_item => BlockKind::Item,
            None => BlockKind::Paragraph,
        };
        self.out.blocks.extend(Block::new(kind, std::mem::take(&mut self.pieces)));
        self.bold.1 = false;
    }

    /// Whether the block is a heading made with the button for bold.
    fn is_bold_title(&self) -> bool {
        let marked = self.bold.1 || self.heading.is_some() || self.lists.last() == Some(&true);
        // More pieces than a title has: its text is not put together in vain.
        !marked && (1..40).contains(&self.pieces.len()) && {
            let text: String = self.pieces.iter().map(|piece| &*piece.text).collect();
            heading::is_title(text.trim())
        }
    }

    fn finish(mut self, at: usize) -> Structure<'s> {
        self.end_link(at);
        self.end_cell(at);
        self.flush();
        self.out.tables = self.tables.finish(at, &mut self.out.blocks);
        self.out
    }
}

/// The level of a heading that no tag marks.
const UNMARKED: u8 = 4;

fn is_bold(name: &[u8]) -> bool {
    matches!(name, b"b" | b"strong")
}

/// Whether a piece is a line break made by a tag.
fn is_break(piece: &Piece<'_>) -> bool {
    piece.text == "\n" && piece.span.end - piece.span.start > 1
}
