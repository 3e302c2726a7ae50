//! Where what the text says of a tracker meets what the base says, or what the
//! text itself says elsewhere: a question for a person, under the tracker.

use temoin_known::Recognised;
use temoin_register::NamePattern;

use crate::plan::{Planner, Shared};
use crate::sheet::Note;
use crate::trackers::Tracker;

impl Planner<'_, '_, '_> {
    /// A tracker that the text gives to one, and the base to another.
    pub(crate) fn contested(&self, service: Option<usize>, known: Option<&Recognised<'_>>, notes: &mut Vec<Note>) {
        let tongue = self.reading.tongue;
        let named = service.map(|service| &self.services.all[service]);
        let other = known.and_then(|known| known.software).filter(|known| known.company.is_some());
        if let (Some(named), Some(other)) = (named, other)
            && named.known
            && named.title != other.name
        {
            notes.push(Note::Decide(tongue.say(
                &format!("à qui il est : à {} selon le texte, à {} selon la base", named.title, other.name),
                &format!("whose it is: {}'s by the text, {}'s by the base", named.title, other.name),
            )));
        }
    }

    /// A name given in a sentence may be that of a tracker that a table only describes.
    pub(crate) fn same(&self, name: Option<&NamePattern>, shared: &Shared, purpose: usize, notes: &mut Vec<Note>) {
        let tongue = self.reading.tongue;
        let unnamed = |tracker: &&Tracker| tracker.name.is_none() && tracker.purpose == purpose;
        let mut unnamed = self.trackers.iter().filter(unnamed).take(2);
        if let (true, Some(_), Some(only), None) = (shared.table.is_none(), name, unnamed.next(), unnamed.next()) {
            let title = only.title.as_deref().unwrap_or_default();
            notes.push(Note::Decide(tongue.say(
                &format!("est-ce « {title} » de la ligne {} ? alors une seule entrée suffit", only.line),
                &format!("is it \"{title}\" of line {}? then one entry is enough", only.line),
            )));
        }
    }
}
