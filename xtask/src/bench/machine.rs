//! The conditions that figures were taken under.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::fault::Fault;
use crate::run;

/// Processor, compiler and commit, in one line.
pub(crate) fn described(root: &Path) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("of an unknown processor", |(_, model)| model);
    let said = |command: &mut std::process::Command| {
        run::ask(command).map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned())
    };
    let mut rustc = std::process::Command::new("rustc");
    let mut git = std::process::Command::new("git");
    let compiler = said(rustc.current_dir(root).arg("--version"));
    let commit = said(git.current_dir(root).args(["describe", "--always", "--dirty"]));
    format!("{cores} cores ({model}); {compiler}; commit {commit}")
}

/// Programs waiting for a core, on average of the last 1, 5 and 15 minutes.
pub(crate) fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let three: Vec<&str> = text.split_whitespace().take(3).collect();
    if three.is_empty() { "unknown".to_owned() } else { three.join(" ") }
}

/// A directory for one measurement, removed with what is in it.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Result<Self, Fault> {
        let path = std::env::temp_dir().join(format!("temoin-bench-{name}-{}", std::process::id()));
        match fs::create_dir(&path) {
            Ok(()) => Ok(Self(path)),
            Err(cause) => {
                Err(Fault::Environment(format!("could not create the directory `{}`: {cause}", path.display())))
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, and the directories it is in.
    pub(crate) fn file(&self, path: &str, text: &str) -> Result<(), Fault> {
        let path = self.0.join(path);
        let write = || -> io::Result<()> {
            fs::create_dir_all(path.parent().unwrap_or(&self.0))?;
            fs::write(&path, text)
        };
        write().map_err(|cause| Fault::Environment(format!("could not write `{}`: {cause}", path.display())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays is in the system's directory for such things.
        let _ = fs::remove_dir_all(&self.0);
    }
}
