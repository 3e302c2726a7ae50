//! Decisions that punished what rules find.

use temoin_reading::table;
use temoin_register::{Date, Language, Text};

use super::acts::Checked;
use super::in_words;

table! {
    /// One decision.
    pub struct Sanction {
        /// The key of its citation.
        pub key: String,
        /// Against whom.
        pub who: String,
        /// Its date.
        pub on: Date,
        /// The fine, where one is known.
        pub amount: Option<Text>,
        /// What failed.
        pub failed: Text,
        /// The rules that find the same.
        pub rules: Vec<String>,
        /// How well it was checked.
        pub mark: Checked,
    }
}

impl Sanction {
    /// The decision on one line: who, how much, which, when, and what failed.
    pub fn line(&self, language: Language) -> String {
        let amount = self.amount.as_ref().map_or(String::new(), |amount| format!(", {}", in_words(amount, language)));
        let failed = in_words(&self.failed, language);
        let colon = if language == Language::FR { " :" } else { ":" };
        format!("{}{amount} ({}, {}){colon} {failed} [{}]", self.who, self.key, self.on, self.mark)
    }
}
