//! Where visitors connect: by http, by https, or by http only to be sent to
//! https.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use temoin_gateway::{Entrance, Metrics, Places};
use temoin_server::Front;
use tokio::net::TcpListener;
use tokio::sync::watch;

#[cfg(feature = "tls")]
use crate::https::Https;
use crate::output::Failure;
use crate::settings::HttpsPlan;

/// What visitors are to connect to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VisitorsPlan {
    pub(crate) listen: SocketAddr,
    pub(crate) https: Option<HttpsPlan>,
    /// Where certificates of an authority are kept.
    pub(crate) data: PathBuf,
    /// Connections open at once, in all and from one address.
    pub(crate) connections: (usize, usize),
    /// Servers that stand before this one: everybody comes from their address.
    pub(crate) trusted: Vec<IpNet>,
    /// How long requests under way may take to end once a stop is asked for.
    pub(crate) drain: Duration,
}

impl VisitorsPlan {
    /// Plain HTTP alone, with the usual limits.
    pub(crate) fn http(listen: SocketAddr) -> Self {
        let (data, trusted) = (PathBuf::new(), Vec::new());
        Self { listen, https: None, data, connections: Places::USUAL, trusted, drain: temoin_gateway::DRAIN }
    }

    /// Whether only this machine's own visitors come.
    pub(crate) fn is_on_loopback(&self) -> bool {
        let https = self.https.as_ref().map(|https| https.listen.value);
        std::iter::once(self.listen).chain(https).all(|address| address.ip().is_loopback())
    }
}

/// The listeners of visitors.
pub(crate) struct Visitors {
    plain: TcpListener,
    #[cfg(feature = "tls")]
    https: Option<Https>,
    places: Arc<Places>,
    drain: Duration,
}

impl Visitors {
    /// Reads the certificates, then binds. `hosts` are those of the sites.
    pub(crate) async fn bind(plan: VisitorsPlan, hosts: &[String]) -> Result<Self, Failure> {
        let (total, each) = plan.connections;
        let trusted = plan.trusted;
        let exempt = move |peer| trusted.iter().any(|network| network.contains(&peer));
        let places = Arc::new(Places::new(total, each).exempting(exempt));
        #[cfg(not(feature = "tls"))]
        let _ = hosts;
        #[cfg(not(feature = "tls"))]
        if plan.https.is_some() {
            return Err(Failure::usage("this program was built without TLS")
                .hint("leave `[tls]` and `[acme]` out, or build it with the feature `tls`"));
        }
        #[cfg(feature = "tls")]
        let https = match plan.https {
            Some(https) => Some(Https::bind(https, &plan.data, hosts).await?),
            None => None,
        };
        Ok(Self {
            plain: bind(plan.listen, "--listen").await?,
            #[cfg(feature = "tls")]
            https,
            places,
            drain: plan.drain,
        })
    }

    /// Where visitors connect by http.
    pub(crate) fn http(&self) -> Result<SocketAddr, Failure> {
        address(&self.plain)
    }

    /// Where they connect by https.
    #[cfg(feature = "tls")]
    pub(crate) fn https(&self) -> Result<Option<SocketAddr>, Failure> {
        self.https.as_ref().map(|https| address(&https.listener)).transpose()
    }

    /// Nowhere by https.
    #[cfg(not(feature = "tls"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same as with TLS")]
    pub(crate) fn https(&self) -> Result<Option<SocketAddr>, Failure> {
        Ok(None)
    }

    /// How long requests under way may take to end once a stop is asked for.
    pub(crate) fn drain(&self) -> Duration {
        self.drain
    }

    /// Serves until `stop`, then drains. Returns how many connections had to
    /// be broken off.
    pub(crate) async fn serve(self, front: Arc<Front>, metrics: Arc<Metrics>, stop: watch::Receiver<bool>) -> usize {
        let entrance =
            |listener| Entrance::new(listener).within(self.places.clone()).drain(self.drain).counting(metrics.clone());
        let plain = entrance(self.plain);
        #[cfg(feature = "tls")]
        if let Some(https) = self.https {
            return https.serve(plain, entrance, front, stop).await;
        }
        let answer = move |request, peer| {
            let front = front.clone();
            async move { front.answer(request, peer).await }
        };
        plain.serve(answer, stopped(stop)).await
    }
}

/// Until a stop is asked for, or whoever could ask is gone.
pub(crate) async fn stopped(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stopped| *stopped).await;
}

/// The address that a listener has.
pub(crate) fn address(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener.local_addr().map_err(|error| Failure::environment(error, "a listener has no address"))
}

/// Listens on `address`, which `flag` sets.
pub(crate) async fn bind(address: SocketAddr, flag: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let hint = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                format!("another program listens there: stop it, or choose another port with `{flag}`")
            }
            std::io::ErrorKind::PermissionDenied => {
                format!("ports below 1024 need a privilege: choose another with `{flag}`")
            }
            _ => format!("choose an address of this machine with `{flag}`"),
        };
        Failure::environment(error, format!("`{address}` cannot be listened on")).hint(hint)
    })
}
