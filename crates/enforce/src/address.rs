//! The address of what is asked for, as the browser sees it.
//!
//! Most requests are for things that hold no addresses of their own: of those,
//! the walls need the host and the path, and nothing has to be resolved against
//! them. So what a request says is kept as it came, and parsed as an address
//! (WHATWG URL) only for who asks.

use std::net::Ipv4Addr;
use std::ops::Deref;
use std::str::FromStr;
use std::sync::OnceLock;

use url::Url;

/// The address of a page, or of a part of one.
#[derive(Clone, Debug)]
pub struct Address {
    /// Scheme, host and port: `https://www.example.org`.
    origin: String,
    /// Where the host stands in `origin`.
    host: (usize, usize),
    /// Path and query, as they were asked for.
    asked: String,
    /// How long the path is in `asked`, if a browser writes it so too.
    path: Option<usize>,
    url: OnceLock<Url>,
}

impl Address {
    /// The address of `path_and_query` at a host that is served, in lower case
    /// and as it is written in addresses, with its port if it has one.
    ///
    /// `None` where that makes no address.
    pub fn new(scheme: &'static str, host: &str, path_and_query: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
        let (name, port) = host.split_once(':').unwrap_or((host, ""));
        let as_written = !name.is_empty()
            && name.bytes().all(plain)
            // What ends like a number is read as one, and has one plain form.
            && (name.bytes().last().is_some_and(|b| b.is_ascii_lowercase()) || name.parse::<Ipv4Addr>().is_ok())
            && !name.split('.').any(|label| label.starts_with("xn--"))
            && (port.is_empty() || port.parse::<u16>().is_ok() && port.bytes().all(|b| b.is_ascii_digit()));
        if !as_written || !path_and_query.starts_with('/') {
            // Put together, never joined: a path that begins with two slashes
            // is a path here.
            return Url::parse(&format!("{scheme}://{host}{path_and_query}")).ok().map(Self::from);
        }
        let start = scheme.len() + 3;
        Some(Self {
            origin: [scheme, "://", host].concat(),
            host: (start, start + name.len()),
            asked: path_and_query.to_owned(),
            path: plain_path(path_and_query),
            url: OnceLock::new(),
        })
    }

    /// All of it, parsed.
    pub fn url(&self) -> &Url {
        self.url.get_or_init(|| {
            let text = format!("{}{}", self.origin, self.asked);
            Url::parse(&text).expect("a plain host with a path is an address")
        })
    }

    /// The host, in lower case.
    pub fn host(&self) -> &str {
        &self.origin[self.host.0..self.host.1]
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &str {
        self.origin.split_once(':').map_or("", |(scheme, _)| scheme)
    }

    /// The path, as a browser writes it: `/a/../b` is `/b`.
    pub fn path(&self) -> &str {
        self.path.map_or_else(|| self.url().path(), |length| &self.asked[..length])
    }
}

impl From<Url> for Address {
    fn from(url: Url) -> Self {
        let origin = url[..url::Position::BeforePath].to_owned();
        let host = url[..url::Position::BeforeHost].len();
        let host = (host, host + url[url::Position::BeforeHost..url::Position::AfterHost].len());
        let asked = url[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
        let path = plain_path(&asked);
        Self { origin, host, asked, path, url: OnceLock::from(url) }
    }
}

/// How long the path is at the beginning of `asked`, if nothing in it is
/// written in another way by browsers.
fn plain_path(asked: &str) -> Option<usize> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_~.=+:@!,;".contains(&b);
    let mut before = b'/';
    for (at, byte) in asked.bytes().enumerate() {
        if byte == b'?' {
            return Some(at);
        }
        if !plain(byte) || byte == b'.' && before == b'/' {
            return None;
        }
        before = byte;
    }
    Some(asked.len())
}

impl FromStr for Address {
    type Err = url::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Url::parse(text).map(Self::from)
    }
}

impl Deref for Address {
    type Target = Url;

    fn deref(&self) -> &Url {
        self.url()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(host: &str, path: &str) {
        let url = Url::parse(&format!("https://{host}{path}")).expect("an address");
        let address = Address::new("https", host, path).expect("an address");
        let told = (address.scheme(), Some(address.host()), address.path());
        assert_eq!(told, (url.scheme(), url.host_str(), url.path()), "{host} {path}");
        assert_eq!(*address.url(), url);
    }

    #[test]
    fn what_is_told_without_parsing_is_what_a_parser_finds() {
        for host in ["www.example.org", "example.org:8443", "127.0.0.1:80", "127.1", "[::1]:8080", "0x7f.1", "EX.org"] {
            for path in [
                "/",
                "/a/b.php?id=1",
                "/a/../b",
                "/a/%2e%2e/b",
                "//other.example/",
                "/a\\b",
                "/é?é",
                "/a/.b",
                "/x?y/../z",
            ] {
                case(host, path);
            }
        }
    }

    #[test]
    fn what_makes_no_address_is_none() {
        assert!(Address::new("https", "a b", "/").is_none());
        for port in ["99999", "65536", "000000080000"] {
            assert!(Address::new("https", &format!("example.org:{port}"), "/").is_none(), "{port}");
        }
        assert!(Address::new("https", "", "/").is_none());
    }
}
