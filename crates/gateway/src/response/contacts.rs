//! Headers by which an answer makes a browser contact somebody: they act
//! before any page is read, and beside every policy.
//!
//! They are judged as bytes, as browsers read them: an address beyond ASCII is
//! an address like another. What cannot be read is not let pass.

use http::header::{ALT_SVC, LINK, LOCATION, REFRESH};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use temoin_enforce::{Scene, refresh_address};

const NEL: HeaderName = HeaderName::from_static("nel");
const REPORT_TO: HeaderName = HeaderName::from_static("report-to");
const REPORTING_ENDPOINTS: HeaderName = HeaderName::from_static("reporting-endpoints");
const SPECULATION_RULES: HeaderName = HeaderName::from_static("speculation-rules");

/// Drops what would contact what may not be.
pub(super) fn filter_contacts(headers: &mut HeaderMap, scene: &Scene) {
    // Most answers have none of these.
    let contacts = |name: &HeaderName| {
        matches!(*name, ALT_SVC | LINK | REFRESH)
            || matches!(name.as_str(), "report-to" | "reporting-endpoints" | "speculation-rules")
    };
    if !headers.keys().any(contacts) {
        return;
    }
    // Another way to the origin is a way around this gateway.
    headers.remove(ALT_SVC);
    filter_links(headers, scene);
    if !refreshes_within(headers, scene) {
        headers.remove(REFRESH);
    }
    for name in [REPORTING_ENDPOINTS, SPECULATION_RULES] {
        let strings = text(headers, &name).map(|text| quoted(&text));
        if strings.is_some_and(|strings| !strings.iter().all(|address| permits_contact(scene, address))) {
            headers.remove(name);
        }
    }
    let groups = text(headers, &REPORT_TO);
    if groups.is_some_and(|groups| !names_within(&groups, scene)) {
        headers.remove(REPORT_TO);
        headers.remove(NEL);
    }
}

/// Whether an answer leads nowhere that may not be contacted.
pub(super) fn leads_within(headers: &HeaderMap, scene: &Scene) -> bool {
    let mut locations = headers.get_all(LOCATION).iter();
    locations.all(|location| permits_contact(scene, &String::from_utf8_lossy(location.as_bytes())))
}

/// Whether the address in a header may be contacted by the page of `scene`.
fn permits_contact(scene: &Scene, address: &str) -> bool {
    let Ok(url) = scene.page.join(address.trim()) else { return false };
    match url.host_str() {
        Some(host) if !scene.is_own(host) => scene.permits_host(host),
        _ => true,
    }
}

/// All values of a header as one list, as browsers read them.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<_> = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// `preload`, `preconnect` and the like: each link by itself.
fn filter_links(headers: &mut HeaderMap, scene: &Scene) {
    let values: Vec<HeaderValue> = headers.get_all(LINK).iter().cloned().collect();
    if values.is_empty() {
        return;
    }
    headers.remove(LINK);
    for link in values.iter().flat_map(|value| split_links(value.as_bytes())) {
        // A bracket in a quoted title can hide where the next link begins.
        let permitted = link.split(|byte| *byte == b'<').skip(1).all(|rest| {
            let address = rest.split(|byte| *byte == b'>').next().unwrap_or_default();
            permits_contact(scene, &String::from_utf8_lossy(address))
        });
        if permitted && let Ok(value) = HeaderValue::from_bytes(link.trim_ascii()) {
            headers.append(LINK, value);
        }
    }
}

/// Splits at commas that stand outside `<…>`.
fn split_links(header: &[u8]) -> Vec<&[u8]> {
    let mut inside = false;
    let links = header.split(|byte| {
        inside = match byte {
            b'<' => true,
            b'>' => false,
            _ => inside,
        };
        *byte == b',' && !inside
    });
    links.collect()
}

fn refreshes_within(headers: &HeaderMap, scene: &Scene) -> bool {
    let Some(refresh) = text(headers, &REFRESH) else { return true };
    refresh_address(&refresh).is_none_or(|address| permits_contact(scene, address))
}

/// Whether `Report-To`, a list of JSON objects, names nobody who may not be
/// contacted.
fn names_within(groups: &str, scene: &Scene) -> bool {
    fn within(value: &Value, scene: &Scene) -> bool {
        match value {
            Value::String(address) => permits_contact(scene, address),
            Value::Array(values) => values.iter().all(|value| within(value, scene)),
            Value::Object(fields) => fields.values().all(|value| within(value, scene)),
            _ => true,
        }
    }
    serde_json::from_str(&format!("[{groups}]")).is_ok_and(|groups: Value| within(&groups, scene))
}

/// The strings of a structured field (RFC 9651, §3.3.3).
fn quoted(field: &str) -> Vec<String> {
    let (mut strings, mut inside) = (Vec::new(), None::<String>);
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        match (c, &mut inside) {
            ('"', None) => inside = Some(String::new()),
            ('"', Some(_)) => strings.extend(inside.take()),
            ('\\', Some(string)) => string.extend(chars.next()),
            (c, Some(string)) => string.push(c),
            (_, None) => {}
        }
    }
    strings.extend(inside);
    strings
}
