//! Content of a third party that is shown before the visitor agreed to it.
//!
//! A frame, a script or a thumbnail that comes from somebody else's host tells
//! that host who reads what, and lets it read and write on the terminal; modes
//! "without cookies" of video players are no exception. Social buttons, session
//! recorders, measurement and advertising have rules of their own, and what the
//! register declares as exempt is judged there.

use temoin_evidence::seen::Aim;
use temoin_known::Nature;

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::embeds::contacted::{Contacted, when, without_consent};

rule! {
    pub(crate) EMBED_BEFORE_CONSENT = "embed-before-consent" in Embeds since "0.1.0";
    on Audit => seen;
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    for one in without_consent(case, findings) {
        if one.is_declared_exempt(case) || !is_embed(&one) {
            continue;
        }
        let whole = is_whole(&one);
        let shown = |aim: Aim| aim == Aim::Frame || whole && matches!(aim, Aim::Script | Aim::Image);
        let Some(first) = one.contacts.iter().find(|contact| shown(contact.aim)) else { continue };
        let Said { fr: what_fr, en: what } = called(first.aim);
        let Said { fr: when_fr, en: when } = when(first.run);
        let host = &first.host;
        let message = say!("{what_fr} vient de `{host}` {when_fr}", "{what} comes from `{host}` {when}");
        let found = findings.find(case.in_evidence(first.at.value("host")), message).about(&*one.subject);
        if let Some(software) = one.software {
            let name = &software.name;
            found.label(say!("contenu de {name}", "content of {name}"));
        }
        if let Some(service) = one.service.filter(|service| service.embed.is_some()) {
            found.see(
                case.in_register(service.at.value("embed")),
                say!("le registre annonce un chargement au clic", "the register announces loading on a click"),
            );
        }
        found
            .help(say!(
                "mettez à sa place un bouton, et une image que le site héberge : le contenu vient au clic",
                "put a button in its place, with an image that the site hosts: the content comes on the click"
            ))
            .help(say!(
                "ou donnez un simple lien, ou hébergez le contenu vous-même",
                "or give a plain link, or host the content yourself"
            ));
    }
}

/// Whether all that comes from it is the content: its scripts and its thumbnails as well as its frames.
fn is_whole(one: &Contacted<'_>) -> bool {
    one.service.is_some_and(|service| service.embed.is_some()) || one.nature() == Some(Nature::Video)
}

/// Whether it is content shown in the page, and no tool that another rule judges.
fn is_embed(one: &Contacted<'_>) -> bool {
    is_whole(one)
        || match one.nature() {
            // The buttons of a network bring frames of their own.
            Some(Nature::Social) => !one.has(Aim::Script),
            Some(Nature::Embed | Nature::Support | Nature::MarketingEmail | Nature::Preference | Nature::Other) => true,
            Some(_) => false,
            // A declared service without processor is the controller's own.
            None => one.service.is_none_or(|service| service.processor.is_some()),
        }
}

fn called(aim: Aim) -> Said {
    match aim {
        Aim::Frame => say!("un cadre", "a frame"),
        Aim::Script => say!("un script", "a script"),
        _ => say!("une image", "an image"),
    }
}
