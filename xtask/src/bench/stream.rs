//! A page of a hundred megabytes through the gateway: how fast, and at what memory.
//!
//! The same bytes go three ways in turn: straight from the origin, through the gateway as
//! a file that it only passes on, and through it as a page that it rewrites. Origin,
//! gateway and reader share the machine's cores, so it is the ratios that speak.

use std::path::Path;

use crate::bench::build::{float, release};
use crate::bench::figure::{Figure, Unit};
use crate::bench::machine::Scratch;
use crate::bench::origin;
use crate::bench::served::{Served, get};
use crate::fault::Fault;

const LARGE: u64 = 100_000_000;
const SMALL: u64 = 1_000_000;
const ROUNDS: usize = 5;
/// Our threshold: room for a parser and the buffers of two connections, not for the page.
const GROWTH: f64 = 16.0 * 1024.0 * 1024.0;

pub(crate) fn stream(root: &Path) -> Result<Vec<Figure>, Fault> {
    let program = release(root)?;
    let scratch = Scratch::new("stream")?;
    let origin = origin::start()?;
    let served = Served::start(&program, root, &scratch.path().join("data"), &format!("http://{origin}"))?;
    let before = served.memory()?.now;

    let (mut direct, mut passed, mut rewritten) = (Vec::new(), Vec::new(), Vec::new());
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        direct.push(speed(&origin, "file")?);
        passed.push(speed(&served.listen, "file")?);
        small.push(growth(&served, || get(&served.listen, &format!("/page/{SMALL}")).map(drop))?);
        large.push(growth(&served, || {
            rewritten.push(speed(&served.listen, "page")?);
            Ok(())
        })?);
    }
    let after = served.memory()?.now;
    let fast = |what: &str, runs| Figure::new(what, Unit::MegabytesPerSecond, runs);
    Ok(vec![
        fast("100 MB page rewritten", rewritten).beside("straight", direct.clone()),
        fast("100 MB file passed on", passed).beside("straight", direct),
        Figure::new("memory at rest, started", Unit::Bytes, vec![before]),
        Figure::new("memory at rest, after all pages", Unit::Bytes, vec![after]).beside("started", vec![before]),
        Figure::new("memory's peak above rest, 100 MB page", Unit::Bytes, large)
            .below(GROWTH)
            .beside("1 MB page", small),
    ])
}

/// Megabytes of [`LARGE`] a second.
fn speed(address: &str, kind: &str) -> Result<f64, Fault> {
    let elapsed = get(address, &format!("/{kind}/{LARGE}"))?;
    Ok(float(LARGE) / 1e6 / elapsed.as_secs_f64())
}

/// By how much the memory held rose above where it was, at most, meanwhile.
fn growth(served: &Served, work: impl FnOnce() -> Result<(), Fault>) -> Result<f64, Fault> {
    served.forget()?;
    let before = served.memory()?.now;
    work()?;
    Ok(served.memory()?.most - before)
}
