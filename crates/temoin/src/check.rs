//! `temoin check`: the law, held against a register, texts and evidence.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use temoin_check::{Case, Inputs, PolicyText, Rendered, check as judge};
use temoin_evidence::seen::EvidenceFile;
use temoin_evidence::{Level, Report, human, json, junit, sarif};
use temoin_known::Known;
use temoin_register::{Language, Register, Source};
use temoin_render::documents;

use crate::cli::{Check, FailOn, FindingFormat};
use crate::files::{policy_text, prose_report, read, small_text};
use crate::law::{language, law, rule_infos};
use crate::output::{Failure, Output};

pub(crate) fn check(options: &Check, output: &Output) -> Result<ExitCode, Failure> {
    let language = language(options.lang);
    let law = law(options.as_of.as_deref())?;
    let (mut report, readable) = match inputs(options, language)? {
        Err(unreadable) => (unreadable, false),
        Ok(inputs) => {
            let known = Known::new();
            let report = judge(&Case::new(&inputs, &law, &known), language);
            // The process is about to end: taking a large register apart value
            // by value would cost as much as a tenth of reading it.
            std::mem::forget(inputs);
            (report, true)
        }
    };
    // No rule was run on what could not be read: none may be shown as passed.
    let rules = if readable { rule_infos(&law, language) } else { Vec::new() };
    match options.format {
        FindingFormat::Human => output.text(&human(&report, output.colour, language))?,
        FindingFormat::Json => output.json(&json(&report))?,
        FindingFormat::Sarif => {
            from_here(&mut report, options);
            output.json(&sarif(&report, &rules, language))?;
        }
        FindingFormat::Junit => output.text(&junit(&report, &rules))?,
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

/// Names a register's files from where the command runs: code hosts look for
/// them from the root of the repository.
fn from_here(report: &mut Report, options: &Check) {
    let Some(dir) = options.dir.as_deref().filter(|dir| *dir != Path::new(".")) else { return };
    let here = std::env::current_dir().unwrap_or_default();
    let dir = dir.strip_prefix(&here).unwrap_or(dir);
    for source in &mut report.sources {
        let given = options.policy_text.iter().chain(&options.evidence);
        if given.into_iter().all(|path| path.as_os_str() != source.path.as_str()) {
            source.path = dir.join(&source.path).display().to_string();
        }
    }
}

/// Everything to judge; or what is wrong with a file that cannot be read.
fn inputs(options: &Check, language: Language) -> Result<Result<Inputs, Report>, Failure> {
    let mut inputs = Inputs::default();
    let here = options.policy_text.is_empty().then(|| Path::new("."));
    if let Some(dir) = options.dir.as_deref().or(here) {
        match read(dir)? {
            Err(unreadable) => return Ok(Err(Report::unreadable(unreadable))),
            Ok(register) => {
                let rendered = documents(&register, "#temoin");
                // A tag that cannot be rendered leaves a policy that cannot be read.
                if !rendered.problems.is_empty() {
                    return Ok(Err(prose_report(rendered.problems)));
                }
                inputs.rendered = rendered
                    .documents
                    .iter()
                    .map(|document| Rendered::new(&document.id, document.language, &document.markdown()))
                    .collect();
                inputs.written = prose(&register);
                inputs.register = Some(register);
            }
        }
    }
    for path in &options.policy_text {
        inputs.written.push(PolicyText::alone(policy_text(path, language)?));
    }
    if let Some(path) = &options.evidence {
        let source = Source { path: path.display().to_string(), text: small_text(path)? };
        match EvidenceFile::read(source) {
            Ok(file) => inputs.evidence = Some(file),
            Err((source, problems)) => {
                let mut report = Report::default();
                report.add(source, problems);
                return Ok(Err(report));
            }
        }
    }
    Ok(Ok(inputs))
}

/// Every file of prose, each once.
fn prose(register: &Arc<Register>) -> Vec<PolicyText> {
    let mut files: Vec<PolicyText> = Vec::new();
    for policy in &register.declared.policy {
        for language in &register.site().languages {
            let parts = [register.summary(policy, *language), register.body(policy, *language)];
            for prose in parts.into_iter().flatten() {
                if !files.iter().any(|file| file.source.path == prose.path) {
                    let source = Source { path: prose.path.clone(), text: prose.text.clone() };
                    files.push(PolicyText::of_policy(source, policy.id.as_str()));
                }
            }
        }
    }
    files
}
