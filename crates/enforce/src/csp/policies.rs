//! The policy that we add, and where.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use http::header::{CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY_REPORT_ONLY};
use http::{HeaderMap, HeaderName, HeaderValue};
use temoin_consent::Choice;
use temoin_register::{HostPattern, Register, SiteUrl, is_loopback};

use crate::Undeclared;

/// As many policies are kept: more sets of services than visitors choose.
const KEPT: usize = 256;

/// What any page may have: its own site, and what it holds itself. Scripts and
/// styles of the page were judged when it was rewritten; a `data:` or `blob:`
/// address contacts nobody, and sites hold back their own scripts behind one.
const OWN: &str = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'";

/// The header that names where reports go (Reporting API).
const ENDPOINTS: HeaderName = HeaderName::from_static("reporting-endpoints");

/// The policies of one register, by the services that a visitor allows.
///
/// One directive governs all that is fetched: a register tells hosts, not what
/// is fetched from them, and ten directives with the same hosts would make the
/// header ten times as long. Workers have theirs: they come from the site alone.
#[derive(Debug)]
pub struct Policies {
    register: Arc<Register>,
    name: HeaderName,
    endpoints: Option<HeaderValue>,
    beginning: String,
    end: String,
    made: RwLock<HashMap<Vec<u64>, HeaderValue>>,
}

impl Policies {
    /// The policies of `register`, whose reports go below `prefix`
    /// (`/_temoin/`). Where undeclared trackers are only reported, so is what a
    /// policy would refuse: it shows what `block` would do.
    pub fn new(register: &Arc<Register>, undeclared: Undeclared, prefix: &str) -> Self {
        let name = match undeclared {
            Undeclared::Block => CONTENT_SECURITY_POLICY,
            Undeclared::Report => CONTENT_SECURITY_POLICY_REPORT_ONLY,
        };
        let mut beginning = OWN.to_owned();
        // A page of the site does not contact the visitor's own machine.
        let hosts = register.site().urls.iter().map(SiteUrl::host).filter(|host| !is_loopback(host));
        hosts.for_each(|host| allow(&mut beginning, host));
        let mut end = "; worker-src 'self' data: blob:".to_owned();
        let plain = prefix.bytes().all(|byte| byte.is_ascii_graphic() && !b";,\"\\".contains(&byte));
        let endpoints = HeaderValue::from_str(&format!("temoin=\"{prefix}v1/csp\"")).ok().filter(|_| plain);
        if endpoints.is_some() {
            // Browsers know one of the two.
            end.push_str(&format!("; report-uri {prefix}v1/csp; report-to temoin"));
        }
        Self { register: register.clone(), name, endpoints, beginning, end, made: RwLock::default() }
    }

    /// Adds the policy for a visitor's `choice` to the headers of a document or
    /// of a worker's script, beside whatever policy is there.
    pub fn add(&self, choice: &Choice, headers: &mut HeaderMap) {
        headers.append(self.name.clone(), self.of(choice));
        if let Some(endpoints) = &self.endpoints {
            headers.append(ENDPOINTS, endpoints.clone());
        }
    }

    /// The policy for a visitor's `choice`.
    pub fn of(&self, choice: &Choice) -> HeaderValue {
        let services = &self.register.declared.service;
        let mut allowed = vec![0u64; services.len().div_ceil(64)];
        for (place, service) in services.iter().enumerate() {
            let purpose = self.register.purpose(service.purpose.as_str());
            if purpose.is_some_and(|purpose| choice.allows(purpose, Some(service))) {
                allowed[place / 64] |= 1 << (place % 64);
            }
        }
        if let Some(made) = self.made.read().ok().and_then(|made| made.get(&allowed).cloned()) {
            return made;
        }
        let mut policy = self.beginning.clone();
        for (place, service) in services.iter().enumerate() {
            if allowed[place / 64] >> (place % 64) & 1 == 1 {
                service.hosts.iter().map(HostPattern::as_str).for_each(|host| allow(&mut policy, host));
            }
        }
        policy.push_str(&self.end);
        let policy = HeaderValue::from_str(&policy).expect("hosts and prefixes are plain");
        if let Ok(mut made) = self.made.write()
            && made.len() < KEPT
        {
            made.insert(allowed, policy.clone());
        }
        policy
    }
}

/// Appends the sources that `host` stands for: any port, as for every other
/// wall, and WebSocket, which the scheme of a page does not include.
fn allow(policy: &mut String, host: &str) {
    policy.push_str(&format!(" {host}:* wss://{host}:*"));
}
