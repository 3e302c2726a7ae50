//! Every spec of `spec/`, scenario by scenario.
//!
//! `TEMOIN_BLESS=1` writes the snapshots anew; read them before you commit.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use temoin_check::catalogue;
use temoin_evidence::{Colour, human};

use crate::scenario::{Scenario, scenarios, wanted};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("spec")
}

/// The specs: a rule's name, and what its spec says.
fn specs() -> Vec<(String, String)> {
    let mut specs: Vec<(String, String)> = std::fs::read_dir(folder())
        .expect("the folder of specs")
        .map(|entry| entry.expect("a spec").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let rule = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (rule, std::fs::read_to_string(&path).expect("a readable spec"))
        })
        .collect();
    specs.retain(|(rule, _)| wanted(rule));
    specs.sort();
    specs
}

#[test]
fn every_scenario_finds_what_it_says_and_nothing_else() {
    for (rule, text) in specs() {
        for scenario in scenarios(&text) {
            scenario.verify(&rule);
        }
    }
}

#[test]
fn every_rule_has_a_spec_that_fires_and_one_that_is_silent() {
    let specs = specs();
    let rules: BTreeSet<&str> = catalogue().iter().map(|rule| rule.name).filter(|name| wanted(name)).collect();
    let written: BTreeSet<&str> = specs.iter().map(|(rule, _)| rule.as_str()).collect();
    assert_eq!(rules, written, "rules on the left, specs on the right");
    for (rule, text) in &specs {
        let fires = |scenario: &Scenario| !scenario.report(rule, temoin_register::Language::EN).findings.is_empty();
        let cases: Vec<Scenario> = scenarios(text).into_iter().filter(Scenario::is_case).collect();
        assert!(cases.iter().any(fires), "{rule}: no scenario fires");
        assert!(cases.iter().any(|scenario| !fires(scenario)), "{rule}: no scenario is silent");
        assert!(text.contains("```snapshot"), "{rule}: no snapshot shows what people read");
    }
}

#[test]
fn snapshots_are_what_people_read() {
    let bless = std::env::var_os("TEMOIN_BLESS").is_some();
    for (rule, text) in specs() {
        let mut fresh = text.clone();
        for scenario in scenarios(&text) {
            let Some((language, kept)) = &scenario.snapshot else { continue };
            let read = human(&scenario.report(&rule, *language), Colour::No, *language);
            let read: String = read.lines().map(|line| format!("{}\n", line.trim_end())).collect();
            if bless {
                let fence =
                    if *language == temoin_register::Language::FR { "```snapshot fr\n" } else { "```snapshot\n" };
                fresh = fresh.replacen(&format!("{fence}{kept}```"), &format!("{fence}{read}```"), 1);
            } else {
                assert_eq!(&read, kept, "{rule}: {}: TEMOIN_BLESS=1 writes it anew", scenario.title);
            }
        }
        if bless && fresh != text {
            std::fs::write(folder().join(format!("{rule}.md")), fresh).expect("the spec can be written");
        }
    }
}
