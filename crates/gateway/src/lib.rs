//! The gateway: one program in front of a site, which it makes keep its
//! register.
//!
//! The life of a request: hygiene (`headers`), the visitor's choice, the cookie
//! wall on the way in, the origin (`upstream`), the cookie wall on the way
//! out, and, for a page, the rewriting of its HTML as it streams (`body`) with
//! the banner in it (`furniture`). Every decision is `temoin_enforce`'s;
//! here are the sockets, the streams and the clock.
//!
//! Fail closed for trackers, open for the site's own content: what cannot be
//! checked is refused with a sentence that says why, never let through.

#![expect(clippy::disallowed_methods, reason = "an edge: this is where the clock and the sockets are")]

mod body;
mod furniture;
mod headers;
mod metrics;
mod problem;
mod proxy;
mod serve;
mod site;
mod upstream;

pub use body::{Body, BoxError, full};
pub use metrics::Metrics;
pub use problem::{problem, problem_page};
pub use proxy::Gateway;
pub use serve::serve;
pub use site::{Site, now};
pub use upstream::{Upstream, UpstreamError};
