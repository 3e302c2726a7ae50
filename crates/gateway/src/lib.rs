//! The gateway: one program in front of a site, which it makes keep its
//! register.
//!
//! The life of a request (`proxy`): hygiene, the visitor's choice and the cookie
//! wall on the way in (`request`), the origin (`upstream`), the cookie wall on
//! the way out (`response`), and, for a page, the rewriting of its HTML as it
//! streams (`body`) with the banner in it (`furniture`). Every decision is `temoin_enforce`'s;
//! here are the sockets, the streams and the clock.
//!
//! Fail closed for trackers, open for the site's own content: what cannot be
//! checked is refused with a sentence that says why, never let through.

#![expect(clippy::disallowed_methods, reason = "an edge: this is where the clock and the sockets are")]

mod accounts;
#[cfg(feature = "acme")]
mod acme;
mod body;
mod cache;
mod connection;
mod encoding;
mod figures;
mod framing;
mod furniture;
mod guard;
mod guarded;
mod headers;
mod language;
mod limits;
mod metrics;
mod notice;
mod pool;
mod problem;
mod proxy;
mod request;
mod response;
mod secure;
mod serve;
mod sightings;
mod site;
#[cfg(feature = "tls")]
mod tls;
mod upstream;
mod variant;
mod websocket;

pub use accounts::Told;
#[cfg(feature = "acme")]
pub use acme::{Acme, AcmeError, Authority, Questions};
pub use body::{Body, BoxError, full};
pub use connection::Protocol;
pub use encoding::{Delivery, UpstreamEncoding};
pub use figures::{Figures, device};
pub use framing::{Framing, Refusal, Refused};
pub use guard::Guard;
pub use limits::Places;
pub use metrics::Metrics;
pub use notice::{Notice, Script, state};
pub use problem::{problem, problem_page};
pub use proxy::Gateway;
pub use serve::{DRAIN, Entrance, serve};
pub use sightings::{Changes, Sightings, place};
pub use site::{Options, Site, cookie_headers, now, without_port};
#[cfg(feature = "acme")]
pub use tls::Untrusted;
#[cfg(feature = "tls")]
pub use tls::{BadCertificate, Certificate, CertificateFiles, Tls, to_https};
pub use upstream::{Upstream, UpstreamError};
