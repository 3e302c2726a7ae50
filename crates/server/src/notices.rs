//! The notice outside the gateway's pages: for templates, for our own scripts, and
//! for pages that can only add a tag.
//!
//! Each answer is one visitor's: whether there is anything to ask depends on the
//! choice that came with the request.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use temoin_consent::{Choice, Decision};
use temoin_enforce::csp::Permitted;
use temoin_enforce::guard::allowed;
use temoin_gateway::{Told, now, problem_page, state};
use temoin_register::{Language, Service, SiteUrl, sha256_hex};
use temoin_render::alone_js;
use temoin_render::banner::Asker;

use crate::App;
use crate::assets::{SCRIPT, packed};
use crate::posted::{is_from_site, safe_return};
use crate::state::into_response;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    lang: Option<String>,
    #[serde(rename = "return")]
    back: Option<String>,
    part: Option<String>,
    service: Option<String>,
    nonce: Option<String>,
    /// Whose page asks: the site's own word, or the mark of a page of ours.
    subject: Option<String>,
}

/// Where a placeholder leads before it has a frame: whoever puts it there knows better.
const ANY_PAGE: &str = "https://held.invalid/";

/// Who asks for a notice, and in which language.
struct Visitor {
    choice: Choice,
    language: Language,
    back: String,
    mark: Option<String>,
    /// Whether the choice governs the device from now on.
    meets: bool,
    /// The cookies by which the browser carries what governs it.
    set: Vec<HeaderValue>,
}

impl Visitor {
    async fn of(app: &App, headers: &HeaderMap, wanted: &Wanted) -> Self {
        let (site, now) = (&app.gateway.site, now());
        let subject = wanted.subject.as_deref();
        // Our script asks for these by itself, and has the page's mark if the page has one.
        let is_ours = matches!(wanted.part.as_deref(), Some("notice" | "preferences" | "held"))
            && subject.is_none_or(|subject| !subject.is_empty() && !subject.contains('.'));
        let Told { choice, mark, meets, set } = if is_ours {
            Told { mark: site.mark(subject, now).map(str::to_owned), ..Told::only(site.choice(headers, now)) }
        } else {
            app.gateway.told(subject, headers, now).await
        };
        Self {
            choice,
            mark,
            meets,
            set,
            language: site.asked(wanted.lang.as_deref(), headers),
            back: safe_return(wanted.back.as_deref().unwrap_or("/")),
        }
    }

    fn asker(&self) -> Asker<'_> {
        Asker { choice: &self.choice, back: &self.back, mark: self.mark.as_deref(), meets: self.meets }
    }
}

/// `GET fragment?lang=fr&return=/cours&nonce=…`: what a template puts first in
/// `<body>`, for the visitor whose `Cookie` and `Sec-GPC` it passes on. With `part`,
/// one piece: what stands first in `<head>` (`head`); `link`, `notice`, `preferences`,
/// whose style is in `choice.css`; what stands in the place of a frame of a `service`
/// (`held`).
pub(crate) async fn fragment(State(app): State<App>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    let site = &app.gateway.site;
    let nonce = match wanted.nonce.as_deref() {
        Some(nonce) if !is_nonce(nonce) => {
            let detail = "`nonce` is the nonce of the page's content policy, in base64";
            return into_response(problem_page(&headers, StatusCode::BAD_REQUEST, detail));
        }
        nonce => nonce.map(str::to_owned),
    };
    let permitted = Permitted::inline(nonce);
    let visitor = Visitor::of(&app, &headers, &wanted).await;
    let banner = site.banner(visitor.language);
    let held = |service: &Service| banner.placeholder(&site.register, service, ANY_PAGE, visitor.asker());
    let service = || wanted.service.as_deref().and_then(|id| site.register.service(id));
    let html = match wanted.part.as_deref() {
        None => {
            // A template that does not pass on where its visitor comes from does not know
            // who arrives.
            if headers.contains_key("sec-fetch-site") {
                app.gateway.asks(&headers, &visitor.choice, visitor.language);
            }
            Ok(site.notice_in(visitor.language, visitor.asker(), &permitted))
        }
        Some("head") => Ok(site.head_in(&visitor.choice, &permitted)),
        Some("link") => Ok(banner.link(visitor.asker())),
        Some("notice") => Ok(banner.section(visitor.asker())),
        Some("preferences") => Ok(banner.dialog(visitor.asker())),
        Some("held") => service().map(held).ok_or("with `part=held`, `service` is one that the register declares"),
        Some(_) => Err("`part` is `head`, `link`, `notice`, `preferences` or `held`; without it, the whole comes"),
    };
    let html = match html {
        Ok(html) => html,
        Err(detail) => return into_response(problem_page(&headers, StatusCode::BAD_REQUEST, detail)),
    };
    own(Html(html).into_response(), visitor.set)
}

/// `GET choice.js`: the notice as one script. A visitor who has answered gets it
/// without markup; what is current already is not sent again.
pub(crate) async fn script(State(app): State<App>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    let site = &app.gateway.site;
    let visitor = Visitor::of(&app, &headers, &wanted).await;
    let mut said = json!({
        "allow": allowed(&visitor.choice),
        "choice": visitor.choice.decision().map(made),
        "own": site.register.site().urls.iter().map(SiteUrl::host).collect::<Vec<_>>(),
        "base": site.options.prefix,
        "cookie": site.register.declared.consent.cookie,
        "domain": site.register.declared.consent.domain,
        "state": state(&visitor.choice),
        "language": visitor.language,
        "version": site.notice.rest.version,
    });
    if let Some(mark) = &visitor.mark {
        said["subject"] = json!(mark);
    }
    let (banner, styles) = (site.banner(visitor.language), &site.notice.styles);
    let (style, first) = if visitor.choice.is_to_be_asked() {
        (styles.notice.as_str(), banner.section(visitor.asker()))
    } else if visitor.meets {
        (styles.base.as_str(), banner.met(visitor.asker()))
    } else {
        ("", String::new())
    };
    let link = banner.link(visitor.asker());
    let text = alone_js(&site.notice.alone, &said, &format!("{style}{}", styles.link), &(first + &link));
    let tag = format!("\"{}\"", &sha256_hex(text.as_bytes())[..16]);
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response =
        if known.is_some_and(|known| known.split(',').any(|each| each.trim().trim_start_matches("W/") == tag)) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            packed(&headers, SCRIPT, "private, no-cache", text.as_bytes())
        };
    let tag = HeaderValue::from_str(&tag).expect("digits in quotes");
    response.headers_mut().insert(ETAG, tag);
    own(response, visitor.set)
}

/// `POST v1/asked?lang=fr`: a visitor who arrived at a page with our tag was asked there.
pub(crate) async fn asked(State(app): State<App>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    if !is_from_site(&app, &headers) {
        let detail = "visitors are asked on the site itself, not on another";
        return into_response(problem_page(&headers, StatusCode::FORBIDDEN, detail));
    }
    let visitor = Visitor::of(&app, &headers, &wanted).await;
    app.gateway.asked(&headers, &visitor.choice, visitor.language);
    StatusCode::NO_CONTENT.into_response()
}

/// A choice as its record tells it: on another host of the site, scripts cannot read
/// the cookie.
fn made(decision: &Decision) -> Value {
    json!({
        "id": decision.id.to_string(),
        "decided_at": decision.decided_at,
        "revision": decision.revision,
        "granted": decision.granted,
        "refused": decision.refused,
        "exceptions": decision.exceptions.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// One visitor's, to be asked for again each time.
fn own(mut response: Response, set: Vec<HeaderValue>) -> Response {
    response.headers_mut().extend(set.into_iter().map(|value| (SET_COOKIE, value)));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    let vary = "Cookie, Accept-Encoding, Accept-Language, Sec-GPC, Origin";
    response.headers_mut().insert(VARY, HeaderValue::from_static(vary));
    response
}

/// What a content policy takes for a nonce: base64, of either alphabet.
fn is_nonce(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=-_".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::is_nonce;

    #[test]
    fn a_nonce_cannot_leave_its_quotes() {
        assert!(is_nonce("dGVtb2lu+/==") && is_nonce("a-_9"));
        assert!(["", "a\"b", "a b", "<", &"a".repeat(129)].iter().all(|text| !is_nonce(text)));
    }
}
