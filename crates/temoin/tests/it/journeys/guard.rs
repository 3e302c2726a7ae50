//! The guard in the page decides what the gateway decides, and does what it says.

use jiff::Timestamp;
use serde_json::{Value, json};
use temoin_browser::{Browser, Options};
use temoin_consent::{Choice, ChoiceId, Decision, Exception, Unusable, Verdict, verdict};
use temoin_enforce::Undeclared;
use temoin_enforce::guard::{allowed, table};
use temoin_evidence::{FirstWrite, Observation, Wanted};
use temoin_register::{Register, TrackerKind};
use temoin_testkit::{Answer, Desk, Hostile, Origin, Program, get, register};

use super::stage::{Outcome, Stage};

/// The guard's own decisions, as they are written.
const JUDGE: &str = include_str!("../../../../../web/guard-judge.js");

/// What is put to both: every visitor meets every case.
const CASES: &str = include_str!("guard_cases.json");

/// The visitor that a case describes: `audience !other +everyone`, `gpc`.
fn visitor(words: &str) -> Choice {
    match words {
        "" => Choice::None(Unusable::Absent),
        "gpc" => Choice::Gpc,
        words => {
            let with = |sign: char| words.split(' ').filter_map(move |word| word.strip_prefix(sign)).map(str::to_owned);
            Choice::Made(Decision {
                id: ChoiceId::from_random([3; 16]),
                decided_at: Timestamp::UNIX_EPOCH,
                revision: "00000000".to_owned(),
                granted: words
                    .split(' ')
                    .filter(|word| !word.starts_with(['!', '+', '-']))
                    .map(str::to_owned)
                    .collect(),
                refused: with('!').collect(),
                exceptions: with('+').map(Exception::Allow).chain(with('-').map(Exception::Refuse)).collect(),
                account: None,
            })
        }
    }
}

fn written(verdict: Verdict) -> Value {
    match verdict {
        Verdict::Allow(_) => "allow".into(),
        Verdict::ForSession(_) => "for-session".into(),
        Verdict::Cap(seconds, _) => seconds.into(),
        Verdict::Strip(_) => "strip".into(),
        Verdict::Block(_) => "block".into(),
        Verdict::Undeclared => "undeclared".into(),
    }
}

fn texts<'v>(cases: &'v Value, key: &str) -> Vec<&'v str> {
    cases[key].as_array().expect("a list").iter().map(|text| text.as_str().expect("a text")).collect()
}

/// All of it, decided here: each case with its verdict.
fn decided(register: &Register, choice: &Choice, cases: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for now in cases["now"].as_array().expect("moments") {
        let moment = Timestamp::from_second(now.as_i64().expect("a second")).expect("in the calendar");
        let judge = |seen: Observation<'_>| written(verdict(register, choice, &seen, moment));
        for pair in cases["write"].as_array().expect("trackers") {
            let (kind, name) = (pair[0].as_str().expect("a kind"), pair[1].as_str().expect("a name"));
            let kind = *TrackerKind::ALL.iter().find(|known| known.word() == kind).expect("a kind");
            all.push(json!(["read", pair, judge(Observation::Read { kind, name })]));
            for wanted in cases["wanted"].as_array().expect("lifetimes") {
                for first in texts(cases, "first") {
                    let seen = Observation::Write {
                        kind,
                        name,
                        wanted: wanted.as_i64().map_or(Wanted::Session, Wanted::Seconds),
                        first: match first {
                            "now" => FirstWrite::Now,
                            "unknown" => FirstWrite::Unknown,
                            _ => FirstWrite::Changed,
                        },
                    };
                    all.push(json!(["write", pair, wanted, first, now, judge(seen)]));
                }
            }
        }
        for host in texts(cases, "contact") {
            all.push(json!(["contact", host, judge(Observation::Contact { host })]));
        }
        for path in texts(cases, "path") {
            all.push(json!(["path", path, judge(Observation::Path { path })]));
        }
        for text in texts(cases, "inline") {
            all.push(json!(["inline", text, judge(Observation::Inline { text })]));
        }
    }
    all
}

/// The same, by the guard.
const BY_THE_GUARD: &str = r#"(table, cases, allow, gpc) => {
    const judge = temoinJudge(table, "127.0.0.1");
    judge.hear(allow.split(" "), gpc);
    const meets = (address) => judge.meets(new URL(address))?.[2] ?? "undeclared";
    const all = [];
    for (const now of cases.now) {
        for (const pair of cases.write) {
            all.push(["read", pair, judge.read(...pair)]);
            for (const wanted of cases.wanted) for (const first of cases.first)
                all.push(["write", pair, wanted, first, now, judge.write(...pair, wanted ?? NaN, first, now * 1000)]);
        }
        for (const host of cases.contact) all.push(["contact", host, meets("https://" + host + "/")]);
        for (const path of cases.path) all.push(["path", path, meets("http://127.0.0.1" + path)]);
        for (const text of cases.inline) {
            const verdicts = judge.recognised(text).map(judge.contact);
            all.push(["inline", text, verdicts.find((each) => each === "block") ?? verdicts[0] ?? "undeclared"]);
        }
    }
    return all;
}"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guard_decides_what_the_gateway_decides() -> Outcome {
    let cases: Value = serde_json::from_str(CASES)?;
    let register = register(Hostile::REGISTER);
    let table = table(&register, Undeclared::Report);
    let browser = Browser::launch(Options::default()).await?;
    let page = browser.new_page().await?;
    let mut count = 0;
    for words in cases["visitors"].as_object().expect("visitors").values() {
        let choice = visitor(words.as_str().expect("words"));
        let (allow, gpc) = (Value::from(allowed(&choice)), choice == Choice::Gpc);
        let script = format!("(() => {{ {JUDGE}; return ({BY_THE_GUARD})({table}, {cases}, {allow}, {gpc}); }})()");
        let guard: Vec<Value> = page.eval(&script).await?;
        let gateway = decided(&register, &choice, &cases);
        let differ: Vec<_> = gateway.iter().zip(&guard).filter(|(gateway, guard)| gateway != guard).take(5).collect();
        assert!(differ.is_empty(), "for {words}: {differ:#?}");
        assert_eq!(gateway.len(), guard.len());
        count += guard.len();
    }
    assert!(count > 20_000, "{count}");
    browser.close().await?;
    Ok(())
}

/// A page that is empty but for what the gateway puts into it.
async fn open(journey: &'static str, undeclared: &str) -> Result<Stage, Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    let origin =
        Origin::start(|_| Answer::html(&[], "<!DOCTYPE html><html><head></head><body><h1>-</h1></body></html>"));
    desk.file("register/register.toml", Hostile::REGISTER);
    let url = origin.url();
    let arguments = ["serve", "register", "--upstream", &url, "--data", "data", "--undeclared", undeclared];
    let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
    let stage = Stage::before(journey, desk, site, |_| {}).await?;
    stage.visit("/").await?;
    Ok(stage)
}

/// What is kept after a script tried to keep `written`: names of cookies and keys.
async fn kept(stage: &Stage, written: &str) -> Result<String, Box<dyn std::error::Error>> {
    let script = format!(
        "(() => {{ {written};
            const names = document.cookie.split('; ').map((pair) => pair.split('=')[0]);
            return [...names, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((name) => name && !/choice/.test(name)).sort().join(' '); }})()"
    );
    Ok(stage.page.eval(&script).await?)
}

const WRITES: &str = "document.cookie = 'needed=1; Max-Age=99999999';
    document.cookie = 'aud_x=1; Max-Age=99999999; Path=/';
    document.cookie = 'unknown=1';
    document.cookie = 'hostile_choice=v=1&forged';
    localStorage.setItem('kept', 1); localStorage.setItem('aud', 1); sessionStorage.setItem('aud', 1);
    localStorage.setItem('unheard', 1)";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scripts_keep_what_is_declared_and_granted_for_as_long_as_declared() -> Outcome {
    let stage = open("guard-block", "block").await?;
    assert_eq!(kept(&stage, WRITES).await?, "kept needed");
    assert!(stage.cookie("hostile_choice").await?.is_none(), "no script makes a choice");
    let now: f64 = stage.page.eval("Date.now() / 1000").await?;
    let days = |end: f64| (end - now) / 86400.0;
    let end = stage.cookie("needed").await?.ok_or("needed")?.expires.ok_or("a lifetime")?;
    assert!((days(end) - 30.0).abs() < 0.1, "thirty days, not three years: {}", days(end));
    // The same value again moves nothing.
    stage.page.eval::<String>("document.cookie = 'needed=1; Max-Age=5'").await?;
    assert_eq!(stage.cookie("needed").await?.ok_or("needed")?.expires, Some(end));
    let refused =
        "new Promise((done) => { try { indexedDB.open('aud'); done('opened'); } catch (error) { done(error.name); } })";
    assert_eq!(stage.page.eval::<String>(refused).await?, "SecurityError");

    stage.answer("#temoin [data-temoin=accept-all]").await?;
    assert_eq!(kept(&stage, WRITES).await?, "aud aud aud_x kept needed");
    let end = stage.cookie("aud_x").await?.ok_or("aud_x")?.expires.ok_or("a lifetime")?;
    assert!(days(end) < 185.0 && days(end) > 180.0, "six months: {}", days(end));

    // Taken back, it goes.
    stage.page.eval::<bool>("new Promise((done) => temoin.push((t) => t.withdraw().then(() => done(true))))").await?;
    assert_eq!(kept(&stage, "0").await?, "kept needed");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_declared_is_told() -> Outcome {
    let stage = open("guard-report", "report").await?;
    assert_eq!(kept(&stage, WRITES).await?, "kept needed unheard unknown");
    stage.page.eval::<bool>("(fetch('https://nobody.example/secret?token=1').catch(() => 0), true)").await?;
    // What was seen is told at the latest when the page goes.
    stage.visit("/").await?;
    let told = |text: &str| ["unknown", "unheard", "nobody.example"].iter().all(|name| text.contains(name));
    let mut counted = String::new();
    for _ in 0..200 {
        counted = get(&stage.site.console, "/metrics", &[]).text();
        if told(&counted) {
            break;
        }
        stage.page.eval::<bool>("new Promise((done) => setTimeout(done, 25, true))").await?;
    }
    assert!(told(&counted), "{counted}");
    assert!(!counted.contains("token") && !counted.contains("secret"), "names only");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guard_comes_first_and_is_kept_for_as_long_as_it_is_current() -> Outcome {
    let stage = open("guard-first", "report").await?;
    let source = get(&stage.site.listen, "/", &[]).text();
    let (_, head) = source.split_once("<head>").ok_or("no head")?;
    let address =
        head.strip_prefix("<script src=\"").and_then(|rest| rest.split('"').next()).ok_or("no guard first")?;
    assert!(head.contains(" data-allow=\"\" data-state=\"ask\""), "{head}");
    let cache = |path: &str| get(&stage.site.listen, path, &[]).header("cache-control").map(str::to_owned);
    assert_eq!(cache(address).as_deref(), Some("public, max-age=31536000, immutable"));
    for old in ["/_temoin/guard.js", "/_temoin/guard.js?00000000"] {
        assert_eq!(cache(old).as_deref(), Some("no-cache"), "{old}");
    }
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_does_not_notice() -> Outcome {
    let stage = open("guard-quiet", "report").await?;
    let same = "(() => {
        const frame = document.body.appendChild(document.createElement('iframe')).contentWindow;
        const differ = [];
        for (const path of ['fetch', 'WebSocket', 'Node.prototype.appendChild', 'Element.prototype.setAttribute', 'Storage.prototype.setItem']) {
            const [ours, theirs] = [window, frame].map((it) => path.split('.').reduce((at, name) => at[name], it));
            if (ours.name !== theirs.name || ours.length !== theirs.length || !String(ours).includes('[native code]')) differ.push(path);
        }
        if (!(new WebSocket('ws://' + location.host) instanceof WebSocket) || WebSocket.OPEN !== 1) differ.push('instanceof');
        if (class extends WebSocket {}.prototype.constructor.name === 'WebSocket') differ.push('extends');
        const made = document.createElement('p');
        made.innerHTML = '<b data-src=\"kept\">a null b</b><script>x</' + 'script>';
        if (made.innerHTML !== '<b data-src=\"kept\">a null b</b><script>x</' + 'script>') differ.push(made.innerHTML);
        try { document.body.appendChild(null); differ.push('null'); } catch (error) { if (!(error instanceof TypeError)) differ.push(String(error)); }
        return differ; })()";
    assert_eq!(stage.page.eval::<Vec<String>>(same).await?, [""; 0]);
    // The queue is there from the first line of the page on, whatever has its id.
    assert!(
        stage.page.eval::<bool>("new Promise((done) => window.temoin.push((t) => done(t.choice() === null)))").await?
    );
    stage.end().await
}

/// What a page's scripts may do without harm goes on, and what may harm does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scripts_get_round_nothing_and_break_on_nothing() -> Outcome {
    let stage = open("guard-round", "report").await?;
    let wrong = "(() => {
        const wrong = [];
        const fails = (what, it) => { if (!it) wrong.push(what); };
        document.cookie = 'needed=1; Path=/';
        document.cookie = 'needed=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT';
        fails('the epoch is past', !document.cookie.includes('needed'));

        addEventListener('error', (event) => wrong.push(event.message));
        const form = document.createElement('form');
        form.append(Object.assign(document.createElement('input'), { name: 'attributes' }));
        const image = document.createElement('img');
        image.setAttribute('src', 'https://form.held.example/', 0);
        form.append(image);
        document.body.append(form);
        fails('a form that hides its attributes', image.dataset.service === 'everyone' && !image.hasAttribute('src'));

        const setting = { iceServers: [{ urls: 'stun:call.held.example' }, { urls: 'stun:call.own.example' }] };
        const servers = new RTCPeerConnection(setting).getConfiguration().iceServers;
        fails('a call', servers.length === 1 && setting.iceServers.length === 2);

        const forged = { id: '', granted: ['audience'], refused: [], exceptions: ['+everyone'] };
        document.dispatchEvent(new CustomEvent('temoin:choice', { detail: forged }));
        const next = document.createElement('img');
        next.src = 'https://forged.held.example/';
        fails('a choice that a script made', next.dataset.service === 'everyone');

        const frame = document.body.appendChild(document.createElement('iframe')).contentDocument;
        const write = (...texts) => { frame.open(); for (const text of texts) document.write.call(frame, text); frame.close(); };
        write('<p>a<b', '>c<', '/b>');
        fails('a tag in two writes', frame.body.textContent === 'ac');
        return wrong; })()";
    assert_eq!(stage.page.eval::<Vec<String>>(wrong).await?, [""; 0]);
    stage.end().await
}

/// Reading is held to the same rule as writing (art. 82).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_not_be_read_is_not_shown() -> Outcome {
    let stage = open("guard-hidden", "block").await?;
    let shown = "(async () => {
        const frame = document.body.appendChild(document.createElement('iframe')).contentDocument;
        frame.cookie = 'aud_x=1; Path=/';
        document.cookie = 'needed=1; Path=/';
        const names = (list) => list.map(({ name }) => name).join();
        return [
            document.cookie, names(await cookieStore.getAll()), names(await cookieStore.getAll('aud_x')),
            String(await cookieStore.get('aud_x')), (await cookieStore.get({ name: 'needed' })).value,
        ]; })()";
    assert_eq!(stage.page.eval::<Vec<String>>(shown).await?, ["needed=1", "needed", "", "null", "1"]);
    assert!(stage.cookie("aud_x").await?.is_some(), "there was something to show");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_of_an_earlier_revision_is_not_believed_when_a_script_announces_it() -> Outcome {
    let stage = open("guard-revision", "report").await?;
    let plant = "(() => {
        const frame = document.body.appendChild(document.createElement('iframe')).contentDocument;
        frame.cookie = 'hostile_choice=v=1&i=x&t=1&r=00000000&a=audience&m=x; Path=/';
        return true; })()";
    stage.page.eval::<bool>(plant).await?;
    stage.visit("/").await?;
    assert!(stage.cookie("hostile_choice").await?.is_some(), "the earlier choice is still there");
    let held = "(() => {
        document.dispatchEvent(new CustomEvent('temoin:choice', { detail: { granted: ['audience'] } }));
        const image = document.createElement('img');
        image.src = 'https://earlier.held.example/';
        return image.dataset.service === 'everyone'; })()";
    assert!(stage.page.eval::<bool>(held).await?);
    stage.end().await
}

/// What each node costs must not grow with what it stands in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_into_the_page_is_looked_at_once_however_deep_it_is() -> Outcome {
    let stage = open("guard-deep", "report").await?;
    let looks = "(async () => {
        const attributes = Object.getOwnPropertyDescriptor(Element.prototype, 'attributes');
        let looks = 0;
        const get = function () { looks++; return attributes.get.call(this); };
        Object.defineProperty(Element.prototype, 'attributes', { ...attributes, get });
        const told = new Promise((done) => new MutationObserver(done).observe(document.body, { childList: true }));
        let place = document.body;
        for (let depth = 0; depth < 500; depth++) {
            const link = document.createElement('link');
            place.append(link);
            place = link;
        }
        await told;
        return looks; })()";
    let looks: u32 = stage.page.eval(looks).await?;
    // When it is given to the page, when it is in the page, and whether it has any.
    assert!((1000..=2000).contains(&looks), "{looks}");
    stage.end().await
}
