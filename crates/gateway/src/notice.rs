//! The notice, as a site serves it.
//!
//! What depends on the site alone is made once: styles, scripts, and their digests.
//! What stands in a page depends on the visitor. One who is to be asked gets the notice,
//! its style and the script that answers its buttons; one who has answered gets that
//! script alone. None of it makes a request: the rest is fetched when it is needed.
//!
//! The style comes last, and the notice is out of sight until then: a page that arrives
//! in pieces shows it whole or not at all, so that nothing shifts. The script finds the
//! notice right before itself.

use temoin_consent::Choice;
use temoin_enforce::csp::{Insertion, Permitted, digest};
use temoin_register::{Language, Register, sha256_hex};
use temoin_render::banner::Asker;
use temoin_render::{Styles, alone_template, escape_html, notice_js, rest_js};

use crate::Site;

/// One of our scripts.
#[derive(Clone, Debug)]
pub struct Script {
    /// Its text.
    pub text: String,
    /// What its address ends with, after `?`: it changes with the text.
    pub version: String,
    /// What a content policy knows it by.
    pub(crate) digest: String,
}

impl Script {
    fn new(text: String) -> Self {
        Self { version: sha256_hex(text.as_bytes())[..8].to_owned(), digest: digest(text.as_bytes()), text }
    }
}

/// What of a site's notice is the same for every visitor.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The styles.
    pub styles: Styles,
    /// The script that each page carries.
    pub asks: Script,
    /// The script that is fetched when more is needed.
    pub rest: Script,
    /// The script of pages that only have a tag, but for what depends on the visitor.
    pub alone: String,
}

impl Notice {
    /// The notice of `register`; `table` is what the guard knows of it.
    pub fn new(register: &Register, table: &str) -> Self {
        Self {
            styles: Styles::new(register),
            asks: Script::new(notice_js()),
            rest: Script::new(rest_js(register, table)),
            alone: alone_template(register),
        }
    }
}

/// What the page's script knows the choice as. One that allows nothing has nothing
/// that the page could start.
pub fn state(choice: &Choice) -> &'static str {
    match choice {
        Choice::Made(made) if made.granted.is_empty() && made.exceptions.is_empty() => "refused",
        Choice::Made(_) => "known",
        Choice::None(_) => "ask",
        Choice::Gpc => "gpc",
    }
}

impl Site {
    /// What stands first in the body of a page in `language`, as the page's content
    /// policy lets it: what asks, or what says that an account's choice governs the device
    /// from this page on, and the script.
    pub fn notice_in(&self, language: Language, asker: Asker<'_>, permitted: &Permitted) -> String {
        let script = self.script_in(language, asker, permitted);
        if asker.meets {
            return self.style_in(&self.notice.styles.base, permitted) + &self.banner(language).met(asker) + &script;
        }
        if !asker.choice.is_to_be_asked() {
            return script;
        }
        let banner = self.banner(language);
        let section = if permitted.image { banner.section(asker) } else { banner.section_without_logo(asker) };
        let style = &self.notice.styles.notice;
        match &permitted.style {
            Insertion::Inline(nonce) => {
                let nonce = attribute(nonce.as_ref());
                format!("<style{nonce}>#temoin{{display:none}}</style>{section}{script}<style{nonce}>{style}</style>")
            }
            _ => format!("{}{section}{script}", self.style_in(style, permitted)),
        }
    }

    /// What stands first in the head: the guard, always a file of the same origin, which
    /// browsers keep. What it knows is larger than what a page should carry.
    pub fn head_in(&self, choice: &Choice, permitted: &Permitted) -> String {
        let attributes = match &permitted.file {
            Insertion::Inline(nonce) | Insertion::External(nonce) => attribute(nonce.as_ref()),
            // A policy that goes by digests knows a file by this.
            Insertion::Hashed => format!(" integrity=\"{}\"", self.guard_digest),
            Insertion::Refused => return String::new(),
        };
        self.guard.tag(choice, &attributes)
    }

    /// A style of ours, as the page's content policy lets it; in a file, it is all of them.
    pub(crate) fn style_in(&self, style: &str, permitted: &Permitted) -> String {
        match &permitted.style {
            Insertion::Inline(nonce) => format!("<style{}>{style}</style>", attribute(nonce.as_ref())),
            Insertion::External(nonce) => {
                let (prefix, nonce) = (&self.options.prefix, attribute(nonce.as_ref()));
                format!("<link rel=\"stylesheet\" href=\"{prefix}choice.css\"{nonce}>")
            }
            Insertion::Hashed | Insertion::Refused => String::new(),
        }
    }

    fn script_in(&self, language: Language, asker: Asker<'_>, permitted: &Permitted) -> String {
        let Notice { asks, rest, .. } = &self.notice;
        let said = format!(
            " data-base=\"{}\" data-cookie=\"{}\" data-state=\"{}\" data-language=\"{language}\" data-version=\"{}\"{}{}",
            escape_html(&self.options.prefix),
            escape_html(self.register.declared.consent.cookie.as_str()),
            state(asker.choice),
            rest.version,
            asker.mark.map_or(String::new(), |mark| format!(" data-subject=\"{mark}\"")),
            if permitted.image || self.register.logo().is_none() { "" } else { " data-bare" },
        );
        let attributes = match &permitted.script {
            Insertion::Inline(nonce) => {
                return format!("<script{said}{}>{}</script>", attribute(nonce.as_ref()), asks.text);
            }
            Insertion::External(nonce) => attribute(nonce.as_ref()),
            // A policy that goes by digests knows a file by this.
            Insertion::Hashed => format!(" integrity=\"{}\" data-integrity=\"{}\"", asks.digest, rest.digest),
            Insertion::Refused => return String::new(),
        };
        format!("<script src=\"{}notice.js?{}\"{said} defer{attributes}></script>", self.options.prefix, asks.version)
    }

    /// The permanent link, for a page that has none.
    pub fn link_in(&self, language: Language, asker: Asker<'_>, permitted: &Permitted) -> String {
        let link = self.banner(language).link(asker);
        self.style_in(&self.notice.styles.link, permitted) + &link
    }
}

/// The nonce was checked to hold nothing that could leave its quotes.
pub(crate) fn attribute(nonce: Option<&String>) -> String {
    nonce.map_or(String::new(), |nonce| format!(" nonce=\"{nonce}\""))
}
