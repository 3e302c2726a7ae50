//! The document: every section of `register.toml`, as it is written.

use std::collections::BTreeMap;

use temoin_reading::table;

use crate::{
    Consent, Controller, Dataset, Disclosure, Measurement, Notice, Policy, Processing, Processor, Purpose, Recipient,
    Retention, Rights, Security, Service, Site, Text, Tracker, Unit, Waiver,
};

table! {
    /// A register: what a site may do with its visitors' terminals and data.
    pub struct Declaration {
        /// The version of this format: 1.
        pub schema: u32,
        /// The site.
        pub site: Site,
        /// The controller.
        pub controller: Controller,
        /// How choices are kept.
        pub consent: Consent = default_consent(),
        /// How the notice looks.
        pub notice: Option<Notice>,
        /// The purposes.
        pub purpose: Vec<Purpose>,
        /// The processors.
        pub processor: Vec<Processor>,
        /// The recipients that are not processors.
        pub recipient: Vec<Recipient>,
        /// The services.
        pub service: Vec<Service>,
        /// The trackers.
        pub tracker: Vec<Tracker>,
        /// The processings.
        pub processing: Vec<Processing>,
        /// The disclosures.
        pub disclosure: Vec<Disclosure>,
        /// The retention rules.
        pub retention: Vec<Retention>,
        /// How rights are exercised.
        pub rights: Option<Rights>,
        /// How data are protected.
        pub security: Option<Security>,
        /// The policies.
        pub policy: Vec<Policy>,
        /// The measurement of the audience.
        pub audience: Option<Measurement>,
        /// Where personal data live.
        pub dataset: Vec<Dataset>,
        /// The register's own words for data, persons and events.
        pub vocabulary: BTreeMap<String, Text>,
        /// The findings one lives with.
        pub waiver: Vec<Waiver>,
    }
}

fn default_consent() -> Consent {
    Consent {
        valid_for: crate::Period { count: 6, unit: Unit::Month },
        cookie: crate::CookieName::default(),
        domain: None,
        reach: crate::Reach::Device,
        asked: crate::Asked::Separately,
        withdrawal: crate::WithdrawalBy::Link,
        minors: None,
        across_devices: None,
        at: temoin_reading::At::default(),
    }
}
