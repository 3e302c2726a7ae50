//! Vague words, and what excuses them.
//!
//! The same words are a fault or not by what stands around them: in the sentence,
//! in the row, in the section. A text is read once for what it says precisely,
//! and each match is then held against it.

use temoin_prose::{BlockKind, Match, Phrases, Text};

use crate::case::{Case, Written};
use crate::law::lists::Entry;
use crate::place::Place;
use crate::rows::Row;
use crate::rules::trackers::told::{denials, phrases, trackers};

/// What the law's data say of a wording.
pub(crate) struct Vague<'a> {
    pub(crate) entries: Vec<&'a Entry>,
    pub(crate) phrases: Phrases,
    /// From this phrase on, vague only where nothing precise is said.
    pub(crate) alone: usize,
    pub(crate) precise: Phrases,
}

impl<'a> Vague<'a> {
    pub(crate) fn of(case: &'a Case<'_>) -> Self {
        let (mut entries, _) = phrases(case, "vague-purposes");
        let alone = entries.len();
        entries.extend(case.law.phrases("vague-purposes-alone"));
        let phrases = Phrases::new(&entries.iter().map(|entry| entry.phrase).collect::<Vec<_>>());
        Self { entries, phrases, alone, precise: precise(case) }
    }
}

/// Words that say what is done.
fn precise(case: &Case<'_>) -> Phrases {
    let lists = ["precise-purposes", "consent-purposes", "exempt-purposes"];
    let entries = lists.iter().flat_map(|list| case.law.phrases(list)).map(|entry| entry.phrase);
    Phrases::new(&entries.collect::<Vec<_>>())
}

/// One text, and where it is precise.
pub(crate) struct Prose<'c, 'a> {
    written: &'c Written<'a>,
    rows: Vec<&'c Row<'a>>,
    precise: Vec<Match>,
    about: Phrases,
    denied: Phrases,
    defines: Phrases,
    we: Phrases,
}

impl<'c, 'a> Prose<'c, 'a> {
    pub(crate) fn of(written: &'c Written<'a>, rows: Vec<&'c Row<'a>>, vague: &Vague<'_>) -> Self {
        Self {
            written,
            rows,
            precise: precise_in(&written.text, &vague.precise),
            about: trackers(),
            denied: denials(),
            defines: Phrases::new(&[
                "(qu est ce|c est quoi|que sont|definition*|en general) .. (cookie*|traceur*)",
                "(what is|what are|definition*|about) .. (cookie*|tracker*)",
                "un (cookie|traceur) est",
                "a (cookie|tracker) is",
            ]),
            we: Phrases::new(&["(nous|notre|nos|we|our|us)", "(le|ce|notre) site", "(this|the) site"]),
        }
    }

    fn text(&self) -> &Text<'a> {
        &self.written.text
    }

    /// The row whose purpose holds a match.
    pub(crate) fn row_of(&self, found: &Match) -> Option<&'c Row<'a>> {
        let place = self.written.at(found.span);
        self.row_at(place).filter(|row| row.purpose.iter().any(|(_, cell)| holds(*cell, place)))
    }

    /// Whether a match is no fault: precise words stand beside it, or it is not said of our trackers.
    pub(crate) fn excuses(&self, found: &Match, alone: bool) -> bool {
        match self.row_of(found) {
            Some(row) if alone => self.is_precise(row.whole),
            Some(_) => self.is_motive(found),
            None => self.prose_excuses(found, alone),
        }
    }

    /// The row that begins last before a place.
    fn row_at(&self, place: Place) -> Option<&'c Row<'a>> {
        let after = self.rows.partition_point(|row| row.whole.span.start <= place.span.start);
        after.checked_sub(1).map(|index| self.rows[index])
    }

    fn prose_excuses(&self, found: &Match, alone: bool) -> bool {
        let (text, sentence) = (self.text(), found.sentence);
        let block = text.sentences()[sentence].block;
        if matches!(text.blocks()[block].kind, BlockKind::Cell { .. }) || !self.is_about_trackers(sentence, block) {
            return true;
        }
        if text.sentence_has(sentence, &self.denied) || self.is_motive(found) || self.defines(sentence) {
            return true;
        }
        alone && self.section_tells(sentence)
    }

    fn is_about_trackers(&self, sentence: usize, block: usize) -> bool {
        let text = self.text();
        let heading = text.heading_of(sentence).map(|heading| text.sentences_of(heading));
        let before = text.sentences_of(block).start..sentence + 1;
        text.has_in(before, &self.about) || heading.is_some_and(|heading| text.has_in(heading, &self.about))
    }

    /// Whether the section only explains what a cookie is.
    fn defines(&self, sentence: usize) -> bool {
        let text = self.text();
        let heading = text.heading_of(sentence).map(|heading| text.sentences_of(heading));
        let defines = text.sentence_has(sentence, &self.defines)
            || heading.is_some_and(|heading| text.has_in(heading, &self.defines));
        defines && !text.sentence_has(sentence, &self.we)
    }

    /// Whether the words only add why to what the sentence says is done.
    fn is_motive(&self, found: &Match) -> bool {
        let Some(before) = found.tokens.start.checked_sub(1) else { return false };
        let why = ["pour", "d", "de", "to"].contains(&self.text().word(before));
        let words = self.text().word(found.tokens.end - 1);
        // « Pour diverses raisons » gives no reason.
        why && !["raisons", "reasons"].contains(&words)
            && self.precise.iter().any(|one| one.sentence == found.sentence && one.tokens.end <= found.tokens.start)
    }

    /// Whether the section says what is done, in words or row by row.
    fn section_tells(&self, sentence: usize) -> bool {
        let text = self.text();
        let section = text.section(sentence);
        let sentences = &text.sentences()[section];
        let (Some(first), Some(last)) = (sentences.first(), sentences.last()) else { return false };
        let section = self.written.at((first.span.start..last.span.end).into());
        let last = self.row_at(self.written.at((last.span.end..last.span.end).into()));
        self.is_precise(section) || last.is_some_and(|row| row.whole.span.start >= section.span.start)
    }

    fn is_precise(&self, place: Place) -> bool {
        let first = self.precise.partition_point(|one| one.span.start < place.span.start);
        self.precise.get(first).is_some_and(|one| one.span.start < place.span.end)
    }
}

/// Where a text is precise. « Cookie de session » tells how long, not what for.
fn precise_in(text: &Text<'_>, precise: &Phrases) -> Vec<Match> {
    let mut found = text.find(precise);
    found.retain(|one| {
        let near = one.tokens.start.saturating_sub(2)..(one.tokens.end + 1).min(text.tokens().len());
        let cookie = near.into_iter().any(|token| text.word(token).starts_with("cookie"));
        !(cookie && text.word(one.tokens.start) == "session")
    });
    found
}

fn holds(place: Place, within: Place) -> bool {
    place.source == within.source && place.span.start <= within.span.start && within.span.end <= place.span.end
}
