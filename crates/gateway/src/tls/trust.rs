//! Whom we trust when we are the client.

use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject as _};

use crate::body::BoxError;

/// Why nobody can be trusted.
#[derive(Debug, thiserror::Error)]
pub enum Untrusted {
    /// The file of authorities cannot be read, or holds none.
    #[error("the authorities in `{}` cannot be read", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: BoxError,
    },
    /// The machine has no list of authorities.
    #[error("this machine knows no certificate authority")]
    Machine,
}

impl Untrusted {
    /// The way out.
    pub fn help(&self) -> &'static str {
        match self {
            Self::File { .. } => "name a PEM file with the certificates of the authorities",
            Self::Machine => {
                "install the system's list (`ca-certificates`), or name a PEM file with the authority's certificate"
            }
        }
    }
}

/// The authorities of `file`; without one, those the machine trusts.
pub(crate) fn authorities(file: Option<&Path>) -> Result<RootCertStore, Untrusted> {
    let Some(path) = file else { return machine() };
    let failed = |source| Untrusted::File { path: path.to_owned(), source };
    let certificates = CertificateDer::pem_file_iter(path).map_err(|error| failed(error.into()))?;
    roots(certificates).map_err(failed)
}

/// The authorities that `pem` holds.
pub(crate) fn named(pem: &[u8]) -> Result<RootCertStore, BoxError> {
    roots(CertificateDer::pem_slice_iter(pem))
}

/// Those the machine trusts. Some keep one or two that cannot be read: the
/// others serve.
pub(crate) fn machine() -> Result<RootCertStore, Untrusted> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() { Err(Untrusted::Machine) } else { Ok(roots) }
}

/// All of these, of which there has to be one.
fn roots(
    certificates: impl Iterator<Item = Result<CertificateDer<'static>, pem::Error>>,
) -> Result<RootCertStore, BoxError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        roots.add(certificate?)?;
    }
    if roots.is_empty() { Err("there is no certificate in it".into()) } else { Ok(roots) }
}
