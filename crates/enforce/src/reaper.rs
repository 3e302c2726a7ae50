//! Expiring what a browser still sends although it may not.
//!
//! A visitor who withdraws, or whose choice ran out, still holds cookies that
//! a script or an earlier visit wrote. A cookie is only replaced by one of the
//! same name, domain and path, and a browser tells neither, so each is expired
//! for the host alone and for every parent domain, at every path that the
//! browser would have sent it to this page from: `/moodle` and `/moodle/` are
//! two of them.

use std::collections::HashSet;

use url::{Host, Url};

/// More than this in one response, in bytes, and servers on the way begin to refuse it
/// (nginx takes 4 KiB of headers, ours and the site's, unless told otherwise): other
/// names follow with the next request.
const MAX_BYTES: usize = 2048;

/// The longest path of a cookie that is expired, in segments.
const MAX_SEGMENTS: usize = 4;

/// The `Set-Cookie` headers that expire `names` on the site at `page`.
pub fn expire(names: &[String], page: &Url) -> Vec<String> {
    let (domains, paths) = (domains(page), paths(page));
    let (mut headers, mut bytes, mut seen) = (Vec::new(), 0, HashSet::new());
    // Browsers send those of the longest path first, and these may be beyond our reach:
    // they must not keep the others from their turn.
    for name in names.iter().rev().filter(|name| plain(name) && seen.insert(name.as_str())) {
        let own = expire_one(name, page.scheme() == "https", &domains, &paths);
        bytes += own.iter().map(|header| "set-cookie: \r\n".len() + header.len()).sum::<usize>();
        // One name is expired whole, however much it takes.
        if !headers.is_empty() && bytes > MAX_BYTES {
            break;
        }
        headers.extend(own);
    }
    headers
}

fn expire_one(name: &str, is_secure: bool, domains: &[Option<String>], paths: &[String]) -> Vec<String> {
    // Browsers hold these names to one domain and path, and both to https (RFC 6265bis, §4.1.3).
    let host_only = name.starts_with("__Host-");
    let (domains, paths) = if host_only { (&domains[..1], &paths[..1]) } else { (domains, paths) };
    let secure = if is_secure || name.starts_with("__") { "; Secure" } else { "" };
    let everywhere = paths.iter().flat_map(|path| domains.iter().map(move |domain| (path, domain)));
    everywhere
        .map(|(path, domain)| {
            let domain = domain.as_ref().map_or(String::new(), |domain| format!("; Domain={domain}"));
            format!("{name}=; Max-Age=0; Path={path}{domain}{secure}")
        })
        .collect()
}

/// The paths of cookies that a browser sends to `page` (RFC 6265, §5.1.4): `/`,
/// then each beginning of its path, with and without a slash at its end.
fn paths(page: &Url) -> Vec<String> {
    let segments: Vec<&str> = page.path_segments().into_iter().flatten().collect();
    let mut paths = vec!["/".to_owned()];
    let mut so_far = String::new();
    for (at, segment) in segments.iter().enumerate().take(MAX_SEGMENTS) {
        if !plain(segment) {
            break;
        }
        so_far.extend(["/", segment]);
        paths.push(so_far.clone());
        if at + 1 < segments.len() {
            paths.push(format!("{so_far}/"));
        }
    }
    paths
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
    fn every_parent_domain_and_every_path_are_covered() {
        let page = Url::parse("https://www.moodle.example.org/course/view").expect("an address");
        let headers = expire(&["_ga".to_owned()], &page);
        assert_eq!(headers.len(), 16, "{headers:#?}");
        assert!(headers.contains(&"_ga=; Max-Age=0; Path=/course; Domain=example.org; Secure".to_owned()));
        assert!(headers.contains(&"_ga=; Max-Age=0; Path=/; Secure".to_owned()));
    }

    #[test]
    fn a_path_is_two_where_more_follows() {
        #[track_caller]
        fn case(page: &str, expected: &[&str]) {
            let page = Url::parse("https://school.example").and_then(|site| site.join(page)).expect("an address");
            assert_eq!(paths(&page), expected);
        }
        case("/", &["/"]);
        case("/cours", &["/", "/cours"]);
        case("/cours/", &["/", "/cours", "/cours/"]);
        case("/a/b/c.php?d=e", &["/", "/a", "/a/", "/a/b", "/a/b/", "/a/b/c.php"]);
        case("/a/b;c/d", &["/", "/a", "/a/"]);
        assert_eq!(paths(&Url::parse("https://school.example/1/2/3/4/5/6").expect("an address")).len(), 9);
    }

    #[test]
    fn a_response_stays_short_and_says_something() {
        let names: Vec<String> = (0..50).map(|each| format!("aud_{each}")).collect();
        for (page, expected) in [("https://school.example/", 34), ("https://a.b.c.d.school.example/1/2/3/4/5", 45)] {
            let headers = expire(&names, &Url::parse(page).expect("an address"));
            assert_eq!(headers.len(), expected, "{page}");
        }
    }

    #[test]
    fn an_address_has_no_parent_and_a_bad_name_no_header() {
        let page = Url::parse("http://127.0.0.1:8080/").expect("an address");
        assert_eq!(expire(&["a".to_owned(), "b;c".to_owned()], &page), ["a=; Max-Age=0; Path=/"]);
        let headers = expire(&["__Host-id".to_owned()], &page);
        assert_eq!(headers, ["__Host-id=; Max-Age=0; Path=/; Secure"]);
    }
}
