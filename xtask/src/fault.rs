//! How a chore fails, and the exit code that goes with it.
//!
//! Scripts tell "your change has a problem" (1) from "this machine has one" (3) by the
//! code alone: the first is for the author, the second for whoever keeps the machine.

use std::fmt;

/// Each holds a whole sentence or several, ready to be read after `error: `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The work tree is not as it should be: a test fails, an arrow climbs, a file is stale.
    Findings(String),
    /// What was typed, or written in `house.txt`, could not be understood.
    Usage(String),
    /// Something outside the work tree is missing or refused: a program, a package, a right.
    Environment(String),
}

impl Fault {
    pub(crate) fn code(&self) -> u8 {
        match self {
            Fault::Findings(_) => 1,
            Fault::Usage(_) => 2,
            Fault::Environment(_) => 3,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Fault::Findings(said) | Fault::Usage(said) | Fault::Environment(said)) = self;
        f.write_str(said)
    }
}
