//! Registers on disk.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use temoin_evidence::{Report, human};
use temoin_register::{Files, Register, Unreadable};

use crate::output::{Failure, Output};

/// No honest file of a register is larger: a mistyped path to a disk image
/// must not fill the memory.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// A directory as a register's files.
struct Directory(PathBuf);

impl Files for Directory {
    fn read(&self, path: &str) -> io::Result<String> {
        let file = std::fs::File::open(self.0.join(path))?;
        if file.metadata()?.is_dir() {
            return Err(io::Error::other("it is a directory"));
        }
        let mut text = String::new();
        let read = file.take(MAX_BYTES + 1).read_to_string(&mut text)?;
        if read as u64 > MAX_BYTES {
            return Err(io::Error::other("it is larger than 16 MiB"));
        }
        Ok(text)
    }
}

/// Reads the register in `dir`.
pub(crate) fn read(dir: &Path) -> Result<Arc<Register>, Unreadable> {
    Register::read(&Directory(dir.to_owned())).map(Arc::new)
}

/// Reads the register in `dir` for a command that needs it right.
pub(crate) fn read_or_fail(dir: &Path, output: &Output) -> Result<Arc<Register>, Failure> {
    read(dir).map_err(|unreadable| {
        let count = unreadable.problems.len();
        let report = human(&Report::unreadable(unreadable), output.colour);
        use std::io::Write as _;
        let _ = io::stderr().lock().write_all(report.as_bytes());
        let problems = if count == 1 { "one problem".to_owned() } else { format!("{count} problems") };
        Failure::usage(format!("the register in `{}` has {problems}", dir.display()))
            .hint(format!("`temoin check {}` shows them", dir.display()))
    })
}
