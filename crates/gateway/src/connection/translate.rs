//! A request that came in HTTP/2, as if it had come in HTTP/1.1.
//!
//! The origin is spoken to in HTTP/1.1, where a line feed or a second length
//! would begin another request; so what HTTP/2 can carry and HTTP/1.1 cannot
//! is refused (RFC 9113 §8.2, §8.3), and the sizes are the same. The parser
//! has seen to the rest: pseudo-headers, names in lower case, no control bytes,
//! no `Connection` or the like, a length that is the data's.

use http::header::{CONTENT_LENGTH, COOKIE, HOST};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderValue, Method, Uri, Version};

use crate::framing::{self, FIELDS, HEAD, Refusal, TARGET};

/// A field beyond its name and value, in HTTP/1.1.
const AROUND_FIELD: usize = 4;

/// Rewrites `parts`; whoever reads them afterwards can't tell the difference.
pub(super) fn translate(parts: &mut Parts) -> Result<(), Refusal> {
    if parts.method == Method::CONNECT {
        return Err(Refusal::Target);
    }
    host(parts)?;
    let target = parts.uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    let may_be_star = parts.method == Method::OPTIONS && target.as_str() == "*";
    if target.as_str().len() > TARGET {
        return Err(Refusal::LongTarget);
    }
    let is_path = target.as_str().starts_with('/') && target.as_str().bytes().all(|byte| byte.is_ascii_graphic());
    if !is_path && !may_be_star {
        return Err(Refusal::Target);
    }
    parts.uri = Uri::from(target);
    parts.version = Version::HTTP_11;
    if parts.headers.get_all(CONTENT_LENGTH).iter().count() > 1 {
        return Err(Refusal::Lengths);
    }
    join_cookies(parts)?;
    let size: usize = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + AROUND_FIELD).sum();
    if size > HEAD {
        return Err(Refusal::LongHead);
    }
    if parts.headers.len() > FIELDS {
        return Err(Refusal::ManyFields);
    }
    Ok(())
}

/// One `Host`, from `:authority`, which it must equal if both are there.
fn host(parts: &mut Parts) -> Result<(), Refusal> {
    let mut hosts = parts.headers.get_all(HOST).iter();
    let (host, second) = (hosts.next(), hosts.next());
    if second.is_some() {
        return Err(Refusal::Hosts);
    }
    let host = match (parts.uri.authority(), host) {
        (None, None) => return Err(Refusal::NoHost),
        (None, Some(_)) => return Ok(()),
        (Some(authority), _) if authority.as_str().contains('@') => return Err(Refusal::Host),
        (Some(authority), Some(host)) if !host.as_bytes().eq_ignore_ascii_case(authority.as_str().as_bytes()) => {
            return Err(Refusal::OtherHost);
        }
        (Some(authority), _) => HeaderValue::from_str(authority.as_str()).map_err(|_| Refusal::Host)?,
    };
    parts.headers.insert(HOST, host);
    Ok(())
}

/// Browsers send each cookie as a field of its own, for the compression's sake
/// (RFC 9113 §8.2.3); HTTP/1.1 knows one `Cookie`.
fn join_cookies(parts: &mut Parts) -> Result<(), Refusal> {
    let cookies: Vec<&[u8]> = parts.headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
    let joined = match cookies.as_slice() {
        [] => return Ok(()),
        cookies => cookies.join(b"; ".as_slice()),
    };
    if joined.len() > framing::COOKIE {
        return Err(Refusal::LongCookie);
    }
    parts.headers.insert(COOKIE, HeaderValue::from_bytes(&joined).map_err(|_| Refusal::FieldValue)?);
    Ok(())
}
