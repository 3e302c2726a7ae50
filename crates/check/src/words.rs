//! The words that a register itself holds, read as one text.
//!
//! A purpose's title, what a tracker is for, a legitimate interest: each is a
//! sentence that a visitor will read, and each is judged like the prose of a
//! policy. They are joined, one paragraph each, and read once: what is found in
//! the whole is then led back to the key it was written under.

use temoin_prose::{Phrases, Text};
use temoin_reading::{At, Span};
use temoin_register::{PerLanguage, Register, Text as Words};

use crate::place::Place;

/// Whose words these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Whose {
    Purpose(usize),
    Service(usize),
    Tracker(usize),
    Processor(usize),
    Recipient(usize),
    Processing(usize),
    Disclosure(usize),
    Retention(usize),
    Rights,
    Security,
}

/// One entry: the words of one key in one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) whose: Whose,
    pub(crate) key: &'static str,
    pub(crate) place: Place,
    start: usize,
    end: usize,
}

/// Everything a register says in words.
#[derive(Debug)]
pub(crate) struct Wording {
    joined: String,
    entries: Vec<Entry>,
}

/// Some of the words, found.
#[derive(Debug)]
pub(crate) struct Worded<'w> {
    pub(crate) entry: &'w Entry,
    /// The words that matched.
    pub(crate) quote: String,
    /// All the words of the entry.
    pub(crate) whole: &'w str,
    /// Which phrase of the set.
    pub(crate) phrase: usize,
}

impl Wording {
    pub(crate) fn of(register: &Register) -> Self {
        let mut wording = Self { joined: String::new(), entries: Vec::new() };
        let declared = &register.declared;
        for (index, purpose) in declared.purpose.iter().enumerate() {
            let whose = Whose::Purpose(index);
            wording.add(whose, "title", &purpose.at, Some(&purpose.title));
            wording.add(whose, "text", &purpose.at, purpose.text.as_ref());
            wording.add(whose, "interest", &purpose.at, purpose.interest.as_ref());
        }
        for (index, service) in declared.service.iter().enumerate() {
            wording.add(Whose::Service(index), "title", &service.at, Some(&service.title));
            wording.add(Whose::Service(index), "text", &service.at, service.text.as_ref());
        }
        for (index, tracker) in declared.tracker.iter().enumerate() {
            wording.add(Whose::Tracker(index), "title", &tracker.at, tracker.title.as_ref());
            wording.add(Whose::Tracker(index), "text", &tracker.at, tracker.text.as_ref());
        }
        for (index, processor) in declared.processor.iter().enumerate() {
            wording.add(Whose::Processor(index), "text", &processor.at, processor.text.as_ref());
        }
        for (index, recipient) in declared.recipient.iter().enumerate() {
            wording.add(Whose::Recipient(index), "name", &recipient.at, Some(&recipient.name));
            wording.add(Whose::Recipient(index), "text", &recipient.at, recipient.text.as_ref());
        }
        for (index, processing) in declared.processing.iter().enumerate() {
            let whose = Whose::Processing(index);
            wording.add(whose, "title", &processing.at, Some(&processing.title));
            wording.add(whose, "text", &processing.at, processing.text.as_ref());
            wording.add(whose, "interest", &processing.at, processing.interest.as_ref());
            wording.add(whose, "consequence", &processing.at, processing.consequence.as_ref());
        }
        for (index, disclosure) in declared.disclosure.iter().enumerate() {
            wording.add(Whose::Disclosure(index), "title", &disclosure.at, Some(&disclosure.title));
        }
        for (index, retention) in declared.retention.iter().enumerate() {
            wording.add(Whose::Retention(index), "title", &retention.at, retention.title.as_ref());
            wording.add(Whose::Retention(index), "because", &retention.at, retention.because.as_ref());
        }
        if let Some(rights) = &declared.rights {
            wording.add(Whose::Rights, "refusal", &rights.at, rights.refusal.as_ref());
        }
        if let Some(security) = &declared.security
            && let PerLanguage::Each(each) = &security.measures
        {
            for measure in each.values().flatten() {
                wording.push(Whose::Security, "measures", security.at.value("measures"), measure);
            }
        }
        wording
    }

    fn add(&mut self, whose: Whose, key: &'static str, at: &At, words: Option<&Words>) {
        for (_, words) in words.into_iter().flat_map(PerLanguage::values) {
            self.push(whose, key, at.value(key), words);
        }
    }

    fn push(&mut self, whose: Whose, key: &'static str, span: Span, words: &str) {
        let start = self.joined.len();
        // One line of words, one paragraph: nothing in it may begin another.
        self.joined.extend(words.chars().map(|c| if c.is_control() { ' ' } else { c }));
        let end = self.joined.len();
        self.joined.push_str("\n\n");
        self.entries.push(Entry { whose, key, place: Place::new(0, span), start, end });
    }

    /// The whole, read: for a rule that looks for several things.
    pub(crate) fn read(&self) -> ReadWords<'_> {
        ReadWords { wording: self, text: Text::read(&self.joined) }
    }
}

/// The words, read.
#[derive(Debug)]
pub(crate) struct ReadWords<'w> {
    wording: &'w Wording,
    text: Text<'w>,
}

impl<'w> ReadWords<'w> {
    /// The entries that say one of `phrases`.
    pub(crate) fn find(&self, phrases: &Phrases) -> Vec<Worded<'w>> {
        let found = self.text.find(phrases).into_iter();
        found
            .filter_map(|found| {
                let entries = &self.wording.entries;
                let after = entries.partition_point(|entry| entry.start <= found.span.start);
                let entry = entries.get(after.checked_sub(1)?)?;
                let quote = self.wording.joined.get(found.span.range())?.to_owned();
                Some(Worded { entry, quote, whole: &self.wording.joined[entry.start..entry.end], phrase: found.phrase })
            })
            .collect()
    }
}

/// Words on one line, shortened where they run long.
pub(crate) fn one_line(words: &str) -> String {
    const LONGEST: usize = 160;
    let mut line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST {
        line = line.chars().take(LONGEST - 1).collect();
        line.push('…');
    }
    line
}
