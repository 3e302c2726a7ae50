//! Words that are the same however they are typed.

use temoin_prose::Text;

/// The folded words of every sentence, sentences separated by ` / `.
#[track_caller]
fn case(source: &str, expected: &str) {
    let text = Text::read(source);
    let folded: Vec<_> = (0..text.sentences().len()).map(|sentence| text.folded(sentence)).collect();
    assert_eq!(folded.join(" / "), expected, "{source}");
}

#[test]
fn accents_case_and_ligatures_fold() {
    case("DONNÉES À CARACTÈRE PERSONNEL", "donnees a caractere personnel");
    case("Cœur, æther, Straße, ŒUVRE", "coeur aether strasse oeuvre");
    case("donne\u{301}es re\u{301}colte\u{301}es", "donnees recoltees");
    case("La ﬁnalité, l'aﬃchage, les oﬀres", "la finalite l affichage les offres");
    case("le 1ᵉʳ cas", "le 1 er cas");
    case("Šárka Žižková Łódź", "sarka zizkova lodz");
    case("Ελλάδα Ёлка", "ελλάδα ёлка");
}

#[test]
fn every_apostrophe_hyphen_and_space_separates() {
    case("l'e-mail l’e‑mail l`e–mail lʼe‐mail", "l e mail l e mail l e mail l e mail");
    case("plus\u{a0}tard\u{202f}encore", "plus tard encore");
    case("13mois, _pk_id.1, 🍪cookies🍪", "13 mois pk id 1 cookies");
    case("dé\u{ad}pôt, con\u{200b}sent", "depot consent");
}

#[test]
fn a_word_broken_at_the_end_of_a_line_is_one_word() {
    case(
        "Nous demandons votre consen-\ntement avant tout dé\u{ad}\npôt de traceur, sans excep‐\r\n  tion aucune ici.",
        "nous demandons votre consentement avant tout depot de traceur sans exception aucune ici",
    );
    case(
        "Les cookies dits third-\nparty et les e-\nmails de nos sous-\ntraitants sont listés ici.",
        "les cookies dits third party et les e mails de nos sous traitants sont listes ici",
    );
}

#[test]
fn a_token_points_at_its_letters() {
    let source = "Le dé\u{ad}pôt de l’œuvre consen-\ntie.";
    let text = Text::read(source);
    let written: Vec<_> = text.tokens().iter().map(|token| &source[token.span.range()]).collect();
    assert_eq!(written, ["Le", "dé\u{ad}pôt", "de", "l", "œuvre", "consen-\ntie"]);
    let folded: Vec<_> = (0..text.tokens().len()).map(|token| text.word(token)).collect();
    assert_eq!(folded, ["le", "depot", "de", "l", "oeuvre", "consentie"]);
}

#[test]
fn a_character_reference_keeps_its_place() {
    let source = "<!DOCTYPE html><html><body><p>Dur&eacute;e de <b>con</b>servation</p></body></html>";
    let text = Text::read(source);
    let written: Vec<_> = text.tokens().iter().map(|token| &source[token.span.range()]).collect();
    assert_eq!(written, ["Dur&eacute;e", "de", "con</b>servation"]);
    assert_eq!(text.folded(0), "duree de conservation");
}
