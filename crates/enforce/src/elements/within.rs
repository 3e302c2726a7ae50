//! Pages, sheets and scripts that stand in an attribute: in a `srcdoc`, or as
//! their own address.

use super::{Held, Judge};
use crate::content::{self, Content, nowhere};
use crate::css;
use crate::html::page::{Syntax, inside_frame};
use crate::html::tag::Tag;
use crate::inline;

/// What a browser takes a content for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loaded {
    Page,
    Sheet,
    Script,
}

/// What becomes of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Stays,
    /// It is a content, and becomes another.
    Becomes(String),
    Waits(Held),
}

impl Outcome {
    pub(super) fn held(self) -> Option<Held> {
        if let Self::Waits(held) = self { Some(held) } else { None }
    }
}

impl Judge<'_> {
    /// What becomes of an address that is loaded as this, be it the content itself.
    pub(super) fn loaded(&self, address: &str, as_this: Loaded) -> Outcome {
        if let Some(held) = self.held(address) {
            return Outcome::Waits(held);
        }
        let outcome = match Content::at(address) {
            None if as_this == Loaded::Page => content::script(address).and_then(|text| self.held_script(&text)),
            None => None,
            Some(Err(_)) => Held::unjudged(self.scene),
            Some(Ok(content)) if as_this == Loaded::Script => self.held_script(&content.text()),
            Some(Ok(content)) => {
                let text = content.text();
                return match self.rewritten(&content, &text, as_this).filter(|rewritten| *rewritten != text) {
                    Some(rewritten) => Outcome::Becomes(content.saying(&rewritten)),
                    None => Outcome::Stays,
                };
            }
        };
        outcome.map_or(Outcome::Stays, Outcome::Waits)
    }

    /// The page inside a `srcdoc` is rewritten by itself.
    pub(super) fn srcdoc(&self, tag: &mut Tag<'_>) {
        let inner = tag.value("srcdoc").unwrap_or_default();
        let rewritten = inside_frame(self.scene, &self.base.url, &inner, self.depth, Syntax::Html);
        if rewritten != *inner {
            tag.set("srcdoc", &rewritten);
        }
    }

    fn rewritten(&self, content: &Content, text: &str, as_this: Loaded) -> Option<String> {
        let syntax = if content.is_xml() { Syntax::Xml } else { Syntax::Html };
        match as_this {
            Loaded::Sheet => css::rewrite(self.scene, &nowhere(), text),
            _ if content.is_page() => Some(inside_frame(self.scene, &nowhere(), text, self.depth, syntax)),
            _ => None,
        }
    }

    fn held_script(&self, text: &str) -> Option<Held> {
        inline::held_for(self.scene, text)
    }
}
