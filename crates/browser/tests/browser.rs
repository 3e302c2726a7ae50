//! A real Chromium against a small site, under two names it believes in.
//!
//! The site is a listener on a free port; the browser's host rules send every name
//! there. So `shop.example` and `tracker.example` are two sites to the browser, and one
//! table of answers here. What each test checks is what a journey will rely on: that the
//! record holds every request, that the jar shows every cookie, that a click is a click.

#![expect(clippy::disallowed_methods, reason = "tests read the screenshots they took")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use temoin_browser::{Browser, Cookie, Error, Extent, Options};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const HOME: &str = r#"<!doctype html><html lang="fr"><head><title>Boutique</title>
<link rel="icon" href="data:,"><style>.below { margin-top: 3000px }</style>
<script src="http://tracker.example/tag.js"></script></head><body>
<h1>Bonjour</h1><p id="gone" style="display:none">caché</p><noscript><p id="plain">sans script</p></noscript>
<iframe src="http://video.example/player"></iframe>
<form method="post" action="/login"><input name="user"><select name="role"><option>a<option>b</select>
<label><input type="checkbox" name="keep"> garder</label><button class="below">Entrer</button></form>
<div style="position:relative"><a id="under" href="/x">dessous</a>
<div id="cover" style="position:absolute;inset:0"></div></div>
<script>document.body.dataset.ran = 'yes'; console.error('oops', 3);
new Worker(URL.createObjectURL(new Blob(["fetch('http://worker.example/ping').catch(() => 0)"])));
onload = () => { navigator.sendBeacon('http://beacon.example/hit', 'x'); throw new Error('late'); };
</script></body></html>"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_every_request_whatever_host_it_goes_to() -> Outcome {
    let (browser, contacted) = launch_beside_site(|_| {}).await?;
    let page = browser.new_page().await?;
    page.goto("http://shop.example/").await?;
    let expected = BTreeSet::from(
        ["beacon", "nested", "shop", "tracker", "video", "worker"].map(|name| format!("{name}.example")),
    );
    timeout(Duration::from_secs(10), async {
        while page.hosts().await? != expected {
            tokio::task::yield_now().await;
        }
        Ok::<_, Error>(())
    })
    .await??;
    // The browser said nothing besides: every connection made is on the record.
    assert_eq!(*contacted.lock().expect("no panic so far"), expected);

    let requests = page.requests().await?;
    let kind = |url: &str| {
        let found = requests.iter().find(|request| request.url == url);
        found.map(|request| request.kind.as_str())
    };
    assert_eq!(kind("http://shop.example/"), Some("Document"));
    assert_eq!(kind("http://tracker.example/tag.js"), Some("Script"));
    assert_eq!(kind("http://video.example/player"), Some("Document"));
    assert_eq!(kind("http://beacon.example/hit"), Some("Ping"));

    let console = page.console().await?.join("\n");
    assert!(console.contains("oops 3"), "{console}");
    assert!(console.contains("late"), "{console}");

    page.clear_requests().await?;
    page.goto("http://shop.example/redirect").await?;
    let urls: Vec<_> = page.requests().await?.into_iter().map(|r| r.url).collect();
    assert_eq!(urls[..2], ["http://shop.example/redirect", "http://shop.example/seen"]);
    browser.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_the_whole_cookie_jar() -> Outcome {
    let browser = launch(|_| {}).await?;
    let page = browser.new_page().await?;
    page.goto("http://shop.example/").await?;
    let cookies = page.cookies().await?;
    let named = |name: &str| cookies.iter().find(|cookie| cookie.name == name).cloned();

    let session = named("sid").ok_or("no session cookie")?;
    assert!(session.http_only && session.expires.is_none());
    assert_eq!((session.domain.as_str(), session.path.as_str()), ("shop.example", "/"));
    let year = named("prefs").ok_or("no lasting cookie")?;
    assert!(year.expires.is_some_and(|end| end > 1_700_000_000.0));

    page.clear_cookies().await?;
    assert!(page.cookies().await?.is_empty());
    let given = Cookie::session("choice", "no", "shop.example");
    page.set_cookie(&given).await?;
    assert_eq!(page.cookies().await?, [given]);
    browser.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_as_a_person_would() -> Outcome {
    let browser = launch(|_| {}).await?;
    let page = browser.new_page().await?;
    page.header("Sec-GPC", "1").await?;
    page.goto("http://shop.example/").await?;
    assert_eq!(page.title().await?, "Boutique");
    assert_eq!(page.text("h1").await?, "Bonjour");
    assert!(page.exists("#gone").await? && !page.visible("#gone").await?);
    assert!(page.visible("button").await?);

    let refused = page.click("#nowhere").await;
    assert!(matches!(refused, Err(Error::Absent { selector }) if selector == "#nowhere"));
    assert!(matches!(page.click("#gone").await, Err(Error::Invisible { .. })));
    let covered = page.click("#under").await;
    assert!(matches!(&covered, Err(Error::Covered { by, .. }) if by.contains("cover")), "{covered:?}");

    page.fill("input[name=user]", "personne d'autre").await?;
    page.fill("input[name=user]", "zoé").await?;
    page.fill("select", "b").await?;
    page.press("Tab").await?;
    page.press("Shift+Tab").await?;
    page.click("input[name=keep]").await?;
    page.click_and_load("button").await?;
    assert_eq!(page.url().await?, "http://shop.example/login");
    assert_eq!(page.text("#body").await?, "user=zo%C3%A9&role=b&keep=on");
    assert_eq!(page.text("#gpc").await?, "1");
    assert!(page.text("#language").await?.starts_with("fr-FR"));

    page.goto("http://shop.example/").await?;
    page.fill("input[name=user]", "touche").await?;
    page.press_and_load("Enter").await?;
    assert_eq!(page.text("#body").await?, "user=touche&role=a");
    page.goto("http://shop.example/").await?;
    page.reload().await?;
    assert_eq!(page.eval::<String>("Promise.resolve('ok')").await?, "ok");
    assert!(matches!(page.eval::<u8>("[]").await, Err(Error::Value { .. })));
    assert!(matches!(page.eval::<u8>("absent").await, Err(Error::Script { .. })));
    browser.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shows_pages_without_their_scripts() -> Outcome {
    let browser = launch(|options| options.javascript = false).await?;
    let page = browser.new_page().await?;
    page.goto("http://shop.example/").await?;
    assert_eq!(page.text("#plain").await?, "sans script");
    assert!(!page.exists("body[data-ran]").await?);
    assert!(!page.hosts().await?.contains("beacon.example"));
    page.wait_for("form").await?;
    page.fill("input[name=user]", "seule").await?;
    page.click_and_load("button").await?;
    assert_eq!(page.text("#body").await?, "user=seule&role=a");
    browser.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn takes_screenshots_and_leaves_nothing_behind() -> Outcome {
    let browser = launch(|options| options.dark = true).await?;
    let page = browser.new_page().await?;
    page.goto("http://shop.example/").await?;
    assert!(page.eval::<bool>("matchMedia('(prefers-color-scheme: dark)').matches").await?);
    let dir = tempfile::tempdir()?;
    let (window, whole) = (dir.path().join("window.png"), dir.path().join("whole.png"));
    page.screenshot(&window, Extent::Viewport).await?;
    page.screenshot(&whole, Extent::FullPage).await?;
    let (width, height) = size(&window)?;
    assert_eq!((width, height), (1280, 800));
    assert!(size(&whole)?.1 > 3000);
    assert_eq!(page.eval::<[u32; 2]>("[innerWidth, innerHeight]").await?, [1280, 800]);

    drop(browser);
    assert!(page.goto("http://shop.example/").await.is_err());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_is_seen_as_its_visitor_sees_it() -> Outcome {
    let browser = launch(|_| {}).await?;
    let page = browser.new_page().await?;
    page.goto("http://shop.example/").await?;
    page.media(&[("forced-colors", "active"), ("prefers-color-scheme", "dark")]).await?;
    page.text_size(32).await?;
    page.resize(320, 640).await?;
    let seen = "[matchMedia('(forced-colors: active) and (prefers-color-scheme: dark)').matches, innerWidth,
        getComputedStyle(document.body).fontSize]";
    assert_eq!(page.eval::<(bool, u32, String)>(seen).await?, (true, 320, "32px".to_owned()));

    page.count_costs().await?;
    let mut counted = vec![page.costs().await?["ScriptDuration"]];
    for work in ["0", "new Array(3e6).fill(2).map(Math.sqrt).length"] {
        page.eval::<()>(&format!("void setTimeout(() => {{ done = {work} }})")).await?;
        page.wait_until("window.done !== undefined").await?;
        page.eval::<()>("void delete window.done").await?;
        counted.push(page.costs().await?["ScriptDuration"]);
    }
    let [idle, busy] = [counted[1] - counted[0], counted[2] - counted[1]];
    assert!(busy > idle, "{busy} s were counted of a long script, {idle} s of one that does nothing");

    let told = page.tree("form").await?;
    assert!(told.starts_with("form\n  textbox"), "{told}");
    assert!(told.contains("checkbox \"garder\"") && told.contains("button \"Entrer\"\n"), "{told}");
    page.eval::<()>("void document.querySelector('[name=keep]').click()").await?;
    assert!(page.tree("form").await?.contains("checkbox \"garder\" checked"));
    assert!(matches!(page.tree("#nowhere").await, Err(Error::Absent { .. })));
    browser.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_stands_beside_the_page() -> Outcome {
    let browser = launch(|_| {}).await?;
    let page = browser.new_page().await?;
    let script = "globalThis.hear = (word) => tell(word + ' ' + document.title + ' ' + typeof window.own);
        if (window.top === window) tell('there');";
    let mut extension = page.extend("tell", script).await?;
    page.goto("http://shop.example/").await?;
    page.eval::<()>("window.own = 1, void 0").await?;
    let there = extension.hear().await?;
    assert_eq!(there.text, "there");
    extension.answer(&there, "hear('bonjour')").await?;
    assert_eq!(extension.hear().await?.text, "bonjour Boutique undefined", "the document is shared, the variables not");
    assert_eq!(page.eval::<String>("typeof tell + typeof hear").await?, "undefinedundefined");
    assert!(matches!(extension.answer(&there, "absent()").await, Err(Error::Script { .. })));
    browser.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn says_what_could_not_be_reached() -> Outcome {
    let missing = Options { executable: Some("nowhere/chromium".into()), ..Options::default() };
    let refused = Browser::launch(missing).await;
    assert!(matches!(refused, Err(Error::Executable { .. })));

    let closed = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    let browser = launch(|options| {
        options.host_rules.insert(0, format!("MAP void.example {closed}"));
    })
    .await?;
    let page = browser.new_page().await?;
    let error = page.goto("http://void.example/").await.expect_err("nobody listens");
    assert!(error.to_string().contains("void.example"), "{error}");
    page.goto("http://shop.example/away").await?;
    assert!(matches!(page.click_and_load("a").await, Err(Error::Unreachable { .. })));
    browser.close().await?;
    Ok(())
}

async fn launch(adjust: impl FnOnce(&mut Options)) -> Result<Browser, Box<dyn std::error::Error>> {
    Ok(launch_beside_site(adjust).await?.0)
}

/// The hosts for which the site was asked something, or `?` when it could not tell.
type Contacted = Arc<Mutex<BTreeSet<String>>>;

async fn launch_beside_site(
    adjust: impl FnOnce(&mut Options),
) -> Result<(Browser, Contacted), Box<dyn std::error::Error>> {
    let site = TcpListener::bind("127.0.0.1:0").await?;
    let mut options = Options { host_rules: vec![format!("MAP * {}", site.local_addr()?)], ..Options::default() };
    adjust(&mut options);
    let contacted = Contacted::default();
    let seen = Arc::clone(&contacted);
    tokio::spawn(async move {
        while let Ok((stream, _)) = site.accept().await {
            tokio::spawn(answer(stream, Arc::clone(&seen)));
        }
    });
    Ok((Browser::launch(options).await?, contacted))
}

async fn answer(stream: TcpStream, contacted: Contacted) -> std::io::Result<()> {
    let contact = |host: &str| {
        let mut contacted = contacted.lock().expect("no holder of the lock panics");
        contacted.insert(host.to_owned());
    };
    let mut stream = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        let read = stream.read_line(&mut line).await.inspect_err(|_| contact("?"))?;
        if read == 0 {
            return Ok(());
        }
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_owned());
    }
    let header = |name: &str| {
        let found = head.iter().filter_map(|line| line.split_once(": "));
        let mut found = found.filter(|(given, _)| given.eq_ignore_ascii_case(name));
        found.next().map_or("", |(_, value)| value)
    };
    contact(header("host"));
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    stream.read_exact(&mut body).await?;
    let path = head[0].split(' ').nth(1).unwrap_or("/");
    let (extra, page) = match path {
        "/" => (
            "Set-Cookie: sid=1; HttpOnly; Path=/\r\nSet-Cookie: prefs=2; Max-Age=31536000; Path=/\r\n",
            HOME.to_owned(),
        ),
        "/player" => ("", "<iframe src='http://nested.example/deep'></iframe>".to_owned()),
        "/away" => ("", "<a href='http://void.example/'>partir</a>".to_owned()),
        "/login" => (
            "",
            format!(
                "<p id=body>{}</p><p id=gpc>{}</p><p id=language>{}</p>",
                String::from_utf8_lossy(&body),
                header("sec-gpc"),
                header("accept-language")
            ),
        ),
        _ => ("", String::new()),
    };
    let status = if path == "/redirect" { "302 Found\r\nLocation: /seen" } else { "200 OK" };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n{extra}\
         Content-Length: {}\r\n\r\n{page}",
        page.len()
    );
    stream.write_all(answer.as_bytes()).await
}

/// The width and height a PNG declares.
fn size(png: &Path) -> Result<(u32, u32), Box<dyn std::error::Error>> {
    let bytes = std::fs::read(png)?;
    assert_eq!(bytes[..8], *b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| bytes[at..at + 4].iter().fold(0, |n, byte| n << 8 | u32::from(*byte));
    Ok((number(16), number(20)))
}
