//! Several sites behind one listener, told apart by the host that is asked for.
//!
//! What a site is made of (its register, its policies, its origin) is one
//! immutable value, [`Served`]. A reload makes new ones and puts them in the
//! place of the old, all at once: a request that is under way ends with the
//! register it began with, the next one begins with the new.
//!
//! Only our own addresses go through the router. Everything else, which is
//! nearly everything, goes to the gateway directly: matching routes costs more
//! than the walls do.

use std::net::SocketAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::Router;
use http::header::HOST;
use http::{Request, Response, StatusCode};
use temoin_gateway::{Body, problem_page};
use tower::ServiceExt as _;

use crate::App;

/// One site, ready to answer.
pub struct Served {
    /// What it is made of.
    pub app: App,
    /// The answers of our own addresses.
    own: Router,
}

impl Served {
    /// A site made of `app`.
    pub fn new(app: App) -> Self {
        let own = crate::visitor(app.clone());
        Self { app, own }
    }

    /// Whether `path` is one of our own addresses.
    fn is_own(&self, path: &str) -> bool {
        let prefix = self.app.gateway.site.options.prefix.trim_end_matches('/');
        path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The sites of one process.
pub struct Front {
    sites: ArcSwap<Vec<Arc<Served>>>,
}

impl Front {
    /// These sites. Where a host is served by several, by the first.
    pub fn new(sites: Vec<Arc<Served>>) -> Self {
        Self { sites: ArcSwap::from_pointee(sites) }
    }

    /// The sites as they are now.
    pub fn sites(&self) -> Arc<Vec<Arc<Served>>> {
        self.sites.load_full()
    }

    /// Puts these sites in the place of those that are served, for every
    /// request that begins after it.
    pub fn replace(&self, sites: Vec<Arc<Served>>) {
        self.sites.store(Arc::new(sites));
    }

    /// Answers a visitor.
    pub async fn answer(&self, request: Request<Body>, peer: SocketAddr) -> Response<Body> {
        let Some(served) = self.served(&request) else {
            let detail = "this host is not one that the register names";
            return problem_page(request.headers(), StatusCode::MISDIRECTED_REQUEST, detail);
        };
        if !served.is_own(request.uri().path()) {
            return served.app.gateway.handle(request, peer.ip().to_canonical()).await;
        }
        let request = request.map(axum::body::Body::new);
        let response = Box::pin(served.own.clone().oneshot(request)).await.unwrap_or_else(|never| match never {});
        response.map(Body::new)
    }

    /// The site of a request. One that names no host, or several, is nobody's.
    fn served(&self, request: &Request<Body>) -> Option<Arc<Served>> {
        let mut hosts = request.headers().get_all(HOST).iter();
        let host = hosts.next().filter(|_| hosts.next().is_none())?.to_str().ok()?;
        let sites = self.sites.load();
        sites.iter().find(|served| served.app.gateway.site.scheme(host).is_some()).cloned()
    }
}
