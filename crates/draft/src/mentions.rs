//! What the text speaks of without announcing a tracker: tools by their names, and
//! uses of cookies in general.

use std::collections::{BTreeMap, BTreeSet};

use temoin_known::{Nature, Software};
use temoin_prose::BlockKind;
use temoin_reading::Span;

use crate::plan::Planner;
use crate::reading::says;
use crate::sheet::{Note, tidy};
use crate::uses::{self, Use};

/// What a tool that is contacted does; others run on the site itself.
const CONTACTED: [Nature; 9] = [
    Nature::Audience,
    Nature::Advertising,
    Nature::Social,
    Nature::Video,
    Nature::Support,
    Nature::MarketingEmail,
    Nature::Embed,
    Nature::Replay,
    Nature::Payment,
];

/// How a sentence says that a tool is not used.
const NOT_USED: &str = "\
    n utilisons pas|n utilise pas|n utilisons aucun|n utilise aucun|sans recourir|do not use|does not use|\
    don t use|no longer use|n est pas utilise|plus utilise";

impl Planner<'_, '_, '_> {
    /// Tools named in sentences, of which no tracker is announced: services, with consent.
    pub(crate) fn tools(&mut self) {
        let (reading, text) = (self.reading, self.reading.text);
        let mut told = BTreeSet::new();
        for (index, sentence) in text.sentences().iter().enumerate() {
            let cell = matches!(text.blocks()[sentence.block].kind, BlockKind::Cell { .. });
            let words = text.source().get(sentence.span.range()).unwrap_or_default();
            for (software, _) in if cell { Vec::new() } else { reading.known.software_in(words) } {
                let line = reading.line(sentence.span.start);
                if self.services.has(software) || !told.insert(software.id.as_str()) {
                    continue;
                }
                let denied = says(&reading.sentence(index), NOT_USED);
                match contacted(software).filter(|_| !denied) {
                    Some(by_base) => {
                        let usage = told_of_tool(&reading.sentence(index), by_base);
                        let purpose = self.purposes.consented(usage.unwrap_or(by_base), line);
                        if usage.is_none() {
                            self.purposes.guessed(purpose, &software.name, line);
                        }
                        self.services.known(reading, software, purpose, line);
                    }
                    None => self.left.push(Note::Said(reading.tongue.say(
                        &format!("ligne {line} : {} est nommé sans traceur ; rien n'en est déclaré", software.name),
                        &format!(
                            "line {line}: {} is named without a tracker; nothing of it is declared",
                            software.name
                        ),
                    ))),
                }
            }
        }
    }

    /// Where no tracker is announced by a row, a name or a title, what sentences say that cookies are
    /// for and how long they live. Those sentences are quoted: which trackers they speak of is not told.
    pub(crate) fn uses(&mut self) {
        let (reading, text, tongue) = (self.reading, self.reading.text, self.reading.tongue);
        let mut quoted: BTreeMap<usize, (Span, Vec<String>)> = BTreeMap::new();
        for (index, sentence) in text.sentences().iter().enumerate() {
            let words = reading.sentence(index);
            if !says(&words, "cookie|traceur|tracker") || says(&words, NOT_USED) {
                continue;
            }
            let line = reading.line(sentence.span.start);
            let contacted = |usage: &&Use| CONTACTED.contains(&usage.nature);
            for usage in uses::told(&words).into_iter().filter(contacted) {
                self.purposes.consented(usage, line);
                let sorts = &mut quoted.entry(sentence.span.start).or_insert((sentence.span, Vec::new())).1;
                sorts.push(usage.title(tongue).to_lowercase());
            }
            let of_choice = says(&words, "choix|consentement|refus|choice|consent ");
            if !of_choice && !text.durations_in(index..index + 1).is_empty() {
                quoted.entry(sentence.span.start).or_insert((sentence.span, Vec::new()));
            }
        }
        // A row says the duration beside the word, not in the same sentence.
        for row in text.retention_rows().iter().filter(|row| row.keep.is_some()) {
            let inside = |(span, _): &(Span, Vec<String>)| span.start < row.span.end && row.span.start < span.end;
            if says(&reading.folded(row.what.span), "cookie|traceur|tracker") && !quoted.values().any(inside) {
                quoted.insert(row.span.start, (row.span, Vec::new()));
            }
        }
        self.left.push(Note::Decide(if quoted.is_empty() {
            tongue.say(
                "les traceurs, un [[tracker]] chacun, à relever dans un navigateur : le texte n'en annonce aucun",
                "the trackers, a [[tracker]] each, to be read in a browser: the text announces none",
            )
        } else {
            tongue.say(
                "les traceurs, un [[tracker]] chacun, à relever dans un navigateur : le texte n'en nomme aucun, mais en annonce, cités ci-dessous",
                "the trackers, a [[tracker]] each, to be read in a browser: the text names none, but announces some, quoted below",
            )
        }));
        for (span, sorts) in quoted.values() {
            let line = reading.line(span.start);
            let quote = tongue.quote(&tidy(text.source().get(span.range()).unwrap_or_default()));
            self.left.push(Note::Decide(if sorts.is_empty() {
                tongue.say(
                    &format!("la durée des traceurs (`lifetime`), ou de leurs données, ligne {line} : {quote}"),
                    &format!("the lifetime of trackers (`lifetime`), or of their data, line {line}: {quote}"),
                )
            } else {
                let sorts = sorts.join(", ");
                tongue.say(
                    &format!("les traceurs annoncés ligne {line} ({sorts}) : {quote}"),
                    &format!("the trackers announced on line {line} ({sorts}): {quote}"),
                )
            }));
        }
    }
}

/// What a sentence says that a tool is for: the base's use where it is among those told.
fn told_of_tool(folded: &str, by_base: &'static Use) -> Option<&'static Use> {
    // « Partager vos données » shares no page, and a technical support talks to nobody.
    const SHARED: &str = "\
    bouton|social|reseaux sociaux|partager cet|partager nos|partager un|partager ces|partager sur|\
    sharing button|share button|share this|share our|share a";
    const TALKED: &str = "chat|discussion|conversation|messagerie|assistance|support ";
    let plain = |usage: &&Use| match usage.nature {
        Nature::Social => says(folded, SHARED),
        Nature::Support => says(folded, TALKED),
        nature => CONTACTED.contains(&nature),
    };
    let told: Vec<&Use> = uses::told(folded).into_iter().filter(plain).collect();
    told.iter().find(|usage| usage.nature == by_base.nature).or(told.first()).copied()
}

fn contacted(software: &Software) -> Option<&'static Use> {
    let run_by_others = software.company.is_some() && CONTACTED.contains(&software.nature);
    uses::of_nature(software.nature).filter(|_| run_by_others)
}
