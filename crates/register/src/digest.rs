//! The canonical form of a register, and its digests.
//!
//! Canonical form: JSON with sorted keys, without absent values, without the
//! places where things were written; each file of prose by its own digest. Two
//! registers with the same canonical form say the same thing.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::{Declaration, Logo, Notice, Prose, Purpose, Regime};

/// The digest of all that is said, prose included, and of the logo it is said with.
pub(crate) fn whole<'a>(declared: &Declaration, prose: impl Iterator<Item = &'a Prose>, logo: Option<&Logo>) -> String {
    let files = prose.map(|prose| (prose.path.clone(), sha256_hex(prose.text.as_bytes()).into())).collect();
    // Not `json!`, which copies what it is given: a register is large.
    let mut whole =
        Map::from_iter([("prose".to_owned(), Value::Object(files)), ("register".to_owned(), canonical(declared))]);
    whole.extend(logo.map(|logo| ("logo".to_owned(), logo.digest.clone().into())));
    sha256_hex(Value::Object(whole).to_string().as_bytes())
}

/// The digest of what consent depends on, short enough for the choice cookie.
pub(crate) fn revision(declared: &Declaration) -> String {
    sha256_hex(consent_basis(declared).to_string().as_bytes())[..8].to_owned()
}

/// The canonical JSON of what was declared.
pub(crate) fn canonical(declared: &Declaration) -> Value {
    let mut value = serde_json::to_value(declared).expect("a declaration has only JSON values");
    drop_absent(&mut value);
    value
}

/// The canonical form of how the notice looks, its logo by its digest.
pub(crate) fn looks(notice: &Notice, logo: Option<&Logo>) -> String {
    let mut value = serde_json::to_value(notice).expect("a section has only JSON values");
    drop_absent(&mut value);
    if let Some(logo) = logo {
        value["logo"] = logo.digest.clone().into();
    }
    value.to_string()
}

fn drop_absent(value: &mut Value) {
    match value {
        Value::Object(map) => map.retain(|_, value| {
            let absent = match value {
                Value::Null => true,
                Value::Array(items) => items.is_empty(),
                Value::Object(map) => map.is_empty(),
                _ => false,
            };
            if !absent {
                drop_absent(value);
            }
            !absent
        }),
        Value::Array(items) => items.iter_mut().for_each(drop_absent),
        _ => {}
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
