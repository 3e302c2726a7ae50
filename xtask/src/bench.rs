//! `cargo xtask bench`: how fast and how large, as a table with its conditions.
//!
//! Figures of time say nothing alone: the machine, its load and the moment weigh as much
//! as the code. So a figure is measured several times, shown with its spread, and where
//! there is one, next to a peer that was measured in turn with it; the ratio is what
//! compares from one machine to another. A target is printed beside its figure and never
//! asserted: a busy machine is no finding.
//!
//! What is measured from outside runs the release build as people do; what takes
//! nanoseconds, or needs a browser, is measured by the `benches/` of the crates concerned,
//! which print JSON lines for the table.

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

/// Where a measurement is written.
#[derive(Clone, Copy)]
enum Bench {
    /// Here, from outside.
    Here(fn(&Path) -> Result<Vec<Figure>, Fault>),
    /// In the `benches/` of a package, under the same name.
    In(&'static str),
    /// There too, and it may be told how many rounds to do.
    InRounds(&'static str),
}
use Bench::{Here, In, InRounds};

/// By name; those of one family are also run together, by the word before the hyphen.
const BENCHES: [(&str, Bench); 14] = [
    ("check", Here(check::check)),
    ("rules", In("temoin-check")),
    ("text", Here(text::text)),
    ("read", In("temoin-register")),
    ("verdict", In("temoin-consent")),
    ("stream", Here(stream::stream)),
    ("start", Here(start::start)),
    ("size", Here(build::size)),
    ("build", Here(build::cold)),
    ("gateway-instructions", Here(gateway::instructions)),
    ("gateway-latency", Here(gateway::latency)),
    ("gateway-memory", Here(gateway::memory)),
    ("banner", InRounds("temoin")),
    ("autoconsent", InRounds("temoin")),
];
/// Those that run only when they are named: they take minutes, and need peers or a browser.
const ON_REQUEST: [&str; 6] =
    ["build", "gateway-instructions", "gateway-latency", "gateway-memory", "banner", "autoconsent"];

/// Measures what is named, or all but [`ON_REQUEST`], and prints the table.
pub(crate) fn bench(root: &Path, words: &[&str]) -> Result<(), Fault> {
    let (names, rounds) = match words {
        [names @ .., "--rounds", rounds] if rounds.parse::<u32>().is_ok_and(|rounds| rounds > 0) => {
            (names, Some(*rounds))
        }
        names => (names, None),
    };
    if let Some(unknown) = names.iter().find(|name| !BENCHES.iter().any(|(known, _)| means(name, known))) {
        let known = BENCHES.map(|(name, _)| name).join(", ");
        return Err(Fault::Usage(format!("there is no bench `{unknown}` among {known}")));
    }
    let asked = |name: &str| names.iter().any(|asked| means(asked, name));
    let fixed = BENCHES.iter().find(|(name, bench)| asked(name) && !matches!(bench, InRounds(_)));
    if let (Some(_), Some((name, _))) = (rounds, fixed) {
        return Err(Fault::Usage(format!("the bench `{name}` does its own number of rounds")));
    }
    let mut figures = Vec::new();
    // Built before the load is looked at: building is what would be seen.
    release(root)?;
    let before = machine::load();
    for (name, bench) in BENCHES {
        if asked(name) || (names.is_empty() && !ON_REQUEST.contains(&name)) {
            eprintln!("bench: {name}");
            figures.extend(match bench {
                Here(measure) => measure(root)?,
                In(package) | InRounds(package) => of_package(root, package, name, rounds)?,
            });
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

/// Runs a benchmark of a package and takes its figures.
fn of_package(root: &Path, package: &str, bench: &str, rounds: Option<&str>) -> Result<Vec<Figure>, Fault> {
    let mut command = run::cargo(root);
    command.args(["bench", "--quiet", "-p", package, "--bench", bench, "--locked"]);
    command.args(rounds.map(|rounds| ["--", "--rounds", rounds]).into_iter().flatten());
    let printed = run::ask(&mut command)?;
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

    #[test]
    fn rounds_are_told_to_those_that_count_them() {
        for (words, said) in [
            (&["check", "--rounds", "2"][..], "the bench `check` does its own number of rounds"),
            (&["banner", "--rounds", "many"], "there is no bench `--rounds` among"),
        ] {
            let fault = bench(Path::new("/nowhere"), words).expect_err("these words mean nothing");
            assert!(fault.to_string().starts_with(said), "{fault}");
        }
    }
}
