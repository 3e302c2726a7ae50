//! `temoin init`: a register drafted from a published policy, written whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};
use temoin_draft::{Draft, draft};
use temoin_prose::Text;
use temoin_register::{Language, REGISTER};

use crate::cli::{Format, Init};
use crate::files::policy_text;
use crate::law::{language, law};
use crate::output::{Failure, Output};

pub(crate) fn init(options: &Init, output: &Output) -> Result<ExitCode, Failure> {
    let language = language(None);
    let out = options.out.as_path();
    refuse(out, &[REGISTER])?;
    let source = policy_text(&options.from_policy, language)?;
    let draft = draft(&Text::read(&source.text), &source.path, law(None)?.day());
    let paths: Vec<&str> = draft.files.iter().map(|(path, _)| path.as_str()).collect();
    refuse(out, &paths)?;
    write(out, &draft).map_err(|error| {
        Failure::environment(error, format!("the draft cannot be written into `{}`", out.display()))
            .hint("nothing was left there; name another directory with `--out DIR`")
    })?;
    match options.format {
        Format::Json => output.json(&machine(out, &draft))?,
        Format::Human => output.text(&human(out, &source.path, &draft, language))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A draft replaces nothing that a person wrote.
fn refuse(out: &Path, paths: &[&str]) -> Result<(), Failure> {
    if out.exists() && !out.is_dir() {
        return Err(Failure::usage(format!("there is a file, not a directory, at `{}`", out.display()))
            .hint("name another directory with `--out DIR`"));
    }
    match paths.iter().map(|path| out.join(path)).find(|path| path.exists()) {
        Some(taken) => Err(Failure::usage(format!("there is a `{}` already", shown(&taken)))
            .hint("draft elsewhere with `--out DIR` and compare, or move that file away first")),
        None => Ok(()),
    }
}

/// Writes every file beside its place, then moves them there, `register.toml` last:
/// until that one is moved nothing here is a register, so what a crash leaves is
/// some prose that the next run asks to move away, never half a register.
fn write(out: &Path, draft: &Draft) -> io::Result<()> {
    let fresh = !out.exists();
    fs::create_dir_all(out)?;
    let done = place(out, draft);
    if fresh && done.is_err() {
        // Best effort: what failed is told either way.
        let _ = fs::remove_dir(out);
    }
    done
}

fn place(out: &Path, draft: &Draft) -> io::Result<()> {
    let staging = tempfile::Builder::new().prefix(".temoin-init-").tempdir_in(out)?;
    let register = (REGISTER.to_owned(), draft.register.clone());
    let files: Vec<&(String, String)> = draft.files.iter().chain([&register]).collect();
    for (path, text) in &files {
        let staged = staging.path().join(path);
        staged.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(staged, text)?;
    }
    let mut moved: Vec<PathBuf> = Vec::new();
    for (path, _) in files {
        let target = out.join(path);
        let here = target.parent().map_or(Ok(()), fs::create_dir_all);
        if let Err(error) = here.and_then(|()| fs::rename(staging.path().join(path), &target)) {
            for target in moved {
                let _ = fs::remove_file(target);
            }
            return Err(error);
        }
        moved.push(target);
    }
    Ok(())
}

/// A path without the dot of the current directory.
fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}

fn human(out: &Path, from: &str, draft: &Draft, language: Language) -> String {
    let say = |fr: &str, en: &str| (if language == Language::FR { fr } else { en }).to_owned();
    let counts = &draft.drafted;
    let register = shown(&out.join(REGISTER));
    let many =
        |count: usize, fr: &str, en: &str| format!("{count} {}{}", say(fr, en), if count == 1 { "" } else { "s" });
    let drafted = [
        many(counts.trackers, "traceur", "tracker"),
        many(counts.services, "service", "service"),
        many(counts.purposes, "finalité", "purpose"),
        say(
            &format!("{} règle{} de conservation", counts.retentions, if counts.retentions == 1 { "" } else { "s" }),
            &format!("{} retention rule{}", counts.retentions, if counts.retentions == 1 { "" } else { "s" }),
        ),
    ];
    let drafted = drafted.join(", ");
    let mut text = say(
        &format!("{register} : brouillon tiré de {from} : {drafted}\n"),
        &format!("{register}: drafted from {from}: {drafted}\n"),
    );
    for (path, _) in &draft.files {
        text.push_str(&format!("{}\n", shown(&out.join(path))));
    }
    text.push_str(&say("\nà décider :\n", "\nto decide:\n"));
    for decision in draft.decisions() {
        text.push_str(&format!("{register}:{}: {}\n", decision.line, decision.what));
    }
    let count = counts.decisions;
    let plural = if count == 1 { "" } else { "s" };
    let check = format!("`temoin check {}`", out.display());
    text.push_str(&say(
        &format!("{count} décision{plural} en attente ; ensuite, {check}\n"),
        &format!("{count} decision{plural} wait{}; then {check}\n", if count == 1 { "s" } else { "" }),
    ));
    text
}

fn machine(out: &Path, draft: &Draft) -> Value {
    let decisions: Vec<Value> =
        draft.decisions().map(|decision| json!({ "line": decision.line, "what": decision.what })).collect();
    let files: Vec<String> = draft.files.iter().map(|(path, _)| shown(&out.join(path))).collect();
    json!({
        "schema": 1,
        "register": shown(&out.join(REGISTER)),
        "files": files,
        "drafted": {
            "trackers": draft.drafted.trackers,
            "services": draft.drafted.services,
            "purposes": draft.drafted.purposes,
            "retentions": draft.drafted.retentions,
        },
        "decisions": decisions,
    })
}
