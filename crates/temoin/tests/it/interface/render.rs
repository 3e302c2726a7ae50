//! `temoin render` on the five sources: every row of their tables, in every
//! language and every format.
//!
//! What is expected was read in the sources, not in the registers made of
//! them: a row lost on the way, from the source to the page, shows here.

use std::collections::BTreeSet;

use temoin_testkit::{Desk, Ran};

use super::{SCHOOL, desk_of};

/// Each row: texts that must stand together, in one row, item or sentence.
type Rows = &'static [&'static [&'static str]];

/// The rights that every source offers.
const RIGHTS: Rows =
    &[&["Accès"], &["Rectification"], &["Effacement"], &["Limitation"], &["Portabilité"], &["Opposition"], &["CNIL"]];

const BEEGUP: Rows = &[
    &["Cookie Global Exam", "Global Exam", "tests d’évaluation", "24 heures"],
    &["Cookie d’authentification", "BEEGUP", "30 jours"],
    &["Cookie de session de discussion", "BEEGUP", "session"],
    &["Cookie de session de conversation vidéo ou audio", "BEEGUP", "session"],
    &["Cookie de langue", "BEEGUP", "30 jours"],
    &["Cookie de consentement AXEPTIO", "AXEPTIO", "choix", "30 jours"],
    &["_pk_*", "Matomo", "13 mois"],
    &["NSC_*"],
    &["MATOMO_*"],
    &["mesure d’audience", "25 mois"],
    &["services habilités"],
    &["AJI CREATIVE"],
    &["intérêts vitaux"],
    &["obligation légale"],
    &["droit en justice"],
    &["hébergées en France"],
];

const ESOMUS: Rows = &[
    &["SEO", "mots clés", "session"],
    &["STCK_ID", "inscription", "session"],
    &["Code Opération", "temps passé", "session"],
    &["ID du dernier compte", "nom d’utilisateur", "5 ans"],
    &["UID", "pages", "5 ans"],
    &["U2", "interaction", "5 ans"],
    &["partenaires", "Internet", "5 ans"],
    &["1er avril 2022"],
];

const MASTERMI_FR: Rows = &[
    &["PHPSESSID", "session"],
    &["wordpress_logged_in_*", "session"],
    &["cookie_consent", "6 mois"],
    &["yt-remote-session-name", "12 mois", "requis"],
    &["_pk_id.*", "13 mois", "exempté"],
    &["_ga", "Google", "13 mois", "requis"],
    &["Brevo", "contact", "requis"],
    &["WordPress", "session", "sécurité"],
    &["MasterStudy LMS", "progression"],
    &["Matomo"],
    &["Google Analytics"],
    &["YouTube", "Vidéos"],
    &["Vimeo", "Vidéos"],
    &["LinkedIn", "partage"],
    &["X (Twitter)", "partage"],
    &["Brevo (Sendinblue)", "courriels"],
    &["contact@example.org"],
];

const MASTERMI_EN: Rows = &[
    &["PHPSESSID", "session"],
    &["wordpress_logged_in_*", "session"],
    &["cookie_consent", "6 months"],
    &["yt-remote-session-name", "12 months", "required"],
    &["_pk_id.*", "13 months", "exempt"],
    &["_ga", "Google", "13 months", "required"],
    &["Brevo", "contact", "required"],
    &["MasterStudy LMS", "progress"],
    &["YouTube", "videos"],
    &["Vimeo", "videos"],
    &["LinkedIn", "share"],
    &["X (Twitter)", "share"],
    &["Access"],
    &["Rectification"],
    &["Erasure"],
    &["Objection"],
    &["Restriction"],
    &["Portability"],
];

const JUNIA_PRIVACY: Rows = &[
    &["association enregistrée à la Préfecture"],
    &["2 rue Norbert Ségard"],
    &["783707003"],
    &["Opérateurs de compétences (OPCO)"],
    &["Région"],
    &["Établissement employeur"],
    &["Service public de l’emploi"],
    &["Partenaires de formation"],
    &["Prestataire d’hébergement informatique"],
    &["contre la fraude"],
    &["identifiant", "identité", "adresse électronique", "mot de passe"],
    &["notes", "favoris", "commentaires"],
    &["premier", "dernier accès"],
    &["blog", "forums"],
    &["plans de formation", "compétences"],
    &["5 ans", "dernière connexion"],
    &["13 mois"],
    &["Retrait du consentement"],
    &["Directives", "décès"],
    &["1 mois", "réception de la demande"],
    &["manifestement abusives"],
];

const JUNIA_COOKIES: Rows = &[
    &["Cookie de session", "session"],
    &["Autres cookies techniques", "session"],
    &["Cookies de service et de personnalisation", "13 mois", "requis"],
    &["Cookies de mesure d’audience", "13 mois", "requis"],
    &["choix", "6 mois"],
];

const CARTESIA: Rows = &[
    &["Relation commerciale", "3 ans", "dernier contact"],
    &["Égalité des chances", "3 ans", "dernier contact"],
    &["Inscription à une formation", "10 ans", "fin de la relation contractuelle"],
    &["cookies", "13 mois"],
    &["civilité", "identité", "adresse électronique", "numéro de téléphone", "adresse postale"],
    &["situation financière et fiscale", "notification de bourse", "pièce d’identité"],
    &["Compte « élève »"],
    &["Accompagnement"],
    &["Plateformes d’apprentissage"],
    &["Jeux concours"],
    &["Chiffrement"],
    &["hors ligne"],
    &["facturation", "service clients"],
    &["serveurs", "environnement sécurisé"],
    &["Retrait du consentement"],
    &["Directives", "décès"],
    &["5 bis rue Auguste Comte, 75006 Paris"],
];

#[track_caller]
fn render(desk: &Desk, register: &str, arguments: &[&str]) -> Ran {
    let directory = crate::registers().join(register);
    let ran = desk.run(&[&["render", directory.to_str().expect("a path in UTF-8")], arguments].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{register} {arguments:?}: {}", ran.stdout);
    ran
}

/// The text of a document as blocks: rows, items, paragraphs. Lines that were
/// folded are one again, and kinds of spaces and apostrophes do not matter.
fn blocks(text: &str, format: &str) -> Vec<String> {
    let plain = match format {
        "html" => {
            let mut plain = String::new();
            for piece in text.split('<') {
                let (tag, rest) = piece.split_once('>').unwrap_or(("", piece));
                let inside = ["a", "/a", "code", "/code", "strong", "/strong", "em", "/em", "td", "/td"];
                let name = tag.split(' ').next().unwrap_or_default();
                plain.push_str(if inside.contains(&name) { " " } else { "\n\n" });
                plain.push_str(rest);
            }
            let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
            entities.iter().fold(plain, |plain, (entity, letter)| plain.replace(entity, letter))
        }
        "md" => text.replace(['`', '\\'], "").replace('\n', "\n\n"),
        _ => text.replace("\n- ", "\n\n- "),
    };
    let words = plain.replace('\u{2019}', "'").replace(['\u{a0}', '\u{202f}'], " ");
    words.split("\n\n").map(|block| block.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[track_caller]
fn shows(desk: &Desk, stem: &str, rows: &[&[&str]]) {
    for format in ["html", "md", "txt"] {
        let name = format!("{stem}.{format}");
        let blocks = blocks(&desk.read(&name), format);
        for row in rows {
            let row: Vec<String> = row.iter().map(|cell| cell.replace('\u{2019}', "'")).collect();
            let stands = |block: &String| row.iter().all(|cell| block.contains(cell.as_str()));
            assert!(blocks.iter().any(stands), "{row:?} does not stand in {name}");
        }
    }
}

#[test]
fn every_row_of_the_sources_is_shown() {
    let desk = Desk::new(crate::TEMOIN);
    for (register, documents) in [
        ("beegup", &[("cookies.fr", BEEGUP)][..]),
        ("esomus", &[("cookies.fr", ESOMUS)]),
        ("mastermi", &[("cookies.fr", MASTERMI_FR), ("cookies.en", MASTERMI_EN)]),
        ("junia", &[("privacy.fr", JUNIA_PRIVACY), ("cookies.fr", JUNIA_COOKIES)]),
        ("cartesia", &[("privacy.fr", CARTESIA)]),
    ] {
        render(&desk, register, &["--format", "html,md,txt", "--out", register]);
        for (stem, rows) in documents {
            let stem_path = format!("{register}/{stem}");
            shows(&desk, &stem_path, rows);
            if stem.split('.').nth(1) == Some("fr") {
                shows(&desk, &stem_path, RIGHTS);
            }
        }
    }
}

#[test]
fn the_active_policies_are_listed() {
    let desk = Desk::new(crate::TEMOIN);
    render(&desk, "junia", &["--out", "junia"]);
    let list = blocks(&desk.read("junia/index.fr.html"), "html");
    for name in ["Politique de protection des données personnelles", "Politique de gestion des cookies"] {
        assert!(list.iter().any(|row| row.contains(name) && row.contains("tout le monde")), "{name}: {list:?}");
    }
}

#[test]
fn a_page_stands_alone_and_its_contents_lead_somewhere() {
    let desk = Desk::new(crate::TEMOIN);
    for register in ["beegup", "esomus", "mastermi", "junia", "cartesia", "demo"] {
        let written = render(&desk, register, &["--out", register]).stdout;
        for path in written.lines() {
            let html = desk.read(path);
            let values = |name: &str| -> BTreeSet<String> {
                let from = format!(" {name}=\"");
                html.split(&from).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
            };
            let (ids, links) = (values("id"), values("href"));
            let anchors: Vec<&str> = links.iter().filter_map(|link| link.strip_prefix('#')).collect();
            assert!(path.contains("index.") || anchors.len() > 3, "{path} has a list of contents: {anchors:?}");
            for anchor in anchors {
                assert!(ids.contains(anchor), "{path}: `#{anchor}` leads nowhere");
            }
            let given = html.matches(" id=\"").count();
            assert_eq!(ids.len(), given, "{path}: an id is given twice");
            for asks in ["<script", "<link", "<iframe", " src=", "@import", "url("] {
                assert!(!html.contains(asks), "{path} asks for something: {asks}");
            }
            assert!(html.starts_with("<!doctype html>\n<html lang=\""), "{path}");
            assert!(html.contains("@media print") && html.contains("prefers-color-scheme: dark"), "{path}");
        }
    }
}

#[test]
fn the_same_register_gives_the_same_bytes() {
    let desk = Desk::new(crate::TEMOIN);
    for register in ["mastermi", "junia", "demo"] {
        let names = |out: &str| -> Vec<String> {
            let ran = render(&desk, register, &["--format", "html,md,txt", "--out", out]);
            ran.stdout.lines().map(|path| path.trim_start_matches(&format!("{out}/")).to_owned()).collect()
        };
        let (first, second) = (names("first"), names("second"));
        assert_eq!(first, second);
        assert!(first.len() >= 6, "{first:?}");
        for name in &first {
            assert!(desk.read(&format!("first/{name}")) == desk.read(&format!("second/{name}")), "{register}: {name}");
        }
    }
}

#[test]
fn files_of_another_editor_say_the_same() {
    let (plain, marked) = (desk_of(SCHOOL), desk_of(SCHOOL));
    for path in ["register.toml", "policies/summary.fr.md", "policies/body.fr.md"] {
        marked.file(path, format!("\u{feff}{}", plain.read(path).replace('\n', "\r\n")));
    }
    for format in ["html", "md", "txt"] {
        let of = |desk: &Desk| desk.run(&["render", "--lang", "fr", "--format", format]).stdout;
        assert!(!of(&plain).is_empty());
        assert_eq!(of(&marked), of(&plain), "a byte order mark and other ends of lines are not words");
    }
}

#[test]
fn one_document_goes_to_standard_output() {
    let desk = Desk::new(crate::TEMOIN);
    render(&desk, "mastermi", &["--format", "html,md,txt", "--out", "files"]);
    for format in ["html", "md", "txt"] {
        let one = render(&desk, "mastermi", &["--policy", "cookies", "--lang", "en", "--format", format]);
        assert!(one.stdout == desk.read(&format!("files/cookies.en.{format}")), "{format}");
    }
    let desk = desk_of(SCHOOL);
    let several = desk.run(&["render"]);
    assert_eq!((several.code, several.stdout.as_str()), (2, ""), "{}", several.stderr);
    assert!(several.stderr.contains("hint: add `--out DIR`"), "{}", several.stderr);
}

#[test]
fn what_is_not_there_is_answered_with_what_is() {
    let desk = desk_of(SCHOOL);
    for (arguments, says) in [
        (["--policy", "privacy"], ["no policy is called `privacy`", "hint: it has: cookies"]),
        (["--lang", "de"], ["nothing is written in `de`", "hint: it has: fr, en"]),
        (["--format", "pdf"], ["pdf", "html, md, txt"]),
    ] {
        let ran = desk.run(&[&["render"], &arguments[..]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(says.iter().all(|part| ran.stderr.contains(part)), "{arguments:?}: {}", ran.stderr);
    }
    desk.file("taken", "a file where the directory should be");
    let ran = desk.run(&["render", "--out", "taken"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("`taken` cannot be written"), "{}", ran.stderr);
}

#[test]
fn a_policy_with_a_bad_tag_is_not_rendered_at_all() {
    let desk = desk_of(SCHOOL);
    desk.file("policies/body.en.md", "## Trackers\n\n{{ trackers(purpose=\"audiance\") }}\n");
    let ran = desk.run(&["render", "--out", "files"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("--> policies/body.en.md:3:") && ran.stderr.contains("`audiance`"), "{}", ran.stderr);
    assert!(!desk.path().join("files").exists(), "nothing is half written");
}
