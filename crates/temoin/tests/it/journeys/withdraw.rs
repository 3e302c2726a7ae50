//! Changing one's mind: as easy as it was to accept, and at once.

use std::collections::BTreeSet;

use temoin_browser::Cookie;
use temoin_testkit::{Answer, Desk, Hostile, Origin, Program};

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

/// Scripts reach no cookie that is `HttpOnly`: the server expires what it is sent, wherever
/// it belongs, and what it is not sent as soon as it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_scripts_cannot_reach_is_taken_back_too() -> Outcome {
    let desk = Desk::new(crate::TEMOIN);
    let origin =
        Origin::start(|_| Answer::html(&[], "<!DOCTYPE html><html><head></head><body><h1>-</h1></body></html>"));
    desk.file("register/register.toml", Hostile::REGISTER);
    let url = origin.url();
    let arguments = ["serve", "register", "--upstream", &url, "--data", "data", "--undeclared", "block"];
    let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
    let port = site.listen.rsplit_once(':').ok_or("a port")?.1.to_owned();
    let at = |path: &str| format!("http://www.campus.localhost:{port}{path}");
    let stage = Stage::before("withdraw-hidden", desk, site, |options| {
        options.host_rules[0].push_str(", EXCLUDE *.localhost");
    })
    .await?;
    stage.page.goto(&at("/cours/3/lire")).await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    let www = "www.campus.localhost";
    for (name, domain, path) in [
        ("needed", www, "/"),
        ("aud_host", www, "/"),
        ("aud_parent", ".campus.localhost", "/"),
        ("aud_twice", www, "/"),
        ("aud_twice", www, "/cours/3/"),
        ("aud_deep", www, "/cours/3/"),
        ("stranger", www, "/"),
    ] {
        let cookie = Cookie::session(name, "1", domain);
        stage.page.set_cookie(&Cookie { path: path.to_owned(), http_only: true, ..cookie }).await?;
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    stage.page.eval::<bool>("new Promise((done) => temoin.push((t) => t.withdraw().then(() => done(true))))").await?;
    stage.has_none_of(&["stranger"]).await?;
    stage.page.goto(&at("/")).await?;
    assert!(stage.cookie("aud_deep").await?.is_some(), "it is not sent from here");
    // A name or two go with each answer, whose headers stay short.
    for _ in 0..3 {
        stage.page.goto(&at("/cours/3/lire")).await?;
    }
    assert_eq!(stage.cookie_names().await?, names(&["hostile_choice", "needed"]));
    let after = origin.asked().split_off(1);
    let sent = after.iter().filter_map(|asked| asked.header("cookie")).find(|cookies| cookies.contains("aud_"));
    assert_eq!(sent, None, "nobody reads it in between");
    stage.end().await
}
