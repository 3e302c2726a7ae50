//! French, English, or not ours to judge.

use temoin_prose::Text;
use temoin_register::Language;

#[track_caller]
fn case(expected: Option<&str>, source: &str) {
    let found = Text::read(source).language();
    assert_eq!(found.as_ref().map(Language::code), expected, "{source}");
}

#[test]
fn french_and_english() {
    case(
        Some("fr"),
        "Nous posons un traceur sur votre appareil afin de garder la langue que vous avez choisie, \
        et nous effaçons ce traceur au bout de six mois sans visite.",
    );
    case(
        Some("en"),
        "We store a cookie on your device to keep the language that you have chosen, \
        and we delete this cookie after six months without a visit.",
    );
    case(
        Some("fr"),
        "| Cookie | Durée | Finalité |\n|---|---|---|\n| PHPSESSID | Session | Maintien de la connexion |\n\
        | lang | 1 an | Choix de la langue |\n| cart | 7 jours | Contenu du panier |\n| consent | 6 mois | Choix du visiteur |",
    );
    case(
        Some("en"),
        "| Cookie | Lifetime | Purpose |\n|---|---|---|\n| PHPSESSID | Session | Keeps you signed in |\n\
        | lang | 1 year | Remembers the language chosen |\n| cart | 7 days | Contents of the basket |",
    );
}

#[test]
fn other_languages_are_neither() {
    case(
        None,
        "Guardamos una cookie en su dispositivo para recordar el idioma que ha elegido, \
        y la borramos después de seis meses sin visitas. Los datos no se venden en ningún caso.",
    );
    case(
        None,
        "Wir speichern ein Cookie auf Ihrem Gerät, um die von Ihnen gewählte Sprache zu behalten, \
        und löschen es nach sechs Monaten. Die Daten werden in keinem Fall verkauft.",
    );
    case(
        None,
        "Salviamo un cookie sul dispositivo per ricordare la lingua scelta, \
        e lo cancelliamo dopo sei mesi. I dati non sono venduti in nessun caso e per nessun motivo.",
    );
    case(
        None,
        "Guardamos um cookie no seu dispositivo para lembrar a língua que escolheu, \
        e apagamos esse cookie depois de seis meses. Os dados não são vendidos em caso algum.",
    );
    case(
        None,
        "Wij plaatsen een cookie op uw apparaat om de taal te onthouden die u hebt gekozen, \
        en wij wissen deze na zes maanden. De gegevens worden in geen geval verkocht.",
    );
    case(
        None,
        "Desem una galeta al vostre dispositiu per recordar la llengua que heu triat, \
        i l'esborrem al cap de sis mesos. Les dades no es venen en cap cas ni per cap motiu.",
    );
}

#[test]
fn a_few_words_tell_nothing() {
    case(None, "Nous posons un traceur sur votre appareil.");
    case(None, "");
    case(None, &"12 345 ".repeat(50));
}

#[test]
fn figures_are_no_words() {
    assert_eq!(Text::read("Un traceur, 13 mois, 2 fois.").words(), 4);
}
