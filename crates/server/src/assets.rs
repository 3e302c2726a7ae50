//! The script, the style, and what a page's own scripts may want to know.

use axum::Json;
use axum::extract::{Query, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use temoin_gateway::problem_page;
use temoin_register::{Purpose, Regime};

use crate::App;
use crate::state::into_response;

/// Revalidated each time: they change with the program, at the same address.
const CACHE: &str = "public, max-age=300";

/// `GET choice.js`
pub(crate) async fn script(State(app): State<App>) -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, CACHE)], app.gateway.site.script.clone())
        .into_response()
}

/// `GET choice.css`
pub(crate) async fn style(State(app): State<App>) -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, CACHE)], app.gateway.site.style.clone())
        .into_response()
}

/// `GET guard.js?{version}`: kept for long under its current version alone, so
/// that a page from before a change asks again.
pub(crate) async fn guard(State(app): State<App>, RawQuery(version): RawQuery) -> Response {
    let guard = &app.gateway.site.guard;
    let is_current = version.as_ref() == Some(&guard.version);
    let cache = if is_current { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, cache)], guard.script.clone()).into_response()
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    lang: Option<String>,
}

/// `GET site.json`: what a banner needs.
pub(crate) async fn site(State(app): State<App>, Query(wanted): Query<Wanted>) -> Response {
    let site = &app.gateway.site;
    let (register, language) = (&site.register, site.language(wanted.lang.as_deref()));
    let first = register.language();
    let purpose = |purpose: &Purpose| -> Value {
        let services = register.declared.service.iter().filter(|service| service.purpose == purpose.id);
        let services: Vec<Value> = services
            .map(|service| {
                let processor = service.processor.as_ref().and_then(|id| register.processor(id.as_str()));
                json!({
                    "id": service.id,
                    "title": service.title.of(language, first),
                    "provider": processor.map_or(&register.controller().name, |processor| &processor.name),
                    "policy": service.policy,
                })
            })
            .collect();
        json!({
            "id": purpose.id,
            "title": purpose.title.of(language, first),
            "text": purpose.text.as_ref().map(|text| text.of(language, first)),
            "consent": purpose.regime() == Regime::Consent,
            "services": services,
        })
    };
    let purposes: Vec<Value> = register.declared.purpose.iter().map(purpose).collect();
    let body = json!({
        "site": register.site().id,
        "name": register.site().name,
        "language": language,
        "revision": register.revision(),
        "notice": site.banner(Some(language.code())).notice(),
        "cookie": register.declared.consent.cookie,
        "valid_for": register.declared.consent.valid_for,
        "purposes": purposes,
    });
    ([(CACHE_CONTROL, "no-cache")], Json(body)).into_response()
}

/// Any other address of ours: never the origin's.
pub(crate) async fn unknown(headers: HeaderMap) -> Response {
    into_response(problem_page(&headers, StatusCode::NOT_FOUND, "there is nothing at this address"))
}
