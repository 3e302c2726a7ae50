//! The three questions digests answer: the same register? does a consent hold? what
//! changed?

use std::sync::LazyLock;

use proptest::prelude::*;
use temoin_register::{What, difference};
use toml::{Table, Value};

use crate::{Memory, REGISTERS, cases};

static DEMO: LazyLock<Memory> = LazyLock::new(|| Memory::of("demo"));

/// The words of the file that people read: none of them is what consent depends on.
const WORDING: &[&str] = &["title", "text", "interest", "because", "measures", "refusal", "consequence", "source"];

/// Writes a table as TOML, its keys in the order `order` gives them.
fn write(table: &Table, order: &dyn Fn(&str) -> u64) -> String {
    fn inline(value: &Value, order: &dyn Fn(&str) -> u64) -> String {
        match value {
            Value::Table(table) => {
                let mut keys: Vec<_> = table.iter().collect();
                keys.sort_by_key(|(key, _)| order(key));
                let pairs: Vec<_> =
                    keys.into_iter().map(|(key, value)| format!("\"{key}\" = {}", inline(value, order))).collect();
                format!("{{ {} }}", pairs.join(", "))
            }
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| inline(item, order)).collect();
                format!("[\n  {},\n]", items.join(",\n  "))
            }
            // What JSON escapes, TOML reads.
            Value::String(text) => serde_json::to_string(text).expect("a text"),
            Value::Integer(number) => number.to_string(),
            other => panic!("no register has a {}", other.type_str()),
        }
    }
    let mut keys: Vec<_> = table.iter().collect();
    keys.sort_by_key(|(key, _)| order(key));
    keys.into_iter().map(|(key, value)| format!("# {key}\n{key}   =\t{}\n\n", inline(value, order))).collect()
}

/// An order of words that depends on `seed`.
fn shuffled(seed: u64) -> impl Fn(&str) -> u64 {
    move |key| key.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn order_of_keys_comments_and_white_space_change_nothing(seed in any::<u64>()) {
        let table: Table = DEMO.text().parse().expect("TOML");
        let (one, other) = (DEMO.register(), DEMO.with(write(&table, &shuffled(seed))).register());
        prop_assert_eq!(one.digest(), other.digest());
        prop_assert_eq!(one.revision(), other.revision());
        prop_assert_eq!(difference(&one, &other).changes, []);
    }

    #[test]
    fn no_wording_edit_asks_again(which in any::<prop::sample::Index>(), words in "[a-zé <|]{1,20}x") {
        let mut table: Table = DEMO.text().parse().expect("TOML");
        let texts = count(&mut Value::Table(table.clone()));
        let (mut left, mut value) = (which.index(texts), Value::Table(std::mem::take(&mut table)));
        reword(&mut value, &mut left, &words);
        let Value::Table(table) = value else { unreachable!("a table") };
        let (one, other) = (DEMO.register(), DEMO.with(write(&table, &|_| 0)).register());
        let found = difference(&one, &other);
        prop_assert_eq!(one.revision(), other.revision());
        prop_assert_ne!(one.digest(), other.digest());
        prop_assert!(!found.asks_again);
        prop_assert_eq!(found.changes.len(), 1);
    }
}

/// How many wordings there are.
fn count(value: &mut Value) -> usize {
    let mut left = usize::MAX;
    reword(value, &mut left, "");
    usize::MAX - left
}

/// Replaces the wording number `left` below `value`.
fn reword(value: &mut Value, left: &mut usize, words: &str) {
    fn leaves(value: &mut Value, left: &mut usize, words: &str) {
        match value {
            Value::String(text) => {
                if *left == 0 {
                    words.clone_into(text);
                }
                *left = left.wrapping_sub(1);
            }
            Value::Table(table) => table.iter_mut().for_each(|(_, value)| leaves(value, left, words)),
            Value::Array(items) => items.iter_mut().for_each(|value| leaves(value, left, words)),
            _ => {}
        }
    }
    match value {
        Value::Table(table) => table.iter_mut().for_each(|(key, value)| {
            if WORDING.contains(&key.as_str()) || key == "vocabulary" {
                leaves(value, left, words);
            } else {
                reword(value, left, words);
            }
        }),
        Value::Array(items) => items.iter_mut().for_each(|value| reword(value, left, words)),
        _ => {}
    }
}

#[track_caller]
fn asks_again(from: &str, to: &str, expected: bool) {
    let (one, other) = (DEMO.register(), DEMO.edited(from, to).register());
    assert_eq!(one.revision() != other.revision(), expected, "{from} → {to}");
    assert_eq!(difference(&one, &other).asks_again, expected);
    assert_ne!(one.digest(), other.digest());
    assert!(!difference(&one, &other).changes.is_empty());
}

const NEW_PURPOSE: &str = "[[purpose]]\nid = \"marketing\"\nconsent = \"required\"\ntitle = \"Publicité\"\n";
const NEW_EXEMPT: &str = "[[purpose]]\nid = \"cart\"\nexempt = \"cart\"\ntitle = \"Panier\"\n";

#[test]
fn consent_is_asked_again_when_what_it_was_given_to_changes() {
    let head = "[[service]]\nid        = \"youtube\"";
    let service =
        |purpose: &str| format!("[[service]]\nid = \"more\"\ntitle = \"More\"\npurpose = \"{purpose}\"\n{head}");
    asks_again("[[processor]]", &format!("{NEW_PURPOSE}[[processor]]"), true);
    asks_again(head, &service("audience"), true);
    asks_again(
        "processor = \"google\"\npurpose   = \"audience\"",
        "processor = \"brevo\"\npurpose   = \"audience\"",
        true,
    );
    asks_again("processor = \"google\"\npurpose   = \"audience\"", "purpose   = \"audience\"", true);
    asks_again("purpose   = \"functional\"", "purpose   = \"audience\"", true);
    asks_again("country  = \"IE\"", "country  = \"US\"", true);
    asks_again("exempt   = \"language\"", "consent  = \"required\"", true);
}

#[test]
fn consent_is_not_asked_again_for_less() {
    let head = "[[service]]\nid        = \"youtube\"";
    let exempt = "[[service]]\nid = \"login\"\ntitle = \"Login\"\npurpose = \"sign-in\"\n";
    asks_again("[[processor]]", &format!("{NEW_EXEMPT}[[processor]]"), false);
    asks_again(head, &format!("{exempt}{head}"), false);
    asks_again("lifetime = \"13 months\"", "lifetime = \"6 months\"", false);
    asks_again("title     = \"YouTube\"", "title     = \"Lecteur YouTube\"", false);
    asks_again("name     = \"Google Ireland Ltd\"", "name     = \"Google Ireland Limited\"", false);
    asks_again("[[purpose]]\nid     = \"sign-in\"", &format!("{NEW_EXEMPT}[[purpose]]\nid     = \"sign-in\""), false);
}

#[test]
fn order_of_sections_does_not_ask_again() {
    let text = DEMO.text();
    let (start, end) = (text.find("[[purpose]]").expect("purposes"), text.find("# ------").expect("a rule"));
    let end = text[start..].find("\n\n\n").map_or(end, |at| start + at);
    let mut purposes: Vec<&str> = text[start..end].split("[[purpose]]").filter(|one| !one.is_empty()).collect();
    purposes.reverse();
    let reversed: String = purposes.iter().map(|one| format!("[[purpose]]{}\n", one.trim_end())).collect();
    let other = DEMO.with(format!("{}{reversed}{}", &text[..start], &text[end..])).register();
    assert_eq!(DEMO.register().revision(), other.revision());
}

#[test]
fn prose_is_part_of_the_register_and_only_wording() {
    let mut files = DEMO.clone();
    files.0.get_mut("policies/cookies.en.md").expect("prose").push_str("\nOne more sentence.\n");
    let (one, other) = (DEMO.register(), files.register());
    let found = difference(&one, &other);
    assert_ne!(one.digest(), other.digest());
    assert!(!found.asks_again);
    assert_eq!(found.changes.len(), 1, "{:#?}", found.changes);
    assert!(found.changes[0].wording && found.changes[0].subject == "prose.policies/cookies.en.md");
}

#[test]
fn a_difference_names_what_changed() {
    let one = DEMO.register();
    let other = DEMO.edited("lifetime = \"13 months\"", "lifetime = \"6 months\"").register();
    let found = difference(&one, &other).changes;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].subject.as_str(), found[0].field.as_str()), ("tracker._ga", "lifetime"));
    assert_eq!(found[0].what, What::Changed("13 months".to_owned(), "6 months".to_owned()));
    assert!(!found[0].wording);
    let back = difference(&other, &one).changes;
    assert_eq!(back[0].what, What::Changed("6 months".to_owned(), "13 months".to_owned()));
}

#[test]
fn no_register_differs_from_itself() {
    for name in REGISTERS {
        let (one, again) = (Memory::of(name).register(), Memory::of(name).register());
        let found = difference(&one, &again);
        assert!(!found.asks_again && found.changes.is_empty(), "{name}: {:#?}", found.changes);
        assert_eq!(one.digest(), again.digest());
        assert_eq!((one.digest().len(), one.revision().len()), (64, 8));
    }
}

#[test]
fn two_trackers_of_one_title_are_two_subjects() {
    let titled = |first: &str| {
        let entry = |lifetime: &str| {
            format!("[[tracker]]\ntitle = \"Cookie\"\npurpose = \"audience\"\nlifetime = \"{lifetime}\"\n")
        };
        format!("{}\n{}{}", DEMO.text(), entry(first), entry("2 days"))
    };
    let (one, other) = (DEMO.with(titled("1 day")).register(), DEMO.with(titled("9 days")).register());
    assert_eq!(difference(&one, &other).changes.len(), 1, "the first of the two changed");
}
