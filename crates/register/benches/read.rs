//! How long a register takes to be read, resolved, indexed and digested, in process.
//!
//! The peer is the TOML parser alone on the same text: what reading would cost if nothing
//! were checked. Figures leave as JSON lines, times in nanoseconds; `cargo xtask bench
//! read` makes a table of them.

#![expect(clippy::disallowed_methods, reason = "a benchmark: it reads the clock")]
#![expect(clippy::print_stdout, reason = "a benchmark: its figures are its result")]

mod large;

use std::hint::black_box;
use std::io;
use std::time::Instant;

use temoin_reading::RawTable;
use temoin_register::{Files, REGISTER, Register};

const ROUNDS: usize = 15;

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
        let files = InMemory(large::register(trackers, large::Star::Inside));
        let (mut runs, mut peer_runs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            runs.push(nanoseconds(|| drop(black_box(Register::read(black_box(&files)).expect("it is sound")))));
            peer_runs.push(nanoseconds(|| drop(black_box(RawTable::parse(black_box(&files.0)).expect("it is TOML")))));
        }
        println!(
            "{}",
            serde_json::json!({
                "what": format!("read {trackers} trackers, in process"),
                "runs": runs,
                "peer": "TOML parser alone",
                "peer_runs": peer_runs,
            })
        );
    }
}

fn nanoseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e9
}
