//! What `check` says of the project's own registers, on one day of the law.
//!
//! Five of them declare what five schools publish, faults included: each report
//! is kept beside this file, a line for each finding, in the order of the
//! register. A rule that changes its mind shows here, school by school.
//! `TEMOIN_BLESS=1` writes them anew; read them before you commit.

use std::path::Path;

use temoin_testkit::{Desk, Ran};

fn check(register: &str) -> Ran {
    let directory = crate::registers().join(register);
    let directory = directory.to_str().expect("a path in UTF-8");
    Desk::new(crate::TEMOIN).run(&["check", directory, "--as-of", "2026-11-22", "--format", "json"])
}

/// The level, the rule and the subject of each finding, a line each.
fn lines(ran: &Ran) -> String {
    let report = ran.json();
    let word = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap_or("-").to_owned();
    let findings = report["findings"].as_array().expect("findings").iter();
    findings.map(|one| format!("{} {} {}\n", word(one, "level"), word(one, "rule"), word(one, "subject"))).collect()
}

#[test]
fn each_register_is_judged_as_it_was() {
    for register in ["beegup", "cartesia", "demo", "dokuwiki", "esomus", "junia", "mastermi", "wordpress"] {
        let ran = check(register);
        assert_eq!(ran.stderr, "", "{register}");
        let found = lines(&ran);
        assert_eq!(ran.code, i32::from(found.contains("error ")), "{register}: {found}");
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/interface/reports/{register}.txt"));
        if std::env::var_os("TEMOIN_BLESS").is_some() {
            std::fs::write(&kept, found).expect("the report can be written");
            continue;
        }
        let expected = std::fs::read_to_string(&kept).expect("a kept report");
        assert_eq!(found, expected, "{register}: TEMOIN_BLESS=1 writes it anew");
    }
}

#[test]
fn nothing_is_found_in_the_demonstration_and_what_nobody_saw_is_told() {
    let ran = check("demo");
    assert_eq!((ran.code, lines(&ran)), (0, String::new()));
    let report = ran.json();
    let missing = report["not_assessed"].as_array().expect("a list");
    for rule in ["consent-before-choice", "consent-proof-missing", "retention-not-enforced"] {
        assert!(missing.iter().any(|one| one["rule"] == rule), "nobody looked, and {rule} says nothing: {missing:?}");
    }
}

#[test]
fn what_the_demonstration_publishes_is_silent_alone_and_together() {
    let desk = Desk::new(crate::TEMOIN);
    let register = crate::registers().join("demo");
    let register = register.to_str().expect("a path in UTF-8");
    assert_eq!(desk.run(&["render", register, "--format", "md", "--out", "site"]).code, 0);
    for language in ["fr", "en"] {
        let all = ["cookies", "privacy"].map(|policy| format!("site/{policy}.{language}.md"));
        for texts in [&all[..1], &all[1..], &all[..]] {
            let mut arguments = vec!["check", "--as-of", "2026-11-22", "--format", "json", "--fail-on", "info"];
            arguments.extend(texts.iter().flat_map(|text| ["--policy-text", text]));
            let ran = desk.run(&arguments);
            assert_eq!((ran.code, lines(&ran)), (0, String::new()), "{texts:?}");
        }
    }
}
