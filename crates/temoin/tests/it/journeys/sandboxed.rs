//! Frames of the site's own that it takes rights away from: nothing breaks in them, nobody
//! is asked in them, and nothing starts in them that was not granted.

use serde_json::{Value, json};
use temoin_testkit::{Answer, Asked};

use super::stage::{GOOGLE_PIXEL, Outcome, Stage};

const PAGE: &str = r#"<!DOCTYPE html><html lang="fr"><head><title>École</title></head><body><h1>École</h1>
<iframe title="A" src="/frame?scripts" sandbox="allow-scripts"></iframe>
<iframe title="B" src="/frame?same" sandbox="allow-scripts allow-same-origin"></iframe>
</body></html>"#;

const FRAME: &str = r#"<!DOCTYPE html><html lang="fr"><head><title>Cadre</title></head><body><h1>Cadre</h1>
<script type="text/plain" data-purpose="audience">window.ran = true;</script>
<script src="/frame.js"></script></body></html>"#;

/// Tells what its frame is like, once it has added an image if it is to: one that waits for
/// the audience as anywhere.
const SCRIPT: &str = r#"
const cookies = () => { try { return document.cookie, "kept"; } catch { return "none"; } };
addEventListener("message", ({ data, source }) => {
    if (data === "add an image")
        document.body.append(Object.assign(new Image(), { src: "https://www.google-analytics.com/collect", alt: "" }));
    source.postMessage({
        cookies: cookies(), ran: window.ran ?? false, asks: document.querySelector("[id^=temoin],.temoin-link") !== null,
        images: document.querySelectorAll("img[src]").length,
    }, "*");
});
"#;

fn answer(asked: &Asked) -> Answer {
    match asked.path.split('?').next() {
        Some("/frame.js") => Answer::of("200 OK", &["Content-Type: text/javascript"], SCRIPT.as_bytes()),
        Some("/frame") => Answer::html(&[], FRAME),
        _ => Answer::html(&[], PAGE),
    }
}

async fn open(journey: &'static str) -> Result<Stage, Box<dyn std::error::Error>> {
    let stage = Stage::over(journey, answer, |_| {}).await?;
    stage.visit("/").await?;
    Ok(stage)
}

/// What each frame says of itself: the one without an origin, then the other.
async fn frames(stage: &Stage, told: &str) -> Result<[Value; 2], Box<dyn std::error::Error>> {
    let ask = format!(
        "Promise.all([frames[0], frames[1]].map((frame) => new Promise((done) => {{
            addEventListener('message', (event) => {{ if (event.source === frame) done(event.data); }});
            frame.postMessage('{told}', '*'); }})))"
    );
    Ok(stage.page.eval(&ask).await?)
}

fn frame(cookies: &str, ran: bool, images: usize) -> Value {
    json!({ "cookies": cookies, "ran": ran, "asks": false, "images": images })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_asked_in_a_frame_and_nothing_starts_in_it() -> Outcome {
    let stage = open("sandboxed").await?;
    assert!(stage.page.visible("#temoin").await?, "the page asks");
    let waits = [frame("none", false, 0), frame("kept", false, 0)];
    assert_eq!(frames(&stage, "").await?, waits);
    stage.picture("asked").await?;

    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    stage.visit("/").await?;
    assert_eq!(frames(&stage, "").await?, waits);
    assert_eq!(frames(&stage, "add an image").await?, waits);
    assert_eq!(stage.page.console().await?, [""; 0]);
    stage.nobody_else().await?;
    stage.end().await
}

/// Its visitor was asked in the page: the frame comes with what they granted, although no
/// choice could be made in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_granted_in_the_page_starts_in_its_frames() -> Outcome {
    let stage = open("sandboxed-granted").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.visit("/").await?;
    assert_eq!(frames(&stage, "").await?, [frame("none", true, 0), frame("kept", true, 0)]);
    assert_eq!(stage.page.console().await?, [""; 0]);
    assert_eq!(frames(&stage, "add an image").await?, [frame("none", true, 1), frame("kept", true, 1)]);
    stage.reaches(&[GOOGLE_PIXEL]).await?;
    stage.end().await
}
