//! Errors as problem documents (RFC 9457), or as a page for who reads one.

use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde_json::json;
use temoin_register::Language;
use temoin_render::{Around, Page, escape_html, page};

use crate::body::{Body, full};

/// A problem document.
pub fn problem(status: StatusCode, detail: &str) -> Response<Body> {
    let title = status.canonical_reason().unwrap_or("Error");
    let text = json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail });
    answer(status, "application/problem+json", text.to_string())
}

/// A problem document, or a page in French and English where the request is
/// a person's.
pub fn problem_page(headers: &HeaderMap, status: StatusCode, detail: &str) -> Response<Body> {
    problem_for(is_of_a_person(headers), status, detail)
}

/// Whether a request is a person's: it accepts pages.
pub(crate) fn is_of_a_person(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().any(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
}

/// The same, where it is known already whose the request is.
pub(crate) fn problem_for(is_of_a_person: bool, status: StatusCode, detail: &str) -> Response<Body> {
    if !is_of_a_person {
        return problem(status, detail);
    }
    let french = match status {
        StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => {
            "Le site ne répond pas pour le moment. Réessayez dans un instant."
        }
        StatusCode::NOT_FOUND => "Cette page n’existe pas.",
        _ => "Cette demande n’a pas pu être traitée.",
    };
    let body = format!(
        "<header><h1>{code}</h1></header><p>{french}</p><p lang=\"en\">{detail}</p>\
         <p><a href=\"/\">Retour au site</a></p>",
        code = status.as_u16(),
        detail = escape_html(detail),
    );
    let html = page(&Page {
        language: Language::FR,
        title: &status.as_u16().to_string(),
        body: &body,
        around: &Around::default(),
    });
    answer(status, "text/html; charset=utf-8", html)
}

fn answer(status: StatusCode, kind: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(full(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
