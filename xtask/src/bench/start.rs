//! How long one waits before anything happens.
//!
//! The peer of the shortest start is `true`, which does nothing: what starting any
//! process costs here. `serve` on an empty directory also makes its key and its database,
//! durably; the disk weighs there.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::bench::build::release;
use crate::bench::check::nanoseconds;
use crate::bench::figure::{Figure, Unit};
use crate::bench::machine::Scratch;
use crate::bench::origin;
use crate::bench::served::{Served, get};
use crate::fault::Fault;

const ROUNDS: usize = 20;

pub(crate) fn start(root: &Path) -> Result<Vec<Figure>, Fault> {
    let program = release(root)?;
    let scratch = Scratch::new("start")?;
    let upstream = format!("http://{}", origin::start()?);
    let (mut version, mut nothing) = (Vec::new(), Vec::new());
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        version.push(nanoseconds(Command::new(&program).arg("--version"))?);
        nothing.push(nanoseconds(&mut Command::new("true"))?);
        let data = scratch.path().join(round.to_string());
        for runs in [&mut first, &mut again] {
            let start = Instant::now();
            let served = Served::start(&program, root, &data, &upstream)?;
            get(&served.console, "/healthz")?;
            runs.push(start.elapsed().as_secs_f64() * 1e9);
        }
    }
    let figure = |what: &str, runs| Figure::new(what, Unit::Nanoseconds, runs);
    Ok(vec![
        figure("`temoin --version`, process", version).beside("`true`", nothing),
        figure("`serve` until /healthz, no data yet", first).beside("with data", again.clone()),
        figure("`serve` until /healthz, with data", again),
    ])
}
