//! Before a choice, and after a refusal: the site and nobody else.

use std::collections::BTreeSet;

use temoin_browser::Cookie;
use temoin_testkit::get;

use super::stage::{BOUND, Outcome, Stage, WALK, months_after, part};

/// What the sample site may write without asking, and what nobody declared: the
/// demonstration reports it, as `--undeclared report` does.
fn unasked() -> BTreeSet<String> {
    BTreeSet::from(["phare_session", "phare_lang", "ab_variant"].map(str::to_owned))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_leaves_before_a_choice() -> Outcome {
    let stage = Stage::demo("no-choice").await?;
    // In the first bytes of the first answer, before anything of the site: no paint can
    // come without it, and no request has to.
    let source = get(&stage.site.listen, "/", &[]).text();
    let (_, body) = source.split_once("<body").ok_or("no body")?;
    let banner = body.find("<section id=\"temoin\"").ok_or("no banner in the source")?;
    assert!(body.find("<header").is_some_and(|site| banner < site), "the banner comes first");
    assert!(!body[..banner].contains("<link") && !body[..banner].contains("<script"), "nothing to wait for");

    stage.visit("/").await?;
    assert!(stage.page.visible("#temoin").await?);
    let answers = "[...document.querySelectorAll('#temoin [data-temoin$=-all]')]";
    let looks: Vec<serde_json::Value> = stage
        .page
        .eval(&format!(
            "{answers}.map(button => {{ const look = getComputedStyle(button);
                return [button.tagName, button.clientWidth, button.clientHeight, look.font, look.color,
                    look.backgroundColor, look.border]; }})"
        ))
        .await?;
    assert_eq!(looks.len(), 2, "refusing and accepting are both on the first layer");
    assert_eq!(looks[0], looks[1], "and look alike");
    stage.picture("banner").await?;

    stage.walk(&WALK).await?;
    assert!(stage.page.text("#temoin").await?.contains("Refuse all"), "in English on the English page");
    stage.nobody_else().await?;
    assert_eq!(stage.cookie_names().await?, unasked());
    assert_eq!(stage.page.console().await?, [""; 0]);
    let counted = get(&stage.site.console, "/metrics", &[]).text();
    assert!(counted.contains(r#"temoin_undeclared_total{subject="cookie-write",name="ab_variant"}"#), "{counted}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_click_refuses_for_six_months() -> Outcome {
    let stage = Stage::demo("refuse").await?;
    stage.visit("/").await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert!(!stage.page.visible("#temoin").await?);
    stage.picture("answered").await?;

    let choice = stage.cookie("phare_choice").await?.ok_or("the choice is kept")?;
    assert_eq!((part(&choice.value, "a"), part(&choice.value, "d")), ("", "audience.functional.support"));
    let record = get(&stage.site.listen, &format!("/_temoin/v1/consents/{}", part(&choice.value, "i")), &[]).json();
    assert_eq!((&record["action"], &record["surface"]), (&"refuse-all".into(), &"banner".into()), "{record}");
    let end = months_after(&stage.page, part(&choice.value, "t").parse()?, 6).await?;
    let kept_until = choice.expires.ok_or("the choice outlives the session")?;
    assert!((kept_until - end).abs() < 60.0, "{kept_until} is not six months after the decision, {end}");

    for path in WALK {
        stage.walk(&[path]).await?;
        assert!(!stage.page.visible("#temoin").await?, "{path} asks again");
    }
    stage.nobody_else().await?;
    stage.has_none_of(&BOUND).await?;
    assert_eq!(stage.cookie("phare_choice").await?, Some(choice), "nothing moves the choice");

    stage.visit("/formation").await?;
    assert!(stage.page.visible("#lecteur .temoin-held").await?);
    assert!(!stage.page.visible("#lecteur iframe").await?);
    stage.whole_picture("course").await?;
    assert_eq!(stage.page.console().await?, [""; 0]);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_objects_is_heard() -> Outcome {
    let stage = Stage::demo("gpc").await?;
    stage.page.header("Sec-GPC", "1").await?;
    for path in WALK {
        stage.walk(&[path]).await?;
        assert!(!stage.page.visible("#temoin").await?, "{path} asks what was said already");
    }
    stage.nobody_else().await?;
    assert_eq!(stage.cookie_names().await?, unasked(), "and nothing is written for it");
    stage.picture("home").await?;

    // Unless this visitor then says otherwise, to this site.
    stage.visit("/contact").await?;
    stage.open(".temoin-link a").await?;
    stage.answer("#temoin-preferences [data-temoin=accept-all]").await?;
    stage.reaches(&[super::stage::CHAT, super::stage::GOOGLE_TAG]).await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_choice_starts_nothing() -> Outcome {
    let stage = Stage::demo("forged").await?;
    stage.visit("/").await?;
    let facts = get(&stage.site.listen, "/_temoin/site.json", &[]).json();
    let revision = facts["revision"].as_str().ok_or("a revision")?;
    let forged = format!(
        "v=1&i=00000000000000000000000000&t=1795310572&r={revision}&a=audience.functional.support&d=&m={}",
        "A".repeat(22)
    );
    stage.page.set_cookie(&Cookie::session("phare_choice", &forged, "127.0.0.1")).await?;
    stage.walk(&WALK).await?;
    stage.visit("/formation").await?;
    assert!(stage.page.visible("#temoin").await?, "the visitor is asked");
    stage.nobody_else().await?;
    stage.has_none_of(&BOUND).await?;
    stage.end().await
}
