//! A figure: runs of one thing, beside the runs of its peer.

use std::fmt::Write as _;

use serde_json::Value;

/// What the numbers of a figure count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Unit {
    Nanoseconds,
    Bytes,
    /// Of the processor, as callgrind counts them: they repeat where times do not.
    Instructions,
    /// Of 1,000,000 bytes, each second: the only one of which more is better.
    MegabytesPerSecond,
    Crates,
    Requests,
    /// By how much of the window things moved (Cumulative Layout Shift).
    Shift,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    pub(crate) what: String,
    pub(crate) unit: Unit,
    /// At least one.
    pub(crate) runs: Vec<f64>,
    /// What the median should stay below.
    pub(crate) below: Option<f64>,
    pub(crate) peers: Vec<Peer>,
}

/// Another way to the same end, measured in turn: its run `n` stands beside ours.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Peer {
    pub(crate) name: String,
    pub(crate) runs: Vec<f64>,
}

impl Figure {
    pub(crate) fn new(what: impl Into<String>, unit: Unit, runs: Vec<f64>) -> Self {
        Self { what: what.into(), unit, runs, below: None, peers: Vec::new() }
    }

    pub(crate) fn below(self, limit: f64) -> Self {
        Self { below: Some(limit), ..self }
    }

    /// May be called again: each peer gets its line.
    pub(crate) fn beside(mut self, name: impl Into<String>, runs: Vec<f64>) -> Self {
        self.peers.push(Peer { name: name.into(), runs });
        self
    }

    /// A line that a benchmark of a crate printed; what has no unit is in nanoseconds.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(line).ok()?;
        let numbers = |of: &Value, key: &str| -> Option<Vec<f64>> {
            let runs: Option<Vec<f64>> = of.get(key)?.as_array()?.iter().map(Value::as_f64).collect();
            runs.filter(|runs| !runs.is_empty())
        };
        let unit = match value.get("unit").map_or(Some("nanoseconds"), Value::as_str)? {
            "nanoseconds" => Unit::Nanoseconds,
            "bytes" => Unit::Bytes,
            "requests" => Unit::Requests,
            "shift" => Unit::Shift,
            _ => return None,
        };
        let mut figure = Self::new(value.get("what")?.as_str()?, unit, numbers(&value, "runs")?);
        figure.below = value.get("below").and_then(Value::as_f64);
        if let Some(name) = value.get("peer").and_then(Value::as_str) {
            figure = figure.beside(name, numbers(&value, "peer_runs")?);
        }
        for peer in value.get("peers").and_then(Value::as_array).into_iter().flatten() {
            figure = figure.beside(peer.get("name")?.as_str()?, numbers(peer, "runs")?);
        }
        Some(figure)
    }

    /// Ours to the peer's, in the median pair: what two runs share, such as a busy
    /// moment, falls out. Beside it stands what the best runs make of it.
    fn ratio(&self, peer: &Peer) -> Option<f64> {
        let middle = median(&self.runs.iter().zip(&peer.runs).map(|(ours, theirs)| ours / theirs).collect::<Vec<_>>());
        // A peer that grew by nothing is nothing to be compared with.
        middle.is_finite().then_some(middle)
    }

    /// Its line, and one more for each peer after the first.
    fn rows(&self) -> Vec<[String; 9]> {
        let (min, max) = (least(&self.runs), self.runs.iter().copied().fold(f64::MIN, f64::max));
        let middle = median(&self.runs);
        let target = self.below.map(|limit| {
            let kept = if middle < limit { "kept" } else { "MISSED" };
            format!("< {}, {kept}", shown(limit, self.unit))
        });
        let mut row = <[String; 9]>::default();
        row[0].clone_from(&self.what);
        row[1] = shown(min, self.unit);
        row[2] = shown(middle, self.unit);
        row[3] = shown(max, self.unit);
        row[4] = self.runs.len().to_string();
        row[8] = target.unwrap_or_default();
        let mut rows = vec![row];
        rows.resize(self.peers.len().max(1), <[String; 9]>::default());
        for (peer, row) in self.peers.iter().zip(&mut rows) {
            row[5] = format!("{} {}", peer.name, shown(median(&peer.runs), self.unit));
            row[6] = self.ratio(peer).map(|ratio| format!("{} x", digits(ratio))).unwrap_or_default();
            let minima = min / least(&peer.runs);
            row[7] = if minima.is_finite() { format!("{} x", digits(minima)) } else { String::new() };
        }
        rows
    }
}

/// All of them, in columns.
pub(crate) fn table(figures: &[Figure]) -> String {
    let head =
        ["figure", "min", "median", "max", "runs", "peer (median)", "ratio", "of minima", "target"].map(str::to_owned);
    let rows: Vec<[String; 9]> = std::iter::once(head).chain(figures.iter().flat_map(Figure::rows)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..9).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            // Words to the left, numbers to the right.
            let _ = if matches!(column, 0 | 5 | 8) {
                write!(line, "{cell:<width$}  ")
            } else {
                write!(line, "{cell:>width$}  ")
            };
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn least(runs: &[f64]) -> f64 {
    runs.iter().copied().fold(f64::MAX, f64::min)
}

fn median(runs: &[f64]) -> f64 {
    let mut sorted = runs.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    f64::midpoint(low, high)
}

/// With the unit that a person would choose.
fn shown(value: f64, unit: Unit) -> String {
    let steps: &[(f64, &str)] = match unit {
        Unit::Nanoseconds => &[(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")],
        Unit::Bytes => &[(1024.0 * 1024.0, "MiB"), (1024.0, "KiB"), (1.0, "B")],
        Unit::Instructions => &[(1e6, "M instr"), (1e3, "k instr"), (1.0, "instr")],
        Unit::MegabytesPerSecond => &[(1.0, "MB/s")],
        Unit::Crates => &[(1.0, "crates")],
        Unit::Requests => &[(1.0, "requests")],
        Unit::Shift => return format!("{value:.4}"),
    };
    let step = steps.iter().find(|(size, _)| value.abs() >= *size).or(steps.last());
    let (size, name) = step.expect("every unit has a step");
    if *size <= 1.0 && value.fract() == 0.0 {
        return format!("{value} {name}");
    }
    format!("{} {name}", digits(value / size))
}

/// Three digits, which is more than such figures are worth.
fn digits(value: f64) -> String {
    match value.abs() {
        size if size < 1.0 => format!("{value:.3}"),
        size if size < 10.0 => format!("{value:.2}"),
        size if size < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_benchmark_s_line_becomes_a_row_with_its_ratio_and_target() {
        let line =
            r#"{"what":"verdict","runs":[900,300.0,400],"below":1000,"peer":"scan","peer_runs":[9000,3000,2000]}"#;
        let figure = Figure::parse(line).expect("this is what a benchmark prints");
        assert_eq!(
            table(&[figure]),
            "figure      min  median     max  runs  peer (median)    ratio  of minima  target\n\
             verdict  300 ns  400 ns  900 ns     3  scan 3.00 µs   0.100 x    0.150 x  < 1.00 µs, kept\n"
        );
    }

    #[test]
    fn a_benchmark_may_name_its_unit_and_several_peers() {
        let line = r#"{"what":"banner","unit":"requests","runs":[0],"below":null,
            "peers":[{"name":"klaro","runs":[2]},{"name":"vanilla","runs":[3]}]}"#;
        let figure = Figure::parse(line).expect("this is what a benchmark prints");
        assert_eq!(figure.rows()[0][2], "0 requests");
        assert_eq!(figure.peers[1], Peer { name: "vanilla".to_owned(), runs: vec![3.0] });
        assert_eq!(Figure::parse(&line.replace("requests", "parsecs")), None);
    }

    #[test]
    fn a_missed_target_is_said_and_noise_does_not_decide() {
        let figure = Figure::new("check", Unit::Nanoseconds, vec![90e6, 95e6, 400e6]).below(100e6);
        assert_eq!(figure.rows()[0][8], "< 100 ms, kept");
        let figure = Figure::new("check", Unit::Nanoseconds, vec![90e6, 100e6, 101e6]).below(100e6);
        assert_eq!(figure.rows()[0][8], "< 100 ms, MISSED");
    }

    #[test]
    fn each_further_peer_has_a_line_of_its_own() {
        let figure = Figure::new("page", Unit::Instructions, vec![60_000.0]);
        let figure = figure.beside("nginx", vec![30_000.0]).beside("HAProxy", vec![80_000.0]);
        let [first, second] = figure.rows().try_into().expect("one line for each peer");
        assert_eq!(first[..2], ["page", "60.0 k instr"]);
        assert_eq!(first[5..], ["nginx 30.0 k instr", "2.00 x", "2.00 x", ""]);
        assert_eq!(second, ["", "", "", "", "", "HAProxy 80.0 k instr", "0.750 x", "0.750 x", ""]);
    }

    #[test]
    fn a_line_that_is_no_figure_is_none() {
        for line in ["", "Compiling", r#"{"what":"x","runs":[]}"#, r#"{"what":"x","runs":[1],"peer":"y"}"#] {
            assert_eq!(Figure::parse(line), None, "{line}");
        }
    }
}
