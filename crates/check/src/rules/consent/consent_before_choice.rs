//! Something that waits for a consent, and did not wait.
//!
//! Whoever has not chosen has refused: going on browsing is no consent. So
//! what a browser sees before any choice must be exempt, all of it. Reading
//! counts as writing does, and so does asking a third party for a script, a
//! frame or an image.

use temoin_evidence::seen::Run;

use crate::case::Case;
use crate::found::{Findings, say};
use crate::rule::rule;
use crate::rules::consent::unconsented::{Deed, unconsented};

rule! {
    pub(crate) CONSENT_BEFORE_CHOICE = "consent-before-choice" in Consent since "0.1.0";
    on Audit => seen;
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    for one in unconsented(case, Run::NoChoice, findings) {
        let name = one.name;
        let message = match one.deed {
            Deed::Written => say!("`{name}` est écrit avant tout choix", "`{name}` is written before any choice"),
            Deed::Read => say!("`{name}` est lu avant tout choix", "`{name}` is read before any choice"),
            Deed::Contacted => {
                say!("`{name}` est contacté avant tout choix", "`{name}` is contacted before any choice")
            }
        };
        let found = one.find(case, findings, message).help(say!(
            "ne le laissez agir qu'une fois le consentement donné, ou retirez-le du site",
            "let it act only once consent is given, or take it off the site"
        ));
        if one.may_be_exempt() {
            found.help(say!(
                "ou, si tous ses usages sont exemptés, déclarez-le sous une finalité `exempt`",
                "or, if all its uses are exempt, declare it under an `exempt` purpose"
            ));
        }
    }
}
