//! What a response says that it is, and what a browser would take it for.

use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

/// How far a browser looks to find out what something is (MIME Sniffing, §5.3
/// and §7).
pub(crate) const SNIFFED: usize = 512;

/// What a response's headers say of its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A page, in this charset if it names one.
    Page(Option<String>),
    /// A style sheet, in this charset if it names one.
    Sheet(Option<String>),
    /// They do not say: a browser looks for itself.
    Unsaid,
    /// XML, SVG among it: a document that can run scripts and contact hosts,
    /// and is not rewritten.
    Active,
    /// Something that no browser renders as one of these.
    Other,
    /// What browsers may read in several ways, one of them a page.
    Unclear,
}

/// Reads `Content-Type` as browsers do: of several, the last that can be read
/// (Fetch, "extract a MIME type"). Where they differ, it is unclear.
pub(crate) fn content(headers: &HeaderMap) -> Content {
    if is_plainly_other(headers) {
        return Content::Other;
    }
    let attached = headers
        .get(CONTENT_DISPOSITION)
        .is_some_and(|value| value.as_bytes().trim_ascii_start().to_ascii_lowercase().starts_with(b"attachment"));
    let mut kinds: Vec<(String, Option<String>)> = Vec::new();
    for value in headers.get_all(CONTENT_TYPE) {
        let text = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        // A quoted charset holds no comma: pieces of one are no type.
        for kind in text.split(',').map(str::trim).filter(|kind| kind.contains('/')) {
            let mut parts = kind.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_owned();
            let charset = parts.find_map(|part| part.strip_prefix("charset="));
            kinds.push((name, charset.map(|charset| charset.trim_matches(['"', '\'']).to_owned())));
        }
    }
    kinds.dedup();
    let is_page = |name: &str| matches!(name, "text/html" | "application/xhtml+xml");
    // MIME Sniffing, §4.6.
    let is_xml = |name: &str| matches!(name, "text/xml" | "application/xml") || name.ends_with("+xml");
    match kinds.as_slice() {
        // Whatever a browser is told to keep, it styles pages with.
        _ if kinds.iter().any(|(name, _)| name == "text/css") && !kinds.iter().any(|(name, _)| is_page(name)) => {
            Content::Sheet(kinds.into_iter().rev().find_map(|(_, charset)| charset))
        }
        _ if attached => Content::Other,
        // XML is in UTF-8 where nothing says otherwise.
        [(name, charset)] if is_page(name) => {
            Content::Page(charset.clone().or_else(|| (name != "text/html").then(|| "utf-8".to_owned())))
        }
        [] => Content::Unsaid,
        [(name, _)] if matches!(name.as_str(), "*/*" | "unknown/unknown" | "application/unknown") => Content::Unsaid,
        several if several.len() > 1 && several.iter().any(|(name, _)| is_page(name)) => Content::Unclear,
        several if several.iter().any(|(name, _)| is_xml(name)) => Content::Active,
        _ => Content::Other,
    }
}

/// Whether a page is one of XML.
pub(crate) fn is_xml(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_TYPE).iter().any(|value| {
        let mut kinds = value.as_bytes().split(|byte| *byte == b',');
        kinds.any(|kind| {
            let name = kind.split(|byte| *byte == b';').next().unwrap_or_default();
            name.trim_ascii().eq_ignore_ascii_case(b"application/xhtml+xml")
        })
    })
}

/// Whether an answer names one type, one of those that nearly every answer names
/// which is not a page: as the whole way would find, without its copies.
fn is_plainly_other(headers: &HeaderMap) -> bool {
    const USUAL: [&[u8]; 14] = [
        b"application/json",
        b"application/javascript",
        b"application/octet-stream",
        b"application/pdf",
        b"application/x-javascript",
        b"font/woff2",
        b"image/gif",
        b"image/jpeg",
        b"image/png",
        b"image/webp",
        b"image/x-icon",
        b"text/javascript",
        b"text/plain",
        b"video/mp4",
    ];
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let value = value.as_bytes();
    let name = value.split(|byte| *byte == b';').next().unwrap_or_default();
    // A comma would begin another type.
    USUAL.contains(&name) && !value.contains(&b',')
}

/// Whether a browser takes for a page what begins with `bytes` and names no
/// type (MIME Sniffing, §7.1).
pub(crate) fn looks_like_a_page(bytes: &[u8]) -> bool {
    const TAGS: [&str; 17] = [
        "!DOCTYPE HTML",
        "HTML",
        "HEAD",
        "SCRIPT",
        "IFRAME",
        "H1",
        "DIV",
        "FONT",
        "TABLE",
        "A",
        "STYLE",
        "TITLE",
        "B",
        "BODY",
        "BR",
        "P",
        "!--",
    ];
    let bytes = bytes.get(..SNIFFED).unwrap_or(bytes);
    let Some(tag) = bytes.trim_ascii_start().strip_prefix(b"<") else { return false };
    TAGS.iter().any(|name| {
        let begins = tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
        begins && (*name == "!--" || matches!(tag.get(name.len()), Some(b' ' | b'>')))
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[track_caller]
    fn says(kinds: &[&'static str], expected: &Content) {
        let mut headers = HeaderMap::new();
        for kind in kinds {
            headers.append(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        assert_eq!(content(&headers), *expected, "{kinds:?}");
    }

    #[test]
    fn types_are_read_as_browsers_read_them() {
        says(&["text/html; charset=UTF-8"], &Content::Page(Some("utf-8".to_owned())));
        says(&["TEXT/HTML,"], &Content::Page(None));
        says(&["text/html", "text/html"], &Content::Page(None));
        says(&["text/plain, text/html"], &Content::Unclear);
        says(&["text/css"], &Content::Sheet(None));
        says(&["text/plain", "text/css; charset=\"latin1\""], &Content::Sheet(Some("latin1".to_owned())));
        says(&["image/png"], &Content::Other);
        says(&["text/plain;charset=utf-8"], &Content::Other);
        says(&["application/json", "text/html"], &Content::Unclear);
        says(&["application/json;x=1,text/html"], &Content::Unclear);
        says(&["image/svg+xml"], &Content::Active);
        says(&["text/plain, text/xml; charset=utf-8"], &Content::Active);
        says(&[], &Content::Unsaid);
        says(&["html"], &Content::Unsaid);
        says(&["*/*"], &Content::Unsaid);
    }

    #[track_caller]
    fn looks(bytes: &str, expected: bool) {
        assert_eq!(looks_like_a_page(bytes.as_bytes()), expected, "{bytes}");
    }

    #[test]
    fn what_names_no_type_is_what_browsers_take_it_for() {
        looks("\n  <!doctype html><title>x", true);
        looks("<P class=x>", true);
        looks("<!-- a comment", true);
        looks("<script>", true);
        looks("<para>", false);
        looks("<html", false);
        looks("{\"a\": \"<html>\"}", false);
        looks("<?xml version=\"1.0\"?>", false);
        looks("\u{feff}<html>", false);
        looks("", false);
    }
}
