//! Findings as JUnit XML, which continuous integration counts.
//!
//! One rule is one test: it fails by each finding at warning or above, it is
//! skipped when it could not be assessed, it passes otherwise, and what it only
//! remarks, or what was waived, is its output. The format has no schema of its
//! own; this is the part of it that Jenkins, GitLab and GitHub's readers share.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use temoin_reading::Span;

use crate::place::{position, within};
use crate::{Finding, Level, Report, RuleInfo, Waived};

const SUITE: &str = "temoin check";

/// The whole report as one suite, rule after rule in the order of `rules`.
///
/// Rules that `rules` does not hold but the report speaks of come last, under
/// the class `temoin`.
pub fn junit(report: &Report, rules: &[RuleInfo]) -> String {
    let cases = cases(report, rules);
    let failed = cases.iter().filter(|case| case.fails()).count();
    let skipped = cases.iter().filter(|case| case.skipped()).count();
    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 2));
    let counts = [cases.len(), failed, 0, skipped].map(|count| count.to_string());
    let [tests, failures, errors, skips] = &counts;
    let attributes =
        [("name", SUITE), ("tests", tests), ("failures", failures), ("errors", errors), ("skipped", skips)];
    xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    xml.open("testsuites", &attributes);
    xml.open("testsuite", &attributes);
    for case in &cases {
        let attributes = [("classname", case.family), ("name", case.rule)];
        let output = case.output(report);
        if case.passes() && output.is_empty() {
            xml.empty("testcase", &attributes);
            continue;
        }
        xml.open("testcase", &attributes);
        for finding in case.findings.iter().filter(|finding| finding.level >= Level::Warning) {
            let attributes = [("message", finding.message.as_str()), ("type", finding.level.word())];
            xml.text("failure", &attributes, &details(finding, report));
        }
        if case.skipped() {
            xml.empty("skipped", &[("message", &case.missing.join("; "))]);
        }
        if !output.is_empty() {
            xml.text("system-out", &[], &output);
        }
        xml.close("testcase");
    }
    xml.close("testsuite");
    xml.close("testsuites");
    String::from_utf8(xml.0.into_inner()).expect("only texts were written") + "\n"
}

/// One rule, and all that the report says of it.
struct Case<'a> {
    rule: &'a str,
    family: &'a str,
    findings: Vec<&'a Finding>,
    waived: Vec<&'a Waived>,
    missing: Vec<&'a str>,
}

fn cases<'a>(report: &'a Report, rules: &'a [RuleInfo]) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for rule in rules {
        cases.push(Case::new(&rule.id, &rule.family));
    }
    for finding in &report.findings {
        case(&mut cases, &finding.rule).findings.push(finding);
    }
    for waived in &report.waived {
        case(&mut cases, &waived.finding.rule).waived.push(waived);
    }
    for missing in &report.not_assessed {
        case(&mut cases, &missing.rule).missing.push(&missing.why);
    }
    cases
}

fn case<'c, 'a>(cases: &'c mut Vec<Case<'a>>, rule: &'a str) -> &'c mut Case<'a> {
    let index = cases.iter().position(|case| case.rule == rule).unwrap_or_else(|| {
        cases.push(Case::new(rule, "temoin"));
        cases.len() - 1
    });
    &mut cases[index]
}

impl<'a> Case<'a> {
    fn new(rule: &'a str, family: &'a str) -> Self {
        Self { rule, family, findings: Vec::new(), waived: Vec::new(), missing: Vec::new() }
    }

    fn fails(&self) -> bool {
        self.findings.iter().any(|finding| finding.level >= Level::Warning)
    }

    fn passes(&self) -> bool {
        !self.fails() && !self.skipped()
    }

    /// A rule that failed where it could be assessed has failed.
    fn skipped(&self) -> bool {
        !self.missing.is_empty() && !self.fails()
    }

    fn output(&self, report: &Report) -> String {
        let remarks = self.findings.iter().filter(|finding| finding.level < Level::Warning);
        let mut parts: Vec<String> = remarks.map(|finding| details(finding, report)).collect();
        parts.extend(self.waived.iter().map(|waived| {
            let until = waived.until.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
            let details = details(&waived.finding, report);
            format!("{details}\nwaived by {}{until}: {}", waived.decided_by, waived.because)
        }));
        if self.fails() {
            parts.extend(self.missing.iter().map(|why| format!("not assessed everywhere: {why}")));
        }
        parts.join("\n\n")
    }
}

/// The fact with its place, the words, the sources, the ways out: one a line.
fn details(finding: &Finding, report: &Report) -> String {
    let mut lines = Vec::new();
    let place = |source: usize, span: Span, words: &str| {
        let source = &report.sources[source];
        if source.text.is_empty() {
            return format!("{}: {words}", source.path);
        }
        let bytes = within(&source.text, span);
        let at = position(&source.text, bytes.start);
        format!("{}:{}:{}: {words}\n  {}", source.path, at.line, at.column, source.text[bytes].replace('\n', "\n  "))
    };
    lines.push(match finding.place {
        Some((source, span)) => place(source, span, &finding.message),
        None => finding.message.clone(),
    });
    lines.extend(finding.related.iter().map(|(source, span, label)| place(*source, *span, label)));
    lines.extend(finding.citations.iter().map(|citation| format!("{} [{}]", citation.text, citation.mark.word())));
    lines.extend(finding.help.iter().map(|help| format!("→ {help}")));
    lines.join("\n")
}

/// XML being written, to memory.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Start(tag(name, attributes)));
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(tag(name, attributes)));
    }

    fn close(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.event(Event::Text(BytesText::new(&allowed(text))));
        self.close(name);
    }

    fn event(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("memory takes every byte");
    }
}

fn tag<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut tag = BytesStart::new(name);
    for (key, value) in attributes {
        tag.push_attribute((*key, allowed(value).as_str()));
    }
    tag
}

/// What an XML 1.0 document may hold, even escaped (§2.2).
fn allowed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}
