//! Markup that hides whom it contacts: nobody is contacted before consent, though no
//! content policy of ours is there to stop it.
//!
//! Each page has one way, with a host of its own under `held.example`, and is over when it
//! contacts a host that may be. Without the gateway each way leads somewhere, or it would
//! prove nothing.

use std::collections::BTreeSet;

use temoin_testkit::{Answer, Asked, Desk, Hostile, Origin, Program};
use tokio::time::timeout;

use super::stage::{Outcome, PATIENCE, Stage};

/// A way to contact `HOST`, in a page of HTML that runs scripts.
const IN_HTML: &[(&str, &str)] = &[
    ("set", "<svg><image width=9 height=9><set attributeName=href to=//HOST/ /></image></svg>"),
    ("animate", "<svg><image width=9 height=9><animate attributeName=href values=//HOST/ dur=9s /></image></svg>"),
    ("mask", "<svg><rect width=9 height=9 mask='url(//HOST/)'/></svg>"),
    ("clip-path", "<svg><rect width=9 height=9 clip-path='url(//HOST/#a)'/></svg>"),
    ("fill", "<svg><rect width=9 height=9 fill='url(//HOST/#a)'/></svg>"),
    ("marker", "<svg><path d='M0 0L9 9' marker-end='url(//HOST/#a)'/></svg>"),
    ("cursor", "<svg><rect width=9 height=9 cursor='url(//HOST/),auto'/></svg>"),
    ("data-html", "<iframe src=\"data:text/html,<img src='https://HOST/'>\"></iframe>"),
    (
        "data-packed",
        "<iframe src=\"data:text/html;base64,PGltZyBzcmM9J2h0dHBzOi8vZGF0YS1wYWNrZWQuaGVsZC5leGFtcGxlLyc+\"></iframe>",
    ),
    (
        "data-object",
        "<object data=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image width='9' height='9' href='https://HOST/'/></svg>\"></object>",
    ),
    (
        "data-xhtml",
        "<iframe src=\"data:application/xhtml+xml,<h:img xmlns:h='http://www.w3.org/1999/xhtml' src='https://HOST/'/>\"></iframe>",
    ),
    ("data-sheet", "<link rel=stylesheet href=\"data:text/css,@import 'https://HOST/';\">"),
    ("data-script", "<script src=\"data:text/javascript,new Image().src='https://HOST/'\"></script>"),
    ("javascript", "<iframe src=\"javascript:'<img src=https://HOST/>'\"></iframe>"),
    ("import", "<style>@import \"data:text/css,@import 'https://HOST/';\";</style>"),
    ("custom", "<style>h1{--a:\"ht\\a tps://HOST/\";background:-webkit-image-set(var(--a) 1x)}</style>"),
    ("unread", "<img src=\"//xn--a.HOST/\">"),
    ("split-style", "<svg><style>@im<!-- -->port 'https://HOST/';</style></svg>"),
    ("broken-style", "<svg><style><g/>@import 'https://HOST/';</style></svg>"),
    ("template", "<template><base href='foo:/x'></template><img src=\"//HOST/\">"),
    ("comma", "<img srcset='/a,b.png (1x, 2x), //HOST/ 1x'>"),
];

/// The same, where the site's own policy runs no scripts: what a `<noscript>` holds is
/// markup there.
const IN_SANDBOX: &[(&str, &str)] = &[
    ("open-textarea", "<noscript><textarea></noscript><xmp></textarea><img src=\"//HOST/\"></xmp>"),
    ("open-comment", "<noscript><!-- a </noscript><xmp>--><img src=\"//HOST/\"></xmp>"),
    ("open-tag", "<noscript><p a=\"</noscript><xmp \"><img src=\"//HOST/\"></xmp>"),
];

/// The same, in XHTML.
const IN_XHTML: &[(&str, &str)] = &[
    ("prefix", "<h:img src=\"//HOST/\"/>"),
    ("letter", "<_:img xmlns:_=\"http://www.w3.org/1999/xhtml\" src=\"//HOST/\"/>"),
    (
        "xlink",
        "<s:svg xmlns:s=\"http://www.w3.org/2000/svg\" xmlns:x=\"http://www.w3.org/1999/xlink\"><s:image width=\"9\" height=\"9\" x:href=\"//HOST/\"/></s:svg>",
    ),
    ("section", "<p><![CDATA[<!--]]></p><img src=\"//HOST/\"/>"),
    ("instruction", "<?x > <!-- ?><img src=\"//HOST/\"/>"),
    ("closed", "<script src=\"/own.js\"/><img src=\"//HOST/\"/>"),
    ("joined-style", "<h:style>@im<!-- -->port 'https://HOST/';</h:style>"),
];

/// The same, by way of an entity. The page is cut: it is not over.
const ENTITY: &str = "entity";

/// The host that a page contacts when it is over; it needs no consent.
const SENTINEL: &str = "end.allowed.example";

/// What ends a page: all of it was there, and its frames, and it was painted twice.
const END: &str = "addEventListener('load', async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await fetch(location.origin + '/nothing');
    new Image().src = 'https://end.allowed.example/';
});";

fn host(way: &str) -> String {
    // A host that no standard reads is called by what browsers make of it.
    let before = if way == "unread" { "xn--a." } else { "" };
    format!("{before}{way}.held.example")
}

fn filled(way: &str, code: &str) -> String {
    code.replace("HOST", &format!("{way}.held.example"))
}

fn answer(asked: &Asked) -> Answer {
    let way = &asked.path[1..];
    let code = |ways: &[(&str, &str)]| ways.iter().find(|(name, _)| *name == way).map(|(_, code)| filled(way, code));
    let xhtml = |doctype: &str, body: &str| {
        let page = format!(
            "{doctype}<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:h=\"http://www.w3.org/1999/xhtml\">\
             <head><title>Leaks</title><script src=\"/end.js\"></script></head><body><h1>Leaks</h1>{body}</body></html>"
        );
        Answer::of("200 OK", &["Content-Type: application/xhtml+xml"], page.as_bytes())
    };
    let page = |head: &str, body: &str| {
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><title>Leaks</title>{head}</head><body><h1>Leaks</h1>{body}</body></html>"
        )
    };
    if let Some(code) = code(IN_HTML) {
        return Answer::html(&[], &page("<script src=\"/end.js\"></script>", &code));
    }
    if let Some(code) = code(IN_SANDBOX) {
        let end = format!("<img src=\"https://{SENTINEL}/\">");
        return Answer::html(&["Content-Security-Policy: sandbox"], &page("", &format!("{code}{end}")));
    }
    if let Some(code) = code(IN_XHTML) {
        return xhtml("<!DOCTYPE html>", &code);
    }
    match way {
        ENTITY => {
            let image = format!("<img src='https://{}/'/>", host(ENTITY));
            xhtml(&format!("<!DOCTYPE html [<!ENTITY e \"{image}\">]>"), "<p>&e;</p>")
        }
        "end.js" => Answer::of("200 OK", &["Content-Type: text/javascript"], END.as_bytes()),
        "own.js" => Answer::of("200 OK", &["Content-Type: text/javascript"], b"0"),
        _ => Answer::of("404 Not Found", &["Content-Type: text/plain"], b"-"),
    }
}

fn ways() -> impl Iterator<Item = &'static str> {
    IN_HTML.iter().chain(IN_SANDBOX).chain(IN_XHTML).map(|(way, _)| *way)
}

async fn open(journey: &'static str) -> Result<(Stage, Origin), Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    let origin = Origin::start(answer);
    desk.file("register/register.toml", Hostile::REGISTER);
    let url = origin.url();
    let arguments = ["serve", "register", "--upstream", &url, "--data", "data", "--undeclared", "report"];
    let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
    Ok((Stage::before(journey, desk, site, |_| {}).await?, origin))
}

/// Whom the page now shown contacted, once it is over.
async fn contacted(stage: &Stage, way: &str) -> BTreeSet<String> {
    let over = timeout(PATIENCE, stage.outside.reached_by(&[SENTINEL])).await;
    assert!(over.is_ok(), "{way} is not over: {:?}", stage.outside.contacted());
    let mut hosts = stage.outside.contacted();
    hosts.remove(SENTINEL);
    hosts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_way_leads_somewhere_without_the_gateway() -> Outcome {
    let (stage, origin) = open("leaks-bare").await?;
    let mut missing = Vec::new();
    for way in ways().chain([ENTITY]) {
        stage.page.goto(&format!("{}/{way}", origin.url())).await?;
        if timeout(PATIENCE, stage.outside.reached_by(&[&host(way)])).await.is_err() {
            missing.push(way);
        }
    }
    assert!(missing.is_empty(), "{missing:#?} contact nobody: {:#?}", stage.outside.contacted());
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_contacted_before_consent_where_undeclared_trackers_are_reported() -> Outcome {
    let (stage, _origin) = open("leaks-report").await?;
    let mut leaked = Vec::new();
    for way in ways() {
        stage.outside.forget();
        stage.visit(&format!("/{way}")).await?;
        let hosts = contacted(&stage, way).await;
        if !hosts.is_empty() {
            leaked.push((way, hosts));
        }
    }
    assert!(leaked.is_empty(), "{leaked:#?}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_declares_entities_contacts_nobody() -> Outcome {
    let (stage, _origin) = open("leaks-entity").await?;
    // It breaks off before anything of it: the browser may say so.
    let _ = stage.visit("/entity").await;
    stage.visit("/comma").await?;
    assert_eq!(contacted(&stage, ENTITY).await, BTreeSet::new());
    stage.end().await
}
