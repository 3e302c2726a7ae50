//! What CI asks beyond the tests, each part by its name.
//!
//! All of them run even when one fails, cheapest first: a person who pushes once should
//! hear everything once.

use std::path::Path;

use crate::fault::Fault;
use crate::{generated, house, run};

type Chore = fn(&Path) -> Result<(), Fault>;

const CHORES: [(&str, Chore); 7] = [
    ("fmt", fmt),
    ("house", house::house),
    ("deny", deny),
    ("advisories", advisories),
    ("clippy", clippy),
    ("doc", doc),
    ("generated", generated::check),
];

/// Does the chores named, or all of them.
pub(crate) fn chores(root: &Path, names: &[&str]) -> Result<(), Fault> {
    if let Some(unknown) = names.iter().find(|name| CHORES.iter().all(|(known, _)| known != *name)) {
        let known = CHORES.map(|(name, _)| name).join(", ");
        return Err(Fault::Usage(format!("there is no chore `{unknown}` among {known}")));
    }
    let mut faults = Vec::new();
    for (name, chore) in CHORES {
        if names.is_empty() || names.contains(&name) {
            eprintln!("chore: {name}");
            if let Err(fault) = chore(root) {
                eprintln!("error: {fault}");
                faults.push((name, fault));
            }
        }
    }
    verdict(&faults)
}

/// A finding weighs more than a lack of the machine: it stays when the machine is mended.
fn verdict(faults: &[(&str, Fault)]) -> Result<(), Fault> {
    if faults.is_empty() {
        return Ok(());
    }
    let names = faults.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let again = format!("not clean: {}. Again: `cargo xtask chores {}`", names.join(", "), names.join(" "));
    Err(match faults.iter().map(|(_, fault)| fault.code()).min() {
        Some(1) => Fault::Findings(again),
        Some(2) => Fault::Usage(again),
        _ => Fault::Environment(again),
    })
}

fn fmt(root: &Path) -> Result<(), Fault> {
    run::obey(run::cargo(root).args(["fmt", "--all", "--check"]))
}

fn clippy(root: &Path) -> Result<(), Fault> {
    run::obey(run::cargo(root).args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
}

fn doc(root: &Path) -> Result<(), Fault> {
    run::obey(run::cargo(root).env("RUSTDOCFLAGS", "-D warnings").args(["doc", "--workspace", "--no-deps", "--locked"]))
}

fn deny(root: &Path) -> Result<(), Fault> {
    deny_is_here(root)?;
    run::obey(run::cargo(root).args(["deny", "check", "bans", "licenses", "sources"]))
}

/// Known vulnerabilities, when their database can be fetched. It lies outside the package
/// registries, where some machines cannot go; CI there must not fail for that.
fn advisories(root: &Path) -> Result<(), Fault> {
    deny_is_here(root)?;
    if !run::answers(run::cargo(root).env("GIT_TERMINAL_PROMPT", "0").args(["deny", "fetch", "db"])) {
        eprintln!("skipped: the advisory database cannot be reached from here");
        return Ok(());
    }
    run::obey(run::cargo(root).args(["deny", "check", "advisories"]))
}

fn deny_is_here(root: &Path) -> Result<(), Fault> {
    if run::answers(run::cargo(root).args(["deny", "--version"])) {
        return Ok(());
    }
    Err(Fault::Environment("`cargo deny` is missing: run `cargo xtask setup`".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_failed_is_named_and_findings_weigh_most() {
        assert_eq!(verdict(&[]), Ok(()));
        let lacks = ("deny", Fault::Environment("no cargo-deny".to_owned()));
        let stale = ("generated", Fault::Findings("stale".to_owned()));
        assert_eq!(verdict(std::slice::from_ref(&lacks)).map_err(|fault| fault.code()), Err(3));
        let said = "not clean: deny, generated. Again: `cargo xtask chores deny generated`";
        assert_eq!(verdict(&[lacks, stale]), Err(Fault::Findings(said.to_owned())));
    }
}
