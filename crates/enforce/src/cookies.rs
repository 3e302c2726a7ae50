//! The cookie wall, both ways.
//!
//! On the way in, only what may be read reaches the origin (art. 82 covers
//! reading too). On the way out, each `Set-Cookie` is judged by itself, on
//! every response: pages, images, redirections, errors. The choice cookie, and
//! that in which a device sets its own choice aside, are ours: the origin may
//! read them and never write them. One of them that comes twice is no choice: the
//! origin gets neither, and the reaper ends both, wherever they are.
//!
//! Whether a write is the first one is told by what the browser sent. A cookie
//! sent back with the same value is the one that is there already: writing it
//! again would only move its deadline, so it is dropped and the browser keeps
//! its copy. What another value means depends on the purpose: the verdict says.

use std::borrow::Cow;
use std::collections::BTreeMap;

use temoin_consent::{Reason, Verdict};
use temoin_evidence::{FirstWrite, Observation, Wanted};
use temoin_register::TrackerKind;

use crate::set_cookie::{SetCookie, cut};
use crate::{By, Kind, Scene, Subject};

/// What no cookie lives longer than, whatever is declared: 400 days
/// (RFC 6265bis, §5.5). Not all browsers hold to it by themselves.
pub const LONGEST: i64 = 400 * 24 * 3600;

/// What the wall let in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// The `Cookie` header for the origin; none if nothing is left of it.
    pub header: Option<Vec<u8>>,
    /// Every cookie the browser sent, for the way out.
    pub sent: Sent,
    /// The names that were held back, for the reaper.
    pub dropped: Vec<String>,
}

/// The cookies that a browser sent, as it sent them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent(Vec<u8>);

impl Sent {
    /// All of them, as a `Cookie` header has them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The values of the cookies called `name`: a browser may send several,
    /// from several paths.
    pub fn values<'s>(&'s self, name: &'s [u8]) -> impl Iterator<Item = &'s [u8]> {
        pairs(&self.0).filter(move |pair| pair.name == name).map(|pair| pair.value)
    }
}

/// One cookie of a `Cookie` header, and all of it as it was written.
struct Pair<'h> {
    whole: &'h [u8],
    name: &'h [u8],
    value: &'h [u8],
}

fn pairs(header: &[u8]) -> impl Iterator<Item = Pair<'_>> {
    header.split(|byte| *byte == b';').map(<[u8]>::trim_ascii).filter(|whole| !whole.is_empty()).map(|whole| {
        let (name, value) = cut(whole);
        Pair { whole, name, value }
    })
}

/// The values of all the cookies called `name` in `Cookie` headers.
pub fn values<'h>(headers: &[&'h [u8]], name: &str) -> impl Iterator<Item = &'h [u8]> {
    let all = headers.iter().flat_map(|header| pairs(header));
    all.filter(move |pair| pair.name == name.as_bytes()).map(|pair| pair.value)
}

/// The value of the cookie `name` in `Cookie` headers, if it is text. Two of
/// the same name are none: an attacker on a sibling host can plant one, and
/// guessing which is ours would be trusting. [`incoming`] holds both back.
pub fn value<'h>(headers: &[&'h [u8]], name: &str) -> Option<&'h str> {
    let mut found = values(headers, name);
    let only = found.next()?;
    if found.next().is_some() {
        return None;
    }
    std::str::from_utf8(only).ok()
}

/// A name as the register knows it: nearly all are ASCII.
fn text(name: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(name).map_or_else(|_| String::from_utf8_lossy(name), Cow::Borrowed)
}

/// The wall on the way in.
pub fn incoming(scene: &Scene, headers: &[&[u8]]) -> Incoming {
    let own = &scene.register.declared.consent;
    let (sent, mut kept, mut dropped) = (headers.join(&b';'), Vec::new(), Vec::new());
    // How often each of ours came, counted once: whoever sends thousands has them read once.
    let mut ours: BTreeMap<&[u8], usize> = BTreeMap::new();
    for pair in pairs(&sent).filter(|pair| own.keeps(pair.name)) {
        *ours.entry(pair.name).or_default() += 1;
    }
    for pair in pairs(&sent) {
        let name = text(pair.name);
        let passes = if let Some(times) = ours.get(pair.name) {
            *times == 1
        } else {
            let seen = Observation::Read { kind: TrackerKind::Cookie, name: &name };
            scene.permits(scene.judge(Subject::CookieRead, &name, &seen))
        };
        if !passes {
            dropped.push(name.into_owned());
            continue;
        }
        if kept.is_empty() {
            kept.reserve(sent.len());
        } else {
            kept.extend_from_slice(b"; ");
        }
        kept.extend_from_slice(pair.whole);
    }
    Incoming { header: (!kept.is_empty()).then_some(kept), sent: Sent(sent), dropped }
}

/// The wall on the way out: the header that leaves, as it came if it may, or
/// none.
pub fn outgoing<'h>(scene: &Scene, header: &'h [u8], sent: &Sent) -> Option<Cow<'h, [u8]>> {
    let cookie = SetCookie::parse(header, scene.now)?;
    let name = text(cookie.name);
    if scene.register.declared.consent.keeps(cookie.name) {
        scene.tell(Subject::CookieWrite, Kind::Cookie, &name, Verdict::Strip(Reason::Reserved), By::Response);
        return None;
    }
    let first = first_write(&cookie, sent);
    let seen = Observation::Write { kind: TrackerKind::Cookie, name: &name, wanted: cookie.wanted, first };
    let verdict = scene.judge(Subject::CookieWrite, &name, &seen);
    // Browsers do not all read odd lifetimes alike: what leaves has one that
    // nobody can misread, or none.
    let seconds = match verdict {
        Verdict::Undeclared => return scene.permits(verdict).then_some(Cow::Borrowed(header)),
        Verdict::Strip(_) | Verdict::Block(_) => return None,
        Verdict::ForSession(_) => return Some(cookie.for_session()),
        Verdict::Allow(Reason::Deletion) => 0,
        Verdict::Cap(seconds, _) => seconds,
        Verdict::Allow(_) => match cookie.wanted {
            Wanted::Session => return Some(cookie.for_session()),
            Wanted::Seconds(seconds) if seconds <= LONGEST && cookie.is_plain(scene.now) => {
                return Some(Cow::Borrowed(header));
            }
            Wanted::Seconds(seconds) => seconds,
        },
    };
    Some(Cow::Owned(cookie.for_seconds(seconds.min(LONGEST), scene.now)))
}

fn first_write(cookie: &SetCookie<'_>, sent: &Sent) -> FirstWrite {
    if cookie.wanted == Wanted::Session {
        return FirstWrite::Now;
    }
    let mut values = sent.values(cookie.name).peekable();
    if values.peek().is_none() {
        return FirstWrite::Now;
    }
    if values.any(|value| value == cookie.value) { FirstWrite::Unknown } else { FirstWrite::Changed }
}
