//! What a gateway saw, held against the register as it is now.
//!
//! A tracker is undeclared by the register that is read here, not by the one
//! that was in force when it was seen: who declares it sees it leave the list
//! at once. What is declared and was held back or shortened is listed beside,
//! because it tells that the site still asks for it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};
use temoin_evidence::{Fate, Kind, SetBy, Sighted};
use temoin_known::{Confidence, Known, Nature, Software, Sought};
use temoin_register::{Language, Register, TrackerKind};

use crate::KNOWN;
use crate::entries::{self, Entry};

/// The report of one site.
#[derive(Debug)]
pub struct Drift {
    /// The site's identifier.
    pub site: String,
    /// What the register does not know, the surest and most frequent first.
    pub undeclared: Vec<Tracked>,
    /// What it knows, and was held back or shortened.
    pub held: Vec<Tracked>,
    /// What to paste into the register, in this order.
    pub entries: Vec<Entry>,
}

/// One tracker or host.
#[derive(Debug)]
pub struct Tracked {
    /// What it is.
    pub kind: Kind,
    /// Its name; `*` where parts of it look drawn by lot.
    pub name: String,
    /// Where it was seen and by whose doing, the most frequent first.
    pub seen: Vec<Sighted>,
    /// Whose it likely is.
    pub likely: Option<Likely>,
    /// Which of the entries declares it.
    pub entry: Option<usize>,
}

/// Whose something likely is.
#[derive(Clone, Debug)]
pub struct Likely {
    /// The software or service.
    pub platform: String,
    /// The company behind it.
    pub company: Option<String>,
    /// How sure that is.
    pub confidence: Confidence,
    /// What it is for.
    pub nature: Nature,
    /// What it is for, in words: French where the base has it, and English.
    pub text: Option<(Option<String>, String)>,
    /// How long it lives, in the words of the base.
    pub lifetime: Option<String>,
    /// The document that says so.
    pub source: String,
    /// Its software, where the base has one.
    pub(crate) software: Option<&'static Software>,
}

impl Tracked {
    /// How often it was seen.
    pub fn count(&self) -> u64 {
        self.seen.iter().map(|seen| seen.count).sum()
    }

    /// When first.
    pub fn first(&self) -> Timestamp {
        self.seen.iter().map(|seen| seen.first).min().unwrap_or_default()
    }

    /// When last.
    pub fn last(&self) -> Timestamp {
        self.seen.iter().map(|seen| seen.last).max().unwrap_or_default()
    }

    /// Whether the gateway saw it itself, or has it from browsers alone.
    pub fn is_verified(&self) -> bool {
        self.seen.iter().any(|seen| seen.by.is_verified())
    }

    /// The host of the first script that is said to have written it.
    pub(crate) fn script_host(&self) -> Option<&str> {
        let mut hosts = self.seen.iter().filter_map(|seen| match &seen.by {
            SetBy::Script(address) => address.split('/').next(),
            _ => None,
        });
        hosts.find(|host| !host.is_empty())
    }
}

/// Holds what was `seen` against `register`; comments of the entries are in
/// `language`.
pub fn drift(register: &Register, seen: Vec<Sighted>, language: Language) -> Drift {
    let mut names: BTreeMap<(Kind, String), Vec<Sighted>> = BTreeMap::new();
    for sighted in seen {
        names.entry((sighted.kind, sighted.name.clone())).or_default().push(sighted);
    }
    let (mut undeclared, mut held) = (Vec::new(), Vec::new());
    for ((kind, name), mut seen) in names {
        seen.sort_by(|one, other| (other.count, &one.place, &one.by).cmp(&(one.count, &other.place, &other.by)));
        let mut tracked = Tracked { kind, name, seen, likely: None, entry: None };
        if is_declared(register, kind, &tracked.name) {
            tracked.seen.retain(|seen| !matches!(seen.fate, Fate::Undeclared | Fate::Allow));
            if !tracked.seen.is_empty() {
                held.push(tracked);
            }
        } else {
            tracked.likely = likely(&KNOWN, register, &tracked);
            undeclared.push(tracked);
        }
    }
    let order = |one: &Tracked, other: &Tracked| {
        (other.is_verified(), other.count())
            .cmp(&(one.is_verified(), one.count()))
            .then_with(|| one.name.cmp(&other.name))
    };
    undeclared.sort_by(order);
    held.sort_by(order);
    let entries = entries::write(register, &mut undeclared, language);
    Drift { site: register.site().id.to_string(), undeclared, held, entries }
}

/// Whether the register knows it, or it is nothing that a register declares.
pub fn is_declared(register: &Register, kind: Kind, name: &str) -> bool {
    match (kind, kind.tracker()) {
        (Kind::Host, _) => register.service_at_host(name).is_some(),
        (_, Some(tracker)) => register.tracker(tracker, name).is_some(),
        // No register declares one yet: whoever works beside the pages is shown.
        (Kind::ServiceWorker, _) => false,
        _ => true,
    }
}

fn likely(known: &'static Known, register: &Register, tracked: &Tracked) -> Option<Likely> {
    let Some(kind) = tracked.kind.tracker() else {
        return known.software_at(&tracked.name).map(at_host);
    };
    let site = register.site().urls.first().map(temoin_register::SiteUrl::host);
    let sought =
        |kind: TrackerKind| Sought { kind, name: &tracked.name, domain: tracked.script_host(), site, provider: None };
    let by_name = known.tracker(&sought(kind)).map(|found| Likely {
        platform: found.platform.to_owned(),
        company: found.company.map(str::to_owned),
        confidence: found.confidence,
        nature: found.nature,
        text: Some((found.text.fr.map(str::to_owned), found.text.en.to_owned())),
        lifetime: found.lifetime.map(str::to_owned),
        source: found.source.clone(),
        software: found.software,
    });
    // A name that is anyone's, written by a script of somebody known: likely theirs.
    let by_script = || {
        let software = tracked.script_host().and_then(|host| known.software_at(host))?;
        Some(Likely { confidence: Confidence::Likely, ..at_host(software) })
    };
    match by_name {
        Some(found) if found.confidence > Confidence::Suggestion => Some(found),
        found => by_script().or(found),
    }
}

fn at_host(software: &'static Software) -> Likely {
    Likely {
        platform: software.name.clone(),
        company: software.company.clone(),
        confidence: Confidence::Certain,
        nature: software.nature,
        text: None,
        lifetime: None,
        source: software.source.clone(),
        software: Some(software),
    }
}

/// How sure an answer of the bases is, in a word.
pub fn confidence_word(confidence: Confidence, language: Language) -> &'static str {
    let (fr, en) = match confidence {
        Confidence::Certain => ("certain", "certain"),
        Confidence::Likely => ("probable", "likely"),
        Confidence::Suggestion => ("à vérifier", "to be checked"),
    };
    if language == Language::FR { fr } else { en }
}

impl Drift {
    /// Everything to paste, in one text.
    pub fn paste(&self) -> String {
        let entries: Vec<&str> = self.entries.iter().map(|entry| entry.toml.trim_matches('\n')).collect();
        if entries.is_empty() { String::new() } else { entries.join("\n\n") + "\n" }
    }

    /// The report for scripts (`docs/drift.schema.json`).
    pub fn json(&self) -> Value {
        let tracked = |all: &[Tracked]| all.iter().map(|one| self.tracked(one)).collect::<Vec<_>>();
        json!({
            "site": self.site,
            "undeclared": tracked(&self.undeclared),
            "held": tracked(&self.held),
            "entries": self.entries.iter().map(|entry| json!({ "id": entry.id, "toml": entry.toml })).collect::<Vec<_>>(),
            "paste": self.paste(),
        })
    }

    fn tracked(&self, tracked: &Tracked) -> Value {
        let seen: Vec<Value> = tracked
            .seen
            .iter()
            .map(|seen| {
                json!({
                    "path": seen.place,
                    "by": seen.by.to_string(),
                    "verdict": seen.fate.word(),
                    "count": seen.count,
                    "first_seen": seen.first.to_string(),
                    "last_seen": seen.last.to_string(),
                })
            })
            .collect();
        let mut value = json!({
            "kind": tracked.kind.word(),
            "name": tracked.name,
            "count": tracked.count(),
            "first_seen": tracked.first().to_string(),
            "last_seen": tracked.last().to_string(),
            "verified": tracked.is_verified(),
            "seen": seen,
        });
        if let Some(likely) = &tracked.likely {
            value["likely"] = json!({
                "platform": likely.platform,
                "company": likely.company,
                "confidence": confidence_word(likely.confidence, Language::EN),
                "nature": likely.nature.word(),
                "source": likely.source,
            });
        }
        if let Some(entry) = tracked.entry.and_then(|entry| self.entries.get(entry)) {
            value["entry"] = json!(entry.id);
        }
        value
    }
}
