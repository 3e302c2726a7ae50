//! One request through the gateway, step by step.

use std::net::IpAddr;
use std::sync::Arc;

use http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE, UPGRADE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use temoin_enforce::cookies::{self, Incoming};
use temoin_enforce::furniture::{Bare, Furniture};
use temoin_enforce::html::Rewriter;
use temoin_enforce::{Scene, csp, reaper};
use url::Url;

use crate::body::{Body, Rewritten};
use crate::furniture::PageFurniture;
use crate::headers::{
    Fetched, ask_for_document, ask_plain, filter_links, for_rewritten, forward, permits_contact, strip_hop_by_hop,
};
use crate::problem::{problem, problem_page};
use crate::site::cookie_headers;
use crate::upstream::Silent;
use crate::{Metrics, Site, Upstream, now};

/// The gateway in front of one site.
#[derive(Clone)]
pub struct Gateway {
    /// The site, its register and its choices.
    pub site: Arc<Site>,
    /// The origin, if there is one: without it, only our own addresses answer.
    pub upstream: Option<Upstream>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

impl Gateway {
    /// Answers a request that is not for our own addresses.
    pub async fn handle(&self, request: Request<Body>, peer: IpAddr) -> Response<Body> {
        let accept: HeaderMap =
            request.headers().get_all("accept").iter().map(|a| (http::header::ACCEPT, a.clone())).collect();
        let response = match self.pass(request, peer).await {
            Ok(response) => response,
            Err((status, detail)) => problem_page(&accept, status, &detail),
        };
        self.metrics.answered(response.status().as_u16());
        response
    }

    async fn pass(&self, request: Request<Body>, peer: IpAddr) -> Result<Response<Body>, (StatusCode, String)> {
        let fail = |status, detail: &str| Err((status, detail.to_owned()));
        if matches!(*request.method(), Method::CONNECT | Method::TRACE) {
            return fail(StatusCode::METHOD_NOT_ALLOWED, "this method is not served");
        }
        if request.headers().contains_key(UPGRADE) && request.headers().contains_key("sec-websocket-key") {
            return fail(StatusCode::NOT_IMPLEMENTED, "this version of the gateway does not carry WebSocket");
        }
        let Some(page) = self.page(&request) else {
            return fail(StatusCode::MISDIRECTED_REQUEST, "this host is not one that the register names");
        };
        let Some(upstream) = &self.upstream else {
            return fail(
                StatusCode::NOT_FOUND,
                "there is no origin behind this gateway: start it with `--upstream URL`",
            );
        };
        let scene = Arc::new(self.scene(request.headers(), page));
        if !scene.permits_path(scene.page.path()) {
            return fail(StatusCode::FORBIDDEN, "this address waits for the visitor's consent");
        }
        let (method, fetched) = (request.method().clone(), Fetched::of(request.headers()));
        let (request, incoming) = outbound(request, &scene, fetched, peer);
        match upstream.send(request).await {
            Ok(response) => self.inbound(response, &scene, &incoming, fetched, &method),
            Err(silent) => {
                tracing::warn!(error = &silent as &dyn std::error::Error, "the origin did not answer");
                let status = match silent {
                    Silent::Unreachable(_) => StatusCode::BAD_GATEWAY,
                    Silent::Slow => StatusCode::GATEWAY_TIMEOUT,
                };
                Err((status, silent.to_string()))
            }
        }
    }

    /// The address of the page as the browser sees it, if its host is served.
    fn page(&self, request: &Request<Body>) -> Option<Url> {
        let mut hosts = request.headers().get_all(HOST).iter();
        let host = hosts.next()?.to_str().ok()?;
        // Absolute form and `Host` must agree, and there is one `Host`.
        if hosts.next().is_some() || request.uri().authority().is_some_and(|authority| authority.as_str() != host) {
            return None;
        }
        let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let mut page = self.site.origin(host)?;
        // Never `join`: a path that begins with two slashes is a path here.
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        page.set_path(path);
        page.set_query(query);
        Some(page)
    }

    fn scene(&self, headers: &HeaderMap, page: Url) -> Scene {
        let now = now();
        Scene {
            register: self.site.register.clone(),
            choice: self.site.choice(headers, now),
            now,
            undeclared: self.site.undeclared,
            page,
            tally: self.metrics.clone(),
        }
    }

    /// The answer on its way to the browser.
    fn inbound(
        &self,
        response: Response<Body>,
        scene: &Arc<Scene>,
        incoming: &Incoming,
        fetched: Fetched,
        method: &Method,
    ) -> Result<Response<Body>, (StatusCode, String)> {
        let (mut parts, body) = response.into_parts();
        // The origin's version is its own affair: in HTTP/1.0 a body that is
        // cut would look whole.
        parts.version = http::Version::HTTP_11;
        let headers = &mut parts.headers;
        strip_hop_by_hop(headers);
        wall(headers, scene, incoming);
        filter_links(headers, scene);
        if let Some(refresh) = headers.get("refresh").and_then(|value| value.to_str().ok()) {
            let address = refresh.split_once('=').map_or("", |(_, address)| address);
            if !permits_contact(scene, address.trim_matches(['"', '\''])) {
                headers.remove("refresh");
            }
        }
        // A piece of a page that redirects elsewhere is a contact with
        // elsewhere; a page that does is the visitor going there.
        if parts.status.is_redirection() && !fetched.is_document() {
            let location = headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
            if !permits_contact(scene, location) {
                return Ok(problem(StatusCode::FORBIDDEN, "this address leads to a host that waits for consent"));
            }
        }
        if !headers.contains_key("x-content-type-options") {
            headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
        }
        let charset = match content(headers) {
            Content::Html(charset) => charset,
            Content::Other => return Ok(Response::from_parts(parts, body)),
            Content::Unclear => {
                let detail = "the origin sent several types for one answer, one of them a page";
                return Err((StatusCode::BAD_GATEWAY, detail.to_owned()));
            }
        };
        if let Some(policy) = csp::added(scene).filter(|_| fetched.is_document()) {
            let policy = HeaderValue::from_str(&policy).expect("hosts of a register are plain");
            headers.append(http::header::CONTENT_SECURITY_POLICY, policy);
        }
        if fetched.is_document() {
            for expired in reaper::expire(&incoming.dropped, &scene.page) {
                let expired = HeaderValue::from_str(&expired).expect("the reaper writes plain names");
                headers.append(SET_COOKIE, expired);
            }
        }
        let bodyless = *method == Method::HEAD
            || parts.status.is_informational()
            || matches!(parts.status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED);
        let coding = headers.get(CONTENT_ENCODING).filter(|coding| coding.as_bytes() != b"identity");
        let partial = parts.status == StatusCode::PARTIAL_CONTENT;
        if fetched == Fetched::Other && (partial || coding.is_some()) {
            // An image, a style, a script: HTML there is rendered by nobody.
            return Ok(Response::from_parts(parts, body));
        }
        if partial {
            return Err((
                StatusCode::BAD_GATEWAY,
                "the origin sent a part of a page that was asked for whole".to_owned(),
            ));
        }
        if let Some(coding) = coding {
            let coding = String::from_utf8_lossy(coding.as_bytes()).into_owned();
            let detail = format!(
                "the origin sent a page compressed with `{coding}` although none was asked for: \
                 this version cannot check it"
            );
            return Err((StatusCode::BAD_GATEWAY, detail));
        }
        for_rewritten(headers);
        if bodyless {
            let empty = Empty::new().map_err(|never| match never {}).boxed_unsync();
            return Ok(Response::from_parts(parts, empty));
        }
        let furniture: Arc<dyn Furniture> = match fetched {
            Fetched::Piece | Fetched::Other => Arc::new(Bare),
            _ => Arc::new(PageFurniture {
                site: self.site.clone(),
                choice: scene.choice.clone(),
                back: back(&scene.page),
                permitted: csp::permitted(headers),
                whole: fetched != Fetched::Frame,
                certain: fetched != Fetched::Unsure,
            }),
        };
        let rewriter = Rewriter::new(scene, furniture, charset.as_deref())
            .map_err(|error| (StatusCode::BAD_GATEWAY, error.to_string()))?;
        let body = Rewritten::new(body, rewriter, self.metrics.clone()).boxed_unsync();
        Ok(Response::from_parts(parts, body))
    }
}

/// The request for the origin: hygiene, then the cookie wall.
fn outbound(request: Request<Body>, scene: &Scene, fetched: Fetched, peer: IpAddr) -> (Request<Body>, Incoming) {
    let (mut parts, body) = request.into_parts();
    let incoming = cookies::incoming(scene, &cookie_headers(&parts.headers));
    parts.headers.remove(COOKIE);
    if let Some(value) = incoming.header.as_ref().and_then(|header| HeaderValue::from_bytes(header).ok()) {
        parts.headers.insert(COOKIE, value);
    }
    strip_hop_by_hop(&mut parts.headers);
    forward(&mut parts.headers, peer, &scene.page);
    match fetched {
        Fetched::Page | Fetched::Frame => ask_for_document(&mut parts.headers),
        Fetched::Unsure | Fetched::Piece => ask_plain(&mut parts.headers),
        Fetched::Other => {}
    }
    (Request::from_parts(parts, body), incoming)
}

/// The cookie wall on the way out: each header by itself.
fn wall(headers: &mut HeaderMap, scene: &Scene, incoming: &Incoming) {
    let asked: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().cloned().collect();
    headers.remove(SET_COOKIE);
    for header in asked {
        let leaves = cookies::outgoing(scene, header.as_bytes(), &incoming.sent);
        if let Some(value) = leaves.and_then(|leaves| HeaderValue::from_bytes(&leaves).ok()) {
            headers.append(SET_COOKIE, value);
        }
    }
}

/// What a response's headers say of its content.
enum Content {
    /// A page, in this charset if it names one.
    Html(Option<String>),
    /// Something that no browser renders as one.
    Other,
    /// Headers that browsers may read in several ways.
    Unclear,
}

/// Reads `Content-Type` as browsers do: of several, the last that can be read
/// (Fetch, "extract a MIME type"). Where they differ, it is unclear.
fn content(headers: &HeaderMap) -> Content {
    let attached = headers
        .get(CONTENT_DISPOSITION)
        .is_some_and(|value| value.as_bytes().trim_ascii_start().to_ascii_lowercase().starts_with(b"attachment"));
    let mut kinds: Vec<(String, Option<String>)> = Vec::new();
    for value in headers.get_all(CONTENT_TYPE) {
        let text = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        // A quoted charset holds no comma: pieces of one are no type.
        for kind in text.split(',').map(str::trim).filter(|kind| kind.contains('/')) {
            let mut parts = kind.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_owned();
            let charset = parts.find_map(|part| part.strip_prefix("charset="));
            kinds.push((name, charset.map(|charset| charset.trim_matches(['"', '\'']).to_owned())));
        }
    }
    kinds.dedup();
    let is_page = |name: &str| matches!(name, "text/html" | "application/xhtml+xml");
    match kinds.as_slice() {
        _ if attached => Content::Other,
        // XML is in UTF-8 where nothing says otherwise.
        [(name, charset)] if is_page(name) => {
            Content::Html(charset.clone().or_else(|| (name != "text/html").then(|| "utf-8".to_owned())))
        }
        [] | [_] => Content::Other,
        several if several.iter().any(|(name, _)| is_page(name)) => Content::Unclear,
        _ => Content::Other,
    }
}

/// Where a form of the page returns: its own path and query.
fn back(page: &Url) -> String {
    page.query().map_or_else(|| page.path().to_owned(), |query| format!("{}?{query}", page.path()))
}
