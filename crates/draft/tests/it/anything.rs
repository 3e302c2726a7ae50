//! Whatever the text, the draft reads, renders, loses no row, and is always the same.

use std::sync::Arc;

use proptest::prelude::*;
use temoin_prose::Text;
use temoin_render::documents;

use crate::{Written, drafted};

/// Pieces of policies, and of what breaks TOML, Markdown and tags.
fn odd() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "_ga",
        "PHPSESSID",
        "*",
        "\"",
        "\"\"\"",
        "'",
        "\\",
        "\\u0000",
        "\u{7f}",
        "\u{85}",
        "\u{1b}",
        "\u{2028}",
        "\u{feff}",
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "<b>",
        "&amp;",
        "`",
        "|",
        "#",
        "=",
        "é",
        "統計",
        "🎓",
        " ",
        "\t",
        "\n",
        "\n\n",
        "- ",
        "cookie",
        "traceur",
        "Google Analytics",
        "YouTube",
        "nécessaire",
        "13 mois",
        "session",
        "6 à 12 mois",
        "contact@rivages.example",
        "https://rivages.example/",
        "SIREN 783 707 003",
        "à décider : ",
        "Votre choix est conservé",
        "données conservées",
        "droit d'accès",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// A cell: on one line, without the mark that ends it.
fn cell() -> impl Strategy<Value = String> {
    odd().prop_map(|text| text.replace(['\n', '|', '\u{2028}', '\u{85}'], " "))
}

fn policy() -> impl Strategy<Value = String> {
    let row = (cell(), cell(), cell(), cell());
    (odd(), prop::collection::vec(row, 0..8), odd()).prop_map(|(before, rows, after)| {
        let rows: String = rows.iter().map(|(a, b, c, d)| format!("| {a} | {b} | {c} | {d} |\n")).collect();
        format!(
            "# Politique des cookies\n\nNous déposons les cookies que voici, pour ces finalités et ces durées.\n\n{before}\n\n\
             | Nom | Fournisseur | Finalité | Durée |\n|---|---|---|---|\n{rows}\n{after}\n"
        )
    })
}

fn whole(text: &str) -> Result<(), TestCaseError> {
    let draft = drafted(text);
    prop_assert_eq!(&draft, &drafted(text));
    let read = temoin_register::Register::read(&Written(&draft));
    let register = read.map_err(|wrong| TestCaseError::fail(format!("{:#?}\n{}", wrong.problems, draft.register)))?;
    let rendered = documents(&Arc::new(register), "#temoin");
    prop_assert!(rendered.problems.is_empty(), "{:?}\n{:?}", rendered.problems, draft.files);
    prop_assert_eq!(draft.decisions().count(), draft.drafted.decisions);
    for row in Text::read(text).trackers() {
        let line = text[..row.span.start].matches('\n').count() + 1;
        let told =
            [format!("ligne {line}\n"), format!("ligne {line} "), format!("ligne {line})"), format!("line {line}")];
        prop_assert!(told.iter().any(|told| draft.register.contains(told)), "line {line} is lost:\n{}", draft.register);
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_policy_gives_a_register(text in policy()) {
        whole(&text)?;
    }

    #[test]
    fn any_text_gives_a_register(text in any::<String>()) {
        whole(&text)?;
    }
}

#[test]
fn nothing_at_all_gives_a_register() {
    for text in ["", "\n", "{%", "{{", "#", "|", "<table><tr><td>", "\u{feff}"] {
        whole(text).expect("a register");
    }
}
