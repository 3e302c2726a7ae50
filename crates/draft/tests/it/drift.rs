//! What a gateway saw, and the entries that declare it.

use std::sync::Arc;

use temoin_draft::{Drift, drift};
use temoin_evidence::{Fate, Kind, SetBy, Sighted};
use temoin_register::{Language, Register};
use temoin_testkit::register;

const SCHOOL: &str = r#"schema = 1

[site]
id        = "school"
name      = "École du Port"
urls      = ["https://school.example/"]
languages = ["fr", "en"]

[controller]
name = "École du Port"

[[purpose]]
id     = "sign-in"
exempt = "authentication"
title  = { fr = "Connexion", en = "Signing in" }

[[purpose]]
id      = "films"
consent = "required"
title   = { fr = "Films", en = "Films" }

[[service]]
id      = "youtube"
title   = "YouTube"
purpose = "films"
hosts   = ["www.youtube-nocookie.com"]

[[tracker]]
name    = "sid"
purpose = "sign-in"
"#;

fn seen(kind: Kind, name: &str, by: SetBy, count: u64) -> Sighted {
    let moment = "2026-11-22T08:00:00Z".parse().expect("a moment");
    let (name, place) = (name.to_owned(), "/cours/*".to_owned());
    Sighted { kind, name, fate: Fate::Undeclared, place, by, count, first: moment, last: moment }
}

fn cookie(name: &str) -> Sighted {
    seen(Kind::Cookie, name, SetBy::Response, 3)
}

fn host(name: &str) -> Sighted {
    seen(Kind::Host, name, SetBy::Markup, 2)
}

/// What the entries for `all` declare: nothing of it is undeclared any more,
/// and the register still reads.
#[track_caller]
fn pasted(all: &[Sighted], language: Language) -> (Drift, Arc<Register>) {
    let report = drift(&register(SCHOOL), all.to_vec(), language);
    let after = register(&format!("{SCHOOL}\n{}", report.paste()));
    let left = drift(&after, all.to_vec(), language);
    let left: Vec<&str> = left.undeclared.iter().map(|one| one.name.as_str()).collect();
    assert!(left.is_empty(), "{left:?} are still undeclared by:\n{}", report.paste());
    (report, after)
}

#[test]
fn what_is_pasted_is_no_longer_undeclared() {
    let script = || SetBy::Script("connect.facebook.net/en_US/fbevents.js".to_owned());
    let all = [
        cookie("_fbp"),
        cookie("_ga"),
        cookie("_ga_AB12CD34"),
        cookie("MoodleSession"),
        cookie("quelconque"),
        cookie("drawn_*"),
        host("www.googletagmanager.com"),
        host("tuiles.example.org"),
        host("i.ytimg.com"),
        seen(Kind::LocalStorage, "persist: root", script(), 1),
        seen(Kind::SessionStorage, "vu", SetBy::Script(String::new()), 1),
        seen(Kind::IndexedDb, "cache", SetBy::Script("tuiles.example.org/app.js".to_owned()), 1),
    ];
    for language in [Language::FR, Language::EN] {
        let (report, after) = pasted(&all, language);
        assert_eq!(report.undeclared.len(), all.len());
        // Nothing is exempt on the word of a base: all of it waits for consent.
        let consented: Vec<&str> = after.consented_purposes().map(|purpose| purpose.id.as_str()).collect();
        for tracker in after.declared.tracker.iter().filter(|one| one.label() != "sid") {
            let purpose = after.purpose_of(tracker).expect("a purpose");
            assert!(consented.contains(&purpose.id.as_str()), "{} is exempt", tracker.label());
        }
    }
}

#[test]
fn a_family_is_one_entry_and_a_company_one_processor() {
    let all = [cookie("_ga"), cookie("_ga_AB12CD34"), cookie("_ga_ZZ99ZZ99"), host("www.googletagmanager.com")];
    let (report, after) = pasted(&all, Language::EN);
    let names: Vec<String> = after.declared.tracker.iter().map(temoin_register::Tracker::label).collect();
    assert_eq!(names.iter().filter(|name| name.starts_with("_ga_")).count(), 1, "{names:?}");
    let google = after.declared.processor.iter().filter(|one| one.name.contains("Google")).count();
    assert_eq!(google, 1, "{}", report.paste());
}

#[test]
fn a_host_of_a_declared_service_keeps_its_purpose() {
    let (report, after) = pasted(&[host("i.ytimg.com")], Language::EN);
    let service = after.service_at_host("i.ytimg.com").expect("a service");
    assert_eq!(service.purpose.as_str(), "films");
    assert!(report.paste().contains("add these hosts to `hosts` of `youtube`"), "{}", report.paste());
}

#[test]
fn a_tracker_that_is_not_known_says_what_to_decide() {
    let (report, _) = pasted(&[cookie("quelconque")], Language::FR);
    let paste = report.paste();
    assert!(paste.contains("# à décider : à qui il est et à quoi il sert"), "{paste}");
    assert!(paste.contains("# à décider : la durée de vie (`lifetime`)"), "{paste}");
    assert!(report.undeclared[0].likely.is_none());
}

#[test]
fn an_exemption_is_a_question_never_an_answer() {
    let (report, after) = pasted(&[cookie("MoodleSession")], Language::EN);
    assert!(
        report.paste().contains("# to decide: `purpose = \"sign-in\"` if that is its only use"),
        "{}",
        report.paste()
    );
    let tracker = after.tracker(temoin_register::TrackerKind::Cookie, "MoodleSession").expect("a tracker");
    assert_ne!(tracker.purpose.as_ref().map(temoin_register::Id::as_str), Some("sign-in"));
}

#[test]
fn what_is_declared_leaves_the_list_at_once() {
    let held = Sighted { fate: Fate::Cap, ..cookie("sid") };
    let report = drift(&register(SCHOOL), vec![cookie("sid"), held], Language::EN);
    assert!(report.undeclared.is_empty() && report.paste().is_empty());
    assert_eq!(report.held[0].seen.len(), 1, "only what was shortened is held");
}

#[test]
fn what_browsers_alone_tell_comes_last_and_says_so() {
    let told = seen(Kind::Cookie, "told", SetBy::Browser, 1000);
    let report = drift(&register(SCHOOL), vec![told, cookie("quelconque")], Language::EN);
    let order: Vec<(&str, bool)> = report.undeclared.iter().map(|one| (one.name.as_str(), one.is_verified())).collect();
    assert_eq!(order, [("quelconque", true), ("told", false)]);
}

#[test]
fn the_shape_is_the_promised_one() {
    let schema = serde_json::from_str(include_str!("../../../../docs/drift.schema.json")).expect("a JSON document");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("drift.json", schema).expect("a schema");
    let schema = compiler.compile("drift.json", &mut schemas).expect("a schema that holds together");
    let all = vec![
        cookie("_fbp"),
        cookie("quelconque"),
        host("tuiles.example.org"),
        Sighted { fate: Fate::Cap, ..cookie("sid") },
        seen(Kind::Host, "pixel.example", SetBy::Policy("img-src".to_owned()), 1),
        seen(Kind::LocalStorage, "vu", SetBy::Script(String::new()), 1),
    ];
    let report = drift(&register(SCHOOL), all, Language::FR).json();
    let whole = serde_json::json!({ "schema": 1, "sites": [report] });
    if let Err(error) = schemas.validate(&whole, schema) {
        panic!("{error:#}\n{whole:#}");
    }
}

#[test]
fn what_browsers_alone_tell_is_pasted_apart() {
    let told = seen(Kind::Cookie, "inconnu", SetBy::Browser, 1);
    let (report, _) = pasted(&[told, cookie("quelconque")], Language::EN);
    let ids: Vec<&str> = report.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["purposes", "trackers", "unverified"]);
    assert!(report.entries[2].toml.starts_with("# to decide: what follows is known from browsers alone"));
}

#[test]
fn names_that_try_to_leave_their_string_stay_in_it() {
    let all = [
        cookie("a\"]\n[controller]"),
        cookie("*"),
        cookie("é\u{7}"),
        seen(Kind::LocalStorage, "x\\\"; y = 1", SetBy::Script("e.example/\"#\n.js".to_owned()), 1),
    ];
    let report = drift(&register(SCHOOL), all.to_vec(), Language::FR);
    register(&format!("{SCHOOL}\n{}", report.paste()));
}
