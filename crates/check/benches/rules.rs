//! How long all rules take, in process: over a large register, over a long text.
//!
//! The peers are what cannot be avoided: reading the same register, and the Markdown
//! parser alone on the same text. Figures leave as JSON lines, times in nanoseconds;
//! `cargo xtask bench rules` makes a table of them.

#![expect(clippy::disallowed_methods, reason = "a benchmark: it reads the clock and its texts")]
#![expect(clippy::print_stdout, reason = "a benchmark: its figures are its result")]

#[path = "../../register/benches/large/mod.rs"]
mod large;

use std::hint::black_box;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use temoin_check::{Case, Inputs, Law, PolicyText, Rendered, check};
use temoin_known::Known;
use temoin_register::{Date, Files, Language, REGISTER, Register, Source};

const ROUNDS: usize = 15;
const TRACKERS: usize = 10_000;
/// A hundred pages of three thousand characters.
const TEXT: usize = 300_000;

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
    let law = Law::as_of(&Date::parse("2026-11-22").expect("a day"));
    let known = Known::new();

    let files = InMemory(large::register(TRACKERS, large::Star::Inside));
    let read = || Arc::new(Register::read(&files).expect("it is sound"));
    let register = read();
    let rendered = temoin_render::documents(&register, "#temoin").documents;
    let (mut runs, mut peer_runs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        // Nothing that one run computes may serve the next.
        let mut inputs = Inputs::default();
        inputs.register = Some(Arc::clone(&register));
        inputs.rendered = rendered
            .iter()
            .map(|document| Rendered::new(&document.id, document.language, &document.markdown()))
            .collect();
        runs.push(nanoseconds(|| drop(black_box(check(&Case::new(&inputs, &law, &known), Language::EN)))));
        peer_runs.push(nanoseconds(|| drop(black_box(read()))));
    }
    print(&format!("all rules, {TRACKERS} trackers"), &runs, 150e6, "reading the register", &peer_runs);

    let text = long_text();
    let mut inputs = Inputs::default();
    inputs.written.push(PolicyText::alone(Source { path: "policy.md".to_owned(), text: text.clone() }));
    let (mut runs, mut peer_runs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        runs.push(nanoseconds(|| drop(black_box(check(&Case::new(&inputs, &law, &known), Language::EN)))));
        peer_runs.push(nanoseconds(|| {
            black_box(pulldown_cmark::Parser::new(&text).count());
        }));
    }
    print(&format!("all rules, {} KB of text", text.len() / 1000), &runs, 100e6, "Markdown parser alone", &peer_runs);
}

/// The demo's policies, one after another, until it is long.
fn long_text() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../registers/demo/policies");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("policies").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let policies = files.iter().filter(|path| path.to_string_lossy().ends_with(".fr.md"));
    let once: String = policies.map(|path| std::fs::read_to_string(path).expect("a policy")).collect();
    once.repeat(TEXT / once.len() + 1)
}

fn print(what: &str, runs: &[f64], below: f64, peer: &str, peer_runs: &[f64]) {
    let figure =
        serde_json::json!({ "what": what, "runs": runs, "below": below, "peer": peer, "peer_runs": peer_runs });
    println!("{figure}");
}

fn nanoseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e9
}
