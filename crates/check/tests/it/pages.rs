//! Every page of the manual: its sections, and its examples.

use temoin_check::{Law, catalogue, manual};
use temoin_register::{Date, Language};

use crate::scenario::{scenarios, wanted};

/// The sections of a page, in their order; the last is written from the law.
const SECTIONS: [(Language, [&str; 5]); 2] = [
    (Language::FR, ["Ce que la règle vérifie", "Pourquoi", "Exemple", "Écrire plutôt", "Limites"]),
    (Language::EN, ["What it checks", "Why it matters", "Example", "Use instead", "Limits"]),
];

#[test]
fn every_page_has_its_sections() {
    for rule in catalogue().iter().filter(|rule| wanted(rule.name)) {
        for (language, sections) in SECTIONS {
            let page = rule.page(language);
            let titles: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(titles, sections, "{} in {language}", rule.name);
            assert!(page.starts_with("# ") && !rule.summary(language).is_empty(), "{} in {language}", rule.name);
            let long = page.lines().find(|line| line.chars().count() > 120 && !line.starts_with('|'));
            assert!(
                long.is_none() || page.contains("```"),
                "{} in {language}: a line is too long: {long:?}",
                rule.name
            );
        }
    }
}

#[test]
fn examples_fire_and_what_to_use_instead_is_silent() {
    for rule in catalogue().iter().filter(|rule| wanted(rule.name)) {
        for (language, [.., example, instead, _]) in SECTIONS {
            let page = scenarios(rule.page(language));
            let section = |title: &str| page.iter().find(|scenario| scenario.title == title).expect("a section");
            let found = section(example).report(rule.name, language).findings;
            assert!(!found.is_empty(), "{} in {language}: its example is silent", rule.name);
            let found = section(instead).report(rule.name, language).findings;
            assert!(found.is_empty(), "{} in {language}: what to use instead fires: {found:#?}", rule.name);
        }
    }
}

#[test]
fn the_manual_ends_with_its_sources() {
    let law = Law::as_of(&Date::parse("2026-11-22").expect("a day"));
    for rule in catalogue().iter().filter(|rule| wanted(rule.name)) {
        for language in [Language::FR, Language::EN] {
            let page = manual(rule, &law, language);
            let (_, source) = page.rsplit_once("## Source").expect("a last section");
            let waiver = rule.name.starts_with("waiver-");
            assert!(waiver || source.contains("[read") || source.contains("[memory]"), "{}: {source}", rule.name);
        }
    }
}
