//! The request on its way to the origin: whose it is, what it fetches, and
//! what of it may go on.

use std::net::IpAddr;
use std::sync::Arc;

use http::header::{AUTHORIZATION, CONTENT_LENGTH, COOKIE, EXPECT, HOST, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body::Body as _;
use http_body_util::Limited;
use ipnet::IpNet;
use temoin_consent::figures::Device;
use temoin_enforce::coding::Coding;
use temoin_enforce::cookies::{self, Incoming};
use temoin_enforce::{Address, Scene};

use crate::accounts::{Browser, Settled};
use crate::body::{Body, empty};
use crate::encoding::{accepted, ask};
use crate::headers::{Fetched, ask_whole, forward, strip_hop_by_hop};
use crate::language::Unsaid;
use crate::proxy::Refused;
use crate::site::cookie_headers;
use crate::variant::{Compared, Others, Variant};
use crate::{Gateway, Upstream, now};

/// A request, as far as its answer depends on it.
pub(crate) struct Asked {
    /// The register, the choice and the moment.
    pub(crate) scene: Arc<Scene>,
    /// The cookies that came with it.
    pub(crate) incoming: Incoming,
    /// What kind of thing it fetches.
    pub(crate) fetched: Fetched,
    /// The language of a page that does not say it; `None` where it is no page.
    pub(crate) unsaid: Option<Unsaid>,
    /// Its method.
    pub(crate) method: Method,
    /// The content codings that the client accepts, the one to prefer first.
    pub(crate) accepts: Vec<Coding>,
    /// Which of our validators were among its conditions.
    pub(crate) compared: Compared,
    /// Whether it says who asks, in a way that answers may depend on.
    pub(crate) is_authorized: bool,
    /// On what a visitor who is to be asked arrives with it, if one does.
    pub(crate) arrival: Option<Device>,
    /// What else is known of its browser, where its answer may change whose choice
    /// governs.
    pub(crate) browser: Option<Box<Browser>>,
    /// What its answer changed of that.
    pub(crate) settled: Settled,
}

impl Gateway {
    /// What is asked of the origin, unless the request is refused.
    pub(crate) fn outbound(
        &self,
        mut request: Box<Request<Body>>,
        peer: IpAddr,
    ) -> Result<(Box<Request<Body>>, Asked), Refused> {
        if matches!(*request.method(), Method::CONNECT | Method::TRACE) {
            return Err(Refused::new(StatusCode::METHOD_NOT_ALLOWED, "this method is not served"));
        }
        // We have answered it by reading the body (RFC 9110, §10.1.1), and the
        // origin is sent what came: to it, the word would be untrue.
        if let Some(expected) = request.headers_mut().remove(EXPECT)
            && !expected.as_bytes().eq_ignore_ascii_case(b"100-continue")
        {
            return Err(Refused::new(StatusCode::EXPECTATION_FAILED, "this expectation cannot be met"));
        }
        let Some(page) = self.page(&request) else {
            let detail = "this host is not one that the register names";
            return Err(Refused::new(StatusCode::MISDIRECTED_REQUEST, detail));
        };
        let scene = Arc::new(self.scene(request.headers(), page));
        if !scene.permits_path(scene.page.path()) {
            return Err(Refused::new(StatusCode::FORBIDDEN, "this address waits for the visitor's consent"));
        }
        self.bounded(&mut request)?;
        let (method, fetched) = (request.method().clone(), Fetched::of(request.headers()));
        let unsaid = fetched.is_document().then(|| self.site.unsaid(scene.page.path(), request.headers()));
        let arrival = self.arrival(request.headers(), &scene.choice);
        let browser = self.browser(request.headers(), fetched, scene.now);
        let trusted = &self.site.options.trusted;
        let incoming = outbound(request.headers_mut(), &scene, peer, trusted);
        let headers = request.headers_mut();
        let (accepts, is_authorized) = (accepted(headers), headers.contains_key(AUTHORIZATION));
        if browser.is_some() {
            // Who is signed in is known by the answer alone: no copy is known to be due.
            headers.remove(IF_NONE_MATCH);
        }
        let compared = self.ask(headers, &accepts, &scene, fetched, unsaid);
        let settled = Settled::default();
        Ok((
            request,
            Asked {
                scene,
                incoming,
                fetched,
                unsaid,
                method,
                accepts,
                compared,
                is_authorized,
                arrival,
                browser,
                settled,
            },
        ))
    }

    /// Asks for something that can be checked, as far as it has to be.
    fn ask(
        &self,
        headers: &mut HeaderMap,
        accepts: &[Coding],
        scene: &Scene,
        fetched: Fetched,
        unsaid: Option<Unsaid>,
    ) -> Compared {
        let others = match fetched {
            Fetched::Page | Fetched::Frame | Fetched::Style | Fetched::Worker => {
                ask_whole(headers);
                Others::Dropped
            }
            Fetched::Unsure | Fetched::Piece => Others::Kept,
            Fetched::Other => return Compared::default(),
        };
        let near = self.upstream.as_ref().is_some_and(Upstream::is_near);
        ask(headers, accepts, fetched, self.site.options.delivery.upstream, near);
        if !headers.contains_key(IF_NONE_MATCH) {
            return Compared::default();
        }
        Variant::new(&self.site, &scene.choice, fetched, unsaid).unwrap(headers, others)
    }

    /// Has the body of a request end where the site's patience does.
    fn bounded(&self, request: &mut Request<Body>) -> Result<(), Refused> {
        let largest = self.site.options.largest;
        let said = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if said.is_some_and(|said| said > largest) {
            return Err(Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "this request is larger than the site takes"));
        }
        if said.is_some() || request.body().is_end_stream() {
            return Ok(());
        }
        let largest = usize::try_from(largest).unwrap_or(usize::MAX);
        let body = std::mem::replace(request.body_mut(), empty());
        *request.body_mut() = Body::new(Limited::new(body, largest));
        Ok(())
    }

    /// The address of the page as the browser sees it, if its host is served.
    fn page(&self, request: &Request<Body>) -> Option<Address> {
        let mut hosts = request.headers().get_all(HOST).iter();
        let host = hosts.next()?.to_str().ok()?;
        // Absolute form and `Host` must agree, and there is one `Host`.
        if hosts.next().is_some()
            || request.uri().authority().is_some_and(|authority| !authority.as_str().eq_ignore_ascii_case(host))
        {
            return None;
        }
        let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        self.site.page(host, path)
    }

    fn scene(&self, headers: &HeaderMap, page: Address) -> Scene {
        let now = now();
        Scene {
            register: self.site.register.clone(),
            choice: self.site.choice(headers, now),
            now,
            undeclared: self.site.options.undeclared,
            page,
            tally: self.sightings.clone(),
        }
    }
}

/// The headers for the origin: hygiene, then the cookie wall.
fn outbound(headers: &mut HeaderMap, scene: &Scene, peer: IpAddr, trusted: &[IpNet]) -> Incoming {
    let incoming = cookies::incoming(scene, &cookie_headers(headers));
    headers.remove(COOKIE);
    if let Some(value) = incoming.header.as_ref().and_then(|header| HeaderValue::from_bytes(header).ok()) {
        headers.insert(COOKIE, value);
    }
    strip_hop_by_hop(headers);
    forward(headers, peer, trusted, &scene.page);
    incoming
}
