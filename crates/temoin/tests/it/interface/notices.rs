//! The notice outside the gateway's pages: for templates, and for pages with one tag.

use temoin_testkit::{Program, get, request};

use super::{CONSENTS, SCHOOL, choose, desk_of, problem};

fn program() -> (temoin_testkit::Desk, Program) {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    (desk, program)
}

#[test]
fn a_template_gets_what_its_visitor_is_to_see() {
    let (_desk, program) = program();
    let fragment = |query: &str, headers: &[(&str, &str)]| {
        let reply = get(&program.listen, &format!("/_temoin/fragment{query}"), headers);
        assert_eq!((reply.status, reply.header("cache-control")), (200, Some("private, no-cache")), "{}", reply.text());
        reply.text()
    };
    let asks = fragment("?lang=fr&return=/cours%3Fid%3D3&nonce=r4nd0m", &[]);
    assert!(
        asks.contains("<section id=\"temoin\"") && asks.contains("name=\"return\" value=\"/cours?id=3\""),
        "{asks}"
    );
    assert_eq!(asks.matches(" nonce=\"r4nd0m\"").count(), 3, "both styles and the script: {asks}");
    let (_, cookie) = choose(&program.listen, "accept-all");
    for headers in [[("Cookie", cookie.as_str())], [("Sec-GPC", "1")]] {
        let answered = fragment("?lang=fr", &headers);
        assert!(!answered.contains("id=\"temoin\"") && answered.starts_with("<script "), "{answered}");
    }
    assert!(fragment("?part=preferences&lang=en", &[]).starts_with("<dialog id=\"temoin-preferences\""));
    assert!(fragment("?part=link&return=//evil.example", &[]).contains("return=%2F\""));
    let head = fragment("?part=head&nonce=r4nd0m", &[("Cookie", cookie.as_str())]);
    assert!(head.starts_with("<script src=\"/_temoin/guard.js?") && head.contains(" nonce=\"r4nd0m\""), "{head}");
    assert!(head.contains("data-allow=\"audience video\" data-state=\"known\""), "{head}");
    let placeholder = fragment("?part=held&service=films&lang=en", &[]);
    assert!(placeholder.starts_with("<div class=\"temoin-held\""), "{placeholder}");
    assert!(placeholder.contains("Films SA"), "{placeholder}");
}

#[test]
fn what_would_leave_its_quotes_is_refused() {
    let (_desk, program) = program();
    for query in ["?nonce=a%22%3E", "?nonce=", "?part=everything", "?part=held", "?part=held&service=nobody"] {
        problem(&request(&program.listen, "GET", &format!("/_temoin/fragment{query}"), &[], b""), 400);
    }
}

#[test]
fn a_tag_is_sent_again_only_when_it_says_something_else() {
    let (_desk, program) = program();
    let script = |headers: &[(&str, &str)]| get(&program.listen, "/_temoin/choice.js?lang=fr", headers);
    let first = script(&[]);
    assert!(first.text().contains("Tout refuser"), "the notice is in it");
    let tag = first.header("etag").expect("a validator");
    assert_eq!(script(&[("If-None-Match", tag)]).status, 304);
    let (_, cookie) = choose(&program.listen, "refuse-all");
    let answered = script(&[("If-None-Match", tag), ("Cookie", &cookie)]);
    assert_eq!(answered.status, 200);
    assert!(!answered.text().contains("Tout refuser") && answered.text().contains("\"state\":\"refused\""));
}

#[test]
fn the_sites_other_hosts_may_ask_and_others_may_not() {
    let desk = desk_of(&SCHOOL.replace("urls      = [", "urls      = [\"https://consent.school.example/\", "));
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let host = ("Host", "consent.school.example");
    let json = ("Content-Type", "application/json");
    let post = |origin: &str, site: &str| {
        let headers = [host, json, ("Origin", origin), ("Sec-Fetch-Site", site)];
        request(&program.listen, "POST", CONSENTS, &headers, b"{\"action\":\"refuse-all\"}")
    };
    let allowed = |reply: &temoin_testkit::Reply| reply.header("access-control-allow-origin").map(str::to_owned);
    let own = post("https://school.example", "same-site");
    assert_eq!((own.status, allowed(&own)), (201, Some("https://school.example".to_owned())), "{}", own.text());
    for (origin, site) in [
        ("https://evil.example", "cross-site"),
        ("https://other.school.example", "same-site"),
        ("http://school.example", "same-site"),
        ("null", "cross-site"),
    ] {
        let reply = post(origin, site);
        assert_eq!((reply.status, allowed(&reply)), (403, None), "{origin}");
        let asks = [host, ("Origin", origin), ("Access-Control-Request-Method", "POST")];
        assert_eq!(allowed(&request(&program.listen, "OPTIONS", CONSENTS, &asks, b"")), None, "{origin}");
    }
    let asks = [host, ("Origin", "https://school.example"), ("Access-Control-Request-Method", "POST")];
    let reply = request(&program.listen, "OPTIONS", CONSENTS, &asks, b"");
    assert_eq!((reply.status, reply.header("access-control-allow-credentials")), (204, Some("true")));
}
