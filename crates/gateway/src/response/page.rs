//! A page, or a piece of one, made for a visitor.

use std::sync::Arc;

use http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY_REPORT_ONLY, CONTENT_TYPE,
};
use http::response::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use temoin_enforce::Undeclared;
use temoin_enforce::coding::{Coding, Limits};
use temoin_enforce::csp;
use temoin_enforce::furniture::{Bare, Furniture};
use temoin_enforce::html::{OnFailure, Rewriter};
use url::Url;

use super::content::is_xml;
use super::record::{Record, tell_again};
use super::{bad_gateway, broken_off, has_body, undone, without_body};
use crate::Gateway;
use crate::body::{Body, Shaped, Shaper, Stage, Whole, beginning, full};
use crate::cache::{Again, Key, LARGEST, LARGEST_MADE};
use crate::figures::Asking;
use crate::furniture::{Made, PageFurniture};
use crate::headers::Fetched;
use crate::proxy::Refused;
use crate::request::Asked;
use crate::variant::Variant;

impl Gateway {
    pub(super) async fn made_page(
        &self,
        mut parts: Parts,
        body: Body,
        asked: &Asked,
        charset: Option<&str>,
        is_for_all: bool,
    ) -> Result<Response<Body>, Refused> {
        let fetched = asked.fetched;
        if parts.status == StatusCode::PARTIAL_CONTENT {
            // Of an image, a style, a script: HTML there is rendered by nobody.
            return match fetched {
                Fetched::Other => Ok(Response::from_parts(parts, body)),
                _ => Err(bad_gateway("the origin sent a part of a page that was asked for whole")),
            };
        }
        let (undone, variant) = (undone(&parts)?, self.variant(asked));
        let length = length(&parts.headers);
        // What is put into a page is long enough.
        let done = self.packed_in(asked, length.filter(|_| !fetched.is_document() && undone.is_empty()));
        let key = (is_for_all && parts.status == StatusCode::OK && asked.method == Method::GET)
            .then(|| key(&parts.headers, asked, &variant, done))
            .filter(|_| self.site.options.delivery.kept > 0 && length.is_some_and(|length| length <= LARGEST as u64));
        self.made_for(&mut parts, asked, &variant, done);
        if !has_body(&parts, asked) {
            return Ok(without_body(parts));
        }
        let recorded = key.as_ref().map(|_| Record::of(&asked.scene));
        let scene = recorded.as_ref().map_or(&asked.scene, |(scene, _)| scene);
        let asking = self.asking(asked);
        let rewriter = Rewriter::new(scene, self.furniture(&parts.headers, asked, asking.clone()), charset);
        let rewriter = if is_xml(&parts.headers) { rewriter.of_xml() } else { rewriter };
        if let Some(charset) = rewriter.charset() {
            rename_charset(&mut parts.headers, charset);
        }
        let rewriter = Box::new(rewriter.on_failure(on_failure(asked)));
        let shaper = Shaper::Page(rewriter, self.metrics.clone());
        let mut stage = Stage::new(&undone, Limits::STREAMED, shaper, done);
        let Some((key, (_, record))) = key.zip(recorded) else { return self.streamed(parts, Some(body), stage).await };

        let (came, rest) = beginning(body, LARGEST + 1).await.map_err(broken_off)?;
        if rest.is_some() {
            stage.push(came);
            return self.streamed(parts, rest, stage).await;
        }
        if let Some(again) = self.site.kept.get(&key, &came) {
            self.metrics.cache_hit();
            tell_again(&again.seen, &asked.scene);
            again.asks.into_iter().for_each(|language| asking.is_in(language));
            return Ok(Response::from_parts(parts, full(again.made)));
        }
        self.metrics.cache_miss();
        let body = match stage.whole(&came, LARGEST_MADE).map_err(broken_off)? {
            Whole::Made(made) => {
                let made = Again { made: made.into(), seen: record.seen().into(), asks: asking.language() };
                full(self.site.kept.put(key, &came, made))
            }
            Whole::TooLong(ready, stage) => Body::new(Shaped::resumed(ready, *stage, self.metrics.clone())),
        };
        Ok(Response::from_parts(parts, body))
    }

    /// Whom it asks.
    pub(super) fn asking(&self, asked: &Asked) -> Asking {
        Asking::new(self.figures.clone(), asked.arrival)
    }

    /// What of ours stands in it.
    fn furniture(&self, headers: &HeaderMap, asked: &Asked, asking: Asking) -> Arc<dyn Furniture> {
        let Some(unsaid) = asked.unsaid else { return Arc::new(Bare) };
        // What is ours is written in HTML: an XML reader would stop at it.
        if is_xml(headers) {
            return Arc::new(Bare);
        }
        Arc::new(PageFurniture {
            site: self.site.clone(),
            choice: asked.scene.choice.clone(),
            mark: asked.settled.mark.clone(),
            meets: asked.settled.meets,
            unsaid,
            back: back(&asked.scene.page),
            permitted: csp::permitted(&asked.scene.page, headers),
            policies: policies(headers),
            page: asked.scene.page.url().clone(),
            whole: asked.fetched != Fetched::Frame,
            certain: asked.fetched != Fetched::Unsure,
            made: Made::default(),
            asking,
        })
    }
}

/// What a page depends on, besides the bytes that came.
fn key(headers: &HeaderMap, asked: &Asked, variant: &Variant, done: Option<Coding>) -> Key {
    const READ: [HeaderName; 4] =
        [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY_REPORT_ONLY];
    let said: Vec<HeaderValue> = READ.iter().flat_map(|name| headers.get_all(name)).cloned().collect();
    Key { page: asked.scene.page.to_string(), variant: variant.made().to_owned(), said, done }
}

/// Only a document is under the policy that is added to it, and only where
/// undeclared trackers are refused is it enforced.
fn on_failure(asked: &Asked) -> OnFailure {
    let held = asked.fetched.is_document() && asked.scene.undeclared == Undeclared::Block;
    if held { OnFailure::PassOn } else { OnFailure::Cut }
}

/// Says in what charset a page leaves.
fn rename_charset(headers: &mut HeaderMap, charset: &str) {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("text/html");
    let kind = said.split([';', ',']).next().unwrap_or_default().trim();
    if let Ok(value) = HeaderValue::from_str(&format!("{kind}; charset={charset}")) {
        headers.insert(CONTENT_TYPE, value);
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The content policies of its headers.
fn policies(headers: &HeaderMap) -> Vec<String> {
    let policies = headers.get_all(CONTENT_SECURITY_POLICY).iter();
    policies.map(|policy| String::from_utf8_lossy(policy.as_bytes()).into_owned()).collect()
}

/// Where a form of the page returns: its own path and query.
fn back(page: &Url) -> String {
    page.query().map_or_else(|| page.path().to_owned(), |query| format!("{}?{query}", page.path()))
}
