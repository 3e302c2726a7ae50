//! Registers on disk.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use temoin_evidence::Report;
use temoin_prose::{MAX_BYTES, decode};
use temoin_reading::Problem;
use temoin_register::{Files, Language, Prose, Register, Source, Unreadable};
use temoin_render::{Document, documents};

use crate::output::{Failure, Output};

/// A directory as a register's files.
struct Directory(PathBuf);

impl Files for Directory {
    fn read(&self, path: &str) -> io::Result<String> {
        bounded(&self.0.join(path))
    }

    fn bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        bounded_bytes(&self.0.join(path))
    }
}

/// In bytes: sixteen thousand trackers and more.
const LARGEST: u64 = 16 * 1024 * 1024;

fn bounded(path: &Path) -> io::Result<String> {
    let text = String::from_utf8(bounded_bytes(path)?);
    text.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The bytes of a file of bounded size: no honest one is larger, and a mistyped
/// path to a disk image must not fill the memory.
fn bounded_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("it is a directory"));
    }
    let mut bytes = Vec::new();
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if read as u64 > LARGEST {
        return Err(io::Error::other("it is larger than 16 MiB"));
    }
    Ok(bytes)
}

/// The text of a file that a command needs.
pub(crate) fn small_text(path: &Path) -> Result<String, Failure> {
    bounded(path).map_err(|error| Failure::usage(format!("`{}` cannot be read: {error}", path.display())))
}

/// A published policy, whatever its encoding; `-` is standard input.
pub(crate) fn policy_text(path: &Path, language: Language) -> Result<Source, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
    };
    let name = if path == Path::new("-") { "stdin".to_owned() } else { path.display().to_string() };
    read.map_err(|error| Failure::usage(format!("`{name}` cannot be read: {error}")))?;
    let decoded = decode(&bytes).map_err(|undecodable| {
        let why = if language == Language::FR { undecodable.fr() } else { undecodable.to_string() };
        Failure::usage(format!("`{name}`: {why}"))
    })?;
    Ok(Source { path: name, text: decoded.text })
}

/// Reads the register in `dir`.
pub(crate) fn read(dir: &Path) -> Result<Result<Arc<Register>, Unreadable>, Failure> {
    if !dir.is_dir() {
        let what = if dir.exists() { "a file, not a directory, at" } else { "no directory" };
        return Err(Failure::usage(format!("there is {what} `{}`", dir.display()))
            .hint("name the directory that holds `register.toml`"));
    }
    Ok(Register::read(&Directory(dir.to_owned())).map(Arc::new))
}

/// Reads the register in `dir` for a command that needs it right.
pub(crate) fn read_or_fail(dir: &Path, output: &Output) -> Result<Arc<Register>, Failure> {
    read(dir)?.map_err(|unreadable| {
        let count = unreadable.problems.len();
        output.complain(&Report::unreadable(unreadable));
        let problems = if count == 1 { "one problem".to_owned() } else { format!("{count} problems") };
        Failure::usage(format!("the register in `{}` has {problems}", dir.display()))
            .hint(format!("`temoin check {}` shows them", dir.display()))
    })
}

/// Renders the policies for a command that needs them right.
pub(crate) fn documents_or_fail(
    register: &Arc<Register>,
    manage: &str,
    output: &Output,
) -> Result<Vec<Document>, Failure> {
    let rendered = documents(register, manage);
    if rendered.problems.is_empty() {
        return Ok(rendered.documents);
    }
    output.complain(&prose_report(rendered.problems));
    Err(Failure::usage("some tags of the policies cannot be rendered"))
}

/// What is wrong with the prose of policies.
pub(crate) fn prose_report(problems: Vec<(Prose, Problem)>) -> Report {
    let mut report = Report::default();
    for (prose, problem) in problems {
        report.add(Source { path: prose.path, text: prose.text }, vec![problem]);
    }
    report
}
