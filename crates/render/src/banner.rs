//! What a visitor is asked: the banner, the preferences, and what stands in
//! the place of content that waits.
//!
//! All of it is plain HTML that works without a script: the banner is a form, and
//! the preferences have a page of their own, which the permanent link leads to. Refuse and accept are the same element with different words, on
//! the first layer (CNIL, délib. 2020-092, art. 2); nothing is ticked in
//! advance.
//!
//! What depends on the register alone is rendered once; what depends on the
//! request ([`Asker`]) is small and filled in per page. The **notice** is the
//! digest of what was rendered once, markup and looks included: it goes with the
//! choice, and tells what was shown.

use std::fmt::Write as _;

use temoin_consent::Choice;
use temoin_register::{Language, Purpose, Reach, Regime, Register, Service, Tracker, sha256_hex};

use crate::escape_html as escape;
use crate::facts::Facts;
use crate::interface::{Interface, interface, lifetime, period};
use crate::looks::logo;

/// The banner of a register in one language, but for what varies by request.
#[derive(Clone, Debug)]
pub struct Banner {
    language: Language,
    base: String,
    notice: String,
    revision: String,
    first_layer: String,
    before_purposes: String,
    fieldsets: Vec<Fieldset>,
    after_purposes: String,
    /// The site's logo, before each title.
    logo: String,
    /// How the register has all of it look.
    looks: Option<String>,
    interface: &'static Interface,
    /// What a person signed in is asked instead, where choices reach as far.
    signed_in: Option<Box<Banner>>,
}

/// One purpose in the preferences: its markup around the state of its box.
#[derive(Clone, Debug)]
struct Fieldset {
    /// The purpose, if its box can be changed.
    purpose: Option<String>,
    before: String,
    after: String,
}

/// What varies by request.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The visitor's choice.
    pub choice: &'a Choice,
    /// Where to return after the form: a path of the site.
    pub back: &'a str,
    /// What tells whose choice is made here, of a person signed in whose choice
    /// no cookie carries yet.
    pub mark: Option<&'a str>,
}

impl Asker<'_> {
    fn is_signed_in(&self) -> bool {
        self.mark.is_some() || self.choice.decision().is_some_and(|decision| decision.account.is_some())
    }
}

impl Banner {
    /// Renders the banner of `register` in `language`; `base` is the prefix of
    /// our own addresses, such as `/_temoin/`.
    pub fn new(register: &Register, language: Language, base: &str) -> Self {
        let reaches = register.declared.consent.reach == Reach::Account;
        let signed_in =
            reaches.then(|| Box::new(Self::said(register, language, base, interface(language).ask_account)));
        Self { signed_in, ..Self::said(register, language, base, "") }
    }

    /// As it is before anybody, then, where choices follow accounts, before a person who is
    /// signed in.
    pub(crate) fn each(mut self) -> impl Iterator<Item = Self> {
        let signed_in = self.signed_in.take();
        std::iter::once(self).chain(signed_in.map(|banner| *banner))
    }

    /// The banner that says how far a choice `reaches`, if that is to be said.
    fn said(register: &Register, language: Language, base: &str, reaches: &str) -> Self {
        let facts = Facts::new(register, language, "#temoin");
        let reaches = if reaches.is_empty() { String::new() } else { format!(" {reaches}") };
        let logo = logo(register, base);
        let first_layer = format!("{logo}{}", first_layer(&facts, base, &reaches));
        // What can be chosen comes first: the rest is there to be explained.
        let (asked, exempt): (Vec<_>, Vec<_>) =
            register.declared.purpose.iter().partition(|purpose| purpose.regime() == Regime::Consent);
        let fieldsets = asked.into_iter().chain(exempt).map(|purpose| fieldset(&facts, purpose)).collect();
        let words = facts.interface;
        let before_purposes = format!("<p>{}{reaches}{}</p>", words.preferences_text, policy_link(&facts, base));
        let after_purposes = format!(
            "<p class=\"temoin-actions\">{}{}{}</p>{}",
            button("refuse-all", words.refuse_all),
            button("accept-all", words.accept_all),
            button_for("custom", "save", words.save),
            alert(words.failed),
        );
        let mut banner = Self {
            language,
            base: base.to_owned(),
            notice: String::new(),
            revision: register.revision().to_owned(),
            first_layer,
            before_purposes,
            fieldsets,
            after_purposes,
            logo,
            looks: register.looks(),
            interface: interface(language),
            signed_in: None,
        };
        banner.notice = sha256_hex(banner.digested().as_bytes());
        banner
    }

    /// All that does not vary by request, and the looks that the register gives it: the
    /// notice is the digest of this.
    pub fn digested(&self) -> String {
        let mut text = format!("{}\n{}\n{}", self.language, self.first_layer, self.before_purposes);
        for fieldset in &self.fieldsets {
            text.push_str(&fieldset.before);
            text.push_str(&fieldset.after);
        }
        text.push_str(&self.after_purposes);
        if let Some(looks) = &self.looks {
            text.push('\n');
            text.push_str(looks);
        }
        text
    }

    /// The digest of what is shown, as `data-notice` gives it.
    pub fn notice(&self) -> &str {
        &self.notice
    }

    /// What this visitor is asked.
    fn to(&self, asker: Asker<'_>) -> &Self {
        self.signed_in.as_deref().filter(|_| asker.is_signed_in()).unwrap_or(self)
    }

    /// The banner, to stand first in `<body>` of a page whose visitor is to be asked.
    pub fn section(&self, asker: Asker<'_>) -> String {
        let own = self.to(asker);
        format!(
            "<section id=\"temoin\" class=\"temoin\" {attributes} aria-labelledby=\"temoin-title\" \
             data-notice=\"{notice}\">{open}{first}</form></section>",
            attributes = self.interface.attributes(),
            notice = own.notice,
            open = own.open("banner", asker),
            first = own.first_layer,
        )
    }

    /// What stands in the banner's place on the page in which the choice of an
    /// account begins to govern a device: no question, and where it is changed
    /// (recommended: CNIL, délib. 2025-131).
    pub fn met(&self, asker: Asker<'_>) -> String {
        format!(
            "<section id=\"temoin-account\" class=\"temoin\" role=\"status\" {}><p>{} <a href=\"{}\" \
             data-temoin=\"preferences\">{}</a></p></section>",
            self.interface.attributes(),
            self.interface.account_met,
            escape(&self.preferences_address(asker)),
            self.interface.manage,
        )
    }

    /// The preferences, as a dialog over the page.
    pub fn dialog(&self, asker: Asker<'_>) -> String {
        format!(
            "<dialog id=\"temoin-preferences\" class=\"temoin\" {attributes} \
             aria-labelledby=\"temoin-preferences-title\">{form}\
             <button type=\"button\" data-temoin=\"close\" aria-label=\"{close}\">×</button></dialog>",
            attributes = self.interface.attributes(),
            form = self.to(asker).form(asker, "h2"),
            close = self.interface.close,
        )
    }

    /// The form of the preferences, for a page of its own.
    pub fn preferences(&self, asker: Asker<'_>) -> String {
        self.to(asker).form(asker, "h1")
    }

    fn form(&self, asker: Asker<'_>, heading: &str) -> String {
        let mut html = self.open("preferences", asker);
        // Enter in a checkbox submits by the first button: it must save, not refuse.
        html.push_str("<button name=\"action\" value=\"custom\" hidden></button>");
        html.push_str(&self.logo);
        let title = self.interface.preferences_title;
        let _ = write!(html, "<{heading} id=\"temoin-preferences-title\">{title}</{heading}>");
        html.push_str(&self.before_purposes);
        for fieldset in &self.fieldsets {
            html.push_str(&fieldset.before);
            let granted = |id: &String| asker.choice.granted().contains(id);
            if fieldset.purpose.as_ref().is_some_and(granted) {
                html.push_str(" checked");
            }
            html.push_str(&fieldset.after);
        }
        html.push_str(&self.after_purposes);
        let gave =
            |decision: &temoin_consent::Decision| !decision.granted.is_empty() || !decision.exceptions.is_empty();
        let hidden = if asker.choice.decision().is_some_and(gave) { "" } else { " hidden" };
        let withdraw = button("withdraw", self.interface.withdraw);
        let _ = write!(html, "<p class=\"temoin-actions\"{hidden}>{withdraw}</p>");
        html.push_str("</form>");
        html
    }

    /// The permanent link, for a page that has none.
    pub fn link(&self, asker: Asker<'_>) -> String {
        format!(
            "<nav class=\"temoin-link\" {} aria-label=\"{}\"><a href=\"{}\" data-temoin=\"preferences\">{}</a></nav>",
            self.interface.attributes(),
            self.interface.manage,
            escape(&self.preferences_address(asker)),
            self.interface.manage,
        )
    }

    /// Where the preferences are without a script: `/_temoin/preferences?lang=fr&return=%2Fcours`.
    pub fn preferences_address(&self, asker: Asker<'_>) -> String {
        let back: String = form_urlencoded::byte_serialize(asker.back.as_bytes()).collect();
        let mark = asker.mark.map_or(String::new(), |mark| format!("&subject={mark}"));
        format!("{}preferences?lang={}&return={back}{mark}", self.base, self.language)
    }

    fn open(&self, surface: &str, asker: Asker<'_>) -> String {
        format!(
            "<form method=\"post\" action=\"{base}v1/consents\">{back}{notice}{revision}{surface}{language}{mark}",
            base = escape(&self.base),
            back = hidden("return", asker.back),
            notice = hidden("notice", &self.notice),
            // A consent is to what this page asks.
            revision = hidden("revision", &self.revision),
            surface = hidden("surface", surface),
            language = hidden("language", self.language.code()),
            mark = asker.mark.map_or(String::new(), |mark| hidden("subject", mark)),
        )
    }

    /// What stands in the place of an embed of `service` that waits: a link to
    /// see this one at its provider's, and a button to always allow it.
    pub fn placeholder(&self, register: &Register, service: &Service, address: &str, asker: Asker<'_>) -> String {
        let facts = Facts::new(register, self.language, "#temoin");
        let words = facts.interface;
        let name = words.name(&facts.html(&service.title));
        let granted: String = asker.choice.granted().iter().map(|id| hidden("granted", id)).collect();
        let kept = asker.choice.decision().map_or(&[][..], |decision| &decision.exceptions);
        let kept: String = kept
            .iter()
            .filter(|exception| exception.service() != service.id.as_str())
            .map(|exception| hidden("exceptions", &exception.to_string()))
            .collect();
        let this_one = if address.starts_with("https://") || address.starts_with("http://") {
            // One element: the style lays out what is in the link, and would drop the
            // space before a name that has an element of its own.
            format!(
                "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\" data-temoin=\"this-one\"><span>{}</span></a>",
                escape(address),
                words.this_one.replace("{service}", &name),
            )
        } else {
            String::new()
        };
        format!(
            "<div class=\"temoin-held\" {attributes} data-service=\"{id}\" data-purpose=\"{purpose}\"><p><strong>{name}</strong></p>\
             <p>{text}</p>{open}{action}{exception}{granted}{kept}{this_one}\
             <button data-temoin=\"always\" value=\"{id}\">{always}</button>{alert}</form></div>",
            attributes = words.attributes(),
            id = service.id,
            purpose = service.purpose,
            text = words.held.replace("{provider}", &words.name(&escape(&facts.service_provider(service)))),
            open = self.to(asker).open("placeholder", asker).replacen("<form", "<form class=\"temoin-actions\"", 1),
            action = hidden("action", "custom"),
            exception = hidden("exceptions", &format!("+{}", service.id)),
            always = words.always.replace("{service}", &name),
            alert = alert(words.failed),
        )
    }
}

fn first_layer(facts: &Facts<'_>, base: &str, reaches: &str) -> String {
    let words = facts.interface;
    let register = facts.register;
    let consent = &register.declared.consent;
    let who = words.ask_who.replace("{site}", &words.name(&escape(&register.site().name)));
    let kept = words
        .ask_kept
        .replace("{period}", &period(consent.valid_for, facts.language))
        .replace("{manage}", words.manage);
    let purposes = register
        .consented_purposes()
        .map(|purpose| format!("<strong>{}</strong>", facts.html(&purpose.title)))
        .collect::<Vec<_>>()
        .join(words.comma);
    let what = if purposes.is_empty() { String::new() } else { format!("<p>{} {purposes}.</p>", words.ask_what) };
    format!(
        "<h2 id=\"temoin-title\">{title}</h2><p>{who} {exempt}</p>{what}<p>{refuse} {kept}{reaches}</p>\
         <p class=\"temoin-actions\">{refuse_all}{accept_all}\
         <button formmethod=\"get\" formaction=\"{preferences}\" data-temoin=\"preferences\">{customise}</button></p>{alert}",
        title = words.ask_title,
        exempt = words.ask_exempt,
        refuse = words.ask_refuse,
        refuse_all = button("refuse-all", words.refuse_all),
        accept_all = button("accept-all", words.accept_all),
        preferences = escape(&format!("{base}preferences")),
        customise = words.customise,
        alert = alert(words.failed),
    )
}

/// One purpose: its box, what it is for, and the services and trackers of it.
fn fieldset(facts: &Facts<'_>, purpose: &Purpose) -> Fieldset {
    let words = facts.interface;
    let consented = purpose.regime() == Regime::Consent;
    let text = purpose.text.as_ref().map_or(String::new(), |text| format!("<p>{}</p>", facts.html(text)));
    let legend = facts.html(&purpose.title);
    let (before, label) = if consented {
        (
            format!(
                "<fieldset class=\"temoin-purpose\"><legend>{legend}</legend><label><input type=\"checkbox\" name=\"granted\" value=\"{}\"",
                purpose.id
            ),
            words.allow.to_owned(),
        )
    } else {
        (
            format!(
                "<fieldset class=\"temoin-purpose\" disabled><legend>{legend}</legend><label><input type=\"checkbox\" checked"
            ),
            words.always_on.to_owned(),
        )
    };
    let after = format!("> {label}</label>{text}{}</fieldset>", details(facts, purpose));
    Fieldset { purpose: consented.then(|| purpose.id.to_string()), before, after }
}

fn details(facts: &Facts<'_>, purpose: &Purpose) -> String {
    let (register, words) = (facts.register, facts.interface);
    let mut items = String::new();
    for service in register.declared.service.iter().filter(|service| service.purpose == purpose.id) {
        let policy = service.policy.as_deref().filter(|page| page.starts_with("https://"));
        let policy = policy.map_or(String::new(), |page| {
            format!(" (<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>)", escape(page), words.privacy_policy)
        });
        let provider = facts.service_provider(service);
        let _ = write!(
            items,
            "<li><strong>{}</strong>{}{}{policy}</li>",
            words.name(&facts.html(&service.title)),
            words.comma,
            words.name(&escape(&provider))
        );
    }
    let of_purpose = |tracker: &&Tracker| register.purpose_of(tracker).is_some_and(|own| own.id == purpose.id);
    for tracker in register.declared.tracker.iter().filter(of_purpose) {
        let name = tracker.name.as_ref().map_or_else(
            || tracker.title.as_ref().map_or(String::new(), |title| facts.html(title)),
            |name| words.code(&escape(name.as_str())),
        );
        let (kind, lifetime) = (words.kind(tracker.kind), lifetime(tracker.lifetime, facts.language));
        let _ = write!(items, "<li>{name}{}{kind}{}{lifetime}</li>", words.colon, words.comma);
    }
    if items.is_empty() {
        return format!("<p>{}</p>", words.no_tracker);
    }
    format!("<details><summary>{}</summary><ul>{items}</ul></details>", words.details)
}

fn policy_link(facts: &Facts<'_>, base: &str) -> String {
    let cookies = |policy: &&temoin_register::Policy| policy.kind == temoin_register::PolicyKind::Cookies;
    let policies = &facts.register.declared.policy;
    let policy = policies.iter().find(cookies).or(policies.first());
    policy.map_or(String::new(), |policy| {
        format!(
            " <a href=\"{}policies/{}?lang={}\">{}</a>",
            escape(base),
            policy.id,
            facts.language,
            facts.interface.more
        )
    })
}

fn button(action: &str, label: &str) -> String {
    button_for(action, action, label)
}

fn button_for(action: &str, hook: &str, label: &str) -> String {
    format!("<button name=\"action\" value=\"{action}\" data-temoin=\"{hook}\">{label}</button>")
}

fn alert(text: &str) -> String {
    format!("<p class=\"temoin-alert\" role=\"alert\" hidden data-text=\"{}\"></p>", escape(text))
}

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
}
