//! What a run shows, and only a consent would allow.
//!
//! Four rules ask the same question of four runs: before any choice, after a
//! refusal, after a withdrawal, under `Sec-GPC`. What is declared is judged as
//! it is declared: under a purpose that asks for consent, or not. What is not
//! declared is judged by what the world knows of it, and only where that is
//! sure. A name that nobody knows is no reproach here: that it is not declared
//! is another rule's.
//!
//! Whether a measurement that *may* be exempt is set as the exemption wants
//! cannot be seen from outside. A register claims it or does not; without one,
//! the question stays open.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use temoin_evidence::seen::{Act, Audit, Contact, Run, Seen};
use temoin_known::{Confidence, Exemptable, Nature, Software, Sought};
use temoin_register::{Purpose, Regime, SiteUrl};

use crate::case::Case;
use crate::found::{Findings, Found, Said, say};
use crate::place::Place;

/// A tracker, or who was contacted.
#[derive(Debug)]
pub(crate) struct Unconsented<'a> {
    /// What waivers call it: `tracker._ga`, `service.youtube`, `host.cdn.example`.
    subject: String,
    /// The name that was seen: the tracker's, or the host.
    pub(crate) name: &'a str,
    pub(crate) deed: Deed,
    pub(crate) place: Place,
    because: Because<'a>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Written,
    Read,
    Contacted,
}

/// Why it needs a consent.
#[derive(Clone, Copy, Debug)]
enum Because<'a> {
    /// It is declared under this purpose.
    Declared(&'a Purpose),
    /// It is not declared; it is known to be this, of that platform.
    Known { nature: Nature, platform: &'a str, never_exempt: bool },
}

/// All that `run` shows and only a consent would allow, once each, in the
/// order of the evidence. Says so when nobody made that run.
pub(crate) fn unconsented<'a>(case: &Case<'a>, run: Run, findings: &mut Findings) -> Vec<Unconsented<'a>> {
    let mut all = Once::default();
    let Some(audit) = case.audit() else { return all.list };
    if !audit.runs.contains(&run) {
        findings.not_assessed(never_made(run));
    }
    let site = site(case, audit);
    for seen in audit.tracker.iter().filter(|seen| seen.run == run) {
        let Some((subject, because)) = of_tracker(case, seen, site.as_deref(), findings) else { continue };
        let deed = if seen.act == Act::Write { Deed::Written } else { Deed::Read };
        let place = case.in_evidence(seen.at.value("name"));
        all.add(Unconsented { subject, name: &seen.name, deed, place, because });
    }
    for contact in audit.contact.iter().filter(|contact| contact.run == run) {
        let Some((subject, because)) = of_contact(case, contact, site.as_deref(), findings) else { continue };
        let place = case.in_evidence(contact.at.value("host"));
        all.add(Unconsented { subject, name: &contact.host, deed: Deed::Contacted, place, because });
    }
    all.list
}

/// Whether content or a tool of this nature waits for a consent, whoever sets
/// it. Maps, fonts, payment and live help may be what the visitor asked for:
/// only a register can tell.
pub(crate) fn waits(nature: Nature) -> bool {
    use Nature::{Advertising, Audience, MarketingEmail, Replay, Social, Video};
    matches!(nature, Audience | Advertising | Social | Video | MarketingEmail | Replay)
}

impl Unconsented<'_> {
    /// Adds the finding: `message`, why a consent is needed, and where that is declared.
    pub(crate) fn find<'f>(&self, case: &Case<'_>, findings: &'f mut Findings, message: Said) -> &'f mut Found {
        let found = findings.find(self.place, message).about(&*self.subject);
        match self.because {
            Because::Declared(purpose) => {
                let id = &purpose.id;
                found
                    .label(say!(
                        "déclaré sous `{id}`, qui demande un consentement",
                        "declared under `{id}`, which needs consent"
                    ))
                    .see(
                        case.in_register(purpose.at.value("consent")),
                        say!("rien de cette finalité sans consentement", "nothing of this purpose without consent"),
                    )
            }
            Because::Known { nature, platform, .. } => {
                let Said { fr, en } = called(nature);
                found.label(say!("connu : {fr} ({platform})", "known: {en} ({platform})"))
            }
        }
    }

    /// The nature, where it is known and not declared.
    pub(crate) fn nature(&self) -> Option<Nature> {
        match self.because {
            Because::Declared(_) => None,
            Because::Known { nature, .. } => Some(nature),
        }
    }

    /// Whether declaring it exempt may be the way out.
    pub(crate) fn may_be_exempt(&self) -> bool {
        !matches!(self.because, Because::Known { never_exempt: true, .. })
    }
}

/// Things seen, once each: on ten pages it is still one tracker. That it is
/// written says more than that it is read.
#[derive(Debug, Default)]
struct Once<'a> {
    list: Vec<Unconsented<'a>>,
    places: HashMap<String, usize>,
}

impl<'a> Once<'a> {
    fn add(&mut self, one: Unconsented<'a>) {
        match self.places.entry(one.subject.clone()) {
            Entry::Vacant(place) => {
                place.insert(self.list.len());
                self.list.push(one);
            }
            Entry::Occupied(place) => {
                let first = &mut self.list[*place.get()];
                if first.deed == Deed::Read && one.deed == Deed::Written {
                    *first = one;
                }
            }
        }
    }
}

fn of_tracker<'a>(
    case: &Case<'a>,
    seen: &'a Seen,
    site: Option<&str>,
    findings: &mut Findings,
) -> Option<(String, Because<'a>)> {
    if let Some(register) = case.register_if_any()
        && let Some(tracker) = register.tracker(seen.kind, &seen.name)
    {
        let purpose = register.purpose_of(tracker)?;
        let consented = purpose.regime() == Regime::Consent;
        return consented.then(|| (format!("tracker.{}", tracker.label()), Because::Declared(purpose)));
    }
    // Who wrote a cookie of the site itself tells more than the site's own domain.
    let elsewhere = |host: &&str| site.is_none_or(|site| !is_of(host, site));
    let domain = seen.domain.as_deref().map(|domain| domain.trim_start_matches('.'));
    let hosts = [seen.alias_of.as_deref(), domain, seen.setter.as_deref()];
    let domain = hosts.into_iter().flatten().find(elsewhere).or(domain);
    let sought = Sought { kind: seen.kind, name: &seen.name, domain, site, provider: None };
    let known = case.known.tracker(&sought).filter(|known| known.confidence > Confidence::Suggestion)?;
    let exemptable = known.exemptable.or(known.software.map(|software| software.exemptable));
    let because = of_known(case, known.nature, exemptable, known.platform, findings)?;
    Some((format!("tracker.{}", seen.name), because))
}

fn of_contact<'a>(
    case: &Case<'a>,
    contact: &'a Contact,
    site: Option<&str>,
    findings: &mut Findings,
) -> Option<(String, Because<'a>)> {
    if let Some(register) = case.register_if_any()
        && let Some(service) = register.service_at_host(&contact.host)
    {
        let purpose = register.purpose(service.purpose.as_str())?;
        let consented = purpose.regime() == Regime::Consent;
        return consented.then(|| (format!("service.{}", service.id), Because::Declared(purpose)));
    }
    if site.is_some_and(|site| is_of(&contact.host, site)) {
        return None;
    }
    let Software { name, nature, exemptable, .. } = case.known.software_at(&contact.host)?;
    let because = of_known(case, *nature, Some(*exemptable), name, findings)?;
    Some((format!("host.{}", contact.host), because))
}

fn of_known<'a>(
    case: &Case<'a>,
    nature: Nature,
    exemptable: Option<Exemptable>,
    platform: &'a str,
    findings: &mut Findings,
) -> Option<Because<'a>> {
    if !waits(nature) {
        return None;
    }
    let may_be_exempt = nature == Nature::Audience && exemptable == Some(Exemptable::Conditions);
    if may_be_exempt && case.register_if_any().is_none() {
        findings.not_assessed(say!(
            "sans registre, on ne sait pas si {platform} est réglé pour l'exemption de consentement",
            "without a register, one cannot tell whether {platform} is set for the exemption from consent"
        ));
        return None;
    }
    let never_exempt = nature != Nature::Audience || exemptable == Some(Exemptable::Never);
    Some(Because::Known { nature, platform, never_exempt })
}

/// The site's own host.
fn site(case: &Case<'_>, audit: &Audit) -> Option<String> {
    let declared = case.register_if_any().and_then(|register| register.site().urls.first());
    declared
        .map(|site| site.host().to_owned())
        .or_else(|| SiteUrl::parse(&audit.site).ok().map(|site| site.host().to_owned()))
}

/// Whether `host` is the site's, or below it, or above it.
fn is_of(host: &str, site: &str) -> bool {
    let site = site.strip_prefix("www.").unwrap_or(site);
    let under =
        |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    under(host, site) || under(site, host)
}

fn never_made(run: Run) -> Said {
    match run {
        Run::NoChoice => say!("aucune visite n'a été faite sans choisir", "no visit was made without choosing"),
        Run::Refuse => say!("aucune visite n'a été faite en refusant", "no visit was made refusing"),
        Run::Accept => say!("aucune visite n'a été faite en acceptant", "no visit was made accepting"),
        Run::Withdraw => {
            say!("aucune visite n'a été faite en retirant le consentement", "no visit was made withdrawing the consent")
        }
        Run::Gpc => {
            say!("aucune visite n'a été faite en envoyant `Sec-GPC: 1`", "no visit was made sending `Sec-GPC: 1`")
        }
        Run::OptOut => say!("aucune visite n'a été faite en s'opposant à la mesure", "no visit was made opting out"),
    }
}

fn called(nature: Nature) -> Said {
    match nature {
        Nature::Audience => say!("mesure d'audience", "audience measurement"),
        Nature::Advertising => say!("publicité", "advertising"),
        Nature::Social => say!("réseau social", "social network"),
        Nature::Video => say!("vidéo d'un tiers", "video of a third party"),
        Nature::MarketingEmail => say!("suivi de courriels", "tracking of e-mails"),
        Nature::Replay => say!("enregistrement de session", "session replay"),
        _ => say!("soumis au consentement", "subject to consent"),
    }
}
