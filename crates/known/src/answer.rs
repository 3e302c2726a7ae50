//! What is asked of the bases, and what they answer.

use temoin_register::{Language, Lifetime, Period, TrackerKind};

use crate::{Exemptable, Mark, Nature, Software};

/// A tracker to be recognised.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// Where it is kept.
    pub kind: TrackerKind,
    /// The name that was seen, or the declared pattern, with `*`.
    pub name: &'a str,
    /// The domain it is kept for, or the host of the script that wrote it.
    pub domain: Option<&'a str>,
    /// The site's own host.
    pub site: Option<&'a str>,
    /// Whose it is, in the words of a declaration.
    pub provider: Option<&'a str>,
}

/// What a base says of it.
#[derive(Clone, Debug)]
pub struct Recognised<'a> {
    /// Which base.
    pub base: Base,
    /// The software or the service that writes it.
    pub platform: &'a str,
    /// The company behind it, where there is one.
    pub company: Option<&'a str>,
    /// What it is for. Never a legal regime.
    pub nature: Nature,
    /// What the exemptions could mean for it; only the supplement says.
    pub exemptable: Option<Exemptable>,
    /// Where the base says it is kept; the Open Cookie Database does not.
    pub kind: Option<TrackerKind>,
    /// How long it lives, in the words of the base: `13 months`, `session`,
    /// `End of session (browser)`, `forever`.
    pub lifetime: Option<&'a str>,
    /// What it is for, in words.
    pub text: Description<'a>,
    /// How sure the answer is.
    pub confidence: Confidence,
    /// Its software, where the supplement knows it.
    pub software: Option<&'a Software>,
    /// The document that says so.
    pub source: String,
    /// How well that was checked.
    pub mark: Mark,
}

/// A text, in English at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description<'a> {
    /// In French; the Open Cookie Database has none.
    pub fr: Option<&'a str>,
    /// In English.
    pub en: &'a str,
}

/// Where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    /// Our own.
    Supplement,
    /// The Open Cookie Database.
    OpenCookieDatabase,
}

/// How sure an answer is, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The name is anyone's, or the place is another's: a question to ask,
    /// never the ground of a finding.
    Suggestion,
    /// The name is nobody else's, and nothing speaks against it.
    Likely,
    /// The name, and the place or the declared provider, say the same.
    Certain,
}

impl<'a> Description<'a> {
    /// In `language`, or in English.
    pub fn of(&self, language: Language) -> &'a str {
        self.fr.filter(|_| language == Language::FR).unwrap_or(self.en)
    }
}

impl Recognised<'_> {
    /// The lifetime as a value, where the words of the base are one.
    pub fn as_lifetime(&self) -> Option<Lifetime> {
        let words = self.lifetime?.to_lowercase();
        if words.contains("session") {
            return Some(Lifetime::Session);
        }
        Period::parse(&words).ok().map(Lifetime::For)
    }
}
