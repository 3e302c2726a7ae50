//! Texts, the places cited in them, and the rules that rest on them.

use temoin_evidence::{Level, Mark};
use temoin_reading::{table, words};
use temoin_register::{Date, Text};

table! {
    /// A text: a law, a guideline, a judgment…
    pub struct Act {
        /// Its key.
        pub key: String,
        /// Its title, as one cites it.
        pub title: Text,
        /// Its date, where it is known.
        pub date: Option<Date>,
        /// The day from which it applies, where that is not its date.
        pub from: Option<Date>,
        /// How much it binds.
        pub weight: Weight,
        /// Its official address, where that is sure.
        pub url: Option<String>,
        /// What one must know to cite it rightly.
        pub note: Option<Text>,
    }

    /// A place in a text: what a finding cites.
    pub struct Place {
        /// Its key, such as `LD §30`.
        pub key: String,
        /// The text it is in.
        pub act: String,
        /// The article or paragraph; the whole text, where there is none.
        pub article: Option<Text>,
        /// The day from which it applies, where that is not its text's.
        pub from: Option<Date>,
        /// How well it was checked.
        pub mark: Checked,
        /// What one must know to cite it rightly.
        pub note: Option<Text>,
    }

    /// What one rule rests on, as the file has it.
    pub struct RuleRow {
        /// The rule's name.
        pub name: String,
        /// The level of its plain case.
        pub level: LevelWord,
        /// The day from which it can be invoked.
        pub in_force: Date,
        /// Whether it rests on a recommendation alone.
        pub recommended: bool = false,
        /// The keys of what it cites.
        pub cites: Vec<String>,
    }
}

/// What one rule rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLaw {
    /// The rule's name.
    pub name: String,
    /// The level of its plain case.
    pub level: Level,
    /// The day from which it can be invoked.
    pub in_force: Date,
    /// Whether it rests on a recommendation alone.
    pub recommended: bool,
    /// The keys of what it cites.
    pub cites: Vec<String>,
}

impl From<&RuleRow> for RuleLaw {
    fn from(row: &RuleRow) -> Self {
        let level = match row.level {
            LevelWord::Error => Level::Error,
            LevelWord::Warning => Level::Warning,
            LevelWord::Info => Level::Info,
        };
        let RuleRow { name, in_force, recommended, cites, .. } = row.clone();
        Self { name, level, in_force, recommended, cites }
    }
}

words! {
    /// How much a text binds.
    pub enum Weight {
        /// Law: of the Union or of France.
        Law = "law",
        /// An authority's reading of the law.
        Guidance = "guidance",
        /// What an authority advises beyond it.
        Recommendation = "recommendation",
        /// A decision of an authority.
        Decision = "decision",
        /// A judgment, or a case before a court.
        Case = "case",
        /// A contract.
        Contract = "contract",
        /// How a tool or a trade does it.
        Practice = "practice",
    }

    /// How well a place was checked.
    pub enum Checked {
        /// Not checked.
        Memory = "memory",
        /// Against a secondary source.
        Read2 = "read2",
        /// Against the official source.
        Read = "read",
    }

    /// The level of a rule.
    pub enum LevelWord {
        /// Would not survive a control.
        Error = "error",
        /// Would be questioned by a control.
        Warning = "warning",
        /// Worth knowing.
        Info = "info",
    }
}

impl From<Checked> for Mark {
    fn from(checked: Checked) -> Self {
        match checked {
            Checked::Memory => Self::Memory,
            Checked::Read2 => Self::Read2,
            Checked::Read => Self::Read,
        }
    }
}
