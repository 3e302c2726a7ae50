//! `[consent]`: how long a choice is kept, and in which cookie.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use temoin_prose::{Phrases, Stated};

use crate::plan::Plan;
use crate::reading::Reading;
use crate::sheet::{Sheet, Table};

/// How a text says that a choice is kept so long.
static KEPT: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "(choix|consentement|consentements|accord|refus|preferences) .. (conserv*|gard*|enregistr*|memoris*|stock*|valable*|valide|validite) ... <duration>",
        "(conserv*|gard*|enregistr*|memoris*) .. (choix|consentement|accord|refus|preferences) ... <duration>",
        "(consent|choice*|preference*|refusal) .. (kept|stored|retained|remembered|valid|saved|last*) ... <duration>",
        "(keep|store|retain|remember|save) .. (consent|choice*|preference*) ... <duration>",
    ])
});

/// Writes `[consent]`, or says that nothing is known of it.
pub(crate) fn write(sheet: &mut Sheet, reading: &Reading<'_, '_>, plan: &Plan) {
    let (tongue, text) = (sheet.tongue, reading.text);
    let mut stated: BTreeMap<String, usize> = BTreeMap::new();
    for hit in text.find(&KEPT) {
        let here = text.durations_in(hit.sentence..hit.sentence + 1);
        let last = here.iter().find(|stated| stated.tokens.end == hit.tokens.end);
        if let Some(Stated::For(period)) = last.map(|stated| stated.value) {
            let line = reading.line(hit.span.start);
            stated.entry(period.to_string()).or_insert(line);
        }
    }
    for (period, line) in &plan.choice_lives {
        stated.entry(period.to_string()).or_insert(*line);
    }
    let mut table = Table::default();
    if let (1, Some((period, line))) = (stated.len(), stated.first_key_value()) {
        table.string("valid_for", period).because(tongue.source(*line));
    }
    if let Some((name, line)) = &plan.choice {
        table.string("cookie", name).because(tongue.source(*line));
    }
    let all: Vec<String> = stated.iter().map(|(period, line)| format!("{period} ({})", tongue.source(*line))).collect();
    match all.len() {
        0 => table.decide(tongue.say(
            "combien de temps le choix est gardé (`valid_for`), que le texte ne dit pas ; sans réponse, six mois, comme la CNIL le recommande",
            "how long the choice is kept (`valid_for`), which the text does not say; without an answer, six months, as the CNIL recommends",
        )),
        1 => &mut table,
        _ => table.decide(tongue.say(
            &format!("combien de temps le choix est gardé (`valid_for`), une seule valeur ; le texte dit : {}", all.join(", ")),
            &format!("how long the choice is kept (`valid_for`), one value; the text says: {}", all.join(", ")),
        )),
    };
    sheet.table("[consent]", &table);
}
