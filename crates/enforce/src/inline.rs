//! Scripts that stand in the page itself.
//!
//! Nothing but its text tells whose an inline script is, and its start tag has
//! left by the time the text is read. So the text is kept back until it is
//! known: a script that may run leaves as it came; one that may not is left
//! empty, and what it said follows it as a script that waits, which our script
//! can run after consent.
//!
//! The first 64 KiB decide. A longer script is let go as it streams, in the
//! state that its beginning was found to deserve.

use temoin_consent::Verdict;
use temoin_evidence::Observation;

use crate::contact::Held;
use crate::html::tag::{Tag, quoted};
use crate::{By, Kind, Scene, Subject, Undeclared};

/// How much of a script is read before it is decided.
const DECIDING: usize = 64 * 1024;

/// The types of JavaScript, old and new (MIME Sniffing, "JavaScript MIME type").
const PROGRAMS: &[&str] = &[
    "application/ecmascript",
    "application/javascript",
    "application/x-ecmascript",
    "application/x-javascript",
    "text/ecmascript",
    "text/javascript",
    "text/javascript1.0",
    "text/javascript1.1",
    "text/javascript1.2",
    "text/javascript1.3",
    "text/javascript1.4",
    "text/javascript1.5",
    "text/jscript",
    "text/livescript",
    "text/x-ecmascript",
    "text/x-javascript",
];

/// A script whose start tag was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// It stands in the page and runs: its text decides.
    OfThePage(Withheld),
    /// It is loaded from an address, waits already, or does nothing.
    Elsewhere,
}

/// The text of a script, kept back until it is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Withheld {
    /// What its element is called: in XML it may have a prefix.
    called: String,
    /// What its `type` says, if it has one.
    kind: Option<String>,
    /// What a content policy lets it run by.
    nonce: Option<String>,
    /// Whether it is no program but a list of addresses.
    is_list: bool,
    text: Vec<u8>,
}

impl Script {
    /// A script without an address.
    pub(crate) fn of_the_page(tag: &Tag<'_>) -> Self {
        let kind = tag.value("type").map(std::borrow::Cow::into_owned);
        let (runs, is_list) = reads(kind.as_deref());
        if !runs && !is_list {
            return Self::Elsewhere;
        }
        let nonce = tag.value("nonce").map(std::borrow::Cow::into_owned);
        Self::OfThePage(Withheld { called: tag.called().into_owned(), kind, nonce, is_list, text: Vec::new() })
    }
}

/// Whether a browser runs a script of this type, and whether it is a list of
/// addresses that a browser loads (HTML, §4.12.1).
fn reads(kind: Option<&str>) -> (bool, bool) {
    let Some(kind) = kind else { return (true, false) };
    let kind = kind.trim().to_ascii_lowercase();
    let runs = kind.is_empty() || kind == "module" || PROGRAMS.contains(&kind.as_str());
    (runs, matches!(kind.as_str(), "importmap" | "speculationrules"))
}

impl Withheld {
    /// The next piece of its text; whether enough of it is known to decide.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> bool {
        self.text.extend_from_slice(bytes);
        self.text.len() >= DECIDING
    }

    /// The bytes that decide: always the same, wherever the network cut the page.
    pub(crate) fn beginning(&self) -> &[u8] {
        &self.text[..self.text.len().min(DECIDING)]
    }

    /// Why it has to wait, given its beginning as text and what its addresses
    /// are judged with.
    pub(crate) fn held(&self, scene: &Scene, text: &str, address: impl Fn(&str) -> Option<Held>) -> Option<Held> {
        if self.is_list { strings(text).iter().find_map(|string| address(string)) } else { held_for(scene, text) }
    }

    /// Writes what was kept back: as it came, or as a script that waits.
    pub(crate) fn write(self, held: Option<&Held>, out: &mut Vec<u8>) {
        if let Some(held) = held {
            out.extend_from_slice(format!("</{0}><{0} type=\"text/plain\"", self.called).as_bytes());
            for (name, value) in [("data-type", &self.kind), ("nonce", &self.nonce)] {
                let Some(value) = value else { continue };
                out.extend_from_slice(format!(" {name}=\"").as_bytes());
                quoted(value.replace('&', "&amp;").as_bytes(), out);
                out.push(b'"');
            }
            let marks = if held.undeclared {
                " data-temoin-undeclared=\"\">".to_owned()
            } else {
                format!(" data-purpose=\"{}\" data-service=\"{}\">", held.purpose, held.service)
            };
            out.extend_from_slice(marks.as_bytes());
        }
        out.extend_from_slice(&self.text);
    }
}

/// Whether any script of the page itself could have to wait. Where none could,
/// scripts are not even read.
pub(crate) fn is_needed(scene: &Scene) -> bool {
    scene.undeclared == Undeclared::Block
        || scene.register.declared.service.iter().any(|service| {
            let purpose = scene.register.purpose(service.purpose.as_str());
            !purpose.is_some_and(|purpose| scene.choice.allows(purpose, Some(service)))
        })
}

/// The service for which a script with this text has to wait.
pub(crate) fn held_for(scene: &Scene, text: &str) -> Option<Held> {
    let recognised = temoin_consent::recognised(&scene.register, text);
    if recognised.is_empty() {
        // Every script of the site itself: nothing to tell anyone.
        return None;
    }
    let verdict = temoin_consent::verdict(&scene.register, &scene.choice, &Observation::Inline { text }, scene.now);
    if verdict == Verdict::Undeclared {
        return None;
    }
    let blocked = recognised.into_iter().find(|service| {
        let purpose = scene.register.purpose(service.purpose.as_str());
        !purpose.is_some_and(|purpose| scene.choice.allows(purpose, Some(*service)))
    });
    let name = blocked.map_or("inline", |service| service.id.as_str());
    scene.tell(Subject::Script, Kind::Script, name, verdict, By::Markup);
    blocked.map(Held::of)
}

/// The strings of a JSON text, its escapes resolved as far as an address may
/// hold any.
fn strings(json: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = json;
    while let Some((_, after)) = rest.split_once('"') {
        let mut string = String::new();
        let mut chars = after.chars();
        while let Some(c) = chars.next().filter(|c| *c != '"') {
            match (c, c == '\\') {
                (c, false) => string.push(c),
                _ => match chars.next() {
                    Some('u') => {
                        let digits = chars.as_str().get(..4).unwrap_or_default();
                        string.extend(u32::from_str_radix(digits, 16).ok().and_then(char::from_u32));
                        chars = chars.as_str()[digits.len()..].chars();
                    }
                    Some('t' | 'n' | 'r' | 'f' | 'b') | None => {}
                    Some(c) => string.push(c),
                },
            }
        }
        rest = chars.as_str();
        found.push(string);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::strings;

    #[test]
    fn the_strings_of_a_list_are_read_as_a_browser_reads_them() {
        let json = r#"{"a\"b": ["https:\/\/x", "\u0068ttps:", 1, ""], "open"#;
        assert_eq!(strings(json), ["a\"b", "https://x", "https:", "", "open"]);
        assert!(strings("[]").is_empty() && strings("\"\\").len() == 1 && strings("\"\\u12").len() == 1);
    }
}
