//! How an origin is spoken to: in clear, or over TLS.
//!
//! Over TLS its certificate is always verified: a gateway that takes anyone for
//! the origin would hand visitors' sessions to whoever stands between.

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

#[cfg(feature = "tls")]
use crate::tls::{machine, named};

/// A connection to an origin.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// What makes an origin's connections secure, if it asks for it.
#[derive(Clone)]
pub(crate) enum Security {
    /// Nothing: in clear.
    None,
    /// TLS, with the name that the origin has to prove.
    #[cfg(feature = "tls")]
    Tls(tokio_rustls::TlsConnector, rustls::pki_types::ServerName<'static>),
}

impl Security {
    /// TLS to an origin that has to show a certificate for `name`, signed by
    /// one of `authorities` (PEM), or of those that the system trusts.
    #[cfg(feature = "tls")]
    pub(crate) fn tls(name: &str, authorities: Option<&[u8]>) -> Result<Self, String> {
        let name = rustls::pki_types::ServerName::try_from(name.to_owned());
        let name = name.map_err(|_| "its name is not one that a certificate bears".to_owned())?;
        let roots = match authorities {
            Some(pem) => named(pem).map_err(|error| format!("the file of its authorities cannot be used: {error}"))?,
            None => machine().map_err(|error| format!("{error}: name one with `upstream_ca`"))?,
        };
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self::Tls(std::sync::Arc::new(config).into(), name))
    }

    /// TLS is not in this program.
    #[cfg(not(feature = "tls"))]
    pub(crate) fn tls(_name: &str, _authorities: Option<&[u8]>) -> Result<Self, String> {
        Err("this program was built without TLS".to_owned())
    }

    /// A connection as requests are sent on it.
    #[cfg_attr(not(feature = "tls"), expect(clippy::unused_async, reason = "what is in clear is ready"))]
    pub(crate) async fn over(&self, stream: TcpStream) -> io::Result<Box<dyn Stream>> {
        match self {
            Self::None => Ok(Box::new(stream)),
            #[cfg(feature = "tls")]
            Self::Tls(connector, name) => Ok(Box::new(connector.connect(name.clone(), stream).await?)),
        }
    }
}
