//! The cookie jar, whole: every domain, `HttpOnly` entries included.
//!
//! `document.cookie` shows a page what its scripts may read. A register speaks of what
//! is stored, so this asks the browser instead.

use chromiumoxide::cdp::browser_protocol::network::{CookieParam, TimeSinceEpoch};
use chromiumoxide::cdp::browser_protocol::storage::{ClearCookiesParams, GetCookiesParams, SetCookiesParams};

use crate::error::{Error, Result};
use crate::page::Page;

/// One cookie kept by the browser.
#[derive(Debug, Clone, PartialEq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The domain it goes back to; with a leading dot when subdomains get it too.
    pub domain: String,
    /// The path under which it goes back.
    pub path: String,
    /// When it ends, in seconds since 1970; none when it ends with the session.
    pub expires: Option<f64>,
    /// Whether scripts are kept from reading it.
    pub http_only: bool,
    /// Whether it only goes over `https`.
    pub secure: bool,
}

impl Cookie {
    /// A cookie for one host, all paths, until the session ends.
    pub fn session(name: &str, value: &str, domain: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            domain: domain.to_owned(),
            path: "/".to_owned(),
            expires: None,
            http_only: false,
            secure: false,
        }
    }
}

impl Page {
    /// All the cookies of the browser, whichever page they came from.
    pub async fn cookies(&self) -> Result<Vec<Cookie>> {
        let jar =
            self.tab.execute(GetCookiesParams::default()).await.map_err(Error::driver("list its cookies"))?.result;
        let cookies = jar.cookies.into_iter().map(|cookie| Cookie {
            name: cookie.name,
            value: cookie.value,
            domain: cookie.domain,
            path: cookie.path,
            expires: (!cookie.session).then_some(cookie.expires),
            http_only: cookie.http_only,
            secure: cookie.secure,
        });
        Ok(cookies.collect())
    }

    /// Puts a cookie in the jar.
    pub async fn set_cookie(&self, cookie: &Cookie) -> Result<()> {
        let mut param = CookieParam::new(&cookie.name, &cookie.value);
        param.domain = Some(cookie.domain.clone());
        param.path = Some(cookie.path.clone());
        param.expires = cookie.expires.map(TimeSinceEpoch::new);
        param.http_only = Some(cookie.http_only);
        param.secure = Some(cookie.secure);
        self.tab
            .execute(SetCookiesParams::new(vec![param]))
            .await
            .map_err(Error::driver(format!("keep the cookie {}", cookie.name)))?;
        Ok(())
    }

    /// Empties the jar.
    pub async fn clear_cookies(&self) -> Result<()> {
        self.tab.execute(ClearCookiesParams::default()).await.map_err(Error::driver("forget its cookies"))?;
        Ok(())
    }
}
