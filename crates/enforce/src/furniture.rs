//! What stands in a page besides the site's own content.
//!
//! The walls decide where something of ours stands; what it says is made
//! elsewhere, and comes here as HTML.

use temoin_register::Service;

/// What is put into a page, as HTML.
#[derive(Clone, Debug, Default)]
pub struct Insertions {
    /// First in `<body>`; at the end of a page that has no such tag.
    pub first: String,
    /// At the end, if the page has no link to the preferences of its own.
    pub link: String,
}

/// What a page said of itself before the place of an insertion.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'p> {
    /// The language that its `<html>` names.
    pub language: Option<&'p str>,
    /// The content policies of its `<meta>`, which govern what is inserted after
    /// them.
    pub policies: &'p [String],
}

/// What stands in the page besides the site's own content.
pub trait Furniture: Send + Sync {
    /// What is put first in `<head>`, before anything of the page that loads or
    /// runs; right before its first element where a page has no such tag.
    fn head(&self) -> String {
        String::new()
    }

    /// What is put into a page that said this by the beginning of its body.
    fn insertions(&self, said: &Said<'_>) -> Insertions;

    /// A content policy of the page's `<meta>`, edited to let our scripts run;
    /// `None` where it is left as it is.
    fn allowed_by(&self, policy: &str) -> Option<String> {
        let _ = policy;
        None
    }

    /// Whether what comes is known to be a document. Where it is not, a piece
    /// of HTML without doctype, `<html>`, `<head>` or `<body>` is left without
    /// furniture.
    fn is_for_document(&self) -> bool {
        true
    }

    /// Where a link to `#temoin`, the preferences, leads in a browser that runs no
    /// scripts; `None` where it is left as it is.
    fn preferences(&self, language: Option<&str>) -> Option<String> {
        let _ = language;
        None
    }

    /// What stands in the place of an embed of `service` at `address`, as HTML.
    fn placeholder(&self, language: Option<&str>, service: &Service, address: &str) -> String;
}

/// A page that nothing is put into: a fragment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bare;

impl Furniture for Bare {
    fn insertions(&self, _: &Said<'_>) -> Insertions {
        Insertions::default()
    }

    fn placeholder(&self, _: Option<&str>, _: &Service, _: &str) -> String {
        String::new()
    }
}
