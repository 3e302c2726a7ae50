use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};
use temoin_evidence::{Level, Report, junit};

use crate::{finding, full, missing, mistaken, rich, rule, rules};

/// One test as a reader of the file sees it.
#[derive(Debug, Default)]
struct Case {
    class: String,
    failures: Vec<String>,
    skipped: Option<String>,
    output: String,
}

/// The attributes of the suite, and its tests by name.
struct Suite {
    counts: BTreeMap<String, String>,
    cases: BTreeMap<String, Case>,
}

fn attributes(tag: &BytesStart<'_>) -> BTreeMap<String, String> {
    tag.attributes()
        .map(|attribute| {
            let attribute = attribute.expect("an attribute");
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("a value");
            (attribute.key.as_ref().to_owned(), value.into_owned())
        })
        .collect()
}

fn parsed(xml: &str) -> Suite {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut suite = Suite { counts: BTreeMap::new(), cases: BTreeMap::new() };
    let (mut name, mut text) = (String::new(), String::new());
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{error}\n{xml}"));
        let closed = matches!(event, Event::Empty(_));
        match event {
            Event::Eof => return suite,
            Event::Start(tag) | Event::Empty(tag) => {
                let given = attributes(&tag);
                text.clear();
                match tag.name().as_ref() {
                    "testsuite" => suite.counts = given,
                    "testcase" => {
                        name.clone_from(&given["name"]);
                        let case = Case { class: given["classname"].clone(), ..Case::default() };
                        assert!(suite.cases.insert(name.clone(), case).is_none(), "`{name}` twice");
                    }
                    "skipped" => {
                        suite.cases.get_mut(&name).expect("a test").skipped = Some(given["message"].clone());
                        assert!(closed);
                    }
                    _ => {}
                }
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(entity) => {
                text.push_str(&quick_xml::escape::unescape(&format!("&{};", &*entity)).expect("a known entity"));
            }
            Event::End(tag) => match tag.name().as_ref() {
                "failure" => suite.cases.get_mut(&name).expect("a test").failures.push(text.clone()),
                "system-out" => suite.cases.get_mut(&name).expect("a test").output.clone_from(&text),
                _ => {}
            },
            _ => {}
        }
    }
}

fn read(report: &Report) -> Suite {
    parsed(&junit(report, &rules()))
}

#[test]
fn counts_agree_with_what_is_there() {
    for report in [Report::default(), mistaken(), full("x", "x"), rich()] {
        let suite = read(&report);
        let count = |key: &str| suite.counts[key].parse::<usize>().expect("a count");
        assert_eq!(count("tests"), suite.cases.len());
        assert_eq!(count("failures"), suite.cases.values().filter(|case| !case.failures.is_empty()).count());
        assert_eq!(count("skipped"), suite.cases.values().filter(|case| case.skipped.is_some()).count());
        assert_eq!(count("errors"), 0);
        let failures: usize = suite.cases.values().map(|case| case.failures.len()).sum();
        let serious = report.findings.iter().filter(|finding| finding.level >= Level::Warning).count();
        assert_eq!(failures, serious);
    }
}

#[test]
fn a_rule_fails_is_skipped_or_passes() {
    let suite = read(&rich());
    let failed = &suite.cases["retention-unbounded"];
    assert_eq!(failed.class, "retention");
    assert!(failed.failures[0].starts_with("policies/vie privée.fr.md:3:616: la durée"), "{failed:?}");
    for part in ["aussi longtemps que l'exige", "RGPD, art. 13, 2, a [read]", "{ from = \"last-access\" }"] {
        assert!(failed.failures[0].contains(part), "{part}: {failed:?}");
    }
    assert_eq!(suite.cases["consent-before-choice"].skipped.as_deref(), Some("no audit was run"));
    let passed = &suite.cases["purpose-vague"];
    assert!(passed.failures.is_empty() && passed.skipped.is_none() && passed.output.is_empty());
}

#[test]
fn remarks_and_decisions_fail_nothing_and_are_told() {
    let suite = read(&rich());
    let (remark, waived) = (&suite.cases["dpo-missing"], &suite.cases["retention-over-reference"]);
    assert!(remark.failures.is_empty() && waived.failures.is_empty());
    assert!(remark.output.contains("aucun délégué"), "{remark:?}");
    assert!(waived.output.contains("waived by DPO, until 2027-06-30: an action is pending"), "{waived:?}");
    assert_eq!(remark.class, "temoin", "a rule outside the catalogue still has a class");
}

#[test]
fn a_rule_that_failed_somewhere_is_not_skipped_for_lack_of_evidence_elsewhere() {
    let mut report = full("x", "x");
    report.not_assessed = vec![
        missing("lifetime-over-reference", "no audit was run"),
        missing("purpose-vague", "no text"),
        missing("purpose-vague", "no page"),
    ];
    let suite = read(&report);
    let failed = &suite.cases["lifetime-over-reference"];
    assert!(failed.skipped.is_none() && failed.output.contains("no audit was run"), "{failed:?}");
    assert_eq!(suite.cases["purpose-vague"].skipped.as_deref(), Some("no text; no page"));
}

#[test]
fn whatever_was_written_comes_back_as_it_was() {
    let words = "<a href=\"x\">&amp; ]]> l'été 🍪";
    let report = Report { findings: vec![finding("a-rule", Level::Error, words)], ..Report::default() };
    let suite = read(&report);
    assert_eq!(suite.cases["a-rule"].failures, [words]);
}

#[test]
fn what_xml_cannot_hold_is_left_out() {
    let words = "a\u{0}\u{1b}[31m\u{85}\u{fffe}b\r\nc\td";
    let report = Report { findings: vec![finding("a-rule", Level::Error, words)], ..Report::default() };
    let xml = junit(&report, &[rule("a\u{7}", "b\u{c}", Level::Info)]);
    assert!(!xml.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')), "{xml:?}");
    let suite = parsed(&xml);
    assert_eq!(suite.cases["a-rule"].failures, ["a[31mb\nc\td"]);
    assert!(suite.cases.contains_key("a"));
}
