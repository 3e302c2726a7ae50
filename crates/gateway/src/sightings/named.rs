//! One name: what became of it, where, and by whose doing.

use jiff::Timestamp;
use temoin_enforce::By;
use temoin_evidence::{Fate, Kind, SetBy, Sighted};

use super::list::Noted;

/// How many places are kept for a name; what is seen elsewhere is summed up.
pub(super) const PLACES: usize = 20;
/// The place of what is summed up.
const ELSEWHERE: &str = "*";

/// What is known of a name.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Whether the gateway saw it for itself.
    pub(super) verified: bool,
    /// Since it was last kept.
    pub(super) changed: bool,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    fate: Fate,
    by: SetBy,
    place: Box<str>,
    count: u64,
    first: i64,
    last: i64,
}

impl Named {
    pub(super) fn new(verified: bool) -> Self {
        Self { verified, changed: true, rows: Vec::new() }
    }

    /// Takes up a row that was kept.
    pub(super) fn restore(&mut self, row: Sighted) {
        self.rows.push(Row {
            fate: row.fate,
            by: row.by,
            place: row.place.into(),
            count: row.count,
            first: row.first.as_second(),
            last: row.last.as_second(),
        });
    }

    /// Forgets where it was undeclared; whether anything is left.
    pub(super) fn declared(&mut self) -> bool {
        let before = self.rows.len();
        self.rows.retain(|row| row.fate != Fate::Undeclared);
        self.changed |= self.rows.len() < before;
        !self.rows.is_empty()
    }

    /// Counts a sighting.
    pub(super) fn note(&mut self, noted: &Noted<'_>, place: &str) {
        self.changed = true;
        let same = |row: &&mut Row| row.fate == noted.fate && &*row.place == place && is_by(&row.by, noted.by);
        if let Some(row) = self.rows.iter_mut().find(same) {
            row.count += 1;
            row.last = noted.now;
            return;
        }
        let new = Row {
            fate: noted.fate,
            by: set_by(noted.by),
            place: place.into(),
            count: 1,
            first: noted.now,
            last: noted.now,
        };
        let here = |row: &(usize, &Row)| &*row.1.place != ELSEWHERE;
        if self.rows.iter().enumerate().filter(here).count() < PLACES {
            self.rows.push(new);
            return;
        }
        // A place seen once gives way to the next: of the pages that matter,
        // one is soon seen twice.
        let least = self.rows.iter().enumerate().filter(here).min_by_key(|(_, row)| (row.count, row.last));
        match least.map(|(at, row)| (at, row.count)) {
            Some((at, 1)) => {
                let gone = std::mem::replace(&mut self.rows[at], new);
                self.elsewhere(gone);
            }
            _ => self.elsewhere(new),
        }
    }

    /// Sums up what has no place of its own.
    fn elsewhere(&mut self, row: Row) {
        let by = match row.by {
            SetBy::Script(_) => SetBy::Script(String::new()),
            SetBy::Policy(_) => SetBy::Policy(String::new()),
            by => by,
        };
        let same = |old: &&mut Row| old.fate == row.fate && old.by == by && &*old.place == ELSEWHERE;
        match self.rows.iter_mut().find(same) {
            Some(old) => {
                old.count += row.count;
                old.first = old.first.min(row.first);
                old.last = old.last.max(row.last);
            }
            None => self.rows.push(Row { by, place: ELSEWHERE.into(), ..row }),
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.rows.iter().map(|row| row.count).sum()
    }

    pub(super) fn last(&self) -> i64 {
        self.rows.iter().map(|row| row.last).max().unwrap_or_default()
    }

    pub(super) fn sighted(&self, kind: Kind, name: &str) -> impl Iterator<Item = Sighted> {
        let moment = |second| Timestamp::from_second(second).unwrap_or_default();
        self.rows.iter().map(move |row| Sighted {
            kind,
            name: name.to_owned(),
            fate: row.fate,
            place: row.place.to_string(),
            by: row.by.clone(),
            count: row.count,
            first: moment(row.first),
            last: moment(row.last),
        })
    }
}

fn is_by(row: &SetBy, by: By<'_>) -> bool {
    match (row, by) {
        (SetBy::Response, By::Response) | (SetBy::Markup, By::Markup) | (SetBy::Browser, By::Browser) => true,
        (SetBy::Script(known), By::Script(seen)) | (SetBy::Policy(known), By::Policy(seen)) => known == seen,
        _ => false,
    }
}

fn set_by(by: By<'_>) -> SetBy {
    match by {
        By::Response => SetBy::Response,
        By::Markup => SetBy::Markup,
        By::Script(address) => SetBy::Script(clipped(address).to_owned()),
        By::Policy(directive) => SetBy::Policy(clipped(directive).to_owned()),
        By::Browser => SetBy::Browser,
    }
}

/// No longer than the longest name of a host.
pub(super) fn clipped(text: &str) -> &str {
    const LONGEST: usize = 253;
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
