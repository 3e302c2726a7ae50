//! What memory connections and bodies hold.
//!
//! An idle connection is nearly all that a site's visitors are; a body of gigabytes must
//! pass through the same few buffers as one of kilobytes. All sizes are the resident set,
//! as the system counts it.

use std::path::Path;
use std::time::Duration;

use crate::bench::figure::{Figure, Unit};
use crate::bench::gateway::client::{Asks, Client, request};
use crate::bench::gateway::contestants::{self, Contestant, Peer, plainly};
use crate::bench::gateway::origin;
use crate::bench::machine::Scratch;
use crate::bench::process::Process;
use crate::fault::Fault;

const PEERS: [Peer; 3] = [Peer::Nginx, Peer::HaProxy, Peer::Caddy];
const ROUNDS: usize = 2;
/// Idle connections: many beside what a process holds anyway, few enough for its descriptors.
const IDLE: u32 = 2_000;
const LARGE: u64 = 2_000_000_000;
const DOWNLOADS: usize = 64;
/// The targets, and those of its design.
const PER_CONNECTION: f64 = 8.0 * 1024.0;
const GROWTH: f64 = 8.0 * 1024.0 * 1024.0;
const IN_FLIGHT: f64 = 32.0 * 1024.0 * 1024.0;

type Measure = fn(&Contestant) -> Result<f64, Fault>;

/// Each begins with programs that have just started.
const FIGURES: [(&str, Measure, f64); 4] = [
    ("for each of 2 000 idle connections", idle, PER_CONNECTION),
    ("held at most, 64 downloads of 1 MiB", downloads, IN_FLIGHT),
    ("growth, download of 2 GB", download, GROWTH),
    ("growth, upload of 2 GB", upload, GROWTH),
];

pub(crate) fn memory(root: &Path) -> Result<Vec<Figure>, Fault> {
    let origin = origin::start()?;
    let mut figures: Vec<Figure> = Vec::new();
    for (what, measure, below) in FIGURES {
        // Ours, then the peers', in the order of PEERS.
        let mut runs = vec![Vec::new(); PEERS.len() + 1];
        for _ in 0..ROUNDS {
            let scratch = Scratch::new("memory")?;
            let all = contestants::start(root, scratch.path(), &origin, &PEERS, &plainly)?;
            for (contestant, runs) in all.iter().zip(&mut runs) {
                let warm = request(&contestant.address, origin::DATA, Asks::Data);
                Client::connect(&contestant.address)?.ask(&warm)?;
                settled(&contestant.process)?;
                runs.push(measure(contestant)?);
            }
        }
        let mut runs = runs.into_iter();
        let ours = Figure::new(format!("memory, {what}"), Unit::Bytes, runs.next().unwrap_or_default()).below(below);
        figures.push(PEERS.iter().zip(runs).fold(ours, |figure, (peer, runs)| figure.beside(peer.name(), runs)));
    }
    Ok(figures)
}

/// Connections that have each asked once, and ask no more.
fn idle(contestant: &Contestant) -> Result<f64, Fault> {
    let before = contestant.process.memory()?.now;
    let request = request(&contestant.address, origin::DATA, Asks::Data);
    let mut open = Vec::new();
    for _ in 0..IDLE {
        let mut client = Client::connect(&contestant.address)?;
        client.ask(&request)?;
        open.push(client);
    }
    let held = settled(&contestant.process)? - before;
    drop(open);
    Ok(held / f64::from(IDLE))
}

/// Readers that all asked, and begin to read when everything that can wait is waiting.
fn downloads(contestant: &Contestant) -> Result<f64, Fault> {
    let request = request(&contestant.address, origin::FILE, Asks::Data);
    contestant.process.forget()?;
    let mut open = Vec::new();
    for _ in 0..DOWNLOADS {
        let mut client = Client::connect(&contestant.address)?;
        client.send(&request)?;
        open.push(client);
    }
    settled(&contestant.process)?;
    std::thread::scope(|scope| {
        let readers: Vec<_> = open.iter_mut().map(|client| scope.spawn(|| client.answer())).collect();
        readers.into_iter().try_for_each(|reader| reader.join().expect("a client does not panic").map(drop))
    })?;
    Ok(contestant.process.memory()?.most)
}

fn download(contestant: &Contestant) -> Result<f64, Fault> {
    let path = format!("{}{LARGE}", origin::BYTES);
    let request = request(&contestant.address, &path, Asks::Data);
    growth(contestant, |client| match client.ask(&request)? {
        LARGE => Ok(()),
        length => Err(Fault::Findings(format!("{} gave {length} bytes of {LARGE}", contestant.name))),
    })
}

fn upload(contestant: &Contestant) -> Result<f64, Fault> {
    growth(contestant, |client| client.upload(origin::UPLOAD, LARGE))
}

/// By how much the memory held rose above where it was, at most, meanwhile.
fn growth(contestant: &Contestant, work: impl FnOnce(&mut Client) -> Result<(), Fault>) -> Result<f64, Fault> {
    contestant.process.forget()?;
    let before = contestant.process.memory()?.now;
    work(&mut Client::connect(&contestant.address)?)?;
    Ok((contestant.process.memory()?.most - before).max(0.0))
}

/// The memory held once it has stopped changing.
fn settled(process: &Process) -> Result<f64, Fault> {
    /// As many looks, in a row, that see the same.
    const LOOKS: u32 = 5;
    const PATIENCE: u32 = 200;
    let (mut held, mut alike) = (0.0, 0);
    for _ in 0..PATIENCE {
        let now = process.memory()?.now;
        // Half a percent is a page here and there.
        alike = if (now - held).abs() * 200.0 <= held { alike + 1 } else { 0 };
        if alike == LOOKS {
            return Ok(now);
        }
        held = now;
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(held)
}
