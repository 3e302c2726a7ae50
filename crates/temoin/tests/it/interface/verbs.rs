//! The other verbs, and what is said to someone who does not know them.

use temoin_testkit::{Desk, Program, get};

use super::desk_of;

#[test]
fn help_names_every_verb_and_a_wrong_one_is_refused() {
    let desk = Desk::new(crate::TEMOIN);
    let help = desk.run(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for verb in ["demo", "serve", "check", "rules", "explain", "init", "render", "diff", "forget", "config", "schema"] {
        assert!(help.stdout.contains(&format!("\n  {verb} ")), "{verb}: {}", help.stdout);
        let own = desk.run(&[verb, "--help"]);
        assert_eq!((own.code, own.stderr.as_str()), (0, ""), "{verb}");
        assert!(own.stdout.contains("Usage: temoin"), "{}", own.stdout);
    }
    assert_eq!(desk.run(&["--version"]).stdout, concat!("temoin ", env!("CARGO_PKG_VERSION"), "\n"));
    for wrong in [&["chek"][..], &[], &["check", "--loud"], &["check", ".", "."], &["check", "--fail-on", "never"]] {
        let ran = desk.run(wrong);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{wrong:?}");
        assert!(ran.stderr.contains("--help"), "{wrong:?}: {}", ran.stderr);
    }
}

#[test]
fn the_schema_describes_every_section_an_editor_completes() {
    let ran = Desk::new(crate::TEMOIN).run(&["schema"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let schema = ran.json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let root = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")).expect("a root");
    let sections = schema["$defs"][root]["properties"].as_object().expect("sections");
    let text = super::SCHOOL;
    let written = text.lines().filter_map(|line| line.strip_prefix('[')).map(|line| line.trim_matches(['[', ']']));
    for section in written.chain(["processing", "retention", "recipient", "rights", "security", "dataset", "waiver"]) {
        assert!(sections.contains_key(section), "{section}");
        assert!(sections[section]["description"].as_str().is_some_and(|text| !text.is_empty()), "{section}");
    }
    for (name, definition) in schema["$defs"].as_object().expect("definitions") {
        assert!(!definition.is_null(), "{name} is referred to and not described");
    }
}

#[test]
fn the_demo_needs_nothing_and_leaves_nothing() {
    let desk = Desk::new(crate::TEMOIN);
    let program = Program::start(crate::TEMOIN, desk.path(), &["demo"]);
    let page = get(&program.listen, "/", &[]);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("id=\"temoin\""), "{}", page.text());
    let origin = program.origin.clone().expect("the sample site has an address of its own");
    assert!(!get(&origin, "/", &[]).text().contains("id=\"temoin\""), "the site itself asks no one");
    program.terminate();
    let (status, log) = program.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    let left = std::fs::read_dir(desk.path()).expect("the directory").count();
    assert_eq!(left, 0, "nothing is written where it was started");
}

#[test]
fn the_demo_keeps_its_choices_where_it_is_told() {
    let desk = Desk::new(crate::TEMOIN);
    let mut program = Program::start(crate::TEMOIN, desk.path(), &["demo", "--data", "kept"]);
    let given = get(&program.listen, "/_temoin/policies", &[("Accept", "application/json")]);
    assert_eq!(given.status, 200);
    program.kill();
    assert!(desk.path().join("kept/temoin.db").exists() && desk.path().join("kept/choice.key").exists());
}

#[test]
fn what_is_piped_away_is_no_failure() {
    let desk = desk_of(super::SCHOOL);
    let script = format!("'{}' schema | true; '{0}' rules | head -c 1; '{0}' schema", crate::TEMOIN);
    let ran = Desk::new("sh");
    let output = ran.run(&["-c", &format!("cd '{}' && {script}", desk.path().display())]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert!(!output.stderr.contains("panicked"), "{}", output.stderr);
}
