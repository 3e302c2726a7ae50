//! Called a cookie, and kept elsewhere.
//!
//! What is read and written on a terminal is not only cookies: storage of the
//! browser, pixels, fingerprints are treated alike. A visitor who looks for a
//! cookie of that name finds none, and a text that speaks of "small text files"
//! alone leaves the rest untold.
//!
//! What a browser saw counts more than what is usual. A text that calls all of
//! it "cookies", and says so, is right.

use std::collections::{HashMap, HashSet};

use temoin_known::Confidence;
use temoin_prose::Phrases;
use temoin_register::TrackerKind;

use crate::case::{Case, Written};
use crate::found::{Findings, Said, say};
use crate::place::Place;
use crate::published::Readers;
use crate::rows::Row;
use crate::rule::rule;
use crate::rules::trackers::told::trackers;

rule! {
    pub(crate) TRACKER_STORAGE_KIND = "tracker-storage-kind" in Trackers since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// How a text defines a cookie, where it goes no further.
const TEXT_FILE: &[&str] = &[
    "[(petit|petits|simple|simples|court|courts)] (fichier|fichiers) [(de|au format|en|informatique|informatiques)] (texte|textes|textuel|textuels)",
    "[(small|tiny|simple|short|little)] [(plain|simple)] text (file|files)",
];

/// Words of the other techniques.
const OTHERS: &[&str] = &[
    "stockage .. (navigateur|local|locale|session|web|html5)",
    "(local|session|web|browser|dom|html5) storage",
    "(localstorage|sessionstorage|indexeddb|webstorage)",
    "base* de donnees du navigateur",
    "(pixel*|balise*|beacon*|fingerprint*|sdk)",
    "empreinte*",
    "identifiant* (publicitaire*|de l'appareil|du terminal|materiel*)",
    "(technolog*|technique*|traceur*|procede*|outil*|moyen*) (similaire*|analogue*|comparable*|equivalent*|semblable*|de suivi)",
    "(autre|autres|differente|differentes|diverse|diverses) (technolog*|techniques|traceurs|procedes)",
    "(similar|other|comparable|related|equivalent|tracking) (technolog*|technique*|tracker*|means|methods)",
    "(device|advertising|hardware) identifier*",
    "tracking tag*",
];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let seen = Seen::of(case);
    for row in case.declared_rows() {
        let Some(tracker) = row.tracker else { continue };
        let (Some(name), false) = (&tracker.name, seen.declared.contains(&tracker.at.span.start)) else { continue };
        let elsewhere = seen.elsewhere.get(&tracker.at.span.start).map(|(kind, place)| (*kind, Origin::Seen(*place)));
        let Some((kind, origin)) = elsewhere.or_else(|| usual(row)) else { continue };
        let Said { fr, en } = called(kind);
        let (declared, word) = (row.kind.word(), kind.word());
        let written = tracker.at.values.iter().any(|(key, _)| *key == "kind");
        let found = findings
            .find(
                case.in_register(tracker.at.value(if written { "kind" } else { "name" })),
                say!("`{name}` est {fr}, déclaré comme `{declared}`", "`{name}` is {en}, declared as `{declared}`"),
            )
            .about(&*row.subject);
        found.help(say!("écrivez `kind = \"{word}\"`", "write `kind = \"{word}\"`"));
        match origin {
            Origin::Known(platform) => found
                .label(say!("d'après ce que l'on sait de {platform}", "from what is known of {platform}"))
                .help(say!(
                    "ou gardez `{declared}`, si un navigateur le montre là",
                    "or keep `{declared}`, if a browser shows it there"
                )),
            Origin::Seen(place) => {
                found.label(say!("pas vu là", "not seen there")).see(place, say!("vu ici", "seen here")).help(say!(
                    "ou, s'il s'écrit aux deux endroits, déclarez les deux",
                    "or, if it is written in both places, declare both"
                ))
            }
        };
    }
}

/// Who says where it is kept.
enum Origin<'r> {
    /// What is known of the software that writes it.
    Known(&'r str),
    /// A browser, here.
    Seen(Place),
}

/// Where what is declared as a cookie is kept, if the base is sure that it is none.
fn usual<'r>(row: &'r Row<'_>) -> Option<(TrackerKind, Origin<'r>)> {
    let known = row.recognised.first()?.as_ref().filter(|known| known.confidence > Confidence::Suggestion)?;
    let kind = known.kind.filter(|kind| row.kind == TrackerKind::Cookie && *kind != TrackerKind::Cookie)?;
    Some((kind, Origin::Known(known.platform)))
}

/// The declared trackers that were seen, by where their declaration begins.
#[derive(Default)]
struct Seen {
    /// Those seen where they are declared to be.
    declared: HashSet<usize>,
    /// The others: where they were, the first time.
    elsewhere: HashMap<usize, (TrackerKind, Place)>,
}

impl Seen {
    fn of(case: &Case<'_>) -> Self {
        let mut all = Self::default();
        let register = case.register();
        for seen in case.audit().into_iter().flat_map(|audit| &audit.tracker) {
            if let Some(tracker) = register.tracker(seen.kind, &seen.name) {
                all.declared.insert(tracker.at.span.start);
                continue;
            }
            let kinds = TrackerKind::ALL.iter().filter(|kind| **kind != seen.kind);
            for tracker in kinds.filter_map(|kind| register.tracker(*kind, &seen.name)) {
                let place = case.in_evidence(seen.at.value("name"));
                all.elsewhere.entry(tracker.at.span.start).or_insert((seen.kind, place));
            }
        }
        all
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let (file, others, about) = (Phrases::new(TEXT_FILE), Phrases::new(OTHERS), trackers());
    for readers in case.readers() {
        if readers.say(&others) || declares_others(case) {
            continue;
        }
        let Some((written, place)) = defined(case, readers, &file, &about) else { continue };
        let words = written.quote(place.span);
        findings
            .find(
                place,
                say!("le texte ne parle que de « {words} »", "the text speaks of \"{words}\" alone"),
            )
            .label(say!(
                "stockage du navigateur et pixels sont des traceurs aussi",
                "storage of the browser and pixels are trackers too"
            ))
            .help(say!(
                "dites que « cookies » désigne ici tout ce qui est lu ou écrit sur le terminal : stockage du navigateur, pixels",
                "say that \"cookies\" means here whatever is read or written on the terminal: browser storage, pixels"
            ))
            .help(say!(
                "ou dites que rien d'autre n'est utilisé, si c'est vrai",
                "or say that nothing else is used, if that is true"
            ));
    }
}

/// Whether the register, and so its tables, name what is no cookie.
fn declares_others(case: &Case<'_>) -> bool {
    case.declared_rows().any(|row| row.kind != TrackerKind::Cookie)
}

/// Where a text in the language of `readers` says what a cookie is.
fn defined<'c, 'a>(
    case: &'c Case<'a>,
    readers: &Readers<'_>,
    file: &Phrases,
    about: &Phrases,
) -> Option<(&'c Written<'a>, Place)> {
    let texts = case.written().iter().filter(|written| written.text.language() == Some(readers.language));
    texts.into_iter().find_map(|written| {
        let found = written.text.find(file).into_iter();
        let mut found = found.filter(|found| written.text.has_in(written.text.section(found.sentence), about));
        found.next().map(|found| (written, written.at(found.span)))
    })
}

fn called(kind: TrackerKind) -> Said {
    match kind {
        TrackerKind::Cookie => say!("un cookie", "a cookie"),
        TrackerKind::LocalStorage => say!("une clé de `localStorage`", "a key of `localStorage`"),
        TrackerKind::SessionStorage => say!("une clé de `sessionStorage`", "a key of `sessionStorage`"),
        TrackerKind::IndexedDb => say!("une base IndexedDB", "an IndexedDB database"),
        TrackerKind::Pixel => say!("un pixel", "a pixel"),
    }
}
