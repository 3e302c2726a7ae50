//! Without a mouse.

use super::stage::{GOOGLE_PIXEL, GOOGLE_TAG, Outcome, Stage};

/// Where the keyboard is, as our hooks name it.
const FOCUS: &str = "document.activeElement?.dataset.temoin ?? document.activeElement?.value ?? ''";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_by_keys_alone() -> Outcome {
    let stage = Stage::demo("keyboard").await?;
    stage.visit("/").await?;
    let mut met = Vec::new();
    for _ in 0..3 {
        stage.page.press("Tab").await?;
        met.push(stage.page.eval::<String>(FOCUS).await?);
    }
    assert_eq!(met, ["refuse-all", "accept-all", "preferences"], "the banner is first");
    stage.picture("focus").await?;

    stage.page.press("Enter").await?;
    stage.page.wait_for("#temoin-preferences[open]").await?;
    while stage.page.eval::<String>(FOCUS).await? != "audience" {
        stage.page.press("Tab").await?;
        let inside = stage.page.eval::<bool>("document.activeElement.closest('#temoin-preferences') !== null").await?;
        assert!(inside, "the keyboard left the dialog before it met the purposes");
    }
    stage.page.press(" ").await?;
    // Enter in a box neither refuses nor accepts.
    stage.page.press("Enter").await?;
    assert!(stage.page.exists("#temoin-preferences[open] [value=audience]:checked").await?);
    while stage.page.eval::<String>(FOCUS).await? != "save" {
        stage.page.press("Tab").await?;
    }
    stage.page.press("Enter").await?;
    stage.reaches(&[GOOGLE_TAG, GOOGLE_PIXEL]).await?;
    assert!(!stage.page.exists("#temoin-preferences[open]").await?);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_permanent_link_opens_and_escape_closes() -> Outcome {
    let stage = Stage::demo("dialog").await?;
    stage.visit("/connexion").await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    stage.page.eval::<()>("document.querySelector('.temoin-link a').focus()").await?;
    stage.page.press("Enter").await?;
    stage.page.wait_for("#temoin-preferences[open]").await?;
    assert!(stage.page.eval::<bool>("document.activeElement.closest('dialog') !== null").await?);
    stage.picture("preferences").await?;

    stage.page.press("Escape").await?;
    stage.page.wait_until("document.querySelector('#temoin-preferences[open]') === null").await?;
    assert_eq!(
        stage
            .page
            .eval::<String>("document.activeElement.className + document.activeElement.parentElement.className")
            .await?,
        "temoin-link"
    );
    assert!(!stage.page.visible("#temoin").await?, "closing answers nothing and asks nothing");

    // By the mouse too, and by the cross.
    stage.open(".temoin-link a").await?;
    stage.page.click("#temoin-preferences [data-temoin=close]").await?;
    stage.page.wait_until("document.querySelector('#temoin-preferences[open]') === null").await?;
    stage.nobody_else().await?;
    stage.end().await
}
