wording! {
    /// Table of trackers: name.
    name: "Nom", "Name";
    /// Table of trackers: who sets it.
    provider: "Fournisseur", "Provider";
    /// Table of trackers: what for.
    what_for: "À quoi il sert", "What it is for";
    /// Table of trackers: how long.
    lifetime: "Durée de vie", "Lifetime";
    /// Table of trackers: consent.
    consent: "Consentement", "Consent";
    /// Consent is needed.
    required: "requis", "required";
    /// Consent is not needed.
    exempt: "exempté", "exempt";
    /// Table of purposes.
    purpose: "Finalité", "Purpose";
    /// Exemption.
    authentication: "authentification", "authentication";
    /// Exemption.
    security: "sécurité", "security";
    /// Exemption.
    load_balancing: "équilibrage de charge", "load balancing";
    /// Exemption.
    language: "langue et affichage", "language and display";
    /// Exemption.
    consent_choice: "conservation du choix", "keeping the choice";
    /// Exemption.
    cart: "panier", "cart";
    /// Exemption.
    paywall: "décompte d’articles gratuits", "counting free articles";
    /// Exemption.
    audience_measurement: "mesure d’audience exemptée", "exempt audience measurement";
    /// Exemption.
    requested_service: "strictement nécessaire au service demandé", "strictly necessary to the service requested";
    /// Table of services.
    service: "Outil", "Tool";
    /// A link to a policy.
    read: "Consulter", "Read";
    /// Processors.
    processor: "Sous-traitant", "Processor";
    /// Country column.
    country: "Pays", "Country";
    /// Role column.
    role: "Rôle", "Role";
    /// Transfers column.
    transfers: "Transferts hors de l’Espace économique européen", "Transfers outside the European Economic Area";
    /// No transfer.
    none: "aucun", "none";
    /// Safeguard.
    adequacy: "décision d’adéquation", "adequacy decision";
    /// Safeguard.
    dpf: "cadre de protection des données UE–États-Unis", "EU–US Data Privacy Framework";
    /// Safeguard.
    scc: "clauses contractuelles types", "standard contractual clauses";
    /// Safeguard.
    bcr: "règles d’entreprise contraignantes", "binding corporate rules";
    /// Safeguard.
    derogation: "dérogation de l’article 49 du RGPD", "derogation under Article 49 GDPR";
    /// A certification's end.
    certified_until: "certification valable jusqu’au", "certified until";
    /// The safeguard that takes over.
    failing_that: "à défaut", "failing that";
    /// Recipient.
    recipient: "Destinataire", "Recipient";
    /// Why a recipient receives.
    why: "Pourquoi", "Why";
    /// Lawful basis.
    basis: "Base légale", "Lawful basis";
    /// Basis.
    basis_consent: "votre consentement", "your consent";
    /// Basis.
    basis_contract: "l’exécution du contrat", "performance of the contract";
    /// Basis.
    basis_legal_obligation: "une obligation légale", "a legal obligation";
    /// Basis.
    basis_vital_interests: "la sauvegarde d’intérêts vitaux", "vital interests";
    /// Basis.
    basis_public_task: "une mission d’intérêt public", "a task in the public interest";
    /// Basis.
    basis_legitimate_interest: "un intérêt légitime", "a legitimate interest";
    /// Basis not stated.
    basis_unknown: "non précisée", "not stated";
    /// Data.
    data: "Données", "Data";
    /// Mandatory data.
    mandatory: "Données obligatoires", "Mandatory data";
    /// What follows if they are not given.
    otherwise: "À défaut", "Otherwise";
    /// Persons.
    persons: "Personnes concernées", "Persons concerned";
    /// Source of data.
    source: "Origine", "Source";
    /// Recipients.
    recipients: "Destinataires", "Recipients";
    /// Retention.
    retention: "Durée de conservation", "Retention";
    /// Marketing channels.
    channels: "Canaux", "Channels";
    /// Automated decisions.
    automated: "Décision automatisée", "Automated decision";
    /// Channel.
    by_email: "courriel", "e-mail";
    /// Channel.
    by_phone: "téléphone", "telephone";
    /// Channel.
    by_sms: "SMS", "text message";
    /// Channel.
    by_post: "courrier", "post";
    /// Retention: since.
    from: "à compter de", "from";
    /// Retention: then.
    then_delete: "puis suppression", "then deleted";
    /// Retention: then.
    then_anonymise: "puis anonymisation", "then anonymised";
    /// Retention: then.
    then_archive: "puis archivage", "then archived";
    /// Retention: archive.
    archived_for: "archive intermédiaire", "intermediate archive";
    /// Retention: warning.
    warned: "prévenu", "warned";
    /// Retention: warning.
    before: "avant", "before";
    /// Retention: why.
    because: "Fondement", "Grounds";
    /// Ground of a disclosure.
    ground_consent: "votre accord", "your agreement";
    /// Ground of a disclosure.
    ground_request: "nécessaire pour répondre à votre demande ou exécuter une transaction", "needed to answer your request or carry out a transaction";
    /// Ground of a disclosure.
    ground_legal_obligation: "obligation légale", "legal obligation";
    /// Ground of a disclosure.
    ground_vital_interests: "sauvegarde d’intérêts vitaux", "vital interests";
    /// Ground of a disclosure.
    ground_legal_claims: "constatation, exercice ou défense de droits en justice", "legal claims";
    /// Ground of a disclosure.
    ground_safety: "sécurité des personnes", "safety of persons";
    /// Ground of a disclosure.
    ground_fraud: "protection des biens et lutte contre la fraude", "protection of property and against fraud";
    /// Controller.
    controller: "Responsable de traitement", "Controller";
    /// Address.
    address: "Adresse", "Address";
    /// E-mail.
    email: "Courriel", "E-mail";
    /// Telephone.
    phone: "Téléphone", "Telephone";
    /// Contact.
    contact: "Contact", "Contact";
    /// Data protection officer.
    dpo: "Délégué à la protection des données", "Data protection officer";
    /// Right.
    right_access: "**Accès** : savoir quelles données vous concernant sont traitées, et en recevoir une copie.", "**Access**: know which data about you are processed, and receive a copy.";
    /// Right.
    right_rectification: "**Rectification** : faire corriger ou compléter ce qui est inexact ou incomplet.", "**Rectification**: have what is wrong or incomplete corrected.";
    /// Right.
    right_erasure: "**Effacement** : faire effacer vos données dans les cas prévus par l’article 17 du RGPD.", "**Erasure**: have your data erased in the cases of Article 17 GDPR.";
    /// Right.
    right_restriction: "**Limitation** : faire suspendre l’utilisation de vos données dans les cas prévus par l’article 18 du RGPD.", "**Restriction**: have the use of your data suspended in the cases of Article 18 GDPR.";
    /// Right.
    right_portability: "**Portabilité** : recevoir, dans un format structuré et lisible par machine, les données que vous avez fournies.", "**Portability**: receive the data you provided in a structured, machine-readable format.";
    /// Right.
    right_objection: "**Opposition** : vous opposer à un traitement fondé sur l’intérêt légitime ou l’intérêt public, et sans motif à la prospection.", "**Objection**: object to a processing based on legitimate or public interest, and without any reason to marketing.";
    /// Right.
    right_withdrawal: "**Retrait du consentement** : revenir à tout moment sur un consentement, aussi simplement que vous l’avez donné.", "**Withdrawal of consent**: take back a consent at any time, as easily as you gave it.";
    /// Right.
    right_post_mortem: "**Directives** : dire ce que vos données deviendront après votre décès.", "**Directives**: say what becomes of your data after your death.";
    /// Right.
    right_complaint: "**Réclamation** : saisir la CNIL ([www.cnil.fr](https://www.cnil.fr/)), à tout moment.", "**Complaint**: lodge a complaint with the CNIL ([www.cnil.fr](https://www.cnil.fr/)) at any time.";
    /// How to exercise rights.
    write_to: "Écrivez", "Write";
    /// To an address.
    to_email: "à", "to";
    /// By post.
    or_post: "par courrier à", "by post to";
    /// By a form.
    or_form: "par ce formulaire :", "with this form:";
    /// Or.
    or: "ou", "or";
    /// Identity.
    identity_account: "Si vous avez un compte, il suffit de vous y connecter : aucune pièce d’identité n’est demandée.", "If you have an account, signing in is enough: no identity document is asked for.";
    /// Identity.
    identity_email: "Nous vous reconnaissons par un message envoyé à l’adresse que nous avons déjà.", "We recognise you by a message sent to the address we already have.";
    /// Identity.
    identity_document_on_doubt: "Une pièce d’identité n’est demandée qu’en cas de doute raisonnable, et détruite une fois vérifiée.", "An identity document is asked for only in case of reasonable doubt, and destroyed once checked.";
    /// Identity.
    identity_document: "Une pièce d’identité est demandée.", "An identity document is asked for.";
    /// Deadline.
    answer_within: "Réponse dans un délai d’au plus", "Answer within at most";
    /// Deadline.
    from_receipt: "à compter de la réception de la demande", "from receipt of the request";
    /// The complaint sentence.
    complaint: "Vous pouvez à tout moment adresser une réclamation à la CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07 ([www.cnil.fr](https://www.cnil.fr/fr/adresser-une-plainte)).", "You may lodge a complaint at any time with the CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, France ([www.cnil.fr](https://www.cnil.fr/en)).";
    /// The contents list.
    contents: "Sommaire", "Contents";
    /// A summary.
    summary: "En bref", "In short";
    /// A version.
    version: "Version du", "Version of";
    /// An effective date.
    in_force: "en vigueur le", "effective";
    /// The list of policies.
    active_policies: "Politiques en vigueur", "Active policies";
    /// Type column.
    kind: "Type", "Type";
    /// Audience column.
    audience: "Pour qui", "Who it is for";
    /// Kind.
    kind_cookies: "Cookies et traceurs", "Cookies and trackers";
    /// Kind.
    kind_privacy: "Données personnelles", "Personal data";
    /// Kind.
    kind_terms: "Conditions d’utilisation", "Terms of use";
    /// Kind.
    kind_third_parties: "Tiers", "Third parties";
    /// Kind.
    kind_other: "Politique du site", "Site policy";
    /// Audience.
    everyone: "tout le monde", "everyone";
    /// Audience.
    signed_in: "personnes connectées", "signed-in users";
    /// Audience.
    guests: "visiteurs non connectés", "guests";
    /// Version column.
    version_column: "Version", "Version";
    /// The full text.
    full_text: "Texte complet", "Full text";
    /// An old version.
    superseded: "Cette version n’est plus en vigueur.", "This version is no longer in force.";
    /// Link to the current one.
    current_version: "Lire la version en vigueur", "Read the version in force";
    /// The pages of what visitors are asked with.
    what_is_shown: "Ce que voient les visiteurs", "What visitors see";
    /// What these pages are for.
    what_is_shown_text: "Chaque choix enregistré porte l’empreinte de ce qui était affiché. Voici, sous chaque empreinte, ces textes et ces pages ; le fichier <code>.txt</code> est ce dont elle est le SHA-256.",
        "Each recorded choice bears the digest of what was on the screen. Here, under each digest, are these texts and pages; the <code>.txt</code> file is what it is the SHA-256 of.";
    /// What stands in the place of content that waits.
    what_waits: "Contenu en attente", "Content that waits";
    /// A colour scheme.
    light: "clair", "light";
    /// A colour scheme.
    dark: "sombre", "dark";
}
