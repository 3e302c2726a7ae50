//! The choice cookie: a query string that anyone can read and only we can write.
//!
//! `v=1&i=<id>&t=<unix seconds>&r=<revision>&a=<granted>&d=<refused>&s=<exceptions>&u=<account>&m=<mac>`
//!
//! Purposes are joined by `.`; both the granted and the refused are named, so
//! that a purpose never asked about shows. Exceptions are `+service` and
//! `-service` joined by `.`, absent if there are none; the `+` is written
//! `%2B`, since this is a query string, where a bare one means a space. `u`,
//! of a choice that is an account's, is its pseudonym behind a veil. `m` is
//! HMAC-SHA256 over all that stands before `&m=`, cut to 128 bits, in
//! base64url without padding.
//!
//! Reading never trusts: size first, then the signature, then the parts. What
//! fails anywhere is no choice at all.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use temoin_register::{Period, Reach, Register};

use crate::{Choice, ChoiceId, Decision, Exception, Pseudonym, Unusable};

/// No honest value is longer: browsers keep no cookie beyond 4096 bytes (RFC
/// 6265 §6.1), which some hundred purposes and exceptions fit into.
pub const MAX_LENGTH: usize = 4096;

/// The key that choice cookies are signed with, as the signature begins with
/// it: half of the work of signing so short a text. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl Key {
    /// From 32 random bytes, kept by the edge.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self::of(&bytes)
    }

    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Hmac::new_from_slice(bytes).expect("HMAC takes a key of any length"))
    }

    /// A key of its own for `purpose`: what is signed with one is nothing under
    /// another. No choice cookie begins like this.
    pub(crate) fn derived(&self, purpose: &str) -> Self {
        Self::new(self.mac(format!("key={purpose}").as_bytes()).finalize().into_bytes().into())
    }

    pub(crate) fn mac(&self, bytes: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(bytes);
        mac
    }

    /// 128 bits of what `bytes` are under this key.
    pub(crate) fn short(&self, bytes: &[u8]) -> [u8; 16] {
        let whole = self.mac(bytes).finalize().into_bytes();
        std::array::from_fn(|place| whole[place])
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The value of the cookie that carries `decision`.
pub fn encode(decision: &Decision, key: &Key) -> String {
    let mut text = format!(
        "v=1&i={}&t={}&r={}&a={}&d={}",
        decision.id,
        decision.decided_at.as_second(),
        decision.revision,
        decision.granted.join("."),
        decision.refused.join("."),
    );
    if !decision.exceptions.is_empty() {
        let exceptions: Vec<String> = decision.exceptions.iter().map(ToString::to_string).collect();
        text.push_str("&s=");
        text.push_str(&exceptions.join(".").replace('+', "%2B"));
    }
    if let Some(account) = decision.account {
        text.push_str("&u=");
        text.push_str(&account.veiled(decision.id, key));
    }
    let mac = key.short(text.as_bytes());
    text.push_str("&m=");
    text.push_str(&URL_SAFE_NO_PAD.encode(mac));
    text
}

/// The decision that `value` carries, if it holds for `register` at `now`.
pub fn decode(value: &str, key: &Key, register: &Register, now: Timestamp) -> Result<Decision, Unusable> {
    if value.len() > MAX_LENGTH {
        return Err(Unusable::Malformed);
    }
    let (text, mac) = value.rsplit_once("&m=").ok_or(Unusable::Malformed)?;
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| Unusable::Malformed)?;
    if mac.len() != 16 {
        return Err(Unusable::Malformed);
    }
    key.mac(text.as_bytes()).verify_truncated_left(&mac).map_err(|_| Unusable::Forged)?;
    let decision = parts(text, key).ok_or(Unusable::Malformed)?;
    holds(&decision, register, now).map(|()| decision)
}

/// Whether a decision holds for `register` at `now`. An account's holds only where
/// choices reach as far.
pub fn holds(decision: &Decision, register: &Register, now: Timestamp) -> Result<(), Unusable> {
    // A clock set back must not make a choice last: from the future, none.
    let end = expiry(decision, register.declared.consent.valid_for);
    if now >= end || decision.decided_at > now.saturating_add(jiff::SignedDuration::from_mins(5)).unwrap_or(now) {
        return Err(Unusable::Expired);
    }
    let reaches = decision.account.is_none() || register.declared.consent.reach == Reach::Account;
    if decision.revision != register.revision() || !reaches {
        return Err(Unusable::Superseded);
    }
    Ok(())
}

/// The choice behind a request: its cookie's value, and whether it says GPC.
pub fn choice(value: Option<&str>, gpc: bool, key: &Key, register: &Register, now: Timestamp) -> Choice {
    let read = value.map_or(Err(Unusable::Absent), |value| decode(value, key, register, now));
    match read {
        Ok(decision) => Choice::Made(decision),
        Err(_) if gpc => Choice::Gpc,
        Err(why) => Choice::None(why),
    }
}

/// When a decision ceases to hold: counted from it, never slid.
pub fn expiry(decision: &Decision, valid_for: Period) -> Timestamp {
    valid_for.after(decision.decided_at)
}

/// The parts of a signed text. `None` where one is missing, twice, or not of
/// its shape: we signed it, so it would be another version's.
fn parts(text: &str, key: &Key) -> Option<Decision> {
    let mut found: [Option<String>; 8] = Default::default();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let place = ["v", "i", "t", "r", "a", "d", "s", "u"].iter().position(|known| *known == name)?;
        if found[place].replace(value.into_owned()).is_some() {
            return None;
        }
    }
    let [version, id, time, revision, granted, refused, exceptions, account] = found;
    if version? != "1" {
        return None;
    }
    let list = |text: String| text.split('.').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let exceptions = exceptions.unwrap_or_default();
    let exceptions = exceptions.split('.').filter(|text| !text.is_empty());
    let id = ChoiceId::parse(&id?)?;
    Some(Decision {
        id,
        decided_at: Timestamp::from_second(time?.parse().ok()?).ok()?,
        revision: revision?,
        granted: list(granted?),
        refused: list(refused?),
        exceptions: exceptions.map(Exception::parse).collect::<Option<_>>()?,
        account: match account {
            Some(veiled) => Some(Pseudonym::unveiled(&veiled, id, key)?),
            None => None,
        },
    })
}
