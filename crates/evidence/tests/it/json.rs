use serde_json::json as value;
use temoin_evidence::{Level, Report, json};
use temoin_register::{Files, Register};

use crate::{Schema, finding, full, mistaken, rich, span};

fn schema() -> Schema {
    Schema::of(include_str!("../../../../docs/findings.schema.json"))
}

#[test]
fn the_shape_is_the_promised_one() {
    let report = full("a = 1\n  lifetime = \"25 months\"\n", "\"25 months\"");
    let expected = value!({
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
        "not_assessed": [{ "rule": "tracker-undeclared", "why": "no audit was run" }],
        "waived": [],
    });
    assert_eq!(json(&report), expected);
}

#[test]
fn a_waived_finding_carries_its_decision() {
    let expected = value!([{
        "rule": "retention-over-reference",
        "level": "warning",
        "message": "the data are kept longer than the reference",
        "subject": "retention.contracts",
        "file": "register.toml",
        "line": 4,
        "column": 9,
        "quote": "_ga",
        "because": "an action is pending before the court",
        "decided_by": "DPO",
        "until": "2027-06-30",
    }]);
    assert_eq!(json(&rich())["waived"], expected);
}

#[test]
fn related_places_name_their_own_file() {
    let value = json(&rich());
    let related = &value["findings"][1]["related"];
    assert_eq!(related[0]["file"], "policies/vie privée.fr.md");
    assert_eq!(related[0]["quote"], "après deux ans");
    let register = value!({
        "file": "register.toml",
        "line": 5,
        "column": 12,
        "quote": "\"25 months\"",
        "label": "et le registre en déclare une",
    });
    assert_eq!(related[1], register);
}

#[test]
fn fields_that_make_no_sense_are_absent() {
    let report = Report { findings: vec![finding("dpo-missing", Level::Info, "no officer")], ..Report::default() };
    let expected = value!({ "rule": "dpo-missing", "level": "info", "message": "no officer" });
    assert_eq!(json(&report)["findings"], value!([expected]));
    let empty = value!({ "schema": 1, "findings": [], "not_assessed": [], "waived": [] });
    assert_eq!(json(&Report::default()), empty);
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
fn a_register_that_is_not_there_has_a_file_and_no_line() {
    struct Nothing;
    impl Files for Nothing {
        fn read(&self, _: &str) -> std::io::Result<String> {
            Err(std::io::ErrorKind::NotFound.into())
        }
    }
    let value = json(&Report::unreadable(Register::read(&Nothing).expect_err("nothing there")));
    let finding = &value["findings"][0];
    assert_eq!((&finding["rule"], &finding["file"]), (&"missing-file".into(), &"register.toml".into()));
    assert!(finding.get("line").is_none() && finding.get("quote").is_none());
    schema().accepts(&value);
}

#[test]
fn every_output_obeys_the_published_schema() {
    let schema = schema();
    let mut beyond = full("été", "été");
    beyond.findings[0].place = Some((0, (4..90).into()));
    let mut lasting = rich();
    lasting.waived[0].until = None;
    for report in [Report::default(), mistaken(), full("x", "x"), rich(), beyond, lasting] {
        schema.accepts(&json(&report));
    }
}

#[test]
fn the_published_schema_refuses_what_was_not_promised() {
    let schema = schema();
    let good = json(&rich());
    for (pointer, key, wrong) in [
        ("", "schema", value!(2)),
        ("", "more", value!([])),
        ("/findings/0", "level", value!("fatal")),
        ("/findings/0", "rule", value!("Lifetime Over Reference")),
        ("/findings/0", "line", value!(0)),
        ("/findings/0", "subject", value!(null)),
        ("/findings/0", "because", value!("only what is waived has a reason")),
        ("/findings/0", "help", value!([])),
        ("/findings/0/citations/0", "mark", value!("guessed")),
        ("/findings/1/related/1", "label", value!("")),
        ("/not_assessed/0", "level", value!("info")),
        ("/waived/0", "until", value!("next year")),
        ("/waived/0", "more", value!(1)),
    ] {
        let mut bad = good.clone();
        bad.pointer_mut(pointer).expect("an object")[key] = wrong;
        schema.refuses(&bad);
    }
    for (pointer, key) in
        [("", "waived"), ("/findings/0", "message"), ("/findings/0", "column"), ("/waived/0", "because")]
    {
        let mut bad = good.clone();
        bad.pointer_mut(pointer).and_then(|object| object.as_object_mut()).expect("an object").remove(key);
        schema.refuses(&bad);
    }
}

#[test]
fn a_place_that_cuts_a_character_quotes_whole_ones() {
    let mut report = full("été", "été");
    report.findings[0].place = Some((0, (1..4).into()));
    assert_eq!(json(&report)["findings"][0]["quote"], "ét");
    assert_eq!(span("été", "té").start, 2);
}
