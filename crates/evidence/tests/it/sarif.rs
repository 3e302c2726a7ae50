use serde_json::{Value, json as value};
use temoin_evidence::{Finding, Level, Report, sarif};
use temoin_register::Language;

use crate::{Schema, finding, full, mistaken, rich, rule, rules, source, span};

fn log(report: &Report) -> Value {
    sarif(report, &rules(), Language::FR)
}

fn results(report: &Report) -> Vec<Value> {
    log(report)["runs"][0]["results"].as_array().expect("results").clone()
}

fn fingerprint(result: &Value) -> &str {
    result["partialFingerprints"]["temoin/v1"].as_str().expect("a fingerprint")
}

#[test]
fn every_log_obeys_the_schema_of_oasis() {
    let schema = Schema::of(include_str!("../data/sarif/sarif-schema-2.1.0.json"));
    let mut twice = mistaken();
    twice.sources.push(twice.sources[0].clone());
    for report in [Report::default(), mistaken(), full("é", "é"), rich(), twice] {
        schema.accepts(&log(&report));
        schema.accepts(&sarif(&report, &[], Language::EN));
    }
    let mut bad = log(&rich());
    bad["runs"][0]["results"][0]["level"] = value!("info");
    schema.refuses(&bad);
}

#[test]
fn a_result_says_what_where_and_how_out() {
    let result = &results(&rich())[0];
    assert_eq!((&result["ruleId"], &result["ruleIndex"]), (&value!("lifetime-over-reference"), &value!(1)));
    assert_eq!(result["level"], "warning");
    let words = "the tracker lives longer than the authority suggests.\n\nshorten it\n\nor explain it";
    assert_eq!(result["message"]["text"], words);
    let place = value!({
        "artifactLocation": { "uri": "register.toml", "uriBaseId": "%SRCROOT%", "index": 0 },
        "region": {
            "startLine": 5, "startColumn": 12, "endLine": 5, "endColumn": 23,
            "snippet": { "text": "\"25 months\"" },
        },
    });
    assert_eq!(result["locations"][0]["physicalLocation"], place);
    assert_eq!(result["properties"]["subject"], "tracker._ga");
    assert_eq!(result["properties"]["citations"][0]["key"], "L82");
    assert_eq!(result["suppressions"], value!([]));
}

#[test]
fn related_places_point_into_their_own_files() {
    let related = &results(&rich())[1]["relatedLocations"];
    let file = |index: usize| &related[index]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!((file(0), file(1)), (&value!("policies/vie%20priv%C3%A9e.fr.md"), &value!("register.toml")));
    assert_eq!(related[1]["message"]["text"], "et le registre en déclare une");
}

#[test]
fn columns_count_utf_16_code_units() {
    let log = log(&full("x🍪é = \"🍪\" \r\n", "\"🍪\""));
    assert_eq!(log["runs"][0]["columnKind"], "utf16CodeUnits");
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startColumn"], &region["endColumn"]), (&value!(8), &value!(12)));
}

#[test]
fn a_place_over_several_lines_ends_on_its_own() {
    let result = &results(&full("a\nbé\n🍪c\n", "bé\n🍪"))[0];
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startLine"], &region["startColumn"]), (&value!(2), &value!(1)));
    assert_eq!((&region["endLine"], &region["endColumn"]), (&value!(3), &value!(3)));
}

#[test]
fn paths_are_references_that_anyone_can_resolve() {
    #[track_caller]
    fn case(path: &str, expected: &Value) {
        let mut report = full("x", "x");
        report.sources[0].path = path.to_owned();
        let log = log(&report);
        assert_eq!(&log["runs"][0]["artifacts"][0]["location"], expected);
    }
    let below = |uri: &str| value!({ "uri": uri, "uriBaseId": "%SRCROOT%" });
    case("policies/cookies.fr.md", &below("policies/cookies.fr.md"));
    case("vie privée (v2) 100%.md", &below("vie%20priv%C3%A9e%20%28v2%29%20100%25.md"));
    case("a:b?c#d", &below("a%3Ab%3Fc%23d"));
    case("/srv/site/cookies.html", &value!({ "uri": "file:///srv/site/cookies.html" }));
}

#[test]
fn a_finding_is_recognised_when_its_line_moves_and_its_wording_does_not() {
    let (before, after) = (full("a = 1\n", "1"), full("# new\n\na = 1\n", "1"));
    assert_eq!(fingerprint(&results(&before)[0]), fingerprint(&results(&after)[0]));
    let mut reworded = before.clone();
    reworded.findings[0].message = "the same, in other words".to_owned();
    assert_eq!(fingerprint(&results(&before)[0]), fingerprint(&results(&reworded)[0]));
    for change in [
        |finding: &mut Finding| finding.rule = "another-rule".to_owned(),
        |finding: &mut Finding| finding.subject = Some("tracker._gid".to_owned()),
        |finding: &mut Finding| finding.place = Some((0, (0..1).into())),
    ] {
        let mut other = before.clone();
        change(&mut other.findings[0]);
        assert_ne!(fingerprint(&results(&before)[0]), fingerprint(&results(&other)[0]));
    }
}

#[test]
fn findings_that_say_the_same_are_told_apart() {
    let mut report = full("x x", "x");
    report.findings.push(report.findings[0].clone());
    let results = results(&report);
    assert_ne!(fingerprint(&results[0]), fingerprint(&results[1]));
    assert_eq!(log(&report), log(&report.clone()));
}

#[test]
fn what_is_waived_is_suppressed_by_a_decision_from_outside() {
    let results = results(&rich());
    let waived = results.last().expect("a result");
    assert_eq!(waived["ruleId"], "retention-over-reference");
    let decision = value!([{
        "kind": "external",
        "status": "accepted",
        "justification": "an action is pending before the court",
        "properties": { "decided_by": "DPO", "until": "2027-06-30" },
    }]);
    assert_eq!(waived["suppressions"], decision);
}

#[test]
fn a_rule_without_evidence_is_a_notification_and_no_result() {
    let mut report = rich();
    report.findings.clear();
    report.waived.clear();
    let log = log(&report);
    let run = &log["runs"][0];
    assert_eq!(run["results"], value!([]));
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().expect("a list");
    let rules: Vec<_> = notifications.iter().map(|note| note["associatedRule"]["id"].clone()).collect();
    assert_eq!(rules, ["tracker-undeclared", "consent-before-choice"]);
    assert!(notifications.iter().all(|note| note["level"] == "note" && note["message"]["text"] == "no audit was run"));
}

#[test]
fn the_catalogue_comes_with_its_pages() {
    let log = sarif(&Report::default(), &[rule("purpose-vague", "trackers", Level::Info)], Language::EN);
    let driver = &log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["name"], "temoin");
    let rule = &driver["rules"][0];
    assert_eq!(rule["id"], "purpose-vague");
    assert_eq!(rule["shortDescription"]["text"], "What purpose-vague flags.");
    assert_eq!(rule["fullDescription"]["text"], "That nothing is purpose-vague, anywhere.");
    assert!(rule["help"]["markdown"].as_str().is_some_and(|page| page.starts_with("# purpose-vague\n")));
    assert_eq!(rule["defaultConfiguration"]["level"], "note");
    assert_eq!(rule["properties"]["tags"], value!(["trackers"]));
}

#[test]
fn what_is_not_there_is_left_out() {
    let report = Report { findings: vec![finding("unheard-of", Level::Info, "a fact")], ..Report::default() };
    let result = &results(&report)[0];
    for absent in ["locations", "relatedLocations", "ruleIndex"] {
        assert!(result.get(absent).is_none(), "{absent}: {result:#}");
    }
    assert_eq!(result["level"], "note");
}

/// `{0}` would ask for an argument of the message.
#[test]
fn braces_of_the_register_stand_for_themselves() {
    let mut report = full("x", "x");
    report.findings[0].message = "`title = { fr = \"{0}\" }` is empty".to_owned();
    let message = results(&report)[0]["message"]["text"].clone();
    assert!(
        message.as_str().is_some_and(|text| text.starts_with("`title = {{ fr = \"{{0}}\" }}` is empty.")),
        "{message}"
    );
}

#[test]
fn a_file_read_twice_is_one_artifact() {
    let mut report = full("x y", "x");
    report.sources.push(source("register.toml", "x y"));
    report.findings.push(Finding { place: Some((1, span("x y", "y"))), ..report.findings[0].clone() });
    let log = log(&report);
    assert_eq!(log["runs"][0]["artifacts"].as_array().map(Vec::len), Some(1));
    let second = &log["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(second["index"], 0);
}
