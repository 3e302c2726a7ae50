//! The policy's own text, and what stands for its tables.

use std::sync::Arc;

use temoin_render::documents;

use crate::{drafted, holds, register, table};

const HEADER: &str = "| Nom | Finalité | Durée |";

/// The text as it would be published.
#[track_caller]
fn published(text: &str) -> String {
    let draft = drafted(text);
    let rendered = documents(&Arc::new(register(&draft)), "#temoin");
    assert!(rendered.problems.is_empty(), "{:?}\n{:?}", rendered.problems, draft.files);
    rendered.documents[0].body.clone()
}

#[track_caller]
fn body(text: &str) -> String {
    let draft = drafted(text);
    register(&draft);
    draft.files[1].1.clone()
}

#[test]
fn the_table_of_trackers_becomes_a_tag() {
    let body = body(&table("Nos cookies", HEADER, "| `abc_id` | Compter les visites | 1 an |"));
    assert!(body.ends_with("## Nos cookies\n\n{{ trackers() }}\n"), "{body}");
    assert!(body.starts_with("Cette page présente"), "the title is the policy's: {body}");
}

#[test]
fn of_several_tables_each_prints_its_own() {
    let first = table("Cookies nécessaires", HEADER, "| `sid` | Garder la session | Session |");
    let second = "\n## Cookies de mesure d'audience\n\n| Nom | Finalité | Durée |\n|---|---|---|\n| `abc_id` | Compter les visites | 1 an |\n";
    let body = body(&(first + second));
    assert!(body.contains("{{ trackers(purpose=\"sign-in\") }}\n"), "{body}");
    assert!(body.contains("{{ trackers(purpose=\"audience\") }}\n"), "{body}");
}

#[test]
fn other_tables_and_links_stay() {
    let body = body(
        "# Politique des cookies\n\nLes horaires de l'accueil, pour qui veut nous écrire ou [nous voir](https://ecole.example/Plan), sont ici.\n\n\
         | Jour | Heures |\n|---|---|\n| Lundi | 9 à 12 |\n",
    );
    assert!(body.contains("[nous voir](<https://ecole.example/Plan>)"), "{body}");
    assert!(body.contains("| Jour | Heures |\n| --- | --- |\n| Lundi | 9 à 12 |\n"), "{body}");
}

#[test]
fn what_looks_like_a_tag_or_markup_is_text() {
    let odd = "Écrivez {{ rights.email }} ou {% if x %} ou {# rien #}, <b>2 * 3</b> & _ainsi_ de suite, sans que cela change les cookies.";
    let body = published(&format!("# Politique des cookies\n\n{odd}\n"));
    for part in ["{{ rights.email }}", "{% if x %}", "{# rien #}"] {
        assert!(body.replace('\\', "").contains(part), "{part} is not in {body}");
    }
}

#[test]
fn the_kind_and_the_day_are_the_texts() {
    holds(
        "# Charte de vie privée\n\nVersion du 3 mars 2025.\n\nNous traitons vos données avec soin, et nous vous disons ici comment.\n",
        &[
            "id      = \"privacy\"\nkind    = \"privacy\"\ntitle   = { fr = \"Charte de vie privée\" }\nversion = \"2025-03-03\" # source : ligne 3\n",
        ],
    );
    holds(
        "# Cookies\n\nNous traitons vos données avec soin, et nous vous disons ici comment, en français et sans détour.\n",
        &["version = \"2026-11-22\" # jour du brouillon"],
    );
}
