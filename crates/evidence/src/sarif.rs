//! Findings as SARIF 2.1.0, which forges and editors show beside the text.
//!
//! A waived finding is a result that an outside decision suppresses, so that a
//! forge closes it instead of forgetting it. A rule that was not assessed is a
//! notification of the run: a log without results must not read as a pass.
//!
//! Results are recognised from one run to the next by what they say, not by
//! their line: a paragraph added above them makes nothing new.

use std::collections::HashMap;

use serde_json::{Value, json};
use temoin_reading::Span;
use temoin_register::{Language, Source, sha256_hex};

use crate::json::citation;
use crate::place::{position, within};
use crate::{Finding, Level, NotAssessed, Report, RuleInfo, Waived};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run, with the catalogue it applied.
///
/// `language` is the one that findings are written in. A finding of a rule that
/// `rules` does not hold has its name alone; one without place has no location.
/// Paths stay relative, to whatever the reader takes for `%SRCROOT%`.
pub fn sarif(report: &Report, rules: &[RuleInfo], language: Language) -> Value {
    let mut run = Run { report, rules, files: files(report), seen: HashMap::new() };
    let found: Vec<Value> = report.findings.iter().map(|finding| run.result(finding, None)).collect();
    let waived = report.waived.iter().map(|waived| run.result(&waived.finding, Some(waived)));
    let results: Vec<Value> = found.into_iter().chain(waived).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "temoin",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            } },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications":
                    report.not_assessed.iter().map(|missing| run.notification(missing)).collect::<Vec<_>>(),
            }],
            "artifacts": run.files.iter().map(|path| json!({ "location": artifact(path) })).collect::<Vec<_>>(),
            "results": results,
            "columnKind": "utf16CodeUnits",
            "language": language.code(),
        }],
    })
}

struct Run<'a> {
    report: &'a Report,
    rules: &'a [RuleInfo],
    /// The paths, each once, though a report may quote a file from several texts.
    files: Vec<&'a str>,
    /// How many results had each fingerprint so far.
    seen: HashMap<String, usize>,
}

impl Run<'_> {
    fn result(&mut self, finding: &Finding, waived: Option<&Waived>) -> Value {
        let mut value = json!({
            "ruleId": finding.rule,
            "level": level(finding.level),
            "message": { "text": message(finding) },
            "partialFingerprints": { "temoin/v1": self.fingerprint(finding) },
            // Empty says that nothing suppresses it; absent, that nobody knows.
            "suppressions": waived.map(suppression).into_iter().collect::<Vec<_>>(),
            "properties": { "citations": finding.citations.iter().map(citation).collect::<Vec<_>>() },
        });
        if let Some(index) = self.index(&finding.rule) {
            value["ruleIndex"] = json!(index);
        }
        if let Some(subject) = &finding.subject {
            value["properties"]["subject"] = json!(subject);
        }
        if let Some((source, span)) = finding.place {
            value["locations"] = json!([self.location(source, span, finding.label.as_deref())]);
        }
        if !finding.related.is_empty() {
            let related = finding.related.iter().enumerate().map(|(id, (source, span, label))| {
                let mut location = self.location(*source, *span, Some(label));
                location["id"] = json!(id);
                location
            });
            value["relatedLocations"] = related.collect();
        }
        value
    }

    fn location(&self, source: usize, span: Span, label: Option<&str>) -> Value {
        let Source { path, text } = &self.report.sources[source];
        let mut file = artifact(path);
        file["index"] = json!(self.files.iter().position(|other| other == path));
        let mut location = json!({ "physicalLocation": { "artifactLocation": file } });
        if !text.is_empty() {
            let bytes = within(text, span);
            let (start, end) = (position(text, bytes.start), position(text, bytes.end));
            location["physicalLocation"]["region"] = json!({
                "startLine": start.line,
                "startColumn": start.utf16,
                "endLine": end.line,
                "endColumn": end.utf16,
                "snippet": { "text": text[bytes] },
            });
        }
        if let Some(label) = label {
            location["message"] = json!({ "text": literal(label) });
        }
        location
    }

    /// What makes it the same finding in another run; a number tells apart
    /// those that say the same, in their order.
    fn fingerprint(&mut self, finding: &Finding) -> String {
        let quote = finding.place.map_or("", |(source, span)| {
            let text = &self.report.sources[source].text;
            &text[within(text, span)]
        });
        let what = json!([finding.rule, finding.subject, quote]).to_string();
        let digest = sha256_hex(what.as_bytes());
        let times = self.seen.entry(digest.clone()).or_default();
        *times += 1;
        format!("{digest}:{times}")
    }

    fn notification(&self, missing: &NotAssessed) -> Value {
        let mut rule = json!({ "id": missing.rule });
        if let Some(index) = self.index(&missing.rule) {
            rule["index"] = json!(index);
        }
        json!({ "level": "note", "message": { "text": literal(&missing.why) }, "associatedRule": rule })
    }

    fn index(&self, rule: &str) -> Option<usize> {
        self.rules.iter().position(|info| info.id == rule)
    }
}

fn rule(rule: &RuleInfo) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": first_paragraph(&rule.page).as_ref().unwrap_or(&rule.summary) },
        "help": { "text": rule.page, "markdown": rule.page },
        "defaultConfiguration": { "level": level(rule.level) },
        "properties": {
            "tags": [rule.family],
            "citations": rule.citations.iter().map(citation).collect::<Vec<_>>(),
        },
    })
}

/// The first words of a page that are no title, on one line.
fn first_paragraph(page: &str) -> Option<String> {
    let told = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let lines: Vec<&str> = page.lines().skip_while(|line| !told(line)).take_while(told).collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

/// The fact as a sentence, which is all that narrow views show; then the ways out.
fn message(finding: &Finding) -> String {
    let mut paragraphs = vec![format!("{}.", finding.message)];
    paragraphs.extend(finding.help.iter().cloned());
    literal(&paragraphs.join("\n\n"))
}

/// In a SARIF message, `{0}` stands for an argument: braces are written twice.
fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

fn suppression(waived: &Waived) -> Value {
    let Waived { because, decided_by, until, .. } = waived;
    let mut properties = json!({ "decided_by": decided_by });
    if let Some(day) = until {
        properties["until"] = json!(day);
    }
    json!({ "kind": "external", "status": "accepted", "justification": because, "properties": properties })
}

fn files(report: &Report) -> Vec<&str> {
    let mut files = Vec::new();
    for source in &report.sources {
        if !files.contains(&source.path.as_str()) {
            files.push(source.path.as_str());
        }
    }
    files
}

/// A path as a reference: relative to the root of the sources, or a file's URL.
fn artifact(path: &str) -> Value {
    let encoded: String = path.bytes().map(encoded).collect();
    if path.starts_with('/') {
        return json!({ "uri": format!("file://{encoded}") });
    }
    json!({ "uri": encoded, "uriBaseId": "%SRCROOT%" })
}

/// All but unreserved characters (RFC 3986 §2.3) and slashes: a colon in a
/// relative path would read as a scheme.
fn encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}
