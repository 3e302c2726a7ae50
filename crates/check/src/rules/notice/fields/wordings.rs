//! How French and English notices say what article 13 asks.
//!
//! A list is generous: it need only tell a text that says something of the
//! field from one that says nothing.

/// Who the controller is.
pub(super) const CONTROLLER: &[&str] = &[
    "responsable* .. traitement*",
    "(site|plateforme|service|application|politique) .. (édité*|publié*|exploité*|proposé*|géré*) par",
    "(éditeur|propriétaire|exploitant) (du|de la|de ce|de cette) (site|plateforme|service|application)",
    "siège [social] (est|se|situé|sis|au|à)",
    "(dont le|notre|son) siège",
    "siège social",
    "(immatricul*|enregistré* (au|à la|sous)|RCS|SIREN|SIRET|RNA|registre du commerce)",
    "(SAS|SARL|SA|SASU|association|société) au capital",
    "association [..] loi [de|du] [1er juillet] 1901",
    "mentions légales",
    "controller*",
    "(website|site|platform|service|application) [..] (operated|run|published|provided|owned) by",
    "registered (office|company|address|charity|in|number|under)",
    "company (number|registration)",
    "legal notice",
];

/// A postal address.
pub(super) const POST: &[&str] = &[
    "<number> [bis|ter|quater|b] (rue|avenue|av|boulevard|bd|place|chemin|quai|allée|allées|impasse|cours|route|square|esplanade|faubourg|passage|villa|mail|parvis)",
    "(BP|CS|TSA) <number>",
    "<number> .. cedex",
    "par (courrier|voie postale|la poste|lettre) .. (à|adresse)",
    "adresse postale .. <number>",
    "<number> [..] (street|road|avenue|lane|square|drive|way|court|crescent|terrace)",
    "by (post|mail|letter) .. (to|at)",
    "PO box",
];

/// The supervisory authority's own address, which is not the controller's.
pub(super) const AUTHORITY: &[&str] =
    &["(CNIL|Fontenoy)", "commission nationale de l'informatique", "information commissioner*"];

/// Another way to reach the controller.
pub(super) const CONTACT: &[&str] = &[
    "(contacter|contactez|joindre|joignable|écrivez|écrire|adressez|adresser) .. (via|formulaire|page|site|adresse|téléphone)",
    "formulaire [de] contact",
    "(téléphone|tél|tel) .. <number>",
    "(contact|reach|write) .. (through|via|form|page|website|site|telephone|phone|address)",
    "contact form",
    "(telephone|phone|tel) .. <number>",
];

/// The data protection officer.
pub(super) const DPO: &[&str] =
    &["(délégué*|déléguée*) [..] protection des données", "(DPO|DPD)", "data protection officer"];

/// That data are used for something.
pub(super) const PURPOSES: &[&str] = &[
    "(finalité*|objectif*|purpose*)",
    "(utilis*|collect*|recueill*|trait*|récolt*|données|informations|sert|servent|permet*|nécessaire*) ... (pour|afin|à)",
    "(use*|using|process*|collect*|data|information) ... (to|for)",
];

/// A lawful basis.
pub(super) const BASIS: &[&str] = &[
    "(base*|fondement*) [(légale*|légal|juridique*|légaux|de licéité)]  [(du|des|de|de ce|de ces)] traitement*",
    "(base*|fondement*) (légale*|légal|juridique*|légaux|de licéité)",
    "(fond*|repos*|basé*|basés|basées|appui*|appuy*) .. (sur|en) .. (consentement|accord|contrat*|intérêt*|obligation*|mission|loi)",
    "intérêt* légitime*",
    "(exécution|conclusion|respect) (du|d'un|de votre|de notre|de ce|des) contrat*",
    "exécution de mesures précontractuelles",
    "mission (d'intérêt|de service) public",
    "(article|art) 6",
    "licéité",
    "sur la base (de|du|d'un|d'une)",
    "(legal|lawful) (basis|bases|ground|grounds)",
    "legitimate interest*",
    "(performance|performing|entering into) [of] (a|the|our|your|this) contract",
    "(based|rely|relies|relying|rest|rests) (on|upon) .. (consent|contract|interest*|obligation*|task|law)",
    "task (in|carried out in) the public interest",
];

/// A legitimate interest, and how it says which.
pub(super) const INTEREST: &[&str] = &["intérêt* légitime*", "legitimate interest*"];

/// That a sentence is about objecting, not about a basis.
pub(super) const OBJECTING: &[&str] = &["(oppos*|object|objecting|objection)"];

/// Who receives the data.
pub(super) const RECIPIENTS: &[&str] = &[
    "destinataire*",
    "destiné* (à|aux|au|exclusivement|uniquement)",
    "sous traitant*",
    "(nos|des|les|aux|ses|leurs|un|notre|certains) (prestataire*|fournisseur*|partenaire*|hébergeur*)",
    "(prestataire*|hébergeur*) [technique*|informatique*|externe*|d'hébergement]",
    "(services|service|personnel|personnels|équipes|équipe|collaborateurs|salariés|agents|personnes) [(administratifs|internes|compétents)] (habilité*|autorisé*|concerné*|compétent*)",
    "(équipe|équipes|personnel|services) (de|du|des) .. (accès|reçoi*|consult*)",
    "(transmis*|communiqu*|partag*|divulgu*|cédé*) .. (à|aux|au|avec) (nos|nos différents|des|les|l'|la|notre) (prestataire*|partenaire*|financeur*|organisme*|administration*|autorité*|employeur*)",
    "qui (reçoit|reçoivent|a accès)",
    "recipient*",
    "(processor*|subprocessor*)",
    "(our|the|with|to|its) [trusted|external|technical] (service provider*|provider*|supplier*|partner*|vendor*)",
    "(shared|disclosed|passed on|transmitted|sent) (with|to) (our|the|a|your) (provider*|partner*|funder*|employer*|authorit*|host*|team*|staff)",
    "(authorised|authorized) (staff|personnel|employees|people|persons)",
    "who (receives|has access|sees|gets)",
];

/// That nobody does.
pub(super) const NO_RECIPIENT: &[&str] = &[
    "(ne|n') .. (transmis*|communiqu*|partag*|divulgu*|cédé*|vendu*) .. (aucun|nul) (tiers|autre)",
    "(ne|n') .. (transmis*|communiqu*|partag*|divulgu*) .. à (des|un|personne)",
    "aucun* (destinataire*|communication|transmission) ",
    "(not|never) .. (shared|disclosed|passed|sold|given) .. (third part*|anyone|others|anybody)",
    "(shared|disclosed|passed) .. (with|to) (nobody|no one|no third*)",
];

/// What takes back such a promise.
pub(super) const EXCEPT: &[&str] =
    &["(sauf|hormis|excepté|exception)", "sans votre", "en dehors de", "(except|unless|without|other than|save)"];

/// That data leave the EEA.
pub(super) const TRANSFER: &[&str] = &[
    "(transf*|envoy*|héberg*|stock*|trait*|serveur*|situé*|accessible*) ... (hors|en dehors|extérieur) (de l'|de la|de|d'|du|l'|UE) [(Union européenne|UE|EEE|Espace économique européen|Europe)]",
    "(transf*|envoy*|héberg*|stock*|serveur*|situé*|partag*|transm*|communiqu*|partenaire*|prestataire*|sous traitant*) ... (vers|aux|au|en|dans|à) [des|un|les] (pays tiers|États Unis|USA|Canada|Royaume Uni|Inde|Chine|Maroc|Tunisie|Madagascar|Israël|Japon|Australie)",
    "(transfer*|sent|send|hosted|stored|servers|located) ... outside [of] [the] (EEA|EU|European Union|European Economic Area|Europe)",
    "(transfer*|sent|send|hosted|stored|servers|located|share*|disclos*|partner*|provider*|processor*) ... (to|in) [the|a] (third countr*|United States|US|USA|United Kingdom|India|China|Canada|Israel|Japan|Australia)",
];

/// That they do not, or under which safeguard they do.
pub(super) const SAFEGUARD: &[&str] = &[
    "(clause*|standard) contractuelle* [type*]",
    "décision* d'adéquation",
    "niveau [de protection] (adéquat|suffisant)",
    "protection adéquate",
    "(data privacy framework|DPF|privacy shield)",
    "cadre de protection des données",
    "règles d'entreprise contraignantes",
    "(garanties|garantie) (appropriée*|adéquate*|suffisante*)",
    "(article|art) 49",
    "(aucun|aucune|jamais|pas|ni|sans|ne) .. (transf*|envoy*|quitt*|sort*)",
    "transf* .. (aucun|aucune|néant|pas|jamais)",
    "(restent|demeurent|exclusivement|uniquement) .. (en France|Union européenne|UE|EEE|Espace économique européen|Europe)",
    "(standard|model) contractual clauses",
    "SCC*",
    "adequa* (decision|level|protection)",
    "binding corporate rules",
    "(appropriate|suitable|adequate) safeguard*",
    "(no|not|never) .. (transfer*|sent|leave*)",
    "(stay|remain|only|exclusively) .. (in|within) [the] (France|EU|EEA|European Union|European Economic Area|Europe)",
];

/// How long data are kept.
pub(super) const KEPT: &[&str] = &[
    "(conserv*|gard*|stock*|archiv*|efface*|effacé*|supprim*|détrui*|purg*|rétention|anonymis*) ... <duration>",
    "<duration> ... (conserv*|gard*|archiv*|efface*|supprim*|détrui*|dernier contact|dernière connexion|fin du contrat|fin de la relation)",
    "(conserv*|gard*|stock*) .. (durée*|temps|tant que|jusqu'*|aussi longtemps|pendant|période)",
    "(durée*|délai*|période*) (de|d') (conservation|rétention|stockage|archivage)",
    "(kept|keep|keeps|retain*|stor*|held|hold|delet*|eras*|archiv*) ... <duration>",
    "<duration> ... (kept|retain*|delet*|eras*|after)",
    "(kept|keep|retain*|stored|hold|held) .. (as long as|until|only for|for the (period|time|duration)|for no longer)",
    "(retention|storage) (period*|time*|schedule)",
];

/// Words on how long that tell no period.
pub(super) const ENDLESS: &[&str] = &[
    "(aussi longtemps|tant|autant de temps) que [(cela|c'|ce|elles|leur conservation)] [(est|sont|reste|demeure|sera)] [strictement] (nécessaire*|utile*|requis*)",
    "(temps|durée|période|délai) [strictement] (nécessaire*|utile*|requis*|raisonnable*|appropriée|adéquate)",
    "(durée*|délai*|période*) [de conservation] (légal*|réglementaire*|prévu* par la loi|imposé* par la loi|indéterminé*|illimité*|indéfini*)",
    "sans (limitation|limite) [(de|dans le)] [(durée|temps)]",
    "indéfiniment",
    "(as|so) long as [(it|this|that|they)] [(is|are|remains)] [(reasonably|strictly)] (necessary|needed|required|useful)",
    "(no longer than|only as long as|for the (time|period)) [(is|are|that is)] [strictly] (necessary|needed|required)",
    "(legal|statutory|necessary|required|appropriate) [retention] period*",
    "(indefinitely|without [any] [time] limit*|without limitation)",
];

/// An event that ends the keeping, wherever the sentence says it.
pub(super) const BOUNDED: &[&str] = &[
    "(jusqu'*|après|fin (de|du|d')|dès que|à compter|tant que (vous|votre|vos|nous|le|la|l'|un|une))",
    "(until|after|end of|once|as long as (you|your|we|the|a))",
];

/// How the words go on that follow such a tautology without adding to it: the
/// purposes in general, the collection, the law.
pub(super) const SAYS_NO_MORE: &[&str] = &[
    "elles", "notre", "avons", "cette", "leurs", "finalit", "objecti", "traite", "collect", "recuei", "donnee",
    "informa", "personn", "caracter", "conserv", "lesquel", "laquel", "auquel", "auxquel", "poursui", "prevu",
    "applic", "vigueur", "legisl", "reglem", "legal", "strict", "decrit", "expose", "ensemble", "toujour", "etaien",
    "purpos", "process", "gather", "persona", "retent", "which", "these", "those", "their", "there", "above", "descri",
    "pursue", "requir", "regula", "applies",
];

/// That a person gives data.
pub(super) const GIVEN: &[&str] = &[
    "(formulaire*|inscription*|inscrivez|inscrire|inscrit*|commande*|achat*|abonn*)",
    "(créer|création|créez|ouvrir|ouverture) .. compte*",
    "vous (nous)  (communiqu*|fourniss*|transmett*|confi*|donn*)",
    "(form|forms|register|registration|sign up|signing up|enrol*|order|orders|purchase*|subscrib*)",
    "(creat*|open*) .. account*",
    "you (give|provide|send|submit|enter)",
];

/// Which of them must be given.
pub(super) const MANDATORY: &[&str] = &[
    "(obligatoire*|facultati*|optionnel*|astérisque*|requis*)",
    "(tenu*|libre*) de [(nous)] (fournir|communiquer|donner|renseigner)",
    "si vous ne (fournissez|communiquez|donnez|renseignez|souhaitez) pas",
    "(mandatory|optional|compulsory|required|asterisk*)",
    "(must|need not|have to|obliged to) .. (provide|give|fill)",
    "if you do not (provide|give|fill)",
];

/// What follows when they are not.
pub(super) const OTHERWISE: &[&str] = &[
    "à défaut",
    "faute (de|d')",
    "sans (ces|cette|elles|celles|elle|lui|eux)",
    "(défaut|absence) (de|d') (réponse|fourniture|communication|renseignement|ces)",
    "en (leur|son) absence",
    "si vous ne (fournissez|communiquez|donnez|renseignez|souhaitez) pas",
    "(ne|n') (pourr*|peut|peuvent|pouvons|sera*|seront|serons) [(pas|plus)] .. (trait*|donner suite|créer|créé*|répond*|inscri*|fourni*|accéder|accepté*|abouti*|avoir lieu)",
    "(non|refus de) (communication|fourniture|réponse|renseignement)",
    "conséquence* .. (défaut|absence|non|refus)",
    "(without|lacking) (them|it|these|this|those)",
    "(otherwise|failing (that|which|this))",
    "if you do not (provide|give|fill)",
    "(cannot|will not|may not|unable to) .. (process|create|answer|reply|enrol*|register|provide|take place|be able)",
    "failure to (provide|give|fill)",
];

/// Automated decisions and profiling.
pub(super) const AUTOMATED: &[&str] = &[
    "(décision*|traitement*) .. (automatisé*|automatique*)",
    "(profilage|scoring)",
    "(établi*|dress*|créer|créons|construi*) .. [votre|vos|un|des|son] profil* (d'|de|publicitaire*|marketing|comportement*)",
    "automated (decision*|processing|individual)",
    "profiling",
];

/// What a right or a refusal says of them, which is no use of them.
pub(super) const NOT_AUTOMATED: &[&str] = &[
    "(aucun|aucune|pas|jamais|ni|sans|ne|n') ",
    "(droit|droits) .. (ne pas|refuser|s'opposer|opposition)",
    "(oppos*|object*)",
    "(no|not|never|without|neither|nor)",
];

/// Their logic, and what they lead to.
pub(super) const LOGIC: &[&str] = &[
    "(logique|critère*|algorithme*|paramètre*|intervention humaine|être humain)",
    "(conséquence*|importance|effet*) .. (décision*|profil*|traitement*|vous)",
    "(décision*|profil*) .. (conséquence*|importance|repos*|fond*|calcul*|tient compte|prend en compte|établi*)",
    "(logic|criteria|criterion|algorithm*|human (intervention|review))",
    "(consequence*|significance|effect*) .. (decision*|profil*|processing|you)",
    "(decision*|profil*) .. (consequence*|rest*|based|calculated|takes into account|means)",
];

/// That some trackers wait for consent.
pub(super) const CONSENTED: &[&str] = &[
    "(cookie*|traceur*|technologies) ... (consent*|autoris*|accept*|accord|publicit*)",
    "(consent*|autoris*|accept*|accord) ... (cookie*|traceur*)",
    "(cookie*|tracker*|technologies) ... (consent*|agree*|accept*|advertis*)",
    "(consent*|agree*|accept*) ... (cookie*|tracker*)",
];

/// What makes of that no question put to the reader.
pub(super) const UNASKED: &[&str] = &["(aucun|aucune|pas|sans|jamais|ni)", "(no|not|never|without)"];

/// How one accepts or refuses trackers.
pub(super) const CHOICE: &[&str] = &[
    "(refus*|rejet*|désactiv*|paramétr*|paramètr*|bloqu*|blocage|réglage*|régler|gérer|gestion|configur*|choisir|personnalis*) ... (cookie*|traceur*|choix|préférence*|consentement*|navigateur*)",
    "(cookie*|traceur*|choix|préférence*|consentement*) ... (refus*|rejet*|désactiv*|paramétr*|paramètr*|bloqu*|gérer|configur*)",
    "(bannière|bandeau|panneau|module|fenêtre) ... (cookie*|traceur*|choix|consentement*|accept*|refus*)",
    "(tout|continuer sans) (refuser|accepter)",
    "(refuse|reject|decline|disable|block|manage|settings|configure|choose) ... (cookie*|tracker*|choice*|preference*|browser*)",
    "(cookie*|tracker*|choice*|preference*) ... (refus*|reject*|declin*|disabl*|block*|manag*|settings)",
    "(banner|panel|pop up) ... (cookie*|tracker*|choice*|consent*|accept*|refus*)",
];

/// What follows from refusing them.
pub(super) const REFUSAL: &[&str] = &[
    "(refus*|blocage|bloqu*|désactiv*|suppr*|sans (votre|cet|ce|ces)|absence de|n'acceptez pas|retir*) ... (empêch*|limit*|entraîn*|dégrad*|altér*|affect*|restrein*|impact*|conséquence*|accès|accéd*|fonctionn*|dysfonction*|perd*|change|pourr*|perturb*)",
    "(risqu*|pourr*) .. (ne plus|ne pas|mal)",
    "(risqu*|pourr*|peut|peuvent|susceptible*) .. (limit*|dégrad*|altér*|restrein*|dysfonction*|perturb*|indisponible*)",
    "sans (conséquence*|incidence)",
    "(si|lorsque) vous (refusez|n'acceptez|ne consentez|bloquez|désactivez)",
    "(refuser|refus) ... (rien|gratuit*|même*|inchangé*|toujours)",
    "(if|when) you (refuse|reject|decline|block|do not)",
    "(refus*|reject*|declin*|block*|disabl*|delet*|without|do not (accept|consent|agree)) ... (prevent*|limit*|degrad*|affect*|restrict*|access*|work*|function*|lose|change*|consequence*|unavailable|impact*)",
    "(may|might|could) .. (limit*|degrad*|affect*|not work|restrict*|unavailable)",
];
