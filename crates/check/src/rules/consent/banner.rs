//! The banner, for the rules that look at it.

use temoin_evidence::seen::Banner;

use crate::case::Case;
use crate::found::{Findings, say};

/// The banner that was seen. Where there is none although the register asks
/// for consent, or although there is no register to tell, says so: whether the
/// visitor is asked in another way is not known.
pub(crate) fn banner<'a>(case: &Case<'a>, findings: &mut Findings) -> Option<&'a Banner> {
    let banner = case.audit()?.banner.as_ref();
    if banner.is_none() && asks(case) {
        findings.not_assessed(say!("aucune bannière n'a été vue", "no banner was seen"));
    }
    banner
}

/// Whether the site asks for consent, as far as its register tells.
pub(crate) fn asks(case: &Case<'_>) -> bool {
    case.register_if_any().is_none_or(|register| register.consented_purposes().next().is_some())
}
