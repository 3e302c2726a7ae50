//! The list itself: its bounds, and who gives way when it is full.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;
use temoin_enforce::By;
use temoin_evidence::{Fate, Kind, SetBy, Sighted};

use super::{Changes, classes};

/// How many names are kept for a site.
pub(super) const NAMES: usize = 1000;
/// How many of them may be known from browsers alone.
pub(super) const TOLD: usize = 500;
/// How many places are kept for a name; what is seen elsewhere is summed up.
pub(super) const PLACES: usize = 20;
/// The place of what is summed up.
const ELSEWHERE: &str = "*";

/// What is listed of one site.
#[derive(Debug, Default)]
pub(super) struct List {
    /// By kind, then by name: looked up without an allocation.
    kinds: [HashMap<Box<str>, Named>; Kind::ALL.len()],
    /// How many names there are, and how many are known from browsers alone.
    pub(super) names: usize,
    pub(super) told: usize,
    /// Sightings of names that found no room.
    others: u64,
    forgotten: Vec<(Kind, String)>,
    restored: bool,
    bucket: Bucket,
    /// The last path, and its class.
    path: String,
    place: String,
}

#[derive(Debug, Default)]
struct Named {
    verified: bool,
    changed: bool,
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

/// One sighting on its way into the list.
pub(super) struct Noted<'n> {
    pub(super) kind: Kind,
    pub(super) name: &'n str,
    pub(super) fate: Fate,
    pub(super) place: &'n str,
    pub(super) by: By<'n>,
    pub(super) now: i64,
}

impl List {
    /// Takes up rows, the first time it is asked to.
    pub(super) fn restore(&mut self, rows: Vec<Sighted>) {
        if std::mem::replace(&mut self.restored, true) {
            return;
        }
        for row in rows {
            let known = &mut self.kinds[row.kind as usize];
            let entry = match known.get_mut(row.name.as_str()) {
                Some(entry) => entry,
                None if self.names >= NAMES => continue,
                None => {
                    self.names += 1;
                    self.told += 1;
                    known.entry(row.name.into()).or_default()
                }
            };
            if row.by.is_verified() && !entry.verified {
                entry.verified = true;
                self.told -= 1;
            }
            entry.rows.push(Row {
                fate: row.fate,
                by: row.by,
                place: row.place.into(),
                count: row.count,
                first: row.first.as_second(),
                last: row.last.as_second(),
            });
        }
    }

    /// Every row, in no order.
    pub(super) fn all(&self) -> Vec<Sighted> {
        self.each().flat_map(|(kind, name, entry)| entry.sighted(kind, name)).collect()
    }

    /// What changed since this was last called.
    pub(super) fn changes(&mut self) -> Changes {
        let mut changes = Changes { names: std::mem::take(&mut self.forgotten), rows: Vec::new() };
        for (kind, known) in Kind::ALL.iter().zip(&mut self.kinds) {
            for (name, entry) in known.iter_mut().filter(|(_, entry)| entry.changed) {
                entry.changed = false;
                changes.names.push((*kind, name.to_string()));
                changes.rows.extend(entry.sighted(*kind, name));
            }
        }
        changes
    }

    /// Puts names among the next changes again.
    pub(super) fn not_kept(&mut self, names: Vec<(Kind, String)>) {
        for (kind, name) in names {
            match self.kinds[kind as usize].get_mut(name.as_str()) {
                Some(entry) => entry.changed = true,
                None => self.forget(kind, name),
            }
        }
    }

    /// How many sightings found no room.
    pub(super) fn others(&self) -> u64 {
        self.others
    }

    pub(super) fn note(&mut self, noted: &Noted<'_>) {
        // All that one answer shows is of one path, and comes together.
        if self.path != noted.place {
            noted.place.clone_into(&mut self.path);
            self.place.clear();
            classes::place(noted.place, &mut self.place);
        }
        let name = match noted.kind {
            Kind::Host | Kind::Path | Kind::Script => Cow::Borrowed(clipped(noted.name)),
            Kind::ServiceWorker => {
                let mut class = String::new();
                classes::place(noted.name, &mut class);
                Cow::Owned(class)
            }
            _ => classes::name(noted.name),
        };
        let verified = matches!(noted.by, By::Response | By::Markup);
        let known = &mut self.kinds[noted.kind as usize];
        if let Some(entry) = known.get_mut(&*name) {
            if verified && !entry.verified {
                entry.verified = true;
                self.told -= 1;
            }
            entry.note(noted, &self.place);
        } else if self.admits(verified, noted.now) {
            let mut entry = Named { verified, ..Named::default() };
            entry.note(noted, &self.place);
            self.names += 1;
            self.told += usize::from(!verified);
            self.kinds[noted.kind as usize].insert(name.into(), entry);
        } else {
            self.others += 1;
        }
    }

    /// Whether there is room for a new name, or some can be made.
    fn admits(&mut self, verified: bool, now: i64) -> bool {
        if !verified && !self.bucket.take(now) {
            return false;
        }
        let full = self.names >= NAMES || (!verified && self.told >= TOLD);
        !full || self.make_room()
    }

    /// Forgets the name that was seen least, of those known from browsers alone.
    fn make_room(&mut self) -> bool {
        let told = self.each().filter(|(_, _, entry)| !entry.verified);
        let least = told.min_by_key(|(_, _, entry)| (entry.count(), entry.last()));
        let Some((kind, name)) = least.map(|(kind, name, _)| (kind, name.to_owned())) else {
            return false;
        };
        self.kinds[kind as usize].remove(name.as_str());
        self.names -= 1;
        self.told -= 1;
        self.forget(kind, name);
        true
    }

    fn forget(&mut self, kind: Kind, name: String) {
        // A store that is away for days must not fill the memory.
        if self.forgotten.len() < 10 * NAMES {
            self.forgotten.push((kind, name));
        }
    }

    fn each(&self) -> impl Iterator<Item = (Kind, &str, &Named)> {
        let kinds = Kind::ALL.iter().zip(&self.kinds);
        kinds.flat_map(|(kind, known)| known.iter().map(|(name, entry)| (*kind, &**name, entry)))
    }
}

impl Named {
    fn note(&mut self, noted: &Noted<'_>, place: &str) {
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

    fn count(&self) -> u64 {
        self.rows.iter().map(|row| row.count).sum()
    }

    fn last(&self) -> i64 {
        self.rows.iter().map(|row| row.last).max().unwrap_or_default()
    }

    fn sighted(&self, kind: Kind, name: &str) -> impl Iterator<Item = Sighted> {
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
fn clipped(text: &str) -> &str {
    const LONGEST: usize = 253;
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// How fast names told by browsers may enter: some at once, then two a second.
#[derive(Debug)]
struct Bucket {
    tokens: i64,
    at: i64,
}

impl Default for Bucket {
    fn default() -> Self {
        Self { tokens: Self::FULL, at: 0 }
    }
}

impl Bucket {
    const FULL: i64 = 200;
    const A_SECOND: i64 = 2;

    fn take(&mut self, now: i64) -> bool {
        let passed = now.saturating_sub(self.at).clamp(0, Self::FULL);
        self.tokens = (self.tokens + passed * Self::A_SECOND).min(Self::FULL);
        self.at = now;
        let taken = self.tokens > 0;
        self.tokens -= i64::from(taken);
        taken
    }
}
