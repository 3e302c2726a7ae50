//! Software named in prose, and software found at a host.

use crate::KNOWN;

#[track_caller]
fn named(words: &str, expected: &[(&str, &str)]) {
    let found = KNOWN.software_in(words);
    let found: Vec<_> = found.into_iter().map(|(software, range)| (software.id.as_str(), &words[range])).collect();
    assert_eq!(found, expected, "{words}");
}

#[test]
fn prose_names_software_by_whole_words() {
    named(
        "Nous utilisons matomo et Google Analytics.",
        &[("matomo", "matomo"), ("google-analytics", "Google Analytics")],
    );
    named("L'outil Matomo (ex-Piwik), installé chez nous", &[("matomo", "Matomo (ex-Piwik)")]);
    named("Google\u{a0}Tag  Manager", &[("google-tag-manager", "Google\u{a0}Tag  Manager")]);
    named("les cookies d’Axeptio", &[("axeptio", "Axeptio")]);
    named("MOODLE", &[("moodle", "MOODLE")]);
    named("moodles, premoodle, matomo_2", &[]);
    named("", &[]);
}

#[test]
fn the_longest_name_at_a_place_wins() {
    named("Piwik PRO n'est pas Piwik", &[("piwik-pro", "Piwik PRO"), ("matomo", "Piwik")]);
    named("WordPress comments", &[("wordpress-comments", "WordPress comments")]);
}

#[test]
fn names_that_are_common_words_want_their_capital() {
    named("une réunion Zoom", &[("zoom", "Zoom")]);
    named("un zoom sur la formation, une stripe, le piano", &[]);
    named("le réseau X", &[]);
    named("X (ex-Twitter)", &[("x", "X (ex-Twitter)")]);
    named("Pour Google Chrome, ouvrez les réglages", &[]);
}

#[track_caller]
fn at(host: &str, expected: Option<&str>) {
    assert_eq!(KNOWN.software_at(host).map(|software| software.id.as_str()), expected, "{host}");
}

#[test]
fn hosts_are_known_by_the_nearest_above_them() {
    at("www.youtube.com", Some("youtube"));
    at("YouTube.com.", Some("youtube"));
    at("fonts.googleapis.com", Some("google-fonts"));
    at("maps.googleapis.com", Some("google-maps"));
    at("storage.googleapis.com", Some("google"));
    at("notyoutube.com", None);
    at("youtube.com.example.org", None);
    at("com", None);
}

#[test]
fn software_is_found_by_its_identifier() {
    assert_eq!(KNOWN.software("matomo").map(|software| software.name.as_str()), Some("Matomo"));
    assert!(KNOWN.software("nothing").is_none());
}
