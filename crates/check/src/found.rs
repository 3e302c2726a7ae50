//! What a rule concludes, in both languages, before one is chosen.
//!
//! A rule does not know who reads: it says everything twice, side by side, so
//! that neither language can be forgotten and neither lags behind.

use temoin_evidence::Level;
use temoin_register::Language;

use crate::place::Place;

/// The same words in French and in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) fr: String,
    pub(crate) en: String,
}

impl Said {
    /// In `language`; English for any language but French.
    pub(crate) fn of(self, language: Language) -> String {
        if language == Language::FR { self.fr } else { self.en }
    }
}

/// `say!("en français {x}", "in English {x}")`: both are formatted.
macro_rules! say {
    ($fr:literal, $en:literal) => {
        $crate::found::Said { fr: format!($fr), en: format!($en) }
    };
}
pub(crate) use say;

/// One conclusion of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) message: Said,
    pub(crate) level: Option<Level>,
    pub(crate) subject: Option<String>,
    pub(crate) place: Option<Place>,
    pub(crate) label: Option<Said>,
    pub(crate) related: Vec<(Place, Said)>,
    pub(crate) cites: Option<Vec<&'static str>>,
    pub(crate) help: Vec<Said>,
}

impl Found {
    /// The subject, such as `tracker._ga`: what a waiver names.
    pub(crate) fn about(&mut self, subject: impl Into<String>) -> &mut Self {
        self.subject = Some(subject.into());
        self
    }

    /// Another level than the rule's own.
    pub(crate) fn level(&mut self, level: Level) -> &mut Self {
        self.level = Some(level);
        self
    }

    /// Words under the quoted ones: the limit, here.
    pub(crate) fn label(&mut self, label: Said) -> &mut Self {
        self.label = Some(label);
        self
    }

    /// Another place that explains this one.
    pub(crate) fn see(&mut self, place: Place, label: Said) -> &mut Self {
        self.related.push((place, label));
        self
    }

    /// A way out. Never only one where the law leaves a choice.
    pub(crate) fn help(&mut self, help: Said) -> &mut Self {
        self.help.push(help);
        self
    }

    /// Fewer sources than all the rule's: those this finding rests on.
    pub(crate) fn cites(&mut self, keys: &[&'static str]) -> &mut Self {
        self.cites = Some(keys.to_vec());
        self
    }
}

/// What one rule concludes of one case.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) found: Vec<Found>,
    pub(crate) not_assessed: Vec<Said>,
}

impl Findings {
    /// Adds a finding; the rest of it is said on what is given back.
    pub(crate) fn find(&mut self, place: impl Into<Option<Place>>, message: Said) -> &mut Found {
        self.found.push(Found {
            message,
            level: None,
            subject: None,
            place: place.into(),
            label: None,
            related: Vec::new(),
            cites: None,
            help: Vec::new(),
        });
        self.found.last_mut().expect("it was just added")
    }

    /// Says that the evidence, although there, does not let this be judged.
    pub(crate) fn not_assessed(&mut self, why: Said) {
        if !self.not_assessed.contains(&why) {
            self.not_assessed.push(why);
        }
    }
}
