//! Registers as they are written, mistaken, reordered, reworded and compared.

#![expect(clippy::disallowed_methods, reason = "the project's own registers are fixtures, read from the disk")]

mod digests;
mod lookup;
mod mistakes;
mod notice;
mod schema;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use temoin_register::{Files, Register};

/// Every register of the project.
const REGISTERS: &[&str] = &["beegup", "cartesia", "demo", "esomus", "junia", "mastermi"];

/// A register kept in memory, by path.
#[derive(Clone)]
struct Memory(BTreeMap<String, String>);

impl Files for Memory {
    fn read(&self, path: &str) -> io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Memory {
    /// One of the project's registers, with its prose.
    fn of(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../registers").join(name);
        let mut files = BTreeMap::new();
        for (below, prefix) in [("", ""), ("policies", "policies/")] {
            for entry in std::fs::read_dir(directory.join(below)).expect("the register's directory") {
                let entry = entry.expect("an entry");
                if entry.file_type().expect("a type").is_file() {
                    let name = entry.file_name().into_string().expect("a name in UTF-8");
                    let text = std::fs::read_to_string(entry.path()).expect("a text");
                    files.insert(format!("{prefix}{name}"), text);
                }
            }
        }
        Self(files)
    }

    /// The text of `register.toml`.
    fn text(&self) -> &str {
        &self.0[temoin_register::REGISTER]
    }

    /// The same with another `register.toml`.
    fn with(&self, text: impl Into<String>) -> Self {
        let mut files = self.clone();
        files.0.insert(temoin_register::REGISTER.to_owned(), text.into());
        files
    }

    /// The same with one part of `register.toml` written otherwise.
    #[track_caller]
    fn edited(&self, from: &str, to: &str) -> Self {
        assert!(self.text().contains(from), "{from}");
        self.with(self.text().replacen(from, to, 1))
    }

    #[track_caller]
    fn register(&self) -> Register {
        Register::read(self).unwrap_or_else(|wrong| panic!("{:#?}", wrong.problems))
    }
}

/// How many cases a property is tried with.
fn cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() }
}
