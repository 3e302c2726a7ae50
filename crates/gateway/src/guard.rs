//! The guard, as a site serves it: one script for every visitor, and the tag
//! that tells it what this one allows.
//!
//! The script stands at an address that names its content, so browsers keep it
//! for as long as it is current. What changes with the visitor is on the tag,
//! or, in a worker, which has no tag, in front of the worker's own script.

use bytes::Bytes;
use temoin_consent::Choice;
use temoin_enforce::Undeclared;
use temoin_enforce::guard::{allowed, inside_script, table};
use temoin_register::{Register, sha256_hex};
use temoin_render::{guard_js, signals_js, worker_guard_js};

/// A site's guard.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The script of pages.
    pub script: Bytes,
    /// What its address ends with, after `?`: it changes with the script.
    pub version: String,
    pub(crate) table: String,
    /// Where it is: `/_temoin/guard.js?0a1b2c3d`.
    address: String,
    prefix: String,
}

impl Guard {
    /// The guard of `register`, served under `prefix`.
    pub fn new(register: &Register, undeclared: Undeclared, prefix: &str) -> Self {
        let table = table(register, undeclared);
        let script = guard_js(&table, &signals_js(register));
        let version = sha256_hex(script.as_bytes())[..8].to_owned();
        let address = format!("{prefix}guard.js?{version}");
        Self { script: script.into(), version, table, address, prefix: prefix.to_owned() }
    }

    /// The tag in a page, for a visitor who made `choice`, with what the site's
    /// policy wants to see on it.
    pub(crate) fn tag(&self, choice: &Choice, attributes: &str) -> String {
        let state = match choice {
            Choice::Made(_) => "known",
            Choice::Gpc => "gpc",
            Choice::None(_) => "ask",
        };
        let (address, allowed) = (&self.address, allowed(choice));
        format!("<script src=\"{address}\" data-allow=\"{allowed}\" data-state=\"{state}\"{attributes}></script>")
    }

    /// What stands in front of a worker's script, for a visitor who made
    /// `choice`, on the site at `origin` (`https://www.example.org`).
    pub fn worker(&self, choice: &Choice, origin: &str) -> String {
        let said = serde_json::json!({
            "allow": allowed(choice),
            "gpc": matches!(choice, Choice::Gpc),
            "base": format!("{origin}{}", self.prefix),
        });
        worker_guard_js(&self.table, &inside_script(&said))
    }
}
