//! What is no choice: a post that is refused, a cookie that is not ours. It
//! records nothing and unlocks nothing.

use temoin_testkit::{Answer, Reply, get, request};

use super::{CONSENTS, School, alone, choose, counted, problem};

/// What it is, the status it deserves, its headers and its body.
type Case<'a> = (&'a str, u16, &'a [(&'a str, &'a str)], &'a str);

#[test]
fn what_is_no_choice_records_and_unlocks_nothing() {
    let (_desk, program) = alone();
    let json_type = ("Content-Type", "application/json");
    let long = format!("{{\"action\":\"accept-all\",\"surface\":\"{}\"}}", "x".repeat(1000));
    let many = format!("{{\"action\":\"custom\",\"granted\":[{}]}}", vec!["\"audience\""; 5000].join(","));
    let cases: &[Case<'_>] = &[
        ("an unknown purpose", 422, &[json_type], r#"{"action":"custom","granted":["advertising"]}"#),
        ("an exempt purpose", 422, &[json_type], r#"{"action":"custom","granted":["sign-in"]}"#),
        ("an unknown service", 422, &[json_type], r#"{"action":"custom","exceptions":["+ads"]}"#),
        ("an exception without sign", 422, &[json_type], r#"{"action":"custom","exceptions":["films"]}"#),
        ("an unknown action", 422, &[json_type], r#"{"action":"accept"}"#),
        ("too many names", 422, &[json_type], &many),
        ("no action", 400, &[json_type], "{}"),
        ("a long text", 400, &[json_type], &long),
        ("bad JSON", 400, &[json_type], r#"{"action":"accept-all""#),
        ("a list", 400, &[json_type], r#"["accept-all"]"#),
        ("nothing", 400, &[json_type], ""),
        ("a text for a list", 400, &[json_type], r#"{"action":"custom","granted":"audience"}"#),
        ("an unknown key", 400, &[json_type], r#"{"action":"accept-all","grants":[]}"#),
        ("a control character", 400, &[json_type], "{\"action\":\"\u{0}\"}"),
        ("text", 415, &[("Content-Type", "text/plain")], r#"{"action":"accept-all"}"#),
        ("no type", 415, &[], r#"{"action":"accept-all"}"#),
        ("another site's script", 403, &[json_type, ("Origin", "https://evil.example")], r#"{"action":"accept-all"}"#),
        ("another site's page", 403, &[json_type, ("Sec-Fetch-Site", "cross-site")], r#"{"action":"accept-all"}"#),
        ("a sibling site's page", 403, &[json_type, ("Sec-Fetch-Site", "same-site")], r#"{"action":"accept-all"}"#),
        ("an origin that hides", 403, &[json_type, ("Origin", "null")], r#"{"action":"accept-all"}"#),
    ];
    let refused = |case: &str, status: u16, reply: &Reply| {
        assert_eq!(reply.status, status, "{case}: {}", reply.text());
        problem(reply, status);
        assert_eq!(reply.header("set-cookie"), None, "{case}");
        assert_eq!(counted(&program, "temoin_choices_total"), [""; 0], "{case} was recorded");
    };
    for (case, status, headers, body) in cases {
        refused(case, *status, &request(&program.listen, "POST", CONSENTS, headers, body.as_bytes()));
    }
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let cross = [form, ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")];
    refused("another site's form", 403, &request(&program.listen, "POST", CONSENTS, &cross, b"action=accept-all"));
    let large = vec![b' '; 10 << 20];
    refused("10 MB", 413, &request(&program.listen, "POST", CONSENTS, &[json_type], &large));
    refused("10 MB of form", 413, &request(&program.listen, "POST", CONSENTS, &[form], &large));
    assert!(!program.log().contains("panicked"), "{}", program.log());
}

#[test]
fn an_unknown_identifier_is_not_found() {
    let (_desk, program) = alone();
    let (given, cookie) = choose(&program.listen, "accept-all");
    let id = given.json()["id"].as_str().expect("an id").to_owned();
    let last = if id.ends_with('0') { "1" } else { "0" };
    for unknown in [&format!("{}{last}", &id[..25]), &id[..25], "0", "%2e%2e", "x' OR '1'='1"] {
        let unknown = unknown.replace(' ', "%20");
        problem(&request(&program.listen, "GET", &format!("{CONSENTS}/{unknown}"), &[], b""), 404);
        let path = format!("{CONSENTS}/{unknown}/withdrawal");
        let reply = request(&program.listen, "POST", &path, &[("Cookie", &cookie)], b"");
        problem(&reply, 404);
        assert_eq!(reply.header("set-cookie"), None);
    }
}

/// Whether a visitor with this `Cookie` header is asked, and what of the
/// header reaches the origin.
#[track_caller]
fn visit(school: &School, cookies: &str) -> (bool, String) {
    let reply = get(school.at(), "/", &[("Cookie", cookies)]);
    assert_eq!(reply.status, 200);
    let page = reply.text();
    let asks = page.contains("<section id=\"temoin\"");
    assert_eq!(asks, page.contains("data-state=\"ask\""), "{page}");
    assert_eq!(page.contains("<script src=\"https://stats.example/t.js\">"), !asks, "{page}");
    (asks, school.asked().header("cookie").unwrap_or_default().to_owned())
}

#[test]
fn a_cookie_that_is_not_ours_unlocks_nothing() {
    let page = "<html><head><script src=\"https://stats.example/t.js\"></script></head><body>A page</body></html>";
    let school = School::before(move |_| Answer::html(&[], page));
    let (_, granted) = choose(school.at(), "accept-all");
    let (_, refused) = choose(school.at(), "refuse-all");
    let (asks, sent) = visit(&school, &format!("{granted}; _st.1=abc"));
    assert!(!asks && sent.contains("_st.1=abc"), "a choice that is ours holds: {sent}");

    let mac = |cookie: &str| cookie.rsplit_once("&m=").map(|(_, mac)| mac.to_owned()).expect("a mac");
    let (mac_granted, mac_refused) = (mac(&granted), mac(&refused));
    let other = alone();
    let (_, of_another_key) = choose(&other.1.listen, "accept-all");
    for (case, forged) in [
        ("granted what was refused", refused.replace("&a=&d=audience.video", "&a=audience.video&d=")),
        ("another choice's signature", granted.replace(&mac_granted, &mac_refused)),
        ("no signature", granted.split("&m=").next().unwrap_or_default().to_owned()),
        ("an empty signature", granted.replace(&mac_granted, "")),
        ("a short signature", granted[..granted.len() - 6].to_owned()),
        ("truncated", granted[..granted.len() / 2].to_owned()),
        ("another instance's key", of_another_key),
        ("more after it", format!("{granted}x")),
        ("oversized", format!("{granted}&{}", "x".repeat(8000))),
        ("oversized and signed by no one", format!("choice={}", "x".repeat(8000))),
        ("empty", "choice=".to_owned()),
        ("noise", "choice=%00\u{e9}&&&=".to_owned()),
        ("duplicated", format!("{granted}; {granted}")),
        ("one that grants beside one that refuses", format!("{refused}; {granted}")),
    ] {
        let (asks, sent) = visit(&school, &format!("{forged}; sid=1; _st.1=abc"));
        assert!(asks, "{case} unlocked");
        assert!(!sent.contains("_st.1"), "{case}: {sent}");
        assert!(sent.contains("sid=1"), "what is exempt passes, {case}: {sent}");
    }
    assert!(!school.program.log().contains("panicked"), "{}", school.program.log());
}
