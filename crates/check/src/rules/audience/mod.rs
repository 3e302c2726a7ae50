//! Measurement that goes without consent: what it may do, and for how long.

mod anonymity_overclaim;
mod audience_cookie_over_13m;
mod audience_exempt_conditions;
mod audience_info_missing;
mod audience_ip_geo;
mod audience_optout_missing;
mod audience_retention_over_25m;
mod beyond;
mod measured;
mod vendor_not_exemptable;

pub(crate) use anonymity_overclaim::ANONYMITY_OVERCLAIM;
pub(crate) use audience_cookie_over_13m::AUDIENCE_COOKIE_OVER_13M;
pub(crate) use audience_exempt_conditions::AUDIENCE_EXEMPT_CONDITIONS;
pub(crate) use audience_info_missing::AUDIENCE_INFO_MISSING;
pub(crate) use audience_ip_geo::AUDIENCE_IP_GEO;
pub(crate) use audience_optout_missing::AUDIENCE_OPTOUT_MISSING;
pub(crate) use audience_retention_over_25m::AUDIENCE_RETENTION_OVER_25M;
pub(crate) use audience_retention_over_25m::rules_of_measurement;
pub(crate) use vendor_not_exemptable::VENDOR_NOT_EXEMPTABLE;
