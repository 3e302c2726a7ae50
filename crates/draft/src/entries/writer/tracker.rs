//! The trackers of one owner, a family once, each with what a person has to
//! settle about it.

use std::collections::BTreeSet;

use temoin_known::Confidence;
use temoin_register::{NamePattern, Purpose, TrackerKind};

use super::{Writer, by_base, sighting};
use crate::drift::{Likely, Tracked, confidence_word};
use crate::sheet::{Sheet, Table};

impl Writer<'_> {
    /// The trackers of one owner, a family once.
    pub(super) fn trackers(&mut self, sheet: &mut Sheet, service: Option<&str>, seen: &[&Tracked]) {
        let tongue = self.tongue;
        let mut done: BTreeSet<(TrackerKind, String)> = BTreeSet::new();
        for tracked in seen {
            let Some(kind) = tracked.kind.tracker() else { continue };
            let likely = tracked.likely.as_ref();
            let Some(name) = pattern(likely, &tracked.name) else {
                sheet.blank();
                sheet.decide(&tongue.say(
                    &format!(
                        "« {} » ne peut être le nom d'un traceur d'un registre : le renommer sur le site",
                        tracked.name
                    ),
                    &format!(
                        "\"{}\" cannot be the name of a tracker in a register: rename it on the site",
                        tracked.name
                    ),
                ));
                continue;
            };
            if !done.insert((kind, name.to_string())) {
                continue;
            }
            let mut table = Table::beside(sighting(tongue, &[tracked]));
            table.string("name", name.as_str());
            if kind != TrackerKind::Cookie {
                table.string("kind", kind.word());
            }
            let sure = likely.filter(|likely| likely.confidence > Confidence::Suggestion);
            let nature = sure.map(|likely| likely.nature);
            let exempt = self.exempt(nature);
            if let Some(id) = service {
                table.string("service", id);
            } else {
                let purpose = self.purpose(nature.filter(|_| exempt.is_none()));
                table.string("purpose", &purpose);
            }
            if let Some((Some(fr), en)) = sure.and_then(|likely| likely.text.as_ref()) {
                table.raw("text", self.words(fr, en)).because(by_base(tongue));
            }
            self.notes(&mut table, likely, exempt, service.is_none());
            sheet.table("[[tracker]]", &table);
        }
    }

    /// What a person has to settle about a tracker.
    fn notes(&self, table: &mut Table, likely: Option<&Likely>, exempt: Option<&Purpose>, alone: bool) {
        let tongue = self.tongue;
        match likely {
            Some(likely) => {
                let word = confidence_word(likely.confidence, tongue.language);
                table.said(format!("{} ({word})", likely.platform));
            }
            None => {
                table.decide(tongue.say(
                    "à qui il est et à quoi il sert : aucune base ne connaît ce nom",
                    "whose it is and what it is for: no base knows this name",
                ));
            }
        }
        if let (Some(purpose), true) = (exempt, alone) {
            table.decide(tongue.say(
                &format!("`purpose = \"{}\"` si c'est là son seul usage : il ne demandera plus d'accord", purpose.id),
                &format!("`purpose = \"{}\"` if that is its only use: it then asks for no consent", purpose.id),
            ));
        }
        let base = likely.and_then(|likely| likely.lifetime.as_ref());
        let base = base.map_or(String::new(), |lifetime| {
            tongue.say(&format!(" (base connue : {lifetime})"), &format!(" (known base: {lifetime})"))
        });
        table.decide(tongue.say(
            &format!("la durée de vie (`lifetime`), une seule valeur{base} ; sans elle, il ne vit que la session"),
            &format!("its lifetime (`lifetime`), one value{base}; without, it lives for the session only"),
        ));
    }
}

/// The pattern to declare: that of the known family, or the name, with `*` for
/// what no name of a register may hold.
fn pattern(likely: Option<&Likely>, name: &str) -> Option<NamePattern> {
    let family = likely.and_then(|likely| likely.software).and_then(|software| {
        let mut trackers = software.tracker.iter();
        trackers.find(|known| known.name.matches(name)).map(|known| known.name.clone())
    });
    family.or_else(|| {
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ';' | ',' | '=');
        let plain: Vec<&str> = name.split(odd).collect();
        NamePattern::parse(&plain.join("*")).ok()
    })
}
