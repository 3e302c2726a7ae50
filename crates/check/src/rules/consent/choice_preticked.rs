//! Purposes that are on before the visitor has touched anything.
//!
//! A box that is ticked beforehand is no positive act. What is exempt may be
//! shown as always on: nobody is asked about it.

use temoin_register::{Id, Regime};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;
use crate::rules::consent::banner::banner;
use crate::rules::listed::listed;

rule! {
    pub(crate) CHOICE_PRETICKED = "choice-preticked" in Consent since "0.1.0";
    on Audit => seen;
}

/// What banners call the purposes that are exempt, where no register says so.
const NECESSARY: &[&str] =
    &["necessary", "essential", "required", "technical", "necessaire", "essentiel", "obligatoire", "technique"];

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(banner) = banner(case, findings) else { return };
    let on: Vec<&str> = banner.preticked.iter().map(Id::as_str).filter(|id| !is_exempt(case, id)).collect();
    if on.is_empty() {
        return;
    }
    let Said { fr, en } = listed(&on);
    let message = match on.len() {
        1 => say!(
            "la finalité {fr} est activée avant que le visiteur ait touché à quoi que ce soit",
            "the purpose {en} is on before the visitor has touched anything"
        ),
        _ => say!(
            "les finalités {fr} sont activées avant que le visiteur ait touché à quoi que ce soit",
            "the purposes {en} are on before the visitor has touched anything"
        ),
    };
    findings
        .find(case.in_evidence(banner.at.value("preticked")), message)
        .about("banner")
        .label(say!("une case cochée d'avance n'est pas un acte positif", "a box ticked beforehand is no positive act"))
        .help(say!("laissez tout désactivé à l'ouverture", "leave all off when the banner opens"))
        .help(say!(
            "ou déclarez avec `exempt` une finalité dont tous les usages sont exemptés",
            "or declare with `exempt` a purpose all of whose uses are exempt"
        ));
}

fn is_exempt(case: &Case<'_>, id: &str) -> bool {
    match case.register_if_any().and_then(|register| register.purpose(id)) {
        Some(purpose) => purpose.regime() != Regime::Consent,
        None => NECESSARY.iter().any(|word| id.contains(word)),
    }
}
