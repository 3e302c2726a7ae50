//! A tracker that nobody says how long it lives.
//!
//! How long a cookie works is part of what people must be told before they
//! consent. "Variable" is no answer, nor is a range that covers several
//! trackers: whoever reads it cannot tell which lives how long. What needs no
//! number is left alone: a session, "until you delete it". A table without a
//! column for it is one fault.

use temoin_prose::{BlockKind, Phrases, Stated, StatedDuration, Text};
use temoin_register::TrackerKind;

use crate::case::{Case, Written};
use crate::found::{Findings, Found, Said, say};
use crate::published::Readers;
use crate::rows::{Life, Row};
use crate::rule::rule;
use crate::rules::listed::listed;
use crate::rules::trackers::told::{List, denials, elsewhere, lists, trackers};

rule! {
    pub(crate) TRACKER_LIFETIME_MISSING = "tracker-lifetime-missing" in Trackers since "0.1.0";
    on Register => declared;
    on Text => written;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    for row in case.declared_rows().filter(|row| row.lifetime == Life::Unsaid) {
        // A pixel keeps nothing, and a session's storage goes with its tab.
        if matches!(row.kind, TrackerKind::Pixel | TrackerKind::SessionStorage) {
            continue;
        }
        let label = &row.label;
        let message = say!("la durée de `{label}` n'est pas dite", "how long `{label}` lives is not said");
        let found = findings.find(row.lifetime_place, message).about(&*row.subject);
        found.label(say!("sans `lifetime`", "without `lifetime`"));
        advise(found).help(say!(
            "ou écrivez `lifetime = \"session\"`, s'il s'efface avec elle",
            "or write `lifetime = \"session\"`, if it goes with the session"
        ));
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    for list in lists(case) {
        of_list(&list, findings);
    }
    if case.rows().iter().all(|row| row.unused) {
        for written in case.written() {
            range_in_prose(written, findings);
        }
        untold(case, findings);
    }
}

fn of_list(list: &List<'_, '_>, findings: &mut Findings) {
    let unsaid: Vec<&Row<'_>> = list.rows.iter().filter(|row| is_unsaid(row)).copied().collect();
    let any = list.rows.iter().any(|row| row.lifetime != Life::Unsaid);
    let above = || !list.written.text.durations_in(list.above.clone()).is_empty();
    if !any && !unsaid.is_empty() && !above() && list.is_understood() {
        let Said { fr: called_fr, en: called_en } = list.called();
        let labels: Vec<&str> = unsaid.iter().map(|row| &*row.label).collect();
        let Said { fr, en } = listed(&labels);
        let (lives, live) = if labels.len() > 1 { ("vivent", "live") } else { ("vit", "lives") };
        let message = say!(
            "{called_fr} ne dit pas combien de temps {lives} {fr}",
            "{called_en} does not say how long {en} {live}"
        );
        let found = findings.find(list.head, message).about_text(list.written);
        found.label(say!("aucune durée", "no lifetime"));
        advise(found);
    } else if any {
        for row in unsaid {
            let label = &row.label;
            let message = say!("la durée de `{label}` n'est pas dite", "how long `{label}` lives is not said");
            let found = findings.find(row.lifetime_place, message).about(&*row.subject);
            advise(found.label(say!("aucune durée", "no lifetime")));
        }
    }
    for row in &list.rows {
        let words = list.written.quote(row.lifetime_place.span);
        let label = match row.lifetime {
            Life::Variable if is_evasive(&words) => say!("ce n'est pas une durée", "this is no lifetime"),
            Life::Range(_) if is_several(row) => {
                say!("un écart pour plusieurs traceurs", "one range for several trackers")
            }
            _ => continue,
        };
        let message = how_long(&words, row);
        advise(findings.find(row.lifetime_place, message).about(&*row.subject).label(label));
    }
}

fn how_long(words: &str, row: &Row<'_>) -> Said {
    let mut names: Vec<&str> = row.names.iter().chain(&row.titles).map(|(words, _)| &**words).collect();
    if names.is_empty() {
        names.push(&row.label);
    }
    let Said { fr, en } = listed(&names);
    let (lives, live) = if names.len() > 1 { ("vivent", "live") } else { ("vit", "lives") };
    say!("« {words} » ne dit pas combien de temps {lives} {fr}", "\"{words}\" does not say how long {en} {live}")
}

/// Nothing is said, not even « cookie de session ».
fn is_unsaid(row: &Row<'_>) -> bool {
    let session = |words: &str| words.to_lowercase().contains("session");
    row.lifetime == Life::Unsaid && !row.titles.iter().chain(&row.category).any(|(words, _)| session(words))
}

/// Words that stand where a lifetime should, and say none. "Until you delete it" says one.
fn is_evasive(words: &str) -> bool {
    const EVASIVE: &[&str] =
        &["variable", "varie", "vary", "varies", "selon", "dépend", "depend", "persist", "divers", "various"];
    const TELLING: &[&str] = &["jusqu", "until", "tant que", "as long as"];
    let lower = words.to_lowercase();
    let holds = |starts: &[&str]| starts.iter().any(|start| lower.contains(start));
    holds(EVASIVE) && !holds(TELLING)
}

/// Whether a row speaks of several trackers at once.
fn is_several(row: &Row<'_>) -> bool {
    let many = |words: &str| {
        let first = words.split_whitespace().next().unwrap_or_default().to_lowercase();
        ["cookies", "traceurs", "trackers", "autres", "other"].contains(&&*first)
    };
    row.names.len() + row.titles.len() != 1 || row.titles.iter().any(|(words, _)| many(words))
}

/// « Nos cookies durent d'un jour à deux ans » : in a text without any list.
fn range_in_prose(written: &Written<'_>, findings: &mut Findings) {
    let text = &written.text;
    let (about, denied) = (Phrases::new(&["(cookies|traceurs|trackers)"]), denials());
    let other = Phrases::new(OTHER);
    let range = text.durations().iter().find(|stated| {
        let sentence = stated.sentence;
        matches!(stated.value, Stated::Range(..) | Stated::Variable)
            && !matches!(text.blocks()[text.sentences()[sentence].block].kind, BlockKind::Cell { .. })
            && text.sentence_has(sentence, &about)
            && ![&denied, &other].into_iter().any(|phrases| text.sentence_has(sentence, phrases))
    });
    let Some(range) = range else { return };
    let words = written.quote(range.span);
    let message = say!(
        "« {words} » ne dit pas combien de temps vit chaque traceur",
        "\"{words}\" does not say how long each tracker lives"
    );
    let found = findings.find(written.at(range.span), message).about_text(written);
    advise(found.label(say!("un écart pour plusieurs traceurs", "one range for several trackers")));
}

/// What else has a duration beside cookies: a choice, data.
const OTHER: &[&str] = &["(consentement|choix|consent|choice|donnees|data|informations|information|statistiques)"];

/// A text on trackers that gives no lifetime at all.
fn untold(case: &Case<'_>, findings: &mut Findings) {
    let (about, other, elsewhere) = (trackers(), Phrases::new(OTHER), elsewhere());
    let tells = |text: &Text<'_>, stated: &StatedDuration| {
        let sentence = stated.sentence;
        let own = text.sentence_has(sentence, &about) || !text.sentence_has(sentence, &other);
        own && text.has_in(text.section(sentence), &about)
    };
    let told = |readers: &Readers<'_>| {
        let mut texts = readers.texts.iter().map(|read| &read.text);
        texts.any(|text| text.durations().iter().any(|stated| tells(text, stated)))
    };
    let judged = || case.readers().iter().filter(|readers| readers.on_trackers() && !readers.say(&elsewhere));
    let Some(first) = judged().next().filter(|_| !judged().any(told)) else { return };
    let lifetimes = Phrases::new(&["(duree*|conservation|lifetime*|duration|retention|how long|expir*)"]);
    let message = say!("le texte ne dit la durée d'aucun traceur", "the text gives the lifetime of no tracker");
    let found = findings.find(first.place(&lifetimes), message);
    advise(found.label(say!("aucune durée", "no lifetime")));
}

fn advise(found: &mut Found) -> &mut Found {
    found.help(say!("donnez à chaque traceur sa durée, en une valeur", "give each tracker its lifetime, as one value"))
}
