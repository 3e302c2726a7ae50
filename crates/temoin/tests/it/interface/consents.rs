//! Recording a choice, showing it, withdrawing it, and how long it holds.

use serde_json::{Value, json};
use temoin_testkit::{Answer, Program, get, post_form, post_json, request};

use super::{CONSENTS, SCHOOL, School, THIRTY_DAYS, alone, choose, counted, desk_of, put};

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

#[test]
fn a_choice_holds_over_a_change_of_wording_and_not_of_what_it_was_given_to() {
    let desk = desk_of(SCHOOL);
    let asked_again = |program: &Program, cookie: &str| {
        let page = get(&program.listen, "/_temoin/policies", &[("Cookie", cookie)]).text();
        assert_eq!(page.contains("<section id=\"temoin\""), page.contains("data-state=\"ask\""), "{page}");
        page.contains("data-state=\"ask\"")
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
        assert!(!page.contains("<section id=\"temoin\""), "{posted}");
        assert_eq!(page.contains(" src=\"https://stats.example/p.gif\""), stats, "{posted}: {page}");
        assert_eq!(page.contains(" src=\"https://films.example/1\""), films, "{posted}: {page}");
    }
}

/// What the answer to a withdrawal expires, of what came with it: `name path`.
#[track_caller]
fn expired(arguments: &[&str], headers: &[(&str, &str)], cookies: &str) -> Vec<String> {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &[&["serve"], arguments].concat());
    let headers = [headers, &[("Cookie", cookies)]].concat();
    let reply = post_json(&program.listen, CONSENTS, &headers, &json!({ "action": "withdraw" }));
    assert_eq!(reply.status, 201, "{}", reply.text());
    let set = reply.all("set-cookie");
    let (_, ends) = set.split_last().expect("the choice comes last");
    let mut expired: Vec<String> = ends
        .iter()
        .map(|header| {
            let (name, rest) = header.split_once("=; Max-Age=0; Path=").expect("nothing but what it expires");
            format!("{name} {}", rest.replace("; ", " "))
        })
        .collect();
    expired.sort();
    expired
}

#[test]
fn what_a_choice_takes_back_is_expired_with_it() {
    let cookies = "_st.1=a; sid=b; display=c; stranger=d";
    assert_eq!(expired(&[], &[], cookies), ["_st.1 /"]);
    assert_eq!(expired(&["--undeclared", "block"], &[], cookies), ["_st.1 /", "stranger /"]);
    // The page may lie deeper, and the cookie may be every host's of the site.
    let page = [("Host", "school.example"), ("Referer", "https://school.example/cours/3?x=y")];
    let paths = ["/", "/cours", "/cours/", "/cours/3"];
    let mut all: Vec<String> = paths
        .iter()
        .flat_map(|path| [format!("_st.1 {path} Domain=school.example Secure"), format!("_st.1 {path} Secure")])
        .collect();
    all.sort();
    assert_eq!(expired(&[], &page, cookies), all);
    // What no browser says is no path of ours.
    for strange in ["https://school.example/a;b", "not an address", "https://school.example"] {
        assert_eq!(expired(&[], &[("Referer", strange)], cookies), ["_st.1 /"], "{strange}");
    }
}

#[test]
fn there_is_one_choice_whatever_its_domain_was() {
    let with = |domain: &str| SCHOOL.replace("cookie    = \"choice\"", &format!("cookie    = \"choice\"{domain}"));
    let set = |register: &str, host: &str, cookies: &str| -> Vec<String> {
        let desk = desk_of(register);
        let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
        let headers = [("Host", host), ("Cookie", cookies)];
        let reply = post_json(&program.listen, CONSENTS, &headers, &json!({ "action": "refuse-all" }));
        let short = |header: &str| {
            let (_, attributes) = header.split_once("; ").expect("attributes");
            let own = !header.starts_with("choice=;");
            format!("{}{attributes}", if own { "kept " } else { "" })
        };
        reply.all("set-cookie").into_iter().map(short).collect()
    };
    let school =
        with("\ndomain = \"school.example\"").replace("https://school.example/", "https://www.school.example/");
    let kept = format!("kept Path=/; Max-Age={THIRTY_DAYS}; Domain=school.example; SameSite=Lax; Secure");
    let alone = "Max-Age=0; Path=/; Secure".to_owned();
    let at = |host: &str| format!("Max-Age=0; Path=/; Domain={host}; Secure");
    assert_eq!(set(&school, "www.school.example", ""), std::slice::from_ref(&kept));
    assert_eq!(
        set(&school, "www.school.example", "choice=v=1"),
        [alone.clone(), at("www.school.example"), kept.clone()]
    );
    // What is kept comes last: what ends before it may be of its own domain.
    assert_eq!(
        set(&school, "www.school.example", "choice=v=1; choice=v=2"),
        [alone.clone(), at("www.school.example"), at("school.example"), kept]
    );
    // Without a domain any more, and one that somebody else wrote.
    let kept = format!("kept Path=/; Max-Age={THIRTY_DAYS}; SameSite=Lax; Secure");
    assert_eq!(set(&with(""), "school.example", "choice=v=1"), std::slice::from_ref(&kept));
    assert_eq!(set(&with(""), "school.example", "choice=v=1; choice=v=2"), [alone, at("school.example"), kept]);
    // Whatever else is to end, and however much that takes.
    let many: String = (0..50).map(|each| format!("; _st.{each}=a")).collect();
    let ends = set(&with(""), "school.example", &format!("choice=v=1; choice=v=2{many}"));
    assert!(ends.contains(&at("school.example")), "{ends:?}");
    // The machine itself is in no domain.
    let [only] = &set(&school, "127.0.0.1", "")[..] else { panic!("one cookie") };
    assert!(!only.contains("Domain"), "{only}");
}

#[test]
fn a_choice_that_comes_twice_is_none_and_ends_with_the_page_that_sees_it() {
    let school = School::before(|_| Answer::html(&["Set-Cookie: sid=1"], "<!doctype html><title>Cours</title>"));
    let one = post_json(school.at(), CONSENTS, &[], &json!({ "action": "accept-all" }));
    let choice = one.set_cookie("choice").and_then(|set| set.split(';').next()).expect("a choice").to_owned();
    let cookies = format!("{choice}; choice=v=1; sid=0");
    let page = get(school.at(), "/cours/3", &[("Cookie", &cookies)]);
    assert!(page.text().contains("<section id=\"temoin\""), "which of them is ours nobody can tell");
    assert_eq!(school.asked().header("cookie"), Some("sid=0"), "nor could the origin");
    let ends: Vec<&str> = page.all("set-cookie").into_iter().filter(|set| set.starts_with("choice=;")).collect();
    for path in ["/", "/cours", "/cours/", "/cours/3"] {
        assert!(ends.contains(&&*format!("choice=; Max-Age=0; Path={path}")), "{path}: {ends:?}");
    }
    assert_eq!(page.all("set-cookie").last(), Some(&"sid=1"));
    let page = get(school.at(), "/cours/3", &[("Cookie", &choice)]);
    assert!(!page.text().contains("<section id=\"temoin\"") && page.set_cookie("choice").is_none());
    assert_eq!(school.asked().header("cookie"), Some(&*choice), "one alone is a choice, and the origin's to read");
    // A page that does not pass by the gateway, but not a link from elsewhere.
    let ended = |path: &str, headers: &[(&str, &str)]| {
        get(school.at(), path, &[&[("Cookie", &*cookies)], headers].concat()).set_cookie("choice").is_some()
    };
    assert!(ended("/_temoin/choice.js", &[]) && ended("/_temoin/fragment", &[]));
    assert!(!ended("/_temoin/choice.js", &[("Sec-Fetch-Site", "cross-site")]));
}
