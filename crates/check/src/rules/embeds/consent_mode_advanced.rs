//! Google's tags, contacted before anybody agreed.
//!
//! Consent mode has two ways. The basic one waits: no tag is loaded until the
//! visitor accepts. The advanced one loads the tags at once and sends signals
//! "without cookies" that tell that nobody accepted. The request itself reaches
//! the terminal and leaves from it: only the first way waits for consent.

use temoin_evidence::seen::{Aim, Contact};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::embeds::contacted::{is_under, when, without_consent};

rule! {
    pub(crate) CONSENT_MODE_ADVANCED = "consent-mode-advanced" in Embeds since "0.1.0";
    on Audit => seen;
}

/// What Google's tags are loaded from, and signal to. Its videos, maps, fonts and captchas are other rules'.
const TAG_HOSTS: &[&str] = &[
    "googletagmanager.com",
    "google-analytics.com",
    "analytics.google.com",
    "googleadservices.com",
    "googlesyndication.com",
    "adservice.google.com",
    "doubleclick.net",
];

/// How many other hosts are shown: one mistake of setting contacts many.
const MOST: usize = 4;

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let all = without_consent(case, findings);
    let is_tag = |contact: &&Contact| TAG_HOSTS.iter().any(|host| is_under(&contact.host, host));
    let tags = || all.iter().flat_map(|one| one.contacts.iter().copied().filter(is_tag).map(move |tag| (one, tag)));
    // A signal says more than the script that sends it.
    let signal = tags().find(|(_, contact)| matches!(contact.aim, Aim::Request | Aim::Image));
    let Some((one, first)) = signal.or_else(|| tags().next()) else { return };
    let host = &first.host;
    let Said { fr: when_fr, en: when } = when(first.run);
    let message = if signal.is_some() {
        say!(
            "une balise de Google envoie un signal à `{host}` {when_fr}",
            "a Google tag sends a signal to `{host}` {when}"
        )
    } else {
        say!(
            "une balise de Google est chargée depuis `{host}` {when_fr}",
            "a Google tag is loaded from `{host}` {when}"
        )
    };
    let found = findings.find(case.in_evidence(first.at.value("host")), message);
    found
        .about(&*one.subject)
        .label(say!(
            "le mode « avancé » n'attend pas le consentement",
            "the \"advanced\" mode does not wait for consent"
        ))
        .help(say!(
            "passez au mode de base : les balises ne se chargent qu'après l'acceptation de leur finalité",
            "use the basic mode: tags load only after their purpose is accepted"
        ))
        .help(say!("ou retirez ces balises", "or take these tags off"));
    let mut told = vec![host.as_str()];
    for (_, other) in tags() {
        if !told.contains(&other.host.as_str()) && told.len() <= MOST {
            told.push(&other.host);
            found.see(case.in_evidence(other.at.value("host")), say!("contacté aussi", "contacted too"));
        }
    }
}
