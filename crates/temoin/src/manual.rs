//! `temoin rules` and `temoin explain`: the catalogue, and one rule's page.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use temoin_check::{Family, Law, Rule, catalogue, manual, rule_named};
use temoin_evidence::Level;
use temoin_reading::nearest;
use temoin_register::Language;

use crate::cli::{Explain, Format, Rules};
use crate::law::{language, law};
use crate::output::{Failure, Output};

pub(crate) fn rules(options: &Rules, output: &Output) -> Result<ExitCode, Failure> {
    let (language, law) = (language(options.lang), law(options.as_of.as_deref())?);
    if let Some(out) = &options.out {
        write_all(out, &law)?;
        return Ok(ExitCode::SUCCESS);
    }
    match options.format {
        Format::Json => {
            let rules: Vec<Value> = catalogue().iter().map(|rule| entry(rule, &law, language)).collect();
            output.json(
                &json!({ "schema": 1, "as_of": law.day().to_string(), "settled": law.settled(), "rules": rules }),
            )?;
        }
        Format::Human => output.text(&table(&law, language))?,
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn explain(options: &Explain, output: &Output) -> Result<ExitCode, Failure> {
    let (language, law) = (language(options.lang), law(options.as_of.as_deref())?);
    let Some(rule) = rule_named(&options.rule) else {
        let failure = Failure::usage(format!("no rule is called `{}`", options.rule));
        return Err(match nearest(&options.rule, catalogue().iter().map(|rule| rule.name)) {
            Some(near) => failure.hint(format!("did you mean `temoin explain {near}`?")),
            None => failure.hint("`temoin rules` lists them"),
        });
    };
    match options.format {
        Format::Human => output.text(&manual(rule, &law, language))?,
        Format::Json => {
            let mut value = entry(rule, &law, language);
            value["page"] = json!(manual(rule, &law, language));
            output.json(&value)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn entry(rule: &Rule, law: &Law, language: Language) -> Value {
    let of = law.rule(rule.name);
    let reads: Vec<Vec<&str>> =
        rule.judges.iter().map(|judge| judge.needs.iter().map(|kind| kind.word()).collect()).collect();
    let citations = of.cites.iter().filter_map(|key| law.citation(key, language));
    let citations: Vec<Value> = citations
        .map(|citation| json!({ "key": citation.key, "text": citation.text, "mark": citation.mark.word() }))
        .collect();
    json!({
        "rule": rule.name,
        "family": rule.family.word(),
        "level": of.level.word(),
        "summary": rule.summary(language),
        "reads": reads,
        "in_force": law.in_force(rule.name),
        "since": rule.since,
        "status": if rule.preview { "preview" } else { "stable" },
        "citations": citations,
    })
}

/// The whole manual: an index, and one page a rule in each language.
fn write_all(out: &Path, law: &Law) -> Result<(), Failure> {
    let written = |path: &Path, text: &str| {
        std::fs::write(path, text)
            .map_err(|error| Failure::environment(error, format!("`{}` cannot be written", path.display())))
    };
    std::fs::create_dir_all(out)
        .map_err(|error| Failure::environment(error, format!("`{}` cannot be made", out.display())))?;
    for rule in catalogue() {
        for language in [Language::FR, Language::EN] {
            written(&out.join(format!("{}.{language}.md", rule.name)), &manual(rule, law, language))?;
        }
    }
    written(&out.join("README.md"), &index(law))
}

/// The manual's index, in both languages.
fn index(law: &Law) -> String {
    let mut text =
        "# Règles · Rules\n\nWritten by `cargo xtask generated`; the pages are in `crates/check/pages`.\n".to_owned();
    for family in Family::ALL {
        text.push_str(&format!("\n## {} · {}\n\n", family.title(Language::FR), family.title(Language::EN)));
        text.push_str("| règle · rule | | français | English |\n|---|---|---|---|\n");
        for rule in catalogue().iter().filter(|rule| rule.family == *family) {
            let (name, level) = (rule.name, law.rule(rule.name).level.word());
            let (fr, en) = (rule.summary(Language::FR), rule.summary(Language::EN));
            text.push_str(&format!("| `{name}` | {level} | [{fr}]({name}.fr.md) | [{en}]({name}.en.md) |\n"));
        }
    }
    text
}

fn level(level: Level, language: Language) -> &'static str {
    match level {
        Level::Error if language == Language::FR => "erreur",
        Level::Warning if language == Language::FR => "avertissement",
        Level::Info if language == Language::FR => "remarque",
        level => level.word(),
    }
}

/// The catalogue as a table, family by family.
fn table(law: &Law, language: Language) -> String {
    let french = language == Language::FR;
    let mut text = String::new();
    for family in Family::ALL {
        text.push_str(&format!("{}\n", family.title(language)));
        for rule in catalogue().iter().filter(|rule| rule.family == *family) {
            let level = match law.in_force(rule.name) {
                true => level(law.rule(rule.name).level, language),
                false if french => "pas encore",
                false => "not yet",
            };
            text.push_str(&format!("  {:<34} {:<13} {}\n", rule.name, level, rule.summary(language)));
        }
        text.push('\n');
    }
    let count = catalogue().len();
    text.push_str(&if french {
        format!(
            "{count} règles, telles que le droit les fonde le {}. `temoin explain RÈGLE` en ouvre une.\n",
            law.day()
        )
    } else {
        format!(
            "{count} rules, as the law stands on {} (data settled on {}). `temoin explain RULE` opens one.\n",
            law.day(),
            law.settled()
        )
    });
    text
}
