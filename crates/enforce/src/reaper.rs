//! Expiring what a browser still sends although it may not.
//!
//! A visitor who withdraws, or whose choice ran out, still holds cookies that
//! a script or an earlier visit wrote. A cookie is only replaced by one of the
//! same name, domain and path, and a browser tells neither, so each is expired
//! for the host alone and for every parent domain, at `/` and at the first
//! segment of the path.

use url::{Host, Url};

/// More names than this in one response would swell its headers: the rest
/// follows with the next request.
const MAX_NAMES: usize = 8;

/// The `Set-Cookie` headers that expire `names` on the site at `page`.
pub fn expire(names: &[String], page: &Url) -> Vec<String> {
    let domains = domains(page);
    let first = page.path_segments().and_then(|mut parts| parts.next()).unwrap_or_default();
    let mut paths = vec!["/".to_owned()];
    if !first.is_empty() && plain(first) {
        paths.push(format!("/{first}"));
    }
    let mut headers = Vec::new();
    for name in names.iter().filter(|name| plain(name)).take(MAX_NAMES) {
        let host_only = name.starts_with("__Host-");
        let secure = if page.scheme() == "https" || name.starts_with("__") { "; Secure" } else { "" };
        for path in &paths {
            for domain in &domains {
                if host_only && (domain.is_some() || path != "/") {
                    continue;
                }
                let domain = domain.as_ref().map_or(String::new(), |domain| format!("; Domain={domain}"));
                headers.push(format!("{name}=; Max-Age=0; Path={path}{domain}{secure}"));
            }
        }
    }
    headers
}

/// No domain (the host alone), the host, and each parent of two labels or more.
fn domains(page: &Url) -> Vec<Option<String>> {
    let mut domains = vec![None];
    if let Some(Host::Domain(host)) = page.host() {
        let mut rest = host;
        while rest.contains('.') && domains.len() < 5 {
            domains.push(Some(rest.to_owned()));
            rest = rest.split_once('.').map_or("", |(_, parent)| parent);
        }
    }
    domains
}

/// Fit to be written into a header as a name or a path segment.
fn plain(text: &str) -> bool {
    !text.is_empty() && text.len() <= 128 && text.bytes().all(|b| b.is_ascii_graphic() && !b";,=\"\\".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parent_domain_and_both_paths_are_covered() {
        let page = Url::parse("https://www.moodle.example.org/course/view").expect("an address");
        let headers = expire(&["_ga".to_owned()], &page);
        assert_eq!(headers.len(), 8, "{headers:#?}");
        assert!(headers.contains(&"_ga=; Max-Age=0; Path=/course; Domain=example.org; Secure".to_owned()));
        assert!(headers.contains(&"_ga=; Max-Age=0; Path=/; Secure".to_owned()));
    }

    #[test]
    fn an_address_has_no_parent_and_a_bad_name_no_header() {
        let page = Url::parse("http://127.0.0.1:8080/").expect("an address");
        assert_eq!(expire(&["a".to_owned(), "b;c".to_owned()], &page), ["a=; Max-Age=0; Path=/"]);
        let headers = expire(&["__Host-id".to_owned()], &page);
        assert_eq!(headers, ["__Host-id=; Max-Age=0; Path=/; Secure"]);
    }
}
