//! Findings for scripts. Fields that make no sense for a finding are absent.
//!
//! The shape is a promise: `docs/findings.schema.json` describes it, and the
//! tests hold every output to that.

use serde_json::{Map, Value, json};
use temoin_reading::Span;

use crate::place::{position, within};
use crate::{Citation, Finding, Report, Waived};

/// The whole report: `{"schema":1,"findings":[…],"not_assessed":[…],"waived":[…]}`.
pub fn json(report: &Report) -> Value {
    let findings: Vec<Value> = report.findings.iter().map(|found| finding(found, report).into()).collect();
    let not_assessed: Vec<Value> =
        report.not_assessed.iter().map(|missing| json!({ "rule": missing.rule, "why": missing.why })).collect();
    let waived: Vec<Value> = report.waived.iter().map(|decision| waived(decision, report)).collect();
    json!({ "schema": 1, "findings": findings, "not_assessed": not_assessed, "waived": waived })
}

fn waived(waived: &Waived, report: &Report) -> Value {
    let mut fields = finding(&waived.finding, report);
    fields.insert("because".to_owned(), json!(waived.because));
    fields.insert("decided_by".to_owned(), json!(waived.decided_by));
    if let Some(day) = &waived.until {
        fields.insert("until".to_owned(), json!(day));
    }
    fields.into()
}

fn finding(finding: &Finding, report: &Report) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
    put("rule", json!(finding.rule));
    put("level", json!(finding.level.word()));
    put("message", json!(finding.message));
    if let Some(subject) = &finding.subject {
        put("subject", json!(subject));
    }
    if !finding.related.is_empty() {
        let related = |(source, span, label): &(usize, Span, String)| {
            let mut fields = place(*source, *span, report);
            fields.insert("label".to_owned(), json!(label));
            Value::from(fields)
        };
        put("related", finding.related.iter().map(related).collect());
    }
    if !finding.citations.is_empty() {
        put("citations", finding.citations.iter().map(citation).collect());
    }
    if !finding.help.is_empty() {
        put("help", json!(finding.help));
    }
    if let Some((source, span)) = finding.place {
        fields.append(&mut place(source, span, report));
    }
    fields
}

/// A citation, here and in SARIF.
pub(crate) fn citation(citation: &Citation) -> Value {
    json!({ "key": citation.key, "text": citation.text, "mark": citation.mark.word() })
}

/// The file; and the line, the column and the words if it has any.
fn place(source: usize, span: Span, report: &Report) -> Map<String, Value> {
    let source = &report.sources[source];
    let mut fields = Map::from_iter([("file".to_owned(), json!(source.path))]);
    if !source.text.is_empty() {
        let bytes = within(&source.text, span);
        let start = position(&source.text, bytes.start);
        fields.insert("line".to_owned(), json!(start.line));
        fields.insert("column".to_owned(), json!(start.column));
        fields.insert("quote".to_owned(), json!(source.text[bytes]));
    }
    fields
}
