//! A register: any text; what can be read is judged.

#![no_main]

use std::io;
use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use temoin_check::{Case, Inputs, Law, check};
use temoin_evidence::{Colour, Report, human};
use temoin_known::Known;
use temoin_register::{Date, Files, Language, Register};

static KNOWN: LazyLock<Known> = LazyLock::new(Known::new);
static LAW: LazyLock<Law> = LazyLock::new(|| Law::as_of(&Date::parse("2026-11-22").expect("a day")));

struct Folder<'a>(&'a str);

impl Files for Folder<'_> {
    fn read(&self, path: &str) -> io::Result<String> {
        Ok(if path == "register.toml" { self.0 } else { "Texte.\n" }.to_owned())
    }
}

fuzz_target!(|text: &str| {
    let report = match Register::read(&Folder(text)) {
        Err(unreadable) => Report::unreadable(unreadable),
        Ok(register) => {
            let mut inputs = Inputs::default();
            inputs.register = Some(Arc::new(register));
            check(&Case::new(&inputs, &LAW, &KNOWN), Language::EN)
        }
    };
    human(&report, Colour::No, Language::EN);
});
