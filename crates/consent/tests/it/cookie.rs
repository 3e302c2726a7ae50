//! The choice cookie: what was written is read, and nothing else ever is.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use temoin_consent::cookie::{MAX_LENGTH, choice, decode, encode, expiry};
use temoin_consent::{Choice, ChoiceId, Decision, Exception, Key, Pseudonym, Unusable};
use temoin_register::Register;

use crate::cases;
use crate::registers::{SCHOOL, register};

const DECIDED: &str = "2026-08-31T10:00:00Z";

fn key() -> Key {
    Key::new(*b"0123456789abcdef0123456789abcdef")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

fn decision(register: &Register) -> Decision {
    Decision {
        id: ChoiceId::from_random(*b"fedcba9876543210"),
        decided_at: at(DECIDED),
        revision: register.revision().to_owned(),
        granted: vec!["audience".to_owned()],
        refused: vec!["functional".to_owned()],
        exceptions: vec![Exception::Allow("youtube".to_owned()), Exception::Refuse("vimeo".to_owned())],
        account: None,
    }
}

/// Any decision made for `revision`, and a moment at which it holds.
fn any_decision(revision: String) -> impl Strategy<Value = (Decision, Timestamp)> {
    let ids = || prop::collection::vec("[a-z0-9][a-z0-9-]{0,9}", 0..5);
    let exceptions = prop::collection::vec(("[a-z0-9][a-z0-9-]{0,9}", prop::bool::ANY), 0..4);
    let moments = (1_600_000_000..4_000_000_000i64, 0..180 * 86_400i64);
    let accounts = prop::option::of(prop::array::uniform16(0..=255u8));
    (prop::array::uniform16(0..=255u8), moments, ids(), ids(), exceptions, accounts).prop_map(
        move |(id, (decided, age), granted, refused, exceptions, account)| {
            let exception = |(id, allow)| if allow { Exception::Allow(id) } else { Exception::Refuse(id) };
            let decision = Decision {
                id: ChoiceId::from_random(id),
                decided_at: Timestamp::from_second(decided).expect("in the calendar"),
                revision: revision.clone(),
                granted,
                refused,
                exceptions: exceptions.into_iter().map(exception).collect(),
                account: account.map(Pseudonym::from_bytes),
            };
            let now = Timestamp::from_second(decided + age).expect("in the calendar");
            (decision, now)
        },
    )
}

/// The school, whose choices follow who is signed in.
fn reaching() -> Arc<Register> {
    // What the sections follow is `[consent]`.
    register(&format!("reach = \"account\"\n{SCHOOL}"))
}

fn revision() -> String {
    reaching().revision().to_owned()
}

#[track_caller]
fn refused(value: &str, register: &Register, now: Timestamp) {
    let read = decode(value, &key(), register, now);
    assert!(matches!(read, Err(Unusable::Forged | Unusable::Malformed)), "{value}: {read:?}");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn what_was_written_is_read((decision, now) in any_decision(revision())) {
        let value = encode(&decision, &key());
        prop_assert_eq!(decode(&value, &key(), &reaching(), now), Ok(decision));
    }

    #[test]
    fn only_what_a_cookie_may_hold_is_written((decision, _) in any_decision(revision())) {
        let value = encode(&decision, &key());
        // RFC 6265 §4.1.1: no control, space, quote, comma, semicolon, backslash.
        let legal = |b: u8| b.is_ascii_graphic() && !b"\",;\\".contains(&b);
        prop_assert!(value.bytes().all(legal), "{value}");
        let pairs: Vec<_> = form_urlencoded::parse(value.as_bytes()).into_owned().collect();
        let names: String = pairs.iter().map(|(name, _)| name.as_str()).collect();
        prop_assert_eq!(names.replace(['s', 'u'], ""), "vitradm");
        prop_assert_eq!(names.contains('u'), decision.account.is_some());
        let exceptions: Vec<String> = decision.exceptions.iter().map(ToString::to_string).collect();
        let read = pairs.iter().find(|(name, _)| name == "s").map_or("", |(_, value)| value);
        prop_assert_eq!(read, exceptions.join("."));
    }

    #[test]
    fn a_changed_byte_is_refused(
        (decision, now) in any_decision(revision()), place in any::<prop::sample::Index>(), byte in 0..128u8,
    ) {
        let mut value = encode(&decision, &key()).into_bytes();
        let place = place.index(value.len());
        prop_assume!(value[place] != byte);
        value[place] = byte;
        refused(std::str::from_utf8(&value).expect("ASCII"), &reaching(), now);
    }

    #[test]
    fn an_added_or_missing_byte_is_refused(
        (decision, now) in any_decision(revision()), place in any::<prop::sample::Index>(), byte in 0..128u8,
    ) {
        let value = encode(&decision, &key());
        let place = place.index(value.len());
        let (before, after) = value.split_at(place);
        let school = reaching();
        refused(&format!("{before}{}{after}", char::from(byte)), &school, now);
        refused(&format!("{before}{}", &after[1..]), &school, now);
    }

    #[test]
    fn any_text_is_refused(text in ".{0,200}", now in 0..4_000_000_000i64) {
        refused(&text, &reaching(), Timestamp::from_second(now).expect("in the calendar"));
    }

    #[test]
    fn a_choice_holds_until_its_last_moment((decision, _) in any_decision(revision())) {
        let school = reaching();
        let value = encode(&decision, &key());
        let end = expiry(&decision, school.declared.consent.valid_for);
        let read = |now| decode(&value, &key(), &school, now);
        prop_assert!(read(end - SignedDuration::from_nanos(1)).is_ok());
        prop_assert_eq!(read(end), Err(Unusable::Expired));
    }
}

#[test]
fn six_months_end_with_the_month() {
    let school = register(SCHOOL);
    let value = encode(&decision(&school), &key());
    assert!(decode(&value, &key(), &school, at("2027-02-28T09:59:59Z")).is_ok());
    assert_eq!(decode(&value, &key(), &school, at("2027-02-28T10:00:00Z")), Err(Unusable::Expired));
}

#[test]
fn a_truncated_value_is_refused_wherever_it_is_cut() {
    let school = register(SCHOOL);
    let value = encode(&decision(&school), &key());
    for length in 0..value.len() {
        refused(&value[..length], &school, at(DECIDED));
    }
}

#[test]
fn the_value_is_the_documented_one() {
    let school = register(SCHOOL);
    let decision = decision(&school);
    let value = encode(&decision, &key());
    let documented = format!(
        "v=1&i={}&t=1788170400&r={}&a=audience&d=functional&s=%2Byoutube.-vimeo&m=",
        decision.id,
        school.revision()
    );
    let mac = value.strip_prefix(&documented).unwrap_or_else(|| panic!("{value}\n{documented}"));
    assert!(mac.len() == 22 && mac.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)), "{mac}");
    assert_eq!(school.revision().len(), 8);
}

#[test]
fn a_bare_plus_is_still_a_sign_to_who_reads_a_form() {
    assert_eq!(Exception::parse("+youtube"), Some(Exception::Allow("youtube".to_owned())));
    assert_eq!(Exception::parse(" youtube"), Some(Exception::Allow("youtube".to_owned())));
    for bad in ["youtube", "+", "-", "", "é"] {
        assert_eq!(Exception::parse(bad), None, "{bad}");
    }
}

#[test]
fn another_key_or_another_register_is_not_this_one() {
    let school = register(SCHOOL);
    let value = encode(&decision(&school), &key());
    let other = Key::new([1; 32]);
    assert_eq!(decode(&value, &other, &school, at(DECIDED)), Err(Unusable::Forged));
    let more =
        register(&format!("{SCHOOL}\n[[purpose]]\nid = \"chat\"\nconsent = \"required\"\ntitle = \"Messagerie\"\n"));
    assert_eq!(decode(&value, &key(), &more, at(DECIDED)), Err(Unusable::Superseded));
    let reworded = register(&SCHOOL.replace("Mesure d'audience", "Statistiques"));
    assert!(decode(&value, &key(), &reworded, at(DECIDED)).is_ok());
}

#[test]
fn how_far_a_choice_reaches_is_the_registers_to_say() {
    let (school, reaching) = (register(SCHOOL), reaching());
    assert_eq!(school.revision(), reaching.revision(), "a device's choice holds before and after");
    let own = encode(&decision(&school), &key());
    let account = Some(Pseudonym::from_bytes([7; 16]));
    let accounts = encode(&Decision { account, ..decision(&school) }, &key());
    let read = |value, register| decode(value, &key(), register, at(DECIDED)).map(|decision| decision.account);
    assert_eq!((read(&own, &school), read(&own, &reaching)), (Ok(None), Ok(None)));
    assert_eq!((read(&accounts, &school), read(&accounts, &reaching)), (Err(Unusable::Superseded), Ok(account)));
}

#[test]
fn a_choice_from_the_future_is_none() {
    let school = register(SCHOOL);
    let value = encode(&decision(&school), &key());
    assert!(decode(&value, &key(), &school, at("2026-08-31T09:58:00Z")).is_ok(), "clocks differ a little");
    assert_eq!(decode(&value, &key(), &school, at("2026-08-31T09:50:00Z")), Err(Unusable::Expired));
    assert_eq!(decode(&value, &key(), &school, at("2020-01-01T00:00:00Z")), Err(Unusable::Expired));
}

#[test]
fn an_oversized_value_is_refused_and_the_longest_honest_one_is_read() {
    let school = register(SCHOOL);
    refused(&format!("{}&m=AAAAAAAAAAAAAAAAAAAAAA", "a".repeat(MAX_LENGTH)), &school, at(DECIDED));
    let id = |place: usize| format!("{place:02}{}", "x".repeat(20));
    let longest = Decision {
        granted: (0..64).map(id).collect(),
        refused: Vec::new(),
        exceptions: (0..64).map(|place| Exception::Refuse(id(place))).collect(),
        ..decision(&school)
    };
    assert_eq!(decode(&encode(&longest, &key()), &key(), &school, at(DECIDED)), Ok(longest));
}

#[test]
fn the_signal_of_the_browser_yields_to_a_choice_alone() {
    let school = register(SCHOOL);
    let made = decision(&school);
    let value = encode(&made, &key());
    let read = |value, gpc| choice(value, gpc, &key(), &school, at(DECIDED));
    assert_eq!(read(Some(&value), true), Choice::Made(made));
    assert_eq!(read(None, true), Choice::Gpc);
    assert_eq!(read(Some("v=1&m="), true), Choice::Gpc);
    assert_eq!(read(None, false), Choice::None(Unusable::Absent));
}

#[test]
fn neither_key_nor_identifier_is_shown_to_a_log() {
    let school = register(SCHOOL);
    let decision = decision(&school);
    let shown = format!("{:?} {decision:?} {:?}", key(), Choice::Made(decision.clone()));
    assert!(!shown.contains(&decision.id.to_string()) && !shown.contains("48, 49"), "{shown}");
}
