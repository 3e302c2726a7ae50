//! A text of which nobody can say which one was in force.
//!
//! A policy without a date or version cannot be opposed to anyone, nor compared
//! with the one before. And a policy that "may change at any time", to be read
//! again by whoever cares, tells nobody of the change (GDPR art. 13(3) asks that
//! a new purpose be told before it is pursued).
//!
//! Policies of a register have their version and effective day by themselves:
//! only what they say of changes is read. A date counts where it is the text's
//! own, not a law's.

use temoin_prose::{BlockKind, Phrases};

use crate::case::{Case, Written};
use crate::found::{Findings, say};
use crate::place::Place;
use crate::published::Read;
use crate::rule::rule;

rule! {
    pub(crate) POLICY_VERSION_MISSING = "policy-version-missing" in Notice since "0.1.0";
    on Text => written;
}

/// A version or a day that is the text's own.
const DATED: &[&str] = &[
    "(version|mise à jour|mis à jour|mises à jour|actualis*|révis*|modifi*|modification|vigueur|effet|applicable|établi*|publi*|daté*|adopté*|rédigé*|valable) .. <date>",
    "<date> .. (version|mise à jour|vigueur|actualis*|révis*)",
    "version [(n|no|numéro|number)] (1|2|3|4|5|6|7|8|9|10|11|12)",
    "(version|updated|update|revised|revision|modified|effective|in force|published|issued|adopted|dated|applies from) .. <date>",
    "<date> .. (version|update|updated|revision|effective)",
];

/// Whose dates are not the text's.
const OF_LAWS: &[&str] =
    &["(règlement|loi|directive|délibération|décision|RGPD|GDPR|regulation|act|decision|directive)"];
const OF_TEXT: &[&str] =
    &["(politique|charte|document|page|notice|version|déclaration|policy|statement|mise à jour|updated)"];

/// Where a text speaks of its versions.
const ABOUT: &[&str] = &["(modification*|version*|mise* à jour|évolution*|change*|update*|amendment*)"];

/// The text may be changed.
const CHANGES: &[&str] = &[
    "(politique|charte|document|déclaration|notice|cette page|présente page) ... (modifi*|mise à jour|mettre à jour|évolu*|chang*|actualis*|révis*)",
    "(modifi*|mettre à jour|mise à jour|chang*|actualis*|révis*) ... (politique|charte|document|déclaration|notice|cette page|présente page)",
    "(policy|notice|statement|document|this page) ... (chang*|updat*|amend*|modif*|revis*)",
    "(chang*|updat*|amend*|modif*|revis*) ... (policy|notice|statement|document|this page)",
];

/// At any moment, without a word: in the clause itself.
const UNANNOUNCED: &[&str] = &[
    "(à tout moment|à tout instant|sans préavis|sans notification|sans [vous en] (avertir|informer|prévenir)|à notre [seule] discrétion)",
    "(at any time|without notice|without prior notice|at our [sole] discretion)",
];

/// Readers are to come back and look: in the clause, or just after it.
const COME_BACK: &[&str] = &[
    "(consult*|vérifi*|revenir|visit*|relire) .. (régulièrement|périodiquement|fréquemment|de temps à autre)",
    "(régulièrement|périodiquement) .. (consult*|vérifi*|relire)",
    "(check|review|visit|consult|read) .. (regularly|periodically|frequently|from time to time)",
    "(regularly|periodically) .. (check|review|visit|consult|read)",
];

/// What the reader changes, not the text.
const READERS_OWN: &[&str] =
    &["(choix|préférence*|consentement|accord|réglages|choice*|preference*|settings|consent|agreement)"];

/// How a change is told, or found again.
const ANNOUNCED: &[&str] = &[
    "(informons|informerons|avertissons|avertirons|prévenons|préviendrons|signalons|signalerons|annonçons|annoncerons|écrivons|écrirons|notifions|notifierons)",
    "(serez|êtes|seront|sont|sera|est) [..] (informé*|averti*|prévenu*|notifié*|signalé*|annoncé*)",
    "(par|un) (courriel|e-mail|message|bandeau|bannière|lettre|notification)",
    "(archiv*|historique|versions (antérieures|précédentes|successives)|ancienne* version*)",
    "(will|shall|we) [..] (inform|notify|tell|announce|email|write)",
    "(will be|are|is) [..] (informed|notified|told|announced)",
    "(by|an) (email|e-mail|message|letter|banner)",
    "(previous|earlier|former|past) version*",
    "(archive*|history)",
];

/// What a heading on changes is about: this text, not the reader's data.
const ITSELF: &[&str] = &["(politique|charte|notice|document|présente|version*|policy|statement)"];

fn written(case: &Case<'_>, findings: &mut Findings) {
    for read in case.readers().iter().flat_map(|readers| &readers.texts) {
        let Some(source) = read.source.filter(|_| !read.is_fragment() && !dated(read)) else { continue };
        let (about, itself) = (read.text.find(&Phrases::new(ABOUT)), Phrases::new(ITSELF));
        let bare = |sentence: usize| read.text.sentences()[sentence].tokens.len() <= 4;
        let of_text =
            |sentence| read.heading(sentence) && (bare(sentence) || read.text.sentence_has(sentence, &itself));
        let heading = about.iter().find(|found| of_text(found.sentence));
        let heading = heading.map(|found| Place::new(source, read.text.sentences()[found.sentence].span));
        findings
            .find(
                heading.or_else(|| read.beginning()),
                say!("le texte n'a ni date ni version", "the text has neither date nor version"),
            )
            .about("notice.version")
            .help(say!(
                "écrivez le jour de la version, et celui de sa mise en vigueur s'il est autre",
                "write the day of the version, and the day it takes effect if that is another"
            ));
    }
    for written in case.written() {
        changes(written, findings);
    }
}

/// Whether the text says of when it is.
fn dated(read: &Read<'_>) -> bool {
    let (laws, own) = (Phrases::new(OF_LAWS), Phrases::new(OF_TEXT));
    let of_text = |sentence| read.text.sentence_has(sentence, &own) || !read.text.sentence_has(sentence, &laws);
    let told = read.text.find(&Phrases::new(DATED)).iter().any(|found| of_text(found.sentence));
    // A day alone on the first or the last lines.
    let sentences = read.text.sentences();
    let edge = |sentence: usize| sentence < 4 || sentence + 3 >= sentences.len();
    let alone = |sentence: usize| sentences[sentence].tokens.len() <= 6 && edge(sentence) && of_text(sentence);
    told || read.text.dates().iter().any(|date| alone(date.sentence))
}

/// A text that may change without its readers being told.
fn changes(written: &Written<'_>, findings: &mut Findings) {
    let text = &written.text;
    let [changes, unannounced, own, announced] = [CHANGES, UNANNOUNCED, READERS_OWN, ANNOUNCED].map(Phrases::new);
    let come_back = Phrases::new(COME_BACK);
    let found = text.find(&changes).into_iter().find_map(|found| {
        let clause = found.sentence;
        if text.sentence_has(clause, &own) || text.has_in(text.section(clause), &announced) {
            return None;
        }
        let block = text.sentences()[clause].block;
        let heading = matches!(text.blocks()[block].kind, BlockKind::Heading(_));
        let said = text.find_in(if heading { text.section(clause) } else { clause..clause + 1 }, &unannounced);
        said.into_iter().chain(text.find_in(clause..clause + 3, &come_back)).next()
    });
    let Some(found) = found else { return };
    let finding = findings.find(
        written.at(found.span),
        say!("le texte peut changer sans que personne en soit averti", "the text may change and nobody is told"),
    );
    finding
        .about(written.policy.map_or_else(|| "notice.changes".to_owned(), |policy| format!("policy.{policy}")))
        .cites(&["GDPR 12(1)", "GDPR 13(3)"])
        .help(say!(
            "dites comment un changement est annoncé : courriel, bandeau, message à la connexion",
            "say how a change is announced: e-mail, banner, message at sign-in"
        ))
        .help(say!("et gardez les versions antérieures en ligne", "and keep earlier versions online"));
}
