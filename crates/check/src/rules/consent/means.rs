//! By which means a text lets its reader refuse.
//!
//! Most texts tell how to set a browser; few have nothing else. The browser
//! blocks all cookies or none, knows no purpose, and does not reach what is not
//! a cookie: as the only means it is no refusal, beside another it does no harm.

use temoin_known::Nature;
use temoin_prose::{Phrases, Text};

use crate::published::Readers;

/// The browser's settings, as a means.
pub(crate) const BROWSER: &[&str] = &[
    "(paramétr*|paramèt*|réglage*|régler|réglez|configur*|option*|préférence*) .. (navigateur*)",
    "navigateur* .. (paramétr*|paramèt*|régl*|configur*|bloqu*|refus*|désactiv*|supprim*|contrôl*|oppos*)",
    "(bloqu*|blocage|refus*|désactiv*|supprim*|oppos*) .. navigateur*",
    "browser* .. (setting*|preferences|options|block*|refus*|reject*|disabl*|delet*|control*|configur*)",
    "(setting*|preferences|options|block*|refus*|reject*|disabl*|delet*|control*|configur*|set) .. browser*",
];

/// What they are set for: trackers, not a language or a download.
const TRACKERS: &[&str] = &["(cookie*|traceur*|tracker*|témoin*)"];

/// Any means that the site itself offers.
const OTHERS: &[&str] = &[
    "(bandeau*|bannière*)",
    "(gestionnaire|module|panneau|centre|outil) .. (gestion|gérer|paramétr*|recueil*|consentement*|préférence*|choix|cookie*|traceur*)",
    "(lien|bouton|icône|onglet|rubrique|menu|fenêtre) .. (gérer|gestion|paramétr*|personnalis*|préférence*|choix|consentement*|refus*|accept*)",
    "(gérer|paramétrer|personnaliser|modifier|réglages|préférences|paramètres) [(de|du|des|les|mes)] mes (cookies|choix|préférences|traceurs|consentements)",
    "(choix|préférences|paramètres|paramétrage|consentement*) .. (depuis|sur|dans|en bas|au bas|au pied) [de] (la|le|notre|votre|cette|ce|chaque|nos) (plateforme|site|page*|espace|compte|application|pied)",
    "(choix|préférences|consentement*|accord) ... (modifi*|chang*|retir*|révoqu*|régl*|reven*|reprend*|reprenez) ... (depuis|sur|dans|par) (la|le|notre|votre|cette|ce|chaque|nos|l') (plateforme|site|page*|espace|compte|application|pied|profil)",
    "(modifi*|chang*|retir*|révoqu*|régl*|reven*|reprend*|reprenez) .. (choix|préférences|consentement*|accord) ... (depuis|sur|dans|par) (la|le|notre|votre|cette|ce|chaque|nos|l') (plateforme|site|page*|espace|compte|application|pied|profil)",
    "(lors|dès|au moment) (de|d') [(votre|la|une)] première (visite|connexion)",
    "[tout] (accepter|refuser) [tout] ou [tout] (accepter|refuser|paramétrer|personnaliser)",
    "tout (refuser|accepter)",
    "(cookie*|consent|privacy|tracker*) (banner|notice bar|bar|pop up|popup|panel|centre|center|manager|management|tool|platform|preferences|settings|choices)",
    "(link|button|icon|footer|panel|banner|pop up|popup) .. (cookie*|choice*|consent*|preference*|refus*|reject*|withdraw*)",
    "(cookie*|choice*|consent*|preference*|refus*|reject*|withdraw*) .. (link|button|icon|footer|panel|banner|pop up|popup)",
    "(consent|choice*|preference*) ... (chang*|withdraw*|updat*|modif*|adjust*|revok*|review*) ... (from|on|in|through) (the|our|your|this|every|any|each) (platform|site|website|page*|account|app|application|profile|footer)",
    "(chang*|withdraw*|updat*|modif*|adjust*|revok*|review*) .. (consent|choice*|preference*) ... (from|on|in|through) (the|our|your|this|every|any|each) (platform|site|website|page*|account|app|application|profile|footer)",
    "(manage|change|adjust) my (cookies|choices|preferences|consent)",
    "(accept|reject|refuse|decline) all",
    "(on|during|at) your first (visit|connection|sign in)",
];

/// Means that are the site's own, even in a sentence about the browser.
const OWN: &[&str] = &[
    "(bandeau*|bannière*)",
    "(gérer|gérez|paramétrer|personnaliser|modifier|gestion de) mes (cookies|choix|préférences|traceurs|consentements)",
    "(gestionnaire|module|panneau|centre|outil) (de|des|du) [(gestion|paramétrage|recueil|réglage)] [(de|du|des|de vos|de votre)] (consentement*|préférence*|choix|cookie*|traceur*)",
    "(lien*|bouton*) [de] [tout] refus*",
    "(lien*|bouton*|icône*) .. (chaque|toutes|pied de) .. page*",
    "banner*",
    "(manage|change|adjust|set) my (cookies|choices|preferences|consent)",
    "(cookie*|consent|preference*) (panel|pop up|popup|manager|tool|centre|center|management (tool|platform|panel))",
    "(refuse|reject|decline) [all] button*",
    "(link*|button*) to (refuse|reject|decline|withdraw)",
    "(link*|button*|icon*) .. (every|each|all) .. page*",
    "(link*|button*|icon*) .. footer",
];

/// Words that add one means to another, whatever the sentence.
const ADDING: &str = "(en plus (de|du|des)|en complément|en sus|outre|ainsi que|in addition|besides|as well as|on top of|along with|alongside)";

/// Words that add too, but that the way through a browser's menus also says.
const LINKING: &str = "(et|ou|aussi|également|and|or|also)";

/// The way through a browser's menus.
const MENUS: &[&str] = &[
    "(menu*|onglet*|cliqu*|coch*|option*|outils|sélectionn*|chrome|firefox|safari|edge|opera|explorer)",
    "(click*|tick*|tab|tools|toolbar|select*|menus)",
];

/// A means that is the browser's, or that there is not.
const NOT_OWN: &[&str] = &[
    "(bandeau*|bannière*|gestionnaire|module|panneau|centre|outil|lien*|bouton*) [(de|des|du) (gestion|paramétrage|réglage)] [(de|des|du) (consentement*|préférence*|choix|cookie*|traceur*)] (de|du|des) [(votre|vos|le|les|chaque)] navigateur*",
    "navigateur* .. (possède*|propose*|offre*|dispose*|contient|contiennent|affiche*|a|ont) .. (bandeau*|bannière*|gestionnaire|module|panneau|centre|outil|lien*|bouton*)",
    "(aucun*|sans|pas (de|d')|ni) [(un|une|de|le|la)] (bandeau*|bannière*|gestionnaire|module|panneau|centre|outil|lien*|bouton*)",
    "browser* [s] [own] (banner*|cookie*|consent|preference*) (panel|pop up|popup|manager|tool|centre|center|management)",
    "(banner*|panel|pop up|popup|manager|tool|centre|center|link*|button*) (of|in) [(your|the|each|most)] browser*",
    "browser* .. (has|have|offer*|provide*|show*) .. (banner*|panel|manager|tool|link*|button*)",
    "(no|without|neither|nor) [(a|any)] [(cookie*|consent|preference*)] (banner*|panel|pop up|popup|manager|tool|centre|center|link*|button*)",
];

/// A sentence about the browser tells of no other means, unless it adds one.
const OF_BROWSERS: &[&str] = &["(navigateur*|browser*|chrome|firefox|safari|edge|opera)"];

/// To end what one came for is no means of refusing trackers.
const AT_A_PRICE: &[&str] = &[
    "(résili*|clôtur*|clore|fermer|fermant|suppression|supprimer|supprimant|désinscri*|désabonn*) .. (compte|abonnement|souscription|inscription|contrat|adhésion)",
    "(cancel*|clos*|delet*|terminat*|end|ending) .. (account|subscription|membership|contract|registration)",
];

/// Whether the browser's settings are told of, and nothing else.
pub(crate) fn browser_only(readers: &Readers<'_>, named: impl Fn(&str) -> bool) -> bool {
    let (browser, trackers) = (Phrases::new(BROWSER), Phrases::new(TRACKERS));
    let told = readers.texts.iter().any(|read| {
        let mut found = read.text.find(&browser).into_iter();
        found.any(|found| read.text.has_in(read.text.section(found.sentence), &trackers))
    });
    told && !has_other(readers, named)
}

/// Whether the texts tell of a means that the site offers.
fn has_other(readers: &Readers<'_>, named: impl Fn(&str) -> bool) -> bool {
    let others = Phrases::new(OTHERS);
    let none: Vec<&str> = OF_BROWSERS.iter().chain(AT_A_PRICE).copied().collect();
    let none = Phrases::new(&none);
    readers.texts.iter().any(|read| {
        let mut found = read.text.find(&others).into_iter();
        found.any(|found| !read.text.sentence_has(found.sentence, &none))
            || adds_one(&read.text)
            || named(read.text.source())
    })
}

/// Whether a sentence about the browser adds a means that is the site's own.
fn adds_one(text: &Text<'_>) -> bool {
    let not_own: Vec<&str> = NOT_OWN.iter().chain(AT_A_PRICE).copied().collect();
    let through_menus: Vec<&str> = not_own.iter().chain(MENUS).copied().collect();
    says_beside(text, ADDING, &Phrases::new(&not_own)) || says_beside(text, LINKING, &Phrases::new(&through_menus))
}

/// Whether a sentence without one of `none` says, by `link`, one means beside the browser.
fn says_beside(text: &Text<'_>, link: &str, none: &Phrases) -> bool {
    const BROWSERS: &str = "(navigateur*|browser*)";
    let beside = |own: &&str| {
        [
            format!("{BROWSERS} ... {link} .. {own}"),
            format!("{link} .. {BROWSERS} ... {own}"),
            format!("{own} ... {link} .. {BROWSERS}"),
            format!("{link} .. {own} ... {BROWSERS}"),
        ]
    };
    let beside: Vec<String> = OWN.iter().flat_map(beside).collect();
    let beside: Vec<&str> = beside.iter().map(String::as_str).collect();
    text.find(&Phrases::new(&beside)).iter().any(|found| !text.sentence_has(found.sentence, none))
}

/// Whether a tool of this nature keeps choices.
pub(crate) fn keeps_choices(nature: Nature) -> bool {
    nature == Nature::ConsentChoice
}
