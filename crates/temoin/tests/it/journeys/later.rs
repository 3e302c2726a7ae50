//! What comes into a page after it was made: by its scripts, and after its visitor
//! changed their mind.

use std::collections::BTreeSet;

use temoin_testkit::{Answer, Asked, Desk, Hostile, Origin, Program};
use tokio::time::timeout;

use super::stage::{Outcome, PATIENCE, Stage};

/// The host of the frame that stands in the page; nothing in its tag says whose it is.
const FRAMED: &str = "frame.held.example";

fn answer(asked: &Asked) -> Answer {
    if asked.path.starts_with("/relay/") {
        return Answer::of("200 OK", &["Content-Type: image/gif"], b"GIF89a");
    }
    if asked.path == "/worker.js" {
        let text = "onmessage = ({ data, source }) => fetch(data, { mode: 'no-cors' })
            .then(() => 'reached', () => 'away').then((said) => source.postMessage(said));";
        return Answer::of("200 OK", &["Content-Type: text/javascript"], text.as_bytes());
    }
    let frame = match asked.path.as_str() {
        "/bare" => String::new(),
        _ => format!("<iframe title=\"A\" src=\"https://{FRAMED}/a\"></iframe>"),
    };
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Later</title></head><body><h1>Later</h1>{frame}</body></html>"
    );
    Answer::html(&[], &page)
}

async fn open(journey: &'static str) -> Result<(Stage, Origin), Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    let origin = Origin::start(answer);
    desk.file("register/register.toml", Hostile::REGISTER);
    let url = origin.url();
    let site = Program::start(crate::TEMOIN, desk.path(), &["serve", "register", "--upstream", &url, "--data", "data"]);
    let stage = Stage::before(journey, desk, site, |_| {}).await?;
    stage.visit("/").await?;
    Ok((stage, origin))
}

/// What a visitor finds in the place of the frames that wait: where each leads.
const PLACES: &str = "[...document.querySelectorAll('.temoin-held')].map((held) =>
    held.nextElementSibling?.matches(':is(iframe,embed,object)[hidden]:not([src],[data])') && held.checkVisibility()
        ? held.querySelector('[data-temoin=this-one]')?.href ?? 'nowhere' : 'of nothing')";

/// The frames that load.
const FRAMES: &str = "[...document.querySelectorAll('iframe[src]')].map((frame) => frame.src)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_that_says_nothing_of_itself_is_emptied_when_it_is_taken_back() -> Outcome {
    let (stage, _origin) = open("later-taken-back").await?;
    assert_eq!(stage.page.eval::<Vec<String>>(PLACES).await?, [format!("https://{FRAMED}/a")]);
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.reaches(&[FRAMED]).await?;
    // The next page comes as its site wrote it; a script adds another frame.
    stage.visit("/").await?;
    stage
        .page
        .eval::<()>("void document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://added.held.example/b?c=d', title: 'B' }))")
        .await?;
    let both = ["https://frame.held.example/a", "https://added.held.example/b?c=d"];
    assert_eq!(stage.page.eval::<Vec<String>>(FRAMES).await?, both);
    assert!(!stage.page.exists("iframe[data-service]").await?, "nothing marks them");

    stage.page.eval::<bool>("new Promise((done) => temoin.push((t) => t.withdraw().then(() => done(true))))").await?;
    assert_eq!(stage.page.eval::<Vec<String>>(FRAMES).await?, [""; 0]);
    stage.page.wait_until(&format!("({PLACES}).length === 2")).await?;
    assert_eq!(stage.page.eval::<Vec<String>>(PLACES).await?, both);
    stage.picture("taken-back").await?;

    // One of them says it for both: they are one service's.
    stage.answer(".temoin-held [data-temoin=always]").await?;
    stage.page.wait_until("!document.querySelector('.temoin-held')").await?;
    assert_eq!(stage.page.eval::<Vec<String>>(FRAMES).await?, both);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_that_a_script_adds_says_whom_it_waits_for() -> Outcome {
    let (stage, _origin) = open("later-added").await?;
    stage.page.clear_requests().await?;
    let add = "(() => {
        const frame = Object.assign(document.createElement('iframe'), { src: 'https://added.held.example/b', title: 'B' });
        document.body.append(frame);
        window.gone = frame.cloneNode();
        document.body.append(gone);
        document.body.insertAdjacentHTML('beforeend', '<div><iframe title=C src=\"https://html.held.example/c\"></iframe></div>');
        document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://nobody.example/', title: 'D' }));
        for (const style of ['display: none', 'visibility: hidden', 'width: 1px; height: 1px']) {
            const unseen = document.createElement('iframe');
            unseen.style.cssText = style;
            unseen.src = 'https://unseen.held.example/';
            document.body.prepend(unseen);
        }
        return true; })()";
    stage.page.eval::<bool>(add).await?;
    stage.page.wait_until("document.querySelectorAll('.temoin-held').length === 4").await?;
    let all = ["https://frame.held.example/a", "https://added.held.example/b", "https://added.held.example/b"];
    assert!(!stage.page.exists("iframe[style][hidden]").await?, "nobody would miss these");
    let all = [&all[..], &["https://html.held.example/c"]].concat();
    assert_eq!(stage.page.eval::<Vec<String>>(PLACES).await?, all);
    stage.page.eval::<()>("void gone.remove()").await?;
    stage.page.wait_until("document.querySelectorAll('.temoin-held').length === 3").await?;
    assert!(stage.page.visible("#temoin").await?, "it goes on asking");
    let asked = stage.page.requests().await?;
    let parts = asked.iter().filter(|request| request.url.contains("part=held")).count();
    assert_eq!(parts, 1, "one service, one question: {asked:#?}");
    stage.picture("added").await?;

    stage.answer("iframe[title=B] + div .temoin-held [data-temoin=always], .temoin-held + [title=B] ~ div [data-temoin=always]").await?;
    stage.page.wait_until("!document.querySelector('.temoin-held')").await?;
    assert!(!stage.page.exists("iframe[hidden]").await?);
    stage
        .reaches(&[FRAMED, "added.held.example", "html.held.example", "nobody.example", "unseen.held.example"])
        .await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_embed_that_a_script_adds_says_whom_it_waits_for() -> Outcome {
    let (stage, _origin) = open("later-embeds").await?;
    // Nothing else in the page waits.
    stage.visit("/bare").await?;
    let all = [
        ("embed", "src", "https://embed.held.example/a"),
        ("object", "data", "https://object.held.example/b"),
        ("iframe", "src", "https://added.held.example/c"),
    ];
    for (nth, (tag, attribute, address)) in all.iter().enumerate() {
        let add =
            format!("void (document.body.append(window.last = document.createElement('{tag}')), last.title = 'later')");
        stage.page.eval::<()>(&add).await?;
        if nth == 0 {
            assert!(!stage.page.exists(".temoin-held").await?, "it has no address yet");
        }
        stage.page.eval::<()>(&format!("void (last.{attribute} = '{address}')")).await?;
        stage.page.wait_until(&format!("document.querySelectorAll('.temoin-held').length === {}", nth + 1)).await?;
    }
    let unseen = "void document.body.insertAdjacentHTML('beforeend',
        '<embed src=\"https://unseen.held.example/\" style=\"width: 1px; height: 1px\"><object data=\"https://nobody.example/\"></object>')";
    stage.page.eval::<()>(unseen).await?;
    assert_eq!(stage.page.eval::<Vec<String>>(PLACES).await?, all.map(|(_, _, address)| address));
    stage.picture("embeds").await?;
    // What is sent elsewhere while it waits, waits for elsewhere.
    stage.page.eval::<()>("void (last.src = 'https://added.held.example/d')").await?;
    stage.page.wait_until(&format!("({PLACES})[2] === 'https://added.held.example/d'")).await?;
    stage.only(&["nobody.example"]).await?;

    stage.answer(".temoin-held [data-temoin=always]").await?;
    stage.page.wait_until("!document.querySelector('.temoin-held,[title=later][hidden]')").await?;
    stage
        .reaches(&[
            "embed.held.example",
            "object.held.example",
            "added.held.example",
            "nobody.example",
            "unseen.held.example",
        ])
        .await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_starts_leaves_its_neighbours_waiting() -> Outcome {
    let (stage, _origin) = open("later-neighbours").await?;
    let place = format!("https://{FRAMED}/a");
    let [held, frame] = ["document.querySelector('.temoin-held')", "document.querySelector('iframe')"];
    // A script puts a picture of another purpose between a frame and its placeholder.
    let between = "(() => {
        const picture = Object.assign(document.createElement('img'), { alt: 'P', id: 'picture' });
        picture.dataset.purpose = 'other';
        picture.dataset.src = '/picture';
        document.querySelector('iframe').before(picture);
        return true; })()";
    stage.page.eval::<bool>(between).await?;
    let accept = "new Promise((done) => temoin.push((t) => t.accept(['other']).then(() => done(true))))";
    stage.page.eval::<bool>(accept).await?;
    stage
        .page
        .wait_until("document.querySelector('#picture').complete && !!document.querySelector('#picture[src]')")
        .await?;
    assert_eq!(stage.page.eval::<Vec<String>>(PLACES).await?, [place.as_str()], "it still waits, and says so");

    // A frame that is moved takes its placeholder along; one that goes, with it.
    stage.page.eval::<bool>("(document.querySelector('h1').before(document.querySelector('iframe')), true)").await?;
    stage.page.wait_until(&format!("{held}.nextElementSibling === {frame}")).await?;
    assert_eq!(stage.page.eval::<Vec<String>>(PLACES).await?, [place.as_str()]);
    stage.page.eval::<bool>(&format!("(window.gone = {frame}, gone.remove(), true)")).await?;
    stage.page.wait_until("!document.querySelector('.temoin-held')").await?;
    stage.page.eval::<bool>("(document.body.append(gone), true)").await?;
    stage.page.wait_until(&format!("({PLACES})[0] === '{place}'")).await?;

    stage.answer(".temoin-held [data-temoin=always]").await?;
    stage.page.wait_until("!document.querySelector('.temoin-held,iframe[hidden]')").await?;
    stage.reaches(&[FRAMED]).await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_worker_contacts_no_more_what_was_taken_back() -> Outcome {
    let (stage, _origin) = open("later-worker").await?;
    stage.visit("/bare").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.visit("/bare").await?;
    stage
        .page
        .eval::<bool>(
            "navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(() => true)",
        )
        .await?;
    // As long as a page that it controls is open, a worker stays, whatever comes after it.
    stage.visit("/bare").await?;
    stage.page.wait_until("!!(window.worker = navigator.serviceWorker.controller)").await?;
    let ask = |host: &str| {
        format!(
            "(async () => {{
                const said = new Promise((done) => navigator.serviceWorker.addEventListener('message', ({{ data }}) => done(data), {{ once: true }}));
                (await navigator.serviceWorker.ready).active.postMessage('https://{host}/it');
                navigator.serviceWorker.startMessages();
                return said; }})()"
        )
    };
    // What a worker asks for, no page does.
    stage.page.eval::<String>(&ask("worker.held.example")).await?;
    timeout(PATIENCE, stage.outside.reached_by(&["worker.held.example"])).await?;
    stage.forget().await?;

    stage.page.eval::<bool>("new Promise((done) => temoin.push((t) => t.withdraw().then(() => done(true))))").await?;
    stage.page.wait_until("worker.state === 'redundant'").await?;
    assert_eq!(stage.page.eval::<String>(&ask("worker.held.example")).await?, "away");
    stage.page.eval::<String>(&ask("worker.allowed.example")).await?;
    timeout(PATIENCE, stage.outside.reached_by(&["worker.allowed.example"])).await?;
    assert_eq!(stage.outside.contacted(), BTreeSet::from(["worker.allowed.example".to_owned()]));
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_that_come_later_all_wait_and_all_start() -> Outcome {
    let (stage, origin) = open("later-thousand").await?;
    let add = "(() => {
        window.ran = [];
        for (let at = 0; at < 1000; at++) {
            let made;
            if (at % 2) {
                made = document.createElement('script');
                made.type = 'text/plain';
                made.dataset.purpose = 'audience';
                made.text = `ran.push(${at})`;
            } else if (at % 50) {
                made = document.createElement('img');
                made.src = '/relay/' + at;
            } else {
                made = document.createElement('iframe');
                made.src = '/relay/frame' + at;
            }
            document.body.append(made);
        }
        return true; })()";
    stage.page.eval::<bool>(add).await?;
    stage.page.wait_until("document.querySelectorAll('.temoin-held').length === 21").await?;
    let waits = "[ran.length, document.images.length, document.querySelectorAll('img[src],iframe[src]').length]";
    assert_eq!(stage.page.eval::<Vec<usize>>(waits).await?, [0, 480, 0]);
    let relayed = || origin.asked().iter().filter(|asked| asked.path.starts_with("/relay/")).count();
    assert_eq!(relayed(), 0);
    stage.nobody_else().await?;

    stage.answer("#temoin [data-temoin=accept-all]").await?;
    for started in [100, 200, 300, 400, 500] {
        stage.page.wait_until(&format!("ran.length >= {started}")).await?;
    }
    assert!(stage.page.eval::<bool>("ran.every((at, nth) => at === 2 * nth + 1)").await?, "in their order");
    stage.page.wait_until("[...document.images].every((each) => each.complete && each.src)").await?;
    stage.page.wait_until("!document.querySelector('.temoin-held,iframe:not([src])')").await?;
    let framed =
        "[...document.querySelectorAll('iframe')].filter((each) => each.contentDocument?.URL.includes('/relay/'))";
    stage.page.wait_until(&format!("{framed}.length === 20")).await?;
    assert_eq!(relayed(), 500);
    stage.end().await
}
