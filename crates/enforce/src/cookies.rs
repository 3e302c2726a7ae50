//! The cookie wall, both ways.
//!
//! On the way in, only what may be read reaches the origin (art. 82 covers
//! reading too). On the way out, each `Set-Cookie` is judged by itself, on
//! every response: pages, images, redirections, errors. The choice cookie is
//! ours: the origin may read it and never write it.
//!
//! Whether a write is the first one is told by what the browser sent. A cookie
//! sent back with the same value is the one that is there already: writing it
//! again would only move its deadline, so it is dropped and the browser keeps
//! its copy. What another value means depends on the purpose: the verdict says.

use temoin_consent::{Reason, Verdict};
use temoin_evidence::{FirstWrite, Observation, Wanted};
use temoin_register::TrackerKind;

use crate::set_cookie::SetCookie;
use crate::{Scene, Subject};

/// What the wall let in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// The `Cookie` header for the origin; none if nothing is left of it.
    pub header: Option<Vec<u8>>,
    /// Every cookie the browser sent, for the way out.
    pub sent: Vec<(Vec<u8>, Vec<u8>)>,
    /// The names that were held back, for the reaper.
    pub dropped: Vec<String>,
}

/// Splits `Cookie` headers into name and value; order and bytes are kept.
fn pairs<'h>(headers: &[&'h [u8]]) -> Vec<(&'h [u8], &'h [u8], &'h [u8])> {
    headers
        .iter()
        .flat_map(|header| header.split(|byte| *byte == b';'))
        .map(<[u8]>::trim_ascii)
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (pair, pair[..at].trim_ascii(), pair[at + 1..].trim_ascii()),
            None => (pair, pair, &b""[..]),
        })
        .collect()
}

/// The value of the cookie `name` in `Cookie` headers, if it is text. Two of
/// the same name are none: an attacker on a sibling host can plant one, and
/// guessing which is ours would be trusting.
pub fn value<'h>(headers: &[&'h [u8]], name: &str) -> Option<&'h str> {
    let mut found = pairs(headers).into_iter().filter(|(_, key, _)| *key == name.as_bytes());
    let (_, _, value) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    std::str::from_utf8(value).ok()
}

/// The wall on the way in.
pub fn incoming(scene: &Scene, headers: &[&[u8]]) -> Incoming {
    let own = scene.register.declared.consent.cookie.as_str().as_bytes();
    let mut incoming = Incoming::default();
    let mut kept: Vec<&[u8]> = Vec::new();
    for (pair, name, value) in pairs(headers) {
        incoming.sent.push((name.to_vec(), value.to_vec()));
        let text = String::from_utf8_lossy(name);
        let passes = name == own || {
            let seen = Observation::Read { kind: TrackerKind::Cookie, name: &text };
            scene.permits(scene.judge(Subject::CookieRead, &text, &seen))
        };
        if passes {
            kept.push(pair);
        } else {
            incoming.dropped.push(text.into_owned());
        }
    }
    incoming.header = (!kept.is_empty()).then(|| kept.join(&b"; "[..]));
    incoming
}

/// The wall on the way out: the header that leaves, or none.
pub fn outgoing(scene: &Scene, header: &[u8], sent: &[(Vec<u8>, Vec<u8>)]) -> Option<Vec<u8>> {
    let cookie = SetCookie::parse(header, scene.now)?;
    let name = String::from_utf8_lossy(cookie.name);
    if name == scene.register.declared.consent.cookie.as_str() {
        scene.tally.saw(Subject::CookieWrite, &name, Verdict::Strip(Reason::Reserved));
        return None;
    }
    let first = first_write(&cookie, sent);
    let seen = Observation::Write { kind: TrackerKind::Cookie, name: &name, wanted: cookie.wanted, first };
    match scene.judge(Subject::CookieWrite, &name, &seen) {
        Verdict::Cap(seconds, _) => Some(cookie.for_seconds(seconds, scene.now)),
        Verdict::ForSession(_) => Some(cookie.for_session()),
        // Browsers do not all read odd lifetimes alike: what leaves has one
        // that nobody can misread, or none.
        Verdict::Allow(Reason::Deletion) => Some(cookie.for_seconds(0, scene.now)),
        Verdict::Allow(_) if cookie.wanted == Wanted::Session => Some(cookie.for_session()),
        verdict => scene.permits(verdict).then(|| header.to_vec()),
    }
}

fn first_write(cookie: &SetCookie<'_>, sent: &[(Vec<u8>, Vec<u8>)]) -> FirstWrite {
    if cookie.wanted == Wanted::Session {
        return FirstWrite::Now;
    }
    // A browser may send several of one name, from several paths.
    let mut values = sent.iter().filter(|(key, _)| key == cookie.name).map(|(_, value)| value).peekable();
    if values.peek().is_none() {
        return FirstWrite::Now;
    }
    if values.any(|value| value == cookie.value) { FirstWrite::Unknown } else { FirstWrite::Changed }
}
