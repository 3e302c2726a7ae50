//! From what was posted to what is recorded.

use jiff::Timestamp;
use proptest::prelude::*;
use temoin_consent::{Action, Asked, Choice, ChoiceId, ConsentRecord, Decision, Refused, Verdict, decide, verdict};
use temoin_evidence::Observation;
use temoin_register::Register;

use crate::cases;
use crate::registers::{SCHOOL, register};

fn decided(register: &Register, asked: &Asked) -> Result<(Decision, ConsentRecord), Refused> {
    let now = "2026-11-22T12:00:00.75Z".parse::<Timestamp>().expect("a timestamp");
    decide(register, asked, ChoiceId::from_random([9; 16]), now)
}

fn asked(action: Action, granted: &[&str], exceptions: &[&str]) -> Asked {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Asked { action: Some(action), granted: own(granted), exceptions: own(exceptions), ..Asked::default() }
}

#[track_caller]
fn granted(action: Action, named: &[&str], expected: &[&str]) {
    let (decision, record) = decided(&register(SCHOOL), &asked(action, named, &[])).expect("a choice");
    assert_eq!(decision.granted, expected, "{action:?} {named:?}");
    assert_eq!(record.granted, expected);
    let mut all = [decision.granted, decision.refused].concat();
    all.sort();
    assert_eq!(all, ["audience", "functional"], "each purpose that needs consent is in one of the two");
}

#[test]
fn the_action_says_what_is_granted() {
    granted(Action::AcceptAll, &[], &["audience", "functional"]);
    granted(Action::RefuseAll, &[], &[]);
    granted(Action::Withdraw, &[], &[]);
    granted(Action::Gpc, &[], &[]);
    granted(Action::Custom, &[], &[]);
    granted(Action::Custom, &["functional"], &["functional"]);
    granted(Action::RefuseAll, &["functional"], &[]);
}

#[track_caller]
fn refused(asked: &Asked, expected: &Refused) {
    assert_eq!(decided(&register(SCHOOL), asked).expect_err("no choice"), *expected);
}

#[test]
fn what_the_register_does_not_have_is_refused() {
    refused(&Asked::default(), &Refused::NoAction);
    for action in [Action::Custom, Action::RefuseAll, Action::AcceptAll] {
        refused(&asked(action, &["marketing"], &[]), &Refused::UnknownPurpose("marketing".to_owned()));
    }
    // An exempt purpose is not asked for.
    refused(&asked(Action::Custom, &["sign-in"], &[]), &Refused::UnknownPurpose("sign-in".to_owned()));
    refused(&asked(Action::Custom, &[], &["+dailymotion"]), &Refused::UnknownService("dailymotion".to_owned()));
    refused(&asked(Action::Custom, &[], &["youtube"]), &Refused::BadException("youtube".to_owned()));
    let long = Asked { notice: Some("x".repeat(129)), ..asked(Action::Custom, &[], &[]) };
    refused(&long, &Refused::TooLong("notice"));
}

#[test]
fn the_record_proves_what_the_cookie_says() {
    let school = register(SCHOOL);
    let asked = Asked {
        surface: Some("preferences".to_owned()),
        language: Some("fr".to_owned()),
        notice: Some("ab".repeat(32)),
        ..asked(Action::Custom, &["audience"], &["+youtube"])
    };
    let (decision, record) = decided(&school, &asked).expect("a choice");
    assert_eq!(record.id, decision.id.to_string());
    assert_eq!(record.decided_at, decision.decided_at);
    assert_eq!(decision.decided_at.subsec_nanosecond(), 0, "the cookie has no room for less than a second");
    assert_eq!(record.expires_at.to_string(), "2027-05-22T12:00:00Z");
    assert_eq!((record.revision.as_str(), record.site.as_str()), (school.revision(), "school"));
    let json = serde_json::to_value(&record).expect("JSON");
    assert_eq!(json["action"], "custom");
    assert_eq!(json["exceptions"], serde_json::json!(["+youtube"]));
    assert_eq!(json["refused"], serde_json::json!(["functional"]));
    assert!(json.get("withdraws").is_none());
    assert_eq!(serde_json::from_value::<ConsentRecord>(json).expect("a record"), record);
}

#[test]
fn a_service_both_allowed_and_refused_is_not_allowed() {
    let school = register(SCHOOL);
    let all = ["+vimeo", "+youtube", "-matomo", "-youtube"];
    let Ok((decision, _)) = decided(&school, &asked(Action::Custom, &[], &all)) else { return };
    let seen = Observation::Contact { host: "www.youtube.com" };
    let found = verdict(&school, &Choice::Made(decision.clone()), &seen, decision.decided_at);
    assert!(matches!(found, Verdict::Block(_)), "{:?}: {found:?}", decision.exceptions);
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn nothing_is_recorded_that_the_register_does_not_ask(
        which in 0..5usize,
        names in prop::collection::vec("audience|functional|sign-in|[a-z]{0,6}|.{0,80}", 0..3),
        exceptions in prop::collection::vec("[+ -]?(youtube|vimeo|matomo)|.{0,80}", 0..4),
    ) {
        let school = register(SCHOOL);
        let action = ["accept-all", "refuse-all", "custom", "withdraw", "gpc"][which];
        let asked = Asked { action: Action::parse(action), granted: names, exceptions, ..Asked::default() };
        let Ok((decision, record)) = decided(&school, &asked) else { return Ok(()) };
        for purpose in decision.granted.iter().chain(&decision.refused) {
            prop_assert!(school.consented_purposes().any(|known| known.id.as_str() == purpose), "{purpose}");
        }
        let mut services: Vec<&str> = decision.exceptions.iter().map(temoin_consent::Exception::service).collect();
        prop_assert!(services.iter().all(|id| school.service(id).is_some()));
        services.sort_unstable();
        services.dedup();
        prop_assert_eq!(services.len(), decision.exceptions.len(), "one word per service: {:?}", record.exceptions);
    }
}
