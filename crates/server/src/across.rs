//! Pages of the site that stand on another host of it than we do: where only a script
//! tag can be added, it is fetched from a subdomain, and so is what it asks for.
//!
//! Browsers let a page of another origin read our answers only if we say so. We say so
//! to the hosts that the register names, and to no others.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::App;

/// Answers a page of the site that is on another of its hosts.
pub(crate) async fn across(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(origin) = own_origin(&app, request.headers()) else {
        let mut response = next.run(request).await;
        // A cache may not give it to a page that asks with its origin.
        response.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
        return response;
    };
    let asks_first =
        request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asks_first { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if asks_first {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Accept, Content-Type"));
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
    response
}

/// The `Origin` of a page of the site, if the request names one that the register does.
pub(crate) fn own_origin(app: &App, headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(ORIGIN)?;
    let (scheme, host) = origin.to_str().ok()?.split_once("://")?;
    (app.gateway.site.scheme(host)? == scheme).then(|| origin.clone())
}
