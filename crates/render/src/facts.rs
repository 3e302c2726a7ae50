//! The facts of a register, in the words of one language, for tags to insert.

use std::collections::BTreeMap;

use minijinja::Value;
use temoin_register::{Contact, Language, Policy, Register, Text};

use crate::escape_html;
use crate::interface::{Interface, direction, interface, period};
use crate::words::{Words, date, words};

/// A register seen in one language.
pub(crate) struct Facts<'r> {
    pub(crate) register: &'r Register,
    pub(crate) language: Language,
    pub(crate) words: &'static Words,
    pub(crate) interface: &'static Interface,
    /// Where the permanent link leads.
    pub(crate) manage: &'r str,
}

type Map = BTreeMap<&'static str, Value>;

impl<'r> Facts<'r> {
    pub(crate) fn new(register: &'r Register, language: Language, manage: &'r str) -> Self {
        Self { register, language, words: words(language), interface: interface(language), manage }
    }

    /// A text of the register in this language.
    pub(crate) fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.of(self.language, self.register.language())
    }

    /// A text of the register as HTML. Where it is in another language than the
    /// interface, it says in which, for whoever hears it read (WCAG 2.2, 3.1.2).
    pub(crate) fn html(&self, text: &Text) -> String {
        let first = self.register.language();
        let own = match text {
            Text::Each(each) if each.contains_key(&self.language) => Some(self.language),
            Text::Each(_) => Some(first),
            // The same in every language of a site that has but one.
            Text::All(_) => Some(first).filter(|_| self.register.site().languages.len() == 1),
        };
        let html = escape_html(self.text(text));
        match own.filter(|own| own.code() != self.interface.code) {
            None => html,
            Some(own) if direction(own.code()) == self.interface.direction() => {
                format!("<span lang=\"{own}\">{html}</span>")
            }
            Some(own) => format!("<span dir=\"{}\" lang=\"{own}\">{html}</span>", direction(own.code())),
        }
    }

    /// The variables that prose may print: absent values are left out, so
    /// that printing one is an error rather than a blank.
    pub(crate) fn variables(&self, policy: &Policy) -> BTreeMap<&'static str, Value> {
        let register = self.register;
        let (site, controller) = (register.site(), register.controller());
        let mut variables = Map::new();
        let mut add = |name, map: Map| variables.insert(name, Value::from(map));

        let url = site.urls.first().map(ToString::to_string);
        add("site", map([("name", Some(site.name.clone())), ("url", url)]));
        let mut about = map([
            ("name", Some(controller.name.clone())),
            ("form", controller.form.as_ref().map(|text| self.text(text).to_owned())),
            ("address", controller.address.clone()),
            ("email", controller.email.clone()),
            ("phone", controller.phone.clone()),
            ("contact", controller.contact.clone()),
            ("siren", controller.siren.as_ref().map(ToString::to_string)),
            ("siret", controller.siret.as_ref().map(ToString::to_string)),
        ]);
        if let Some(dpo) = &controller.dpo {
            about.insert("dpo", Value::from(contact(dpo)));
        }
        add("controller", about);
        let consent = &register.declared.consent;
        add(
            "consent",
            map([
                ("valid_for", Some(period(consent.valid_for, self.language))),
                ("cookie", Some(consent.cookie.to_string())),
            ]),
        );
        if let Some(rights) = &register.declared.rights {
            add(
                "rights",
                map([
                    ("email", rights.email.clone()),
                    ("post", rights.post.clone()),
                    ("form", rights.form.clone()),
                    ("deadline", rights.deadline.map(|deadline| period(deadline, self.language))),
                ]),
            );
        }
        if let Some(audience) = &register.declared.audience {
            add(
                "audience",
                map([
                    ("retention", Some(period(audience.retention, self.language))),
                    ("ip_mask_bytes", Some(audience.ip_mask_bytes.to_string())),
                ]),
            );
        }
        add(
            "policy",
            map([
                ("title", Some(self.text(&policy.title).to_owned())),
                ("version", Some(date(&policy.version, self.language))),
                ("effective", Some(date(policy.effective(), self.language))),
            ]),
        );
        variables
    }
}

fn contact(contact: &Contact) -> Map {
    map([("name", contact.name.clone()), ("email", contact.email.clone()), ("post", contact.post.clone())])
}

fn map<const N: usize>(pairs: [(&'static str, Option<String>); N]) -> Map {
    pairs.into_iter().filter_map(|(key, value)| Some((key, Value::from(value?)))).collect()
}
