//! Elements that the page itself marks as waiting.
//!
//! `data-purpose` and `data-service` are a site's own way to say what a tag is
//! for. What may be is brought to life on its way out, so that pages need no
//! script for it; what may not be waits under the marks it came with.

use lol_html::HandlerTypes;
use lol_html::html_content::Element;
use temoin_evidence::Observation;

use crate::Subject;
use crate::elements::{Held, Judge, set};

impl Judge<'_> {
    /// An element that the page marks as waiting: brought to life here if it
    /// may, held here if it does not wait by itself. Returns whether it waits.
    pub(crate) fn marked<H: HandlerTypes>(&self, tag: &str, el: &mut Element<'_, '_, H>) -> bool {
        let purposes = el.get_attribute("data-purpose").unwrap_or_default();
        let service = el.get_attribute("data-service");
        let seen = Observation::Marked { purposes: &purposes, service: service.as_deref() };
        let name = service.as_deref().unwrap_or(&purposes);
        if self.scene.permits(self.scene.judge(Subject::Script, name, &seen)) {
            for name in ["src", "srcset", "href", "data", "poster"] {
                let waiting = format!("data-{name}");
                if let Some(address) = el.get_attribute(&waiting) {
                    set(el, name, &address);
                    el.remove_attribute(&waiting);
                }
            }
            if tag == "script" && el.get_attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("text/plain")) {
                match el.get_attribute("data-type") {
                    Some(kind) => set(el, "type", &kind),
                    None => el.remove_attribute("type"),
                }
            }
            return false;
        }
        let found = service.as_deref().and_then(|id| self.scene.register.service(id));
        let purpose = found.map_or(purposes.clone(), |service| service.purpose.to_string());
        let held = Held { purpose, service: service.clone().unwrap_or_default(), undeclared: false };
        match tag {
            "script" => {
                Self::silence(el);
                Self::hold_marked(el, &purposes, &held);
            }
            "iframe" | "frame" | "embed" | "object" => {
                let address = ["src", "data", "data-src"].into_iter().find_map(|name| el.get_attribute(name));
                Self::hold_marked(el, &purposes, &held);
                self.place(el, &held, &address.unwrap_or_default());
            }
            "form" | "a" | "div" | "section" => {}
            _ => Self::hold_marked(el, &purposes, &held),
        }
        true
    }

    /// Holds a marked element under the marks it came with.
    fn hold_marked<H: HandlerTypes>(el: &mut Element<'_, '_, H>, purposes: &str, held: &Held) {
        let purpose = if purposes.is_empty() { held.purpose.clone() } else { purposes.to_owned() };
        Self::hold(el, &Held { purpose, ..held.clone() }, &["src", "srcset", "href", "data", "poster"]);
        if held.service.is_empty() {
            el.remove_attribute("data-service");
        }
    }
}
