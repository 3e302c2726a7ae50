//! Whom we trust when we are the client.

use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// Why nobody can be trusted.
#[derive(Debug, thiserror::Error)]
pub enum Untrusted {
    /// The file of authorities cannot be read, or holds none.
    #[error("the authorities in `{}` cannot be read", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
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
    let mut roots = RootCertStore::empty();
    let Some(path) = file else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return if roots.is_empty() { Err(Untrusted::Machine) } else { Ok(roots) };
    };
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| Untrusted::File { path: path.to_owned(), source };
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| failed(error.into()))? {
        roots.add(certificate.map_err(|error| failed(error.into()))?).map_err(|error| failed(error.into()))?;
    }
    if roots.is_empty() { Err(failed("there is no certificate in it".into())) } else { Ok(roots) }
}
