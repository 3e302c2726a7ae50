//! Recording a choice, showing one, withdrawing one.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use temoin_consent::figures::Event;
use temoin_consent::{Action, Asked, ChoiceId, ConsentRecord, Decision, Refused, decide};
use temoin_gateway::{device, now, problem, problem_page};

use crate::App;
use crate::cookies;
use crate::posted::{Sort, read};
use crate::state::into_response;

/// `POST v1/consents`
pub(crate) async fn record(State(app): State<App>, request: Request) -> Response {
    let headers = request.headers().clone();
    match read(&app, request, None).await {
        Ok((asked, sort)) => keep(&app, &headers, &asked, sort, None).await,
        Err((status, detail)) => refuse(&headers, status, &detail),
    }
}

/// `POST v1/consents/{id}/withdrawal`
pub(crate) async fn withdraw(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let headers = request.headers().clone();
    let (asked, sort) = match read(&app, request, Some(Action::Withdraw)).await {
        Ok(read) => read,
        Err((status, detail)) => return refuse(&headers, status, &detail),
    };
    match find(&app, &id).await {
        Ok(Some(before)) => {
            let asked = Asked { action: Some(Action::Withdraw), granted: Vec::new(), exceptions: Vec::new(), ..asked };
            keep(&app, &headers, &asked, sort, Some(before)).await
        }
        Ok(None) => refuse(&headers, StatusCode::NOT_FOUND, "no choice has this identifier"),
        Err(response) => response,
    }
}

/// `GET v1/consents/{id}`: to whoever holds the identifier.
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>) -> Response {
    match find(&app, &id).await {
        Ok(Some(record)) => no_store(Json(record).into_response()),
        Ok(None) => into_response(problem(StatusCode::NOT_FOUND, "no choice has this identifier")),
        Err(response) => response,
    }
}

async fn find(app: &App, id: &str) -> Result<Option<ConsentRecord>, Response> {
    let Some(id) = ChoiceId::parse(id) else { return Ok(None) };
    app.gateway.records.get(&id).await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a choice could not be read");
        into_response(problem(StatusCode::SERVICE_UNAVAILABLE, "choices cannot be read at the moment"))
    })
}

/// Records a choice and answers it: nothing unlocks before the record is
/// durable. A crash before the answer leaves a record that nobody relies on.
async fn keep(app: &App, headers: &HeaderMap, asked: &Asked, sort: Sort, withdraws: Option<ConsentRecord>) -> Response {
    let site = &app.gateway.site;
    let (now, id) = match random_id() {
        Ok(id) => (now(), id),
        Err(response) => return response,
    };
    let (mut decision, mut record) = match decide(&site.register, asked, id, now) {
        Ok(decided) => decided,
        Err(refused) => {
            let status = match refused {
                Refused::NoAction | Refused::TooLong(_) => StatusCode::BAD_REQUEST,
                Refused::Superseded => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            return refuse(headers, status, &refused.to_string());
        }
    };
    let before = site.choice(headers, now);
    decision.account = site.account(&before, asked.subject.as_deref(), now);
    // What governs the browser may be another's, whose it stays.
    let is_theirs = |current: &&Decision| current.account.is_none() || current.account == decision.account;
    let current = || before.decision().filter(is_theirs).map(|current| current.id.to_string());
    record.withdraws =
        withdraws.map(|withdrawn| withdrawn.id).or_else(|| (record.action == Action::Withdraw).then(current).flatten());
    // Who withdraws by a record's id may reach an account too, wherever they are.
    record.account = site.reaches_accounts();
    let counted = Event::of(&record, &site.register, device(headers), before.is_to_be_asked());
    let record = match app.gateway.records.append(record, &counted, decision.account.as_ref()).await {
        Ok(kept) => kept,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a choice could not be recorded");
            let detail = "the choice could not be recorded: nothing has changed, try again in a moment";
            return refuse(headers, StatusCode::SERVICE_UNAVAILABLE, detail);
        }
    };
    app.gateway.metrics.chosen(record.action.word(), record.surface.as_deref());
    let set = cookies::set(app, headers, &sort, before.decision(), decision);
    let mut response = match sort {
        Sort::Json => (StatusCode::CREATED, Json(record)).into_response(),
        Sort::Form { back } => {
            let mut response = StatusCode::SEE_OTHER.into_response();
            let back = HeaderValue::from_str(&back).expect("a safe return is plain ASCII");
            response.headers_mut().insert(LOCATION, back);
            response
        }
    };
    for value in set {
        response.headers_mut().append(SET_COOKIE, value);
    }
    no_store(response)
}

fn random_id() -> Result<ChoiceId, Response> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(error = %error, "the system gives no randomness");
        into_response(problem(StatusCode::SERVICE_UNAVAILABLE, "choices cannot be recorded at the moment"))
    })?;
    Ok(ChoiceId::from_random(bytes))
}

fn refuse(headers: &HeaderMap, status: StatusCode, detail: &str) -> Response {
    into_response(problem_page(headers, status, detail))
}

fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
