//! The headers of what passes: caches, content policies, ranges, and what a
//! proxy must not pass on.

use temoin_testkit::{Answer, Reply, get, request};

use super::{School, choose, problem};

const PAGE: &str = "<html><body><main>A page</main></body></html>";

/// A school whose page and image have these headers.
fn with(arguments: &[&str], headers: &'static [&'static str]) -> School {
    School::with(arguments, move |asked| {
        if asked.path == "/image" {
            Answer::of("200 OK", &[&["Content-Type: image/png"], headers].concat(), b"\x89PNG")
        } else {
            Answer::html(headers, PAGE)
        }
    })
}

#[test]
fn a_page_is_this_visitors_and_an_image_is_as_it_was() {
    let school = with(
        &[],
        &[
            "Cache-Control: public, max-age=3600",
            "ETag: \"abc\"",
            "Last-Modified: Sun, 01 Nov 2026 00:00:00 GMT",
            "Vary: Accept-Language",
        ],
    );
    let page = get(school.at(), "/", &[("If-None-Match", "\"abc\""), ("Range", "bytes=0-3")]);
    assert_eq!(page.header("cache-control"), Some("private, no-cache"));
    for gone in ["last-modified", "accept-ranges"] {
        assert_eq!(page.header(gone), None, "it speaks of other bytes");
    }
    assert!(page.header("etag").is_some_and(|etag| etag.starts_with("W/\"abc;t")), "{:?}", page.header("etag"));
    let vary = page.all("vary").join(", ");
    for name in ["Accept-Language", "Cookie", "Sec-GPC"] {
        assert!(vary.contains(name), "{vary}");
    }
    for name in ["if-none-match", "range"] {
        assert_eq!(school.asked().header(name), None, "a page is asked for whole");
    }

    let image = get(school.at(), "/image", &[("Sec-Fetch-Dest", "image"), ("If-None-Match", "\"xyz\"")]);
    assert_eq!(image.header("cache-control"), Some("public, max-age=3600"));
    assert_eq!((image.header("etag"), image.header("vary")), (Some("\"abc\""), Some("Accept-Language")));
    assert_eq!((image.header("content-length"), &image.body[..]), (Some("4"), &b"\x89PNG"[..]));
    assert_eq!(school.asked().header("if-none-match"), Some("\"xyz\""));
}

#[test]
fn a_page_that_must_not_be_stored_is_not() {
    let school = with(&[], &["Cache-Control: No-Store, max-age=0"]);
    assert_eq!(get(school.at(), "/", &[]).header("cache-control"), Some("private, no-store"));
}

#[test]
fn a_range_of_what_is_no_page_passes_to_the_byte() {
    let film: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    let part = film[100..200].to_vec();
    let school = School::before(move |asked| {
        assert_eq!(asked.header("range"), Some("bytes=100-199"));
        assert_eq!(asked.header("if-range"), Some("\"abc\""));
        let headers =
            ["Content-Type: video/mp4", "Content-Range: bytes 100-199/10000", "Accept-Ranges: bytes", "ETag: \"abc\""];
        Answer::of("206 Partial Content", &headers, &film[100..200])
    });
    let headers = [("Sec-Fetch-Dest", "video"), ("Range", "bytes=100-199"), ("If-Range", "\"abc\"")];
    let reply = get(school.at(), "/film.mp4", &headers);
    assert_eq!((reply.status, &reply.body), (206, &part));
    for (name, value) in [("content-range", "bytes 100-199/10000"), ("content-length", "100"), ("etag", "\"abc\"")] {
        assert_eq!(reply.header(name), Some(value), "{name}");
    }
}

#[test]
fn in_block_a_content_policy_says_what_this_visitor_may_contact() {
    let school = with(&["--undeclared", "block"], &["Content-Security-Policy: frame-ancestors 'self'"]);
    let policies = |cookies: &[(&str, &str)]| {
        let reply = get(school.at(), "/", cookies);
        let all = reply.all("content-security-policy");
        assert_eq!(all.len(), 2, "the site's own stays as it is: {all:?}");
        assert_eq!(all[0], "frame-ancestors 'self'");
        all[1].to_owned()
    };
    let before = policies(&[]);
    assert!(before.starts_with("default-src 'self' "), "{before}");
    assert!(!before.contains("stats.example") && !before.contains("films.example"), "{before}");
    let (_, granted) = choose(school.at(), "accept-all");
    let after = policies(&[("Cookie", &granted)]);
    for host in ["stats.example", "*.stats.example", "films.example"] {
        assert!(after.split([' ', ';']).any(|source| source == format!("{host}:*")), "{host}: {after}");
    }
    let report = with(&[], &[]);
    let learning = get(report.at(), "/", &[]);
    assert_eq!(learning.header("content-security-policy"), None);
    let told = learning.header("content-security-policy-report-only").expect("what `block` would do is told");
    assert!(told.starts_with("default-src 'self' ") && told.contains("report-uri /_temoin/v1/csp"), "{told}");
}

/// How our style and script stand in a page with this content policy.
#[track_caller]
fn ours(policy: &str) -> (String, String) {
    let header = format!("Content-Security-Policy: {policy}");
    let school = School::before(move |_| Answer::html(&[&header], PAGE));
    let reply = get(school.at(), "/", &[]);
    assert_eq!(reply.all("content-security-policy"), [policy], "the site's policy is never loosened");
    let page = reply.text();
    let tag = |from: &str| from.split_inclusive('>').next().unwrap_or_default().to_owned();
    let (_, body) = page.split_once("<body>").expect("a body");
    let script = page.rfind("<script").expect("our script, the last of the page");
    // What it is told is no matter of the policy's.
    let script = tag(&page[script..]);
    let told = script.split(' ').filter(|each| !each.starts_with("data-")).collect::<Vec<_>>().join(" ");
    let told = match told.split_once("notice.js?") {
        Some((before, after)) => format!("{before}notice.js?VERSION{}", &after[8..]),
        None => told,
    };
    (tag(body), if told.ends_with('>') { told } else { told + ">" })
}

#[test]
fn our_tags_stand_as_the_sites_content_policy_lets_them() {
    let nonce = ("<style nonce=\"r4nd0m==\">".to_owned(), "<script nonce=\"r4nd0m==\">".to_owned());
    assert_eq!(ours("default-src 'self' 'nonce-r4nd0m=='"), nonce);
    assert_eq!(ours("script-src 'strict-dynamic' 'nonce-r4nd0m=='; style-src 'nonce-r4nd0m=='"), nonce);
    let inline = ("<style>".to_owned(), "<script>".to_owned());
    assert_eq!(ours("frame-ancestors 'self'"), inline);
    assert_eq!(ours("default-src 'self' 'unsafe-inline'"), inline);
    let files = (
        "<link rel=\"stylesheet\" href=\"/_temoin/choice.css\">".to_owned(),
        "<script src=\"/_temoin/notice.js?VERSION\" defer>".to_owned(),
    );
    assert_eq!(ours("default-src 'self'"), files);
    assert_eq!(ours("script-src 'self'; style-src 'self'"), files);
}

#[test]
fn style_and_script_each_follow_the_directive_that_governs_them() {
    let (style, _) = ours("script-src 'unsafe-inline'; style-src 'self'");
    assert!(style.starts_with("<link "), "an inline style is refused there: {style}");
    let (style, _) = ours("script-src 'nonce-a'; style-src 'nonce-b'");
    assert_eq!(style, "<style nonce=\"b\">");
}

#[test]
fn headers_that_contact_ahead_of_the_page_wait_too() {
    let school = with(
        &[],
        &[
            "Link: <https://stats.example/t.js>; rel=preload; as=script, </own.css>; rel=preload; as=style",
            "Link: <https://films.example>; rel=preconnect",
            "Refresh: 5; url=https://stats.example/next",
        ],
    );
    let reply = get(school.at(), "/", &[]);
    assert_eq!(reply.all("link"), ["</own.css>; rel=preload; as=style"]);
    assert_eq!(reply.header("refresh"), None);
    let (_, granted) = choose(school.at(), "accept-all");
    let reply: Reply = get(school.at(), "/", &[("Cookie", &granted)]);
    assert_eq!((reply.all("link").len(), reply.header("refresh").is_some()), (3, true));
}

/// What of these headers reaches a visitor who has granted nothing.
#[track_caller]
fn before_a_choice(headers: &[&[u8]], expected: &[&str]) {
    let head =
        [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n", &headers.join(&b"\r\n"[..])[..]];
    let answer = [&head.concat()[..], b"\r\n\r\nhi"].concat();
    let school = School::before(move |_| Answer(answer.clone()));
    let reply = get(school.at(), "/", &[]);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let names = ["link", "refresh", "alt-svc", "nel", "report-to", "reporting-endpoints", "speculation-rules"];
    let ours = "temoin=\"/_temoin/v1/csp\"";
    let left: Vec<&str> = names.iter().flat_map(|name| reply.all(name)).filter(|value| *value != ours).collect();
    assert_eq!(left, expected, "{}", headers.join(&b"\n"[..]).escape_ascii());
}

#[test]
fn a_byte_beyond_ascii_hides_no_address() {
    before_a_choice(&["Link: <https://stats.example/é.js>; rel=preload".as_bytes()], &[]);
    before_a_choice(
        &[b"Link: <https://stats.example/\xe9.js>; rel=preload, </own.css>; rel=preload"],
        &["</own.css>; rel=preload"],
    );
    before_a_choice(&[b"Link: <https://st\xe9ts.example/>; rel=preconnect"], &[]);
    before_a_choice(&["Refresh: 0; url=https://stats.example/é".as_bytes()], &[]);
    let location = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: https://stats.example/é.gif\r\n\r\n";
    let school = School::before(move |_| Answer(location.into()));
    problem(&get(school.at(), "/p.gif", &[("Sec-Fetch-Dest", "image"), ("Accept", "image/*")]), 403);
}

#[test]
fn a_refresh_is_read_as_browsers_read_it() {
    for held in [
        "0; https://stats.example/?a=b",
        "0,https://stats.example/",
        " 5 \t;URL = 'https://stats.example/' and more",
        "0; url=\"https://stats.example/?next=/own",
        "0; //stats.example/",
    ] {
        before_a_choice(&[format!("Refresh: {held}").as_bytes()], &[]);
    }
    // Two headers are one list.
    before_a_choice(&[b"Refresh: 5", b"Refresh: https://stats.example/"], &[]);
    before_a_choice(&[b"Refresh: 5", b"Set-Cookie: sid=1"], &["5"]);
    before_a_choice(&[b"Refresh: 5; url=/own?to=https://stats.example/"], &["5; url=/own?to=https://stats.example/"]);
}

#[test]
fn no_header_sends_the_browser_around_the_wall() {
    before_a_choice(&[b"Alt-Svc: h3=\":443\"; ma=86400"], &[]);
    before_a_choice(
        &[
            b"NEL: {\"report_to\": \"all\", \"max_age\": 60}",
            b"Report-To: {\"group\": \"all\", \"endpoints\": [{\"url\": \"\\u0068ttps://stats.example/r\"}]}",
        ],
        &[],
    );
    before_a_choice(&[b"Reporting-Endpoints: own=\"/reports\", all=\"https://stats.example/r\""], &[]);
    before_a_choice(&[b"Speculation-Rules: \"https://stats.example/rules.json\""], &[]);
    before_a_choice(&[b"Link: </own>; title=\"<\", <https://stats.example/t.js>; rel=preload"], &[]);
    before_a_choice(
        &[
            b"NEL: {\"report_to\": \"own\", \"max_age\": 60}",
            b"Report-To: {\"group\": \"own\", \"endpoints\": [{\"url\": \"/reports\"}]}",
            b"Reporting-Endpoints: own=\"/reports\"",
            b"Speculation-Rules: \"/rules.json\"",
        ],
        &[
            "{\"report_to\": \"own\", \"max_age\": 60}",
            "{\"group\": \"own\", \"endpoints\": [{\"url\": \"/reports\"}]}",
            "own=\"/reports\"",
            "\"/rules.json\"",
        ],
    );
}

#[test]
fn no_cache_between_keeps_what_depends_on_a_choice() {
    let said = [
        "Cache-Control: public, max-age=3600",
        "Expires: Fri, 31 Dec 9999 23:59:59 GMT",
        "Pragma: cache",
        "CDN-Cache-Control: max-age=3600",
        "Cloudflare-CDN-Cache-Control: max-age=3600",
        "Surrogate-Control: max-age=3600",
        "X-Accel-Expires: 3600",
    ];
    let school = School::before(move |asked| match asked.path.as_str() {
        "/to-stats" => Answer::of("302 Found", &[&said[..], &["Location: https://stats.example/p.gif"]].concat(), b""),
        "/to-own" => Answer::of("302 Found", &[&said[..], &["Location: /own.gif"]].concat(), b""),
        "/stats/t.js" => Answer::of("200 OK", &[&said[..], &["Content-Type: text/javascript"]].concat(), b"t()"),
        _ => Answer::html(&said, PAGE),
    });
    let (_, granted) = choose(school.at(), "accept-all");
    for (path, destination) in
        [("/", "document"), ("/to-stats", "image"), ("/to-stats", "document"), ("/stats/t.js", "script")]
    {
        let reply = get(school.at(), path, &[("Cookie", &granted), ("Sec-Fetch-Dest", destination)]);
        assert!(matches!(reply.status, 200 | 302), "{path}: {}", reply.text());
        let caches = ["cache-control", "expires", "pragma", "cdn-cache-control", "cloudflare-cdn-cache-control"];
        let caches = caches.iter().chain(&["surrogate-control", "x-accel-expires"]);
        let left: Vec<&str> = caches.flat_map(|name| reply.all(name)).collect();
        assert_eq!(left, ["private, no-cache"], "{path} as {destination}");
        assert!(reply.all("vary").join(", ").contains("Cookie, Sec-GPC"), "{path} as {destination}");
    }
    let own = get(school.at(), "/to-own", &[("Cookie", &granted), ("Sec-Fetch-Dest", "image")]);
    assert_eq!(own.header("cache-control"), Some("public, max-age=3600"), "nothing of it is judged");
}

#[test]
fn a_document_of_another_kind_is_under_the_policy_too() {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script href=\"https://stats.example/t.js\"/></svg>";
    let answer = move |asked: &temoin_testkit::Asked| {
        let kind = if asked.path == "/feed" { "application/xml" } else { "image/svg+xml" };
        let (kind, attached) = (format!("Content-Type: {kind}"), "Content-Disposition: attachment");
        let mut headers = vec![kind.as_str(), "Cache-Control: public, max-age=60", "ETag: \"d\""];
        headers.extend((asked.path == "/attached").then_some(attached));
        Answer::of("200 OK", &headers, drawing.as_bytes())
    };
    let school = School::with(&["--undeclared", "block"], answer);
    for (path, destination) in [("/drawing", "document"), ("/drawing", "iframe"), ("/feed", "object")] {
        let reply = get(school.at(), path, &[("Sec-Fetch-Dest", destination)]);
        assert_eq!((reply.status, reply.text()), (200, drawing.into()), "{path}: it is not rewritten");
        let policy = reply.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'self' ") && !policy.contains("stats.example"), "{path}: {policy}");
        assert_eq!(reply.header("cache-control"), Some("private, no-cache"), "{path}");
        assert!(
            reply.header("etag").is_some_and(|tag| tag.starts_with("W/\"d;t")),
            "{path}: {:?}",
            reply.header("etag")
        );
    }
    for (path, destination) in [("/drawing", "image"), ("/attached", "document")] {
        let reply = get(school.at(), path, &[("Sec-Fetch-Dest", destination)]);
        assert_eq!(reply.header("content-security-policy"), None, "{path}");
        assert_eq!(reply.header("cache-control"), Some("public, max-age=60"), "{path}");
    }
}

#[test]
fn who_is_refused_reads_why_and_what_to_do() {
    let school = with(&[], &[]);
    let person = ("Accept", "text/html");
    let reply = get(school.at(), "/stats/t.js", &[person]);
    assert_eq!(reply.status, 403);
    for told in ["attend votre accord", "waits for your consent", "href=\"/_temoin/preferences\""] {
        assert!(reply.text().contains(told), "{told}: {}", reply.text());
    }
    let reply = get(school.at(), "/", &[person, ("Host", "evil.example")]);
    assert!(!reply.text().contains("n’a pas pu être traitée"), "{}", reply.text());
    let (_desk, program) = super::alone();
    let reply = get(&program.listen, "/", &[person]);
    assert_eq!(reply.status, 404);
    assert!(!reply.text().contains("--upstream"), "it is the operator's to know: {}", reply.text());
}

#[test]
fn a_piece_that_leads_to_a_held_host_is_refused_and_a_visitor_is_let_go() {
    let school = School::before(|_| Answer::of("302 Found", &["Location: https://stats.example/p.gif"], b""));
    problem(&get(school.at(), "/p.gif", &[("Sec-Fetch-Dest", "image"), ("Accept", "image/*")]), 403);
    let reply = get(school.at(), "/their-site", &[]);
    assert_eq!((reply.status, reply.header("location")), (302, Some("https://stats.example/p.gif")));
}

#[test]
fn the_origin_hears_who_asks_from_us_alone() {
    let school = with(&[], &["Connection: X-Hop", "X-Hop: 1", "Keep-Alive: timeout=5", "X-Content: kept"]);
    let forged = [
        ("X-Forwarded-For", "9.9.9.9"),
        ("X-Forwarded-Host", "evil.example"),
        ("Forwarded", "for=9.9.9.9"),
        ("X-Real-IP", "9.9.9.9"),
        ("X-Original-URL", "/admin"),
        ("X-Temoin-Choice", "all"),
        ("TE", "trailers"),
        ("Proxy-Connection", "keep-alive"),
        ("Accept-Language", "fr"),
    ];
    let headers = [&[("Content-Type", "text/plain")], &forged[..]].concat();
    let reply = request(school.at(), "POST", "/form?a=%2F&b", &headers, b"a body \x00\xff");
    let asked = school.asked();
    assert_eq!(
        (asked.method.as_str(), asked.path.as_str(), &asked.body[..]),
        ("POST", "/form?a=%2F&b", &b"a body \x00\xff"[..])
    );
    assert_eq!((asked.header("host"), asked.header("accept-language")), (Some(school.at()), Some("fr")));
    assert_eq!((asked.header("x-forwarded-for"), asked.header("x-forwarded-proto")), (Some("127.0.0.1"), Some("http")));
    assert_eq!(asked.header("x-forwarded-host"), Some(school.at()));
    assert!(asked.header("forwarded").is_some_and(|value| value.starts_with("for=127.0.0.1;")), "{asked:?}");
    assert_eq!(asked.header("x-real-ip"), Some("127.0.0.1"), "who connected, whatever he says");
    for name in ["x-original-url", "x-temoin-choice", "te", "proxy-connection"] {
        assert_eq!(asked.header(name), None, "{name}");
    }
    assert_eq!(
        (reply.header("x-hop"), reply.header("keep-alive"), reply.header("x-content")),
        (None, None, Some("kept"))
    );
}

#[test]
fn a_method_that_would_show_or_tunnel_is_refused_in_words() {
    let school = with(&[], &[]);
    problem(&request(school.at(), "TRACE", "/", &[], b""), 405);
    assert!(school.origin.asked().is_empty());
}
