//! The sample site: an ordinary origin that asks nobody.
//!
//! What it writes is what such sites write: a session, a language kept two
//! years, a measurement identifier kept two years, the course last seen kept
//! two years, and an experiment that no policy mentions.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{Form, Request};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use tokio::net::TcpListener;

const TWO_YEARS: u32 = 2 * 365 * 24 * 3600;

/// A page of the sample site, from the binary.
macro_rules! page {
    ($file:literal) => {
        get(|request: Request| async move { page(include_str!(concat!("../../../../web/demo/", $file)), &request) })
    };
}

/// Serves the sample site on a free port of this machine.
pub(crate) async fn start() -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(temoin_gateway::serve(listener, temoin_server::service(site()), std::future::pending()));
    Ok(address)
}

fn site() -> Router {
    Router::new()
        .route("/", page!("index.html"))
        .route("/formation", page!("course.html"))
        .route("/contact", page!("contact.html").post(|| async { Redirect::to("/contact#merci") }))
        .route("/connexion", page!("signin.html").post(|form| async { sign_in(form, "/compte") }))
        .route("/compte", page!("account.html"))
        .route("/en/", page!("en/index.html"))
        .route("/en/course", page!("en/course.html"))
        .route("/en/contact", page!("en/contact.html").post(|| async { Redirect::to("/en/contact#thanks") }))
        .route("/en/sign-in", page!("en/signin.html").post(|form| async { sign_in(form, "/en/account") }))
        .route("/en/account", page!("en/account.html"))
        .route(
            "/style.css",
            get(|| async {
                ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../../../web/demo/style.css"))
            }),
        )
        .fallback(post(|| async { http::StatusCode::METHOD_NOT_ALLOWED }).get(|| async { http::StatusCode::NOT_FOUND }))
}

fn page(html: &'static str, request: &Request) -> Response {
    let path = request.uri().path();
    let language = if path.starts_with("/en/") { "en" } else { "fr" };
    let mut response = Html(html).into_response();
    let mut set = |name: &str, value: &str, attributes: &str| {
        // As such sites do: what the browser does not send is written anew.
        if !sends(request.headers(), name) {
            append(&mut response, &format!("{name}={value}; Path=/{attributes}"));
        }
    };
    let long = format!("; Max-Age={TWO_YEARS}");
    set("phare_session", &random(), "; HttpOnly; SameSite=Lax");
    set("_ga", "GA1.1.1234567890.1700000000", &long);
    set("_ga_DEMO00000", "GS1.1.1700000000.1.0.1700000000.0.0.0", &long);
    set("ab_variant", "b", "; Max-Age=31536000");
    if path == "/formation" || path == "/en/course" {
        set("phare_recent", "montage", &long);
    }
    append(&mut response, &format!("phare_lang={language}; Path=/{long}"));
    response
}

/// Signs anyone in: the page says that nothing is checked or kept.
fn sign_in(Form(fields): Form<Vec<(String, String)>>, to: &'static str) -> Response {
    let mut response = Redirect::to(to).into_response();
    append(&mut response, &format!("phare_session={}; Path=/; HttpOnly; SameSite=Lax", random()));
    if fields.iter().any(|(name, value)| name == "remember" && value == "1") {
        append(
            &mut response,
            &format!("phare_remember={}; Path=/; Max-Age={TWO_YEARS}; HttpOnly; SameSite=Lax", random()),
        );
    }
    response
}

fn sends(headers: &HeaderMap, name: &str) -> bool {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|value| value.split(';')).any(|pair| pair.trim().split('=').next() == Some(name))
}

fn append(response: &mut Response, cookie: &str) {
    let value = HeaderValue::from_str(cookie).expect("the sample cookies are plain");
    response.headers_mut().append(SET_COOKIE, value);
}

fn random() -> String {
    let mut bytes = [0; 16];
    // A sample site may do with a fixed session where there is no randomness.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
