//! Lines for the table: each of ours, and beside it the peers from the best to the worst.

use serde_json::{Value, json};

use crate::contestants::{BARE, UNGUARDED};
use crate::watch::Visit;
use crate::weigh::{Weight, Weights};

/// The contestants that are ours.
pub(crate) const OURS: [&str; 2] = ["gateway", "one script"];

/// What the medians of the two should stay below; never asserted.
type Below = [Option<f64>; 2];
const NO_TARGET: Below = [None; 2];

const MILLISECOND: f64 = 1e6;

pub(crate) fn lines(weights: &[(&str, Weights)], visits: &[(&str, Visit)]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut weighed = |what, unit, below, of: fn(&Weights) -> i64| {
        let rows = weights.iter().map(|(name, weight)| (*name, vec![float(of(weight))])).collect();
        lines.extend(beside(what, unit, below, rows));
    };
    weighed("to show the banner, brotli", "bytes", [Some(2500.0), Some(4500.0)], |all| all.first.brotli);
    weighed("to show the banner, raw", "bytes", NO_TARGET, |all| all.first.raw);
    weighed("to show the banner", "requests", [Some(1.0), Some(2.0)], |all| all.first.requests);
    weighed("for who chose before, brotli", "bytes", [Some(1200.0), None], |all| all.again.brotli);
    if let Some((_, weights)) = weights.first() {
        let Weight { raw, brotli, requests } = weights.guard;
        let guard = [("brotli", "bytes", brotli), ("raw", "bytes", raw), ("files", "requests", requests)];
        let line = |(what, unit, count)| json!({ "what": format!("our guard, {what}"), "unit": unit, "runs": [count] });
        lines.extend(guard.map(|each| line(each).to_string()));
    }

    // Beyond what the page alone costs in the same session.
    let page = |of: fn(&Visit) -> Option<f64>| {
        median(visits.iter().filter(|(name, _)| *name == BARE.name).filter_map(|(_, visit)| of(visit)).collect())
    };
    let mut timed = |what, limits: [f64; 2], without: f64, of: fn(&Visit) -> Option<f64>| {
        let rows = by_name(visits, |visit| of(visit).map(|time| (time - without) * MILLISECOND));
        lines.extend(beside(what, "nanoseconds", limits.map(|limit| Some(limit * MILLISECOND)), rows));
    };
    timed("the banner, after the first paint", [1.0, 60.0], 0.0, |visit| visit.after_first_paint);
    let first_paint = |visit: &Visit| visit.first_paint;
    timed("first paint, beyond the page's", [10.0; 2], page(first_paint), first_paint);
    let (script, style) = (|visit: &Visit| visit.script, |visit: &Visit| visit.style);
    timed("script, beyond the page's", [8.0; 2], page(script), script);
    timed("style, beyond the page's", [5.0; 2], page(style), style);
    timed("accept to the next paint, 20 tags wait", [50.0; 2], 0.0, |visit| visit.next_paint);
    timed("accept until the banner is gone", [50.0; 2], 0.0, |visit| visit.gone);

    // The table shows four digits.
    let still = [Some(0.0001); 2];
    lines.extend(beside("layout shift", "shift", still, by_name(visits, |visit| visit.shift)));
    let sliced = by_name(visits, |visit| visit.shift_sliced);
    lines.extend(beside("layout shift, page in pieces of 200 bytes", "shift", still, sliced));
    lines
}

/// The runs of each contestant that has some, in the order of their first; the page alone is
/// none.
fn by_name<'v>(visits: &[(&'v str, Visit)], of: impl Fn(&Visit) -> Option<f64>) -> Vec<(&'v str, Vec<f64>)> {
    let mut rows: Vec<(&str, Vec<f64>)> = Vec::new();
    for (name, visit) in visits.iter().filter(|(name, _)| *name != BARE.name) {
        let Some(run) = of(visit) else { continue };
        match rows.iter_mut().find(|(known, _)| known == name) {
            Some((_, runs)) => runs.push(run),
            None => rows.push((name, vec![run])),
        }
    }
    rows
}

/// A line for each of ours, beside all that are not.
fn beside(what: &str, unit: &str, below: Below, mut rows: Vec<(&str, Vec<f64>)>) -> Vec<String> {
    // Ours without its guard is told beside ours, and is no peer to be the best.
    rows.sort_by(|(_, one), (_, other)| median(one.clone()).total_cmp(&median(other.clone())));
    rows.sort_by_key(|(name, _)| *name != UNGUARDED.name);
    let peers = rows.iter().filter(|(name, _)| !OURS.contains(name));
    let peers: Vec<Value> = peers.map(|(name, runs)| json!({ "name": name, "runs": runs })).collect();
    let ours = OURS.iter().zip(below).filter_map(|(own, below)| {
        let (_, runs) = rows.iter().find(|(name, _)| name == own)?;
        let what = format!("{own}: {what}");
        Some(json!({ "what": what, "unit": unit, "runs": runs, "below": below, "peers": peers }).to_string())
    });
    ours.collect()
}

fn median(mut runs: Vec<f64>) -> f64 {
    runs.sort_by(f64::total_cmp);
    match runs.len() {
        0 => 0.0,
        length => f64::midpoint(runs[(length - 1) / 2], runs[length / 2]),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a page has fewer bytes than a float has integers")]
fn float(count: i64) -> f64 {
    count as f64
}
