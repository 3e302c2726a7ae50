//! Findings as scripts and as people receive them.

use std::io;

use temoin_evidence::{Citation, Colour, Finding, Level, Mark, NotAssessed, Report, human, json};
use temoin_register::{Files, Register, Source};

/// A register that is its text alone.
struct Text(&'static str);

impl Files for Text {
    fn read(&self, path: &str) -> io::Result<String> {
        if path == temoin_register::REGISTER { Ok(self.0.to_owned()) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

const MISTAKEN: &str = "schema = 1\n[site]\nid = \"école\"\nname = \"École d'été\" # à relire\n\
    urls = [\"https://é.example.org/\", \"ftp://x.example.org/\"]\n[controler]\nname = \"X\"\n";

fn mistaken() -> Report {
    Report::unreadable(Register::read(&Text(MISTAKEN)).expect_err("mistakes"))
}

/// A finding with everything in it, about the bytes of `quote`.
fn full(text: &str, quote: &str) -> Report {
    let start = text.find(quote).expect("the quote stands in the text");
    let finding = Finding {
        rule: "lifetime-over-reference".to_owned(),
        level: Level::Warning,
        message: "the tracker lives longer than the authority suggests".to_owned(),
        subject: Some("tracker._ga".to_owned()),
        place: Some((0, (start..start + quote.len()).into())),
        label: Some("13 months at most".to_owned()),
        related: None,
        citations: vec![Citation { key: "L82".to_owned(), text: "Loi 78-17, art. 82".to_owned(), mark: Mark::Read }],
        help: vec!["shorten it".to_owned(), "or explain it".to_owned()],
    };
    Report {
        sources: vec![Source { path: "register.toml".to_owned(), text: text.to_owned() }],
        findings: vec![finding],
        not_assessed: vec![NotAssessed { rule: "cookie-undeclared".to_owned(), why: "no audit was run".to_owned() }],
    }
}

#[test]
fn json_has_the_promised_shape() {
    let report = full("a = 1\n  lifetime = \"25 months\"\n", "\"25 months\"");
    let expected = serde_json::json!({
        "schema": 1,
        "findings": [{
            "rule": "lifetime-over-reference",
            "level": "warning",
            "message": "the tracker lives longer than the authority suggests",
            "subject": "tracker._ga",
            "file": "register.toml",
            "line": 2,
            "column": 14,
            "quote": "\"25 months\"",
            "citations": [{ "key": "L82", "text": "Loi 78-17, art. 82", "mark": "read" }],
            "help": ["shorten it", "or explain it"],
        }],
        "not_assessed": [{ "rule": "cookie-undeclared", "why": "no audit was run" }],
        "waived": [],
    });
    assert_eq!(json(&report), expected);
}

#[test]
fn fields_that_make_no_sense_are_absent() {
    let mut report = full("a", "a");
    let finding = &mut report.findings[0];
    (finding.subject, finding.place, finding.label) = (None, None, None);
    finding.citations.clear();
    finding.help.clear();
    let value = json(&report);
    let keys: Vec<_> = value["findings"][0].as_object().expect("an object").keys().cloned().collect();
    assert_eq!(keys.len(), 3, "{keys:?}");
    let empty = json(&Report::default());
    assert_eq!(empty, serde_json::json!({ "schema": 1, "findings": [], "not_assessed": [], "waived": [] }));
}

#[test]
fn columns_count_characters() {
    let text = "nom = \"École d'été\", x = \"🍪\"\r\ny = \"Été\"\r\n";
    for (quote, line, column) in [("\"École", 1, 7), ("x =", 1, 22), ("\"🍪\"", 1, 26), ("y", 2, 1), ("\"Été", 2, 5)]
    {
        let value = json(&full(text, quote));
        let finding = &value["findings"][0];
        assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(line), Some(column)), "{quote}");
        assert_eq!(finding["quote"], quote);
    }
}

#[test]
fn people_read_where_it_is_and_what_helps() {
    let text = human(&full("a = 1\né = \"été\", lifetime = \"25 months\"\n", "\"25 months\""), Colour::No);
    for part in [
        "warning[lifetime-over-reference]: the tracker lives longer than the authority suggests",
        "register.toml:2:23",
        "lifetime = \"25 months\"",
        "13 months at most",
        "Loi 78-17, art. 82 [read]",
        "help: shorten it",
        "help: or explain it",
        "not assessed: cookie-undeclared: no audit was run",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(text.ends_with("0 errors, 1 warning, 0 notes\n"), "{text}");
    assert!(!text.contains('\u{1b}'), "colour where none was asked for");
    assert_eq!(human(&Report::default(), Colour::No), "no findings\n");
}

#[test]
fn colour_adds_nothing_but_colour() {
    let report = mistaken();
    let (plain, mut coloured) = (human(&report, Colour::No), human(&report, Colour::Yes));
    assert!(coloured.contains('\u{1b}'));
    while let Some(start) = coloured.find('\u{1b}') {
        let end = coloured[start..].find('m').expect("the end of a colour") + start;
        coloured.replace_range(start..=end, "");
    }
    assert_eq!(plain, coloured, "every word must do without colour");
}

#[test]
fn every_problem_of_a_register_is_a_finding_with_its_place_in_both() {
    let report = mistaken();
    let value = json(&report);
    let findings = value["findings"].as_array().expect("findings");
    assert!(findings.len() >= 4, "{findings:#?}");
    assert_eq!(report.worst(), Some(Level::Error));
    let text = human(&report, Colour::No);
    for finding in findings {
        assert_eq!((&finding["level"], &finding["file"]), (&"error".into(), &"register.toml".into()));
        let place = format!("register.toml:{}:{}", finding["line"], finding["column"]);
        assert!(text.contains(&place), "{place}\n{text}");
        let message = finding["message"].as_str().expect("a message");
        assert!(text.contains(&format!("error[{}]: {message}", finding["rule"].as_str().expect("a rule"))), "{text}");
        for help in finding["help"].as_array().expect("a way out") {
            assert!(text.contains(&format!("help: {}", help.as_str().expect("words"))), "{text}");
        }
    }
}

#[test]
fn a_place_at_the_very_end_or_of_nothing_is_shown() {
    for (text, place) in
        [("a = ", 4..4), ("é", 0..2), ("a\n", 2..2), ("", 0..0), ("a = \"é", 4..7), ("x\r\n\r\n", 5..5)]
    {
        let mut report = full("x", "x");
        report.sources[0].text = text.to_owned();
        report.findings[0].place = Some((0, place.into()));
        assert!(human(&report, Colour::No).contains("register.toml"), "{text:?}");
        assert_eq!(json(&report)["findings"][0]["file"], "register.toml");
    }
}

#[test]
fn a_register_that_is_not_there_has_a_file_and_no_line() {
    struct Nothing;
    impl Files for Nothing {
        fn read(&self, _: &str) -> io::Result<String> {
            Err(io::ErrorKind::NotFound.into())
        }
    }
    let report = Report::unreadable(Register::read(&Nothing).expect_err("nothing there"));
    let value = json(&report);
    let finding = &value["findings"][0];
    assert_eq!((&finding["rule"], &finding["file"]), (&"missing-file".into(), &"register.toml".into()));
    assert!(finding.get("line").is_none() && finding.get("quote").is_none());
    assert!(human(&report, Colour::No).contains("help: name the directory"));
}
