//! Choices that follow who is signed in, from device to device.
//!
//! A device is its cookies. The origin says who is signed in by a header that
//! follows a cookie of its own, as a site's session does.

pub(super) mod tokens;

use std::collections::BTreeMap;

use serde_json::json;
use temoin_testkit::{Answer, Asked, Desk, Program, Reply, get, post_form, post_json};

use super::{CONSENTS, SCHOOL, School, counted, desk_of, put};

/// The school, whose choices follow who is signed in.
fn reaching() -> String {
    SCHOOL.replace("cookie    = \"choice\"", "cookie    = \"choice\"\nreach     = \"account\"")
}

/// What the origin answers: a page that names whom the cookie `sid` does, and
/// tries to keep a cookie of the statistics, but for `/kept`.
fn named(asked: &Asked) -> Answer {
    let cookies = asked.header("cookie").unwrap_or_default();
    let who = cookies.split("; ").find_map(|pair| pair.strip_prefix("sid=")).unwrap_or_default();
    let name = format!("Temoin-Subject: {who}");
    let mut headers = vec!["ETag: \"same\""];
    if asked.path != "/kept" {
        headers.push("Set-Cookie: _st.id=1; Max-Age=60");
    }
    if !who.is_empty() {
        headers.push(&name);
    }
    Answer::html(&headers, "<!doctype html><title>Cours</title><p>Bonjour")
}

#[track_caller]
fn school() -> School {
    School::of(&reaching(), named)
}

/// One browser: the cookies that it keeps.
#[derive(Clone, Default)]
struct Device(BTreeMap<String, String>);

impl Device {
    /// A browser in which `who` is signed in.
    fn of(who: &str) -> Self {
        Self::default().signed_in(who)
    }

    fn signed_in(mut self, who: &str) -> Self {
        self.0.insert("sid".to_owned(), who.to_owned());
        self
    }

    fn signed_out(mut self) -> Self {
        self.0.remove("sid");
        self
    }

    fn cookies(&self) -> String {
        let pairs: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn keep(&mut self, reply: &Reply) {
        for set in reply.all("set-cookie") {
            let (pair, rest) = set.split_once(';').unwrap_or((set, ""));
            let (name, value) = pair.split_once('=').expect("a cookie");
            if rest.contains("Max-Age=0") {
                self.0.remove(name);
            } else {
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Opens a page.
    #[track_caller]
    fn opens(&mut self, program: &Program, path: &str) -> Reply {
        let reply = get(&program.listen, path, &[("Cookie", &self.cookies())]);
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.header("temoin-subject"), None, "who is signed in is nobody else's to know");
        self.keep(&reply);
        reply
    }

    /// Answers in the page that was opened, by the form in it.
    #[track_caller]
    fn answers(&mut self, program: &Program, page: &Reply, action: &str) {
        let mut form = format!("action={action}&return=%2F");
        if let Some(mark) = mark(page) {
            form.push_str(&format!("&subject={mark}"));
        }
        let reply = post_form(&program.listen, CONSENTS, &[("Cookie", &self.cookies())], &form);
        assert_eq!(reply.status, 303, "{}", reply.text());
        self.keep(&reply);
    }

    fn choice(&self) -> &str {
        self.0.get("choice").map_or("", String::as_str)
    }

    /// The identifier of its choice's record.
    #[track_caller]
    fn record(&self) -> String {
        let id = self.choice().split("i=").nth(1).and_then(|rest| rest.split('&').next());
        id.expect("an identifier").to_owned()
    }

    /// Whether its choice is an account's.
    fn carries_an_account(&self) -> bool {
        self.choice().contains("&u=")
    }
}

/// What the page's form says of whose choice is made in it.
fn mark(page: &Reply) -> Option<String> {
    let text = page.text();
    let (_, rest) = text.split_once("name=\"subject\" value=\"")?;
    Some(rest.split('"').next().unwrap_or_default().to_owned())
}

fn asks(page: &Reply) -> bool {
    page.text().contains("<section id=\"temoin\"")
}

/// Whether it says that an account's choice holds on this device too.
fn met(page: &Reply) -> bool {
    // In a script it is between quotes.
    let text = page.text().replace('\\', "");
    text.contains("<section id=\"temoin-account\"") && text.contains("s’applique aussi sur cet appareil")
}

/// Whether what waits for consent may be kept.
fn measures(page: &Reply) -> bool {
    page.set_cookie("_st.id").is_some_and(|set| !set.contains("Max-Age=0"))
}

#[test]
fn what_is_chosen_on_one_device_holds_on_the_others() {
    let school = school();
    let (mut one, mut other) = (Device::of("alice"), Device::of("alice"));
    let page = one.opens(&school.program, "/");
    assert!(asks(&page) && !measures(&page));
    assert!(page.text().contains("vaut sur tous les appareils"), "the first layer says how far it reaches");
    one.answers(&school.program, &page, "accept-all");
    assert!(one.carries_an_account());

    let page = other.opens(&school.program, "/");
    assert!(!asks(&page) && measures(&page), "it governs the page that says so: {:?}", page.headers);
    assert_eq!(other.choice(), one.choice());

    let page = other.opens(&school.program, "/cours");
    other.answers(&school.program, &page, "withdraw");
    let page = one.opens(&school.program, "/");
    assert!(!asks(&page) && !measures(&page), "withdrawn on one, withdrawn on all");
    one.answers(&school.program, &page, "accept-all");
    other.opens(&school.program, "/");
    other.answers(&school.program, &page, "refuse-all");
    assert!(!measures(&one.opens(&school.program, "/")), "a refusal reaches as far");
}

#[test]
fn what_a_device_chose_by_itself_is_left_as_it_is() {
    let school = school();
    let mut shared = Device::default();
    let page = shared.opens(&school.program, "/");
    assert!(asks(&page) && !page.text().contains("tous les appareils"), "{}", page.text());
    shared.answers(&school.program, &page, "refuse-all");
    let own = shared.choice().to_owned();
    assert!(!shared.carries_an_account());

    // A person who has not chosen is not asked again: the device's own governs.
    let mut shared = shared.signed_in("alice");
    let page = shared.opens(&school.program, "/");
    assert!(!asks(&page) && shared.choice() == own);
    // When she chooses, it is for her.
    shared.answers(&school.program, &page_of_preferences(&school, &page), "accept-all");
    assert!(shared.carries_an_account());
    assert_eq!(shared.0.get("choice_device"), Some(&own), "set aside, unchanged");
    assert!(measures(&shared.opens(&school.program, "/")));

    let mut shared = shared.signed_out();
    let page = shared.opens(&school.program, "/");
    assert!(!asks(&page) && !measures(&page), "{:?}", page.headers);
    assert_eq!((shared.choice(), shared.0.get("choice_device")), (&*own, None), "it is back, unchanged");

    // What is chosen there, signed out, is not hers.
    shared.answers(&school.program, &page, "refuse-all");
    let mut hers = Device::of("alice");
    assert!(measures(&hers.opens(&school.program, "/")));
    let bobs = Device::of("bob").opens(&school.program, "/");
    assert!(asks(&bobs) && !measures(&bobs));
}

/// The preferences, as the page's link leads there.
#[track_caller]
fn page_of_preferences(school: &School, page: &Reply) -> Reply {
    let text = page.text();
    let (_, rest) = text.split_once("<a href=\"/_temoin/preferences").expect("the permanent link");
    let query = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
    let reply = get(school.at(), &format!("/_temoin/preferences{query}"), &[]);
    assert!(reply.text().contains("vaut sur tous les appareils"), "{}", reply.text());
    reply
}

#[test]
fn a_page_that_cannot_know_who_is_signed_in_says_whose_its_choice_is() {
    const OWN: &str = "vaut pour cet appareil seul";
    let school = school();
    for path in ["/_temoin/policies", "/_temoin/policies/cookies", "/_temoin/preferences"] {
        let mut device = Device::of("alice");
        let page = device.opens(&school.program, path);
        assert!(page.text().contains(OWN) && !page.text().contains("tous les appareils"), "{path}: {}", page.text());
        device.answers(&school.program, &page, "refuse-all");
        assert!(!device.carries_an_account(), "{path}");
        assert!(!asks(&device.opens(&school.program, "/")), "{path}: the device's own governs");
        assert!(asks(&Device::of("alice").opens(&school.program, "/")), "{path}: and no other");
    }
    // What leads on from there says the same.
    let page = Device::default().opens(&school.program, "/_temoin/policies");
    assert!(page.text().contains("&amp;subject=device") && page.text().contains(" data-subject=\"device\""));
    let dialog = get(school.at(), "/_temoin/fragment?part=preferences&lang=fr&subject=device", &[]).text();
    assert!(dialog.contains(OWN), "{dialog}");

    // Where the browser carries her choice, it is hers that changes.
    let mut device = Device::of("alice");
    let page = device.opens(&school.program, "/");
    device.answers(&school.program, &page, "accept-all");
    for path in ["/_temoin/policies", "/_temoin/preferences"] {
        assert!(!device.opens(&school.program, path).text().contains(OWN), "{path}");
    }
    let page = device.opens(&school.program, "/_temoin/preferences");
    assert!(page.text().contains("tous les appareils"), "{}", page.text());
    device.answers(&school.program, &page, "withdraw");
    assert!(!measures(&Device::of("alice").opens(&school.program, "/")));
}

#[test]
fn a_page_that_says_this_device_alone_goes_on_meaning_it() {
    const OWN: &str = "vaut pour cet appareil seul";
    for action in ["refuse-all", "withdraw"] {
        let school = school();
        let mut hers = Device::of("alice");
        let page = hers.opens(&school.program, "/");
        hers.answers(&school.program, &page, "accept-all");
        // She signs in beside a page of ours that stays open.
        let mut shared = Device::default();
        let open = shared.opens(&school.program, "/_temoin/policies");
        assert_eq!(mark(&open).as_deref(), Some("device"));
        let mut shared = shared.signed_in("alice");
        assert!(measures(&shared.opens(&school.program, "/")) && shared.carries_an_account());
        // What its script fetches says the same as the page; another page, what is so now.
        let dialog = shared.opens(&school.program, "/_temoin/fragment?part=preferences&lang=fr&subject=device");
        assert!(dialog.text().contains(OWN) && mark(&dialog).as_deref() == Some("device"), "{}", dialog.text());
        let other = shared.opens(&school.program, "/_temoin/preferences?lang=fr&subject=device");
        assert!(!other.text().contains(OWN) && mark(&other).is_none(), "{}", other.text());

        shared.answers(&school.program, &open, action);
        assert!(!shared.carries_an_account(), "{action}");
        assert!(measures(&hers.opens(&school.program, "/")), "{action}: hers has not changed");
        assert!(!measures(&shared.signed_out().opens(&school.program, "/")), "{action}: the device's own");
    }
}

#[test]
fn a_person_who_leaves_a_new_device_leaves_no_choice_on_it() {
    let school = school();
    let mut device = Device::of("alice");
    let page = device.opens(&school.program, "/");
    device.answers(&school.program, &page, "accept-all");
    device.opens(&school.program, "/");
    let mut device = device.signed_out();
    let page = device.opens(&school.program, "/");
    assert!(asks(&page) && !measures(&page));
    assert_eq!(device.choice(), "");
    // The next person on it has chosen nothing, and is not taken for the first.
    let mut device = device.signed_in("alice").signed_in("bob");
    device.opens(&school.program, "/");
    assert_eq!(device.choice(), "");
}

#[test]
fn a_new_device_is_told_once_that_the_choice_holds_there() {
    let school = school();
    let mut one = Device::of("alice");
    let page = one.opens(&school.program, "/");
    one.answers(&school.program, &page, "accept-all");
    assert!(!met(&page) && !met(&one.opens(&school.program, "/")), "it was made here");
    let mut other = Device::of("alice");
    let page = other.opens(&school.program, "/");
    assert!(met(&page), "{}", page.text());
    assert!(!met(&other.opens(&school.program, "/")));
    // Where the device had chosen the same, there is nothing to tell.
    let mut same = Device::default();
    let page = same.opens(&school.program, "/");
    same.answers(&school.program, &page, "accept-all");
    assert!(!met(&same.signed_in("alice").opens(&school.program, "/")));
}

#[test]
fn who_is_signed_in_has_one_choice_from_the_first_page_that_sees_two() {
    let school = school();
    let mut device = Device::of("alice");
    let page = device.opens(&school.program, "/");
    device.answers(&school.program, &page, "accept-all");
    // One from before the register named a domain, on another path.
    let two = format!("choice=v=1; {}", device.cookies());
    let page = get(school.at(), "/cours/3", &[("Cookie", &two)]);
    assert!(!asks(&page) && measures(&page), "the account's governs: {:?}", page.headers);
    let of_ours: Vec<&str> = page.all("set-cookie").into_iter().filter(|set| set.starts_with("choice=")).collect();
    assert!(of_ours.contains(&"choice=; Max-Age=0; Path=/cours"), "{of_ours:?}");
    let at_root: Vec<_> = of_ours.iter().filter(|set| set.contains("; Path=/;") || set.ends_with("; Path=/")).collect();
    assert!(at_root.last().is_some_and(|set| set.contains("&u=")), "what is kept comes last: {of_ours:?}");
    // Who has not chosen, and is asked, has none left.
    let mut bob = Device::of("bob");
    let page = get(school.at(), "/", &[("Cookie", &format!("choice=v=1; choice=v=2; {}", bob.cookies()))]);
    bob.0.insert("choice".to_owned(), "v=2".to_owned());
    bob.keep(&page);
    assert!(asks(&page) && bob.choice().is_empty(), "{:?}", page.headers);
}

#[test]
fn what_is_kept_of_a_choice_is_said_after_what_ends() {
    let school = school();
    let page = Device::of("alice").opens(&school.program, "/");
    let host = ("Host", "school.example");
    for mark in [mark(&page).expect("a mark"), "device".to_owned()] {
        let form = format!("action=refuse-all&subject={mark}");
        let reply = post_form(school.at(), CONSENTS, &[host], &form);
        let set = reply.all("set-cookie");
        assert!(set.contains(&"choice=; Max-Age=0; Path=/; Domain=school.example; Secure"), "{set:?}");
        assert!(set.last().is_some_and(|last| last.starts_with("choice=v=")), "{set:?}");
    }
}

#[test]
fn an_explicit_choice_of_the_account_overrides_the_browsers_signal() {
    let school = school();
    let mut device = Device::of("alice");
    let page = device.opens(&school.program, "/");
    device.answers(&school.program, &page, "accept-all");
    let cookie = Device::of("alice").cookies();
    let gpc = |cookie: &str| get(school.at(), "/", &[("Cookie", cookie), ("Sec-GPC", "1")]);
    assert!(measures(&gpc(&cookie)));
    let nobody = gpc("");
    assert!(!measures(&nobody) && !asks(&nobody));
    // Who leaves is what the signal says again.
    let left = gpc(&device.signed_out().cookies());
    assert!(!measures(&left) && !asks(&left), "{:?}", left.headers);
}

#[test]
fn nobody_but_the_origin_says_who_is_signed_in() {
    let school = school();
    let mut device = Device::of("alice");
    let page = device.opens(&school.program, "/");
    device.answers(&school.program, &page, "accept-all");
    for name in ["Temoin-Subject", "X-Temoin-Subject", "temoin_subject"] {
        let page = get(school.at(), "/", &[(name, "alice")]);
        assert!(asks(&page) && !measures(&page), "{name}");
        assert!(school.asked().headers.iter().all(|(name, _)| !name.contains("subject")), "{name}");
    }
    for subject in ["alice", "", "AAAA", &"A".repeat(54)] {
        let reply = post_form(school.at(), CONSENTS, &[], &format!("action=refuse-all&subject={subject}"));
        assert_eq!(reply.status, 303);
        assert!(!reply.set_cookie("choice").expect("a choice").contains("&u="), "{subject}");
    }
    assert!(measures(&Device::of("alice").opens(&school.program, "/")), "nothing of hers has changed");
}

#[test]
fn a_script_says_whose_choice_it_makes_by_what_its_page_carries() {
    let school = school();
    let page = Device::of("alice").opens(&school.program, "/");
    let mark = mark(&page).expect("a mark");
    assert!(page.text().contains(&format!(" data-subject=\"{mark}\"")), "{}", page.text());
    let reply = post_json(school.at(), CONSENTS, &[], &json!({ "action": "accept-all", "subject": mark }));
    assert_eq!((reply.status, &reply.json()["account"]), (201, &json!(true)));
    assert!(!reply.text().contains("alice") && !mark.contains("alice"));
    assert!(measures(&Device::of("alice").opens(&school.program, "/")));
}

#[test]
fn who_holds_the_record_withdraws_it_for_the_account() {
    let school = school();
    let mut device = Device::of("alice");
    let page = device.opens(&school.program, "/");
    device.answers(&school.program, &page, "accept-all");
    let id = device.record();
    let reply = post_json(school.at(), &format!("{CONSENTS}/{id}/withdrawal"), &[], &json!({}));
    assert_eq!((reply.status, &reply.json()["account"]), (201, &json!(true)), "its proof says how far it reaches");
    let kept = get(school.at(), &format!("{CONSENTS}/{}", reply.json()["id"].as_str().expect("an id")), &[]).json();
    assert_eq!((&kept["withdraws"], &kept["account"]), (&json!(id), &json!(true)));
    assert!(!reply.set_cookie("choice").expect("a choice").contains("&u="), "nobody is signed in where it was done");
    assert!(!measures(&device.opens(&school.program, "/")));
}

#[test]
fn a_withdrawal_that_reaches_no_account_does_not_say_that_it_does() {
    let school = school();
    let mut device = Device::of("alice");
    let page = device.opens(&school.program, "/");
    device.answers(&school.program, &page, "accept-all");
    let former = device.record();
    device.answers(&school.program, &page, "accept-all");
    let withdrawn = |id: &str| {
        let reply = post_json(school.at(), &format!("{CONSENTS}/{id}/withdrawal"), &[], &json!({})).json();
        let kept = get(school.at(), &format!("{CONSENTS}/{}", reply["id"].as_str().expect("an id")), &[]).json();
        assert_eq!((&kept, &kept["withdraws"]), (&reply, &json!(id)));
        kept["account"].clone()
    };
    assert_eq!(withdrawn(&former), json!(null), "she has chosen since");
    assert!(measures(&device.opens(&school.program, "/")));
    assert_eq!(school.desk.run(&["forget", "alice"]).code, 0);
    assert_eq!(withdrawn(&device.record()), json!(null), "it is nobody's any more");
}

#[test]
fn a_person_who_is_forgotten_is_asked_as_a_stranger() {
    let school = school();
    let (mut one, mut other) = (Device::of("alice"), Device::of("alice"));
    let page = one.opens(&school.program, "/");
    one.answers(&school.program, &page, "accept-all");
    let record = one.record();
    let forgotten = |subject| {
        let ran = school.desk.run(&["forget", subject, "--format", "json"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        ran.json()
    };
    assert_eq!(forgotten("bob"), json!({ "sites": [{ "site": "school", "forgotten": false }] }));
    assert_eq!(forgotten("alice"), json!({ "sites": [{ "site": "school", "forgotten": true }] }));
    for device in [&mut one, &mut other] {
        let page = device.opens(&school.program, "/");
        assert!(asks(&page) && !measures(&page));
        assert_eq!(device.choice(), "");
    }
    let proof = get(school.at(), &format!("{CONSENTS}/{record}"), &[]);
    assert_eq!(proof.json()["action"], "accept-all", "the proof stays, of nobody");
    assert_eq!(school.desk.run(&["forget", "é"]).code, 2);
}

#[test]
fn what_cannot_be_read_names_nobody() {
    let long = "x".repeat(129);
    for header in [
        "Temoin-Subject: a b",
        "Temoin-Subject: ",
        "Temoin-Subject: a\r\nTemoin-Subject: b",
        &format!("Temoin-Subject: {long}"),
    ] {
        let header = header.to_owned();
        let school = School::of(&reaching(), move |_| Answer::html(&[&header], "<!doctype html><p>Bonjour"));
        let page = get(school.at(), "/", &[]);
        assert!(asks(&page) && mark(&page).is_none(), "{}", page.text());
        assert_eq!(page.header("temoin-subject"), None);
        assert_eq!(counted(&school.program, "temoin_misnamed_subjects_total"), ["temoin_misnamed_subjects_total 1"]);
    }
}

#[test]
fn a_page_of_one_person_is_kept_for_nobody_else() {
    let school = school();
    let page = Device::of("alice").opens(&school.program, "/kept");
    assert_eq!(page.header("etag"), None, "whose it is next time, no copy can tell");
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    let other = Device::of("bob").opens(&school.program, "/kept");
    assert!(mark(&page).is_some() && mark(&page) != mark(&other));
    let nobodys = Device::default().opens(&school.program, "/kept");
    assert_eq!(mark(&nobodys), None);
    let condition = [("If-None-Match", page.header("etag").unwrap_or("W/\"same;t00000000.0\""))];
    assert_eq!(get(school.at(), "/", &condition).status, 200);
    assert_eq!(school.asked().header("if-none-match"), None);
}

#[test]
fn where_choices_are_the_devices_alone_nobody_is_signed_in() {
    let school = School::before(named);
    let mut device = Device::of("alice");
    let page = device.opens(&school.program, "/");
    assert!(asks(&page) && mark(&page).is_none() && !page.text().contains("tous les appareils"));
    device.answers(&school.program, &page, "accept-all");
    assert!(!device.carries_an_account());
    assert!(asks(&Device::of("alice").opens(&school.program, "/")));
    for path in ["/_temoin/policies", "/_temoin/preferences"] {
        let page = get(school.at(), path, &[]);
        assert!(
            mark(&page).is_none() && !page.text().contains("cet appareil"),
            "{path}: there is nothing to tell apart"
        );
    }
}

#[test]
fn a_register_that_asks_something_else_asks_again() {
    let school = school();
    let mut device = Device::of("alice");
    let page = device.opens(&school.program, "/");
    device.answers(&school.program, &page, "accept-all");
    let more = "\n[[purpose]]\nid = \"chat\"\nconsent = \"required\"\ntitle = { fr = \"Chat\", en = \"Chat\" }\n";
    put(&school.desk, ".", &(reaching() + more));
    let url = school.origin.url();
    drop(school.program);
    let program = Program::start(crate::TEMOIN, school.desk.path(), &["serve", "--upstream", &url]);
    let page = device.opens(&program, "/");
    assert!(asks(&page) && !measures(&page) && mark(&page).is_some());
}

#[tokio::test]
async fn what_cannot_be_looked_up_unlocks_nothing_and_changes_nothing() {
    let school = school();
    let mut device = Device::of("alice");
    let page = device.opens(&school.program, "/");
    device.answers(&school.program, &page, "accept-all");
    in_database(&school.desk, "ALTER TABLE account RENAME TO lost").await;
    let carried = device.choice().to_owned();
    assert!(!measures(&device.opens(&school.program, "/")));
    assert_eq!(device.choice(), carried);
    in_database(&school.desk, "ALTER TABLE lost RENAME TO account").await;
    assert!(measures(&device.opens(&school.program, "/")));
}

/// Has something done to the database of a program that runs.
async fn in_database(desk: &Desk, sql: &'static str) {
    use sqlx::ConnectOptions as _;

    let database = desk.path().join("data/temoin.db");
    let mut other = sqlx::sqlite::SqliteConnectOptions::new().filename(database).connect().await.expect("the database");
    sqlx::query(sql).execute(&mut other).await.expect("done");
}

#[test]
fn neither_the_person_nor_the_pseudonym_is_written_down() {
    let desk = desk_of(&reaching());
    let origin = temoin_testkit::Origin::start(|_| {
        Answer::html(&["Temoin-Subject: alice-of-the-school"], "<!doctype html><title>Cours</title><p>Bonjour")
    });
    let arguments = ["serve", "--upstream", &origin.url(), "--log", "debug"];
    let program = Program::start(crate::TEMOIN, desk.path(), &arguments);
    let mut device = Device::default();
    let page = device.opens(&program, "/");
    device.answers(&program, &page, "accept-all");
    device.opens(&program, "/");
    let log = program.log();
    drop(program);
    assert!(!log.contains("alice"), "{log}");
    for entry in std::fs::read_dir(desk.path().join("data")).expect("the data directory").flatten() {
        let bytes = std::fs::read(entry.path()).expect("a file");
        assert!(!bytes.windows(5).any(|five| five == b"alice"), "{}", entry.path().display());
    }
}
