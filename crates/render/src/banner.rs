//! What a visitor is asked: the banner, and what it has in common with the
//! `preferences` behind it and the `placeholder` of content that waits.
//!
//! All of it is plain HTML that works without a script: the banner is a form, and
//! the preferences have a page of their own, which the permanent link leads to.
//! Refuse and accept are the same element with different words, on the first
//! layer (CNIL, délib. 2020-092, art. 2); nothing is ticked in advance.
//!
//! What depends on the register alone is rendered once; what depends on the
//! request ([`Asker`]) is small and filled in per page. The **notice** is the
//! digest of what was rendered once, markup and looks included: it goes with the
//! choice, and tells what was shown.

mod elements;
mod placeholder;
mod preferences;

use temoin_consent::Choice;
use temoin_register::{Language, Reach, Register, sha256_hex};

use self::elements::{alert, button, hidden};
use self::preferences::Preferences;
use crate::escape_html as escape;
use crate::facts::Facts;
use crate::interface::{Interface, interface, period};
use crate::looks::logo;
use crate::shown::Reader;

/// The banner of a register in one language, but for what varies by request.
#[derive(Clone, Debug)]
pub struct Banner {
    language: Language,
    base: String,
    notice: String,
    revision: String,
    /// The site's logo, before each title.
    logo: String,
    first_layer: String,
    preferences: Preferences,
    /// How the register has all of it look.
    looks: Option<String>,
    interface: &'static Interface,
    /// What is asked instead where choices follow accounts.
    reaching: Option<Box<Reaching>>,
}

/// The banners that say how far a choice reaches.
#[derive(Clone, Debug)]
struct Reaching {
    /// To a person signed in: all their devices.
    account: Banner,
    /// In a page that cannot know who is: this one.
    device: Banner,
}

/// The mark of a page that cannot know who is signed in, and found no account's choice
/// in the browser: what is chosen in it is the device's alone.
pub const DEVICE: &str = "device";

/// What varies by request.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The visitor's choice.
    pub choice: &'a Choice,
    /// Where to return after the form: a path of the site.
    pub back: &'a str,
    /// What tells whose choice is made here, of a person signed in whose choice
    /// no cookie carries yet; [`DEVICE`], where that cannot be known.
    pub mark: Option<&'a str>,
    /// Whether the choice, an account's, governs the device from this page on.
    pub meets: bool,
}

impl Banner {
    /// Renders the banner of `register` in `language`; `base` is the prefix of
    /// our own addresses, such as `/_temoin/`.
    pub fn new(register: &Register, language: Language, base: &str) -> Self {
        let reaches = register.declared.consent.reach == Reach::Account;
        let said = |reaches| Self::said(register, language, base, reaches);
        let words = interface(language);
        let reaching =
            reaches.then(|| Box::new(Reaching { account: said(words.ask_account), device: said(words.ask_device) }));
        Self { reaching, ..said("") }
    }

    /// As it is before anybody and, where choices follow accounts, before each other reader.
    pub(crate) fn each(mut self) -> impl Iterator<Item = (Reader, Self)> {
        let reaching = self.reaching.take().map(|reaching| *reaching);
        let others =
            reaching.map(|Reaching { account, device }| [(Reader::SignedIn, account), (Reader::Unknown, device)]);
        std::iter::once((Reader::Anybody, self)).chain(others.into_iter().flatten())
    }

    /// The banner that says how far a choice `reaches`, if that is to be said.
    fn said(register: &Register, language: Language, base: &str, reaches: &str) -> Self {
        let facts = Facts::new(register, language, "#temoin");
        let reaches = if reaches.is_empty() { String::new() } else { format!(" {reaches}") };
        let mut banner = Self {
            language,
            base: base.to_owned(),
            notice: String::new(),
            revision: register.revision().to_owned(),
            logo: logo(register, base),
            first_layer: first_layer(&facts, base, &reaches),
            preferences: Preferences::new(&facts, base, &reaches),
            looks: register.looks(),
            interface: interface(language),
            reaching: None,
        };
        banner.notice = sha256_hex(banner.digested().as_bytes());
        banner
    }

    /// All that does not vary by request, and the looks that the register gives it: the
    /// notice is the digest of this.
    pub fn digested(&self) -> String {
        let mut text = format!("{}\n{}{}\n", self.language, self.logo, self.first_layer);
        self.preferences.write_digested(&mut text);
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
        let Some(reaching) = &self.reaching else { return self };
        let is_an_accounts = || asker.choice.decision().is_some_and(|decision| decision.account.is_some());
        match asker.mark {
            Some(DEVICE) => &reaching.device,
            None if !is_an_accounts() => self,
            _ => &reaching.account,
        }
    }

    /// The banner, to stand first in `<body>` of a page whose visitor is to be asked.
    pub fn section(&self, asker: Asker<'_>) -> String {
        let own = self.to(asker);
        own.section_with(&own.logo, asker)
    }

    /// The same for a page whose own content policy refuses images of its site: what it may
    /// not show, it is not asked to.
    pub fn section_without_logo(&self, asker: Asker<'_>) -> String {
        self.to(asker).section_with("", asker)
    }

    fn section_with(&self, logo: &str, asker: Asker<'_>) -> String {
        format!(
            "<section id=\"temoin\" class=\"temoin\" {attributes} aria-labelledby=\"temoin-title\" \
             data-notice=\"{notice}\">{open}{logo}{first}</form></section>",
            attributes = self.interface.attributes(),
            notice = self.notice,
            open = self.open("banner", asker),
            first = self.first_layer,
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
