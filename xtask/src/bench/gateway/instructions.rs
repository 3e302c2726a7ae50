//! Instructions for each request, and for the walls by themselves.
//!
//! Caddy is not there: a program of Go does not run under callgrind.

use std::collections::BTreeMap;
use std::path::Path;

use crate::bench::figure::{Figure, Unit};
use crate::bench::gateway::callgrind::{self, Counts};
use crate::bench::gateway::client::{Asks, Client, request, returning};
use crate::bench::gateway::contestants::{self, Contestant, Peer};
use crate::bench::gateway::{origin, walls};
use crate::bench::machine::Scratch;
use crate::fault::Fault;

/// Requests before anything is counted: connections to the origin, and what is made once.
const WARM: u32 = 20;
const REQUESTS: u32 = 100;
const ROUNDS: usize = 3;

struct Case {
    what: &'static str,
    path: &'static str,
    /// In few words, or as a browser does for a visitor who has chosen.
    asks: Option<Asks>,
    /// The target.
    below: Option<f64>,
}

const CASES: [Case; 6] = [
    Case { what: "page passed on", path: origin::PLAIN, asks: Some(Asks::Document), below: Some(60_000.0) },
    Case { what: "JSON, cookie wall on", path: origin::DATA, asks: Some(Asks::Data), below: Some(50_000.0) },
    Case { what: "JSON, cookie wall on, as Chromium asks", path: origin::DATA, asks: None, below: None },
    Case { what: "page rewritten", path: origin::PAGE, asks: Some(Asks::Document), below: None },
    Case { what: "page rewritten, gzip'd origin", path: origin::COMPRESSED, asks: Some(Asks::Document), below: None },
    Case { what: "page rewritten, repeated", path: origin::REPEATED, asks: Some(Asks::Document), below: None },
];

pub(crate) fn instructions(root: &Path) -> Result<Vec<Figure>, Fault> {
    let scratch = Scratch::new("instructions")?;
    let origin = origin::start()?;
    let out = |name: &str| scratch.path().join(format!("callgrind-{name}"));
    let under = |name: &str, program: &Path| callgrind::under(&out(name), program);
    let all = contestants::start(root, scratch.path(), &origin, &[Peer::Nginx, Peer::HaProxy], &under)?;
    let mut counted: Vec<Counted<'_>> =
        all.iter().map(|contestant| Counted { contestant, counts: Counts::new(out(contestant.name)) }).collect();
    let [ours, ..] = all.as_slice() else { return Ok(Vec::new()) };
    let choice = Client::connect(&ours.address)?.refuse()?;
    let mut figures = Vec::new();
    for case in &CASES {
        figures.extend(measure(case, &choice, &mut counted)?);
    }
    drop(counted);
    drop(all);
    figures.extend(walls::instructions(root, scratch.path())?);
    Ok(figures)
}

struct Counted<'c> {
    contestant: &'c Contestant,
    counts: Counts,
}

/// None where we do not serve what the case asks for.
fn measure(case: &Case, choice: &str, counted: &mut [Counted<'_>]) -> Result<Option<Figure>, Fault> {
    let mut runs: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for round in 0..ROUNDS {
        for Counted { contestant, counts } in &mut *counted {
            let request = match case.asks {
                Some(asks) => request(&contestant.address, case.path, asks),
                None => returning(&contestant.address, case.path, choice),
            };
            let mut client = Client::connect(&contestant.address)?;
            let mut repeat = |times: u32| (0..times).try_for_each(|_| client.ask(&request).map(drop));
            if round == 0
                && let Err(fault) = repeat(WARM)
            {
                eprintln!("bench: no figure for `{}`: {fault}", case.what);
                return Ok(None);
            }
            repeat(1)?;
            counts.take(&contestant.process)?;
            repeat(REQUESTS)?;
            let count = counts.take(&contestant.process)?;
            runs.entry(contestant.name).or_default().push(count / f64::from(REQUESTS));
        }
    }
    let mut of = |contestant: &Contestant| runs.remove(contestant.name).unwrap_or_default();
    let [ours, peers @ ..] = counted else { return Ok(None) };
    let mut figure = Figure::new(case.what, Unit::Instructions, of(ours.contestant));
    figure.below = case.below;
    for peer in peers {
        figure = figure.beside(peer.contestant.name, of(peer.contestant));
    }
    Ok(Some(figure))
}
