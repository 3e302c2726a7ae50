//! Each element that can contact a host, and what becomes of it.
//!
//! What may not be contacted is never deleted: its address moves to a `data-`
//! attribute beside the purpose and the service it waits for, so that our
//! script can bring it back after consent. Addresses are resolved as a browser
//! resolves them (WHATWG URL), entities decoded, against the page's base:
//! `//HOST`, `https:\\host` and `&#104;ttps:` are the same host to us too.

use lol_html::html_content::{ContentType, Element};
use std::cell::RefCell;

use lol_html::{HandlerTypes, RewriteStrSettings, element, text};
use temoin_evidence::Observation;
use url::Url;

use crate::furniture::{Bare, Furniture};
use crate::inline::{Inline, Script};
use crate::references::decode;
use crate::{Scene, Subject};

/// The elements that are looked at, as one selector: one pass, one handler.
pub(crate) const SELECTOR: &str = "html,script,iframe,frame,embed,object,img,image,source,input[type=image],video,\
    audio,track,link,base,meta[http-equiv],body,[background],feImage,[ping],[attributionsrc],[data-purpose],[data-service],\
    a[href=\"#temoin\"],[data-temoin=\"preferences\"]";

/// Why an element waits: the purpose and service it needs, both empty where
/// it contacts a host that nobody declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) purpose: String,
    pub(crate) service: String,
    pub(crate) undeclared: bool,
}

/// Judges one element, and changes it if it may not be as it is.
pub(crate) struct Judge<'s> {
    pub(crate) scene: &'s Scene,
    pub(crate) base: &'s mut Url,
    /// Whether a `<base>` was followed already.
    pub(crate) based: &'s mut bool,
    pub(crate) furniture: &'s dyn Furniture,
    /// The page's language, as its `<html>` says.
    pub(crate) language: Option<&'s str>,
}

impl Judge<'_> {
    /// Judges an element; of a script, tells whether its text has to be read.
    pub(crate) fn element<H: HandlerTypes>(&mut self, el: &mut Element<'_, '_, H>) -> Option<Script> {
        let tag = el.tag_name();
        for name in ["ping", "attributionsrc"] {
            self.drop_foreign(el, name);
        }
        if el.has_attribute("srcdoc") {
            self.srcdoc(el);
        }
        if el.has_attribute("background") {
            self.media(el, &["background"]);
        }
        let marked = el.has_attribute("data-purpose") || el.has_attribute("data-service");
        // A mark that may be honoured does not excuse the host behind it.
        if marked && self.marked(&tag, el) {
            return (tag == "script").then_some(Script::Elsewhere);
        }
        match tag.as_str() {
            "script" => return Some(self.script(el)),
            "iframe" | "frame" | "embed" => self.frame(el, "src"),
            "object" => self.frame(el, "data"),
            "link" => self.link(el),
            "base" => self.base(el),
            "meta" => self.refresh(el),
            "image" | "feimage" => self.media(el, &["href", "xlink:href"]),
            "img" | "source" | "input" | "video" | "audio" | "track" => self.media(el, &["src", "srcset", "poster"]),
            _ => {}
        }
        None
    }

    /// Whether `address` has to wait, and for what.
    fn held(&self, address: &str) -> Option<Held> {
        self.held_decoded(&decode(address))
    }

    /// The same, for an address whose character references are resolved.
    fn held_decoded(&self, address: &str) -> Option<Held> {
        let url = self.base.join(address.trim()).ok()?;
        if !matches!(url.scheme(), "http" | "https" | "ws" | "wss" | "ftp") {
            return None;
        }
        let host = url.host_str()?;
        let (service, verdict) = if self.scene.is_own(host) {
            let seen = Observation::Path { path: url.path() };
            let service = self.scene.register.service_at_path(url.path())?;
            (Some(service), self.scene.judge(Subject::Contact, service.id.as_str(), &seen))
        } else {
            let verdict = self.scene.judge(Subject::Contact, host, &Observation::Contact { host });
            (self.scene.register.service_at_host(host), verdict)
        };
        if self.scene.permits(verdict) {
            return None;
        }
        Some(service.map_or(Held { undeclared: true, ..Held::default() }, |service| Held {
            purpose: service.purpose.to_string(),
            service: service.id.to_string(),
            undeclared: false,
        }))
    }

    /// Whether one of the candidates of a `srcset` has to wait.
    fn held_set(&self, set: &str) -> Option<Held> {
        // Candidates are separated by commas, but addresses may hold commas
        // too: every piece that could begin one is looked at.
        let set = decode(set);
        set.split(|c: char| c == ',' || c.is_whitespace())
            .filter(|piece| !piece.is_empty())
            .find_map(|piece| self.held_decoded(piece))
    }

    pub(crate) fn hold<H: HandlerTypes>(el: &mut Element<'_, '_, H>, held: &Held, attributes: &[&str]) {
        for name in attributes {
            if let Some(value) = el.get_attribute(name) {
                el.remove_attribute(name);
                set(el, &format!("data-{}", name.trim_start_matches("xlink:")), &value);
            }
        }
        if held.undeclared {
            set(el, "data-temoin-undeclared", "");
        } else {
            set(el, "data-purpose", &held.purpose);
            set(el, "data-service", &held.service);
        }
    }

    fn script<H: HandlerTypes>(&self, el: &mut Element<'_, '_, H>) -> Script {
        let source = ["src", "href", "xlink:href"].into_iter().find_map(|name| el.get_attribute(name));
        let Some(source) = source else {
            let kind = el.get_attribute("type");
            return if runs(kind.as_deref()) { Script::OfThePage(kind) } else { Script::Elsewhere };
        };
        if let Some(held) = self.held(&source) {
            Self::silence(el);
            Self::hold(el, &held, &["src", "href", "xlink:href"]);
        }
        Script::Elsewhere
    }

    /// Gives a script a type that no browser runs, and keeps its own.
    pub(crate) fn silence<H: HandlerTypes>(el: &mut Element<'_, '_, H>) {
        match el.get_attribute("type") {
            Some(kind) if kind.eq_ignore_ascii_case("text/plain") => {}
            Some(kind) => {
                set(el, "data-type", &kind);
                set(el, "type", "text/plain");
            }
            None => set(el, "type", "text/plain"),
        }
    }

    /// The page inside a `srcdoc` is rewritten by itself.
    fn srcdoc<H: HandlerTypes>(&self, el: &mut Element<'_, '_, H>) {
        let inner = decode(&el.get_attribute("srcdoc").unwrap_or_default());
        let rewritten = nested(self.scene, self.base, &inner, Inside::Frame);
        if rewritten != inner {
            set(el, "srcdoc", &rewritten.replace('&', "&amp;"));
        }
    }

    fn frame<H: HandlerTypes>(&self, el: &mut Element<'_, '_, H>, name: &str) {
        let Some(address) = el.get_attribute(name) else { return };
        if let Some(held) = self.held(&address) {
            Self::hold(el, &held, &[name]);
            self.place(el, &held, &address);
        }
    }

    /// Puts the placeholder before a held embed, which is hidden but stays.
    /// Without a service there is nobody to name: the embed is empty in its place.
    pub(crate) fn place<H: HandlerTypes>(&self, el: &mut Element<'_, '_, H>, held: &Held, address: &str) {
        if let Some(service) = self.scene.register.service(&held.service) {
            set(el, "hidden", "");
            let address = self.base.join(decode(address).trim()).map(String::from).unwrap_or_default();
            el.before(&self.furniture.placeholder(self.language, service, &address), ContentType::Html);
        }
    }

    fn media<H: HandlerTypes>(&self, el: &mut Element<'_, '_, H>, names: &[&str]) {
        for name in names {
            let Some(value) = el.get_attribute(name) else { continue };
            let held = if *name == "srcset" { self.held_set(&value) } else { self.held(&value) };
            if let Some(held) = held {
                Self::hold(el, &held, &[name]);
            }
        }
    }

    fn link<H: HandlerTypes>(&self, el: &mut Element<'_, '_, H>) {
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
        let relations = decode(&el.get_attribute("rel").unwrap_or_default()).to_ascii_lowercase();
        let fetches = relations.split_whitespace().any(|relation| !INFORMS.contains(&relation));
        if !fetches {
            return;
        }
        let set_held = el.get_attribute("imagesrcset").and_then(|set| self.held_set(&set));
        let held = el.get_attribute("href").and_then(|address| self.held(&address)).or(set_held);
        if let Some(held) = held {
            Self::hold(el, &held, &["href", "imagesrcset"]);
        }
    }

    /// A base on another host would make every relative address leave the
    /// site unseen: it is removed if it may not be contacted, followed else.
    /// Browsers heed the first that has an address.
    fn base<H: HandlerTypes>(&mut self, el: &mut Element<'_, '_, H>) {
        let Some(address) = el.get_attribute("href").filter(|_| !*self.based) else { return };
        if self.held(&address).is_some() {
            el.remove_attribute("href");
            return;
        }
        *self.based = true;
        if let Ok(base) = self.base.join(decode(&address).trim()) {
            *self.base = base;
        }
    }

    /// `<meta http-equiv=refresh content="0; url=…">`, with or without `url=`.
    fn refresh<H: HandlerTypes>(&self, el: &mut Element<'_, '_, H>) {
        let read = |el: &Element<'_, '_, H>, name: &str| el.get_attribute(name).map(|value| decode(&value));
        let is_refresh = read(el, "http-equiv").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("refresh"));
        let Some(content) = read(el, "content").filter(|_| is_refresh) else { return };
        let Some((_, after)) = content.split_once([';', ',', ' ']) else { return };
        let after = after.trim_start_matches(|c: char| c.is_whitespace() || c == ';' || c == ',');
        let named = after.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("url"));
        let address = if named { after[3..].trim_start().trim_start_matches('=') } else { after };
        if self.held_decoded(address.trim().trim_matches(['"', '\''])).is_some() {
            el.remove_attribute("content");
        }
    }

    fn drop_foreign<H: HandlerTypes>(&self, el: &mut Element<'_, '_, H>, name: &str) {
        let Some(value) = el.get_attribute(name) else { return };
        if decode(&value).split_whitespace().any(|address| self.held_decoded(address).is_some()) {
            el.remove_attribute(name);
        }
    }
}

/// Where a piece of HTML stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inside {
    /// In `<noscript>`: no script of it runs.
    Noscript,
    /// In `srcdoc`: a page of its own.
    Frame,
}

/// A piece of HTML rewritten by itself. What cannot be parsed is left out.
pub(crate) fn nested(scene: &Scene, base: &Url, html: &str, inside: Inside) -> String {
    let (mut base, mut based) = (base.clone(), false);
    let inline = RefCell::new(Inline::Pass);
    let mut settings = RewriteStrSettings::new().append_element_content_handler(element!(SELECTOR, |el| {
        let script = Judge { scene, base: &mut base, based: &mut based, furniture: &Bare, language: None }.element(el);
        if let Some(script) = script {
            inline.borrow_mut().begin(script);
        }
        Ok(())
    }));
    if inside == Inside::Frame && crate::inline::is_needed(scene) {
        settings = settings.append_element_content_handler(text!("script", |chunk| {
            inline.borrow_mut().text(scene, chunk);
            Ok(())
        }));
    }
    lol_html::rewrite_str(html, settings).unwrap_or_default()
}

/// Whether a browser runs a script of this type (HTML §4.12.1).
fn runs(kind: Option<&str>) -> bool {
    let Some(kind) = kind else { return true };
    let kind = decode(kind).trim().to_ascii_lowercase();
    kind.is_empty()
        || kind == "module"
        || kind.contains("javascript")
        || kind.contains("ecmascript")
        || kind.contains("jscript")
}

pub(crate) fn set<H: HandlerTypes>(el: &mut Element<'_, '_, H>, name: &str, value: &str) {
    el.set_attribute(name, value).expect("the names of our attributes are valid");
}
