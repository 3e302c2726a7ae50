//! The report for people: what was seen, then what to paste.

use temoin_draft::{Drift, Tracked, confidence_word};
use temoin_evidence::{Fate, Kind, SetBy, Sighted};
use temoin_register::Language;

/// More places than these of one tracker say nothing more.
const PLACES: usize = 5;

/// One site's report, in French or in English.
pub(super) fn human(drift: &Drift, language: Language) -> String {
    let say = Say(language == Language::FR);
    let count = drift.undeclared.len();
    if count == 0 {
        let nothing = say.of("rien de vu qui ne soit déclaré", "nothing was seen that is not declared");
        return format!("{}{}{nothing}\n{}", drift.site, say.of(" : ", ": "), held(drift, say));
    }
    let plural = if count == 1 { "" } else { "s" };
    let head = say
        .either(format!("{} : {count} non déclaré{plural}", drift.site), format!("{}: {count} undeclared", drift.site));
    let mut text = format!("{head}\n");
    for tracked in &drift.undeclared {
        text.push_str(&format!("\n{}", undeclared(drift, tracked, say)));
    }
    text.push_str(&held(drift, say));
    let paste =
        say.of("à coller dans register.toml, puis à relire :", "to paste into register.toml, then to read again:");
    text.push_str(&format!("\n{paste}\n\n{}", drift.paste()));
    text
}

/// French or English.
#[derive(Clone, Copy)]
struct Say(bool);

impl Say {
    fn of(self, fr: &'static str, en: &'static str) -> &'static str {
        if self.0 { fr } else { en }
    }

    fn either(self, fr: String, en: String) -> String {
        if self.0 { fr } else { en }
    }
}

fn undeclared(drift: &Drift, tracked: &Tracked, say: Say) -> String {
    let mut text = format!("{} ({}), {}\n", tracked.name, kind(tracked.kind, say), often(tracked, say));
    if let Some(likely) = &tracked.likely {
        let language = if say.0 { Language::FR } else { Language::EN };
        let company = likely.company.as_ref().filter(|company| **company != likely.platform);
        let company = company.map_or(String::new(), |company| format!(", {company}"));
        text.push_str(&format!(
            "  {}{}{company} ({})\n",
            say.of("de : ", "whose: "),
            likely.platform,
            confidence_word(likely.confidence, language)
        ));
    }
    if !tracked.is_verified() {
        let unverified = say.of(
            "  d'après les navigateurs seuls, non vérifié : la passerelle ne l'a vu dans aucune réponse\n",
            "  by browsers alone, unverified: the gateway saw it in no response\n",
        );
        text.push_str(unverified);
    }
    for seen in tracked.seen.iter().take(PLACES) {
        text.push_str(&format!("  {} × {}  {}\n", seen.count, place(seen, say), by(seen, tracked.kind, say)));
    }
    let more = tracked.seen.len().saturating_sub(PLACES);
    if more > 0 {
        text.push_str(&say.either(format!("  et {more} de plus\n"), format!("  and {more} more\n")));
    }
    if let Some(entry) = tracked.entry.and_then(|entry| drift.entries.get(entry)) {
        text.push_str(&format!("  {}{}\n", say.of("entrée : ", "entry: "), entry.id));
    }
    text
}

/// What is declared, and was held back or shortened.
fn held(drift: &Drift, say: Say) -> String {
    if drift.held.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}\n", say.of("déclarés, retenus ou écourtés :", "declared, held back or shortened:"));
    for tracked in &drift.held {
        let sum = |fate: Fate| tracked.seen.iter().filter(|seen| seen.fate == fate).map(|seen| seen.count).sum::<u64>();
        let fates = Fate::ALL.iter().map(|fate| (*fate, sum(*fate))).filter(|(_, count)| *count > 0);
        let fates: Vec<String> = fates.map(|(fate, count)| format!("{count} × {}", became(fate, say))).collect();
        text.push_str(&format!("  {} ({}) : {}\n", tracked.name, kind(tracked.kind, say), fates.join(", ")));
    }
    if say.0 { text } else { text.replace(") : ", "): ") }
}

fn often(tracked: &Tracked, say: Say) -> String {
    let (count, first, last) = (tracked.count(), day(tracked.first()), day(tracked.last()));
    let plural = if count == 1 { "" } else { "s" };
    let (fr, en) = if first == last {
        (format!("le {first}"), format!("on {first}"))
    } else {
        (format!("du {first} au {last}"), format!("from {first} to {last}"))
    };
    say.either(format!("{count} fois, {fr}"), format!("{count} time{plural}, {en}"))
}

fn day(moment: jiff::Timestamp) -> String {
    moment.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

fn kind(kind: Kind, say: Say) -> &'static str {
    match kind {
        Kind::Host => say.of("hôte", "host"),
        Kind::Path => say.of("chemin", "path"),
        kind => kind.word(),
    }
}

fn place(seen: &Sighted, say: Say) -> String {
    if seen.place == "*" { say.of("ailleurs", "elsewhere").to_owned() } else { seen.place.clone() }
}

fn by(seen: &Sighted, kind: Kind, say: Say) -> String {
    match &seen.by {
        SetBy::Response if kind == Kind::Host => {
            say.of("par un en-tête de la réponse", "by a header of the response").to_owned()
        }
        SetBy::Response => say.of("posé par la réponse", "set by the response").to_owned(),
        SetBy::Markup => say.of("par une balise de la page", "by a tag of the page").to_owned(),
        SetBy::Browser => say.of("envoyé par un navigateur", "sent by a browser").to_owned(),
        SetBy::Policy(directive) => {
            say.either(format!("d'après un rapport de CSP ({directive})"), format!("by a report of CSP ({directive})"))
        }
        SetBy::Script(address) if address.is_empty() => say.of("par un script", "by a script").to_owned(),
        SetBy::Script(address) => say.either(format!("par le script {address}"), format!("by the script {address}")),
    }
}

fn became(fate: Fate, say: Say) -> &'static str {
    match fate {
        Fate::Allow => say.of("permis", "allowed"),
        Fate::ForSession => say.of("réduit à la session", "cut to the session"),
        Fate::Cap => say.of("écourté", "shortened"),
        Fate::Strip => say.of("retiré", "removed"),
        Fate::Block => say.of("bloqué", "blocked"),
        Fate::Undeclared => say.of("non déclaré", "undeclared"),
    }
}
