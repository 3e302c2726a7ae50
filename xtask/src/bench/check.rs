//! `temoin check` on a register with ten thousand trackers, from process to process.
//!
//! The peer is the other parser that many machines have, Python's `tomllib`, which only
//! parses the same file: no spans, no resolving, no digest, no policies. Both include the
//! start of their process, as a person waits for it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::bench::build::release;
use crate::bench::figure::{Figure, Unit};
use crate::bench::large;
use crate::bench::machine::Scratch;
use crate::fault::Fault;
use crate::run;

const TRACKERS: usize = 10_000;
const ROUNDS: usize = 15;
/// The issue's: a tenth of a second feels immediate.
const TARGET: f64 = 100e6;
const PARSE: &str = "import sys, tomllib; tomllib.load(open(sys.argv[1], 'rb'))";

pub(crate) fn check(root: &Path) -> Result<Vec<Figure>, Fault> {
    let program = release(root)?;
    let scratch = Scratch::new("check")?;
    let text = large::register(TRACKERS, large::Star::Inside);
    scratch.file("register.toml", &text)?;
    for (path, text) in large::POLICIES {
        scratch.file(path, text)?;
    }
    let mut ours = Command::new(program);
    ours.arg("check").arg(scratch.path());
    let mut theirs = Command::new("python3");
    theirs.args(["-c", PARSE]).arg(scratch.path().join("register.toml"));
    // Older Pythons have no `tomllib`.
    let compared = run::answers(&mut theirs);
    if !compared {
        eprintln!("bench: no Python 3.11 here, so `check` has no peer");
    }
    let (mut runs, mut peer_runs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        runs.push(nanoseconds(&mut ours)?);
        if compared {
            peer_runs.push(nanoseconds(&mut theirs)?);
        }
    }
    let what = format!("check, {TRACKERS} trackers ({} KB), process", text.len() / 1000);
    let figure = Figure::new(what, Unit::Nanoseconds, runs).below(TARGET);
    Ok(vec![if compared { figure.beside("tomllib parses it", peer_runs) } else { figure }])
}

/// How long a program takes, from its start until it is gone; it may have findings.
pub(crate) fn nanoseconds(command: &mut Command) -> Result<f64, Fault> {
    let start = Instant::now();
    let ended = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    let elapsed = start.elapsed();
    match ended {
        Ok(status) if status.code().is_some_and(|code| code < 2) => Ok(elapsed.as_secs_f64() * 1e9),
        Ok(status) => Err(Fault::Findings(format!("`{}` failed, {status}", command.get_program().display()))),
        Err(cause) => {
            Err(Fault::Environment(format!("could not start `{}`: {cause}", command.get_program().display())))
        }
    }
}
