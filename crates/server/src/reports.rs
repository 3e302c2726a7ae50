//! What browsers tell: what the guard saw in the page, and what a content
//! policy refused.
//!
//! Both are a browser's word. They come from the site itself, are small and
//! few, and name things without values; whatever else they hold is dropped
//! here. What is declared is judged by the register, never by the report: a
//! report can add a name to the list of the undeclared or count what became of
//! one that is declared, within the bounds of both, and changes no verdict.

mod rate;
mod violation;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use temoin_enforce::{By, Subject};
use temoin_evidence::{Fate, Kind};
use temoin_gateway::{now, problem, without_port};
use url::Url;

use self::rate::RATE;
use self::violation::{host_of, violations};
use crate::App;
use crate::posted::{Refusal, body, is_from_site};
use crate::state::into_response;

/// No honest report of the guard is larger.
const SEEN_BYTES: usize = 16 * 1024;
/// A browser repeats the whole policy in each of a batch of reports.
const POLICY_BYTES: usize = 64 * 1024;
/// No honest report holds more.
const ENTRIES: usize = 64;
/// No honest tracker has a longer name.
const NAME: usize = 128;
/// In bytes: addresses of pages and scripts.
const ADDRESS: usize = 2048;

/// `POST v1/seen`: the guard's report.
pub(crate) async fn seen(State(app): State<App>, request: Request) -> Response {
    answer(read_seen(&app, request).await)
}

/// `POST v1/csp`: a browser's report of what a content policy refused.
pub(crate) async fn policy(State(app): State<App>, request: Request) -> Response {
    answer(read_policy(&app, request).await)
}

fn answer(read: Result<(), Refusal>) -> Response {
    let Err((status, detail)) = read else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let mut response = into_response(problem(status, &detail));
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    page: String,
    seen: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: String,
    name: String,
    #[serde(default)]
    by: String,
    verdict: String,
}

async fn read_seen(app: &App, request: Request) -> Result<(), Refusal> {
    let headers = admitted(app, &request)?;
    if kind_of(&headers) != "application/json" {
        return Err(refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "a report is posted as `application/json`"));
    }
    let bytes = body(request.into_body(), SEEN_BYTES, "the report").await?;
    let seen: Seen = serde_json::from_slice(&bytes).map_err(|error| not_a_report(&error))?;
    if seen.seen.len() > ENTRIES {
        return Err(refusal(StatusCode::UNPROCESSABLE_ENTITY, &format!("a report holds at most {ENTRIES} entries")));
    }
    let page = page_path(&seen.page);
    let told: Vec<Told<'_>> = seen.seen.iter().map(told).collect::<Result<_, _>>()?;
    for Told { kind, name, fate, by } in told {
        let by = script(app, &headers, by);
        note(app, kind, name, fate, &page, By::Script(&by));
    }
    Ok(())
}

/// An entry whose words were understood.
struct Told<'e> {
    kind: Kind,
    name: &'e str,
    fate: Fate,
    by: &'e str,
}

fn told(entry: &Entry) -> Result<Told<'_>, Refusal> {
    let bad = |detail: &str| Err(refusal(StatusCode::UNPROCESSABLE_ENTITY, detail));
    let kind = Kind::parse(&entry.kind).filter(|kind| !matches!(kind, Kind::Path | Kind::Pixel | Kind::Script));
    let Some(kind) = kind else {
        return bad("`kind` is `cookie`, `local-storage`, `session-storage`, `indexed-db`, `host` or `service-worker`");
    };
    let Some(fate) = Fate::parse(&entry.verdict) else {
        return bad("`verdict` is `allow`, `for-session`, `cap`, `strip`, `block` or `undeclared`");
    };
    if entry.name.is_empty() || entry.name.chars().count() > NAME || entry.by.len() > ADDRESS {
        return bad("`name` has 1 to 128 characters, `by` at most 2048 bytes");
    }
    Ok(Told { kind, name: &entry.name, fate, by: &entry.by })
}

async fn read_policy(app: &App, request: Request) -> Result<(), Refusal> {
    let headers = admitted(app, &request)?;
    let kind = kind_of(&headers);
    if !matches!(kind.as_str(), "application/csp-report" | "application/reports+json" | "application/json") {
        let detail = "a report is posted as `application/csp-report` or as `application/reports+json`";
        return Err(refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let bytes = body(request.into_body(), POLICY_BYTES, "the report").await?;
    let posted: Value = serde_json::from_slice(&bytes).map_err(|error| not_a_report(&error))?;
    let Some(reports) = violations(&posted) else {
        return Err(refusal(StatusCode::UNPROCESSABLE_ENTITY, "this is no report of a content policy"));
    };
    for violation in reports.into_iter().take(ENTRIES) {
        let Some(host) = violation.blocked.and_then(host_of) else { continue };
        let page = page_path(violation.document.unwrap_or_default());
        let fate = if violation.enforced { Fate::Block } else { Fate::Allow };
        let directive = violation.directive.unwrap_or_default();
        let plain = directive.len() <= 32 && directive.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        note(app, Kind::Host, &host, fate, &page, By::Policy(if plain { directive } else { "" }));
    }
    Ok(())
}

/// Counts what a browser told. Whether it is declared is the register's to say:
/// a page may be older than the register.
fn note(app: &App, kind: Kind, name: &str, told: Fate, page: &str, by: By<'_>) {
    let register = &app.gateway.site.register;
    let host = without_port(name).unwrap_or_default().to_ascii_lowercase();
    let (declared, name) = match (kind, kind.tracker()) {
        (_, Some(tracker)) => (register.tracker(tracker, name).is_some(), name),
        (Kind::Host, None) => {
            if is_own(app, &host) || host.is_empty() || host.len() > 253 {
                return;
            }
            (register.service_at_host(&host).is_some(), host.as_str())
        }
        // A register has no way to declare a service worker: the guard tells of
        // each as undeclared, and it is listed as that.
        (Kind::ServiceWorker, None) => (told != Fate::Undeclared, name),
        // A script of the site: there is nothing to declare of it.
        _ => (true, name),
    };
    let fate = match (declared, told) {
        (false, _) => Fate::Undeclared,
        // Declared since, or never undeclared: what happened is not known.
        (true, Fate::Undeclared) => return,
        (true, told) => told,
    };
    let subject = match kind {
        Kind::Host => Subject::Contact,
        Kind::ServiceWorker => Subject::Script,
        _ => Subject::CookieWrite,
    };
    app.gateway.sightings.note(subject, kind, name, fate, page, by);
}

fn is_own(app: &App, host: &str) -> bool {
    app.gateway.site.scheme(host).is_some()
}

/// The path of a page: of an address, or given as a path.
fn page_path(page: &str) -> String {
    let page = page.get(..ADDRESS).unwrap_or(page);
    match Url::parse(page) {
        Ok(url) if url.has_host() => url.path().to_owned(),
        _ if page.starts_with('/') && page.len() <= ADDRESS => page.to_owned(),
        _ => "/".to_owned(),
    }
}

/// Where a script is: its host and path, or its path alone on the site itself.
/// A query may hold anything.
fn script(app: &App, headers: &HeaderMap, address: &str) -> String {
    let Ok(url) = Url::parse(address) else { return String::new() };
    let Some(host) = url.host_str() else { return String::new() };
    let own = app.origin(headers).is_some_and(|own| own == url.origin().ascii_serialization());
    let mut place = if own { String::new() } else { host.to_owned() };
    temoin_gateway::place(url.path(), &mut place);
    place
}

fn kind_of(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A report of this site's own pages, while there are not too many.
fn admitted(app: &App, request: &Request) -> Result<HeaderMap, Refusal> {
    let headers = request.headers().clone();
    if !is_from_site(app, &headers) {
        return Err(refusal(StatusCode::FORBIDDEN, "a report comes from the site itself, not from another"));
    }
    if !RATE.admits(u64::try_from(now().as_second()).unwrap_or_default()) {
        return Err(refusal(StatusCode::TOO_MANY_REQUESTS, "there are more reports than are read: this one is left"));
    }
    Ok(headers)
}

fn not_a_report(error: &serde_json::Error) -> Refusal {
    let detail = format!("this is not a report: line {}, column {}", error.line(), error.column());
    refusal(StatusCode::BAD_REQUEST, &detail)
}

fn refusal(status: StatusCode, detail: &str) -> Refusal {
    (status, detail.to_owned())
}
