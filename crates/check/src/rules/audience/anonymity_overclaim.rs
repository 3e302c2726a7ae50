//! "Anonymous", beside an identifier.
//!
//! A number that tells one visitor from another for months is personal data,
//! however little else is kept with it. Statistics may well be anonymous, and
//! the exemption wants them to be: what is flagged is the claim made of the
//! data, the cookies or the measurement itself, in a text that shows an
//! identifier which lasts, or about a site where one was seen. Data that become
//! anonymous later, or a masked address, are another matter.

use std::collections::BTreeSet;

use temoin_evidence::seen::Run;
use temoin_prose::{Phrases, Text};
use temoin_register::{Lifetime, Regime};

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rows::Life;
use crate::rule::rule;
use crate::rules::statement::{statements, tell};

rule! {
    pub(crate) ANONYMITY_OVERCLAIM = "anonymity-overclaim" in Audience since "0.1.0";
    on Register => declared;
    on Text => written;
}

const CLAIMS: &[&str] = &[
    "(totalement|parfaitement|entièrement|strictement|complètement|purement|intégralement|immédiatement|aussitôt|instantanément|rigoureusement) (anonyme*|anonymisé*)",
    "(de manière|de façon) [(totalement|parfaitement|entièrement|strictement|complètement)] anonyme",
    "(données|informations|cookies|traceurs|identifiants|mesures|visites) [..] (sont|restent|demeurent) [(toujours|toutes|tous|donc|ainsi|alors)] (anonymes|anonymisés|anonymisées)",
    "(collect*|recueill*|mesur*|enregistr*|trait*|suivi*|suivre|suivons) .. anonymement",
    "(données|informations|cookie*|traceur*|identifiant*) anonymes",
    "(aucune façon|aucune manière|aucun cas|aucunement|nullement|pas) [(être|directement|du tout)] (lié*|rattaché*|associé*|relié*|reliable*) .. (données|informations) .. (personnel*|identifia*|nominati*)",
    "(sans|aucun) lien avec [(des|vos|les|toute)] (données|informations|donnée|information) (personnel*|à caractère personnel|nominati*|identifia*)",
    "(ne|n') [(pouvons|peuvent|peut|permet|permettent)] [(pas|aucunement|en aucun cas|jamais)] [de] vous identifier",
    "(fully|totally|completely|entirely|strictly|purely|perfectly|truly|immediately|instantly) anonym*",
    "(data|information|cookies|trackers|identifiers|measurements|visits) [..] (is|are|remain|remains|stay) [(always|all|therefore|thus)] (anonymous|anonymised|anonymized)",
    "(collect*|gather*|measur*|record*|process*|track*) .. anonymously",
    "anonymous (data|information|cookie*|tracker*|identifier*)",
    "in an anonymous (way|manner|form|fashion)",
    "(no way|not|never) [(be|directly|in any way)] (linked|tied|connected|associated|related) .. (personal*|identifiable) .. (data|information)",
    "(cannot|can not|do not|does not) [(be used to|allow us to|enable us to|let us|in any way)] identify you",
];

/// The same claim, made of anything: it counts beside a measurement or an identifier.
const UNLINKED: &[&str] = &[
    "(ne|n') (sont|est|seront|sera) [(pas|jamais|ni)] (lié*|rattaché*|associé*|relié*|reliable*) (à|avec) [(aucune|une|des|vos|la moindre)] (données|donnée|informations|information) .. (personnel*|identifia*|nominati*)",
    "(is|are) (linked|tied|connected|associated|related) (to|with) no (data|information|personal data|personal information|identifiable person)",
];

/// Right: denied, about statistics, about an address, or about later.
const DENIALS: &[&str] = &[
    "(ne|n') [(le|la|les|pouvons|peut|saurait|saurions|voulons)] (dis*|dire|dit|prétend*|affirm*|considér*|tenons|qualifi*|appel*|promett*|garanti*) (pas|plus|jamais|point) ... anonym*",
    "(ne|n') (pouvons|peut|saurait|saurions|voulons) (pas|plus|jamais) (dire|prétendre|affirmer|considérer|qualifier|promettre|garantir) ... anonym*",
    "(faux|inexact|abusif|erroné|trompeur) (de|d') (dire|prétendre|affirmer|qualifier|appeler) ... anonym*",
    "(ne|n') [(sont|est|rend*|suffi*|constitu*|être|reste*)] (pas|plus|jamais|point) [..] anonym*",
    "(pas|non|jamais|sans être|loin d'être) [(vraiment|totalement|tout à fait|pour autant|toujours)] anonym*",
    "statistique* [(d'audience|agrégées|globales|et|purement|totalement|strictement)] anonym*",
    "(adresse* [IP]|IP) .. anonym*",
    "anonym* .. (adresse*|IP)",
    "(puis|ensuite|ou|ou bien|seront) [(être|sont)] anonymis*",
    "anonymis* .. (après|au bout|issue|expiration|au terme|au-delà)",
    "anonymis* [(sous|dans|en|within|in)] <duration>",
    "(après|au bout|issue|expiration|au terme|au-delà) ... anonymis*",
    "(pseudonym*|signal*|avis|questionnaire*|enquête*|sondage*)",
    "(not|never|no longer|nor|neither) [..] anonym*",
    "(not|never|cannot) (say|claim|call|pretend|consider|describe|promise|guarantee) ... anonym*",
    "(wrong|inaccurate|misleading|untrue) to (say|claim|call|pretend|describe) ... anonym*",
    "(isn|aren|not be) t [..] anonym*",
    "statistics [..] anonym*",
    "anonym* [(and|aggregate*|aggregated)] (statistics|totals|figures|counts)",
    "(IP|address*) .. anonym*",
    "anonym* .. (IP|address*)",
    "(then|or|later|subsequently) [be] anonymi*",
    "anonymi* .. (after|at the end|upon expiry)",
    "(after|at the end of|upon expiry) ... anonymi*",
    "(pseudonym*|survey*|questionnaire*|review*)",
];

/// A tracker that lasts, told in words.
const LASTING: &[&str] = &[
    "(cookie*|traceur*|tracker*) ... <duration>",
    "(cookie*|traceur*|tracker*) [(d'origine|tiers|third party|first party)] (persistant*|permanent*|persistent)",
    "(persistent|permanent) (cookie*|tracker*)",
];

/// One that tells visitors apart.
const IDENTIFYING: &[&str] = &[
    "(identifiant*|numéro*|identifier*|number*|ID) [(d'un|de|visiteur|visitor)] [sous forme de numéro] (unique*|aléatoire*|random*)",
    "unique (identifier*|number*|ID)",
    "(reconnaître|reconnaît|recognise*|recognize*) .. (visite*|visiteur*|appareil|terminal|visit*|device)",
    "(suivi|suivent|suivre|en suivant|ciblage|ciblent|cibler|en ciblant|tracking|targeting|follow) .. (visiteur*|internaute*|intérêt*|visitors|interests)",
];

/// A measurement.
const MEASURING: &[&str] = &[
    "(statistique*|audience|fréquentation|analytics|statistics|traffic)",
    "(compt*|mesur*|count*|measur*) .. (visite|visites|pages|visits)",
];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let register = case.register();
    let lasts = |lifetime: Option<Lifetime>| matches!(lifetime, Some(Lifetime::For(_)));
    let measuring = |regime: Regime| {
        matches!(regime, Regime::Consent | Regime::Exempt(temoin_register::Exemption::AudienceMeasurement))
    };
    let shown = register.declared.tracker.iter().find(|tracker| {
        lasts(tracker.lifetime) && register.purpose_of(tracker).is_some_and(|purpose| measuring(purpose.regime()))
    });
    let Some(shown) = shown else { return };
    let words = case.words();
    let denied: Vec<_> = words.find(&Phrases::new(DENIALS)).into_iter().map(|denied| denied.entry.place).collect();
    let claim = words.find(&Phrases::new(CLAIMS)).into_iter().find(|claim| !denied.contains(&claim.entry.place));
    if let Some(claim) = claim {
        let name = shown.label();
        let quote = &claim.quote;
        let message = say!(
            "« {quote} » est dit de données qu'un identifiant accompagne",
            "\"{quote}\" is said of data that come with an identifier"
        );
        let found = findings.find(claim.entry.place, message);
        found.see(
            case.in_register(shown.at.value("lifetime")),
            say!("`{name}` dure d'une visite à l'autre", "`{name}` lasts from one visit to the next"),
        );
        ways_out(found);
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let mut said = statements(case, &Phrases::new(CLAIMS), &Phrases::new(DENIALS));
    let beside = [Phrases::new(MEASURING), Phrases::new(IDENTIFYING)];
    let unlinked = statements(case, &Phrases::new(UNLINKED), &Phrases::new(DENIALS)).into_iter();
    said.extend(unlinked.filter(|one| {
        let (text, section) = (&one.written.text, one.written.text.section(one.found.sentence));
        beside.iter().any(|phrases| text.has_in(section.clone(), phrases))
    }));
    if !seen(case) {
        let telling = telling(case);
        said.retain(|one| telling.contains(&one.written.source));
    }
    let says_anonymous = said.iter().any(|one| {
        let mut words = one.found.tokens.clone().map(|token| one.written.text.word(token));
        words.any(|word| word.starts_with("anonym"))
    });
    let message = if says_anonymous {
        say!(
            "les données sont dites anonymes à côté d'un identifiant qui dure",
            "data are said to be anonymous beside an identifier that lasts"
        )
    } else {
        say!(
            "l'usage est dit sans lien avec une personne, à côté d'un identifiant qui dure",
            "the use is said to be linked to no person, beside an identifier that lasts"
        )
    };
    if let Some(found) = tell(findings, &said, message) {
        ways_out(found);
    }
}

/// Whether a browser was given an identifier that lasts.
fn seen(case: &Case<'_>) -> bool {
    let mut trackers = case.audit().into_iter().flat_map(|audit| &audit.tracker);
    trackers.any(|seen| seen.identifier && seen.run != Run::OptOut && matches!(seen.lifetime, Some(Lifetime::For(_))))
}

/// The files that tell of one.
fn telling(case: &Case<'_>) -> BTreeSet<usize> {
    let lasting = [Phrases::new(LASTING), Phrases::new(IDENTIFYING)];
    let lasts = |life: Life| matches!(life, Life::For(Lifetime::For(_)) | Life::Range(Lifetime::For(_)));
    let told = |text: &Text<'_>| lasting.iter().any(|phrases| text.has(phrases));
    let in_words = case.written().iter().filter(|written| told(&written.text)).map(|written| written.source);
    let in_rows = case.written_rows().filter(|row| lasts(row.lifetime)).map(|row| row.place.source);
    in_words.chain(in_rows).collect()
}

fn ways_out(found: &mut Found) {
    found
        .about("audience")
        .label(say!("un identifiant est une donnée personnelle", "an identifier is personal data"))
        .help(say!(
            "dites ce qui est fait : « nous n'en tirons que des statistiques anonymes ; un identifiant distingue les visites \
             pendant 13 mois »",
            "say what is done: \"we draw anonymous statistics only; an identifier tells visits apart for 13 months\""
        ))
        .help(say!("ou mesurez sans identifiant", "or measure without an identifier"));
}
