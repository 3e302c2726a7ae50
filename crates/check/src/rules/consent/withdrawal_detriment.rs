//! A consent that one pays for taking back.
//!
//! Consent is withdrawn as easily as it was given, and at no cost. A site that
//! asks people to close their account or end their subscription makes them
//! choose between the service and their right. Closing the account *among other
//! ways* is no price, and a newsletter is left by unsubscribing.

use temoin_prose::Phrases;
use temoin_register::WithdrawalBy;

use crate::case::Case;
use crate::found::{Findings, Found, say};
use crate::rule::rule;
use crate::rules::statement::{statements, tell};

rule! {
    pub(crate) WITHDRAWAL_DETRIMENT = "withdrawal-detriment" in Consent since "0.1.0";
    on Register => declared;
    on Text => written;
}

const PRICED: &[&str] = &[
    // To withdraw, close.
    "(retir*|retrait|révoqu*|révocation|revenir sur) .. (accord|consentement|acceptation|autorisation|choix) ... (en|par [(la|le)]) (résili*|clôtur*|supprim*|ferm*|annul*|cessation|désactiv*) .. (compte|souscription|abonnement|inscription|contrat|adhésion|service*)",
    "(retir*|retrait|révoqu*|révocation|revenir sur) .. (accord|consentement|acceptation|autorisation|choix) ... (faut|faudra|devez|devrez|doit|nécessite|suppose|implique|exige|entraîne|entraînera|emporte|provoque|oblige|passe par|demande) ... (résili*|clôtur*|clore|supprim*|suppression|ferm*|annul*|mettre fin|fin|perte|cesser) .. (compte|souscription|abonnement|inscription|contrat|adhésion|service*|accès)",
    "(retir*|retrait|révoqu*|révocation|revenir sur) .. (accord|consentement|acceptation|autorisation|choix) ... (suffit|suffira) [(de|d')] (résilier|clôturer|clore|supprimer|fermer|annuler|désactiver|mettre fin à) .. (compte|souscription|abonnement|inscription|contrat|adhésion)",
    "(en|par [(la|le)]) (résili*|clôtur*|supprim*|suppression|ferm*|annul*) .. (compte|souscription|abonnement|inscription|contrat|adhésion) ... (retir*|révoqu*) .. (accord|consentement|acceptation|autorisation)",
    // Withdraw, and lose it.
    "(retir*|retrait|révoqu*|révocation) .. (accord|consentement|acceptation|autorisation) ... (compte|abonnement|souscription|inscription|contrat|adhésion) .. (sera|seront|est) [alors] (clos|close|clôturé*|fermé*|supprimé*|résilié*|suspendu*|désactivé*|annulé*)",
    "(retir*|retrait|révoqu*|révocation) .. (accord|consentement|acceptation|autorisation) ... nous (clôtur*|ferm*|supprim*|résili*|suspend*|désactiv*|devr*) .. (compte|abonnement|souscription|inscription|contrat)",
    "(withdraw*|revok*|revocation|take back) .. (consent|agreement|permission|authorisation|authorization) ... by (cancel*|terminating|closing|deleting|ending|giving up) .. (account|subscription|membership|contract|service*|enrolment)",
    "(withdraw*|revok*|revocation|take back) .. (consent|agreement|permission|authorisation|authorization) ... (must|need to|have to|requires|required|means|involves|entails|implies|leads to|results in|lead to|result in|only|please) ... (cancel*|terminat*|clos*|delet*|end|ending|loss|losing) .. (account|subscription|membership|contract|service*|access)",
    "(withdraw*|revok*|revocation|take back) .. (consent|agreement|permission|authorisation|authorization) ... (simply|just|enough to|need only|all you (have|need) to do is) (cancel|close|delete|terminate|end) .. (account|subscription|membership|contract|enrolment)",
    "(only|sole) way .. (withdraw*|revok*) .. (consent|agreement) .. (cancel*|terminat*|clos*|delet*|end|ending) .. (account|subscription|membership|contract)",
    "(seul|unique) moyen .. (retirer|révoquer) .. (consentement|accord) .. (résili*|clôtur*|clore|supprim*|fermer|annuler|mettre fin) .. (compte|abonnement|souscription|contrat)",
    "(withdraw*|revok*|revocation) .. (consent|agreement|permission) ... (account|subscription|membership|contract) (will|shall|is|has to|must) [(then|therefore)] [be] (closed|cancelled|canceled|terminated|deleted|suspended|end)",
    "(withdraw*|revok*|revocation) .. (consent|agreement|permission) ... we (will|shall|must|may|have to) [..] (close|cancel|terminate|delete|suspend|end) your (account|subscription|membership|contract)",
    "(closing|cancelling|canceling|deleting|ending|terminating) .. (account|subscription|membership|contract) .. (withdraw*|revok*) .. (consent|agreement)",
];

/// Nothing is lost, there are other ways, or it is a newsletter.
const DENIALS: &[&str] = &[
    "sans .. (résili*|supprim*|suppression|clôtur*|clore|fermer|fermeture|perdre|mettre fin|annuler|conséquence*|préjudice)",
    "(ne|n') [(vous|en|y)] (entraîne*|ferme|suppose|exige|nécessite|implique|oblige|supprime|emporte|demande|met|clôt|résilie|conduit|provoque|affecte|saurait|peut|remet|porte)",
    "(ou|soit) [(bien|encore|même|aussi|directement|plus simplement)] (en|de|par) .. (résili*|supprim*|suppression|clôtur*|clore|ferm*|annul*)",
    "(aussi|également|lien|bandeau|bannière|panneau|case)",
    "(newsletter*|lettre* d'information|infolettre*|liste* de diffusion|mailing*)",
    "without .. (closing|cancelling|canceling|deleting|ending|terminating|losing|having|detriment|consequence*)",
    "(does|do|will|need|should|is|are) not [..] (close|require|end|affect|cancel|mean|delete|lead|result|entail|involve|terminate|need|have|lose|required|imply|limit)",
    "or [(even|also|simply)] [(by|to)] (clos*|cancel*|delet*|end*|terminat*)",
    "(also|link|banner|panel|never|no need)",
    "(newsletter*|mailing list*)",
];

fn declared(case: &Case<'_>, findings: &mut Findings) {
    let consent = &case.register().declared.consent;
    if consent.withdrawal == WithdrawalBy::AccountClosure {
        let found = findings.find(
            case.in_register(consent.at.value("withdrawal")),
            say!(
                "retirer son consentement demande de fermer son compte",
                "withdrawing consent takes closing one's account"
            ),
        );
        ways_out(found);
    }
}

fn written(case: &Case<'_>, findings: &mut Findings) {
    let said = statements(case, &Phrases::new(PRICED), &Phrases::new(DENIALS));
    let message = say!(
        "retirer son consentement coûte le compte ou l'abonnement",
        "withdrawing consent costs the account or the subscription"
    );
    if let Some(found) = tell(findings, &said, message) {
        ways_out(found);
    }
}

fn ways_out(found: &mut Found) {
    found
        .about("consent")
        .label(say!("aussi simple que de le donner, et sans rien perdre", "as easy as giving it, and at no loss"))
        .help(say!(
            "offrez sur chaque page un lien qui retire le consentement et laisse le service intact",
            "offer on every page a link that withdraws consent and leaves the service whole"
        ));
}
