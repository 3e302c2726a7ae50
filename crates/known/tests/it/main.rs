//! Trackers and software that everybody knows, and names that anybody uses.

mod circumstances;
mod data;
mod mentions;
mod names;
mod patterns;

use std::sync::LazyLock;

use proptest::prelude::*;
use temoin_known::{Known, Sought};
use temoin_register::TrackerKind;

static KNOWN: LazyLock<Known> = LazyLock::new(Known::new);

/// A cookie called `name`, of which nothing else is known.
fn cookie(name: &str) -> Sought<'_> {
    Sought { kind: TrackerKind::Cookie, name, domain: None, site: None, provider: None }
}

/// A cookie called `name` that the site `www.example.org` keeps for `domain`.
fn cookie_at<'a>(name: &'a str, domain: &'a str) -> Sought<'a> {
    Sought { domain: Some(domain), site: Some("www.example.org"), ..cookie(name) }
}

/// A cookie called `name` that a policy says is of `provider`.
fn cookie_of<'a>(name: &'a str, provider: &'a str) -> Sought<'a> {
    Sought { provider: Some(provider), ..cookie(name) }
}

proptest! {
    #[test]
    fn no_name_and_no_prose_is_too_strange(name in "\\PC{0,40}", prefix in "(_ga|wp-settings-|__Secure-|X |Google )?") {
        let name = format!("{prefix}{name}");
        let sought = Sought { domain: Some(&name), provider: Some(&name), ..cookie(&name) };
        let _ = KNOWN.tracker(&sought);
        let _ = KNOWN.software_at(&name);
        for (_, range) in KNOWN.software_in(&name) {
            prop_assert!(name.get(range).is_some_and(|words| !words.is_empty()));
        }
    }
}
