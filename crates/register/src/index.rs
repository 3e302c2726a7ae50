//! Finding what was declared: names, hosts and paths, without a scan.
//!
//! A gateway asks for every cookie of every response, and a register may hold
//! ten thousand trackers, so the cost must not grow with them. Literal names
//! are one hash look-up. A pattern is kept under the longer of its two literal
//! ends, what stands before its first `*` or after its last; a name is looked up
//! once per *length* of such an end, of which there are a few dozen at most.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;

use crate::{Declaration, NamePattern, TrackerKind};

/// What is in it comes from the register alone, so nobody can choose names that
/// collide: a quick hash will do, and look-ups are most of what a verdict costs.
type Map<K, V> = HashMap<K, V, FixedState>;

/// Places in the declaration's lists, by what they are looked up with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    purposes: Map<String, usize>,
    services: Map<String, usize>,
    /// Literal names, by kind and then by name: a look-up allocates nothing.
    literals: Map<TrackerKind, Map<String, usize>>,
    /// Patterns whose literal beginning is their longer end.
    beginnings: Patterns,
    /// Patterns whose literal end is, such as `*_session`.
    ends: Patterns,
    hosts: Map<String, usize>,
    parents: Map<String, usize>,
    /// Paths of the site, longest first: services have few of them.
    paths: Vec<(String, usize)>,
}

/// Patterns by one literal end of them.
#[derive(Clone, Debug, Default)]
struct Patterns {
    /// Longest match first.
    by: Map<String, Vec<(TrackerKind, NamePattern, usize)>>,
    /// The lengths of the keys of `by`, in bytes.
    lengths: BTreeSet<usize>,
}

impl Patterns {
    fn insert(&mut self, end: &str, entry: (TrackerKind, NamePattern, usize)) {
        self.lengths.insert(end.len());
        self.by.entry(end.to_owned()).or_default().push(entry);
    }

    fn sort(&mut self) {
        for patterns in self.by.values_mut() {
            patterns.sort_by_key(|(_, pattern, _)| Reverse(rank(pattern)));
        }
    }

    /// The best of those that match, with its rank; `cut` takes so many bytes of the name.
    fn best<'n>(
        &self,
        kind: TrackerKind,
        name: &'n str,
        cut: impl Fn(usize) -> Option<&'n str>,
    ) -> Option<((usize, usize), usize)> {
        let candidates = self.lengths.iter().filter_map(|length| self.by.get(cut(*length)?));
        candidates
            .filter_map(|patterns| patterns.iter().find(|(k, pattern, _)| *k == kind && pattern.matches(name)))
            .map(|(_, pattern, place)| (rank(pattern), *place))
            .max_by_key(|(rank, place)| (*rank, Reverse(*place)))
    }
}

/// The longest match wins; of two as long, the one that says more of the beginning.
fn rank(pattern: &NamePattern) -> (usize, usize) {
    (pattern.weight(), pattern.literal_prefix().len())
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
        index.paths.sort_by_key(|(path, _)| Reverse(path.len()));
        for (place, tracker) in declared.tracker.iter().enumerate() {
            let Some(name) = &tracker.name else { continue };
            if name.is_literal() {
                index.literals.entry(tracker.kind).or_default().insert(name.to_string(), place);
            } else {
                let (first, last) = (name.literal_prefix(), name.literal_suffix());
                let (patterns, end) =
                    if first.len() >= last.len() { (&mut index.beginnings, first) } else { (&mut index.ends, last) };
                patterns.insert(end, (tracker.kind, name.clone(), place));
            }
        }
        index.beginnings.sort();
        index.ends.sort();
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
        let first = self.beginnings.best(kind, name, |length| name.get(..length));
        let last = self.ends.best(kind, name, |length| name.get(name.len().checked_sub(length)?..));
        let best = first.into_iter().chain(last).max_by_key(|(rank, place)| (*rank, Reverse(*place)));
        best.map(|(_, place)| place)
    }

    pub(crate) fn host(&self, host: &str) -> Option<usize> {
        // The root's dot changes nothing for a resolver, hence for a browser.
        let host = host.strip_suffix('.').unwrap_or(host);
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
        let find = |path: &str| self.paths.iter().find(|(prefix, _)| path.starts_with(prefix)).map(|(_, place)| *place);
        // A server reads both spellings alike: what either names is the service's.
        let respelled = || find(&canonical(path));
        let is_plain =
            self.paths.is_empty() || !path.contains(['%', '\\']) && !path.contains("//") && !path.contains("/.");
        find(path).or_else(|| if is_plain { None } else { respelled() })
    }
}

/// A path as servers come to read it: decoded, slashes once, dots resolved.
fn canonical(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
        let decoded = after.get(..2).filter(|_| *first == b'%').and_then(hex);
        bytes.push(match decoded.unwrap_or(*first) {
            b'\\' => b'/',
            byte => byte,
        });
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut segments: Vec<&str> = Vec::new();
    for segment in text.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    let end = if text.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn every_spelling_of_a_path_is_one_path() {
        for written in
            ["/relay/x", "/%72elay/x", "//relay/x", "/relay%2fx", "/a/../relay/./x", "/relay\\x", "/%2e/relay//x"]
        {
            assert_eq!(canonical(written), "/relay/x", "{written}");
        }
        for (written, read) in
            [("/", "/"), ("/../..", "/"), ("/a/", "/a/"), ("/100%", "/100%"), ("/%zz", "/%zz"), ("", "/")]
        {
            assert_eq!(canonical(written), read, "{written}");
        }
    }
}
