//! `[rights]`: how a person exercises them, as far as the text says.

use std::sync::LazyLock;

use temoin_prose::{Phrases, Stated};
use temoin_register::Right;

use crate::parties::Parties;
use crate::reading::{Reading, says};
use crate::sheet::{Sheet, Table, list};

/// How a text promises an answer.
static DEADLINE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&["(repond*|reponse|delai*) ... <duration>", "(answer*|respon*|repl*) ... <duration>"])
});

/// Writes `[rights]` if the text says anything of them; a comment if not.
pub(crate) fn write(sheet: &mut Sheet, reading: &Reading<'_, '_>, parties: &Parties) {
    let tongue = sheet.tongue;
    let (offered, first) = offered(reading);
    let locked = locked(reading).filter(|_| !offered.contains(&Right::Restriction));
    if offered.is_empty() {
        sheet.blank();
        sheet.decide(&tongue.say(
            "[rights], où écrire et sous quel délai on répond : le texte ne dit pas quels droits il offre",
            "[rights], where to write and by when an answer comes: the text does not say which rights it offers",
        ));
        return;
    }
    let mut table = Table::beside(tongue.source(first));
    if let Some((email, line)) = parties.dpo.as_ref().or(parties.email.as_ref()) {
        table.string("email", email).because(tongue.source(*line));
    }
    if let Some((post, line)) = &parties.post {
        table.string("post", post).because(tongue.source(*line));
    }
    if let Some((period, line)) = deadline(reading) {
        table.string("deadline", &period).because(tongue.source(line));
    } else {
        table.decide(tongue.say(
            "sous quel délai on répond (`deadline`), que le texte ne dit pas ; le RGPD donne un mois (art. 12(3))",
            "by when an answer comes (`deadline`), which the text does not say; the GDPR gives one month (art. 12(3))",
        ));
    }
    table.raw("offered", list(offered.iter().map(|right| right.word())));
    let missing: Vec<&str> = Right::ALL
        .iter()
        .filter(|right| !offered.contains(right) && (locked.is_none() || **right != Right::Restriction))
        .map(|right| right.word())
        .collect();
    if !missing.is_empty() {
        table.decide(tongue.say(
            &format!("les droits que le texte n'annonce pas : {}", missing.join(", ")),
            &format!("the rights that the text does not announce: {}", missing.join(", ")),
        ));
    }
    if let Some(line) = locked {
        table.decide(tongue.say(
            &format!("la limitation (`restriction`, RGPD art. 18), que la ligne {line} appelle encore « verrouillage » : l'offrir sous ce nom ?"),
            &format!("restriction (`restriction`, GDPR art. 18), which line {line} still calls « verrouillage »: is it offered under that name?"),
        ));
    }
    sheet.table("[rights]", &table);
}

/// Where the text offers « verrouillage », which the law of 1978 gave until the
/// GDPR put the restriction of processing in its place (art. 18), under other conditions.
fn locked(reading: &Reading<'_, '_>) -> Option<usize> {
    let sentences = reading.text.sentences();
    let told = (0..sentences.len()).find(|index| says(&reading.sentence(*index), "verrouillage"))?;
    Some(reading.line(sentences[told].span.start))
}

/// The rights named in sections that speak of rights, and the line of the first.
fn offered(reading: &Reading<'_, '_>) -> (Vec<Right>, usize) {
    let mut offered: Vec<Right> = Vec::new();
    let mut first = 0;
    let sentences = reading.text.sentences();
    for (index, sentence) in sentences.iter().enumerate() {
        let section = reading.text.section(index);
        let before = index.saturating_sub(FAR).max(section.start)..=index;
        let about = before.into_iter().any(|near| says(&reading.sentence(near), "droit|right|reclamation|complaint"));
        let words = reading.sentence(index);
        for (right, _) in RIGHTS.iter().filter(|(_, starts)| about && says(&words, starts)) {
            if !offered.contains(right) {
                first = if offered.is_empty() { reading.line(sentence.span.start) } else { first };
                offered.push(*right);
            }
        }
    }
    offered.sort_unstable();
    (offered, first)
}

/// A list of rights goes on for so many sentences after the word.
const FAR: usize = 12;

fn deadline(reading: &Reading<'_, '_>) -> Option<(String, usize)> {
    let text = reading.text;
    text.find(&DEADLINE).into_iter().find_map(|hit| {
        let near = hit.sentence.saturating_sub(FAR)..=hit.sentence;
        let about = near.into_iter().any(|one| says(&reading.sentence(one), "droit|demande|right|request"));
        let kept = says(&reading.sentence(hit.sentence), "conserv|cookie|kept|retain");
        let here = text.durations_in(hit.sentence..hit.sentence + 1);
        let stated = here.iter().find(|stated| stated.tokens.end == hit.tokens.end).filter(|_| about && !kept)?;
        let Stated::For(period) = stated.value else { return None };
        Some((period.to_string(), reading.line(hit.span.start)))
    })
}

/// How each right is told.
const RIGHTS: &[(Right, &str)] = &[
    (Right::Access, "acces |acceder|access"),
    (Right::Rectification, "rectif|correction|correct"),
    (Right::Erasure, "effacement|suppression|erasure|deletion|erase |oubli"),
    (Right::Restriction, "limitation|restriction"),
    (Right::Portability, "portabilit"),
    (Right::Objection, "opposition|opposer|object "),
    (
        Right::Withdrawal,
        "\
    retirer votre consentement|retirer votre accord|retrait du consentement|\
    retrait de votre consentement|withdraw",
    ),
    (Right::PostMortem, "apres votre deces|apres deces|post mortem|apres la mort|after your death|after death"),
    (Right::Complaint, "reclamation|plainte|complaint"),
];
