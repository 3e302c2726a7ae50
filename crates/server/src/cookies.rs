//! The cookies that a choice is answered with: its own, and the end of what it does
//! not allow.
//!
//! There is one choice cookie. A register may give it a domain of several hosts, take
//! that back, or change it, and each time the browser keeps the former beside the new;
//! a stranger on a sibling host may plant another. Two are no choice, and end with
//! whatever else may not be read ([`temoin_enforce::cookies::incoming`]); whoever answers
//! loses the one of before too.

use std::sync::Arc;

use http::header::{HOST, REFERER};
use http::{HeaderMap, HeaderValue};
use temoin_consent::account::Change;
use temoin_consent::{Choice, Decision};
use temoin_enforce::cookies::{incoming, values};
use temoin_enforce::{Quiet, Scene, reaper};
use temoin_gateway::{Site, cookie_headers};
use url::Url;

use crate::App;
use crate::posted::Sort;

/// The `Set-Cookie` headers of the answer to a choice, posted with `headers` by a browser
/// that carried `before`.
pub(crate) fn set(
    app: &App,
    headers: &HeaderMap,
    sort: &Sort,
    before: Option<&Decision>,
    decision: Decision,
) -> Vec<HeaderValue> {
    let site = &app.gateway.site;
    let Some(origin) = text(headers, &HOST).and_then(|host| site.origin(host)) else { return Vec::new() };
    let (came, now) = (cookie_headers(headers), decision.decided_at);
    let change = match decision.account {
        Some(_) => Change::Account(decision.clone()),
        None => Change::Device(decision.clone()),
    };
    let written = site.changed(&change, before, site.aside(headers, now).as_ref(), &origin, now);
    // Scripts cannot reach what is `HttpOnly`: what the choice takes back of it ends here.
    let page = page_of(origin.clone(), headers, sort);
    let scene = Scene {
        register: site.register.clone(),
        choice: Choice::Made(decision),
        now,
        undeclared: site.options.undeclared,
        page: page.clone().into(),
        tally: Arc::new(Quiet),
    };
    let mut dropped = incoming(&scene, &came).dropped;
    // The reaper begins with the last, and leaves what would be too much to the next answer:
    // a choice cookie that stayed until then would make two with the one that is written.
    dropped.sort_by_key(|name| *name == site.register.declared.consent.cookie.as_str());
    let gone = former(site, &origin, &came).into_iter().chain(reaper::expire(&dropped, &page));
    let gone = gone.map(|text| HeaderValue::from_str(&text).expect("the reaper writes plain names"));
    // What is written now outlives the end of what came.
    gone.chain(written).collect()
}

/// The end of the choice cookie that may be from before there was a domain.
fn former(site: &Site, origin: &Url, came: &[&[u8]]) -> Vec<String> {
    let name = site.register.declared.consent.cookie.as_str();
    // Where choices follow accounts, every change takes it along.
    if site.reaches_accounts() || site.domain_at(origin).is_none() || values(came, name).count() != 1 {
        return Vec::new();
    }
    site.elsewhere(name, origin)
}

/// The page that a choice was posted from, on the host that it was posted to: a
/// cookie's path is one of its beginnings. A form says where it returns to, a
/// script's browser where it stands; who says neither stands at `/`.
fn page_of(mut origin: Url, headers: &HeaderMap, sort: &Sort) -> Url {
    let path = match sort {
        Sort::Form { back } => back.split(['?', '#']).next().map(str::to_owned),
        Sort::Json => text(headers, &REFERER).and_then(|from| Url::parse(from).ok()).map(|from| from.path().to_owned()),
    };
    origin.set_path(&path.unwrap_or_default());
    origin
}

fn text<'h>(headers: &'h HeaderMap, name: &http::HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
