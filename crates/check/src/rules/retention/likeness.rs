//! What a retention rule is about, and the usual periods it can be held against.
//!
//! A rule of the register names its categories of data, or leaves that to the
//! processings that apply it. The law's references are recognised by those
//! categories, or by the words of a title: both are indexed once.

use std::collections::{BTreeMap, BTreeSet};

use temoin_prose::{Phrases, Text};
use temoin_register::{Id, Retention};

use crate::case::Case;
use crate::law::references::Reference;
use crate::words::Whose;

/// The categories of data of each retention rule, in the order of the register.
pub(crate) fn data_of_rules<'a>(case: &Case<'a>) -> Vec<BTreeSet<&'a Id>> {
    let mut applied: BTreeMap<&Id, BTreeSet<&Id>> = BTreeMap::new();
    for processing in &case.register().declared.processing {
        for rule in &processing.retention {
            applied.entry(rule).or_default().extend(&processing.data);
        }
    }
    let data = |rule: &'a Retention| match rule.data.as_slice() {
        [] => applied.get(&rule.id).cloned().unwrap_or_default(),
        own => own.iter().collect(),
    };
    case.register().declared.retention.iter().map(data).collect()
}

/// The references about one of these categories of data.
pub(crate) fn by_data<'l>(case: &'l Case<'_>, data: &BTreeSet<&Id>) -> Vec<&'l Reference> {
    case.law.references().iter().filter(|one| one.data.iter().any(|word| data.contains(word))).collect()
}

/// The words by which references are recognised.
pub(crate) struct Spoken<'l> {
    phrases: Phrases,
    /// The reference of each phrase.
    each: Vec<&'l Reference>,
}

impl<'l> Spoken<'l> {
    pub(crate) fn new(case: &'l Case<'_>) -> Self {
        let all = || case.law.references().iter().flat_map(|one| one.phrases.iter().map(move |phrase| (one, phrase)));
        let phrases: Vec<&str> = all().map(|(_, phrase)| phrase.as_str()).collect();
        Self { phrases: Phrases::new(&phrases), each: all().map(|(one, _)| one).collect() }
    }

    /// Those that the title of each retention rule speaks of, by the rule's place.
    pub(crate) fn by_title(&self, case: &Case<'_>) -> BTreeMap<usize, Vec<&'l Reference>> {
        let mut titles: BTreeMap<usize, Vec<&Reference>> = BTreeMap::new();
        for words in case.words().find(&self.phrases) {
            if let (Whose::Retention(place), "title") = (words.entry.whose, words.entry.key) {
                titles.entry(place).or_default().push(self.each[words.phrase]);
            }
        }
        titles
    }

    /// Where a text speaks of them: the first byte, the sentence, and which.
    pub(crate) fn in_text(&self, text: &Text<'_>) -> Vec<(usize, usize, &'l Reference)> {
        let found = text.find(&self.phrases).into_iter();
        found.map(|found| (found.span.start, found.sentence, self.each[found.phrase])).collect()
    }
}
