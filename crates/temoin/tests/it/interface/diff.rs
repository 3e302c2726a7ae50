//! `temoin diff`: what changed, and whether consent must be asked again.

use serde_json::{Value, json};
use temoin_testkit::{Desk, Ran};

use super::{SCHOOL, put};

/// `diff` between the school's register and `after`, for people and as JSON.
#[track_caller]
fn diff(after: &str) -> (String, Value) {
    let desk = Desk::new(crate::TEMOIN);
    put(&desk, "before", SCHOOL);
    put(&desk, "after", after);
    run(&desk)
}

#[track_caller]
fn run(desk: &Desk) -> (String, Value) {
    let succeeded = |ran: Ran| {
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
        ran
    };
    let human = succeeded(desk.run(&["diff", "before", "after"])).stdout;
    let value = succeeded(desk.run(&["diff", "before", "after", "--format", "json"])).json();
    // Both say the same, and the revision moves exactly when consent is asked again.
    let again = value["asks_again"].as_bool().expect("yes or no");
    assert_eq!(human.contains("consent is asked again"), again, "{human}");
    assert_eq!(value["revision"]["before"] != value["revision"]["after"], again, "{value}");
    (human, value)
}

/// The school's register with `old` replaced, which must be there.
#[track_caller]
fn with(old: &str, new: &str) -> String {
    assert!(SCHOOL.contains(old), "`{old}` is in the register");
    SCHOOL.replacen(old, new, 1)
}

#[test]
fn the_same_register_has_not_changed() {
    let (human, value) = diff(SCHOOL);
    assert!(human.starts_with("nothing changed\n"), "{human}");
    assert_eq!(value["changes"], json!([]));
    assert_eq!(value["digest"]["before"], value["digest"]["after"]);
}

#[test]
fn other_words_are_only_wording() {
    let (human, value) = diff(&with("fr = \"Vidéos\"", "fr = \"Vidéos des cours\""));
    assert!(human.contains("only wording changed"), "{human}");
    assert_eq!(value["asks_again"], false);
    assert_ne!(value["digest"]["before"], value["digest"]["after"], "the register is another one all the same");
    assert_eq!(
        value["changes"],
        json!([{ "subject": "purpose.video", "field": "title.fr", "what": "changed",
                 "from": "Vidéos", "to": "Vidéos des cours", "wording": true }])
    );
}

#[test]
fn other_prose_is_only_wording() {
    let desk = Desk::new(crate::TEMOIN);
    put(&desk, "before", SCHOOL);
    put(&desk, "after", SCHOOL);
    desk.file("after/policies/body.fr.md", "## Les traceurs\n\n{{ trackers() }}\n");
    let (human, value) = run(&desk);
    assert!(human.contains("only wording changed"), "{human}");
    assert_eq!(value["asks_again"], false);
    assert_eq!(value["changes"][0]["subject"], "prose.policies/body.fr.md", "{value}");
}

#[test]
fn what_consent_was_given_to_is_asked_again() {
    let purpose = format!(
        "{SCHOOL}\n[[purpose]]\nid = \"chat\"\nconsent = \"required\"\ntitle = {{ fr = \"Discussion\", en = \"Chat\" }}\n"
    );
    let service = format!(
        "{SCHOOL}\n[[service]]\nid = \"clips\"\ntitle = \"Clips\"\nprocessor = \"films\"\npurpose = \"video\"\n"
    );
    let processor = with("processor = \"stats\"", "processor = \"films\"");
    let country = with("country = \"BE\"", "country = \"US\"");
    let no_more_exempt = with("exempt = \"authentication\"", "consent = \"required\"");
    for (case, after, subject) in [
        ("a new purpose that needs consent", purpose, "purpose.chat"),
        ("a new service of one", service, "service.clips"),
        ("another processor behind a service", processor, "service.stats"),
        ("a processor that moved", country, "processor.films"),
        ("a purpose that is exempt no more", no_more_exempt, "purpose.sign-in"),
    ] {
        let (human, value) = diff(&after);
        assert_eq!(value["asks_again"], true, "{case}: {human}");
        assert!(!human.contains("only wording"), "{case}: {human}");
        assert!(human.contains(subject), "{case}: {human}");
        let facts = value["changes"].as_array().expect("changes");
        assert!(facts.iter().any(|one| one["subject"] == subject && one["wording"] == false), "{case}: {value}");
    }
}

#[test]
fn other_facts_are_told_and_not_asked_again() {
    let exempt = format!(
        "{SCHOOL}\n[[purpose]]\nid = \"cart\"\nexempt = \"cart\"\ntitle = {{ fr = \"Panier\", en = \"Cart\" }}\n"
    );
    for (case, after, line) in [
        (
            "a lifetime",
            with("lifetime = \"60 days\"", "lifetime = \"90 days\""),
            "~ tracker._st.* lifetime: 60 days → 90 days",
        ),
        (
            "how long a choice holds",
            with("valid_for = \"30 days\"", "valid_for = \"6 months\""),
            "~ consent valid_for: 30 days → 6 months",
        ),
        ("a purpose that is exempt", exempt, "+ purpose.cart: "),
        (
            "a tracker that went",
            with("[[tracker]]\nname     = \"display\"\npurpose  = \"sign-in\"\nlifetime = \"30 days\"\n", ""),
            "- tracker.display: ",
        ),
    ] {
        let (human, value) = diff(&after);
        assert_eq!(value["asks_again"], false, "{case}: {human}");
        assert!(human.lines().any(|one| one.starts_with(line)), "{case}: {human}");
        assert!(human.contains("changes: 1 of facts, 0 of wording"), "{case}: {human}");
        assert_eq!(value["changes"].as_array().map(Vec::len), Some(1), "{case}: {value}");
        assert_eq!(value["changes"][0]["wording"], false, "{case}: {value}");
    }
}

#[test]
fn the_order_of_a_file_says_nothing() {
    let tracker = "[[tracker]]\nname     = \"sid\"\npurpose  = \"sign-in\"\nlifetime = \"session\"\n\n";
    let moved = with(tracker, "").replacen("[[policy]]", &format!("{tracker}[[policy]]"), 1);
    let (human, value) = diff(&moved);
    assert_eq!(value["asks_again"], false);
    assert!(human.starts_with("nothing changed\n"), "{human}");
}

#[test]
fn the_json_has_its_shape() {
    let (_, value) = diff(&with("lifetime = \"60 days\"", "lifetime = \"90 days\""));
    assert_eq!(value["schema"], 1);
    for (key, length) in [("revision", 8), ("digest", 64)] {
        for side in ["before", "after"] {
            let text = value[key][side].as_str().expect("a digest");
            assert!(text.len() == length && text.bytes().all(|b| b.is_ascii_hexdigit()), "{key}.{side}: {text}");
        }
    }
}

#[test]
fn a_register_that_cannot_be_read_is_no_difference() {
    let desk = Desk::new(crate::TEMOIN);
    put(&desk, "before", SCHOOL);
    put(&desk, "after", &with("lifetime = \"60 days\"", "lifetime = \"60 jours\""));
    let ran = desk.run(&["diff", "before", "after"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("`60 jours`") && ran.stderr.contains("`after`"), "{}", ran.stderr);
    let ran = desk.run(&["diff", "before"]);
    assert_eq!(ran.code, 2, "two are compared");
}
