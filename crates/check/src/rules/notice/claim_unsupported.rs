//! What a text claims, and no source says.
//!
//! "Thirteen months, as the GDPR provides": it provides nothing of the kind.
//! "This policy complies with the GDPR": that is for others to find. The
//! claims and their reasons are in the list `wrong-claims`; how sentences bring
//! them in is here, with one more: a SIREN of fourteen digits is a SIRET.
//!
//! What a text denies, means to do or asks of its processors is no claim.

use temoin_prose::{Match, Phrases};
use temoin_reading::Span;
use temoin_register::Siret;

use super::mentions::{More, denied, mentions};
use crate::case::{Case, Written};
use crate::found::{Findings, say};
use crate::rule::rule;

rule! {
    pub(crate) CLAIM_UNSUPPORTED = "claim-unsupported" in Notice since "0.1.0";
    on Text => written;
}

const MORE: &[More] = &[
    More {
        id: "lifetime-legal-maximum",
        phrases: &[
            "(cookie*|traceur*) ... <duration> ... (autorisé*|prévu*|fixé*|imposé*|permis*|légal*) par la (loi|réglementation)",
            "(cookie*|tracker*) ... <duration> ... (allowed|permitted|set|required) by [the] law",
            "(maximum|durée|limite) [maximale] (légale|réglementaire|autorisée) .. <duration> .. (cookie*|traceur*)",
            "maximum [period] (allowed|permitted) by law",
        ],
    },
    More {
        id: "lifetime-from-gdpr",
        phrases: &[
            "(cookie*|traceur*) ... <duration> ... (conformément|comme|selon|en application|en vertu) .. (RGPD|règlement général)",
            "<duration> .. (stipul*|prév*|impos*|fix*|exig*) [..] par le (RGPD|règlement général)",
            "(cookie*|tracker*) ... <duration> ... (as|under|required|pursuant|accordance) .. (GDPR|general data protection regulation)",
        ],
    },
    More {
        id: "self-declared-compliance",
        phrases: &[
            "(est|sont) [(pleinement|entièrement|totalement|parfaitement|strictement)] conforme* (au|aux|à la|à toutes les|à l'ensemble des) .. (CNIL|RGPD|règlement général|réglementation|loi)",
            "(est|sont|être) [en tous points] RGPD compatible*",
            "(garantit|garantissons|certifions|certifie) .. conformité .. (RGPD|règlement général|CNIL)",
            "(complies|comply) [fully|entirely] with [(the|all)] .. (GDPR|general data protection regulation|CNIL|data protection law*)",
            "(is|are) [fully|entirely] compliant with .. (GDPR|general data protection regulation|CNIL)",
        ],
    },
];

/// The claims themselves, in the middle of what brings them in.
const CLAIMS: &[&str] = &[
    "<duration> .. (RGPD|règlement général|GDPR|general data protection regulation)",
    "<duration> .. (par la (loi|réglementation)|by [the] law)",
];

/// A duty, an intention, somebody else's conformity: no claim on oneself.
const NO_CLAIM: &[&str] = &[
    "(afin|pour) [(d'|de|que)] .. conforme*",
    "(doit|doivent|devons|devra*|veill*|s'assur*|assurer|efforç*|engage*|engageons|exige*|exigeons|vérifi*) ... conform*",
    "(si|lorsque|jusqu'à ce que|dès que) ... conforme*",
    "(sous traitant*|prestataire*|partenaire*|fournisseur*) ... conforme*",
    "(must|shall|should|ensure*|endeavour*|strive*|commit*|require*|to) [be|remain|make sure] .. (compl*)",
    "(processor*|provider*|partner*|supplier*|vendor*) ... (compl*)",
];

fn written(case: &Case<'_>, findings: &mut Findings) {
    let no_claim = Phrases::new(NO_CLAIM);
    let counts = |written: &Written<'_>, hit: &Match| {
        !denied(written, hit.sentence) && !written.text.sentence_has(hit.sentence, &no_claim)
    };
    for mention in mentions(case, "wrong-claims", MORE, CLAIMS, counts) {
        let quote = &mention.quote;
        let message = match mention.entry.id.map(temoin_register::Id::as_str) {
            Some("lifetime-from-gdpr") => say!(
                "« {quote} » : le RGPD ne fixe pas cette durée ; celles des traceurs sont des recommandations de la CNIL",
                "\"{quote}\": the GDPR fixes no such period; those of trackers are recommendations of the CNIL"
            ),
            Some("lifetime-legal-maximum") => say!(
                "« {quote} » : ce n'est pas un maximum légal ; les durées des traceurs sont des recommandations",
                "\"{quote}\": no legal maximum; the periods of trackers are recommendations"
            ),
            Some("self-declared-compliance") => say!(
                "« {quote} » : le texte se dit conforme, et rien ne le montre",
                "\"{quote}\": the text declares itself compliant, and nothing shows it"
            ),
            _ => say!("« {quote} » : aucune source ne le dit", "\"{quote}\": no source says so"),
        };
        mention.report(message, findings);
    }
    for written in case.written() {
        numbers(case, written, findings);
    }
}

/// A SIREN with as many digits as a SIRET, or the reverse.
fn numbers(case: &Case<'_>, written: &Written<'_>, findings: &mut Findings) {
    let digits_of = |fact| case.law.number(fact);
    for hit in written.text.find(&Phrases::new(&["SIREN", "SIRET"])) {
        let (name, other) = if hit.phrase == 0 { ("SIREN", "SIRET") } else { ("SIRET", "SIREN") };
        let (short, long) = (digits_of("siren-digits"), digits_of("siret-digits"));
        let (right, wrong) = if hit.phrase == 0 { (short, long) } else { (long, short) };
        let Some((span, digits)) = number_after(written.text.source(), hit.span.end) else { continue };
        // Nine digits and a postcode make fourteen: only a true SIRET is one.
        let counted = u32::try_from(digits.len()).unwrap_or(u32::MAX);
        if counted != wrong || (wrong > right && Siret::parse(&digits).is_err()) {
            continue;
        }
        let found = findings
            .find(written.at(span), say!("ce numéro {name} a {counted} chiffres", "this {name} has {counted} digits"));
        found
            .cites(&["GDPR 12(1)"])
            .label(say!("un {name} en a {right} : c'est un {other}", "a {name} has {right}: this is a {other}"));
        if let Some(policy) = written.policy {
            found.about(format!("policy.{policy}"));
        }
        if wrong > right {
            let first: String = digits.chars().take(right as usize).collect();
            found.help(say!("écrivez {name} {first}", "write {name} {first}"));
        }
        found.help(say!("appelez-le {other}", "call it a {other}"));
    }
}

/// The digits that follow, a few letters on, in groups parted by one space or dot.
fn number_after(source: &str, end: usize) -> Option<(Span, String)> {
    const NEAR: usize = 16;
    const BETWEEN: &str = " .\u{A0}\u{202F}";
    let before = source[end..].char_indices().take(NEAR);
    let (skipped, first) = before.into_iter().find(|(_, c)| c.is_ascii_digit() || ",;)\n".contains(*c))?;
    let start = end + skipped;
    if !first.is_ascii_digit() {
        return None;
    }
    let (mut digits, mut last, mut parted) = (String::new(), start, false);
    for (at, c) in source[start..].char_indices() {
        if c.is_ascii_digit() {
            digits.push(c);
            (last, parted) = (start + at + 1, false);
        } else if BETWEEN.contains(c) && !parted {
            parted = true;
        } else {
            break;
        }
    }
    Some((Span { start, end: last }, digits))
}
