//! `temoin check`: what reading and resolving find.

use std::process::ExitCode;

use temoin_evidence::{Level, NotAssessed, Report, human, json};
use temoin_render::documents;

use crate::cli::{Check, FailOn, Format};
use crate::files::{prose_report, read};
use crate::output::{Failure, Output};

pub(crate) fn check(options: &Check, output: &Output) -> Result<ExitCode, Failure> {
    let (report, readable) = match read(&options.dir)? {
        Err(unreadable) => (Report::unreadable(unreadable), false),
        Ok(register) => {
            let mut report = prose_report(documents(&register, "#temoin").problems);
            report.not_assessed.push(NotAssessed {
                rule: "legal-rules".to_owned(),
                why: "this version reads and resolves the register; it does not judge it by the law yet".to_owned(),
            });
            // A tag that cannot be rendered leaves a policy that cannot be read.
            let readable = report.findings.is_empty();
            // The process is about to end: taking a large register apart value
            // by value would cost as much as a tenth of reading it.
            std::mem::forget(register);
            (report, readable)
        }
    };
    match options.format {
        Format::Human => output.text(&human(&report, output.colour))?,
        Format::Json => output.json(&json(&report))?,
    }
    let threshold = match options.fail_on {
        FailOn::Error => Level::Error,
        FailOn::Warning => Level::Warning,
        FailOn::Info => Level::Info,
    };
    Ok(match report.worst() {
        _ if !readable => ExitCode::from(2),
        Some(worst) if worst >= threshold => ExitCode::from(1),
        _ => ExitCode::SUCCESS,
    })
}
