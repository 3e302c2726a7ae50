//! E-mail addresses and links.

use temoin_prose::{Address, Text};

#[track_caller]
fn case(source: &str, found: &[Address], expected: &[(&str, &str)]) {
    let found: Vec<_> = found.iter().map(|address| (address.text.as_str(), &source[address.span.range()])).collect();
    assert_eq!(found, expected, "{source}");
}

#[track_caller]
fn emails(source: &str, expected: &[(&str, &str)]) {
    case(source, Text::read(source).emails(), expected);
}

#[track_caller]
fn links(source: &str, expected: &[(&str, &str)]) {
    case(source, Text::read(source).links(), expected);
}

#[test]
fn addresses_plain_and_disguised() {
    emails("Écrivez à DPO@Example.org.", &[("dpo@example.org", "DPO@Example.org")]);
    emails(
        "dpo [at] example [dot] org ou dpo(arobase)example.org",
        &[("dpo@example.org", "dpo [at] example [dot] org"), ("dpo@example.org", "dpo(arobase)example.org")],
    );
    emails(
        "mes-donnees+rgpd@mon‑ecole.example.fr;",
        &[("mes-donnees+rgpd@mon-ecole.example.fr", "mes-donnees+rgpd@mon‑ecole.example.fr")],
    );
    emails("suivez @exemple, (at) home, a@b, x@y.z, @", &[]);
    emails("a@b.fr,c@d.fr/e@f.fr", &[("a@b.fr", "a@b.fr"), ("c@d.fr", "c@d.fr"), ("e@f.fr", "e@f.fr")]);
}

#[test]
fn addresses_in_markup() {
    emails("[Écrivez-nous](mailto:dpo@example.org?subject=Droits)", &[("dpo@example.org", "Écrivez-nous")]);
    emails("[Partager](mailto:?subject=Lisez)", &[]);
    emails("[dpo@example.org](mailto:dpo@example.org)", &[("dpo@example.org", "dpo@example.org")]);
}

#[test]
fn links_bare_and_in_markup() {
    links(
        "Voir https://Example.org/Notice?x=1.",
        &[("https://example.org/notice?x=1", "https://Example.org/Notice?x=1")],
    );
    links(
        "(www.example.org) ou example.org/cookies, mais pas example.org ni et/ou ni M./Mme",
        &[("www.example.org", "www.example.org"), ("example.org/cookies", "example.org/cookies")],
    );
    links(
        "Lisez [la notice](https://example.org/notice), [le haut](#haut), [appelez](tel:0100000000)",
        &[("https://example.org/notice", "la notice")],
    );
    links("Voir [https://example.org/](https://example.org/)", &[("https://example.org/", "https://example.org/")]);
    links("dpo@example.org/x", &[]);
}

#[test]
fn an_address_knows_its_sentence() {
    let text = Text::read("Une phrase. Écrivez à dpo@example.org. Voyez https://example.org/notice");
    assert_eq!((text.emails()[0].sentence, text.links()[0].sentence), (1, 2));
}
