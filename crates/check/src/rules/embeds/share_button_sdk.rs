//! A share button that brings the social network with it.
//!
//! Sharing a page takes an address and a plain link, which nobody need consent
//! to. A network's own button is a script: it tells the network of every page
//! that is read, shared or not. It may be loaded once the visitor agreed. Hosts
//! that serve a network's advertising as well as its buttons are left to the
//! rule on what is contacted before a choice: the host does not tell which.

use temoin_evidence::seen::{Aim, Contact};
use temoin_known::Nature;

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::embeds::contacted::{Contacted, is_under, when, without_consent};

rule! {
    pub(crate) SHARE_BUTTON_SDK = "share-button-sdk" in Embeds since "0.1.0";
    on Audit => seen;
}

/// Hosts of buttons alone, of networks that advertise too.
const BUTTONS: &[&str] = &["platform.linkedin.com", "platform.twitter.com", "platform.x.com", "assets.pinterest.com"];

fn seen(case: &Case<'_>, findings: &mut Findings) {
    for one in without_consent(case, findings) {
        let Some(script) = one.contacts.iter().find(|contact| is_button(&one, contact)) else { continue };
        let host = &script.host;
        let Said { fr: when_fr, en: when } = when(script.run);
        let message = say!(
            "un script de réseau social (`{host}`) est chargé {when_fr}",
            "a script of a social network (`{host}`) is loaded {when}"
        );
        findings
            .find(case.in_evidence(script.at.value("host")), message)
            .about(&*one.subject)
            .label(say!("un lien de partage s'en passe", "a link to share does without it"))
            .help(say!(
                "remplacez le bouton par un lien vers la page de partage du réseau : il ne demande pas de consentement",
                "replace the button with a link to the network's share page: it needs no consent"
            ))
            .help(say!(
                "ou ne chargez ce script qu'une fois le consentement donné",
                "or load this script only once consent is given"
            ));
    }
}

fn is_button(one: &Contacted<'_>, contact: &Contact) -> bool {
    let listed = BUTTONS.iter().any(|host| is_under(&contact.host, host));
    let advertises = contact.host.split('.').any(|label| label.starts_with("ads"));
    contact.aim == Aim::Script && (listed || one.nature() == Some(Nature::Social) && !advertises)
}
