//! Certificates from an authority, by ACME (RFC 8555).
//!
//! Each host of the sites has a certificate of its own, so that one name that
//! points elsewhere spoils no other. It is kept in the data directory, shown at
//! once after a restart, and renewed at two thirds of its life. The authority
//! asks its question on our own listeners: by TLS first (RFC 8737), which needs
//! no port 80, and after a failure also by HTTP.

mod directory;
mod kept;
mod order;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use tokio::signal::unix::{SignalKind, signal};

use self::directory::Directory;
use self::kept::Kept;
use crate::body::{Body, full};
use crate::now;
use crate::tls::{Certificate, Tls, Untrusted, authorities};

/// After a first failure; then twice as long each time. Let's Encrypt takes
/// five failures an hour for a name before it stops listening.
const AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// But never longer than this.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// How long to sleep at most: the machine's clock may jump, and a reload may
/// bring new hosts.
const NAP: Duration = Duration::from_mins(1);
/// Where an authority asks by HTTP (RFC 8555 §8.3).
const WELL_KNOWN: &str = "/.well-known/acme-challenge/";

/// Who signs certificates, and how we are known there.
#[derive(Clone, Debug)]
pub struct Authority {
    /// The address of its directory.
    pub directory: String,
    /// Where it may write to us: `mailto:…`.
    pub contact: Option<String>,
    /// The authorities that its own certificate is checked with, in PEM;
    /// without it, those of the machine.
    pub root: Option<PathBuf>,
}

/// Why no authority can be asked.
#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    /// The directory for certificates cannot be made.
    #[error("certificates cannot be kept in `{}`", path.display())]
    Data {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Nothing tells whether the authority is the one it says.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
}

/// Keeps every host of the sites in a good certificate.
pub struct Acme {
    authority: Authority,
    directory: Directory,
    kept: Kept,
    tls: Arc<Tls>,
    questions: Arc<Questions>,
}

impl Acme {
    /// Prepares to ask `authority`, and shows the certificates that `data`
    /// holds for `hosts`.
    pub fn open(authority: Authority, data: &Path, tls: Arc<Tls>, hosts: &[String]) -> Result<Self, AcmeError> {
        let directory = Directory::new(authorities(authority.root.as_deref())?);
        let kept = Kept::open(data, &authority.directory)?;
        for host in hosts {
            kept.certificate(host).inspect(|certificate| tls.show(host, certificate));
        }
        Ok(Self { authority, directory, kept, tls, questions: Arc::default() })
    }

    /// What answers the authority on the listener of plain HTTP.
    pub fn questions(&self) -> Arc<Questions> {
        self.questions.clone()
    }

    /// Orders and renews certificates for what `hosts` gives, for ever.
    pub async fn keep(self, hosts: impl Fn() -> Vec<String>) {
        let mut asked = signal(SignalKind::hangup()).ok();
        let mut tries: BTreeMap<String, Try> = BTreeMap::new();
        loop {
            let wanted = hosts();
            tries.retain(|host, _| wanted.contains(host));
            for host in wanted {
                tries.entry(host).or_insert_with_key(|host| self.first(host));
            }
            for (host, due) in &mut tries {
                if due.at <= now() {
                    *due = self.renew(host, due.failures).await;
                }
            }
            let next = tries.values().map(|due| due.at).min();
            let nap =
                next.map_or(NAP, |next| Duration::try_from(next.duration_since(now())).unwrap_or_default().min(NAP));
            tokio::select! {
                () = tokio::time::sleep(nap) => {}
                // Whoever has mended something need not wait.
                Some(()) = hangup(&mut asked) => {
                    tries.values_mut().filter(|due| due.failures > 0).for_each(|due| due.at = now());
                }
            }
        }
    }

    /// When to ask for `host` first: at once, unless there is a certificate.
    fn first(&self, host: &str) -> Try {
        let kept = self.kept.certificate(host).inspect(|certificate| self.tls.show(host, certificate));
        Try { at: kept.map_or(Timestamp::MIN, |certificate| due(&certificate)), failures: 0 }
    }

    async fn renew(&self, host: &str, failures: u32) -> Try {
        tracing::info!(host, directory = self.authority.directory, "asking for a certificate");
        match self.order(host, failures).await {
            Ok(certificate) => {
                self.tls.show(host, &certificate);
                let at = due(&certificate);
                if at <= now() {
                    // Asking on and on would only shut the authority's door.
                    tracing::warn!(host, until = %certificate.until, "a new certificate is already to be renewed: a clock is wrong, here or there");
                    return Try { at: now() + wait(failures), failures: failures + 1 };
                }
                tracing::info!(host, until = %certificate.until, renewal = %at, "a certificate was obtained");
                Try { at, failures: 0 }
            }
            Err(error) => {
                let at = now() + wait(failures);
                tracing::warn!(host, error = &error as &dyn std::error::Error, again = %at, "no certificate was obtained");
                Try { at, failures: failures + 1 }
            }
        }
    }
}

/// When a host is looked after next.
struct Try {
    at: Timestamp,
    failures: u32,
}

/// When a certificate is renewed: at two thirds of its life.
fn due(certificate: &Certificate) -> Timestamp {
    certificate.from + certificate.until.duration_since(certificate.from) * 2 / 3
}

/// How long to wait after one more failure than these.
fn wait(failures: u32) -> SignedDuration {
    AGAIN.checked_mul(1 << failures.min(20)).map_or(LONGEST, |wait| wait.min(LONGEST))
}

async fn hangup(asked: &mut Option<tokio::signal::unix::Signal>) -> Option<()> {
    asked.as_mut()?.recv().await
}

/// What an authority may ask by HTTP, and the answers.
#[derive(Default)]
pub struct Questions(Mutex<HashMap<String, String>>);

impl Questions {
    /// The answer, if `request` is such a question.
    pub fn answer(&self, request: &Request<Body>) -> Option<Response<Body>> {
        let token = request.uri().path().strip_prefix(WELL_KNOWN)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(token).map(|proof| Response::new(full(proof.clone())))
    }

    fn expect(&self, token: &str, proof: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(token.to_owned(), proof.to_owned());
    }

    fn forget(&self, token: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_followed_by_longer_and_longer_waits() {
        let minutes: Vec<_> = (0..9).map(|failures| wait(failures).as_mins()).collect();
        assert_eq!(minutes, [5, 10, 20, 40, 80, 160, 320, 640, 720]);
        assert_eq!(wait(u32::MAX), LONGEST);
        assert!(
            minutes
                .iter()
                .scan(0, |sum, wait| {
                    *sum += wait;
                    Some(*sum)
                })
                .filter(|at| *at < 60)
                .count()
                < 5
        );
    }
}
