//! Patterns as registers and policies declare them.

use temoin_known::Confidence;

use crate::{KNOWN, cookie, cookie_of};

#[track_caller]
fn case(pattern: &str, expected: Option<(&str, Confidence)>) {
    let answer = KNOWN.tracker(&cookie(pattern));
    assert_eq!(answer.as_ref().map(|answer| (answer.platform, answer.confidence)), expected, "{pattern}");
}

#[test]
fn the_same_pattern_is_the_same_tracker() {
    case("MoodleSession*", Some(("Moodle", Confidence::Likely)));
    case("wp-settings-time-*", Some(("WordPress", Confidence::Likely)));
    case("wordpress_*", Some(("WordPress", Confidence::Likely)));
    case("_pk_id*", Some(("Matomo", Confidence::Likely)));
    case("_ga*", Some(("Google Analytics", Confidence::Likely)));
}

#[test]
fn a_wider_pattern_is_known_when_all_it_covers_has_one_owner() {
    case("_pk_*", Some(("Matomo", Confidence::Likely)));
    case("axeptio_*", Some(("Axeptio", Confidence::Likely)));
    case("__utm*", Some(("Google Analytics", Confidence::Likely)));
    case("woocommerce_*", Some(("WooCommerce", Confidence::Likely)));
}

#[test]
fn a_pattern_over_several_owners_is_a_suggestion() {
    let answer = KNOWN.tracker(&cookie("cookie*")).expect("it covers known names");
    assert_eq!(answer.confidence, Confidence::Suggestion);
}

#[test]
fn a_narrower_pattern_is_known_by_the_one_above_it() {
    case("_hjSessionUser_12*", Some(("Hotjar", Confidence::Likely)));
    case("BIGipServerpool_*", Some(("F5 BIG-IP", Confidence::Likely)));
}

#[test]
fn a_pattern_that_begins_with_nothing_is_not_guessed() {
    case("*_session", None);
    case("wp*", None);
    let rails = KNOWN.tracker(&cookie_of("_*_session", "Ruby on Rails")).expect("it is known");
    assert_eq!((rails.platform, rails.confidence), ("Ruby on Rails", Confidence::Certain));
}
