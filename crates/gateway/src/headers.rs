//! Header hygiene: what a proxy must not pass on, and what it must say.
//!
//! Hop-by-hop headers end here (RFC 9110 §7.6.1), with everything that
//! `Connection` names. Headers by which a client could pass for someone else
//! are removed and written anew.

use std::net::IpAddr;

use http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_RANGES, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, ETAG, FORWARDED,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, LAST_MODIFIED, LINK, RANGE, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
    VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use temoin_enforce::Scene;

use url::Url;

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
    /// An image, a style, a script, a font: HTML there is rendered by nobody.
    Other,
}

impl Fetched {
    /// What `headers` say is fetched.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        if let Some(destination) = headers.get("sec-fetch-dest") {
            return match destination.as_bytes() {
                b"document" => Self::Page,
                b"iframe" | b"frame" | b"embed" | b"object" => Self::Frame,
                b"empty" => Self::Piece,
                _ => Self::Other,
            };
        }
        if headers.contains_key("x-requested-with") {
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

const HOP_BY_HOP: [HeaderName; 5] = [CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE];
const HOP_BY_HOP_NAMES: [&str; 3] = ["keep-alive", "proxy-connection", "proxy-authenticate"];

/// Removes what concerns this connection alone.
pub(crate) fn strip_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<String> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    for name in named {
        headers.remove(name.as_str());
    }
    HOP_BY_HOP.iter().for_each(|name| drop(headers.remove(name)));
    HOP_BY_HOP_NAMES.iter().for_each(|name| drop(headers.remove(*name)));
}

/// Removes what a client could use to pass for another, and says who asks.
pub(crate) fn forward(headers: &mut HeaderMap, peer: IpAddr, page: &Url) {
    let forged: Vec<HeaderName> = headers
        .keys()
        .filter(|name| {
            let name = name.as_str();
            name.starts_with("x-temoin-")
                || name.starts_with("x-forwarded-")
                || matches!(name, "forwarded" | "x-real-ip" | "x-original-url" | "x-rewrite-url" | "proxy")
        })
        .cloned()
        .collect();
    forged.iter().for_each(|name| drop(headers.remove(name)));
    let host = page.host_str().map_or(String::new(), |host| match page.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    });
    let for_node = if peer.is_ipv6() { format!("\"[{peer}]\"") } else { peer.to_string() };
    let forwarded = format!("for={for_node};host=\"{host}\";proto={}", page.scheme());
    for (name, value) in [
        ("x-forwarded-for", peer.to_string()),
        ("x-forwarded-proto", page.scheme().to_owned()),
        ("x-forwarded-host", host),
        (FORWARDED.as_str(), forwarded),
    ] {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            headers.insert(name, value);
        }
    }
}

/// Asks for whatever it is, not compressed.
pub(crate) fn ask_plain(headers: &mut HeaderMap) {
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
}

/// Asks for a document that can be rewritten: whole, not compressed, not
/// compared with a variant that another choice gave.
pub(crate) fn ask_for_document(headers: &mut HeaderMap) {
    for name in [RANGE, IF_RANGE, IF_NONE_MATCH, IF_MODIFIED_SINCE] {
        headers.remove(name);
    }
    ask_plain(headers);
}

/// Headers of a page that is rewritten: it is this visitor's, and no validator
/// of the origin's speaks of it any more.
pub(crate) fn for_rewritten(headers: &mut HeaderMap) {
    for name in [CONTENT_LENGTH, ETAG, LAST_MODIFIED, ACCEPT_RANGES] {
        headers.remove(name);
    }
    for name in ["content-md5", "digest", "repr-digest"] {
        headers.remove(name);
    }
    let no_store = headers
        .get_all(CACHE_CONTROL)
        .iter()
        .any(|value| value.to_str().is_ok_and(|v| v.to_ascii_lowercase().contains("no-store")));
    let cache = if no_store { "private, no-store" } else { "private, no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.append(VARY, HeaderValue::from_static("Cookie, Sec-GPC"));
}

/// Drops the parts of `Link` headers that would contact what may not be:
/// `preload`, `preconnect` and the like act before any HTML is read.
pub(crate) fn filter_links(headers: &mut HeaderMap, scene: &Scene) {
    let links: Vec<String> =
        headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).map(str::to_owned).collect();
    if links.is_empty() {
        return;
    }
    headers.remove(LINK);
    for link in links.iter().flat_map(|link| split_links(link)) {
        let address = link.trim_start().strip_prefix('<').and_then(|rest| rest.split('>').next()).unwrap_or_default();
        let permitted = permits_contact(scene, address);
        if permitted && let Ok(value) = HeaderValue::from_str(link.trim()) {
            headers.append(LINK, value);
        }
    }
}

/// Splits at commas that stand outside `<…>`.
fn split_links(header: &str) -> Vec<&str> {
    let (mut parts, mut start, mut inside) = (Vec::new(), 0, false);
    for (at, c) in header.char_indices() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            ',' if !inside => {
                parts.push(&header[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&header[start..]);
    parts
}

/// Whether the address in a header may be contacted by the page of `scene`.
pub(crate) fn permits_contact(scene: &Scene, address: &str) -> bool {
    let Ok(url) = scene.page.join(address.trim()) else { return true };
    match url.host_str() {
        Some(host) if !scene.is_own(host) => scene.permits_host(host),
        _ => true,
    }
}
