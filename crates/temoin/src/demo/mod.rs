//! `temoin demo`: a sample training site behind the gateway, from the binary
//! alone.
//!
//! The site itself ([`origin`]) is as many are: it loads third parties and
//! writes long-lived cookies without asking anyone. It listens on a port of
//! its own, and knows nothing of what stands in front of it.

mod origin;
mod register;

use std::process::ExitCode;
use std::sync::Arc;

use serde_json::json;
use temoin_gateway::Options;

use crate::cli::{Demo, Format, Undeclared};
use crate::output::{Failure, Output};
use crate::run::{Plan, Running, log, runtime};
use crate::settings::{Address, LevelWord};
use crate::sites::{Origin, SitePlan, UpstreamPlan};
use crate::visitors::VisitorsPlan;

pub(crate) fn demo(options: &Demo, output: &Output) -> Result<ExitCode, Failure> {
    let address = |text: &str| {
        Address::parse(text).map(|address| address.0).map_err(|wrong| Failure::usage(wrong.message).hint(wrong.help))
    };
    let (listen, console) = (address(&options.listen)?, address(&options.console)?);
    log(LevelWord::Warn);
    // A temporary directory is removed when it is dropped, after the store is closed.
    let (data, _temporary) = if let Some(data) = &options.data {
        (data.clone(), None)
    } else {
        let directory =
            tempfile::tempdir().map_err(|error| Failure::environment(error, "no temporary directory can be made"))?;
        (directory.path().to_owned(), Some(directory))
    };
    let register = register::register();
    runtime()?.block_on(async {
        let origin = origin::start().await.map_err(|error| Failure::environment(error, "the sample site cannot be served"))?;
        let site = SitePlan {
            register: Origin::Program(register),
            upstream: Some(UpstreamPlan { address: format!("http://{origin}"), name: None, ca: None }),
            data,
            shares_data: false,
            secret: None,
            options: Options {
                undeclared: match options.undeclared {
                    Undeclared::Report => temoin_enforce::Undeclared::Report,
                    Undeclared::Block => temoin_enforce::Undeclared::Block,
                },
                prefix: "/_temoin/".to_owned(),
                on_loopback: listen.ip().is_loopback(),
                over_tls: false,
                trusted: Vec::new(),
                largest: 64 << 20,
                delivery: temoin_gateway::Delivery::default(),
                secret: None,
            },
        };
        let visitors = VisitorsPlan::http(listen);
        let plan = Plan { sites: Arc::new(move || Ok(vec![site.clone()])), visitors, console, file: None };
        let running = Running::start(plan, output).await?;
        let (listen, console) = running.addresses()?;
        match options.format {
            Format::Human => output.text(&guide(&listen.to_string(), &console.to_string(), &origin.to_string()))?,
            Format::Json => output.text(&format!(
                "{}\n",
                json!({ "listen": format!("http://{listen}"), "console": format!("http://{console}"), "origin": format!("http://{origin}") })
            ))?,
        }
        running.until_stopped().await
    })
}

fn guide(listen: &str, console: &str, origin: &str) -> String {
    format!(
        "\
Académie du Phare, a sample training site, is served behind the gateway.

  the site          http://{listen}/            (in English: http://{listen}/en/)
  its policies      http://{listen}/_temoin/policies
  what is counted   http://{console}/metrics

Try:
  1. open the site with the browser's network panel: nothing leaves it before you choose
  2. refuse, then look at the course: the video is a placeholder, its host is not contacted
  3. accept the measurement alone: Google's tag runs, the video still waits
  4. \"Gérer mes cookies\" at the foot of any page: change your mind, and see the cookies go
  5. switch scripts off in the browser: all of it still works
  6. compare with the site itself, which nothing protects: http://{origin}/

Stop with Ctrl-C.
"
    )
}
