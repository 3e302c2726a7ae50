//! Whole policies, judged without a register.
//!
//! `texts/right` holds policies that a careful officer would publish: not one
//! word of them may be flagged. `texts/faulty` holds policies with the faults
//! that schools publish, in the layouts they come in; beside each, what must be
//! found in it, from top to bottom: the level, the rule, the subject, the words.
//! `TEMOIN_BLESS=1` writes these lists anew; read them against the text.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use temoin_check::{Case, Inputs, Law, PolicyText, check};
use temoin_evidence::{Finding, Report};
use temoin_known::Known;
use temoin_register::{Date, Language, Source};

use crate::scenario::wanted;

/// Read once: every text asks it.
static KNOWN: LazyLock<Known> = LazyLock::new(Known::new);

/// A text of the corpus.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

impl Policy {
    pub(crate) fn name(&self) -> String {
        self.path.file_name().expect("a name").to_string_lossy().into_owned()
    }

    pub(crate) fn is_html(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension == "html")
    }

    pub(crate) fn judged(&self) -> Report {
        judged(&[self])
    }
}

/// The texts of a folder of the corpus, by name.
pub(crate) fn policies(folder: &str) -> Vec<Policy> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts").join(folder);
    let files = std::fs::read_dir(folder).expect("the folder of texts").map(|entry| entry.expect("a text").path());
    let mut policies: Vec<Policy> = files
        .filter(|path| path.extension().is_some_and(|extension| extension != "expected"))
        .map(|path| Policy { text: std::fs::read_to_string(&path).expect("a readable text"), path })
        .collect();
    policies.sort_by(|a, b| a.path.cmp(&b.path));
    policies
}

/// Every text of the corpus.
pub(crate) fn all() -> Vec<Policy> {
    [policies("right"), policies("faulty")].concat()
}

/// What is found in texts that one site publishes.
pub(crate) fn judged(policies: &[&Policy]) -> Report {
    let written = policies.iter().map(|policy| {
        // What a reader of files takes off before anyone judges.
        let text = policy.text.trim_start_matches('\u{feff}').to_owned();
        PolicyText::alone(Source { path: policy.name(), text })
    });
    let mut inputs = Inputs::default();
    inputs.written = written.collect();
    let law = Law::as_of(&Date::parse("2026-11-22").expect("a day"));
    let mut report = check(&Case::new(&inputs, &law, &KNOWN), Language::EN);
    report.findings.retain(|finding| wanted(&finding.rule));
    report
}

/// The words that a finding quotes, on one line.
pub(crate) fn quote(finding: &Finding, report: &Report) -> String {
    let Some((source, span)) = finding.place else { return String::new() };
    report.sources[source].text[span.range()].split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A finding in one line: the level, the rule, the subject, the words.
pub(crate) fn line(finding: &Finding, report: &Report) -> String {
    let subject = finding.subject.as_deref().unwrap_or("-");
    format!("{} {} {subject}: {}\n", finding.level.word(), finding.rule, quote(finding, report))
}

fn lines(report: &Report) -> Vec<String> {
    report.findings.iter().map(|finding| line(finding, report)).collect()
}

#[test]
fn a_right_policy_is_not_blamed() {
    let blamed: Vec<String> = policies("right")
        .iter()
        .flat_map(|policy| {
            let report = policy.judged();
            let told = report
                .findings
                .iter()
                .map(|found| format!("{}: {}    {}\n", policy.name(), line(found, &report), found.message));
            told.collect::<Vec<_>>()
        })
        .collect();
    assert!(blamed.is_empty(), "\n{}", blamed.join("\n"));
}

#[test]
fn the_right_policies_of_one_school_are_not_blamed_together() {
    let right = policies("right");
    let school: Vec<&Policy> = right.iter().filter(|policy| policy.text.contains("trois-pins.example")).collect();
    assert_eq!(school.len(), 2, "a cookie policy, and the policy on personal data that it names");
    let report = judged(&school);
    assert_eq!(lines(&report), Vec::<String>::new());
    let elsewhere = report.not_assessed.iter().filter(|missing| missing.why.contains("--policy-text"));
    assert_eq!(elsewhere.count(), 0, "everything that is told elsewhere was given: {:#?}", report.not_assessed);
}

#[test]
fn every_fault_of_a_policy_is_found_and_nothing_else() {
    let bless = std::env::var_os("TEMOIN_BLESS").is_some() && std::env::var_os("TEMOIN_RULES").is_none();
    for policy in policies("faulty") {
        let found = lines(&policy.judged());
        let golden = policy.path.with_added_extension("expected");
        if bless {
            std::fs::write(&golden, found.concat()).expect("the list can be written");
            continue;
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        let kept = |line: &&str| line.split(' ').nth(1).is_some_and(wanted);
        let expected: Vec<String> = expected.lines().filter(kept).map(|line| format!("{line}\n")).collect();
        assert_eq!(found, expected, "{}: TEMOIN_BLESS=1 writes it anew", policy.name());
    }
}
