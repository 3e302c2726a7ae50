//! What is seen and not declared: told by the gateway, by guards and by content
//! policies, kept over a restart, listed with entries to paste.

use serde_json::{Value, json};
use temoin_testkit::{Answer, Desk, Origin, Program, Ran, Reply, attempt, get, post_json, request};

use super::{SCHOOL, counted, desk_of, problem, put};

const SEEN: &str = "/_temoin/v1/seen";
const CSP: &str = "/_temoin/v1/csp";
const TWO_YEARS: &str = "Max-Age=63072000";

/// An origin that writes what no register declares, on every page.
fn untold() -> Origin {
    let cookies: Vec<String> = ["_fbp=fb.1.2", "_ga=GA1.1.2", "quelconque=1"]
        .iter()
        .map(|one| format!("Set-Cookie: {one}; {TWO_YEARS}"))
        .collect();
    Origin::start(move |_| {
        let headers: Vec<&str> = cookies.iter().map(String::as_str).collect();
        Answer::html(&headers, "<html><body><script src=\"https://widgets.example/w.js\"></script></body></html>")
    })
}

fn serve(desk: &Desk, origin: &Origin) -> Program {
    Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()])
}

/// What `drift` says of the running gateway, in JSON.
#[track_caller]
fn told(desk: &Desk, program: &Program, code: i32) -> Value {
    let console = format!("http://{}", program.console);
    let ran = desk.run(&["drift", "--console", &console, "--format", "json"]);
    assert_eq!(ran.code, code, "{}{}", ran.stderr, ran.stdout);
    ran.json()["sites"][0].clone()
}

/// What `drift` says of what was kept.
#[track_caller]
fn kept(desk: &Desk, code: i32, arguments: &[&str]) -> Ran {
    let ran = desk.run(&[&["drift"], arguments].concat());
    assert_eq!(ran.code, code, "{}{}", ran.stderr, ran.stdout);
    ran
}

fn names(list: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = list.as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
    names.sort_unstable();
    names
}

#[track_caller]
fn of<'v>(site: &'v Value, name: &str) -> &'v Value {
    let all = site["undeclared"].as_array().expect("a list");
    all.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name} is not in {site:#}"))
}

fn storage(name: &str) -> Value {
    json!({ "kind": "local-storage", "name": name, "by": "https://tags.example/t.js?id=7", "verdict": "undeclared" })
}

#[track_caller]
fn report(program: &Program, entries: &[Value]) -> Reply {
    post_json(&program.listen, SEEN, &[], &json!({ "page": "/cours/7?jeton=secret", "seen": entries }))
}

#[test]
fn an_entry_that_is_pasted_declares_what_was_seen() {
    let (desk, origin) = (desk_of(SCHOOL), untold());
    let program = serve(&desk, &origin);
    ["/cours/1", "/cours/2?q=x", "/"].iter().for_each(|page| drop(get(&program.listen, page, &[])));
    assert_eq!(report(&program, &[storage("panier:suivi")]).status, 204);

    let site = told(&desk, &program, 1);
    assert_eq!(names(&site["undeclared"]), ["_fbp", "_ga", "panier:suivi", "quelconque", "widgets.example"]);
    let fbp = of(&site, "_fbp");
    assert_eq!((&fbp["count"], &fbp["verified"]), (&json!(3), &json!(true)));
    assert_eq!((&fbp["seen"][0]["path"], &fbp["seen"][0]["by"]), (&json!("/cours/*"), &json!("response")));
    assert_eq!(of(&site, "widgets.example")["seen"][0]["by"], "markup");
    let stored = of(&site, "panier:suivi");
    assert_eq!(stored["verified"], false, "a browser's word");
    assert_eq!(stored["seen"][0]["by"], "script tags.example/t.js");
    assert!(!site.to_string().contains("secret"), "no query is kept: {site:#}");
    assert_eq!(of(&site, "_fbp")["likely"]["confidence"], "likely");

    let paste = site["paste"].as_str().expect("a text").to_owned();
    program.terminate();
    assert!(program.wait().0.success());
    let human = kept(&desk, 1, &["."]).stdout;
    assert!(human.contains("_fbp (cookie), 3 times") && human.contains(&paste), "{human}");

    desk.file("register.toml", format!("{SCHOOL}\n{paste}"));
    assert_ne!(desk.run(&["check"]).code, 2, "what is pasted reads");
    assert_eq!(desk.run(&["drift"]).code, 0, "declared on disk is declared");
    let program = serve(&desk, &origin);
    let reply = get(&program.listen, "/cours/1", &[("Cookie", "_fbp=fb.1.2; quelconque=1")]);
    assert!(reply.set_cookie("_fbp").is_none_or(|set| set.contains("Max-Age=0")), "it waits for consent");
    assert!(!reply.text().contains(" src=\"https://widgets.example"), "{}", reply.text());
    let site = told(&desk, &program, 0);
    assert_eq!(site["undeclared"], json!([]));
    assert!(names(&site["held"]).contains(&"quelconque"), "what it holds back is told: {site:#}");
    assert_eq!(counted(&program, "temoin_undeclared_total"), [""; 0]);
}

#[test]
fn what_was_seen_outlives_a_restart_and_adds_up() {
    let (desk, origin) = (desk_of(SCHOOL), untold());
    for expected in [1, 2] {
        let program = serve(&desk, &origin);
        get(&program.listen, "/cours/1", &[]);
        let site = told(&desk, &program, 1);
        assert_eq!(of(&site, "_fbp")["count"], expected);
        program.terminate();
        assert!(program.wait().0.success());
        let ran = kept(&desk, 1, &["--format", "json"]);
        assert_eq!(of(&ran.json()["sites"][0], "_fbp")["count"], expected);
    }
    assert_eq!(kept(&desk, 0, &["--since", "2999-01-01"]).stdout, "school: nothing was seen that is not declared\n");
    let french = desk.run_with(&[("LC_ALL", "fr_FR.UTF-8")], &["drift"]);
    assert!(french.stdout.starts_with("school : 4 non déclarés"), "{}", french.stdout);
    assert!(french.stdout.contains("# à décider : "), "{}", french.stdout);
}

#[test]
fn a_kill_loses_nothing_that_was_kept() {
    let (desk, origin) = (desk_of(SCHOOL), untold());
    let mut program = serve(&desk, &origin);
    get(&program.listen, "/cours/1", &[]);
    // It is kept within seconds; a command takes tens of milliseconds.
    let kept = || desk.run(&["drift"]).code == 1;
    assert!((0..2000).any(|_| kept()), "nothing was kept while it ran");
    program.kill();
    let program = serve(&desk, &origin);
    assert_eq!(of(&told(&desk, &program, 1), "_fbp")["count"], 1);
}

#[test]
fn a_policys_report_tells_of_the_host_and_no_more() {
    let (desk, origin) = (desk_of(SCHOOL), untold());
    let program = serve(&desk, &origin);
    let old = json!({ "csp-report": {
        "document-uri": "https://school.example/cours/12?nom=secret",
        "effective-directive": "img-src",
        "blocked-uri": "https://pixel.example/p.gif?u=secret",
        "disposition": "report",
    }});
    let posted = |kind: &str, body: &Value| {
        request(&program.listen, "POST", CSP, &[("Content-Type", kind)], body.to_string().as_bytes())
    };
    assert_eq!(posted("application/csp-report", &old).status, 204);
    let of_type = |blocked: &str| {
        json!({ "type": "csp-violation", "url": "https://school.example/", "body": {
            "documentURL": "https://school.example/", "blockedURL": blocked, "effectiveDirective": "script-src-elem",
        }})
    };
    let batch = json!([
        of_type("inline"),
        of_type("eval"),
        of_type("data"),
        of_type("https://films.example/embed"),
        of_type("https://late.example/x"),
        { "type": "deprecation", "body": {} },
    ]);
    assert_eq!(posted("application/reports+json", &batch).status, 204);

    let site = told(&desk, &program, 1);
    assert_eq!(names(&site["undeclared"]), ["late.example", "pixel.example"], "{site:#}");
    assert_eq!(names(&site["held"]), ["films.example"]);
    let pixel = of(&site, "pixel.example");
    assert_eq!((&pixel["seen"][0]["by"], &pixel["verified"]), (&json!("policy img-src"), &json!(false)));
    assert_eq!(pixel["seen"][0]["path"], "/cours/*");
    assert!(!site.to_string().contains("secret"), "{site:#}");
}

#[test]
fn what_is_no_report_of_the_sites_own_pages_is_refused() {
    let (desk, origin) = (desk_of(SCHOOL), untold());
    let program = serve(&desk, &origin);
    let one = json!({ "page": "/", "seen": [storage("k")] });
    let post = |headers: &[(&str, &str)], value: &Value| post_json(&program.listen, SEEN, headers, value);
    for stranger in
        [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site")]
    {
        problem(&post(&[stranger], &one), 403);
    }
    problem(&post(&[], &json!({ "page": "/", "seen": [storage(&"k".repeat(129))] })), 422);
    problem(&post(&[], &json!({ "page": "/", "seen": vec![storage("k"); 65] })), 422);
    problem(
        &post(&[], &json!({ "page": "/", "seen": [{ "kind": "cookie", "name": "a", "verdict": "perhaps" }] })),
        422,
    );
    problem(&post(&[], &json!({ "page": "/", "seen": [{ "kind": "habit", "name": "a", "verdict": "block" }] })), 422);
    problem(&post(&[], &json!({ "page": "/", "cookies": "a=1" })), 400);
    problem(&post(&[], &json!({ "page": "x".repeat(20_000), "seen": [] })), 413);
    let plain = [("Content-Type", "text/plain")];
    problem(&request(&program.listen, "POST", SEEN, &plain, b"{}"), 415);
    problem(&request(&program.listen, "POST", CSP, &plain, b"{}"), 415);
    problem(&request(&program.listen, "POST", CSP, &[("Content-Type", "application/csp-report")], b"{}"), 422);
    problem(&request(&program.listen, "GET", SEEN, &[], b""), 405);
    assert_eq!(told(&desk, &program, 0)["undeclared"], json!([]), "none of it is in the list");
}

#[test]
fn a_report_declares_and_undeclares_nothing() {
    let (desk, origin) = (desk_of(SCHOOL), untold());
    let program = serve(&desk, &origin);
    let entry = |kind: &str, name: &str, verdict: &str| json!({ "kind": kind, "name": name, "verdict": verdict });
    let entries = [
        entry("cookie", "sid", "undeclared"),
        entry("cookie", "inconnu", "allow"),
        entry("host", "school.example", "undeclared"),
        entry("host", "films.example", "block"),
        entry("host", "not a host", "undeclared"),
    ];
    assert_eq!(report(&program, &entries).status, 204);
    let site = told(&desk, &program, 1);
    assert_eq!(names(&site["undeclared"]), ["inconnu"], "the register judges, not the report");
    assert_eq!(names(&site["held"]), ["films.example"]);
}

#[test]
fn a_flood_of_reports_is_left_unread() {
    let (desk, origin) = (desk_of(SCHOOL), untold());
    let program = serve(&desk, &origin);
    get(&program.listen, "/", &[]);
    let body = |round: usize| {
        let seen: Vec<Value> = (0..64).map(|name| storage(&format!("invented-{round}-{name}x"))).collect();
        json!({ "page": "/", "seen": seen }).to_string()
    };
    let kind = [("Content-Type", "application/json")];
    let answers: Vec<u16> = (0..300)
        .filter_map(|round| attempt(&program.listen, "POST", SEEN, &kind, body(round).as_bytes()))
        .map(|reply| reply.status)
        .collect();
    assert!(answers.iter().all(|status| matches!(status, 204 | 429)), "{answers:?}");
    let site = told(&desk, &program, 1);
    assert!(names(&site["undeclared"]).len() <= 504, "the list is bounded");
    assert!(names(&site["undeclared"]).contains(&"_fbp"), "and what the gateway saw stays in it");
}

#[test]
fn drift_says_what_it_lacks() {
    let desk = desk_of(SCHOOL);
    let case = |arguments: &[&str], code: i32, expected: &str| {
        let ran = desk.run(&[&["drift"], arguments].concat());
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(expected), "{arguments:?}: {}", ran.stderr);
    };
    case(&[], 3, "there is no data of a gateway in `data`");
    case(&["elsewhere"], 2, "no directory `elsewhere`");
    case(&["--since", "yesterday"], 2, "is no moment");
    case(&["--console", "127.0.0.1:1"], 2, "is not the address of a console");
    case(&["--console", "http://127.0.0.1:1"], 3, "does not answer");
    assert!(!desk.path().join("data").exists(), "looking makes nothing");
}

#[test]
fn a_register_that_is_reloaded_drops_what_it_now_declares_and_forgets_nothing_else() {
    let (desk, origin) = (desk_of(SCHOOL), untold());
    let program = serve(&desk, &origin);
    get(&program.listen, "/cours/1", &[]);
    assert_eq!(names(&told(&desk, &program, 1)["undeclared"]), ["_fbp", "_ga", "quelconque", "widgets.example"]);
    let undeclared = || counted(&program, "temoin_undeclared_total").join("\n");
    assert!(undeclared().contains("_fbp"), "{}", undeclared());

    let tracker = "[[tracker]]\nname = \"_fbp\"\npurpose = \"audience\"\nlifetime = \"30 days\"\n";
    put(&desk, ".", &format!("{SCHOOL}\n{tracker}"));
    assert!((0..20_000).any(|_| !undeclared().contains("_fbp")), "it never left: {}", program.log());
    let site = told(&desk, &program, 1);
    assert_eq!(names(&site["undeclared"]), ["_ga", "quelconque", "widgets.example"]);
    assert_eq!(of(&site, "_ga")["count"], 1, "a reload counts nothing twice: {site:#}");

    put(&desk, ".", SCHOOL);
    assert!((0..20_000).any(|_| get(&program.listen, "/", &[]).set_cookie("_fbp").is_some()), "{}", program.log());
    let of_now = |name: &str| of(&told(&desk, &program, 1), name)["count"].as_u64().expect("a count");
    assert!(of_now("_fbp") < of_now("_ga"), "what was declared begins anew");
}
