//! Without JavaScript: forms, links and pages.

use super::stage::{BOUND, GOOGLE_PIXEL, Outcome, Stage, WALK, YOUTUBE};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_of_it_works_without_scripts() -> Outcome {
    let stage = Stage::demo_for("plain", |options| options.javascript = false).await?;
    stage.walk(&WALK).await?;
    stage.nobody_else().await?;
    stage.visit("/connexion").await?;
    assert!(stage.page.visible("#temoin").await?);
    stage.picture("banner").await?;

    // Accepting: a form, and back to where one was. Scripts stay off; the rest is there.
    stage.page.click_and_load("#temoin [data-temoin=accept-all]").await?;
    assert_eq!(stage.page.url().await?, stage.site.url("/connexion"));
    assert!(!stage.page.visible("#temoin").await?);
    stage.visit("/").await?;
    stage.reaches(&[GOOGLE_PIXEL]).await?;
    stage.visit("/formation").await?;
    stage.reaches(&[GOOGLE_PIXEL, YOUTUBE]).await?;
    assert!(stage.page.visible("#lecteur iframe").await?);

    // The permanent link leads to the preferences.
    stage.page.click_and_load(".temoin-link a").await?;
    assert!(stage.page.exists("[name=granted][value=functional]:checked").await?, "the choice is shown as it is");
    stage.picture("preferences").await?;
    stage.page.click("[name=granted][value=functional]").await?;
    stage.page.click("[name=granted][value=support]").await?;
    stage.page.click_and_load("[data-temoin=save]").await?;
    assert_eq!(stage.page.url().await?, stage.site.url("/formation"));
    assert!(stage.page.visible("#lecteur .temoin-held").await?);
    stage.forget().await?;
    stage.walk(&WALK).await?;
    stage.reaches(&[GOOGLE_PIXEL]).await?;
    stage.has_none_of(&["phare_recent"]).await?;

    // One service by its placeholder, which is a form too.
    stage.visit("/formation").await?;
    stage.page.click_and_load(".temoin-held [data-temoin=always]").await?;
    assert_eq!(stage.page.url().await?, stage.site.url("/formation"));
    stage.reaches(&[GOOGLE_PIXEL, YOUTUBE]).await?;

    // Refusing, from the same link.
    stage.page.click_and_load(".temoin-link a").await?;
    stage.page.click_and_load("[data-temoin=refuse-all]").await?;
    stage.has_none_of(&BOUND).await?;
    stage.forget().await?;
    stage.walk(&WALK).await?;
    stage.nobody_else().await?;
    stage.has_none_of(&BOUND).await?;
    stage.end().await
}
