//! What it looks like on a telephone, in the dark, and on a desk: pictures to look at,
//! and the few things about them that a machine can tell.

use super::stage::{Outcome, Stage};

/// The page does not scroll sideways, and all that is pressed is large enough (44 px).
async fn fits(stage: &Stage, buttons: &str) -> Outcome {
    let wide: [f64; 2] = stage.page.eval("[document.documentElement.scrollWidth, innerWidth]").await?;
    assert!(wide[0] <= wide[1], "{} px in a window of {}", wide[0], wide[1]);
    let script = format!("Math.min(...[...document.querySelectorAll('{buttons}')].map(each => each.offsetHeight))");
    let smallest: f64 = stage.page.eval(&script).await?;
    assert!(smallest >= 44.0, "a button of {smallest} px");
    Ok(())
}

async fn looks(journey: &'static str, width: u32, dark: bool) -> Outcome {
    let stage = Stage::demo_for(journey, |options| {
        options.width = width;
        options.height = if width < 600 { 640 } else { 800 };
        options.dark = dark;
    })
    .await?;
    stage.visit("/").await?;
    fits(&stage, "#temoin .temoin-actions button").await?;
    let covered: f64 = stage.page.eval("document.querySelector('#temoin').offsetHeight / innerHeight").await?;
    assert!(covered <= 0.61, "the banner leaves a part of the page in sight: {covered}");
    stage.picture("banner").await?;

    stage.page.click("#temoin [data-temoin=preferences]").await?;
    stage.page.wait_for("#temoin-preferences[open]").await?;
    fits(&stage, "#temoin-preferences .temoin-actions button").await?;
    stage.picture("preferences").await?;
    stage.answer("#temoin-preferences [data-temoin=refuse-all]").await?;

    stage.visit("/formation").await?;
    stage.page.eval::<()>("document.querySelector('.temoin-held').scrollIntoView({ block: 'center' })").await?;
    fits(&stage, ".temoin-held .temoin-actions > *").await?;
    stage.picture("placeholder").await?;
    stage.page.eval::<()>("document.querySelector('.temoin-link').scrollIntoView({ block: 'end' })").await?;
    stage.picture("link").await?;

    for page in ["policies/cookies", "policies/privacy", "policies", "preferences"] {
        stage.visit(&format!("/_temoin/{page}")).await?;
        assert!(stage.page.visible("h1, h2").await?);
        fits(&stage, "nothing, .temoin-page button:not([hidden])").await?;
        stage.picture(&page.replace('/', "-")).await?;
    }
    stage.visit("/_temoin/policies/cookies").await?;
    stage.whole_picture("policies-cookies-whole").await?;
    stage.nobody_else().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_telephone() -> Outcome {
    looks("phone", 320, false).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_telephone_in_the_dark() -> Outcome {
    looks("phone-dark", 320, true).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_desk() -> Outcome {
    looks("desk", 1280, false).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_desk_in_the_dark() -> Outcome {
    looks("desk-dark", 1280, true).await
}
