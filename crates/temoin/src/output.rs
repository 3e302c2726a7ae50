//! What is printed, and how a command fails.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use serde_json::Value;
use temoin_evidence::{Colour, Report, human};
use temoin_register::Language;

/// Standard output: results, and nothing else.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) colour: Colour,
}

impl Output {
    pub(crate) fn new() -> Self {
        Self { colour: colour(io::stdout().is_terminal()) }
    }

    #[expect(clippy::unused_self, reason = "who is given the output may print, and no one else")]
    pub(crate) fn text(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            // A reader that has seen enough is no failure.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(Failure::environment(error, "standard output cannot be written")),
            Ok(()) => Ok(()),
        }
    }

    /// Shows what is wrong with files, on standard error.
    #[expect(clippy::unused_self, reason = "who is given the output may print, and no one else")]
    pub(crate) fn complain(&self, report: &Report) {
        // Nothing is left to do when standard error is closed.
        let _ =
            io::stderr().lock().write_all(human(report, colour(io::stderr().is_terminal()), Language::EN).as_bytes());
    }

    /// Says what a person may want to know beside the result, on standard error.
    #[expect(clippy::unused_self, reason = "who is given the output may print, and no one else")]
    pub(crate) fn note(&self, text: &str) {
        // Nothing is left to do when standard error is closed.
        let _ = io::stderr().lock().write_all(format!("note: {text}\n").as_bytes());
    }

    pub(crate) fn json(&self, value: &Value) -> Result<(), Failure> {
        self.text(&format!("{value:#}\n"))
    }
}

/// Colour is for terminals whose owner has not refused it (no-color.org).
fn colour(terminal: bool) -> Colour {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if terminal && !refused { Colour::Yes } else { Colour::No }
}

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    error: anyhow::Error,
    hint: Option<String>,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl Failure {
    /// Wrong usage, or a register that cannot be read: exit code 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { code: 2, error: anyhow::anyhow!(message.into()), hint: None }
    }

    /// Something outside: exit code 3.
    pub(crate) fn environment(error: impl Into<anyhow::Error>, message: impl Into<String>) -> Self {
        Self { code: 3, error: error.into().context(message.into()), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Prints the failure, its causes and the way out; gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        let mut text = format!("error: {}\n", self.error);
        for cause in self.error.chain().skip(1) {
            text.push_str(&format!("caused by: {cause}\n"));
        }
        if let Some(hint) = &self.hint {
            text.push_str(&format!("\nhint: {hint}\n"));
        }
        // Nothing is left to do when standard error is closed too.
        let _ = io::stderr().lock().write_all(text.as_bytes());
        ExitCode::from(self.code)
    }
}
