//! How long a verdict takes, and whether that grows with the register.
//!
//! The gateway asks for one per cookie of every answer, so a verdict should cost less than
//! a microsecond however many trackers are declared. Each round asks about many different
//! names, spread over the register, so that neither caches nor branches learn one answer.
//! The peer is a scan of the same patterns for the same names, without the verdict.
//!
//! Figures leave as JSON lines, times in nanoseconds; `cargo xtask bench verdict` makes a
//! table of them.

#![expect(clippy::disallowed_methods, reason = "a benchmark: it reads the clock")]
#![expect(clippy::print_stdout, reason = "a benchmark: its figures are its result")]

#[path = "../../register/benches/large/mod.rs"]
mod large;

use std::hint::black_box;
use std::io;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use large::Star;
use temoin_consent::{Choice, ChoiceId, Decision, Reason, Verdict, verdict};
use temoin_evidence::{FirstWrite, Observation, Wanted};
use temoin_register::{Files, REGISTER, Register, Service, Tracker, TrackerKind};

const ROUNDS: usize = 30;
/// How long the calls of one round take together: far above what a clock can tell apart.
const ROUND: Duration = Duration::from_millis(3);
/// How many different names or hosts a round asks about, at most.
const ASKED: usize = 256;
/// Nearly the longest that a browser keeps: every hit is a lifetime to be cut.
const WANTED: Wanted = Wanted::Seconds(399 * 86_400);
const COOKIE: TrackerKind = TrackerKind::Cookie;

struct InMemory(String);

impl Files for InMemory {
    fn read(&self, path: &str) -> io::Result<String> {
        if path == REGISTER {
            return Ok(self.0.clone());
        }
        let found = large::POLICIES.iter().find(|(known, _)| *known == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn main() {
    for trackers in [10, 1_000, 10_000] {
        let bench = Bench::new(trackers, Star::Inside);
        bench.names("literal name", &bench.cookies(true), |verdict| {
            matches!(verdict, Verdict::Cap(_, Reason::Lifetime))
        });
        bench.names("pattern", &bench.cookies(false), |verdict| matches!(verdict, Verdict::Cap(_, Reason::Lifetime)));
        bench.names("undeclared name", &strangers(), |verdict| verdict == Verdict::Undeclared);
        bench.hosts();
    }
    let bench = Bench::new(10_000, Star::First);
    bench.names("undeclared, patterns all begin with `*`", &strangers(), |verdict| verdict == Verdict::Undeclared);
}

struct Bench {
    trackers: usize,
    register: Register,
    choice: Choice,
    now: Timestamp,
}

impl Bench {
    fn new(trackers: usize, star: Star) -> Self {
        let register = Register::read(&InMemory(large::register(trackers, star))).expect("it is sound");
        let now = Timestamp::from_second(1_800_000_000).expect("a moment");
        let choice = Choice::Made(Decision {
            id: ChoiceId::from_random([7; 16]),
            decided_at: now,
            revision: register.revision().to_owned(),
            granted: register.consented_purposes().map(|purpose| purpose.id.to_string()).collect(),
            refused: Vec::new(),
            exceptions: Vec::new(),
            account: None,
        });
        Self { trackers, register, choice, now }
    }

    /// Names of cookies that the register knows, as literals or by a pattern.
    fn cookies(&self, literal: bool) -> Vec<String> {
        let cookies = self.register.declared.tracker.iter().filter(|tracker| tracker.kind == COOKIE);
        let names = cookies.filter_map(|tracker| tracker.name.as_ref()).filter(|name| name.is_literal() == literal);
        spread(names.map(|name| name.as_str().replace('*', "7f3a9c")).collect())
    }

    fn names(&self, what: &str, names: &[String], expected: fn(Verdict) -> bool) {
        for name in names {
            let found = verdict(&self.register, &self.choice, &written(name), self.now);
            assert!(expected(found), "{what}: `{name}` is {found:?}");
        }
        self.measure(what, names, |name| self.verdict(&written(name)), |name| self.scanned(name).is_some());
    }

    fn hosts(&self) {
        let hosts: Vec<String> = (0..large::SERVICES).map(|service| format!("a.b.service-{service}.example")).collect();
        let scan = |host: &str| self.scanned_host(host).is_some();
        self.measure("host", &hosts, |host| self.verdict(&Observation::Contact { host }), scan);
    }

    fn verdict(&self, seen: &Observation<'_>) -> bool {
        verdict(black_box(&self.register), &self.choice, black_box(seen), self.now).happens()
    }

    /// The peer: every pattern is tried, the longest that matches wins.
    fn scanned(&self, name: &str) -> Option<&Tracker> {
        let matching = |tracker: &&Tracker| {
            tracker.kind == COOKIE && tracker.name.as_ref().is_some_and(|pattern| pattern.matches(name))
        };
        let weight = |tracker: &&Tracker| tracker.name.as_ref().map(|name| (name.is_literal(), name.weight()));
        self.register.declared.tracker.iter().filter(matching).max_by_key(weight)
    }

    fn scanned_host(&self, host: &str) -> Option<&Service> {
        let covers = |pattern: &temoin_register::HostPattern| match pattern.parent() {
            Some(parent) => host.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.')),
            None => pattern.as_str() == host,
        };
        self.register.declared.service.iter().find(|service| service.hosts.iter().any(covers))
    }

    fn measure(&self, what: &str, asked: &[String], ours: impl Fn(&str) -> bool, peer: impl Fn(&str) -> bool) {
        let (ours_calls, peer_calls) = (calls(asked, &ours), calls(asked, &peer));
        let (mut runs, mut peer_runs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            runs.push(nanoseconds(asked, ours_calls, &ours));
            peer_runs.push(nanoseconds(asked, peer_calls, &peer));
        }
        println!(
            "{}",
            serde_json::json!({
                "what": format!("verdict, {} trackers: {what}", self.trackers),
                "runs": runs,
                "below": 1_000,
                "peer": "scan of all",
                "peer_runs": peer_runs,
            })
        );
    }
}

/// A cookie of an answer.
fn written(name: &str) -> Observation<'_> {
    Observation::Write { kind: COOKIE, name, wanted: WANTED, first: FirstWrite::Now }
}

/// Names that no register of [`large`] knows, beginning as declared ones do.
fn strangers() -> Vec<String> {
    (0..ASKED).map(|place| format!("_hjSession_{place}x_backoffice_2026")).collect()
}

/// At most [`ASKED`] of them, from all over.
fn spread(all: Vec<String>) -> Vec<String> {
    let step = all.len().div_ceil(ASKED).max(1);
    all.into_iter().step_by(step).collect()
}

/// How many calls make a round.
fn calls(asked: &[String], ask: &impl Fn(&str) -> bool) -> u32 {
    let mut calls = 64;
    loop {
        let start = Instant::now();
        repeat(asked, calls, ask);
        if start.elapsed() >= ROUND {
            return calls;
        }
        calls *= 2;
    }
}

/// How long one call takes, of so many.
fn nanoseconds(asked: &[String], calls: u32, ask: &impl Fn(&str) -> bool) -> f64 {
    let start = Instant::now();
    repeat(asked, calls, ask);
    start.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
}

fn repeat(asked: &[String], calls: u32, ask: &impl Fn(&str) -> bool) {
    let mut names = asked.iter().cycle();
    for _ in 0..calls {
        let name = names.next().expect("some are asked about");
        black_box(ask(black_box(name)));
    }
}
