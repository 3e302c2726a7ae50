//! Seen on the site, and declared nowhere.
//!
//! Visitors can only be told of what the register knows. Whatever a visit shows
//! must be declared: every cookie and storage key by its name, every third
//! party's host by a service. What a site writes under changing names is one
//! tracker, and what is contacted at four hosts of one player is one service.
//!
//! The site's own hosts are no third party. A name that is declared, but kept in
//! another place of the terminal, is `tracker-storage-kind`'s.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;

use temoin_evidence::seen::{Audit, Contact, Seen};
use temoin_known::{Recognised, Software};
use temoin_register::{HostPattern, Language, Register, Service, TrackerKind};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::listed::listed;
use crate::rules::trackers::observed::{Own, called, domain, is_sure, recognise};

rule! {
    pub(crate) TRACKER_UNDECLARED = "tracker-undeclared" in Trackers since "0.1.0";
    on Register + Audit => seen;
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(audit) = case.audit() else { return };
    let own = Own::of(case);
    let services = by_software(case);
    let hosts = undeclared_hosts(case, audit, &own);
    let offered: BTreeSet<&str> = hosts.iter().filter_map(|one| one.software).map(|known| known.id.as_str()).collect();
    for one in undeclared_names(case, audit, &own) {
        one.find(case, &services, &offered, findings);
    }
    for one in hosts {
        one.find(case, &services, findings);
    }
}

/// A name, or a family of names, that nothing declares.
struct Name<'a> {
    /// With `*` for what varies.
    pattern: String,
    seen: &'a Seen,
    known: Option<Recognised<'a>>,
}

/// The hosts of one third party.
struct Hosts<'a> {
    software: Option<&'a Software>,
    first: &'a Contact,
    hosts: BTreeSet<&'a str>,
}

fn undeclared_names<'a>(case: &Case<'a>, audit: &'a Audit, own: &Own) -> Vec<Name<'a>> {
    let register = case.register();
    let mut met: HashSet<(TrackerKind, &str)> = HashSet::new();
    let mut families: HashSet<(TrackerKind, String)> = HashSet::new();
    let mut all = Vec::new();
    for seen in &audit.tracker {
        if !met.insert((seen.kind, &seen.name)) || is_declared(register, &seen.name) {
            continue;
        }
        let known = recognise(case, seen, own);
        let pattern = known.as_ref().filter(|known| is_sure(known)).and_then(|known| pattern(known, &seen.name));
        let pattern = pattern.map_or_else(|| family(&seen.name), str::to_owned);
        if families.insert((seen.kind, pattern.clone())) {
            all.push(Name { pattern, seen, known });
        }
    }
    all
}

fn is_declared(register: &Register, name: &str) -> bool {
    register.declared.consent.keeps(name.as_bytes())
        || TrackerKind::ALL.iter().any(|kind| register.tracker(*kind, name).is_some())
}

/// The pattern by which the software of `known` writes `name`.
fn pattern<'a>(known: &Recognised<'a>, name: &str) -> Option<&'a str> {
    let writes = known.software?.tracker.iter().filter(|tracker| tracker.name.matches(name));
    writes.max_by_key(|tracker| tracker.name.weight()).map(|tracker| tracker.name.as_str())
}

/// A name with `*` for what looks drawn at random: `cart_9f3a77c2` is `cart_*`.
fn family(name: &str) -> String {
    let random = |part: &str| {
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        part.len() >= 6 && digits >= 2
    };
    let mut pattern = String::new();
    for part in name.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        pattern.push_str(if random(word) { "*" } else { word });
        pattern.push_str(&part[word.len()..]);
    }
    if pattern.bytes().any(|byte| byte.is_ascii_alphanumeric()) { pattern } else { name.to_owned() }
}

fn undeclared_hosts<'a>(case: &Case<'a>, audit: &'a Audit, own: &Own) -> Vec<Hosts<'a>> {
    let register = case.register();
    let mut places: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    let mut met: HashSet<&str> = HashSet::new();
    let mut all: Vec<Hosts<'a>> = Vec::new();
    for contact in &audit.contact {
        let host = contact.host.as_str();
        if !met.insert(host) || own.has(host) || register.service_at_host(host).is_some() {
            continue;
        }
        let software = case.known.software_at(host);
        let owner = software.map_or((false, domain(host)), |software| (true, software.id.as_str()));
        let place = *places.entry(owner).or_insert_with(|| {
            all.push(Hosts { software, first: contact, hosts: BTreeSet::new() });
            all.len() - 1
        });
        all[place].hosts.insert(host);
    }
    all
}

/// The declared services, by the software that answers at their hosts or bears their name.
fn by_software<'a>(case: &Case<'a>) -> BTreeMap<&'a str, &'a Service> {
    let mut services = BTreeMap::new();
    for service in &case.register().declared.service {
        let host = |pattern: &HostPattern| case.known.software_at(pattern.parent().unwrap_or(pattern.as_str()));
        let software = service.hosts.iter().find_map(host).or_else(|| case.known.software(service.id.as_str()));
        if let Some(software) = software {
            services.entry(software.id.as_str()).or_insert(service);
        }
    }
    services
}

impl Name<'_> {
    fn find(
        &self,
        case: &Case<'_>,
        services: &BTreeMap<&str, &Service>,
        offered: &BTreeSet<&str>,
        findings: &mut Findings,
    ) {
        let (seen, pattern) = (self.seen, &self.pattern);
        let name = &seen.name;
        let found = findings
            .find(
                case.in_evidence(seen.at.value("name")),
                say!("`{name}` a été vu et n'est pas déclaré", "`{name}` was seen and is not declared"),
            )
            .about(format!("tracker.{pattern}"))
            .label(self.label());
        let software = self.known.as_ref().filter(|known| is_sure(known)).and_then(|known| known.software);
        let register = case.register();
        let service = seen.setter.as_deref().and_then(|host| register.service_at_host(host));
        let service = service.or_else(|| services.get(software?.id.as_str()).copied());
        let mut toml = String::new();
        let key = match (service, software) {
            (Some(service), _) => ("service", service.id.as_str()),
            (None, Some(software)) => {
                if !offered.contains(software.id.as_str()) {
                    toml = declaration(software.id.as_str(), &software.name, &[]);
                }
                ("service", software.id.as_str())
            }
            (None, None) => ("purpose", "…"),
        };
        self.write(key, register.language(), &mut toml);
        found
            .help(say!(
                "déclarez-le, sous la finalité qu'il sert :\n{toml}",
                "declare it, under the purpose it serves:\n{toml}"
            ))
            .help(say!("ou retirez du site ce qui l'écrit", "or take what writes it off the site"));
    }

    fn label(&self) -> Said {
        match &self.known {
            Some(known) => {
                let (Said { fr, en }, platform) = (called(known.nature), known.platform);
                if is_sure(known) {
                    say!("connu : {fr} ({platform})", "known: {en} ({platform})")
                } else {
                    say!("peut-être {platform} ({fr})", "perhaps {platform} ({en})")
                }
            }
            None => match &self.seen.setter {
                Some(setter) => say!("nom inconnu, écrit par `{setter}`", "name not known, written by `{setter}`"),
                None => say!("nom inconnu", "name not known"),
            },
        }
    }

    /// The `[[tracker]]` to declare.
    fn write(&self, (key, value): (&str, &str), language: Language, toml: &mut String) {
        let known = self.known.as_ref().filter(|known| is_sure(known));
        let _ = write!(toml, "[[tracker]]\nname = {}", quoted(&self.pattern));
        if self.seen.kind != TrackerKind::Cookie {
            let _ = write!(toml, "\nkind = \"{}\"", self.seen.kind.word());
        }
        let _ = write!(toml, "\n{key} = \"{value}\"");
        if let Some(lifetime) = self.seen.lifetime.or_else(|| known?.as_lifetime()) {
            let _ = write!(toml, "\nlifetime = \"{lifetime}\"");
        }
        let text = known.and_then(|known| match language {
            Language::FR => known.text.fr.map(|text| ("fr", text)),
            _ => Some(("en", known.text.en)),
        });
        if let Some((code, text)) = text {
            let _ = write!(toml, "\ntext = {{ {code} = {} }}", quoted(text));
        }
    }
}

impl Hosts<'_> {
    fn find(&self, case: &Case<'_>, services: &BTreeMap<&str, &Service>, findings: &mut Findings) {
        let hosts: Vec<&str> = self.hosts.iter().copied().collect();
        let Said { fr, en } = listed(&hosts);
        let message = if hosts.len() == 1 {
            say!("{fr} est contacté et n'est déclaré par aucun service", "{en} is contacted and no service declares it")
        } else {
            say!(
                "{fr} sont contactés et aucun service ne les déclare",
                "{en} are contacted and no service declares them"
            )
        };
        let found = findings
            .find(case.in_evidence(self.first.at.value("host")), message)
            .about(format!("host.{}", hosts.first().copied().unwrap_or_default()));
        let (id, title) = if let Some(software) = self.software {
            let (Said { fr, en }, name) = (called(software.nature), &software.name);
            found.label(say!("connu : {fr} ({name})", "known: {en} ({name})"));
            (software.id.as_str(), software.name.as_str())
        } else {
            found.label(say!("un tiers, inconnu", "a third party, not known"));
            (domain(&self.first.host).split('.').next().unwrap_or_default(), "…")
        };
        let declared = self.software.and_then(|software| services.get(software.id.as_str()));
        if let Some(service) = declared {
            let id = &service.id;
            found.help(say!("ajoutez {fr} à `hosts` du service `{id}`", "add {en} to `hosts` of the service `{id}`"));
        } else {
            let toml = declaration(id, title, &hosts);
            let toml = toml.trim_end();
            found.help(say!(
                "déclarez le service, sous la finalité qu'il sert :\n{toml}",
                "declare the service, under the purpose it serves:\n{toml}"
            ));
        }
        found.help(say!("ou retirez du site ce qui y fait appel", "or take what calls it off the site"));
    }
}

/// The `[[service]]` to declare.
fn declaration(id: &str, title: &str, hosts: &[&str]) -> String {
    let mut toml = format!("[[service]]\nid = \"{id}\"\ntitle = \"{title}\"\npurpose = \"…\"\n");
    if !hosts.is_empty() {
        let _ = writeln!(toml, "hosts = [{}]", hosts.iter().map(|host| quoted(host)).collect::<Vec<_>>().join(", "));
    }
    toml
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(name: &str, expected: &str) {
        assert_eq!(family(name), expected, "{name}");
    }

    #[test]
    fn what_is_drawn_at_random_is_a_star() {
        case("cart_9f3a77c2", "cart_*");
        case("mp_a1b2c3d4e5_state", "mp_*_state");
        case("progress_v3", "progress_v3");
        case("9f3a77c2", "9f3a77c2");
        case("_pk", "_pk");
    }
}
