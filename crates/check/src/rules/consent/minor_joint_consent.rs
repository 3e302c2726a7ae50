//! Children asked alone.
//!
//! Below the age of digital consent, fifteen in France, a consent is given by
//! the minor *and* by whoever holds parental authority: neither is enough. A
//! site meant for children says so in its register; a text says for whom it is,
//! and who agrees. From that age on a minor consents alone, and saying so is
//! right.

use temoin_prose::Phrases;
use temoin_register::{Basis, MinorsBy};

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::rule;
use crate::rules::statement::{Statement, statements, tell};

rule! {
    pub(crate) MINOR_JOINT_CONSENT = "minor-joint-consent" in Consent since "0.1.0";
    on Register => declared;
    on Text => written;
}

/// The ages that a text may name, in letters, from ten on.
const IN_LETTERS: &[(&str, &str)] = &[
    ("dix", "ten"),
    ("onze", "eleven"),
    ("douze", "twelve"),
    ("treize", "thirteen"),
    ("quatorze", "fourteen"),
    ("quinze", "fifteen"),
    ("seize", "sixteen"),
];

/// The first of them.
const YOUNGEST: u32 = 10;

/// For children, says the text.
const MEANT: &[&str] = &[
    "(site|service*|plateforme|application|cours|contenu*|jeu|jeux) .. (destiné*|s'adresse*|conçu*|réservé*|proposé*|dédié*) .. (enfants|écoliers|collégiens|élèves (de primaire|de l'école primaire|du collège|de collège|de maternelle))",
    "(site|website|service*|platform|app|application|course*|game*) .. (intended|meant|designed|aimed|made|dedicated) .. (children|schoolchildren|primary school pupils|kids)",
];

const CONSENT: &[&str] = &[
    "(consent*|accord|acceptez|accepter|accept*|agree*) .. (cookie*|traceur*|tracker*|données|data)",
    "(cookie*|traceur*|tracker*) .. (consent*|accord|accept*|agree*)",
];

const PARENTS: &[&str] =
    &["(parent*|tuteur*|tutrice*|représentant* léga*|responsable* léga*|guardian*|conjoint*|jointly)"];

const DENIALS: &[&str] = &[
    "(ne|n') .. (pas|jamais|saurait|suffi*|peut|peuvent|point)",
    "(aucun*|ni|conjointement|ensemble|avec le mineur|et (du|le|l') (mineur|enfant))",
    "(not|never|neither|nor|jointly|together|as well as|both|cannot)",
];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let register = case.register();
    let consent = &register.declared.consent;
    let by_consent = register.declared.processing.iter().any(|processing| processing.basis == Some(Basis::Consent));
    let asks = by_consent || register.consented_purposes().next().is_some();
    if !register.site().for_minors || !asks || consent.minors == Some(MinorsBy::Jointly) {
        return;
    }
    let place = match consent.minors {
        Some(_) => consent.at.value("minors"),
        None => register.site().at.value("for_minors"),
    };
    let message = match consent.minors {
        Some(MinorsBy::ParentAlone) => {
            say!("le parent consent seul pour le mineur", "the parent consents alone for the minor")
        }
        Some(_) => say!("le mineur consent seul", "the minor consents alone"),
        None => say!(
            "le site s'adresse aux mineurs, et rien ne dit qui consent avec eux",
            "the site is meant for minors, and nothing says who consents with them"
        ),
    };
    jointly(case, findings.find(case.in_register(place), message)).help(say!(
        "demandez l'accord du mineur et celui d'un parent, et déclarez `minors = \"jointly\"`",
        "ask for the minor's agreement and a parent's, and declare `minors = \"jointly\"`"
    ));
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let (alone, parents_alone) = below(case.law.number("consent-age"));
    let denials = Phrases::new(DENIALS);
    let phrases = |written: &[String]| Phrases::new(&written.iter().map(String::as_str).collect::<Vec<_>>());
    let by_text = say!(
        "demandez l'accord du mineur et celui d'un parent, et dites comment",
        "ask for the minor's agreement and a parent's, and say how"
    );
    let said = statements(case, &phrases(&alone), &denials);
    if let Some(found) = tell(findings, &said, say!("le mineur consent seul", "the minor consents alone")) {
        jointly(case, found).help(by_text);
        return;
    }
    let said = statements(case, &phrases(&parents_alone), &denials);
    let message = say!("le parent consent seul pour le mineur", "the parent consents alone for the minor");
    if let Some(found) = tell(findings, &said, message) {
        jointly(case, found).help(by_text);
        return;
    }
    let (consent, parents) = (Phrases::new(CONSENT), Phrases::new(PARENTS));
    if case.readers().iter().any(|readers| readers.say(&parents)) || !case.readers().iter().any(|r| r.say(&consent)) {
        return;
    }
    let said: Vec<Statement<'_, '_>> = statements(case, &Phrases::new(MEANT), &denials);
    let message = say!(
        "le texte s'adresse à des enfants, et personne ne consent avec eux",
        "the text is meant for children, and nobody consents with them"
    );
    if let Some(found) = tell(findings, &said, message) {
        jointly(case, found).help(by_text);
    }
}

/// The wordings of a minor below `age` who consents alone, and of a parent who does.
fn below(age: u32) -> (Vec<String>, Vec<String>) {
    let spelt = |age: u32| age.checked_sub(YOUNGEST).and_then(|place| IN_LETTERS.get(usize::try_from(place).ok()?));
    let named = |ages: std::ops::Range<u32>| {
        let each = |age: u32| match spelt(age) {
            Some((fr, en)) => format!("{age}|{fr}|{en}"),
            None => age.to_string(),
        };
        ages.map(each).collect::<Vec<_>>().join("|")
    };
    let (of_age, younger) = (named(age..age + 1), named(YOUNGEST..age));
    let child_fr = format!("(moins de ({of_age}|{younger}) ans|({younger}) ans|avant ({of_age}) ans)");
    let child_en =
        format!("((under|below|younger than) [the age of] ({of_age}|{younger})|({younger}) [years]|aged ({younger}))");
    let alone = vec![
        format!(
            "{child_fr} ... (consent*|accept*|donne* .. (accord|consentement)) .. (seul*|lui même|elle même|eux mêmes|sans .. (parent*|autorité parentale|représentant*))"
        ),
        format!("{child_fr} .. (peut|peuvent) (seul*|lui même|eux mêmes) .. (consent*|accept*|donner)"),
        format!(
            "{child_en} ... (consent|accept|agree|give .. consent) .. (alone|(on|by) (their|his|her) own|by (themselves|himself|herself)|themselves|without .. (parent*|guardian*))"
        ),
    ];
    let parents_alone = vec![
        format!(
            "{child_fr} ... seul* [(le|la|les|l')] [(consentement|accord|autorisation)] [(du|de|des|d'un|de l'un)] [(ses|leurs|des|un)] (parent*|titulaire*|représentant*) .. (consent*|donne*|autoris*|requis*|suffi*|nécessaire*|demandé*)"
        ),
        format!(
            "{child_fr} ... (parent*|titulaire*|représentant*) .. (consent*|donne*|autoris*|accepte*) .. (seul*|à (sa|leur) place|en (son|leur) nom|pour (lui|elle|eux))"
        ),
        format!(
            "{child_en} ... (parent*|guardian*) .. (consent*|agree*|accept*|give*) .. (alone|(on|in) (their|his|her) (behalf|place)|instead)"
        ),
        format!("{child_en} ... only .. (parent*|guardian*) .. (consent*|agree*|accept*|needed|required)"),
    ];
    (alone, parents_alone)
}

fn jointly<'f>(case: &Case<'_>, found: &'f mut Found) -> &'f mut Found {
    let age = case.law.number("consent-age");
    found.about("consent").label(say!(
        "avant {age} ans, le mineur et un parent consentent ensemble",
        "below {age}, the minor and a parent consent together"
    ))
}
