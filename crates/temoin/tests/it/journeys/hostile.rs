//! A site that tries everything: nobody is contacted and nothing is kept before consent or
//! after a refusal, and everybody and everything after it.
//!
//! What is not stopped where undeclared trackers are only reported, for want of a content
//! policy, is named here, one by one: the list fails when it grows, and when it shrinks. So
//! is what no gateway stops: what the visitor follows.

use std::collections::BTreeSet;

use temoin_browser::Options;
use temoin_testkit::{Desk, Hostile, Program};
use tokio::time::timeout;

use super::outside::Outside;
use super::stage::{Outcome, PATIENCE, Stage};

/// What passes where there is no content policy of ours, because nothing but one can
/// stop it: styles that scripts set, module graphs of the site's own files, empty frames
/// whose `location` a script sets, frames and workers made of a text, what the browser itself
/// asks for a payment.
const ONLY_BY_POLICY: [&str; 14] = [
    "blank-frame",
    "blob-frame",
    "blob-worker",
    "data-worker",
    "font-face",
    "frame-location",
    "import-own",
    "inner-style",
    "module-graph",
    "payment",
    "style-adopted",
    "style-set",
    "style-sheet",
    "style-text",
];

/// What a policy stops too late: Chromium connects to where a frame is sent before it asks
/// the policy, and then asks for nothing. An empty frame has no `navigate` event, and a
/// `location` cannot be wrapped.
const CONNECTED: [&str; 1] = ["frame-location"];

/// What comes back with the next page only: styles that were rewritten, who is told of a
/// click, where frames were sent, frames made of a text, maps that scripts were loaded without, what the site itself
/// redirects, and elements that do not look at an address twice.
const NEXT_PAGE: [&str; 33] = [
    "cross-fade",
    "data-frame",
    "data-frame-base64",
    "frame-base",
    "frame-button",
    "frame-drawn-link",
    "frame-form",
    "frame-link",
    "frame-loose-child",
    "frame-loose-event",
    "frame-loose-link",
    "frame-navigated",
    "frame-open",
    "frame-request",
    "frame-same-name",
    "frame-shadow-link",
    "frame-within",
    "image-set",
    "import-map",
    "ping",
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

/// Everything but what needs a browser without scripts.
fn pages() -> impl Iterator<Item = String> {
    let alone = Hostile::ALONE.into_iter().map(|name| format!("/{name}"));
    [Hostile::MARKUP, Hostile::SCRIPTS].map(str::to_owned).into_iter().chain(alone)
}

/// The ways of a page that a listener sees, but for these.
fn ways(path: &str, but: &[&str]) -> impl Iterator<Item = &'static str> {
    Hostile::vectors(path).into_iter().filter(|way| !Hostile::UNSEEN.contains(way) && !but.contains(way))
}

/// Whom a way contacts, as the listener calls it.
fn host(way: &str) -> String {
    if way == "web-transport" { Outside::DATAGRAM.to_owned() } else { Hostile::host(way) }
}

/// What a content policy cannot allow by its name.
fn unnamed(undeclared: &str) -> &'static [&'static str] {
    if undeclared == "block" { &NO_POLICY_NAMES } else { &[] }
}

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

/// Waits until all of these were contacted by a page.
async fn contacts(stage: &Stage, path: &str, hosts: impl Iterator<Item = String>) {
    let hosts: Vec<String> = hosts.collect();
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let all = timeout(PATIENCE, stage.outside.reached_by(&hosts)).await;
    let seen = stage.outside.contacted();
    let missing: Vec<_> = hosts.iter().filter(|host| !seen.contains(**host)).collect();
    assert!(all.is_ok(), "{path} did not contact {missing:#?}");
}

/// Whether the page says a host where a browser acts on it.
async fn says(stage: &Stage, host: &str) -> Result<bool, Box<dyn std::error::Error>> {
    let script = format!(
        "[...document.querySelectorAll('*')].some((each) => [...each.attributes].some(({{ name, value }}) =>
            !name.startsWith('data-') && value.includes('//{host}/')))"
    );
    Ok(stage.page.eval(&script).await?)
}

/// Whom the pages contact, each opened by itself and followed until it is over, and until
/// what is known to pass has passed.
async fn contacted(
    stage: &Stage,
    undeclared: &str,
    pass: &[&str],
) -> Result<BTreeSet<String>, Box<dyn std::error::Error>> {
    stage.outside.forget();
    let mut twins = BTreeSet::new();
    for path in pages() {
        stage.visit(&path).await?;
        contacts(stage, &path, ways(&path, unnamed(undeclared)).map(Hostile::twin)).await;
        contacts(stage, &path, ways(&path, &[]).filter(|way| pass.contains(way)).map(host)).await;
        twins.extend(ways(&path, &[]).map(Hostile::twin));
        if path == Hostile::MARKUP {
            for way in Hostile::UNSEEN {
                assert!(!says(stage, &Hostile::host(way)).await?, "{way}");
                assert!(says(stage, &Hostile::twin(way)).await?, "{way}");
            }
        }
    }
    stage.outside.named().await;
    Ok(stage.outside.contacted().difference(&twins).cloned().collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_way_leads_somewhere_without_the_gateway() -> Outcome {
    let (stage, hostile) = open("hostile-bare", "report").await?;
    for path in pages() {
        stage.page.goto(&format!("{}{path}", hostile.origin.url())).await?;
        contacts(&stage, &path, ways(&path, &[]).map(host)).await;
    }
    stage.page.goto(&format!("{}{}", hostile.origin.url(), Hostile::KEPT)).await?;
    keeps(&stage, Hostile::KEPT, &[false, true]).await?;
    stage.end().await
}

async fn refused(journey: &'static str, undeclared: &str, pass: &[&str]) -> Outcome {
    let (stage, _hostile) = open(journey, undeclared).await?;
    let known: BTreeSet<String> = pass.iter().map(|way| host(way)).collect();
    assert_eq!(contacted(&stage, undeclared, pass).await?, known, "before a choice");
    stage.visit(Hostile::MARKUP).await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert_eq!(contacted(&stage, undeclared, pass).await?, known, "after a refusal");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_contacted_where_undeclared_trackers_are_blocked() -> Outcome {
    refused("hostile-block", "block", &CONNECTED).await
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
        contacts(&stage, Hostile::NOSCRIPT, ways(Hostile::NOSCRIPT, &[]).map(Hostile::twin)).await;
        stage.outside.named().await;
        assert!(!stage.outside.contacted().contains(&host("noscript")), "{undeclared}");
        stage.end().await?;
    }
    Ok(())
}

/// A link, a form and a window that open by a click go where the visitor goes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_visitor_follows_leads_where_it_says() -> Outcome {
    let (stage, _hostile) = open("hostile-followed", "block").await?;
    for (path, way) in Hostile::followed() {
        stage.visit(&path).await?;
        stage.outside.named().await;
        assert!(!stage.outside.contacted().contains(&host(way)), "{way} before a click");
        stage.page.click("#go").await?;
        contacts(&stage, &path, [host(way)].into_iter()).await;
    }
    stage.end().await
}

async fn granted(journey: &'static str, undeclared: &str) -> Outcome {
    let (stage, _hostile) = open(journey, undeclared).await?;
    stage.visit(Hostile::MARKUP).await?;
    contacts(&stage, Hostile::MARKUP, ways(Hostile::MARKUP, unnamed(undeclared)).map(Hostile::twin)).await;
    stage.page.eval::<bool>("window.before = true").await?;
    stage.page.click("#temoin [data-temoin=accept-all]").await?;
    stage.page.wait_until("document.cookie.includes('hostile_choice')").await?;
    if undeclared == "report" {
        contacts(&stage, Hostile::MARKUP, ways(Hostile::MARKUP, &NEXT_PAGE).map(host)).await;
        assert!(stage.page.eval::<bool>("window.before === true").await?, "without another load");
    } else {
        // The page's policy stops what was just granted: another load brings the new one.
        stage.page.wait_until("window.before === undefined && document.readyState === 'complete'").await?;
    }
    for path in pages() {
        stage.outside.forget();
        stage.visit(&path).await?;
        contacts(&stage, &path, ways(&path, unnamed(undeclared)).map(host)).await;
        if path == Hostile::MARKUP {
            for way in Hostile::UNSEEN {
                assert!(says(&stage, &Hostile::host(way)).await?, "{way}");
            }
        }
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

/// Waits until the browser keeps what needs no consent, or what does, or both, and nothing else.
/// What was kept behind the guard's back goes with its page.
async fn keeps(stage: &Stage, path: &str, bound: &[bool]) -> Outcome {
    let whole = path != Hostile::KEPT;
    let mut expected: Vec<String> = bound.iter().flat_map(|bound| Hostile::kept(*bound)).collect();
    expected.retain(|name| whole || !name.ends_with("_frame"));
    expected.sort();
    let shown = if whole { "/^(aud|kept)_/" } else { "/^(aud|kept)_(?!.*_frame$)/" };
    let names = format!(
        "(async () => [...document.cookie.split('; ').map((pair) => pair.split('=')[0]),
            ...Object.keys(localStorage), ...Object.keys(sessionStorage),
            ...(await indexedDB.databases()).map(({{ name }}) => name)].filter((name) => {shown}.test(name)).sort())()"
    );
    let same = format!("{names}.then((names) => names.join() === '{}')", expected.join(","));
    if stage.page.wait_until(&same).await.is_err() {
        assert_eq!(stage.page.eval::<Vec<String>>(&names).await?, expected, "{path}");
    }
    // What the browser has: the page may not be shown all of it.
    let cookies = stage.cookie_names().await?;
    let hidden = cookies.iter().any(|name| name.starts_with("aud_") && !expected.contains(name));
    assert!(!whole || !hidden, "{path}: {cookies:?}");
    Ok(())
}

async fn kept(journey: &'static str, undeclared: &str) -> Outcome {
    let (stage, _hostile) = open(journey, undeclared).await?;
    for answer in ["refuse-all", "accept-all"] {
        for path in [Hostile::KEPT, Hostile::QUIET] {
            stage.visit(path).await?;
            keeps(&stage, path, &[false]).await?;
        }
        if answer == "accept-all" {
            // The refusal is reconsidered.
            stage
                .page
                .eval::<bool>("new Promise((done) => temoin.push((t) => t.accept().then(() => done(true))))")
                .await?;
        } else {
            stage.answer("#temoin [data-temoin=refuse-all]").await?;
        }
    }
    for path in [Hostile::KEPT, Hostile::QUIET] {
        stage.visit(path).await?;
        keeps(&stage, path, &[false, true]).await?;
    }
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_bound_to_consent_is_kept_before_it_and_all_of_it_after() -> Outcome {
    for undeclared in ["report", "block"] {
        kept("hostile-kept", undeclared).await?;
    }
    Ok(())
}
