//! `temoin drift`: what the gateway saw and the register does not know.
//!
//! What was seen comes from the data directory, which may be in use, or from
//! the console of a running gateway. Either way it is held against the register
//! as it is on disk now, so that an entry that was just pasted counts.

mod human;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper_util::rt::TokioIo;
use jiff::{Span, Timestamp};
use serde_json::{Value, json};
use temoin_draft::drift as judged;
use temoin_evidence::{Fate, Kind, SetBy, Sighted};
use temoin_store::sightings_in;

use crate::cli::{Drift, Format, SettingFlags};
use crate::files::read_or_fail;
use crate::law::language;
use crate::output::{Failure, Output};
use crate::run::runtime;
use crate::settings::Settings;
use crate::sites::{Origin, SitePlan};

/// The rows of each site, by its identifier.
type Seen = BTreeMap<String, Vec<Sighted>>;

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
    let mut told = options.console.as_deref().map(|console| runtime()?.block_on(ask(console))).transpose()?;
    let mut reports = Vec::new();
    for plan in plans {
        let Origin::Directory(directory) = &plan.register else { continue };
        let register = read_or_fail(directory, output)?;
        let site = register.site().id.as_str();
        let mut seen = match &mut told {
            Some(told) => told.remove(site).ok_or_else(|| unknown_site(site, told))?,
            None => kept(&plan, site)?,
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

/// What the data directory of a site holds.
fn kept(plan: &SitePlan, site: &str) -> Result<Vec<Sighted>, Failure> {
    // Where several sites share a directory, each has one of its own in it.
    let own = plan.data.join(site);
    let shared = plan.shares_data || (!has_database(&plan.data) && has_database(&own));
    let directory: PathBuf = if shared { own } else { plan.data.clone() };
    if !has_database(&directory) {
        let message = format!("there is no data of a gateway in `{}`", directory.display());
        return Err(Failure::environment(anyhow::anyhow!("`temoin.db` is not there"), message).hint(
            "name the directory that `temoin serve` keeps with `--data DIR`, or its console with `--console URL`",
        ));
    }
    runtime()?
        .block_on(sightings_in(&directory, site))
        .map_err(|error| Failure::environment(error, "what was seen cannot be read"))
}

fn has_database(directory: &Path) -> bool {
    directory.join("temoin.db").is_file()
}

fn unknown_site(site: &str, told: &Seen) -> Failure {
    let served: Vec<String> = told.keys().map(|site| format!("`{site}`")).collect();
    Failure::usage(format!("that gateway does not serve the site `{site}`"))
        .hint(format!("name the register of one that it serves: {}", served.join(", ")))
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

/// How long a console may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// In bytes: a thousand names in twenty places each are some megabytes.
const LARGEST: usize = 64 * 1024 * 1024;

/// Asks the console of a running gateway.
async fn ask(console: &str) -> Result<Seen, Failure> {
    let bad = || {
        Failure::usage(format!("`{console}` is not the address of a console"))
            .hint("write it as `temoin serve` prints it: `--console http://127.0.0.1:8081`")
    };
    let uri: http::Uri = console.parse().map_err(|_| bad())?;
    let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http")).ok_or_else(bad)?;
    let address = match authority.port_u16() {
        Some(_) => authority.as_str().to_owned(),
        None => format!("{authority}:80"),
    };
    let away = |error: anyhow::Error| Failure::environment(error, format!("the console `{console}` does not answer"));
    let answer = async {
        let stream = tokio::net::TcpStream::connect(address).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let request = http::Request::get("/drift").header(http::header::HOST, authority.as_str());
        let response = sender.send_request(request.body(Empty::<hyper::body::Bytes>::new())?).await?;
        anyhow::ensure!(response.status().is_success(), "it answered {}", response.status());
        let body =
            Limited::new(response.into_body(), LARGEST).collect().await.map_err(|error| anyhow::anyhow!(error))?;
        Ok(serde_json::from_slice::<Value>(&body.to_bytes())?)
    };
    let told = tokio::time::timeout(PATIENCE, answer).await.map_err(|error| away(error.into()))?.map_err(away)?;
    read(&told).ok_or_else(|| away(anyhow::anyhow!("what it answered is no report of this version")))
}

/// The rows that a report holds.
fn read(told: &Value) -> Option<Seen> {
    let sites = told.get("sites").filter(|_| told["schema"] == 1)?.as_array()?;
    let mut seen = Seen::new();
    for site in sites {
        let rows = seen.entry(site["site"].as_str()?.to_owned()).or_default();
        for tracked in site["undeclared"].as_array()?.iter().chain(site["held"].as_array()?) {
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
    }
    Some(seen)
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
