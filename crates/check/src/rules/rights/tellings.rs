//! How French and English texts speak of each right.

use temoin_register::Right;

/// How texts speak of one right.
#[derive(Debug)]
pub(super) struct Telling {
    pub(super) right: Right,
    /// What it is called, in French and in English.
    pub(super) called: (&'static str, &'static str),
    /// Words that name it where rights are spoken of.
    pub(super) roots: &'static [&'static str],
    /// Words that name it anywhere.
    pub(super) anywhere: &'static [&'static str],
    pub(super) cites: &'static [&'static str],
}

/// In the order of the GDPR.
pub(super) const RIGHTS: &[Telling] = &[
    Telling {
        right: Right::Access,
        called: ("le droit d'accès", "the right of access"),
        roots: &["(accès|accéder|copie|consulter|access|copy)"],
        anywhere: &["droit* [..] d'accès", "(right|rights) (of|to) access"],
        cites: &["GDPR 13(2)(b)", "GDPR 15"],
    },
    Telling {
        right: Right::Rectification,
        called: ("le droit de rectification", "the right to rectification"),
        roots: &["(rectif*|corrig*|correct*|modifi*|compléter|mettre à jour|mise* à jour|update*|amend*)"],
        anywhere: &["droit* de (rectif*|correct*)", "(right|rights) (of|to) (rectif*|correct*)"],
        cites: &["GDPR 13(2)(b)", "GDPR 16"],
    },
    Telling {
        right: Right::Erasure,
        called: ("le droit à l'effacement", "the right to erasure"),
        roots: &["(effac*|suppr*|oubli|détrui*|eras*|delet*|forgotten|remov*)"],
        anywhere: &[
            "droit* (à l'|d'|de) (effac*|suppr*|oubli)",
            "(right|rights) (of|to) [be] (eras*|delet*|forgotten)",
        ],
        cites: &["GDPR 13(2)(b)", "GDPR 17"],
    },
    Telling {
        right: Right::Restriction,
        called: ("le droit à la limitation du traitement", "the right to restriction of processing"),
        roots: &["(limitation*|limiter|restreindre|geler|gel|suspendre|suspension|restrict*|limit)"],
        anywhere: &[
            "limitation* (du|des|de [ce|ces|leur|son|l'utilisation des]) (traitement*|données)",
            "restrict* [of] [the|their|your|its] (processing|use)",
        ],
        cites: &["GDPR 13(2)(b)", "GDPR 18"],
    },
    Telling {
        right: Right::Portability,
        called: ("le droit à la portabilité", "the right to portability"),
        roots: &["(portab*|structuré|structured|lisible par machine|machine readable)"],
        anywhere: &["(portabilité|portability)"],
        cites: &["GDPR 13(2)(b)", "GDPR 20"],
    },
    Telling {
        right: Right::Objection,
        called: ("le droit d'opposition", "the right to object"),
        roots: &["(oppos*|object|objection|objecting)"],
        anywhere: &[
            "droit* d'opposition",
            "(pouvez|peut|peuvent) .. (vous|s') oppos*",
            "(may|can) object",
            "right to object",
        ],
        cites: &["GDPR 13(2)(b)", "GDPR 21"],
    },
    Telling {
        right: Right::Withdrawal,
        called: ("le droit de retirer son consentement", "the right to withdraw consent"),
        roots: &["(retir*|retrait|withdraw*|révoqu*|revok*)"],
        anywhere: &[
            "(retir*|retrait|révoqu*|revenir sur|reprendre) .. (consentement*|accord*|choix|autorisation*|acceptation)",
            "(modifi*|chang*|revoir|revenir) .. (préférence*|choix|consentement*|accord|avis)",
            "(consentement*|accord|choix) .. (retir*|retrait|révoqu*|modifi*|révis*)",
            "(withdraw*|revok*|take back|revisit|change*|modify) .. (consent*|choice*|agreement|preference*|mind)",
            "(consent|choice*|agreement) .. (withdrawn|revoked|changed|withdraw)",
            "pour (le|la|les) (retirer|reprendre|révoquer)",
            "(lien|bouton|icône|link|button) .. (gérer|régler|paramétr*|manage) .. (cookie*|traceur*|tracker*|choix|choice*)",
        ],
        cites: &["GDPR 13(2)(c)", "GDPR 7(3)"],
    },
    Telling {
        right: Right::Complaint,
        called: (
            "le droit d'introduire une réclamation auprès de la CNIL",
            "the right to lodge a complaint with the CNIL",
        ),
        roots: &["(réclamation*|plainte*|complaint*)"],
        anywhere: &[
            "(réclamation*|plainte*|saisir|saisissez|recours|saisine) ... (CNIL|autorité*|commission nationale)",
            "(CNIL|autorité*|commission nationale) ... (réclamation*|plainte*|saisie)",
            "complain* ... (CNIL|authorit*|commissioner*)",
            "(CNIL|authorit*|commissioner*) ... complain*",
        ],
        cites: &["GDPR 13(2)(d)"],
    },
    Telling {
        right: Right::PostMortem,
        called: (
            "le droit de laisser des directives pour après son décès",
            "the right to leave directives for after one's death",
        ),
        roots: &["(décès|décéd*|mort|death|deceased)"],
        anywhere: &[
            "(après|suite à|en cas de|lors de|pour) .. (décès|mort)",
            "(directives|instructions|sort) ... (décès|mort|post mortem)",
            "post mortem",
            "(after|upon|following|in the event of) .. (death|die)",
            "(directives|instructions) .. (death|die|deceased)",
        ],
        cites: &["LIL 48", "LIL 85"],
    },
];

/// A heading on rights.
pub(super) const HEADING: &[&str] = &["(droit|droits|right|rights)"];

/// A sentence on rights.
pub(super) const SPEAKING: &[&str] = &[
    "(droit|droits|right|rights)",
    "(pouvez|peut|peuvent) .. (demander|exiger|obtenir|exercer|accéder)",
    "(may|can) .. (ask|request|obtain|exercise|access)",
];

/// A right of somebody else: to change the text, to forbid copies.
pub(super) const RESERVED: &[&str] =
    &["(réserv*|reserv*) .. (droit|right)", "(droits|rights) (réservés|reserved)", "droit* d'auteur"];

/// That consent is asked of the reader.
pub(super) const CONSENT_ASKED: &[&str] = &[
    "(votre|vos) [..] (consentement*|accord)",
    "vous (consentez|acceptez)",
    "vous pouvez nous autoriser",
    "your [prior|explicit|express] (consent|agreement)",
    "you (consent|agree|accept)",
];

/// What denies it: browsing on is no consent, nothing is written before it.
pub(super) const UNASKED: &[&str] = &["(aucun|aucune|pas|sans|jamais|ni)", "(no|not|never|without)"];

/// Who may refuse is asked, whatever is denied.
pub(super) const REFUSABLE: &[&str] = &[
    "(refus*|donner|retir*) [de donner] votre (consentement|accord)",
    "si vous (refusez|acceptez|autorisez) .. (cookie*|traceur*)",
    "(refus*|withdraw*) your (consent|agreement)",
    "if you (refuse|accept|allow) .. (cookie*|tracker*)",
];

/// Bases that leave no room for portability.
pub(super) const OTHER_BASES: &[&str] = &[
    "(base*|fond*|repos*) .. (intérêt* légitime*|obligation* légale*|mission)",
    "(basis|based|rests) .. (legitimate interest*|legal obligation*|public task|public interest)",
];
