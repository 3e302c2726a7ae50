//! What browsers report of a content policy, in either of two forms.

use serde_json::Value;
use url::Url;

/// What of a violation is kept.
pub(super) struct Violation<'v> {
    pub(super) blocked: Option<&'v str>,
    pub(super) document: Option<&'v str>,
    pub(super) directive: Option<&'v str>,
    pub(super) enforced: bool,
}

/// The violations of `report-uri` (CSP 2) or of the Reporting API; none if it
/// is neither.
pub(super) fn violations(posted: &Value) -> Option<Vec<Violation<'_>>> {
    match posted {
        Value::Object(_) => {
            let report = posted.get("csp-report")?;
            let directive = report.get("effective-directive").or_else(|| report.get("violated-directive"));
            Some(vec![Violation {
                blocked: report.get("blocked-uri").and_then(Value::as_str),
                document: report.get("document-uri").and_then(Value::as_str),
                directive: directive.and_then(Value::as_str).and_then(|words| words.split(' ').next()),
                enforced: report.get("disposition").and_then(Value::as_str) != Some("report"),
            }])
        }
        Value::Array(reports) => {
            let of_policies = reports.iter().filter(|report| report["type"] == "csp-violation");
            let violations = of_policies.map(|report| {
                let body = &report["body"];
                Violation {
                    blocked: body["blockedURL"].as_str(),
                    document: body["documentURL"].as_str(),
                    directive: body["effectiveDirective"].as_str(),
                    enforced: body["disposition"] != "report",
                }
            });
            Some(violations.collect())
        }
        _ => None,
    }
}

/// The host that an address contacts. Keywords (`inline`, `eval`, `data`, `blob`)
/// name none.
pub(super) fn host_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https" | "ws" | "wss"))?;
    url.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_have_a_host() {
        assert_eq!(host_of("https://tags.example/gtm.js?id=1"), Some("tags.example".to_owned()));
        for keyword in ["inline", "eval", "data", "blob", "self", "about:blank", "data:image/png", ""] {
            assert_eq!(host_of(keyword), None, "{keyword}");
        }
    }
}
