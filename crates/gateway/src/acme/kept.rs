//! What is kept of an authority: our account there, and its certificates.
//!
//! `acme/<authority>/account.json` and `acme/<authority>/<host>.pem`, key and
//! certificate in one file, so that the two always belong together. Only their
//! owner reads them.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use instant_acme::AccountCredentials;

use super::AcmeError;
use crate::tls::{Certificate, CertificateFiles};

/// The files of one authority.
pub(super) struct Kept {
    directory: PathBuf,
}

impl Kept {
    /// Those of the authority whose directory is at `address`.
    pub(super) fn open(data: &Path, address: &str) -> Result<Self, AcmeError> {
        let name = address.trim_start_matches("https://").trim_end_matches('/');
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
        let directory = data.join("acme").join(name);
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(&directory) {
            Ok(()) => Ok(Self { directory }),
            Err(source) => Err(AcmeError::Data { path: directory, source }),
        }
    }

    /// The certificate of `host`, if there is one that can be read and covers it: it may have expired.
    pub(super) fn certificate(&self, host: &str) -> Option<Certificate> {
        let files = self.files(host);
        match Certificate::read(&files) {
            Ok(certificate) => certificate.covers(host).then_some(certificate),
            Err(error) => {
                if files.certificate.exists() {
                    tracing::warn!(host, error = &error as &dyn std::error::Error, "a kept certificate cannot be used");
                }
                None
            }
        }
    }

    /// Keeps the certificate of `host`, in PEM.
    pub(super) fn keep(&self, host: &str, key: &str, chain: &str) -> std::io::Result<CertificateFiles> {
        let files = self.files(host);
        write(&files.certificate, format!("{key}{chain}").as_bytes())?;
        Ok(files)
    }

    /// Our account, if there is one.
    pub(super) fn account(&self) -> std::io::Result<Option<AccountCredentials>> {
        match fs::read(self.directory.join("account.json")) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn keep_account(&self, account: &AccountCredentials) -> std::io::Result<()> {
        write(&self.directory.join("account.json"), &serde_json::to_vec(account)?)
    }

    /// For an account that the authority does not know any more.
    pub(super) fn forget_account(&self) -> std::io::Result<()> {
        fs::rename(self.directory.join("account.json"), self.directory.join("account.json.old"))
    }

    fn files(&self, host: &str) -> CertificateFiles {
        CertificateFiles { certificate: self.directory.join(format!("{host}.pem")), key: None }
    }
}

/// Writes a file that only its owner reads, whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let temporary = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)
}
