//! Choices of accounts: whose they are, what stays hidden, and what a browser is to do.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use temoin_consent::account::{Change, Secret, change, mark, marked};
use temoin_consent::cookie::encode;
use temoin_consent::{ChoiceId, Decision, Key, Pseudonym, Subject};

use crate::cases;

fn key() -> Key {
    Key::new(*b"0123456789abcdef0123456789abcdef")
}

fn subject(text: &str) -> Subject {
    Subject::parse(text.as_bytes()).expect("a subject")
}

fn decision(id: u8, account: Option<u8>) -> Decision {
    Decision {
        id: ChoiceId::from_random([id; 16]),
        decided_at: Timestamp::UNIX_EPOCH,
        revision: "0badcafe".to_owned(),
        granted: Vec::new(),
        refused: Vec::new(),
        exceptions: Vec::new(),
        account: account.map(|account| Pseudonym::from_bytes([account; 16])),
    }
}

#[test]
fn a_subject_is_what_a_header_can_hold_and_nothing_else() {
    for good in ["1", "u-42", "a@b", &"x".repeat(128)] {
        assert!(Subject::parse(good.as_bytes()).is_some(), "{good}");
    }
    for bad in ["", "a b", "é", "a\n", "\u{7f}", &"x".repeat(129)] {
        assert!(Subject::parse(bad.as_bytes()).is_none(), "{bad:?}");
    }
}

#[test]
fn a_pseudonym_is_one_persons_on_one_site_under_one_key() {
    let of = |text, site, key: &Key| Pseudonym::new(&subject(text), site, key);
    let alice = of("alice", "school", &key());
    assert_eq!(of("alice", "school", &key()), alice);
    for other in [of("alicf", "school", &key()), of("alice", "club", &key()), of("alice", "school", &Key::new([1; 32]))]
    {
        assert!(other != alice);
    }
}

#[test]
fn neither_the_person_nor_the_pseudonym_is_shown_to_a_log() {
    let alice = subject("alice-of-the-school");
    let account = Pseudonym::from_bytes(*b"sixteen bytes.. ");
    assert_eq!(format!("{alice:?} {account:?}"), "Subject(…) Pseudonym(…)");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_page_tells_whose_it_is_until_its_time(account in any::<[u8; 16]>(), until in 1..4_000_000_000i64) {
        let (account, until) = (Pseudonym::from_bytes(account), Timestamp::from_second(until).expect("in the calendar"));
        let text = mark(account, until, &key());
        prop_assert_eq!(marked(&text, &key(), until - SignedDuration::from_nanos(1)), Some(account));
        prop_assert_eq!(marked(&text, &key(), until), None);
        prop_assert_eq!(marked(&text, &Key::new([1; 32]), Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn a_mark_that_was_changed_is_nobodys(place in any::<prop::sample::Index>(), byte in 0..128u8) {
        let until = Timestamp::from_second(4_000_000_000).expect("in the calendar");
        let mut text = mark(Pseudonym::from_bytes([7; 16]), until, &key()).into_bytes();
        let place = place.index(text.len());
        prop_assume!(text[place] != byte);
        text[place] = byte;
        let text = std::str::from_utf8(&text).expect("ASCII");
        prop_assert_eq!(marked(text, &key(), Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn any_text_is_nobodys(text in ".{0,80}") {
        prop_assert_eq!(marked(&text, &key(), Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn what_scripts_read_is_another_with_each_choice(account in 0..=255u8, one in 0..=255u8, other in 0..=255u8) {
        prop_assume!(one != other);
        let part = |id| {
            let value = encode(&decision(id, Some(account)), &key());
            value.split('&').find(|part| part.starts_with("u=")).expect("marked").to_owned()
        };
        prop_assert_ne!(part(one), part(other));
    }
}

#[test]
fn a_site_says_who_is_signed_in_with_a_secret_of_its_own() {
    assert!(Secret::new(&[7; 31]).is_none());
    let secret = Secret::new(b"a secret of the school, of 32 by").expect("32 bytes");
    // printf 'school\nalice.2000000000' | openssl dgst -sha256 -hmac 'a secret of the school, of 32 by' -binary
    let signed = "tjgka9O1fpkf4smR9bJL5FyAMwOWsDezR95SKwXBg7s";
    let read = |token: &str, now| secret.read(token, "school", Timestamp::from_second(now).expect("in the calendar"));
    assert_eq!(read(&format!("YWxpY2U.2000000000.{signed}"), 1_999_999_999), Some(subject("alice")));
    assert_eq!(read(&format!("YWxpY2U.2000000000.{signed}"), 2_000_000_000), None, "its time is over");
    let elsewhere = secret.read(&format!("YWxpY2U.2000000000.{signed}"), "club", Timestamp::UNIX_EPOCH);
    assert_eq!(elsewhere, None, "the word of one site is nothing on another");
    for wrong in [
        &format!("Ym9i.2000000000.{signed}"),
        &format!("YWxpY2U.2000000001.{signed}"),
        &format!("YWxpY2U.2000000000.{signed}.x"),
        &format!("YWxpY2U.2000000000.{}", &signed[..22]),
        "YWxpY2U.2000000000.",
        "YWxpY2U.2000000000",
        "",
        "..",
    ] {
        assert_eq!(read(wrong, 0), None, "{wrong}");
    }
}

#[track_caller]
fn case(current: Option<&Decision>, aside: Option<&Decision>, account: Option<&Decision>, expected: &Change) {
    assert_eq!(change(current, aside, account.cloned()), *expected);
}

#[test]
fn who_is_signed_in_says_whose_choice_governs() {
    let (own, older, alices, newer, bobs) = (
        decision(1, None),
        decision(2, None),
        decision(3, Some(b'a')),
        decision(4, Some(b'a')),
        decision(5, Some(b'b')),
    );
    let governs = |decision: &Decision| Change::Account(decision.clone());
    let again = |decision: &Decision| Change::Device(decision.clone());
    // She has chosen: her choice governs, on every device, and her latest.
    case(None, None, Some(&alices), &governs(&alices));
    case(Some(&own), None, Some(&alices), &governs(&alices));
    case(Some(&alices), Some(&own), Some(&alices), &Change::None);
    case(Some(&alices), Some(&own), Some(&newer), &governs(&newer));
    case(Some(&bobs), Some(&own), Some(&alices), &governs(&alices));
    // Nobody is signed in, or somebody who has not chosen: the device's own.
    case(None, None, None, &Change::None);
    case(Some(&own), None, None, &Change::None);
    case(Some(&own), Some(&older), None, &Change::None);
    case(Some(&alices), Some(&own), None, &again(&own));
    case(Some(&alices), None, None, &Change::Forget);
    // What the account's cookie said holds no more: the device's own still may.
    case(None, Some(&own), None, &again(&own));
}
