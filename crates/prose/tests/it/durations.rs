//! Durations as policies state them.

use temoin_prose::{Stated, Text};
use temoin_register::Period;

/// `13 months`, `6 months–12 months`, `session`, …, each with the words that state it.
fn said(text: &Text<'_>) -> Vec<String> {
    let period = |period: Period| format!("{} {}", period.count, period.unit.word());
    let durations = text.durations().iter().map(|stated| {
        let value = match stated.value {
            Stated::Session => "session".to_owned(),
            Stated::Variable => "variable".to_owned(),
            Stated::For(length) => period(length),
            Stated::Range(from, to) => format!("{}–{}", from.map_or("session".to_owned(), period), period(to)),
        };
        format!("{value}: {}", &text.source()[stated.span.range()])
    });
    durations.collect()
}

#[track_caller]
fn case(source: &str, expected: &[&str]) {
    assert_eq!(said(&Text::read(source)), expected, "{source}");
}

#[track_caller]
fn nothing(source: &str) {
    case(source, &[]);
}

#[test]
fn figures_with_a_unit() {
    case("gardé 13 mois.", &["13 month: 13 mois"]);
    case(
        "pendant 25mois, puis 24h, puis 30 j, puis 45 min, puis 30s",
        &["25 month: 25mois", "24 hour: 24h", "30 day: 30 j", "45 minute: 45 min", "30 second: 30s"],
    );
    case(
        "1\u{a0}an, 2 années, 3 semaines, 10\u{202f}000 jours",
        &["1 year: 1\u{a0}an", "2 year: 2 années", "3 week: 3 semaines", "10000 day: 10\u{202f}000 jours"],
    );
    case(
        "up to 1,000 days, 30 calendar days, 90d, 2 yrs",
        &["1000 day: 1,000 days", "30 day: 30 calendar days", "90 day: 90d", "2 year: 2 yrs"],
    );
    case(
        "1,5 an, 2.5 years, 1.0 month, 1 an et demi",
        &["18 month: 1,5 an", "30 month: 2.5 years", "1 month: 1.0 month", "18 month: 1 an et demi"],
    );
    case("un an et un mois, 1 year and 1 month", &["13 month: un an et un mois", "13 month: 1 year and 1 month"]);
}

#[test]
fn number_words() {
    case("treize (13) mois", &["13 month: treize (13) mois"]);
    case("13 (treize) mois", &["13 month: 13 (treize) mois"]);
    case("douze (13) mois", &["13 month: douze (13) mois"]);
    case("une durée de vingt-cinq mois", &["25 month: vingt-cinq mois"]);
    case("un an, une année, deux ans", &["1 year: un an", "1 year: une année", "2 year: deux ans"]);
    case(
        "twenty-five months or an hour, one year, six (6) years",
        &["25 month: twenty-five months", "1 hour: an hour", "1 year: one year", "6 year: six (6) years"],
    );
    case(
        "soixante et onze jours, quatre-vingt-dix-neuf jours, cent vingt jours, dix-huit mois, vingt et un jours",
        &[
            "71 day: soixante et onze jours",
            "99 day: quatre-vingt-dix-neuf jours",
            "120 day: cent vingt jours",
            "18 month: dix-huit mois",
            "21 day: vingt et un jours",
        ],
    );
    case(
        "one hundred and twenty days, a hundred days, ninety-nine days",
        &["120 day: one hundred and twenty days", "100 day: hundred days", "99 day: ninety-nine days"],
    );
}

#[test]
fn every_number_up_to_two_hundred_in_words() {
    const FRENCH: [&str; 17] = [
        "", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
        "quatorze", "quinze", "seize",
    ];
    const FRENCH_TENS: [&str; 10] =
        ["", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"];
    fn french(n: usize) -> String {
        match n {
            0..=16 => FRENCH[n].to_owned(),
            80 => "quatre-vingts".to_owned(),
            100.. => format!("cent {}", french(n - 100)).trim_end().to_owned(),
            21 | 31 | 41 | 51 | 61 | 71 => {
                format!("{} et {}", FRENCH_TENS[n / 10], french(if n == 71 { 11 } else { 1 }))
            }
            70.. => format!("{}-{}", FRENCH_TENS[n / 10], french(if n >= 80 { n - 80 } else { n - 60 })),
            _ => format!("{}-{}", FRENCH_TENS[n / 10], french(n % 10)).trim_end_matches('-').to_owned(),
        }
    }
    for n in 1..200 {
        let source = format!("pendant {} jours", french(n));
        case(&source, &[&format!("{n} day: {} jours", french(n))]);
    }
}

#[test]
fn ranges() {
    case("de 6 à 12 mois", &["6 month–12 month: 6 à 12 mois"]);
    case(
        "6-12 mois; 6–12 mois; 6 to 12 months",
        &["6 month–12 month: 6-12 mois", "6 month–12 month: 6–12 mois", "6 month–12 month: 6 to 12 months"],
    );
    case(
        "entre 6 et 12 mois; between one and two years",
        &["6 month–12 month: 6 et 12 mois", "1 year–2 year: one and two years"],
    );
    case(
        "1 jour à 5 ans; between 1 day and 5 years",
        &["1 day–5 year: 1 jour à 5 ans", "1 day–5 year: 1 day and 5 years"],
    );
    case("de six mois à un an", &["6 month–1 year: six mois à un an"]);
    case("Session à 12 mois", &["session–12 month: Session à 12 mois"]);
    case("session – 1 an", &["session–1 year: session – 1 an"]);
    case("3 ans à compter de la fin, 2 mois et 3 jours", &["3 year: 3 ans", "2 month: 2 mois", "3 day: 3 jours"]);
}

#[test]
fn what_is_no_duration() {
    nothing("les mineurs de moins de 15 ans");
    nothing("aux personnes âgées de moins de 15 ans");
    nothing("children under 13 years of age, users 16 years old");
    nothing("joignable 24h/24 et 7j/7");
    nothing("de 14h30 à 15h45");
    nothing("deux fois par an, tous les mois, once a year");
    nothing("le second cookie, a second time, une seconde fois");
    nothing("en 2022, 30 j'ai vu, 12 s'appliquent");
    nothing("0 jour, 200000 ans, 1,7 mois");
    nothing("chiffrement 256 bits, 12 Mo, version 3.2, 2016/679");
    case("les données des mineurs sont gardées 3 ans", &["3 year: 3 ans"]);
}

#[test]
fn sessions_and_variable_durations() {
    case("Ce cookie est détruit en fin de session.", &["session: fin de session"]);
    case("The cookie is kept until you close your browser.", &["session: close your browser"]);
    case(
        "Sa durée de vie est celle de la session, elle expire à la fermeture du navigateur.",
        &["session: fermeture du navigateur"],
    );
    case("Cookies : leur durée est variable.", &["variable: durée est variable"]);
    case(
        "Les cookies de session s'effacent dès la fin d'une session de navigation.",
        &["session: fin d'une session de navigation"],
    );
    case("These cookies are kept as long as the session is open.", &["session: as long as the session"]);
    nothing("Ces cookies demeurent après la fin de votre session.");
    nothing("Inscrivez-vous à la prochaine session de formation.");
    nothing("Fermez votre navigateur puis recommencez l'exercice, la note est variable.");
    let table = "| Nom | Durée |\n|---|---|\n| panier | Session |\n| choix | Session à 6 mois |\n| langue | Variable |\n| cookie de la session en cours sur le site | 2 ans |\n";
    case(table, &["session: Session", "session–6 month: Session à 6 mois", "variable: Variable", "2 year: 2 ans"]);
}
