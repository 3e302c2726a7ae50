//! The chores of the house, as one program: `cargo xtask <chore>`.
//!
//! A laptop and CI must mean the same by "it passes", so what they run is written once,
//! here, and tested like the rest. It is Rust because everybody here reads it, and leans
//! on nothing but `serde_json`: this is compiled before anything else, on machines that
//! have nothing yet, and should be ready in seconds.
//!
//! It ends as `temoin` does: 0 clean, 1 something was found, 2 not understood, 3 the
//! machine lacks something.

#![expect(clippy::disallowed_methods, reason = "the yard: running programs and reading files is all it does")]
#![expect(clippy::print_stderr, reason = "the yard: it speaks to the person who runs it, and has no result to print")]

mod bench;
mod chores;
mod fault;
mod floor_plan;
mod fuzz;
mod generated;
mod house;
mod manifests;
mod run;
mod setup;
mod trial;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fault::Fault;

const USAGE: &str = "\
usage: cargo xtask <chore>

  setup                 install what the tests need: Chromium, a wiki, PHP, cargo tools, npm packages
  test [ARGS…]          setup, then the tests; ARGS go to `cargo nextest run`
  chores [NAME…]        what CI asks beyond the tests; all of it, or the ones named:
                        fmt, house, clippy, doc, deny, advisories, generated
  house                 hold the manifests to the floor plan, `house.txt`
  bench [NAME…]         figures of speed and size, in release; all of them, or the ones named:
                        check, rules, text, read, verdict, stream, start, size; only when named: `build`,
                        `gateway` (or gateway-instructions, -latency, -memory) beside other proxies,
                        `banner` beside other banners and `autoconsent`, both with `--rounds N` if wished
  fuzz [TARGET] [SECONDS]  feed the readers any bytes, 60 s each: text, register,
                        evidence, framing, set_cookie, cookie, choice_cookie, rewriter, srcset, csp, css;
                        needs a nightly toolchain and cargo-fuzz
  generated [--check]   write the generated references again, or say which are stale

exit codes: 0 clean, 1 something was found, 2 not understood, 3 the machine lacks something";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match root().and_then(|root| obey(&root, &words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::from(fault.code())
        }
    }
}

fn obey(root: &Path, words: &[String]) -> Result<(), Fault> {
    let Some((chore, rest)) = words.split_first() else {
        return Err(Fault::Usage(format!("no chore was named\n\n{USAGE}")));
    };
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    match (chore.as_str(), rest.as_slice()) {
        ("setup", []) => setup::setup(root),
        ("test", args) => trial::test(root, args),
        ("chores", names) => chores::chores(root, names),
        ("bench", names) => bench::bench(root, names),
        ("fuzz", words) => fuzz::fuzz(root, words),
        ("house", []) => house::house(root),
        ("generated", []) => generated::write(root),
        ("generated", ["--check"]) => generated::check(root),
        ("help" | "--help" | "-h", _) => {
            eprintln!("{USAGE}");
            Ok(())
        }
        ("setup" | "house" | "generated", [extra, ..]) => {
            Err(Fault::Usage(format!("`{chore}` does not understand `{extra}`\n\n{USAGE}")))
        }
        _ => Err(Fault::Usage(format!("there is no chore `{chore}`\n\n{USAGE}"))),
    }
}

/// The top of the work tree: where the floor plan hangs.
///
/// Looked for at run time, since a shared target directory may hold an `xtask` that was
/// built in another clone.
fn root() -> Result<PathBuf, Fault> {
    let start = match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(dir) => PathBuf::from(dir),
        None => std::env::current_dir()
            .map_err(|cause| Fault::Environment(format!("could not tell the current directory: {cause}")))?,
    };
    match start.ancestors().find(|dir| dir.join(floor_plan::FILE).is_file()) {
        Some(root) => Ok(root.to_owned()),
        None => Err(Fault::Environment(format!(
            "no `{}` in `{}` or above it: run this inside the work tree",
            floor_plan::FILE,
            start.display()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(words: &[&str], wants: &str) {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        let fault = obey(Path::new("/nowhere"), &words).expect_err("these words mean nothing");
        assert_eq!(fault.code(), 2, "{fault}");
        assert!(fault.to_string().contains(wants), "{fault}");
    }

    #[test]
    fn what_is_not_understood_is_said_with_the_usage() {
        refused(&[], "no chore was named");
        refused(&["sweep"], "there is no chore `sweep`");
        refused(&["house", "--fast"], "`house` does not understand `--fast`");
        refused(&["generated", "--chekc"], "usage: cargo xtask");
        refused(&["chores", "sweep"], "`sweep`");
    }

    #[test]
    fn the_root_is_where_the_floor_plan_hangs() {
        let root = root().expect("tests run inside the work tree");
        assert!(root.join("xtask/Cargo.toml").is_file());
    }
}
