//! What the world knows of trackers: who writes a cookie of this name, what
//! for, and who answers at this host.
//!
//! Two bases stand behind one question. The **supplement** (`data/supplement`)
//! is ours: the software of French and learning sites, in both languages, each
//! fact with its source and how well it was checked. The **Open Cookie
//! Database** (`data/open-cookie-database`, unmodified) is the breadth: two
//! thousand names, in English, of uneven care. Where both know a name, ours is
//! believed.
//!
//! A base is a witness, never a judge. A name can be anyone's: `sessionid` is
//! Django's as much as Instagram's. So an answer carries its [`Confidence`],
//! and only what is better than [`Confidence::Suggestion`] may found a finding.
//! And no answer says that a tracker is exempt from consent: that depends on
//! all its purposes here (loi 78-17, art. 82; CNIL délib. 2020-091, §48), which
//! only the site can declare.

mod answer;
mod database;
mod index;
mod mentions;
mod place;
mod recognise;
mod supplement;

use std::ops::Range;

pub use answer::{Base, Confidence, Description, Recognised, Sought};
pub use supplement::{Exemptable, KnownTracker, Mark, Nature, Party, Software, Wording};

use database::Database;
use index::Index;
use mentions::Mentions;

/// Both bases, read and indexed.
#[derive(Debug)]
pub struct Known {
    software: Vec<Software>,
    database: Database,
    index: Index,
    mentions: Mentions,
}

impl Known {
    /// Reads the bases that are built into the program: some milliseconds, so
    /// once a run.
    pub fn new() -> Self {
        let software = supplement::read();
        let database = Database::read(&software);
        let index = Index::new(&software, &database);
        let mentions = Mentions::new(&software);
        Self { software, database, index, mentions }
    }

    /// What the bases know of a tracker that was seen or declared; the best of
    /// what they say, or `None` if neither knows the name.
    pub fn tracker(&self, sought: &Sought<'_>) -> Option<Recognised<'_>> {
        recognise::recognise(self, sought)
    }

    /// The software that `words` name, each with the bytes that name it, in
    /// the order of the text. Names are whole words; case is ignored, except
    /// for names that are also common words, which want their capital.
    pub fn software_in(&self, words: &str) -> Vec<(&Software, Range<usize>)> {
        self.mentions.of(words).into_iter().map(|(place, range)| (&self.software[place], range)).collect()
    }

    /// The software that answers at `host`, or at the nearest host above it.
    pub fn software_at(&self, host: &str) -> Option<&Software> {
        let place = place::at(&self.software, host)?;
        Some(&self.software[place])
    }

    /// The software whose identifier is `id`.
    pub fn software(&self, id: &str) -> Option<&Software> {
        self.software.iter().find(|software| software.id.as_str() == id)
    }

    /// All the software of the supplement, in the order of its files.
    pub fn all(&self) -> &[Software] {
        &self.software
    }
}

impl Default for Known {
    fn default() -> Self {
        Self::new()
    }
}
