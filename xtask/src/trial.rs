//! `cargo xtask test`: from a fresh clone to the tests' verdict, in one command.
//!
//! It is the second command of the README, so it must not need a third: it installs what
//! is missing first. Runs of a selection (`cargo xtask test -p temoin-consent`) go to
//! nextest as typed.

use std::path::Path;

use crate::fault::Fault;
use crate::{run, setup};

pub(crate) fn test(root: &Path, args: &[&str]) -> Result<(), Fault> {
    setup::setup(root)?;
    // The examples of the documentation, which nextest cannot run. First, because its
    // summary is the line one looks for at the end; never in a selection, because they do
    // not know its options.
    if args.is_empty() {
        run::obey(run::cargo(root).args(["test", "--doc", "--workspace", "--locked", "--quiet"]))?;
    }
    let selects = args.iter().any(|arg| matches!(*arg, "-p" | "--package") || arg.starts_with("--package="));
    let scope: &[&str] = if selects { &[] } else { &["--workspace"] };
    run::obey(run::cargo(root).args(["nextest", "run", "--locked"]).args(scope).args(args))
}
