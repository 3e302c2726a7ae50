//! The canonical form of a register, and its digests.
//!
//! Canonical form: JSON with sorted keys, without absent values, without the
//! places where things were written; each file of prose by its own digest. Two
//! registers with the same canonical form say the same thing.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::{Declaration, Prose, Purpose, Regime};

/// The two digests of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Digests {
    pub(crate) whole: String,
    pub(crate) revision: String,
}

pub(crate) fn digests<'a>(declared: &Declaration, prose: impl Iterator<Item = &'a Prose>) -> Digests {
    let files: Map<String, Value> =
        prose.map(|prose| (prose.path.clone(), sha256_hex(prose.text.as_bytes()).into())).collect();
    let whole = json!({ "register": canonical(declared), "prose": files });
    Digests {
        whole: sha256_hex(whole.to_string().as_bytes()),
        revision: sha256_hex(consent_basis(declared).to_string().as_bytes())[..8].to_owned(),
    }
}

/// The canonical JSON of what was declared.
pub(crate) fn canonical(declared: &Declaration) -> Value {
    let value = serde_json::to_value(declared).expect("a declaration has only JSON values");
    without_absent(value)
}

fn without_absent(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null() && *value != json!([]) && *value != json!({}))
            .map(|(key, value)| (key, without_absent(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_absent).collect(),
        other => other,
    }
}

/// What a consent is given to: for each purpose that needs one, who acts and
/// through what. No wording, no lifetime, no order.
fn consent_basis(declared: &Declaration) -> Value {
    let mut purposes: Vec<&Purpose> =
        declared.purpose.iter().filter(|purpose| purpose.regime() == Regime::Consent).collect();
    purposes.sort_by_key(|purpose| purpose.id.as_str());
    purposes
        .iter()
        .map(|purpose| {
            let mut services: Vec<_> =
                declared.service.iter().filter(|service| service.purpose == purpose.id).collect();
            services.sort_by_key(|service| service.id.as_str());
            let services: Vec<Value> = services
                .iter()
                .map(|service| {
                    let processor = declared
                        .processor
                        .iter()
                        .find(|processor| Some(&processor.id) == service.processor.as_ref())
                        .map(|processor| json!({ "id": processor.id, "country": processor.country }));
                    json!({ "id": service.id, "processor": processor })
                })
                .collect();
            json!({ "id": purpose.id, "services": services })
        })
        .collect()
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}
