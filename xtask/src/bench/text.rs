//! `temoin check --policy-text`, from process to process: a hundred pages, and one.
//!
//! The page shows what starting costs: the law and the known trackers are read each time.
//! Memory is the whole process at its largest, as the system counted it.

use std::path::Path;
use std::process::Command;

use crate::bench::build::release;
use crate::bench::check::nanoseconds;
use crate::bench::figure::{Figure, Unit};
use crate::bench::machine::Scratch;
use crate::fault::Fault;
use crate::run;

const ROUNDS: usize = 15;
/// The targets.
const PAGES: f64 = 100e6;
const START: f64 = 20e6;
const MEMORY: f64 = 100e6;

/// Prints the largest size, in bytes, that the process it is given reached.
const LARGEST: &str = "import subprocess, resource, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)";

pub(crate) fn text(root: &Path) -> Result<Vec<Figure>, Fault> {
    let program = release(root)?;
    let scratch = Scratch::new("text")?;
    let policy = root.join("registers/demo/policies/privacy.fr.md");
    let once = std::fs::read_to_string(&policy)
        .map_err(|cause| Fault::Environment(format!("could not read `{}`: {cause}", policy.display())))?;
    scratch.file("page.md", &once.chars().take(3_000).collect::<String>())?;
    scratch.file("pages.md", &once.repeat(300_000 / once.len() + 1))?;
    let judge = |file: &str| {
        let mut command = Command::new(&program);
        command.args(["check", "--policy-text"]).arg(scratch.path().join(file));
        command
    };
    let (mut page, mut pages, mut nothing, mut sizes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        page.push(nanoseconds(&mut judge("page.md"))?);
        nothing.push(nanoseconds(&mut Command::new("true"))?);
        pages.push(nanoseconds(&mut judge("pages.md"))?);
        let mut measured = Command::new("python3");
        measured.args(["-c", LARGEST]).arg(&program).args(["check", "--policy-text"]);
        let printed = run::ask(measured.arg(scratch.path().join("pages.md")))?;
        sizes.extend(printed.trim().parse::<f64>());
    }
    Ok(vec![
        Figure::new("check of a text of one page, process", Unit::Nanoseconds, page.clone())
            .below(START)
            .beside("`true`", nothing),
        Figure::new("check of a text of 100 pages, process", Unit::Nanoseconds, pages)
            .below(PAGES)
            .beside("one page", page),
        Figure::new("memory for 100 pages, process", Unit::Bytes, sizes).below(MEMORY),
    ])
}
