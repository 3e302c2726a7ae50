//! What the gateway and the visitor's API share: a register, ready to serve.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use http::header::COOKIE;
use http::{HeaderMap, HeaderName};
use ipnet::IpNet;
use jiff::Timestamp;
use temoin_consent::account::Secret;
use temoin_consent::{Choice, Key, cookie};
use temoin_enforce::csp::{Policies, digest};
use temoin_enforce::{Address, Undeclared};
use temoin_register::{Language, Register, is_loopback};
use temoin_render::INTERFACES;
use temoin_render::banner::Banner;
use url::Url;

use crate::Delivery;
use crate::cache::Kept;
use crate::guard::Guard;
use crate::notice::Notice;
use crate::variant::policy;

const SEC_GPC: HeaderName = HeaderName::from_static("sec-gpc");

/// The moment of a request.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// How a site is served: the machine's settings, not the register's.
#[derive(Clone, Debug)]
pub struct Options {
    /// What happens to undeclared trackers.
    pub undeclared: Undeclared,
    /// The prefix of our own addresses, with both slashes: `/_temoin/`.
    pub prefix: String,
    /// Whether hosts that name the machine itself are served too: the listener
    /// is on loopback.
    pub on_loopback: bool,
    /// Whether visitors reach us by https: hosts that name the machine itself
    /// then have that scheme too.
    pub over_tls: bool,
    /// The addresses of the servers that stand before this one, whose word on
    /// who asks is taken.
    pub trusted: Vec<IpNet>,
    /// The largest body of a request, in bytes.
    pub largest: u64,
    /// How what is made is delivered.
    pub delivery: Delivery,
    /// What the site's own word on who is signed in is checked with, where its
    /// pages do not pass by us.
    pub secret: Option<Secret>,
}

/// A register with what is derived from it once.
#[derive(Debug)]
pub struct Site {
    /// The register in force.
    pub register: Arc<Register>,
    /// The key that choice cookies are signed with.
    pub key: Key,
    /// How it is served.
    pub options: Options,
    /// The notice: its styles and scripts.
    pub notice: Notice,
    /// The guard of pages and workers.
    pub guard: Guard,
    /// What changes the pages of this site, besides their visitors: 8 hex digits.
    pub(crate) policy: String,
    /// What was made, to be sent again.
    pub(crate) kept: Kept,
    /// The content policies that are added, by what a visitor allows.
    pub policies: Policies,
    /// What a site's own policy knows the guard by.
    pub(crate) guard_digest: String,
    /// The banners that may be asked for, each made when it first is.
    pub(crate) banners: BTreeMap<Language, OnceLock<Banner>>,
    /// The hosts of the register's addresses, each with its scheme.
    hosts: Vec<(String, &'static str)>,
}

impl Site {
    /// Prepares `register` to be served.
    pub fn new(register: Arc<Register>, key: Key, options: Options) -> Self {
        let own = register.site().languages.iter().copied();
        let all = INTERFACES.iter().filter_map(|interface| Language::parse(interface.code).ok());
        let banners = own.chain(all).map(|language| (language, OnceLock::new())).collect();
        let hosts = register
            .site()
            .urls
            .iter()
            .map(|url| (url.host().to_owned(), if url.as_str().starts_with("http:") { "http" } else { "https" }))
            .collect();
        let guard = Guard::new(&register, options.undeclared, &options.prefix);
        let notice = Notice::new(&register, &guard.table);
        let made_of = [&notice.styles.all, &notice.asks.version, &notice.rest.version, &guard.version];
        let policy = policy(register.digest(), &options, &made_of.map(String::as_str));
        let kept = Kept::new(options.delivery.kept);
        let policies = Policies::new(&register, options.undeclared, &options.prefix);
        let guard_digest = digest(&guard.script);
        Self { register, key, options, notice, guard, policy, kept, policies, guard_digest, banners, hosts }
    }

    /// The digests of our scripts, as policies and `integrity` write them.
    pub(crate) fn digests(&self) -> [&str; 3] {
        [&self.notice.asks.digest, &self.notice.rest.digest, &self.guard_digest]
    }

    /// The choice behind a request.
    pub fn choice(&self, headers: &HeaderMap, now: Timestamp) -> Choice {
        let cookies = cookie_headers(headers);
        let value = temoin_enforce::cookies::value(&cookies, self.register.declared.consent.cookie.as_str());
        cookie::choice(value, says_gpc(headers), &self.key, &self.register, now)
    }

    /// The scheme that the browser sees, for a `Host` that is served; `None` for
    /// any other.
    ///
    /// The scheme is the register's: behind a server that ends TLS, nothing in
    /// the request can be trusted to tell it.
    pub fn scheme(&self, host: &str) -> Option<&'static str> {
        let name = without_port(host)?;
        if let Some((_, scheme)) = self.hosts.iter().find(|(declared, _)| declared.eq_ignore_ascii_case(name)) {
            return Some(scheme);
        }
        if !self.options.on_loopback {
            return None;
        }
        let url = Url::parse(&format!("http://{host}/")).ok()?;
        url.host_str().is_some_and(is_loopback).then_some(if self.options.over_tls { "https" } else { "http" })
    }

    /// The origin (scheme, host, port) that the browser sees, for a `Host` that
    /// is served; `None` for any other.
    pub fn origin(&self, host: &str) -> Option<Url> {
        self.page(host, "/").map(|page| page.url().clone())
    }

    /// The address that the browser sees, for a `Host` that is served and the
    /// path and query that are asked of it.
    pub fn page(&self, host: &str, path_and_query: &str) -> Option<Address> {
        Address::new(self.scheme(host)?, host, path_and_query)
    }
}

/// The name in a `Host`, if it is a plain one: a name, an IPv4 address or a
/// bracketed IPv6 address, and digits for a port.
pub fn without_port(host: &str) -> Option<&str> {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host, ""),
    };
    let bracketed = name.starts_with('[') && name.ends_with(']');
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b) || (bracketed && b"[]:".contains(&b));
    (!name.is_empty() && name.bytes().all(plain) && port.bytes().all(|b| b.is_ascii_digit())).then_some(name)
}

/// Whether the browser objects to being followed.
pub(crate) fn says_gpc(headers: &HeaderMap) -> bool {
    headers.get(SEC_GPC).is_some_and(|value| value.as_bytes().trim_ascii() == b"1")
}

/// The `Cookie` headers as bytes.
pub fn cookie_headers(headers: &HeaderMap) -> Vec<&[u8]> {
    headers.get_all(COOKIE).iter().map(http::HeaderValue::as_bytes).collect()
}
