//! Entries of the register for what was seen and is not declared.
//!
//! They follow the rules of a draft: nothing is invented, what a person must
//! settle is said in a comment that begins with « à décider », and the whole
//! reads back as it stands. Until somebody decides, every tracker waits for
//! consent: an exemption is never given on the word of a base (loi 78-17, art.
//! 82; CNIL délib. 2020-091, §48).
//!
//! One entry is one service with all that it writes, or, for what is nobody's
//! known, the trackers alone. New purposes come first, since entries name them.

mod writer;

use std::collections::BTreeMap;

use temoin_evidence::Kind;
use temoin_known::{Confidence, Software};
use temoin_register::{Language, Register, Service};

use crate::drift::Tracked;
use crate::tongue::Tongue;
use writer::Writer;

/// Something to paste: a service and its trackers, purposes, or trackers alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The service's identifier; `purposes`, `trackers` and `unverified` for
    /// the others.
    pub id: String,
    /// What to paste into `register.toml`, anywhere after `[site]`.
    pub toml: String,
}

/// Whose several things are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    /// A service of the register.
    Declared(String),
    /// A software of our base, by its identifier.
    Software(String),
    /// A platform that the Open Cookie Database names.
    Platform(String),
    /// Whoever answers at this host.
    Host(String),
    /// Nobody that is known: the site's own, as often as not.
    Nobody,
    /// Nobody that is known, and browsers alone told of it.
    Told,
}

impl Owner {
    /// Those that are known come first, what may be anyone's joke last.
    fn rank(&self) -> u8 {
        match self {
            Self::Nobody => 1,
            Self::Told => 2,
            _ => 0,
        }
    }
}

/// Writes the entries for what is `undeclared`, and tells each which is its own.
pub(crate) fn write(register: &Register, undeclared: &mut [Tracked], language: Language) -> Vec<Entry> {
    let mut owners: BTreeMap<Owner, Vec<usize>> = BTreeMap::new();
    for (place, tracked) in undeclared.iter().enumerate() {
        owners.entry(owner(register, tracked)).or_default().push(place);
    }
    let mut writer = Writer::new(register, Tongue { language, foreign: false });
    // What was seen most comes first, what is nobody's last.
    let mut owners: Vec<(Owner, Vec<usize>)> = owners.into_iter().collect();
    owners.sort_by_key(|(owner, places)| (owner.rank(), places.first().copied()));
    let mut entries = Vec::new();
    for (owner, places) in owners {
        let seen: Vec<&Tracked> = places.iter().map(|place| &undeclared[*place]).collect();
        entries.push(writer.entry(&owner, &seen));
        let entry = entries.len() - 1;
        places.into_iter().for_each(|place| undeclared[place].entry = Some(entry));
    }
    if let Some(purposes) = writer.purposes() {
        entries.insert(0, purposes);
        undeclared.iter_mut().for_each(|tracked| tracked.entry = tracked.entry.map(|entry| entry + 1));
    }
    entries
}

/// Whose something is, as far as an entry may be founded on it.
fn owner(register: &Register, tracked: &Tracked) -> Owner {
    let sure = tracked.likely.as_ref().filter(|likely| likely.confidence > Confidence::Suggestion);
    if tracked.kind == Kind::Host {
        return sure.and_then(|likely| likely.software).map_or_else(
            || Owner::Host(tracked.name.clone()),
            |software| of_software(register, software, &tracked.name),
        );
    }
    // Software that the site installs itself is its own: no service, no processor.
    if let Some(likely) = sure.filter(|likely| likely.company.is_some()) {
        return match likely.software {
            Some(software) => of_software(register, software, ""),
            None => Owner::Platform(likely.platform.clone()),
        };
    }
    match tracked.script_host().filter(|_| sure.is_none()) {
        Some(host) => match register.service_at_host(host) {
            Some(service) => Owner::Declared(service.id.to_string()),
            None => Owner::Host(host.to_owned()),
        },
        None if tracked.is_verified() => Owner::Nobody,
        None => Owner::Told,
    }
}

/// A software, or the service that declares it already. A host that this
/// service does not have is declared beside it, since a text that is pasted can
/// add nothing to a table that is there.
fn of_software(register: &Register, software: &Software, host: &str) -> Owner {
    match declared(register, software).filter(|_| host.is_empty()) {
        Some(service) => Owner::Declared(service.id.to_string()),
        None => Owner::Software(software.id.to_string()),
    }
}

fn declared<'r>(register: &'r Register, software: &Software) -> Option<&'r Service> {
    let bare = |host: &str| host.trim_start_matches("*.").to_owned();
    register.service(software.id.as_str()).or_else(|| {
        let mut hosts = software.hosts.iter();
        hosts.find_map(|host| register.service_at_host(&bare(host.as_str())))
    })
}
