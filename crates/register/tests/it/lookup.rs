//! Finding a tracker, a host, a path: the index against a slow reader of the list.

use std::sync::LazyLock;

use proptest::prelude::*;
use temoin_register::{HostPattern, Lifetime, NamePattern, Period, TrackerKind};

use crate::{Memory, cases};

static DEMO: LazyLock<Memory> = LazyLock::new(|| Memory::of("demo"));

const KINDS: &[(TrackerKind, &str)] =
    &[(TrackerKind::Cookie, "cookie"), (TrackerKind::LocalStorage, "local-storage"), (TrackerKind::Pixel, "pixel")];

/// Whether `pattern` means `name`, by trying every split.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.chars().next() {
        None => name.is_empty(),
        Some('*') => {
            (0..=name.len()).filter(|at| name.is_char_boundary(*at)).any(|at| matches(&pattern[1..], &name[at..]))
        }
        Some(c) => name.strip_prefix(c).is_some_and(|rest| matches(&pattern[c.len_utf8()..], rest)),
    }
}

fn letters(pattern: &str) -> usize {
    pattern.chars().filter(|c| *c != '*').count()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn the_longest_pattern_wins(
        trackers in prop::collection::btree_set((0..KINDS.len(), "[ab_é*]{0,3}[ab_é][ab_é*]{0,3}"), 1..12),
        names in prop::collection::vec("[ab_é]{0,6}", 1..12),
    ) {
        let mut text = DEMO.text().to_owned();
        for (kind, name) in &trackers {
            text.push_str(&format!("\n[[tracker]]\nname = \"{name}\"\nkind = \"{}\"\npurpose = \"audience\"\n", KINDS[*kind].1));
        }
        let register = DEMO.with(text).register();
        for name in &names {
            for (place, (kind, _)) in KINDS.iter().enumerate() {
                let best = trackers.iter()
                    .filter(|(k, pattern)| *k == place && matches(pattern, name))
                    .map(|(_, pattern)| letters(pattern))
                    .max();
                let found = register.tracker(*kind, name).map(|tracker| tracker.name.clone().expect("a name"));
                prop_assert_eq!(found.as_ref().map(|found| letters(found.as_str())), best, "{} {:?}", name, found);
                prop_assert!(found.is_none_or(|found| matches(found.as_str(), name)));
            }
        }
    }

    #[test]
    fn a_pattern_means_what_it_says(pattern in "[ab*]{1,6}", name in "[ab]{0,8}") {
        if let Ok(parsed) = NamePattern::parse(&pattern) {
            prop_assert_eq!(parsed.matches(&name), matches(&pattern, &name));
        }
    }

    #[test]
    fn what_was_read_is_read_again(text in "(session|[0-9]{1,6} ?(second|minute|hour|day|week|month|year|mois)s?| ){1,2}") {
        if let Ok(lifetime) = Lifetime::parse(&text) {
            prop_assert_eq!(Lifetime::parse(&lifetime.to_string()), Ok(lifetime));
        }
    }

    #[test]
    fn a_period_ends_after_it_began_and_a_longer_one_later(
        count in 1..=100_000u32, unit in 0..7usize, from in -60_000_000_000..250_000_000_000i64,
    ) {
        let unit = ["second", "minute", "hour", "day", "week", "month", "year"][unit];
        let from = jiff::Timestamp::from_second(from).expect("in the calendar");
        let end = |count: u32| Period::parse(&format!("{count} {unit}s")).expect("a period").after(from);
        prop_assert!(end(count) > from);
        prop_assert!(count == 1 || end(count - 1) <= end(count));
    }

    #[test]
    fn no_text_is_too_odd_to_be_refused(text in ".{0,40}") {
        let complaints = [
            Lifetime::parse(&text).err(), NamePattern::parse(&text).err(), HostPattern::parse(&text).err(),
            temoin_register::SiteUrl::parse(&text).err(), temoin_register::Date::parse(&text).err(),
            temoin_register::Siret::parse(&text).err(), temoin_register::Id::parse(&text).err(),
        ];
        for complaint in complaints.into_iter().flatten() {
            prop_assert!(!complaint.message.is_empty() && !complaint.help.is_empty());
        }
    }
}

#[test]
fn a_literal_name_is_found_before_a_pattern_as_long() {
    let more = "\n[[tracker]]\nname = \"_ga*\"\npurpose = \"audience\"\n[[tracker]]\nname = \"*_ga\"\npurpose = \"audience\"\n";
    let register = DEMO.with(format!("{}{more}", DEMO.text())).register();
    let found = |name: &str| register.tracker(TrackerKind::Cookie, name).and_then(|tracker| tracker.name.clone());
    assert_eq!(found("_ga").expect("declared").as_str(), "_ga");
    assert_eq!(found("_ga_X1").expect("declared").as_str(), "_ga_*");
    assert_eq!(found("_gat").expect("declared").as_str(), "_ga*");
    assert_eq!(found("_GA"), None, "names of cookies have a case");
    assert!(register.tracker(TrackerKind::SessionStorage, "_ga").is_none(), "another place is another tracker");
}

#[test]
fn the_length_of_a_match_is_counted_in_characters() {
    let more =
        "\n[[tracker]]\nname = \"é*\"\npurpose = \"audience\"\n[[tracker]]\nname = \"*ab\"\npurpose = \"choice\"\n";
    let register = DEMO.with(format!("{}{more}", DEMO.text())).register();
    let found = register.tracker(TrackerKind::Cookie, "éab").and_then(|tracker| tracker.name.clone());
    assert_eq!(found.expect("declared").as_str(), "*ab", "two characters are longer than one of two bytes");
}

#[test]
fn a_host_is_found_by_its_name_or_by_the_nearest_above() {
    let files = DEMO
        .edited("\"*.google-analytics.com\"", "\"*.google-analytics.com\", \"*.example.com\", \"region.example.com\"");
    let files = files.edited("\"*.ytimg.com\"", "\"*.ytimg.com\", \"*.video.example.com\"");
    let register = files.register();
    let service = |host: &str| register.service_at_host(host).map(|service| service.id.to_string());
    assert_eq!(service("www.youtube.com").as_deref(), Some("youtube"));
    assert_eq!(service("youtube.com"), None);
    assert_eq!(service("i.ytimg.com").as_deref(), Some("youtube"));
    assert_eq!(service("a.b.ytimg.com").as_deref(), Some("youtube"));
    assert_eq!(service("ytimg.com"), None, "`*.` means the hosts below, not the host itself");
    assert_eq!(service("notytimg.com"), None);
    assert_eq!(service("ytimg.com.evil.example"), None);
    assert_eq!(service("region.example.com").as_deref(), Some("google-analytics"));
    assert_eq!(service("a.video.example.com").as_deref(), Some("youtube"), "the nearest host above");
    assert_eq!(service("video.example.com").as_deref(), Some("google-analytics"));
    assert_eq!(service(""), None);
    // The root dot names the same host to a resolver, hence to a browser's connection.
    assert_eq!(service("www.youtube.com.").as_deref(), Some("youtube"));
}

#[test]
fn the_longest_path_wins() {
    let files = DEMO.edited("id        = \"youtube\"", "id        = \"youtube\"\npaths = [\"/stats/video/\"]");
    let files =
        files.edited("id        = \"google-analytics\"", "id        = \"google-analytics\"\npaths = [\"/stats/\"]");
    let register = files.register();
    let service = |path: &str| register.service_at_path(path).map(|service| service.id.to_string());
    assert_eq!(service("/stats/x.js").as_deref(), Some("google-analytics"));
    assert_eq!(service("/stats/video/x.js").as_deref(), Some("youtube"));
    assert_eq!(service("/statistics/"), None);
    assert_eq!(service("/"), None);
}
