//! `temoin drift`: what the gateway saw and the register does not know.
//!
//! What was seen comes from the data directory, which may be in use, or from
//! the console of a running gateway. Either way it is held against the register
//! as it is on disk now, so that an entry that was just pasted counts.

mod human;

use std::process::ExitCode;

use jiff::{Span, Timestamp};
use serde_json::{Value, json};
use temoin_draft::drift as judged;
use temoin_evidence::{Fate, Kind, SetBy, Sighted};
use temoin_store::sightings_in;

use crate::cli::{Drift, Format, SettingFlags};
use crate::console::Told;
use crate::files::read_or_fail;
use crate::law::language;
use crate::output::{Failure, Output};
use crate::run::runtime;
use crate::settings::Settings;
use crate::sites::Origin;

pub(crate) fn drift(options: &Drift, output: &Output) -> Result<ExitCode, Failure> {
    let language = language(None);
    let since = options.since.as_deref().map(|text| since(text, Timestamp::now())).transpose()?;
    let flags = SettingFlags {
        data: options.data.as_ref().map(|data| data.display().to_string()),
        config: options.config.clone(),
        ..SettingFlags::default()
    };
    let settings = Settings::read(&flags, output)?;
    let plans = settings.sites(options.dir.as_deref(), &settings.visitors())?;
    let mut told = options.console.as_deref().map(|console| Told::by(console, "/drift")).transpose()?;
    let mut reports = Vec::new();
    for plan in plans {
        let Origin::Directory(directory) = &plan.register else { continue };
        let register = read_or_fail(directory, output)?;
        let site = register.site().id.as_str();
        let mut seen = match &mut told {
            Some(told) => told.of(site, rows)?,
            None => runtime()?
                .block_on(sightings_in(&plan.kept(site)?, site))
                .map_err(|error| Failure::environment(error, "what was seen cannot be read"))?,
        };
        seen.retain(|seen| since.is_none_or(|since| seen.last >= since));
        reports.push(judged(&register, seen, language));
    }
    match options.format {
        Format::Json => {
            let sites: Vec<Value> = reports.iter().map(temoin_draft::Drift::json).collect();
            output.json(&json!({ "schema": 1, "sites": sites }))?;
        }
        Format::Human => {
            let texts: Vec<String> = reports.iter().map(|report| human::human(report, language)).collect();
            output.text(&texts.join("\n"))?;
        }
    }
    let clean = reports.iter().all(|report| report.undeclared.is_empty());
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// `2026-11-22`, a moment, or so long ago: `7 days`.
fn since(text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    let day = || format!("{text}T00:00:00Z").parse::<Timestamp>().ok();
    let ago = || {
        let span: Span = text.parse().ok()?;
        let before = now.to_zoned(jiff::tz::TimeZone::UTC).checked_sub(span.abs()).ok()?;
        Some(before.timestamp())
    };
    text.parse().ok().or_else(day).or_else(ago).ok_or_else(|| {
        Failure::usage(format!("`--since {text}` is no moment"))
            .hint("write a day, `--since 2026-11-22`, or how long ago, `--since '7 days'`")
    })
}

/// The rows that a report holds.
fn rows(report: &Value) -> Option<Vec<Sighted>> {
    let mut rows = Vec::new();
    for tracked in report["undeclared"].as_array()?.iter().chain(report["held"].as_array()?) {
        let (kind, name) = (Kind::parse(tracked["kind"].as_str()?)?, tracked["name"].as_str()?);
        for place in tracked["seen"].as_array()? {
            rows.push(Sighted {
                kind,
                name: name.to_owned(),
                fate: Fate::parse(place["verdict"].as_str()?)?,
                place: place["path"].as_str()?.to_owned(),
                by: SetBy::parse(place["by"].as_str()?)?,
                count: place["count"].as_u64()?,
                first: place["first_seen"].as_str()?.parse().ok()?,
                last: place["last_seen"].as_str()?.parse().ok()?,
            });
        }
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        let now = "2026-11-22T12:00:00Z".parse().expect("a moment");
        let found = since(text, now).ok().map_or("none".to_owned(), |moment| moment.to_string());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_moment_is_written_as_a_day_or_as_how_long_ago() {
        case("2026-11-01", "2026-11-01T00:00:00Z");
        case("2026-11-01T06:30:00Z", "2026-11-01T06:30:00Z");
        case("7 days", "2026-11-15T12:00:00Z");
        case("1 month", "2026-10-22T12:00:00Z");
        case("yesterday", "none");
    }
}
