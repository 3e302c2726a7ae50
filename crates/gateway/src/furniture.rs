//! What the gateway puts into the site's pages: guard, notice, placeholders, link.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use temoin_consent::Choice;
use temoin_enforce::csp::{self, Insertion, Permitted};
use temoin_enforce::furniture::{Furniture, Insertions, Said};
use temoin_register::{Language, Service};
use temoin_render::banner::{Asker, Banner};
use url::Url;

use crate::Site;
use crate::figures::Asking;
use crate::language::Unsaid;

/// The furniture of one page, for one visitor.
pub(crate) struct PageFurniture {
    pub(crate) site: Arc<Site>,
    pub(crate) choice: Choice,
    /// What tells whose choice is made in it, where no cookie does.
    pub(crate) mark: Option<String>,
    /// Whether it is the first in which this choice, an account's, governs the device.
    pub(crate) meets: bool,
    /// Its language, if it does not say it.
    pub(crate) unsaid: Unsaid,
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
    /// What became of it while it was made.
    pub(crate) made: Made,
    /// Whom it asks, for the figures.
    pub(crate) asking: Asking,
}

/// What is known of a page once its body has begun.
#[derive(Debug, Default)]
pub(crate) struct Made {
    permitted: OnceLock<Permitted>,
    /// Whether the style of placeholders is there.
    has_held: AtomicBool,
}

impl PageFurniture {
    fn asker(&self) -> Asker<'_> {
        Asker { choice: &self.choice, back: &self.back, mark: self.mark.as_deref(), meets: self.meets }
    }

    fn language(&self, said: Option<&str>) -> Language {
        // An empty `lang` says that the language is not known (HTML, §3.2.6.2).
        let said = said.filter(|tag| !tag.trim().is_empty());
        said.map_or(self.unsaid.language, |tag| self.site.said(tag))
    }

    fn banner(&self, said: Option<&str>) -> &Banner {
        self.site.banner(self.language(said))
    }

    /// How our style and script may stand after what the page said.
    fn permitted_after(&self, said: &Said<'_>) -> Cow<'_, Permitted> {
        if said.policies.is_empty() {
            return Cow::Borrowed(&self.permitted);
        }
        let policies = self.policies.iter().chain(said.policies).map(String::as_str);
        Cow::Owned(csp::permitted_by(&self.page, policies))
    }

    /// The style of placeholders, before the first of them.
    fn held(&self) -> String {
        if self.made.has_held.swap(true, Relaxed) {
            return String::new();
        }
        let styles = &self.site.notice.styles;
        let permitted = self.made.permitted.get().unwrap_or(&self.permitted);
        let asks = self.whole && self.choice.is_to_be_asked();
        match &permitted.style {
            // The notice brought the file of all styles.
            Insertion::External(_) if asks => String::new(),
            _ => self.site.style_in(if asks { &styles.held_too } else { &styles.held }, permitted),
        }
    }
}

impl Furniture for PageFurniture {
    fn is_for_document(&self) -> bool {
        self.certain
    }

    fn head(&self) -> String {
        self.site.head_in(&self.choice, &self.permitted)
    }

    fn insertions(&self, said: &Said<'_>) -> Insertions {
        let permitted = self.permitted_after(said);
        let permitted = self.made.permitted.get_or_init(|| permitted.into_owned());
        if !self.whole {
            return Insertions::default();
        }
        let language = self.language(said.language);
        if self.choice.is_to_be_asked() {
            self.asking.is_in(language);
        }
        Insertions {
            first: self.site.notice_in(language, self.asker(), permitted),
            link: self.site.link_in(language, self.asker(), permitted),
        }
    }

    fn allowed_by(&self, policy: &str) -> Option<String> {
        csp::with_hashes(&self.page, policy, &self.site.digests())
    }

    fn preferences(&self, language: Option<&str>) -> Option<String> {
        self.whole.then(|| self.banner(language).preferences_address(self.asker()))
    }

    fn placeholder(&self, language: Option<&str>, service: &Service, address: &str) -> String {
        self.held() + &self.banner(language).placeholder(&self.site.register, service, address, self.asker())
    }
}
