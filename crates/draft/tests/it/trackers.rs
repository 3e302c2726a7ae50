//! Rows, names in sentences and sorts of cookies become trackers; what is not
//! said of them is left to decide.

use temoin_register::{Lifetime, TrackerKind};

use crate::{drafted, holds, lacks, register, table};

const HEADER: &str = "| Nom | Fournisseur | Finalité | Durée |";

#[test]
fn a_row_gives_a_tracker_with_its_line() {
    let text = table("Nos cookies", HEADER, "| `_ga` | Google Analytics | Compter les visites | 13 mois |");
    let draft = drafted(&text);
    let register = register(&draft);
    let tracker = register.tracker(TrackerKind::Cookie, "_ga").expect("declared");
    assert_eq!(tracker.lifetime, Some(Lifetime::parse("13 months").expect("a lifetime")));
    assert_eq!(tracker.service.as_ref().map(temoin_register::Id::as_str), Some("google-analytics"));
    assert!(draft.register.contains("[[tracker]] # source : ligne 9\n"), "{}", draft.register);
    assert_eq!((draft.drafted.trackers, draft.drafted.services), (1, 1));
}

#[test]
fn a_lifetime_that_is_no_single_value_is_quoted_not_chosen() {
    for words in ["6 à 12 mois", "Variable", "selon les cas"] {
        let text = table(
            "Nos cookies",
            HEADER,
            &format!("| `abc_id` | Exemplia | Compter | {words} |\n| `abd` | Exemplia | Compter | 1 an |"),
        );
        holds(
            &text,
            &[&format!("# à décider : la durée de vie (`lifetime`), une seule valeur ; le texte dit « {words} »")],
        );
        let draft = drafted(&text);
        let declared = register(&draft).tracker(TrackerKind::Cookie, "abc_id").expect("declared").lifetime;
        assert_eq!(declared, None, "{words}");
    }
}

#[test]
fn storage_is_declared_as_such() {
    holds(
        &table("Nos cookies", HEADER, "| `yt-remote-session-name` | YouTube | Lire les vidéos | Session |"),
        &["kind     = \"local-storage\" # d'après la base connue : à vérifier"],
    );
}

#[test]
fn what_is_not_used_is_a_comment() {
    let text = table(
        "Nos cookies",
        "| Catégorie | Finalité | Exemples | Durée |",
        "| Mesure | Compter les visites | `abc_id` | 6 mois |\n| Publicité | Afficher des annonces | Aucun | — |",
    );
    holds(&text, &["# ligne 10 : « Publicité"]);
    assert_eq!(drafted(&text).drafted.trackers, 1);
}

#[test]
fn a_name_told_twice_is_declared_once() {
    let text = table(
        "Nos cookies",
        HEADER,
        "| `abc_id` | Exemplia | Compter | 1 an |\n| `abc_id` | Exemplia | Lire | 2 ans |",
    );
    holds(&text, &["# `abc_id` (ligne 10) est déjà déclaré, d'après la ligne 9"]);
    assert_eq!(drafted(&text).drafted.trackers, 1);
}

#[test]
fn a_description_without_a_name_is_a_title() {
    holds(
        &table("Nos cookies", HEADER, "| Cookie de langue | Exemplia | Retenir la langue | 30 jours |"),
        &["title    = { fr = \"Cookie de langue\" }", "# à décider : le nom exact, à relever dans un navigateur"],
    );
}

#[test]
fn names_in_sentences_count() {
    holds(
        "# Politique des cookies\n\nLe cookie déposé par Matomo, nommé `_pk_id.1`, sert à compter les visites de chaque \
         page du site et il expire au bout de 13 mois.\n",
        &["name     = \"_pk_id.1\"", "service  = \"matomo\"", "lifetime = \"13 months\""],
    );
}

#[test]
fn a_sort_of_cookies_without_a_name_is_drafted_to_be_completed() {
    let text = "# Politique des cookies\n\nVoici les cookies de notre école, par sorte, et la durée de chacune.\n\n\
                ## Cookies de mesure d'audience\n\nIls comptent les pages lues. Ils durent 13 mois et demandent votre accord.\n\n\
                ## Cookies de session\n\nIls s'effacent quand vous fermez la page.\n";
    holds(
        text,
        &["title    = { fr = \"Cookies de mesure d'audience\" }\npurpose  = \"audience\"\nlifetime = \"13 months\""],
    );
    lacks(text, &["Cookies de session"]);
}

#[test]
fn a_text_that_names_no_tracker_says_so() {
    holds(
        "# Politique de confidentialité\n\nAvec votre accord, nous déposons des cookies de publicité et de mesure d'audience \
         sur nos pages. Nous les choisissons avec soin.\n",
        &["# à décider : les traceurs, un [[tracker]] chacun", "id      = \"advertising\"", "id      = \"audience\""],
    );
}

#[test]
fn sorts_of_cookies_told_in_sentences_are_quoted() {
    let text = "# Vos données\n\nAvec votre accord, nos pages posent des cookies pour mesurer leur audience et pour choisir des publicités.\n\n\
                | Données | Durée de conservation |\n|---|---|\n| Dossier d'inscription | 5 ans |\n| Traceurs | 10 mois |\n";
    holds(
        text,
        &[
            "le texte n'en nomme aucun, mais en annonce, cités ci-dessous\n",
            "# à décider : les traceurs annoncés ligne 3 (publicité, mesure d'audience) : « Avec votre accord, nos pages posent",
            "# à décider : la durée des traceurs (`lifetime`), ou de leurs données, ligne 8 : « ",
            "# à décider : est-ce la durée de vie des traceurs",
        ],
    );
    lacks(text, &["le texte n'en annonce aucun"]);
}

#[test]
fn a_text_that_announces_no_cookie_is_told_so() {
    let text =
        "# Vos données\n\nNous gardons votre nom et votre adresse le temps de votre formation, et rien d'autre.\n";
    holds(text, &["le texte n'en annonce aucun"]);
}
