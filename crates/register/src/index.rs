//! Finding what was declared: names, hosts and paths, without a scan.
//!
//! A gateway asks for every cookie of every response, and a register may hold
//! ten thousand trackers, so the cost must not grow with them. Literal names
//! are one hash look-up. Patterns are kept under the literal text before their
//! first `*`; a name is looked up once per *length* of such a prefix, of which
//! there are a few dozen at most.

use std::collections::{BTreeSet, HashMap};

use crate::{Declaration, NamePattern, TrackerKind};

/// Places in the declaration's lists, by what they are looked up with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    purposes: HashMap<String, usize>,
    services: HashMap<String, usize>,
    /// Literal names, by kind and then by name: a look-up allocates nothing.
    literals: HashMap<TrackerKind, HashMap<String, usize>>,
    /// Patterns by the text before their first `*`, longest match first.
    patterns: HashMap<String, Vec<(TrackerKind, NamePattern, usize)>>,
    /// The lengths of the keys of `patterns`, in bytes.
    lengths: BTreeSet<usize>,
    hosts: HashMap<String, usize>,
    parents: HashMap<String, usize>,
    /// Paths of the site, longest first: services have few of them.
    paths: Vec<(String, usize)>,
}

impl Index {
    pub(crate) fn new(declared: &Declaration) -> Self {
        let mut index = Self::default();
        for (place, purpose) in declared.purpose.iter().enumerate() {
            index.purposes.insert(purpose.id.to_string(), place);
        }
        for (place, service) in declared.service.iter().enumerate() {
            index.services.insert(service.id.to_string(), place);
            for host in &service.hosts {
                match host.parent() {
                    Some(parent) => index.parents.insert(parent.to_owned(), place),
                    None => index.hosts.insert(host.to_string(), place),
                };
            }
            index.paths.extend(service.paths.iter().map(|path| (path.to_string(), place)));
        }
        index.paths.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
        for (place, tracker) in declared.tracker.iter().enumerate() {
            let Some(name) = &tracker.name else { continue };
            if name.is_literal() {
                index.literals.entry(tracker.kind).or_default().insert(name.to_string(), place);
            } else {
                let prefix = name.literal_prefix();
                index.lengths.insert(prefix.len());
                let entry = (tracker.kind, name.clone(), place);
                index.patterns.entry(prefix.to_owned()).or_default().push(entry);
            }
        }
        for patterns in index.patterns.values_mut() {
            patterns.sort_by_key(|(_, pattern, _)| std::cmp::Reverse(pattern.weight()));
        }
        index
    }

    pub(crate) fn purpose(&self, id: &str) -> Option<usize> {
        self.purposes.get(id).copied()
    }

    pub(crate) fn service(&self, id: &str) -> Option<usize> {
        self.services.get(id).copied()
    }

    pub(crate) fn tracker(&self, kind: TrackerKind, name: &str) -> Option<usize> {
        if let Some(place) = self.literals.get(&kind).and_then(|names| names.get(name)) {
            return Some(*place);
        }
        let mut best: Option<(usize, usize)> = None;
        for length in self.lengths.iter().rev() {
            let Some(patterns) = name.get(..*length).and_then(|prefix| self.patterns.get(prefix)) else {
                continue;
            };
            let found = patterns.iter().find(|(k, pattern, _)| *k == kind && pattern.matches(name));
            if let Some((_, pattern, place)) = found
                && best.is_none_or(|(weight, _)| pattern.weight() > weight)
            {
                best = Some((pattern.weight(), *place));
            }
        }
        best.map(|(_, place)| place)
    }

    pub(crate) fn host(&self, host: &str) -> Option<usize> {
        if let Some(place) = self.hosts.get(host) {
            return Some(*place);
        }
        let mut rest = host;
        while let Some((_, parent)) = rest.split_once('.') {
            if let Some(place) = self.parents.get(parent) {
                return Some(*place);
            }
            rest = parent;
        }
        None
    }

    pub(crate) fn path(&self, path: &str) -> Option<usize> {
        self.paths.iter().find(|(prefix, _)| path.starts_with(prefix)).map(|(_, place)| *place)
    }
}
