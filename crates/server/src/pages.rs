//! Pages that people read: the policies, and the preferences without a script.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse as _, Response};
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use temoin_enforce::csp::Permitted;
use temoin_gateway::{now, problem_page};
use temoin_register::Language;
use temoin_render::banner::Asker;
use temoin_render::{Around, Document, Page, escape_html, interface, list_page, page, words};

use crate::App;
use crate::posted::safe_return;
use crate::state::into_response;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    /// The banner's form, sent here by its third button, calls it `language`.
    #[serde(alias = "language")]
    lang: Option<String>,
    #[serde(rename = "return")]
    back: Option<String>,
    /// Whose page led here, as its mark tells.
    subject: Option<String>,
}

/// The notice around a page of ours: the same as on the site's pages.
fn around(app: &App, headers: &HeaderMap, language: Language, back: &str) -> Around {
    let site = &app.gateway.site;
    let now = now();
    let choice = site.choice(headers, now);
    app.gateway.asks(headers, &choice, language);
    let asker = Asker { choice: &choice, back, mark: site.mark_apart(&choice, None, now), meets: false };
    let permitted = Permitted::inline(None);
    Around {
        above: format!(
            "<p><a href=\"/\">{}</a> · <a href=\"{}policies?lang={language}\">{}</a></p>\n",
            interface(language).back,
            site.options.prefix,
            words(language).active_policies
        ),
        head: String::new(),
        before: site.notice_in(language, asker, &permitted),
        after: site.link_in(language, asker, &permitted),
    }
}

/// The language of what is published: by the address, else by the browser.
fn language(app: &App, headers: &HeaderMap, wanted: &Wanted) -> Language {
    app.gateway.site.published(wanted.lang.as_deref(), headers)
}

/// Whether data is wanted rather than a page.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json") && !accept.contains("text/html"))
}

/// One visitor's, and in no frame of another site's: a click there would not be one
/// of the visitor's own.
fn finish(mut response: Response) -> Response {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors 'self'"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response.headers_mut().insert(VARY, HeaderValue::from_static("Cookie, Accept, Accept-Language, Sec-GPC"));
    response
}

fn describe(app: &App, document: &Document) -> Value {
    let policy = app.gateway.site.register.policy(&document.id);
    json!({
        "id": document.id,
        "name": document.title,
        "type": policy.map(|policy| policy.kind.word()),
        "audience": policy.map(|policy| policy.audience.word()),
        "acknowledgement": policy.map(|policy| policy.acknowledgement.word()),
        "language": document.language,
        "version": document.version,
        "effective": document.effective,
        "url": format!("{}policies/{}?lang={}", app.gateway.site.options.prefix, document.id, document.language),
    })
}

/// `GET policies`: name, type, who it is for.
pub(crate) async fn list(State(app): State<App>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    let language = language(&app, &headers, &wanted);
    if wants_json(&headers) {
        let documents = app.published.documents.iter().filter(|document| document.language == language);
        let all: Vec<Value> = documents.map(|document| describe(&app, document)).collect();
        return finish(Json(json!({ "policies": all })).into_response());
    }
    let prefix = &app.gateway.site.options.prefix;
    let around = around(&app, &headers, language, &format!("{prefix}policies"));
    let address = |document: &Document| format!("{prefix}policies/{}?lang={}", document.id, document.language);
    let html = list_page(&app.gateway.site.register, &app.published.documents, language, &around, address);
    finish(Html(html).into_response())
}

/// `GET policies/{id}`: the version in force.
pub(crate) async fn policy(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let language = language(&app, &headers, &wanted);
    let mut of = app.published.documents.iter().filter(|document| document.id == id);
    let first = of.clone().next();
    let Some(document) = of.find(|document| document.language == language).or(first) else {
        return into_response(problem_page(&headers, StatusCode::NOT_FOUND, "there is no such policy"));
    };
    if wants_json(&headers) {
        let mut value = describe(&app, document);
        value["summary"] = json!(document.summary);
        value["text"] = json!(document.body);
        return finish(Json(value).into_response());
    }
    finish(shown(&app, &headers, document.language, &document.title, &document.fragment(), &id))
}

/// `GET policies/{id}/{version}`: any version that was ever published here.
pub(crate) async fn edition(
    State(app): State<App>,
    Path((id, version)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let language = language(&app, &headers, &wanted);
    let first = app.gateway.site.register.language();
    for language in [language, first] {
        match app.store.edition(&id, &version, language.code()).await {
            Ok(None) => {}
            Ok(Some(edition)) => {
                let current = app.published.documents.iter().any(|d| d.id == id && d.version == version);
                let words = words(language);
                let notice = if current {
                    String::new()
                } else {
                    let address =
                        format!("{}policies/{}?lang={language}", app.gateway.site.options.prefix, escape_html(&id));
                    format!(
                        "<p role=\"note\"><strong>{}</strong> <a href=\"{address}\">{}</a></p>",
                        words.superseded, words.current_version
                    )
                };
                if wants_json(&headers) {
                    let value = json!({
                        "id": id, "version": version, "language": language, "name": edition.title,
                        "digest": edition.digest, "in_force": current, "html": edition.fragment,
                    });
                    return finish(Json(value).into_response());
                }
                let body = format!("{notice}{}", edition.fragment);
                return finish(shown(&app, &headers, language, &edition.title, &body, &format!("{id}/{version}")));
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "an edition could not be read");
                let detail = "past versions cannot be read at the moment";
                return into_response(problem_page(&headers, StatusCode::SERVICE_UNAVAILABLE, detail));
            }
        }
    }
    into_response(problem_page(&headers, StatusCode::NOT_FOUND, "this version was never published here"))
}

fn shown(app: &App, headers: &HeaderMap, language: Language, title: &str, fragment: &str, path: &str) -> Response {
    let back = safe_return(&format!("{}policies/{path}", app.gateway.site.options.prefix));
    let around = around(app, headers, language, &back);
    let title = format!("{title} – {}", app.gateway.site.register.site().name);
    let html = page(&Page { language, title: &title, body: fragment, around: &around });
    Html(html).into_response()
}

/// `GET preferences`: the form by itself, for browsers without scripts.
pub(crate) async fn preferences(State(app): State<App>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    let site = &app.gateway.site;
    let language = site.asked(wanted.lang.as_deref(), &headers);
    let now = now();
    let choice = site.choice(&headers, now);
    let back = safe_return(wanted.back.as_deref().unwrap_or("/"));
    let mark = site.mark_apart(&choice, wanted.subject.as_deref(), now);
    let asker = Asker { choice: &choice, back: &back, mark, meets: false };
    let form = site.banner(language).preferences(asker);
    let body = format!("<div class=\"temoin\">{form}</div>");
    let title = format!("{} – {}", interface(language).preferences_title, site.register.site().name);
    let style = &site.notice.styles.preferences;
    let head = format!("<style>{style}</style>\n<meta name=\"robots\" content=\"noindex\">\n");
    let above = format!("<p><a href=\"{}\">{}</a></p>\n", escape_html(&back), interface(language).back);
    let around = Around { head, above, ..Around::default() };
    finish(Html(page(&Page { language, title: &title, body: &body, around: &around })).into_response())
}
