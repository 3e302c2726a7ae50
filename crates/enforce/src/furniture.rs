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
    /// At the end.
    pub last: String,
}

/// What stands in the page besides the site's own content.
pub trait Furniture: Send + Sync {
    /// What is put into a page whose `<html>` names this language.
    fn insertions(&self, language: Option<&str>) -> Insertions;

    /// Whether what comes is known to be a document. Where it is not, a piece
    /// of HTML without doctype, `<html>` or `<body>` is left without furniture.
    fn is_for_document(&self) -> bool {
        true
    }

    /// What stands in the place of an embed of `service` at `address`, as HTML.
    fn placeholder(&self, language: Option<&str>, service: &Service, address: &str) -> String;
}

/// A page that nothing is put into: a frame, a fragment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bare;

impl Furniture for Bare {
    fn insertions(&self, _: Option<&str>) -> Insertions {
        Insertions::default()
    }

    fn placeholder(&self, _: Option<&str>, _: &Service, _: &str) -> String {
        String::new()
    }
}
