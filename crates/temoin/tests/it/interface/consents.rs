//! Recording a choice, showing it, withdrawing it; and everything that is no
//! choice, which records nothing and unlocks nothing.

use serde_json::{Value, json};
use temoin_testkit::{Answer, Desk, Program, Reply, get, post_form, post_json, request};

use super::{SCHOOL, School, THIRTY_DAYS, choose, counted, desk_of, problem, put};

const CONSENTS: &str = "/_temoin/v1/consents";

/// A program that only has our own addresses.
fn alone() -> (Desk, Program) {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    (desk, program)
}

/// The parts of the choice cookie, which must be what the contract says.
#[track_caller]
fn parts(set_cookie: &str) -> Vec<(String, String)> {
    let value = set_cookie.split(';').next().and_then(|pair| pair.strip_prefix("choice=")).expect("our cookie");
    value
        .split('&')
        .map(|part| part.split_once('=').expect("a query string"))
        .map(|(k, v)| (k.into(), v.into()))
        .collect()
}

/// `2026-11-22T12:00:00Z` as seconds since 1970.
#[track_caller]
fn seconds(value: &Value) -> i64 {
    let text = value.as_str().expect("a moment").strip_suffix('Z').expect("in UTC");
    let numbers: Vec<i64> = text.split(['-', 'T', ':']).map(|part| part.parse().expect("whole numbers")).collect();
    let [year, month, day, hour, minute, second] = numbers[..] else { panic!("{text} is a moment, to the second") };
    // Days since 1970 by the civil calendar, years beginning in March.
    let (y, m) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
    ((days * 24 + hour) * 60 + minute) * 60 + second
}

/// A choice as it must be answered, recorded and carried.
#[track_caller]
fn recorded(program: &Program, posted: &Value, granted: &[&str], refused: &[&str], exceptions: &[&str]) -> Value {
    let reply = post_json(&program.listen, CONSENTS, &[], posted);
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let record = reply.json();
    for (key, expected) in [("granted", granted), ("refused", refused), ("exceptions", exceptions)] {
        assert_eq!(record[key], json!(expected), "{record}");
    }
    assert_eq!((&record["action"], &record["site"]), (&posted["action"], &json!("school")), "{record}");
    for key in ["surface", "language", "notice"] {
        assert!(posted[key].is_null() || record[key] == posted[key], "{key}: {record}");
    }
    assert_eq!(seconds(&record["expires_at"]) - seconds(&record["decided_at"]), THIRTY_DAYS, "{record}");

    let set = reply.set_cookie("choice").expect("the choice cookie");
    assert_eq!(reply.all("set-cookie"), [set], "nothing else is written");
    let attributes: Vec<&str> = set.split("; ").skip(1).collect();
    assert_eq!(attributes, ["Path=/", &format!("Max-Age={THIRTY_DAYS}"), "SameSite=Lax"], "plain http on loopback");
    let parts = parts(set);
    let keys: Vec<&str> = parts.iter().map(|(key, _)| key.as_str()).collect();
    let part = |key: &str| parts.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value.as_str());
    if exceptions.is_empty() {
        assert_eq!(keys, ["v", "i", "t", "r", "a", "d", "m"]);
    } else {
        assert_eq!(keys, ["v", "i", "t", "r", "a", "d", "s", "m"]);
    }
    let crockford = |b: u8| b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(&b.to_ascii_uppercase());
    assert_eq!(part("v"), "1");
    assert!(part("i").len() == 26 && part("i").bytes().all(crockford), "{set}");
    assert_eq!(record["id"], part("i"));
    assert_eq!(part("t"), seconds(&record["decided_at"]).to_string());
    assert!(
        part("r").len() == 8 && part("r").bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
        "{set}"
    );
    assert_eq!(record["revision"], part("r"));
    assert_eq!((part("a"), part("d")), (&*granted.join("."), &*refused.join(".")), "{set}");
    assert_eq!(part("s"), exceptions.join(".").replace('+', "%2B"));
    assert!(
        part("m").len() == 22 && part("m").bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)),
        "{set}"
    );

    let shown = get(&program.listen, &format!("{CONSENTS}/{}", part("i")), &[("Accept", "application/json")]);
    assert_eq!(shown.status, 200);
    assert_eq!(shown.json(), record, "what is shown is what was recorded");
    assert_eq!((shown.header("cache-control"), shown.header("set-cookie")), (Some("no-store"), None));
    record
}

#[test]
fn a_choice_is_recorded_as_the_contract_says() {
    let (_desk, program) = alone();
    let all = recorded(&program, &json!({ "action": "accept-all" }), &["audience", "video"], &[], &[]);
    recorded(&program, &json!({ "action": "refuse-all" }), &[], &["audience", "video"], &[]);
    recorded(&program, &json!({ "action": "gpc" }), &[], &["audience", "video"], &[]);
    let custom = json!({ "action": "custom", "granted": ["audience"], "exceptions": ["+films", "-stats"],
        "surface": "banner", "language": "fr", "notice": "0123abcd" });
    let one = recorded(&program, &custom, &["audience"], &["video"], &["+films", "-stats"]);
    let mut keys: Vec<&str> = one.as_object().expect("a record").keys().map(String::as_str).collect();
    keys.retain(|key| !["surface", "language"].contains(key));
    let mut contract =
        ["id", "decided_at", "expires_at", "granted", "refused", "exceptions", "action", "revision", "notice", "site"];
    contract.sort_unstable();
    assert_eq!(keys, contract);
    assert_ne!(all["id"], one["id"]);
    let lines = counted(&program, "temoin_choices_total");
    assert_eq!(lines.len(), 4, "{lines:?}");
}

#[test]
fn on_https_the_cookie_is_secure() {
    let (_desk, program) = alone();
    let headers = [("Host", "school.example"), ("Origin", "https://school.example"), ("Sec-Fetch-Site", "same-origin")];
    let reply = post_json(&program.listen, CONSENTS, &headers, &json!({ "action": "refuse-all" }));
    assert_eq!(reply.status, 201, "{}", reply.text());
    let set = reply.set_cookie("choice").expect("the choice cookie");
    assert!(set.split("; ").any(|part| part == "Secure"), "{set}");
}

#[test]
fn what_all_or_nothing_says_is_not_for_the_list_to_say() {
    let (_desk, program) = alone();
    let refusal = json!({ "action": "refuse-all", "granted": ["audience"], "exceptions": ["+films"] });
    recorded(&program, &refusal, &[], &["audience", "video"], &[]);
}

#[test]
fn a_withdrawal_is_another_record() {
    let (_desk, program) = alone();
    let (given, cookie) = choose(&program.listen, "accept-all");
    let id = given.json()["id"].as_str().expect("an id").to_owned();
    let path = format!("{CONSENTS}/{id}/withdrawal");
    let reply = request(&program.listen, "POST", &path, &[("Cookie", &cookie)], b"");
    assert_eq!(reply.status, 201, "{}", reply.text());
    let record = reply.json();
    assert_eq!((&record["action"], &record["granted"]), (&json!("withdraw"), &json!([])));
    assert_eq!((&record["refused"], &record["withdraws"]), (&json!(["audience", "video"]), &json!(id)));
    let set = reply.set_cookie("choice").expect("the cookie follows");
    assert!(set.contains("&a=&d=audience.video&"), "{set}");
    assert_ne!(record["id"], json!(id));
    let before = get(&program.listen, &format!("{CONSENTS}/{id}"), &[]);
    assert_eq!(before.json(), given.json(), "the first record is never changed");
    assert_eq!(
        get(&program.listen, &format!("{CONSENTS}/{}", record["id"].as_str().unwrap_or_default()), &[]).json(),
        record
    );
}

#[test]
fn a_form_returns_to_the_site_and_nowhere_else() {
    let (_desk, program) = alone();
    for (back, expected) in [
        ("%2Fcours%3Fid%3D3", "/cours?id=3"),
        ("%2F", "/"),
        ("%2F%2Fevil.example", "/"),
        ("%2F%5Cevil.example", "/"),
        ("https%3A%2F%2Fevil.example", "/"),
        ("%2Fa%0D%0ASet-Cookie%3A%20a%3D1", "/"),
        ("javascript%3Aalert(1)", "/"),
        ("", "/"),
    ] {
        let body = format!("action=custom&granted=video&surface=preferences&return={back}");
        let reply = post_form(&program.listen, CONSENTS, &[], &body);
        assert_eq!((reply.status, reply.header("location")), (303, Some(expected)), "{back}: {}", reply.text());
        let set = reply.set_cookie("choice").expect("the choice cookie");
        assert!(set.contains("&a=video&d=audience&"), "{set}");
        assert_eq!(reply.all("set-cookie").len(), 1);
    }
    let reply = post_form(&program.listen, CONSENTS, &[], "action=accept-all");
    assert_eq!((reply.status, reply.header("location")), (303, Some("/")));
}

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
    let banner = page.split("<section id=\"temoin\"").nth(1).expect("a banner").split('>').next().unwrap_or_default();
    let asks = !banner.ends_with(" hidden");
    assert_eq!(asks, banner.contains("data-state=\"ask\""), "{banner}");
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

#[test]
fn a_choice_holds_over_a_change_of_wording_and_not_of_what_it_was_given_to() {
    let desk = desk_of(SCHOOL);
    let asked_again = |program: &Program, cookie: &str| {
        let page = get(&program.listen, "/_temoin/policies", &[("Cookie", cookie)]).text();
        let banner = page.split("<section id=\"temoin\"").nth(1).and_then(|rest| rest.split('>').next());
        banner.expect("a banner").contains("data-state=\"ask\"")
    };
    let mut program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let (_, cookie) = choose(&program.listen, "accept-all");
    assert!(!asked_again(&program, &cookie));
    program.kill();

    put(&desk, ".", &SCHOOL.replace("fr = \"Vidéos\"", "fr = \"Vidéos des cours\"").replace("60 days", "50 days"));
    let mut program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    assert!(!asked_again(&program, &cookie), "other words are no other question");
    program.kill();

    put(&desk, ".", &format!("{SCHOOL}\n[[service]]\nid = \"clips\"\ntitle = \"Clips\"\npurpose = \"video\"\n"));
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    assert!(asked_again(&program, &cookie), "a new service was never asked about");
}

#[test]
fn what_is_granted_alone_comes_alone() {
    let page =
        "<html><body><img src=\"https://stats.example/p.gif\"><embed src=\"https://films.example/1\"></body></html>";
    let school = School::before(move |_| Answer::html(&[], page));
    for (posted, stats, films) in [
        (json!({ "action": "custom", "granted": ["audience"] }), true, false),
        (json!({ "action": "custom", "granted": ["video"] }), false, true),
        (json!({ "action": "custom", "granted": [], "exceptions": ["+films"] }), false, true),
        (json!({ "action": "custom", "granted": ["audience", "video"], "exceptions": ["-stats"] }), false, true),
        (json!({ "action": "custom", "granted": [] }), false, false),
        (json!({ "action": "gpc" }), false, false),
    ] {
        let reply = post_json(school.at(), CONSENTS, &[], &posted);
        let cookie = reply.set_cookie("choice").and_then(|set| set.split(';').next()).expect("the choice cookie");
        let page = get(school.at(), "/", &[("Cookie", cookie)]).text();
        assert!(page.contains("data-state=\"known\" hidden>"), "{posted}");
        assert_eq!(page.contains(" src=\"https://stats.example/p.gif\""), stats, "{posted}: {page}");
        assert_eq!(page.contains(" src=\"https://films.example/1\""), films, "{posted}: {page}");
    }
}
