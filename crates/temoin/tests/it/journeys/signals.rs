//! What tools with words of their own are told of the choice, and when: Google's Consent
//! Mode, Microsoft's UET, Matomo.
//!
//! The tags are stand-ins at paths of the site's own. Google's and Microsoft's note what
//! had been said by the time they ran; Matomo's obeys.

use serde_json::{Value, json};
use temoin_testkit::{Answer, Asked, Desk, Hostile, Origin, Program, get};

use super::stage::{Outcome, Stage};

const REGISTER: &str = include_str!("signals/register.toml");
const MATOMO: &str = include_str!("signals/matomo.js");
const SIGNALS: &str = include_str!("../../../../../web/signals.js");

/// Notes what its queue holds when it runs.
const GOOGLE: &str = "(window.ran ??= {}).google = Array.from(dataLayer, (each) => each[1] ?? each.event);";
const MICROSOFT: &str = "(window.ran ??= {}).microsoft = [...uetq];";

/// The site's pages: their own commands come first in the head, before any tag.
const PAGE: &str = "<!DOCTYPE html><html lang=\"en\"><head><title>Signals</title><script NONCE>
    (window.dataLayer = window.dataLayer || []).push({ event: 'page' });
    (window.uetq = window.uetq || []).push('pageLoad');
    (window._paq = window._paq || []).push(['trackPageView']);
</script>
<script NONCE type=\"text/plain\" data-service=\"google-analytics\" src=\"/tags/google.js\"></script>
<script NONCE type=\"text/plain\" data-service=\"microsoft-advertising\" src=\"/tags/microsoft.js\"></script>
<script NONCE src=\"/tags/matomo.js\"></script></head><body><h1>Signals</h1></body></html>";

/// The site; `policy` is the content policy of its pages.
fn answer(asked: &Asked, policy: Option<&str>) -> Answer {
    let script = |text: &str| Answer::of("200 OK", &["Content-Type: text/javascript"], text.as_bytes());
    match asked.path.as_str() {
        "/tags/google.js" => script(GOOGLE),
        "/tags/microsoft.js" => script(MICROSOFT),
        "/tags/matomo.js" => script(MATOMO),
        _ => match policy {
            Some(policy) => {
                let header = format!("Content-Security-Policy: {policy}");
                Answer::html(&[&header], &PAGE.replace("NONCE", "nonce=\"c2lnbmFscw==\""))
            }
            None => Answer::html(&[], &PAGE.replace(" NONCE", "")),
        },
    }
}

async fn open(
    journey: &'static str,
    register: &str,
    policy: Option<&'static str>,
) -> Result<Stage, Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    let origin = Origin::start(move |asked| answer(asked, policy));
    desk.file("register/register.toml", register);
    let url = origin.url();
    let site = Program::start(crate::TEMOIN, desk.path(), &["serve", "register", "--upstream", &url, "--data", "data"]);
    let stage = Stage::before(journey, desk, site, |_| {}).await?;
    stage.visit("/").await?;
    Ok(stage)
}

/// Everything that Google's tags find, in its order.
async fn to_google(stage: &Stage) -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    let all = "dataLayer.map((each) => String(each) === '[object Arguments]' ? [...each] : each.event ?? 'no command')";
    Ok(stage.page.eval(all).await?)
}

/// The same for Microsoft's.
async fn to_microsoft(stage: &Stage) -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    Ok(stage.page.eval("uetq").await?)
}

/// What Matomo sent.
async fn sent(stage: &Stage) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    Ok(stage.page.eval("sent").await?)
}

/// A command of consent to Google, of all that is granted besides what is exempt.
fn consent(kind: &str, granted: &[&str]) -> Value {
    let state = |word: &str| if word == "security_storage" || granted.contains(&word) { "granted" } else { "denied" };
    let all = [
        "ad_storage",
        "analytics_storage",
        "ad_user_data",
        "ad_personalization",
        "functionality_storage",
        "personalization_storage",
        "security_storage",
    ];
    json!([
        "consent",
        kind,
        all.map(|word| (word, state(word))).into_iter().collect::<std::collections::BTreeMap<_, _>>()
    ])
}

const ALL: [&str; 4] = ["ad_storage", "analytics_storage", "ad_user_data", "ad_personalization"];

/// A visitor's whole story, on pages under this policy.
async fn told(journey: &'static str, policy: Option<&'static str>) -> Outcome {
    let stage = open(journey, REGISTER, policy).await?;
    let ads = |kind: &str, state: &str| vec![json!("consent"), kind.into(), json!({ "ad_storage": state })];
    let none = consent("default", &[]);
    assert_eq!(to_google(&stage).await?, [none.clone(), json!("page")], "nothing is chosen");
    assert_eq!(to_microsoft(&stage).await?, [ads("default", "denied"), vec![json!("pageLoad")]].concat());
    assert_eq!(sent(&stage).await?, ["page"]);
    assert!(stage.page.eval::<bool>("window.ran === undefined").await?, "no tag ran");
    stage.has_none_of(&["_pk_id.1.2a", "mtm_cookie_consent"]).await?;

    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.page.wait_until("!!window.ran?.google && !!window.ran.microsoft").await?;
    let given = consent("update", &ALL);
    assert_eq!(to_google(&stage).await?, [none.clone(), json!("page"), given.clone()]);
    assert_eq!(stage.page.eval::<Vec<String>>("ran.google").await?, ["default", "page", "update"], "before the tag");
    let after = [ads("default", "denied"), vec![json!("pageLoad")], ads("update", "granted")].concat();
    assert_eq!(stage.page.eval::<Vec<Value>>("ran.microsoft").await?, after);
    assert_eq!(sent(&stage).await?, ["page", "ping"], "the page is not counted twice");
    let kept = stage.cookie("mtm_cookie_consent").await?.ok_or("Matomo remembers")?.expires.ok_or("not for ever")?;
    let choice = stage.cookie("signals_choice").await?.ok_or("a choice")?.expires.ok_or("a lifetime")?;
    assert!(kept <= choice && choice - kept < 5.0 * 86400.0, "for as long as the choice: {kept}, {choice}");

    stage.page.reload().await?;
    assert_eq!(to_google(&stage).await?, [none.clone(), given.clone(), json!("page")], "a visitor who comes again");
    assert_eq!(stage.page.eval::<Vec<String>>("ran.google").await?, ["default", "update", "page"]);
    assert_eq!(sent(&stage).await?, ["page"]);
    assert!(stage.cookie("_pk_id.1.2a").await?.is_some());
    // The same choice again, and a choice that is none, change nothing.
    stage.page.eval::<bool>("new Promise((done) => temoin.push((t) => t.accept().then(() => done(true))))").await?;
    stage.page.eval::<bool>("document.dispatchEvent(new CustomEvent('temoin:choice', { detail: {} }))").await?;
    assert_eq!(to_google(&stage).await?.len(), 3);

    stage.page.eval::<bool>("temoin.withdraw().then(() => true)").await?;
    let taken = consent("update", &[]);
    assert_eq!(to_google(&stage).await?, [none.clone(), given, json!("page"), taken]);
    assert_eq!(to_microsoft(&stage).await?.split_off(7), ads("update", "denied"));
    assert_eq!(sent(&stage).await?, ["page"]);
    stage.has_none_of(&["_pk_id.1.2a", "mtm_cookie_consent"]).await?;

    stage.visit("/").await?;
    assert_eq!(to_google(&stage).await?, [none, json!("page")]);
    assert_eq!(sent(&stage).await?, ["page"], "what is exempt goes on, without cookies");
    stage.has_none_of(&["_pk_id.1.2a", "mtm_cookie_consent"]).await?;
    let complaints = stage.page.console().await?;
    assert!(complaints.iter().all(|line| line.contains("favicon.ico")), "{complaints:#?}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_default_comes_first_and_one_update_follows_each_change() -> Outcome {
    told("signals", None).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strict_content_policy_lets_it_through() -> Outcome {
    let policy = "default-src 'none'; script-src 'nonce-c2lnbmFscw==' 'strict-dynamic'; connect-src 'self'; \
                  style-src 'nonce-c2lnbmFscw=='; img-src 'self'; base-uri 'none'";
    told("signals-policy", Some(policy)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_purpose_speaks_for_its_own_types() -> Outcome {
    let stage = open("signals-custom", REGISTER, None).await?;
    stage
        .page
        .eval::<bool>("new Promise((done) => temoin.push((t) => t.accept(['audience']).then(() => done(true))))")
        .await?;
    stage.page.wait_until("!!window.ran?.google").await?;
    assert_eq!(to_google(&stage).await?.pop(), Some(consent("update", &["analytics_storage"])));
    assert_eq!(to_microsoft(&stage).await?.len(), 4, "nothing changed for it");
    assert_eq!(sent(&stage).await?, ["page"]);
    // One service of a purpose that is refused.
    stage.page.eval::<bool>("temoin.acceptService('microsoft-advertising').then(() => true)").await?;
    assert_eq!(to_microsoft(&stage).await?.pop(), Some(json!({ "ad_storage": "granted" })));
    stage.end().await
}

/// A page with our tag and no gateway, on another port of the site's host: another origin.
/// The site itself stands behind it, for what its tags are.
async fn open_with_tag(journey: &'static str) -> Result<(Stage, Origin), Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    desk.file("register/register.toml", REGISTER);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "register", "--data", "data"]);
    let tag = format!("<head><script src=\"{}\"></script>", program.url("/_temoin/choice.js"));
    let site = Origin::start(move |asked| match asked.path.as_str() {
        "/" => Answer::html(&[], &PAGE.replace(" NONCE", "").replace("<head>", &tag)),
        _ => answer(asked, None),
    });
    let stage = Stage::before(journey, desk, program, |_| {}).await?;
    stage.page.goto(&site.url()).await?;
    Ok((stage, site))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_with_one_tag_says_it_too() -> Outcome {
    let (stage, site) = open_with_tag("signals-tag").await?;
    let none = consent("default", &[]);
    assert_eq!(to_google(&stage).await?, [none.clone(), json!("page")], "the default is first");
    assert_eq!(
        to_microsoft(&stage).await?[..3],
        [json!("consent"), json!("default"), json!({ "ad_storage": "denied" })]
    );
    assert_eq!(sent(&stage).await?, ["page"]);

    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.page.wait_until("!!window.ran?.google && !!window.ran.microsoft").await?;
    let given = consent("update", &ALL);
    assert_eq!(to_google(&stage).await?, [none.clone(), json!("page"), given.clone()]);
    assert_eq!(stage.page.eval::<Vec<String>>("ran.google").await?, ["default", "page", "update"], "before the tag");
    assert_eq!(sent(&stage).await?, ["page", "ping"]);

    stage.page.goto(&site.url()).await?;
    assert_eq!(to_google(&stage).await?, [none.clone(), given.clone(), json!("page")], "a visitor who comes again");
    stage.page.eval::<bool>("new Promise((done) => temoin.push((t) => t.withdraw().then(() => done(true))))").await?;
    assert_eq!(to_google(&stage).await?, [none, given, json!("page"), consent("update", &[])]);
    stage.end().await
}

/// What a tool is told in turn: the states after each of these choices, the first of
/// which was made before the page. The cookie is read where the page has it.
async fn states(stage: &Stage, names: Value, choices: &[&str]) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let services = json!([["analytics", "audience"], ["tags", "audience"]]);
    let script = format!(
        "(() => {{ {SIGNALS} const told = [], [first, ...next] = {}, queue = window.temoin;
            delete window.temoin;
            const tell = (kind, state) => told.push(kind + ' ' + Object.values(state));
            temoinSignals(first, 'stated', [[tell, {names}, {services}]]);
            window.temoin = queue;
            for (const choice of next) {{
                document.cookie = 'stated=' + choice;
                document.dispatchEvent(new CustomEvent('temoin:choice', {{ detail: {{}} }}));
            }}
            return told; }})()",
        json!(choices)
    );
    Ok(stage.page.eval(&script).await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_is_what_the_choice_says_of_all_its_purposes() -> Outcome {
    let stage = open("signals-states", Hostile::REGISTER, None).await?;
    let own = json!([["a", ["audience"]]]);
    assert_eq!(states(&stage, own.clone(), &["", "a=&d=audience", "a="]).await?, ["default denied"]);
    assert_eq!(
        states(&stage, own.clone(), &["audience !ads", "a=audience&d=ads", "a=&d=audience.ads"]).await?,
        ["default denied", "update granted", "update denied"]
    );
    // One of two services is enough: the other does not run.
    let granted = ["default denied", "update granted"];
    assert_eq!(states(&stage, own.clone(), &["!audience +tags"]).await?, granted);
    assert_eq!(states(&stage, own.clone(), &["", "a=audience&s=-tags"]).await?, granted);
    assert_eq!(states(&stage, own, &["", "a=audience&s=-tags.-analytics"]).await?, ["default denied"]);
    let both = json!([["a", ["audience", "ads"]], ["b", null], ["c", []]]);
    assert_eq!(
        states(&stage, both, &["audience", "a=audience.ads"]).await?,
        ["default denied,denied,granted", "update granted,denied,granted"]
    );
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_register_that_names_no_tool_has_nothing_of_it() -> Outcome {
    let stage = open("signals-none", Hostile::REGISTER, None).await?;
    assert_eq!(to_google(&stage).await?, [json!("page")]);
    assert_eq!(to_microsoft(&stage).await?, [json!("pageLoad")]);
    let guard = get(&stage.site.listen, "/_temoin/guard.js", &[]).text();
    assert!(["dataLayer", "uetq", "_paq", "ad_storage"].iter().all(|word| !guard.contains(word)));
    stage.end().await
}
