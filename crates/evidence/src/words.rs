//! Our own words around findings, in the reader's language.
//!
//! What a finding says arrives in that language already; here are the titles,
//! the counts and the verdicts that no rule writes. Names of rules, levels in
//! JSON and keys stay as they are in every language: scripts read them.

use temoin_register::Language;

use crate::{Level, Waived};

/// One language's words.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) error: &'static str,
    pub(crate) warning: &'static str,
    pub(crate) info: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) note: &'static str,
    pub(crate) help: &'static str,
    pub(crate) not_assessed: &'static str,
    pub(crate) nothing: &'static str,
    rules: Plural,
    counted: [Plural; 3],
    french: bool,
}

/// A word for one, and for several.
type Plural = (&'static str, &'static str);

const ENGLISH: Words = Words {
    error: "error",
    warning: "warning",
    info: "info",
    subject: "subject",
    note: "note",
    help: "help",
    not_assessed: "not assessed: ",
    nothing: "no findings",
    rules: ("rule", "rules"),
    counted: [("error", "errors"), ("warning", "warnings"), ("note", "notes")],
    french: false,
};

/// A colon takes a space before it, which the renderer does not know: the
/// words that stand before one carry it.
const FRENCH: Words = Words {
    error: "erreur",
    warning: "avertissement",
    info: "remarque",
    subject: "sujet ",
    note: "source ",
    help: "issue ",
    not_assessed: "non évalué : ",
    nothing: "aucun constat",
    rules: ("règle", "règles"),
    counted: [("erreur", "erreurs"), ("avertissement", "avertissements"), ("remarque", "remarques")],
    french: true,
};

impl Words {
    /// The words of `language`; English where we have none.
    pub(crate) fn of(language: Language) -> &'static Self {
        if language == Language::FR { &FRENCH } else { &ENGLISH }
    }

    /// A level's title.
    pub(crate) fn level(&self, level: Level) -> &'static str {
        match level {
            Level::Error => self.error,
            Level::Warning => self.warning,
            Level::Info => self.info,
        }
    }

    /// `2 errors, 1 warning, 3 notes`.
    pub(crate) fn count(&self, errors: usize, warnings: usize, infos: usize) -> String {
        let [error, warning, info] = self.counted;
        [self.several(errors, error), self.several(warnings, warning), self.several(infos, info)].join(", ")
    }

    /// `12 rules`.
    pub(crate) fn rules(&self, count: usize) -> String {
        self.several(count, self.rules)
    }

    /// What was accepted, by whom and until when, before the reason.
    pub(crate) fn waived(&self, waived: &Waived) -> String {
        let Waived { finding, because, decided_by, until } = waived;
        let subject = finding.subject.as_ref().map(|subject| format!(" ({subject})")).unwrap_or_default();
        let rule = &finding.rule;
        match (self.french, until) {
            (false, Some(day)) => format!("waived until {day} by {decided_by}: {rule}{subject}: {because}"),
            (false, None) => format!("waived by {decided_by}: {rule}{subject}: {because}"),
            (true, Some(day)) => format!("accepté jusqu'au {day} par {decided_by} : {rule}{subject} : {because}"),
            (true, None) => format!("accepté par {decided_by} : {rule}{subject} : {because}"),
        }
    }

    /// Zero is singular in French and plural in English.
    fn several(&self, count: usize, (one, many): Plural) -> String {
        let singular = count == 1 || (count == 0 && self.french);
        format!("{count} {}", if singular { one } else { many })
    }
}
