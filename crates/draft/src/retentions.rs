//! `[[retention]]`: how long personal data are kept.
//!
//! From rows, and from sentences whose subject is plainly data. What follows the
//! end of the period is rarely said: it is then put down as deletion, to decide.

use std::sync::LazyLock;

use temoin_prose::{Phrases, Stated};
use temoin_reading::Span;
use temoin_register::Period;

use crate::ids::Ids;
use crate::reading::{Reading, says};
use crate::sheet::{Note, Sheet, Table, cut, list, tidy};

/// A rule that the text states.
struct Stating {
    span: Span,
    what: String,
    keep: Option<Period>,
    /// As written.
    words: String,
    /// Folded words that tell the event.
    from: String,
    /// Folded words that tell the data.
    data: String,
}

/// Writes the rules; gives how many there are.
pub(crate) fn write(sheet: &mut Sheet, reading: &Reading<'_, '_>) -> usize {
    let mut ids = Ids::default();
    let (mut count, mut left) = (0, Vec::new());
    let mut stated = rows(reading);
    stated.extend(sentences(reading, &stated));
    stated.sort_by_key(|one| one.span.start);
    for one in stated {
        let tongue = sheet.tongue;
        let line = reading.line(one.span.start);
        let Some(keep) = one.keep.filter(|_| !one.what.is_empty()) else {
            left.push(Note::Decide(tongue.say(
                &format!("une durée pour « {} » (ligne {line}) : le texte dit « {} »", one.what, one.words),
                &format!("a period for \"{}\" (line {line}): the text says \"{}\"", one.what, one.words),
            )));
            continue;
        };
        count += 1;
        let brief: Vec<&str> = one.what.split_whitespace().take(6).collect();
        let mut table = Table::beside(tongue.source(line));
        table.string("id", &ids.take(&brief.join(" "), "retention"));
        table.raw("title", sheet.words(&cut(&one.what, 160)));
        let data: Vec<&str> = DATA.iter().filter(|(_, starts)| says(&one.data, starts)).map(|(id, _)| *id).collect();
        if !data.is_empty() {
            table.raw("data", list(&data));
        }
        table.string("keep", &keep.to_string());
        let event = EVENTS.iter().find(|(_, starts)| says(&one.from, starts)).map(|(id, _)| *id);
        table.string("from", event.unwrap_or("collected"));
        let ends = [("anonymise", "anonymis"), ("archive", "archiv"), ("delete", "supprim|efface|detrui|delete|erase")];
        let then = ends.iter().find(|(_, starts)| says(&one.from, starts)).map(|(word, _)| *word);
        table.string("then", then.unwrap_or("delete"));
        if event.is_none() {
            table.decide(tongue.say(
                "de quel événement la durée court (`from`), que le texte ne dit pas clairement",
                "from which event the period runs (`from`), which the text does not say plainly",
            ));
        }
        if then.is_none() {
            table.decide(tongue.say(
                "ce que deviennent ensuite les données (`then`), que le texte ne dit pas : `delete`, `anonymise` ou `archive`",
                "what becomes of the data then (`then`), which the text does not say: `delete`, `anonymise` or `archive`",
            ));
        }
        if says(&one.data, "cookie|traceur|tracker") && !says(&one.data, "donnee|information|data ") {
            table.decide(tongue.say(
                "est-ce la durée de vie des traceurs (`lifetime` de chaque [[tracker]]) plutôt que celle de leurs données ?",
                "is it the lifetime of the trackers (`lifetime` of each [[tracker]]) rather than that of their data?",
            ));
        }
        sheet.table("[[retention]]", &table);
    }
    if !left.is_empty() {
        sheet.blank();
        sheet.notes(&left);
    }
    count
}

fn rows(reading: &Reading<'_, '_>) -> Vec<Stating> {
    let rows = reading.text.retention_rows();
    let stating = rows.into_iter().map(|row| {
        let (words, keep) = match row.keep {
            Some((cell, Some(Stated::For(period)))) => (tidy(&cell.text), Some(period)),
            Some((cell, _)) => (tidy(&cell.text), None),
            None => (String::new(), None),
        };
        let (from, data) = (reading.folded(row.span), reading.folded(row.what.span));
        Stating { span: row.span, what: tidy(&row.what.text), keep, words, from, data }
    });
    stating.collect()
}

/// Sentences such as « les données d'inscription sont conservées cinq ans ».
static SENTENCES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "(donnee|donnees|informations|dossiers|compte|comptes|candidatures) ... (conserve|conserves|conservee|conservees|gardees|gardes|supprimees|supprimes|effacees) ... <duration>",
        "(data|information|records|accounts) ... (kept|retained|stored|deleted|erased) ... <duration>",
    ])
});

fn sentences(reading: &Reading<'_, '_>, rows: &[Stating]) -> Vec<Stating> {
    const VERBS: &str = "\
    sont|est|ne|seront|sera|are|is|will|conserv|gard|kept|retained|stored|supprim|efface|deleted|\
    erased";
    let text = reading.text;
    let mut found: Vec<Stating> = Vec::new();
    for hit in text.find(&SENTENCES) {
        let sentence = &text.sentences()[hit.sentence];
        let inside = |one: &Stating| one.span.start < sentence.span.end && sentence.span.start < one.span.end;
        if rows.iter().chain(&found).any(inside) {
            continue;
        }
        // The period nearest to the verb: others in the sentence are of something else.
        let mut tokens = hit.tokens.clone();
        let verb = tokens
            .find(|token| VERBS.split('|').any(|verb| text.word(*token).starts_with(verb)))
            .unwrap_or(hit.tokens.start);
        let here = text.durations_in(hit.sentence..hit.sentence + 1);
        let Some(stated) = here.iter().find(|stated| stated.tokens.start >= verb) else { continue };
        let Stated::For(period) = stated.value else { continue };
        let subject = Span { start: sentence.span.start, end: text.tokens()[verb].span.start };
        let what = tidy(text.source().get(subject.range()).unwrap_or_default());
        let words = text.source().get(stated.span.range()).unwrap_or_default().to_owned();
        let after = Span { start: stated.span.end, end: sentence.span.end };
        let (from, data) = (reading.folded(after), reading.folded(subject));
        found.push(Stating { span: sentence.span, what, keep: Some(period), words, from, data });
    }
    found
}

/// The shared words for data, and how policies tell them.
const DATA: &[(&str, &str)] = &[
    ("title", "civilite"),
    ("identity", "nom |prenom|identite|name|identification"),
    ("email", "e mail|email|courriel|mail "),
    ("phone", "telephone|phone"),
    ("postal-address", "adresse postale|postal address"),
    ("connection", "connexion|log |logs |connection"),
    ("browsing", "navigation|cookie|traceur|browsing|tracker"),
    ("grades", "note |notes |resultat|grades"),
    ("certificates", "certificat|diplome|attestation|certificate"),
    ("orders", "commande|order"),
    ("invoices", "facture|facturation|invoice"),
    ("payment", "paiement|bancaire|payment"),
    ("financial", "financier|fiscal|financial"),
    ("messages", "message"),
];

/// The shared words for events, and how policies tell them.
const EVENTS: &[(&str, &str)] = &[
    (
        "last-access",
        "\
    derniere connexion|dernier acces|derniere utilisation|inactivite|last sign in|last login|\
    last access|inactivity",
    ),
    ("last-contact", "dernier contact|dernier echange|last contact"),
    (
        "contract-end",
        "\
    relation contractuelle|fin du contrat|terme du contrat|relation commerciale|end of the contract|\
    contractual relationship",
    ),
    ("training-end", "fin de la formation|fin de formation|end of the training|end of the course"),
    ("withdrawal", "retrait|withdrawal"),
    ("decision", "decision"),
    ("year-end", "cloture de l exercice|end of the financial year"),
    ("request-closed", "cloture de la demande|traitement de la demande|closing of the request"),
    ("collected", "collecte|recueil|leur enregistrement|depot|collection|collected"),
];
