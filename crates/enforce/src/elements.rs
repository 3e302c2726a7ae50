//! Each element that can contact a host, and what becomes of it.
//!
//! What may not be contacted is never deleted: its address moves to a `data-`
//! attribute beside the purpose and the service it waits for, so that our
//! script can bring it back after consent. Addresses are resolved as a browser
//! resolves them (WHATWG URL), entities decoded, against the page's base:
//! `//HOST`, `https:\\host` and `&#104;ttps:` are the same host to us too.

use std::sync::Arc;

use temoin_evidence::Observation;
use url::Url;

use crate::furniture::Furniture;
use crate::html::address::{plain_host, plain_path, stays};
use crate::html::lexer::length_bit;
use crate::html::name;
use crate::html::page::inside_frame;
use crate::html::tag::Tag;
use crate::inline::Script;
use crate::{Scene, Subject, css};

/// Why an element waits: the purpose and service it needs, both empty where
/// it contacts a host that nobody declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) purpose: String,
    pub(crate) service: String,
    pub(crate) undeclared: bool,
}

/// What the addresses of a page are resolved against.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    pub(crate) url: Url,
    /// Whether a `<base>` was followed already.
    pub(crate) followed: bool,
    /// Whether it is on the site itself.
    own: bool,
    /// Whether a service answers at a path of the site itself.
    has_paths: bool,
}

impl Base {
    pub(crate) fn new(scene: &Scene, url: Url) -> Self {
        let own = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| scene.is_own(host));
        let has_paths = scene.register.declared.service.iter().any(|service| !service.paths.is_empty());
        Self { url, followed: false, own, has_paths }
    }
}

/// Judges one element, and changes it if it may not be as it is.
pub(crate) struct Judge<'s> {
    pub(crate) scene: &'s Arc<Scene>,
    pub(crate) base: &'s mut Base,
    pub(crate) furniture: &'s dyn Furniture,
    /// The page's language, as its `<html>` says.
    pub(crate) language: Option<&'s str>,
    /// How many pages this one is inside of.
    pub(crate) depth: u8,
    /// Whether the element is one of SVG or `MathML`.
    pub(crate) foreign: bool,
}

/// Whether an element, or an attribute of it, has to be looked at.
pub(crate) fn concerns(tag: &Tag<'_>) -> bool {
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
            | name::FEIMAGE
            | name::USE
    ) || tag.names().any(anywhere)
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
        match tag.name {
            name::SCRIPT => return Some(self.script(tag)),
            name::IFRAME | name::FRAME | name::EMBED => self.frame(tag, "src"),
            name::OBJECT => self.frame(tag, "data"),
            name::LINK => self.link(tag),
            name::BASE => self.base(tag),
            name::META => {
                undeclare(tag);
                self.refresh(tag);
            }
            // Out of SVG, browsers read `<image>` as `<img>`.
            name::IMAGE => self.media(tag, &["src", "srcset", "href", "xlink:href"]),
            name::FEIMAGE | name::USE => self.media(tag, &["href", "xlink:href"]),
            name::IMG | name::SOURCE | name::INPUT | name::VIDEO | name::AUDIO | name::TRACK => {
                self.media(tag, &["src", "srcset", "poster"]);
            }
            _ => {}
        }
        None
    }

    /// Whether `address` has to wait, and for what.
    pub(crate) fn held(&self, address: &str) -> Option<Held> {
        let address = address.trim();
        if self.base.own {
            if !self.base.has_paths && stays(address) {
                return None;
            }
            if self.base.has_paths
                && let Some(path) = plain_path(address)
            {
                return self.held_at(path);
            }
            if let Some(host) = plain_host(address).filter(|host| !self.scene.is_own(host)) {
                return self.held_by(host);
            }
        }
        let url = self.base.url.join(address).ok()?;
        if !matches!(url.scheme(), "http" | "https" | "ws" | "wss" | "ftp") {
            return None;
        }
        let host = url.host_str()?;
        if self.scene.is_own(host) { self.held_at(url.path()) } else { self.held_by(host) }
    }

    /// The same, for a path of the site itself.
    fn held_at(&self, path: &str) -> Option<Held> {
        let service = self.scene.register.service_at_path(path)?;
        let verdict = self.scene.judge(Subject::Contact, service.id.as_str(), &Observation::Path { path });
        (!self.scene.permits(verdict)).then(|| Held::of(service))
    }

    /// The same, for another host.
    fn held_by(&self, host: &str) -> Option<Held> {
        let verdict = self.scene.judge(Subject::Contact, host, &Observation::Contact { host });
        if self.scene.permits(verdict) {
            return None;
        }
        let service = self.scene.register.service_at_host(host);
        Some(service.map_or(Held { undeclared: true, ..Held::default() }, Held::of))
    }

    /// Whether one of the candidates of a `srcset` has to wait.
    fn held_set(&self, set: &str) -> Option<Held> {
        // Candidates are separated by commas, but addresses may hold commas
        // too: every piece that could begin one is looked at.
        set.split(|c: char| c == ',' || c.is_whitespace())
            .filter(|piece| !piece.is_empty())
            .find_map(|piece| self.held(piece))
    }

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

    fn script(&self, tag: &mut Tag<'_>) -> Script {
        // What names a script in HTML says nothing in SVG, and the other way round.
        let names: &[&str] = if self.foreign { &["href", "xlink:href"] } else { &["src"] };
        let source = names.iter().find_map(|name| tag.value(name));
        let Some(source) = source else {
            return Script::of_the_page(tag);
        };
        if let Some(held) = self.held(&source) {
            Self::silence(tag);
            Self::hold(tag, &held, &["src", "href", "xlink:href"]);
        }
        Script::Elsewhere
    }

    /// Gives a script a type that no browser runs, and keeps its own.
    pub(crate) fn silence(tag: &mut Tag<'_>) {
        if !tag.value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("text/plain")) {
            tag.copy("type", "data-type");
            tag.set("type", "text/plain");
        }
    }

    /// The page inside a `srcdoc` is rewritten by itself.
    fn srcdoc(&self, tag: &mut Tag<'_>) {
        let inner = tag.value("srcdoc").unwrap_or_default();
        let rewritten = inside_frame(self.scene, &self.base.url, &inner, self.depth);
        if rewritten != *inner {
            tag.set("srcdoc", &rewritten);
        }
    }

    fn frame(&self, tag: &mut Tag<'_>, name: &str) {
        let Some(address) = tag.value(name) else { return };
        if let Some(held) = self.held(&address) {
            let address = address.into_owned();
            Self::hold(tag, &held, &[name]);
            self.place(tag, &held, &address);
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

    fn media(&self, tag: &mut Tag<'_>, names: &[&str]) {
        for name in names {
            let Some(value) = tag.value(name) else { continue };
            let held = if *name == "srcset" { self.held_set(&value) } else { self.held(&value) };
            if let Some(held) = held {
                Self::hold(tag, &held, &[name]);
            }
        }
    }

    fn link(&self, tag: &mut Tag<'_>) {
        // These only inform; every other relation makes a browser fetch or connect.
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
        let relations = tag.value("rel").unwrap_or_default();
        let informs = |relation: &str| INFORMS.iter().any(|informs| relation.eq_ignore_ascii_case(informs));
        if relations.split_whitespace().all(informs) {
            return;
        }
        let set = tag.value("imagesrcset").and_then(|set| self.held_set(&set));
        let held = tag.value("href").and_then(|address| self.held(&address)).or(set);
        if let Some(held) = held {
            Self::hold(tag, &held, &["href", "imagesrcset"]);
        }
    }

    /// A base on another host would make every relative address leave the
    /// site unseen: it is removed if it may not be contacted, followed else.
    /// Browsers heed the first that has an address, if it is one of HTML and no
    /// `data:` or `javascript:`. One that leads to no host makes relative
    /// addresses harmless where it is heeded: it is taken for one that is not.
    fn base(&mut self, tag: &mut Tag<'_>) {
        let Some(address) = tag.value("href").filter(|_| !self.foreign) else { return };
        if self.held(&address).is_some() {
            tag.remove("href");
            return;
        }
        if self.base.followed {
            return;
        }
        let url = self.base.url.join(address.trim()).ok();
        if let Some(url) = url.filter(|url| matches!(url.scheme(), "http" | "https")) {
            *self.base = Base::new(self.scene, url);
        }
        self.base.followed = true;
    }

    /// `<meta http-equiv=refresh content="0; url=…">`, with or without `url=`.
    fn refresh(&self, tag: &mut Tag<'_>) {
        let is_refresh = tag.value("http-equiv").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("refresh"));
        let Some(content) = tag.value("content").filter(|_| is_refresh) else { return };
        if refresh_address(&content).is_some_and(|address| self.held(address).is_some()) {
            tag.remove("content");
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
fn undeclare(tag: &mut Tag<'_>) {
    for name in ["charset", "content"] {
        let value = tag.value(name).unwrap_or_default().to_ascii_lowercase();
        if value.contains("iso-2022-jp") || value.contains("csiso2022jp") {
            tag.remove(name);
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
        _ => "data-href",
    }
}

impl Held {
    pub(crate) fn of(service: &temoin_register::Service) -> Self {
        Self { purpose: service.purpose.to_string(), service: service.id.to_string(), undeclared: false }
    }
}
