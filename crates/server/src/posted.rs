//! A posted choice, read: JSON or a form, of bounded size, from the site itself.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use http::header::{CONTENT_TYPE, ORIGIN};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use serde::Deserialize;
use temoin_consent::{Action, Asked};

use crate::App;
use crate::across::own_origin;
use crate::pages::wants_json;

/// No honest choice is larger.
const MAX_BYTES: usize = 64 * 1024;
/// How long an honest choice takes to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// No honest choice names more purposes and services.
const MAX_NAMES: usize = 256;

/// How a choice was posted, which is how it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// By a script: 201 and the record.
    Json,
    /// By a form: 303 back to this path of the site.
    Form {
        /// The path to return to.
        back: String,
    },
}

/// Why a post is refused, with the status that says it.
pub(crate) type Refusal = (StatusCode, String);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Json {
    action: Option<String>,
    #[serde(default)]
    granted: Vec<String>,
    #[serde(default)]
    exceptions: Vec<String>,
    surface: Option<String>,
    language: Option<String>,
    notice: Option<String>,
    revision: Option<String>,
    subject: Option<String>,
}

/// Reads a post. `default` is the action of one that names none.
pub(crate) async fn read(app: &App, request: Request, default: Option<Action>) -> Result<(Asked, Sort), Refusal> {
    let headers = request.headers().clone();
    if !is_from_site(app, &headers) {
        return Err((StatusCode::FORBIDDEN, "a choice is made on the site itself, not from another".to_owned()));
    }
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let bytes = body(request.into_body(), MAX_BYTES, "the choice").await?;
    match kind.as_str() {
        "application/json" => Ok((json(&bytes, default)?, Sort::Json)),
        "application/x-www-form-urlencoded" => {
            let (asked, back) = form(&bytes, default)?;
            Ok((asked, if wants_record(&headers) { Sort::Json } else { Sort::Form { back } }))
        }
        "" if bytes.is_empty() && default.is_some() => {
            Ok((Asked { action: default, surface: Some("api".to_owned()), ..Asked::default() }, Sort::Json))
        }
        _ => Err((
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "a choice is posted as `application/json` or as `application/x-www-form-urlencoded`".to_owned(),
        )),
    }
}

/// Whether a script posts the form as it stands, and wants the record: it says so, or
/// its browser does.
fn wants_record(headers: &HeaderMap) -> bool {
    wants_json(headers) || headers.get("sec-fetch-dest").is_some_and(|dest| dest == "empty")
}

/// Whether a page of the site itself posts this: a choice that another site's
/// page posts for the visitor is refused.
pub(crate) fn is_from_site(app: &App, headers: &HeaderMap) -> bool {
    // The browser's own word comes first: a page that sends no referrer sends
    // `Origin: null` even to itself.
    if let Some(site) = headers.get("sec-fetch-site") {
        return match site.as_bytes() {
            b"same-origin" | b"none" => true,
            b"same-site" => own_origin(app, headers).is_some(),
            _ => false,
        };
    }
    !headers.contains_key(ORIGIN) || own_origin(app, headers).is_some()
}

/// The body of a post, of at most `most` bytes and within ten seconds.
pub(crate) async fn body(body: Body, most: usize, what: &str) -> Result<Vec<u8>, Refusal> {
    let Ok(read) = tokio::time::timeout(PATIENCE, Limited::new(body, most).collect()).await else {
        return Err((StatusCode::REQUEST_TIMEOUT, format!("{what} did not arrive in time")));
    };
    match read {
        Ok(whole) => Ok(whole.to_bytes().to_vec()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            Err((StatusCode::PAYLOAD_TOO_LARGE, format!("{what} holds at most {most} bytes")))
        }
        Err(_) => Err((StatusCode::BAD_REQUEST, "the request was broken off".to_owned())),
    }
}

fn action(word: Option<&str>, default: Option<Action>) -> Result<Option<Action>, Refusal> {
    let Some(word) = word else { return Ok(default) };
    Action::parse(word).map(Some).ok_or_else(|| {
        let detail = "`action` is `accept-all`, `refuse-all`, `custom`, `withdraw` or `gpc`";
        (StatusCode::UNPROCESSABLE_ENTITY, detail.to_owned())
    })
}

fn json(bytes: &[u8], default: Option<Action>) -> Result<Asked, Refusal> {
    let bytes = if bytes.trim_ascii().is_empty() && default.is_some() { b"{}" } else { bytes };
    let posted: Json = serde_json::from_slice(bytes).map_err(|error| {
        (StatusCode::BAD_REQUEST, format!("this is not a choice: line {}, column {}", error.line(), error.column()))
    })?;
    bounded(Asked {
        action: action(posted.action.as_deref(), default)?,
        granted: posted.granted,
        exceptions: posted.exceptions,
        surface: posted.surface.or(Some("api".to_owned())),
        language: posted.language,
        notice: posted.notice,
        revision: posted.revision,
        subject: posted.subject,
    })
}

/// A form's choice, and where it returns to.
fn form(bytes: &[u8], default: Option<Action>) -> Result<(Asked, String), Refusal> {
    let (mut asked, mut word, mut back) = (Asked::default(), None, None);
    for (key, value) in form_urlencoded::parse(bytes) {
        let value = value.into_owned();
        match &*key {
            "action" => word = Some(value),
            "granted" if !value.is_empty() => asked.granted.push(value),
            "exceptions" if !value.is_empty() => asked.exceptions.push(value),
            "surface" => asked.surface = Some(value),
            "language" => asked.language = Some(value),
            "notice" => asked.notice = Some(value),
            "revision" => asked.revision = Some(value),
            "subject" => asked.subject = Some(value),
            "return" => back = Some(value),
            // The site may add fields of its own to a form it embeds.
            _ => {}
        }
    }
    asked.action = action(word.as_deref(), default)?;
    asked.surface = asked.surface.or(Some("page".to_owned()));
    Ok((bounded(asked)?, safe_return(back.as_deref().unwrap_or("/"))))
}

fn bounded(asked: Asked) -> Result<Asked, Refusal> {
    if asked.granted.len() > MAX_NAMES || asked.exceptions.len() > MAX_NAMES {
        return Err((
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("a choice names at most {MAX_NAMES} purposes and services"),
        ));
    }
    Ok(asked)
}

/// A path of the site itself, and nothing that a browser could read as
/// another host's: no second slash, no backslash, no control character.
pub(crate) fn safe_return(path: &str) -> String {
    let mut bytes = path.bytes();
    let own = bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && path.len() <= 2048
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if own { path.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::safe_return;

    #[test]
    fn a_form_never_leads_to_another_site() {
        assert_eq!(safe_return("/cours?id=3&x=%2F"), "/cours?id=3&x=%2F");
        for elsewhere in ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\r\nb", "/é", "/\t/evil"]
        {
            assert_eq!(safe_return(elsewhere), "/", "{elsewhere:?}");
        }
    }
}
