//! What the gateway and the visitor's API share: a register, ready to serve.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::HeaderMap;
use http::header::COOKIE;
use jiff::Timestamp;
use temoin_consent::{Choice, Key, cookie};
use temoin_enforce::Undeclared;
use temoin_register::{Language, Register, is_loopback};
use temoin_render::banner::Banner;
use temoin_render::{choice_css, choice_js};
use url::Url;

/// The moment of a request.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// A register with what is derived from it once.
#[derive(Debug)]
pub struct Site {
    /// The register in force.
    pub register: Arc<Register>,
    /// The key that choice cookies are signed with.
    pub key: Key,
    /// What happens to undeclared trackers.
    pub undeclared: Undeclared,
    /// The prefix of our own addresses, with both slashes: `/_temoin/`.
    pub prefix: String,
    /// Whether hosts that name the machine itself are served too: the listener
    /// is on loopback.
    pub on_loopback: bool,
    /// The style of what we put into pages.
    pub style: String,
    /// The script of what we put into pages.
    pub script: String,
    banners: BTreeMap<Language, Banner>,
}

impl Site {
    /// Prepares `register` to be served.
    pub fn new(register: Arc<Register>, key: Key, undeclared: Undeclared, prefix: &str, on_loopback: bool) -> Self {
        let banners = register
            .site()
            .languages
            .iter()
            .map(|language| (*language, Banner::new(&register, *language, prefix)))
            .collect();
        Self {
            register,
            key,
            undeclared,
            prefix: prefix.to_owned(),
            on_loopback,
            banners,
            style: choice_css(),
            script: choice_js(),
        }
    }

    /// The banner in a language: `fr-CA` is served `fr`, and what the site is
    /// not published in is served its first language.
    pub fn banner(&self, language: Option<&str>) -> &Banner {
        &self.banners[&self.language(language)]
    }

    /// The language to serve for one that was asked for.
    pub fn language(&self, asked: Option<&str>) -> Language {
        let code = asked.and_then(|asked| asked.get(..2)).map(str::to_ascii_lowercase);
        let asked = code.and_then(|code| Language::parse(&code).ok());
        asked.filter(|language| self.banners.contains_key(language)).unwrap_or_else(|| self.register.language())
    }

    /// The choice behind a request.
    pub fn choice(&self, headers: &HeaderMap, now: Timestamp) -> Choice {
        let cookies = cookie_headers(headers);
        let value = temoin_enforce::cookies::value(&cookies, self.register.declared.consent.cookie.as_str());
        let gpc = headers.get("sec-gpc").is_some_and(|value| value.as_bytes().trim_ascii() == b"1");
        cookie::choice(value, gpc, &self.key, &self.register, now)
    }

    /// The origin (scheme, host, port) that the browser sees, for a `Host`
    /// that is served; `None` for any other.
    ///
    /// The scheme is the register's: behind a server that ends TLS, nothing in
    /// the request can be trusted to tell it.
    pub fn origin(&self, host: &str) -> Option<Url> {
        let url = Url::parse(&format!("http://{host}/")).ok()?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        let name = url.host_str().filter(|_| plain)?;
        let declared = self.register.site().urls.iter().find(|declared| declared.host() == name);
        let scheme = match declared {
            Some(declared) => declared.as_str().split(':').next().unwrap_or("https"),
            None if self.on_loopback && is_loopback(name) => "http",
            None => return None,
        };
        Url::parse(&format!("{scheme}://{host}/")).ok()
    }
}

/// The `Cookie` headers as bytes.
pub(crate) fn cookie_headers(headers: &HeaderMap) -> Vec<&[u8]> {
    headers.get_all(COOKIE).iter().map(http::HeaderValue::as_bytes).collect()
}
