//! What the site's own scripts ask of us, as `temoin.d.ts` says they may.

use serde_json::{Value, json};
use temoin_testkit::{Answer, Asked, get};

use super::stage::{Outcome, Stage, part};

/// What a script asks before anything of ours is there, and one that fails at it.
const HEAD: &str = "<script>
    window.told = [];
    (window.temoin = window.temoin || []).push((t) => told.push('before'), (t) => told.push(typeof t.choice));
    temoin.push(() => { throw new Error('the site’s own'); });
    temoin.push((t) => t.when('audience').then((choice) => told.push('when ' + choice.granted)));
    temoin.push((t) => { window.stop = t.on('choice', (choice) => told.push('on ' + choice?.granted)); });
    </script>";

/// What a script marks by hand, too late for anyone to see it come.
const IMAGES: &str = "<p><img id=\"inside\" alt=\"\" data-src=\"/inside.gif\"></p>\
    <img id=\"outside\" alt=\"\" data-src=\"/outside.gif\">";

async fn open(journey: &'static str, head: &'static str) -> Result<Stage, Box<dyn std::error::Error>> {
    let page = format!(
        "<!DOCTYPE html><html lang=\"fr\"><head>{head}<title>École</title></head><body><h1>École</h1>{IMAGES}</body></html>"
    );
    let answer = move |asked: &Asked| match asked.path.as_str() {
        "/" => Answer::html(&[], &page),
        _ => Answer::of("200 OK", &["Content-Type: image/gif"], b"GIF89a"),
    };
    let stage = Stage::over(journey, answer, |_| {}).await?;
    stage.visit("/").await?;
    Ok(stage)
}

impl Stage {
    /// What a script of the site is answered: `call` has `t`, and may wait.
    async fn asks(&self, call: &str) -> Result<Value, Box<dyn std::error::Error>> {
        let ask = format!("new Promise((done, fail) => temoin.push((t) => (async () => ({call}))().then(done, fail)))");
        Ok(self.page.eval(&ask).await?)
    }
}

async fn told(stage: &Stage) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    Ok(stage.page.eval("told").await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_asked_before_us_is_told_of_each_choice() -> Outcome {
    let stage = open("scripted-before", HEAD).await?;
    stage.asks("void told.push('after')").await?;
    assert_eq!(told(&stage).await?, ["before", "function", "after"], "and nobody has chosen");
    let errors = stage.page.console().await?;
    assert!(errors.len() == 1 && errors[0].contains("the site’s own"), "told, and in nobody's way: {errors:?}");

    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert_eq!(told(&stage).await?[3..], ["on "], "a refusal is a choice, and grants nothing");
    stage.asks("(await t.accept(['functional', 'audience']), true)").await?;
    let mut after = told(&stage).await?.split_off(4);
    after.sort();
    assert!(matches!(&after[..], [on, when] if on.starts_with("on ") && when.starts_with("when ")), "{after:?}");

    // Once is enough for the one, and the other wants no more.
    stage.asks("(stop(), await t.withdraw(), await t.accept(), true)").await?;
    assert_eq!(told(&stage).await?.len(), 6);

    // The next page begins with that choice.
    stage.visit("/").await?;
    stage.page.wait_until("told.length === 4").await?;
    let mut again = told(&stage).await?;
    again.sort();
    let all = "audience,functional,support";
    assert_eq!(again, ["before".to_owned(), "function".into(), format!("on {all}"), format!("when {all}")]);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_late_is_told_what_is() -> Outcome {
    let stage = open("scripted-late", "").await?;
    assert_eq!(stage.asks("[t.choice(), t.proof()]").await?, json!([null, null]));
    let listen = "(() => { let said = 'nothing'; t.on('choice', (choice) => { said = choice.refused.join(); })(); return said; })()";
    assert_eq!(stage.asks(listen).await?, "nothing");

    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert_eq!(stage.asks(listen).await?, "audience,functional,support");
    let wait = "Promise.race([t.when('audience').then(() => 'granted'), Promise.resolve('waits')])";
    assert_eq!(stage.asks(wait).await?, "waits");
    stage.asks("(await t.accept(['audience']), true)").await?;
    assert_eq!(stage.asks("(await t.when('audience')).refused.join()").await?, "functional,support");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_answers_for_its_visitor() -> Outcome {
    let stage = open("scripted-answers", "").await?;
    for (call, granted, exceptions) in [
        ("t.accept(['audience'])", "audience", ""),
        ("t.acceptService('youtube')", "audience", "+youtube"),
        ("t.refuse()", "", ""),
        ("t.accept()", "audience,functional,support", ""),
        ("t.withdraw()", "", ""),
    ] {
        let now = stage
            .asks(&format!("(({{ id, granted, exceptions }}) => [granted.join(), exceptions.join(), id, t.choice().id])(await {call})"))
            .await?;
        assert_eq!((&now[0], &now[1]), (&granted.into(), &exceptions.into()), "{call}");
        assert_eq!(now[2], now[3], "{call}: what is said is what is");
        let cookie = stage.cookie("phare_choice").await?.ok_or("the choice is kept")?;
        assert_eq!(now[2], part(&cookie.value, "i"), "{call}");
        let proof = stage.asks("t.proof()").await?;
        let path = proof.as_str().ok_or("an address")?;
        assert_eq!(get(&stage.site.listen, path, &[]).json()["id"], now[2], "{call}");
        assert!(!stage.page.visible("#temoin").await?, "{call}: who has answered is not asked");
    }
    let before = stage.cookie("phare_choice").await?;
    let unknown = "t.accept(['nobody']).then(() => 'recorded', () => 'rejected')";
    assert_eq!(stage.asks(unknown).await?, "rejected", "of a purpose that is none");
    assert_eq!(stage.cookie("phare_choice").await?, before);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_shows_what_it_can_be_answered_with() -> Outcome {
    let stage = open("scripted-shows", "").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    // Here it only has to come back; in the next page nobody is asked, and it has to come.
    for _ in 0..2 {
        stage.asks("(await t.show(), true)").await?;
        assert!(stage.page.visible("#temoin [data-temoin=refuse-all]").await?);
        stage.answer("#temoin [data-temoin=refuse-all]").await?;
        assert!(!stage.page.visible("#temoin").await?);
        stage.visit("/").await?;
        assert!(!stage.page.exists("section#temoin").await?);
    }
    stage.asks("(await t.preferences(), true)").await?;
    assert!(stage.page.visible("#temoin-preferences[open] [data-temoin=save]").await?);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_script_marks_by_hand_waits_until_it_is_looked_at() -> Outcome {
    let stage = open("scripted-scan", "").await?;
    const LOADED: &str = "[...document.images].filter((each) => each.getAttribute('src')).map((each) => each.id)";
    let mark = "[...document.images].forEach((each) => { each.dataset.purpose = 'audience'; })";
    stage.asks(&format!("({mark}, t.scan(), true)")).await?;
    assert_eq!(stage.page.eval::<Vec<String>>(LOADED).await?, [""; 0], "nobody has chosen");
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.page.wait_until("[...document.images].every((each) => each.getAttribute('src'))").await?;

    stage.visit("/").await?;
    stage.asks(&format!("({mark}, t.scan(document.querySelector('p')), true)")).await?;
    assert_eq!(stage.page.eval::<Vec<String>>(LOADED).await?, ["inside"]);
    stage.asks("(t.scan(document.querySelector('#outside')), true)").await?;
    assert_eq!(stage.page.eval::<Vec<String>>(LOADED).await?, ["inside", "outside"]);
    stage.end().await
}
