//! `temoin forget`: cuts the link between a person and their choice (GDPR art. 17).
//!
//! The records stay: they prove what was done (art. 7(1)), and do not say whose they
//! are. A running gateway sees it on the person's next page.

use std::process::ExitCode;

use serde_json::{Value, json};
use temoin_consent::{Pseudonym, Subject};
use temoin_store::Store;

use crate::cli::{Forget, Format, SettingFlags};
use crate::files::read_or_fail;
use crate::output::{Failure, Output};
use crate::run::runtime;
use crate::settings::Settings;
use crate::sites::Origin;

pub(crate) fn forget(options: &Forget, output: &Output) -> Result<ExitCode, Failure> {
    let subject = Subject::parse(options.subject.as_bytes()).ok_or_else(|| {
        Failure::usage("this is not what a site can call a person")
            .hint("write it as in `Temoin-Subject`: from 1 to 128 visible ASCII characters")
    })?;
    let flags = SettingFlags {
        data: options.data.as_ref().map(|data| data.display().to_string()),
        config: options.config.clone(),
        ..SettingFlags::default()
    };
    let settings = Settings::read(&flags, output)?;
    let mut done: Vec<(String, bool)> = Vec::new();
    for plan in settings.sites(options.dir.as_deref(), &settings.visitors())? {
        let Origin::Directory(directory) = &plan.register else { continue };
        let register = read_or_fail(directory, output)?;
        let site = register.site().id.as_str();
        let data = plan.kept(site)?;
        let forgotten = runtime()?.block_on(async {
            let store = Store::open(&data).await?;
            let forgotten = store.forget_account(site, &Pseudonym::new(&subject, site, store.key())).await;
            store.close().await;
            forgotten
        });
        let failed = |error| Failure::environment(error, "the choice of an account cannot be forgotten");
        done.push((site.to_owned(), forgotten.map_err(failed)?));
    }
    match options.format {
        Format::Json => {
            let sites: Vec<Value> =
                done.iter().map(|(site, forgotten)| json!({ "site": site, "forgotten": forgotten })).collect();
            output.json(&json!({ "sites": sites }))?;
        }
        Format::Human => {
            let said = |forgotten: bool| {
                if forgotten {
                    "the choice of this account is forgotten; its records stay as proofs, of nobody"
                } else {
                    "no choice of this account is kept"
                }
            };
            let lines: String =
                done.iter().map(|(site, forgotten)| format!("{site}: {}\n", said(*forgotten))).collect();
            output.text(&lines)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
