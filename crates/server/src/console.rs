//! For machines: alive, ready, counters, and what the registers do not know.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde_json::{Value, json};
use temoin_draft::drift as judged;
use temoin_gateway::problem;
use temoin_register::Language;

use crate::Front;
use crate::state::into_response;

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: choices can be recorded, on every site.
pub(crate) async fn ready(State(front): State<Arc<Front>>) -> Response {
    for served in front.sites().iter() {
        if let Err(error) = served.app.records.ready().await {
            let site = served.app.gateway.site.register.site().id.as_str();
            tracing::warn!(site, error = &error as &dyn std::error::Error, "not ready: choices cannot be recorded");
            return into_response(problem(StatusCode::SERVICE_UNAVAILABLE, "choices cannot be recorded"));
        }
    }
    "ok\n".into_response()
}

/// `GET /metrics`: the sites of one process are counted together.
pub(crate) async fn metrics(State(front): State<Arc<Front>>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let text = front.sites().first().map_or_else(String::new, |served| served.app.gateway.metrics.text());
    ([(CONTENT_TYPE, kind)], text).into_response()
}

/// The language of comments in entries.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    lang: Option<String>,
}

/// `GET /drift?lang=fr`: what was seen of each site and is not in its register,
/// with entries to paste, as `temoin drift --format json` prints it.
pub(crate) async fn drift(State(front): State<Arc<Front>>, Query(asked): Query<Asked>) -> Json<Value> {
    let language = if asked.lang.as_deref() == Some("fr") { Language::FR } else { Language::EN };
    let sites: Vec<Value> = front
        .sites()
        .iter()
        .map(|served| {
            let gateway = &served.app.gateway;
            judged(&gateway.site.register, gateway.sightings.all(), language).json()
        })
        .collect();
    Json(json!({ "schema": 1, "sites": sites }))
}
