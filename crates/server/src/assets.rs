//! The scripts, the style, the logo, and what a page's own scripts may want to know.

use axum::Json;
use axum::extract::{Query, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use temoin_enforce::coding::{Coding, Encoder};
use temoin_gateway::problem_page;
use temoin_register::{LogoFormat, Purpose, Regime};

use crate::App;
use crate::state::into_response;

/// Kept for a short while: it changes with the program, at the same address.
const CACHE: &str = "public, max-age=300";

pub(crate) const SCRIPT: &str = "text/javascript; charset=utf-8";

/// `GET notice.js?{version}`: what a page carries, where its policy wants a file.
pub(crate) async fn notice(State(app): State<App>, RawQuery(asked): RawQuery, headers: HeaderMap) -> Response {
    let script = &app.gateway.site.notice.asks;
    packed(&headers, SCRIPT, kept(asked.as_deref(), &script.version), script.text.as_bytes())
}

/// `GET temoin.js?{version}`: what is fetched when a page needs more.
pub(crate) async fn rest(State(app): State<App>, RawQuery(asked): RawQuery, headers: HeaderMap) -> Response {
    let script = &app.gateway.site.notice.rest;
    packed(&headers, SCRIPT, kept(asked.as_deref(), &script.version), script.text.as_bytes())
}

/// `GET choice.css`: every style of ours, where a page's policy wants a file.
pub(crate) async fn style(State(app): State<App>, headers: HeaderMap) -> Response {
    packed(&headers, "text/css; charset=utf-8", CACHE, app.gateway.site.notice.styles.all.as_bytes())
}

/// `GET logo?{version}`: the site's logo. By its own address an SVG is a document of
/// the site: as such it may run nothing and fetch nothing.
pub(crate) async fn logo(State(app): State<App>, RawQuery(asked): RawQuery, headers: HeaderMap) -> Response {
    let Some(logo) = app.gateway.site.register.logo() else { return unknown(headers).await };
    let cache = kept(asked.as_deref(), logo.version());
    let told = [
        (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let kind = logo.format.media_type();
    match logo.format {
        LogoFormat::Svg => (told, packed(&headers, kind, cache, &logo.bytes)).into_response(),
        // Packed already.
        LogoFormat::Png | LogoFormat::Webp => {
            (told, [(CONTENT_TYPE, kind), (CACHE_CONTROL, cache)], logo.bytes.clone()).into_response()
        }
    }
}

/// A file of ours, packed in what the client prefers of what it accepts.
pub(crate) fn packed(headers: &HeaderMap, kind: &'static str, cache: &'static str, text: &[u8]) -> Response {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let told = [(CONTENT_TYPE, kind), (CACHE_CONTROL, cache), (VARY, "Accept-Encoding")];
    let Some(coding) = Coding::accepted(accepted).first().copied() else {
        return (told, text.to_vec()).into_response();
    };
    let mut encoder = Encoder::new(coding);
    let mut body = encoder.push(text);
    body.extend(encoder.finish());
    (told, [(CONTENT_ENCODING, coding.name())], body).into_response()
}

/// `GET guard.js?{version}`
pub(crate) async fn guard(State(app): State<App>, RawQuery(asked): RawQuery, headers: HeaderMap) -> Response {
    let guard = &app.gateway.site.guard;
    packed(&headers, SCRIPT, kept(asked.as_deref(), &guard.version), &guard.script)
}

/// What has a version is kept for long under its current version alone, so that a page from
/// before a change asks again.
fn kept(asked: Option<&str>, version: &str) -> &'static str {
    if asked == Some(version) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    lang: Option<String>,
}

/// `GET site.json`: what a banner needs.
pub(crate) async fn site(State(app): State<App>, Query(wanted): Query<Wanted>) -> Response {
    let site = &app.gateway.site;
    let (register, language) = (&site.register, site.published(wanted.lang.as_deref(), &HeaderMap::new()));
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
        "notice": site.banner(language).notice(),
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
