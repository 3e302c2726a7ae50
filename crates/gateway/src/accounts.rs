//! Whose choice governs a browser: its own, or that of the person signed in.
//!
//! The origin says who is signed in, by a header of its pages (`Temoin-Subject`)
//! which never leaves for the browser. If that person has chosen, on whatever
//! device, their latest choice governs the page that says so already: its
//! cookies, its policy, its HTML. The browser carries it in the choice cookie,
//! with whose it is, and sets its own choice aside in another; a page that names
//! nobody brings that one back, as it was.
//!
//! The store is asked once for each page that names somebody, so that what a
//! person withdraws on one device stops on the next page of every other. If it
//! cannot be read, nothing is known of the person: exempt trackers only.

mod carried;

use std::sync::Arc;

use http::header::{CACHE_CONTROL, HOST, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use jiff::Timestamp;
use temoin_consent::account::{Change, change};
use temoin_consent::figures::Device;
use temoin_consent::{Choice, Decision, Pseudonym, RecordsError, Subject, Unusable, cookie};
use temoin_enforce::{Quiet, Scene, cookies};
use url::Url;

use crate::Gateway;
use crate::body::Body;
use crate::headers::{Fetched, for_one};
use crate::request::Asked;
use crate::response::is_a_page;
use crate::site::says_gpc;

/// Who is signed in, as the origin's pages say it.
const ANNOUNCED: HeaderName = HeaderName::from_static("temoin-subject");

/// What else a request says of its browser, where an answer may change whose
/// choice governs it.
#[derive(Debug)]
pub(crate) struct Browser {
    /// Its own choice, which it has set aside.
    aside: Option<Decision>,
    /// What is known of it without any choice.
    without: Choice,
    /// On what it arrives, if it does.
    arrival: Option<Device>,
}

/// What is known of who is shown a page that does not pass by us.
#[derive(Debug)]
pub struct Told {
    /// The choice that governs it.
    pub choice: Choice,
    /// What tells whose choice is made in it, where no cookie does.
    pub mark: Option<String>,
    /// Whether a choice that the device did not know governs it from now on.
    pub meets: bool,
    /// The cookies that make the browser carry that choice.
    pub set: Vec<HeaderValue>,
}

impl Told {
    /// A choice that nothing changes.
    pub fn only(choice: Choice) -> Self {
        Self { choice, mark: None, meets: false, set: Vec::new() }
    }
}

/// What an answer changes of it.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// The cookies that make it carry what governs it now.
    set: Vec<HeaderValue>,
    /// What tells whose choice is made in the page, where no cookie does.
    pub(crate) mark: Option<String>,
    /// Whether a choice that the device did not know governs it from now on.
    pub(crate) meets: bool,
}

impl Settled {
    /// Whether it leaves something in the page that is nobody else's.
    pub(crate) fn is_for_one(&self) -> bool {
        self.mark.is_some() || self.meets
    }

    /// Has the browser carry what governs it.
    pub(crate) fn keep(&self, headers: &mut HeaderMap) {
        if !self.set.is_empty() {
            headers.extend(self.set.iter().map(|value| (SET_COOKIE, value.clone())));
            for_one(headers);
        }
        if self.mark.is_some() {
            // Whoever comes back to it by the browser's history may be another person.
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        }
    }
}

impl Gateway {
    /// What is to be known of the browser behind a request, if its answer may
    /// change whose choice governs it.
    pub(crate) fn browser(&self, headers: &HeaderMap, fetched: Fetched, now: Timestamp) -> Option<Box<Browser>> {
        if !self.site.reaches_accounts() || !fetched.is_document() {
            return None;
        }
        let without = without_choice(headers);
        let arrival = self.arrival(headers, &without);
        Some(Box::new(Browser { aside: self.site.aside(headers, now), without, arrival }))
    }

    /// What was asked, by whom the origin says that it was; its word goes no further.
    ///
    /// To ask the store has a future of its own: most answers need not carry the room.
    pub(crate) async fn settled(&self, response: &mut Response<Body>, asked: Asked) -> Asked {
        let named = self.named(response.headers_mut());
        if asked.browser.is_none() {
            return asked;
        }
        let is_page = !response.status().is_redirection() && is_a_page(response.headers());
        // Only a page that a person looks at says by its silence that nobody is signed in:
        // from a browser that does not say what it fetches, a page of an error may be any file's.
        let is_looked_at = match asked.fetched {
            Fetched::Frame => false,
            Fetched::Unsure => response.status().is_success(),
            _ => true,
        };
        if named.is_none() && !(is_page && is_looked_at) {
            return asked;
        }
        let mut asked = Box::pin(self.settled_by(named, asked)).await;
        if !is_page {
            // The browser is told by the page that follows, which can say so to the person.
            asked.settled = Settled::default();
        }
        asked
    }

    async fn settled_by(&self, named: Option<Subject>, asked: Asked) -> Asked {
        let Some(browser) = &asked.browser else { return asked };
        let scene = &asked.scene;
        let account = named.map(|subject| self.site.pseudonym(&subject));
        let found = self.follow(account, &scene.choice, browser, scene.page.url(), scene.now).await;
        let Ok((choice, settled)) = found else {
            // What is answered in this page is the person's all the same.
            let mark = account.map(|account| self.site.mark_of(account, scene.now));
            let without = browser.without.clone();
            return Asked { settled: Settled { mark, ..Settled::default() }, ..asked.governed_by(without) };
        };
        let asked = if choice == scene.choice { asked } else { asked.governed_by(choice) };
        Asked { settled, ..asked }
    }

    /// What governs a browser that carries `current`, with `account` signed in, and what
    /// that changes of it. Where the store cannot be read, nobody knows.
    async fn follow(
        &self,
        account: Option<Pseudonym>,
        current: &Choice,
        browser: &Browser,
        origin: &Url,
        now: Timestamp,
    ) -> Result<(Choice, Settled), RecordsError> {
        let chosen = self.chosen_by(account, now).await.inspect_err(|error| {
            tracing::error!(error = error as &dyn std::error::Error, "an account's choice could not be read");
        })?;
        let (site, carried) = (&self.site, current.decision());
        let change = change(carried, browser.aside.as_ref(), chosen);
        let set = site.changed(&change, carried, browser.aside.as_ref(), origin, now);
        let meets = is_met(&change, carried);
        let choice = match change {
            Change::None => current.clone(),
            Change::Account(decision) | Change::Device(decision) => Choice::Made(decision),
            Change::Forget => browser.without.clone(),
        };
        let whose = choice.decision().and_then(|decision| decision.account);
        let account = account.filter(|account| whose != Some(*account));
        let mark = account.map(|account| site.mark_of(account, now));
        Ok((choice, Settled { set, mark, meets }))
    }

    /// Whose choice governs a page that does not pass by us, and says by a `token` who is
    /// signed in, or by none that nobody is; with it, the mark of the page and the cookies
    /// to set. A site without a secret says nothing.
    pub async fn told(&self, token: Option<&str>, headers: &HeaderMap, now: Timestamp) -> Told {
        let origin = headers.get(HOST).and_then(|host| host.to_str().ok()).and_then(|host| self.site.origin(host));
        let told = self.told_at(origin.as_ref(), token, headers, now).await;
        match origin {
            // What sets nothing would say so again on every page.
            _ if is_followed(headers) => Told { meets: false, set: Vec::new(), ..told },
            Some(origin) => Told { set: [self.site.several(headers, &origin), told.set].concat(), ..told },
            None => told,
        }
    }

    async fn told_at(&self, origin: Option<&Url>, token: Option<&str>, headers: &HeaderMap, now: Timestamp) -> Told {
        let (site, current) = (&self.site, self.site.choice(headers, now));
        let secret = site.options.secret.as_ref();
        // Without a secret there is nobody to tell of, and an account's choice to end.
        let may_change = secret.is_some() || current.decision().is_some_and(|carried| carried.account.is_some());
        let Some(origin) = origin.filter(|_| site.reaches_accounts() && may_change) else {
            return Told::only(current);
        };
        let token = token.filter(|token| !token.is_empty());
        let subject = token.zip(secret).and_then(|(token, secret)| secret.read(token, site.id(), now));
        if token.is_some() && subject.is_none() {
            self.metrics.misnamed();
        }
        let account = subject.map(|subject| site.pseudonym(&subject));
        let browser = Browser { aside: site.aside(headers, now), without: without_choice(headers), arrival: None };
        match self.follow(account, &current, &browser, origin, now).await {
            Ok((choice, Settled { set, mark, meets })) => Told { choice, mark, meets, set },
            // What is answered in this page is the person's all the same.
            Err(_) => Told { mark: account.map(|account| site.mark_of(account, now)), ..Told::only(browser.without) },
        }
    }

    /// The person that an answer names. What cannot be read names nobody.
    fn named(&self, headers: &mut HeaderMap) -> Option<Subject> {
        let mut values = headers.get_all(ANNOUNCED).iter();
        let first = values.next()?;
        let subject = if values.next().is_none() { Subject::parse(first.as_bytes()) } else { None };
        headers.remove(ANNOUNCED);
        if subject.is_none() {
            self.metrics.misnamed();
        }
        subject
    }

    /// The latest choice of an account, if it holds.
    async fn chosen_by(&self, account: Option<Pseudonym>, now: Timestamp) -> Result<Option<Decision>, RecordsError> {
        let Some(account) = account else { return Ok(None) };
        let register = &self.site.register;
        let record = self.records.of_account(register.site().id.as_str(), &account).await?;
        let decision = record.and_then(|record| record.decision(account));
        Ok(decision.filter(|decision| cookie::holds(decision, register, now).is_ok()))
    }
}

impl Asked {
    /// The same, under another choice. What the browser sent is judged again: what
    /// this choice does not allow is to go.
    fn governed_by(self, choice: Choice) -> Self {
        let arrival = self.browser.as_ref().and_then(|browser| browser.arrival).filter(|_| choice.is_to_be_asked());
        let scene = Scene { choice, ..(*self.scene).clone() };
        let again = Scene { tally: Arc::new(Quiet), ..scene.clone() };
        let incoming = cookies::incoming(&again, &[self.incoming.sent.as_bytes()]);
        Self { scene: Arc::new(scene), incoming, arrival, ..self }
    }
}

/// Whether a change brings a device a choice of another person's, or of another
/// content, than the one that it carries.
fn is_met(change: &Change, current: Option<&Decision>) -> bool {
    let Change::Account(chosen) = change else { return false };
    current.is_none_or(|current| {
        let same = (&current.granted, &current.exceptions) == (&chosen.granted, &chosen.exceptions);
        current.account != chosen.account && !same
    })
}

/// Whether somebody goes to one of our own answers, or is led there from another site:
/// what a link says of who is signed in changes nothing in a browser.
fn is_followed(headers: &HeaderMap) -> bool {
    let says = |name: &str, word: &str| headers.get(name).is_some_and(|value| value.as_bytes() == word.as_bytes());
    says("sec-fetch-mode", "navigate") || says("sec-fetch-site", "cross-site")
}

/// What is known of a visitor whose choice is not.
fn without_choice(headers: &HeaderMap) -> Choice {
    if says_gpc(headers) { Choice::Gpc } else { Choice::None(Unusable::Absent) }
}
