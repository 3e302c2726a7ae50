//! For machines: alive, ready, counters.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use temoin_gateway::problem;

use crate::App;
use crate::state::into_response;

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: choices can be recorded.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    match app.records.ready().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready: choices cannot be recorded");
            into_response(problem(StatusCode::SERVICE_UNAVAILABLE, "choices cannot be recorded"))
        }
    }
}

/// `GET /metrics`
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], app.gateway.metrics.text()).into_response()
}
