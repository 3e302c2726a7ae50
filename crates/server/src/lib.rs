//! Our own addresses: the visitor's API and pages under the site's prefix, and
//! the machine's surface on a listener of its own.
//!
//! A choice is answered only once its record is durable; whatever goes wrong
//! before that unlocks nothing and says so. Everything else that a site is
//! asked for goes to the gateway: `front` tells which site, and which of both.

#![expect(clippy::disallowed_methods, reason = "an edge: this is where randomness is drawn")]

mod across;
mod assets;
mod choices;
mod console;
mod cookies;
mod front;
mod keeping;
mod notices;
mod pages;
mod posted;
mod reports;
mod state;

pub use front::{Front, Served};
pub use keeping::{keep, keep_once};
pub use state::{App, Published, service};

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

/// The visitor's side of one site: our addresses under its prefix.
fn visitor(app: App) -> Router {
    let prefix = app.gateway.site.options.prefix.trim_end_matches('/').to_owned();
    let own = Router::new()
        .route("/v1/consents", post(choices::record))
        .route("/v1/consents/{id}", get(choices::show))
        .route("/v1/consents/{id}/withdrawal", post(choices::withdraw))
        .route("/v1/asked", post(notices::asked))
        .route("/v1/seen", post(reports::seen))
        .route("/v1/csp", post(reports::policy))
        .route("/policies", get(pages::list))
        .route("/policies/{id}", get(pages::policy))
        .route("/policies/{id}/{version}", get(pages::edition))
        .route("/preferences", get(pages::preferences))
        .route("/fragment", get(notices::fragment))
        .route("/choice.js", get(notices::script))
        .route("/notice.js", get(assets::notice))
        .route("/temoin.js", get(assets::rest))
        .route("/guard.js", get(assets::guard))
        .route("/choice.css", get(assets::style))
        .route("/logo", get(assets::logo))
        .route("/site.json", get(assets::site))
        .fallback(assets::unknown)
        .layer(axum::middleware::from_fn_with_state(app.clone(), across::across))
        .layer(axum::middleware::from_fn_with_state(app.clone(), state::served_host));
    // A nested router does not answer its prefix with the slash alone.
    let bare = Router::new()
        .route(&format!("{prefix}/"), axum::routing::any(assets::unknown))
        .layer(axum::middleware::from_fn_with_state(app.clone(), state::served_host));
    Router::new().nest(&prefix, own).merge(bare).with_state(app)
}

/// The machine's side, on a listener of its own.
pub fn console(front: Arc<Front>) -> Router {
    Router::new()
        .route("/healthz", get(console::alive))
        .route("/readyz", get(console::ready))
        .route("/metrics", get(console::metrics))
        .route("/drift", get(console::drift))
        .route("/stats", get(console::stats))
        .fallback(assets::unknown)
        .with_state(front)
}
