//! The words by which a measurement goes beyond its exemption, and what they give away.
//!
//! Campaigns, variants and replays are in the law's lists, since other rules look
//! for them too; what only a measurement can do is here.

use temoin_prose::Phrases;
use temoin_register::Measured;

use crate::case::Case;
use crate::found::{Said, say};

/// Wordings, each with what it gives away; those that deny come first.
pub(crate) struct Sought {
    pub(crate) phrases: Phrases,
    denials: usize,
    each: Vec<Measured>,
}

impl Sought {
    pub(crate) fn new(case: &Case<'_>, wanted: impl Fn(Measured) -> bool) -> Self {
        let law = case.law.phrases("consent-purposes").into_iter().filter_map(|entry| {
            let measured = match entry.id?.as_str() {
                "campaign-measurement" => Measured::Campaigns,
                "ab-testing" => Measured::Cohorts,
                "session-replay" => Measured::Replay,
                _ => return None,
            };
            Some((measured, entry.phrase))
        });
        let all: Vec<(Measured, &str)> =
            law.chain(WORDINGS.iter().copied()).filter(|(measured, _)| wanted(*measured)).collect();
        let denials = all.iter().map(|(_, phrase)| format!("{DENIED} .. {phrase}"));
        let phrases: Vec<String> = denials.chain(all.iter().map(|(_, phrase)| (*phrase).to_owned())).collect();
        let phrases = Phrases::new(&phrases.iter().map(String::as_str).collect::<Vec<_>>());
        Self { phrases, denials: all.len(), each: all.iter().map(|(measured, _)| *measured).collect() }
    }

    /// What the phrase gives away; nothing where it denies, or where what is
    /// handed over identifies nobody.
    pub(crate) fn measured(&self, phrase: usize, whole: &str) -> Option<Measured> {
        let measured = self.each[phrase.checked_sub(self.denials)?];
        let harmless = measured == Measured::Sharing && whole.to_lowercase().contains("anonym");
        (!harmless).then_some(measured)
    }
}

const DENIED: &str = "(pas|aucun|aucune|sans|ni|jamais|exclu*|no|not|never|neither|nor|without|cannot|exclud*|ne)";

/// Wordings that give a measurement away, beside those of the law's lists.
const WORDINGS: &[(Measured, &str)] = &[
    (Measured::UserId, "(rattaché*|relié*|associé*) .. (votre|son|leur|au|à un) (compte|profil|identifiant)"),
    (
        Measured::UserId,
        "(linked|tied|attached|associated) (to|with) (your|their|a|the user's|the learner's) (account|profile)",
    ),
    (Measured::UserId, "user ID"),
    (
        Measured::CrossSite,
        "(suivi*|suivre|suit|suivons) .. (sur|entre|à travers|d'un) (d'autres|plusieurs|différents|site à l'autre) [(sites|applications)]",
    ),
    (
        Measured::CrossSite,
        "(track*|follow*) .. (across|between) [(other|several|different|all our)] (sites|websites|apps)",
    ),
    (Measured::CrossSite, "(multi sites|inter sites|cross site)"),
    (
        Measured::Sharing,
        "(partage*|transmis*|communiqué*|cédé*|vendu*) (à|avec) (nos|des|d'autres|leurs) (partenaires|tiers|annonceurs|régies)",
    ),
    (
        Measured::Sharing,
        "(share|shares|shared|passed|sold|sells|disclosed) .. (with|to) (our|third|other|their) (partners|parties|advertisers)",
    ),
    (
        Measured::Commerce,
        "(mesur*|suivi|suivre|suit) [(de|des|du|les|le|vos|nos)] [(montant|nombre) (des|de vos)] (achats|ventes|commandes|panier*|chiffre d'affaires)",
    ),
    (
        Measured::Commerce,
        "(measur*|track*) [(the|your|our)] [(number|value) of] (purchases|sales|orders|carts|revenue)",
    ),
];

/// What a measurement that does all these does, after "that".
pub(crate) fn all_of(measured: &[Measured]) -> Said {
    let each: Vec<Said> = measured.iter().map(|one| ruled_out(*one)).collect();
    let join = |and: &str, of: fn(&Said) -> &str| match each.split_last() {
        Some((last, [])) => of(last).to_owned(),
        Some((last, others)) => format!("{}{and}{}", others.iter().map(of).collect::<Vec<_>>().join(", "), of(last)),
        None => String::new(),
    };
    Said { fr: join(" et ", |said| &said.fr), en: join(" and ", |said| &said.en) }
}

/// What a measurement that does this does, after "that".
fn ruled_out(measured: Measured) -> Said {
    match measured {
        Measured::UserId => say!("sait qui est connecté", "knows who is signed in"),
        Measured::CrossSite => say!("suit les personnes d'un site à l'autre", "follows people from site to site"),
        Measured::Sharing => say!("communique ses données à d'autres", "hands its data over to others"),
        Measured::Commerce => say!("mesure les ventes", "measures sales"),
        Measured::Campaigns => say!("mesure des campagnes ou des conversions", "measures campaigns or conversions"),
        Measured::Cohorts => say!("compare des groupes de visiteurs", "compares groups of visitors"),
        Measured::Replay => say!("enregistre des sessions", "records sessions"),
    }
}
