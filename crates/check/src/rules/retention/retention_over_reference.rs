//! A period longer than is usual for such data, and no reason given.
//!
//! Few periods are fixed by law; most are models: three years for prospects, two
//! for a dormant account, a year for logs. Who keeps for longer may be right,
//! and then says why: a text of law, or a need. So a `because` that names one is
//! enough here, whatever it is worth. Where a rule covers data of several kinds,
//! the longest of their usual periods is the measure. What exempt audience
//! measurement keeps has its own rule.
//!
//! Texts are read row by row, and sentence by sentence where one kind of data,
//! one period and the word of keeping stand together.

use std::collections::BTreeSet;

use temoin_prose::{Phrases, Stated};
use temoin_register::{Language, Period, Text as Words};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::law::in_words as in_language;
use crate::law::references::Reference;
use crate::place::Place;
use crate::rule::rule;
use crate::rules::audience::rules_of_measurement;
use crate::rules::periods::{in_words, longer};
use crate::rules::retention::likeness::{Spoken, by_data, data_of_rules};

rule! {
    pub(crate) RETENTION_OVER_REFERENCE = "retention-over-reference" in Retention since "0.1.0";
    on Register => declared;
    on Text => written;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let (data, by_title) = (data_of_rules(case), Spoken::new(case).by_title(case));
    let measured = rules_of_measurement(case);
    for (place, rule) in case.register().declared.retention.iter().enumerate() {
        if measured.contains(&rule.id) {
            continue;
        }
        let spoken = by_title.get(&place).map_or(&[][..], Vec::as_slice);
        let about = by_data(case, &data[place]);
        // A period that counts from another event is another period.
        let comparable = |one: &&Reference| one.from_event.is_empty() || one.from_event.contains(&rule.from);
        if spoken.is_empty() && !about.iter().any(comparable) {
            continue;
        }
        let Some(usual) = Usual::of(spoken.iter().chain(&about).copied()) else { continue };
        let reason = rule.because.as_ref();
        let archived =
            rule.archive.as_ref().map(|archive| (archive.keep, &archive.at, archive.because.as_ref().or(reason)));
        let mut kept = [Some((rule.keep, &rule.at, reason)), archived].into_iter().flatten();
        let Some((keep, at, _)) = kept.find(|(keep, _, because)| usual.is_exceeded(*keep) && !justified(*because))
        else {
            continue;
        };
        let (id, Said { fr, en }) = (&rule.id, in_words(keep));
        let (what_fr, what_en) = usual.what();
        let message = say!(
            "la règle `{id}` garde {fr}, sans le justifier, {what_fr}",
            "rule `{id}` keeps {what_en} for {en}, without a justification"
        );
        let found = findings.find(case.in_register(at.value("keep")), message).about(format!("retention.{id}"));
        usual.shorten(case, found);
        found.help(say!(
            "ou écrivez dans `because` le texte ou le besoin qui demande davantage",
            "or write in `because` the text or the need that asks for more"
        ));
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let spoken = Spoken::new(case);
    let (excuses, keeping) = (Phrases::new(EXCUSES), Phrases::new(KEEPING));
    for written in case.written() {
        let text = &written.text;
        let (said, reasons) = (spoken.in_text(text), text.find(&excuses));
        let mut told: Vec<(Place, Period, Usual<'_>)> = Vec::new();
        let rows = text.retention_rows();
        for row in &rows {
            let Some((cell, Some(Stated::For(keep) | Stated::Range(_, keep)))) = &row.keep else { continue };
            let about = said.iter().filter(|(start, ..)| row.what.span.range().contains(start));
            let Some(usual) = Usual::of(about.map(|(.., one)| *one)).filter(|usual| usual.is_exceeded(*keep)) else {
                continue;
            };
            // The reason may have a column of its own, after the period.
            let end = text.source()[row.span.end..].find('\n').map_or(text.source().len(), |end| row.span.end + end);
            if !reasons.iter().any(|excuse| (row.span.start..end).contains(&excuse.span.start)) {
                told.push((written.at(cell.span), *keep, usual));
            }
        }
        let sentences: BTreeSet<usize> = said.iter().map(|(_, sentence, _)| *sentence).collect();
        for sentence in sentences.into_iter().filter(|sentence| text.sentence_has(*sentence, &keeping)) {
            let [stated] = text.durations_in(sentence..sentence + 1) else { continue };
            let (Stated::For(keep) | Stated::Range(_, keep)) = stated.value else { continue };
            let in_row = rows.iter().any(|row| row.span.range().contains(&stated.span.start));
            if in_row || reasons.iter().any(|excuse| excuse.sentence == sentence) {
                continue;
            }
            let about = said.iter().filter(|(_, of, _)| *of == sentence);
            let usual = Usual::of(about.map(|(.., one)| *one)).filter(|usual| usual.is_exceeded(keep));
            told.extend(usual.map(|usual| (written.at(stated.span), keep, usual)));
        }
        for (place, keep, usual) in told {
            let Said { fr, en } = in_words(keep);
            let (what_fr, what_en) = usual.what();
            let message = say!(
                "le texte garde {fr}, sans le justifier, {what_fr}",
                "the text keeps {what_en} for {en}, without a justification"
            );
            let found = findings.find(place, message).about("retention");
            usual.shorten(case, found);
            found.help(say!(
                "ou dites quel texte ou quel besoin demande davantage",
                "or say which text or which need asks for more"
            ));
        }
    }
}

/// The usual period for some data.
struct Usual<'l> {
    keep: Period,
    reference: &'l Reference,
}

impl<'l> Usual<'l> {
    /// The longest of the references; none where one of them sets no upper limit.
    fn of(references: impl Iterator<Item = &'l Reference>) -> Option<Self> {
        let mut usual: Option<Self> = None;
        for reference in references.filter(|one| !one.at_once) {
            let keep = reference.keep?;
            if usual.as_ref().is_none_or(|usual| longer(keep, usual.keep)) {
                usual = Some(Self { keep, reference });
            }
        }
        usual
    }

    fn is_exceeded(&self, keep: Period) -> bool {
        longer(keep, self.keep)
    }

    fn what(&self) -> (&'l str, &'l str) {
        let about = &self.reference.about;
        (in_language(about, Language::FR), in_language(about, Language::EN))
    }

    fn shorten(&self, case: &Case<'_>, found: &mut Found) {
        let Said { fr, en } = in_words(self.keep);
        found.label(say!("d'ordinaire {fr}", "usually {en}"));
        // The framework is the source of some references only.
        if !self.reference.cites.iter().any(|key| key == FRAMEWORK) {
            found.cites(&["GDPR 5(1)(e)"]);
        }
        let source = |language| {
            let first = self.reference.cites.first().and_then(|key| case.law.citation(key, language));
            first.map_or_else(String::new, |citation| format!(" ({})", citation.text))
        };
        let (source_fr, source_en) = (source(Language::FR), source(Language::EN));
        found.help(say!("tenez-vous à la durée d'usage, {fr}{source_fr}", "keep to the usual period, {en}{source_en}"));
    }
}

const FRAMEWORK: &str = "CNIL référentiel gestion commerciale";

/// Words of keeping.
const KEEPING: &[&str] = &[
    "(conserv*|gard*|archiv*|stock*|supprim*|effac*)",
    "(keep|keeps|kept|store|stored|stores|retain|retained|retains|hold|held|archived|delete|deleted|erase|erased)",
];

/// A text of law, which justifies; or a tracker, whose life is no retention of data.
const EXCUSES: &[&str] = &[
    "(CNIL|recommand*|référentiel|recommend*|framework)",
    "(code|loi|article|articles|decret|reglement|obligation* (legale*|comptable*|fiscale*)|prescription|financeur*)",
    "(act|law|decree|regulation|statutory|legal (obligation*|duty)|limitation period|funder*)",
    "(cookie|cookies|traceur*|tracker*)",
];

/// Whether a reason names a text of law or a need.
fn justified(because: Option<&Words>) -> bool {
    let names = |words: &String| {
        let words = words.to_lowercase();
        REASONS.iter().any(|stem| words.contains(stem))
    };
    because.is_some_and(|because| because.values().into_iter().any(|(_, words)| names(words)))
}

/// Stems of the words that name a text, then of those that name a need. A cap
/// that one sets oneself, or a habit, holds none of them.
const REASONS: &[&str] = &[
    "code ",
    "c. com",
    "c. civ",
    "loi ",
    "art.",
    "article",
    "rgpd",
    "gdpr",
    "cnil",
    "décret",
    "délibération",
    "directive",
    "règlement",
    "référentiel",
    "convention",
    "law",
    "act of",
    "decree",
    "regulation",
    "framework",
    "agreement",
    "statut",
    "besoin",
    "nécess",
    "preuve",
    "prouver",
    "litige",
    "contentieux",
    "réclam",
    "financeur",
    "contrôle",
    "garantie",
    "prescription",
    "obligation",
    "oblig",
    "le temps d",
    "montrer",
    "need",
    "proof",
    "prove",
    "evidence",
    "dispute",
    "claim",
    "funder",
    "audit",
    "warranty",
    "limitation",
    "require",
    "time to",
    "show",
];
