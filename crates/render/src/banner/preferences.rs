//! The preferences: one box a purpose, none ticked but what was granted, and the services
//! and trackers behind each.
//!
//! They are a dialog over the page, and a page of their own where there is no script: the
//! same form.

use std::fmt::Write as _;

use temoin_consent::{Choice, Decision};
use temoin_register::{Policy, PolicyKind, Purpose, Regime, Tracker};

use super::elements::{alert, button, button_for};
use super::{Asker, Banner};
use crate::escape_html as escape;
use crate::facts::Facts;
use crate::interface::lifetime;

/// What the preferences say, but for what varies by request.
#[derive(Clone, Debug)]
pub(super) struct Preferences {
    before_purposes: String,
    fieldsets: Vec<Fieldset>,
    after_purposes: String,
}

/// One purpose in the preferences: its markup around the state of its box.
#[derive(Clone, Debug)]
struct Fieldset {
    /// The purpose, if its box can be changed.
    purpose: Option<String>,
    before: String,
    after: String,
}

impl Preferences {
    /// The preferences, which say how far a choice `reaches`.
    pub(super) fn new(facts: &Facts<'_>, base: &str, reaches: &str) -> Self {
        let words = facts.interface;
        // What can be chosen comes first: the rest is there to be explained.
        let (asked, exempt): (Vec<_>, Vec<_>) =
            facts.register.declared.purpose.iter().partition(|purpose| purpose.regime() == Regime::Consent);
        Self {
            before_purposes: format!("<p>{}{reaches}{}</p>", words.preferences_text, policy_link(facts, base)),
            fieldsets: asked.into_iter().chain(exempt).map(|purpose| fieldset(facts, purpose)).collect(),
            after_purposes: format!(
                "<p class=\"temoin-actions\">{}{}{}</p>{}",
                button("refuse-all", words.refuse_all),
                button("accept-all", words.accept_all),
                button_for("custom", "save", words.save),
                alert(words.failed),
            ),
        }
    }

    /// All of it that does not vary by request, for the digest.
    pub(super) fn write_digested(&self, text: &mut String) {
        text.push_str(&self.before_purposes);
        for fieldset in &self.fieldsets {
            text.push_str(&fieldset.before);
            text.push_str(&fieldset.after);
        }
        text.push_str(&self.after_purposes);
    }

    /// The boxes as `choice` has them, between what comes before and after.
    fn write_boxes(&self, choice: &Choice, html: &mut String) {
        html.push_str(&self.before_purposes);
        for fieldset in &self.fieldsets {
            html.push_str(&fieldset.before);
            let granted = |id: &String| choice.granted().contains(id);
            if fieldset.purpose.as_ref().is_some_and(granted) {
                html.push_str(" checked");
            }
            html.push_str(&fieldset.after);
        }
        html.push_str(&self.after_purposes);
    }
}

impl Banner {
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
        self.preferences.write_boxes(asker.choice, &mut html);
        let gave = |decision: &Decision| !decision.granted.is_empty() || !decision.exceptions.is_empty();
        let hidden = if asker.choice.decision().is_some_and(gave) { "" } else { " hidden" };
        let withdraw = button("withdraw", self.interface.withdraw);
        let _ = write!(html, "<p class=\"temoin-actions\"{hidden}>{withdraw}</p>");
        html.push_str("</form>");
        html
    }
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
    let cookies = |policy: &&Policy| policy.kind == PolicyKind::Cookies;
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
