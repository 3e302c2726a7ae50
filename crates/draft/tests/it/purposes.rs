//! Consent and exemptions: the text claims, the base may contradict, a person decides.

use temoin_register::{Exemption, Regime, TrackerKind};

use crate::{drafted, holds, lacks, register, table};

const HEADER: &str = "| Nom | Fournisseur | Finalité | Durée |";

#[track_caller]
fn regime(text: &str, tracker: &str, expected: Regime) {
    let draft = drafted(text);
    let register = register(&draft);
    let tracker = TrackerKind::ALL.iter().find_map(|kind| register.tracker(*kind, tracker)).expect("declared");
    let purpose = register.purpose_of(tracker).expect("a purpose");
    assert_eq!(purpose.regime(), expected, "{}", draft.register);
}

#[test]
fn an_exemption_is_the_texts_to_claim() {
    let row = "| `MoodleSession` | École du Port | Garder la session ouverte | Session |";
    regime(
        &table("Cookies strictement nécessaires", HEADER, row),
        "MoodleSession",
        Regime::Exempt(Exemption::Authentication),
    );
    regime(&table("Nos cookies", HEADER, row), "MoodleSession", Regime::Consent);
    holds(&table("Nos cookies", HEADER, row), &["# à décider : `exempt = \"authentication\"` à la place de `consent`"]);
}

#[test]
fn a_claim_that_the_base_contradicts_is_not_carried_over() {
    let text = table("Cookies strictement nécessaires", HEADER, "| `_fbp` | Meta | Fonctionnement | 3 mois |");
    regime(&text, "_fbp", Regime::Consent);
    holds(&text, &["# à décider : exempté selon le texte (« Cookies strictement nécessaires », ligne 9), mais"]);
}

#[test]
fn a_column_of_consent_is_believed() {
    let header = "| Catégorie | Exemples | Durée | Consentement requis |";
    let rows = "| Nécessaires | `sid_ecole`, cookie de langue | Session | Non |\n| Mesure d'audience | `abc_id` | 1 an | Oui, sauf exception |";
    let text = table("Nos cookies", header, rows);
    regime(&text, "abc_id", Regime::Consent);
    holds(
        &text,
        &["exempt = \"language\"", "# à décider : le texte hésite sur l'accord (« Oui, sauf exception », ligne 10)"],
    );
}

#[test]
fn the_texts_own_categories_are_kept() {
    let header = "| Catégorie | Finalité | Exemples | Durée |";
    let rows = "| Taille des lettres | Garder la taille que vous avez choisie | `lettres` | 1 an |";
    holds(
        &table("Nos cookies", header, rows),
        &[
            "id      = \"taille-des-lettres\"\nconsent = \"required\"\ntitle   = { fr = \"Taille des lettres\" }\ntext    = { fr = \"Garder la taille que vous avez choisie\" }",
        ],
    );
}

#[test]
fn who_sets_a_cookie_is_no_purpose() {
    let header = "| Type | Nom | Finalité |";
    let text = table("Nos cookies", header, "| Cookie tiers persistant | `abc_id` | Compter les visites |");
    lacks(&text, &["title   = { fr = \"Cookie tiers persistant\" }"]);
    holds(&text, &["id      = \"audience\""]);
}

#[test]
fn a_provider_that_the_base_does_not_know_is_kept() {
    holds(
        &table("Nos cookies", HEADER, "| `abc_id` | Exemplia Conseil | Compter les visites | 1 an |"),
        &[
            "id   = \"exemplia-conseil\"\nname = \"Exemplia Conseil\"\n# à décider : la base ne connaît pas ce nom",
            "service  = \"exemplia-conseil\"",
        ],
    );
}

#[test]
fn software_on_ones_own_servers_has_no_processor() {
    let text = "# Politique des cookies\n\nNous comptons les visites avec Matomo, installé sur nos serveurs et réglé pour \
                ne garder aucune adresse. Les cookies expirent après 13 mois.\n";
    holds(text, &["id      = \"matomo\"", "# installé chez vous, selon le texte : sans sous-traitant"]);
    lacks(text, &["[[processor]]"]);
}

#[test]
fn a_tool_that_is_not_used_is_not_declared() {
    let text = "# Politique des cookies\n\nNous n'utilisons pas Google Analytics sur les pages de cette école, ni aucun \
                cookie de publicité.\n";
    lacks(text, &["[[service]]"]);
    holds(text, &["# ligne 3 : Google Analytics est nommé sans traceur"]);
}

#[test]
fn a_tool_serves_what_the_text_says() {
    let page = |line: &str| {
        format!(
            "# Politique des cookies\n\nVoici les outils auxquels nos pages font appel, un par ligne.\n\n- {line}\n"
        )
    };
    let shared = page("LinkedIn : bouton de partage au bas de chaque leçon");
    holds(&shared, &["id        = \"linkedin\"", "purpose   = \"social\""]);
    lacks(&shared, &["advertising", "à quoi sert LinkedIn"]);
    holds(&page("LinkedIn : publicité auprès des anciens élèves"), &["purpose   = \"advertising\""]);
    holds(
        &page("Nous partageons des données avec LinkedIn"),
        &["purpose   = \"advertising\"", "# à décider : à quoi sert LinkedIn : la ligne 5 le nomme sans le dire"],
    );
}

#[test]
fn the_cell_of_a_row_is_believed_against_the_base() {
    let text = table("Nos cookies", HEADER, "| `_fbp` | Meta | Compter les visites | 3 mois |");
    holds(&text, &["id      = \"audience\""]);
    lacks(&text, &["\"advertising\""]);
}

#[test]
fn software_that_anyone_can_install_has_no_processor_until_the_text_names_one() {
    let page = |tool: &str| {
        format!(
            "# Politique des cookies\n\nLes visites de ces pages sont comptées par {tool}, dont les machines sont en Europe.\n"
        )
    };
    let untold = page("Matomo");
    lacks(&untold, &["\n[[processor]]", "InnoCraft", "matomo.cloud"]);
    holds(&untold, &["id      = \"matomo\"", "# à décider : qui l'héberge"]);
    holds(&page("Matomo Cloud"), &["name    = \"InnoCraft\""]);
    holds(&page("Google Analytics"), &["\n[[processor]]"]);
}
