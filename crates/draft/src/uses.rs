//! What trackers are for, in the words of policies.
//!
//! The natures are those of the base of known trackers, so that what a text
//! says and what the base says can be compared. An exemption stands beside a
//! nature that can have one; whether it holds here is the text's to claim, and a
//! person's to check.

use temoin_known::Nature;
use temoin_register::Exemption;

use crate::reading::says;
use crate::tongue::Tongue;

/// One use, as purposes of the draft are made of.
#[derive(Debug)]
pub(crate) struct Use {
    pub(crate) nature: Nature,
    pub(crate) id: &'static str,
    pub(crate) fr: &'static str,
    pub(crate) en: &'static str,
    /// The exemption it could fall under.
    pub(crate) exemption: Option<Exemption>,
    /// Beginnings of folded words that tell it, French and English.
    starts: &'static str,
}

impl Use {
    /// How visitors read it.
    pub(crate) fn title(&self, tongue: Tongue) -> String {
        tongue.say(self.fr, self.en)
    }
}

/// The use of a nature; none for what may be anything.
pub(crate) fn of_nature(nature: Nature) -> Option<&'static Use> {
    USES.iter().find(|usage| usage.nature == nature)
}

/// The uses that folded words tell, the most telling first.
pub(crate) fn told(folded: &str) -> Vec<&'static Use> {
    USES.iter().filter(|usage| says(folded, usage.starts)).collect()
}

/// The use that a sentence or a heading tells. Either may speak of consent
/// without being about the cookie that keeps it.
pub(crate) fn told_in_passing(folded: &str) -> Option<&'static Use> {
    const KEPT: &str = "votre choix|vos choix|your choice|choix exprime|refus";
    let about_choices = says(folded, KEPT);
    told(folded).into_iter().find(|usage| usage.nature != Nature::ConsentChoice || about_choices)
}

/// The one use that a text tells where the base tells another of the same sort: counting
/// visits, advertising or sharing is what people consent to, so the text's word stands.
pub(crate) fn against(told: &[&'static Use], by_base: Nature) -> Option<&'static Use> {
    const CHOSEN: [Nature; 3] = [Nature::Audience, Nature::Advertising, Nature::Social];
    let [only] = told else { return None };
    (CHOSEN.contains(&only.nature) && CHOSEN.contains(&by_base) && only.nature != by_base).then_some(only)
}

/// The first wins where words tell several: what is narrow stands before what is wide.
static USES: &[Use] = &[
    Use {
        nature: Nature::ConsentChoice,
        id: "consent-choice",
        fr: "Choix en matière de traceurs",
        en: "Choice about trackers",
        exemption: Some(Exemption::ConsentChoice),
        starts: "\
    consentement|consent |vos choix|votre choix|choix exprime|choix de la banniere|bandeau|banniere|\
    banner|your choice|sauvegarde des choix|cookie preferences",
    },
    Use {
        nature: Nature::LoadBalancing,
        id: "load-balancing",
        fr: "Répartition de la charge",
        en: "Load balancing",
        exemption: Some(Exemption::LoadBalancing),
        starts: "equilibrage|repartition de|load balanc|repartiteur",
    },
    Use {
        nature: Nature::Advertising,
        id: "advertising",
        fr: "Publicité",
        en: "Advertising",
        exemption: None,
        starts: "\
    publicit|advertis|ciblage|targeting|reciblage|retarget|remarketing|marketing|annonce|sponsor|\
    commercialisation|ads ",
    },
    Use {
        nature: Nature::Replay,
        id: "session-recording",
        fr: "Enregistrement des visites",
        en: "Recording of visits",
        exemption: None,
        starts: "\
    heatmap|carte de chaleur|cartes de chaleur|session replay|enregistrement de session|\
    session recording",
    },
    Use {
        nature: Nature::Audience,
        id: "audience",
        fr: "Mesure d'audience",
        en: "Audience measurement",
        exemption: Some(Exemption::AudienceMeasurement),
        starts: "\
    mesure d audience|audience|statisti|frequentation|analyse|analyti|compte les|comptees|comptons les|compter|count|\
    trafic|traffic|performance",
    },
    Use {
        nature: Nature::Social,
        id: "social",
        fr: "Réseaux sociaux",
        en: "Social networks",
        exemption: None,
        starts: "reseaux sociaux|reseau social|social|boutons de partage|partage|sharing",
    },
    Use {
        nature: Nature::Video,
        id: "video",
        fr: "Vidéos",
        en: "Videos",
        exemption: None,
        starts: "lecteur video|videos|video player|lecture de|lire les video|play",
    },
    Use {
        nature: Nature::Support,
        id: "support",
        fr: "Discussion avec nos équipes",
        en: "Talking with our staff",
        exemption: None,
        starts: "chat|discussion|conversation|messagerie instantanee|support|assistance",
    },
    Use {
        nature: Nature::MarketingEmail,
        id: "newsletter",
        fr: "Courriels d'information",
        en: "Newsletters",
        exemption: None,
        starts: "newsletter|e mailing|emailing|lettre d information",
    },
    Use {
        nature: Nature::Cart,
        id: "cart",
        fr: "Panier",
        en: "Shopping cart",
        exemption: Some(Exemption::Cart),
        starts: "panier|cart |basket|shopping",
    },
    Use {
        nature: Nature::Payment,
        id: "payment",
        fr: "Paiement",
        en: "Payment",
        exemption: None,
        starts: "paiement|payment|fraud",
    },
    Use {
        nature: Nature::Language,
        id: "language",
        fr: "Langue",
        en: "Language",
        exemption: Some(Exemption::Language),
        starts: "langue|language|locale ",
    },
    Use {
        nature: Nature::Security,
        id: "security",
        fr: "Sécurité",
        en: "Security",
        exemption: Some(Exemption::Security),
        starts: "securi|protege|protect|csrf|robot|bots ",
    },
    Use {
        nature: Nature::Session,
        id: "sign-in",
        fr: "Connexion",
        en: "Signing in",
        exemption: Some(Exemption::Authentication),
        starts: "\
    authentif|authentic|connexion|connecte|identifiant de session|session|login|log in|sign in|\
    signed in|signing in|logged",
    },
    Use {
        nature: Nature::Preference,
        id: "preferences",
        fr: "Préférences et confort",
        en: "Preferences and comfort",
        exemption: None,
        starts: "preference|personnalis|personali|confort|affichage|display|fonctionnel|functional",
    },
    Use {
        nature: Nature::Embed,
        id: "embedded-content",
        fr: "Contenus affichés depuis d'autres sites",
        en: "Content shown from other sites",
        exemption: None,
        starts: "carte interactive|google maps|embedded|contenus integres|polices",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(folded: &str, expected: &[&str]) {
        let told: Vec<&str> = told(&format!(" {folded} ")).iter().map(|usage| usage.id).collect();
        assert_eq!(told, expected, "{folded}");
    }

    #[test]
    fn words_tell_what_a_tracker_is_for() {
        case("cookie d authentification", &["sign-in"]);
        case("cookie de session de discussion", &["support", "sign-in"]);
        case("mesure d audience", &["audience"]);
        case("remembers the language you chose", &["language"]);
        case("bon fonctionnement des tests", &[]);
        case("garde vos choix sur les traceurs", &["consent-choice"]);
    }
}
