//! A purpose that would suit any tracker.
//!
//! "Improving your experience" is why everything is done, and says nothing of
//! what is read or written. The words that give such a purpose away are a list
//! of the law's data; some of them only do where nothing else says what is done.
//! A reason added to a precise purpose ("count visits, to improve the site") is
//! left alone, and so are definitions of what a cookie is. No purpose at all is
//! the same fault.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Case, Written};
use crate::found::{Findings, Found, Said, say};
use crate::law::lists::Entry;
use crate::place::Place;
use crate::rows::Row;
use crate::rule::rule;
use crate::rules::listed::listed;
use crate::rules::trackers::told::{List, lists, of_law};
use crate::rules::trackers::vague::{Prose, Vague};
use crate::words::{Whose, one_line};

rule! {
    pub(crate) TRACKER_PURPOSE_VAGUE = "tracker-purpose-vague" in Trackers since "0.1.0";
    on Register => declared;
    on Text => written;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let vague = Vague::of(case);
    let words = case.words();
    let mut precise: BTreeMap<Whose, BTreeSet<(&str, usize)>> = BTreeMap::new();
    for found in words.find(&vague.precise) {
        let at = found.whole.find(&found.quote).unwrap_or_default();
        precise.entry(found.entry.whose).or_default().insert((found.entry.key, at));
    }
    let mut done = BTreeSet::new();
    for found in words.find(&vague.phrases) {
        let whose = found.entry.whose;
        let judged = matches!(whose, Whose::Purpose(_) | Whose::Service(_) | Whose::Tracker(_));
        if !judged || found.entry.key == "interest" || done.contains(&whose) {
            continue;
        }
        let at = found.whole.find(&found.quote).unwrap_or_default();
        let elsewhere = precise.get(&whose).is_some_and(|precise| match found.entry.key {
            _ if found.phrase >= vague.alone => true,
            "title" => precise.iter().any(|(key, _)| *key != "title"),
            key => is_reason(&found.whole[..at]) && precise.iter().any(|(other, before)| *other == key && *before < at),
        });
        if elsewhere {
            continue;
        }
        done.insert(whose);
        let found = find(found.entry.place, &found.quote, vague.entries[found.phrase], findings);
        found.about(subject(case, whose));
    }
}

/// Whether what follows these words is only why: « pour … », « afin de … », "to …".
fn is_reason(before: &str) -> bool {
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    ["pour", "d", "de", "to"].contains(&&*last.to_lowercase())
}

fn subject(case: &Case<'_>, whose: Whose) -> String {
    let declared = &case.register().declared;
    match whose {
        Whose::Purpose(index) => format!("purpose.{}", declared.purpose[index].id),
        Whose::Service(index) => format!("service.{}", declared.service[index].id),
        Whose::Tracker(index) => format!("tracker.{}", declared.tracker[index].label()),
        _ => "site".to_owned(),
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let vague = Vague::of(case);
    let lists = lists(case);
    for list in &lists {
        untold(list, &vague, findings);
    }
    for (index, written) in case.written().iter().enumerate() {
        let rows: Vec<&Row<'_>> = case.written_rows().filter(|row| row.written == Some(index)).collect();
        of_text(written, &Prose::of(written, rows, &vague), &vague, findings);
    }
}

/// The vague words of one text: one finding a sentence, and one for words that come again.
fn of_text(written: &Written<'_>, prose: &Prose<'_, '_>, vague: &Vague<'_>, findings: &mut Findings) {
    let mut last: Option<usize> = None;
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for found in written.text.find(&vague.phrases) {
        if last == Some(found.sentence) || prose.excuses(&found, found.phrase >= vague.alone) {
            continue;
        }
        last = Some(found.sentence);
        let (place, quote) = (written.at(found.span), written.quote(found.span));
        if let Some(first) = told.get(&quote.to_lowercase()) {
            findings.found[*first].see(place, say!("et ici", "and here"));
            continue;
        }
        told.insert(quote.to_lowercase(), findings.found.len());
        let entry = vague.entries[found.phrase];
        match prose.row_of(&found) {
            Some(row) => find(place, &quote, entry, findings).about(&*row.subject),
            None => find(place, &quote, entry, findings).about_text(written),
        };
    }
}

/// Rows that say no purpose at all.
fn untold(list: &List<'_, '_>, vague: &Vague<'_>, findings: &mut Findings) {
    let bare = |row: &&&Row<'_>| row.purpose.is_empty() && row.titles.is_empty() && row.category.is_none();
    let lacking: Vec<&Row<'_>> = list.rows.iter().filter(bare).copied().collect();
    let column = list.rows.iter().any(|row| !row.purpose.is_empty()) || list.is_understood();
    if lacking.is_empty() || !column || list.above_says(&vague.precise) {
        return;
    }
    let way = say!("dites ce qui est lu ou écrit, et pour quoi", "say what is read or written, and what for");
    let label = say!("aucune finalité", "no purpose");
    if lacking.len() < list.rows.len() {
        for row in lacking {
            let name = &row.label;
            let message =
                say!("le texte ne dit pas à quoi sert `{name}`", "the text does not say what `{name}` is for");
            findings.find(row.place, message).about(&*row.subject).label(label.clone()).help(way.clone());
        }
        return;
    }
    let Said { fr: called_fr, en: called_en } = list.called();
    let names: Vec<&str> = lacking.iter().map(|row| &*row.label).collect();
    let Said { fr, en } = listed(&names);
    let (serves, is) = if names.len() > 1 { ("servent", "are") } else { ("sert", "is") };
    let message = say!("{called_fr} ne dit pas à quoi {serves} {fr}", "{called_en} does not say what {en} {is} for");
    findings.find(list.head, message).about_text(list.written).label(label).help(way);
}

fn find<'f>(place: Place, quote: &str, entry: &Entry, findings: &'f mut Findings) -> &'f mut Found {
    let quote = one_line(quote);
    let message = say!("« {quote} » est une finalité vague", "\"{quote}\" is a vague purpose");
    let found = findings.find(place, message).label(of_law(entry.why));
    entry.instead.into_iter().for_each(|instead| {
        found.help(of_law(instead));
    });
    found.help(say!(
        "ou retirez ces mots, si d'autres le disent déjà",
        "or take these words out, if others already say it"
    ))
}
