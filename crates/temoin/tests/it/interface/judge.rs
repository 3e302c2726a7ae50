//! `check` as a judge: texts, evidence, days, languages and formats.

use std::process::{Command, Stdio};

use serde_json::Value;
use temoin_testkit::{Desk, Ran};

use super::{SCHOOL, desk_of};

/// A cookie policy that takes browsing for consent.
const IMPLIED: &str = "\
# Politique des cookies

L'école du Port utilise des cookies pour compter les pages lues et les visites de ses élèves.

En poursuivant votre navigation sur ce site, vous acceptez l'utilisation de cookies.

Vous pouvez nous écrire à contact@ecole-du-port.example pour toute question sur vos données.
";

#[track_caller]
fn rules(ran: &Ran) -> Vec<String> {
    let report = ran.json();
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
}

fn desk(policy: impl AsRef<[u8]>) -> Desk {
    let desk = Desk::new(crate::TEMOIN);
    desk.file("policy.md", policy);
    desk
}

#[test]
fn a_text_is_judged_without_any_register() {
    let desk = desk(IMPLIED);
    let ran = desk.run(&["check", "--policy-text", "policy.md", "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{}", ran.stdout);
    let report = ran.json();
    let findings = report["findings"].as_array().expect("findings");
    let implied: Vec<&Value> = findings.iter().filter(|finding| finding["rule"] == "consent-implied").collect();
    assert_eq!(implied.len(), 1, "{report}");
    assert_eq!((&implied[0]["file"], &implied[0]["line"]), (&"policy.md".into(), &5.into()), "{report}");
    assert!(IMPLIED.contains(implied[0]["quote"].as_str().expect("the words")), "{report}");
    assert!(implied[0]["citations"].as_array().is_some_and(|all| !all.is_empty()), "{report}");
    let missing = report["not_assessed"].as_array().expect("a list");
    assert!(missing.iter().any(|one| one["rule"] == "consent-before-choice"), "nobody looked at the site: {report}");
}

#[test]
fn what_fails_the_run_is_chosen() {
    let fine = "# Politique de l'école\n\nNous comptons les visites de chaque page avec Matomo, une fois votre accord \
                donné. Écrivez à contact@ecole.example pour en savoir plus sur ce que nous faisons.\n";
    let desk = desk(fine);
    let run = |level: &str| desk.run(&["check", "--policy-text", "policy.md", "--fail-on", level, "--format", "json"]);
    let worst = |level: &str| {
        run("info").json()["findings"].as_array().is_some_and(|all| all.iter().any(|f| f["level"] == level))
    };
    assert_eq!(run("error").code, i32::from(worst("error")));
    assert_eq!(run("info").code, i32::from(worst("error") || worst("warning") || worst("info")));
}

#[test]
fn standard_input_is_a_file_too() {
    let desk = desk(IMPLIED);
    let ran = Command::new(crate::TEMOIN)
        .args(["check", "--policy-text", "-", "--format", "json"])
        .stdin(std::fs::File::open(desk.path().join("policy.md")).expect("the policy"))
        .stderr(Stdio::null())
        .output()
        .expect("the command runs");
    let report: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    assert_eq!(report["findings"][0]["file"], "stdin", "{report}");
}

#[test]
fn every_encoding_is_read_and_what_is_no_text_is_refused_in_words() {
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(IMPLIED.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin1: Vec<u8> = IMPLIED.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    for (what, bytes) in [("UTF-16", utf16), ("Latin-1", latin1)] {
        let ran = desk(bytes).run(&["check", "--policy-text", "policy.md", "--format", "json"]);
        assert!(rules(&ran).contains(&"consent-implied".to_owned()), "{what}: {}{}", ran.stdout, ran.stderr);
    }
    let pdf = [b"%PDF-1.7\n".as_slice(), &[0, 1, 2, 0, 255, 3].repeat(200)].concat();
    let huge = "Une phrase de politique, répétée.\n".repeat(1_600_000);
    for (bytes, words) in [
        (Vec::new(), "empty"),
        (b" \n\t\n".to_vec(), "empty"),
        (pdf, "PDF"),
        ([0, 159, 146, 150].repeat(300), "binary"),
        (huge.into_bytes(), "4 MB"),
    ] {
        let ran = desk(&bytes).run(&["check", "--policy-text", "policy.md"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{words}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("error: `policy.md`: ") && ran.stderr.contains(words), "{}", ran.stderr);
    }
    let ran = desk("").run(&["check", "--policy-text", "policy.md", "--lang", "fr"]);
    assert!(ran.stderr.contains("le fichier est vide"), "{}", ran.stderr);
    let ran = desk("").run(&["check", "--policy-text", "elsewhere.md"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`elsewhere.md` cannot be read"), "{}", ran.stderr);
}

#[test]
fn a_text_in_another_language_is_not_assessed() {
    let german = "# Cookie-Richtlinie\n\nDurch die weitere Nutzung dieser Website stimmen Sie der Verwendung von Cookies \
                  zu. Wir verwenden Cookies, um die Besuche unserer Schule zu zählen und die Seiten zu verbessern.\n";
    let ran = desk(german).run(&["check", "--policy-text", "policy.md", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let report = ran.json();
    assert_eq!(report["findings"], serde_json::json!([]));
    let missing = report["not_assessed"].as_array().expect("a list");
    let why = "`policy.md` is written neither in French nor in English";
    assert!(missing.iter().any(|one| one["rule"] == "consent-implied" && one["why"] == why), "{report}");
}

#[test]
fn people_read_in_their_language() {
    let desk = desk(IMPLIED);
    let words = ["check", "--policy-text", "policy.md"];
    let french = desk.run_with(&[("LC_ALL", "fr_FR.UTF-8")], &words);
    assert!(
        french.stdout.contains("erreur[consent-implied]") && french.stdout.contains("non évalué"),
        "{}",
        french.stdout
    );
    let english = desk.run_with(&[("LC_ALL", "fr_FR.UTF-8")], &[&words[..], &["--lang", "en"]].concat());
    assert!(
        english.stdout.contains("error[consent-implied]") && english.stdout.contains("not assessed"),
        "{}",
        english.stdout
    );
}

#[test]
fn the_law_is_that_of_the_day_asked_for() {
    let policy = "# Politique de confidentialité\n\nNotre école protège les données de ses élèves et de leurs parents. \
                  Si vous ne souhaitez pas être appelé, vous pouvez vous inscrire sur Bloctel, la liste d'opposition au \
                  démarchage téléphonique.\n";
    let desk = desk(policy);
    let on = |day: &str| rules(&desk.run(&["check", "--policy-text", "policy.md", "--as-of", day, "--format", "json"]));
    assert!(!on("2026-08-10").contains(&"obsolete-term".to_owned()));
    assert!(on("2026-08-11").contains(&"obsolete-term".to_owned()));
    let ran = desk.run(&["check", "--policy-text", "policy.md", "--as-of", "hier"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`hier` is not a day") && ran.stderr.contains("--as-of 2026-11-22"), "{}", ran.stderr);
}

#[test]
fn evidence_is_held_against_the_register() {
    let desk = desk_of(SCHOOL);
    desk.file(
        "seen.toml",
        "schema = 1\n\n[audit]\non = \"2026-11-20\"\nsite = \"https://school.example/\"\nruns = [\"no-choice\", \"refuse\"]\n\n\
         [[audit.tracker]]\nrun = \"refuse\"\nname = \"_st.1\"\nlifetime = \"60 days\"\n",
    );
    let ran = desk.run(&["check", "--evidence", "seen.toml", "--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let report = ran.json();
    let findings = report["findings"].as_array().expect("findings");
    let refused =
        findings.iter().find(|finding| finding["rule"] == "ineffective-refusal").expect("the refusal did nothing");
    assert_eq!(refused["subject"], "tracker._st.*");
    let wrong = desk.file("seen.toml", "schema = 1\n[audit]\non = \"2026-11-20\"\nsites = \"x\"\n");
    let ran = wrong.run(&["check", "--evidence", "seen.toml", "--format", "json"]);
    assert_eq!(ran.code, 2);
    assert!(rules(&ran).contains(&"unknown-key".to_owned()), "{}", ran.stdout);
}

#[test]
fn a_waived_finding_fails_nothing_and_is_shown() {
    let policy = "\n[[waiver]]\nrule = \"tracker-not-observed\"\nsubject = \"tracker._st.*\"\nbecause = \"Seulement pendant les examens.\"\n\
                  decided_by = \"DPO\"\nuntil = \"2099-01-01\"\n";
    let desk = desk_of(&format!("{SCHOOL}{policy}"));
    desk.file(
        "seen.toml",
        "schema = 1\n\n[audit]\non = \"2026-11-20\"\nsite = \"https://school.example/\"\nruns = [\"accept\"]\n",
    );
    let report = desk.run(&["check", "--evidence", "seen.toml", "--format", "json"]).json();
    let waived = report["waived"].as_array().expect("a list");
    assert_eq!(waived.len(), 1, "{report}");
    assert_eq!((&waived[0]["subject"], &waived[0]["decided_by"]), (&"tracker._st.*".into(), &"DPO".into()));
    let findings = report["findings"].as_array().expect("findings");
    let same = |finding: &&Value| finding["rule"] == "tracker-not-observed" && finding["subject"] == "tracker._st.*";
    assert_eq!(findings.iter().filter(same).count(), 0, "{report}");
}

#[test]
fn code_hosts_and_ci_read_the_same_findings() {
    let desk = desk(IMPLIED);
    let words = ["check", "--policy-text", "policy.md", "--format"];
    let run = |format: &str| desk.run(&[&words[..], &[format]].concat());
    let wanted = rules(&run("json"));
    let sarif = run("sarif");
    assert_eq!(sarif.code, 1);
    let results = sarif.json()["runs"][0]["results"].as_array().expect("results").clone();
    let mut names: Vec<String> = results.iter().map(|one| one["ruleId"].as_str().expect("a rule").to_owned()).collect();
    let mut expected = wanted.clone();
    names.sort();
    expected.sort();
    assert_eq!(names, expected);
    let junit = run("junit");
    assert_eq!(junit.code, 1);
    assert!(junit.stdout.starts_with("<?xml"), "{}", junit.stdout);
    assert!(junit.stdout.contains("name=\"consent-implied\""), "{}", junit.stdout);
}

#[test]
fn an_unreadable_register_passes_no_rule() {
    let desk = desk_of("schema = 1\n");
    let ran = desk.run(&["check", "--format", "junit"]);
    assert_eq!(ran.code, 2);
    assert!(!ran.stdout.contains("consent-implied"), "{}", ran.stdout);
    let ran = desk.run(&["check", "--format", "sarif"]);
    assert_eq!(ran.code, 2);
    assert!(!ran.json()["runs"][0]["results"].as_array().expect("results").is_empty());
}

#[test]
fn code_hosts_find_files_from_the_root_of_the_repository() {
    let desk = desk_of(SCHOOL);
    desk.copy(&desk.path().join("policies"), "site/policies").file("site/register.toml", SCHOOL);
    let ran = desk.run(&["check", "site", "--format", "sarif", "--fail-on", "info"]);
    let results = ran.json()["runs"][0]["results"].as_array().expect("results").clone();
    let uris: Vec<&str> = results
        .iter()
        .filter_map(|one| one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str())
        .collect();
    assert!(!uris.is_empty() && uris.iter().all(|uri| uri.starts_with("site/")), "{uris:?}");
}

#[test]
fn the_catalogue_and_its_pages_are_printed() {
    let desk = Desk::new(crate::TEMOIN);
    let catalogue = desk.run(&["rules", "--format", "json"]).json();
    let rules = catalogue["rules"].as_array().expect("rules");
    assert!(rules.len() >= 69, "{}", rules.len());
    for rule in rules {
        let name = rule["rule"].as_str().expect("a name");
        for (lang, section) in [("fr", "## Ce que la règle vérifie"), ("en", "## What it checks")] {
            let page = desk.run(&["explain", name, "--lang", lang]);
            assert_eq!(page.code, 0);
            assert!(page.stdout.contains(section) && page.stdout.contains("## Source"), "{name}: {}", page.stdout);
        }
    }
    let table = desk.run(&["rules", "--lang", "fr"]).stdout;
    assert!(table.contains("Traceurs") && table.contains("consent-implied"), "{table}");
    let wrong = desk.run(&["explain", "consent-implid"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean `temoin explain consent-implied`?"), "{}", wrong.stderr);
}
