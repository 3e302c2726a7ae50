//! One request, as the walls see it.

use std::sync::Arc;

use jiff::Timestamp;
use temoin_consent::{Choice, Verdict, verdict};
use temoin_evidence::{Kind, Observation};
use temoin_register::Register;

use crate::Address;

/// What happens to trackers that the register does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undeclared {
    /// They pass, and are counted.
    Report,
    /// They are stripped, and their hosts are not contacted.
    Block,
}

/// What a tally counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A cookie that a response writes.
    CookieWrite,
    /// A cookie that a browser sends.
    CookieRead,
    /// A host or path that a page contacts.
    Contact,
    /// A script of the page itself, or an element that the page marks.
    Script,
}

/// Who made it happen, or told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By<'s> {
    /// A header of a response.
    Response,
    /// A tag of a page.
    Markup,
    /// A script at this address, by the guard's word; empty where the guard
    /// could not tell.
    Script(&'s str),
    /// A content policy's report; with the directive that was broken.
    Policy(&'s str),
    /// A browser that sent it.
    Browser,
}

/// One thing that a wall saw. Names only, never values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting<'s> {
    /// Which wall it met.
    pub subject: Subject,
    /// What it is.
    pub kind: Kind,
    /// Its name: a cookie's, a key's, a host, or the service that is declared
    /// for it.
    pub name: &'s str,
    /// What happened to it.
    pub verdict: Verdict,
    /// The path of the response or page, without its query; no class of paths yet.
    pub page: &'s str,
    /// Who made it happen.
    pub by: By<'s>,
}

/// Counts what the walls see.
pub trait Tally: Send + Sync {
    /// This was seen.
    fn saw(&self, seen: &Sighting<'_>);
}

/// A tally that counts nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Tally for Quiet {
    fn saw(&self, _: &Sighting<'_>) {}
}

/// What an observation is about.
fn kind(observed: &Observation<'_>) -> Kind {
    match *observed {
        Observation::Write { kind, .. } | Observation::Read { kind, .. } => kind.into(),
        Observation::Contact { .. } => Kind::Host,
        Observation::Path { .. } => Kind::Path,
        Observation::Inline { .. } | Observation::Marked { .. } => Kind::Script,
    }
}

impl Subject {
    /// Who makes it happen, where nothing says otherwise.
    fn by(self) -> By<'static> {
        match self {
            Self::CookieWrite => By::Response,
            Self::CookieRead => By::Browser,
            Self::Contact | Self::Script => By::Markup,
        }
    }
}

/// One request's register, choice and moment.
#[derive(Clone)]
pub struct Scene {
    /// The register in force.
    pub register: Arc<Register>,
    /// The visitor's choice.
    pub choice: Choice,
    /// The moment of the request.
    pub now: Timestamp,
    /// What happens to what is not declared.
    pub undeclared: Undeclared,
    /// The address of the page, as the browser sees it.
    pub page: Address,
    /// Where what is seen is counted.
    pub tally: Arc<dyn Tally>,
}

impl Scene {
    /// The verdict on `seen`, counted under `name`.
    pub fn judge(&self, subject: Subject, name: &str, seen: &Observation<'_>) -> Verdict {
        self.judge_by(subject, name, seen, subject.by())
    }

    /// The same, where who made it happen is known.
    pub fn judge_by(&self, subject: Subject, name: &str, seen: &Observation<'_>, by: By<'_>) -> Verdict {
        let verdict = verdict(&self.register, &self.choice, seen, self.now);
        self.tell(subject, kind(seen), name, verdict, by);
        verdict
    }

    /// Counts what was judged elsewhere.
    pub(crate) fn tell(&self, subject: Subject, kind: Kind, name: &str, verdict: Verdict, by: By<'_>) {
        self.tally.saw(&Sighting { subject, kind, name, verdict, page: self.page.path(), by });
    }

    /// Whether what got this verdict may happen.
    pub fn permits(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Undeclared => self.undeclared == Undeclared::Report,
            verdict => verdict.happens(),
        }
    }

    /// Whether `host` is the site itself.
    pub fn is_own(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        self.page.host() == host || self.register.site().urls.iter().any(|url| url.host() == host)
    }
}

impl Scene {
    /// Whether a header may make a page of this scene contact `host`.
    pub fn permits_host(&self, host: &str) -> bool {
        let seen = Observation::Contact { host };
        self.is_own(host) || self.permits(self.judge_by(Subject::Contact, host, &seen, By::Response))
    }

    /// Whether a request to `path` of the site may reach it: a service can
    /// answer under a path of its own.
    pub fn permits_path(&self, path: &str) -> bool {
        let Some(service) = self.register.service_at_path(path) else {
            return true;
        };
        self.permits(self.judge_by(Subject::Contact, service.id.as_str(), &Observation::Path { path }, By::Browser))
    }
}
