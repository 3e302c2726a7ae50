//! Header hygiene: what a proxy must not pass on, and what it must say.
//!
//! Hop-by-hop headers end here (RFC 9110 §7.6.1), with everything that
//! `Connection` names. Headers by which a client could pass for someone else
//! are removed and written anew.

use std::fmt::Write as _;
use std::net::IpAddr;

use http::header::{
    ACCEPT, ACCEPT_RANGES, AUTHORIZATION, CACHE_CONTROL, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE,
    COOKIE, EXPIRES, FORWARDED, HOST, IF_MODIFIED_SINCE, IF_RANGE, LAST_MODIFIED, PRAGMA, RANGE, SET_COOKIE, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;
use temoin_enforce::Address;

/// What kind of thing a request fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fetched {
    /// A page that a visitor looks at.
    Page,
    /// A page inside another.
    Frame,
    /// Something that does not say: a page, if HTML comes. Tools that audit a
    /// site often ask so, and must see what visitors see.
    Unsure,
    /// What a script asks for, and may put into a page.
    Piece,
    /// A style sheet.
    Style,
    /// A script that runs beside the pages.
    Worker,
    /// An image, a script, a font: HTML there is rendered by nobody.
    Other,
}

impl Fetched {
    /// What `headers` say is fetched.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        if let Some(destination) = headers.get(SEC_FETCH_DEST) {
            return match destination.as_bytes() {
                b"document" => Self::Page,
                b"iframe" | b"frame" | b"embed" | b"object" => Self::Frame,
                b"empty" => Self::Piece,
                b"style" => Self::Style,
                b"worker" | b"sharedworker" | b"serviceworker" => Self::Worker,
                _ => Self::Other,
            };
        }
        if headers.contains_key(X_REQUESTED_WITH) {
            return Self::Piece;
        }
        let accepts = |kind: &str| {
            headers.get_all(ACCEPT).iter().any(|value| value.to_str().is_ok_and(|text| text.contains(kind)))
        };
        match (accepts("text/html"), accepts("*/*") || !headers.contains_key(ACCEPT)) {
            (true, _) => Self::Page,
            (false, true) => Self::Unsure,
            (false, false) => Self::Piece,
        }
    }

    /// Whether HTML that comes is a document, not a piece of one.
    pub(crate) fn is_document(self) -> bool {
        matches!(self, Self::Page | Self::Frame | Self::Unsure)
    }
}

/// What `Connection` cannot take away: it would make a message say something
/// else to the other side than it said here.
const END_TO_END: [HeaderName; 7] =
    [HOST, COOKIE, SET_COOKIE, AUTHORIZATION, CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING];

/// Removes what concerns this connection alone.
pub(crate) fn strip_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .filter(|name| !END_TO_END.contains(name))
        .collect();
    named.iter().for_each(|name| drop(headers.remove(name)));
    remove_all(headers, |name| {
        matches!(*name, CONNECTION | TE | TRAILER | TRANSFER_ENCODING | UPGRADE)
            || matches!(name.as_str(), "keep-alive" | "proxy-connection" | "proxy-authenticate")
    });
}

/// Removes the headers of these names. Most messages have none, and looking
/// once costs less than asking for each.
fn remove_all(headers: &mut HeaderMap, which: impl Fn(&HeaderName) -> bool) {
    let found: Vec<HeaderName> = headers.keys().filter(|name| which(name)).cloned().collect();
    found.iter().for_each(|name| drop(headers.remove(name)));
}

/// Removes what a client could use to pass for another, and says who asks.
///
/// A server that is trusted may say whom it speaks for: its word is passed on,
/// with its own address after it. Nobody else's is.
pub(crate) fn forward(headers: &mut HeaderMap, peer: IpAddr, trusted: &[IpNet], page: &Address) {
    let mut asks = if trusted.iter().any(|network| network.contains(&peer)) { said(headers) } else { Vec::new() };
    asks.push(peer);
    remove_all(headers, |name| {
        let name = name.as_str();
        name.starts_with("temoin-")
            || name.starts_with("x-temoin-")
            || name.starts_with("x-forwarded-")
            || matches!(name, "forwarded" | "x-real-ip" | "x-original-url" | "x-rewrite-url" | "proxy")
            // PHP and others read `_` as `-`: such a name would pass for one of these.
            || name.contains('_')
    });
    // The last who is not one of our own: what is before him is only his word.
    let visitor = asks.iter().rev().find(|ip| !trusted.iter().any(|network| network.contains(*ip))).unwrap_or(&asks[0]);
    let host = headers.get(HOST).cloned().unwrap_or_else(|| HeaderValue::from_static(""));
    let scheme = if page.scheme() == "http" { "http" } else { "https" };
    let written = host.to_str().unwrap_or_default();
    let (mut chain, mut nodes) = (String::with_capacity(16), String::with_capacity(64 + written.len()));
    for (at, ip) in asks.iter().enumerate() {
        let (before, open, close) = (
            if at > 0 { ", " } else { "" },
            if ip.is_ipv6() { "\"[" } else { "" },
            if ip.is_ipv6() { "]\"" } else { "" },
        );
        let start = chain.len() + before.len();
        chain.push_str(before);
        push_address(&mut chain, *ip);
        for piece in [before, "for=", open, &chain[start..], close] {
            nodes.push_str(piece);
        }
    }
    for piece in [";host=\"", written, "\";proto=", scheme] {
        nodes.push_str(piece);
    }
    // One visitor alone is both who asks and the whole chain.
    let text = |text: String| HeaderValue::try_from(text).expect("addresses and a host that is served are plain");
    let real = (asks.len() > 1).then(|| text(visitor.to_string()));
    let chain = text(chain);
    headers.insert(X_REAL_IP, real.unwrap_or_else(|| chain.clone()));
    headers.insert(X_FORWARDED_FOR, chain);
    headers.insert(X_FORWARDED_PROTO, HeaderValue::from_static(scheme));
    headers.insert(FORWARDED, text(nodes));
    headers.insert(X_FORWARDED_HOST, host);
}

/// Writes an address; the usual sort by hand, since formatting takes longer
/// than all the rest here.
fn push_address(text: &mut String, ip: IpAddr) {
    let IpAddr::V4(address) = ip else {
        let _ = write!(text, "{ip}");
        return;
    };
    for (place, octet) in address.octets().into_iter().enumerate() {
        if place > 0 {
            text.push('.');
        }
        for unit in [100, 10, 1] {
            if octet >= unit || unit == 1 {
                text.push(char::from(b'0' + octet / unit % 10));
            }
        }
    }
}

const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
const X_REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");
const X_REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Whom a trusted server says it speaks for. A list that is not one of
/// addresses, or is longer than any honest one, says nothing.
fn said(headers: &HeaderMap) -> Vec<IpAddr> {
    const LONGEST: usize = 20;
    let values = headers.get_all(X_FORWARDED_FOR).iter();
    let all: Option<Vec<&str>> = values.map(|value| value.to_str().ok()).collect();
    let nodes = all.unwrap_or_default().into_iter().flat_map(|value| value.split(','));
    let read: Option<Vec<IpAddr>> = nodes.map(|node| node.trim().parse().ok()).take(LONGEST + 1).collect();
    read.filter(|read| read.len() <= LONGEST).unwrap_or_default()
}

/// Asks for something that can be rewritten: whole, and not compared with what
/// was there at a time, which says nothing of the choice it was made for.
pub(crate) fn ask_whole(headers: &mut HeaderMap) {
    for name in [RANGE, IF_RANGE, IF_MODIFIED_SINCE] {
        headers.remove(name);
    }
}

/// Headers of what was made for this visitor: it is nobody else's, it is asked
/// about each time, and what the origin says of its bytes is true no more.
pub(crate) fn for_rewritten(headers: &mut HeaderMap) {
    for name in [CONTENT_LENGTH, LAST_MODIFIED, ACCEPT_RANGES] {
        headers.remove(name);
    }
    for name in ["content-md5", "digest", "repr-digest"] {
        headers.remove(name);
    }
    for_one(headers);
}

/// Who may keep what depends on a visitor's choice: the browser alone, which asks
/// each time.
pub(crate) fn for_one(headers: &mut HeaderMap) {
    const DEPENDS: HeaderValue = HeaderValue::from_static("Cookie, Sec-GPC");
    let no_store = headers
        .get_all(CACHE_CONTROL)
        .iter()
        .any(|value| value.to_str().is_ok_and(|v| v.to_ascii_lowercase().contains("no-store")));
    let cache = if no_store { "private, no-store" } else { "private, no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    // Each cache has a header of its own beside the common ones: `CDN-Cache-Control`
    // (RFC 9213), with a vendor's name before it or without.
    remove_all(headers, |name| {
        matches!(*name, EXPIRES | PRAGMA)
            || matches!(name.as_str(), "surrogate-control" | "x-accel-expires" | "edge-control")
            || name.as_str().ends_with("-cache-control")
    });
    if !headers.get_all(VARY).iter().any(|value| *value == DEPENDS) {
        headers.append(VARY, DEPENDS);
    }
}
