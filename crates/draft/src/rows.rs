//! From what the text announces to trackers: rows of tables and lists, and names
//! in sentences.

use temoin_prose::{Cell, ProseNames, TrackerRow};
use temoin_register::TrackerKind;

use crate::claim::{self, Claim};
use crate::plan::{Found, Planner, Shared};
use crate::sheet::{Note, tidy};
use crate::trackers;
use crate::uses;

impl Planner<'_, '_, '_> {
    /// A row, which may announce several trackers together.
    pub(crate) fn row(&mut self, row: &TrackerRow) {
        let cell = |cell: &Cell| (cell.span, tidy(&cell.text));
        // A first column that says what the tracker is called is no category.
        let named = |category: &&Cell| row.labels.iter().all(|label| label.span != category.span);
        let shared = Shared {
            span: row.span,
            claim: claim::of_row(self.reading, row),
            category: row.category.as_ref().filter(named).map(cell),
            purpose: row.purpose.as_ref().map(cell),
            provider: row.provider.as_ref().map(|cell| tidy(&cell.text)),
            lifetime: row.lifetime.as_ref().map(|(cell, stated)| (tidy(&cell.text), *stated)),
            usage: None,
            table: row.table,
        };
        let line = self.reading.line(row.span.start);
        let tongue = self.reading.tongue;
        let quote = || tongue.quote(&tidy(self.reading.text.source().get(row.span.range()).unwrap_or_default()));
        if row.unused {
            let why = tongue
                .say("le texte dit qu'il n'y en a pas aujourd'hui", "the text says that there are none at present");
            self.left.push(Note::Said(format!(
                "{} {} ({why})",
                tongue.say(&format!("ligne {line} :"), &format!("line {line}:")),
                quote()
            )));
            return;
        }
        let found = self.found(row);
        if found.is_empty() {
            let what = tongue.say(
                &format!("la ligne {line} ne nomme aucun traceur : {}", quote()),
                &format!("line {line} names no tracker: {}", quote()),
            );
            self.left.push(Note::Decide(what));
        }
        for one in found {
            self.tracker(one, &shared);
        }
    }

    /// The trackers of a row: each name, and each label that is no remark beside a name.
    fn found(&self, row: &TrackerRow) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for name in &row.names {
            found.push(Found { name: Some(name.name.clone()), owner: name.owner.clone(), ..Found::default() });
        }
        for label in &row.labels {
            let (title, folded) = (tidy(&label.text), self.reading.folded(label.span));
            let apart =
                folded.starts_with(" cookie") || folded.starts_with(" traceur") || folded.starts_with(" tracker");
            match found.first_mut().filter(|_| !row.names.is_empty() && !apart) {
                Some(only) if row.names.len() == 1 && only.title.is_none() => {
                    (only.title, only.folded) = (Some(title), folded);
                }
                Some(first) => first.beside = Some(title),
                None => found.push(Found { title: Some(title), folded, ..Found::default() }),
            }
        }
        let rest = [&row.category, &row.purpose].into_iter().flatten().find(|cell| !tidy(&cell.text).is_empty());
        if let (true, Some(cell)) = (found.is_empty(), rest) {
            let folded = self.reading.folded(cell.span);
            found.push(Found { title: Some(tidy(&cell.text)), folded, ..Found::default() });
        }
        found.retain(|one| one.name.is_some() || one.title.as_ref().is_some_and(|title| !title.is_empty()));
        found
    }

    /// The names in a sentence, less those of rows.
    pub(crate) fn sentence(&mut self, named: &ProseNames) {
        let (text, reading) = (self.reading.text, self.reading);
        let folded = reading.sentence(named.sentence);
        let span = text.sentences()[named.sentence].span;
        let heading = reading.heading(span.start).map(|block| reading.folded(text.blocks()[block].span));
        let usage = uses::told_in_passing(&folded).or_else(|| uses::told_in_passing(heading.as_deref()?));
        let claim = match claim::above(reading, span.start) {
            Claim::Silent if claim::is_exempt(&folded) => Claim::Exempt(tidy(&text.source()[span.range()])),
            claim => claim,
        };
        let shared = Shared {
            span: named.span,
            claim,
            category: None,
            purpose: None,
            provider: named.owner.clone(),
            lifetime: trackers::stated_around(reading, named.sentence),
            usage,
            table: None,
        };
        for name in &named.names {
            let found = Found { name: Some(name.name.clone()), owner: name.owner.clone(), ..Found::default() };
            let known = |kind: &TrackerKind| self.seen.contains_key(&(*kind, name.name.clone()));
            if !TrackerKind::ALL.iter().any(known) {
                self.tracker(found, &shared);
            }
        }
    }
}
