//! A site that tries everything: nobody is contacted before consent or after a refusal,
//! and everybody after it.
//!
//! What is not stopped where undeclared trackers are only reported, for want of a content
//! policy, is named here, one by one: the list fails when it grows, and when it shrinks.

use std::collections::BTreeSet;
use std::time::Duration;

use temoin_browser::Options;
use temoin_testkit::{Desk, Hostile, Program};
use tokio::time::timeout;

use super::stage::{Outcome, Stage};

/// Everything but what needs a browser without scripts.
const PAGES: [&str; 8] = [
    Hostile::MARKUP,
    Hostile::SCRIPTS,
    "/base",
    "/frame",
    "/meta-refresh",
    "/header-refresh",
    "/header-preload",
    "/header-preconnect",
];

/// What passes where there is no content policy of ours, because nothing but one can
/// stop it: styles that scripts set, module graphs of the site's own files, frames and
/// workers made of a text.
const ONLY_BY_POLICY: [&str; 10] = [
    "blank-frame",
    "blob-frame",
    "blob-worker",
    "data-worker",
    "font-face",
    "import-own",
    "module-graph",
    "style-set",
    "style-sheet",
    "style-text",
];

/// What comes back with the next page only: styles that were rewritten, frames made of a
/// text, maps that scripts were loaded without, what the site itself redirects, and
/// elements that do not look at an address twice.
const NEXT_PAGE: [&str; 15] = [
    "data-frame",
    "import-map",
    "redirected-frame",
    "redirected-img",
    "redirected-script",
    "sheet-background",
    "sheet-import",
    "srcdoc",
    "srcdoc-script",
    "style-attribute",
    "style-background",
    "style-font",
    "style-import",
    "svg-script",
    "video-source",
];

/// Hosts as a content policy cannot write them: with the root's dot.
const NO_POLICY_NAMES: [&str; 1] = ["img-dot"];

/// How long what was allowed may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A browser before the site, behind the gateway.
async fn open(journey: &'static str, undeclared: &str) -> Result<(Stage, Hostile), Box<dyn std::error::Error>> {
    open_for(journey, undeclared, |_| {}).await
}

async fn open_for(
    journey: &'static str,
    undeclared: &str,
    adjust: impl FnOnce(&mut Options),
) -> Result<(Stage, Hostile), Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    let hostile = Hostile::start();
    desk.file("register/register.toml", Hostile::REGISTER);
    let origin = hostile.origin.url();
    let arguments = ["serve", "register", "--upstream", &origin, "--data", "data", "--undeclared", undeclared];
    let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
    Ok((Stage::before(journey, desk, site, adjust).await?, hostile))
}

/// Whom the page now shown contacted, once it has tried everything, by the name of the way.
async fn ways(stage: &Stage, path: &str) -> Result<BTreeSet<String>, Box<dyn std::error::Error>> {
    let over = timeout(PATIENCE, stage.outside.reached_by(&[Hostile::END])).await;
    assert!(over.is_ok(), "{path} is not over: {:?}", stage.outside.contacted());
    let contacted = stage.outside.contacted();
    let way = |host: &String| host.trim_end_matches('.').trim_end_matches(".held.example").to_owned();
    Ok(contacted.iter().filter(|host| *host != Hostile::END).map(way).collect())
}

/// Whom the pages contact, each opened by itself and followed until it is over, and until
/// what is known to pass has passed.
async fn all_ways(stage: &Stage, pass: &[&str]) -> Result<BTreeSet<String>, Box<dyn std::error::Error>> {
    let mut all = BTreeSet::new();
    for path in PAGES {
        stage.outside.forget();
        stage.visit(path).await?;
        ways(stage, path).await?;
        let known: Vec<&str> = Hostile::vectors(path).into_iter().filter(|way| !pass.contains(way)).collect();
        everybody(stage, path, &known).await?;
        all.extend(ways(stage, path).await?);
    }
    Ok(all)
}

/// Waits until everybody whom a page means to contact was, but for these.
async fn everybody(stage: &Stage, path: &str, but: &[&str]) -> Outcome {
    let meant = Hostile::vectors(path).into_iter().filter(|way| !but.contains(way));
    let hosts: Vec<String> = meant.map(Hostile::host).collect();
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let all = timeout(PATIENCE, stage.outside.reached_by(&hosts)).await;
    let seen = stage.outside.contacted();
    let missing: Vec<_> = hosts.iter().filter(|host| !seen.contains(**host)).collect();
    assert!(all.is_ok(), "{path} did not contact {missing:#?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_way_leads_somewhere_without_the_gateway() -> Outcome {
    let (stage, hostile) = open("hostile-bare", "report").await?;
    for path in PAGES {
        stage.page.goto(&format!("{}{path}", hostile.origin.url())).await?;
        everybody(&stage, path, &[]).await?;
    }
    stage.end().await
}

async fn refused(journey: &'static str, undeclared: &str, pass: &[&str]) -> Outcome {
    let (stage, _hostile) = open(journey, undeclared).await?;
    let known: BTreeSet<String> = pass.iter().map(|way| (*way).to_owned()).collect();
    assert_eq!(all_ways(&stage, pass).await?, known, "before a choice");
    stage.visit(Hostile::MARKUP).await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert_eq!(all_ways(&stage, pass).await?, known, "after a refusal");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_contacted_where_undeclared_trackers_are_blocked() -> Outcome {
    refused("hostile-block", "block", &[]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_a_content_policy_stops_is_known() -> Outcome {
    refused("hostile-report", "report", &ONLY_BY_POLICY).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_contacted_by_a_page_without_scripts() -> Outcome {
    for undeclared in ["report", "block"] {
        let (stage, _hostile) = open_for("hostile-plain", undeclared, |options| options.javascript = false).await?;
        stage.visit(Hostile::NOSCRIPT).await?;
        assert_eq!(ways(&stage, Hostile::NOSCRIPT).await?, BTreeSet::new(), "{undeclared}");
        stage.end().await?;
    }
    Ok(())
}

async fn granted(journey: &'static str, undeclared: &str) -> Outcome {
    let (stage, _hostile) = open(journey, undeclared).await?;
    stage.visit(Hostile::MARKUP).await?;
    ways(&stage, Hostile::MARKUP).await?;
    stage.page.eval::<bool>("window.before = true").await?;
    stage.page.click("#temoin [data-temoin=accept-all]").await?;
    stage.page.wait_until("document.cookie.includes('hostile_choice')").await?;
    if undeclared == "report" {
        everybody(&stage, Hostile::MARKUP, &NEXT_PAGE).await?;
        assert!(stage.page.eval::<bool>("window.before === true").await?, "without another load");
    } else {
        // The page's policy stops what was just granted: another load brings the new one.
        stage.page.wait_until("window.before === undefined && document.readyState === 'complete'").await?;
    }
    for path in PAGES {
        stage.outside.forget();
        stage.visit(path).await?;
        everybody(&stage, path, if undeclared == "block" { &NO_POLICY_NAMES } else { &[] }).await?;
    }
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_contacted_once_it_is_granted() -> Outcome {
    granted("hostile-granted-report", "report").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_contacted_once_it_is_granted_where_undeclared_trackers_are_blocked() -> Outcome {
    granted("hostile-granted-block", "block").await
}
