//! What stands in the place of content that waits: whose it is, a link to see this one at
//! its provider's, and a button to always allow it.
//!
//! The button leaves with the answers given so far, so that it adds one service to them and
//! takes nothing back.

use temoin_register::{Register, Service};

use super::elements::{alert, hidden};
use super::{Asker, Banner};
use crate::escape_html as escape;
use crate::facts::Facts;

impl Banner {
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
