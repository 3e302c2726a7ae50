//! Where things are: hosts, paths of the site, the site itself.

use std::fmt;

use serde::Serialize;
use temoin_reading::{Complaint, parsed};

use crate::text_type::text_type;

text_type! {
    /// A host, or `*.` and a host for every host below it (not the host
    /// itself, as in a Content-Security-Policy).
    HostPattern, r"^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$", "A host, or `*.` and a host for all below it."
}

impl HostPattern {
    /// Parses a host in lower case, without scheme, port or path.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let host = text.strip_prefix("*.").unwrap_or(text);
        let label = |l: &str| {
            !l.is_empty() && l.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
        };
        if host.len() <= 253 && host.split('.').all(label) {
            return Ok(Self(text.to_owned()));
        }
        let bare = text.split("://").last().unwrap_or(text);
        let bare = bare.split(['/', ':', '?', '#']).next().unwrap_or(bare).to_lowercase();
        Err(Complaint::new(
            format!("`{text}` is not a host"),
            format!("write the host alone, in lower case, such as `{bare}` or `*.{bare}`"),
        ))
    }

    /// The host below which all are meant, if this is such a pattern.
    pub fn parent(&self) -> Option<&str> {
        self.0.strip_prefix("*.")
    }
}

text_type! {
    /// A domain that several hosts of the site have in common, for a cookie of all of them.
    Domain, r"^[a-z0-9_-]+(\.[a-z0-9_-]+)+$", "A domain of two labels or more, such as `example.org`."
}

impl Domain {
    /// Parses a domain that browsers may let a cookie have: one label alone is everybody's,
    /// and an address of a machine has nothing below it.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let bare = text.trim_start_matches("*.").trim_start_matches('.');
        let parsed = HostPattern::parse(bare).ok().filter(|host| host.parent().is_none());
        let named = bare.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()));
        match parsed {
            Some(host) if host.as_str() == text && named && text.contains('.') => Ok(Self(text.to_owned())),
            Some(host) if named && bare.contains('.') => {
                let help = format!("write it without what stands before: `{host}`");
                Err(Complaint::new(format!("`{text}` is not a domain"), help))
            }
            _ => Err(Complaint::new(
                format!("`{text}` cannot be the domain of a cookie"),
                "name the domain that the site's hosts have in common, such as `example.org`, or drop the key",
            )),
        }
    }

    /// Whether `host` is this domain or below it.
    pub fn holds(&self, host: &str) -> bool {
        host.strip_suffix(self.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

text_type! {
    /// A path of the site itself under which a service answers.
    Prefix, "^/.+$", "A path of the site, from its first slash."
}

impl Prefix {
    /// Parses a path that begins with one slash and is not the whole site.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let plain = text.starts_with('/') && !text.starts_with("//") && text.len() > 1;
        if plain && !text.contains(|c: char| c.is_whitespace() || matches!(c, '?' | '#' | '\\')) {
            return Ok(Self(text.to_owned()));
        }
        Err(Complaint::new(
            format!("`{text}` is not a path of the site"),
            "write it from its first slash, without query, such as `/matomo/`",
        ))
    }
}

text_type! {
    /// Where the site is published. Plain http only on the machine itself.
    SiteUrl, "^https?://", "An https address; http only on loopback."
}

impl SiteUrl {
    /// Parses an absolute http(s) address.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let complaint =
            |message: String| Err(Complaint::new(message, "write it whole, such as `https://www.example.org/`"));
        let Ok(url) = url::Url::parse(text) else {
            return complaint(format!("`{text}` is not an address"));
        };
        let Some(host) = url.host_str() else {
            return complaint(format!("`{text}` has no host"));
        };
        match url.scheme() {
            "https" => Ok(Self(url.to_string())),
            "http" if is_loopback(host) => Ok(Self(url.to_string())),
            "http" => complaint(format!("`{text}` is not encrypted: http is for the machine itself alone")),
            scheme => complaint(format!("`{scheme}` is not a scheme a site is published with")),
        }
    }

    /// The host, in lower case.
    pub fn host(&self) -> &str {
        // Looked for rather than parsed: pages are judged by it, and what was
        // parsed is written in one way only.
        let authority = self.0.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
        let named = authority.rsplit_once('@').map_or(authority, |(_, named)| named);
        match named.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => host,
            _ => named,
        }
    }

    /// Scheme, host and port as a browser's `Origin` header writes them.
    pub fn origin(&self) -> String {
        url::Url::parse(&self.0).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }
}

/// Whether a host names the machine itself.
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_is_what_a_parser_finds() {
        for text in [
            "https://www.Example.org",
            "https://example.org:8443/a:b@c",
            "http://[::1]:8080/",
            "http://[::1]/x?y=[:]",
            "http://127.1/",
            "https://user:secret@example.org/",
            "https://école.example/cours",
        ] {
            let parsed = url::Url::parse(text).expect("an address");
            assert_eq!(SiteUrl::parse(text).expect("an address").host(), parsed.host_str().expect("a host"), "{text}");
        }
    }

    #[test]
    fn a_domain_is_one_that_a_cookie_may_have() {
        for text in ["example.org", "campus.example.org", "campus.localhost", "xn--cole-9oa.example"] {
            let domain = Domain::parse(text).expect("a domain");
            assert!(domain.holds(text) && domain.holds(&format!("www.{text}")) && !domain.holds(&format!("www{text}")));
        }
        for text in ["org", "localhost", "127.0.0.1", "[::1]", "", ".", "example.org:80", "https://example.org", "É.fr"]
        {
            Domain::parse(text).expect_err("no domain of a cookie");
        }
        for text in [".example.org", "*.example.org"] {
            assert!(Domain::parse(text).expect_err("a dot too many").help.contains("`example.org`"));
        }
    }

    #[test]
    fn a_host_is_told_how_to_be_written() {
        let complaint = HostPattern::parse("https://Www.YouTube.com/embed").expect_err("a URL");
        assert!(complaint.help.contains("`www.youtube.com`"), "{}", complaint.help);
    }
}
