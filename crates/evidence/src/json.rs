//! Findings for scripts. Fields that make no sense for a finding are absent.

use serde_json::{Value, json};

use crate::{Finding, Report};

/// The whole report: `{"schema":1,"findings":[…],"not_assessed":[…],"waived":[]}`.
pub fn json(report: &Report) -> Value {
    let findings: Vec<Value> = report.findings.iter().map(|found| finding(found, report)).collect();
    let not_assessed: Vec<Value> =
        report.not_assessed.iter().map(|missing| json!({ "rule": missing.rule, "why": missing.why })).collect();
    json!({ "schema": 1, "findings": findings, "not_assessed": not_assessed, "waived": [] })
}

fn finding(finding: &Finding, report: &Report) -> Value {
    let mut value = json!({
        "rule": finding.rule,
        "level": finding.level.word(),
        "message": finding.message,
    });
    if let Some(subject) = &finding.subject {
        value["subject"] = json!(subject);
    }
    if let Some((place, span)) = finding.place {
        let source = &report.sources[place];
        value["file"] = json!(source.path);
        if !source.text.is_empty() {
            let (line, column) = position(&source.text, span.start);
            value["line"] = json!(line);
            value["column"] = json!(column);
            value["quote"] = json!(source.text.get(span.range()).unwrap_or_default());
        }
    }
    if !finding.citations.is_empty() {
        let citation = |c: &crate::Citation| json!({ "key": c.key, "text": c.text, "mark": c.mark.word() });
        value["citations"] = finding.citations.iter().map(citation).collect();
    }
    if !finding.help.is_empty() {
        value["help"] = json!(finding.help);
    }
    value
}

/// Line and column of a byte, both from 1; columns count characters.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
