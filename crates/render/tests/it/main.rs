//! What people read, judged as a browser and a reader would.

#![expect(clippy::disallowed_methods, reason = "the project's own registers are fixtures, read from the disk")]

mod banner;
mod documents;
mod escaping;
mod languages;
mod looks;
mod page;
mod signals;
mod tags;
mod text;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use temoin_register::{Files, REGISTER, Register};

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
        let read = |path: &str| std::fs::read_to_string(directory.join(path)).expect("a text");
        let mut files = BTreeMap::from([(REGISTER.to_owned(), read(REGISTER))]);
        for entry in std::fs::read_dir(directory.join("policies")).expect("its policies") {
            let name = entry.expect("an entry").file_name().into_string().expect("a name in UTF-8");
            let path = format!("policies/{name}");
            files.insert(path.clone(), read(&path));
        }
        Self(files)
    }

    /// The same with one part of a file written otherwise.
    #[track_caller]
    fn edited(mut self, path: &str, from: &str, to: &str) -> Self {
        let text = self.0.get_mut(path).expect("a file of the register");
        assert!(text.contains(from), "{from}");
        *text = text.replacen(from, to, 1);
        self
    }

    #[track_caller]
    fn register(&self) -> Arc<Register> {
        Arc::new(Register::read(self).unwrap_or_else(|wrong| panic!("{:#?}", wrong.problems)))
    }
}

/// One of the project's registers.
fn register(name: &str) -> Arc<Register> {
    Memory::of(name).register()
}
