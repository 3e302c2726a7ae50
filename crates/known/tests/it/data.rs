//! What the supplement must always be, whoever edits it.

use std::collections::{HashMap, HashSet};

use temoin_known::{Exemptable, KnownTracker, Nature, Software};
use temoin_register::{Lifetime, TrackerKind};

use crate::KNOWN;

fn trackers() -> impl Iterator<Item = (&'static Software, &'static KnownTracker)> {
    KNOWN.all().iter().flat_map(|software| software.tracker.iter().map(move |tracker| (software, tracker)))
}

#[test]
fn identifiers_and_hosts_belong_to_one_software() {
    let (mut ids, mut hosts) = (HashSet::new(), HashMap::new());
    for software in KNOWN.all() {
        assert!(ids.insert(software.id.as_str()), "{} is there twice", software.id);
        for host in &software.hosts {
            let other = hosts.insert(host.as_str(), software.id.as_str());
            assert_eq!(other, None, "{host} is also of {}", software.id);
            assert!(host.as_str().contains('.') && host.parent().is_none(), "{host} stands for those below it already");
        }
    }
}

#[test]
fn a_name_twice_in_a_kind_is_marked_as_shared() {
    let mut seen: HashMap<(TrackerKind, &str), &KnownTracker> = HashMap::new();
    for (software, tracker) in trackers() {
        let name = tracker.name.as_str();
        if let Some(other) = seen.insert((tracker.kind, name), tracker) {
            assert!(tracker.shared && other.shared, "{name} of {} is another's too", software.id);
        }
        assert!(software.tracker.iter().filter(|t| t.name == tracker.name && t.kind == tracker.kind).count() == 1);
    }
}

#[test]
fn patterns_are_long_enough_to_mean_something() {
    for (software, tracker) in trackers().filter(|(_, tracker)| !tracker.name.is_literal()) {
        let short = tracker.name.weight() < 4 && tracker.name.as_str() != "_hj*";
        assert!(!short || tracker.hash || tracker.shared, "{} of {} claims too much", tracker.name, software.id);
    }
}

#[test]
fn lifetimes_are_values_or_the_persistence_of_storage() {
    for (software, tracker) in trackers() {
        let Some(lifetime) = &tracker.lifetime else { continue };
        let kept = lifetime == "persistent" && tracker.kind != TrackerKind::Cookie;
        assert!(kept || Lifetime::parse(lifetime).is_ok(), "{lifetime} of {} in {}", tracker.name, software.id);
        let session = tracker.kind != TrackerKind::SessionStorage || lifetime == "session";
        assert!(session, "{} of {} outlives its session", tracker.name, software.id);
    }
}

#[test]
fn texts_are_sentences_in_two_languages() {
    for (software, tracker) in trackers() {
        for text in [&tracker.text.fr, &tracker.text.en] {
            let whole = text.ends_with('.') && text.starts_with(char::is_uppercase);
            assert!(whole, "{text} ({} of {})", tracker.name, software.id);
        }
        assert_ne!(tracker.text.fr, tracker.text.en, "{} of {}", tracker.name, software.id);
    }
}

#[test]
fn third_party_trackers_have_hosts_to_be_at() {
    for (software, tracker) in trackers().filter(|(_, tracker)| tracker.party == temoin_known::Party::Third) {
        assert!(!software.hosts.is_empty(), "{} of {} can be nowhere", tracker.name, software.id);
    }
}

#[test]
fn what_follows_people_is_never_called_exemptable() {
    use Nature::{Advertising, Replay, Social, Video};
    for (software, tracker) in trackers() {
        let nature = tracker.nature.unwrap_or(software.nature);
        let exemptable = tracker.exemptable.unwrap_or(software.exemptable);
        let follows = matches!(nature, Advertising | Replay | Social | Video);
        assert!(!follows || exemptable == Exemptable::Never, "{} of {}", tracker.name, software.id);
    }
}

#[test]
fn policies_are_addresses() {
    for software in KNOWN.all() {
        assert!(software.policy.as_ref().is_none_or(|policy| policy.starts_with("https://")), "{}", software.id);
    }
}
