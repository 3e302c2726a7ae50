//! Trackers announced outside tables: one to a line, one to an entry of a list, or
//! field by field.
//!
//! Three shapes are unmistakable enough:
//!
//! - a name at the head of a line, then its duration or, under words about cookies,
//!   its purpose: « `_ga` (Google Analytics) : 13 mois »;
//! - an entry of a list that has a name and a duration anywhere;
//! - fields, on one line or on several: « Nom : PHPSESSID / Durée : session ».
//!
//! Sentences are left to `mentions`.

use std::ops::Range;

use super::columns::{Role, begins, role_of, speaks_of_trackers, words};
use super::draft::{self, Field};
use super::listing::{Found, tidy};
use super::names::Place;
use super::passage::{Context, Passage};
use super::{Named, TrackerRow};
use crate::block::BlockKind;
use crate::duration::Stated;
use crate::text::Text;

/// Longer blocks are prose.
const LONGEST: usize = 60;

/// A row that blocks below may still complete.
struct Open {
    row: TrackerRow,
    /// The last block that said something of it.
    last: usize,
    /// Only names so far: the block below may describe them in free words.
    bare: bool,
}

/// The rows, in the order of the text.
pub(crate) fn trackers(text: &Text<'_>) -> Vec<TrackerRow> {
    let mut rows = Vec::new();
    let mut open: Option<Open> = None;
    let mut context = Context::default();
    for (index, block) in text.blocks().iter().enumerate() {
        if matches!(block.kind, BlockKind::Cell { .. }) {
            continue;
        }
        let passage = Passage::of(text, index);
        let about = context.speaks_of_trackers();
        let short = passage.read().split_whitespace().take(LONGEST + 1).count() <= LONGEST;
        let adjacent = open.as_ref().is_some_and(|open| open.last + 1 == index);
        if !adjacent {
            rows.extend(open.take().and_then(|open| finished(open.row)));
        }
        if short && !read(&passage, index, block.kind, about, &mut open, &mut rows) {
            rows.extend(open.take().and_then(|open| finished(open.row)));
        }
        context.pass(text, index);
    }
    rows.extend(open.and_then(|open| finished(open.row)));
    rows
}

/// Reads one block; false where it says nothing of a tracker.
fn read(
    passage: &Passage<'_>,
    index: usize,
    kind: BlockKind,
    about: bool,
    open: &mut Option<Open>,
    rows: &mut Vec<TrackerRow>,
) -> bool {
    let fields = fields(passage);
    let names = |field: &Field<'_, '_>| matches!(field.role, Role::Name | Role::Tracker);
    if let Some(name) = fields.iter().find(|field| names(field)) {
        let place = if about || fields.len() > 2 { Place::Names } else { Place::Examples };
        if !passage.list(name.range.clone(), place).names.is_empty() {
            rows.extend(open.take().and_then(|open| finished(open.row)));
            let mut row = draft::blank(None, index);
            row.span = passage.place(passage.whole());
            fields.iter().for_each(|field| row.add(field, place));
            *open = Some(Open { row, last: index, bare: false });
            return true;
        }
    }
    if let Some(open) = open.as_mut().filter(|_| !fields.is_empty()) {
        fields.iter().for_each(|field| open.row.add(field, Place::Examples));
        open.close(passage, index, false);
        return true;
    }
    let found = passage.list(passage.whole(), Place::Prose).names;
    let Some(first) = found.first() else { return describe(passage, index, about, open) };
    rows.extend(open.take().and_then(|open| finished(open.row)));
    let heads = words(&passage.read()[..first.range.start]).split(' ').all(is_lead);
    if heads && is_bare(passage, &found) {
        let mut row = draft::blank(None, index);
        row.span = passage.place(passage.whole());
        row.names = named(passage, &found);
        *open = Some(Open { row, last: index, bare: true });
        return true;
    }
    let lines = line(passage, index, &found, heads, kind == BlockKind::Item, about);
    let told = !lines.is_empty();
    rows.extend(lines);
    told
}

/// A description under names that stood alone.
fn describe(passage: &Passage<'_>, index: usize, about: bool, open: &mut Option<Open>) -> bool {
    let Some(open) = open.as_mut().filter(|open| open.bare) else { return false };
    let duration = passage.durations(passage.whole()).into_iter().next();
    let only = duration.is_none().then(|| draft::lifetime(passage, passage.whole())).flatten();
    if duration.is_none() && only.is_none() && !about {
        return false;
    }
    let end = duration.as_ref().map_or(passage.read().len(), |(range, _)| range.start);
    open.row.purpose = purpose(passage, 0..end);
    open.row.lifetime = match (duration, only) {
        (Some((range, stated)), _) => passage.cell(range).map(|cell| (cell, Some(stated))),
        (None, Some(stated)) => passage.cell(passage.whole()).map(|cell| (cell, Some(stated))),
        (None, None) => None,
    };
    open.close(passage, index, true);
    true
}

impl Open {
    fn close(&mut self, passage: &Passage<'_>, index: usize, free: bool) {
        self.row.span.end = passage.place(passage.whole()).end.max(self.row.span.start);
        self.last = index;
        self.bare &= !free;
    }
}

/// A row that says more than a name.
fn finished(mut row: TrackerRow) -> Option<TrackerRow> {
    row.settle();
    let told = row.lifetime.is_some() || row.purpose.is_some() || row.consent.is_some();
    (told && !row.names.is_empty()).then_some(row)
}

/// « key : value » parts of a block, between semicolons, slashes, bullets and lines.
fn fields<'p, 't>(passage: &'p Passage<'t>) -> Vec<Field<'p, 't>> {
    let text = passage.read();
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['\n', ';', '|', '•', '·', '/', '–', '—', ',']) {
        let end = at + mark.len();
        let spaced = text[..at].ends_with(char::is_whitespace) && text[end..].starts_with(char::is_whitespace);
        // A comma parts two fields only when another field follows it.
        let parts_fields = match mark {
            "," => text[end..].split([',', ';', '\n']).next().is_some_and(|part| key(part).is_some()),
            "/" | "–" | "—" => spaced,
            _ => true,
        };
        if parts_fields {
            parts.push(start..at);
            start = end;
        }
    }
    parts.push(start..text.len());
    let read = |part: Range<usize>| {
        let (role, colon) = key(&text[part.clone()])?;
        Some(Field { role, passage, range: part.start + colon..part.end })
    };
    parts.into_iter().filter_map(read).collect()
}

/// The role that a part declares before its colon, and where its value begins.
fn key(part: &str) -> Option<(Role, usize)> {
    let colon = part.find(':')?;
    let short = part[..colon].split_whitespace().count() <= 5;
    let role = role_of(&part[..colon]).filter(|role| short && !matches!(role, Role::Data | Role::From))?;
    Some((role, colon + 1))
}

/// Names and what one line says of them.
fn line(passage: &Passage<'_>, block: usize, found: &[Found], heads: bool, item: bool, about: bool) -> Vec<TrackerRow> {
    let text = passage.read();
    let durations = passage.durations(passage.whole());
    let last = found.last().expect("a line has a name").range.end;
    let parts: Vec<&[Found]> =
        if each_has_its_own(found, &durations) { found.chunks(1).collect() } else { vec![found] };
    let mut rows = Vec::new();
    for (turn, names) in parts.iter().enumerate() {
        let from = if turn == 0 { 0 } else { names[0].range.start };
        let to = parts.get(turn + 1).map_or(text.len(), |next| next[0].range.start);
        let after = if parts.len() > 1 { names[0].range.end } else { last };
        let after = after + owner_after(&text[after..to]);
        let stated = durations.iter().find(|(range, _)| range.start >= from && range.end <= to);
        let set_apart = text[after..to]
            .trim_start_matches(['`', '»', '"', '”', ' ', '\u{a0}'])
            .starts_with([':', '–', '—', '=', '→', '-', '|', '\t']);
        let purpose = match stated {
            Some((range, _)) if range.start > after => {
                purpose(passage, after..range.start).or_else(|| purpose(passage, range.end..to))
            }
            _ => purpose(passage, after..to),
        };
        let session =
            || set_apart.then(|| tidy(text, after..to)).flatten().filter(|rest| is_session(&text[rest.clone()]));
        let lifetime = match stated {
            Some((range, stated)) => Some((range.clone(), *stated)),
            None => session().map(|range| (range, Stated::Session)),
        };
        let sure = match &lifetime {
            Some(_) => item || (heads && (set_apart || text.split_whitespace().count() <= 20)),
            None => heads && set_apart && purpose.is_some() && (about || speaks_of_trackers(&passage.words())),
        };
        if !sure {
            continue;
        }
        let mut row = draft::blank(None, block);
        row.span = passage.place(tidy(text, from..to).unwrap_or(from..to));
        row.names = named(passage, names);
        row.labels.extend(
            passage.tidy_cell(from..names[0].range.start).filter(|label| !words(&label.text).split(' ').all(is_lead)),
        );
        row.lifetime = lifetime.and_then(|(range, stated)| passage.cell(range).map(|cell| (cell, Some(stated))));
        row.purpose = purpose.filter(|purpose| row.lifetime.as_ref().is_none_or(|(cell, _)| cell.span != purpose.span));
        rows.push(row);
    }
    rows
}

/// « _ga (13 mois), _gid (24 heures) »
fn each_has_its_own(found: &[Found], durations: &[(Range<usize>, Stated)]) -> bool {
    let starts = found.iter().skip(1).map(|name| name.range.start).chain([usize::MAX]);
    found.len() > 1
        && found
            .iter()
            .zip(starts)
            .all(|(name, next)| durations.iter().any(|(range, _)| range.start >= name.range.end && range.end <= next))
}

/// How many bytes a bracket with an owner takes.
fn owner_after(text: &str) -> usize {
    let skipped = text.len() - text.trim_start_matches(['`', ' ', '\u{a0}']).len();
    let bracket = text[skipped..].strip_prefix('(').and_then(|inner| inner.find(')').map(|end| &inner[..end]));
    bracket.filter(|inner| super::listing::owner(inner).is_some()).map_or(0, |inner| skipped + inner.len() + 2)
}

fn named(passage: &Passage<'_>, found: &[Found]) -> Vec<Named> {
    let name = |found: &Found| Named {
        name: found.name.clone(),
        span: passage.place(found.range.clone()),
        owner: found.owner.clone(),
    };
    found.iter().map(name).collect()
}

/// Whether nothing but names, their owners and « cookie » stands in the block.
fn is_bare(passage: &Passage<'_>, found: &[Found]) -> bool {
    let text = passage.read();
    let starts = found.iter().skip(1).map(|name| name.range.start).chain([text.len()]);
    found.iter().zip(starts).all(|(name, next)| {
        let after = name.range.end + owner_after(&text[name.range.end..next]);
        words(&text[after..next]).split(' ').all(is_lead)
    })
}

/// Words that may stand before a name without saying anything of it.
fn is_lead(word: &str) -> bool {
    let leads =
        ["cookie*", "traceur*", "tracker*", "le", "les", "the", "nom", "name", "et", "and", "ou", "or", "a", "i", "ii"];
    word.is_empty() || leads.iter().any(|lead| begins(word, lead)) || word.bytes().all(|b| b.is_ascii_digit())
}

fn is_session(text: &str) -> bool {
    let folded = words(text);
    folded.split(' ').any(|word| word == "session") && folded.split(' ').all(is_filler)
}

/// What a line says besides names and duration: at least two words that tell.
fn purpose(passage: &Passage<'_>, range: Range<usize>) -> Option<super::Cell> {
    let text = passage.read();
    let mut range = tidy(text, range)?;
    // « …, conservé pendant » before a duration belongs to the duration.
    while let Some(cut) = text[range.clone()].rfind([',', ';', '(', '–', '—', '.', ':']) {
        let tail = words(&text[range.start + cut..range.end]);
        if !tail.split(' ').all(is_filler) {
            break;
        }
        range.end = range.start + cut;
    }
    while let Some(last) = text[range.clone()].trim_end().rfind(char::is_whitespace) {
        if !is_carrier(&words(&text[range.start + last..range.end])) {
            break;
        }
        range.end = range.start + last;
    }
    let range = tidy(text, range)?;
    let telling = words(&text[range.clone()]).split(' ').filter(|word| !is_filler(word)).count();
    (telling > 1).then(|| passage.tidy_cell(range)).flatten()
}

/// Words that lead from a purpose to its duration: « … pendant », « … pour une durée de ».
fn is_carrier(word: &str) -> bool {
    let carriers =
        ["pendant", "durant", "pour", "une", "un", "duree", "de", "d une", "for", "during", "a", "of", "up", "to"];
    carriers.contains(&word)
}

/// Words that only say that a duration is meant.
fn is_filler(word: &str) -> bool {
    const FILLERS: &str = "\
        duree* vie conserv* expir* val* pendant apres de du la le fin pour une un maxim* max lifetime* after \
        in for the of a an retention kept session est is lasts dure until jusqu end ses its sa et and \
        cookie* d l s stored it deleted supprime* \
        detrui* efface* when quand lorsque vous you your";
    word.is_empty() || FILLERS.split(' ').any(|filler| begins(word, filler))
}
