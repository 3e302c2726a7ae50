//! The catalogue as a whole.

use std::collections::BTreeSet;

use temoin_check::{Law, catalogue};
use temoin_register::{Date, Language};

#[test]
fn names_are_unique_and_read_after_allow() {
    let names: BTreeSet<&str> = catalogue().iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), catalogue().len());
    for name in names {
        let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(plain && !name.starts_with("no-") && !name.starts_with("disallow-"), "{name}");
    }
}

#[test]
fn every_rule_of_the_law_is_in_the_catalogue() {
    let law = Law::as_of(&Date::parse("2026-11-22").expect("a day"));
    let rules: BTreeSet<&str> = catalogue().iter().map(|rule| rule.name).collect();
    let of_law: BTreeSet<&str> = law.rules().map(|rule| rule.name.as_str()).collect();
    assert_eq!(rules, of_law, "the catalogue on the left, data/rules.toml on the right");
    assert_eq!(rules.iter().filter(|name| !name.starts_with("waiver-")).count(), 69);
}

#[test]
fn every_citation_resolves_in_both_languages() {
    let law = Law::as_of(&Date::parse("2026-11-22").expect("a day"));
    for rule in catalogue() {
        let of_law = law.rule(rule.name);
        assert!(rule.name.starts_with("waiver-") || !of_law.cites.is_empty(), "{} rests on nothing", rule.name);
        for key in &of_law.cites {
            for language in [Language::FR, Language::EN] {
                let citation = law.citation(key, language);
                assert!(citation.is_some_and(|c| !c.text.is_empty()), "{}: `{key}` in {language}", rule.name);
            }
        }
    }
}
