//! Fuzzing: any bytes, given to what reads the bytes of others.
//!
//! Not part of CI: it wants a nightly toolchain, and it ends when one stops it. What it
//! finds becomes a test. It starts from our own specs, registers and policies, so that it
//! is past the first line at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fault::Fault;
use crate::run;

/// The targets, and the kinds of files that each starts from.
const TARGETS: [(&str, &[&str]); 11] = [
    ("text", &["md", "txt"]),
    ("register", &["toml"]),
    ("evidence", &["toml"]),
    ("framing", &[]),
    ("set_cookie", &[]),
    ("cookie", &[]),
    ("choice_cookie", &[]),
    ("rewriter", &["html"]),
    ("srcset", &[]),
    ("csp", &[]),
    ("css", &["css"]),
];

/// Where seeds are looked for, besides `fuzz/seeds/` and the target's name.
const SEEDS: [&str; 3] = ["registers", "crates/check/spec", "crates/check/pages"];

/// Runs one target, or all of them, for so many seconds each.
pub(crate) fn fuzz(root: &Path, words: &[&str]) -> Result<(), Fault> {
    let seconds: u32 = words.iter().find_map(|word| word.parse().ok()).unwrap_or(60);
    let named: Vec<&&str> = words.iter().filter(|word| word.parse::<u32>().is_err()).collect();
    if let Some(unknown) = named.iter().find(|name| TARGETS.iter().all(|(target, _)| target != **name)) {
        let known = TARGETS.map(|(target, _)| target).join(", ");
        return Err(Fault::Usage(format!("there is no fuzz target `{unknown}` among {known}")));
    }
    // Not through the cargo that started us: that one is of the pinned toolchain.
    if !run::answers(Command::new("cargo").args(["+nightly", "fuzz", "--version"])) {
        return Err(Fault::Environment(
            "fuzzing needs `rustup toolchain install nightly` and `cargo install cargo-fuzz --locked`".to_owned(),
        ));
    }
    for (target, kinds) in TARGETS.iter().filter(|(target, _)| named.is_empty() || named.contains(&target)) {
        let corpus = corpus(root, target, kinds)?;
        let mut command = Command::new("cargo");
        command.current_dir(root).env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
        command.args(["+nightly", "fuzz", "run", target]).arg(&corpus);
        let limit = format!("-max_total_time={seconds}");
        // A text of 64 KiB is long for a policy; five seconds on one would be a fault.
        command.args(["--", &limit, "-max_len=65536", "-timeout=5", "-rss_limit_mb=4096"]);
        run::obey(&mut command)?;
    }
    Ok(())
}

/// The folder that a target starts from and adds to, filled with seeds.
fn corpus(root: &Path, target: &str, kinds: &[&str]) -> Result<PathBuf, Fault> {
    let corpus = root.join("fuzz/corpus").join(target);
    let failed = |cause: std::io::Error| Fault::Environment(format!("could not fill `{}`: {cause}", corpus.display()));
    fs::create_dir_all(&corpus).map_err(failed)?;
    let own = files(&root.join("fuzz/seeds").join(target), None);
    let shared = SEEDS.iter().flat_map(|folder| files(&root.join(folder), Some(kinds)));
    for (index, seed) in own.into_iter().chain(shared).enumerate() {
        fs::copy(&seed, corpus.join(format!("seed-{index}"))).map_err(failed)?;
    }
    Ok(corpus)
}

/// Every file below `dir` of one of `kinds`; without kinds, every file.
fn files(dir: &Path, kinds: Option<&[&str]>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, kinds));
        } else if kinds
            .is_none_or(|kinds| path.extension().is_some_and(|kind| kinds.iter().any(|wanted| kind == *wanted)))
        {
            found.push(path);
        }
    }
    found.sort();
    found
}
