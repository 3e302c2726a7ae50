//! Periods in words: a count, and the form of its noun that the count wants.
//!
//! Which form that is follows the plural rules of the CLDR, for the whole
//! numbers from one on that a period may have.

use temoin_register::{Language, Lifetime, Period, Unit};

use super::interface;

/// How a language counts units of time. Each list holds a unit's forms, in
/// which `{n}` stands for the count.
#[derive(Debug)]
pub(super) struct Periods {
    /// Which of the forms a count takes.
    pub(super) form: fn(u32) -> usize,
    pub(super) second: &'static [&'static str],
    pub(super) minute: &'static [&'static str],
    pub(super) hour: &'static [&'static str],
    pub(super) day: &'static [&'static str],
    pub(super) week: &'static [&'static str],
    pub(super) month: &'static [&'static str],
    pub(super) year: &'static [&'static str],
}

/// One; any other.
pub(super) fn one_or_more(count: u32) -> usize {
    usize::from(count != 1)
}

/// One; what ends in 2, 3 or 4, but for 12, 13 and 14; any other.
pub(super) fn polish(count: u32) -> usize {
    match (count, count % 10, count % 100) {
        (1, _, _) => 0,
        (_, 2..=4, last) if !(12..=14).contains(&last) => 1,
        _ => 2,
    }
}

/// One; what ends in 01 to 19; any other.
pub(super) fn romanian(count: u32) -> usize {
    match (count, count % 100) {
        (1, _) => 0,
        (_, 1..=19) => 1,
        _ => 2,
    }
}

/// One; two; what ends in 03 to 10; in 11 to 99; any other.
pub(super) fn arabic(count: u32) -> usize {
    match (count, count % 100) {
        (1, _) => 0,
        (2, _) => 1,
        (_, 3..=10) => 2,
        (_, 11..=99) => 3,
        _ => 4,
    }
}

/// A period in words: `6 mois`.
pub fn period(period: Period, language: Language) -> String {
    let periods = &interface(language).periods;
    let forms = match period.unit {
        Unit::Second => periods.second,
        Unit::Minute => periods.minute,
        Unit::Hour => periods.hour,
        Unit::Day => periods.day,
        Unit::Week => periods.week,
        Unit::Month => periods.month,
        Unit::Year => periods.year,
    };
    forms[(periods.form)(period.count)].replace("{n}", &period.count.to_string())
}

/// A tracker's lifetime in words. `None` where the register names none: such a
/// tracker is not allowed to outlive the session.
pub fn lifetime(lifetime: Option<Lifetime>, language: Language) -> String {
    match lifetime {
        None => interface(language).lifetime_unknown.to_owned(),
        Some(Lifetime::Session) => interface(language).session.to_owned(),
        Some(Lifetime::For(value)) => period(value, language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::INTERFACES;

    const COUNTS: [u32; 11] = [1, 2, 3, 5, 6, 11, 12, 13, 21, 25, 100];

    /// Every unit, counted from 1 to 100. `forms` are the nouns of each unit, `places`
    /// which of them each count takes.
    #[track_caller]
    fn counts(language: &str, places: [usize; 11], forms: [&[&str]; 7]) {
        let language = Language::parse(language).expect("a language");
        for (unit, forms) in Unit::ALL.iter().zip(forms) {
            for (count, place) in COUNTS.into_iter().zip(places) {
                // Where the noun says the count itself, there is no digit.
                let expected = match forms[place].strip_prefix('=') {
                    Some(whole) => whole.to_owned(),
                    None => format!("{count} {}", forms[place]),
                };
                assert_eq!(period(Period { count, unit: *unit }, language), expected, "{language}");
            }
        }
    }

    const ONE_OR_MORE: [usize; 11] = [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];

    #[test]
    fn languages_with_one_plural() {
        let case = |language, forms: [[&str; 2]; 7]| counts(language, ONE_OR_MORE, forms.each_ref().map(|f| &f[..]));
        case(
            "fr",
            [
                ["seconde", "secondes"],
                ["minute", "minutes"],
                ["heure", "heures"],
                ["jour", "jours"],
                ["semaine", "semaines"],
                ["mois", "mois"],
                ["an", "ans"],
            ],
        );
        case(
            "en",
            [
                ["second", "seconds"],
                ["minute", "minutes"],
                ["hour", "hours"],
                ["day", "days"],
                ["week", "weeks"],
                ["month", "months"],
                ["year", "years"],
            ],
        );
        case(
            "de",
            [
                ["Sekunde", "Sekunden"],
                ["Minute", "Minuten"],
                ["Stunde", "Stunden"],
                ["Tag", "Tage"],
                ["Woche", "Wochen"],
                ["Monat", "Monate"],
                ["Jahr", "Jahre"],
            ],
        );
        case(
            "es",
            [
                ["segundo", "segundos"],
                ["minuto", "minutos"],
                ["hora", "horas"],
                ["día", "días"],
                ["semana", "semanas"],
                ["mes", "meses"],
                ["año", "años"],
            ],
        );
        case(
            "it",
            [
                ["secondo", "secondi"],
                ["minuto", "minuti"],
                ["ora", "ore"],
                ["giorno", "giorni"],
                ["settimana", "settimane"],
                ["mese", "mesi"],
                ["anno", "anni"],
            ],
        );
        case(
            "pt",
            [
                ["segundo", "segundos"],
                ["minuto", "minutos"],
                ["hora", "horas"],
                ["dia", "dias"],
                ["semana", "semanas"],
                ["mês", "meses"],
                ["ano", "anos"],
            ],
        );
        case(
            "nl",
            [
                ["seconde", "seconden"],
                ["minuut", "minuten"],
                ["uur", "uur"],
                ["dag", "dagen"],
                ["week", "weken"],
                ["maand", "maanden"],
                ["jaar", "jaar"],
            ],
        );
    }

    #[test]
    fn polish_has_three_forms() {
        counts(
            "pl",
            [0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2],
            [
                &["sekunda", "sekundy", "sekund"],
                &["minuta", "minuty", "minut"],
                &["godzina", "godziny", "godzin"],
                &["dzień", "dni", "dni"],
                &["tydzień", "tygodnie", "tygodni"],
                &["miesiąc", "miesiące", "miesięcy"],
                &["rok", "lata", "lat"],
            ],
        );
        assert_eq!([4, 14, 22, 112, 122].map(polish), [1, 2, 1, 2, 1]);
    }

    #[test]
    fn romanian_puts_de_from_twenty_on() {
        counts(
            "ro",
            [0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2],
            [
                &["secundă", "secunde", "de secunde"],
                &["minut", "minute", "de minute"],
                &["oră", "ore", "de ore"],
                &["zi", "zile", "de zile"],
                &["săptămână", "săptămâni", "de săptămâni"],
                &["lună", "luni", "de luni"],
                &["an", "ani", "de ani"],
            ],
        );
        assert_eq!([19, 20, 101, 119, 120].map(romanian), [1, 2, 1, 1, 2]);
    }

    #[test]
    fn arabic_has_five_forms() {
        counts(
            "ar",
            [0, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4],
            [
                &["=ثانية واحدة", "=ثانيتان", "ثوانٍ", "ثانية", "ثانية"],
                &["=دقيقة واحدة", "=دقيقتان", "دقائق", "دقيقة", "دقيقة"],
                &["=ساعة واحدة", "=ساعتان", "ساعات", "ساعة", "ساعة"],
                &["=يوم واحد", "=يومان", "أيام", "يومًا", "يوم"],
                &["=أسبوع واحد", "=أسبوعان", "أسابيع", "أسبوعًا", "أسبوع"],
                &["=شهر واحد", "=شهران", "أشهر", "شهرًا", "شهر"],
                &["=سنة واحدة", "=سنتان", "سنوات", "سنة", "سنة"],
            ],
        );
        assert_eq!([10, 99, 101, 102, 103, 110, 111].map(arabic), [2, 3, 4, 4, 2, 2, 3]);
    }

    #[test]
    fn every_count_has_a_form_in_every_language() {
        for interface in INTERFACES {
            let language = Language::parse(interface.code).expect("a language");
            for unit in Unit::ALL {
                for count in 1..=1000 {
                    assert!(!period(Period { count, unit: *unit }, language).contains('{'));
                }
            }
        }
    }
}
