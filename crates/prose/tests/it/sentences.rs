//! Where sentences end, and what they stand under.

use temoin_prose::Text;

/// What each sentence covers in the source.
#[track_caller]
fn case(source: &str, expected: &[&str]) {
    let text = Text::read(source);
    let found: Vec<_> = text.sentences().iter().map(|sentence| &source[sentence.span.range()]).collect();
    assert_eq!(found, expected);
}

#[test]
fn marks_end_a_sentence() {
    case(
        "Nous mesurons l'audience. Vous pouvez refuser ! Comment ? En deux clics…",
        &["Nous mesurons l'audience.", "Vous pouvez refuser !", "Comment ?", "En deux clics…"],
    );
    case(
        "Elle dure un an (au plus). « Rien de plus. » Ensuite elle est effacée.",
        &["Elle dure un an (au plus).", "Rien de plus.", "Ensuite elle est effacée."],
    );
    case("Elle dure un an (au plus)", &["Elle dure un an (au plus)"]);
    case("Nous tenons un journal ; il est effacé.", &["Nous tenons un journal ;", "il est effacé."]);
    case("Voici nos traceurs : un seul, pour la langue.", &["Voici nos traceurs : un seul, pour la langue."]);
    case("Les données sont effacées.Vous en êtes averti.", &["Les données sont effacées.", "Vous en êtes averti."]);
}

#[test]
fn an_abbreviation_ends_nothing() {
    for whole in [
        "Le traitement suit l'art. 6 du texte.",
        "Selon les art. L. 34 et R. 12, voyez le no. 5 de la liste.",
        "Un outil de mesure, p. ex. Exemplia, est utilisé.",
        "Write to Mr. Example or to Dr. Sample, i.e. our two officers.",
        "Some tools (e.g. Exemplia, Samplify, etc.) are used.",
        "Le site exemple.org mesure 1.5 visite par jour, cf. Annexe.",
        "Écrivez à M. J. Dupré-Test, au tél. 01 00 00 00 00, pour toute demande.",
        "Des outils, un journal, etc. sont employés.",
        "La durée est de 13 mois max. selon le cas.",
        "Nous les gardons… parfois longtemps.",
    ] {
        case(whole, &[whole]);
    }
    case("Langue, panier, etc. Rien d'autre.", &["Langue, panier, etc.", "Rien d'autre."]);
    case("Le cookie dure 24 h. Il est renouvelé.", &["Le cookie dure 24 h.", "Il est renouvelé."]);
}

#[test]
fn a_block_ends_its_sentence_and_none_is_endless() {
    let text = Text::read("- un journal\n- une copie\n");
    assert_eq!((text.folded(0), text.folded(1)), ("un journal", "une copie"));
    let endless = "mot ".repeat(1000);
    let text = Text::read(&endless);
    assert_eq!(text.sentences().iter().map(|sentence| sentence.tokens.len()).collect::<Vec<_>>(), [400, 400, 200]);
}

#[test]
fn a_section_is_what_stands_under_a_heading() {
    let source =
        "Avant tout. Encore.\n\n# Cookies\n\nNous en posons un. Il est bref.\n\n## Vos choix\n\nRefusez ici.\n";
    let text = Text::read(source);
    let heading = |sentence: usize| text.heading_of(sentence).map(|block| text.blocks()[block].text());
    assert_eq!(
        (0..7).map(heading).map(Option::unwrap_or_default).collect::<Vec<_>>(),
        ["", "", "Cookies", "Cookies", "Cookies", "Vos choix", "Vos choix"]
    );
    assert_eq!((text.section(1), text.section(2), text.section(4), text.section(6)), (0..2, 2..5, 2..5, 5..7));
    assert_eq!(text.sentences_of(text.sentences()[3].block), 3..5);
}
