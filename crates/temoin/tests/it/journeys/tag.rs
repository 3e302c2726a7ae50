//! Sites that can only add a tag: one script, from another host of the site.

use temoin_testkit::{Answer, Desk, Origin, Program, get};

use super::stage::{Outcome, Stage, part};

/// A page of a site that stands on `program`'s host, on another port: another origin.
fn page(program: &Program, policy: &'static str) -> Origin {
    let tag = program.url("/_temoin/choice.js");
    let page = format!(
        "<!doctype html><html lang=\"fr\"><head><title>École</title><script src=\"{tag}\"></script>\
         <script type=\"text/plain\" data-purpose=\"audience\">document.documentElement.dataset.ran = 'yes';</script>\
         </head><body><h1>École</h1></body></html>"
    );
    Origin::start(move |_| Answer::html(if policy.is_empty() { &[] } else { std::slice::from_ref(&policy) }, &page))
}

async fn open(journey: &'static str) -> Result<Stage, Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    desk.copy(&crate::registers().join("demo"), "register");
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "register", "--data", "data"]);
    Stage::before(journey, desk, program, |_| {}).await
}

const RAN: &str = "document.documentElement.dataset.ran ?? 'no'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_tag_asks_and_is_answered() -> Outcome {
    let stage = open("tag").await?;
    let site = page(&stage.site, "");
    stage.page.goto(&site.url()).await?;
    assert!(stage.page.visible("#temoin").await?, "it asks");
    assert!(stage.page.eval::<bool>("document.body.firstElementChild.id === 'temoin'").await?, "first in the page");
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    stage.picture("banner").await?;

    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert!(!stage.page.visible("#temoin").await?);
    let choice = stage.cookie("phare_choice").await?.ok_or("the choice is kept")?;
    let record = get(&stage.site.listen, &format!("/_temoin/v1/consents/{}", part(&choice.value, "i")), &[]).json();
    assert_eq!((&record["action"], &record["surface"]), (&"refuse-all".into(), &"banner".into()), "{record}");

    stage.page.goto(&site.url()).await?;
    assert!(!stage.page.exists("#temoin").await?, "it asks once");
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    stage.open(".temoin-link a").await?;
    stage.picture("preferences").await?;
    stage.page.click("#temoin-preferences [value=audience]").await?;
    stage.answer("#temoin-preferences [data-temoin=save]").await?;
    stage.page.wait_until(&format!("({RAN}) === 'yes'")).await?;

    stage.page.goto(&site.url()).await?;
    stage.page.wait_until(&format!("({RAN}) === 'yes'")).await?;
    assert_eq!(stage.page.console().await?, [""; 0]);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_with_trusted_types_can_have_the_tag() -> Outcome {
    let stage = open("tag-strict").await?;
    let site = page(
        &stage.site,
        "Content-Security-Policy: script-src http://127.0.0.1:*; style-src 'self'; require-trusted-types-for 'script'",
    );
    stage.page.goto(&site.url()).await?;
    assert!(stage.page.visible("#temoin").await?, "it asks");
    stage.open("#temoin [data-temoin=preferences]").await?;
    stage.answer("#temoin-preferences [data-temoin=refuse-all]").await?;
    assert!(!stage.page.visible("#temoin").await?);
    stage.end().await
}
