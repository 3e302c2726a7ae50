//! `temoin diff`: what changed, and whether consent must be asked again.

use std::process::ExitCode;

use serde_json::{Value, json};
use temoin_register::{Change, What, difference};

use crate::cli::{Diff, Format};
use crate::files::read_or_fail;
use crate::output::{Failure, Output};

pub(crate) fn diff(options: &Diff, output: &Output) -> Result<ExitCode, Failure> {
    let before = read_or_fail(&options.before, output)?;
    let after = read_or_fail(&options.after, output)?;
    let difference = difference(&before, &after);
    match options.format {
        Format::Json => {
            let changes: Vec<Value> = difference.changes.iter().map(change_json).collect();
            output.json(&json!({
                "schema": 1,
                "asks_again": difference.asks_again,
                "revision": { "before": before.revision(), "after": after.revision() },
                "digest": { "before": before.digest(), "after": after.digest() },
                "changes": changes,
            }))?;
        }
        Format::Human => {
            let mut text: String = difference.changes.iter().map(line).collect();
            let wording = difference.changes.iter().filter(|change| change.wording).count();
            let facts = difference.changes.len() - wording;
            text.push_str(&match (facts, wording) {
                (0, 0) => "nothing changed\n".to_owned(),
                (0, _) => "only wording changed\n".to_owned(),
                (facts, wording) => format!("changes: {facts} of facts, {wording} of wording\n"),
            });
            text.push_str(&if difference.asks_again {
                format!("consent is asked again: revision {} becomes {}\n", before.revision(), after.revision())
            } else {
                format!("choices given before still hold: revision {}\n", after.revision())
            });
            output.text(&text)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn subject(change: &Change) -> String {
    if change.field.is_empty() { change.subject.clone() } else { format!("{} {}", change.subject, change.field) }
}

fn line(change: &Change) -> String {
    let note = if change.wording { " (wording)" } else { "" };
    match &change.what {
        What::Added(value) => format!("+ {}: {value}{note}\n", subject(change)),
        What::Removed(value) => format!("- {}: {value}{note}\n", subject(change)),
        What::Changed(old, new) => format!("~ {}: {old} → {new}{note}\n", subject(change)),
    }
}

fn change_json(change: &Change) -> Value {
    let (what, from, to) = match &change.what {
        What::Added(to) => ("added", None, Some(to)),
        What::Removed(from) => ("removed", Some(from), None),
        What::Changed(from, to) => ("changed", Some(from), Some(to)),
    };
    json!({ "subject": change.subject, "field": change.field, "what": what, "from": from, "to": to, "wording": change.wording })
}
