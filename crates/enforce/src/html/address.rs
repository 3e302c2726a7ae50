//! Where an address leads.
//!
//! Addresses are resolved as browsers resolve them (WHATWG URL). Nearly all of
//! a page are plain, and resolving costs more than all else that a tag does: a
//! host in plain letters is read where it stands, and an address that cannot
//! leave the site needs no resolving at all. Where the least doubt is left,
//! there is no answer, and the address is resolved.

/// The host of an absolute address, where it is written as it resolves.
/// `//host` is one only beside a page that came over HTTP.
pub(crate) fn plain_host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let rest = rest.or_else(|| address.strip_prefix("//"))?;
    let end = rest.bytes().position(|b| matches!(b, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let host = &rest[..end];
    let plain = host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    let (_, last) = host.rsplit_once('.')?;
    // The last label of a number is part of one; `xn--` may stand for nothing.
    let named = last.starts_with(|c: char| c.is_ascii_lowercase()) && !host.contains("xn--");
    (plain && named && !host.starts_with('.') && !host.contains("..")).then_some(host)
}

/// The path of an address on the site itself, where it is written as it
/// resolves.
pub(crate) fn plain_path(address: &str) -> Option<&str> {
    let end = address.bytes().position(|b| matches!(b, b'?' | b'#')).unwrap_or(address.len());
    let path = &address[..end];
    let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.'));
    (plain && path.starts_with('/') && !path.starts_with("//") && !path.contains("/.")).then_some(path)
}

/// Whether an address cannot lead elsewhere than where its page came from:
/// what stands before its path holds nothing that could begin a scheme or a
/// host.
pub(crate) fn stays(address: &str) -> bool {
    let mut bytes = address.bytes();
    match bytes.next() {
        None | Some(b'?' | b'#') => true,
        Some(b'/') => bytes.next().is_none_or(|b| b.is_ascii_alphanumeric() || b == b'_'),
        Some(b) => {
            let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
            plain(b) && bytes.find(|b| !plain(*b)).is_none_or(|b| matches!(b, b'/' | b'?' | b'#'))
        }
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    const ADDRESSES: &[&str] = &[
        "",
        "x",
        "x/y",
        "/x",
        "/",
        "//",
        "///",
        "/\\x",
        "/\tx",
        "//x",
        "//x.example",
        "//X.example/y",
        "?x://y",
        "#x",
        "https://x.example",
        "https://x.example/y",
        "https://x.example?y",
        "https://x.example#y",
        "https://x.example:1/",
        "https://a@x.example/",
        "https://1.2.3.4/",
        "https://x.1/",
        "https://x.0x1/",
        "https://xn--a.example/",
        "https://x..example/",
        "https://.example/",
        "https://x.example./",
        "https:x",
        "https:/x",
        "x:y",
        "a.b:c/d",
        "..",
        "../x",
        "./x",
        "/./x",
        "/../x",
        "/a/../b",
        "/%2e/x",
        "/a//b",
        "\\\\x.example",
        "data:x",
        "é",
        "x é",
        " x",
        "http://x-.example/",
        "http://-/",
        "http://a.b-c/",
        "/a?b/../c",
        "javascript:x",
        "x\\y",
        "//x_y.example/",
    ];

    #[test]
    fn what_is_plain_is_what_resolving_gives() {
        let base: Url = "https://www.site.example/a/b".parse().expect("an address");
        for address in ADDRESSES {
            let resolved = base.join(address).ok();
            let host = resolved.as_ref().and_then(Url::host_str);
            if let Some(plain) = plain_host(address) {
                assert_eq!(host, Some(plain), "{address}");
            }
            if let Some(plain) = plain_path(address) {
                assert_eq!(resolved.as_ref().map(Url::path), Some(plain), "{address}");
                assert_eq!(host, base.host_str(), "{address}");
            }
            if stays(address) {
                assert_eq!(host, base.host_str(), "{address}");
            }
        }
        assert!(stays("images/a.png") && stays("/a") && plain_host("//cdn.x.example/y").is_some());
    }
}
