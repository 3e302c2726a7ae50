//! What is written on terminals, and how it is told.

mod exempt;
mod exempt_purpose_not_listed;
mod exempt_tracker_alias;
mod list_not_exhaustive;
mod observed;
mod told;
mod tools;
mod tracker_category_mismatch;
mod tracker_lifetime_mismatch;
mod tracker_lifetime_missing;
mod tracker_lifetime_over_13m;
mod tracker_name_missing;
mod tracker_name_opaque;
mod tracker_not_observed;
mod tracker_provider_mismatch;
mod tracker_provider_missing;
mod tracker_purpose_vague;
mod tracker_storage_kind;
mod tracker_undeclared;
mod vague;

pub(crate) use exempt_purpose_not_listed::EXEMPT_PURPOSE_NOT_LISTED;
pub(crate) use exempt_tracker_alias::EXEMPT_TRACKER_ALIAS;
pub(crate) use list_not_exhaustive::LIST_NOT_EXHAUSTIVE;
pub(crate) use tracker_category_mismatch::TRACKER_CATEGORY_MISMATCH;
pub(crate) use tracker_lifetime_mismatch::TRACKER_LIFETIME_MISMATCH;
pub(crate) use tracker_lifetime_missing::TRACKER_LIFETIME_MISSING;
pub(crate) use tracker_lifetime_over_13m::TRACKER_LIFETIME_OVER_13M;
pub(crate) use tracker_name_missing::TRACKER_NAME_MISSING;
pub(crate) use tracker_name_opaque::TRACKER_NAME_OPAQUE;
pub(crate) use tracker_not_observed::TRACKER_NOT_OBSERVED;
pub(crate) use tracker_provider_mismatch::TRACKER_PROVIDER_MISMATCH;
pub(crate) use tracker_provider_missing::TRACKER_PROVIDER_MISSING;
pub(crate) use tracker_purpose_vague::TRACKER_PURPOSE_VAGUE;
pub(crate) use tracker_storage_kind::TRACKER_STORAGE_KIND;
pub(crate) use tracker_undeclared::TRACKER_UNDECLARED;
