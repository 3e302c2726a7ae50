//! How long personal data are kept, where it is said in rows.
//!
//! The table « Type de données | Durée de conservation » often loses its columns
//! when it is copied into a page: its header becomes a line, and each row a line that
//! ends with its duration. Lists say the same thing: « Candidatures : 2 ans ». All
//! three are read; sentences are not.

use std::ops::Range;

use super::columns::{Role, begins, role_of, speaks_of_trackers, words};
use super::draft;
use super::listing::tidy;
use super::names::Place;
use super::passage::{Context, Passage};
use super::tables::{self, Table};
use super::{Cell, RetentionRow};
use crate::block::BlockKind;
use crate::duration::Stated;
use crate::text::Text;

/// The rows, in the order of the text.
pub(crate) fn rows(text: &Text<'_>) -> Vec<RetentionRow> {
    let mut rows: Vec<RetentionRow> = tables::all(text).iter().flat_map(of_table).collect();
    rows.extend(of_lines(text));
    rows.sort_by_key(|row| row.span.start);
    rows
}

fn of_table(table: &Table<'_>) -> Vec<RetentionRow> {
    if table.is_about_trackers() || !table.has(&[Role::Lifetime]) {
        return Vec::new();
    }
    let keys = [Role::Data, Role::Category, Role::Name, Role::Purpose];
    let key = keys.into_iter().find(|key| table.has(&[*key]));
    let rows: Vec<RetentionRow> = table.body().filter_map(|(_, cells)| of_row(table, cells, key)).collect();
    // Without a single duration that is understood it is a table of something else.
    if rows.iter().any(|row| row.keep.as_ref().is_some_and(|(_, stated)| stated.is_some())) { rows } else { Vec::new() }
}

fn of_row(table: &Table<'_>, cells: &[(usize, Passage<'_>)], key: Option<Role>) -> Option<RetentionRow> {
    let with = |role: Role| cells.iter().find(|(column, _)| table.role(*column) == Some(role)).map(|(_, cell)| cell);
    let keep = with(Role::Lifetime);
    let first = || cells.iter().find(|(column, _)| table.role(*column).is_none()).map(|(_, cell)| cell);
    let what = key.map_or_else(first, with)?;
    let what = what.cell(what.whole())?;
    let kept = keep.and_then(|keep| keep.cell(keep.whole()).map(|cell| (cell, draft::lifetime(keep, keep.whole()))));
    let event = with(Role::From)
        .and_then(|event| event.cell(event.whole()))
        .map(|cell| event_of(&cell.text).unwrap_or(cell.text));
    let said = || keep.and_then(|keep| after(keep, keep.whole()));
    let start = cells.first()?.1.place(0..0).start.min(what.span.start);
    let end = kept.as_ref().map_or(what.span.end, |(cell, _)| cell.span.end.max(what.span.end));
    Some(RetentionRow { span: (start..end).into(), what, keep: kept, from: event.or_else(said) })
}

/// Lines under a header line, and « what : how long » under words about keeping.
fn of_lines(text: &Text<'_>) -> Vec<RetentionRow> {
    let mut rows = Vec::new();
    let mut context = Context::default();
    // The last block that belongs to a table without columns, its header first.
    let mut headed: Option<usize> = None;
    for (index, block) in text.blocks().iter().enumerate() {
        if matches!(block.kind, BlockKind::Cell { .. }) {
            continue;
        }
        let passage = Passage::of(text, index);
        if is_header(passage.read()) {
            headed = Some(index);
            context.pass(text, index);
            continue;
        }
        let below = headed.is_some_and(|last| last + 1 == index);
        let apart = context.speaks_of_retention() && !matches!(block.kind, BlockKind::Heading(_));
        if let Some(row) = line(&passage, below, apart) {
            headed = if below { Some(index) } else { headed };
            rows.push(row);
        } else {
            context.pass(text, index);
        }
    }
    rows
}

/// Whether a line is « Type de données Durée de conservation ».
fn is_header(line: &str) -> bool {
    let breaks: Vec<usize> = line.match_indices(char::is_whitespace).map(|(at, _)| at).take(12).collect();
    role_of(line) == Some(Role::Lifetime)
        && !line.ends_with(['.', ':', '?'])
        && breaks.len() < 12
        && !speaks_of_trackers(&words(line))
        && {
            let splits = |at: &usize| {
                let (left, right) = line.split_at(*at);
                let heads = right.trim_start().starts_with(char::is_uppercase);
                heads
                    && matches!(role_of(left), Some(Role::Data | Role::Category | Role::Purpose))
                    && role_of(right) == Some(Role::Lifetime)
            };
            breaks.iter().any(splits)
        }
}

/// One line that says what, then how long.
fn line(passage: &Passage<'_>, below: bool, apart: bool) -> Option<RetentionRow> {
    let text = passage.read();
    if !below && !apart {
        return None;
    }
    let (range, stated): (Range<usize>, Stated) = passage.durations(passage.whole()).into_iter().next()?;
    let what = &text[..range.start];
    let colon = what.rfind([':', '→', '–', '—', '|', '\t']);
    let marked = colon.is_some_and(|at| words(&what[at..]).split(' ').all(is_link));
    let what = if marked { 0..colon.unwrap_or(range.start) } else { 0..range.start };
    let folded = words(&text[what.clone()]);
    let tied = !marked && folded.rsplit(' ').next().is_some_and(is_link);
    let sentence = text.trim_end().ends_with('.') && !marked;
    let long = folded.split(' ').count() > 60 || (!below && folded.split(' ').count() > 20);
    if (!below && !marked) || tied || sentence || long || !passage.list(what.clone(), Place::Prose).names.is_empty() {
        return None;
    }
    let what: Cell = passage.cell(tidy(text, what)?)?;
    let keep = passage.cell(range.start..text.len());
    let from = after(passage, range.start..text.len());
    Some(RetentionRow { span: passage.place(passage.whole()), what, keep: keep.map(|cell| (cell, Some(stated))), from })
}

/// Words that tie a duration to a sentence, or carry it after a colon.
fn is_link(word: &str) -> bool {
    const LINKS: &str = "\
        pendant pour de une un duree* for during a est sont is are of d kept conserve* maxim* au plus up to \
        at most jusqu apres after within moins the";
    word.is_empty() || LINKS.split(' ').any(|link| begins(word, link))
}

/// The event that stands after the duration of a cell.
fn after(passage: &Passage<'_>, range: Range<usize>) -> Option<String> {
    let (stated, _) = passage.durations(range.clone()).into_iter().next()?;
    event_of(&passage.read()[stated.end..range.end])
}

/// « à compter du dernier contact » is the last contact; other words are no event.
fn event_of(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let text = text.split(['.', ';', ')', '\n']).next()?.trim();
    let folded = words(text);
    let begins_with = |opening: &&str| folded.strip_prefix(*opening).is_some_and(|rest| rest.starts_with(' '));
    let opening = OPENINGS.split('|').find(begins_with)?;
    let event = text.split_whitespace().skip(opening.split(' ').count()).collect::<Vec<_>>().join(" ");
    (!event.is_empty()).then_some(event)
}

/// How a text says from when, the longest first.
const OPENINGS: &str = "\
    a compter de|a compter du|a compter des|a compter|a partir de|a partir du|a partir des|a partir|apres|\
    suivant|depuis|des|starting from|counting from|from|after|following|since";
