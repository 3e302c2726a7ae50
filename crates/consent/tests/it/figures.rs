//! From choices to figures: nothing is counted twice, nothing is lost.

use jiff::Timestamp;
use jiff::civil::Date;
use proptest::prelude::*;
use serde_json::{Value, json};
use temoin_consent::figures::{Device, Event, Stats, Sums, Wanted, oldest, stats};
use temoin_consent::{Action, Asked, ChoiceId, decide};
use temoin_register::{Language, Register};

use crate::cases;
use crate::registers::{SCHOOL, register};

const TODAY: &str = "2026-11-22";

fn date(text: &str) -> Date {
    text.parse().expect("a day")
}

fn wanted(by: &str) -> Wanted {
    Wanted::read(Some("2026-11-01"), Some(TODAY), Some(by), date(TODAY)).expect("a wish")
}

/// What a choice counts for.
fn choice(register: &Register, action: Action, granted: &[&str], surface: &str, first: bool) -> Vec<Event> {
    let asked = Asked {
        action: Some(action),
        granted: granted.iter().map(|id| (*id).to_owned()).collect(),
        surface: Some(surface.to_owned()),
        language: Some("fr-CA".to_owned()),
        ..Asked::default()
    };
    let now: Timestamp = "2026-11-22T23:59:59Z".parse().expect("a moment");
    let (_, record) = decide(register, &asked, ChoiceId::from_random([9; 16]), now).expect("a choice");
    Event::of(&record, register, Device::Mobile, first)
}

fn add(sums: &mut Sums, events: impl IntoIterator<Item = Event>) {
    events.into_iter().for_each(|event| *sums.entry(event).or_default() += 1);
}

/// Twelve asked, of whom one accepted, one refused, one chose; then a change of
/// mind, a withdrawal and a confirmed signal.
fn month() -> Sums {
    let register = register(SCHOOL);
    let mut sums = Sums::new();
    let french = Some(Language::FR);
    add(&mut sums, (0..8).map(|_| Event::asked(date(TODAY), french, Device::Mobile)));
    add(&mut sums, (0..4).map(|_| Event::asked(date("2026-11-21"), None, Device::Desktop)));
    for (action, granted, surface, first) in [
        (Action::AcceptAll, &[][..], "banner", true),
        (Action::RefuseAll, &[], "banner", true),
        (Action::Custom, &["audience"], "preferences", true),
        (Action::RefuseAll, &[], "preferences", false),
        (Action::Withdraw, &[], "preferences", false),
        (Action::Gpc, &[], "unheard-of", false),
    ] {
        add(&mut sums, choice(&register, action, granted, surface, first));
    }
    sums
}

fn told(by: &str) -> Value {
    serde_json::to_value(stats("school", &month(), &wanted(by))).expect("JSON")
}

#[test]
fn totals_say_what_came_of_asking() {
    let told = told("day");
    let totals = json!({ "asked": 12, "answered": 3, "accepted": 1, "refused": 1, "custom": 1, "no_answer": 9,
        "changed": 1, "withdrawn": 1, "gpc": 1 });
    assert_eq!(told["totals"], totals);
    let rates = json!({
        "of_asked": { "of": 12, "accepted": 0.0833, "refused": 0.0833, "custom": 0.0833, "no_answer": 0.75 },
        "of_answered": { "of": 3, "accepted": 0.3333, "refused": 0.3333, "custom": 0.3333 },
    });
    assert_eq!(told["rates"], rates);
    let purposes = json!([
        { "purpose": "audience", "granted": 2, "refused": 3, "withdrawn": 1, "of": 5, "share": 0.4 },
        { "purpose": "functional", "granted": 1, "refused": 4, "withdrawn": 1, "of": 5, "share": 0.2 },
    ]);
    assert_eq!(told["purposes"], purposes);
}

/// Where a row stands, and some of its counts.
type Expected<'e> = (&'e [&'e str], &'e [(&'e str, Value)]);

#[track_caller]
fn rows(by: &str, expected: &[Expected<'_>]) {
    let told = told(by);
    let rows = told["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), expected.len(), "{by}: {told:#}");
    for (row, (place, counts)) in rows.iter().zip(expected) {
        let at: Vec<&str> = by.split(',').filter_map(|dimension| row[dimension].as_str()).collect();
        assert_eq!(at, *place, "{row:#}");
        counts.iter().for_each(|(name, count)| assert_eq!(row[*name], *count, "{name} of {row:#}"));
    }
}

#[test]
fn rows_are_split_by_what_was_asked_for() {
    rows(
        "day",
        &[
            (&["2026-11-21"], &[("asked", json!(4)), ("answered", json!(0)), ("no_answer", json!(4))]),
            (&["2026-11-22"], &[("asked", json!(8)), ("answered", json!(3)), ("no_answer", json!(5))]),
        ],
    );
    rows("language", &[(&["fr"], &[("asked", json!(8))]), (&["other"], &[("asked", json!(4))])]);
    rows(
        "device,language",
        &[(&["desktop", "other"], &[("asked", json!(4))]), (&["mobile", "fr"], &[("answered", json!(3))])],
    );
    rows(
        "purpose",
        &[
            (&["audience"], &[("granted", json!(2)), ("asked", Value::Null)]),
            (&["functional"], &[("refused", json!(4)), ("withdrawn", json!(1))]),
        ],
    );
    rows("", &[]);
}

#[test]
fn who_is_asked_on_one_surface_may_answer_on_another() {
    rows(
        "surface",
        &[
            (&["api"], &[("gpc", json!(1))]),
            (&["banner"], &[("asked", json!(12)), ("answered", json!(2)), ("no_answer", Value::Null)]),
            (&["preferences"], &[("custom", json!(1)), ("changed", json!(1)), ("withdrawn", json!(1))]),
        ],
    );
}

#[test]
fn rows_of_a_fine_cross_that_rest_on_few_become_one() {
    rows(
        "day,language,device,surface",
        &[
            (&["2026-11-22", "fr", "mobile", "banner"], &[("asked", json!(8)), ("answered", json!(2))]),
            (&[], &[("folded", json!(3)), ("asked", json!(4)), ("answered", json!(1)), ("gpc", json!(1))]),
        ],
    );
}

#[test]
fn more_answers_than_were_asked_for_give_no_share_of_those_asked() {
    let register = register(SCHOOL);
    let mut sums = Sums::new();
    add(&mut sums, choice(&register, Action::AcceptAll, &[], "banner", true));
    let told = serde_json::to_value(stats("school", &sums, &wanted("day"))).expect("JSON");
    assert_eq!((&told["rates"]["of_asked"], &told["rates"]["of_answered"]["of"]), (&Value::Null, &json!(1)));
    assert_eq!(told["totals"]["no_answer"], 0, "never below nothing");
}

#[test]
fn sums_are_kept_for_25_months() {
    assert_eq!(oldest(date(TODAY)), date("2024-10-22"));
    assert_eq!(oldest(date("2026-03-31")), date("2024-02-29"), "the last day of a shorter month");
}

#[test]
fn the_shape_is_the_promised_one() {
    let schema = serde_json::from_str(include_str!("../../../../docs/stats.schema.json")).expect("a JSON document");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("stats.json", schema).expect("a schema");
    let schema = compiler.compile("stats.json", &mut schemas).expect("a schema that holds together");
    for by in ["", "day", "purpose,day", "surface", "language,device", "day,purpose,language,device,surface"] {
        for sums in [month(), Sums::new()] {
            let (wanted, site) = (wanted(by), stats("school", &sums, &wanted(by)));
            let told = serde_json::to_value(Stats::new(&wanted, std::slice::from_ref(&site))).expect("JSON");
            if let Err(error) = schemas.validate(&told, schema) {
                panic!("{by}: {error:#}\n{told:#}");
            }
            let read: temoin_consent::figures::SiteStats =
                serde_json::from_value(told["sites"][0].clone()).expect("what was written");
            assert_eq!(read, site, "it reads back as it was written");
        }
    }
}

fn event() -> impl Strategy<Value = Event> {
    let register = register(SCHOOL);
    let action = prop_oneof![
        Just(None),
        Just(Some(Action::AcceptAll)),
        Just(Some(Action::RefuseAll)),
        Just(Some(Action::Custom)),
        Just(Some(Action::Withdraw)),
        Just(Some(Action::Gpc)),
    ];
    let surface = prop_oneof![Just("banner"), Just("preferences"), Just("placeholder"), Just("page"), Just("api")];
    (action, surface, any::<bool>(), 1..=22_i8, 0..4_usize).prop_map(move |(action, surface, first, day, device)| {
        let day = jiff::civil::date(2026, 11, day);
        let device = Device::ALL[device];
        match action {
            None => Event::asked(day, Some(Language::EN), device),
            Some(action) => {
                Event { day, device, ..choice(&register, action, &["audience"], surface, first).swap_remove(0) }
            }
        }
    })
}

proptest! {
    #![proptest_config(cases(64))]

    /// However they are split, and folded or not, rows add up to the totals.
    #[test]
    fn rows_add_up_to_the_totals(events in proptest::collection::vec(event(), 0..60), by in "(day|language|device|surface)(,(day|language|device|surface)){0,3}") {
        let mut sums = Sums::new();
        add(&mut sums, events);
        let told = serde_json::to_value(stats("school", &sums, &wanted(&by))).expect("JSON");
        let rows = told["rows"].as_array().expect("rows");
        for name in ["asked", "answered", "accepted", "refused", "custom", "changed", "withdrawn", "gpc"] {
            let sum: u64 = rows.iter().map(|row| row[name].as_u64().expect("a count")).sum();
            prop_assert_eq!(Some(sum), told["totals"][name].as_u64(), "{} by {}", name, by);
        }
    }
}
