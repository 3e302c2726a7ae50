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

use lol_html::html_content::{ContentType, TextChunk};
use temoin_consent::Verdict;
use temoin_evidence::Observation;

use crate::{Scene, Subject};

/// How much of a script is read before it is decided.
const DECIDING: usize = 64 * 1024;

/// The inline script being read, if it is one that must be judged.
#[derive(Debug, Default)]
pub(crate) enum Inline {
    /// None, or one that was decided: text passes.
    #[default]
    Pass,
    /// One that is being kept back.
    Held {
        /// Its type, if it names one.
        kind: Option<String>,
        /// Its text, as far as it has come.
        text: String,
    },
}

impl Inline {
    /// A script begins: one of the page itself is kept back, with its type.
    pub(crate) fn begin(&mut self, script: Script) {
        *self = match script {
            Script::OfThePage(kind) => Self::Held { kind, text: String::new() },
            Script::Elsewhere => Self::Pass,
        };
    }

    /// The next piece of the text of a script.
    pub(crate) fn text(&mut self, scene: &Scene, chunk: &mut TextChunk<'_>) {
        let Self::Held { text, .. } = self else { return };
        text.push_str(chunk.as_str());
        if !chunk.last_in_text_node() && text.len() < DECIDING {
            chunk.remove();
            return;
        }
        let Self::Held { kind, text } = std::mem::take(self) else { return };
        // Always the same beginning, wherever the network cut the page.
        let beginning = &text[..text.floor_char_boundary(DECIDING)];
        match held_for(scene, beginning) {
            None => chunk.replace(&text, ContentType::Html),
            Some((purpose, service)) => {
                let kind = kind.map_or(String::new(), |kind| format!(" data-type=\"{}\"", kind.replace('"', "&quot;")));
                let held = format!(
                    "</script><script type=\"text/plain\"{kind} data-purpose=\"{purpose}\" data-service=\"{service}\">{text}"
                );
                chunk.replace(&held, ContentType::Html);
            }
        }
    }
}

/// A script whose start tag was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// It stands in the page and runs: its text decides. With its type.
    OfThePage(Option<String>),
    /// It is loaded from an address, waits already, or does not run.
    Elsewhere,
}

/// Whether any script of the page itself could have to wait. Where none could,
/// scripts are not even read.
pub(crate) fn is_needed(scene: &Scene) -> bool {
    scene.register.declared.service.iter().any(|service| {
        let purpose = scene.register.purpose(service.purpose.as_str());
        !purpose.is_some_and(|purpose| scene.choice.allows(purpose, Some(service)))
    })
}

/// The purpose and service for which a script with this text has to wait.
fn held_for(scene: &Scene, text: &str) -> Option<(String, String)> {
    let observed = Observation::Inline { text };
    let verdict = temoin_consent::verdict(&scene.register, &scene.choice, &observed, scene.now);
    if verdict == Verdict::Undeclared {
        // Every script of the site itself: nothing to tell anyone.
        return None;
    }
    let blocked = temoin_consent::recognised(&scene.register, text).into_iter().find(|service| {
        let purpose = scene.register.purpose(service.purpose.as_str());
        !purpose.is_some_and(|purpose| scene.choice.allows(purpose, Some(*service)))
    });
    scene.tally.saw(Subject::Script, blocked.map_or("inline", |service| service.id.as_str()), verdict);
    blocked.map(|service| (service.purpose.to_string(), service.id.to_string()))
}
