//! Instructions of the walls by themselves, in process: without sockets, what they cost is
//! what is left.
//!
//! The benchmarks of `enforce` do the work as often as they are told to; what two runs of
//! different lengths differ by is the work, and what they share, the register read, is not.

use std::path::{Path, PathBuf};

use crate::bench::build::executable;
use crate::bench::figure::{Figure, Unit};
use crate::bench::gateway::callgrind::{total, under};
use crate::fault::Fault;
use crate::run;

const ROUNDS: usize = 3;
/// The targets.
const WALL: f64 = 8_000.0;
const REWRITE: f64 = 600_000.0;

pub(crate) fn instructions(root: &Path, scratch: &Path) -> Result<Vec<Figure>, Fault> {
    let (wall, rewrite) = (built(root, "wall")?, built(root, "rewrite")?);
    let mut figures = Vec::new();
    for trackers in ["10", "200", "10000"] {
        let what = format!("cookie wall alone, 4 cookies, {trackers} trackers");
        // Reading a large register differs by more than a wall from run to run.
        figures
            .push(Figure::new(what, Unit::Instructions, differences(&wall, &[trackers], 5_000, scratch)?).below(WALL));
    }
    let alone =
        Figure::new("rewriting alone, page of 30 KB", Unit::Instructions, differences(&rewrite, &[], 20, scratch)?);
    figures.push(alone.below(REWRITE));
    Ok(figures)
}

/// Builds a benchmark of `enforce`, and says where it lies.
fn built(root: &Path, bench: &str) -> Result<PathBuf, Fault> {
    let words = ["bench", "--no-run", "--quiet", "--message-format=json-render-diagnostics", "--locked"];
    let told = run::ask(run::cargo(root).args(words).args(["-p", "temoin-enforce", "--bench", bench]))?;
    executable(&told, bench).ok_or_else(|| Fault::Environment(format!("cargo did not say where it put `{bench}`")))
}

/// The instructions of doing it once, in several runs.
fn differences(program: &Path, args: &[&str], times: u32, scratch: &Path) -> Result<Vec<f64>, Fault> {
    let out = scratch.join("callgrind-walls");
    let count = |times: u32| {
        run::ask(under(&out, program).arg("--only").args(args).arg(times.to_string()))?;
        total(&out)
    };
    (0..ROUNDS).map(|_| Ok((count(2 * times)? - count(times)?) / f64::from(times))).collect()
}
