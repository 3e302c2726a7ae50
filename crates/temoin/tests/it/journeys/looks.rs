//! What it looks like on a telephone, in the dark, and on a desk: pictures to look at,
//! and the few things about them that a machine can tell.

use super::stage::{Outcome, Stage};

/// The page does not scroll sideways.
async fn fits(stage: &Stage) -> Outcome {
    let [wide, window]: [f64; 2] = stage.page.eval("[document.documentElement.scrollWidth, innerWidth]").await?;
    assert!(wide <= window, "{} takes {wide} px in a window of {window}", stage.page.url().await?);
    Ok(())
}

/// A finger finds each answer of `group` (44 px: WCAG 2.2, 2.5.5).
async fn pressable(stage: &Stage, group: &str, count: usize) -> Outcome {
    let script = format!(
        "[...document.querySelectorAll('{group} .temoin-actions:not([hidden]) > :is(a, button)')].map(each => each.offsetHeight)"
    );
    let heights: Vec<f64> = stage.page.eval(&script).await?;
    assert!(heights.len() == count && heights.iter().all(|height| *height >= 44.0), "{group}: {heights:?}");
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
    fits(&stage).await?;
    pressable(&stage, "#temoin", 3).await?;
    let covered: f64 = stage.page.eval("document.querySelector('#temoin').offsetHeight / innerHeight").await?;
    assert!(covered <= 0.61, "the banner leaves a part of the page in sight: {covered}");
    stage.picture("banner").await?;

    stage.open("#temoin [data-temoin=preferences]").await?;
    pressable(&stage, "#temoin-preferences", 3).await?;
    stage.picture("dialog").await?;
    stage.answer("#temoin-preferences [data-temoin=refuse-all]").await?;

    stage.visit("/formation").await?;
    stage.page.eval::<()>("void document.querySelector('.temoin-held').scrollIntoView({ block: 'center' })").await?;
    fits(&stage).await?;
    pressable(&stage, ".temoin-held", 2).await?;
    stage.picture("placeholder").await?;
    stage.page.eval::<()>("void document.querySelector('.temoin-link').scrollIntoView({ block: 'end' })").await?;
    stage.picture("link").await?;

    for page in ["policies/cookies", "policies/privacy", "policies", "preferences"] {
        stage.visit(&format!("/_temoin/{page}")).await?;
        assert!(stage.page.visible("main :is(h1, h2)").await?);
        fits(&stage).await?;
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
