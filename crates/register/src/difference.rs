//! What changed between two registers, and whether consent must be asked again.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Register;
use crate::digest::{canonical, sha256_hex};

/// The difference between two registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whether the second has another revision: choices given to the first no
    /// longer hold.
    pub asks_again: bool,
    /// The changes, by subject.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What changed, such as `tracker._ga` or `site`.
    pub subject: String,
    /// Which of its values, such as `lifetime`; empty for the whole.
    pub field: String,
    /// How.
    pub what: What,
    /// Whether only words for people changed.
    pub wording: bool,
}

/// How something changed; values as the file would write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It was not there before.
    Added(String),
    /// It is there no more.
    Removed(String),
    /// It said something else.
    Changed(String, String),
}

/// Keys whose values are words for people, or how these look.
const WORDING: &[&str] = &[
    "title",
    "text",
    "interest",
    "because",
    "measures",
    "consequence",
    "refusal",
    "vocabulary",
    "prose",
    "notice",
    "logo",
];

/// What changed from `before` to `after`.
pub fn difference(before: &Register, after: &Register) -> Difference {
    let (old, new) = (subjects(before), subjects(after));
    let mut changes = Vec::new();
    for (subject, value) in &old {
        match new.get(subject) {
            Some(other) => compare(subject, "", value, other, &mut changes),
            None => push(&mut changes, subject, "", What::Removed(short(value))),
        }
    }
    for (subject, value) in &new {
        if !old.contains_key(subject) {
            push(&mut changes, subject, "", What::Added(short(value)));
        }
    }
    changes.sort_by(|a, b| (&a.subject, &a.field).cmp(&(&b.subject, &b.field)));
    Difference { asks_again: before.revision() != after.revision(), changes }
}

/// Every section's entries by subject: `tracker._ga`, `site`, `prose.policies/x.md`.
fn subjects(register: &Register) -> BTreeMap<String, Value> {
    let mut subjects = BTreeMap::new();
    let Value::Object(sections) = canonical(&register.declared) else {
        return subjects;
    };
    for (section, value) in sections {
        match value {
            Value::Array(entries) => {
                for (place, entry) in entries.into_iter().enumerate() {
                    let mut subject = format!("{section}.{}", key(&entry).unwrap_or_else(|| place.to_string()));
                    // Titles may repeat where names are not known.
                    while subjects.contains_key(&subject) {
                        subject.push('\'');
                    }
                    subjects.insert(subject, entry);
                }
            }
            other => {
                subjects.insert(section, other);
            }
        }
    }
    for prose in register.prose() {
        let digest = sha256_hex(prose.text.as_bytes());
        subjects.insert(format!("prose.{}", prose.path), Value::String(digest[..12].to_owned()));
    }
    if let Some(logo) = register.logo() {
        subjects.insert(format!("logo.{}", logo.path), Value::String(logo.digest[..12].to_owned()));
    }
    subjects
}

fn key(entry: &Value) -> Option<String> {
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    let kind = match text("kind") {
        Some("cookie") | None => String::new(),
        Some(kind) => format!("{kind}:"),
    };
    if let Some(id) = text("id") {
        return Some(id.to_owned());
    }
    if let Some(rule) = text("rule") {
        return Some(format!("{rule}.{}", text("subject").unwrap_or_default()));
    }
    let title = || entry.get("title").map(short);
    text("name").map(str::to_owned).or_else(title).map(|name| format!("{kind}{name}"))
}

fn compare(subject: &str, field: &str, old: &Value, new: &Value, changes: &mut Vec<Change>) {
    if old == new {
        return;
    }
    let inner = |key: &str| if field.is_empty() { key.to_owned() } else { format!("{field}.{key}") };
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                match b.get(key) {
                    Some(other) => compare(subject, &inner(key), value, other, changes),
                    None => push(changes, subject, &inner(key), What::Removed(short(value))),
                }
            }
            for (key, value) in b {
                if !a.contains_key(key) {
                    push(changes, subject, &inner(key), What::Added(short(value)));
                }
            }
        }
        _ => push(changes, subject, field, What::Changed(short(old), short(new))),
    }
}

fn push(changes: &mut Vec<Change>, subject: &str, field: &str, what: What) {
    let section = subject.split('.').next().unwrap_or_default();
    let wording = WORDING.contains(&section) || field.split('.').any(|part| WORDING.contains(&part));
    changes.push(Change { subject: subject.to_owned(), field: field.to_owned(), what, wording });
}

/// A value in one short line.
fn short(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(map) => map
            .iter()
            .find(|(key, _)| matches!(key.as_str(), "fr" | "title" | "name"))
            .map_or_else(|| value.to_string(), |(_, value)| short(value)),
        other => other.to_string(),
    }
}
