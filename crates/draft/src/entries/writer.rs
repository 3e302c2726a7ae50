//! One entry at a time: the [service](service) and its processor, the
//! [trackers](tracker), and the [purposes](purpose) that they turned out to
//! need.

mod purpose;
mod service;
mod tracker;

use std::collections::{BTreeMap, BTreeSet};

use temoin_register::{Language, Register};

use super::{Entry, Owner};
use crate::drift::Tracked;
use crate::ids::{Ids, slug};
use crate::sheet::{Sheet, string};
use crate::tongue::Tongue;
use crate::uses::Use;

/// What was written so far, so that nothing is declared twice.
pub(super) struct Writer<'r> {
    register: &'r Register,
    tongue: Tongue,
    services: Ids,
    processors: Ids,
    purpose_ids: Ids,
    /// Purposes to add, in order: their identifier and use; what has none is last.
    new_purposes: BTreeMap<(bool, &'static str), (String, Option<&'static Use>)>,
    hosts: BTreeSet<String>,
    companies: BTreeMap<String, String>,
}

impl<'r> Writer<'r> {
    pub(super) fn new(register: &'r Register, tongue: Tongue) -> Self {
        let declared = &register.declared;
        let taken = |ids: &mut dyn Iterator<Item = &str>| {
            let mut taken = Ids::default();
            ids.for_each(|id| drop(taken.take(id, id)));
            taken
        };
        Self {
            register,
            tongue,
            services: taken(&mut declared.service.iter().map(|service| service.id.as_str())),
            processors: taken(&mut declared.processor.iter().map(|processor| processor.id.as_str())),
            purpose_ids: taken(&mut declared.purpose.iter().map(|purpose| purpose.id.as_str())),
            new_purposes: BTreeMap::new(),
            hosts: BTreeSet::new(),
            companies: declared.processor.iter().map(|one| (slug(&one.name), one.id.to_string())).collect(),
        }
    }

    pub(super) fn entry(&mut self, owner: &Owner, seen: &[&Tracked]) -> Entry {
        let mut sheet = Sheet::new(self.tongue);
        let service = match owner {
            Owner::Nobody => None,
            Owner::Told => {
                sheet.decide(&told(self.tongue));
                None
            }
            Owner::Declared(id) => Some(id.clone()),
            Owner::Software(_) | Owner::Platform(_) | Owner::Host(_) => Some(self.service(&mut sheet, owner, seen)),
        };
        self.trackers(&mut sheet, service.as_deref(), seen);
        let others = if *owner == Owner::Told { "unverified" } else { "trackers" };
        let id = service.unwrap_or_else(|| others.to_owned());
        Entry { id, toml: sheet.finish().trim_start_matches('\n').to_owned() }
    }

    /// A text in the languages of the site, where they are ours.
    fn words(&self, fr: &str, en: &str) -> String {
        let languages = &self.register.site().languages;
        let in_each = languages.iter().map(|language| match *language {
            Language::FR => Some(format!("fr = {}", string(fr))),
            Language::EN => Some(format!("en = {}", string(en))),
            _ => None,
        });
        match in_each.collect::<Option<Vec<_>>>() {
            Some(each) if !each.is_empty() => format!("{{ {} }}", each.join(", ")),
            _ => string(&self.tongue.say(fr, en)),
        }
    }
}

/// What to see to before anything that nobody but browsers told of is declared.
fn told(tongue: Tongue) -> String {
    tongue.say(
        "ce qui suit n'est connu que des navigateurs : vérifier d'abord que le site ou ses scripts l'emploient",
        "what follows is known from browsers alone: see first that the site or its scripts use it",
    )
}

fn by_base(tongue: Tongue) -> String {
    tongue.say("d'après la base connue : à vérifier", "by the known base: to be checked")
}

/// How often and where something was seen, beside its table.
fn sighting(tongue: Tongue, seen: &[&Tracked]) -> String {
    let count: u64 = seen.iter().map(|tracked| tracked.count()).sum();
    let most = seen.iter().flat_map(|tracked| &tracked.seen).max_by_key(|seen| seen.count);
    let place = most.map_or("/", |seen| seen.place.as_str());
    let times = |one: &str| if count == 1 { String::new() } else { one.to_owned() };
    tongue.say(
        &format!("vu {count} fois, surtout sur {place}"),
        &format!("seen {count} time{}, mostly at {place}", times("s")),
    )
}
