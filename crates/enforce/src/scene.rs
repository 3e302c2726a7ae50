//! One request, as the walls see it.

use std::sync::Arc;

use jiff::Timestamp;
use temoin_consent::{Choice, Verdict, verdict};
use temoin_evidence::Observation;
use temoin_register::Register;
use url::Url;

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

/// Counts what the walls see. Names only, never values.
pub trait Tally: Send + Sync {
    /// `name` was seen, and this was the verdict.
    fn saw(&self, subject: Subject, name: &str, verdict: Verdict);
}

/// A tally that counts nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Tally for Quiet {
    fn saw(&self, _: Subject, _: &str, _: Verdict) {}
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
    pub page: Url,
    /// Where what is seen is counted.
    pub tally: Arc<dyn Tally>,
}

impl Scene {
    /// The verdict on `seen`, counted under `name`.
    pub fn judge(&self, subject: Subject, name: &str, seen: &Observation<'_>) -> Verdict {
        let verdict = verdict(&self.register, &self.choice, seen, self.now);
        self.tally.saw(subject, name, verdict);
        verdict
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
        self.page.host_str() == Some(host) || self.register.site().urls.iter().any(|url| url.host() == host)
    }
}

impl Scene {
    /// Whether a page of this scene may contact `host`.
    pub fn permits_host(&self, host: &str) -> bool {
        self.is_own(host) || self.permits(self.judge(Subject::Contact, host, &Observation::Contact { host }))
    }

    /// Whether a request to `path` of the site may reach it: a service can
    /// answer under a path of its own.
    pub fn permits_path(&self, path: &str) -> bool {
        let Some(service) = self.register.service_at_path(path) else {
            return true;
        };
        self.permits(self.judge(Subject::Contact, service.id.as_str(), &Observation::Path { path }))
    }
}
