//! Visitors who leave banners to an extension that never heard of us, one after the other:
//! does it refuse for each of them, and how soon?
//!
//! It looks again half a second after a first glance at a page, by design; less is not to be
//! had. Every visit is by somebody who never came before. One that is not refused, or not
//! recorded as refused, ends the benchmark.

#![expect(clippy::disallowed_methods, reason = "a benchmark starts programs and reads files")]
#![expect(clippy::print_stdout, reason = "its result is a line for the table")]

#[expect(dead_code, reason = "journeys also accept")]
#[path = "../tests/it/journeys/client.rs"]
mod client;
#[expect(dead_code, reason = "journeys ask more of it")]
#[path = "../tests/it/journeys/outside.rs"]
mod outside;
#[expect(dead_code, reason = "journeys do more on their stage")]
#[path = "../tests/it/journeys/stage.rs"]
mod stage;

use client::{Client, Wish};
use stage::{Outcome, Stage};

const TEMOIN: &str = env!("CARGO_BIN_EXE_temoin");
const VISITS: usize = 100;
/// What is aimed at: a visitor has hardly begun to read.
const TARGET: f64 = 1e9;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome {
    let words: Vec<String> = std::env::args().collect();
    let visits = words.iter().skip_while(|word| *word != "--rounds").nth(1);
    let visits: usize = visits.map_or(Ok(VISITS), |number| number.parse())?;
    let stage = Stage::demo("autoconsent").await?;
    let mut client = Client::install(&stage.page, Wish::Refuse, &[]).await?;
    let mut runs = Vec::new();
    for visit in 0..visits {
        let (done, action) = stage.answered_by(&mut client, "/").await?;
        if (done.by.as_str(), done.verified, action.as_str()) != ("HEURISTIC-REJECT", Some(true), "refuse-all") {
            return Err(format!("visit {}: {done:?}, recorded as `{action}`", visit + 1).into());
        }
        runs.push(done.took.as_secs_f64() * 1e9);
    }
    stage.end().await?;
    let what = format!("autoconsent refuses by the banner's words, {visits} of {visits} visits");
    println!("{}", serde_json::json!({ "what": what, "unit": "nanoseconds", "runs": runs, "below": TARGET }));
    Ok(())
}
