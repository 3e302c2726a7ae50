//! Words that registers share: categories of data, of persons, and events.
//!
//! A register names categories by identifier so that they can be compared;
//! readers see the words. The common ones are here; a register adds its own in
//! `[vocabulary]`, and a mistyped one is refused with the nearest known.

use crate::{Country, Language};

/// One shared word, in French and English.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// Its identifier.
    pub id: &'static str,
    /// In French.
    pub fr: &'static str,
    /// In English.
    pub en: &'static str,
}

/// The recipient that is always there: the controller's own staff, within the
/// limits of their duties.
pub const STAFF: &str = "staff";

const fn term(id: &'static str, fr: &'static str, en: &'static str) -> Term {
    Term { id, fr, en }
}

/// The shared words.
pub const TERMS: &[Term] = &[
    // Categories of data.
    term("identity", "identité (nom, prénom)", "identity (name, first name)"),
    term("title", "civilité", "title"),
    term("email", "adresse électronique", "e-mail address"),
    term("phone", "numéro de téléphone", "telephone number"),
    term("postal-address", "adresse postale", "postal address"),
    term("username", "identifiant de connexion", "user name"),
    term("password", "mot de passe", "password"),
    term("profile", "profil (champs facultatifs)", "profile (optional fields)"),
    term("photo", "photographie", "photograph"),
    term("connection", "données de connexion", "connection data"),
    term("browsing", "données de navigation", "browsing data"),
    term("preferences", "préférences", "preferences"),
    term("messages", "messages", "messages"),
    term("opinions", "avis et commentaires", "opinions and comments"),
    term("courses", "formations suivies", "courses taken"),
    term("grades", "notes et résultats", "grades and results"),
    term("attendance", "assiduité", "attendance"),
    term("skills", "compétences", "skills"),
    term("certificates", "certificats, badges et diplômes", "certificates, badges and diplomas"),
    term("orders", "commandes", "orders"),
    term("invoices", "factures", "invoices"),
    term("payment", "données de paiement", "payment data"),
    term("financial", "situation financière et fiscale", "financial and tax situation"),
    term("id-document", "pièce d'identité", "identity document"),
    term("interests", "formation qui intéresse la personne", "training of interest"),
    term("consent-records", "preuves des choix", "records of choices"),
    term("requests", "demandes d'exercice de droits", "requests to exercise rights"),
    // Categories of persons.
    term("visitors", "visiteurs", "visitors"),
    term("learners", "apprenants", "learners"),
    term("teachers", "formateurs", "trainers"),
    term("prospects", "prospects", "prospects"),
    term("customers", "clients", "customers"),
    term("applicants", "candidats", "applicants"),
    term("users", "utilisateurs", "users"),
    term("contacts", "personnes qui nous écrivent", "people who write to us"),
    // Events a retention counts from.
    term("collected", "la collecte", "collection"),
    term("last-access", "la dernière connexion", "the last sign-in"),
    term("contract-end", "la fin de la relation contractuelle", "the end of the contract"),
    term("last-inbound-contact", "le dernier contact venant de la personne", "the last contact made by the person"),
    term("last-contact", "le dernier contact", "the last contact"),
    term("decision", "la décision", "the decision"),
    term("year-end", "la clôture de l'exercice", "the end of the financial year"),
    term("request-closed", "la clôture de la demande", "the closing of the request"),
    term("training-end", "la fin de la formation", "the end of the training"),
    term("withdrawal", "le retrait du consentement", "the withdrawal of consent"),
    // Recipients.
    term(STAFF, "services habilités du responsable de traitement", "authorised staff of the controller"),
];

/// The shared word called `id`.
pub fn builtin(id: &str) -> Option<&'static Term> {
    TERMS.iter().find(|term| term.id == id)
}

impl Term {
    /// In `language`; English for any language but French.
    pub fn of(&self, language: Language) -> &'static str {
        if language == Language::FR { self.fr } else { self.en }
    }
}

impl Country {
    /// Whether the country is in the European Economic Area, outermost regions
    /// with a code of their own included (TFEU, art. 355).
    pub fn is_eea(&self) -> bool {
        const EEA: &str = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO \
             GP MQ GF RE YT MF AX EU EEA";
        EEA.split(' ').any(|code| code == self.as_str())
    }
}
