//! A page through the gateway: what waits, what is put into it, what it is
//! cached as, and that all the rest leaves as it came.

use temoin_testkit::{Answer, Reply, get, request};

use super::{School, choose, counted, problem};

/// A school whose only page has this in its body.
fn showing(arguments: &[&str], body: &str) -> School {
    let page = format!(
        "<!doctype html><html lang=\"fr\"><head><title>École</title></head><body><main>{body}</main></body></html>"
    );
    School::with(arguments, move |_| Answer::html(&[], &page))
}

/// What stands between `<main>` and `</main>`.
#[track_caller]
fn main_of(reply: &Reply) -> String {
    assert!(reply.whole, "the page ends as it says");
    let page = reply.text();
    let inner =
        page.split_once("<main>").and_then(|(_, rest)| rest.rsplit_once("</main>")).expect("the page's content");
    inner.0.to_owned()
}

#[test]
fn what_contacts_a_service_waits_and_comes_back_as_it_was() {
    for (case, body, held) in [
        (
            "a script",
            r#"<script src="https://stats.example/t.js" async></script>"#,
            r#"data-src="https://stats.example/t.js""#,
        ),
        (
            "a module",
            r#"<script type="module" src="https://cdn.stats.example/t.js"></script>"#,
            r#"data-type="module""#,
        ),
        (
            "a frame",
            r#"<iframe src="https://films.example/1" title="Film"></iframe>"#,
            r#"data-src="https://films.example/1""#,
        ),
        ("an object", r#"<object data="https://films.example/1"></object>"#, r#"data-data="https://films.example/1""#),
        ("an image", r#"<img src="https://stats.example/p.gif" alt="">"#, r#"data-src="https://stats.example/p.gif""#),
        (
            "a set of images",
            r#"<img src="/a.png" srcset="/a.png 1x, https://stats.example/b.png 2x" alt="">"#,
            "data-srcset=",
        ),
        (
            "a source",
            r#"<video><source src="https://films.example/1.mp4"></video>"#,
            r#"data-src="https://films.example/1.mp4""#,
        ),
        (
            "a poster",
            r#"<video poster="https://films.example/1.jpg"></video>"#,
            r#"data-poster="https://films.example/1.jpg""#,
        ),
        (
            "a style sheet",
            r#"<link rel="stylesheet" href="https://stats.example/t.css">"#,
            r#"data-href="https://stats.example/t.css""#,
        ),
        (
            "a connection ahead",
            r#"<link rel="preconnect" href="https://films.example">"#,
            r#"data-href="https://films.example""#,
        ),
        (
            "without scripts",
            r#"<noscript><img src="https://stats.example/p.gif" alt=""></noscript>"#,
            r#"data-src="https://stats.example/p.gif""#,
        ),
        (
            "a script of the page",
            r#"<script>window.statsQueue = [1 < 2 && "é"];</script>"#,
            r#"<script type="text/plain" data-purpose="audience" data-service="stats">window.statsQueue = [1 < 2 && "é"];"#,
        ),
        ("no scheme", r#"<img src="//stats.example/p.gif" alt="">"#, r#"data-src="//stats.example/p.gif""#),
        ("entities", r#"<img src="&#104;ttps://stats.example/p.gif" alt="">"#, "data-src="),
        ("capitals", r#"<IMG SRC="HTTPS://STATS.EXAMPLE/p.gif" alt="">"#, "data-src="),
        ("backslashes", r#"<img src="https:\\stats.example\p.gif" alt="">"#, "data-src="),
        ("no quotes", "<img alt=1 src=https://stats.example/p.gif>", "data-src="),
        ("a path of the site", r#"<script src="/stats/t.js"></script>"#, r#"data-src="/stats/t.js""#),
    ] {
        let school = showing(&[], body);
        let inner = main_of(&get(school.at(), "/", &[]));
        assert!(inner.contains(held), "{case}: {inner}");
        let service = if body.contains("films") {
            "data-purpose=\"video\" data-service=\"films\""
        } else {
            "data-purpose=\"audience\" data-service=\"stats\""
        };
        assert!(inner.contains(service), "{case}: {inner}");
        for attribute in [
            " src=\"https",
            " src=\"//",
            " src=\"/stats",
            " href=\"https",
            " poster=\"https",
            " data=\"https",
            " srcset=",
            "SRC=\"H",
            " src=\"&",
            " src=https",
            ">window.stats",
        ] {
            let own = inner.contains("type=\"text/plain\"") && attribute == ">window.stats";
            let placeholder = inner.contains("data-temoin=\"this-one\"") && attribute == " href=\"https";
            assert!(own || placeholder || !inner.contains(attribute), "{case}: `{attribute}` is left in {inner}");
        }
        let (_, granted) = choose(school.at(), "accept-all");
        assert_eq!(main_of(&get(school.at(), "/", &[("Cookie", &granted)])), body, "{case}, after consent");
        let (_, refused) = choose(school.at(), "refuse-all");
        assert!(main_of(&get(school.at(), "/", &[("Cookie", &refused)])).contains(held), "{case}, after refusal");
    }
}

#[test]
fn what_the_page_marks_waits_and_is_brought_to_life() {
    let marked = r#"<script type="text/plain" data-purpose="audience" data-src="/own.js"></script>"#;
    let school = showing(&[], marked);
    assert!(main_of(&get(school.at(), "/", &[])).contains(marked));
    let (_, granted) = choose(school.at(), "accept-all");
    let alive = main_of(&get(school.at(), "/", &[("Cookie", &granted)]));
    assert!(alive.contains(" src=\"/own.js\"") && !alive.contains("text/plain"), "{alive}");

    let careless = r#"<script data-purpose="audience" src="/own.js"></script>"#;
    let school = showing(&[], careless);
    let held = main_of(&get(school.at(), "/", &[]));
    assert!(held.contains("type=\"text/plain\"") && held.contains("data-src=\"/own.js\""), "{held}");
    assert!(!held.contains(" src="), "{held}");
}

#[test]
fn what_contacts_no_service_leaves_as_it_came() {
    let body = concat!(
        "<script src=\"/app.js\"></script><script>let a = '<p>' && 1;</script><img src=\"data:image/gif;base64,R0\" alt=\"\">",
        "<a href=\"https://stats.example/\">leur site</a><link rel=\"canonical\" href=\"https://films.example/\">",
        "<IFRAME src='/frame' ></IFRAME><p class=x  data-y='&amp;'>é&nbsp;&lt;</p><noscript><p>Sans script</p></noscript>",
        "<style>p > a { color: red }</style><!-- https://stats.example/ -->",
    );
    let school = showing(&[], body);
    assert_eq!(main_of(&get(school.at(), "/", &[])), body);
}

#[test]
fn an_undeclared_host_passes_and_is_counted_or_is_held_in_block() {
    let body = r#"<img src="https://stranger.example/p.gif" alt="">"#;
    let school = showing(&[], body);
    assert_eq!(main_of(&get(school.at(), "/", &[])), body);
    let lines = counted(&school.program, "temoin_undeclared_total");
    assert!(lines.iter().any(|line| line.contains("name=\"stranger.example\"")), "{lines:?}");

    let school = showing(&["--undeclared", "block"], body);
    let inner = main_of(&get(school.at(), "/", &[]));
    assert!(inner.contains("data-temoin-undeclared") && !inner.contains(" src="), "{inner}");
    let (_, granted) = choose(school.at(), "accept-all");
    let inner = main_of(&get(school.at(), "/", &[("Cookie", &granted)]));
    assert!(!inner.contains(" src="), "consent is given to what is declared: {inner}");
}

#[test]
fn the_banner_comes_once_and_first() {
    let school = showing(&[], "<p>Bonjour</p>");
    let page = get(school.at(), "/", &[]).text();
    assert_eq!(page.matches("id=\"temoin\"").count(), 1, "{page}");
    let body = page.split_once("<body>").expect("a body").1;
    let after_style = body.strip_prefix("<style>").and_then(|rest| rest.split_once("</style>")).expect("our style").1;
    assert!(after_style.starts_with("<section id=\"temoin\""), "{}", &after_style[..200]);
    for hook in ["accept-all", "refuse-all", "preferences"] {
        assert!(page.contains(&format!("data-temoin=\"{hook}\"")), "{hook}");
    }
    assert!(page.contains("<form method=\"post\" action=\"/_temoin/v1/consents\">"), "{page}");
    assert!(page.contains("lang=\"fr\" aria-labelledby=\"temoin-title\""), "{page}");
    assert_eq!(page.matches("<nav class=\"temoin-link\"").count(), 1, "a page without permanent link gets one");

    let school = School::before(|_| {
        Answer::html(&[], "<html lang=\"en-GB\"><body class=a><a href=\"#temoin\">Cookies</a></body></html>")
    });
    let page = get(school.at(), "/courses?id=3&x=%22", &[]).text();
    assert!(page.contains("lang=\"en\" aria-labelledby=\"temoin-title\""), "the page's language: {page}");
    assert!(!page.contains("<nav class=\"temoin-link\""), "it has a link of its own");
    assert!(page.contains("name=\"return\" value=\"/courses?id=3&amp;x=%22\""), "the form returns here: {page}");
}

#[test]
fn who_does_not_say_what_is_fetched_sees_what_visitors_see() {
    let school = showing(&[], "<p>Bonjour</p>");
    for headers in [&[][..], &[("Accept", "*/*")], &[("Accept", "text/html")]] {
        let page = request(school.at(), "GET", "/", headers, b"").text();
        assert_eq!(page.matches("id=\"temoin\"").count(), 1, "{headers:?}: {page}");
    }
}

#[test]
fn a_page_without_body_tag_gets_its_banner_all_the_same() {
    let school = School::before(|_| Answer::html(&[], "<p>Old page"));
    let page = get(school.at(), "/", &[]).text();
    assert!(page.contains("<p>Old page") && page.matches("id=\"temoin\"").count() == 1, "{page}");
}

#[test]
fn pieces_and_frames_get_no_banner_and_are_checked_all_the_same() {
    let school = showing(&[], r#"<script src="https://stats.example/t.js"></script>"#);
    let fragment = [("Accept", "text/html"), ("X-Requested-With", "XMLHttpRequest")];
    let script = [("Accept", "*/*"), ("Sec-Fetch-Dest", "empty")];
    let frame = [("Accept", "text/html"), ("Sec-Fetch-Dest", "iframe")];
    for headers in [fragment, script, frame] {
        let reply = request(school.at(), "GET", "/", &headers, b"");
        let page = reply.text();
        assert!(!page.contains("id=\"temoin\"") && !page.contains("<nav class=\"temoin-link"), "{headers:?}: {page}");
        assert!(page.contains("data-src=\"https://stats.example/t.js\""), "{headers:?}: {page}");
    }
    let page = request(school.at(), "GET", "/", &fragment, b"").text();
    assert!(!page.contains("<style>"), "nothing at all is put into a piece of a page: {page}");
}

#[test]
fn a_page_that_cannot_be_checked_is_refused_with_the_reason() {
    let school = School::before(|asked| match asked.path.as_str() {
        "/gzip" => Answer::of("200 OK", &["Content-Type: text/html", "Content-Encoding: gzip"], &[0x1f, 0x8b, 8, 0]),
        "/script" => {
            Answer::of("200 OK", &["Content-Type: text/javascript", "Content-Encoding: gzip"], &[0x1f, 0x8b, 8, 0])
        }
        "/part" => {
            Answer::of("206 Partial Content", &["Content-Type: text/html", "Content-Range: bytes 0-2/9"], b"<p>")
        }
        _ => Answer::of("200 OK", &["Content-Type: text/html", "Content-Encoding: x-klingon"], b"<p>tlhIngan"),
    });
    for (path, reason) in [("/gzip", "`gzip`"), ("/klingon", "`x-klingon`"), ("/part", "a part of a page")] {
        let detail = problem(&get(school.at(), path, &[("Accept", "application/json")]), 502);
        assert!(detail.contains(reason), "{path}: {detail}");
        let page = get(school.at(), path, &[]);
        assert_eq!((page.status, page.header("content-encoding")), (502, None), "{path}");
        assert!(page.text().contains("Le site ne répond pas"), "{path}: {}", page.text());
    }
    let script = get(school.at(), "/script", &[("Sec-Fetch-Dest", "script")]);
    assert_eq!((script.status, &script.body[..]), (200, &[0x1f, 0x8b, 8, 0][..]), "what is not judged passes as it is");
    assert_eq!(school.origin.asked()[0].header("accept-encoding"), Some("identity"), "none was asked for");
}

#[test]
fn our_words_are_written_in_the_charset_of_the_page() {
    let school = School::before(|_| {
        Answer::of(
            "200 OK",
            &["Content-Type: text/html; charset=iso-8859-1"],
            b"<html><body><main>caf\xe9</main></body></html>",
        )
    });
    let body = get(school.at(), "/", &[]).body;
    let holds = |bytes: &[u8]| body.windows(bytes.len()).any(|window| window == bytes);
    assert!(holds(b"<main>caf\xe9</main>"), "the page is left as it was");
    assert!(holds(b"\xc9cole du Port") && !holds("École".as_bytes()), "the banner is in the same charset");
}

#[test]
fn a_page_that_is_not_written_in_ascii_leaves_in_utf_8_and_says_so() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let page = wide("<html><body><main><img src=\"https://stats.example/é.gif\"></main></body></html>");
    let school = School::before(move |_| {
        Answer::of("200 OK", &["Content-Type: application/xhtml+xml; charset=utf-16le"], &page)
    });
    let reply = get(school.at(), "/", &[]);
    assert_eq!(reply.header("content-type"), Some("application/xhtml+xml; charset=utf-8"));
    assert!(main_of(&reply).contains("data-src=\"https://stats.example/é.gif\""), "{}", reply.text());
}

#[test]
fn a_hundred_megabytes_stream_through_a_flat_memory() {
    const PAGE: usize = 100 << 20;
    let words = "Some words of a very long page, as there are in a book. ".repeat(20);
    let paragraph = format!("<p class=\"line\">{words}<a href=\"/next\">A link</a>.</p>\n");
    let block = format!("{}<script>let a = 1;</script><img src=\"/i.png\" alt=\"\">\n", paragraph.repeat(10));
    let content = block.repeat(PAGE / block.len() + 1);
    let page = format!("<!doctype html><html><body><main>{content}</main></body></html>");
    let school = School::before(move |asked| {
        if asked.path == "/long" { Answer::html(&[], &page) } else { Answer::html(&[], "<html><body></body></html>") }
    });
    assert_eq!(get(school.at(), "/", &[]).status, 200);
    let before = school.program.memory();
    let reply = get(school.at(), "/long", &[]);
    let grown = school.program.peak_memory().saturating_sub(before);
    assert!(grown < 32 << 20, "a page of {PAGE} bytes took {grown} bytes of memory");
    assert!(reply.whole, "{} bytes came", reply.body.len());
    let start = reply.body.windows(6).position(|window| window == b"<main>").expect("the content") + 6;
    let came = reply.body.get(start..start + content.len());
    assert!(came == Some(content.as_bytes()), "the content is not as it was");
}
