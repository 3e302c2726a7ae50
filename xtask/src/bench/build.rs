//! The release build: where it is, how large, how long it takes from nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::Value;

use crate::bench::figure::{Figure, Unit};
use crate::bench::machine::Scratch;
use crate::fault::Fault;
use crate::run;

const BUILD: [&str; 7] = ["build", "--release", "-p", "temoin", "--bin", "temoin", "--locked"];

/// Builds `temoin` as it is shipped, and says where it lies.
pub(crate) fn release(root: &Path) -> Result<PathBuf, Fault> {
    let told = run::ask(run::cargo(root).args(BUILD).args(["--quiet", "--message-format=json-render-diagnostics"]))?;
    executable(&told, "temoin").ok_or_else(|| Fault::Environment("cargo did not say where it put `temoin`".to_owned()))
}

/// Where the target called `name` was put, by what cargo told of a build.
pub(crate) fn executable(told: &str, name: &str) -> Option<PathBuf> {
    let messages = told.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut built = messages.filter(|message| message["target"]["name"] == name);
    built.find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
}

/// The size of the program, and how many crates it is made of.
pub(crate) fn size(root: &Path) -> Result<Vec<Figure>, Fault> {
    let program = release(root)?;
    let length = fs::metadata(&program)
        .map_err(|cause| Fault::Environment(format!("could not look at `{}`: {cause}", program.display())))?
        .len();
    let tree = ["tree", "-p", "temoin", "--edges", "normal,build", "--prefix", "none", "--format", "{p}", "--locked"];
    let printed = run::ask(run::cargo(root).args(tree))?;
    let (ours, others) = crates(&printed);
    let count = |number: usize| vec![float(number as u64)];
    Ok(vec![
        Figure::new("size of the program, stripped", Unit::Bytes, vec![float(length)]),
        Figure::new("crates of the house in it", Unit::Crates, count(ours)),
        Figure::new("crates of others in it, build included", Unit::Crates, count(others)),
    ])
}

/// How many crates of the house, and of others, a tree names.
fn crates(tree: &str) -> (usize, usize) {
    // One that was printed before ends in ` (*)`.
    let lines = tree.lines().map(|line| line.trim().trim_end_matches(" (*)")).filter(|line| !line.is_empty());
    let all: BTreeSet<&str> = lines.collect();
    let ours = all.iter().filter(|line| line.starts_with("temoin")).count();
    (ours, all.len() - ours)
}

/// The build from nothing but the downloaded sources, in a directory of its own.
pub(crate) fn cold(root: &Path) -> Result<Vec<Figure>, Fault> {
    run::obey(run::cargo(root).args(["fetch", "--locked"]))?;
    let scratch = Scratch::new("build")?;
    let start = Instant::now();
    run::obey(run::cargo(root).args(BUILD).arg("--quiet").env("CARGO_TARGET_DIR", scratch.path()))?;
    let elapsed = start.elapsed().as_secs_f64() * 1e9;
    Ok(vec![Figure::new("cold release build", Unit::Nanoseconds, vec![elapsed])])
}

/// A count as a figure holds it.
#[expect(clippy::cast_precision_loss, reason = "a figure is shown with three digits")]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_tells_where_the_program_is() {
        let told = "{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"temoin\"},\"executable\":null}\n\
                    {\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"temoin\"},\"executable\":\"/t/release/temoin\"}\n\
                    {\"reason\":\"build-finished\",\"success\":true}\n";
        assert_eq!(executable(told, "temoin"), Some(PathBuf::from("/t/release/temoin")));
        assert_eq!(executable(told, "wall"), None);
    }

    #[test]
    fn a_crate_that_is_used_twice_is_counted_once_and_two_versions_twice() {
        let tree = "temoin v0.1.0 (/a)\ntemoin-register v0.1.0 (/b)\nsyn v2.0.1\nsyn v3.0.0\nsyn v2.0.1 (*)\n\n";
        assert_eq!(crates(tree), (2, 2));
    }
}
