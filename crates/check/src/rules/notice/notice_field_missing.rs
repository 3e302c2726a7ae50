//! What article 13 asks to be told, and is not.
//!
//! One finding for each field, from the identity of the controller to the
//! logic of automated decisions, whatever the number of texts and languages.
//! A register is judged on what it declares, since its policies print it; a
//! text, on whether any of its wordings says the thing at all. Whether it says
//! it well is for other rules: here, in doubt, a field is told.
//!
//! The rights of art. 13(2)(b) to (d) have their own rule, one finding a right.
//! A cookie policy that stands alone is judged on who the controller is and on
//! what must be known before consent (CNIL, délib. 2020-091, §24); the rest may
//! be in a document that was not shown.

use temoin_evidence::Level;
use temoin_prose::Phrases;
use temoin_register::Language;

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::place::Place;
use crate::published::Readers;
use crate::rule::rule;

use super::fields::{declared, told, who};

rule! {
    pub(crate) NOTICE_FIELD_MISSING = "notice-field-missing" in Notice since "0.1.0";
    on Register => declared::judge;
    on Text => written;
}

/// A field that a text does not tell.
#[derive(Debug)]
pub(super) struct Untold {
    pub(super) subject: &'static str,
    pub(super) message: Said,
    /// The words to point at; else the heading that says one of `about`.
    pub(super) place: Option<Place>,
    pub(super) about: &'static [&'static str],
    pub(super) cites: &'static [&'static str],
    pub(super) level: Option<Level>,
    pub(super) help: Said,
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    for readers in case.readers() {
        let mut untold = told::trackers(case, readers);
        if !readers.are_fragments() {
            untold.extend(who::controller(readers));
        }
        if readers.on_personal_data() {
            untold.extend(told::personal_data(case, readers));
        } else {
            // Why, once: not for each language.
            if findings.not_assessed.is_empty() {
                findings.not_assessed(readers.told_elsewhere());
            }
        }
        for field in untold {
            add(case, readers, field, findings);
        }
    }
}

/// Adds a field, unless the register or another language already lacks it: then
/// only where else.
fn add(case: &Case<'_>, readers: &Readers<'_>, field: Untold, findings: &mut Findings) {
    let place = field.place.or_else(|| readers.place(&Phrases::new(field.about)));
    let known = findings.found.iter_mut().find(|found| found.subject.as_deref() == Some(field.subject));
    if let Some(known) = known {
        if let Some(place) = place.filter(|place| known.place != Some(*place)) {
            known.see(place, say!("ce texte ne le dit pas non plus", "this text does not say it either"));
        }
        return;
    }
    let found = findings.find(place, field.message).about(field.subject).cites(field.cites).help(field.help);
    if let Some(level) = field.level {
        found.level(level);
    }
    if case.readers().len() > 1 {
        found.label(match readers.language {
            Language::FR => say!("dans les textes en français", "in the French texts"),
            _ => say!("dans les textes en anglais", "in the English texts"),
        });
    }
}
