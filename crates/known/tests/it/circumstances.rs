//! The same name in other places, and what is said of it.

use temoin_known::{Base, Confidence, Exemptable, Nature, Sought};
use temoin_register::{Lifetime, TrackerKind};

use crate::{KNOWN, cookie, cookie_at, cookie_of};

#[track_caller]
fn case(sought: Sought<'_>, platform: &str, confidence: Confidence) {
    let answer = KNOWN.tracker(&sought).unwrap_or_else(|| panic!("{sought:?} is unknown"));
    assert_eq!((answer.platform, answer.confidence), (platform, confidence), "{sought:?}");
}

#[test]
fn a_name_has_the_owner_of_its_place() {
    case(cookie_at("sessionid", ".instagram.com"), "Instagram", Confidence::Certain);
    case(cookie_at("sessionid", "www.example.org"), "Django", Confidence::Suggestion);
    case(cookie_of("sessionid", "Django"), "Django", Confidence::Certain);
    case(cookie_of("sessionid", "Instagram"), "Instagram", Confidence::Certain);
    case(cookie_at("fr", ".facebook.com"), "Meta Pixel", Confidence::Certain);
    case(cookie_at("fr", "www.example.org"), "Meta Pixel", Confidence::Suggestion);
    case(cookie_at("ts", ".paypal.com"), "PayPal", Confidence::Certain);
    case(cookie_at("ts", ".dailymotion.com"), "Dailymotion", Confidence::Certain);
}

#[test]
fn another_place_lowers_to_a_suggestion() {
    case(cookie("VISITOR_INFO1_LIVE"), "YouTube", Confidence::Likely);
    case(cookie_at("VISITOR_INFO1_LIVE", ".youtube.com"), "YouTube", Confidence::Certain);
    case(cookie_at("VISITOR_INFO1_LIVE", "www.youtube-nocookie.com"), "YouTube", Confidence::Certain);
    case(cookie_at("VISITOR_INFO1_LIVE", "www.example.org"), "YouTube", Confidence::Suggestion);
    case(cookie_at("everest_session_v2", "www.example.org"), "Adobe Advertising", Confidence::Suggestion);
    case(cookie_at("everest_session_v2", ".everesttech.net"), "Adobe Advertising", Confidence::Certain);
}

#[test]
fn the_script_that_wrote_it_makes_a_first_party_cookie_certain() {
    case(cookie_at("_ga", "www.example.org"), "Google Analytics", Confidence::Likely);
    case(cookie_at("_ga", "www.googletagmanager.com"), "Google Analytics", Confidence::Certain);
    case(cookie_at("_fbp", "connect.facebook.net"), "Meta Pixel", Confidence::Certain);
    case(cookie_at("optimizelyEndUserId", "cdn.optimizely.com"), "Optimizely", Confidence::Certain);
}

#[test]
fn a_site_that_bears_the_name_of_a_platform_is_not_its_host() {
    let at_home = Sought { site: Some("optimizely.example.org"), ..cookie_at("SESSIONFOO", "optimizely.example.org") };
    assert!(KNOWN.tracker(&at_home).is_none());
    let seen =
        Sought { site: Some("optimizely.example.org"), ..cookie_at("optimizelyEndUserId", "optimizely.example.org") };
    case(seen, "Optimizely", Confidence::Likely);
}

#[test]
fn a_wrong_provider_changes_nothing_to_who_writes_it() {
    case(cookie_of("NSC_wt_qspe", "Matomo"), "NetScaler", Confidence::Likely);
    case(cookie_of("NSC_wt_qspe", "Citrix"), "NetScaler", Confidence::Certain);
    case(cookie_of("_ga", "Matomo"), "Google Analytics", Confidence::Likely);
    case(cookie_of("_ga", "Google LLC"), "Google Analytics", Confidence::Certain);
}

#[test]
fn another_kind_of_storage_is_told_and_is_never_certain() {
    let answer = KNOWN.tracker(&cookie_of("yt-remote-session-name", "YouTube")).expect("it is known");
    assert_eq!((answer.platform, answer.confidence), ("YouTube", Confidence::Likely));
    assert_ne!(answer.kind, Some(TrackerKind::Cookie));
}

#[test]
fn of_two_kinds_the_one_sought_answers() {
    let name = "yt-remote-session-name";
    for (kind, lifetime) in [(TrackerKind::LocalStorage, "persistent"), (TrackerKind::SessionStorage, "session")] {
        let answer = KNOWN.tracker(&Sought { kind, ..cookie(name) }).expect("it is known");
        assert_eq!((answer.kind, answer.lifetime), (Some(kind), Some(lifetime)));
    }
}

#[test]
fn a_tool_that_is_never_exempt_lends_its_nature_to_what_it_writes() {
    // The database calls both functional.
    let ysc = KNOWN.tracker(&cookie("YSC")).expect("it is known");
    assert_eq!((ysc.base, ysc.nature, ysc.exemptable), (Base::Supplement, Nature::Video, Some(Exemptable::Never)));
    let device = KNOWN.tracker(&cookie_at("DEVICE_INFO", ".youtube.com")).expect("it is known");
    assert_eq!((device.base, device.nature), (Base::OpenCookieDatabase, Nature::Video));
    assert_eq!(device.exemptable, None, "the database says nothing of exemptions");
}

#[test]
fn functional_means_nothing_in_law() {
    let answer = KNOWN.tracker(&cookie("django_language")).expect("it is known");
    assert_eq!((answer.base, answer.nature), (Base::Supplement, Nature::Language));
    let answer = KNOWN.tracker(&cookie("ASLBSACORS")).expect("it is known");
    assert_eq!((answer.base, answer.nature), (Base::OpenCookieDatabase, Nature::Other));
}

#[test]
fn lifetimes_in_words_become_values_where_they_are_one() {
    let lifetime = |sought: Sought<'_>| KNOWN.tracker(&sought).and_then(|answer| answer.as_lifetime());
    let parsed = |text: &str| Some(Lifetime::parse(text).expect("a lifetime"));
    assert_eq!(lifetime(cookie("_ga")), parsed("2 years"));
    assert_eq!(lifetime(cookie_at("token", ".adform.net")), Some(Lifetime::Session), "End of session (browser)");
    assert_eq!(lifetime(cookie("cf_clearance")), None, "it is a setting");
    assert_eq!(lifetime(cookie_at("GA_OPT_OUT", "google-analytics.com")), None, "10 Nov 2030");
}
