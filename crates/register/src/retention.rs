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
        /// How many bits of an IPv6 address are masked before anything is kept.
        pub ipv6_mask_bits: u32 = 80,
        /// How long data are kept.
        pub retention: Period = Period { count: 25, unit: crate::Unit::Month },
        /// What is measured beyond pages and visits.
        pub measures: Vec<Measured>,
        /// What is kept of the address a visitor comes from.
        pub referrer: Referrer = Referrer::Host,
        /// How finely a visitor is located.
        pub location: Location = Location::Country,
        /// To which multiple published counts are rounded.
        pub rounded_to: u32 = 10,
        /// How many kinds of events are counted.
        pub event_kinds: u32 = 0,
        /// Whether each visit prolongs the tracker's life.
        pub slides: bool = false,
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
    /// What a measurement may do beyond the exemption of délib. 2020-091 §§50–51.
    pub enum Measured {
        /// It knows who is signed in.
        UserId = "user-id",
        /// It follows people across sites.
        CrossSite = "cross-site",
        /// Its data go to others, or are reused by the vendor.
        Sharing = "sharing",
        /// It knows what is bought.
        Commerce = "e-commerce",
        /// It measures campaigns, conversions or channels of acquisition.
        Campaigns = "campaigns",
        /// It compares groups of visitors (A/B testing).
        Cohorts = "cohorts",
        /// It records sessions.
        Replay = "replay",
    }

    /// What is kept of the address a visitor comes from.
    pub enum Referrer {
        /// Nothing.
        None = "none",
        /// Its host.
        Host = "host",
        /// All of it.
        Full = "full",
    }

    /// How finely a visitor is located.
    pub enum Location {
        /// Not at all.
        None = "none",
        /// By country.
        Country = "country",
        /// By region.
        Region = "region",
        /// By city.
        City = "city",
        /// More finely than by city.
        Precise = "precise",
    }

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
