//! Who publishes, how a choice is kept, and how rights are exercised.

use crate::{drafted, holds, lacks, table};

/// A policy of an imaginary association, with everything said.
const WHOLE: &str = "\
# Politique de confidentialité

L'association Rivages vous explique ici ce qu'elle fait de vos données. Rivages (SIREN 783 707 003), 4 bis rue des Embruns, 29200 Brest, répond de ses traitements. Le site https://www.rivages.example/ est le sien.

Votre choix au sujet des cookies est conservé pendant six mois.

## Vos droits

Vous disposez d'un droit d'accès, de rectification, d'effacement, d'opposition et de portabilité. Vous pouvez introduire une réclamation auprès de la CNIL.

Écrivez à contact@rivages.example, ou à notre délégué à la protection des données : dpo@rivages.example. Nous répondons à votre demande dans un délai d'un mois.
";

#[test]
fn what_is_stated_is_carried_over_with_its_line() {
    holds(
        WHOLE,
        &[
            "id        = \"rivages\"\nname      = \"Rivages\"\nurls      = [\"https://www.rivages.example/\"] # source : ligne 3\n",
            "address = \"4 bis rue des Embruns, 29200 Brest\" # source : ligne 3\n",
            "email   = \"contact@rivages.example\" # source : ligne 11\n",
            "siren   = \"783707003\" # source : ligne 3\n",
            "[controller.dpo] # source : ligne 11\nemail = \"dpo@rivages.example\"\n",
            "valid_for = \"6 months\" # source : ligne 5\n",
            "deadline = \"1 month\" # source : ligne 11\n",
            "offered  = [\"access\", \"rectification\", \"erasure\", \"portability\", \"objection\", \"complaint\"]\n",
            "# à décider : les droits que le texte n'annonce pas : restriction, withdrawal, post-mortem\n",
        ],
    );
}

#[test]
fn a_number_with_a_wrong_digit_is_told_not_written() {
    let text = WHOLE.replace("783 707 003", "783 707 004");
    lacks(&text, &["siren   ="]);
    holds(&text, &["# à décider : le numéro « 783707004 » de la ligne 3 n'est pas un SIREN ni un SIRET"]);
}

#[test]
fn two_durations_of_a_choice_are_a_question() {
    let text = format!("{WHOLE}\nVotre consentement est conservé pendant treize mois.\n");
    holds(&text, &["une seule valeur ; le texte dit : 13 months (source : ligne 13), 6 months (source : ligne 5)"]);
    lacks(&text, &["valid_for ="]);
}

#[test]
fn what_no_one_says_is_a_placeholder_to_decide() {
    holds(
        "Les cookies de cette page gardent la langue que vous avez choisie, et rien de plus que cela pour le moment, en \
         attendant mieux.",
        &[
            "name      = \"À compléter\"",
            "# à décider : l'adresse du site (`urls`)",
            "# à décider : le nom du site (`name`)",
        ],
    );
}

#[test]
fn a_row_says_how_long_the_choice_is_kept() {
    let row = "| Cookie qui retient votre choix de traceurs | 90 jours |";
    let text = table("Cookies strictement nécessaires", "| Cookie | Durée |", row);
    holds(&text, &["valid_for = \"90 days\" # source : ligne 9\n"]);
    let text = format!("{text}\nVotre consentement est conservé pendant treize mois.\n");
    holds(&text, &["le texte dit : 13 months (source : ligne 11), 90 days (source : ligne 9)"]);
    lacks(&text, &["valid_for ="]);
}

#[test]
fn a_right_of_former_law_is_a_question() {
    let text = WHOLE.replace("d'effacement,", "d'effacement, de verrouillage,");
    lacks(&text, &["\"restriction\"", "n'annonce pas : restriction"]);
    holds(
        &text,
        &["# à décider : la limitation (`restriction`, RGPD art. 18), que la ligne 9 appelle encore « verrouillage »"],
    );
    let text = text.replace("de verrouillage,", "de verrouillage, de limitation,");
    holds(&text, &["\"restriction\""]);
    lacks(&text, &["# à décider : la limitation"]);
}

#[test]
fn sections_that_no_text_gives_are_named() {
    let sections = ["[[processing]]", "[[recipient]]", "[[disclosure]]", "[security]", "[audience]"];
    let draft = drafted(WHOLE);
    for section in sections {
        assert!(draft.decisions().any(|decision| decision.what.contains(section)), "{section}");
    }
}
