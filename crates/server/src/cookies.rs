//! The cookies that a choice is answered with: its own, and the end of what it does
//! not allow.
//!
//! There is one choice cookie. A register may give it a domain of several hosts, take
//! that back, or change it, and each time the browser keeps the former beside the new;
//! a stranger on a sibling host may plant another. Two are no choice
//! ([`temoin_enforce::cookies::value`]), so whoever answers loses all but the one that
//! is written now.

use std::sync::Arc;

use http::header::{COOKIE, HOST, REFERER};
use http::{HeaderMap, HeaderValue};
use temoin_consent::{Choice, ConsentRecord, Decision, cookie};
use temoin_enforce::cookies::{incoming, values};
use temoin_enforce::{Quiet, Scene, reaper};
use temoin_gateway::Site;
use url::Url;

use crate::App;
use crate::posted::Sort;

/// The `Set-Cookie` headers of the answer to a choice that was posted with `headers`.
pub(crate) fn set(
    app: &App,
    headers: &HeaderMap,
    sort: &Sort,
    decision: &Decision,
    record: &ConsentRecord,
) -> Vec<HeaderValue> {
    let site = &app.gateway.site;
    let Some(origin) = text(headers, &HOST).and_then(|host| site.origin(host)) else { return Vec::new() };
    let came: Vec<&[u8]> = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
    let (own, domain) = own(site, &origin, decision, record);
    let mut set = vec![own];
    set.extend(others(site, &origin, domain, &came));
    // Scripts cannot reach what is `HttpOnly`: what the choice takes back of it ends here.
    let page = page_of(origin, headers, sort);
    let scene = Scene {
        register: site.register.clone(),
        choice: Choice::Made(decision.clone()),
        now: record.decided_at,
        undeclared: site.options.undeclared,
        page: page.clone().into(),
        tally: Arc::new(Quiet),
    };
    set.extend(reaper::expire(&incoming(&scene, &came).dropped, &page));
    set.iter().map(|text| HeaderValue::from_str(text).expect("ids and names are plain")).collect()
}

/// The choice cookie, and its domain: none where it is this host's alone.
fn own<'s>(site: &'s Site, origin: &Url, decision: &Decision, record: &ConsentRecord) -> (String, Option<&'s str>) {
    let consent = &site.register.declared.consent;
    // On another host than those of the domain (the machine itself, in a trial), browsers
    // would refuse it.
    let here = |domain: &&temoin_register::Domain| origin.host_str().is_some_and(|host| domain.holds(host));
    let domain = consent.domain.as_ref().filter(here).map(temoin_register::Domain::as_str);
    let (name, value) = (&consent.cookie, cookie::encode(decision, &site.key));
    let life = record.expires_at.as_second() - record.decided_at.as_second();
    let of = domain.map_or(String::new(), |domain| format!("; Domain={domain}"));
    let secure = if origin.scheme() == "https" { "; Secure" } else { "" };
    (format!("{name}={value}; Path=/; Max-Age={life}{of}; SameSite=Lax{secure}"), domain)
}

/// The end of every other choice cookie that the browser may have: it sent several, or
/// one that may be from before there was a domain.
fn others(site: &Site, origin: &Url, domain: Option<&str>, came: &[&[u8]]) -> Vec<String> {
    let name = site.register.declared.consent.cookie.as_str();
    if values(came, name).count() <= usize::from(domain.is_none()) {
        return Vec::new();
    }
    let of = |header: &str| header.split("; ").find_map(|part| part.strip_prefix("Domain=").map(str::to_owned));
    let all = reaper::expire(&[name.to_owned()], origin);
    all.into_iter().filter(|header| of(header).as_deref() != domain).collect()
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
