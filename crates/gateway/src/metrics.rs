//! Counters, for Prometheus.
//!
//! What a request passes through is counted in plain atomics, found by their
//! place: no label is hashed and nothing is allocated on its way. Names of
//! trackers and hosts come from outside; they are counted from the bounded
//! list of [`Sightings`]. Values are never seen here.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::registry::Registry;
use temoin_enforce::Subject;
use temoin_evidence::{Fate, Sighted};

use crate::Sightings;
use crate::framing::Refusal;
use crate::sightings::subject;

/// How many sums by place are shown for a site.
const PLACES: usize = 500;

/// Everything that is counted in one process.
#[derive(Debug)]
pub struct Metrics {
    counted: Arc<Counted>,
    registry: Registry,
}

impl Default for Metrics {
    fn default() -> Self {
        let counted = Arc::new(Counted::default());
        let mut registry = Registry::with_prefix("temoin");
        registry.register_collector(Box::new(Scraped(counted.clone())));
        Self { counted, registry }
    }
}

impl Metrics {
    /// All counters, in the text format of OpenMetrics.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing into a string does not fail");
        text
    }

    /// What is seen of the site with this identifier. The list outlives a
    /// reload of its register.
    pub fn sightings(&self, site: &str) -> Arc<Sightings> {
        let mut sites = self.counted.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Sightings::new(self.counted.decisions.clone()));
        sites.entry(site.to_owned()).or_insert_with(new).clone()
    }

    /// A response left with this status.
    pub fn answered(&self, status: u16) {
        let place = usize::from(status).wrapping_sub(LOWEST).min(STATUSES - 1);
        self.counted.answers[place].fetch_add(1, Relaxed);
    }

    /// A request was refused before it was one.
    pub(crate) fn refused(&self, refusal: Refusal) {
        self.counted.refusals[refusal as usize].fetch_add(1, Relaxed);
    }

    /// A choice was recorded.
    pub fn chosen(&self, action: &'static str, surface: Option<&str>) {
        const SURFACES: &[&str] = &["banner", "preferences", "placeholder", "page", "api"];
        let surface = SURFACES.iter().find(|known| Some(**known) == surface).copied().unwrap_or("other");
        let mut choices = self.counted.choices.lock().unwrap_or_else(PoisonError::into_inner);
        *choices.entry((action, surface)).or_default() += 1;
    }

    /// An answer named who is signed in, in a way that cannot be read.
    pub(crate) fn misnamed(&self) {
        self.counted.misnamed.fetch_add(1, Relaxed);
    }

    /// A page was cut, because it could not be checked.
    pub fn was_cut(&self) {
        self.counted.cut.fetch_add(1, Relaxed);
    }

    /// The rest of a page left as it came, under a content policy.
    pub fn bailed_out(&self) {
        self.counted.bailed_out.fetch_add(1, Relaxed);
    }

    /// A page was answered from the rewritten variants that are kept.
    pub fn cache_hit(&self) {
        self.counted.cache_hits.fetch_add(1, Relaxed);
    }

    /// A page that may be kept was not there.
    pub fn cache_miss(&self) {
        self.counted.cache_misses.fetch_add(1, Relaxed);
    }
}

/// The lowest status, and how many there are; anything else counts as the last.
const LOWEST: usize = 100;
const STATUSES: usize = 500;

#[derive(Debug)]
struct Counted {
    decisions: Arc<Decisions>,
    answers: Box<[AtomicU64; STATUSES]>,
    refusals: [AtomicU64; Refusal::ALL.len()],
    choices: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
    misnamed: AtomicU64,
    cut: AtomicU64,
    bailed_out: AtomicU64,
    cache_hits: AtomicU64,
    cache_misses: AtomicU64,
    sites: Mutex<BTreeMap<String, Arc<Sightings>>>,
}

impl Default for Counted {
    fn default() -> Self {
        Self {
            decisions: Arc::default(),
            answers: Box::new([const { AtomicU64::new(0) }; STATUSES]),
            refusals: [const { AtomicU64::new(0) }; Refusal::ALL.len()],
            choices: Mutex::default(),
            misnamed: AtomicU64::default(),
            cut: AtomicU64::default(),
            bailed_out: AtomicU64::default(),
            cache_hits: AtomicU64::default(),
            cache_misses: AtomicU64::default(),
            sites: Mutex::default(),
        }
    }
}

impl Counted {
    fn sites(&self) -> Vec<(String, Arc<Sightings>)> {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        sites.iter().map(|(site, sightings)| (site.clone(), sightings.clone())).collect()
    }
}

/// Verdicts, by the wall and by what became of it.
#[derive(Debug, Default)]
pub(crate) struct Decisions([[AtomicU64; Fate::ALL.len()]; SUBJECTS.len()]);

const SUBJECTS: [(Subject, &str); 4] = [
    (Subject::CookieWrite, "cookie-write"),
    (Subject::CookieRead, "cookie-read"),
    (Subject::Contact, "contact"),
    (Subject::Script, "script"),
];

impl Decisions {
    pub(crate) fn count(&self, subject: Subject, fate: Fate) {
        self.0[subject as usize][fate as usize].fetch_add(1, Relaxed);
    }
}

fn word(subject: Subject) -> &'static str {
    SUBJECTS[subject as usize].1
}

/// Writes the counters at each scrape.
#[derive(Debug)]
struct Scraped(Arc<Counted>);

impl Collector for Scraped {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Counted { decisions, answers, choices, misnamed, cut, bailed_out, cache_hits, cache_misses, .. } = &*self.0;
        let verdicts = SUBJECTS.iter().flat_map(|(subject, word)| {
            let fates = Fate::ALL.iter().zip(&decisions.0[*subject as usize]);
            fates.map(|(fate, count)| (vec![("subject", *word), ("verdict", fate.word())], count.load(Relaxed)))
        });
        counter(&mut encoder, "verdicts", "Verdicts on trackers, by subject", verdicts)?;
        self.encode_sightings(&mut encoder)?;
        let statuses: Vec<(String, u64)> =
            answers.iter().zip(LOWEST..).map(|(count, status)| (status.to_string(), count.load(Relaxed))).collect();
        let answered = statuses.iter().map(|(status, count)| (vec![("status", status.as_str())], *count));
        counter(&mut encoder, "answers", "Responses, by status", answered)?;
        let refusals: Vec<(String, u64)> =
            Refusal::ALL.iter().zip(&self.0.refusals).map(|(one, count)| (one.word(), count.load(Relaxed))).collect();
        let refused = refusals.iter().map(|(reason, count)| (vec![("reason", reason.as_str())], *count));
        counter(&mut encoder, "refused_requests", "Requests that were not read to their end, by reason", refused)?;
        let choices = choices.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let chosen =
            choices.into_iter().map(|((action, surface), n)| (vec![("action", action), ("surface", surface)], n));
        counter(&mut encoder, "choices", "Recorded choices", chosen)?;
        alone(&mut encoder, "misnamed_subjects", "Answers whose word on who is signed in cannot be read", misnamed)?;
        alone(&mut encoder, "cut_pages", "Pages cut because they could not be checked", cut)?;
        alone(&mut encoder, "bailed_out_pages", "Pages whose rest left unchecked, under a policy", bailed_out)?;
        let cached = [("hit", cache_hits), ("miss", cache_misses)];
        let cached = cached.map(|(result, count)| (vec![("result", result)], count.load(Relaxed)));
        counter(&mut encoder, "variants", "Pages looked up among the rewritten ones that are kept", cached)
    }
}

impl Scraped {
    /// What the lists hold: undeclared names, and what was held back by place.
    fn encode_sightings(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let mut names: BTreeMap<(&str, String), u64> = BTreeMap::new();
        let mut places: BTreeMap<(String, String, &str, &str), u64> = BTreeMap::new();
        for (site, sightings) in self.0.sites() {
            let (mut left, mut seen) = (PLACES, sightings.all());
            // The places that are seen most are those that are shown.
            seen.sort_by_key(|seen| std::cmp::Reverse(seen.count));
            for Sighted { kind, name, fate, place, by, count, .. } in seen {
                if fate == Fate::Undeclared {
                    *names.entry((word(subject(kind, &by)), name)).or_default() += count;
                }
                let key = (site.clone(), place, kind.word(), fate.word());
                let key =
                    if places.contains_key(&key) || left > 0 { key } else { (key.0, OTHERS.to_owned(), key.2, key.3) };
                let sum = places.entry(key).or_insert_with(|| {
                    left = left.saturating_sub(1);
                    0
                });
                *sum += count;
            }
            if sightings.others() > 0 {
                *names.entry((OTHERS, OTHERS.to_owned())).or_default() += sightings.others();
            }
        }
        let undeclared = names.iter().map(|((subject, name), n)| (vec![("subject", *subject), ("name", name)], *n));
        counter(encoder, "undeclared", "Trackers the register does not know", undeclared)?;
        let held = places.iter().map(|((site, place, kind, verdict), n)| {
            (vec![("site", site.as_str()), ("path", place), ("kind", *kind), ("verdict", *verdict)], *n)
        });
        counter(encoder, "sightings", "What was not simply allowed, by place", held)
    }
}

const OTHERS: &str = "(others)";

/// Writes one counter for each set of labels that was counted at all.
fn counter<'l>(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    counts: impl IntoIterator<Item = (Vec<(&'l str, &'l str)>, u64)>,
) -> fmt::Result {
    let mut encoder = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    for (labels, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        ConstCounter::new(count).encode(encoder.encode_family(&labels)?)?;
    }
    Ok(())
}

/// Writes a counter that has no labels.
fn alone(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, count: &AtomicU64) -> fmt::Result {
    let encoder = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    ConstCounter::new(count.load(Relaxed)).encode(encoder)
}
