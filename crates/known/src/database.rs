//! The Open Cookie Database, as it is published.
//!
//! Its rows are kept as they were read, and understood when they are asked
//! for. Three things in them need care: the domain is written for people
//! (`bing.com (3rd party) or .microsoft.com`), a name is a prefix when the last
//! column says so, and "Functional" means neither necessary nor exempt.

use std::collections::HashMap;

use csv::StringRecord;

use crate::supplement::{Exemptable, Nature, Software};

const TEXT: &str = include_str!("../data/open-cookie-database/open-cookie-database.csv");

/// The rows, each with the software of the supplement that it is about.
#[derive(Debug)]
pub(crate) struct Database {
    rows: Vec<Row>,
}

/// One row.
#[derive(Debug)]
pub(crate) struct Row {
    record: StringRecord,
    /// Its software, by place in the supplement.
    pub(crate) software: Option<usize>,
}

impl Database {
    pub(crate) fn read(software: &[Software]) -> Self {
        let mut reader = csv::Reader::from_reader(TEXT.as_bytes());
        let records =
            reader.records().map(|record| record.expect("the database is built in, and was read by the tests"));
        let platforms = platforms(software);
        let rows = records.map(|record| {
            let software = platforms.get(record[PLATFORM].to_lowercase().as_str()).copied();
            Row { record, software }
        });
        Self { rows: rows.collect() }
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

/// Every name of the supplement's software, in lower case.
fn platforms(software: &[Software]) -> HashMap<String, usize> {
    let mut platforms = HashMap::new();
    for (place, software) in software.iter().enumerate() {
        for name in software.called().chain([software.name.clone()]) {
            platforms.entry(name.to_lowercase()).or_insert(place);
        }
    }
    // The database keeps Piwik PRO, another product, under Matomo's old name.
    if let Some(pro) = platforms.get("piwik pro").copied() {
        platforms.insert("piwik".to_owned(), pro);
    }
    platforms
}

const PLATFORM: usize = 1;
const CATEGORY: usize = 2;
const NAME: usize = 3;
const DOMAIN: usize = 4;
const DESCRIPTION: usize = 5;
const RETENTION: usize = 6;
const CONTROLLER: usize = 7;
const WILDCARD: usize = 9;

impl Row {
    /// The name, or the prefix, without the star that some rows have.
    pub(crate) fn literal(&self) -> &str {
        self.record[NAME].trim().trim_end_matches('*')
    }

    /// Whether the name is a prefix: the last column says so, or a star.
    pub(crate) fn is_prefix(&self) -> bool {
        &self.record[WILDCARD] == "1" || self.record[NAME].trim().ends_with('*')
    }

    pub(crate) fn platform(&self) -> &str {
        self.record[PLATFORM].trim()
    }

    /// The company, where the row names one.
    pub(crate) fn controller(&self) -> Option<&str> {
        Some(self.record[CONTROLLER].trim()).filter(|controller| !controller.is_empty())
    }

    pub(crate) fn description(&self) -> &str {
        self.record[DESCRIPTION].trim()
    }

    /// How long it lives, in the row's words.
    pub(crate) fn retention(&self) -> Option<&str> {
        let retention = self.record[RETENTION].trim();
        (!retention.is_empty() && !retention.eq_ignore_ascii_case("unknown")).then_some(retention)
    }

    /// Whether the row says that the tracker is kept for another host than the site's.
    pub(crate) fn is_third_party(&self) -> bool {
        !self.record[DOMAIN].trim().is_empty()
    }

    /// The hosts that can be read in the domain; what is no host is left out.
    pub(crate) fn hosts(&self) -> impl Iterator<Item = &str> {
        let alternatives = self.record[DOMAIN].split(" or ").filter_map(|part| part.split_whitespace().next());
        let bare = alternatives.map(|part| part.trim_matches(|c: char| !c.is_ascii_alphanumeric()));
        bare.filter(|host| host.contains('.') && !host.contains(['[', ']']))
    }

    /// What the category says of the purpose. A tool that is never exempt
    /// lends its own nature to all it writes: the database calls `YouTube`'s
    /// identifiers functional.
    pub(crate) fn nature(&self, software: Option<&Software>) -> Nature {
        match software {
            Some(software) if software.exemptable == Exemptable::Never => software.nature,
            _ => match &self.record[CATEGORY] {
                "Marketing" => Nature::Advertising,
                "Analytics" => Nature::Audience,
                "Security" => Nature::Security,
                "Personalization" => Nature::Preference,
                _ => Nature::Other,
            },
        }
    }
}
