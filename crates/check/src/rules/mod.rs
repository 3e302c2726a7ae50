//! Every rule, one file each, family by family.

mod audience;
mod consent;
mod embeds;
mod listed;
mod notice;
mod periods;
mod retention;
mod rights;
mod statement;
mod trackers;
mod waivers;

use self::waivers::WAIVER_EXPIRED;
pub(crate) use self::waivers::WAIVER_UNUSED;
use crate::rule::Rule;

/// The catalogue, in the order of the manual.
pub(crate) const ALL: &[Rule] = &[
    // Trackers.
    trackers::TRACKER_UNDECLARED,
    trackers::TRACKER_NOT_OBSERVED,
    trackers::TRACKER_NAME_MISSING,
    trackers::TRACKER_NAME_OPAQUE,
    trackers::TRACKER_PROVIDER_MISSING,
    trackers::TRACKER_PURPOSE_VAGUE,
    trackers::TRACKER_LIFETIME_MISSING,
    trackers::TRACKER_LIFETIME_OVER_13M,
    trackers::TRACKER_LIFETIME_MISMATCH,
    trackers::TRACKER_PROVIDER_MISMATCH,
    trackers::EXEMPT_TRACKER_ALIAS,
    trackers::TRACKER_CATEGORY_MISMATCH,
    trackers::TRACKER_STORAGE_KIND,
    trackers::EXEMPT_PURPOSE_NOT_LISTED,
    trackers::LIST_NOT_EXHAUSTIVE,
    // Consent and banner.
    consent::CONSENT_BEFORE_CHOICE,
    consent::INEFFECTIVE_REFUSAL,
    consent::INEFFECTIVE_WITHDRAWAL,
    consent::REFUSE_ALL_MISSING,
    consent::REFUSE_NOT_EQUAL,
    consent::CHOICE_PRETICKED,
    consent::CONSENT_NOT_GRANULAR,
    consent::CONSENT_IMPLIED,
    consent::CONSENT_BUNDLED,
    consent::WITHDRAWAL_DETRIMENT,
    consent::WITHDRAWAL_LINK_MISSING,
    consent::BROWSER_SETTINGS_ONLY,
    consent::CONSENT_RETENTION_OVER_6M,
    consent::CONSENT_RETENTION_SHORT,
    consent::CONSENT_PROOF_MISSING,
    consent::CONSENT_STALE,
    consent::CONSENT_WALL,
    consent::CONSENT_MULTIDEVICE_ASYMMETRIC,
    consent::MINOR_JOINT_CONSENT,
    consent::ADS_CONSENT_REQUIRED,
    consent::GPC_IGNORED,
    // Exempt audience measurement.
    audience::AUDIENCE_EXEMPT_CONDITIONS,
    audience::AUDIENCE_COOKIE_OVER_13M,
    audience::AUDIENCE_RETENTION_OVER_25M,
    audience::AUDIENCE_IP_GEO,
    audience::AUDIENCE_INFO_MISSING,
    audience::AUDIENCE_OPTOUT_MISSING,
    audience::VENDOR_NOT_EXEMPTABLE,
    audience::ANONYMITY_OVERCLAIM,
    // Embeds and transfers.
    embeds::EMBED_BEFORE_CONSENT,
    embeds::SHARE_BUTTON_SDK,
    embeds::SESSION_REPLAY_CONSENT,
    embeds::TRANSFER_UNDECLARED,
    embeds::CONSENT_MODE_ADVANCED,
    // Notice, texts and register.
    notice::NOTICE_FIELD_MISSING,
    notice::LEGAL_BASIS_MISMATCH,
    notice::RECIPIENTS_CONTRADICTION,
    notice::REGISTER_FIELD_MISSING,
    notice::CONTACT_WEAK,
    notice::POLICY_VERSION_MISSING,
    notice::TEMPLATE_LEFTOVER,
    notice::CLAIM_UNSUPPORTED,
    notice::OBSOLETE_TERM,
    notice::MARKETING_CONSENT_BUNDLED,
    notice::EMAIL_OPEN_TRACKING,
    notice::PHONE_NOTICE_MISSING,
    // Retention.
    retention::RETENTION_MISSING,
    retention::RETENTION_OVER_REFERENCE,
    retention::RETENTION_BLANKET,
    retention::RETENTION_NOT_ENFORCED,
    // Rights.
    rights::DSR_RIGHT_MISSING,
    rights::DSR_DEADLINE,
    rights::DSR_ID_SYSTEMATIC,
    rights::DSR_REFUSAL_UNREASONED,
    // Waivers.
    WAIVER_EXPIRED,
    WAIVER_UNUSED,
];
