//! The answer on its way to the browser: cookies, headers, then what is in it.
//!
//! Everything passes the walls of headers. Pages, style sheets and the scripts
//! of workers are made for the visitor: what waits for consent waits in them,
//! so they are nobody else's, and are asked about each time. The rest leaves as
//! it came.

mod contacts;
mod content;
mod page;
mod record;
mod sheet;

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY_REPORT_ONLY, CONTENT_TYPE, ETAG,
    Entry, LAST_MODIFIED, SET_COOKIE, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::response::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use temoin_enforce::coding::{Coding, Decoder, Limits};
use temoin_enforce::cookies::{self, Incoming};
use temoin_enforce::csp::{self, Insertion};
use temoin_enforce::{Scene, css, reaper};

use crate::Gateway;
use crate::body::{Body, BoxError, Joined, Shaped, Shaper, Stage, beginning, empty, full};
use crate::encoding::vary;
use crate::headers::{Fetched, for_one, for_rewritten, strip_hop_by_hop};
use crate::proxy::Refused;
use crate::request::Asked;
use crate::variant::Variant;

use contacts::{filter_contacts, leads_within};
use content::{Content, SNIFFED, content, looks_like_a_page};

pub(crate) use record::Seen;

/// Whether an answer is a page.
pub(crate) fn is_a_page(headers: &HeaderMap) -> bool {
    matches!(content(headers), Content::Page(_))
}

/// What is too short to be worth packing.
const SHORT: u64 = 256;

impl Gateway {
    /// What leaves for the browser, of what the origin answered to `asked`.
    ///
    /// What is made for a visitor has a future of its own: most answers pass as
    /// they came, and must not carry the room for it.
    pub(crate) async fn inbound(&self, response: Response<Body>, asked: &Asked) -> Result<Response<Body>, Refused> {
        let Asked { scene, fetched, .. } = asked;
        let (mut parts, mut body) = response.into_parts();
        // The origin's version is its own affair: in HTTP/1.0 a body that is
        // cut would look whole.
        parts.version = http::Version::HTTP_11;
        let headers = &mut parts.headers;
        strip_hop_by_hop(headers);
        let is_for_one = asked.is_authorized || asked.settled.is_for_one() || headers.contains_key(SET_COOKIE);
        wall(headers, scene, &asked.incoming);
        asked.settled.keep(headers);
        filter_contacts(headers, scene);
        if parts.status.is_redirection() {
            // A part of a page that redirects elsewhere is a contact with
            // elsewhere; a page that does is the visitor going there.
            let is_contact = !matches!(fetched, Fetched::Page | Fetched::Unsure);
            if is_contact && !leads_within(headers, scene) {
                let detail = "this address leads to a host that waits for the visitor's consent";
                return Err(Refused::new(StatusCode::FORBIDDEN, detail));
            }
        }
        if waits_for_somebody(parts.status, headers, scene) {
            for_one(headers);
        }
        // Any other value says nothing to a browser.
        let says = |value: &HeaderValue| value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"nosniff");
        let is_told = headers.get(X_CONTENT_TYPE_OPTIONS).is_some_and(says);
        let may_be_sniffed = !is_told && fetched.is_document();
        if !is_told {
            headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        }
        if parts.status == StatusCode::NOT_MODIFIED {
            return self.unchanged(parts, asked);
        }
        let mut content = content(headers);
        if content == Content::Unsaid && may_be_sniffed && has_body(&parts, asked) {
            let (begun, rest) = Box::pin(beginning(body, SNIFFED)).await.map_err(broken_off)?;
            if undone(&parts).is_ok_and(|codings| looks_like_a_page(&unpacked(&codings, &begun))) {
                parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
                content = Content::Page(None);
            }
            body = joined(begun, rest);
        }
        match content {
            Content::Page(charset) => {
                let is_for_all = !is_for_one && is_for_all(&parts.headers);
                Box::pin(self.made_page(parts, body, asked, charset.as_deref(), is_for_all)).await
            }
            Content::Sheet(charset) if parts.status == StatusCode::OK && css::is_needed(&strictest(scene)) => {
                Box::pin(self.made_sheet(parts, body, asked, charset.as_deref())).await
            }
            Content::Unclear => Err(bad_gateway("the origin sent several types for one answer, one of them a page")),
            _ if *fetched == Fetched::Worker && parts.status == StatusCode::OK => {
                Box::pin(self.made_worker(parts, body, asked)).await
            }
            Content::Active if fetched.is_document() => {
                self.policed(&mut parts.headers, asked);
                for_one(&mut parts.headers);
                // What was there at a time is not asked about: see `variant`.
                parts.headers.remove(LAST_MODIFIED);
                validated(&mut parts.headers, asked, &self.variant(asked));
                Ok(Response::from_parts(parts, body))
            }
            _ => Ok(Response::from_parts(parts, body)),
        }
    }

    /// What the browser has already. It was made for the same choice, or the
    /// origin would not have been asked about it.
    fn unchanged(&self, mut parts: Parts, asked: &Asked) -> Result<Response<Body>, Refused> {
        let variant = self.variant(asked);
        match (asked.compared.made, asked.compared.common, asked.fetched) {
            (true, _, _) => {
                self.asking(asked).again(&self.site);
                self.made(&mut parts.headers, asked, &variant);
            }
            (false, true, _) => variant.wrap_common(&mut parts.headers),
            (false, false, Fetched::Piece | Fetched::Unsure | Fetched::Other) => {}
            _ => return Err(bad_gateway("the origin says that nothing changed, although it was not asked")),
        }
        Ok(Response::from_parts(parts, empty()))
    }

    /// A script beside the pages, behind the guard: no page's guard and no
    /// page's policy reaches it.
    async fn made_worker(&self, mut parts: Parts, body: Body, asked: &Asked) -> Result<Response<Body>, Refused> {
        let undone = undone(&parts)?;
        let origin = asked.scene.page.origin().ascii_serialization();
        let guard = self.site.guard.worker(&asked.scene.choice, &origin);
        let done = self.packed_in(asked, None);
        self.made_for(&mut parts, asked, &self.variant(asked), done);
        if !has_body(&parts, asked) {
            return Ok(without_body(parts));
        }
        let stage = Stage::new(&undone, Limits::STREAMED, Shaper::After(guard.into()), done);
        self.streamed(parts, Some(body), stage).await
    }

    /// A body that leaves as it is made.
    async fn streamed(&self, parts: Parts, body: Option<Body>, stage: Stage) -> Result<Response<Body>, Refused> {
        let shaped = Shaped::new(body, stage, self.metrics.clone()).begun().await.map_err(broken_off)?;
        Ok(Response::from_parts(parts, Body::new(shaped)))
    }

    /// The coding in which something leaves, of which the origin sent `length`
    /// bytes, if it said so.
    fn packed_in(&self, asked: &Asked, length: Option<u64>) -> Option<Coding> {
        let worth_it = self.site.options.delivery.compress && length.is_none_or(|length| length >= SHORT);
        asked.accepts.first().copied().filter(|_| worth_it)
    }

    fn variant(&self, asked: &Asked) -> Variant {
        Variant::new(&self.site, &asked.scene.choice, asked.fetched, asked.unsaid)
    }

    /// The headers of something that is made for this visitor, and leaves in
    /// this coding.
    fn made_for(&self, parts: &mut Parts, asked: &Asked, variant: &Variant, done: Option<Coding>) {
        self.made(&mut parts.headers, asked, variant);
        parts.headers.remove(CONTENT_ENCODING);
        if let Some(done) = done.filter(|_| has_body(parts, asked)) {
            parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static(done.name()));
        }
    }

    fn made(&self, headers: &mut HeaderMap, asked: &Asked, variant: &Variant) {
        let Asked { scene, fetched, .. } = asked;
        if fetched.is_document() {
            let permitted = csp::permitted(&scene.page, headers);
            if [&permitted.script, &permitted.file].contains(&&Insertion::Hashed) {
                csp::allow_by_hash(&scene.page, headers, &self.site.digests());
            }
        }
        self.policed(headers, asked);
        for_rewritten(headers);
        validated(headers, asked, variant);
        if self.site.options.delivery.compress {
            vary(headers, "Accept-Encoding");
        }
        if asked.unsaid.is_some_and(|unsaid| unsaid.by_browser) {
            vary(headers, "Accept-Language");
        }
    }

    /// The policy of what runs by itself, and the expiry of what its visitor
    /// may not keep.
    fn policed(&self, headers: &mut HeaderMap, asked: &Asked) {
        let Asked { scene, incoming, fetched, .. } = asked;
        if fetched.is_document() || *fetched == Fetched::Worker {
            self.site.policies.add(&scene.choice, headers);
        }
        if fetched.is_document() && !incoming.dropped.is_empty() {
            let gone = reaper::expire(&incoming.dropped, &scene.page);
            let gone = gone.iter().map(|text| HeaderValue::from_str(text).expect("the reaper writes plain names"));
            // What is written now outlives the end of what came.
            let written: Vec<HeaderValue> = match headers.entry(SET_COOKIE) {
                Entry::Occupied(all) => all.remove_entry_mult().1.collect(),
                Entry::Vacant(_) => Vec::new(),
            };
            headers.extend(gone.chain(written).map(|value| (SET_COOKIE, value)));
        }
    }
}

/// The validator of something that was made; none where the next answer may be
/// somebody else's.
fn validated(headers: &mut HeaderMap, asked: &Asked, variant: &Variant) {
    if asked.browser.is_some() {
        headers.remove(ETAG);
    } else {
        variant.wrap(headers);
    }
}

/// The cookie wall on the way out: each header by itself.
fn wall(headers: &mut HeaderMap, scene: &Scene, incoming: &Incoming) {
    // Judged where they are: most answers set none, or such as may leave.
    let verdicts: Vec<Leaves> = headers
        .get_all(SET_COOKIE)
        .iter()
        .map(|header| match cookies::outgoing(scene, header.as_bytes(), &incoming.sent) {
            Some(Cow::Borrowed(_)) => Leaves::AsItCame,
            Some(Cow::Owned(edited)) => {
                HeaderValue::from_maybe_shared(Bytes::from(edited)).map_or(Leaves::Not, Leaves::Edited)
            }
            None => Leaves::Not,
        })
        .collect();
    if verdicts.iter().all(|leaves| matches!(leaves, Leaves::AsItCame)) {
        return;
    }
    let Entry::Occupied(asked) = headers.entry(SET_COOKIE) else { return };
    let asked: Vec<HeaderValue> = asked.remove_entry_mult().1.collect();
    for (header, leaves) in asked.into_iter().zip(verdicts) {
        match leaves {
            Leaves::AsItCame => drop(headers.append(SET_COOKIE, header)),
            Leaves::Edited(edited) => drop(headers.append(SET_COOKIE, edited)),
            Leaves::Not => {}
        }
    }
}

/// What leaves of a `Set-Cookie`.
enum Leaves {
    AsItCame,
    Edited(HeaderValue),
    Not,
}

/// Whether there are visitors who would be refused this: it is at an address of
/// a service, or redirects to one.
fn waits_for_somebody(status: StatusCode, headers: &HeaderMap, scene: &Scene) -> bool {
    let is_a_service = scene.register.service_at_path(scene.page.path()).is_some();
    if !is_a_service && !status.is_redirection() {
        return false;
    }
    let strictest = strictest(scene);
    !strictest.permits_path(scene.page.path()) || status.is_redirection() && !leads_within(headers, &strictest)
}

/// Whether the origin says nothing against others getting the same.
fn is_for_all(headers: &HeaderMap) -> bool {
    let says = |name, word: &str| {
        let mut values = headers.get_all(name).iter();
        values.any(|value| value.to_str().map_or(true, |value| value.to_ascii_lowercase().contains(word)))
    };
    let is_one_persons = ["private", "no-store", "no-cache"].iter().any(|word| says(CACHE_CONTROL, word));
    let is_asked_by = ["*", "cookie"].iter().any(|word| says(VARY, word));
    // A nonce is of one answer: the same bytes never come with it again.
    let policies = [CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY_REPORT_ONLY];
    !is_one_persons && !is_asked_by && !policies.into_iter().any(|policy| says(policy, "'nonce-"))
}

/// The scene of whoever may least: what does not wait there waits for nobody.
fn strictest(scene: &Scene) -> Scene {
    Scene { choice: temoin_consent::Choice::Gpc, tally: Arc::new(temoin_enforce::Quiet), ..scene.clone() }
}

/// Whether an answer has a body (RFC 9112 §6.3).
fn has_body(parts: &Parts, asked: &Asked) -> bool {
    let none = matches!(parts.status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED);
    asked.method != Method::HEAD && !parts.status.is_informational() && !none
}

fn without_body(parts: Parts) -> Response<Body> {
    Response::from_parts(parts, empty())
}

/// The codings in which a body came.
fn undone(parts: &Parts) -> Result<Vec<Coding>, Refused> {
    let codings = parts.headers.get_all(CONTENT_ENCODING).iter().map(HeaderValue::as_bytes);
    Coding::undone(codings).map_err(|unknown| bad_gateway(format!("this answer cannot be checked: {unknown}")))
}

/// What can be unpacked of the beginning of a body, as far as a browser looks.
fn unpacked(codings: &[Coding], begun: &[u8]) -> Vec<u8> {
    let mut decoder = Decoder::new(codings, Limits::STREAMED);
    decoder.push(begun);
    let mut out = Vec::new();
    while out.len() < SNIFFED
        && let Ok(Some(piece)) = decoder.pull()
    {
        out.extend(piece);
    }
    out
}

/// A body whose beginning was looked at.
fn joined(begun: Bytes, rest: Option<Body>) -> Body {
    let Some(rest) = rest else { return full(begun) };
    Body::new(Joined::new(begun, rest))
}

fn bad_gateway(detail: impl Into<String>) -> Refused {
    Refused::new(StatusCode::BAD_GATEWAY, detail)
}

fn broken_off(error: impl Into<BoxError>) -> Refused {
    let error = error.into();
    bad_gateway(format!("the origin's answer cannot be read: {error}"))
}
