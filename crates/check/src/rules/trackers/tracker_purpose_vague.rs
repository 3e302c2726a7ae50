//! A purpose that would suit any tracker.
//!
//! "Improving your experience" is why everything is done, and says nothing of
//! what is read or written. The words that give such a purpose away are a list
//! of the law's data; some of them only do where nothing else says what is done.
//! A reason added to a precise purpose ("count visits, to improve the site") is
//! left alone, and so are definitions of what a cookie is. No purpose at all is
//! the same fault.

use std::collections::{BTreeMap, BTreeSet};

use temoin_prose::{BlockKind, Match, Phrases, Text};

use crate::case::{Case, Written};
use crate::found::{Findings, Found, Said, say};
use crate::law::lists::Entry;
use crate::place::Place;
use crate::rows::Row;
use crate::rule::rule;
use crate::rules::trackers::told::{List, denials, listed, lists, of_law, phrases, trackers};
use crate::words::{Whose, one_line};

rule! {
    pub(crate) TRACKER_PURPOSE_VAGUE = "tracker-purpose-vague" in Trackers since "0.2.0";
    on Register => declared;
    on Text => written;
}

/// What the law's data say of a wording.
struct Vague<'a> {
    entries: Vec<&'a Entry>,
    phrases: Phrases,
    /// From this phrase on, vague only where nothing precise is said.
    alone: usize,
    precise: Phrases,
}

impl<'a> Vague<'a> {
    fn of(case: &'a Case<'_>) -> Self {
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

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let vague = Vague::of(case);
    let words = case.words();
    let mut precise: BTreeMap<Whose, BTreeSet<(&str, usize)>> = BTreeMap::new();
    for found in words.find(&vague.precise) {
        let at = found.whole.find(&found.quote).unwrap_or_default();
        precise.entry(found.entry.whose).or_default().insert((found.entry.key, at));
    }
    let mut done = BTreeSet::new();
    for found in words.find(&vague.phrases) {
        let whose = found.entry.whose;
        let judged = matches!(whose, Whose::Purpose(_) | Whose::Service(_) | Whose::Tracker(_));
        if !judged || found.entry.key == "interest" || done.contains(&whose) {
            continue;
        }
        let at = found.whole.find(&found.quote).unwrap_or_default();
        let elsewhere = precise.get(&whose).is_some_and(|precise| match found.entry.key {
            _ if found.phrase >= vague.alone => true,
            "title" => precise.iter().any(|(key, _)| *key != "title"),
            key => is_reason(&found.whole[..at]) && precise.iter().any(|(other, before)| *other == key && *before < at),
        });
        if elsewhere {
            continue;
        }
        done.insert(whose);
        let found = find(found.entry.place, &found.quote, vague.entries[found.phrase], findings);
        found.about(subject(case, whose));
    }
}

/// Whether what follows these words is only why: « pour … », « afin de … », "to …".
fn is_reason(before: &str) -> bool {
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    ["pour", "d", "de", "to"].contains(&&*last.to_lowercase())
}

fn subject(case: &Case<'_>, whose: Whose) -> String {
    let declared = &case.register().declared;
    match whose {
        Whose::Purpose(index) => format!("purpose.{}", declared.purpose[index].id),
        Whose::Service(index) => format!("service.{}", declared.service[index].id),
        Whose::Tracker(index) => format!("tracker.{}", declared.tracker[index].label()),
        _ => "site".to_owned(),
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let vague = Vague::of(case);
    let lists = lists(case);
    for list in &lists {
        untold(list, &vague, findings);
    }
    for (index, written) in case.written().iter().enumerate() {
        let rows: Vec<&Row<'_>> = case.written_rows().filter(|row| row.written == Some(index)).collect();
        Prose::of(written, rows, &vague).judge(&vague, findings);
    }
}

/// Rows that say no purpose at all.
fn untold(list: &List<'_, '_>, vague: &Vague<'_>, findings: &mut Findings) {
    let bare = |row: &&&Row<'_>| row.purpose.is_empty() && row.titles.is_empty() && row.category.is_none();
    let lacking: Vec<&Row<'_>> = list.rows.iter().filter(bare).copied().collect();
    if lacking.is_empty() || list.above_says(&vague.precise) {
        return;
    }
    let way = say!("dites ce qui est lu ou écrit, et pour quoi", "say what is read or written, and what for");
    let label = say!("aucune finalité", "no purpose");
    if lacking.len() < list.rows.len() {
        for row in lacking {
            let name = &row.label;
            let message =
                say!("le texte ne dit pas à quoi sert `{name}`", "the text does not say what `{name}` is for");
            findings.find(row.place, message).about(&*row.subject).label(label.clone()).help(way.clone());
        }
        return;
    }
    let Said { fr: called_fr, en: called_en } = list.called();
    let names: Vec<&str> = lacking.iter().map(|row| &*row.label).collect();
    let Said { fr, en } = listed(&names);
    let (serves, is) = if names.len() > 1 { ("servent", "are") } else { ("sert", "is") };
    let message = say!("{called_fr} ne dit pas à quoi {serves} {fr}", "{called_en} does not say what {en} {is} for");
    findings.find(list.head, message).about_text(list.written).label(label).help(way);
}

/// One text, and where it is precise.
struct Prose<'c, 'a> {
    written: &'c Written<'a>,
    rows: Vec<&'c Row<'a>>,
    precise: Vec<Match>,
    about: Phrases,
    denied: Phrases,
    defines: Phrases,
    we: Phrases,
}

impl<'c, 'a> Prose<'c, 'a> {
    fn of(written: &'c Written<'a>, rows: Vec<&'c Row<'a>>, vague: &Vague<'_>) -> Self {
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

    fn judge(&self, vague: &Vague<'_>, findings: &mut Findings) {
        let mut last: Option<usize> = None;
        let mut told: BTreeMap<String, usize> = BTreeMap::new();
        for found in self.text().find(&vague.phrases) {
            let place = self.written.at(found.span);
            let alone = found.phrase >= vague.alone;
            let row = self.row_at(place).filter(|row| row.purpose.iter().any(|(_, cell)| holds(*cell, place)));
            let excused = match row {
                Some(row) => self.row_excuses(row, &found, alone),
                None => self.prose_excuses(&found, alone),
            };
            if excused || last == Some(found.sentence) {
                continue;
            }
            last = Some(found.sentence);
            let quote = self.written.quote(found.span);
            if let Some(first) = told.get(&quote.to_lowercase()) {
                findings.found[*first].see(place, say!("et ici", "and here"));
                continue;
            }
            told.insert(quote.to_lowercase(), findings.found.len());
            let entry = vague.entries[found.phrase];
            match row {
                Some(row) => find(place, &quote, entry, findings).about(&*row.subject),
                None => find(place, &quote, entry, findings).about_text(self.written),
            };
        }
    }

    /// The row that begins last before a place.
    fn row_at(&self, place: Place) -> Option<&'c Row<'a>> {
        let after = self.rows.partition_point(|row| row.whole.span.start <= place.span.start);
        after.checked_sub(1).map(|index| self.rows[index])
    }

    /// A row that is precise beside the vague words, or above them.
    fn row_excuses(&self, row: &Row<'_>, found: &Match, alone: bool) -> bool {
        if alone { self.is_precise(row.whole) } else { self.is_motive(found) }
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

fn find<'f>(place: Place, quote: &str, entry: &Entry, findings: &'f mut Findings) -> &'f mut Found {
    let quote = one_line(quote);
    let message = say!("« {quote} » est une finalité vague", "\"{quote}\" is a vague purpose");
    let found = findings.find(place, message).label(of_law(entry.why));
    entry.instead.into_iter().for_each(|instead| {
        found.help(of_law(instead));
    });
    found.help(say!(
        "ou retirez ces mots, si d'autres le disent déjà",
        "or take these words out, if others already say it"
    ))
}
