//! For machines: alive, ready, counters, what the registers do not know, and
//! consent figures.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde_json::{Value, json};
use temoin_consent::figures::{SiteStats, Stats, Sums, Wanted, day, stats as figures};
use temoin_draft::drift as judged;
use temoin_gateway::{now, problem};
use temoin_register::Language;
use temoin_store::Failed;

use crate::state::into_response;
use crate::{App, Front};

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: choices can be recorded, on every site.
pub(crate) async fn ready(State(front): State<Arc<Front>>) -> Response {
    for served in front.sites().iter() {
        if let Err(error) = served.app.gateway.records.ready().await {
            let site = served.app.id();
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

/// Which figures.
#[derive(Debug, Deserialize)]
pub(crate) struct Wish {
    from: Option<String>,
    to: Option<String>,
    by: Option<String>,
}

/// `GET /stats?from=2026-11-01&to=2026-11-30&by=day,purpose`: how often visitors
/// were asked and what they answered, as `temoin stats --format json` prints it.
pub(crate) async fn stats(State(front): State<Arc<Front>>, Query(wish): Query<Wish>) -> Response {
    let read = Wanted::read(wish.from.as_deref(), wish.to.as_deref(), wish.by.as_deref(), day(now()));
    let wanted = match read {
        Ok(wanted) => wanted,
        Err(bad) => return into_response(problem(StatusCode::BAD_REQUEST, &bad.to_string())),
    };
    let mut sites: Vec<SiteStats> = Vec::new();
    for served in front.sites().iter() {
        let site = served.app.id();
        match sums(&served.app, &wanted).await {
            Ok(sums) => sites.push(figures(site, &sums, &wanted)),
            Err(error) => {
                tracing::error!(site, error = &error as &dyn std::error::Error, "figures could not be read");
                let detail = "the figures cannot be read at the moment";
                return into_response(problem(StatusCode::SERVICE_UNAVAILABLE, detail));
            }
        }
    }
    Json(Stats::new(&wanted, &sites)).into_response()
}

/// What is kept, and what waits to be.
async fn sums(app: &App, wanted: &Wanted) -> Result<Sums, Failed> {
    let figures = &app.gateway.figures;
    let _keeping = figures.keeping.lock().await;
    let mut sums = app.store.figures(app.id(), wanted.from, wanted.to).await?;
    figures.waiting().into_iter().for_each(|(event, count)| *sums.entry(event).or_default() += count);
    Ok(sums)
}
