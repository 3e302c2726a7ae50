//! A program under measurement: the memory it holds, and its end.

use std::fs;
use std::process::Child;

use crate::bench::build::float;
use crate::fault::Fault;

/// A running program; killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Process(Child);

/// Memory that a process holds (resident set), in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    pub(crate) now: f64,
    /// The most since it started, or since [`Process::forget`].
    pub(crate) most: f64,
}

impl Process {
    pub(crate) fn new(child: Child) -> Self {
        Self(child)
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Whether it ended by itself.
    pub(crate) fn is_gone(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }

    /// The memory it holds.
    pub(crate) fn memory(&self) -> Result<Memory, Fault> {
        let path = format!("/proc/{}/status", self.id());
        let status = fs::read_to_string(&path)
            .map_err(|cause| Fault::Environment(format!("could not read `{path}`: {cause}")))?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok()).map(|kib| float(kib * 1024))
        };
        field("VmRSS:")
            .zip(field("VmHWM:"))
            .map(|(now, most)| Memory { now, most })
            .ok_or_else(|| Fault::Environment(format!("`{path}` does not tell what memory is held")))
    }

    /// Makes the kernel forget the most that was held.
    pub(crate) fn forget(&self) -> Result<(), Fault> {
        let path = format!("/proc/{}/clear_refs", self.id());
        fs::write(&path, "5").map_err(|cause| Fault::Environment(format!("could not write `{path}`: {cause}")))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
