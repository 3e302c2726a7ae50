//! One block's text, the way back to the source, and the durations stated in it.

use std::ops::Range;

use temoin_reading::Span;

use super::Cell;
use super::columns::{TRACKERS, words};
use super::listing::{Listed, list, tidy};
use super::names::Place;
use crate::block::{Block, BlockKind};
use crate::duration::{Stated, StatedDuration};
use crate::phrase::Phrases;
use crate::text::Text;
use crate::token::Flow;

/// A block as rows see it.
pub(crate) struct Passage<'t> {
    text: &'t Text<'t>,
    block: &'t Block<'t>,
    flow: Flow<'t>,
    /// Where each piece begins in the flow.
    starts: Vec<usize>,
}

impl<'t> Passage<'t> {
    pub(crate) fn of(text: &'t Text<'t>, block: usize) -> Self {
        let block = &text.blocks()[block];
        let mut starts = Vec::with_capacity(block.pieces.len());
        let mut at = 0;
        for piece in &block.pieces {
            starts.push(at);
            at += piece.text.len();
        }
        Self { text, block, flow: Flow::of(block), starts }
    }

    /// What is read.
    pub(crate) fn read(&self) -> &str {
        &self.flow.text
    }

    /// All of it.
    pub(crate) fn whole(&self) -> Range<usize> {
        0..self.read().len()
    }

    /// The folded words of all of it.
    pub(crate) fn words(&self) -> String {
        words(self.read())
    }

    /// Where bytes of the text were written.
    pub(crate) fn place(&self, range: Range<usize>) -> Span {
        if range.is_empty() { self.block.span } else { self.flow.place(range.start, range.end) }
    }

    /// A cell of the bytes, trimmed; `None` where they hold no letter or digit.
    pub(crate) fn cell(&self, range: Range<usize>) -> Option<Cell> {
        let part = &self.read()[range.clone()];
        let trimmed = part.trim();
        let start = range.start + (part.len() - part.trim_start().len());
        let kept = start..start + trimmed.len();
        trimmed
            .contains(char::is_alphanumeric)
            .then(|| Cell { span: self.place(kept), text: trimmed.split_whitespace().collect::<Vec<_>>().join(" ") })
    }

    /// The same, less marks at both ends.
    pub(crate) fn tidy_cell(&self, range: Range<usize>) -> Option<Cell> {
        tidy(self.read(), range).and_then(|range| self.cell(range))
    }

    /// The names and labels that bytes of the text list.
    pub(crate) fn list(&self, range: Range<usize>, place: Place) -> Listed {
        let at = range.start;
        let mut listed = list(&self.read()[range], place, &|token| self.quoted(token.start + at..token.end + at));
        listed.names.iter_mut().for_each(|name| name.range = name.range.start + at..name.range.end + at);
        listed.labels.iter_mut().for_each(|label| *label = label.start + at..label.end + at);
        listed
    }

    /// Whether bytes of the text are set as code, in Markdown or in HTML.
    fn quoted(&self, range: Range<usize>) -> bool {
        let before = self.text.source().get(..self.place(range).start).unwrap_or_default();
        let tag = before.strip_suffix('>').and_then(|open| open.rsplit_once('<')).map(|(_, tag)| tag);
        before.ends_with('`')
            || tag.is_some_and(|tag| ["code", "kbd", "samp", "tt"].iter().any(|code| tag.starts_with(code)))
    }

    /// The durations stated within bytes of the text, in order, each with its bytes.
    pub(crate) fn durations(&self, range: Range<usize>) -> Vec<(Range<usize>, Stated)> {
        let found = within(self.text.durations(), self.place(range.clone()));
        found
            .iter()
            .filter_map(|stated| {
                let bytes = self.bytes(stated.span)?;
                (bytes.start >= range.start && bytes.end <= range.end).then_some((bytes, stated.value))
            })
            .collect()
    }

    /// The bytes of the text that were written at `span`.
    pub(crate) fn bytes(&self, span: Span) -> Option<Range<usize>> {
        let range = self.offset(span.start)?..self.offset(span.end.checked_sub(1)?)? + 1;
        self.read().get(range.clone()).filter(|read| !read.is_empty()).map(|_| range)
    }

    /// The byte of the text that was written at `place` of the source.
    fn offset(&self, place: usize) -> Option<usize> {
        let index = self.block.pieces.partition_point(|piece| piece.span.start <= place).checked_sub(1)?;
        let piece = &self.block.pieces[index];
        let into = (place - piece.span.start).min(piece.text.len().checked_sub(1)?);
        (place < piece.span.end).then_some(self.starts[index] + into)
    }
}

fn within(durations: &[StatedDuration], span: Span) -> &[StatedDuration] {
    let first = durations.partition_point(|stated| stated.span.start < span.start);
    let last = durations.partition_point(|stated| stated.span.start < span.end);
    &durations[first..last.max(first)]
}

/// What a block speaks of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Subjects {
    trackers: bool,
    retention: bool,
}

/// What each block of a text speaks of.
pub(super) fn subjects(text: &Text<'_>) -> Vec<Subjects> {
    let mut all = vec![Subjects::default(); text.blocks().len()];
    let sentences = text.sentences();
    for found in text.find(&Phrases::new(&[&format!("({})", TRACKERS.join("|"))])) {
        all[sentences[found.sentence].block].trackers = true;
    }
    for found in text.find(&Phrases::new(KEEPING)) {
        all[sentences[found.sentence].block].retention = true;
    }
    all
}

/// Words about how long data are kept.
const KEEPING: &[&str] = &["(conserv*|retention|duree*|archiv*|keep|kept)", "how long", "storage period"];

/// What the heading and the paragraph above each block speak of.
#[derive(Default)]
pub(crate) struct Context {
    heading: Subjects,
    intro: Subjects,
}

impl Context {
    /// Takes note of a block before the next is read.
    pub(crate) fn pass(&mut self, text: &Text<'_>, block: usize) {
        match text.blocks()[block].kind {
            BlockKind::Heading(_) => *self = Self { heading: text.subjects(block), intro: Subjects::default() },
            BlockKind::Paragraph => self.intro = text.subjects(block),
            BlockKind::Item | BlockKind::Cell { .. } => {}
        }
    }

    /// Whether they speak of trackers.
    pub(crate) fn speaks_of_trackers(&self) -> bool {
        self.heading.trackers || self.intro.trackers
    }

    /// Whether they speak of how long data are kept.
    pub(crate) fn speaks_of_retention(&self) -> bool {
        self.heading.retention || self.intro.retention
    }
}
