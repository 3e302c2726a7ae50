//! A service that nobody declared: who answers there, where, and what for.

use temoin_evidence::Kind;
use temoin_known::Software;

use super::{Writer, by_base, sighting, told};
use crate::KNOWN;
use crate::drift::Tracked;
use crate::entries::{Owner, declared};
use crate::ids::slug;
use crate::sheet::{Sheet, Table, list};

impl Writer<'_> {
    /// A service that is not declared, with its processor where that is new.
    pub(super) fn service(&mut self, sheet: &mut Sheet, owner: &Owner, seen: &[&Tracked]) -> String {
        let tongue = self.tongue;
        let likely = seen.iter().find_map(|tracked| tracked.likely.as_ref());
        let software = match owner {
            Owner::Software(id) => KNOWN.software(id),
            _ => None,
        };
        let beside = software.and_then(|software| declared(self.register, software));
        let (title, company) = match (owner, software) {
            (_, Some(software)) => (software.name.clone(), software.company.clone()),
            (Owner::Platform(name), None) => (name.clone(), likely.and_then(|likely| likely.company.clone())),
            (Owner::Host(host), None) => (host.clone(), None),
            _ => (String::new(), None),
        };
        let nature = software.map(|software| software.nature).or_else(|| likely.map(|likely| likely.nature));
        let nature = nature.filter(|_| !matches!(owner, Owner::Host(_)));
        let purpose = beside.map_or_else(|| self.purpose(nature), |service| service.purpose.to_string());
        let processor = match (beside, &company) {
            (Some(service), _) => service.processor.as_ref().map(ToString::to_string),
            (None, Some(company)) => Some(self.processor(sheet, company, software)),
            (None, None) => None,
        };
        let id = self.services.take(software.map_or(title.as_str(), |software| software.id.as_str()), "service");
        let mut table = Table::beside(sighting(tongue, seen));
        table.string("id", &id).string("title", &title);
        if let Some(processor) = &processor {
            table.string("processor", processor);
        }
        table.string("purpose", &purpose);
        let hosts = self.hosts(software, seen);
        if !hosts.is_empty() {
            table.raw("hosts", list(&hosts));
            if hosts.iter().any(|host| !seen.iter().any(|tracked| tracked.name == *host)) {
                table.because(by_base(tongue));
            }
        }
        if let Some(policy) = software.and_then(|software| software.policy.as_ref()).filter(|_| beside.is_none()) {
            table.string("policy", policy).because(by_base(tongue));
        }
        if let Some(service) = beside {
            table.decide(tongue.say(
                &format!("plutôt que ce second service, ajouter ces hôtes à `hosts` de `{}`", service.id),
                &format!("rather than this second service, add these hosts to `hosts` of `{}`", service.id),
            ));
        }
        if processor.is_none() && company.is_none() {
            table.decide(tongue.say(
                "qui répond là : un [[processor]] si ce n'est pas vous (RGPD, art. 28), et un titre que les visiteurs comprennent",
                "who answers there: a [[processor]] if not you (GDPR, art. 28), and a title that visitors understand",
            ));
        }
        if hosts.is_empty() {
            table.decide(tongue.say(
                "où les pages l'appellent : `hosts`, ou `paths` s'il répond sur le site même",
                "where pages call it: `hosts`, or `paths` where it answers on the site itself",
            ));
        }
        if !seen.iter().any(|tracked| tracked.is_verified()) {
            table.decide(told(tongue));
        }
        sheet.table("[[service]]", &table);
        id
    }

    fn processor(&mut self, sheet: &mut Sheet, company: &str, software: Option<&Software>) -> String {
        let tongue = self.tongue;
        let key = slug(company);
        if let Some(id) = self.companies.get(&key) {
            return id.clone();
        }
        let id = self.processors.take(&key, "processor");
        let mut table = Table::default();
        table.string("id", &id).string("name", company).because(by_base(tongue));
        if let Some(country) = software.and_then(|software| software.country.as_ref()) {
            table.string("country", country.as_str()).because(by_base(tongue));
        }
        table.decide(tongue.say(
            "la référence du contrat (`contract`, RGPD art. 28) et, s'il y en a, les transferts hors de l'EEE (`transfers`)",
            "the contract's reference (`contract`, GDPR art. 28) and, if any, transfers out of the EEA (`transfers`)",
        ));
        sheet.table("[[processor]]", &table);
        self.companies.insert(key, id.clone());
        id
    }

    /// The hosts seen, and those of its software: what is written for one of
    /// them is soon called at another. A host belongs to one service.
    fn hosts(&mut self, software: Option<&Software>, seen: &[&Tracked]) -> Vec<String> {
        let seen = seen.iter().filter(|tracked| tracked.kind == Kind::Host).map(|tracked| tracked.name.clone());
        let known = software.map_or(&[][..], |software| software.hosts.as_slice());
        let known: Vec<String> = known
            .iter()
            .flat_map(|host| {
                let bare = host.as_str().trim_start_matches("*.");
                [bare.to_owned(), format!("*.{bare}")]
            })
            .collect();
        let covered = |host: &String| {
            let above =
                |pattern: &String| pattern == host || pattern.strip_prefix('*').is_some_and(|end| host.ends_with(end));
            known.iter().any(above)
        };
        let alone: Vec<String> = seen.filter(|host| !covered(host)).collect();
        let free = |host: &String| {
            let bare = host.trim_start_matches("*.");
            !self.register.declared.service.iter().any(|one| one.hosts.iter().any(|other| other.as_str() == host))
                && self.register.service_at_host(bare).is_none()
        };
        let free: Vec<String> = alone.into_iter().chain(known.clone()).filter(free).collect();
        free.into_iter().filter(|host| self.hosts.insert(host.clone())).collect()
    }
}
