//! What the gateway puts into the site's pages: guard, banner, style, script, link.

use std::borrow::Cow;
use std::sync::Arc;

use temoin_consent::Choice;
use temoin_enforce::csp::{self, Insertion, Permitted};
use temoin_enforce::furniture::{Furniture, Insertions, Said};
use temoin_register::Service;
use temoin_render::banner::Asker;
use url::Url;

use crate::Site;

/// The furniture of one page, for one visitor.
pub(crate) struct PageFurniture {
    pub(crate) site: Arc<Site>,
    pub(crate) choice: Choice,
    /// The path and query of the page: where its forms return.
    pub(crate) back: String,
    /// How our style and script may stand in this page.
    pub(crate) permitted: Permitted,
    /// The policies of its headers, and its address: what they speak of.
    pub(crate) policies: Vec<String>,
    pub(crate) page: Url,
    /// Whether the page is one a visitor looks at, not a frame in another.
    pub(crate) whole: bool,
    /// Whether the request said that it is a page.
    pub(crate) certain: bool,
}

impl PageFurniture {
    fn asker(&self) -> Asker<'_> {
        Asker { choice: &self.choice, back: &self.back }
    }

    /// How our style and script may stand after what the page said.
    fn permitted_after(&self, said: &Said<'_>) -> Cow<'_, Permitted> {
        if said.policies.is_empty() {
            return Cow::Borrowed(&self.permitted);
        }
        let policies = self.policies.iter().chain(said.policies).map(String::as_str);
        Cow::Owned(csp::permitted_by(&self.page, policies))
    }

    /// Always a file of the same origin, which browsers keep: what it knows is
    /// larger than what a page should carry.
    fn guard(&self) -> String {
        let attributes = match &self.permitted.file {
            Insertion::Inline(nonce) | Insertion::External(nonce) => attribute(nonce.as_ref()),
            Insertion::Hashed => integrity(&self.site.digests.guard),
            Insertion::Refused => return String::new(),
        };
        self.site.guard.tag(&self.choice, &attributes)
    }

    fn style(&self, permitted: &Permitted) -> String {
        match &permitted.style {
            Insertion::Inline(nonce) => format!("<style{}>{}</style>", attribute(nonce.as_ref()), self.site.style),
            Insertion::External(nonce) => {
                let (prefix, nonce) = (&self.site.options.prefix, attribute(nonce.as_ref()));
                format!("<link rel=\"stylesheet\" href=\"{prefix}choice.css\"{nonce}>")
            }
            Insertion::Hashed | Insertion::Refused => String::new(),
        }
    }

    fn script(&self, permitted: &Permitted) -> String {
        let attributes = match &permitted.script {
            Insertion::Inline(nonce) => {
                return format!("<script{}>{}</script>", attribute(nonce.as_ref()), self.site.script);
            }
            Insertion::External(nonce) => attribute(nonce.as_ref()),
            Insertion::Hashed => integrity(&self.site.digests.script),
            Insertion::Refused => return String::new(),
        };
        format!("<script src=\"{}choice.js\" defer{attributes}></script>", self.site.options.prefix)
    }
}

/// The nonce was checked to hold nothing that could leave its quotes.
fn attribute(nonce: Option<&String>) -> String {
    nonce.map_or(String::new(), |nonce| format!(" nonce=\"{nonce}\""))
}

/// A policy that goes by digests knows a file by this.
fn integrity(digest: &str) -> String {
    format!(" integrity=\"{digest}\"")
}

impl Furniture for PageFurniture {
    fn is_for_document(&self) -> bool {
        self.certain
    }

    fn head(&self) -> String {
        self.guard()
    }

    fn insertions(&self, said: &Said<'_>) -> Insertions {
        let permitted = self.permitted_after(said);
        if !self.whole {
            return Insertions { first: self.style(&permitted), ..Insertions::default() };
        }
        let banner = self.site.banner(said.language);
        Insertions {
            first: format!("{}{}", self.style(&permitted), banner.section(self.asker())),
            link: banner.link(),
            last: self.script(&permitted),
        }
    }

    fn allowed_by(&self, policy: &str) -> Option<String> {
        csp::with_hashes(&self.page, policy, &self.site.digests.all())
    }

    fn placeholder(&self, language: Option<&str>, service: &Service, address: &str) -> String {
        self.site.banner(language).placeholder(&self.site.register, service, address, self.asker())
    }
}
