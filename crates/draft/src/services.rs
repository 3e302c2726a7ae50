//! `[[processor]]` and `[[service]]`: who stands behind the trackers.
//!
//! A provider that the base knows brings its company, its hosts and its policy,
//! each to be checked. One that it does not know is declared by its name alone:
//! a provider that the text names is never dropped.

use std::collections::{BTreeMap, BTreeSet};

use temoin_known::Software;

use crate::hosting::{Place, place};
use crate::ids::{Ids, slug};
use crate::plan::Plan;
use crate::reading::Reading;
use crate::sheet::{Sheet, Table, list, tidy};

/// A processor to declare.
#[derive(Debug)]
pub(crate) struct Processor {
    id: String,
    name: String,
    country: Option<String>,
    policy: Option<String>,
    known: bool,
    line: usize,
}

/// A service to declare.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) id: String,
    pub(crate) title: String,
    processor: Option<usize>,
    /// Index into the purposes.
    pub(crate) purpose: usize,
    hosts: Vec<String>,
    policy: Option<String>,
    /// Whether the base knows it.
    pub(crate) known: bool,
    place: Place,
    line: usize,
}

/// The services planned so far.
#[derive(Debug, Default)]
pub(crate) struct Services {
    pub(crate) all: Vec<Service>,
    pub(crate) processors: Vec<Processor>,
    ids: Ids,
    processor_ids: Ids,
    /// By the software's identifier, or the provider's words.
    places: BTreeMap<String, usize>,
    companies: BTreeMap<String, usize>,
    hosts: BTreeSet<String>,
}

impl Services {
    /// Whether the software is there.
    pub(crate) fn has(&self, software: &Software) -> bool {
        self.places.contains_key(software.id.as_str())
    }

    /// The service of a software that the base knows.
    pub(crate) fn known(
        &mut self,
        reading: &Reading<'_, '_>,
        software: &Software,
        purpose: usize,
        line: usize,
    ) -> usize {
        if let Some(place) = self.places.get(software.id.as_str()) {
            return *place;
        }
        let place = place(reading, software);
        let company = software.company.as_ref().filter(|_| place == Place::Company);
        let processor = company.map(|company| {
            let country = software.country.as_ref().map(ToString::to_string);
            self.processor(company, country, software.policy.clone(), true, line)
        });
        // A host belongs to one service.
        let mut hosts = Vec::new();
        for host in software.hosts.iter().filter(|_| place == Place::Company) {
            for host in [host.to_string(), format!("*.{host}")] {
                if host.matches('*').count() < 2 && self.hosts.insert(host.clone()) {
                    hosts.push(host);
                }
            }
        }
        self.push(
            software.id.as_str(),
            Service {
                id: String::new(),
                title: software.name.clone(),
                processor,
                purpose,
                hosts,
                policy: software.policy.clone().filter(|_| place == Place::Company),
                known: true,
                place,
                line,
            },
        )
    }

    /// The service of a provider that the base does not know; none for words without a letter.
    pub(crate) fn unknown(&mut self, provider: &str, purpose: usize, line: usize) -> Option<usize> {
        let provider = tidy(provider);
        let key = slug(&provider);
        if !provider.contains(char::is_alphanumeric) {
            return None;
        }
        if let Some(place) = self.places.get(&key) {
            return Some(*place);
        }
        let processor = Some(self.processor(&provider, None, None, false, line));
        let (hosts, policy, known, place) = (Vec::new(), None, false, Place::Company);
        Some(self.push(
            &key,
            Service { id: String::new(), title: provider, processor, purpose, hosts, policy, known, place, line },
        ))
    }

    fn push(&mut self, key: &str, service: Service) -> usize {
        let id = self.ids.take(key, "service");
        self.all.push(Service { id, ..service });
        self.places.insert(key.to_owned(), self.all.len() - 1);
        self.all.len() - 1
    }

    fn processor(
        &mut self,
        name: &str,
        country: Option<String>,
        policy: Option<String>,
        known: bool,
        line: usize,
    ) -> usize {
        let key = slug(name);
        if let Some(place) = self.companies.get(&key).filter(|_| !key.is_empty()) {
            return *place;
        }
        let id = self.processor_ids.take(&key, "processor");
        self.processors.push(Processor { id, name: name.to_owned(), country, policy, known, line });
        self.companies.insert(key, self.processors.len() - 1);
        self.processors.len() - 1
    }
}

/// Writes the processors, then the services.
pub(crate) fn write(sheet: &mut Sheet, plan: &Plan) {
    let tongue = sheet.tongue;
    let by_base = tongue.say("d'après la base connue : à vérifier", "by the known base: to be checked");
    for processor in &plan.processors {
        let mut table = Table::beside(tongue.source(processor.line));
        table.string("id", &processor.id).string("name", &processor.name);
        if processor.known {
            table.because(by_base.clone());
        }
        if let Some(country) = &processor.country {
            table.string("country", country).because(by_base.clone());
        }
        if let Some(policy) = &processor.policy {
            table.string("policy", policy).because(by_base.clone());
        }
        table.decide(if processor.known {
            tongue.say(
                "la référence du contrat (`contract`, RGPD art. 28) et, s'il y en a, les transferts hors de l'EEE (`transfers`)",
                "the contract's reference (`contract`, GDPR art. 28) and, if any, transfers out of the EEA (`transfers`)",
            )
        } else {
            tongue.say(
                "la base ne connaît pas ce nom : nom légal, pays (`country`), contrat (`contract`), transferts (`transfers`)",
                "the base does not know this name: legal name, `country`, `contract`, `transfers`",
            )
        });
        sheet.table("[[processor]]", &table);
    }
    for service in &plan.services {
        let mut table = Table::beside(tongue.source(service.line));
        table.string("id", &service.id).string("title", &service.title);
        if let Some(processor) = service.processor {
            table.string("processor", &plan.processors[processor].id);
        }
        table.string("purpose", &plan.purposes[service.purpose].id);
        if !service.hosts.is_empty() {
            table.raw("hosts", list(&service.hosts)).because(by_base.clone());
        }
        if let Some(policy) = &service.policy {
            table.string("policy", policy).because(by_base.clone());
        }
        if service.hosts.is_empty() {
            table.decide(tongue.say(
                "où les pages l'appellent : `hosts`, ou `paths` s'il répond sur le site même ; sans cela, rien ne le reconnaît",
                "where pages call it: `hosts`, or `paths` where it answers on the site itself; without, nothing recognises it",
            ));
        }
        match service.place {
            Place::Company => {}
            Place::Here => {
                table.said(tongue.say(
                    "installé chez vous, selon le texte : sans sous-traitant",
                    "on your own servers, by the text: no processor",
                ));
            }
            Place::Untold => {
                table.decide(tongue.say(
                    "qui l'héberge : chacun peut l'installer, et le texte ne le dit pas ; si ce n'est pas vous, un [[processor]] (RGPD, art. 28)",
                    "who hosts it: anyone can install it, and the text does not say; if not you, a [[processor]] (GDPR, art. 28)",
                ));
            }
        }
        sheet.table("[[service]]", &table);
    }
}
