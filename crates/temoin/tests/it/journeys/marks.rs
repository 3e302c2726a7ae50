//! What the marks of a page promise: what waits runs in the page's order, for whom it was
//! meant, and as what it was.

use std::sync::{Arc, Condvar, Mutex};

use temoin_testkit::{Answer, Asked};

use super::stage::{Outcome, Stage};

/// Scripts that wait, and say when they run.
const PAGE: &str = r#"<!DOCTYPE html><html lang="fr"><head><title>École</title><script>window.ran = [];</script></head>
<body><h1>École</h1>
<script type="text/plain" data-purpose="audience">ran.push("inline");</script>
<script type="text/plain" data-purpose="audience" data-src="/file.js"></script>
<script type="text/plain" data-purpose="audience">ran.push("after the file");</script>
<script type="text/plain" data-purpose="audience" data-src="/async.js" async></script>
<script type="text/plain" data-purpose="audience">ran.push("beside async");</script>
<script type="text/plain" data-purpose="audience" data-src="/last.js"></script>
<script type="text/plain" data-purpose="!audience">ran.push("without");</script>
<script type="text/plain" data-purpose="audience functional">ran.push("both");</script>
<script type="text/plain" data-purpose="functional" data-type="module">
import { word } from "/word.js";
ran.push(`${word}, ${typeof this}`);
</script>
<script type="text/plain" data-purpose="nobody">ran.push("of nobody");</script>
</body></html>"#;

/// How many of them are for the audience alone, and how many run for who accepts everything.
const AUDIENCE: usize = 6;
const ALL: usize = 8;

/// A site whose `/async.js` comes after `/last.js`, each time.
fn site() -> impl Fn(&Asked) -> Answer {
    let last = Arc::new((Mutex::new(false), Condvar::new()));
    move |asked| {
        let script = |text: &str| {
            Answer::of("200 OK", &["Content-Type: text/javascript", "Cache-Control: no-store"], text.as_bytes())
        };
        let (came, told) = &*last;
        match asked.path.as_str() {
            "/file.js" => script("ran.push('file');"),
            "/last.js" => {
                *came.lock().expect("no panic") = true;
                told.notify_all();
                script("ran.push('last');")
            }
            "/async.js" => {
                let came = came.lock().expect("no panic");
                *told.wait_while(came, |came| !*came).expect("no panic") = false;
                script("ran.push('async');")
            }
            "/word.js" => script("export const word = 'module';"),
            _ => Answer::html(&[], PAGE),
        }
    }
}

async fn open(journey: &'static str) -> Result<Stage, Box<dyn std::error::Error>> {
    let stage = Stage::over(journey, site(), |_| {}).await?;
    stage.visit("/").await?;
    assert_eq!(ran(&stage).await?, [""; 0], "nobody was asked yet");
    Ok(stage)
}

async fn ran(stage: &Stage) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    Ok(stage.page.eval("ran").await?)
}

/// Waits until as many have run, and says which.
async fn run(stage: &Stage, count: usize) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    stage.page.wait_until(&format!("ran.length >= {count}")).await?;
    ran(stage).await
}

/// Everything runs, in the order of the page; modules and `async` when they come.
async fn in_order(stage: &Stage) -> Outcome {
    let all = run(stage, ALL).await?;
    let at = |what: &str| all.iter().position(|each| each == what);
    assert!(at("async") > at("beside async") && at("module, undefined").is_some(), "{all:?}");
    let others: Vec<&str> =
        all.iter().map(String::as_str).filter(|each| !["async", "module, undefined"].contains(each)).collect();
    assert_eq!(others, ["inline", "file", "after the file", "beside async", "last", "both"]);
    Ok(())
}

/// What a script of the site answers for its visitor.
async fn accept(stage: &Stage, purposes: &str) -> Outcome {
    let accept = format!("new Promise((done) => temoin.push((t) => t.accept([{purposes}]).then(() => done(true))))");
    stage.page.eval::<bool>(&accept).await?;
    Ok(())
}

/// Whatever else was to run has: what comes now runs after it.
async fn settled(stage: &Stage) -> Outcome {
    let last = "new Promise((done) => temoin.push((t) => {
        const { granted: [yes], refused: [no] } = t.choice();
        const last = Object.assign(document.createElement('script'), { type: 'text/plain', text: 'settled()' });
        last.dataset.purpose = yes ?? '!' + no;
        window.settled = () => done(true);
        document.body.append(last); }))";
    stage.page.eval::<bool>(last).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_runs_in_the_order_of_the_page() -> Outcome {
    let stage = open("marks-order").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    in_order(&stage).await?;
    settled(&stage).await?;
    assert_eq!(ran(&stage).await?.len(), ALL, "each of them once");

    // The next page comes with all of it from the server.
    stage.visit("/").await?;
    in_order(&stage).await?;
    assert_eq!(stage.page.console().await?, [""; 0]);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_for_those_who_refused_runs_for_them_alone() -> Outcome {
    let stage = open("marks-without").await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert_eq!(run(&stage, 1).await?, ["without"]);
    settled(&stage).await?;
    assert_eq!(ran(&stage).await?, ["without"]);
    stage.visit("/").await?;
    assert_eq!(run(&stage, 1).await?, ["without"]);
    settled(&stage).await?;
    assert_eq!(ran(&stage).await?, ["without"], "once");

    stage.visit("/").await?;
    accept(&stage, "'audience'").await?;
    let all = run(&stage, 1 + AUDIENCE).await?;
    assert_eq!(all.iter().filter(|each| *each == "without").count(), 1, "{all:?}");
    stage.visit("/").await?;
    run(&stage, AUDIENCE).await?;
    settled(&stage).await?;
    assert!(!ran(&stage).await?.contains(&"without".to_owned()));
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_purposes_wait_for_both() -> Outcome {
    let stage = open("marks-both").await?;
    accept(&stage, "'functional'").await?;
    let all = run(&stage, 2).await?;
    assert!(all.contains(&"without".to_owned()) && all.contains(&"module, undefined".to_owned()), "{all:?}");
    settled(&stage).await?;
    assert_eq!(ran(&stage).await?.len(), 2);
    accept(&stage, "'functional', 'audience'").await?;
    let all = run(&stage, 2 + AUDIENCE + 1).await?;
    assert!(all.contains(&"both".to_owned()), "{all:?}");

    // One of them taken back is enough.
    accept(&stage, "'audience'").await?;
    stage.visit("/").await?;
    run(&stage, AUDIENCE).await?;
    settled(&stage).await?;
    assert_eq!(ran(&stage).await?.len(), AUDIENCE);
    stage.end().await
}

/// What fails: by itself, because it is not there, because its host is away.
const FAILING: &str = r#"<!DOCTYPE html><html lang="fr"><head><title>École</title><script>window.ran = [];</script></head>
<body><h1>École</h1>
<script type="text/plain" data-purpose="audience">ran.push("one"); throw new Error("the site's own");</script>
<script type="text/plain" data-purpose="audience" data-src="/missing.js"></script>
<script type="text/plain" data-purpose="audience" data-src="https://away.example/script.js"></script>
<script type="text/plain" data-purpose="audience" data-src="javascript:ran.push('no address')"></script>
<script type="text/plain" data-purpose="audience">ran.push("two");</script>
</body></html>"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_holds_up_nothing_that_waits_after_it() -> Outcome {
    let site = |asked: &Asked| match asked.path.as_str() {
        "/missing.js" => Answer::of("404 Not Found", &[], b""),
        _ => Answer::html(&[], FAILING),
    };
    let stage = Stage::over("marks-failing", site, |_| {}).await?;
    stage.visit("/").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    assert_eq!(run(&stage, 2).await?, ["one", "two"]);
    stage.visit("/").await?;
    assert_eq!(run(&stage, 2).await?, ["one", "two"]);
    stage.end().await
}
