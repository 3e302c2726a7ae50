//! Counters, for Prometheus and for the report of undeclared trackers.
//!
//! Names of trackers and hosts come from outside: at most [`NAMES`] of them are
//! counted by name, and the rest together, so that a hostile page cannot make
//! the memory grow. Values are never seen here.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use temoin_consent::Verdict;
use temoin_enforce::{Subject, Tally};

/// How many names are counted each by itself.
const NAMES: usize = 1000;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Decision {
    subject: &'static str,
    verdict: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    subject: &'static str,
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Chosen {
    action: &'static str,
    surface: &'static str,
}

/// Everything that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    decisions: Family<Decision, Counter>,
    undeclared: Family<Named, Counter>,
    answers: Family<Answered, Counter>,
    choices: Family<Chosen, Counter>,
    cut: Counter,
    names: Mutex<HashSet<String>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("temoin");
        let metrics = Self {
            decisions: Family::default(),
            undeclared: Family::default(),
            answers: Family::default(),
            choices: Family::default(),
            cut: Counter::default(),
            names: Mutex::default(),
            registry: Registry::default(),
        };
        registry.register("verdicts", "Verdicts on trackers, by subject", metrics.decisions.clone());
        registry.register("undeclared", "Trackers the register does not know", metrics.undeclared.clone());
        registry.register("answers", "Responses, by status", metrics.answers.clone());
        registry.register("choices", "Recorded choices", metrics.choices.clone());
        registry.register("cut_pages", "Pages cut because they could not be checked", metrics.cut.clone());
        Self { registry, ..metrics }
    }
}

impl Metrics {
    /// All counters, in the text format of OpenMetrics.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing into a string does not fail");
        text
    }

    /// A response left with this status.
    pub fn answered(&self, status: u16) {
        self.answers.get_or_create(&Answered { status }).inc();
    }

    /// A choice was recorded.
    pub fn chosen(&self, action: &'static str, surface: Option<&str>) {
        const SURFACES: &[&str] = &["banner", "preferences", "placeholder", "page", "api"];
        let surface = SURFACES.iter().find(|known| Some(**known) == surface).copied().unwrap_or("other");
        self.choices.get_or_create(&Chosen { action, surface }).inc();
    }

    /// A page was cut.
    pub fn was_cut(&self) {
        self.cut.inc();
    }
}

impl Tally for Metrics {
    fn saw(&self, subject: Subject, name: &str, verdict: Verdict) {
        let subject = match subject {
            Subject::CookieWrite => "cookie-write",
            Subject::CookieRead => "cookie-read",
            Subject::Contact => "contact",
            Subject::Script => "script",
        };
        let word = match verdict {
            Verdict::Allow(_) => "allow",
            Verdict::ForSession(_) => "for-session",
            Verdict::Cap(..) => "cap",
            Verdict::Strip(_) => "strip",
            Verdict::Block(_) => "block",
            Verdict::Undeclared => "undeclared",
        };
        self.decisions.get_or_create(&Decision { subject, verdict: word }).inc();
        if verdict == Verdict::Undeclared {
            let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
            let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
            let known = names.contains(&name) || (names.len() < NAMES && names.insert(name.clone()));
            let name = if known { name } else { "(others)".to_owned() };
            self.undeclared.get_or_create(&Named { subject, name }).inc();
        }
    }
}
