//! Content policies: the one we add, and what the site's own lets us insert.
//!
//! A content policy is an allow list, so it can only be enforced where what is
//! not declared is refused anyway. It is added as a second header: browsers
//! enforce both, and the site's own is never parsed to be loosened.

use http::HeaderMap;
use http::header::CONTENT_SECURITY_POLICY;

use crate::{Scene, Undeclared};

/// How something of ours may stand in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Insertion {
    /// Inline, with this nonce if there is one.
    Inline(Option<String>),
    /// As a file of the same origin: the site's policy refuses inline ones.
    External,
}

/// How our style and our script may stand in a page: each has its directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permitted {
    /// Our style.
    pub style: Insertion,
    /// Our script.
    pub script: Insertion,
}

/// The policy to add to a page, if one is to be.
pub fn added(scene: &Scene) -> Option<String> {
    if scene.undeclared == Undeclared::Report {
        return None;
    }
    let mut sources = vec!["'self'", "data:", "blob:", "'unsafe-inline'", "'unsafe-eval'"];
    let services = scene.choice.allowed_services(&scene.register);
    sources.extend(services.iter().flat_map(|service| service.hosts.iter().map(temoin_register::HostPattern::as_str)));
    let own: Vec<String> = scene.register.site().urls.iter().map(temoin_register::SiteUrl::host).collect();
    sources.extend(own.iter().map(String::as_str).filter(|host| !temoin_register::is_loopback(host)));
    Some(format!("default-src {}", sources.join(" ")))
}

/// What the site's own policies let us insert.
pub fn permitted(headers: &HeaderMap) -> Permitted {
    Permitted { style: insertion(headers, "style-src"), script: insertion(headers, "script-src") }
}

/// What every policy lets stand under `directive`: the strictest of them.
fn insertion(headers: &HeaderMap, directive: &str) -> Insertion {
    let mut nonce = None;
    for policy in headers.get_all(CONTENT_SECURITY_POLICY) {
        let Ok(policy) = policy.to_str() else {
            return Insertion::External;
        };
        // Several policies may share one header, separated by commas.
        for sources in policy.split(',').filter_map(|policy| governing(policy, directive)) {
            match inline(sources) {
                Insertion::External => return Insertion::External,
                Insertion::Inline(found) => nonce = found.or(nonce),
            }
        }
    }
    Insertion::Inline(nonce)
}

/// The sources that govern a directive: its own, or the default ones.
fn governing<'p>(policy: &'p str, directive: &str) -> Option<&'p str> {
    let find = |wanted: &str| {
        policy.split(';').map(str::trim).find_map(|part| {
            let (name, sources) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
            name.eq_ignore_ascii_case(wanted).then_some(sources)
        })
    };
    find(directive).or_else(|| find("default-src"))
}

fn inline(sources: &str) -> Insertion {
    let nonce = sources.split_whitespace().find_map(|source| {
        let nonce = source.strip_prefix("'nonce-")?.strip_suffix('\'')?;
        let plain = nonce.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(&b));
        plain.then(|| nonce.to_owned())
    });
    match nonce {
        Some(nonce) => Insertion::Inline(Some(nonce)),
        None if sources.split_whitespace().any(|source| source.eq_ignore_ascii_case("'unsafe-inline'")) => {
            Insertion::Inline(None)
        }
        None => Insertion::External,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(policy: &str, expected: &Insertion) {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_SECURITY_POLICY, policy.parse().expect("a header"));
        assert_eq!(permitted(&headers).script, *expected, "{policy}");
    }

    #[test]
    fn the_sites_own_policy_is_respected() {
        let free = Insertion::Inline(None);
        assert_eq!(permitted(&HeaderMap::new()), Permitted { style: free.clone(), script: free.clone() });
        case("frame-ancestors 'self'", &free);
        case("script-src 'self'", &Insertion::External);
        case("style-src 'self'", &free);
        case("default-src 'self' 'unsafe-inline'", &free);
        case("script-src 'strict-dynamic' 'nonce-abc='", &Insertion::Inline(Some("abc=".to_owned())));
        case("default-src 'self', script-src 'nonce-x'", &Insertion::External);
        case("script-src 'nonce-\"><b>'", &Insertion::External);
    }
}
