//! Measurement that a text names and does not explain.
//!
//! Going without consent is not going without a word: the data are personal, so
//! people must be told what is measured, how long it is kept, and that they may
//! object. Telling of exempt trackers is only recommended; telling of the data
//! is the law. The life of a cookie is not how long data are kept. What waits
//! for consent is told with the consent, and not judged here; a cookie policy
//! that sends its reader to another document for their rights may leave the
//! objection to it.

use temoin_known::{Exemptable, Nature};
use temoin_prose::{BlockKind, Phrases};
use temoin_reading::Span;
use temoin_register::AudienceRegime;

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;
use crate::published::{Read, Readers};
use crate::rule::rule;

rule! {
    pub(crate) AUDIENCE_INFO_MISSING = "audience-info-missing" in Audience since "0.1.0";
    on Register + Text => undescribed;
    on Text => written;
}

/// Measuring, by any name.
const MEASURING: &[&str] = &[
    "(mesure*|mesurer|mesurons|analyse*|statistique*|statistiques) [(de|d'|la|l'|de la|de notre|de l')] [(la|l'|notre)] (audience|fréquentation|trafic|visites)",
    "(audience|fréquentation) [du site] (mesur*|analys*)",
    "(compter|comptons|compte|dénombr*) .. (visites|visiteurs|pages)",
    "(audience|traffic|visitor) (measurement|statistics|analytics|analysis)",
    "(measure|measures|measuring|count|counts|counting) .. (audience|traffic|visits|visitors|page views)",
];

/// Measuring without consent.
const EXEMPT: &[&str] = &[
    "(dispens*|exempt*) .. (consentement|accord)",
    "(sans|ne (requi*|nécessit*|demand*|exig*) .. (pas|aucun)) [(votre|recueil|de)] [(le|du|de)] (consentement|accord)",
    "(exempt*|without) .. consent",
    "(does|do) not (require|need) .. consent",
    "exempt*",
];

/// Measuring with consent.
const CONSENTED: &[&str] =
    &["(consentement|accord|acceptez|acceptation|autoriser|autorisez|accepté*)", "(consent|agree|accept*|agreement)"];

/// What is measured.
const WHAT: &[&str] = &[
    "(nombre|pages (vues|consultées|lues|visitées)|durée (moyenne|des visites|de (la|votre) visite)|compt*|visites|fréquentation|trafic|provenance|performance*|statistiques)",
    "(number|count*|page views|pages (viewed|read|visited)|duration|visits|traffic|statistics|performance)",
];

/// How long data are kept.
const KEPT: &[&str] = &[
    "(données|informations|mesures|statistiques) ... (conserv*|gard*|stock*|supprim*|effac*|anonymis*|détrui*) ... <duration>",
    "(conserv*|gard*|stock*|supprim*|effac*|anonymis*) ... (données|informations|mesures|statistiques) ... <duration>",
    "(durée*|conservation) .. (données|informations|mesures|statistiques) ... <duration>",
    "<duration> ... (conserv*|gard*|supprim*|effac*) ... (données|informations|mesures|statistiques)",
    "(data|information|figures|statistics|it) ... (kept|keep|retain*|stored|store|deleted|erased|anonymis*) ... <duration>",
    "(kept|keep|retain*|stored|store|delete*|erase*) ... (data|information|figures|statistics) ... <duration>",
    "(retention|storage) .. (data|information) ... <duration>",
];

/// How one objects.
const OBJECTION: &[&str] = &[
    "(opposer|opposition|opposez|désinscri*|désactiver (la|cette) mesure|opt out|exclure|ne pas être (mesuré*|compté*|suivi*))",
    "(object|objection|objecting|opt out|opting out|opted out)",
];

/// The register measures within the exemption, and no text says so.
fn undescribed(case: &Case<'_>, findings: &mut Findings) {
    let Some(audience) = &case.register().declared.audience else { return };
    let measuring = Phrases::new(MEASURING);
    let silent = |readers: &Readers<'_>| {
        !readers.say(&measuring) && !readers.texts.iter().any(|read| tool(case, read).is_some())
    };
    if audience.regime != AudienceRegime::Exempt || !case.readers().iter().any(silent) {
        return;
    }
    let found = findings.find(
        case.in_register(audience.at.value("regime")),
        say!(
            "aucun texte ne parle de la mesure d'audience exemptée",
            "no text speaks of the exempt audience measurement"
        ),
    );
    ways_out(found.about("audience"));
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    for readers in case.readers() {
        let Some((read, sentence, span)) = exempt_measurement(case, readers) else { continue };
        let missing = missing(readers, read, sentence);
        // Where the objection alone is missing, `audience-optout-missing` says so.
        if missing.iter().all(|(what, _)| *what == What::Objection) {
            continue;
        }
        let fr = missing.iter().map(|(_, what)| what.fr.as_str()).collect::<Vec<_>>().join(", ni ");
        let en = missing.iter().map(|(_, what)| what.en.as_str()).collect::<Vec<_>>().join(", nor ");
        let place = match read.source {
            Some(source) => Some(Place::new(source, span)),
            None => readers.place(&Phrases::new(MEASURING)),
        };
        let message = say!(
            "la mesure d'audience est nommée, et le texte ne dit pas {fr}",
            "the audience measurement is named, and the text does not say {en}"
        );
        ways_out(findings.find(place, message).about("audience"));
        return;
    }
}

/// The first words that name a measurement without consent, those of headings last.
fn exempt_measurement<'r, 'a>(case: &Case<'_>, readers: &'r Readers<'a>) -> Option<(&'r Read<'a>, usize, Span)> {
    let (measuring, exempt) = (Phrases::new(MEASURING), Phrases::new(EXEMPT));
    // Where consent is spoken of, only what is said to go without is judged.
    let asks = readers.say(&Phrases::new(CONSENTED));
    let mut in_heading = None;
    for read in &readers.texts {
        let text = &read.text;
        let found = text.find(&measuring).into_iter().map(|found| (found.sentence, found.span));
        let mut named: Vec<(usize, Span)> = found.chain(tool(case, read)).collect();
        named.sort_unstable_by_key(|(sentence, _)| *sentence);
        for (sentence, span) in named {
            let heading = text.section(sentence).start;
            if asks && !text.has_in(row(read, sentence), &exempt) && !text.sentence_has(heading, &exempt) {
                continue;
            }
            if !read.heading(sentence) {
                return Some((read, sentence, span));
            }
            in_heading.get_or_insert((read, sentence, span));
        }
    }
    in_heading
}

/// The sentence; with its whole row, where it stands in a table.
fn row(read: &Read<'_>, sentence: usize) -> std::ops::Range<usize> {
    let text = &read.text;
    let BlockKind::Cell { table, row, .. } = text.blocks()[text.sentences()[sentence].block].kind else {
        return sentence..sentence + 1;
    };
    let same = |other: &usize| {
        let kind = text.blocks()[text.sentences()[*other].block].kind;
        matches!(kind, BlockKind::Cell { table: t, row: r, .. } if (t, r) == (table, row))
    };
    let first = (0..sentence).rev().take_while(same).last().unwrap_or(sentence);
    let last = (sentence..text.sentences().len()).take_while(same).last().unwrap_or(sentence);
    first..last + 1
}

/// Where the text names a tool which can be exempt.
fn tool(case: &Case<'_>, read: &Read<'_>) -> Option<(usize, Span)> {
    let named = case.known.software_in(read.text.source());
    let can_be = named
        .into_iter()
        .find(|(software, _)| software.nature == Nature::Audience && software.exemptable == Exemptable::Conditions);
    let bytes = can_be?.1;
    let sentences = read.text.sentences();
    let place = sentences.partition_point(|sentence| sentence.span.end <= bytes.start);
    sentences.get(place).is_some_and(|sentence| sentence.span.start <= bytes.start).then(|| (place, bytes.into()))
}

/// What a reader must be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Measured,
    Kept,
    Objection,
}

/// What the reader is not told.
fn missing(readers: &Readers<'_>, read: &Read<'_>, sentence: usize) -> Vec<(What, Said)> {
    let about = [Phrases::new(MEASURING), Phrases::new(WHAT)];
    let mut said = read.text.find(&about[0]).into_iter().map(|found| found.sentence).chain([sentence]);
    let what = said.any(|sentence| {
        let section = read.text.section(sentence);
        read.text.has_in(section.start.max(sentence.saturating_sub(3))..(sentence + 4).min(section.end), &about[1])
    });
    let rows = readers.texts.iter().any(|read| !read.text.retention_rows().is_empty());
    let kept = rows || readers.say(&Phrases::new(KEPT));
    let objection = readers.say(&Phrases::new(OBJECTION)) || readers.refers_elsewhere();
    [
        (what, What::Measured, say!("ce qui est mesuré", "what is measured")),
        (kept, What::Kept, say!("combien de temps les données sont gardées", "how long the data are kept")),
        (objection, What::Objection, say!("comment s'y opposer", "how to object")),
    ]
    .into_iter()
    .filter_map(|(told, what, said)| (!told).then_some((what, said)))
    .collect()
}

fn ways_out(found: &mut Found) {
    found
        .label(say!("ce qui est mesuré, combien de temps, comment s'y opposer", "what, for how long, how to object"))
        .help(say!(
            "dites ce que vous mesurez, combien de temps vous gardez les données, et comment s'y opposer",
            "say what you measure, how long you keep the data, and how to object"
        ));
}
