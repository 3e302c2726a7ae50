//! A published policy: any bytes, judged by every rule, and drafted from.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use temoin_check::{Case, Inputs, Law, PolicyText, check};
use temoin_evidence::{Colour, human, json};
use temoin_known::Known;
use temoin_prose::{Text, decode};
use temoin_register::{Date, Language, Source};

static KNOWN: LazyLock<Known> = LazyLock::new(Known::new);
static LAW: LazyLock<Law> = LazyLock::new(|| Law::as_of(&Date::parse("2026-11-22").expect("a day")));

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = decode(bytes) else { return };
    let mut inputs = Inputs::default();
    let source = Source { path: "policy.md".to_owned(), text: decoded.text.clone() };
    inputs.written.push(PolicyText::alone(source));
    let report = check(&Case::new(&inputs, &LAW, &KNOWN), Language::FR);
    human(&report, Colour::Yes, Language::FR);
    json(&report);
    temoin_draft::draft(&Text::read(&decoded.text), "policy.md", LAW.day());
});
