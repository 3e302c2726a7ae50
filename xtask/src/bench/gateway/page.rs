//! The page that the gateway is measured with: written, not read from a disk.
//!
//! It has the weight of a page of lessons (30 KB, about 4 KB of it tags), and what the walls
//! look at: 25 scripts, frames, images and links, 10 of which lead to others' hosts. Sentences are
//! drawn from a few, in an order that does not repeat, so that it is compressed about as well
//! as real pages are.

use std::fmt::Write as _;

/// How long [`page`] is, in bytes.
pub(crate) const LENGTH: usize = 29_999;

/// What the sections leave for the end of the page: more than a paragraph and their last scripts.
const ROOM: usize = 1_600;

const SENTENCES: [&str; 12] = [
    "La mer monte et descend deux fois par jour sur nos côtes.",
    "Un marégraphe en garde la trace, sans autre interruption que les guerres.",
    "Le coefficient dit l'ampleur d'une marée, de vingt à cent vingt.",
    "Au moment de l'étale, le courant s'arrête avant de tourner.",
    "Les <em>vives-eaux</em> suivent de près la pleine et la nouvelle lune.",
    "La règle des douzièmes donne la hauteur d'eau, heure par heure.",
    "Un phare se reconnaît à son rythme, que le livre des feux décrit.",
    "La <strong>sonde</strong> de la carte est comptée depuis le zéro hydrographique.",
    "Par fort vent du large, le niveau dépasse celui que l'annuaire prédit.",
    "Notez l'heure de la basse mer avant de choisir votre mouillage.",
    "La <a href=\"/lesson/7?from=tides\">leçon sur les courants</a> reprend cet exemple.",
    "Chaque port a le sien : l'écart avec le port de référence est dans la table.",
];

/// A page whose scripts, frames and images of others come from these hosts.
pub(crate) fn page([scripts, frames, images]: [&str; 3]) -> String {
    let mut text = format!(
        "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Lire une marée</title>\n\
         <link rel=\"stylesheet\" href=\"/css/base.css?v=12\">\n<link rel=\"stylesheet\" href=\"/css/lesson.css\">\n\
         <link rel=\"icon\" href=\"/favicon.ico\">\n<link rel=\"preconnect\" href=\"https://{scripts}\">\n\
         <script src=\"/js/base.js\" defer></script>\n\
         <script async src=\"https://{scripts}/gtag/js?id=G-0\"></script>\n\
         <script>document.documentElement.className = 'js';</script>\n</head>\n<body class=\"lesson\">\n\
         <header><nav><ul><li><a href=\"/\">Accueil</a></li><li><a href=\"/courses\">Formations</a></li>\
         <li><a href=\"/contact\">Contact</a></li></ul></nav></header>\n<main>\n"
    );
    // What each section ends with: the own scripts and what leads to others.
    let ends = [
        format!("<iframe title=\"Film\" width=\"560\" height=\"315\" src=\"https://{frames}/embed/abc\"></iframe>"),
        format!("<script src=\"https://{scripts}/widget.js\"></script>"),
        format!("<img src=\"https://{images}/count?page=lesson\" width=\"1\" height=\"1\" alt=\"\">"),
        "<script src=\"/js/quiz.js\"></script>".to_owned(),
        format!("<iframe title=\"Carte\" loading=\"lazy\" src=\"https://{frames}/embed/def\"></iframe>"),
        format!("<img src=\"https://{images}/count?page=quiz\" width=\"1\" height=\"1\" alt=\"\">"),
        format!("<script defer src=\"https://{scripts}/share.js\"></script>"),
        format!(
            "<script src=\"/js/end.js\"></script><script src=\"https://{scripts}/last.js\"></script>\
             <img src=\"https://{images}/count?page=end\" width=\"1\" height=\"1\" alt=\"\">"
        ),
    ];
    const TAIL: &str = "</p>\n</main>\n<footer><p>Académie du Phare</p></footer>\n</body>\n</html>\n";
    let mut drawn = 1_u32;
    for (place, end) in ends.iter().enumerate() {
        let _ = write!(
            text,
            "<section id=\"part-{place}\" class=\"part\"><h2>Partie {place}</h2>\n\
             <img src=\"/img/tide-{place}.webp\" alt=\"Courbe de marée\" width=\"640\" height=\"360\">\n"
        );
        let share = (LENGTH - ROOM) / ends.len() * (place + 1);
        while text.len() < share {
            text.push_str("<p class=\"text\">");
            for _ in 0..5 {
                drawn = drawn.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let _ = write!(text, "{} ({}) ", SENTENCES[(drawn >> 16) as usize % SENTENCES.len()], drawn >> 20);
            }
            text.push_str("</p>\n");
        }
        text.push_str(end);
        text.push_str("</section>\n");
    }
    text.push_str("<p>");
    let fill = LENGTH.checked_sub(TAIL.len() + text.len()).expect("the sections leave room");
    text.extend(std::iter::repeat_n('.', fill));
    text.push_str(TAIL);
    text
}

/// What an answer sets: a session that is declared, a declared one that asks for too long, one
/// that waits for consent, and one that nobody declared.
pub(crate) fn cookies([session, long, waits]: [&str; 3]) -> [String; 4] {
    [
        format!("{session}=7c1b0e5a9d; Path=/; HttpOnly; SameSite=Lax"),
        format!("{long}=fr; Path=/; Max-Age=63072000; SameSite=Lax"),
        format!("{waits}=GA1.1.1203948576.1795000000; Path=/; Expires=Tue, 21 Nov 2028 09:00:00 GMT; SameSite=Lax"),
        "ab_variant=b; Path=/; Max-Age=7776000".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_page_that_targets_speak_of() {
        let page = page(["scripts.example", "frames.example", "images.example"]);
        assert_eq!(page.len(), LENGTH);
        let count = |tag: &str| page.matches(tag).count();
        assert_eq!(["<script", "<iframe", "<img", "<link"].map(count), [8, 2, 11, 4]);
        assert_eq!(
            [count("https://scripts.example"), count("https://frames.example"), count("https://images.example")],
            [5, 2, 3]
        );
        assert!(page.ends_with(".</p>\n</main>\n<footer><p>Académie du Phare</p></footer>\n</body>\n</html>\n"));
    }
}
