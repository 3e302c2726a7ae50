//! Speaking to the authority's directory.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::Limited;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(30);
/// How long it may be: certificates are a few kilobytes.
const LONGEST: usize = 1 << 20;

/// A client that only believes these authorities.
#[derive(Clone)]
pub(super) struct Directory(Client<HttpsConnector<HttpConnector>, BodyWrapper<Bytes>>);

impl Directory {
    pub(super) fn new(roots: RootCertStore) -> Self {
        let config = ClientConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .expect("the provider has suites of both versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(config).https_only().enable_http1().build();
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }
}

impl HttpClient for Directory {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let sent = self.0.request(request);
        Box::pin(async move {
            let answer = tokio::time::timeout(ANSWER, sent).await.map_err(|slow| Error::Other(slow.into()))?;
            let answer = answer.map_err(|error| Error::Other(error.into()))?;
            Ok(BytesResponse::from(answer.map(|body| Limited::new(body, LONGEST))))
        })
    }
}
