//! What will be declared: purposes, processors, services and trackers, built up
//! row by row in the order of the text.
//!
//! A row may name several trackers of several uses; each becomes one entry, and
//! finds its purpose and its service among those already planned.

use std::collections::{BTreeMap, BTreeSet};

use temoin_known::{Confidence, Nature, Recognised, Software, Sought};
use temoin_prose::Stated;
use temoin_reading::Span;
use temoin_register::{CookieName, Lifetime, NamePattern, Period, TrackerKind};

use crate::announced;
use crate::claim::Claim;
use crate::parties::Parties;
use crate::purposes::{self, Asked, Purpose, Purposes};
use crate::reading::Reading;
use crate::services::{Processor, Service, Services};
use crate::sheet::{Note, tidy};
use crate::trackers::{self, Tracker};
use crate::uses::{self, Use};

/// What will be declared.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) purposes: Vec<Purpose>,
    pub(crate) processors: Vec<Processor>,
    pub(crate) services: Vec<Service>,
    pub(crate) trackers: Vec<Tracker>,
    /// Rows that gave no tracker, tools that gave no service, and why.
    pub(crate) left: Vec<Note>,
    /// The purposes of the trackers of each table, by its place in the text.
    pub(crate) tables: BTreeMap<usize, BTreeSet<usize>>,
    /// The name of the choice cookie, as the text announces it, and its line.
    pub(crate) choice: Option<(String, usize)>,
    /// How long the trackers that keep the choice live, and the lines that say so.
    pub(crate) choice_lives: Vec<(Period, usize)>,
}

/// What a row, a sentence or a passage says of all its trackers.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) span: Span,
    pub(crate) claim: Claim,
    pub(crate) category: Option<(Span, String)>,
    /// What they are for, in a cell.
    pub(crate) purpose: Option<(Span, String)>,
    pub(crate) provider: Option<String>,
    /// As written, and as understood.
    pub(crate) lifetime: Option<(String, Option<Stated>)>,
    /// What the words around are about.
    pub(crate) usage: Option<&'static Use>,
    pub(crate) table: Option<usize>,
}

/// One tracker that the text announces, before anything is known of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) name: Option<String>,
    pub(crate) title: Option<String>,
    /// The words of its title, folded.
    pub(crate) folded: String,
    pub(crate) owner: Option<String>,
    /// Words beside it that are neither.
    pub(crate) beside: Option<String>,
}

/// Builds the plan.
pub(crate) fn plan(reading: &Reading<'_, '_>, parties: &Parties) -> Plan {
    let mut planner = Planner {
        reading,
        parties,
        purposes: Purposes::new(reading.tongue),
        services: Services::default(),
        trackers: Vec::new(),
        seen: BTreeMap::new(),
        left: Vec::new(),
        tables: BTreeMap::new(),
        choice: None,
        choice_lives: Vec::new(),
    };
    reading.rows.iter().for_each(|row| planner.row(row));
    reading.named.iter().for_each(|named| planner.sentence(named));
    for (title, shared) in announced::passages(reading) {
        let found = Found { folded: reading.folded(shared.span), title: Some(title), ..Found::default() };
        planner.tracker(found, &shared);
    }
    planner.tools();
    if planner.trackers.is_empty() {
        planner.uses();
    }
    Plan {
        purposes: planner.purposes.all,
        processors: planner.services.processors,
        services: planner.services.all,
        trackers: planner.trackers,
        left: planner.left,
        tables: planner.tables,
        choice: planner.choice,
        choice_lives: planner.choice_lives,
    }
}

/// What is planned so far.
pub(crate) struct Planner<'p, 't, 's> {
    pub(crate) reading: &'p Reading<'t, 's>,
    parties: &'p Parties,
    pub(crate) purposes: Purposes,
    pub(crate) services: Services,
    pub(crate) trackers: Vec<Tracker>,
    /// The line where each name was first declared.
    pub(crate) seen: BTreeMap<(TrackerKind, String), usize>,
    pub(crate) left: Vec<Note>,
    tables: BTreeMap<usize, BTreeSet<usize>>,
    choice: Option<(String, usize)>,
    choice_lives: Vec<(Period, usize)>,
}

impl<'t> Planner<'_, 't, '_> {
    /// Plans one tracker.
    pub(crate) fn tracker(&mut self, mut found: Found, shared: &Shared) {
        let tongue = self.reading.tongue;
        let line = self.reading.line(shared.span.start);
        let mut notes = Vec::new();
        let written = found.name.take();
        let name = written.as_deref().and_then(|name| NamePattern::parse(name).ok());
        if name.is_none() && found.title.is_none() {
            found.title = written.as_deref().map(tidy).filter(|title| !title.is_empty());
        }
        if name.is_none() && found.title.is_none() {
            return;
        }
        let owner = found.owner.as_deref().or(shared.provider.as_deref());
        let recognised = name.as_ref().and_then(|name| self.recognise(name, owner));
        let kind = recognised.as_ref().and_then(|known| known.kind).unwrap_or(TrackerKind::Cookie);
        if let Some(name) = &name
            && let Some(first) = self.seen.insert((kind, name.to_string()), line)
        {
            self.seen.insert((kind, name.to_string()), first);
            let what = tongue.say(
                &format!("`{name}` (ligne {line}) est déjà déclaré, d'après la ligne {first}"),
                &format!("`{name}` (line {line}) is declared already, from line {first}"),
            );
            self.left.push(Note::Said(what));
            return;
        }
        let usage = self.usage(&found, shared, recognised.as_ref());
        let asked = Asked { shared, usage, recognised: recognised.as_ref(), line, title: found.title.as_deref() };
        let purpose = self.purposes.find(self.reading, &asked);
        let service = self.service(&found, owner, recognised.as_ref(), purpose, line);
        let lifetime = trackers::lifetime(self.reading, shared, recognised.as_ref(), &mut notes);
        trackers::doubts(tongue, name.as_ref(), recognised.as_ref(), &mut notes);
        self.contested(service, recognised.as_ref(), &mut notes);
        self.same(name.as_ref(), shared, purpose, &mut notes);
        if let Some(beside) = &found.beside {
            notes.push(Note::Said(
                tongue.say(&format!("écrit à côté : « {beside} »"), &format!("written beside: \"{beside}\"")),
            ));
        }
        if let (Some(name), Some(Nature::ConsentChoice)) = (&name, usage.map(|usage| usage.nature))
            && self.choice.is_none()
            && CookieName::parse(name.as_str()).is_ok()
        {
            self.choice = Some((name.to_string(), line));
        }
        let keeps_choice = usage.is_some_and(|usage| usage.nature == Nature::ConsentChoice);
        if let (true, Some(Lifetime::For(period))) = (keeps_choice && shared.claim != Claim::Consent, &lifetime) {
            self.choice_lives.push((*period, line));
        }
        if let Some(table) = shared.table {
            self.tables.entry(table).or_default().insert(purpose);
        }
        let text = shared.purpose.as_ref().map(|(_, words)| words.clone());
        let text = text.filter(|text| !text.is_empty() && found.title.as_ref() != Some(text));
        self.trackers.push(Tracker { name, title: found.title, kind, service, purpose, lifetime, text, line, notes });
    }

    /// What the bases say, where they are sure enough.
    fn recognise(&self, name: &NamePattern, owner: Option<&str>) -> Option<Recognised<'t>> {
        let sought =
            |provider| Sought { kind: TrackerKind::Cookie, name: name.as_str(), domain: None, site: None, provider };
        let known: &'t temoin_known::Known = self.reading.known;
        let sure = |known: Recognised<'t>| (known.confidence >= Confidence::Likely).then_some(known);
        known.tracker(&sought(owner)).and_then(sure).or_else(|| known.tracker(&sought(None)).and_then(sure))
    }

    /// What a tracker is for: by its own words, by what is known, then by what is around.
    fn usage(&self, found: &Found, shared: &Shared, known: Option<&Recognised<'_>>) -> Option<&'static Use> {
        let own = uses::told(&found.folded).into_iter().next();
        let by_base = || known.and_then(|known| uses::of_nature(known.nature));
        let against_base = || {
            let told = uses::told(&self.reading.folded(shared.purpose.as_ref()?.0));
            uses::against(&told, known?.nature)
        };
        let by_cell = || {
            let told = uses::told(&self.reading.folded(shared.purpose.as_ref()?.0));
            // A list of exempt uses tells none of them.
            let plain = told.len() == 1 || !matches!(shared.claim, Claim::Exempt(_));
            told.into_iter().next().filter(|_| plain)
        };
        let by_category = || {
            let (span, words) = shared.category.as_ref()?;
            uses::told(&self.reading.folded(*span)).into_iter().next().filter(|_| purposes::is_telling(words))
        };
        let by_heading = || {
            let heading = self.reading.heading(shared.span.start)?;
            uses::told_in_passing(&self.reading.folded(self.reading.text.blocks()[heading].span))
        };
        own.or_else(against_base)
            .or_else(by_base)
            .or_else(by_cell)
            .or_else(by_category)
            .or(shared.usage)
            .or_else(by_heading)
    }

    fn service(
        &mut self,
        found: &Found,
        owner: Option<&str>,
        known: Option<&Recognised<'t>>,
        purpose: usize,
        line: usize,
    ) -> Option<usize> {
        let base: &'t temoin_known::Known = self.reading.known;
        let bought = |software: &&Software| software.company.is_some();
        let by_name = known.and_then(|known| known.software);
        let words = owner.filter(|words| !self.parties.is_own(words));
        let software = match words {
            Some(words) => {
                let named = base.software_in(words).into_iter().map(|(software, _)| software).next();
                named.or_else(|| base.software_at(&words.to_lowercase())).or(by_name.filter(bought))
            }
            None if owner.is_some() => None,
            None => {
                let title = found.title.as_deref().unwrap_or_default();
                let named = base.software_in(title).into_iter().map(|(software, _)| software).next();
                named.filter(bought).or(by_name.filter(bought))
            }
        };
        match (software, words) {
            (Some(software), _) => Some(self.services.known(self.reading, software, purpose, line)),
            (None, Some(words)) => self.services.unknown(words, purpose, line),
            (None, None) => None,
        }
    }
}
