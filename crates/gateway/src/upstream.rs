//! The origin: one address from the settings, never from a request.

use std::time::Duration;

use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Response, Uri};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use crate::body::Body;

/// How long a connection to the origin may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long the origin may think before its answer begins.
const THINK: Duration = Duration::from_secs(60);

/// The address of an origin is wrong.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// It is not an address.
    #[error("`{0}` is not the address of an origin: write it as `http://127.0.0.1:8000`")]
    NotAnAddress(String),
    /// It is encrypted.
    #[error("`{0}` is encrypted, which this version cannot speak to an origin: name its http address")]
    Encrypted(String),
    /// It has a path.
    #[error("`{0}` has a path: an origin is a scheme, a host and a port")]
    HasPath(String),
}

/// Why the origin did not answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Silent {
    #[error("the origin cannot be reached, or broke its answer off")]
    Unreachable(#[source] hyper_util::client::legacy::Error),
    #[error("the origin did not begin to answer in {} seconds", THINK.as_secs())]
    Slow,
}

/// A pool of connections to the origin.
#[derive(Clone, Debug)]
pub struct Upstream {
    authority: Authority,
    client: Client<HttpConnector, Body>,
}

impl Upstream {
    /// The origin at `address`.
    pub fn new(address: &str) -> Result<Self, UpstreamError> {
        let not = || UpstreamError::NotAnAddress(address.to_owned());
        let uri: Uri = address.parse().map_err(|_| not())?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => return Err(UpstreamError::Encrypted(address.to_owned())),
            _ => return Err(not()),
        }
        if uri.path_and_query().is_some_and(|path| path.as_str() != "/") {
            return Err(UpstreamError::HasPath(address.to_owned()));
        }
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT));
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .retry_canceled_requests(true)
            .build(connector);
        Ok(Self { authority: uri.authority().cloned().ok_or_else(not)?, client })
    }

    /// Sends a request to the origin. Its `Host` stays the visitor's.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>, Silent> {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(self.authority.clone());
        let path = request.uri().path_and_query().cloned();
        parts.path_and_query = Some(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
        *request.uri_mut() = Uri::from_parts(parts).expect("scheme, authority and path make an address");
        *request.version_mut() = http::Version::HTTP_11;
        let answer = tokio::time::timeout(THINK, self.client.request(request)).await;
        let response = answer.map_err(|_| Silent::Slow)?.map_err(Silent::Unreachable)?;
        Ok(response.map(|body| body.map_err(Into::into).boxed_unsync()))
    }
}
