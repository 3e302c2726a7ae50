//! A register as large as one asks, for benchmarks: written, not read from a disk.
//!
//! It has the shape of a real one: fifty services, five purposes, texts in two languages,
//! four names in five literal, the others families of names, and a policy that prints
//! every tracker. Names begin with the words that real ones begin with, so that they
//! share prefixes of many lengths.
//!
//! Three benchmarks include this file (`read`, `verdict`, `cargo xtask bench`), so that
//! they all speak of the same register.

#![allow(dead_code, reason = "each benchmark uses its part")]

/// How many services share the trackers.
pub(crate) const SERVICES: usize = 50;

/// The policy's texts, by path.
pub(crate) const POLICIES: [(&str, &str); 4] = [
    ("policies/cookies.summary.fr.md", "- **Rien n'est écrit sans vous**, hormis le nécessaire.\n"),
    ("policies/cookies.summary.en.md", "- **Nothing is written without you**, but the necessary.\n"),
    ("policies/cookies.fr.md", "## À quoi ils servent\n\n{{ purposes() }}\n\n## Les traceurs\n\n{{ trackers() }}\n"),
    ("policies/cookies.en.md", "## What they are for\n\n{{ purposes() }}\n\n## The trackers\n\n{{ trackers() }}\n"),
];

/// What the names of real trackers begin with.
const FAMILIES: [&str; 12] = [
    "_ga",
    "_pk_id",
    "wp",
    "moodle",
    "_hjSession",
    "intercom-id",
    "amplitude",
    "optimizelyEndUser",
    "_fbp",
    "ab",
    "wordpress_logged_in",
    "mautic",
];

/// Where the `*` of a family of names stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Star {
    /// At the end or inside, as nearly always in real registers.
    Inside,
    /// First: the names have only their end in common.
    First,
}

/// The text of `register.toml`.
pub(crate) fn register(trackers: usize, star: Star) -> String {
    let mut text = String::from(HEAD);
    for service in 0..SERVICES {
        let purpose = ["audience", "functional", "support"][service % 3];
        text.push_str(&format!(
            "\n[[service]]\nid = \"service-{service}\"\ntitle = \"Service {service}\"\nprocessor = \"supplier\"\n\
             purpose = \"{purpose}\"\nhosts = [\"cdn.service-{service}.example\", \"*.service-{service}.example\"]\n\
             inline = [\"service{service}(\"]\n"
        ));
    }
    for place in 0..trackers {
        let (name, service, months) = (name(place, star), place % SERVICES, 1 + place % 13);
        let kind = if place % 7 == 3 { "kind = \"local-storage\"\n" } else { "" };
        text.push_str(&format!(
            "\n[[tracker]]\nname = \"{name}\"\n{kind}service = \"service-{service}\"\nlifetime = \"{months} months\"\n\
             text = {{ fr = \"Distingue un visiteur d'un autre, d'une visite à la suivante ({place}).\", \
             en = \"Tells one visitor from another, from one visit to the next ({place}).\" }}\n"
        ));
    }
    text
}

fn name(place: usize, star: Star) -> String {
    let family = FAMILIES[place % FAMILIES.len()];
    match (place % 5, star) {
        (4, Star::First) => format!("*_{family}_{place}"),
        (4, Star::Inside) if place.is_multiple_of(2) => format!("{family}_{place}_*"),
        (4, Star::Inside) => format!("{family}_{place}_*_v"),
        _ => format!("{family}_{place}"),
    }
}

const HEAD: &str = r#"schema = 1

[site]
id        = "large"
name      = "Académie aux dix mille traceurs"
urls      = ["https://www.example.org/"]
languages = ["fr", "en"]

[controller]
name  = "Académie aux dix mille traceurs"
email = "contact@example.org"

[[purpose]]
id     = "sign-in"
exempt = "authentication"
title  = { fr = "Connexion", en = "Signing in" }
text   = { fr = "Vous garder connecté.", en = "Keep you signed in." }

[[purpose]]
id     = "language"
exempt = "language"
title  = { fr = "Langue du site", en = "Language of the site" }
text   = { fr = "Retenir votre langue.", en = "Remember your language." }

[[purpose]]
id      = "audience"
consent = "required"
title   = { fr = "Mesure d'audience", en = "Audience measurement" }
text    = { fr = "Compter les visites.", en = "Count visits." }

[[purpose]]
id      = "functional"
consent = "required"
title   = { fr = "Vidéos", en = "Videos" }
text    = { fr = "Lire les vidéos dans la page.", en = "Play videos in the page." }

[[purpose]]
id      = "support"
consent = "required"
title   = { fr = "Messagerie", en = "Live chat" }
text    = { fr = "Échanger en direct.", en = "Talk live." }

[[processor]]
id      = "supplier"
name    = "Fournisseur SAS"
country = "FR"

[[policy]]
id              = "cookies"
kind            = "cookies"
title           = { fr = "Politique relative aux traceurs", en = "Tracker policy" }
audience        = "everyone"
acknowledgement = "none"
version         = "2026-11-01"
summary         = { fr = "policies/cookies.summary.fr.md", en = "policies/cookies.summary.en.md" }
body            = { fr = "policies/cookies.fr.md", en = "policies/cookies.en.md" }
"#;
