//! `temoin forget`: cuts the link between a person and their choice (GDPR art. 17).
//!
//! The records stay: they prove what was done (art. 7(1)), and do not say whose they
//! are. A running gateway sees it on the person's next page.

use std::path::Path;
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
    let (mut done, mut failed): (Vec<(String, bool)>, Option<Failure>) = (Vec::new(), None);
    for plan in settings.sites(options.dir.as_deref(), &settings.visitors())? {
        let Origin::Directory(directory) = &plan.register else { continue };
        let register = read_or_fail(directory, output)?;
        let site = register.site().id.as_str();
        // A site that was never served, or that fails, keeps nobody from being forgotten on the others.
        match plan.kept(site).and_then(|data| forget_on(site, &data, &subject)) {
            Ok(forgotten) => done.push((site.to_owned(), forgotten)),
            Err(failure) => failed = Some(failure),
        }
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
    failed.map_or(Ok(ExitCode::SUCCESS), Err)
}

/// Whether there was a choice of this person's, which is forgotten now.
fn forget_on(site: &str, data: &Path, subject: &Subject) -> Result<bool, Failure> {
    let forgotten = runtime()?.block_on(async {
        let store = Store::open(data).await?;
        let forgotten = store.forget_account(site, &Pseudonym::new(subject, site, store.key())).await;
        store.close().await;
        forgotten
    });
    forgotten.map_err(|error| Failure::environment(error, "the choice of an account cannot be forgotten"))
}
