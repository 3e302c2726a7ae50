//! Dates as policies state them.

use temoin_prose::Text;

/// `2022-04-01: 1er avril 2022`, with `?` for what is not said.
#[track_caller]
fn case(source: &str, expected: &[&str]) {
    let text = Text::read(source);
    let part = |part: Option<u8>| part.map_or("?".to_owned(), |part| format!("{part:02}"));
    let dates = text.dates().iter();
    let found: Vec<_> = dates
        .map(|date| format!("{}-{}-{}: {}", date.year, part(date.month), part(date.day), &source[date.span.range()]))
        .collect();
    assert_eq!(found, expected, "{source}");
}

#[test]
fn days_months_and_years() {
    case("le 1er avril 2022", &["2022-04-01: 1er avril 2022"]);
    case(
        "le 1ᵉʳ avril 2022, puis le 02 août\u{a0}2023",
        &["2022-04-01: 1ᵉʳ avril 2022", "2023-08-02: 02 août\u{a0}2023"],
    );
    case(
        "01/04/2022, 1.4.2022, 01-04-2022",
        &["2022-04-01: 01/04/2022", "2022-04-01: 1.4.2022", "2022-04-01: 01-04-2022"],
    );
    case("2022-04-01 et 2022/04/01", &["2022-04-01: 2022-04-01", "2022-04-01: 2022/04/01"]);
    case("04/25/2022", &["2022-04-25: 04/25/2022"]);
    case("Version : avril 2022 (04/2022)", &["2022-04-?: avril 2022", "2022-04-?: 04/2022"]);
    case(
        "1 April 2022, 1st of April 2022, April 1, 2022, April 2nd 2022",
        &[
            "2022-04-01: 1 April 2022",
            "2022-04-01: 1st of April 2022",
            "2022-04-01: April 1, 2022",
            "2022-04-02: April 2nd 2022",
        ],
    );
}

#[test]
fn what_is_no_date() {
    case("règlement 2016/679, directive 95/46/CE, 2002/58, loi n° 78-17", &[]);
    case("délibération 2020-091, en 2022, 31/02/2022 mis à part 45/13/2022", &[]);
    case("01 02 03 04 05, we may 20 times, 192.168.1.2022", &[]);
}
