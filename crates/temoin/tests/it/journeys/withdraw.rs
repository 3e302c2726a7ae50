//! Changing one's mind: as easy as it was to accept, and at once.

use super::stage::{BOUND, Outcome, Stage, WALK};

/// A visitor who accepted everything and went everywhere.
async fn accepted(journey: &'static str) -> Result<Stage, Box<dyn std::error::Error>> {
    let stage = Stage::demo(journey).await?;
    stage.visit("/").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.walk(&WALK).await?;
    let kept = stage.cookie_names().await?;
    assert!(BOUND.iter().all(|name| kept.contains(*name)), "{kept:?}");
    Ok(stage)
}

/// All of it is taken back.
async fn is_undone(stage: &Stage) -> Outcome {
    stage.has_none_of(&BOUND).await?;
    stage.forget().await?;
    stage.walk(&WALK).await?;
    stage.nobody_else().await?;
    stage.has_none_of(&BOUND).await?;
    assert!(!stage.page.visible("#temoin").await?, "a withdrawal is a choice: it is not asked again");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusing_after_accepting() -> Outcome {
    let stage = accepted("refuse-later").await?;
    stage.open(".temoin-link a").await?;
    assert!(stage.page.exists("#temoin-preferences [value=audience]:checked").await?, "the choice is shown as it is");
    stage.picture("preferences").await?;
    stage.answer("#temoin-preferences [data-temoin=refuse-all]").await?;
    is_undone(&stage).await?;
    stage.picture("after").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_withdraws_for_its_visitor() -> Outcome {
    let stage = accepted("withdraw").await?;
    let first = stage.cookie("phare_choice").await?.ok_or("a choice")?.value;
    // What runs cannot be stopped: a page may ask to be loaded again, without it.
    stage.page.eval::<()>("void (document.documentElement.dataset.temoinReload = 'withdrawal')").await?;
    stage.page.eval::<()>("void (window.before = true, temoin.push((t) => t.withdraw()))").await?;
    stage.page.wait_until("window.before === undefined && document.readyState === 'complete'").await?;
    assert_ne!(stage.cookie("phare_choice").await?.ok_or("a choice")?.value, first);
    is_undone(&stage).await?;
    stage.end().await
}
