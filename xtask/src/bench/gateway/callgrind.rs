//! Instructions of a running program, counted by valgrind.
//!
//! Times say little on a machine that does other things; the count of instructions repeats
//! within a percent on any. A program is started under callgrind once, and asked to write
//! down what it has counted after each series of requests, which begins the next count.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bench::process::Process;
use crate::fault::Fault;
use crate::run;

/// The command that runs `program` under callgrind, writing to `out`.
pub(crate) fn under(out: &Path, program: &Path) -> Command {
    let mut command = Command::new("valgrind");
    let mut file = std::ffi::OsString::from("--callgrind-out-file=");
    file.push(out);
    // It would write a line for each count among the figures.
    command.args(["-q", "--log-file=/dev/null", "--tool=callgrind"]).arg(file).arg(program);
    command
}

/// The counts of one running program.
#[derive(Debug)]
pub(crate) struct Counts {
    out: PathBuf,
    taken: u32,
}

impl Counts {
    /// Of a program that [`under`] was given the same file for.
    pub(crate) fn new(out: PathBuf) -> Self {
        Self { out, taken: 0 }
    }

    /// The instructions since the last count, or since the start.
    pub(crate) fn take(&mut self, process: &Process) -> Result<f64, Fault> {
        if !run::answers(Command::new("vgdb").args([&format!("--pid={}", process.id()), "dump"])) {
            return Err(Fault::Environment("`vgdb` could not ask callgrind for what it has counted".to_owned()));
        }
        self.taken += 1;
        let mut name = self.out.clone().into_os_string();
        name.push(format!(".{}", self.taken));
        total(Path::new(&name))
    }
}

/// The instructions of a whole run that has ended.
pub(crate) fn total(file: &Path) -> Result<f64, Fault> {
    let text = fs::read_to_string(file)
        .map_err(|cause| Fault::Environment(format!("could not read what callgrind wrote: {cause}")))?;
    let total = text.lines().rev().find_map(|line| line.strip_prefix("totals:")?.trim().parse().ok());
    total.ok_or_else(|| Fault::Environment(format!("callgrind wrote no total into `{}`", file.display())))
}
