//! The purposes that entries turned out to need: the register's own where one
//! fits, else new ones.

use temoin_known::Nature;
use temoin_register::{Exemption, Purpose, Regime};

use super::Writer;
use crate::KNOWN;
use crate::entries::Entry;
use crate::sheet::{Sheet, Table};
use crate::uses;

impl<'r> Writer<'r> {
    /// The exempt purpose of the register for such a use.
    pub(super) fn exempt(&self, nature: Option<Nature>) -> Option<&'r Purpose> {
        let exemption = uses::of_nature(nature?)?.exemption.filter(|one| *one != Exemption::AudienceMeasurement)?;
        self.register.declared.purpose.iter().find(|purpose| purpose.regime() == Regime::Exempt(exemption))
    }

    /// The purpose for such a use: one of the register's that asks for consent,
    /// or a new one.
    pub(super) fn purpose(&mut self, nature: Option<Nature>) -> String {
        let usage = nature.and_then(uses::of_nature);
        let wanted = usage.map_or("other", |usage| usage.id);
        let by_id = self.register.consented_purposes().find(|purpose| purpose.id.as_str() == wanted);
        let by_service = || {
            let mut services = self.register.declared.service.iter();
            let same = services.find(|service| {
                let software = KNOWN.software(service.id.as_str());
                let software = software.or_else(|| KNOWN.software_at(service.hosts.first()?.as_str()));
                software.is_some_and(|software| Some(software.nature) == nature)
            })?;
            self.register.consented_purposes().find(|purpose| purpose.id == same.purpose)
        };
        if let Some(purpose) = by_id.or_else(|| usage.and_then(|_| by_service())) {
            return purpose.id.to_string();
        }
        let ids = &mut self.purpose_ids;
        let new = self.new_purposes.entry((usage.is_none(), wanted));
        new.or_insert_with(|| (ids.take(wanted, "purpose"), usage)).0.clone()
    }

    /// The purposes that the entries name and the register has not.
    pub(in crate::entries) fn purposes(&self) -> Option<Entry> {
        let tongue = self.tongue;
        let mut sheet = Sheet::new(tongue);
        for (id, usage) in self.new_purposes.values() {
            let mut table = Table::default();
            table.string("id", id).string("consent", "required");
            let title = match usage {
                Some(usage) => self.words(usage.fr, usage.en),
                None => self.words("Autres usages", "Other uses"),
            };
            table.raw("title", title);
            match usage.and_then(|usage| usage.exemption) {
                None if usage.is_none() => table.decide(tongue.say(
                    "à quoi servent ces traceurs : les ranger sous une finalité qui le dit aux visiteurs",
                    "what these trackers are for: put them under a purpose that tells visitors",
                )),
                Some(exemption) if exemption != Exemption::AudienceMeasurement => table.decide(tongue.say(
                    &format!("`exempt = \"{exemption}\"` à la place de `consent`, si c'est son seul usage"),
                    &format!("`exempt = \"{exemption}\"` instead of `consent`, if that is its only use"),
                )),
                _ => &mut table,
            };
            sheet.table("[[purpose]]", &table);
        }
        (!self.new_purposes.is_empty())
            .then(|| Entry { id: "purposes".to_owned(), toml: sheet.finish().trim_start_matches('\n').to_owned() })
    }
}
