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
    problem_for(is_of_a_person(headers), status, detail, None)
}

/// Whether a request is a person's: it accepts pages.
pub(crate) fn is_of_a_person(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().any(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
}

/// The same, where it is known already whose the request is, and where the
/// choice is made that it waits for, if it waits for one.
pub(crate) fn problem_for(
    is_of_a_person: bool,
    status: StatusCode,
    detail: &str,
    choice: Option<&str>,
) -> Response<Body> {
    if !is_of_a_person {
        return problem(status, detail);
    }
    let (french, english) = told(status, choice.is_some());
    let link = choice.map_or_else(String::new, |address| {
        let address = escape_html(address);
        format!(
            "<p><a href=\"{address}\" target=\"_top\">Choisir ce que vous acceptez · \
             <span lang=\"en\">Choose what you accept</span></a></p>"
        )
    });
    let body = format!(
        "<header><h1>{code}</h1></header><p>{french}</p><p lang=\"en\">{english}</p>{link}\
         <p><a href=\"/\" target=\"_top\">Retour au site · <span lang=\"en\">Back to the site</span></a></p>\
         <p lang=\"en\"><small>{detail}</small></p>",
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

/// What a visitor is told, in French and in English: what happened, and what
/// can be done.
fn told(status: StatusCode, waits_for_a_choice: bool) -> (&'static str, &'static str) {
    match status {
        StatusCode::FORBIDDEN if waits_for_a_choice => (
            "Ce contenu attend votre accord : il vient d’un service que vous n’avez pas accepté.",
            "This content waits for your consent: it comes from a service that you have not accepted.",
        ),
        StatusCode::FORBIDDEN => (
            "Cette demande ne vient pas du site lui-même. Recommencez depuis une page du site.",
            "This request does not come from the site itself. Start again from a page of the site.",
        ),
        StatusCode::NOT_FOUND => (
            "Il n’y a rien à cette adresse. Vérifiez-la, ou repartez de l’accueil.",
            "There is nothing at this address. Check it, or start again from the home page.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "Cette adresse ne se demande pas ainsi. Ouvrez-la par un lien du site.",
            "This address cannot be asked for in this way. Open it by a link of the site.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "Ce que vous envoyez est trop grand pour ce site. Envoyez moins à la fois.",
            "What you send is too large for this site. Send less at a time.",
        ),
        StatusCode::MISDIRECTED_REQUEST => (
            "Le site de ce nom n’est pas ici. Vérifiez l’adresse.",
            "The site of this name is not here. Check the address.",
        ),
        StatusCode::GATEWAY_TIMEOUT => (
            "Le site met trop longtemps à répondre. Réessayez dans un instant.",
            "The site takes too long to answer. Try again in a moment.",
        ),
        status if status.is_server_error() => (
            "Le site ne répond pas pour le moment. Réessayez dans un instant.",
            "The site does not answer at the moment. Try again in a moment.",
        ),
        _ => (
            "Cette demande n’a pas pu être traitée. Recommencez depuis une page du site.",
            "This request could not be handled. Start again from a page of the site.",
        ),
    }
}

fn answer(status: StatusCode, kind: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(full(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
