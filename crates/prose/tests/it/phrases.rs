//! Wordings found whatever their typing.

use temoin_prose::{Phrases, Text};

/// What the phrases cover in the source.
#[track_caller]
fn case(source: &str, phrases: &[&str], expected: &[&str]) {
    let text = Text::read(source);
    let sought = Phrases::new(phrases);
    let found: Vec<_> = text.find(&sought).iter().map(|hit| &source[hit.span.range()]).collect();
    assert_eq!(found, expected, "{phrases:?} in {source}");
    assert_eq!(text.has(&sought), !expected.is_empty());
    let sentences = 0..text.sentences().len();
    assert_eq!(sentences.clone().any(|sentence| text.sentence_has(sentence, &sought)), !expected.is_empty());
    let one_by_one: Vec<_> = sentences.flat_map(|sentence| text.find_in(sentence..sentence + 1, &sought)).collect();
    assert_eq!(one_by_one, text.find(&sought), "the index changes nothing");
}

const SCROLLING: &str = "(en|by) [continuant|poursuivant] .. naviga* ... (vous|you) [.. ] accept*";

#[test]
fn a_phrase_is_found_whatever_its_typing() {
    case(
        "En poursuivant votre\nnavigation sur ce site, vous acceptez tout.",
        &[SCROLLING],
        &["En poursuivant votre\nnavigation sur ce site, vous acceptez"],
    );
    case(
        "By navigating on, it is agreed that you accept.",
        &[SCROLLING],
        &["By navigating on, it is agreed that you accept"],
    );
    case("Vous acceptez en poursuivant la navigation.", &[SCROLLING], &[]);
    case("L’E‑MAIL de l'élève", &["l'e-mail", "l'eleve"], &["L’E‑MAIL", "l'élève"]);
    case("Votre **consente**ment, s'il vous plaît", &["consent* s il"], &["consente**ment, s'il"]);
}

#[test]
fn words_choices_and_gaps() {
    case("le consentement est libre", &["consent"], &[]);
    case("le consentement est libre", &["consent*"], &["consentement"]);
    case("un refus clair, un refus très clair", &["refus [tres] clair"], &["refus clair"]);
    case("sans refus possible", &["(accord|refus) (possible|bien clair)"], &["refus possible"]);
    case("accord bien clair", &["(accord|refus) (possible|bien clair)"], &["accord bien clair"]);
    case("a un deux trois quatre cinq six b", &["a .. b"], &["a un deux trois quatre cinq six b"]);
    case("a un deux trois quatre cinq six sept b", &["a .. b"], &[]);
    case("a un deux trois quatre cinq six sept b", &["a ... b"], &["a un deux trois quatre cinq six sept b"]);
    case("a un. Puis deux b", &["a ... b"], &[]);
    case("nous ne vendons pas ceci", &["ne [(vend*|louent) [jamais|pas]] ceci"], &["ne vendons pas ceci"]);
    case("(sic) pour toute demande", &["sic pour"], &["sic) pour"]);
}

#[test]
fn the_leftmost_then_longest_match_counts() {
    case("le droit d'accès et le droit de refus", &["droit"], &["droit"]);
    case("le droit d'accès complet", &["droit d acces [complet]", "acces complet"], &["droit d'accès complet"]);
    case("un droit. Un devoir. Un droit.", &["devoir", "droit"], &["droit", "devoir", "droit"]);
    let text = Text::read("un droit, un devoir");
    let found = text.find(&Phrases::new(&["devoir", "droit"]));
    assert_eq!(found.iter().map(|hit| (hit.phrase, hit.tokens.clone())).collect::<Vec<_>>(), [(1, 1..2), (0, 3..4)]);
}

#[test]
fn stated_values_stand_for_their_words() {
    case(
        "conservé pendant treize (13) mois au plus",
        &["pendant <duration> au plus"],
        &["pendant treize (13) mois au plus"],
    );
    case("mis à jour le 1er avril 2022.", &["mis a jour le <date>"], &["mis à jour le 1er avril 2022"]);
    case("écrivez à dpo@example.org sans frais", &["a <email> sans"], &["à dpo@example.org sans"]);
    case("les 10 000 élèves", &["les <number> eleves"], &["les 10 000 élèves"]);
    case("les vingt-trois élèves", &["<number> eleves"], &["vingt-trois élèves"]);
    case("les élèves", &["les <number> eleves", "<duration>", "<date>", "<email>"], &[]);
}

#[test]
fn an_empty_text_holds_nothing() {
    case("", &["(a|b*) ... c", "<email>"], &[]);
    case("— • —", &["a"], &[]);
    assert!(Phrases::default().is_empty() && Phrases::new(&["a", "b"]).len() == 2);
}

#[test]
fn a_hostile_phrase_costs_no_more_than_its_length() {
    let text = "a ".repeat(100_000);
    let text = Text::read(&text);
    let phrase = format!("{} b", "[a] .. ... (a|a a|a*) ".repeat(40));
    assert!(!text.has(&Phrases::new(&[&phrase])));
    assert!(!text.has(&Phrases::new(&[&format!("{} <email>", "a ... ".repeat(12))])));
}
