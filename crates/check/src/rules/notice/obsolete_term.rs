//! Words of a law that is no longer the law.
//!
//! Policies are copied from one another for years: they still speak of
//! "blocking" data, ask for legitimate grounds to object to marketing, or send
//! people to a list that has closed. The words, and the day each of them ended,
//! are in the list `obsolete-terms`; how sentences bring them in is here.
//!
//! A sentence that says that the word is no longer the law's is right.

use temoin_prose::{Match, Phrases};

use super::mentions::{More, denied, mentions};
use crate::case::{Case, Written};
use crate::found::{Findings, say};
use crate::rule::rule;

rule! {
    pub(crate) OBSOLETE_TERM = "obsolete-term" in Notice since "0.1.0";
    on Text => written;
}

const MORE: &[More] = &[
    More {
        id: "blocking",
        phrases: &[
            "droit (au|de|à la|à) verrouill*",
            "(demander|obtenir|exiger) .. (verrouillage|verrouiller)",
            "right to .. (blocking|block) .. data",
            "(rectification|erasure|deletion) .. blocking",
        ],
    },
    More {
        id: "legitimate-grounds-for-marketing",
        phrases: &[
            "(oppos*|opposition) .. (pour|invoqu*|justifi*|sous réserve|en cas|présentant|avec) [(de|d'|du|des|un|une|vos)] motif* légitime*",
            "(object|objecting|objection) .. (on|for|upon) [your] legitimate (grounds|reasons)",
        ],
    },
    More {
        id: "bloctel",
        phrases: &[
            "(inscri*|enregistr*) .. liste .. (opposition|démarchage) .. (démarchage|téléphoni*)",
            "(register|sign up|registered) .. (telephone|phone|do not call|opposition) .. (list|register)",
        ],
    },
];

/// The terms themselves, in the middle of what brings them in.
const TERMS: &[&str] = &["verrouill*", "blocking", "Bloctel", "liste d'opposition [au démarchage] [téléphonique]"];

/// « Motifs légitimes et impérieux » are the controller's, in art. 21(1).
const COMPELLING: &[&str] = &["motif* (légitime*|impérieux) et (impérieux|légitime*)", "compelling"];

/// What tells that a law has gone.
const FORMER: &[&str] = &[
    "(remplac*|succéd*|abrog*|ancien*|autrefois|désormais|disparu*)",
    // Folded, a participle begins as the infinitive does: the auxiliary tells.
    "(a|ont|est|sont|fut) [été] (fermé*|supprimé*)",
    "(replac*|former*|repealed|closed|used to|no longer)",
];

fn written(case: &Case<'_>, findings: &mut Findings) {
    let (compelling, former) = (Phrases::new(COMPELLING), Phrases::new(FORMER));
    let counts = |written: &Written<'_>, hit: &Match| {
        let says = |phrases| written.text.sentence_has(hit.sentence, phrases);
        !(denied(written, hit.sentence) || says(&compelling) || says(&former))
    };
    for mention in mentions(case, "obsolete-terms", MORE, TERMS, counts) {
        let quote = &mention.quote;
        let message = say!("« {quote} » n'a plus cours", "\"{quote}\" is out of date");
        mention.report(message, findings);
    }
}
