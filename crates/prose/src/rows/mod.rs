//! Trackers and retentions that a policy announces: rows of tables, entries of lists,
//! lines, and names in the middle of sentences.
//!
//! What a policy says of one tracker is scattered over the cells of a row, over the
//! fields of a list (« Nom : … / Durée : … ») or in one line (« `_ga` : 13 mois »).
//! Here each becomes one [`TrackerRow`] whose every value keeps its place, so that a
//! finding can underline the very cell. Precision comes first: what is not
//! unmistakably a tracker is left to those who read sentences.
//!
//! - `names` tells names from words, `columns` what a column is about, `listing` what
//!   a cell lists;
//! - `passage` is one block's text with the way back to the source;
//! - `draft` turns fields into a row, wherever the fields come from;
//! - `tables`, `loose`, `mentions` and `retention` find the fields.

mod columns;
mod draft;
mod listing;
mod loose;
mod mentions;
mod names;
mod passage;
mod retention;
mod tables;

use std::cell::OnceCell;

use temoin_reading::Span;

use crate::duration::Stated;
use crate::text::Text;

/// A piece of the text with a part to play in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Bytes of the source.
    pub span: Span,
    /// What is read there.
    pub text: String,
}

/// The exact name of a tracker, or a pattern of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// As browsers know it; `*` stands for what varies, however the text says so.
    pub name: String,
    /// Bytes of the source.
    pub span: Span,
    /// Whose it is, when said beside it: « _ga (Google Analytics) ».
    pub owner: Option<String>,
}

/// What a text answers to "is consent needed?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentWord {
    /// Yes.
    Required,
    /// No, or exempt.
    NotRequired,
    /// The question does not arise.
    NotApplicable,
    /// Yes with a reservation, no with another, or both.
    Depends,
}

/// What a text says of one tracker, or of several that it announces together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackerRow {
    /// Index into [`Text::tables`]; `None` for a list or a line.
    pub table: Option<usize>,
    /// Row of the table, from 0, the header's included; for a list or a line, its block.
    pub row: usize,
    /// From its first cell to its last.
    pub span: Span,
    /// Exact names and patterns.
    pub names: Vec<Named>,
    /// What people call it, where that is no exact name: « cookie de langue ».
    pub labels: Vec<Cell>,
    /// Its category or type.
    pub category: Option<Cell>,
    /// Who sets it.
    pub provider: Option<Cell>,
    /// What it is for.
    pub purpose: Option<Cell>,
    /// How long it lives. Nothing is stated where the cell is a dash or not understood.
    pub lifetime: Option<(Cell, Option<Stated>)>,
    /// Whether consent is needed, where the answer is understood.
    pub consent: Option<(Cell, ConsentWord)>,
    /// The text says that there are none at present.
    pub unused: bool,
}

/// How long some personal data are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionRow {
    /// From its first cell to its last.
    pub span: Span,
    /// Which data, or which processing.
    pub what: Cell,
    /// How long. Nothing is stated where the words are not understood.
    pub keep: Option<(Cell, Option<Stated>)>,
    /// The event it counts from, as written, without « à compter de ».
    pub from: Option<String>,
}

/// Names of trackers in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProseNames {
    /// The names; « commençant par _pk_ » gives `_pk_*`.
    pub names: Vec<Named>,
    /// Who sets them, when the sentence says so.
    pub owner: Option<String>,
    /// From the first name to the last.
    pub span: Span,
    /// Index into [`Text::sentences`].
    pub sentence: usize,
}

impl Text<'_> {
    /// The trackers announced in tables, lists and lines, in the order of the text.
    pub fn trackers(&self) -> Vec<TrackerRow> {
        self.rows.trackers.get_or_init(|| all(self)).clone()
    }

    /// How long personal data are kept, where the text says so in rows.
    pub fn retention_rows(&self) -> Vec<RetentionRow> {
        self.rows.retentions.get_or_init(|| retention::rows(self)).clone()
    }

    /// The names of trackers in running text, less those of [`Text::trackers`].
    pub fn named_in_prose(&self) -> Vec<ProseNames> {
        self.rows.mentions.get_or_init(|| mentions::named(self)).clone()
    }
}

impl Text<'_> {
    /// What a block speaks of.
    fn subjects(&self, block: usize) -> passage::Subjects {
        self.rows.subjects.get_or_init(|| passage::subjects(self))[block]
    }
}

fn all(text: &Text<'_>) -> Vec<TrackerRow> {
    let mut rows = tables::trackers(text);
    rows.extend(loose::trackers(text));
    rows.sort_by_key(|row| (row.span.start, row.row));
    rows
}

/// What a text was found to say in rows, kept: many rules ask for it.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    subjects: OnceCell<Vec<passage::Subjects>>,
    trackers: OnceCell<Vec<TrackerRow>>,
    retentions: OnceCell<Vec<RetentionRow>>,
    mentions: OnceCell<Vec<ProseNames>>,
}
