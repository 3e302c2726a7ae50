//! `temoin stats`: how often visitors were asked, and what they answered.
//!
//! The sums come from the data directory, which may be in use, or from the
//! console of a running gateway, which also knows those that it has not kept
//! yet: a few seconds of how often visitors were asked.

mod human;
mod table;

use std::process::ExitCode;

use temoin_consent::figures::{SiteStats, Stats as Document, Wanted, day, stats as figures};
use temoin_store::figures_in;

use crate::cli::{Format, SettingFlags, Stats};
use crate::console::Told;
use crate::files::read_or_fail;
use crate::law::language;
use crate::output::{Failure, Output};
use crate::run::runtime;
use crate::settings::Settings;
use crate::sites::{Origin, SitePlan};

pub(crate) fn stats(options: &Stats, output: &Output) -> Result<ExitCode, Failure> {
    let today = day(jiff::Timestamp::now());
    let wanted = Wanted::read(options.from.as_deref(), options.to.as_deref(), options.by.as_deref(), today)
        .map_err(|bad| Failure::usage(bad.to_string()))?;
    let flags = SettingFlags {
        data: options.data.as_ref().map(|data| data.display().to_string()),
        config: options.config.clone(),
        ..SettingFlags::default()
    };
    let settings = Settings::read(&flags, output)?;
    let plans = settings.sites(options.dir.as_deref(), &settings.visitors())?;
    let mut told = options.console.as_deref().map(|console| Told::by(console, &address(&wanted))).transpose()?;
    let mut sites = Vec::new();
    for plan in plans {
        let Origin::Directory(directory) = &plan.register else { continue };
        let register = read_or_fail(directory, output)?;
        let site = register.site().id.as_str();
        sites.push(match &mut told {
            Some(told) => told.of(site, |told| serde_json::from_value(told.clone()).ok())?,
            None => kept(&plan, site, &wanted)?,
        });
    }
    match options.format {
        Format::Json => output.json(&serde_json::json!(Document::new(&wanted, &sites)))?,
        Format::Human => {
            let language = language(options.lang);
            let texts: Vec<String> = sites.iter().map(|site| human::human(site, &wanted, language)).collect();
            output.text(&texts.join("\n"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Where a console answers the same.
fn address(wanted: &Wanted) -> String {
    let by: Vec<&str> = wanted.by.iter().map(|dimension| dimension.word()).collect();
    format!("/stats?from={}&to={}&by={}", wanted.from, wanted.to, by.join(","))
}

/// What the data directory of a site holds.
fn kept(plan: &SitePlan, site: &str, wanted: &Wanted) -> Result<SiteStats, Failure> {
    let sums = runtime()?
        .block_on(figures_in(&plan.kept(site)?, site, wanted.from, wanted.to))
        .map_err(|error| Failure::environment(error, "what was counted cannot be read"))?;
    Ok(figures(site, &sums, wanted))
}
