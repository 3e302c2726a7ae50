//! A register or a setting that changes while it is served.

use std::fs;

use temoin_testkit::{Answer, Load, Program, get};

use super::{SCHOOL, School, desk_of, put};

/// The school, whose origin writes one cookie that nobody declared.
fn school() -> School {
    School::with(&["--undeclared", "block"], |_| Answer::html(&["Set-Cookie: new=1; Path=/"], "<!doctype html><p>Hi"))
}

/// The school's register, with the cookie `new` declared.
fn with_new() -> String {
    format!("{SCHOOL}\n[[tracker]]\nname = \"new\"\npurpose = \"sign-in\"\nlifetime = \"session\"\n")
}

/// Asks until an answer is as it is wanted to be.
#[track_caller]
fn until(program: &Program, wanted: impl Fn(&temoin_testkit::Reply) -> bool) {
    for _ in 0..20_000 {
        if wanted(&get(&program.listen, "/", &[])) {
            return;
        }
    }
    panic!("it never became so: {}", program.log());
}

#[test]
fn an_edited_register_is_in_force_without_a_restart() {
    let school = school();
    assert_eq!(get(school.at(), "/", &[]).set_cookie("new"), None, "undeclared");
    put(&school.desk, ".", &with_new());
    until(&school.program, |reply| reply.set_cookie("new").is_some());
    school.program.until_logged("the register was reloaded");
}

#[test]
fn a_register_with_mistakes_changes_nothing_and_is_told() {
    let school = school();
    school.desk.file("register.toml", with_new().replace("purpose = \"sign-in\"", "purpse = \"sign-in\""));
    let log = school.program.until_logged("nothing was reloaded: what was in force stays");
    assert!(log.contains("error[unknown-key]: `purpse` means nothing here"), "{log}");
    assert_eq!(get(school.at(), "/", &[]).status, 200);
    assert_eq!(get(school.at(), "/", &[]).set_cookie("new"), None, "the old register is in force");
    put(&school.desk, ".", &with_new());
    until(&school.program, |reply| reply.set_cookie("new").is_some());
}

#[test]
fn a_file_replaced_by_another_is_seen_as_one_that_was_edited() {
    let school = school();
    school.desk.file("next.toml", with_new());
    fs::rename(school.desk.path().join("next.toml"), school.desk.path().join("register.toml")).expect("a file");
    until(&school.program, |reply| reply.set_cookie("new").is_some());
}

#[test]
fn prose_that_changes_is_published() {
    let school = school();
    school.desk.file("policies/body.fr.md", "## Ce qui change\n\n{{ trackers() }}\n");
    for _ in 0..20_000 {
        if get(school.at(), "/_temoin/policies/cookies", &[]).text().contains("Ce qui change") {
            return;
        }
    }
    panic!("the policy stayed as it was: {}", school.program.log());
}

#[test]
fn settings_are_followed_too() {
    let school = School::before(|_| Answer::html(&["Set-Cookie: new=1; Path=/"], "<!doctype html><p>Hi"));
    assert!(get(school.at(), "/", &[]).set_cookie("new").is_some(), "reported, and let through");
    school.desk.file("temoin.toml", "[gateway]\nundeclared = \"block\"\n");
    until(&school.program, |reply| reply.set_cookie("new").is_none());
}

#[test]
fn no_request_fails_while_registers_are_reloaded() {
    let school = school();
    let load = Load::start(school.at(), "/", 8);
    load.wait_for(50);
    for wanted in [true, false, true] {
        let register = if wanted { with_new() } else { SCHOOL.to_owned() };
        put(&school.desk, ".", &register);
        until(&school.program, |reply| reply.set_cookie("new").is_some() == wanted);
        load.wait_for(50);
    }
    let (answered, failed) = load.stop();
    assert!(answered > 200, "{answered}");
    assert_eq!(failed, 0, "of {answered}: {}", school.program.log());
}

#[test]
fn several_sites_stand_behind_one_listener() {
    let origin = |name: &'static str| temoin_testkit::Origin::start(move |_| Answer::html(&[], &format!("<p>{name}")));
    let (school, library) = (origin("the school"), origin("the library"));
    let desk = desk_of(SCHOOL);
    put(&desk, "school", SCHOOL);
    put(&desk, "library", &SCHOOL.replace("\"school\"", "\"library\"").replace("school.example", "library.example"));
    let settings = format!(
        "[[site]]\nregister = \"school\"\nupstream = \"{}\"\n\n[[site]]\nregister = \"library\"\nupstream = \"{}\"\n",
        school.url(),
        library.url()
    );
    desk.file("temoin.toml", &settings);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let page = |host: &str| get(&program.listen, "/", &[("Host", host)]);
    assert!(page("school.example").text().contains("the school"));
    assert!(page("library.example").text().contains("the library"));
    assert_eq!(page("elsewhere.example").status, 421);
    for site in ["school", "library"] {
        assert!(desk.path().join("data").join(site).join("temoin.db").is_file(), "{site} keeps its own choices");
    }
    // A choice made on one says nothing on the other: another key signed it.
    let chosen = temoin_testkit::post_json(
        &program.listen,
        super::CONSENTS,
        &[("Host", "school.example")],
        &serde_json::json!({ "action": "accept-all" }),
    );
    let cookie = chosen.set_cookie("choice").and_then(|set| set.split(';').next()).expect("a choice").to_owned();
    let state = |host: &str| get(&program.listen, "/", &[("Host", host), ("Cookie", &cookie)]).text();
    assert!(state("school.example").contains("data-state=\"known\""));
    assert!(state("library.example").contains("data-state=\"ask\""));
}

#[test]
fn two_sites_of_one_host_are_refused() {
    let desk = desk_of(SCHOOL);
    put(&desk, "one", SCHOOL);
    put(&desk, "two", &SCHOOL.replace("\"school\"", "\"other\""));
    desk.file("temoin.toml", "[[site]]\nregister = \"one\"\n\n[[site]]\nregister = \"two\"\n");
    let ran = desk.run(&["serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("the sites `school` and `other` both name the host `school.example`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_file_dated_in_the_future_is_read_once() {
    let school = school();
    let register = school.desk.path().join("register.toml");
    school.desk.file("register.toml", with_new());
    let tomorrow = std::time::SystemTime::now() + std::time::Duration::from_secs(86_400);
    fs::File::options().write(true).open(&register).and_then(|file| file.set_modified(tomorrow)).expect("a date");
    until(&school.program, |reply| reply.set_cookie("new").is_some());
    // The settings are followed by the same looks: once they are in force,
    // several have passed over the register.
    for data in ["a", "b", "c"] {
        let said = school.program.log().matches("the settings were reloaded").count();
        school.desk.file("temoin.toml", format!("[gateway]\nmax_body = \"1 MiB\"\n# {data}\n"));
        school.program.until_logged_times("the settings were reloaded", said + 1);
    }
    let log = school.program.log();
    assert!(log.matches("the register was reloaded").count() <= 2, "{log}");
}

#[test]
fn a_setting_that_needs_a_restart_is_named_once() {
    let school = school();
    let warned = |program: &Program| program.log().matches("it takes effect with a restart only").count();
    school.desk.file("temoin.toml", "[serve]\ndrain = \"3 seconds\"\n");
    let log = school.program.until_logged("the settings were reloaded");
    assert!(log.contains("serve.drain"), "{log}");
    school.desk.file("temoin.toml", "[serve]\ndrain = \"3 seconds\"\n\n[gateway]\nmax_body = \"1 MiB\"\n");
    school.program.until_logged_times("the settings were reloaded", 2);
    assert_eq!(warned(&school.program), 1, "{}", school.program.log());
}

#[test]
fn two_sites_of_one_identifier_are_refused() {
    let desk = desk_of(SCHOOL);
    put(&desk, "one", SCHOOL);
    put(&desk, "two", &SCHOOL.replace("school.example", "other.example"));
    desk.file(
        "temoin.toml",
        "[[site]]\nregister = \"one\"\ndata = \"a\"\n\n[[site]]\nregister = \"two\"\ndata = \"b\"\n",
    );
    let ran = desk.run(&["serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("two sites have the `id` `school`"), "{}", ran.stderr);
}

#[test]
fn what_is_bound_at_the_start_says_how_visitors_come() {
    let school = school();
    assert_eq!(get(school.at(), "/", &[]).status, 200);
    let tls = "[tls]\nlisten = \"0.0.0.0:8443\"\n\n[[tls.certificates]]\ncertificate = \"school.pem\"\n";
    school.desk.file("temoin.toml", tls);
    school.program.until_logged("the settings were reloaded");
    assert!(school.program.log().contains("key=\"tls\""), "{}", school.program.log());
    assert_eq!(get(school.at(), "/", &[]).status, 200, "by loopback still, and by http");
}
