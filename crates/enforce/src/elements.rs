//! Each element that can contact a host, and what becomes of it.
//!
//! What may not be contacted is never deleted: its address moves to a `data-`
//! attribute beside the purpose and the service it waits for, so that our
//! script can bring it back after consent. What the page says of itself stands
//! in `head`, what SVG adds in `drawing`; what is loaded may be a page, a sheet
//! or a script by itself (`within`).

mod drawing;
mod head;
mod srcset;
mod waiting;
mod within;

use std::borrow::Cow;
use std::sync::Arc;

use crate::contact::{self, Held};
use crate::furniture::Furniture;
use crate::html::address::{plain_host, plain_path, stays};
use crate::html::lexer::length_bit;
use crate::html::name;
use crate::html::tag::Tag;
use crate::inline::Script;
use crate::{Scene, css};
use srcset::candidates;
use within::{Loaded, Outcome};

pub(crate) use head::Base;
pub use head::refresh_address;
pub(crate) use waiting::waiting;

/// Judges one element, and changes it if it may not be as it is.
pub(crate) struct Judge<'s> {
    pub(crate) scene: &'s Arc<Scene>,
    pub(crate) base: &'s mut Base,
    pub(crate) furniture: &'s dyn Furniture,
    /// The page's language, as its `<html>` says.
    pub(crate) language: Option<&'s str>,
    /// How many pages this one is inside of.
    pub(crate) depth: u8,
    pub(crate) of: Of,
    /// Whether it stands in a `<template>`, where it says nothing of the page.
    pub(crate) in_template: bool,
}

/// What an element may be one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Html,
    /// SVG or `MathML`.
    Drawing,
    /// Any of them: in XML a prefix tells, which is not followed.
    Either,
}

/// Whether an element, or an attribute of it, has to be looked at.
pub(crate) fn concerns(tag: &Tag<'_>, of: Of) -> bool {
    matches!(
        tag.name,
        name::SCRIPT
            | name::IFRAME
            | name::FRAME
            | name::EMBED
            | name::OBJECT
            | name::IMG
            | name::IMAGE
            | name::SOURCE
            | name::INPUT
            | name::VIDEO
            | name::AUDIO
            | name::TRACK
            | name::LINK
            | name::BASE
            | name::META
    ) || tag.names().any(|name| anywhere(name) || of != Of::Html && drawing::concerns(name))
}

/// The lengths of the names of [`is_told`], as bits.
pub(crate) const ANYWHERE: u32 = length_bit(4) | length_bit(5) | length_bit(10) | length_bit(11) | length_bit(14);

/// Whether an attribute, whose value begins `value`, has to be looked at on
/// whatever element: it loads, or it may be a link to the preferences.
pub(crate) fn is_told(name: &[u8], value: &[u8]) -> bool {
    match name.len() {
        4 if name.eq_ignore_ascii_case(b"href") => value.first().is_none_or(|b| matches!(b, b'#' | b'&')),
        11 => name.eq_ignore_ascii_case(b"data-temoin"),
        _ => anywhere(name),
    }
}

/// The attributes that load on any element that has them.
fn anywhere(name: &[u8]) -> bool {
    let wanted: &[u8] = match name.len() {
        4 => b"ping",
        5 => b"style",
        10 => b"background",
        14 => b"attributionsrc",
        _ => return false,
    };
    name.eq_ignore_ascii_case(wanted)
}

impl Judge<'_> {
    /// Judges an element; of a script, tells whether its text has to be read.
    pub(crate) fn element(&mut self, tag: &mut Tag<'_>) -> Option<Script> {
        if tag.names().any(anywhere) {
            self.drop_foreign(tag, "ping");
            self.drop_foreign(tag, "attributionsrc");
            self.media(tag, &["background"]);
            self.style(tag);
        }
        if tag.name == name::IFRAME && tag.has("srcdoc") {
            self.srcdoc(tag);
        }
        // A mark that may be honoured does not excuse the host behind it.
        if self.marked(tag) {
            return (tag.name == name::SCRIPT).then_some(Script::Elsewhere);
        }
        if self.of != Of::Html {
            self.drawing(tag);
        }
        match tag.name {
            name::SCRIPT => return Some(self.script(tag)),
            name::IFRAME | name::FRAME | name::EMBED => self.frame(tag, "src"),
            name::OBJECT => self.frame(tag, "data"),
            name::LINK => self.link(tag),
            name::BASE => self.base(tag),
            name::META => {
                head::undeclare(tag);
                self.refresh(tag);
            }
            // Out of SVG, browsers read `<image>` as `<img>`.
            name::IMAGE => self.media(tag, &["src", "srcset", "href", "xlink:href"]),
            name::IMG | name::SOURCE | name::INPUT | name::VIDEO | name::AUDIO | name::TRACK => {
                self.media(tag, &["src", "srcset", "poster"]);
            }
            _ => {}
        }
        None
    }

    /// Whether `address` has to wait, and for what.
    pub(crate) fn held(&self, address: &str) -> Option<Held> {
        let address = address.trim_matches(|c| c <= ' ');
        if self.base.own {
            if !self.base.has_paths && stays(address) {
                return None;
            }
            if self.base.has_paths
                && let Some(path) = plain_path(address)
            {
                return contact::held_at(self.scene, path);
            }
            if let Some(host) = plain_host(address).filter(|host| !self.scene.is_own(host)) {
                return contact::held_by(self.scene, host);
            }
        }
        contact::held(self.scene, &self.base.url, address)
    }

    /// Whether one of the candidates of a `srcset` has to wait.
    fn held_set(&self, set: &str) -> Option<Held> {
        candidates(set).find_map(|address| self.held(address))
    }

    fn script(&self, tag: &mut Tag<'_>) -> Script {
        // What names a script in HTML says nothing in SVG, and the other way round.
        let usual: &[&str] = match self.of {
            Of::Html => &["src"],
            Of::Drawing => &["href", "xlink:href"],
            Of::Either => &["src", "href", "xlink:href"],
        };
        let mut names: Vec<String> = usual.iter().map(|name| (*name).to_owned()).collect();
        // In XML, that of `XLink` may have any prefix.
        if self.of == Of::Either {
            let prefixed = tag.names().filter(|name| name.contains(&b':') && drawing::refers(name));
            names.extend(prefixed.map(|name| String::from_utf8_lossy(name).to_lowercase()));
        }
        let sources = names.iter().filter_map(|name| tag.value(name));
        let mut outcomes = sources.map(|source| self.loaded(&source, Loaded::Script)).peekable();
        let has_source = outcomes.peek().is_some();
        let held = outcomes.find_map(Outcome::held);
        let runs_its_text = !has_source || self.of == Of::Either && held.is_none();
        if let Some(held) = held {
            Self::silence(tag);
            Self::hold(tag, &held, &names.iter().map(String::as_str).collect::<Vec<_>>());
        }
        if runs_its_text { Script::of_the_page(tag) } else { Script::Elsewhere }
    }

    fn frame(&self, tag: &mut Tag<'_>, name: &'static str) {
        let Some(address) = tag.value(name).map(Cow::into_owned) else { return };
        match self.loaded(&address, Loaded::Page) {
            Outcome::Waits(held) => {
                Self::hold(tag, &held, &[name]);
                self.place(tag, &held, &address);
            }
            Outcome::Becomes(page) => tag.set(name, &page),
            Outcome::Stays => {}
        }
    }

    fn media(&self, tag: &mut Tag<'_>, names: &[&str]) {
        for name in names {
            let Some(value) = tag.value(name) else { continue };
            let held = if *name == "srcset" { self.held_set(&value) } else { self.held(&value) };
            if let Some(held) = held {
                Self::hold(tag, &held, &[name]);
            }
        }
    }

    fn style(&self, tag: &mut Tag<'_>) {
        let Some(style) = tag.value("style") else { return };
        if let Some(rewritten) = css::rewrite(self.scene, &self.base.url, &style) {
            tag.set("style", &rewritten);
        }
    }

    fn drop_foreign(&self, tag: &mut Tag<'_>, name: &str) {
        let Some(value) = tag.value(name) else { return };
        if value.split_whitespace().any(|address| self.held(address).is_some()) {
            tag.remove(name);
        }
    }
}
