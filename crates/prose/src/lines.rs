//! Plain text and Markdown into blocks.
//!
//! People paste policies out of everything. The same text comes with its
//! paragraphs parted by blank lines, one to a line, or broken at eighty
//! characters; its headings are marked with `#`, numbered, in capitals, or only
//! short. So each line is judged by what it looks like *and* by its neighbours,
//! in one pass, and what is not recognised is a paragraph: a heading missed
//! costs less than a sentence cut in two.

mod columns;
mod flat;
mod front;
mod grid;
pub(crate) mod heading;
mod inline;
mod line;
mod links;
mod marker;

use std::ops::Range;

use temoin_reading::Span;

use crate::block::{Block, BlockKind, Structure, TableShape};
use crate::table;
use grid::Grid;
use heading::Look;
use line::{Line, contents_words, is_blank, is_rule, is_wrapped, lines};
use marker::{Kind, Marker};

/// Reads a plain text.
pub(crate) fn read(source: &str) -> Structure<'_> {
    let mut lines = lines(source);
    let head = front::front_matter(source);
    lines.retain(|line| line.start >= head);
    if let Some(first) = lines.first_mut() {
        first.after_blank = true;
    }
    let mut reader = Reader { source, lines: &lines, out: Structure::default(), run: Run::default() };
    let mut at = 0;
    while at < lines.len() {
        at = reader.block(at);
    }
    reader.out.links.sort_by_key(|link| link.span);
    reader.out
}

/// Lines that follow each other without a blank one, and whether they are one
/// text broken to a width.
#[derive(Clone, Debug, Default)]
struct Run {
    lines: Range<usize>,
    is_wrapped: bool,
}

struct Reader<'s, 'l> {
    source: &'s str,
    lines: &'l [Line],
    out: Structure<'s>,
    run: Run,
}

impl<'s> Reader<'s, '_> {
    /// Reads the block that begins on line `at`; gives the first line after it.
    fn block(&mut self, at: usize) -> usize {
        let text = self.text(at);
        if text.starts_with("```") || text.starts_with("~~~") || (is_rule(text) && !text.starts_with('+')) {
            return at + 1;
        }
        if let Some(words) = self.contents_entry(at) {
            self.push(BlockKind::Item, words);
            return at + 1;
        }
        if let Some(grid) = grid::grid(self.source, self.lines, at) {
            return self.table(&grid);
        }
        if let Some((level, words, next)) = self.marked_heading(at).or_else(|| self.heading_by_look(at)) {
            self.push(BlockKind::Heading(level), words);
            return next;
        }
        let marker = marker::marker(text);
        let next = self.end_of_text(at, marker);
        let start = self.lines[at].start + marker.map_or(0, |marker| marker.length);
        let kind = if marker.is_some() { BlockKind::Item } else { BlockKind::Paragraph };
        self.push_lines(kind, start, at..next);
        next
    }

    fn text(&self, at: usize) -> &'s str {
        self.lines[at].text(self.source)
    }

    fn push(&mut self, kind: BlockKind, words: Range<usize>) {
        let pieces = inline::pieces(self.source, words, &mut self.out.links);
        self.out.blocks.extend(Block::new(kind, pieces));
    }

    /// A block over several lines: from `start` on, less what begins each line.
    fn push_lines(&mut self, kind: BlockKind, start: usize, lines: Range<usize>) {
        let mut words = start..start;
        let mut pieces = Vec::new();
        for at in lines.clone() {
            let line = self.lines[at];
            let end = self.lines.get(at + 1).filter(|_| at + 1 < lines.end).map_or(line.end, |next| next.raw_start);
            let is_plain = self.source[line.raw_start..line.start].chars().all(is_blank);
            if at > lines.start && !is_plain {
                pieces.extend(inline::pieces(self.source, words, &mut self.out.links));
                words = line.start..end;
            }
            words.end = end;
        }
        pieces.extend(inline::pieces(self.source, words, &mut self.out.links));
        self.out.blocks.extend(Block::new(kind, pieces));
    }

    fn table(&mut self, grid: &Grid) -> usize {
        let table = self.out.tables.len();
        let first = self.out.blocks.len();
        for (row, cells) in grid.rows.iter().enumerate() {
            for (column, runs) in cells.cells.iter().enumerate() {
                let kind = BlockKind::Cell { table, row, column };
                let mut pieces = Vec::new();
                for run in runs {
                    pieces.extend(inline::pieces(self.source, run.clone(), &mut self.out.links));
                }
                let at = runs.first().map_or(cells.span.start, |run| run.start);
                let empty = Block { kind, span: Span { start: at, end: at }, pieces: Vec::new() };
                self.out.blocks.push(Block::new(kind, pieces).unwrap_or(empty));
            }
        }
        let width = grid.rows.first().map_or(0, |row| row.cells.len());
        let header: Vec<String> = self.out.blocks[first..first + width].iter().map(Block::text).collect();
        let start = grid.rows.first().map_or(0, |row| row.span.start);
        self.out.tables.push(TableShape {
            span: Span { start, end: grid.rows.last().map_or(start, |row| row.span.end) },
            has_header: grid.has_rule || (grid.rows.len() > 1 && table::names_columns(&header)),
            rows: grid.rows.len(),
            columns: grid.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0),
            row_spans: grid.rows.iter().map(|row| row.span).collect(),
        });
        grid.next
    }

    /// `Vos droits ....... 4` or `Vos droits <tab> 4`, next to another such
    /// line: an entry of a table of contents, without its page.
    fn contents_entry(&self, at: usize) -> Option<Range<usize>> {
        let words = |at: usize| contents_words(self.text(at));
        let length = words(at)?;
        let beside = (at > 0 && words(at - 1).is_some()) || (at + 1 < self.lines.len() && words(at + 1).is_some());
        let start = self.lines[at].start;
        beside.then(|| start..start + length)
    }

    /// `## Title`, or a line underlined with `===` or `---`.
    fn marked_heading(&self, at: usize) -> Option<(u8, Range<usize>, usize)> {
        let line = self.lines[at];
        let text = self.text(at);
        let level = text.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&level) {
            let words = text[level..].trim_end_matches('#');
            let parted = words.starts_with(char::is_whitespace) || words.starts_with(char::is_uppercase);
            let words = line.start + level..line.start + level + words.len();
            return parted.then(|| (u8::try_from(level).unwrap_or(6), words, at + 1));
        }
        let under = self.lines.get(at + 1).filter(|under| !under.after_blank)?.text(self.source);
        let drawn = |sign: char| under.len() >= 3 && under.chars().all(|c| c == sign);
        let level = if drawn('=') { 1 } else { 2 };
        let underlines = drawn('=') || (drawn('-') && heading::is_title(text) && marker_of_bullet(text).is_none());
        underlines.then_some((level, line.start..line.end, at + 2))
    }

    /// A numbered title, capitals, bold, or a short line apart.
    fn heading_by_look(&mut self, at: usize) -> Option<(u8, Range<usize>, usize)> {
        let line = self.lines[at];
        // With nothing under it a line is a signature, a date, a remark.
        self.lines.get(at + 1)?;
        if self.goes_on(at) || self.is_wrapped(at) {
            return None;
        }
        let text = self.text(at);
        let marker = marker::marker(text);
        let words = &text[marker.map_or(0, |marker| marker.length)..];
        let range = line.end - words.len()..line.end;
        let level = match marker.map(|marker| marker.kind) {
            Some(Kind::Number(number)) => (heading::is_title(words) && !self.is_in_list(at)).then(|| number.level()),
            // A bullet alone among paragraphs was a style, not a list.
            Some(Kind::Bullet) => {
                let alone = !self.is_in_list(at) && self.is_apart(at);
                (alone && heading::look(words) != Look::Text).then_some(3)
            }
            None if self.out.blocks.is_empty() && heading::look(words) != Look::Text => Some(1),
            None => match heading::look(words) {
                Look::Loud => Some(2),
                Look::Quiet if self.is_apart(at) || self.is_over_text(at) => Some(3),
                Look::Quiet | Look::Text => None,
            },
        };
        Some((level?, range, at + 1))
    }

    /// Whether an entry of the same list stands right before or after.
    fn is_in_list(&self, at: usize) -> bool {
        let kind = |at: usize| marker::marker(self.text(at)).map(|marker| marker.kind);
        let follows = |one: Option<Kind>, two: Option<Kind>| match (one, two) {
            (Some(Kind::Number(one)), Some(Kind::Number(two))) => two.follows(&one),
            (Some(Kind::Bullet), Some(Kind::Bullet)) => true,
            _ => false,
        };
        (at > 0 && follows(kind(at - 1), kind(at))) || (at + 1 < self.lines.len() && follows(kind(at), kind(at + 1)))
    }

    /// Whether blank lines stand on both sides.
    fn is_apart(&self, at: usize) -> bool {
        self.lines[at].after_blank && self.lines.get(at + 1).is_none_or(|next| next.after_blank)
    }

    /// Whether a text ends above and another begins below: the look of a
    /// heading where paragraphs are one to a line.
    fn is_over_text(&self, at: usize) -> bool {
        let ends = |at: usize| self.text(at).ends_with(['.', '!', '?', '…', ';', ')', '|']);
        let above = self.lines[at].after_blank
            || ends(at - 1)
            || !matches!(self.out.blocks.last().map(|block| block.kind), Some(BlockKind::Paragraph));
        let below = self.lines.get(at + 1).is_some_and(|next| next.width > 100)
            || self.text(at + 1).ends_with(['.', ':', ';', '!'])
            || marker::marker(self.text(at + 1)).is_some();
        above && below
    }

    /// The line after the text that begins on `at`, with or without a bullet.
    fn end_of_text(&mut self, at: usize, marker: Option<Marker>) -> usize {
        let wrapped = self.is_wrapped(at);
        let mut next = at + 1;
        while next < self.lines.len() && !self.begins_block(next) {
            let indented = marker.is_some() && self.lines[next].indent > self.lines[at].indent;
            if !(wrapped || indented || self.goes_on(next - 1)) {
                break;
            }
            next += 1;
        }
        next
    }

    /// Whether line `at` cannot belong to the text above.
    fn begins_block(&self, at: usize) -> bool {
        let text = self.text(at);
        self.lines[at].after_blank
            || (marker::marker(text).is_some() && !self.repeats_number(at))
            || text.starts_with(['#', '|'])
            || text.starts_with("```")
            || text.contains('\t')
            || is_rule(text)
    }

    /// Whether the sentence of line `at` goes on below: it has no end, and what
    /// follows begins with a small letter.
    fn goes_on(&self, at: usize) -> bool {
        let Some(next) = self.lines.get(at + 1).filter(|next| !next.after_blank) else { return false };
        let first = next.text(self.source).chars().find(|c| !matches!(c, '*' | '_' | '«' | '"' | '(' | ' '));
        let closed = self.text(at).ends_with(['.', '!', '?', '…', ';', ':']);
        let follows = first.is_some_and(char::is_lowercase) || self.repeats_number(at + 1);
        !closed && follows && !self.begins_block(at + 1)
    }

    /// Whether line `at` begins with the figures of the number that ends the line above.
    fn repeats_number(&self, at: usize) -> bool {
        at > 0 && !self.lines[at].after_blank && line::repeats_number(self.text(at - 1), self.text(at))
    }

    /// Whether line `at` stands in a text broken to a width.
    fn is_wrapped(&mut self, at: usize) -> bool {
        if !self.run.lines.contains(&at) {
            let mut end = at + 1;
            while end < self.lines.len() && !self.begins_block(end) {
                end += 1;
            }
            self.run = Run { lines: at..end, is_wrapped: is_wrapped(self.source, &self.lines[at..end]) };
        }
        self.run.is_wrapped
    }
}

fn marker_of_bullet(text: &str) -> Option<Marker> {
    marker::marker(text).filter(|marker| marker.kind == Kind::Bullet)
}
