//! An entry of the record of processings that lacks what art. 30 asks for.
//!
//! For each processing: whose data, which, and who receives them (GDPR
//! art. 30(1)(c) and (d)). For all of them: who answers for them (a) and how
//! they are protected (g). For each processor: the contract of art. 28(3). The
//! lawful basis is no field of the record: its absence is told by the notice.
//! How long declared data are kept is for `retention-missing`, and countries
//! outside the EEA for `transfer-undeclared`, so that nothing is told twice.
//!
//! A register without a processing is none of art. 30: it declares trackers, and
//! is not blamed for what it does not attempt.

use temoin_register::{PerLanguage, Processing};

use crate::case::Case;
use crate::found::{Findings, Said, say};
use crate::rule::rule;

rule! {
    pub(crate) REGISTER_FIELD_MISSING = "register-field-missing" in Notice since "0.1.0";
    on Register => declared;
}

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let declared = &case.register().declared;
    contracts(case, findings);
    if declared.processing.is_empty() {
        findings.not_assessed(say!(
            "le registre ne déclare aucun traitement : ce n'est pas celui de l'article 30",
            "the register declares no processing: it is not that of article 30"
        ));
        return;
    }
    for processing in &declared.processing {
        fields(case, processing, findings);
    }
    let secured = declared.security.as_ref().is_some_and(|security| match &security.measures {
        PerLanguage::All(measures) => !measures.is_empty(),
        PerLanguage::Each(each) => each.values().any(|measures| !measures.is_empty()),
    });
    if !secured {
        let at = declared.security.as_ref().map_or(declared.site.at.span, |security| security.at.value("measures"));
        findings
            .find(
                case.in_register(at),
                say!("le registre ne décrit aucune mesure de sécurité", "the register describes no security measure"),
            )
            .about("security")
            .cites(&["GDPR 30(1)"])
            .help(say!(
                "décrivez-les, une phrase chacune : `[security]`, `measures`",
                "describe them, a sentence each: `[security]`, `measures`"
            ));
    }
}

/// What one processing lacks, in one finding.
fn fields(case: &Case<'_>, processing: &Processing, findings: &mut Findings) {
    let lacking = [
        (
            processing.subjects.is_empty(),
            say!("les personnes concernées (`subjects`)", "whose data they are (`subjects`)"),
        ),
        (processing.data.is_empty(), say!("les catégories de données (`data`)", "the categories of data (`data`)")),
        (processing.recipients.is_empty(), say!("les destinataires (`recipients`)", "the recipients (`recipients`)")),
        // Where data are declared, their period is `retention-missing`'s.
        (
            processing.data.is_empty() && processing.retention.is_empty(),
            say!("la durée de conservation (`retention`)", "the retention period (`retention`)"),
        ),
    ];
    let lacking: Vec<Said> = lacking.into_iter().filter_map(|(lacks, said)| lacks.then_some(said)).collect();
    if lacking.is_empty() {
        return;
    }
    let list = |of: fn(&Said) -> &str| lacking.iter().map(of).collect::<Vec<_>>().join(", ");
    let (id, fr, en) = (&processing.id, list(|said| &said.fr), list(|said| &said.en));
    findings
        .find(
            case.in_register(processing.at.value("id")),
            say!("le traitement `{id}` n'indique pas : {fr}", "the processing `{id}` does not give: {en}"),
        )
        .about(format!("processing.{id}"))
        .cites(&["GDPR 30(1)"])
        .label(say!("entrée incomplète", "incomplete entry"))
        .help(say!("complétez l'entrée", "complete the entry"))
        .help(say!("ou retirez-la, si ce traitement n'a pas lieu", "or take it out, if there is no such processing"));
}

fn contracts(case: &Case<'_>, findings: &mut Findings) {
    for processor in case.register().declared.processor.iter().filter(|processor| processor.contract.is_none()) {
        let (id, name) = (&processor.id, &processor.name);
        findings
            .find(
                case.in_register(processor.at.value("id")),
                say!(
                    "le sous-traitant {name} est déclaré sans la référence de son contrat",
                    "the processor {name} is declared without the reference of its contract"
                ),
            )
            .about(format!("processor.{id}"))
            .cites(&["GDPR 28(3)"])
            .label(say!("le contrat de l'article 28", "the contract of article 28"))
            .help(say!("donnez sa référence et sa date : `contract`", "give its reference and date: `contract`"))
            .help(say!(
                "ou, s'il n'agit pas pour votre compte, déclarez-le en `[[recipient]]`",
                "or, if it does not act on your behalf, declare it as a `[[recipient]]`"
            ));
    }
}
