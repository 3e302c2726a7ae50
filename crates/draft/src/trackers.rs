//! `[[tracker]]`: what is declared of each, and what is doubtful about it.

use std::sync::LazyLock;

use temoin_known::{Base, Recognised};
use temoin_prose::{Phrases, Stated};
use temoin_register::{Lifetime, NamePattern, TrackerKind};

use crate::plan::{Plan, Shared};
use crate::reading::{Reading, says};
use crate::sheet::{Note, Sheet, Table, string};
use crate::tongue::Tongue;

/// A tracker to declare.
#[derive(Debug)]
pub(crate) struct Tracker {
    pub(crate) name: Option<NamePattern>,
    pub(crate) title: Option<String>,
    pub(crate) kind: TrackerKind,
    /// Index into the services.
    pub(crate) service: Option<usize>,
    /// Index into the purposes.
    pub(crate) purpose: usize,
    pub(crate) lifetime: Option<Lifetime>,
    pub(crate) text: Option<String>,
    pub(crate) line: usize,
    pub(crate) notes: Vec<Note>,
}

/// Writes the trackers, then what gave none.
pub(crate) fn write(sheet: &mut Sheet, plan: &Plan) {
    let tongue = sheet.tongue;
    for tracker in &plan.trackers {
        let mut table = Table::beside(tongue.source(tracker.line));
        if let Some(name) = &tracker.name {
            table.string("name", name.as_str());
        }
        if let Some(title) = &tracker.title {
            table.raw("title", sheet.words(title));
        }
        if tracker.kind != TrackerKind::Cookie {
            table.string("kind", tracker.kind.word());
            table.because(tongue.say("d'après la base connue : à vérifier", "by the known base: to be checked"));
        }
        let service = tracker.service.map(|service| &plan.services[service]);
        if let Some(service) = service {
            table.string("service", &service.id);
        }
        if service.is_none_or(|service| service.purpose != tracker.purpose) {
            table.string("purpose", &plan.purposes[tracker.purpose].id);
        }
        if let Some(lifetime) = &tracker.lifetime {
            table.raw("lifetime", string(&lifetime.to_string()));
        }
        if let Some(text) = &tracker.text {
            table.raw("text", sheet.words(text));
        }
        if tracker.name.is_none() {
            table.decide(tongue.say(
                "le nom exact, à relever dans un navigateur : sans lui, cette entrée est publiée mais ne reconnaît rien",
                "the exact name, to be read in a browser: without it this entry is published but matches nothing",
            ));
        }
        table.notes.extend(tracker.notes.iter().cloned());
        sheet.table("[[tracker]]", &table);
    }
    if !plan.left.is_empty() {
        sheet.blank();
        sheet.notes(&plan.left);
    }
}

/// The lifetime where one value is stated; else a note with the words.
pub(crate) fn lifetime(
    reading: &Reading<'_, '_>,
    shared: &Shared,
    known: Option<&Recognised<'_>>,
    notes: &mut Vec<Note>,
) -> Option<Lifetime> {
    let tongue = reading.tongue;
    let by_base = known.and_then(|known| known.lifetime).map_or(String::new(), |lifetime| {
        tongue.say(&format!(" (base connue : {lifetime})"), &format!(" (known base: {lifetime})"))
    });
    match &shared.lifetime {
        Some((_, Some(Stated::Session))) => return Some(Lifetime::Session),
        Some((_, Some(Stated::For(period)))) => return Some(Lifetime::For(*period)),
        Some((words, _)) => notes.push(Note::Decide(tongue.say(
            &format!("la durée de vie (`lifetime`), une seule valeur ; le texte dit « {words} »{by_base}"),
            &format!("its lifetime (`lifetime`), one value; the text says \"{words}\"{by_base}"),
        ))),
        // « Cookie d'origine de session », in a column of types.
        None if shared.category.as_ref().is_some_and(|(span, _)| says(&reading.folded(*span), "session")) => {
            notes.push(Note::Said(tongue.say("durée d'après le type de cookie", "lifetime from the type of cookie")));
            return Some(Lifetime::Session);
        }
        None => notes.push(Note::Decide(tongue.say(
            &format!("la durée de vie (`lifetime`), que le texte ne donne pas{by_base}"),
            &format!("its lifetime (`lifetime`), which the text does not give{by_base}"),
        ))),
    }
    None
}

/// The duration that a sentence states, or its section where that says of what.
pub(crate) fn stated_around(reading: &Reading<'_, '_>, sentence: usize) -> Option<(String, Option<Stated>)> {
    let text = reading.text;
    let words = |stated: &temoin_prose::StatedDuration| {
        let words = text.source().get(stated.span.range()).unwrap_or_default().to_owned();
        (words, Some(stated.value))
    };
    if let [only] = text.durations_in(sentence..sentence + 1) {
        return Some(words(only));
    }
    let found = text.find_in(text.section(sentence), &LIVES);
    let mut stated = found.iter().filter_map(|hit| {
        let here = text.durations_in(hit.sentence..hit.sentence + 1);
        here.iter().find(|stated| stated.tokens.end == hit.tokens.end)
    });
    let first = stated.next()?;
    stated.all(|other| other.value == first.value).then(|| words(first))
}

/// How a text says that a tracker lives so long, apart from its data.
static LIVES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "(duree|durees) (d expiration|de vie|de validite) .. <duration>",
        "(expire|expirent|expires) .. <duration>",
        "(lifetime|lifespan|expiry) .. <duration>",
    ])
});

/// What the bases know and the text does not say, or says otherwise.
pub(crate) fn doubts(
    tongue: Tongue,
    name: Option<&NamePattern>,
    known: Option<&Recognised<'_>>,
    notes: &mut Vec<Note>,
) {
    let Some(known) = known else {
        if name.is_some() {
            notes.push(Note::Said(tongue.say("nom inconnu de la base", "a name that the base does not know")));
        }
        return;
    };
    let base = match known.base {
        Base::Supplement => tongue.say("base connue", "known base"),
        Base::OpenCookieDatabase => "Open Cookie Database".to_owned(),
    };
    let words = known.text.of(tongue.language);
    notes.push(Note::Said(tongue.say(
        &format!("{base} : {}, « {words} » ; à vérifier", known.platform),
        &format!("{base}: {}, \"{words}\"; to be checked", known.platform),
    )));
}
