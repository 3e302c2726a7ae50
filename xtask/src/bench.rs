//! `cargo xtask bench`: how fast and how large, as a table with its conditions.
//!
//! Figures of time say nothing alone: the machine, its load and the moment weigh as much
//! as the code. So a figure is measured several times, shown with its spread, and where
//! there is one, next to a peer that was measured in turn with it; the ratio is what
//! compares from one machine to another. A target is printed beside its figure and never
//! asserted: a busy machine is no finding.
//!
//! What is measured from outside runs the release build as people do; what takes
//! nanoseconds is measured in process, by the `benches/` of the crates concerned, which
//! print JSON lines for the table.

mod build;
mod check;
mod figure;
mod gateway;
#[path = "../../crates/register/benches/large/mod.rs"]
mod large;
mod machine;
mod origin;
mod process;
mod served;
mod start;
mod stream;
mod text;

use std::io::Write as _;
use std::path::Path;

use crate::fault::Fault;
use crate::run;
use build::release;
use figure::{Figure, table};

type Bench = fn(&Path) -> Result<Vec<Figure>, Fault>;

/// By name; those of one family are also run together, by the word before the hyphen.
const BENCHES: [(&str, Bench); 12] = [
    ("check", check::check),
    ("rules", rules),
    ("text", text::text),
    ("read", read),
    ("verdict", verdict),
    ("stream", stream::stream),
    ("start", start::start),
    ("size", build::size),
    ("build", build::cold),
    ("gateway-instructions", gateway::instructions),
    ("gateway-latency", gateway::latency),
    ("gateway-memory", gateway::memory),
];
/// Those that run only when they are named: they take minutes, and the gateway's need peers.
const ON_REQUEST: [&str; 4] = ["build", "gateway-instructions", "gateway-latency", "gateway-memory"];

/// Measures what is named, or all but [`ON_REQUEST`], and prints the table.
pub(crate) fn bench(root: &Path, names: &[&str]) -> Result<(), Fault> {
    if let Some(unknown) = names.iter().find(|name| !BENCHES.iter().any(|(known, _)| means(name, known))) {
        let known = BENCHES.map(|(name, _)| name).join(", ");
        return Err(Fault::Usage(format!("there is no bench `{unknown}` among {known}")));
    }
    let mut figures = Vec::new();
    // Built before the load is looked at: building is what would be seen.
    release(root)?;
    let before = machine::load();
    for (name, measure) in BENCHES {
        if names.iter().any(|asked| means(asked, name)) || (names.is_empty() && !ON_REQUEST.contains(&name)) {
            eprintln!("bench: {name}");
            figures.extend(measure(root)?);
        }
    }
    let conditions = format!("{}; load {before} before, {} after", machine::described(root), machine::load());
    let printed = format!("{conditions}\n\n{}", table(&figures));
    std::io::stdout()
        .write_all(printed.as_bytes())
        .map_err(|cause| Fault::Environment(format!("could not print the figures: {cause}")))
}

/// Whether a word on the command line names this bench, or its family.
fn means(asked: &str, name: &str) -> bool {
    name.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Reading a register, in process.
fn read(root: &Path) -> Result<Vec<Figure>, Fault> {
    in_process(root, "temoin-register", "read")
}

/// Every rule, in process.
fn rules(root: &Path) -> Result<Vec<Figure>, Fault> {
    in_process(root, "temoin-check", "rules")
}

/// The verdict, in process.
fn verdict(root: &Path) -> Result<Vec<Figure>, Fault> {
    in_process(root, "temoin-consent", "verdict")
}

/// Runs a benchmark of a crate and takes its figures.
fn in_process(root: &Path, package: &str, bench: &str) -> Result<Vec<Figure>, Fault> {
    let printed = run::ask(run::cargo(root).args(["bench", "--quiet", "-p", package, "--bench", bench, "--locked"]))?;
    let figures = printed.lines().map(|line| {
        Figure::parse(line).ok_or_else(|| {
            Fault::Findings(format!("the benchmark `{bench}` printed something else than a figure: {line}"))
        })
    });
    figures.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_named_by_the_word_before_the_hyphen() {
        let meant = |asked: &str| BENCHES.iter().filter(|(name, _)| means(asked, name)).count();
        assert_eq!((meant("gateway"), meant("gateway-memory"), meant("gate"), meant("start")), (3, 1, 0, 1));
    }

    #[test]
    fn an_unknown_name_is_refused_before_anything_is_built() {
        let fault = bench(Path::new("/nowhere"), &["check", "speed"]).expect_err("it has no such name");
        assert_eq!(fault.code(), 2);
        assert!(fault.to_string().starts_with("there is no bench `speed` among check, rules, text, read,"), "{fault}");
    }
}
