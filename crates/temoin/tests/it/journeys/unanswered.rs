//! What stands between a click and its record: a server that is away, or silent, and a page
//! that may ask for nothing. The answer is recorded once or its visitor is told, and nothing
//! starts before it is.

use std::sync::{Arc, Mutex};

use temoin_testkit::{Answer, Asked, Origin, attempt, get};

use super::stage::{Outcome, Stage};

/// What becomes of an answer on its way to the server.
#[derive(Clone, Copy)]
enum Way {
    Open,
    /// What a server before ours says while ours starts again.
    Away,
    /// Nobody answers, and nobody hangs up.
    Silent,
}

/// What the site's pages have that waits: it asks for `/ran`.
const WAITS: &str = "<script type=\"text/plain\" data-purpose=\"audience\">\
    document.documentElement.dataset.ran = 'yes'; new Image().src = '/ran';</script>";
const RAN: &str = "document.documentElement.dataset.ran ?? 'no'";
/// What waited has run, and its request was answered.
const STARTED: &str = "performance.getEntriesByType('resource').some((each) => each.name.endsWith('/ran'))";
const TOLD: &str = "#temoin:not([hidden]) [role=alert]:not([hidden])";

/// A visitor whose requests all pass by something that stands before the gateway.
struct Passage {
    stage: Stage,
    front: Origin,
    /// What the next answers meet; those after them find the way open.
    ways: Arc<Mutex<Vec<Way>>>,
    /// What became of each answer, and each `/ran`, in their order.
    seen: Arc<Mutex<Vec<String>>>,
}

impl Passage {
    async fn open(journey: &'static str, policy: &'static str) -> Result<Self, Box<dyn std::error::Error>> {
        let page = format!(
            "<!DOCTYPE html><html lang=\"fr\"><head><title>École</title></head><body><h1>École</h1>{WAITS}\
             <p><a id=\"choices\" href=\"#temoin\">Cookies</a></p></body></html>"
        );
        let answer = move |asked: &Asked| match asked.path.as_str() {
            "/ran" => Answer::of("204 No Content", &[], b""),
            _ => Answer::html(if policy.is_empty() { &[] } else { std::slice::from_ref(&policy) }, &page),
        };
        let stage = Stage::over(journey, answer, |_| {}).await?;
        let (ways, seen) = (Arc::<Mutex<Vec<Way>>>::default(), Arc::<Mutex<Vec<String>>>::default());
        let (next, told, gateway) = (ways.clone(), seen.clone(), stage.site.listen.clone());
        let front = Origin::start(move |asked| {
            let tell = |what: &str| told.lock().expect("no panic").push(what.to_owned());
            if asked.path == "/ran" {
                tell("ran");
            }
            if asked.method != "POST" || !asked.path.ends_with("/v1/consents") {
                return relayed(&gateway, asked).1;
            }
            let mut ways = next.lock().expect("no panic");
            let way = if ways.is_empty() { Way::Open } else { ways.remove(0) };
            drop(ways);
            match way {
                Way::Open => {
                    let (status, answer) = relayed(&gateway, asked);
                    tell(&status.to_string());
                    answer
                }
                Way::Away => {
                    tell("503");
                    Answer::of("503 Service Unavailable", &["Content-Type: text/html"], b"<h1>503</h1>")
                }
                Way::Silent => {
                    tell("silence");
                    loop {
                        std::thread::park();
                    }
                }
            }
        });
        stage.page.goto(&front.url()).await?;
        assert!(stage.page.visible("#temoin").await?, "it asks");
        Ok(Self { stage, front, ways, seen })
    }

    /// The next answers meet these.
    fn meets(&self, ways: &[Way]) {
        ways.clone_into(&mut self.ways.lock().expect("no panic"));
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("no panic").clone()
    }

    /// How many choices are on record.
    fn recorded(&self) -> u64 {
        let told = get(&self.stage.site.console, "/stats?from=2020-01-01&to=2099-12-31", &[]).json();
        let totals = &told["sites"][0]["totals"];
        totals["answered"].as_u64().unwrap_or_else(|| panic!("{told:#}"))
    }

    /// The visitor was told, and all is as it was.
    async fn changed_nothing(&self) -> Outcome {
        let page = &self.stage.page;
        assert!(page.visible("#temoin").await?, "it asks again");
        assert_ne!(page.text(TOLD).await?, "");
        assert!(!page.exists("#temoin :disabled").await?, "and can be answered");
        assert_eq!(page.eval::<String>(RAN).await?, "no");
        assert_eq!(self.stage.cookie("phare_choice").await?, None);
        Ok(())
    }
}

/// What the gateway answers; the browser speaks to what stands before it.
fn relayed(gateway: &str, asked: &Asked) -> (u16, Answer) {
    let framing = ["content-length", "connection", "transfer-encoding", "keep-alive"];
    let headers: Vec<(&str, &str)> =
        asked.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let headers: Vec<_> = headers.into_iter().filter(|(name, _)| !framing.contains(name)).collect();
    let Some(reply) = attempt(gateway, &asked.method, &asked.path, &headers, &asked.body) else {
        return (502, Answer::of("502 Bad Gateway", &[], b""));
    };
    let headers = reply.headers.iter().filter(|(name, _)| !framing.contains(&name.as_str()));
    let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value}")).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    (reply.status, Answer::of(&format!("{} -", reply.status), &headers, &reply.body))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_finds_no_server_is_recorded_once_it_is_back() -> Outcome {
    let passage = Passage::open("unanswered-away", "").await?;
    passage.meets(&[Way::Away; 2]);
    let page = &passage.stage.page;
    page.click("#temoin [data-temoin=accept-all]").await?;
    page.wait_until(STARTED).await?;
    assert_eq!(passage.seen(), ["503", "503", "201", "ran"]);
    assert_eq!(passage.recorded(), 1);
    assert!(!page.visible("#temoin").await?);
    passage.stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stays_away_is_told_of_and_can_be_asked_again() -> Outcome {
    let passage = Passage::open("unanswered-gone", "").await?;
    passage.meets(&[Way::Away; 3]);
    let page = &passage.stage.page;
    page.click("#temoin [data-temoin=accept-all]").await?;
    page.wait_for(TOLD).await?;
    passage.stage.picture("told").await?;
    passage.changed_nothing().await?;
    assert_eq!(passage.seen(), ["503"; 3]);

    passage.stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert_eq!(page.eval::<String>(RAN).await?, "no");
    assert_eq!(passage.seen()[3..], ["201"]);
    assert_eq!(passage.recorded(), 1);
    passage.stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_never_answers_unlocks_nothing() -> Outcome {
    let passage = Passage::open("unanswered-silent", "").await?;
    passage.meets(&[Way::Silent]);
    let page = &passage.stage.page;
    // Our patience is over at once.
    let clock = "void (window.later = setTimeout, window.setTimeout = (call, time, ...rest) =>
        later(call, time > 9999 ? 0 : time, ...rest))";
    page.eval::<()>(clock).await?;
    page.click("#temoin [data-temoin=accept-all]").await?;
    page.wait_for(TOLD).await?;
    passage.changed_nothing().await?;
    assert_eq!(passage.seen(), ["silence"], "it may be about to answer: nothing is sent twice");

    page.eval::<()>("void (window.setTimeout = later)").await?;
    passage.stage.answer("#temoin [data-temoin=accept-all]").await?;
    page.wait_until(&format!("({RAN}) === 'yes'")).await?;
    assert_eq!(passage.recorded(), 1);
    passage.stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_may_ask_for_nothing_is_left_to_answer() -> Outcome {
    let passage = Passage::open("unanswered-policy", "Content-Security-Policy: connect-src 'none'").await?;
    let page = &passage.stage.page;
    let call =
        "new Promise((done) => temoin.push((t) => t.accept().then(() => done('recorded'), () => done('rejected'))))";
    assert_eq!(page.eval::<String>(call).await?, "rejected", "a script is told, and the page stays");
    assert_eq!((page.eval::<String>(RAN).await?.as_str(), passage.recorded()), ("no", 0));
    page.click_and_load("#temoin [data-temoin=accept-all]").await?;
    assert_eq!(page.url().await?, passage.front.url() + "/", "and comes back");
    page.wait_until(STARTED).await?;
    assert_eq!(passage.seen(), ["303", "ran"], "as without a script");
    assert_eq!(passage.recorded(), 1);
    assert!(!page.exists("section#temoin").await?);

    // The preferences have a page of their own.
    page.click_and_load("#choices").await?;
    assert!(page.url().await?.contains("/_temoin/preferences?"), "{}", page.url().await?);
    page.click_and_load("[data-temoin=refuse-all]").await?;
    assert_eq!(page.url().await?, passage.front.url() + "/");
    assert_eq!(page.eval::<String>(RAN).await?, "no");
    assert_eq!(passage.seen()[2..], ["303"]);
    passage.stage.end().await
}
