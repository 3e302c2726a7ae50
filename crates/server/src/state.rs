//! What every handler shares.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request as AxumRequest, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ALLOW, CONTENT_TYPE, HOST};
use http::{HeaderMap, Request, StatusCode};
use temoin_gateway::{Gateway, problem, problem_page};
use temoin_render::Document;
use temoin_store::Store;
use tower::ServiceExt as _;

/// The policies in force, as they are published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Each policy in each language.
    pub documents: Vec<Document>,
}

/// One running site.
#[derive(Clone)]
pub struct App {
    /// The gateway, with the site, its register and its key.
    pub gateway: Gateway,
    /// Where editions of policies are kept.
    pub store: Store,
    /// The policies in force.
    pub published: Arc<Published>,
}

/// Turns an answer of the gateway's into one of the router's.
pub(crate) fn into_response(response: Response<temoin_gateway::Body>) -> Response {
    response.map(Body::new)
}

/// A router as what a listener serves.
pub fn service(
    router: axum::Router,
) -> impl Fn(Request<temoin_gateway::Body>, SocketAddr) -> Answer + Clone + Send + 'static {
    move |request, _| {
        let router = router.clone();
        Box::pin(async move {
            let response = router.oneshot(request.map(Body::new)).await.unwrap_or_else(|never| match never {});
            response.map(temoin_gateway::Body::new)
        })
    }
}

type Answer = Pin<Box<dyn Future<Output = Response<temoin_gateway::Body>> + Send>>;

/// Our own addresses answer on the site's hosts alone, as the gateway does.
pub(crate) async fn served_host(State(app): State<App>, request: AxumRequest, next: Next) -> Response {
    if app.origin(request.headers()).is_none() {
        let detail = "this host is not one that the register names";
        return into_response(problem(StatusCode::MISDIRECTED_REQUEST, detail));
    }
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    // Whatever the router refuses by itself is told as everything else is.
    if response.status().is_client_error() && !is_told(&response) {
        let allow = response.headers().get(ALLOW).cloned();
        let status = response.status();
        let detail = match status {
            StatusCode::METHOD_NOT_ALLOWED => "this address does not answer to this method",
            _ => "this request cannot be understood",
        };
        response = into_response(problem_page(&headers, status, detail));
        allow.into_iter().for_each(|allow| drop(response.headers_mut().insert(ALLOW, allow)));
    }
    app.gateway.metrics.answered(response.status().as_u16());
    response
}

/// Whether an error already says what is wrong in one of our forms.
fn is_told(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("application/problem+json") || kind.starts_with("text/html")
}

impl App {
    /// The identifier of the site.
    pub(crate) fn id(&self) -> &str {
        self.gateway.site.register.site().id.as_str()
    }

    /// Scheme, host and port as the browser sees them.
    pub(crate) fn origin(&self, headers: &HeaderMap) -> Option<String> {
        let host = headers.get(HOST)?.to_str().ok()?;
        self.gateway.site.origin(host).map(|url| url.origin().ascii_serialization())
    }
}
