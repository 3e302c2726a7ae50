//! Where what is ours stands in a page.

use std::borrow::Cow;
use std::sync::Arc;

use super::name;
use super::tag::Tag;
use crate::furniture::{Bare, Furniture, Insertions, Said};

/// How far a page is furnished.
pub(crate) struct Furnishing {
    furniture: Arc<dyn Furniture>,
    /// What `<html lang>` says.
    language: Option<String>,
    /// The content policies in its `<meta>`.
    policies: Vec<String>,
    /// Whether a doctype, `<html>`, `<head>` or `<body>` was seen: a piece of a
    /// page has none, and is not furnished.
    is_document: bool,
    has_head: bool,
    /// What is put into its body, once its body has begun.
    inside: Option<Insertions>,
    has_link: bool,
}

impl Furnishing {
    pub(crate) fn new(furniture: Arc<dyn Furniture>) -> Self {
        let is_document = furniture.is_for_document();
        Self {
            furniture,
            language: None,
            policies: Vec::new(),
            is_document,
            has_head: false,
            inside: None,
            has_link: false,
        }
    }

    /// For a page inside of another, which has nothing of ours.
    pub(crate) fn none() -> Self {
        Self { inside: Some(Insertions::default()), ..Self::new(Arc::new(Bare)) }
    }

    /// Whether what stands in its head and first in its body is there.
    pub(crate) fn is_settled(&self) -> bool {
        self.inside.is_some()
    }

    pub(crate) fn furniture(&self) -> &dyn Furniture {
        &*self.furniture
    }

    pub(crate) fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    pub(crate) fn is_document(&mut self) {
        self.is_document = true;
    }

    /// What is put after this tag; what stands before it is put there.
    pub(crate) fn at(&mut self, tag: &mut Tag<'_>) -> String {
        if matches!(tag.name, name::A | name::AREA) && tag.value("href").as_deref() == Some("#temoin") {
            self.has_link = true;
            if let Some(address) = self.furniture.preferences(self.language()) {
                tag.set("href", &address);
                tag.set("data-temoin", "preferences");
            }
        }
        self.has_link |= !self.has_link && tag.value("data-temoin").is_some_and(|hook| hook == "preferences");
        if self.inside.is_some() {
            return String::new();
        }
        match tag.name {
            name::HTML => {
                self.is_document = true;
                if self.language.is_none() {
                    self.language = tag.value("lang").map(Cow::into_owned);
                }
                return String::new();
            }
            name::HEAD | name::BODY => self.is_document = true,
            name::META => self.policy(tag),
            _ => {}
        }
        let mut after = String::new();
        if self.is_document && !self.has_head {
            self.has_head = true;
            let head = self.furniture.head();
            if tag.name == name::HEAD { after = head } else { tag.before = head }
        }
        if tag.name == name::BODY {
            let insertions = self.inside.insert(self.insertions());
            after = std::mem::take(&mut insertions.first);
        }
        after
    }

    /// What is put at the end of the page.
    pub(crate) fn at_end(&mut self) -> String {
        if !self.is_document {
            return String::new();
        }
        let has_body = self.inside.is_some();
        let insertions = self.inside.take().unwrap_or_else(|| self.insertions());
        let mut end = String::new();
        if !self.has_head {
            end.push_str(&self.furniture.head());
        }
        if !has_body {
            end.push_str(&insertions.first);
        }
        if !self.has_link {
            end.push_str(&insertions.link);
        }
        end
    }

    fn insertions(&self) -> Insertions {
        self.furniture.insertions(&Said { language: self.language(), policies: &self.policies })
    }

    /// A content policy that the page gives itself: it governs what follows.
    fn policy(&mut self, tag: &mut Tag<'_>) {
        let is_policy = |kind: Cow<'_, str>| kind.trim().eq_ignore_ascii_case("content-security-policy");
        if !tag.value("http-equiv").is_some_and(is_policy) {
            return;
        }
        let Some(policy) = tag.value("content").map(Cow::into_owned) else { return };
        let edited = self.furniture.allowed_by(&policy);
        if let Some(edited) = &edited {
            tag.set("content", edited);
        }
        self.policies.push(edited.unwrap_or(policy));
    }
}
