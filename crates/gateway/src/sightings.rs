//! What a site's walls held back, or did not know: the list behind the report
//! of undeclared trackers.
//!
//! What is allowed costs a counter and nothing more. The rest is summed up by
//! name, sort of place and doing, within bounds that neither a page nor a
//! visitor can move (`list`): a thousand names, twenty places each. A name that
//! is not seen for half a year is forgotten, and where the list is full, those
//! seen once or long ago give way.
//!
//! A gateway sees for itself what responses and pages hold. What browsers send
//! or report is their word, and anyone can write one: names that nobody but
//! browsers told of fill at most half of the list, enter it slowly, and give way
//! first. Who floods it hides other names told by browsers for as long as the
//! flood lasts, and no more.

mod bucket;
mod classes;
mod list;
mod named;

pub use classes::place;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use temoin_consent::Verdict;
use temoin_enforce::{By, Sighting, Subject, Tally};
use temoin_evidence::{Fate, Kind, SetBy, Sighted};

use crate::metrics::Decisions;
use crate::now;
use list::{List, Noted};

/// What was seen of one site.
#[derive(Debug)]
pub struct Sightings {
    decisions: Arc<Decisions>,
    list: Mutex<List>,
}

/// What changed since it was last asked: all rows of these names are replaced
/// by these rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The names, with their kind.
    pub names: Vec<(Kind, String)>,
    /// Their rows; a name without any is forgotten.
    pub rows: Vec<Sighted>,
}

impl Sightings {
    pub(crate) fn new(decisions: Arc<Decisions>) -> Self {
        Self { decisions, list: Mutex::default() }
    }

    /// Takes up what was kept of an earlier run, once: after that, the list
    /// knows better.
    pub fn restore(&self, rows: Vec<Sighted>) {
        self.list().restore(rows);
    }

    /// Everything that was seen, in no order.
    pub fn all(&self) -> Vec<Sighted> {
        self.list().all()
    }

    /// Drops what was undeclared, of the names that `is_declared` now: the
    /// register has changed.
    pub fn declared(&self, is_declared: impl Fn(Kind, &str) -> bool) {
        self.list().declared(is_declared);
    }

    /// How often names were seen that found no room in the list.
    pub fn others(&self) -> u64 {
        self.list().others()
    }

    /// What changed since this was last called, to be kept.
    pub fn changes(&self) -> Changes {
        self.list().changes(now().as_second())
    }

    /// Takes back what could not be kept: it is among the next changes.
    pub fn not_kept(&self, changes: Changes) {
        self.list().not_kept(changes.names);
    }

    /// Counts what was seen, and lists what is not simply allowed. `place` is a
    /// path; its class is kept.
    pub fn note(&self, subject: Subject, kind: Kind, name: &str, fate: Fate, place: &str, by: By<'_>) {
        self.decisions.count(subject, fate);
        if fate == Fate::Allow || name.is_empty() {
            return;
        }
        let now = now().as_second();
        self.list().note(&Noted { kind, name, fate, place, by, now });
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tally for Sightings {
    fn saw(&self, seen: &Sighting<'_>) {
        self.note(seen.subject, seen.kind, seen.name, fate(seen.verdict), seen.page, seen.by);
    }
}

/// What a verdict made of it.
fn fate(verdict: Verdict) -> Fate {
    match verdict {
        Verdict::Allow(_) => Fate::Allow,
        Verdict::ForSession(_) => Fate::ForSession,
        Verdict::Cap(..) => Fate::Cap,
        Verdict::Strip(_) => Fate::Strip,
        Verdict::Block(_) => Fate::Block,
        Verdict::Undeclared => Fate::Undeclared,
    }
}

/// The wall that met it.
pub(crate) fn subject(kind: Kind, by: &SetBy) -> Subject {
    match (kind, by) {
        (Kind::Cookie, SetBy::Browser) => Subject::CookieRead,
        (Kind::Host | Kind::Path, _) => Subject::Contact,
        (Kind::Script | Kind::ServiceWorker, _) => Subject::Script,
        _ => Subject::CookieWrite,
    }
}

#[cfg(test)]
mod tests {
    use super::list::{KEEP, NAMES, TOLD};
    use super::named::PLACES;
    use super::*;

    fn list() -> Sightings {
        Sightings::new(Arc::default())
    }

    fn meet(list: &Sightings, name: &str, place: &str, by: By<'_>) {
        list.note(Subject::CookieWrite, Kind::Cookie, name, Fate::Undeclared, place, by);
    }

    #[test]
    fn what_is_allowed_is_counted_and_not_listed() {
        let list = list();
        list.note(Subject::CookieRead, Kind::Cookie, "sid", Fate::Allow, "/", By::Browser);
        assert!(list.all().is_empty());
        assert_eq!(list.changes(), Changes::default());
    }

    #[test]
    fn pages_of_one_sort_are_one_row() {
        let list = list();
        ["/cours/1", "/cours/2?x=1", "/cours/3"].iter().for_each(|page| meet(&list, "_fbp", page, By::Response));
        meet(&list, "_fbp", "/cours/1", By::Browser);
        let mut rows: Vec<(u64, String, SetBy)> =
            list.all().into_iter().map(|row| (row.count, row.place, row.by)).collect();
        rows.sort();
        assert_eq!(rows, [(1, "/cours/*".into(), SetBy::Browser), (3, "/cours/*".into(), SetBy::Response)]);
    }

    #[test]
    fn a_visitor_who_invents_places_hides_none_that_is_seen_twice() {
        let list = list();
        meet(&list, "_fbp", "/real", By::Response);
        meet(&list, "_fbp", "/real", By::Response);
        (0..10_000).for_each(|page| meet(&list, "_fbp", &format!("/made/up{page}x"), By::Response));
        let rows = list.all();
        assert!(rows.len() <= PLACES + 1, "{} rows", rows.len());
        assert!(rows.iter().any(|row| row.place == "/real" && row.count == 2));
        assert_eq!(rows.iter().map(|row| row.count).sum::<u64>(), 10_002, "every sighting is counted");
    }

    #[test]
    fn a_visitor_who_invents_names_hides_none_that_the_gateway_saw() {
        let list = list();
        meet(&list, "_fbp", "/", By::Response);
        (0..10_000).for_each(|name| meet(&list, &format!("made-up-{name}-x"), "/", By::Browser));
        let rows = list.all();
        assert!(rows.len() <= TOLD + 1, "{} rows", rows.len());
        assert!(rows.iter().any(|row| row.name == "_fbp"));
        assert!(list.others() > 9_000, "they enter slowly: {} were left out", list.others());
        meet(&list, "_ga", "/", By::Response);
        assert!(list.all().iter().any(|row| row.name == "_ga"), "the gateway's own still find room");
    }

    #[test]
    fn names_told_by_browsers_give_way_to_those_that_were_seen() {
        let list = list();
        let mut all = list.list();
        for name in 0..NAMES + 50 {
            let verified = name % 2 == 1;
            // A second each: the bucket is not what is tested here.
            all.note(&Noted {
                kind: Kind::Cookie,
                name: &format!("n{name}x"),
                fate: Fate::Undeclared,
                place: "/",
                by: if verified { By::Response } else { By::Browser },
                now: i64::try_from(name).expect("small"),
            });
        }
        assert!(all.names <= NAMES && all.told <= TOLD, "{} names, {} told", all.names, all.told);
        let seen = all.all().into_iter().filter(|row| row.by == SetBy::Response).count();
        assert_eq!(seen, NAMES / 2 + 25);
    }

    /// Notes names the gateway saw, a second each from `from` on.
    fn meet_all(list: &Sightings, names: impl Iterator<Item = String>, from: i64) {
        let mut all = list.list();
        for (name, now) in names.zip(from..) {
            let (kind, fate, place, by) = (Kind::Cookie, Fate::Undeclared, "/", By::Response);
            all.note(&Noted { kind, name: &name, fate, place, by, now });
        }
    }

    #[test]
    fn a_site_that_writes_ever_new_names_hides_none_that_is_seen_again() {
        let list = list();
        meet_all(&list, ["_fbp".to_owned(), "_fbp".to_owned()].into_iter(), 0);
        meet_all(&list, (0..3 * NAMES).map(|name| format!("made-up-{name}-x")), 10);
        let at = i64::try_from(4 * NAMES).expect("small");
        meet_all(&list, ["_new".to_owned()].into_iter(), at);
        let rows = list.all();
        assert!(rows.len() <= NAMES, "{} rows", rows.len());
        for name in ["_fbp", "_new"] {
            assert!(rows.iter().any(|row| row.name == name), "{name} is not in the list");
        }
    }

    #[test]
    fn what_is_not_seen_for_half_a_year_is_forgotten() {
        let list = list();
        meet_all(&list, ["_old".to_owned(), "_fbp".to_owned()].into_iter(), 0);
        list.list().changes(2);
        meet_all(&list, ["_fbp".to_owned()].into_iter(), KEEP - 1);
        let changes = list.list().changes(KEEP + 1);
        assert!(changes.names.contains(&(Kind::Cookie, "_old".to_owned())), "the store forgets it too: {changes:?}");
        assert_eq!(changes.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["_fbp"]);
        assert_eq!(list.all().len(), 1);
        assert_eq!(list.list().names, 1);
    }

    #[test]
    fn what_is_declared_leaves_the_list_and_what_was_held_back_stays() {
        let list = list();
        meet(&list, "_fbp", "/", By::Response);
        meet(&list, "_ga", "/", By::Response);
        list.note(Subject::CookieWrite, Kind::Cookie, "_ga", Fate::Strip, "/", By::Response);
        list.changes();
        list.declared(|_, name| name != "_st");
        let rows = list.all();
        assert_eq!(rows.iter().map(|row| (row.name.as_str(), row.fate)).collect::<Vec<_>>(), [("_ga", Fate::Strip)]);
        let mut told: Vec<String> = list.changes().names.into_iter().map(|(_, name)| name).collect();
        told.sort();
        assert_eq!(told, ["_fbp", "_ga"], "the store is told of both");
    }

    #[test]
    fn what_is_kept_is_taken_up_once_and_changes_are_told_once() {
        let (first, second) = (list(), list());
        meet(&first, "_fbp", "/a", By::Script("tags.example/a.js"));
        let kept = first.changes();
        assert_eq!(first.changes(), Changes::default());
        second.restore(kept.rows.clone());
        second.restore(kept.rows.clone());
        assert_eq!(second.all(), kept.rows);
        first.not_kept(kept.clone());
        assert_eq!(first.changes(), kept);
    }
}
