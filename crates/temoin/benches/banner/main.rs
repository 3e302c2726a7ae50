//! Our banner beside others: the same page, the same purposes, the same browser.
//!
//! Each banner is asked of the visitor as its makers mean it to be: ours in the page that
//! the gateway sends, or by one script; the others by the files that npm has of them. They
//! take turns, and begin in another order each round, so that a busy moment is everybody's.
//! The processor is made four times slower, as telephones are. What is printed are lines
//! for the table of `cargo xtask bench`; ours is first, peers stand in the order of merit.

#![expect(clippy::disallowed_methods, reason = "a benchmark starts programs and reads files")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it speaks to the one who runs it")]

mod contestants;
mod figures;
mod stand;
mod watch;
mod weigh;

use contestants::{ALL, Contestant};
use stand::Stand;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Enough for a median, and for less than five minutes.
const ROUNDS: usize = 3;
/// How often ours is looked at beyond that, for what moves: once is too often.
const STILL: usize = 50;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome {
    let words: Vec<String> = std::env::args().collect();
    let rounds = words.iter().skip_while(|word| *word != "--rounds").nth(1);
    let rounds: usize = rounds.map_or(Ok(ROUNDS), |number| number.parse())?;
    let stand = Stand::open().await?;
    let mut contestants: Vec<&Contestant> = ALL.iter().collect();
    if !stand.shows_a_banner(&contestants::SCRIPT).await? {
        eprintln!("bench: `choice.js` alone shows no banner yet, so the banner by one script is left out");
        contestants.retain(|each| each.name != contestants::SCRIPT.name);
    }
    eprintln!("bench: what each weighs");
    let mut weights = Vec::new();
    for contestant in &contestants {
        weights.push((contestant.name, weigh::weigh(&stand, contestant).await?));
    }
    let mut visits = Vec::new();
    for round in 0..rounds {
        eprintln!("bench: round {} of {rounds}", round + 1);
        // The bare page goes round too: what it costs is what the page costs.
        let mut turns: Vec<&Contestant> =
            contestants.iter().copied().chain([&contestants::BARE, &contestants::UNGUARDED]).collect();
        let first = round % turns.len();
        turns.rotate_left(first);
        for contestant in turns {
            let visit = watch::visit(&stand, contestant).await;
            visits.push((contestant.name, visit.map_err(|error| format!("{}: {error}", contestant.name))?));
        }
    }
    eprintln!("bench: {STILL} visits to see whether anything moves");
    for contestant in contestants.iter().filter(|each| figures::OURS.contains(&each.name)) {
        let still = watch::still(&stand, contestant, STILL).await?;
        visits.extend(still.into_iter().map(|visit| (contestant.name, visit)));
    }
    stand.close().await?;
    for line in figures::lines(&weights, &visits) {
        println!("{line}");
    }
    Ok(())
}
