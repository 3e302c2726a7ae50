//! No means of refusing but the browser's.
//!
//! A browser's settings know no purpose, reach cookies only, and cannot keep a
//! proof: they are a complement. As the only means they leave the visitor to
//! take all or nothing, and to find how. What a text tells *beside* a banner, a
//! panel or a link is left alone. Where all trackers are said to be exempt there
//! is no consent to refuse: only a remark, since one may still object.

use temoin_known::{Exemptable, Nature};
use temoin_prose::Phrases;

use crate::case::Case;
use crate::found::{Findings, say};
use crate::place::Place;
use crate::published::Readers;
use crate::rows::Claim;
use crate::rule::rule;
use crate::rules::consent::means::{BROWSER, browser_only, keeps_choices};
use crate::rules::statement::asks;
use temoin_evidence::Level;

rule! {
    pub(crate) BROWSER_SETTINGS_ONLY = "browser-settings-only" in Consent since "0.1.0";
    on Text => written;
    on Audit => seen;
}

/// Exempt, says the text.
const EXEMPT: &[&str] = &[
    "(cookie*|traceur*|audience) .. (dispens*|exempt*) .. (consentement|accord)",
    "(cookie*|traceur*) .. (strictement nécessaires|indispensables|nécessaires au)",
    "(uniquement|seulement|exclusivement|que) .. (cookie*|traceur*) .. (nécessaires|techniques|exempt*|dispens*)",
    "(cookie*|tracker*|measurement) .. (exempt*|strictly necessary|essential)",
    "only .. (necessary|technical|essential|exempt) (cookie*|tracker*)",
];

/// Trackers that need consent, says the text.
const CONSENTED: &[&str] = &[
    "(cookie*|traceur*|pixel*) .. (publicit*|marketing|cibl*|commercia*|partenaire*|tiers|tierces|réseaux sociaux|profil*)",
    "(publicité|ciblage|profilage|remarketing|retargeting) .. (cookie*|traceur*|pixel*)",
    "(cookie*|tracker*|pixel*) .. (advertis*|marketing|target*|third party|partner*|social media|profil*)",
    "(advertising|targeting|marketing|third party) (cookie*|tracker*|pixel*)",
];

fn written(case: &Case<'_>, findings: &mut Findings) {
    let named = |text: &str| case.known.software_in(text).iter().any(|(software, _)| keeps_choices(software.nature));
    let Some(readers) = case.readers().iter().find(|readers| browser_only(readers, named)) else { return };
    let found = findings.find(
        place(case, readers),
        say!(
            "les réglages du navigateur sont le seul moyen indiqué pour refuser les traceurs",
            "the browser's settings are the only means told of for refusing trackers"
        ),
    );
    found.about("consent");
    if all_exempt(case, readers) {
        found
            .level(Level::Info)
            .label(say!("ces traceurs sont dits exemptés", "these trackers are said to be exempt"))
            .help(say!(
                "ajoutez un moyen de s'opposer à ceux qui mesurent l'audience",
                "add a means of objecting to those that measure the audience"
            ));
    } else {
        found
            .label(say!("aucun bandeau, lien ni bouton", "no banner, link or button"))
            .help(say!(
                "offrez sur le site de refuser finalité par finalité, et dites où ; le navigateur reste un complément",
                "offer on the site to refuse purpose by purpose, and say where; the browser remains a complement"
            ))
            .help(say!(
                "ou n'utilisez que des traceurs exemptés, et dites-le",
                "or use only exempt trackers, and say so"
            ));
    }
}

/// The words that give the browser as a means, where a file holds them.
fn place(case: &Case<'_>, readers: &Readers<'_>) -> Option<Place> {
    let browser = Phrases::new(BROWSER);
    let of_language = case.written().iter().filter(|written| written.text.language() == Some(readers.language));
    for written in of_language {
        let found = written.text.find(&browser).into_iter().find(|found| {
            let heading = written.text.heading_of(found.sentence);
            heading != Some(written.text.sentences()[found.sentence].block) && !asks(&written.text, found.sentence)
        });
        if let Some(found) = found {
            return Some(written.at(found.span));
        }
    }
    readers.place(&browser)
}

/// Whether the texts say that their trackers are exempt, and show no other.
fn all_exempt(case: &Case<'_>, readers: &Readers<'_>) -> bool {
    let needs_consent = |nature: Nature, exemptable: Option<Exemptable>| {
        let never = matches!(nature, Nature::Advertising | Nature::Social | Nature::Video | Nature::Replay);
        never || exemptable == Some(Exemptable::Never)
    };
    let shown = case.rows().iter().filter(|row| !row.unused).any(|row| {
        let recognised = row.recognised.iter().flatten();
        row.claim == Claim::Consent || recognised.into_iter().any(|known| needs_consent(known.nature, known.exemptable))
    });
    !shown && !readers.say(&Phrases::new(CONSENTED)) && readers.say(&Phrases::new(EXEMPT))
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(banner) = case.audit().and_then(|audit| audit.banner.as_ref()) else { return };
    if !banner.browser_settings_only {
        return;
    }
    findings
        .find(
            case.in_evidence(banner.at.value("browser_settings_only")),
            say!(
                "la bannière renvoie aux réglages du navigateur pour refuser",
                "the banner sends people to their browser's settings to refuse"
            ),
        )
        .about("banner")
        .label(say!("aucun autre moyen", "no other means"))
        .help(say!("mettez « Tout refuser » à côté de « Tout accepter »", "put \"Refuse all\" beside \"Accept all\""));
}
