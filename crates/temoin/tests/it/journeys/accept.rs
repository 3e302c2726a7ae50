//! What was granted goes through, and nothing besides.

use super::stage::{BOUND, CHAT, GOOGLE_PIXEL, GOOGLE_TAG, Outcome, Stage, WALK, YOUTUBE, months_after};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accepting_lets_all_of_it_through() -> Outcome {
    let stage = Stage::demo("accept").await?;
    stage.visit("/").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    assert!(!stage.page.visible("#temoin").await?);
    stage.reaches(&[GOOGLE_TAG, GOOGLE_PIXEL]).await?;

    stage.visit("/formation").await?;
    assert!(stage.page.visible("#lecteur iframe").await?);
    assert!(!stage.page.exists(".temoin-held").await?);
    stage.reaches(&[GOOGLE_TAG, GOOGLE_PIXEL, YOUTUBE]).await?;
    stage.picture("course").await?;

    stage.visit("/contact").await?;
    stage.reaches(&[GOOGLE_TAG, GOOGLE_PIXEL, YOUTUBE, CHAT]).await?;

    // The origin asks for two years.
    let now: f64 = stage.page.eval("Date.now() / 1000").await?;
    for (name, months) in [("_ga", 13), ("_ga_DEMO00000", 13), ("phare_recent", 6)] {
        let end = stage.cookie(name).await?.ok_or(name)?.expires.ok_or(name)?;
        #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
        let limit = months_after(&stage.page, now as i64, months).await?;
        assert!(end <= limit + 1.0, "{name} is kept until {end}, beyond {limit}");
        assert!(end > limit - 86400.0, "{name} is kept until {end}, far from {limit}");
    }
    let before = stage.cookie("_ga").await?;
    stage.walk(&WALK).await?;
    assert_eq!(stage.cookie("_ga").await?, before, "visits do not move its end");
    stage.only(&[GOOGLE_TAG, GOOGLE_PIXEL, YOUTUBE, CHAT]).await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_purpose_alone() -> Outcome {
    let stage = Stage::demo("one-purpose").await?;
    stage.visit("/").await?;
    stage.open("#temoin [data-temoin=preferences]").await?;
    assert!(!stage.page.exists("#temoin-preferences [name=granted]:checked").await?, "nothing is ticked in advance");
    stage.page.click("#temoin-preferences [value=audience]").await?;
    stage.picture("preferences").await?;
    stage.answer("#temoin-preferences [data-temoin=save]").await?;
    assert!(!stage.page.exists("#temoin-preferences[open]").await?);
    assert!(!stage.page.visible("#temoin").await?);
    stage.reaches(&[GOOGLE_TAG, GOOGLE_PIXEL]).await?;

    stage.walk(&WALK).await?;
    stage.only(&[GOOGLE_TAG, GOOGLE_PIXEL]).await?;
    let kept = stage.cookie_names().await?;
    assert!(kept.contains("_ga") && !kept.contains("phare_recent"), "{kept:?}");
    stage.visit("/formation").await?;
    assert!(stage.page.visible(".temoin-held").await?);
    assert!(stage.page.eval::<bool>("localStorage.getItem('phare_video_position') === null").await?);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_service_always() -> Outcome {
    let stage = Stage::demo("one-service").await?;
    stage.visit("/formation").await?;
    stage.nobody_else().await?;
    stage.answer(".temoin-held [data-temoin=always]").await?;
    stage.page.wait_for("#lecteur iframe[src]").await?;
    assert!(stage.page.visible("#lecteur iframe").await?);
    assert!(!stage.page.exists(".temoin-held").await?);
    stage.reaches(&[YOUTUBE]).await?;
    stage.picture("course").await?;

    stage.walk(&WALK).await?;
    stage.only(&[YOUTUBE]).await?;
    stage.has_none_of(&BOUND).await?;
    stage.end().await
}
