//! https for tests: an authority that nobody else trusts, and a client that
//! trusts it.
//!
//! The client is hyper over rustls, on a runtime of its own, so that tests read
//! top-down; it keeps a connection open for as long as the test holds it, and
//! tells which certificate it was shown.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::{http1, http2};
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_rustls::TlsConnector;

use super::Reply;

/// A certificate authority of one test.
pub struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Default for Authority {
    fn default() -> Self {
        let mut params = CertificateParams::new([]).expect("no name is a name");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }
}

impl Authority {
    /// Its own certificate, in PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for `names` and its key, in PEM.
    pub fn signs(&self, names: &[&str]) -> (String, String) {
        self.signs_until(names, 2100)
    }

    /// The same, good until the beginning of `year`.
    pub fn signs_until(&self, names: &[&str], year: i32) -> (String, String) {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).expect("names");
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        (certificate.pem(), key.serialize_pem())
    }
}

/// A client of https servers on this machine.
pub struct Secure {
    runtime: Runtime,
    roots: Arc<RootCertStore>,
}

impl Secure {
    /// A client that trusts only these authorities, in PEM.
    pub fn trusting(pem: &str) -> Self {
        let mut roots = RootCertStore::empty();
        for root in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            roots.add(root.expect("PEM")).expect("an authority");
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        Self { runtime: runtime.expect("a runtime"), roots: Arc::new(roots) }
    }

    /// The same, of a file.
    pub fn trusting_file(path: &Path) -> Self {
        Self::trusting(&std::fs::read_to_string(path).expect("a file of authorities"))
    }

    /// Connects to `address` as to `host`, offering these protocols; says why
    /// it was refused.
    pub fn open(&self, address: &str, host: &str, protocols: &[&str]) -> Result<Line<'_>, String> {
        self.runtime.block_on(async {
            let provider = Arc::new(ring::default_provider());
            let mut config = ClientConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .expect("the provider has both versions")
                .with_root_certificates(self.roots.clone())
                .with_no_client_auth();
            config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
            let stream = TcpStream::connect(address).await.map_err(|error| error.to_string())?;
            let name = ServerName::try_from(host.to_owned()).map_err(|error| error.to_string())?;
            let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
            let stream = stream.map_err(|error| error.to_string())?;
            let agreed = stream.get_ref().1;
            let protocol = String::from_utf8_lossy(agreed.alpn_protocol().unwrap_or_default()).into_owned();
            let certificate =
                agreed.peer_certificates().and_then(|chain| chain.first()).expect("it was shown one").to_vec();
            let speaks = if protocol == "h2" {
                let shaken = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
                let (sender, connection) = shaken.map_err(|error| error.to_string())?;
                tokio::spawn(connection);
                Speaks::Http2(sender)
            } else {
                let shaken = http1::handshake(TokioIo::new(stream)).await;
                let (sender, connection) = shaken.map_err(|error| error.to_string())?;
                tokio::spawn(connection);
                Speaks::Http1(sender)
            };
            Ok(Line { runtime: &self.runtime, host: host.to_owned(), speaks, protocol, certificate })
        })
    }

    /// One page, in HTTP/1.1, on a connection of its own.
    #[track_caller]
    pub fn get(&self, address: &str, host: &str, path: &str) -> Reply {
        let mut line = self.open(address, host, &["http/1.1"]).unwrap_or_else(|why| panic!("no agreement: {why}"));
        line.get(path, &[]).unwrap_or_else(|why| panic!("no answer to {path}: {why}"))
    }
}

enum Speaks {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

/// An open connection.
pub struct Line<'s> {
    runtime: &'s Runtime,
    host: String,
    speaks: Speaks,
    /// What was agreed on by ALPN: `h2`, `http/1.1`, or nothing.
    pub protocol: String,
    /// The certificate that was shown, in DER.
    pub certificate: Vec<u8>,
}

impl Line<'_> {
    /// A page, as a browser asks for one.
    pub fn get(&mut self, path: &str, headers: &[(&str, &str)]) -> Result<Reply, String> {
        self.send("GET", path, headers, b"")
    }

    /// Sends a request, and reads the whole answer.
    pub fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Reply, String> {
        let uri = match &self.speaks {
            Speaks::Http1(_) => path.to_owned(),
            Speaks::Http2(_) => format!("https://{}{path}", self.host),
        };
        let mut request = Request::builder().method(method).uri(uri);
        if matches!(self.speaks, Speaks::Http1(_)) {
            request = request.header("host", &self.host);
        }
        for (name, value) in [("accept", "text/html"), ("sec-fetch-dest", "document")] {
            if !headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)) {
                request = request.header(name, value);
            }
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::from(body.to_vec())).expect("a request");
        self.runtime.block_on(async {
            let sent = async {
                match &mut self.speaks {
                    Speaks::Http1(sender) => {
                        sender.ready().await?;
                        sender.send_request(request).await
                    }
                    Speaks::Http2(sender) => {
                        sender.ready().await?;
                        sender.send_request(request).await
                    }
                }
            };
            whole(sent.await.map_err(|error: hyper::Error| error.to_string())?).await
        })
    }
}

async fn whole(response: Response<Incoming>) -> Result<Reply, String> {
    let (parts, body) = response.into_parts();
    let text = |value: &hyper::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
    Ok(Reply { status: parts.status.as_u16(), headers, body: body.to_vec(), whole: true })
}
