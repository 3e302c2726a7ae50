//! What is made for one visitor and kept by a browser: whether it is still the
//! one that is due.

use temoin_testkit::{Answer, Origin, Program, Reply, get};

use super::{SCHOOL, School, choose, counted, desk_of, problem};

const PAGE: &str = "<html><body><main><script src=\"https://stats.example/t.js\"></script></main></body></html>";

/// Answers as servers do: 304 to who has what is there.
fn comparing(asked: &temoin_testkit::Asked, etag: &str, kind: &str, more: &[&str], body: &str) -> Answer {
    let (kind, etag_header) = (format!("Content-Type: {kind}"), format!("ETag: {etag}"));
    let headers = [&["Cache-Control: public, max-age=3600", &etag_header], more].concat();
    if asked.header("if-none-match").is_some_and(|tags| tags.split(", ").any(|tag| tag == etag)) {
        return Answer(
            format!("HTTP/1.1 304 Not Modified\r\n{}\r\nConnection: close\r\n\r\n", headers.join("\r\n")).into(),
        );
    }
    Answer::of("200 OK", &[&[kind.as_str()], &headers[..]].concat(), body.as_bytes())
}

fn school() -> School {
    School::before(|asked| match asked.path.as_str() {
        "/weak" => comparing(asked, "W/\"w\"", "text/html", &[], PAGE),
        "/plain.css" => comparing(asked, "\"c\"", "text/css", &[], "p { background: url(/a.png) }"),
        "/stats.css" => {
            comparing(asked, "\"s\"", "text/css", &[], "p { background: url(https://stats.example/p.gif) }")
        }
        "/worker.js" => comparing(asked, "\"j\"", "text/javascript", &[], "self.own = 1"),
        "/always" => Answer(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec()),
        _ => comparing(asked, "\"x\"", "text/html", &[], PAGE),
    })
}

#[track_caller]
fn etag(reply: &Reply) -> String {
    reply.header("etag").unwrap_or_else(|| panic!("no validator: {:?}", reply.headers)).to_owned()
}

#[test]
fn a_page_is_unchanged_only_for_the_choice_it_was_made_for() {
    let school = school();
    let (_, granted) = choose(school.at(), "accept-all");
    let (_, again) = choose(school.at(), "accept-all");
    let (_, refused) = choose(school.at(), "refuse-all");
    for (path, origins) in [("/", "\"x\""), ("/weak", "W/\"w\"")] {
        let first = get(school.at(), path, &[("Cookie", &granted)]);
        let tag = etag(&first);
        assert!(tag.starts_with(&format!("W/\"{};t", origins.trim_matches(['W', '/', '"']))), "{tag}");
        for cookie in [&granted, &again] {
            let same = get(school.at(), path, &[("Cookie", cookie), ("If-None-Match", &tag)]);
            assert_eq!((same.status, same.body.len()), (304, 0), "{path}");
            assert_eq!(etag(&same), tag, "{path}");
            assert_eq!(same.header("cache-control"), Some("private, no-cache"), "{path}");
            assert_eq!(school.asked().header("if-none-match"), Some(origins), "the origin is asked about its own half");
        }
        for headers in [&[("If-None-Match", tag.as_str())][..], &[("If-None-Match", &tag), ("Cookie", &refused)]] {
            let other = get(school.at(), path, headers);
            assert_eq!(other.status, 200, "{path}: {headers:?}");
            assert!(other.text().contains("data-src=\"https://stats.example/t.js\""), "{path}: {}", other.text());
            assert_eq!(school.asked().header("if-none-match"), None);
            assert_ne!(etag(&other), tag);
        }
        let frame = [("Cookie", granted.as_str()), ("If-None-Match", &tag), ("Sec-Fetch-Dest", "iframe")];
        assert_eq!(get(school.at(), path, &frame).status, 200, "{path}: in a frame it is another page");
    }
}

#[test]
fn a_page_that_another_register_made_is_made_again() {
    let origin = Origin::start(|asked| comparing(asked, "\"x\"", "text/html", &[], PAGE));
    let tags = [SCHOOL.to_owned(), SCHOOL.replace("Mesure d’audience", "Mesure de l’audience")].map(|register| {
        let desk = desk_of(&register);
        let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
        let tag = etag(&get(&program.listen, "/", &[]));
        assert_eq!(get(&program.listen, "/", &[("If-None-Match", &tag)]).status, 304);
        (desk, program, tag)
    });
    let [(_first, _, before), (_second, program, after)] = &tags;
    assert_ne!(before, after);
    assert_eq!(get(&program.listen, "/", &[("If-None-Match", before)]).status, 200);
}

#[test]
fn an_origin_that_says_unchanged_unasked_is_not_believed() {
    let school = school();
    let conditions = [("If-None-Match", "\"x\""), ("If-Modified-Since", "Sun, 01 Nov 2026 00:00:00 GMT")];
    let reply = get(school.at(), "/always", &[&[("Accept", "application/json")], &conditions[..]].concat());
    problem(&reply, 502);
    let piece = [("Sec-Fetch-Dest", "empty"), ("Accept", "*/*"), ("If-None-Match", "\"x\"")];
    assert_eq!(get(school.at(), "/piece", &piece).status, 304, "what no page was made of is the origin's to compare");
}

#[test]
fn a_style_sheet_is_kept_as_long_as_nothing_in_it_waits() {
    let school = school();
    let style = [("Sec-Fetch-Dest", "style"), ("Accept", "text/css,*/*;q=0.1")];
    let with = |more: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        style.iter().chain(more).map(|(name, value)| (*name, (*value).to_owned())).collect()
    };
    let fetch = |path: &str, more: &[(&'static str, &str)]| {
        let headers = with(more);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        get(school.at(), path, &headers)
    };
    let (_, granted) = choose(school.at(), "accept-all");

    let plain = fetch("/plain.css", &[]);
    assert_eq!(plain.text(), "p { background: url(/a.png) }");
    assert_eq!(plain.header("cache-control"), Some("public, max-age=3600"), "it is everybody's");
    let tag = etag(&plain);
    for cookie in ["other=1", &granted] {
        let same = fetch("/plain.css", &[("If-None-Match", &tag), ("Cookie", cookie)]);
        assert_eq!(
            (same.status, etag(&same), same.header("cache-control")),
            (304, tag.clone(), Some("public, max-age=3600"))
        );
    }

    let held = fetch("/stats.css", &[]);
    assert!(!held.text().contains("stats.example"), "{}", held.text());
    assert_eq!(held.header("cache-control"), Some("private, no-cache"));
    let live = fetch("/stats.css", &[("Cookie", &granted), ("If-None-Match", &etag(&held))]);
    assert_eq!((live.status, live.header("cache-control")), (200, Some("private, no-cache")), "it can be taken back");
    assert!(live.text().contains("https://stats.example/p.gif"), "{}", live.text());
    let same = fetch("/stats.css", &[("Cookie", &granted), ("If-None-Match", &etag(&live))]);
    assert_eq!(same.status, 304);
    assert_eq!(fetch("/stats.css", &[("If-None-Match", "\"s\"")]).status, 200, "kept before the gateway was there");
}

#[test]
fn a_worker_is_this_visitors_too() {
    let school = school();
    let (_, granted) = choose(school.at(), "accept-all");
    for kind in ["worker", "sharedworker", "serviceworker"] {
        let worker = [("Sec-Fetch-Dest", kind), ("Accept", "*/*")];
        let held = get(school.at(), "/worker.js", &worker);
        let text = held.text();
        assert!(text.ends_with("self.own = 1") && text.len() > 1000, "{kind}: the guard stands before it: {text}");
        assert_eq!(held.header("cache-control"), Some("private, no-cache"), "{kind}");
        let tag = etag(&held);
        let unchanged = [&worker[..], &[("If-None-Match", &tag)]].concat();
        assert_eq!(get(school.at(), "/worker.js", &unchanged).status, 304, "{kind}");
        let changed = [&unchanged[..], &[("Cookie", &granted)]].concat();
        assert_eq!(get(school.at(), "/worker.js", &changed).status, 200, "{kind}");
    }
}

/// How many pages came from those that are kept, and how many were not there.
#[track_caller]
fn repeated(school: &School) -> (u64, u64) {
    let lines = counted(&school.program, "temoin_variants_total");
    let count = |outcome: &str| {
        let line = lines.iter().find(|line| line.contains(outcome)).unwrap_or_else(|| panic!("{lines:?}"));
        line.rsplit(' ').next().and_then(|count| count.parse().ok()).expect("a number")
    };
    (count("hit"), count("miss"))
}

#[test]
fn a_page_that_comes_again_is_not_made_again() {
    let school = School::before(|asked| match asked.path.as_str() {
        "/signed-in" => Answer::html(&["Set-Cookie: sid=1"], PAGE),
        "/private" => Answer::html(&["Cache-Control: private"], PAGE),
        "/secret" => Answer::html(&["Cache-Control: no-store"], PAGE),
        "/each" => Answer::html(&["Vary: *"], PAGE),
        "/asked" => Answer::html(&["Cache-Control: no-cache"], PAGE),
        "/by-cookie" => Answer::html(&["Vary: Accept, Cookie"], PAGE),
        "/nonce" => Answer::html(&["Content-Security-Policy: script-src 'nonce-r4nd0m'"], PAGE),
        "/named" => Answer::html(&[], &PAGE.replace("</main>", asked.header("cookie").unwrap_or("nobody"))),
        _ => Answer::html(&[], PAGE),
    });
    let (_, granted) = choose(school.at(), "accept-all");
    let first = get(school.at(), "/", &[("Accept-Encoding", "gzip")]);
    let second = get(school.at(), "/", &[("Accept-Encoding", "gzip")]);
    assert_eq!(repeated(&school), (1, 1));
    assert_eq!(first.body, second.body);
    assert_eq!(school.origin.asked().len(), 2, "the origin is asked each time");
    get(school.at(), "/", &[("Accept-Encoding", "br")]);
    get(school.at(), "/?another", &[("Accept-Encoding", "gzip")]);
    get(school.at(), "/", &[("Accept-Encoding", "gzip"), ("Cookie", &granted)]);
    assert_eq!(repeated(&school), (1, 4), "in another coding, at another address, for another choice");

    for path in ["/signed-in", "/private", "/secret", "/each", "/asked", "/by-cookie", "/nonce"] {
        get(school.at(), path, &[]);
        get(school.at(), path, &[]);
    }
    for _ in 0..2 {
        get(school.at(), "/basic", &[("Authorization", "Basic dTpw")]);
    }
    assert_eq!(repeated(&school), (1, 4), "nothing of one person's is kept");

    let named = |cookie: &str| get(school.at(), "/named", &[("Cookie", cookie)]).text();
    for who in ["sid=ada", "sid=bob", "sid=ada", "sid=bob"] {
        assert!(named(who).contains(who), "everybody gets the page of their own");
    }
}

#[test]
fn what_a_kept_page_contacts_is_counted_each_time() {
    let school = School::before(|_| Answer::html(&[], &PAGE.replace("stats.example", "unknown.example")));
    for _ in 0..3 {
        get(school.at(), "/", &[]);
    }
    assert_eq!(repeated(&school), (2, 1));
    let site = get(&school.program.console, "/drift", &[]).json();
    assert!(site.to_string().contains("\"count\":3"), "{site:#}");
}
