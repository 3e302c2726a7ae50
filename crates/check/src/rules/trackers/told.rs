//! Trackers as a text tells them: list by list, and what stands above each list.
//!
//! What a whole table lacks is one fault, not one a row; and what a heading or
//! the sentence above a table says, it says for every row.

use std::ops::Range;

use temoin_prose::{BlockKind, Phrases, Text};
use temoin_register::Language;

use crate::case::{Case, Written};
use crate::found::{Found, Said, say};
use crate::law;
use crate::law::lists::Entry;
use crate::place::Place;
use crate::rows::{Claim, Life, Row};

/// A table, or the rows that follow one another under one heading.
#[derive(Debug)]
pub(crate) struct List<'c, 'a> {
    pub(crate) written: &'c Written<'a>,
    /// Its rows, less those that say that nothing of the kind is used.
    pub(crate) rows: Vec<&'c Row<'a>>,
    /// The header of the table, else the first row.
    pub(crate) head: Place,
    /// The sentences from the heading above to the first row.
    pub(crate) above: Range<usize>,
}

/// Every list of every text.
pub(crate) fn lists<'c, 'a>(case: &'c Case<'a>) -> Vec<List<'c, 'a>> {
    let mut lists: Vec<List<'c, 'a>> = Vec::new();
    let mut last = None;
    for row in case.written_rows() {
        let Some(index) = row.written else { continue };
        let written = &case.written()[index];
        let first = sentence_at(&written.text, row.whole);
        let under = written.text.section(first).start;
        let key = (index, row.table, row.table.is_none().then_some(under));
        if last != Some(key) {
            last = Some(key);
            lists.push(List { written, rows: Vec::new(), head: head(written, row), above: under..first });
        }
        if let Some(list) = lists.last_mut().filter(|_| !row.unused) {
            list.rows.push(row);
        }
    }
    lists.retain(|list| !list.rows.is_empty());
    lists
}

fn head(written: &Written<'_>, row: &Row<'_>) -> Place {
    let table = row.table.and_then(|table| written.text.tables().get(table)).filter(|table| table.has_header);
    table.and_then(|table| table.row_spans.first()).map_or(row.place, |span| written.at(*span))
}

/// The sentence that stands at a place of its text, or the last before it.
pub(crate) fn sentence_at(text: &Text<'_>, place: Place) -> usize {
    let after = text.sentences().partition_point(|sentence| sentence.span.start <= place.span.start);
    after.saturating_sub(1)
}

impl List<'_, '_> {
    /// What it is called.
    pub(crate) fn called(&self) -> Said {
        let Some(first) = self.rows.first().filter(|row| row.table.is_none()) else {
            return say!("ce tableau", "this table");
        };
        let text = &self.written.text;
        let sentence = text.sentences().get(sentence_at(text, first.whole));
        match sentence.map(|sentence| text.blocks()[sentence.block].kind) {
            Some(BlockKind::Item) => say!("cette liste", "this list"),
            _ => say!("ce passage", "this passage"),
        }
    }

    /// Whether every column of the table is understood: else, what seems absent may
    /// stand in a column whose header told us nothing.
    pub(crate) fn is_understood(&self) -> bool {
        let table = self.rows.first().and_then(|row| row.table);
        let Some(table) = table.and_then(|table| self.written.text.tables().get(table)) else { return true };
        self.rows.iter().map(|row| columns(row)).max() >= Some(table.columns)
    }

    /// Whether what stands above it says one of `phrases`.
    pub(crate) fn above_says(&self, phrases: &Phrases) -> bool {
        self.written.text.has_in(self.above.clone(), phrases)
    }

    /// The words above it.
    pub(crate) fn above_words(&self) -> &str {
        let sentences = &self.written.text.sentences()[self.above.clone()];
        let (Some(first), Some(last)) = (sentences.first(), sentences.last()) else { return "" };
        self.written.text.source().get(first.span.start..last.span.end).unwrap_or_default()
    }
}

/// How many cells of its table a row was read from.
fn columns(row: &Row<'_>) -> usize {
    let named = row.names.first().or(row.titles.first()).map(|(_, place)| *place);
    let category = row.category.as_ref().map(|(_, place)| *place).filter(|place| Some(*place) != named);
    let told = [
        named.is_some(),
        category.is_some(),
        row.provider.is_some(),
        !row.purpose.is_empty(),
        row.lifetime != Life::Unsaid || row.lifetime_place != row.whole,
        row.claim != Claim::Unsaid || row.claim_place != row.whole,
    ];
    told.into_iter().filter(|told| *told).count()
}

impl Found {
    /// The policy that a text is part of, where a register says which: what a waiver names.
    pub(crate) fn about_text(&mut self, written: &Written<'_>) -> &mut Self {
        match written.policy {
            Some(policy) => self.about(format!("policy.{policy}")),
            None => self,
        }
    }
}

/// The entries of a list of the law, with the phrases they are.
pub(crate) fn phrases<'a>(case: &'a Case<'_>, list: &str) -> (Vec<&'a Entry>, Phrases) {
    let entries = case.law.phrases(list);
    let phrases = Phrases::new(&entries.iter().map(|entry| entry.phrase).collect::<Vec<_>>());
    (entries, phrases)
}

/// A text of the law's data, in both languages.
pub(crate) fn of_law(text: &temoin_register::Text) -> Said {
    let say = |language| law::in_words(text, language).to_owned();
    Said { fr: say(Language::FR), en: say(Language::EN) }
}

/// Cookies and what the law treats alike.
pub(crate) fn trackers() -> Phrases {
    Phrases::new(&["(cookie*|traceur*|tracker*|pixel*)"])
}

/// Sentences that send their reader to another text on trackers.
pub(crate) fn elsewhere() -> Phrases {
    Phrases::new(&[
        "(consult*|voir|voyez|lire|lisez|report*|renvoi*|dans|detail*) .. (politique|charte|page|liste|declaration|notice) .. (cookie*|traceur*)",
        "(see|read|refer|consult|in|under) .. (cookie*|tracker*) (policy|notice|statement|list|page|settings)",
        "(cookie*|traceur*) .. (ont|font l'objet d'|sont décrits dans|sont traités dans) (une|leur|la) [propre] (politique|charte|page|autre politique|autre page|politique séparée|politique distincte)",
        "(cookie*|tracker*) have (a|their) [(separate|own)] (policy|notice|page)",
    ])
}

/// Sentences that deny, or speak of what is not done.
pub(crate) fn denials() -> Phrases {
    Phrases::new(&[
        "(ne|n) .. (pas|aucun|aucune|jamais|ni|plus)",
        "(aucun|aucune) (cookie|traceur|donnee|partenaire|prestataire|tiers)",
        "(do|does|did|is|are|will|shall|can|may|must) not",
        "(never|neither)",
        "no (cookie|cookies|tracker|trackers|partner|partners|third)",
        "sans (cookie|cookies|traceur|traceurs|cela)",
    ])
}

/// Whether something of a text stands at `starts` (sorted) within `place`.
pub(crate) fn within(starts: &[usize], place: Place) -> bool {
    let first = starts.partition_point(|start| *start < place.span.start);
    starts.get(first).is_some_and(|start| *start < place.span.end)
}
