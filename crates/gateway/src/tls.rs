//! TLS: which certificate is shown to whom, and how it is replaced.
//!
//! Certificates are files, or come by ACME. Files are looked at again every
//! few seconds and at SIGHUP, by their content, so no date of a copy matters.
//! A new certificate is shown from the next handshake on; connections that are
//! open keep what they agreed on, so a renewal breaks nothing. A bad new file
//! is logged, and the old certificate stays.

mod certificate;
mod dates;
mod redirect;
#[cfg(feature = "acme")]
mod trust;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::net::TcpStream;
use tokio::signal::unix::{SignalKind, signal};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use self::certificate::Pair;
pub use self::certificate::{BadCertificate, Certificate, CertificateFiles};
pub use self::redirect::to_https;
#[cfg(feature = "acme")]
pub use self::trust::Untrusted;
#[cfg(feature = "acme")]
pub(crate) use self::trust::authorities;
pub(crate) use self::trust::{machine, named};
use crate::connection::Protocol;
use crate::now;

/// How often files are looked at again.
const LOOK: Duration = Duration::from_secs(5);
/// The protocol by which an authority checks that a name is ours (RFC 8737).
const ACME_TLS: &[u8] = b"acme-tls/1";

/// What TLS listeners show, and to whom.
pub struct Tls {
    config: Arc<ServerConfig>,
    shelf: Arc<Shelf>,
    files: Vec<CertificateFiles>,
    /// What each pair of files was when it was last looked at: its digest, or
    /// why it could not be read.
    seen: Mutex<Vec<Result<[u8; 32], String>>>,
}

impl Tls {
    /// Reads the certificates of `files`. The first is shown to whoever names
    /// no host, or one that none of them is for.
    pub fn open(files: Vec<CertificateFiles>) -> Result<Self, BadCertificate> {
        let (mut shown, mut seen) = (Shown::default(), Vec::new());
        for pair in &files {
            let read = Pair::read(pair)?;
            let certificate = read.parse(pair)?;
            tell_dates(pair, &certificate);
            shown.files.push(certificate);
            seen.push(Ok(read.digest()));
        }
        let shelf = Arc::new(Shelf { shown: ArcSwap::from_pointee(shown.by_name()), challenges: Mutex::default() });
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has suites of both versions")
            .with_no_client_auth()
            .with_cert_resolver(shelf.clone());
        config.alpn_protocols = [&b"h2"[..], b"http/1.1", ACME_TLS].map(<[u8]>::to_vec).into();
        // Visitors who come back skip half of the handshake, and nothing is
        // kept of them here.
        config.ticketer = ring::Ticketer::new().expect("the machine has randomness");
        Ok(Self { config: Arc::new(config), shelf, files, seen: Mutex::new(seen) })
    }

    /// The certificates that are shown now.
    pub fn certificates(&self) -> Vec<Certificate> {
        let shown = self.shelf.shown.load();
        shown.files.iter().chain(shown.obtained.values()).cloned().collect()
    }

    /// Whether a certificate of the files is for `host`.
    pub fn has_file_for(&self, host: &str) -> bool {
        self.shelf.shown.load().files.iter().any(|certificate| certificate.covers(host))
    }

    /// Looks at the files again every few seconds and at SIGHUP, for ever.
    pub async fn keep_fresh(self: Arc<Self>) {
        let mut asked = signal(SignalKind::hangup()).ok();
        loop {
            let hangup = async {
                match &mut asked {
                    Some(asked) => drop(asked.recv().await),
                    None => std::future::pending().await,
                }
            };
            let _ = tokio::time::timeout(LOOK, hangup).await;
            let tls = self.clone();
            // Files may be on a disk that is slow today.
            let _ = tokio::task::spawn_blocking(move || tls.look_again()).await;
        }
    }

    /// Shows what files have become. What cannot be used is logged once.
    pub fn look_again(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, files) in self.files.iter().enumerate() {
            let read = Pair::read(files);
            let found = read.as_ref().map(Pair::digest).map_err(ToString::to_string);
            if found == seen[place] {
                continue;
            }
            seen[place] = found;
            match read.and_then(|read| read.parse(files)) {
                Ok(certificate) => {
                    tell_dates(files, &certificate);
                    tracing::info!(certificate = %files.certificate.display(), until = %certificate.until, "a certificate was replaced");
                    self.shelf.change(|shown| shown.files[place] = certificate.clone());
                }
                Err(error) => tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    help = error.help(),
                    "a new certificate cannot be used: the old one stays"
                ),
            }
        }
    }

    /// Shakes hands. What is agreed upon is the protocol to go on with, or
    /// nothing where an authority only looked at a challenge.
    pub(crate) async fn accept(&self, stream: TcpStream) -> std::io::Result<Option<(TlsStream<TcpStream>, Protocol)>> {
        let stream = TlsAcceptor::from(self.config.clone()).accept(stream).await?;
        let protocol = match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") => Protocol::Http2,
            Some(ACME_TLS) => return Ok(None),
            _ => Protocol::Http1,
        };
        Ok(Some((stream, protocol)))
    }
}

#[cfg(feature = "acme")]
impl Tls {
    /// Shows `certificate` for `host`, beside those of the files.
    pub(crate) fn show(&self, host: &str, certificate: &Certificate) {
        self.shelf.change(|shown| drop(shown.obtained.insert(host.to_owned(), certificate.clone())));
    }

    /// Answers an authority's question for `host` with `proof`, or no more.
    pub(crate) fn prove(&self, host: &str, proof: Option<Arc<CertifiedKey>>) {
        let mut challenges = self.shelf.challenges.lock().unwrap_or_else(PoisonError::into_inner);
        match proof {
            Some(proof) => challenges.insert(host.to_owned(), proof),
            None => challenges.remove(host),
        };
    }
}

/// Logs what browsers will complain of.
fn tell_dates(files: &CertificateFiles, certificate: &Certificate) {
    let (path, now) = (files.certificate.display(), now());
    if certificate.until < now {
        tracing::warn!(certificate = %path, until = %certificate.until, "this certificate has expired: browsers refuse it");
    } else if certificate.from > now {
        tracing::warn!(certificate = %path, from = %certificate.from, "this certificate is not good yet: browsers refuse it");
    }
}

/// Every certificate there is now.
#[derive(Clone, Default)]
struct Shown {
    /// Of the files, in their order.
    files: Vec<Certificate>,
    /// By ACME, each for its host.
    obtained: BTreeMap<String, Certificate>,
    /// All of them by the names they are for, `*.example.org` among them.
    names: HashMap<String, Arc<CertifiedKey>>,
}

impl Shown {
    fn by_name(mut self) -> Self {
        self.names.clear();
        for certificate in self.files.iter().chain(self.obtained.values()) {
            for name in &certificate.names {
                self.names.entry(name.clone()).or_insert_with(|| certificate.key.clone());
            }
        }
        self
    }

    /// The certificate for a host, by its name, by a wildcard, or the first.
    fn find(&self, host: Option<&str>) -> Option<Arc<CertifiedKey>> {
        let named = host.and_then(|host| {
            let host = host.to_ascii_lowercase();
            let wildcard = || self.names.get(&format!("*.{}", host.split_once('.')?.1));
            self.names.get(&host).or_else(wildcard).cloned()
        });
        let first = || self.files.iter().chain(self.obtained.values()).next();
        named.or_else(|| first().map(|certificate| certificate.key.clone()))
    }
}

/// Where a handshake finds its certificate.
struct Shelf {
    shown: ArcSwap<Shown>,
    /// Proofs for authorities, by host.
    challenges: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl Shelf {
    fn change(&self, change: impl Fn(&mut Shown)) {
        self.shown.rcu(|shown| {
            let mut shown = Shown::clone(shown);
            change(&mut shown);
            shown.by_name()
        });
    }
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.shown.load().names.keys()).finish()
    }
}

impl ResolvesServerCert for Shelf {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        if hello.alpn().is_some_and(|mut offered| offered.any(|protocol| protocol == ACME_TLS)) {
            let challenges = self.challenges.lock().unwrap_or_else(PoisonError::into_inner);
            return challenges.get(hello.server_name()?).cloned();
        }
        self.shown.load().find(hello.server_name())
    }
}
