//! `[tls]` and `[acme]`: how visitors reach the sites by https.
//!
//! Either is enough: certificates that are there, or an authority that gives
//! them. With both, the files come first.

use std::net::SocketAddr;
use std::path::PathBuf;

use jiff::Timestamp;
use temoin_reading::{Complaint, parsed, table};
use temoin_register::Period;

use super::file::Address;
use super::layers::{From, Layers};
use crate::cli::SettingFlags;
use crate::output::Failure;

/// Where Let's Encrypt is asked for certificates.
const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

table! {
    /// How visitors reach the sites by https.
    pub struct TlsTable {
        /// Where visitors connect by https.
        pub listen: Option<Address>,
        /// The certificates; the first is shown to whoever names no host.
        pub certificates: Vec<CertificateTable>,
        /// Whether visitors who come by http are sent to https.
        pub redirect: Option<bool>,
        /// How long browsers remember to come by https alone (HSTS).
        pub hsts: Option<Period>,
    }

    /// A certificate of a file.
    pub struct CertificateTable {
        /// The certificate, then those that lead to its authority, in PEM.
        pub certificate: String,
        /// Its key, in PEM; without it, the key is in the same file.
        pub key: Option<String>,
    }

    /// An authority that gives certificates.
    pub struct AcmeTable {
        /// Whether you have read and agreed to the authority's terms.
        pub terms_agreed: bool,
        /// Where the authority may write to you: mailto:…
        pub contact: Option<Contact>,
        /// The address of its directory; by default that of Let's Encrypt.
        pub directory: Option<DirectoryAddress>,
        /// The authorities by which the directory itself is known (PEM),
        /// instead of those of the system.
        pub root: Option<String>,
    }
}

/// An address that an authority may write to.
#[derive(Clone, Debug, PartialEq, Eq, temoin_reading::serde::Serialize)]
#[serde(crate = "temoin_reading::serde", transparent)]
pub(crate) struct Contact(String);

parsed!(Contact, r"^mailto:.+@.+$", "An address such as mailto:web@example.org.");

impl Contact {
    /// Parses `mailto:` and an address.
    pub(crate) fn parse(text: &str) -> Result<Self, Complaint> {
        let address = text.strip_prefix("mailto:").and_then(|address| address.split_once('@'));
        match address {
            Some((name, host)) if !name.is_empty() && !host.is_empty() => Ok(Self(text.to_owned())),
            _ => Err(Complaint::new(
                format!("`{text}` is not an address an authority can write to"),
                "write it as `mailto:web@example.org`",
            )),
        }
    }
}

/// The address of an authority's directory.
#[derive(Clone, Debug, PartialEq, Eq, temoin_reading::serde::Serialize)]
#[serde(crate = "temoin_reading::serde", transparent)]
pub(crate) struct DirectoryAddress(String);

parsed!(DirectoryAddress, r"^https://.+$", "The address of an ACME directory.");

impl DirectoryAddress {
    /// Parses an https address.
    pub(crate) fn parse(text: &str) -> Result<Self, Complaint> {
        let is_https = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
        is_https.then(|| Self(text.to_owned())).ok_or_else(|| {
            Complaint::new(
                format!("`{text}` is not the address of an authority"),
                format!("write an https address, such as `{LETS_ENCRYPT}`"),
            )
        })
    }
}

/// Where a certificate and its key are; without a key, in the same file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CertificatePlan {
    pub(crate) certificate: PathBuf,
    pub(crate) key: Option<PathBuf>,
}

/// Who is asked for certificates.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AcmePlan {
    pub(crate) directory: From<String>,
    pub(crate) contact: Option<String>,
    pub(crate) root: Option<PathBuf>,
}

/// How visitors reach the sites by https.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HttpsPlan {
    pub(crate) listen: From<SocketAddr>,
    pub(crate) certificates: From<Vec<CertificatePlan>>,
    pub(crate) redirect: From<bool>,
    /// In seconds.
    pub(crate) hsts: Option<u64>,
    pub(crate) acme: Option<AcmePlan>,
}

impl HttpsPlan {
    /// What flags, environment and file say of https, if they do.
    pub(super) fn read(
        flags: &SettingFlags,
        layers: &Layers,
        tls: Option<&TlsTable>,
        acme: Option<&AcmeTable>,
        http: SocketAddr,
    ) -> Result<Option<Self>, Failure> {
        let certificates = certificates(flags, layers, tls)?;
        let acme = acme.map(|acme| authority(acme, layers)).transpose()?;
        if certificates.value.is_empty() && acme.is_none() {
            return match tls {
                None => Ok(None),
                Some(_) => Err(Failure::usage(format!("`[tls]` in `{}` names no certificate", layers.file))
                    .hint("add `certificates = [{ certificate = \"…\", key = \"…\" }]`, or a section `[acme]`")),
            };
        }
        let usual = Address(SocketAddr::new(http.ip(), 443));
        let listen = tls.and_then(|tls| tls.listen.clone());
        let hsts = tls.and_then(|tls| tls.hsts).map(|period| period.after(Timestamp::UNIX_EPOCH).as_second());
        Ok(Some(Self {
            listen: layers
                .pick(flags.tls_listen.as_ref(), "TEMOIN_TLS_LISTEN", listen, usual, Address::parse)?
                .map(|address| address.0),
            certificates,
            redirect: layers.found(tls.and_then(|tls| tls.redirect), true),
            hsts: hsts.and_then(|seconds| u64::try_from(seconds).ok()),
            acme,
        }))
    }
}

/// The certificate of flags or environment, else those of the file.
fn certificates(
    flags: &SettingFlags,
    layers: &Layers,
    tls: Option<&TlsTable>,
) -> Result<From<Vec<CertificatePlan>>, Failure> {
    let text = |text: &str| Ok(Some(text.to_owned()));
    let one = layers.pick(flags.tls_certificate.as_ref(), "TEMOIN_TLS_CERTIFICATE", None, None, text)?;
    let key = layers.pick(flags.tls_key.as_ref(), "TEMOIN_TLS_KEY", None, None, text)?;
    if let Some(certificate) = one.value {
        let plan = CertificatePlan { certificate: certificate.into(), key: key.value.map(PathBuf::from) };
        return Ok(From { value: vec![plan], origin: one.origin });
    }
    if let Some(key) = key.value {
        let message = format!("the key `{key}` is named without its certificate");
        return Err(Failure::usage(message).hint("name the certificate with `--tls-certificate FILE`"));
    }
    let listed = tls.map(|tls| &tls.certificates).filter(|listed| !listed.is_empty()).map(|listed| {
        let plan = |table: &CertificateTable| CertificatePlan {
            certificate: PathBuf::from(&table.certificate),
            key: table.key.as_ref().map(PathBuf::from),
        };
        listed.iter().map(plan).collect()
    });
    Ok(layers.found(listed, Vec::new()))
}

fn authority(acme: &AcmeTable, layers: &Layers) -> Result<AcmePlan, Failure> {
    let directory = layers.found(acme.directory.clone().map(|directory| directory.0), LETS_ENCRYPT.to_owned());
    if !acme.terms_agreed {
        let message = format!("the terms of the authority `{}` are not agreed to", directory.value);
        return Err(Failure::usage(message)
            .hint(format!("read them, then write `terms_agreed = true` under `[acme]` in `{}`", layers.file)));
    }
    Ok(AcmePlan {
        directory,
        contact: acme.contact.clone().map(|contact| contact.0),
        root: acme.root.as_ref().map(PathBuf::from),
    })
}
