//! Something that goes on after the consent is withdrawn.
//!
//! What was accepted has left cookies behind: withdrawing must stop the writing
//! *and* the reading. A cookie that is only no longer renewed, and still sent
//! with every request, is still read.

use temoin_evidence::seen::Run;

use crate::case::Case;
use crate::found::{Findings, say};
use crate::rule::rule;
use crate::rules::consent::unconsented::{Deed, unconsented};

rule! {
    pub(crate) INEFFECTIVE_WITHDRAWAL = "ineffective-withdrawal" in Consent since "0.1.0";
    on Audit => seen;
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    for one in unconsented(case, Run::Withdraw, findings) {
        let name = one.name;
        let message = match one.deed {
            Deed::Written => {
                say!(
                    "`{name}` est écrit après le retrait du consentement",
                    "`{name}` is written after consent is withdrawn"
                )
            }
            Deed::Read => say!(
                "`{name}` est encore lu après le retrait du consentement",
                "`{name}` is still read after consent is withdrawn"
            ),
            Deed::Contacted => say!(
                "`{name}` est contacté après le retrait du consentement",
                "`{name}` is contacted after consent is withdrawn"
            ),
        };
        let left = one.deed == Deed::Read;
        let found = one.find(case, findings, message);
        if left {
            found.help(say!(
                "faites-le expirer au moment du retrait : un traceur qui reste est encore envoyé",
                "make it expire when consent is withdrawn: a tracker that stays is still sent"
            ));
        }
        found.help(say!(
            "faites valoir le retrait dès la page suivante : ni chargement, ni écriture, ni lecture",
            "make the withdrawal hold from the next page on: no loading, no writing, no reading"
        ));
    }
}
