use temoin_evidence::{Finding, Level, Report};

use crate::{finding, missing, rich};

#[test]
fn findings_follow_the_files_then_the_worst_then_the_rule() {
    let at = |rule: &str, level, place: Option<(usize, usize, usize)>| Finding {
        place: place.map(|(source, start, end)| (source, (start..end).into())),
        ..finding(rule, level, "a fact")
    };
    let expected = vec![
        at("b", Level::Warning, Some((0, 2, 4))),
        at("b", Level::Warning, Some((0, 2, 6))),
        at("z", Level::Error, Some((0, 8, 9))),
        at("a", Level::Info, Some((0, 8, 9))),
        at("b", Level::Info, Some((0, 8, 9))),
        at("a", Level::Error, Some((1, 0, 1))),
        at("m", Level::Error, None),
        at("a", Level::Info, None),
    ];
    for turn in 0..expected.len() {
        let mut findings = expected.clone();
        findings.rotate_left(turn);
        findings.reverse();
        let mut report = Report { findings, ..Report::default() };
        report.sort();
        assert_eq!(report.findings, expected);
    }
}

#[test]
fn the_order_of_rules_does_not_show() {
    let mut one = rich();
    one.not_assessed.push(missing("a-rule", "no audit was run"));
    let mut other = one.clone();
    other.findings.reverse();
    other.not_assessed.reverse();
    one.sort();
    other.sort();
    assert_eq!(one, other);
}

#[test]
fn what_is_waived_makes_nothing_worse() {
    let mut report = rich();
    report.findings.clear();
    assert_eq!(report.worst(), None);
    report.findings.push(finding("a", Level::Info, "a fact"));
    report.waived[0].finding.level = Level::Error;
    assert_eq!(report.worst(), Some(Level::Info));
}
