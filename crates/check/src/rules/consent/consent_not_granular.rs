//! One consent for several things.
//!
//! Consent is given purpose by purpose. A banner that only takes all or
//! nothing asks for one consent for all of them; so does a register that puts
//! measuring the audience and advertising under one purpose, whatever its
//! banner does.
//!
//! What is unlike is judged narrowly: measuring on one side, advertising or
//! content of third parties on the other. A social network advertises and a
//! video player counts its views: between those two, the base cannot tell.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use temoin_evidence::seen::Run;
use temoin_known::{Confidence, Nature};
use temoin_prose::Phrases;
use temoin_register::{Language, Purpose, Regime};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::consent::ads_consent_required::DENIED;
use crate::rules::consent::unconsented::unconsented;
use crate::words::Whose;

rule! {
    pub(crate) CONSENT_NOT_GRANULAR = "consent-not-granular" in Consent since "0.1.0";
    on Register => declared;
    on Audit => seen;
}

/// Purposes that nobody would take for one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Aim {
    Measuring,
    Advertising,
    Content,
}

/// Names of aims in a title. What advertising measures of itself is advertising:
/// it comes first, so that its words are not taken for a measurement's.
const TITLES: &[(&str, Aim)] = &[
    (
        "(statistiq*|mesur*|performance*|efficacite|analy*) [(d'audience|de l'audience)] (de|des|d'|of) [(la|les|nos|the|our)] (publicit*|annonce*|campagne*|advertis*|ads|campaigns)",
        Aim::Advertising,
    ),
    ("(measuring|analysing|analyzing) .. (advertis*|ads|campaigns)", Aim::Advertising),
    ("(statistiq*|mesur*|performance*|analy*) (publicitaire|publicitaires)", Aim::Advertising),
    ("(advertising|ad|campaign) (statistics|analytics|measurement|performance)", Aim::Advertising),
    ("(mesur*|analyse|statistiq*) [(de|d'|de l')] (audience|frequentation|trafic|visite|visites)", Aim::Measuring),
    ("(audience|traffic) measurement", Aim::Measuring),
    ("(statistique|statistiques|statistics|analytics)", Aim::Measuring),
    ("(publicite|publicites|publicitaire|publicitaires|advertising|advertisements|ads)", Aim::Advertising),
    ("(ciblage|reciblage|remarketing|retargeting)", Aim::Advertising),
];

/// Loads what others decide: what it is for, only its settings tell.
const CONTAINERS: &[&str] = &["google-tag-manager"];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let by_known = by_known(case);
    let by_title = by_title(case);
    let purposes = case.register().declared.purpose.iter().enumerate();
    for (index, purpose) in purposes.filter(|(_, purpose)| purpose.regime() == Regime::Consent) {
        let known = by_known.get(purpose.id.as_str()).and_then(unlike);
        let titled = by_title.get(&index).filter(|aims| aims.len() > 1);
        if let Some([(one, by), (other, too)]) = known {
            let label = say!("un seul accord pour `{by}` et `{too}`", "one consent for `{by}` and `{too}`");
            mixed(case, purpose, one, other, label, findings);
        } else if titled.is_some() {
            let label = say!("deux finalités dans un titre", "two purposes in one title");
            mixed(case, purpose, Aim::Measuring, Aim::Advertising, label, findings);
        }
    }
}

fn mixed(case: &Case<'_>, purpose: &Purpose, one: Aim, other: Aim, label: Said, findings: &mut Findings) {
    let (id, one, other) = (&purpose.id, one.called(), other.called());
    let (one_fr, other_fr, one_en, other_en) = (one.fr, other.fr, one.en, other.en);
    findings
        .find(
            case.in_register(purpose.at.value("title")),
            say!(
                "la finalité `{id}` demande un seul consentement pour {one_fr} et {other_fr}",
                "the purpose `{id}` asks for one consent for {one_en} and {other_en}"
            ),
        )
        .about(format!("purpose.{id}"))
        .label(label)
        .help(say!(
            "faites-en deux finalités, chacune avec son choix",
            "make two purposes of it, each with its choice"
        ));
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(banner) = case.audit().and_then(|audit| audit.banner.as_ref()) else { return };
    if banner.per_purpose || !several(case, findings) {
        return;
    }
    findings
        .find(
            case.in_evidence(banner.at.value("per_purpose")),
            say!("la bannière ne prend que tout ou rien", "the banner takes all or nothing"),
        )
        .about("banner")
        .label(say!("un choix par finalité", "one choice for each purpose"))
        .help(say!(
            "laissez choisir chaque finalité, à côté de « Tout accepter » et de « Tout refuser »",
            "let each purpose be chosen, beside \"Accept all\" and \"Refuse all\""
        ));
}

/// Whether the site has several purposes: by its register, else by what an
/// acceptance brings.
fn several(case: &Case<'_>, findings: &mut Findings) -> bool {
    if let Some(register) = case.register_if_any() {
        return register.consented_purposes().count() > 1;
    }
    let accepted = unconsented(case, Run::Accept, &mut Findings::default());
    let aims: BTreeSet<Aim> = accepted.iter().filter_map(|one| aim(one.nature()?)).collect();
    let several = aims.len() > 1 && aims.contains(&Aim::Measuring);
    if !several {
        findings.not_assessed(say!(
            "on ne sait pas si le site a plusieurs finalités",
            "whether the site has several purposes is not known"
        ));
    }
    several
}

/// By purpose, the aims of its services and trackers, each with the first that shows it.
fn by_known<'a>(case: &Case<'a>) -> HashMap<&'a str, BTreeMap<Aim, String>> {
    let register = case.register();
    let mut all: HashMap<&str, BTreeMap<Aim, String>> = HashMap::new();
    let mut judged = BTreeSet::new();
    for service in &register.declared.service {
        let title = service.title.of(Language::FR, register.language());
        let named = case.known.software_in(title).into_iter().map(|(software, _)| software);
        let hosts = service.hosts.iter().map(|host| host.parent().unwrap_or(host.as_str()));
        let software: Vec<_> = named.chain(hosts.filter_map(|host| case.known.software_at(host))).collect();
        if !software.is_empty() {
            judged.insert(service.id.as_str());
        }
        let mut aims = software.iter().filter(|software| !CONTAINERS.contains(&software.id.as_str()));
        // A service is one thing, which serves what it is first known for.
        if let Some(aim) = aims.find_map(|software| aim(software.nature)) {
            all.entry(service.purpose.as_str()).or_default().entry(aim).or_insert_with(|| title.to_owned());
        }
    }
    for row in case.declared_rows() {
        let Some(tracker) = row.tracker else { continue };
        let Some(purpose) = register.purpose_of(tracker) else { continue };
        let moved = tracker.purpose.is_some();
        if !moved && tracker.service.as_ref().is_some_and(|service| judged.contains(service.as_str())) {
            continue;
        }
        let known = row.recognised.iter().flatten().find(|known| known.confidence > Confidence::Suggestion);
        if let Some(aim) = known.and_then(|known| aim(known.nature)) {
            let aims = all.entry(purpose.id.as_str()).or_default();
            aims.entry(aim).or_insert_with(|| row.label.to_string());
        }
    }
    all
}

/// By purpose, the aims that its title names.
fn by_title(case: &Case<'_>) -> HashMap<usize, BTreeSet<Aim>> {
    let phrases: Vec<&str> = DENIED.iter().copied().chain(TITLES.iter().map(|(phrase, _)| *phrase)).collect();
    let mut all: HashMap<usize, BTreeSet<Aim>> = HashMap::new();
    for words in case.words().find(&Phrases::new(&phrases)) {
        let named = words.phrase.checked_sub(DENIED.len()).map(|place| TITLES[place].1);
        if let (Whose::Purpose(index), "title", Some(aim)) = (words.entry.whose, words.entry.key, named) {
            all.entry(index).or_default().insert(aim);
        }
    }
    all
}

/// Measuring beside something else; nothing else is sure to be unlike.
fn unlike(aims: &BTreeMap<Aim, String>) -> Option<[(Aim, &str); 2]> {
    let measuring = aims.get(&Aim::Measuring)?;
    let (other, by) = aims.iter().find(|(aim, _)| **aim != Aim::Measuring)?;
    Some([(Aim::Measuring, measuring), (*other, by)])
}

fn aim(nature: Nature) -> Option<Aim> {
    match nature {
        Nature::Audience | Nature::Replay => Some(Aim::Measuring),
        Nature::Advertising | Nature::MarketingEmail => Some(Aim::Advertising),
        Nature::Social | Nature::Video => Some(Aim::Content),
        _ => None,
    }
}

impl Aim {
    fn called(self) -> Said {
        match self {
            Self::Measuring => say!("la mesure d'audience", "audience measurement"),
            Self::Advertising => say!("la publicité", "advertising"),
            Self::Content => say!("les contenus de tiers", "content of third parties"),
        }
    }
}
