//! The list itself: its bounds, and who gives way when it is full.

use std::borrow::Cow;
use std::collections::HashMap;

use temoin_enforce::By;
use temoin_evidence::{Fate, Kind, Sighted};

use super::bucket::Bucket;
use super::named::{Named, clipped};
use super::{Changes, classes};

/// How many names are kept for a site.
pub(super) const NAMES: usize = 1000;
/// How many of them may be known from browsers alone.
pub(super) const TOLD: usize = 500;
/// How long, in seconds, a name is kept that is not seen any more: half a
/// year, so that what a site does once a term stays.
pub(super) const KEEP: i64 = 183 * 24 * 3600;
/// How long before a name that was seen more than once may give way to a new
/// one where the list is full.
const RECENT: i64 = 7 * 24 * 3600;
/// How often names are looked at for their age.
const LOOK: i64 = 3600;

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
    /// When names were last looked at for their age.
    looked: i64,
    /// The last path, and its class.
    path: String,
    place: String,
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
                    known.entry(row.name.as_str().into()).or_default()
                }
            };
            if row.by.is_verified() && !entry.verified {
                entry.verified = true;
                self.told -= 1;
            }
            entry.restore(row);
        }
    }

    /// Every row, in no order.
    pub(super) fn all(&self) -> Vec<Sighted> {
        self.each().flat_map(|(kind, name, entry)| entry.sighted(kind, name)).collect()
    }

    /// What changed since this was last called; what is too old is forgotten.
    pub(super) fn changes(&mut self, now: i64) -> Changes {
        if now - self.looked >= LOOK {
            self.looked = now;
            self.retain(|_, _, entry| now - entry.last() < KEEP);
        }
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

    /// Drops what was undeclared, of the names that `is_declared` now.
    pub(super) fn declared(&mut self, is_declared: impl Fn(Kind, &str) -> bool) {
        self.retain(|kind, name, entry| !is_declared(kind, name) || entry.declared());
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
            let mut entry = Named::new(verified);
            entry.note(noted, &self.place);
            self.names += 1;
            self.told += usize::from(!verified);
            self.kinds[noted.kind as usize].insert(name.into(), entry);
        } else {
            self.others += 1;
        }
    }

    /// Whether there is room for a new name, or some can be made. Who invents
    /// names, by way of browsers or of a site that writes what it is asked to,
    /// is slowed down.
    fn admits(&mut self, verified: bool, now: i64) -> bool {
        let full = self.names >= NAMES || (!verified && self.told >= TOLD);
        if (full || !verified) && !self.bucket.take(now) {
            return false;
        }
        !full || self.make_room(verified, now)
    }

    /// Forgets a name for a new one: the one seen least, of those known from
    /// browsers alone. For one that the gateway saw itself, else the oldest of
    /// those seen once, else the oldest that was not seen of late.
    fn make_room(&mut self, verified: bool, now: i64) -> bool {
        let told = self.each().filter(|(_, _, entry)| !entry.verified);
        let mut least = told.min_by_key(|(_, _, entry)| (entry.count(), entry.last()));
        if least.is_none() && verified {
            let may_go = |entry: &Named| entry.count() == 1 || now - entry.last() >= RECENT;
            let old = self.each().filter(|(_, _, entry)| may_go(entry));
            least = old.min_by_key(|(_, _, entry)| (entry.count() > 1, entry.last()));
        }
        let Some((kind, name)) = least.map(|(kind, name, _)| (kind, name.to_owned())) else {
            return false;
        };
        if let Some(gone) = self.kinds[kind as usize].remove(name.as_str()) {
            self.gone(kind, name, gone.verified);
        }
        true
    }

    /// Forgets the names that `keeps` does not.
    fn retain(&mut self, mut keeps: impl FnMut(Kind, &str, &mut Named) -> bool) {
        let mut gone = Vec::new();
        for (kind, known) in Kind::ALL.iter().zip(&mut self.kinds) {
            let left = known.extract_if(|name, entry| !keeps(*kind, name, entry));
            gone.extend(left.map(|(name, entry)| (*kind, name.into_string(), entry.verified)));
        }
        for (kind, name, verified) in gone {
            self.gone(kind, name, verified);
        }
    }

    /// Counts a name out that was taken off the list.
    fn gone(&mut self, kind: Kind, name: String, verified: bool) {
        self.names -= 1;
        self.told -= usize::from(!verified);
        self.forget(kind, name);
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
