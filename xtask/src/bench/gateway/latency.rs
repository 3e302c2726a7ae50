//! How much longer a visitor waits because something stands before the origin.
//!
//! A hundred requests a second is what a busy small site sees, and far from what any of
//! these proxies can do: what is measured is the way through, not a queue. Requests leave
//! when it is time, whether the one before was answered or not. Everybody is asked in the
//! same second, and so is the origin itself, whose own time is taken off.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::bench::figure::{Figure, Unit};
use crate::bench::gateway::client::{Asks, Client, request};
use crate::bench::gateway::contestants::{self, Peer, plainly};
use crate::bench::gateway::origin;
use crate::bench::machine::Scratch;
use crate::fault::Fault;

/// From one request to the next: 100 a second.
const PACE: Duration = Duration::from_millis(10);
/// Of one round: five seconds.
const REQUESTS: usize = 500;
const ROUNDS: usize = 3;
/// The targets, at the median and for 99 requests in 100.
const MEDIAN: f64 = 0.3e6;
const WORST: f64 = 1e6;

pub(crate) fn latency(root: &Path) -> Result<Vec<Figure>, Fault> {
    let scratch = Scratch::new("latency")?;
    let origin = origin::start()?;
    let peers = [Peer::Nginx, Peer::HaProxy, Peer::Caddy];
    let all = contestants::start(root, scratch.path(), &origin, &peers, &plainly)?;
    let names: Vec<&str> = all.iter().map(|contestant| contestant.name).collect();
    let mut addresses = vec![origin.as_str()];
    addresses.extend(all.iter().map(|contestant| contestant.address.as_str()));
    let mut figures = Vec::new();
    for (what, path, asks) in
        [("page rewritten", origin::PAGE, Asks::Document), ("JSON, cookie wall on", origin::DATA, Asks::Data)]
    {
        // For each contestant: what it added in each round.
        let (mut median, mut worst) = (vec![Vec::new(); names.len()], vec![Vec::new(); names.len()]);
        for _ in 0..ROUNDS {
            let waits = round(&addresses, path, asks)?;
            let [direct, through @ ..] = waits.as_slice() else { continue };
            for (place, waits) in through.iter().enumerate() {
                median[place].push(at(waits, 50) - at(direct, 50));
                worst[place].push(at(waits, 99) - at(direct, 99));
            }
        }
        figures.push(figure(format!("added at 100 requests/s, p50: {what}"), &names, median).below(MEDIAN));
        figures.push(figure(format!("added at 100 requests/s, p99: {what}"), &names, worst).below(WORST));
    }
    Ok(figures)
}

/// The first is ours, the others are its peers.
fn figure(what: String, names: &[&str], runs: Vec<Vec<f64>>) -> Figure {
    let mut all = names.iter().zip(runs);
    let (_, ours) = all.next().expect("we are among the contestants");
    all.fold(Figure::new(what, Unit::Nanoseconds, ours), |figure, (name, runs)| figure.beside(*name, runs))
}

/// Asks everybody at once for the same, each from a thread of its own, and gives how long
/// each request took, in nanoseconds and in order of length.
fn round(addresses: &[&str], path: &str, asks: Asks) -> Result<Vec<Vec<f64>>, Fault> {
    let start = Instant::now() + Duration::from_millis(50);
    let slot = PACE / u32::try_from(addresses.len()).unwrap_or(1);
    std::thread::scope(|scope| {
        let asked: Vec<_> = addresses
            .iter()
            .zip(0..)
            .map(|(address, place)| scope.spawn(move || paced(address, path, asks, start + slot * place)))
            .collect();
        asked.into_iter().map(|thread| thread.join().expect("a client does not panic")).collect()
    })
}

/// Sends one request every [`PACE`] from `start` on.
fn paced(address: &str, path: &str, asks: Asks, start: Instant) -> Result<Vec<f64>, Fault> {
    let request = request(address, path, asks);
    let mut client = Client::connect(address)?;
    client.ask(&request)?;
    let mut waits = Vec::with_capacity(REQUESTS);
    let mut due = start;
    for _ in 0..REQUESTS {
        let early = due.saturating_duration_since(Instant::now());
        std::thread::sleep(early);
        // A request that could not leave in time has waited since it should have.
        let left = if early.is_zero() { due } else { Instant::now() };
        client.ask(&request)?;
        waits.push(left.elapsed().as_secs_f64() * 1e9);
        due += PACE;
    }
    waits.sort_by(f64::total_cmp);
    Ok(waits)
}

/// The wait that so many in a hundred are not longer than.
fn at(sorted: &[f64], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_wait_that_was_measured() {
        let waits: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!((at(&waits, 50), at(&waits, 99)), (100.0, 198.0));
        assert_eq!((at(&[7.0], 50), at(&[7.0], 99)), (7.0, 7.0));
    }
}
