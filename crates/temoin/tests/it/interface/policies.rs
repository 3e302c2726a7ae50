//! What people read, and what machines ask: policies on the visitor's side,
//! health and counters on the console's.

use temoin_testkit::{Answer, Program, get, request};

use super::{SCHOOL, School, choose, counted, desk_of, problem, put};

const JSON: (&str, &str) = ("Accept", "application/json");

#[test]
fn the_policies_are_listed_with_who_they_are_for() {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let page = get(&program.listen, "/_temoin/policies", &[]);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let text = page.text();
    assert!(text.contains("<a href=\"/_temoin/policies/cookies?lang=fr\">Politique des cookies</a>"), "{text}");
    assert!(text.contains("<html lang=\"fr\">") && text.contains("id=\"temoin\""), "{text}");
    assert!(page.header("vary").is_some_and(|vary| vary.contains("Accept-Language")), "{:?}", page.headers);

    let english = get(&program.listen, "/_temoin/policies?lang=en", &[]).text();
    assert!(english.contains("<html lang=\"en\">") && english.contains(">Cookie policy</a>"), "{english}");
    let browser = get(&program.listen, "/_temoin/policies", &[("Accept-Language", "en-GB,en;q=0.9")]).text();
    assert!(browser.contains(">Cookie policy</a>"), "{browser}");

    let list = get(&program.listen, "/_temoin/policies", &[JSON]).json();
    assert_eq!(list["policies"].as_array().map(Vec::len), Some(1), "{list}");
    for (key, value) in [
        ("id", "cookies"),
        ("name", "Politique des cookies"),
        ("type", "cookies"),
        ("audience", "everyone"),
        ("version", "2026-11-01"),
        ("effective", "2026-11-01"),
        ("url", "/_temoin/policies/cookies?lang=fr"),
    ] {
        assert_eq!(list["policies"][0][key], value, "{list}");
    }
}

#[test]
fn a_policy_is_read_as_a_page_or_as_json() {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let page = get(&program.listen, "/_temoin/policies/cookies", &[]).text();
    for cell in
        ["<h1>Politique des cookies</h1>", "En un mot", "École du Port.", "<code>_st.*</code>", "60 jours", "Stats SA"]
    {
        assert!(page.contains(cell), "{cell} in {page}");
    }
    let value = get(&program.listen, "/_temoin/policies/cookies?lang=en", &[JSON]).json();
    assert_eq!((&value["name"], &value["language"]), (&"Cookie policy".into(), &"en".into()), "{value}");
    assert!(value["text"].as_str().is_some_and(|text| text.contains("`_st.*`") && text.contains("60 days")), "{value}");
    assert!(value["summary"].as_str().is_some_and(|text| text.contains("In a word: École du Port")), "{value}");
    let lost = request(&program.listen, "GET", "/_temoin/policies/privacy", &[JSON], b"");
    problem(&lost, 404);
    assert_eq!(
        get(&program.listen, "/_temoin/policies/privacy", &[]).header("content-type"),
        Some("text/html; charset=utf-8")
    );
}

/// What a policy's page says, without the banner, which speaks of today.
#[track_caller]
fn content(program: &Program, policy: &str) -> String {
    let reply = get(&program.listen, &format!("/_temoin/policies/{policy}"), &[]);
    assert_eq!(reply.status, 200, "{policy}");
    let page = reply.text();
    let inner = page.split_once("<main>").and_then(|(_, rest)| rest.split_once("</main>")).expect("the policy");
    inner.0.to_owned()
}

#[test]
fn a_past_version_can_be_read_again() {
    let desk = desk_of(SCHOOL);
    let mut first = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let current = content(&first, "cookies/2026-11-01");
    assert!(current.contains("60 jours") && !current.contains("role=\"note\""), "{current}");
    first.kill();

    put(&desk, ".", &SCHOOL.replace("60 days", "50 days").replace("2026-11-01", "2026-12-01"));
    let second = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let current = content(&second, "cookies");
    assert!(current.contains("50 jours") && !current.contains("60 jours"), "{current}");
    let past = content(&second, "cookies/2026-11-01");
    assert!(past.contains("60 jours") && !past.contains("50 jours"), "{past}");
    assert!(past.contains("role=\"note\"") && past.contains("href=\"/_temoin/policies/cookies?lang=fr\""), "{past}");
    let english = content(&second, "cookies/2026-11-01?lang=en");
    assert!(english.contains("60 days"), "{english}");

    let value = get(&second.listen, "/_temoin/policies/cookies/2026-11-01", &[JSON]).json();
    assert_eq!((&value["version"], &value["in_force"]), (&"2026-11-01".into(), &false.into()), "{value}");
    let value = get(&second.listen, "/_temoin/policies/cookies/2026-12-01", &[JSON]).json();
    assert_eq!(value["in_force"], true, "{value}");
    for never in ["2025-01-01", "yesterday", "'"] {
        problem(&request(&second.listen, "GET", &format!("/_temoin/policies/cookies/{never}"), &[JSON], b""), 404);
    }
}

#[test]
fn a_text_that_changed_under_its_version_is_told() {
    let desk = desk_of(SCHOOL);
    Program::start(crate::TEMOIN, desk.path(), &["serve"]).kill();
    put(&desk, ".", &SCHOOL.replace("60 days", "50 days"));
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    assert_eq!(get(&program.listen, "/_temoin/policies", &[]).status, 200);
    program.terminate();
    let (_, log) = program.wait();
    assert!(log.contains("the text of a policy changed, but not its version"), "{log}");
}

#[test]
fn a_script_tag_finds_what_a_banner_needs() {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let (given, _) = choose(&program.listen, "accept-all");
    for (language, video) in [("fr", "Vidéos"), ("en", "Videos"), ("de", "Vidéos")] {
        let value = get(&program.listen, &format!("/_temoin/site.json?lang={language}"), &[JSON]).json();
        assert_eq!(value["purposes"][2]["title"], video, "{value}");
        assert_eq!((&value["valid_for"], &value["cookie"]), (&"30 days".into(), &"choice".into()), "{value}");
        assert_eq!(value["revision"], given.json()["revision"], "{value}");
        let page = get(&program.listen, &format!("/_temoin/policies?lang={language}"), &[]).text();
        let notice = format!("data-notice=\"{}\"", value["notice"].as_str().expect("a digest"));
        assert!(page.contains(&notice), "the banner and site.json show the same texts");
    }
    for (path, kind) in [
        ("choice.js", "text/javascript; charset=utf-8"),
        ("notice.js", "text/javascript; charset=utf-8"),
        ("temoin.js", "text/javascript; charset=utf-8"),
        ("choice.css", "text/css; charset=utf-8"),
    ] {
        let reply = get(&program.listen, &format!("/_temoin/{path}"), &[]);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)));
        assert!(!reply.body.is_empty());
    }
}

#[test]
fn an_address_of_ours_is_never_the_origins() {
    let school = School::before(|_| Answer::html(&[], "<html><body>the origin</body></html>"));
    for path in ["/_temoin/", "/_temoin/nothing", "/_temoin/v1/consents/a/b", "/_temoin/policies/cookies/1/2"] {
        let reply = request(school.at(), "GET", path, &[JSON], b"");
        problem(&reply, 404);
    }
    assert_eq!(request(school.at(), "DELETE", "/_temoin/v1/consents", &[JSON], b"").status, 405);
    assert!(school.origin.asked().is_empty(), "{:?}", school.origin.asked());
}

#[test]
fn the_prefix_can_be_another() {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--prefix", "/privacy"]);
    let page = get(&program.listen, "/privacy/policies", &[]);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("action=\"/privacy/v1/consents\""), "{}", page.text());
    assert_eq!(get(&program.listen, "/_temoin/policies", &[]).status, 404);
}

#[test]
fn machines_are_answered_on_the_console_and_visitors_are_not() {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    for path in ["/healthz", "/readyz"] {
        let reply = get(&program.console, path, &[]);
        assert_eq!((reply.status, reply.text().as_str()), (200, "ok\n"), "{path}");
    }
    choose(&program.listen, "accept-all");
    assert_eq!(
        counted(&program, "temoin_choices_total"),
        ["temoin_choices_total{action=\"accept-all\",surface=\"api\"} 1"]
    );
    for path in ["/healthz", "/readyz", "/metrics"] {
        for prefix in ["", "/_temoin"] {
            assert_eq!(get(&program.listen, &format!("{prefix}{path}"), &[]).status, 404, "{prefix}{path}");
        }
    }
    for path in ["/_temoin/policies", "/_temoin/v1/consents", "/"] {
        assert_eq!(get(&program.console, path, &[]).status, 404, "{path}");
    }
}
