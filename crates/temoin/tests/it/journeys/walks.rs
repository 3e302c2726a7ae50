//! The sample site again, under policies as strict as a site may have them: every script and
//! style named by a nonce, and no text taken for a program. A visitor refuses, accepts and
//! withdraws as on the site without them, and nothing of ours is against the policy.

use temoin_testkit::{Answer, Asked, Desk, Origin, Program, get};

use super::stage::{BOUND, CHAT, GOOGLE_PIXEL, GOOGLE_TAG, Outcome, Stage, WALK, YOUTUBE};

const NONCED: &str = "default-src 'self'; script-src 'nonce-r4nd0m' 'strict-dynamic'; style-src 'self' 'nonce-r4nd0m'; \
    img-src 'self' data: https:; connect-src 'self' https:; frame-src https:; object-src 'none'; base-uri 'none'";
const TRUSTED: &str = "; require-trusted-types-for 'script'; trusted-types temoin default";

/// What the site itself does under Trusted Types, for the addresses that its own scripts set;
/// and who listens for violations.
const HEAD: &str = "<head><script nonce=\"r4nd0m\">window.violations = [];\
    addEventListener('securitypolicyviolation', (event) => {\
    if (event.disposition === 'enforce') violations.push(event.violatedDirective + ' ' + event.blockedURI); });\
    if (window.trustedTypes) trustedTypes.createPolicy('default', { createScriptURL: String });</script>";

/// A page of the sample site, with the policy and its nonces.
fn page(site: &str, policy: &str, asked: &Asked) -> Answer {
    let headers: Vec<(&str, &str)> = ["cookie", "accept", "sec-fetch-dest"]
        .into_iter()
        .filter_map(|name| asked.header(name).map(|value| (name, value)))
        .collect();
    let reply = get(site, &asked.path, &headers);
    let is_page = reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    let kept = reply.headers.iter().filter(|(name, _)| matches!(name.as_str(), "content-type" | "set-cookie"));
    let mut kept: Vec<String> = kept.map(|(name, value)| format!("{name}: {value}")).collect();
    let mut body = reply.body;
    if is_page {
        kept.push(format!("Content-Security-Policy: {policy}"));
        let text = String::from_utf8(body).expect("the sample site is in UTF-8");
        let nonced = text.replace("<script", "<script nonce=\"r4nd0m\"").replace("<style", "<style nonce=\"r4nd0m\"");
        body = nonced.replacen("<head>", HEAD, 1).into_bytes();
    }
    let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
    Answer::of(&format!("{} -", reply.status), &kept, &body)
}

async fn open(journey: &'static str, policy: String) -> Result<(Stage, Program), Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    desk.copy(&crate::registers().join("demo"), "register");
    let demo = Program::start(crate::TEMOIN, desk.path(), &["demo"]);
    let site = demo.origin.clone().ok_or("the sample site listens")?;
    let origin = Origin::start(move |asked| page(&site, &policy, asked));
    let arguments = ["serve", "register", "--upstream", &origin.url(), "--data", "data"];
    let program = Program::start(crate::TEMOIN, desk.path(), &arguments);
    Ok((Stage::before(journey, desk, program, |_| {}).await?, demo))
}

/// A script or a style that the page does not name is against its policy.
async fn is_strict(stage: &Stage, unnamed: &str) -> Outcome {
    let broken =
        "new Promise((done) => { addEventListener('securitypolicyviolation', () => done(true), { once: true });";
    assert!(stage.page.eval::<bool>(&format!("{broken} {unnamed} }})")).await?);
    Ok(())
}

/// Each page of the walk shows its title, and nothing in it was against the policy.
async fn walk(stage: &Stage) -> Outcome {
    for path in WALK {
        stage.walk(&[path]).await?;
        let violations: Vec<String> = stage.page.eval("window.violations").await?;
        assert_eq!(violations, [""; 0], "{path}");
    }
    Ok(())
}

async fn refuses_accepts_and_withdraws(journey: &'static str, policy: String, unnamed: &str) -> Outcome {
    let (stage, _demo) = open(journey, policy).await?;
    stage.visit("/").await?;
    is_strict(&stage, unnamed).await?;
    walk(&stage).await?;
    assert!(stage.page.visible("#temoin").await?);
    stage.nobody_else().await?;

    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert!(!stage.page.visible("#temoin").await?);
    walk(&stage).await?;
    stage.nobody_else().await?;
    stage.has_none_of(&BOUND).await?;

    stage.open(".temoin-link a").await?;
    stage.picture("preferences").await?;
    stage.answer("#temoin-preferences [data-temoin=accept-all]").await?;
    walk(&stage).await?;
    stage.reaches(&[GOOGLE_TAG, GOOGLE_PIXEL, YOUTUBE, CHAT]).await?;
    assert!(stage.cookie("_ga").await?.is_some());

    stage.open(".temoin-link a").await?;
    stage.answer("#temoin-preferences [data-temoin=withdraw]").await?;
    stage.visit("/contact").await?;
    stage.has_none_of(&BOUND).await?;
    stage.forget().await?;
    walk(&stage).await?;
    stage.nobody_else().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_a_policy_of_nonces() -> Outcome {
    let unnamed = "document.head.append(document.createElement('style').appendChild(new Text('p {}')).parentNode)";
    refuses_accepts_and_withdraws("walk-nonces", NONCED.to_owned(), unnamed).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_trusted_types() -> Outcome {
    let unnamed = "try { document.body.insertAdjacentHTML('beforeend', '<b>') } catch { }";
    refuses_accepts_and_withdraws("walk-trusted", format!("{NONCED}{TRUSTED}"), unnamed).await
}
