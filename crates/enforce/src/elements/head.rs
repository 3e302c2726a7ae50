//! What a page says of itself: links, bases, and where it goes next.

use url::Url;

use super::within::{Loaded, Outcome};
use super::{Judge, Of};
use crate::Scene;
use crate::html::tag::Tag;

/// The relations that only inform; every other makes a browser fetch or connect.
const INFORMS: &[&str] = &[
    "canonical",
    "alternate",
    "next",
    "prev",
    "author",
    "license",
    "search",
    "me",
    "help",
    "bookmark",
    "shortlink",
    "edituri",
    "pingback",
    "profile",
    "up",
    "start",
    "contents",
    "copyright",
    "https://api.w.org/",
];

/// What the addresses of a page are resolved against.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    pub(crate) url: Url,
    /// Whether a `<base>` was followed already.
    followed: bool,
    /// Whether it is on the site itself.
    pub(super) own: bool,
    /// Whether a service answers at a path of the site itself.
    pub(super) has_paths: bool,
}

impl Base {
    pub(crate) fn new(scene: &Scene, url: Url) -> Self {
        let own = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| scene.is_own(host));
        let has_paths = scene.register.declared.service.iter().any(|service| !service.paths.is_empty());
        Self { url, followed: false, own, has_paths }
    }
}

impl Judge<'_> {
    pub(super) fn link(&self, tag: &mut Tag<'_>) {
        let relations = tag.value("rel").unwrap_or_default();
        let informs = |relation: &str| INFORMS.iter().any(|informs| relation.eq_ignore_ascii_case(informs));
        if relations.split_whitespace().all(informs) {
            return;
        }
        let set = tag.value("imagesrcset").and_then(|set| self.held_set(&set));
        let outcome = tag.value("href").map_or(Outcome::Stays, |address| self.loaded(&address, Loaded::Sheet));
        match (outcome, set) {
            (Outcome::Waits(held), _) | (_, Some(held)) => Self::hold(tag, &held, &["href", "imagesrcset"]),
            (Outcome::Becomes(sheet), None) => tag.set("href", &sheet),
            (Outcome::Stays, None) => {}
        }
    }

    /// Whether a sheet that a page is told to load has to wait.
    pub(crate) fn holds_sheet(&self, address: &str) -> bool {
        self.loaded(address, Loaded::Sheet) != Outcome::Stays
    }

    /// A base on another host would make every relative address leave the
    /// site unseen: it is removed if it may not be contacted, followed else.
    /// Browsers heed the first that has an address, if it is one of HTML, in no
    /// `<template>`, and no `data:` or `javascript:`. One that leads to no host
    /// makes relative addresses harmless where it is heeded: it is taken for one
    /// that is not.
    pub(super) fn base(&mut self, tag: &mut Tag<'_>) {
        let Some(address) = tag.value("href").filter(|_| self.of != Of::Drawing) else { return };
        if self.held(&address).is_some() {
            tag.remove("href");
            return;
        }
        if self.base.followed || self.in_template {
            return;
        }
        let url = self.base.url.join(address.trim()).ok();
        if let Some(url) = url.filter(|url| matches!(url.scheme(), "http" | "https")) {
            *self.base = Base::new(self.scene, url);
        }
        self.base.followed = true;
    }

    /// `<meta http-equiv=refresh content="0; url=…">`, with or without `url=`.
    pub(super) fn refresh(&self, tag: &mut Tag<'_>) {
        let is_refresh = tag.value("http-equiv").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("refresh"));
        let Some(content) = tag.value("content").filter(|_| is_refresh) else { return };
        if refresh_address(&content).is_some_and(|address| self.loaded(address, Loaded::Page) != Outcome::Stays) {
            tag.remove("content");
        }
    }
}

/// Where a `Refresh`, or the `content` of its `<meta>`, leads: `0; url=ADDRESS`,
/// with or without `url=` (HTML, "shared declarative refresh steps"); `None` if
/// it names no address.
pub fn refresh_address(content: &str) -> Option<&str> {
    let separates = |c: char| c.is_whitespace() || c == ';' || c == ',';
    let (_, after) = content.trim_start().split_once(separates)?;
    let after = after.trim_start_matches(separates);
    let named = after.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("url"));
    let address = if named { after[3..].trim_start().trim_start_matches('=').trim_start() } else { after };
    // Up to the quote that closes it, if one does.
    let address = match address.chars().next() {
        Some(quote @ ('"' | '\'')) => address[1..].split(quote).next().unwrap_or_default(),
        _ => address,
    };
    Some(address.trim()).filter(|address| !address.is_empty())
}

/// Takes back that a page is in ISO-2022-JP: it was read in another encoding, or
/// leaves in UTF-8. Browsers heed a `<meta>` however late it comes, and would
/// find other tags than were judged.
pub(super) fn undeclare(tag: &mut Tag<'_>) {
    for name in ["charset", "content"] {
        let value = tag.value(name).unwrap_or_default().to_ascii_lowercase();
        if value.contains("iso-2022-jp") || value.contains("csiso2022jp") {
            tag.remove(name);
        }
    }
}
