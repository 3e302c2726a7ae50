//! How an element waits: under what marks, and what stands in its place.

use super::{Held, Judge};
use crate::html::tag::Tag;

impl Judge<'_> {
    /// Lets an element wait: its addresses move beside what they wait for.
    pub(crate) fn hold(tag: &mut Tag<'_>, held: &Held, attributes: &[&str]) {
        for name in attributes {
            tag.rename(name, waiting(name));
        }
        if held.undeclared {
            tag.set("data-temoin-undeclared", "");
        } else {
            tag.set("data-purpose", &held.purpose);
            tag.set("data-service", &held.service);
        }
    }

    /// Gives a script a type that no browser runs, and keeps its own.
    pub(crate) fn silence(tag: &mut Tag<'_>) {
        if !tag.value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("text/plain")) {
            tag.copy("type", "data-type");
            tag.set("type", "text/plain");
        }
    }

    /// Puts the placeholder before a held embed, which is hidden but stays.
    /// Without a service there is nobody to name: the embed is empty in its place.
    pub(crate) fn place(&self, tag: &mut Tag<'_>, held: &Held, address: &str) {
        if let Some(service) = self.scene.register.service(&held.service) {
            tag.set("hidden", "");
            let address = self.base.url.join(address.trim()).map(String::from).unwrap_or_default();
            tag.before.push_str(&self.furniture.placeholder(self.language, service, &address));
        }
    }
}

/// The attribute that an address waits in.
pub(crate) fn waiting(name: &str) -> &'static str {
    match name {
        "src" => "data-src",
        "srcset" => "data-srcset",
        "data" => "data-data",
        "poster" => "data-poster",
        "background" => "data-background",
        "imagesrcset" => "data-imagesrcset",
        "attributename" => "data-attributename",
        _ => "data-href",
    }
}
