//! Whether an address may be contacted, and what waits for it if not.
//!
//! One answer for pages and for style sheets. An address is resolved as a
//! browser resolves it (WHATWG URL), against the base of what it stands in:
//! `//HOST`, `https:\\host` and `https://ho%73t` are the same host to us too.
//! Browsers take some hosts that the standard refuses (`xn--a.example`): what
//! names a host and cannot be resolved is held, where anything could be.

use temoin_evidence::Observation;
use temoin_register::Service;
use url::Url;

use crate::{Scene, Subject, Undeclared};

/// Why something waits: the purpose and service it needs, both empty where
/// it contacts a host that nobody declared, or one that cannot be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) purpose: String,
    pub(crate) service: String,
    pub(crate) undeclared: bool,
}

impl Held {
    pub(crate) fn of(service: &Service) -> Self {
        Self { purpose: service.purpose.to_string(), service: service.id.to_string(), undeclared: false }
    }

    /// For what cannot be judged, where anything could have to wait.
    pub(crate) fn unjudged(scene: &Scene) -> Option<Self> {
        may_be(scene).then(|| Self { undeclared: true, ..Self::default() })
    }
}

/// Whether `address` has to wait, and for what.
pub(crate) fn held(scene: &Scene, base: &Url, address: &str) -> Option<Held> {
    let Ok(url) = base.join(address) else {
        return if names_a_host(address) { Held::unjudged(scene) } else { None };
    };
    if !matches!(url.scheme(), "http" | "https" | "ws" | "wss" | "ftp") {
        return None;
    }
    let host = url.host_str()?;
    if scene.is_own(host) { held_at(scene, url.path()) } else { held_by(scene, host) }
}

/// The same, for a path of the site itself.
pub(crate) fn held_at(scene: &Scene, path: &str) -> Option<Held> {
    let service = scene.register.service_at_path(path)?;
    let verdict = scene.judge(Subject::Contact, service.id.as_str(), &Observation::Path { path });
    (!scene.permits(verdict)).then(|| Held::of(service))
}

/// The same, for another host.
pub(crate) fn held_by(scene: &Scene, host: &str) -> Option<Held> {
    let verdict = scene.judge(Subject::Contact, host, &Observation::Contact { host });
    if scene.permits(verdict) {
        return None;
    }
    let service = scene.register.service_at_host(host);
    Some(service.map_or(Held { undeclared: true, ..Held::default() }, Held::of))
}

/// Whether anything could be held: where nothing could, what cannot be read
/// is let through.
pub(crate) fn may_be(scene: &Scene) -> bool {
    let register = &scene.register;
    scene.undeclared == Undeclared::Block
        || register.declared.service.iter().any(|service| {
            let somewhere = !service.hosts.is_empty() || !service.paths.is_empty();
            let purpose = register.purpose(service.purpose.as_str());
            somewhere && !purpose.is_some_and(|purpose| scene.choice.allows(purpose, Some(service)))
        })
}

/// Whether an address says its host, without what browsers drop of it.
pub(crate) fn names_a_host(address: &str) -> bool {
    let plain = |c: char| if c == '\\' { '/' } else { c.to_ascii_lowercase() };
    let begins: String = written(address).take(6).map(plain).collect();
    ["//", "http:", "https:", "ws:", "wss:", "ftp:"].iter().any(|start| begins.starts_with(start))
}

/// What a browser reads of an address: no white space before it, no tabs and
/// line breaks inside of it (WHATWG URL, §4.4).
pub(crate) fn written(address: &str) -> impl Iterator<Item = char> {
    address.chars().skip_while(|c| *c <= ' ').filter(|c| !matches!(c, '\t' | '\n' | '\r'))
}

#[cfg(test)]
mod tests {
    use super::names_a_host;

    #[track_caller]
    fn case(address: &str, expected: bool) {
        assert_eq!(names_a_host(address), expected, "{address:?}");
    }

    #[test]
    fn what_browsers_drop_hides_no_host() {
        for address in ["//x", "\\/x", " \u{1}/\t/x", "ht\ntps:x", "HTTP:", "w\rs://x", "ftp:x", "wss:/x"] {
            case(address, true);
        }
        for address in ["", "/", "x", "/x//y", "?//x", "#//x", "x:y", "httpx", "\u{a0}//x", "../x", "data:x"] {
            case(address, false);
        }
    }
}
