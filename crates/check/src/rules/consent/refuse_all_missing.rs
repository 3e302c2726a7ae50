//! A banner where one can accept all and not refuse all.
//!
//! The first layer holds a control that accepts; none within its reach refuses.
//! A refusal that is there and asks for more clicks is `refuse-not-equal`'s.

use crate::case::Case;
use crate::found::{Findings, say};
use crate::rule::rule;
use crate::rules::consent::banner::banner;

rule! {
    pub(crate) REFUSE_ALL_MISSING = "refuse-all-missing" in Consent since "0.1.0";
    on Audit => seen;
}

fn seen(case: &Case<'_>, findings: &mut Findings) {
    let Some(banner) = banner(case, findings) else { return };
    let (Some(accept), None) = (&banner.accept, &banner.refuse) else { return };
    findings
        .find(
            case.in_evidence(accept.at.span),
            say!(
                "on peut tout accepter dès le premier écran, et rien n'y permet de tout refuser",
                "one can accept all on the first layer, and nothing there refuses all"
            ),
        )
        .about("banner")
        .label(say!("accepter, sans rien en face", "accepting, with nothing beside it"))
        .help(say!(
            "ajoutez « Tout refuser » à côté de « Tout accepter », de même taille",
            "add \"Refuse all\" beside \"Accept all\", of the same size"
        ))
        .help(say!(
            "ou un « Continuer sans accepter » aussi visible, sur le même écran",
            "or a \"Continue without accepting\" as easily seen, on the same layer"
        ));
}
