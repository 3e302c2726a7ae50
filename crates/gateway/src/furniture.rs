//! What the gateway puts into the site's pages: banner, style, script, link.

use std::sync::Arc;

use temoin_consent::Choice;
use temoin_enforce::csp::{Insertion, Permitted};
use temoin_enforce::furniture::{Furniture, Insertions};
use temoin_register::Service;
use temoin_render::banner::Asker;

use crate::Site;

/// The furniture of one page, for one visitor.
pub(crate) struct PageFurniture {
    pub(crate) site: Arc<Site>,
    pub(crate) choice: Choice,
    /// The path and query of the page: where its forms return.
    pub(crate) back: String,
    /// How our style and script may stand in this page.
    pub(crate) permitted: Permitted,
    /// Whether the page is one a visitor looks at, not a frame in another.
    pub(crate) whole: bool,
    /// Whether the request said that it is a page.
    pub(crate) certain: bool,
}

impl PageFurniture {
    fn asker(&self) -> Asker<'_> {
        Asker { choice: &self.choice, back: &self.back }
    }

    fn style(&self) -> String {
        match &self.permitted.style {
            Insertion::Inline(nonce) => format!("<style{}>{}</style>", attribute(nonce.as_ref()), self.site.style),
            Insertion::External => format!("<link rel=\"stylesheet\" href=\"{}choice.css\">", self.site.prefix),
        }
    }

    fn script(&self) -> String {
        match &self.permitted.script {
            Insertion::Inline(nonce) => format!("<script{}>{}</script>", attribute(nonce.as_ref()), self.site.script),
            Insertion::External => format!("<script src=\"{}choice.js\" defer></script>", self.site.prefix),
        }
    }
}

/// The nonce was checked to hold nothing that could leave its quotes.
fn attribute(nonce: Option<&String>) -> String {
    nonce.map_or(String::new(), |nonce| format!(" nonce=\"{nonce}\""))
}

impl Furniture for PageFurniture {
    fn is_for_document(&self) -> bool {
        self.certain
    }

    fn insertions(&self, language: Option<&str>) -> Insertions {
        if !self.whole {
            return Insertions { first: self.style(), ..Insertions::default() };
        }
        let banner = self.site.banner(language);
        Insertions {
            first: format!("{}{}", self.style(), banner.section(self.asker())),
            link: banner.link(),
            last: self.script(),
        }
    }

    fn placeholder(&self, language: Option<&str>, service: &Service, address: &str) -> String {
        self.site.banner(language).placeholder(&self.site.register, service, address, self.asker())
    }
}
