//! A tracker put down to somebody whose it is not.
//!
//! A load balancer's cookie among Matomo's, Meta's among Google's: whoever
//! reads the list believes that one organisation learns what another does.
//! Only a name that is known for sure, beside another tool that is known too,
//! is held against a text. What sites are built of stands in layers (a CMS, its
//! plugins, its language; a hosted tool behind its own shield): a layer's cookie
//! under another's name is no mistake.

use std::collections::HashMap;

use temoin_known::{Confidence, Exemptable, Nature, Recognised, Software, Sought};
use temoin_prose::Phrases;
use temoin_register::TrackerKind;

use crate::case::{Case, Written};
use crate::found::{Findings, say};
use crate::place::Place;
use crate::rule::rule;

rule! {
    pub(crate) TRACKER_PROVIDER_MISMATCH = "tracker-provider-mismatch" in Trackers since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// Trade names of one group.
const GROUPS: &[&[&str]] = &[
    &["linkedin", "microsoft", "clarity", "bing"],
    &["hotjar", "contentsquare", "content square"],
    &["google", "youtube", "doubleclick", "recaptcha"],
    &["meta", "facebook", "instagram"],
    &["cookiebot", "usercentrics", "cybot"],
    &["brevo", "sendinblue"],
];

/// Cookies of whomever the heading names.
const THEIRS: &[&str] = &["(ses|leurs) (cookies|traceurs)", "(its|their) (cookies|trackers)"];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let register = case.register();
    // A service has many trackers of few platforms: each pair is looked at once.
    let mut others: HashMap<(&str, &str, Nature), Option<&str>> = HashMap::new();
    for row in case.declared_rows() {
        let Some(tracker) = row.tracker else { continue };
        let Some(known) = row.recognised.first().and_then(Option::as_ref) else { continue };
        let Some(service) = tracker.service.as_ref().and_then(|id| register.service(id.as_str())) else { continue };
        if known.confidence == Confidence::Suggestion {
            continue;
        }
        let key = (service.id.as_str(), known.platform, known.nature);
        let other = *others.entry(key).or_insert_with(|| {
            let mut said: Vec<&str> = service.title.values().into_iter().map(|(_, title)| title.as_str()).collect();
            said.extend(row.provider.as_ref().map(|(words, _)| &**words));
            other(case, known, &said)
        });
        if let Some(other) = other {
            find(&row.label, known, other, case.in_register(tracker.at.value("service")), findings);
        }
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    for row in case.written_rows() {
        let named = row.names.iter().zip(&row.owners).zip(&row.recognised);
        for (((name, place), owner), known) in named {
            let provider = row.provider.as_ref().map(|(words, place)| (&**words, *place));
            let said = owner.as_deref().map(|owner| (owner, *place)).or(provider);
            let (Some(known), Some((said, place))) = (known, said) else { continue };
            if let Some(other) = other(case, known, &[said]) {
                find(name, known, other, place, findings);
            }
        }
    }
    let theirs = Phrases::new(THEIRS);
    for written in case.written() {
        for mention in written.text.named_in_prose() {
            let headed = || of_heading(written, mention.sentence, &theirs);
            let owner = mention.owner.clone().or_else(headed);
            for named in &mention.names {
                let Some(owner) = named.owner.as_deref().or(owner.as_deref()) else { continue };
                let sought = Sought {
                    kind: TrackerKind::Cookie,
                    name: &named.name,
                    domain: None,
                    site: None,
                    provider: Some(owner),
                };
                let Some(known) = case.known.tracker(&sought) else { continue };
                if let Some(other) = other(case, &known, &[owner]) {
                    find(&named.name, &known, other, written.at(named.span), findings);
                }
            }
        }
    }
}

/// The heading above a sentence that says « ses cookies » of whomever it names.
fn of_heading(written: &Written<'_>, sentence: usize, theirs: &Phrases) -> Option<String> {
    let heading = written.text.heading_of(sentence).filter(|_| written.text.sentence_has(sentence, theirs))?;
    Some(written.text.blocks()[heading].text())
}

/// The tool that words name, where the tracker is surely another's.
fn other<'a>(case: &Case<'a>, known: &Recognised<'_>, said: &[&str]) -> Option<&'a str> {
    if known.confidence == Confidence::Suggestion || said.iter().any(|words| is_named(known, words)) {
        return None;
    }
    let tools = said.iter().flat_map(|words| case.known.software_in(words)).map(|(software, _)| software);
    let tools: Vec<&Software> = tools.collect();
    let theirs = tools.iter().any(|tool| is_kin(known, tool) || is_layer(known, tool));
    tools.first().filter(|_| !theirs).map(|tool| tool.name.as_str())
}

fn find(name: &str, known: &Recognised<'_>, other: &str, place: Place, findings: &mut Findings) {
    let platform = known.platform;
    let message = say!(
        "`{name}` est attribué à {other} ; c'est un nom de {platform}",
        "`{name}` is put down to {other}; it is a name of {platform}"
    );
    let found = findings.find(place, message).about(format!("tracker.{name}"));
    if let Some(fr) = known.text.fr {
        let (fr, en) = (clause(fr), clause(known.text.en));
        found.label(say!("d'ordinaire : {fr}", "usually: {en}"));
    }
    found
        .help(say!("attribuez-le à {platform}, avec sa finalité", "put it down to {platform}, with its purpose"))
        .help(say!(
            "ou, si votre site l'écrit lui-même, changez son nom",
            "or, if your site itself writes it, change its name"
        ));
}

/// A sentence, to stand after a colon.
fn clause(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Whether words name those of whom the tracker is known to be.
fn is_named(known: &Recognised<'_>, words: &str) -> bool {
    let words = words.to_lowercase();
    let company = known.company.and_then(|company| company.split([' ', ',', '.']).next());
    let own = known.software.map(|software| software.name.as_str());
    let names = [Some(known.platform), company, own].into_iter().flatten().map(str::to_lowercase);
    names
        .filter(|name| name.len() > 1)
        .any(|name| words.contains(&name) || GROUPS.iter().any(|group| in_group(group, &name, &words)))
}

fn in_group(group: &[&str], one: &str, other: &str) -> bool {
    let holds = |words: &str| group.iter().any(|name| words.contains(name));
    holds(one) && holds(other)
}

/// Whether a tool is the tracker's, or of the same house.
fn is_kin(known: &Recognised<'_>, tool: &Software) -> bool {
    let same = known.software.is_some_and(|software| software.id == tool.id);
    same || is_named(known, &tool.name) || tool.company.as_deref().is_some_and(|company| is_named(known, company))
}

/// Whether the two stand on one another.
fn is_layer(known: &Recognised<'_>, tool: &Software) -> bool {
    match known.nature {
        // The cookies of frameworks, shops and themes; of shields and shared tools.
        Nature::Session | Nature::Language | Nature::Preference | Nature::Cart | Nature::Security => true,
        Nature::ConsentChoice | Nature::Payment | Nature::Embed | Nature::Other | Nature::Support => {
            tool.nature != Nature::Audience
        }
        // A hosted tool may stand behind its own balancer; one that is installed does not write its cookies.
        Nature::LoadBalancing => !(tool.nature == Nature::Audience && tool.exemptable == Exemptable::Conditions),
        // A plugin measures; a third party does not become the CMS.
        Nature::Audience => tool.nature == Nature::Session && known.exemptable != Some(Exemptable::Never),
        Nature::Advertising | Nature::Social | Nature::Video | Nature::MarketingEmail | Nature::Replay => false,
    }
}
