//! Finding names: one sorted list answers all questions.
//!
//! Sorted by their literal beginning, equal names stand together, the prefixes
//! of a name are as many binary searches as it has letters, and what a declared
//! pattern covers is one stretch of the list. Only patterns that begin with
//! their star, such as Rails' `_*_session`, need a look each; there are few.

use std::ops::Range;

use temoin_register::NamePattern;

use crate::database::Database;
use crate::supplement::Software;

/// Where an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A tracker of the supplement.
    Supplement {
        /// The place of its software.
        software: usize,
        /// Its place there.
        tracker: usize,
    },
    /// A row of the Open Cookie Database.
    Database(usize),
}

/// How an entry's name answers the name sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// The declared pattern covers the entry's name, and maybe others.
    Narrower,
    /// The entry is a pattern that covers the name sought.
    Pattern,
    /// The two are the same.
    Exact,
}

/// An entry that answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) origin: Origin,
    pub(crate) fit: Fit,
    /// How many bytes of the name are alike.
    pub(crate) length: usize,
}

#[derive(Debug)]
pub(crate) struct Index {
    /// Sorted by literal.
    names: Vec<Name>,
    /// Patterns with too short a beginning to be sorted by it.
    loose: Vec<(NamePattern, Origin)>,
    longest: usize,
}

#[derive(Debug)]
struct Name {
    /// The name, or what stands before its star.
    literal: String,
    is_prefix: bool,
    origin: Origin,
}

impl Index {
    pub(crate) fn new(software: &[Software], database: &Database) -> Self {
        let (mut names, mut loose) = (Vec::with_capacity(4096), Vec::new());
        for (place, software) in software.iter().enumerate() {
            for (tracker, known) in software.tracker.iter().enumerate() {
                let origin = Origin::Supplement { software: place, tracker };
                match known.name.as_str().split_once('*') {
                    Some((literal, "")) => names.push(Name { literal: literal.to_owned(), is_prefix: true, origin }),
                    Some(_) => loose.push((known.name.clone(), origin)),
                    None => names.push(Name { literal: known.name.to_string(), is_prefix: false, origin }),
                }
            }
        }
        names.extend(database.rows().iter().enumerate().map(|(place, row)| Name {
            literal: row.literal().to_owned(),
            is_prefix: row.is_prefix(),
            origin: Origin::Database(place),
        }));
        names.sort_by(|one, other| one.literal.cmp(&other.literal));
        let longest = names.iter().filter(|name| name.is_prefix).map(|name| name.literal.len()).max();
        Self { names, loose, longest: longest.unwrap_or_default() }
    }

    /// The entries for a name that was seen, or for a declared pattern.
    pub(crate) fn hits(&self, name: &str) -> Vec<Hit> {
        match NamePattern::parse(name) {
            Ok(pattern) if !pattern.is_literal() => self.declared(&pattern),
            _ => self.seen(name),
        }
    }

    fn seen(&self, name: &str) -> Vec<Hit> {
        let mut hits = self.prefixes(name);
        for entry in &self.names[self.equal(name)] {
            let fit = if entry.is_prefix { Fit::Pattern } else { Fit::Exact };
            hits.push(Hit { origin: entry.origin, fit, length: name.len() });
        }
        let loose = self.loose.iter().filter(|(pattern, _)| pattern.matches(name));
        hits.extend(loose.map(|(pattern, origin)| Hit {
            origin: *origin,
            fit: Fit::Pattern,
            length: pattern.weight(),
        }));
        hits
    }

    /// The entries that declare the same, more, or part of what `pattern` does.
    fn declared(&self, pattern: &NamePattern) -> Vec<Hit> {
        let beginning = pattern.literal_prefix();
        let same = self.loose.iter().filter(|(known, _)| known == pattern);
        let mut hits: Vec<Hit> =
            same.map(|(_, origin)| Hit { origin: *origin, fit: Fit::Exact, length: pattern.weight() }).collect();
        hits.extend(self.prefixes(beginning));
        for entry in &self.names[self.equal(beginning)] {
            hits.push(Hit { origin: entry.origin, fit: Fit::Exact, length: beginning.len() });
        }
        if beginning.len() >= SHORTEST {
            let from = self.equal(beginning).end;
            let covered = self.names[from..].iter().take_while(|entry| entry.literal.starts_with(beginning));
            let covered = covered.filter(|entry| entry.is_prefix || pattern.matches(&entry.literal));
            hits.extend(covered.map(|entry| Hit { origin: entry.origin, fit: Fit::Narrower, length: beginning.len() }));
        }
        hits
    }

    /// The prefixes that `name` begins with and is longer than.
    fn prefixes(&self, name: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        for length in 1..name.len().min(self.longest + 1) {
            let Some(beginning) = name.get(..length) else { continue };
            let entries = self.names[self.equal(beginning)].iter().filter(|entry| entry.is_prefix);
            hits.extend(entries.map(|entry| Hit { origin: entry.origin, fit: Fit::Pattern, length }));
        }
        hits
    }

    fn equal(&self, literal: &str) -> Range<usize> {
        let start = self.names.partition_point(|entry| entry.literal.as_str() < literal);
        let count = self.names[start..].iter().take_while(|entry| entry.literal == literal).count();
        start..start + count
    }
}

/// A shorter beginning is shared by names that have nothing else in common.
pub(crate) const SHORTEST: usize = 4;
