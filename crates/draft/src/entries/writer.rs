//! One entry at a time: the service and its processor, the trackers, and the
//! purposes that they turned out to need.

use std::collections::{BTreeMap, BTreeSet};

use temoin_evidence::Kind;
use temoin_known::{Confidence, Nature, Software};
use temoin_register::{Exemption, Language, NamePattern, Purpose, Regime, Register, TrackerKind};

use super::{Entry, Owner, declared};
use crate::KNOWN;
use crate::drift::{Likely, Tracked, confidence_word};
use crate::ids::{Ids, slug};
use crate::sheet::{Sheet, Table, list, string};
use crate::tongue::Tongue;
use crate::uses::{self, Use};

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

    /// A service that is not declared, with its processor where that is new.
    fn service(&mut self, sheet: &mut Sheet, owner: &Owner, seen: &[&Tracked]) -> String {
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

    /// The trackers of one owner, a family once.
    fn trackers(&mut self, sheet: &mut Sheet, service: Option<&str>, seen: &[&Tracked]) {
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

    /// The exempt purpose of the register for such a use.
    fn exempt(&self, nature: Option<Nature>) -> Option<&'r Purpose> {
        let exemption = uses::of_nature(nature?)?.exemption.filter(|one| *one != Exemption::AudienceMeasurement)?;
        self.register.declared.purpose.iter().find(|purpose| purpose.regime() == Regime::Exempt(exemption))
    }

    /// The purpose for such a use: one of the register's that asks for consent,
    /// or a new one.
    fn purpose(&mut self, nature: Option<Nature>) -> String {
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
    pub(super) fn purposes(&self) -> Option<Entry> {
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
