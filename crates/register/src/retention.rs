//! How long data are kept, where they live, and the exceptions one signs for.

use std::collections::BTreeMap;

use temoin_reading::{table, words};

use crate::{Date, Id, Period, Text};

table! {
    /// A retention rule: how long, from when, and what then.
    pub struct Retention {
        /// Its identifier.
        pub id: Id,
        /// What it is about, as the policy's reader sees it.
        pub title: Option<Text>,
        /// Which categories of data.
        pub data: Vec<Id>,
        /// How long.
        pub keep: Period,
        /// The event it counts from.
        pub from: Id,
        /// What happens then.
        pub then: Then,
        /// The second life of what is archived.
        pub archive: Option<Archive>,
        /// How long before the end the person is told.
        pub warn: Option<Period>,
        /// The text or the need that fixes the period.
        pub because: Option<Text>,
    }

    /// The intermediate archive after the active base.
    pub struct Archive {
        /// How long, from the same event.
        pub keep: Period,
        /// Which categories stay.
        pub data: Vec<Id>,
        /// The text or the need that asks for it.
        pub because: Option<Text>,
    }

    /// The measurement of the audience.
    pub struct Measurement {
        /// Exempt from consent, or consented.
        pub regime: AudienceRegime = AudienceRegime::Exempt,
        /// The service that measures, where it is not the built-in one.
        pub service: Option<Id>,
        /// How many bytes of an address are masked before anything is kept.
        pub ip_mask_bytes: u32 = 2,
        /// How long data are kept.
        pub retention: Period = Period { count: 25, unit: crate::Unit::Month },
    }

    /// Where personal data live.
    pub struct Dataset {
        /// Its identifier: a database address of that name is in the settings.
        pub id: Id,
        /// What it is, in words.
        pub title: Option<Text>,
        /// A known application's tables.
        pub template: Option<Template>,
        /// Tables declared one by one.
        pub table: Vec<DatasetTable>,
    }

    /// One table that holds personal data.
    pub struct DatasetTable {
        /// Its name.
        pub name: String,
        /// How the person is found in it.
        pub subject: Option<SubjectKey>,
        /// The category of data in each column.
        pub columns: BTreeMap<String, Id>,
        /// Which retention rule applies, and from which column it counts.
        pub retention: Option<RetentionRule>,
    }

    /// How the person is found in a table.
    pub struct SubjectKey {
        /// The column that identifies the person.
        pub key: Option<String>,
        /// The column that holds the e-mail address.
        pub email: Option<String>,
    }

    /// A retention rule applied to a table.
    pub struct RetentionRule {
        /// The rule.
        pub rule: Id,
        /// The column that holds the moment of the event.
        pub from: String,
    }

    /// A finding one lives with: a decision, dated and signed.
    pub struct Waiver {
        /// The rule.
        pub rule: String,
        /// What it is waived for, such as `retention.contracts`.
        pub subject: String,
        /// Why.
        pub because: String,
        /// Who decided.
        pub decided_by: String,
        /// Until when.
        pub until: Date,
    }
}

words! {
    /// What happens at the end of a retention.
    pub enum Then {
        /// The data are deleted.
        Delete = "delete",
        /// What identifies the person is removed.
        Anonymise = "anonymise",
        /// They leave the active base for an archive.
        Archive = "archive",
    }

    /// The regime of the measurement.
    pub enum AudienceRegime {
        /// Within the exemption, without consent.
        Exempt = "exempt",
        /// With consent.
        Consented = "consented",
    }

    /// An application whose tables are known.
    pub enum Template {
        /// Moodle.
        Moodle = "moodle",
        /// WordPress.
        Wordpress = "wordpress",
    }
}
