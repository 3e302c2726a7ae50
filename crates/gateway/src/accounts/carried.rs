//! What a browser carries of a choice: the choice cookie, whose it is, and the device's
//! own choice where another's has taken its place.

use http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use temoin_consent::account::{Change, mark, marked};
use temoin_consent::{Choice, Decision, Pseudonym, Subject, cookie};
use temoin_enforce::{cookies, reaper};
use temoin_register::{Domain, Reach};
use temoin_render::banner::DEVICE;
use url::Url;

use crate::Site;
use crate::site::cookie_headers;

/// For how long a page tells whose choices are made in it: a lesson that stays
/// open for a day.
const MARKED_FOR: SignedDuration = SignedDuration::from_hours(24);

impl Site {
    /// Whether choices follow who is signed in.
    pub fn reaches_accounts(&self) -> bool {
        self.register.declared.consent.reach == Reach::Account
    }

    pub(super) fn id(&self) -> &str {
        self.register.site().id.as_str()
    }

    /// What the choices of `subject` are kept under.
    pub fn pseudonym(&self, subject: &Subject) -> Pseudonym {
        Pseudonym::new(subject, self.id(), &self.key)
    }

    /// Whose a choice is that is made by who had chosen `before`, in a page with this
    /// mark: whom the page was made for, else whose choice it was. A page that says it is
    /// the device's alone stays true, whoever signed in beside it since.
    pub fn account(&self, before: &Choice, mark: Option<&str>, now: Timestamp) -> Option<Pseudonym> {
        if mark == Some(DEVICE) {
            return None;
        }
        let carried = || before.decision().and_then(|decision| decision.account);
        let account = mark.and_then(|mark| marked(mark, &self.key, now)).or_else(carried);
        account.filter(|_| self.reaches_accounts())
    }

    /// What tells that choices made in a page from now on are those of `account`.
    pub(super) fn mark_of(&self, account: Pseudonym, now: Timestamp) -> String {
        mark(account, now + MARKED_FOR, &self.key)
    }

    /// The mark of a page, if it is one of ours that tells whose choice is made in it.
    pub fn mark<'t>(&self, text: Option<&'t str>, now: Timestamp) -> Option<&'t str> {
        let is_ours = |text: &&str| *text == DEVICE || marked(text, &self.key, now).is_some();
        text.filter(|text| self.reaches_accounts() && is_ours(text))
    }

    /// The mark of a page that the site does not make, for who has made this `choice`: that
    /// of the person whose page led there; else, unless the choice is an account's and goes
    /// on being its, what says that nobody can know who is signed in.
    pub fn mark_apart<'t>(&self, choice: &Choice, text: Option<&'t str>, now: Timestamp) -> Option<&'t str> {
        let is_an_accounts = choice.decision().is_some_and(|decision| decision.account.is_some());
        let apart = (self.reaches_accounts() && !is_an_accounts).then_some(DEVICE);
        self.mark(text, now).filter(|mark| *mark != DEVICE).or(apart)
    }

    /// The choice that a device has set aside, if it holds.
    pub fn aside(&self, headers: &HeaderMap, now: Timestamp) -> Option<Decision> {
        if !self.reaches_accounts() {
            return None;
        }
        let name = self.register.declared.consent.set_aside();
        let cookies = cookie_headers(headers);
        let decision = cookie::decode(cookies::value(&cookies, &name)?, &self.key, &self.register, now).ok()?;
        decision.account.is_none().then_some(decision)
    }

    /// The end of those of our cookies that came more than once, where no page of the
    /// site's own is made that would end them.
    pub(super) fn several(&self, headers: &HeaderMap, origin: &Url) -> Vec<HeaderValue> {
        let (consent, came) = (&self.register.declared.consent, cookie_headers(headers));
        let mut names = vec![consent.cookie.to_string(), consent.set_aside()];
        names.retain(|name| consent.keeps(name.as_bytes()) && cookies::values(&came, name).nth(1).is_some());
        let gone = reaper::expire(&names, origin);
        gone.iter().map(|text| HeaderValue::from_str(text).expect("the reaper writes plain names")).collect()
    }

    /// The domain of the choice cookie, where the host of `origin` is of it: from another
    /// (the machine itself, in a trial) browsers would refuse it, and it is that host's alone.
    pub fn domain_at(&self, origin: &Url) -> Option<&str> {
        let here = |domain: &&Domain| origin.host_str().is_some_and(|host| domain.holds(host));
        self.register.declared.consent.domain.as_ref().filter(here).map(Domain::as_str)
    }

    /// The end of the cookie `name` at every other domain than the one that it is written
    /// at now: a register gave it another before, or a stranger planted it.
    pub fn elsewhere(&self, name: &str, origin: &Url) -> Vec<String> {
        let (domain, mut root) = (self.domain_at(origin), origin.clone());
        root.set_path("/");
        let of = |header: &str| header.split("; ").find_map(|part| part.strip_prefix("Domain=").map(str::to_owned));
        let all = reaper::expire(&[name.to_owned()], &root);
        all.into_iter().filter(|header| of(header).as_deref() != domain).collect()
    }

    /// The `Set-Cookie` headers by which a browser that carries `current`, and has set
    /// a choice `aside`, carries what `change` says.
    pub fn changed(
        &self,
        change: &Change,
        current: Option<&Decision>,
        aside: Option<&Decision>,
        origin: &Url,
        now: Timestamp,
    ) -> Vec<HeaderValue> {
        let consent = &self.register.declared.consent;
        let of = self.domain_at(origin).map_or(String::new(), |domain| format!("; Domain={domain}"));
        let secure = if origin.scheme() == "https" { "; Secure" } else { "" };
        let kept = |name: &str, decision: &Decision, hidden: &str| {
            let (value, end) = (cookie::encode(decision, &self.key), cookie::expiry(decision, consent.valid_for));
            let life = end.as_second() - now.as_second();
            format!("{name}={value}; Path=/; Max-Age={life}{of}; SameSite=Lax{hidden}{secure}")
        };
        let gone = |name: &str| format!("{name}=; Path=/; Max-Age=0{of}; SameSite=Lax{secure}");
        let (name, other) = (consent.cookie.as_str(), consent.set_aside());
        let written = match change {
            Change::None => return Vec::new(),
            Change::Account(decision) => {
                let own = current.filter(|current| current.account.is_none());
                // No script has to read it.
                let own = own.map(|own| kept(&other, own, "; HttpOnly"));
                std::iter::once(kept(name, decision, "")).chain(own).collect()
            }
            Change::Device(decision) => {
                std::iter::once(kept(name, decision, "")).chain(aside.map(|_| gone(&other))).collect()
            }
            Change::Forget => vec![gone(name)],
        };
        // One that stayed elsewhere would go on for the next person.
        let others = [name, &other].into_iter().filter(|_| self.reaches_accounts());
        let ends = others.flat_map(|name| self.elsewhere(name, origin));
        // What is written comes last: it outlives whatever ends.
        let set = ends.chain(written);
        set.map(|text| HeaderValue::from_str(&text).expect("ids and names are plain")).collect()
    }
}
