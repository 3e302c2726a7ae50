//! Validators of what is made for one visitor.
//!
//! A page depends on the visitor's choice, so the origin's `ETag` says only half
//! of what it is. It leaves with the other half behind it:
//! `"x"` → `W/"x;t<policy>.<choice>"`, where `policy` stands for the register
//! and how it is enforced, and `choice` for what the visitor decided. When it
//! comes back, it is taken apart: the origin is asked about its half, and only
//! while ours still holds. So a page that was made for another choice, or by
//! another register, is never taken for the one that is due.
//!
//! The same holds of the language that the browser prefers, where the path does
//! not tell the page's.
//!
//! What is the same for everybody under one register (a style sheet in which
//! nothing waits for anyone) has `0` for its choice.
//!
//! Nothing in a validator tells visitors with the same choice apart.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use http::header::{ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue};
use temoin_consent::Choice;

use crate::Site;
use crate::headers::Fetched;
use crate::language::Unsaid;
use crate::site::Options;

/// Our halves of the validators of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    /// Of what was made for this visitor: `;t01234567.0123456789abcdef`.
    made: String,
    /// Of what is everybody's: `;t01234567.0`.
    common: String,
}

/// Which validators of ours went to the origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Compared {
    /// Of something that was made for this visitor.
    pub(crate) made: bool,
    /// Of something that is everybody's.
    pub(crate) common: bool,
}

/// What is done with validators that are not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Others {
    /// They are the origin's own, of what passes as it is.
    Kept,
    /// They speak of what was never checked.
    Dropped,
}

/// The digest of everything that changes what is made, besides the visitor: 8
/// hex digits.
pub(crate) fn policy(register: &str, options: &Options, inserted: &[&str]) -> String {
    let mut digest = DefaultHasher::new();
    (register, options.undeclared as u8, &options.prefix, inserted, env!("CARGO_PKG_VERSION")).hash(&mut digest);
    format!("{:016x}", digest.finish())[..8].to_owned()
}

impl Variant {
    /// The variant of `site` for a visitor with this choice, whose browser may
    /// be asked for its language.
    pub(crate) fn new(site: &Site, choice: &Choice, fetched: Fetched, unsaid: Option<Unsaid>) -> Self {
        let mut digest = DefaultHasher::new();
        if let Some(language) = unsaid.and_then(Unsaid::varying) {
            language.hash(&mut digest);
        }
        (fetched as u8, std::mem::discriminant(choice)).hash(&mut digest);
        if let Some(decision) = choice.decision() {
            let exceptions: Vec<String> = decision.exceptions.iter().map(ToString::to_string).collect();
            // An account's is shown with other words.
            let is_accounts = decision.account.is_some();
            (&decision.granted, &decision.refused, exceptions, is_accounts).hash(&mut digest);
        }
        let policy = &site.policy;
        Self { made: format!(";t{policy}.{:016x}", digest.finish()), common: format!(";t{policy}.0") }
    }

    /// Our half, for what was made for this visitor.
    pub(crate) fn made(&self) -> &str {
        &self.made
    }

    /// Takes the validators of a request apart. What is left of them is the
    /// origin's.
    pub(crate) fn unwrap(&self, headers: &mut HeaderMap, others: Others) -> Compared {
        let mut compared = Compared::default();
        let mut asked = Vec::new();
        for header in headers.get_all(IF_NONE_MATCH) {
            for tag in tags(header.as_bytes()) {
                let Some((opaque, ours)) = taken_apart(tag.opaque) else {
                    if others == Others::Kept {
                        asked.push(tag.written.to_vec());
                    }
                    continue;
                };
                let (ours, weak) = ours.strip_suffix(b"w").map_or((ours, false), |ours| (ours, true));
                let (made, common) = (ours == self.made.as_bytes(), ours == self.common.as_bytes());
                compared.made |= made;
                compared.common |= common;
                if made || common {
                    asked.push(written(opaque, b"", weak));
                }
            }
        }
        headers.remove(IF_NONE_MATCH);
        if let Ok(value) = HeaderValue::from_bytes(&asked.join(&b", "[..]))
            && !asked.is_empty()
        {
            headers.insert(IF_NONE_MATCH, value);
        }
        compared
    }

    /// Puts our half behind the `ETag` of something that was made.
    pub(crate) fn wrap(&self, headers: &mut HeaderMap) {
        wrap(headers, &self.made);
    }

    /// Puts our half behind the `ETag` of something that is everybody's.
    pub(crate) fn wrap_common(&self, headers: &mut HeaderMap) {
        wrap(headers, &self.common);
    }
}

/// Puts `ours` behind the `ETag`, if there is one that can be read.
fn wrap(headers: &mut HeaderMap, ours: &str) {
    let mut values = headers.get_all(ETAG).iter();
    let value = values.next().filter(|_| values.next().is_none());
    let wrapped = value.and_then(|value| {
        let all = tags(value.as_bytes());
        let [tag] = all.as_slice() else { return None };
        let weak: &[u8] = if tag.weak { b"w" } else { b"" };
        HeaderValue::from_bytes(&written(tag.opaque, &[ours.as_bytes(), weak].concat(), true)).ok()
    });
    headers.remove(ETAG);
    wrapped.into_iter().for_each(|wrapped| drop(headers.insert(ETAG, wrapped)));
}

/// An entity tag (RFC 9110 §8.8.3).
struct Tag<'h> {
    written: &'h [u8],
    opaque: &'h [u8],
    weak: bool,
}

/// The entity tags of a list. `*`, and what is no tag, is none.
fn tags(mut list: &[u8]) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    while let Some(start) = list.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b',')) {
        list = &list[start..];
        let mark = if list.starts_with(b"W/") { 2 } else { 0 };
        let Some(quoted) = list[mark..].strip_prefix(b"\"") else { break };
        let Some(end) = quoted.iter().position(|byte| *byte == b'"') else { break };
        let length = mark + 1 + end + 1;
        found.push(Tag { written: &list[..length], opaque: &quoted[..end], weak: mark > 0 });
        list = &list[length..];
    }
    found
}

/// The origin's half and ours, of a tag that has one of ours.
fn taken_apart(opaque: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = opaque.windows(2).rposition(|pair| pair == b";t")?;
    let (policy, choice) = opaque[at + 2..].split_at_checked(8)?;
    let ours = policy.iter().all(u8::is_ascii_hexdigit) && choice.starts_with(b".");
    ours.then(|| opaque.split_at(at))
}

fn written(opaque: &[u8], ours: &[u8], weak: bool) -> Vec<u8> {
    [if weak { &b"W/\""[..] } else { b"\"" }, opaque, ours, b"\""].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variant(choice: &str) -> Variant {
        Variant { made: format!(";t0badcafe.{choice}"), common: ";t0badcafe.0".to_owned() }
    }

    #[track_caller]
    fn leaves(etag: &'static str, expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        headers.insert(ETAG, HeaderValue::from_static(etag));
        variant("1f").wrap(&mut headers);
        assert_eq!(headers.get(ETAG).map(HeaderValue::as_bytes), expected.map(str::as_bytes), "{etag}");
    }

    #[test]
    fn the_validator_of_a_page_says_for_whom_it_was_made() {
        leaves("\"x\"", Some("W/\"x;t0badcafe.1f\""));
        leaves("W/\"x\"", Some("W/\"x;t0badcafe.1fw\""));
        leaves("\"a,b;tc\"", Some("W/\"a,b;tc;t0badcafe.1f\""));
        leaves("x", None);
        leaves("\"x", None);
        leaves("\"x\", \"y\"", None);
    }

    #[track_caller]
    fn asks(list: &'static str, others: Others, expected: Option<&str>) -> Compared {
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static(list));
        let compared = variant("1f").unwrap(&mut headers, others);
        assert_eq!(headers.get(IF_NONE_MATCH).map(HeaderValue::as_bytes), expected.map(str::as_bytes), "{list}");
        compared
    }

    #[test]
    fn the_origin_is_asked_about_its_half_while_ours_holds() {
        let ours = asks("W/\"x;t0badcafe.1f\"", Others::Dropped, Some("\"x\""));
        assert_eq!(ours, Compared { made: true, common: false });
        let common = asks("W/\"x;t0badcafe.0w\"", Others::Dropped, Some("W/\"x\""));
        assert_eq!(common, Compared { made: false, common: true });
        for another in ["W/\"x;t0badcafe.2f\"", "W/\"x;t1badcafe.1f\"", "\"x\"", "*", "x;t0badcafe.1f", "W/\"x"] {
            assert_eq!(asks(another, Others::Dropped, None), Compared::default());
        }
        asks("\"a,b\", W/\"y;t0badcafe.1fw\",\"c\"", Others::Dropped, Some("W/\"y\""));
        asks("\"a,b\", W/\"y;t0badcafe.1f\",W/\"c\"", Others::Kept, Some("\"a,b\", \"y\", W/\"c\""));
        asks("W/\"x;t0badcafe.2f\"", Others::Kept, None);
    }
}
