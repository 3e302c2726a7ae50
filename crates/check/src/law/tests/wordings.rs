//! What the lists recognise, and the right sentences that they leave alone.

use std::collections::BTreeSet;

use temoin_prose::{Phrases, Text};

use super::today;

/// The ids, or else the phrases, of the entries of `list` that a sentence has.
#[track_caller]
fn case(list: &str, sentence: &str, expected: &[&str]) {
    let law = today();
    let text = Text::read(sentence);
    let has = |phrase: &str| Phrases::parse(&[phrase]).is_ok_and(|phrases| text.has(&phrases));
    let found: BTreeSet<&str> = law
        .phrases(list)
        .into_iter()
        .filter(|entry| has(entry.phrase))
        .map(|entry| entry.id.map_or("matched", |id| id.as_str()))
        .collect();
    assert_eq!(found, expected.iter().copied().collect(), "{list} on: {sentence}");
}

#[test]
fn vague_purposes_and_clear_ones() {
    let list = "vague-purposes";
    case(list, "Ces cookies servent à améliorer l'expérience utilisateur.", &["experience"]);
    case(list, "Pour vous offrir la meilleure expérience possible sur nos pages.", &["experience"]);
    case(list, "Nos traceurs améliorent l'expérience de navigation.", &["experience"]);
    case(list, "Votre expérience professionnelle est demandée à l'inscription.", &[]);
    case(list, "Traceurs déposés pour diverses raisons.", &["reasons"]);
    case(list, "Nous mesurons l'audience pour améliorer le site.", &[]);
    case(list, "We use it to enhance your browsing experience.", &["experience"]);
    case(list, "It is kept for a number of reasons.", &["reasons"]);
    case(list, "Your request may be refused for several of the reasons below.", &[]);
    case(list, "An experienced team answers you.", &[]);
    case("vague-purposes-alone", "Améliorer nos services.", &["matched"]);
    case("vague-purposes-alone", "Assurer le bon fonctionnement de la plateforme.", &["matched"]);
    case("vague-purposes-alone", "Retenir la langue choisie.", &[]);
    case("precise-purposes", "Mesurer la fréquentation pour améliorer nos services.", &["matched"]);
    case("precise-purposes", "Améliorer nos services.", &[]);
}

#[test]
fn purposes_that_need_consent_and_exempt_ones() {
    let list = "consent-purposes";
    case(list, "Afficher des annonces publicitaires ciblées.", &["advertising"]);
    case(list, "Tests A/B de la page d'accueil.", &["ab-testing"]);
    case(list, "Mesurer la performance de nos campagnes.", &["campaign-measurement"]);
    case(list, "Lecture de vidéos YouTube.", &["embedded-video"]);
    case(list, "Relecture des sessions et carte de chaleur.", &["session-replay"]);
    case(list, "Plays the recording of your last class session.", &[]);
    case(list, "Créer votre profil d'apprenant.", &[]);
    case(list, "Retenir la langue choisie.", &[]);
    let list = "exempt-purposes";
    case(list, "Vous authentifier sur la plateforme.", &["authentication"]);
    case(list, "Keeps you signed in.", &["authentication"]);
    case(list, "Keeps users logged in.", &["authentication"]);
    case(list, "Répartition de la charge entre nos serveurs.", &["load-balancing"]);
    case(list, "Retenir la langue choisie.", &["language"]);
    case(list, "Mémoriser votre choix sur les cookies.", &["consent-choice"]);
    case(list, "Mesure d'audience du site.", &["audience-measurement"]);
    case(list, "Afficher des publicités.", &[]);
}

#[test]
fn providers_with_a_name_and_without() {
    case("vague-providers", "Nos partenaires commerciaux", &["matched"]);
    case("vague-providers", "various third-party providers", &["matched"]);
    case("vague-providers", "Société Exemple, prestataire de mesure", &[]);
    case("vendors-not-exempt", "Mesure par Google Analytics.", &["google-analytics"]);
    case("vendors-not-exempt", "Mesure par Matomo, sur nos serveurs.", &[]);
}

#[test]
fn words_of_older_laws_and_of_this_one() {
    let list = "obsolete-terms";
    case(list, "Vous avez un droit d'accès, de rectification, de verrouillage et d'effacement.", &["blocking"]);
    case(list, "Le verrouillage du compte intervient après cinq essais.", &[]);
    case(
        list,
        "Vous pouvez vous opposer, pour des motifs légitimes, à la prospection.",
        &["legitimate-grounds-for-marketing"],
    );
    case(list, "Vous pouvez vous opposer au traitement pour des motifs légitimes.", &[]);
    case(list, "Vous pouvez vous opposer à la prospection à tout moment et sans motif.", &[]);
    case("objection-on-grounds", "Droit d'opposition au traitement, pour des motifs légitimes.", &["matched"]);
    case("objection-on-grounds", "Vous pouvez vous opposer à tout traitement fondé sur l'intérêt légitime.", &[]);
    case(list, "Vous pouvez vous inscrire gratuitement sur la liste Bloctel.", &["bloctel"]);
    case(list, "La liste Bloctel a disparu le 11 août 2026.", &[]);
    case(list, "Conformément à la délibération n° 2013-378 de la CNIL.", &["older-guidelines"]);
    case(list, "Conformément à la délibération n° 2020-091 de la CNIL.", &[]);
    case(list, "Écrivez à notre Correspondant Informatique et Libertés.", &["cil"]);
}

#[test]
fn claims_that_no_text_bears_out() {
    let list = "wrong-claims";
    case(list, "13 mois (maximum légal)", &["lifetime-legal-maximum"]);
    case(list, "Ils vivent 13 mois, comme l'exige le RGPD.", &["lifetime-from-gdpr"]);
    case(list, "Ils vivent 13 mois, comme le recommande la CNIL.", &[]);
    case(list, "Les factures sont gardées 10 ans, durée légale.", &[]);
    case(list, "Notre site est entièrement conforme au RGPD.", &["self-declared-compliance"]);
    case(list, "Nous choisissons des sous-traitants dont les garanties sont suffisantes au sens du RGPD.", &[]);
    case(list, "Cette page est conforme aux recommandations de la CNIL.", &["self-declared-compliance"]);
    case(list, "Conformément au RGPD, vous disposez d'un droit d'accès.", &[]);
    case(list, "This site is fully GDPR compliant.", &["self-declared-compliance"]);
    case(list, "Our processors are required to be compliant with the GDPR.", &[]);
    case(list, "Cet outil est certifié par la CNIL.", &["cnil-certified"]);
    case(list, "It lives for 13 months, the legal maximum.", &["lifetime-legal-maximum"]);
}

#[test]
fn words_left_for_the_author() {
    let list = "template-leftovers";
    case(list, "Rayez les mentions inutiles.", &["matched"]);
    case(list, "Indiquez la raison sociale de votre entreprise.", &["matched"]);
    case(list, "Remplacez les passages notés entre crochets.", &["matched"]);
    case(list, "Le formulaire à compléter est sur la page de contact.", &[]);
    case(list, "Vous pouvez compléter vos données depuis votre compte.", &[]);
    case(list, "Insert your company name.", &["matched"]);
    case("template-in-brackets", "à compléter", &["matched"]);
    case("template-in-brackets", "MAJ 2026", &[]);
}
