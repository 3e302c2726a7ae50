//! Elements that the page itself marks as waiting.
//!
//! `data-purpose` and `data-service` are a site's own way to say what a tag is
//! for. What may be is brought to life on its way out, so that pages need no
//! script for it; what may not be waits under the marks it came with.
//!
//! Pages written for other tools carry the marks of these. They are turned into
//! ours, so that nothing but our script brings back what waits: their words are
//! those that the register gives as `aliases`. A word that it does not know is
//! kept, and is never granted.

use temoin_evidence::Observation;
use temoin_register::Register;

use crate::Subject;
use crate::contact::Held;
use crate::elements::{Judge, waiting};
use crate::html::name;
use crate::html::tag::Tag;

/// The attributes that an address may wait in, each beside its `data-` form.
const ADDRESSES: &[&str] = &["src", "srcset", "href", "xlink:href", "data", "poster", "imagesrcset", "background"];

/// What the class of a marked element begins with, for `OneTrust`.
const OPTANON: &str = "optanon-category-";

impl Judge<'_> {
    /// An element that the page marks as waiting: brought to life here if it
    /// may, held here if it does not wait by itself. Returns whether it waits.
    pub(crate) fn marked(&self, tag: &mut Tag<'_>) -> bool {
        if !tag.has("data-purpose") {
            adopt(&self.scene.register, tag);
        }
        if !tag.has("data-purpose") && !tag.has("data-service") {
            return false;
        }
        let purposes = tag.value("data-purpose").unwrap_or_default().into_owned();
        let service = tag.value("data-service").map(std::borrow::Cow::into_owned);
        let seen = Observation::Marked { purposes: &purposes, service: service.as_deref() };
        let called = service.as_deref().unwrap_or(&purposes);
        if self.scene.permits(self.scene.judge(Subject::Script, called, &seen)) {
            bring_to_life(tag);
            return false;
        }
        let found = service.as_deref().and_then(|id| self.scene.register.service(id));
        let purpose = found.map_or(purposes.clone(), |service| service.purpose.to_string());
        let held = Held { purpose, service: service.unwrap_or_default(), undeclared: false };
        match tag.name {
            name::SCRIPT => {
                Self::silence(tag);
                hold_marked(tag, &purposes, &held);
            }
            name::IFRAME | name::FRAME | name::EMBED | name::OBJECT => {
                let address = ["src", "data", "data-src"].into_iter().find_map(|name| tag.value(name));
                let address = address.unwrap_or_default().into_owned();
                hold_marked(tag, &purposes, &held);
                self.place(tag, &held, &address);
            }
            _ if loads(tag) => hold_marked(tag, &purposes, &held),
            _ => return false,
        }
        true
    }
}

/// Gives a marked element back what it waited for.
fn bring_to_life(tag: &mut Tag<'_>) {
    for name in ADDRESSES {
        tag.rename(waiting(name), name);
    }
    let waits = tag.value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("text/plain"));
    if tag.name == name::SCRIPT && waits {
        if tag.has("data-type") {
            tag.copy("data-type", "type");
        } else {
            tag.remove("type");
        }
    }
}

/// Holds a marked element under the marks it came with.
fn hold_marked(tag: &mut Tag<'_>, purposes: &str, held: &Held) {
    let purpose = if purposes.is_empty() { held.purpose.clone() } else { purposes.to_owned() };
    Judge::hold(tag, &Held { purpose, ..held.clone() }, ADDRESSES);
    if held.service.is_empty() {
        tag.remove("data-service");
    }
}

fn loads(tag: &Tag<'_>) -> bool {
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
            | name::FEIMAGE
            | name::USE
    )
}

/// Turns the marks of other tools into ours.
fn adopt(register: &Register, tag: &mut Tag<'_>) {
    if !loads(tag) {
        return;
    }
    let Some(words) = neighbours(tag) else { return };
    let mut purposes: Vec<String> = Vec::new();
    let mut service = None;
    for word in &words {
        let (not, plain) = word.strip_prefix('!').map_or(("", word.as_str()), |plain| ("!", plain));
        let purpose = purpose_called(register, plain);
        let found = if purpose.is_none() && service.is_none() { service_called(register, plain) } else { None };
        if found.is_some() {
            service = found;
            continue;
        }
        let known = purpose.map_or_else(|| plain.split_whitespace().collect::<Vec<_>>().join("-"), str::to_owned);
        let purpose = format!("{not}{known}");
        if !purposes.contains(&purpose) {
            purposes.push(purpose);
        }
    }
    // `data-service` is what vanilla-cookieconsent calls a service too, by its title.
    let titled = tag.value("data-service").map(|title| service_called(register, &title).unwrap_or(&title).to_owned());
    forget(tag);
    tag.rename("data-cookieblock-src", "data-src");
    if !purposes.is_empty() {
        tag.set("data-purpose", &purposes.join(" "));
    }
    if let Some(service) = titled.as_deref().or(service) {
        tag.set("data-service", service);
    }
}

/// The words that another tool's mark names, if there is one.
fn neighbours(tag: &Tag<'_>) -> Option<Vec<String>> {
    let list = |value: &str, separators: &[char]| {
        let words = value.split(separators).map(str::trim).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let is_script = tag.name == name::SCRIPT;
    let kind = tag.value("type").filter(|_| is_script).map(|kind| kind.trim().to_ascii_lowercase());
    if kind.as_deref() == Some("didomi/javascript") {
        let named = ["data-vendor", "data-purposes"].into_iter().filter_map(|name| tag.value(name));
        let words: Vec<String> = named.flat_map(|value| list(&value, &[','])).collect();
        return (!words.is_empty()).then_some(words);
    }
    if let Some(value) = tag.value("data-cookieconsent").filter(|value| !value.trim().eq_ignore_ascii_case("ignore")) {
        return Some(list(&value, &[',']));
    }
    if let Some(class) = tag.value("class").filter(|class| class.contains(OPTANON)) {
        let marks = class.split_whitespace().filter_map(|class| class.strip_prefix(OPTANON));
        return Some(marks.flat_map(|mark| list(mark, &['-'])).collect());
    }
    // These two are words that a page may use for anything: they are marks on
    // what waits alone.
    let waits = if is_script { kind.as_deref() == Some("text/plain") } else { tag.has("data-src") && !tag.has("src") };
    let category = tag.value("data-category").filter(|_| waits);
    let name = tag.value("data-name").filter(|_| waits);
    category.map(|value| list(&value, &[',', ' '])).or_else(|| name.map(|name| vec![name.trim().to_owned()]))
}

/// Removes the marks of other tools: their scripts find nothing to bring back.
fn forget(tag: &mut Tag<'_>) {
    for name in ["data-cookieconsent", "data-category", "data-name", "data-vendor", "data-purposes"] {
        tag.remove(name);
    }
    if let Some(class) = tag.value("class").filter(|class| class.contains(OPTANON)) {
        let kept: Vec<&str> = class.split_whitespace().filter(|class| !class.starts_with(OPTANON)).collect();
        let kept = kept.join(" ");
        if kept.is_empty() { tag.remove("class") } else { tag.set("class", &kept) }
    }
    if tag.value("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("didomi/javascript")) {
        tag.set("type", "text/plain");
    }
}

fn purpose_called<'r>(register: &'r Register, word: &str) -> Option<&'r str> {
    let called = |aliases: &[String]| aliases.iter().any(|alias| alias.eq_ignore_ascii_case(word));
    let by_alias = || register.declared.purpose.iter().find(|purpose| called(&purpose.aliases));
    register.purpose(word).or_else(by_alias).map(|purpose| purpose.id.as_str())
}

fn service_called<'r>(register: &'r Register, word: &str) -> Option<&'r str> {
    let called = |aliases: &[String]| aliases.iter().any(|alias| alias.eq_ignore_ascii_case(word));
    let by_alias = || register.declared.service.iter().find(|service| called(&service.aliases));
    register.service(word).or_else(by_alias).map(|service| service.id.as_str())
}
