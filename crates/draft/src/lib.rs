//! A register drafted from a policy that is already published.
//!
//! Nobody starts a register from a blank page: a site has a policy, often with a
//! table of cookies, and most of what a register asks for is in it. What is
//! there is carried over, each piece with the line it comes from, so that a
//! person can compare. What is missing, hesitates or contradicts itself is not
//! settled here: it becomes a comment that begins with « à décider » (or
//! "to decide"), and says what to write. Three things are never done:
//!
//! - **invent**: a lifetime given as a range or as "variable" is quoted, not chosen;
//! - **exempt** a purpose from consent on the word of a base of known trackers:
//!   only the text can claim it, and only where the base does not contradict it
//!   (loi 78-17, art. 82; CNIL délib. 2020-091, §48);
//! - **lose** a row: one that gives no tracker is told in a comment, with why.
//!
//! The draft always reads back, whatever the text holds: identifiers are made
//! unique, strings are escaped, and the few keys that a register cannot do
//! without are filled with what is plainly a placeholder.
//!
//! `plan` gathers purposes, services and trackers from `rows`, `announced` sorts and
//! `mentions`, with the `doubts` that the base casts and whose `hosting` it is;
//! `parties`, `choices`, `purposes`, `services`, `trackers`, `retentions`, `rights`
//! and `policy` each write a part of the file, on a `sheet`.

mod announced;
mod choices;
mod claim;
mod doubts;
mod drift;
mod entries;
mod hosting;
mod ids;
mod markdown;
mod mentions;
mod names;
mod number;
mod parties;
mod plan;
mod policy;
mod postal;
mod purposes;
mod reading;
mod retentions;
mod rights;
mod rows;
mod services;
mod sheet;
mod tongue;
mod trackers;
mod uses;

pub use drift::{Drift, Likely, Tracked, confidence_word, drift, is_declared};
pub use entries::Entry;

use std::sync::LazyLock;

use temoin_known::Known;
use temoin_prose::Text;
use temoin_register::Date;

use reading::Reading;
use sheet::Sheet;

/// A register as a person would start it: files to write, and what is in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// `register.toml`, commented.
    pub register: String,
    /// The policies' prose: path inside the register, and Markdown.
    pub files: Vec<(String, String)>,
    /// What was drafted.
    pub drafted: Drafted,
}

/// How many of each thing were drafted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drafted {
    /// Trackers.
    pub trackers: usize,
    /// Services.
    pub services: usize,
    /// Purposes.
    pub purposes: usize,
    /// Retention rules.
    pub retentions: usize,
    /// Places where a person must decide.
    pub decisions: usize,
}

/// A place of `register.toml` where a person must decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision<'d> {
    /// Its line, from 1.
    pub line: usize,
    /// What is to be decided.
    pub what: &'d str,
}

impl Draft {
    /// The places where a person must decide, in the order of the file.
    pub fn decisions(&self) -> impl Iterator<Item = Decision<'_>> {
        self.register
            .lines()
            .enumerate()
            .filter_map(|(index, line)| sheet::decision(line).map(|what| Decision { line: index + 1, what }))
    }
}

/// Read once: the bases are the same for every text.
static KNOWN: LazyLock<Known> = LazyLock::new(Known::new);

/// Drafts a register from `text`, which was read from `source_name`, on `day`.
pub fn draft(text: &Text<'_>, source_name: &str, day: &Date) -> Draft {
    let reading = Reading::new(text, &KNOWN);
    let parties = parties::find(&reading);
    let plan = plan::plan(&reading, &parties);
    let mut sheet = Sheet::new(reading.tongue);
    head(&mut sheet, source_name);
    parties::write(&mut sheet, &reading, &parties);
    choices::write(&mut sheet, &reading, &plan);
    purposes::write(&mut sheet, &plan);
    services::write(&mut sheet, &plan);
    trackers::write(&mut sheet, &plan);
    absent(&mut sheet);
    let retentions = retentions::write(&mut sheet, &reading);
    rights::write(&mut sheet, &reading, &parties);
    let files = policy::write(&mut sheet, &reading, &plan, day);
    let register = sheet.finish();
    let mut draft = Draft { register, files, drafted: Drafted::default() };
    draft.drafted = Drafted {
        trackers: plan.trackers.len(),
        services: plan.services.len(),
        purposes: plan.purposes.len(),
        retentions,
        decisions: draft.decisions().count(),
    };
    draft
}

/// What the file is, and how to go on.
fn head(sheet: &mut Sheet, source_name: &str) {
    let tongue = sheet.tongue;
    sheet.note(&tongue.say(
        &format!(
            "Brouillon de registre, tiré de « {source_name} » : à relire ligne à ligne, rien n'y est encore vrai."
        ),
        &format!("A draft register, from \"{source_name}\": read it line by line, nothing in it is true yet."),
    ));
    sheet.note(&tongue.say(
        "« source : ligne N » dit d'où vient chaque élément ; « à décider » marque ce que le texte tait, ou ce qu'il \
         laisse en suspens : une personne tranche, puis efface la ligne.",
        "\"source: line N\" says where each thing comes from; \"to decide\" marks what the text does not say, or \
         leaves open: a person settles it, then removes the line.",
    ));
    sheet.note(&tongue.say(
        "Sans durée écrite, un traceur ne vit que le temps de la session.",
        "A tracker without a lifetime lives for the session only.",
    ));
    sheet.note(&tongue.say(
        "Pour continuer : `temoin check` dit ce que le droit y trouve à redire, `temoin serve` l'applique.",
        "To go on: `temoin check` says what the law finds wrong with it, `temoin serve` applies it.",
    ));
    if tongue.foreign {
        sheet.decide(
            "the text is neither in French nor in English: only what its tables give was drafted; name its language, \
             such as `languages = [\"de\"]`, in [site]",
        );
    }
    sheet.blank();
    sheet.line("schema = 1");
}

/// The sections that no sentence of a policy gives unmistakably, a line each.
fn absent(sheet: &mut Sheet) {
    sheet.blank();
    for (fr, en) in ABSENT {
        let words = sheet.tongue.say(fr, en);
        sheet.decide(&words);
    }
}

const ABSENT: &[(&str, &str)] = &[
    (
        "les traitements, un [[processing]] chacun : pourquoi, sur quelle base, quelles données, pour qui, combien de \
         temps (RGPD, art. 13 et 30) ; un texte ne le dit jamais assez nettement pour être repris",
        "the processings, a [[processing]] each: why, on which basis, which data, for whom, for how long (GDPR, art. \
         13 and 30); no text says it plainly enough to be carried over",
    ),
    (
        "les destinataires qui ne sont pas des sous-traitants, un [[recipient]] chacun : `id`, `name` (RGPD, art. 4(9))",
        "the recipients that are not processors, a [[recipient]] each: `id`, `name` (GDPR, art. 4(9))",
    ),
    (
        "les cas où des données vont à d'autres encore, un [[disclosure]] chacun : `id`, `title`, `grounds`",
        "the cases where data go to others still, a [[disclosure]] each: `id`, `title`, `grounds`",
    ),
    (
        "[security] : les mesures vraiment prises, `measures`, une phrase chacune (RGPD, art. 32)",
        "[security]: the measures really taken, `measures`, a sentence each (GDPR, art. 32)",
    ),
    (
        "[audience], si les visites sont mesurées : `regime`, `service`, `ip_mask_bytes`, `retention` (CNIL, délib. \
         2020-091, §§ 50 et 51)",
        "[audience], if visits are measured: `regime`, `service`, `ip_mask_bytes`, `retention` (CNIL, délib. 2020-091, \
         §§50–51)",
    ),
];
