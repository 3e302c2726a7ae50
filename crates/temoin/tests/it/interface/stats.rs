//! How often visitors are asked and what they answer: counted, kept, told alike
//! by the console and by the command.

use serde_json::{Value, json};
use temoin_testkit::{Answer, Desk, Origin, Program, attempt, get, post_form, post_json, request};

use super::{CONSENTS, SCHOOL, School, alone, choose, desk_of, problem, put};

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1";

/// All days, whatever the machine's clock says.
const ALWAYS: &str = "from=2020-01-01&to=2099-12-31";

/// A page that a browser goes to from `site`.
fn going(site: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", site)]
}

fn page(language: &str) -> String {
    format!("<!doctype html><html lang=\"{language}\"><body><p>Bonjour</p></body></html>")
}

fn school() -> School {
    School::before(|asked| match asked.path.as_str() {
        "/en" => Answer::html(&[], &page("en")),
        "/kept" if asked.header("if-none-match").is_some() => {
            Answer(b"HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nConnection: close\r\n\r\n".to_vec())
        }
        "/kept" => Answer::html(&["ETag: \"x\"", "Cache-Control: max-age=60, public"], &page("fr")),
        _ => Answer::html(&["Cache-Control: public"], &page("fr")),
    })
}

/// The school's figures, as the console tells them; the command must tell the same.
#[track_caller]
fn told(desk: &Desk, program: &Program, by: &str) -> Value {
    let answer = get(&program.console, &format!("/stats?{ALWAYS}&by={by}"), &[]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let console = format!("http://{}", program.console);
    assert_eq!(command(desk, by, &["--console", &console]), answer.json());
    answer.json()["sites"][0].clone()
}

/// What the command prints.
#[track_caller]
fn command(desk: &Desk, by: &str, arguments: &[&str]) -> Value {
    let always = ["stats", "--from", "2020-01-01", "--to", "2099-12-31", "--by", by, "--format", "json"];
    let ran = desk.run(&[&always, arguments].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.json()
}

/// `asked` of each row on which somebody was, under the word of its dimension.
fn asked(site: &Value, by: &str) -> Vec<(String, u64)> {
    let rows = site["rows"].as_array().expect("rows").iter();
    let asked = rows.map(|row| (row[by].as_str().expect("a word").to_owned(), row["asked"].as_u64().expect("a count")));
    asked.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn who_arrives_is_asked_once_and_not_on_the_next_page() {
    let school = school();
    let (_, cookie) = choose(school.at(), "refuse-all");
    let visit = |path: &str, headers: &[(&'static str, &'static str)]| get(school.at(), path, headers);
    let total = || told(&school.desk, &school.program, "day")["totals"]["asked"].clone();

    assert!(visit("/", &going("none")).text().contains("id=\"temoin\""));
    assert_eq!(total(), 1);
    visit("/", &going("cross-site"));
    assert_eq!(total(), 2, "a page that is made once and sent again asks again");
    for path in ["/", "/cours", "/en"] {
        visit(path, &going("same-origin"));
    }
    visit("/", &[("Sec-Fetch-Dest", "iframe"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "cross-site")]);
    visit("/", &[("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", "cross-site")]);
    visit("/", &[&going("none")[..], &[("Sec-GPC", "1")]].concat());
    visit("/", &[&going("none")[..], &[("Sec-Purpose", "prefetch")]].concat());
    get(school.at(), "/", &[("Cookie", &cookie), ("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Site", "none")]);
    assert_eq!(total(), 2, "none of these is an arrival of somebody who is to be asked");

    visit("/en", &[&going("none")[..], &[("User-Agent", PHONE)]].concat());
    visit("/_temoin/policies/cookies?lang=en", &[&going("cross-site")[..], &[("Sec-CH-UA-Mobile", "?1")]].concat());
    visit("/", &[("Accept", "text/html"), ("Referer", "https://search.example/")]);
    visit("/", &[("Accept", "text/html"), ("Referer", "https://school.example/cours")]);
    assert_eq!(total(), 5, "an old browser is believed by its referrer; our own pages ask too");

    let site = told(&school.desk, &school.program, "language");
    assert_eq!(asked(&site, "language"), [("en".into(), 2), ("fr".into(), 3)]);
    let site = told(&school.desk, &school.program, "device");
    assert_eq!(asked(&site, "device"), [("mobile".into(), 2), ("other".into(), 3)]);
}

#[test]
fn a_copy_that_the_browser_has_asks_too() {
    let school = school();
    let tag = get(school.at(), "/kept", &going("none")).header("etag").expect("a validator").to_owned();
    let again = [&going("none")[..], &[("If-None-Match", &tag)]].concat();
    assert_eq!(get(school.at(), "/kept", &again).status, 304);
    let site = told(&school.desk, &school.program, "language");
    assert_eq!(asked(&site, "language"), [("fr".into(), 1), ("other".into(), 1)], "in which of two is not known");
}

#[test]
fn answers_are_counted_where_and_as_they_are_given() {
    let school = school();
    (0..5).for_each(|_| drop(get(school.at(), "/", &going("none"))));
    let form = "action=refuse-all&surface=banner&language=fr&return=%2F";
    assert_eq!(post_form(school.at(), CONSENTS, &[("User-Agent", PHONE)], form).status, 303);
    let post = |headers: &[(&str, &str)], value: &Value| {
        let reply = post_json(school.at(), CONSENTS, headers, value);
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.set_cookie("choice").and_then(|set| set.split(';').next()).expect("a choice").to_owned()
    };
    post(&[], &json!({ "action": "custom", "granted": ["audience"], "surface": "preferences", "language": "en-GB" }));
    let placeholder =
        json!({ "action": "custom", "exceptions": ["+films"], "surface": "placeholder", "language": "xx" });
    post(&[], &placeholder);
    let cookie = post(&[], &json!({ "action": "accept-all", "surface": "banner" }));
    post(&[("Cookie", &cookie)], &json!({ "action": "withdraw", "surface": "preferences" }));
    post(&[("Cookie", &cookie)], &json!({ "action": "accept-all", "surface": "somewhere" }));
    post(&[("Sec-GPC", "1")], &json!({ "action": "gpc" }));

    let site = told(&school.desk, &school.program, "surface");
    let totals = json!({ "asked": 5, "answered": 4, "accepted": 1, "refused": 1, "custom": 2, "no_answer": 1,
        "changed": 1, "withdrawn": 1, "gpc": 1 });
    assert_eq!(site["totals"], totals);
    assert_eq!((&site["rates"]["of_asked"]["no_answer"], &site["rates"]["of_asked"]["of"]), (&json!(0.2), &json!(5)));
    assert_eq!(site["rates"]["of_answered"]["custom"], 0.5);
    let row = |surface: &str| {
        let rows = site["rows"].as_array().expect("rows");
        rows.iter()
            .find(|row| row["surface"] == surface)
            .unwrap_or_else(|| panic!("{surface} is not in {site:#}"))
            .clone()
    };
    assert_eq!(
        (&row("banner")["asked"], &row("banner")["refused"], &row("banner")["accepted"]),
        (&json!(5), &json!(1), &json!(1))
    );
    assert_eq!((&row("placeholder")["custom"], &row("preferences")["withdrawn"]), (&json!(1), &json!(1)));
    assert_eq!((&row("api")["gpc"], &row("api")["changed"]), (&json!(1), &json!(1)), "another word is a program's");
    let purposes = json!([
        { "purpose": "audience", "granted": 3, "refused": 3, "withdrawn": 1, "of": 6, "share": 0.5 },
        { "purpose": "video", "granted": 2, "refused": 4, "withdrawn": 1, "of": 6, "share": 0.3333 },
    ]);
    assert_eq!(site["purposes"], purposes);

    let before = told(&school.desk, &school.program, "language,device");
    let School { desk, program, .. } = school;
    program.terminate();
    assert!(program.wait().0.success());
    assert_eq!(command(&desk, "language,device", &[])["sites"][0], before, "nothing is lost at the end");
    assert_eq!(command(&desk, "language,device", &["--data", "data"])["sites"][0], before);
}

#[test]
fn a_choice_that_is_not_recorded_is_not_counted() {
    let (desk, program) = alone();
    problem(&post_json(&program.listen, CONSENTS, &[], &json!({ "action": "custom", "granted": ["?"] })), 422);
    assert_eq!(told(&desk, &program, "day")["totals"]["answered"], 0);
}

#[test]
fn a_reload_forgets_nothing() {
    let school = school();
    let total = || told(&school.desk, &school.program, "day")["totals"]["asked"].clone();
    get(school.at(), "/", &going("none"));
    put(&school.desk, ".", &SCHOOL.replace("Mesure d’audience", "Mesure de l’audience"));
    school.program.until_logged("the register was reloaded");
    assert_eq!(total(), 1);
    get(school.at(), "/", &going("none"));
    assert_eq!(total(), 2);
}

/// However it ends, there are as many answers as records, and no sum is smaller
/// than it was.
#[tokio::test]
async fn a_kill_loses_no_answer() {
    use sqlx::{ConnectOptions as _, Connection as _, Row as _};

    let (desk, origin) = (desk_of(SCHOOL), Origin::start(|_| Answer::html(&[], &page("fr"))));
    let mut before = 0;
    for _ in 0..2 {
        let mut program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
        get(&program.listen, "/", &going("none"));
        let console = program.console.clone();
        let answers = || {
            let answer = get(&console, &format!("/stats?{ALWAYS}"), &[]).json();
            answer["sites"][0]["totals"]["answered"].as_u64().expect("a count")
        };
        let answered = answers();
        assert!(answered >= before, "{answered} after a kill, {before} before it");
        let kind = [("Content-Type", "application/json")];
        let address = program.listen.clone();
        let posting = std::thread::spawn(move || {
            let post = || attempt(&address, "POST", CONSENTS, &kind, b"{\"action\":\"refuse-all\"}");
            while post().is_some_and(|reply| reply.whole) {}
        });
        let enough = before + 50;
        assert!((0..10_000).any(|_| answers() >= enough), "too few answers");
        program.kill();
        posting.join().expect("the poster ends with the program");

        let database = desk.path().join("data/temoin.db");
        let mut database = sqlx::sqlite::SqliteConnectOptions::new().filename(database).connect().await.expect("data");
        let records = sqlx::query("SELECT count(*) FROM consent").fetch_one(&mut database).await.expect("a count");
        database.close().await.expect("closed");
        before = command(&desk, "day", &[])["sites"][0]["totals"]["answered"].as_u64().expect("a count");
        assert_eq!(records.get::<u64, _>(0), before, "as many answers as records");
    }
}

#[test]
fn a_wish_that_cannot_be_met_is_told_with_the_way_out() {
    let (desk, program) = alone();
    let case = |from: &str, to: &str, by: &str, expected: &str| {
        let detail = problem(&get(&program.console, &format!("/stats?from={from}&to={to}&by={by}"), &[]), 400);
        assert!(detail.contains(expected), "{detail}");
        let ran = desk.run(&["stats", "--from", from, "--to", to, "--by", by]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    };
    case("yesterday", "2026-11-01", "day", "is not a day: write `from` as a year, a month and a day");
    case("2026-11-01", "2026-11-31", "day", "`2026-11-31` is not a day");
    case("2026-11-02", "2026-11-01", "day", "exchange them");
    case("2026-11-01", "2026-11-02", "devise", "did you mean `device`?");

    let case = |arguments: &[&str], code: i32, expected: &str| {
        let ran = desk.run(&[&["stats"], arguments].concat());
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(expected), "{arguments:?}: {}", ran.stderr);
    };
    case(&["--data", "elsewhere"], 3, "there is no data of a gateway in `elsewhere`");
    case(&["elsewhere"], 2, "no directory `elsewhere`");
    case(&["--console", "127.0.0.1:1"], 2, "is not the address of a console");
    case(&["--console", "http://127.0.0.1:1"], 3, "does not answer");
    assert!(!desk.path().join("elsewhere").exists(), "looking makes nothing");
    assert_eq!(request(&program.console, "POST", "/stats", &[], b"").status, 405);
}

#[test]
fn people_read_a_table_and_a_bar_a_day() {
    let school = school();
    let console = format!("http://{}", school.program.console);
    let read = |arguments: &[&str]| {
        let ran = school.desk.run(&[&["stats", "--console", &console], arguments].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout
    };
    assert!(read(&["--lang", "en"]).ends_with("\nnothing was counted\n"));
    assert!(read(&["--lang", "fr"]).ends_with("\nrien n’a été compté\n"));
    (0..4).for_each(|_| drop(get(school.at(), "/", &going("none"))));
    choose(school.at(), "accept-all");
    choose(school.at(), "refuse-all");

    let english = read(&["--lang", "en"]);
    for line in [
        "                           of those asked  of those who answered",
        "asked                   4",
        "accepted                1             25%                    50%",
        "no answer (difference)  2             50%",
        "audience        1        1          0            50%",
    ] {
        assert!(english.lines().any(|found| found == line), "{line:?} is not in\n{english}");
    }
    let bar = format!("{}{}{}", "█".repeat(10), "▒".repeat(10), "░".repeat(20));
    assert!(english.lines().any(|line| line.contains(&bar) && line.ends_with("      4")), "{english}");

    let french = read(&["--lang", "fr", "--by", "surface"]);
    assert!(french.contains("sollicités") && french.contains("25\u{a0}%"), "{french}");
    assert!(french.lines().any(|line| line.starts_with("bandeau ")), "{french}");
}

#[test]
fn pages_without_the_gateway_are_counted_where_they_say_that_somebody_arrived() {
    let (desk, program) = alone();
    let total = || told(&desk, &program, "day")["totals"]["asked"].clone();
    let asks = |headers: &[(&str, &str)]| request(&program.listen, "POST", "/_temoin/v1/asked?lang=en", headers, b"");
    // By our tag: the request for it is no arrival, its script tells of one.
    get(&program.listen, "/_temoin/choice.js", &[("Sec-Fetch-Dest", "script"), ("Sec-Fetch-Site", "same-origin")]);
    assert_eq!(total(), 0);
    assert_eq!(asks(&[("Sec-Fetch-Site", "same-origin")]).status, 204);
    assert_eq!(asked(&told(&desk, &program, "language"), "language"), [("en".to_owned(), 1)]);
    problem(&asks(&[("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")]), 403);
    let (_, cookie) = choose(&program.listen, "refuse-all");
    asks(&[("Sec-Fetch-Site", "same-origin"), ("Cookie", &cookie)]);
    asks(&[("Sec-Fetch-Site", "same-origin"), ("Sec-GPC", "1")]);
    assert_eq!(total(), 1, "nobody is asked twice");

    // By a template, which passes on what the browser said to it.
    let fragment =
        |headers: &[(&'static str, &'static str)]| get(&program.listen, "/_temoin/fragment?lang=fr", headers);
    fragment(&going("none"));
    assert_eq!(total(), 2);
    fragment(&going("same-origin"));
    fragment(&[]);
    assert_eq!(total(), 2, "what it does not say is not guessed");
}
