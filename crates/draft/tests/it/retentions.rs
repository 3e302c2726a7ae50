//! How long data are kept.

use crate::{drafted, holds, lacks};

#[test]
fn rows_of_retention_are_carried_over() {
    let text = "# Politique de confidentialité\n\nNous gardons vos données le temps qu'il faut, et pas davantage, selon ce tableau.\n\n\
                | Type de données | Durée de conservation |\n|---|---|\n\
                | Inscription (nom, adresse e-mail, téléphone) | 5 ans à compter de la fin du contrat |\n\
                | Candidatures | de 1 à 2 ans |\n";
    holds(
        text,
        &[
            "[[retention]] # source : ligne 7\n",
            "data  = [\"identity\", \"email\", \"phone\"]\nkeep  = \"5 years\"\nfrom  = \"contract-end\"\nthen  = \"delete\"\n",
            "# à décider : ce que deviennent ensuite les données (`then`)",
            "# à décider : une durée pour « Candidatures » (ligne 8)",
        ],
    );
    assert_eq!(drafted(text).drafted.retentions, 1);
}

#[test]
fn a_sentence_about_data_is_a_rule() {
    holds(
        "# Politique de confidentialité\n\nLes données de votre dossier sont conservées trois ans après votre dernière \
         connexion, puis anonymisées par nos soins.\n",
        &[
            "title = { fr = \"Les données de votre dossier\" }",
            "keep  = \"3 years\"\nfrom  = \"last-access\"\nthen  = \"anonymise\"\n",
        ],
    );
}

#[test]
fn the_life_of_a_cookie_is_no_retention() {
    lacks(
        "# Politique des cookies\n\nLe cookie `abc_id` reste treize mois sur votre appareil, après quoi votre navigateur \
         l'efface de lui-même.\n",
        &["[[retention]]"],
    );
}

#[test]
fn data_read_from_cookies_are_not_the_cookies() {
    lacks(
        "# Politique des cookies\n\nLes données lues dans ces cookies sont conservées vingt mois, puis supprimées.\n",
        &["est-ce la durée de vie des traceurs"],
    );
}
