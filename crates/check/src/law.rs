//! The law as data: what it asks, where it says so, since when, and how that was checked.
//!
//! Rules judge; they hold no article, no period and no list of words of their own. Those
//! are in `data/*.toml`, which a lawyer can read, and this module reads them once. So a
//! change of the law is a change of data with its date, and what was right last year can
//! still be judged as it stood: [`Law::as_of`] gives the pack in force on one day.
//!
//! - acts and citations: the texts, their weight, and the places cited in them;
//! - rules: the citations behind each rule, and the day from which it can be invoked;
//! - facts: the periods and numbers that rules compare with;
//! - lists: the words by which a text gives itself away;
//! - references: the retention periods that are usual for a kind of data;
//! - sanctions: what was punished, and which rule would have seen it.

pub(crate) mod acts;
pub(crate) mod facts;
pub(crate) mod lists;
mod pack;
pub(crate) mod references;
pub(crate) mod sanctions;

use temoin_evidence::Citation;
use temoin_register::{Date, Language, Period, Text};

use acts::{Act, Place, RuleLaw};
use facts::Fact;
use lists::{Entry, Lists};
use pack::Pack;
use references::Reference;
use sanctions::Sanction;

/// The day on which the data were last held against the texts: of a later one
/// they say what they knew.
const SETTLED: &str = "2026-11-22";

/// The law of one day.
#[derive(Debug)]
pub struct Law {
    day: Date,
    pack: &'static Pack,
    rules: Vec<RuleLaw>,
    lists: Lists,
    references: Vec<Reference>,
}

impl Law {
    /// The law in force on `day`.
    pub fn as_of(day: &Date) -> Self {
        let pack = pack::read();
        let references = pack.reference.iter().filter(|reference| within(day, reference.since.as_ref(), None));
        Self {
            day: day.clone(),
            pack,
            rules: pack.rule.iter().map(RuleLaw::from).collect(),
            lists: Lists::new(&pack.list, |group| within(day, group.from.as_ref(), group.until.as_ref())),
            references: references.cloned().collect(),
        }
    }

    /// The day this law is of.
    pub fn day(&self) -> &Date {
        &self.day
    }

    /// The day on which the data were settled.
    #[expect(clippy::unused_self, reason = "it is said of this law, as its day is")]
    pub fn settled(&self) -> &'static str {
        SETTLED
    }

    /// What the rule called `name` rests on. Every rule of the catalogue has its law, which
    /// a test makes sure of: an unknown name is a mistake of ours.
    pub fn rule(&self, name: &str) -> &RuleLaw {
        let found = self.rules.iter().find(|rule| rule.name == name);
        found.unwrap_or_else(|| panic!("rules.toml has no `{name}`"))
    }

    /// The law of every rule, in the order of the file.
    pub fn rules(&self) -> impl Iterator<Item = &RuleLaw> {
        self.rules.iter()
    }

    /// Whether the rule can be invoked that day.
    pub fn in_force(&self, rule: &str) -> bool {
        self.rule(rule).in_force <= self.day
    }

    /// The place called `key`, in words: its text's title, then the article. None of a text
    /// that was still to come that day: it is no reproach.
    pub fn citation(&self, key: &str, language: Language) -> Option<Citation> {
        let place = self.place(key)?;
        let act = self.act(place)?;
        let since = place.from.as_ref().or(act.from.as_ref()).or(act.date.as_ref());
        if since.is_some_and(|since| *since > self.day) {
            return None;
        }
        let mut text = in_words(&act.title, language).to_owned();
        if let Some(article) = &place.article {
            text.push_str(", ");
            text.push_str(in_words(article, language));
        }
        Some(Citation { key: key.to_owned(), text, mark: place.mark.into() })
    }

    /// The text in which the place called `key` is: its weight, its address, its history.
    pub fn source(&self, key: &str) -> Option<&Act> {
        self.act(self.place(key)?)
    }

    /// The fact called `id` in force that day; before there was one, the first to come.
    pub fn fact(&self, id: &str) -> &Fact {
        let versions = || self.pack.fact.iter().filter(|fact| fact.id.as_str() == id);
        versions()
            .find(|fact| within(&self.day, fact.from.as_ref(), fact.until.as_ref()))
            .or_else(|| versions().next())
            .unwrap_or_else(|| panic!("facts.toml has no `{id}`"))
    }

    /// A fact that is a period.
    pub fn period(&self, fact: &str) -> Period {
        self.fact(fact).period().unwrap_or_else(|| panic!("the fact `{fact}` is no period"))
    }

    /// A fact that is a whole number.
    pub fn number(&self, fact: &str) -> u32 {
        self.fact(fact).number().unwrap_or_else(|| panic!("the fact `{fact}` is no whole number"))
    }

    /// The entries of a list in force that day, in the order of the file.
    pub fn phrases(&self, list: &str) -> Vec<&Entry> {
        self.lists.entries(list).iter().collect()
    }

    /// Whether a list of domains holds this one, in lower case.
    pub fn has_domain(&self, list: &str, domain: &str) -> bool {
        self.lists.entries(list).iter().any(|entry| entry.is_domain(domain))
    }

    /// The usual retention periods.
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// The decisions, made by that day, that punished what a rule finds.
    pub fn sanctions(&self, rule: &str) -> Vec<&Sanction> {
        let punished = |sanction: &&Sanction| sanction.on <= self.day && sanction.rules.iter().any(|name| name == rule);
        self.pack.sanction.iter().filter(punished).collect()
    }

    fn place(&self, key: &str) -> Option<&'static Place> {
        self.pack.citation.iter().find(|place| place.key == key)
    }

    fn act(&self, place: &Place) -> Option<&'static Act> {
        self.pack.act.iter().find(|act| act.key == place.act)
    }
}

/// A text of the data in `language`; in English for any language but French.
pub(crate) fn in_words(text: &Text, language: Language) -> &str {
    text.of(if language == Language::FR { Language::FR } else { Language::EN }, Language::EN)
}

/// Whether `day` is between two days, both included.
fn within(day: &Date, from: Option<&Date>, until: Option<&Date>) -> bool {
    from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until)
}

#[cfg(test)]
mod tests;
