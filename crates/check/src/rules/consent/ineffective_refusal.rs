//! Something that goes on after a refusal.
//!
//! A refusal is worth what it stops. What was written before it must not be
//! read any more either: a cookie that survives a refusal and is still sent is
//! the operation that the visitor refused.

use temoin_evidence::seen::Run;

use crate::case::Case;
use crate::found::{Findings, say};
use crate::rule::rule;
use crate::rules::consent::unconsented::{Deed, unconsented};

rule! {
    pub(crate) INEFFECTIVE_REFUSAL = "ineffective-refusal" in Consent since "0.1.0";
    on Audit => seen;
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    for one in unconsented(case, Run::Refuse, findings) {
        let name = one.name;
        let message = match one.deed {
            Deed::Written => say!("`{name}` est écrit malgré le refus", "`{name}` is written in spite of the refusal"),
            Deed::Read => say!("`{name}` est lu malgré le refus", "`{name}` is read in spite of the refusal"),
            Deed::Contacted => {
                say!("`{name}` est contacté malgré le refus", "`{name}` is contacted in spite of the refusal")
            }
        };
        let found = one.find(case, findings, message).help(say!(
            "faites tenir le refus sur toutes les pages : ni chargement, ni écriture, ni lecture",
            "make the refusal hold on every page: no loading, no writing, no reading"
        ));
        if one.may_be_exempt() {
            found.help(say!(
                "ou, si tous ses usages sont exemptés, déclarez-le sous une finalité `exempt`",
                "or, if all its uses are exempt, declare it under an `exempt` purpose"
            ));
        }
    }
}
