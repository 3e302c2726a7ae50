//! What the text speaks of without announcing a tracker: tools by their names, and
//! uses of cookies in general.

use std::collections::BTreeSet;

use temoin_known::{Nature, Software};
use temoin_prose::BlockKind;

use crate::plan::Planner;
use crate::reading::says;
use crate::sheet::Note;
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
                    Some(usage) => {
                        let purpose = self.purposes.consented(usage, line);
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

    /// Where no tracker is announced at all, what sentences say that cookies are for.
    pub(crate) fn uses(&mut self) {
        let (reading, text) = (self.reading, self.reading.text);
        for (index, sentence) in text.sentences().iter().enumerate() {
            let words = reading.sentence(index);
            if !says(&words, "cookie|traceur|tracker") || says(&words, NOT_USED) {
                continue;
            }
            let contacted = |usage: &&Use| CONTACTED.contains(&usage.nature);
            for usage in uses::told(&words).into_iter().filter(contacted) {
                self.purposes.consented(usage, reading.line(sentence.span.start));
            }
        }
        self.left.push(Note::Decide(reading.tongue.say(
            "les traceurs, un [[tracker]] chacun, à relever dans un navigateur : le texte n'en annonce aucun",
            "the trackers, a [[tracker]] each, to be read in a browser: the text announces none",
        )));
    }
}

fn contacted(software: &Software) -> Option<&'static Use> {
    let run_by_others = software.company.is_some() && CONTACTED.contains(&software.nature);
    uses::of_nature(software.nature).filter(|_| run_by_others)
}
