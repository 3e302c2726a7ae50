//! What people are told, and the record of processings.

mod claim_unsupported;
mod contact_weak;
mod doubled;
mod email_open_tracking;
mod fields;
mod legal_basis_mismatch;
mod marketing_consent_bundled;
mod mentions;
mod notice_field_missing;
mod obsolete_term;
mod phone_notice_missing;
mod policy_version_missing;
mod recipients_contradiction;
mod register_field_missing;
mod rested;
mod template_leftover;

pub(crate) use claim_unsupported::CLAIM_UNSUPPORTED;
pub(crate) use contact_weak::CONTACT_WEAK;
pub(crate) use email_open_tracking::EMAIL_OPEN_TRACKING;
pub(crate) use legal_basis_mismatch::LEGAL_BASIS_MISMATCH;
pub(crate) use marketing_consent_bundled::MARKETING_CONSENT_BUNDLED;
pub(crate) use notice_field_missing::NOTICE_FIELD_MISSING;
pub(crate) use obsolete_term::OBSOLETE_TERM;
pub(crate) use phone_notice_missing::PHONE_NOTICE_MISSING;
pub(crate) use policy_version_missing::POLICY_VERSION_MISSING;
pub(crate) use recipients_contradiction::RECIPIENTS_CONTRADICTION;
pub(crate) use register_field_missing::REGISTER_FIELD_MISSING;
pub(crate) use template_leftover::TEMPLATE_LEFTOVER;
