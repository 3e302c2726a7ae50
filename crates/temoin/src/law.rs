//! The day of the law, and the language of what is said of it.

use temoin_check::{Law, catalogue, manual};
use temoin_evidence::RuleInfo;
use temoin_register::{Date, Language};

use crate::cli::Lang;
use crate::output::Failure;

/// The law of `as_of`, or of today.
pub(crate) fn law(as_of: Option<&str>) -> Result<Law, Failure> {
    let day = match as_of {
        Some(text) => Date::parse(text).map_err(|complaint| {
            Failure::usage(format!("`--as-of`: {}", complaint.message)).hint("write it as `--as-of 2026-11-22`")
        })?,
        None => today(),
    };
    Ok(Law::as_of(&day))
}

/// Today, by the machine's clock, at Greenwich: a rule begins on a day, and a
/// few hours change nothing to it.
fn today() -> Date {
    let day = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    Date::parse(&day.to_string()).expect("a day of the calendar is written as one")
}

/// The language asked for, or the locale's: French where that is French,
/// English anywhere else.
pub(crate) fn language(lang: Option<Lang>) -> Language {
    match lang {
        Some(Lang::Fr) => Language::FR,
        Some(Lang::En) => Language::EN,
        None => locale(["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).unwrap_or_default())),
    }
}

/// The first variable that is set decides (POSIX, "Internationalization Variables").
fn locale(variables: [String; 3]) -> Language {
    let set = variables.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
    if set.starts_with("fr") { Language::FR } else { Language::EN }
}

/// What outputs need to know of every rule.
pub(crate) fn rule_infos(law: &Law, language: Language) -> Vec<RuleInfo> {
    let rules = catalogue().iter().filter(|rule| law.in_force(rule.name));
    rules
        .map(|rule| {
            let of = law.rule(rule.name);
            RuleInfo {
                id: rule.name.to_owned(),
                family: rule.family.word().to_owned(),
                summary: rule.summary(language).to_owned(),
                page: manual(rule, law, language),
                level: of.level,
                citations: of.cites.iter().filter_map(|key| law.citation(key, language)).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(variables: [&str; 3], expected: Language) {
        assert_eq!(locale(variables.map(str::to_owned)), expected, "{variables:?}");
    }

    #[test]
    fn the_locale_says_the_language() {
        case(["fr_FR.UTF-8", "", "en_GB.UTF-8"], Language::FR);
        case(["", "", "fr_CA"], Language::FR);
        case(["C", "", "fr_FR.UTF-8"], Language::EN);
        case(["", "", ""], Language::EN);
    }
}
