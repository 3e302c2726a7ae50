//! Lists of words by which a text gives itself away.
//!
//! In the file, phrases that share their reason are one group; to a rule, each phrase is
//! an [`Entry`], so that the place of a match in a set of phrases names its entry.

use std::collections::BTreeMap;

use temoin_reading::table;
use temoin_register::{Date, Id, Language, Text};

table! {
    /// A list, in groups.
    pub struct List {
        /// Its identifier.
        pub id: Id,
        /// Whether its entries are domain names; else they are phrases.
        pub domains: bool = false,
        /// Why its entries are on it, for groups that do not say.
        pub why: Text,
        /// What to write instead, for groups that do not say.
        pub instead: Option<Text>,
        /// Its groups.
        pub entry: Vec<Group>,
    }

    /// Phrases that share their reason.
    pub struct Group {
        /// What the group stands for, where a rule asks.
        pub id: Option<Id>,
        /// Phrases of French texts.
        pub fr: Vec<String>,
        /// Phrases of English texts.
        pub en: Vec<String>,
        /// Phrases of any text, such as names of products.
        pub any: Vec<String>,
        /// Their first day on the list.
        pub from: Option<Date>,
        /// Their last day on the list.
        pub until: Option<Date>,
        /// Why they are on it.
        pub why: Option<Text>,
        /// What to write instead.
        pub instead: Option<Text>,
        /// The places that say so.
        pub cites: Vec<String>,
    }
}

/// One phrase of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The phrase, in the phrase language of `temoin-prose`; or a domain.
    pub phrase: &'static str,
    /// The language of the texts it is for; any, where there is none.
    pub language: Option<Language>,
    /// What its group stands for.
    pub id: Option<&'static Id>,
    /// Why it is on the list.
    pub why: &'static Text,
    /// What to write instead.
    pub instead: Option<&'static Text>,
    /// The keys of the places that say so.
    pub cites: &'static [String],
}

impl Entry {
    /// Whether the entry, a domain with perhaps `.*` for its ending, is this one.
    pub(crate) fn is_domain(&self, domain: &str) -> bool {
        match self.phrase.strip_suffix('*') {
            Some(start) => domain.starts_with(start),
            None => domain == self.phrase,
        }
    }
}

/// The entries of every list.
#[derive(Debug)]
pub(crate) struct Lists(BTreeMap<&'static str, Vec<Entry>>);

impl Lists {
    /// The entries of the groups that hold.
    pub(crate) fn new(lists: &'static [List], holds: impl Fn(&Group) -> bool) -> Self {
        let entries = |list: &'static List| {
            let groups = list.entry.iter().filter(|group| holds(group));
            (list.id.as_str(), groups.flat_map(|group| flatten(list, group)).collect())
        };
        Self(lists.iter().map(entries).collect())
    }

    /// The entries of one list.
    pub(crate) fn entries(&self, list: &str) -> &[Entry] {
        self.0.get(list).unwrap_or_else(|| panic!("lists.toml has no `{list}`"))
    }
}

fn flatten(list: &'static List, group: &'static Group) -> impl Iterator<Item = Entry> {
    let languages = [(Some(Language::FR), &group.fr), (Some(Language::EN), &group.en), (None, &group.any)];
    languages.into_iter().flat_map(move |(language, phrases)| {
        phrases.iter().map(move |phrase| Entry {
            phrase,
            language,
            id: group.id.as_ref(),
            why: group.why.as_ref().unwrap_or(&list.why),
            instead: group.instead.as_ref().or(list.instead.as_ref()),
            cites: &group.cites,
        })
    })
}
