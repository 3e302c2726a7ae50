//! `temoin config`: the effective settings, and where each came from.

use std::process::ExitCode;

use serde_json::json;

use crate::cli::{Config, Format, Undeclared};
use crate::output::{Failure, Output};
use crate::settings::Settings;

pub(crate) fn config(options: &Config, output: &Output) -> Result<ExitCode, Failure> {
    let settings = Settings::read(&options.settings, output)?;
    let undeclared = if settings.undeclared.value == Undeclared::Block { "block" } else { "report" };
    let mut rows: Vec<(&str, String, &String)> = vec![
        ("serve.upstream", settings.upstream.value.clone().unwrap_or_default(), &settings.upstream.origin),
        ("serve.listen", settings.listen.value.to_string(), &settings.listen.origin),
        ("serve.console", settings.console.value.to_string(), &settings.console.origin),
        ("serve.data", settings.data.value.display().to_string(), &settings.data.origin),
        ("serve.prefix", settings.prefix.value.clone(), &settings.prefix.origin),
        ("gateway.undeclared", undeclared.to_owned(), &settings.undeclared.origin),
        ("gateway.trusted_proxies", joined(&settings.trusted.value), &settings.trusted.origin),
        ("gateway.max_body", settings.largest.value.to_string(), &settings.largest.origin),
        ("log.level", settings.log.value.word().to_owned(), &settings.log.origin),
    ];
    if let Some(https) = &settings.https {
        let files: Vec<_> =
            https.certificates.value.iter().map(|pair| pair.certificate.display().to_string()).collect();
        rows.push(("tls.listen", https.listen.value.to_string(), &https.listen.origin));
        rows.push(("tls.certificates", files.join(", "), &https.certificates.origin));
        rows.push(("tls.redirect", https.redirect.value.to_string(), &https.redirect.origin));
        if let Some(acme) = &https.acme {
            rows.push(("acme.directory", acme.directory.value.clone(), &acme.directory.origin));
        }
    }
    let secret = settings.secret.value.as_ref().map(|secret| {
        // Where it is named is one thing; whether it is there, another.
        let wrong = secret.read().err().map_or(String::new(), |failure| format!("; {failure}"));
        (secret.said(), settings.secret.origin.clone() + &wrong)
    });
    if let Some(((key, value), origin)) = &secret {
        rows.push((key, value.clone(), origin));
    }
    match options.format {
        Format::Json => {
            let map: serde_json::Map<_, _> = rows
                .iter()
                .map(|(key, value, origin)| ((*key).to_owned(), json!({ "value": value, "from": origin })))
                .collect();
            output.json(&map.into())?;
        }
        Format::Human => {
            let text: String = rows
                .iter()
                .map(|(key, value, origin)| format!("{:<42} # {origin}\n", format!("{key} = \"{value}\"")))
                .collect();
            output.text(&text)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn joined<T: ToString>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
