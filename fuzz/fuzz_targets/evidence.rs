//! A file of evidence: any text; what can be read is judged.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use temoin_check::{Case, Inputs, Law, check};
use temoin_evidence::seen::EvidenceFile;
use temoin_known::Known;
use temoin_register::{Date, Language, Source};

static KNOWN: LazyLock<Known> = LazyLock::new(Known::new);
static LAW: LazyLock<Law> = LazyLock::new(|| Law::as_of(&Date::parse("2026-11-22").expect("a day")));

fuzz_target!(|text: &str| {
    let source = Source { path: "evidence.toml".to_owned(), text: text.to_owned() };
    let Ok(file) = EvidenceFile::read(source) else { return };
    let mut inputs = Inputs::default();
    inputs.evidence = Some(file);
    check(&Case::new(&inputs, &LAW, &KNOWN), Language::EN);
});
