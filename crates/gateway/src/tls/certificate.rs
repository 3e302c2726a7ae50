//! A certificate and its key, from PEM files.
//!
//! What is wrong with a file is said with its path and the way out: whoever
//! starts the gateway seldom made the files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use sha2::{Digest as _, Sha256};
use webpki::EndEntityCert;

use super::dates::dates;

/// Where a certificate and its key are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The certificate, then those that lead to its authority, in PEM.
    pub certificate: PathBuf,
    /// The key, in PEM; without it, the key is in the same file.
    pub key: Option<PathBuf>,
}

/// A certificate with its key, ready to be shown.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The names it is for, in lower case; `*.example.org` among them.
    pub names: Vec<String>,
    /// From when on it is good.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    pub(super) key: Arc<CertifiedKey>,
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadCertificate {
    /// A file cannot be read.
    #[error("`{}` cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not in PEM.
    #[error("`{}` is not in PEM: line {line} {what}", path.display())]
    NotPem {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// There is no certificate in the file.
    #[error("there is no certificate in `{}`", path.display())]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// There is no key in the file.
    #[error("there is no key in `{}`", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// The certificate is none, or of a kind that is not known.
    #[error("the certificate in `{}` cannot be understood", path.display())]
    NotCertificate {
        /// The file.
        path: PathBuf,
    },
    /// The key is of a kind that is not known.
    #[error("the key in `{}` cannot be used", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
    },
    /// The key is another certificate's.
    #[error("the key in `{}` is not the one of the certificate in `{}`", key.display(), certificate.display())]
    Mismatch {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
    },
}

impl BadCertificate {
    /// The way out.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "name a file that is there, and that the gateway's user may read",
            Self::NotPem { .. } => {
                "take the file as the authority gave it: `-----BEGIN …-----`, lines of base64, `-----END …-----`"
            }
            Self::NoCertificate { .. } => {
                "a certificate begins with `-----BEGIN CERTIFICATE-----`; name the file that holds it, then those it was signed with"
            }
            Self::NoKey { .. } => {
                "a key begins with `-----BEGIN PRIVATE KEY-----`; one behind a password must be decrypted first: `openssl pkey -in KEY -out PLAIN`"
            }
            Self::NotCertificate { .. } => {
                "ask the authority for an X.509 certificate of version 3 for a server, and put the site's own first in the file"
            }
            Self::UnknownKey { .. } => "use a key of ECDSA P-256 or P-384, Ed25519, or RSA of 2048 to 8192 bits",
            Self::Mismatch { .. } => {
                "name the key that this certificate was asked for with; in the file, the site's own certificate comes first"
            }
        }
    }

    /// Whether a file is missing or closed, rather than wrong.
    pub fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable { .. })
    }
}

/// The bytes of a pair, as they are on disk.
pub(super) struct Pair {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Pair {
    pub(super) fn read(files: &CertificateFiles) -> Result<Self, BadCertificate> {
        let read = |path: &Path| {
            std::fs::read(path).map_err(|source| BadCertificate::Unreadable { path: path.to_owned(), source })
        };
        Ok(Self { certificate: read(&files.certificate)?, key: read(files.key())? })
    }

    /// What changes with either file.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(self.certificate.len().to_le_bytes());
        digest.update(&self.certificate);
        digest.update(&self.key);
        digest.finalize().into()
    }

    pub(super) fn parse(&self, files: &CertificateFiles) -> Result<Certificate, BadCertificate> {
        let chain = sections::<CertificateDer<'static>>(&self.certificate, &files.certificate)?;
        if chain.is_empty() {
            return Err(BadCertificate::NoCertificate { path: files.certificate.clone() });
        }
        let Some(key) = sections::<PrivateKeyDer<'static>>(&self.key, files.key())?.into_iter().next() else {
            return Err(BadCertificate::NoKey { path: files.key().to_owned() });
        };
        let key = ring::sign::any_supported_type(&key)
            .map_err(|_| BadCertificate::UnknownKey { path: files.key().to_owned() })?;
        let not_one = || BadCertificate::NotCertificate { path: files.certificate.clone() };
        Certificate::new(CertifiedKey::new(chain, key)).ok_or_else(not_one)?.checked(files)
    }
}

impl CertificateFiles {
    fn key(&self) -> &Path {
        self.key.as_ref().unwrap_or(&self.certificate)
    }
}

impl Certificate {
    /// Reads a pair of files.
    pub fn read(files: &CertificateFiles) -> Result<Self, BadCertificate> {
        Pair::read(files)?.parse(files)
    }

    /// Whether browsers take it for `host`.
    pub fn covers(&self, host: &str) -> bool {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let Ok(name) = ServerName::try_from(bare) else { return false };
        EndEntityCert::try_from(&self.key.cert[0])
            .is_ok_and(|certificate| certificate.verify_is_valid_for_subject_name(&name).is_ok())
    }

    fn new(key: CertifiedKey) -> Option<Self> {
        let own = key.cert.first()?;
        let (from, until) = dates(own)?;
        let names = EndEntityCert::try_from(own).ok()?.valid_dns_names().map(str::to_ascii_lowercase).collect();
        Some(Self { names, from, until, key: Arc::new(key) })
    }

    fn checked(self, files: &CertificateFiles) -> Result<Self, BadCertificate> {
        match self.key.keys_match() {
            Ok(()) => Ok(self),
            Err(_) => {
                Err(BadCertificate::Mismatch { certificate: files.certificate.clone(), key: files.key().to_owned() })
            }
        }
    }
}

/// The sections of one kind; others are passed over.
fn sections<T: PemObject>(text: &[u8], path: &Path) -> Result<Vec<T>, BadCertificate> {
    let mut sections = T::pem_slice_iter(text);
    let mut found = Vec::new();
    while let Some(section) = sections.next() {
        match section {
            Ok(section) => found.push(section),
            Err(error) => {
                let what = match error {
                    pem::Error::MissingSectionEnd { .. } => "is the last, and the section has no end",
                    pem::Error::IllegalSectionStart { .. } => "begins a section as nothing does",
                    _ => "ends a section that is not base64",
                };
                let read = &text[..text.len() - sections.remainder().len()];
                let line = read.split_inclusive(|byte| *byte == b'\n').count();
                return Err(BadCertificate::NotPem { path: path.to_owned(), line, what });
            }
        }
    }
    Ok(found)
}
