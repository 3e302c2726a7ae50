//! Which content codings are asked of an origin, and which leave for a client.
//!
//! A page is unpacked to be checked, so an origin that is on this machine or
//! network is asked not to pack it at all: that would be work for both. Over a
//! longer way it is asked for what both the client and we can read. What is no
//! page is asked for as the client would: it mostly passes untouched.

use http::header::{ACCEPT_ENCODING, VARY};
use http::{HeaderMap, HeaderValue};
use temoin_enforce::coding::Coding;

use crate::headers::Fetched;

/// How the pages of an origin come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UpstreamEncoding {
    /// Plain from this machine and from private networks, else as
    /// [`Self::Negotiated`].
    #[default]
    Auto,
    /// Always plain.
    Identity,
    /// In what both the client and the gateway can read.
    Negotiated,
}

/// How what was made for a visitor is delivered.
#[derive(Clone, Copy, Debug)]
pub struct Delivery {
    /// Whether it leaves compressed, for clients that accept it.
    pub compress: bool,
    /// How it comes.
    pub upstream: UpstreamEncoding,
    /// How many bytes of pages are kept to be sent again.
    pub kept: usize,
}

impl Default for Delivery {
    fn default() -> Self {
        Self { compress: true, upstream: UpstreamEncoding::default(), kept: 16 << 20 }
    }
}

/// What a client accepts, the one to prefer first.
pub(crate) fn accepted(headers: &HeaderMap) -> Vec<Coding> {
    // What browsers of today say needs no reading; nor does what says nothing.
    let mut values = headers.get_all(ACCEPT_ENCODING).iter();
    match (values.next().map(HeaderValue::as_bytes), values.next()) {
        (None, None) => return Vec::new(),
        (Some(b"gzip, deflate, br, zstd"), None) => return vec![Coding::Zstd, Coding::Brotli, Coding::Gzip],
        (Some(b"gzip, deflate, br"), None) => return vec![Coding::Brotli, Coding::Gzip],
        (Some(b"gzip, deflate" | b"gzip"), None) => return vec![Coding::Gzip],
        _ => {}
    }
    Coding::accepted(headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()))
}

/// Asks the origin for something in codings that can be undone, of those that
/// the client accepts.
pub(crate) fn ask(headers: &mut HeaderMap, accepts: &[Coding], fetched: Fetched, how: UpstreamEncoding, near: bool) {
    let plain = match how {
        UpstreamEncoding::Auto => near && matches!(fetched, Fetched::Page | Fetched::Frame),
        UpstreamEncoding::Identity => true,
        UpstreamEncoding::Negotiated => false,
    };
    headers.insert(ACCEPT_ENCODING, list(if plain { &[] } else { accepts }));
}

fn list(codings: &[Coding]) -> HeaderValue {
    match codings {
        [] => HeaderValue::from_static("identity"),
        // What browsers of today accept, and what nearly every other client does.
        [Coding::Zstd, Coding::Brotli, Coding::Gzip] => HeaderValue::from_static("zstd, br, gzip"),
        [Coding::Gzip] => HeaderValue::from_static("gzip"),
        codings => {
            let names: Vec<_> = codings.iter().map(|coding| coding.name()).collect();
            HeaderValue::from_str(&names.join(", ")).expect("names of codings are plain")
        }
    }
}

/// Says that a client that asks otherwise, by this header, gets other bytes.
pub(crate) fn vary(headers: &mut HeaderMap, by: &'static str) {
    let said = headers.get_all(VARY).iter().any(|value| {
        value.to_str().is_ok_and(|value| value.split(',').any(|name| name.trim().eq_ignore_ascii_case(by)))
    });
    if !said {
        headers.append(VARY, HeaderValue::from_static(by));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(fetched: Fetched, how: UpstreamEncoding, near: bool, client: &'static str, expected: &str) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(client));
        let accepts = accepted(&headers);
        ask(&mut headers, &accepts, fetched, how, near);
        assert_eq!(headers[ACCEPT_ENCODING], expected, "{fetched:?}, {how:?}, near: {near}, {client}");
    }

    #[test]
    fn what_is_asked_is_what_all_can_read() {
        use UpstreamEncoding::{Auto, Identity, Negotiated};
        let browser = "gzip, deflate, br, zstd, dcb";
        case(Fetched::Page, Auto, true, browser, "identity");
        case(Fetched::Page, Auto, false, browser, "zstd, br, gzip");
        case(Fetched::Frame, Negotiated, true, browser, "zstd, br, gzip");
        case(Fetched::Piece, Auto, true, browser, "zstd, br, gzip");
        case(Fetched::Piece, Identity, false, browser, "identity");
        case(Fetched::Page, Auto, false, "gzip", "gzip");
        case(Fetched::Page, Auto, false, "deflate", "identity");
    }
}
