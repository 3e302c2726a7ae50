//! What was seen while a page was made, to be told again when the page is sent
//! again: a page that is kept contacts as many hosts as one that is made.

use std::sync::{Arc, Mutex, PoisonError};

use temoin_consent::Verdict;
use temoin_enforce::{By, Kind, Scene, Sighting, Subject, Tally};

/// How much is remembered of one page.
const MOST: usize = 256;

/// A sighting in the markup of a page.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    subject: Subject,
    kind: Kind,
    pub(crate) name: Box<str>,
    verdict: Verdict,
}

/// A tally that remembers what it passes on.
pub(super) struct Record {
    told: Arc<dyn Tally>,
    seen: Mutex<Vec<Seen>>,
}

impl Record {
    /// The same scene, and what will have been seen in it.
    pub(super) fn of(scene: &Scene) -> (Arc<Scene>, Arc<Self>) {
        let record = Arc::new(Self { told: scene.tally.clone(), seen: Mutex::default() });
        (Arc::new(Scene { tally: record.clone(), ..scene.clone() }), record)
    }

    /// What was seen up to now.
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Tally for Record {
    fn saw(&self, seen: &Sighting<'_>) {
        self.told.saw(seen);
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.by == By::Markup && all.len() < MOST {
            let Sighting { subject, kind, name, verdict, .. } = *seen;
            all.push(Seen { subject, kind, name: name.into(), verdict });
        }
    }
}

/// Tells what was seen in the page of `scene` when it was made.
pub(super) fn tell_again(all: &[Seen], scene: &Scene) {
    for Seen { subject, kind, name, verdict } in all {
        let (subject, kind, verdict, page) = (*subject, *kind, *verdict, scene.page.path());
        scene.tally.saw(&Sighting { subject, kind, name, verdict, page, by: By::Markup });
    }
}
