//! One visitor, two tabs of one site: what is answered in one holds in the other as soon as
//! it is looked at again.

use temoin_browser::Page;
use temoin_testkit::Answer;

use super::stage::{Outcome, Stage, YOUTUBE};

const RAN: &str = "document.documentElement.dataset.ran ?? 'no'";
const HELD: &str = ".temoin-held + iframe[hidden]:not([src])";

/// The tab that is looked at, and the one behind it, which was opened first.
async fn open(journey: &'static str) -> Result<(Stage, Page), Box<dyn std::error::Error>> {
    let page = format!(
        "<!DOCTYPE html><html lang=\"fr\"><head><title>École</title></head><body><h1>École</h1>\
         <p><a id=\"choices\" href=\"#temoin\">Cookies</a></p><script type=\"text/plain\" data-purpose=\"audience\">\
         document.documentElement.dataset.ran = 'yes';</script>\
         <iframe title=\"Film\" src=\"https://{YOUTUBE}/embed/x\"></iframe></body></html>"
    );
    let mut stage = Stage::over(journey, move |_| Answer::html(&[], &page), |_| {}).await?;
    stage.visit("/").await?;
    let front = stage.tab().await?;
    let behind = std::mem::replace(&mut stage.page, front);
    behind.wait_until("document.hidden").await?;
    stage.visit("/").await?;
    Ok((stage, behind))
}

/// Looks at the tab behind until that is so, then at the other again.
async fn follows(stage: &Stage, behind: &Page, what: &str) -> Outcome {
    behind.look().await?;
    behind.wait_until(what).await?;
    stage.page.look().await?;
    behind.wait_until("document.hidden").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tab_that_asked_follows_what_was_refused_in_another() -> Outcome {
    let (stage, behind) = open("tabs-refused").await?;
    assert!(behind.visible("#temoin").await?, "both ask");
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    follows(&stage, &behind, "!document.querySelector('#temoin').checkVisibility()").await?;
    let choice = "new Promise((done) => temoin.push((t) => done([t.choice().id, t.choice().granted.join()])))";
    let [here, there]: [(String, String); 2] = [stage.page.eval(choice).await?, behind.eval(choice).await?];
    assert_eq!(here, there);
    assert_eq!((here.1.as_str(), &*behind.eval::<String>(RAN).await?), ("", "no"));
    assert!(behind.exists(HELD).await?);
    stage.nobody_else().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tab_that_runs_stops_where_another_takes_it_back() -> Outcome {
    let (stage, behind) = open("tabs-taken-back").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    follows(&stage, &behind, &format!("({RAN}) === 'yes' && !!document.querySelector('iframe[src]')")).await?;
    assert!(!behind.visible("#temoin").await? && !behind.exists(".temoin-held").await?);
    stage.reaches(&[YOUTUBE]).await?;

    behind
        .eval::<()>("void temoin.on('choice', (choice) => { window.said = choice?.granted.join() ?? 'none'; })")
        .await?;
    stage.open("#choices").await?;
    stage.answer("#temoin-preferences [data-temoin=refuse-all]").await?;
    follows(&stage, &behind, &format!("window.said === '' && !!document.querySelector('{HELD}')")).await?;

    // A choice that ended is none.
    stage.answer(".temoin-held [data-temoin=always]").await?;
    follows(&stage, &behind, "!!document.querySelector('iframe[src]')").await?;
    stage.page.clear_cookies().await?;
    follows(&stage, &behind, &format!("window.said === 'none' && !!document.querySelector('{HELD}')")).await?;
    stage.end().await
}
