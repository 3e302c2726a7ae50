//! What the verdict never does, whatever the register, the choice and the time.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use temoin_consent::{Choice, ChoiceId, Decision, Exception, Reason, Unusable, Verdict, verdict};
use temoin_evidence::{FirstWrite, Observation, Wanted};
use temoin_register::{Exemption, Lifetime, Period, Regime, Register, TrackerKind};

use crate::cases;
use crate::law::{Seen, lawful, matches};
use crate::registers::{SCHOOL, any_register, register};

/// To the millisecond: clocks do not stop on whole seconds.
fn moment() -> impl Strategy<Value = Timestamp> {
    (1_700_000_000_000..1_900_000_000_000i64).prop_map(|ms| Timestamp::from_millisecond(ms).expect("in the calendar"))
}

/// Moments near one another, so that deadlines are crossed.
fn moments() -> impl Strategy<Value = (Timestamp, FirstWrite)> {
    let age = prop_oneof![0..100_000i64, 0..100_000_000_000i64];
    (moment(), age, 0..4u8).prop_map(|(now, age, which)| {
        let first = now.checked_sub(SignedDuration::from_millis(age)).expect("in the calendar");
        let first = match which {
            0 => FirstWrite::Now,
            1 => FirstWrite::Unknown,
            2 => FirstWrite::Changed,
            _ => FirstWrite::At(first),
        };
        (now, first)
    })
}

fn wanted() -> impl Strategy<Value = Wanted> {
    prop_oneof![
        Just(Wanted::Session),
        (-3..4i64).prop_map(Wanted::Seconds),
        (1..2_000_000_000i64).prop_map(Wanted::Seconds),
        Just(Wanted::Seconds(i64::MAX / 4)),
    ]
}

fn kind() -> impl Strategy<Value = TrackerKind> {
    prop::sample::select(vec![TrackerKind::Cookie, TrackerKind::LocalStorage])
}

fn write() -> impl Strategy<Value = (Seen, Timestamp)> {
    (kind(), "[ab]{1,4}", wanted(), moments())
        .prop_map(|(kind, name, wanted, (now, first))| (Seen::Write(kind, name, wanted, first), now))
}

fn seen() -> impl Strategy<Value = (Seen, Timestamp)> {
    let other = prop_oneof![
        (kind(), "[ab]{1,4}").prop_map(|(kind, name)| Seen::Read(kind, name)),
        "(h|x\\.w|w)[0-4]\\.example".prop_map(Seen::Contact),
        "/s[0-4]/(js)?".prop_map(Seen::Path),
        "(sign[0-4]|https://h[0-4]\\.example/| ){0,3}".prop_map(Seen::Inline),
        ("(!?p[0-4] ){0,3}", prop::option::of("s[0-4]"))
            .prop_map(|(purposes, service)| Seen::Marked(purposes, service)),
    ];
    prop_oneof![write(), (other, moment())]
}

fn choice() -> impl Strategy<Value = Choice> {
    let sign = prop::option::of(prop::bool::ANY);
    let made =
        (prop::collection::vec(prop::bool::ANY, 4), prop::collection::vec(sign, 4)).prop_map(|(granted, signs)| {
            let (granted, refused): (Vec<usize>, Vec<usize>) = (0..4).partition(|place| granted[*place]);
            let names = |places: Vec<usize>| places.into_iter().map(|place| format!("p{place}")).collect();
            let exception = |(place, sign): (usize, &Option<bool>)| match sign {
                None => None,
                Some(true) => Some(Exception::Allow(format!("s{place}"))),
                Some(false) => Some(Exception::Refuse(format!("s{place}"))),
            };
            Choice::Made(Decision {
                id: ChoiceId::from_random([7; 16]),
                decided_at: Timestamp::UNIX_EPOCH,
                revision: "00000000".to_owned(),
                granted: names(granted),
                refused: names(refused),
                exceptions: signs.iter().enumerate().filter_map(exception).collect(),
                account: None,
            })
        });
    let none = [Unusable::Absent, Unusable::Malformed, Unusable::Forged, Unusable::Expired, Unusable::Superseded];
    prop_oneof![
        2 => made,
        1 => prop::sample::select(none.to_vec()).prop_map(Choice::None),
        1 => Just(Choice::Gpc),
    ]
}

proptest! {
    #![proptest_config(cases(384))]

    #[test]
    fn nothing_happens_without_the_consent_it_needs(made in any_register(), choice in choice(), (seen, now) in seen()) {
        let register = register(&made.sections());
        let found = verdict(&register, &choice, &seen.observation(), now);
        if matches!(seen, Seen::Write(_, _, Wanted::Seconds(seconds), _) if seconds <= 0) {
            prop_assert_eq!(found, Verdict::Allow(Reason::Deletion));
            return Ok(());
        }
        match lawful(&made, &choice, &seen) {
            None => prop_assert_eq!(found, Verdict::Undeclared),
            Some(false) => prop_assert!(!found.happens() && found != Verdict::Undeclared, "{:?}", found),
            // What may happen does, unless its own deadline is over.
            Some(true) => prop_assert!(
                found.happens() || matches!(seen, Seen::Write(..) | Seen::Read(..)), "{:?}", found
            ),
        }
    }

    #[test]
    fn no_lifetime_is_lengthened_or_slid(made in any_register(), choice in choice(), (seen, now) in write()) {
        let register = register(&made.sections());
        let Seen::Write(kind, name, wanted, first) = &seen else { unreachable!("only writes") };
        let found = verdict(&register, &choice, &seen.observation(), now);
        let lives = match (found, wanted) {
            (Verdict::Allow(_), Wanted::Seconds(seconds)) if *seconds > 0 => *seconds,
            (Verdict::Cap(seconds, _), Wanted::Seconds(asked)) => {
                prop_assert!(seconds > 0 && seconds < *asked, "{seconds} of {asked}");
                seconds
            }
            (Verdict::Cap(..), Wanted::Session) => return Err(TestCaseError::fail("a session made to last")),
            _ => return Ok(()),
        };
        let declared = register.tracker(*kind, name).and_then(|tracker| tracker.lifetime);
        let Some(Lifetime::For(declared)) = declared else {
            return Err(TestCaseError::fail("it lasts, and nothing declares for how long"));
        };
        let first = match first {
            FirstWrite::Now => now,
            FirstWrite::At(moment) => *moment,
            FirstWrite::Unknown => return Err(TestCaseError::fail("it was renewed")),
            FirstWrite::Changed => {
                let tracker = register.tracker(*kind, name).expect("declared above");
                let regime = register.purpose_of(tracker).expect("resolved").regime();
                let renews = matches!(regime, Regime::Exempt(exemption) if exemption != Exemption::AudienceMeasurement);
                prop_assert!(renews, "a new value moved the deadline of {:?}", regime);
                now
            }
        };
        let end = now.saturating_add(SignedDuration::from_secs(lives)).expect("saturates");
        prop_assert!(end <= declared.after(first), "ends at {end}, was to end at {}", declared.after(first));
    }

    #[test]
    fn the_longest_pattern_wins(made in any_register(), kind in kind(), name in "[ab]{1,5}") {
        let register = register(&made.sections());
        let found = register.tracker(kind, &name).map(|tracker| tracker.name.as_ref().expect("named").weight());
        let best = made.trackers.keys()
            .filter(|(k, pattern)| *k == kind.word() && matches(pattern, &name))
            .map(|(_, pattern)| pattern.replace('*', "").len())
            .max();
        prop_assert_eq!(found, best);
    }
}

#[track_caller]
fn written(register: &Register, wanted: Wanted, first: FirstWrite, expected: Verdict) {
    let granted = Choice::Made(Decision {
        id: ChoiceId::from_random([1; 16]),
        decided_at: Timestamp::UNIX_EPOCH,
        revision: register.revision().to_owned(),
        granted: vec!["audience".to_owned()],
        refused: Vec::new(),
        exceptions: Vec::new(),
        account: None,
    });
    let seen = Observation::Write { kind: TrackerKind::Cookie, name: "_pk_id.1.1fff", wanted, first };
    assert_eq!(verdict(register, &granted, &seen, now()), expected);
}

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a timestamp")
}

#[test]
fn the_declared_lifetime_counts_from_the_first_write() {
    let school = register(SCHOOL);
    let (year, month) = (365 * 86_400, 30 * 86_400);
    // 13 months from now are 395 days; 13 months from a year ago, 30.
    written(&school, Wanted::Seconds(2 * year), FirstWrite::Now, Verdict::Cap(year + month, Reason::Lifetime));
    written(&school, Wanted::Seconds(month), FirstWrite::Now, Verdict::Allow(Reason::Granted));
    let year_ago = "2025-11-22T12:00:00Z".parse().expect("a timestamp");
    written(&school, Wanted::Seconds(2 * year), FirstWrite::At(year_ago), Verdict::Cap(month, Reason::Lifetime));
    let long_ago = "2020-01-01T00:00:00Z".parse().expect("a timestamp");
    written(&school, Wanted::Seconds(60), FirstWrite::At(long_ago), Verdict::Strip(Reason::Refresh));
    written(&school, Wanted::Seconds(60), FirstWrite::Unknown, Verdict::Strip(Reason::Refresh));
    written(&school, Wanted::Session, FirstWrite::Unknown, Verdict::Allow(Reason::Granted));
    written(&school, Wanted::Seconds(0), FirstWrite::Unknown, Verdict::Allow(Reason::Deletion));
}

#[test]
fn every_refusal_says_why() {
    let school = register(SCHOOL);
    let read = Observation::Read { kind: TrackerKind::Cookie, name: "_pk_id.1" };
    for why in [Unusable::Absent, Unusable::Malformed, Unusable::Forged, Unusable::Expired, Unusable::Superseded] {
        let found = verdict(&school, &Choice::None(why), &read, now());
        assert_eq!(found, Verdict::Strip(Reason::NoChoice(why)));
    }
    assert_eq!(verdict(&school, &Choice::Gpc, &read, now()), Verdict::Strip(Reason::Gpc));
    let video = Observation::Contact { host: "www.youtube.com" };
    assert_eq!(verdict(&school, &Choice::Gpc, &video, now()), Verdict::Block(Reason::Gpc));
}

#[test]
fn a_deadline_between_two_seconds_is_not_moved_to_the_next() {
    let school = register(&SCHOOL.replace("13 months", "10 seconds"));
    let first: Timestamp = "2026-11-22T12:00:00Z".parse().expect("a timestamp");
    let now: Timestamp = "2026-11-22T12:00:05.9Z".parse().expect("a timestamp");
    let choice = Choice::Made(Decision {
        id: ChoiceId::from_random([1; 16]),
        decided_at: first,
        revision: school.revision().to_owned(),
        granted: vec!["audience".to_owned()],
        refused: Vec::new(),
        exceptions: Vec::new(),
        account: None,
    });
    let wanted = Wanted::Seconds(3600);
    let seen = Observation::Write { kind: TrackerKind::Cookie, name: "_pk_id.1", wanted, first: FirstWrite::At(first) };
    let end = Period::parse("10 seconds").expect("a period").after(first);
    let Verdict::Cap(seconds, _) = verdict(&school, &choice, &seen, now) else { panic!("it is capped") };
    assert!(now + SignedDuration::from_secs(seconds) <= end, "{seconds} s more end after {end}");
}
