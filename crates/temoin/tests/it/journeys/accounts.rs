//! One person, several devices; one device, several persons.

use temoin_testkit::{Answer, Campus, Desk, Origin, Program, SCHOOL};

use super::stage::{Outcome, Stage, part};
use crate::interface::{ALICE, SECRET};

/// What the campus declares, after its `[consent]`.
const DECLARED: &str = r#"
reach = "account"
[[purpose]]
id = "sign-in"
exempt = "authentication"
title = "Connexion"
[[purpose]]
id = "audience"
consent = "required"
title = "Mesure d'audience"
[[tracker]]
name = "sid"
purpose = "sign-in"
lifetime = "session"
[[tracker]]
name = "_st"
purpose = "audience"
lifetime = "1 month"
"#;

/// A browser before the campus.
async fn device(journey: &'static str, javascript: bool) -> Result<Stage, Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    desk.file("register.toml", format!("{SCHOOL}{DECLARED}"));
    let site = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &Campus::start().url()]);
    Stage::before(journey, desk, site, |options| options.javascript = javascript).await
}

async fn signs_in(stage: &Stage, name: &str) -> Outcome {
    stage.visit(&format!("/login?name={name}")).await?;
    assert_eq!(stage.page.text("#who").await?, name);
    Ok(())
}

async fn signs_out(stage: &Stage) -> Outcome {
    stage.visit("/logout").await?;
    assert_eq!(stage.page.text("#who").await?, "personne");
    Ok(())
}

/// Whether the script that waits for consent runs in the page that is open.
async fn runs(stage: &Stage) -> Result<bool, Box<dyn std::error::Error>> {
    Ok(stage.page.eval("window.ran === 1").await?)
}

async fn asks(stage: &Stage) -> Result<bool, Box<dyn std::error::Error>> {
    Ok(stage.page.visible("#temoin [data-temoin=refuse-all]").await?)
}

async fn choice(stage: &Stage) -> Result<String, Box<dyn std::error::Error>> {
    Ok(stage.cookie("choice").await?.map_or_else(String::new, |cookie| cookie.value))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_follows_a_person_and_leaves_the_device_its_own() -> Outcome {
    let one = device("accounts", true).await?;
    let other = one.beside("accounts-other", |_| {}).await?;

    // A device that others use too has refused, with nobody signed in.
    other.visit("/").await?;
    assert!(!other.page.text("#temoin").await?.contains("tous les appareils"));
    other.answer("#temoin [data-temoin=refuse-all]").await?;
    let own = choice(&other).await?;

    // She accepts on hers: the first layer says how far that reaches.
    signs_in(&one, "alice").await?;
    assert!(one.page.text("#temoin").await?.contains("tous les appareils"));
    one.picture("first-layer").await?;
    one.answer("#temoin [data-temoin=accept-all]").await?;
    assert!(runs(&one).await?);

    // She signs in on the other: nothing is asked, and what she accepted runs.
    signs_in(&other, "alice").await?;
    assert!(!asks(&other).await? && runs(&other).await?);
    assert_eq!(part(&choice(&other).await?, "i"), part(&choice(&one).await?, "i"));
    assert!(other.page.visible("#temoin-account").await?, "a device that meets her choice says so");
    other.picture("followed").await?;
    other.visit("/").await?;
    assert!(!other.page.exists("#temoin-account").await?);
    let header: Option<String> = other.page.eval("fetch('/').then((r) => r.headers.get('temoin-subject'))").await?;
    assert_eq!(header, None, "who is signed in is not for scripts to read");

    // She withdraws there: the next page of hers runs nothing.
    other.open(".temoin-link a").await?;
    assert!(other.page.text("#temoin-preferences").await?.contains("tous les appareils"));
    other.answer("#temoin-preferences [data-temoin=withdraw]").await?;
    one.visit("/").await?;
    assert!(!asks(&one).await? && !runs(&one).await?);
    one.has_none_of(&["_st"]).await?;

    // She leaves: the device has its own refusal back, as it was.
    signs_out(&other).await?;
    assert!(!asks(&other).await? && !runs(&other).await?);
    assert_eq!(choice(&other).await?, own);
    other.has_none_of(&["choice_device"]).await?;

    // What is chosen there now is the device's alone.
    other.open(".temoin-link a").await?;
    other.answer("#temoin-preferences [data-temoin=accept-all]").await?;
    other.visit("/").await?;
    assert!(runs(&other).await?);
    one.visit("/").await?;
    assert!(!asks(&one).await? && !runs(&one).await?, "hers is still withdrawn");
    signs_in(&other, "bob").await?;
    assert!(runs(&other).await?, "who has not chosen finds the device's own");
    signs_in(&other, "alice").await?;
    assert!(!runs(&other).await?);
    other.end().await?;
    one.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_follows_without_scripts() -> Outcome {
    let one = device("accounts-plain", false).await?;
    let other = one.beside("accounts-plain-other", |options| options.javascript = false).await?;
    other.visit("/").await?;
    other.page.click_and_load("#temoin [data-temoin=accept-all]").await?;
    let own = choice(&other).await?;

    signs_in(&one, "alice").await?;
    assert!(one.page.text("#temoin").await?.contains("tous les appareils"));
    one.page.click_and_load("#temoin [data-temoin=refuse-all]").await?;

    signs_in(&other, "alice").await?;
    assert!(!asks(&other).await?);
    assert_eq!(part(&choice(&other).await?, "d"), "audience");
    // From the preferences, which the origin does not make.
    other.page.click_and_load(".temoin-link a").await?;
    assert!(other.page.text(".temoin").await?.contains("tous les appareils"));
    other.page.click("[name=granted][value=audience]").await?;
    other.page.click_and_load("[data-temoin=save]").await?;
    one.visit("/").await?;
    assert_eq!(part(&choice(&one).await?, "a"), "audience");

    signs_out(&other).await?;
    assert_eq!(choice(&other).await?, own);
    signs_out(&one).await?;
    assert!(asks(&one).await?, "a device that chose nothing is asked");
    one.has_none_of(&["choice"]).await?;
    other.end().await?;
    one.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_says_once_that_the_choice_holds_on_a_new_device() -> Outcome {
    let desk = Desk::new(crate::TEMOIN);
    desk.file("register.toml", format!("{SCHOOL}{DECLARED}")).file("secret", SECRET);
    desk.file("temoin.toml", "[accounts]\nsecret_file = \"secret\"\n");
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let tag = program.url(&format!("/_temoin/choice.js?lang=fr&subject={ALICE}"));
    let site = Origin::start(move |_| {
        let head = format!("<title>École</title><script src=\"{tag}\"></script>");
        Answer::html(&[], &format!("<!doctype html><html lang=\"fr\"><head>{head}</head><body><h1>École</h1>"))
    });
    let one = Stage::before("accounts-tag", desk, program, |_| {}).await?;
    let other = one.beside("accounts-tag-other", |_| {}).await?;
    one.page.goto(&site.url()).await?;
    one.answer("#temoin [data-temoin=refuse-all]").await?;

    other.page.goto(&site.url()).await?;
    assert!(!asks(&other).await?);
    assert!(other.page.visible("#temoin-account").await?, "a device that meets her choice says so");
    let first: String = other.page.eval("document.body.firstElementChild.id").await?;
    assert_eq!(first, "temoin-account");
    other.picture("followed").await?;
    other.open("#temoin-account [data-temoin=preferences]").await?;
    other.page.goto(&site.url()).await?;
    assert!(!other.page.exists("#temoin-account").await?, "once");
    other.end().await?;
    one.end().await
}
