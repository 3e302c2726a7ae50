//! `temoin check`: everything that is wrong, at once, with its place and a way
//! out.

use temoin_testkit::{Desk, Ran};

use super::{SCHOOL, desk_of};

/// Each line that ends in `#! rule: quote` holds one mistake, at the quote.
const MISTAKES: &str = r#"schema = 1

[site]
id        = "school"
name      = "École du Port"
urls      = ["http://school.example/"] #! bad-value: "http://school.example/"
languages = ["fr"]
hosted    = "FR" #! unknown-key: hosted

[controller]
name  = "École du Port"
siren = "783707004" #! bad-value: "783707004"

[consent]
valid_for = "6 mois" #! bad-value: "6 mois"

[[purpose]]
id      = "audience"
consent = "required"
exempt  = "audience-measurement" #! bad-value: "audience-measurement"
title   = { fr = "Mesure d’audience", de = "Messung" } #! bad-value: de

[[purpose]]
id    = "video" #! missing-key: "video"
title = { fr = "Vidéos" }

[[purpose]]
id     = "sign-in"
exempt = "autentication" #! bad-value: "autentication"
title  = { en = "Signing in" } #! missing-key+bad-value

[[processor]]
id      = "stats"
name    = "Stats SA"
country = "France" #! bad-value: "France"

[[processor]]
id   = "stats" #! duplicate: "stats"
name = "Stats SA"

[[service]]
id        = "stats"
title     = "Stats"
processor = "stat" #! unknown-reference: "stat"
purpose   = "audience"
hosts     = ["https://Stats.example/x"] #! bad-value: "https://Stats.example/x"

[[tracker]]
name     = "_ga (Google)" #! bad-value: "_ga (Google)"
service  = "stats"
lifetime = "6 à 12 mois" #! bad-value: "6 à 12 mois"

[[tracker]]
name = "sid" #! missing-key: "sid"

[[retention]]
id   = "accounts"
data = ["identity", "emails"] #! unknown-reference: "emails"
keep = "5 years"
from = "last-access"
then = "delete"

[[policy]]
id      = "cookies"
kind    = "cookies"
title   = { fr = "Politique des cookies" }
version = "2026-02-30" #! bad-value: "2026-02-30"
summary = { fr = "policies/summary.fr.md" }
body    = { fr = "policies/lost.fr.md" } #! missing-file: "policies/lost.fr.md"
"#;

/// What the marks say: rule, line and column.
fn marked(text: &str) -> Vec<(String, u64, u64)> {
    let mut expected = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((code, mark)) = line.split_once(" #! ") else { continue };
        let at = |rule: &str, quote: &str| {
            let byte = code.find(quote).unwrap_or_else(|| panic!("`{quote}` is on the line"));
            (rule.to_owned(), number as u64 + 1, code[..byte].chars().count() as u64 + 1)
        };
        match mark.split_once(": ") {
            Some((rule, quote)) => expected.push(at(rule, quote)),
            // A text in a language the site does not have, and none in the one it has.
            None => expected.extend([at("missing-key", "{"), at("bad-value", "en =")]),
        }
    }
    expected
}

fn check(desk: &Desk, arguments: &[&str]) -> Ran {
    desk.run(&[&["check"], arguments].concat())
}

/// The findings of `--format json`: rule, line and column.
#[track_caller]
fn found(ran: &Ran) -> Vec<(String, u64, u64)> {
    let report = ran.json();
    let findings = report["findings"].as_array().expect("findings");
    let place = |value: &serde_json::Value| value.as_u64().expect("a place");
    findings
        .iter()
        .map(|one| (one["rule"].as_str().expect("a rule").to_owned(), place(&one["line"]), place(&one["column"])))
        .collect()
}

#[test]
fn twenty_mistakes_are_twenty_findings() {
    let desk = desk_of(MISTAKES);
    let expected = marked(MISTAKES);
    assert_eq!(expected.len(), 20, "the register above holds twenty mistakes");

    let ran = check(&desk, &["--format", "json"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert_eq!(found(&ran), expected);
    for finding in ran.json()["findings"].as_array().expect("findings") {
        assert_eq!(finding["level"], "error", "{finding}");
        assert_eq!(finding["file"], "register.toml", "{finding}");
        assert!(finding["message"].as_str().is_some_and(|message| !message.is_empty()), "{finding}");
        let help = finding["help"].as_array().unwrap_or_else(|| panic!("no way out: {finding}"));
        assert!(help.iter().all(|way| way.as_str().is_some_and(|way| !way.is_empty())), "{finding}");
    }
}

#[test]
fn people_read_each_mistake_with_its_place_and_a_way_out() {
    let ran = check(&desk_of(MISTAKES), &[]);
    assert_eq!(ran.code, 2);
    let shown: Vec<&str> = ran.stdout.split("\nerror[").collect();
    assert_eq!(shown.len(), 20, "{}", ran.stdout);
    for ((rule, line, column), one) in marked(MISTAKES).iter().zip(&shown) {
        assert!(one.trim_start_matches("error[").starts_with(&format!("{rule}]: ")), "{rule}: {one}");
        assert!(one.contains(&format!("--> register.toml:{line}:{column}\n")), "{line}:{column}: {one}");
        assert!(one.contains("help: "), "{one}");
    }
    assert!(ran.stdout.ends_with("20 errors, 0 warnings, 0 notes\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\u{1b}'), "no colour off a terminal");
}

#[test]
fn a_mistyped_word_comes_back_with_the_nearest_one() {
    let ran = check(&desk_of(MISTAKES), &[]);
    for way in
        ["did you mean `6 months`", "did you mean `stats`", "did you mean `authentication`", "`email`", "`hosted_in`"]
    {
        assert!(ran.stdout.contains(way), "{way} is not in:\n{}", ran.stdout);
    }
}

#[test]
fn bad_syntax_hides_no_other_mistake() {
    let broken = SCHOOL
        .replace("name      = \"École du Port\"", "name      = \"École du Port")
        .replace("valid_for = \"30 days\"", "valid_for = \"30 jours\"")
        .replace("version = \"2026-11-01\"", "version = \"demain\"");
    let ran = check(&desk_of(&broken), &["--format", "json"]);
    assert_eq!(ran.code, 2);
    let line = |text: &str| broken.lines().position(|line| line.contains(text)).expect("a line") as u64 + 1;
    let places: Vec<(String, u64)> = found(&ran).into_iter().map(|(rule, line, _)| (rule, line)).collect();
    let expected = [
        ("syntax".to_owned(), line("École du Port")),
        ("bad-value".to_owned(), line("30 jours")),
        ("bad-value".to_owned(), line("demain")),
    ];
    assert_eq!(places, expected);
}

#[test]
fn bad_syntax_comes_with_a_way_out_too() {
    for (case, text) in [
        ("a quote that is not closed", SCHOOL.replace("\"École du Port\"\nurls", "\"École du Port\nurls")),
        ("a bracket that is not closed", SCHOOL.replace("[controller]", "[controller")),
        ("a key without value", SCHOOL.replace("valid_for = \"30 days\"", "valid_for =")),
        ("a key written twice", SCHOOL.replace("valid_for", "cookie = \"choice\"\nvalid_for")),
    ] {
        let ran = check(&desk_of(&text), &["--format", "json"]);
        assert_eq!(ran.code, 2, "{case}");
        let report = ran.json();
        let finding = &report["findings"][0];
        assert!(matches!(finding["rule"].as_str(), Some("syntax" | "duplicate")), "{case}: {finding}");
        assert!(finding["help"].as_array().is_some_and(|help| !help.is_empty()), "{case}: {finding}");
    }
}

#[test]
fn a_directory_without_register_says_what_to_name() {
    let desk = Desk::new(crate::TEMOIN);
    for arguments in [&["."][..], &[]] {
        let ran = check(&desk, arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stdout.contains("error[missing-file]"), "{}", ran.stdout);
        assert!(ran.stdout.contains("--> register.toml"), "{}", ran.stdout);
        assert!(ran.stdout.contains("help: ") && ran.stdout.contains("temoin check DIR"), "{}", ran.stdout);
    }
    let ran = check(&desk, &["nowhere"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("there is no directory `nowhere`") && ran.stderr.contains("hint: "), "{}", ran.stderr);
}

#[test]
fn a_register_that_is_not_text_is_refused_in_words() {
    let image = [0x89, b'P', b'N', b'G', 0, 0xff, 0xfe, 0];
    let latin = "schema = 1\n[site]\nname = \"\u{c9}cole\"\n".chars().map(|c| c as u8).collect::<Vec<u8>>();
    for bytes in [&image[..], &latin] {
        let desk = Desk::new(crate::TEMOIN);
        desk.file("register.toml", bytes);
        let ran = check(&desk, &["--format", "json"]);
        assert_eq!(ran.code, 2);
        let report = ran.json();
        let finding = &report["findings"][0];
        assert!(finding["message"].as_str().is_some_and(|message| message.contains("UTF-8")), "{finding}");
        assert!(finding["help"].as_array().is_some_and(|help| !help.is_empty()), "{finding}");
    }
}

#[test]
fn an_unknown_tag_is_shown_in_the_file_it_stands_in() {
    let desk = desk_of(SCHOOL);
    desk.file("policies/body.en.md", "## Trackers\n\nHere they are.\n\n{{ trackerz() }}\n");
    let ran = check(&desk, &["--format", "json"]);
    assert_eq!(ran.code, 2);
    let report = ran.json();
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1), "{report}");
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "bad-template", "{finding}");
    assert_eq!((&finding["file"], &finding["line"]), (&"policies/body.en.md".into(), &5.into()), "{finding}");
    let human = check(&desk, &[]);
    assert!(human.stdout.contains("--> policies/body.en.md:5:"), "{}", human.stdout);
}

#[test]
fn a_clean_register_says_what_was_not_judged() {
    let desk = Desk::new(crate::TEMOIN);
    let demo = crate::registers().join("demo");
    let demo = demo.to_str().expect("a path in UTF-8");
    let ran = desk.run(&["check", demo, "--fail-on", "info", "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    let report = ran.json();
    assert_eq!(report["schema"], 1);
    assert_eq!(report["findings"], serde_json::json!([]));
    assert_eq!(report["waived"], serde_json::json!([]));
    let missing = report["not_assessed"].as_array().expect("a list");
    assert!(missing.iter().all(|one| one["rule"].is_string() && one["why"].is_string()), "{report}");
    assert!(missing.iter().any(|one| one["rule"] == "consent-before-choice"), "nobody looked at the site: {report}");
    let human = desk.run(&["check", demo]);
    assert_eq!(human.code, 0);
    assert!(human.stdout.contains("not assessed: "), "{}", human.stdout);
}
