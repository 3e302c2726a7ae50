//! Data that are kept for nobody knows how long.
//!
//! People must be told how long their data are kept, or by what it is decided,
//! and the record of processings foresees when they are erased. A retention rule
//! always has a period and the event it counts from, so what can lack is the rule:
//! a processing that applies none, or a category of its data that no rule of the
//! register covers. A category that another processing's rule covers has a period,
//! if not the clearest one. A published table may also leave the cell empty, or say that the
//! period varies. How long is too long is the matter of other rules.

use std::collections::{BTreeMap, BTreeSet};

use temoin_prose::Stated;
use temoin_register::{Id, Language, Processing, Register, Retention};

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::rule;
use crate::words::one_line;

rule! {
    pub(crate) RETENTION_MISSING = "retention-missing" in Retention since "0.1.0";
    on Register => declared;
    on Text => written;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let register = case.register();
    let rules: BTreeMap<&Id, &Retention> = register.declared.retention.iter().map(|rule| (&rule.id, rule)).collect();
    let covered: BTreeSet<&Id> = rules.values().flat_map(|rule| &rule.data).collect();
    for processing in register.declared.processing.iter().filter(|processing| !processing.data.is_empty()) {
        let id = &processing.id;
        if processing.retention.is_empty() {
            let message = say!(
                "le traitement `{id}` ne dit pas combien de temps ses données sont gardées",
                "the processing `{id}` does not say how long its data are kept"
            );
            let found = findings.find(case.in_register(processing.at.value("id")), message);
            found.label(say!("ni durée ni critère", "neither period nor criterion"));
            declare(found, id);
            continue;
        }
        let bare = uncovered(processing, &rules, &covered);
        if bare.is_empty() {
            continue;
        }
        let words = |language| in_words(register, &bare, language);
        let (fr, en) = (words(Language::FR), words(Language::EN));
        let message = say!(
            "aucune règle de conservation ne couvre ces données de `{id}` : {fr}",
            "no retention rule covers these data of `{id}`: {en}"
        );
        let found = findings.find(case.in_register(processing.at.value("retention")), message);
        found.label(say!("ni durée ni critère pour ces données", "neither period nor criterion for these data"));
        if let Some(rule) = processing.retention.iter().find_map(|id| rules.get(id)) {
            found.see(case.in_register(rule.at.value("data")), say!("ce que la règle couvre", "what the rule covers"));
        }
        declare(found, id);
    }
}

/// The categories that no rule covers. A rule that lists none covers all of its processing's.
fn uncovered<'a>(
    processing: &'a Processing,
    rules: &BTreeMap<&Id, &Retention>,
    covered: &BTreeSet<&Id>,
) -> Vec<&'a Id> {
    let mut applied = processing.retention.iter().filter_map(|id| rules.get(id));
    if applied.any(|rule| rule.data.is_empty()) {
        return Vec::new();
    }
    processing.data.iter().filter(|word| !covered.contains(word)).collect()
}

fn in_words(register: &Register, words: &[&Id], language: Language) -> String {
    words.iter().map(|word| register.word(word, language)).collect::<Vec<_>>().join(", ")
}

fn declare(found: &mut Found, processing: &Id) {
    found
        .about(format!("processing.{processing}"))
        .help(say!(
            "ajoutez une `[[retention]]` (une durée, l'événement dont elle part) et nommez-la dans `retention`",
            "add a `[[retention]]` (a period, the event it counts from) and name it in `retention`"
        ))
        .help(say!("ou cessez de collecter ces données", "or stop collecting these data"));
}

/// A row of a published table whose period is empty, or "variable".
fn written(case: &Case<'_>, findings: &mut Findings) {
    for written in case.written() {
        for row in written.text.retention_rows() {
            let place = match &row.keep {
                Some((cell, Some(Stated::Variable))) => cell.span,
                // A dash, or nothing.
                None => row.what.span,
                Some(_) => continue,
            };
            let what = one_line(&row.what.text);
            let message = say!(
                "le texte ne dit pas combien de temps il garde : « {what} »",
                "the text does not say how long it keeps: \"{what}\""
            );
            findings
                .find(written.at(place), message)
                .about("retention")
                .label(say!("ni durée ni critère", "neither period nor criterion"))
                .help(say!(
                    "donnez une durée, et l'événement dont elle part",
                    "give a period, and the event it counts from"
                ))
                .help(say!(
                    "ou, faute de durée fixe, dites par quoi elle est déterminée",
                    "or, where no period is fixed, say by what it is determined"
                ));
        }
    }
}
