//! The sample site's register, from the binary.

use std::io;
use std::sync::Arc;

use temoin_register::{Files, Register};

/// Files of `registers/demo`, by their path inside it.
macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../../registers/demo/", $path)))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "register.toml",
    "policies/cookies.fr.md",
    "policies/cookies.en.md",
    "policies/cookies.summary.fr.md",
    "policies/cookies.summary.en.md",
    "policies/privacy.fr.md",
    "policies/privacy.en.md",
    "policies/privacy.summary.fr.md",
    "policies/privacy.summary.en.md",
];

struct Embedded;

impl Files for Embedded {
    fn read(&self, path: &str) -> io::Result<String> {
        let found = FILES.iter().find(|(known, _)| *known == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// The register, which a test reads too: it is always whole.
pub(crate) fn register() -> Arc<Register> {
    Arc::new(Register::read(&Embedded).expect("the sample register is read by a test"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sample_register_is_whole() {
        let register = super::register();
        assert!(temoin_render::documents(&register, "#temoin").problems.is_empty());
    }
}
