//! What the rewriting of a page costs.
//!
//! The page is one that a small site serves: 29 999 bytes, mostly prose, with 25 tags that
//! load something, ten of them from third parties that wait for consent, four scripts of
//! its own and a `<noscript>`. A second one has a tag every twenty bytes, and the first one
//! thirty-five times over makes a long one.
//!
//! Figures leave as JSON lines, times in nanoseconds; `cargo xtask bench` makes a table of
//! them. With `--only N` (and `--tags` for the second page) a page is rewritten N times and
//! nothing is timed: two runs under callgrind, of which the difference is taken, tell the
//! instructions of one page.

#![expect(clippy::disallowed_methods, reason = "a benchmark: it reads the clock and its arguments")]
#![expect(clippy::print_stdout, reason = "a benchmark: its figures are its result")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use temoin_consent::{Choice, Unusable};
use temoin_enforce::furniture::Bare;
use temoin_enforce::html::Rewriter;
use temoin_enforce::{Quiet, Scene, Undeclared};
use temoin_testkit::register;

const ROUNDS: usize = 30;
const PAGE: usize = 29_999;
/// How much a proxy reads at once.
const PIECE: usize = 16 * 1024;

const HEAD: &str = r#"schema = 1
[site]
id = "town"
name = "Ville"
urls = ["https://www.town.example/"]
[controller]
name = "Ville"
[consent]
cookie = "choice"
[[purpose]]
id = "audience"
consent = "required"
title = "Mesure d'audience"
[[purpose]]
id = "media"
consent = "required"
title = "Vidéos et cartes"
"#;

/// The hosts of its services, each contacted by the page.
const SERVICES: &[(&str, &str)] = &[
    ("stats", "audience"),
    ("pixel", "audience"),
    ("heat", "audience"),
    ("video", "media"),
    ("map", "media"),
    ("fonts", "media"),
];

/// What loads from third parties: ten tags.
const FOREIGN: &[&str] = &[
    "<script async src=\"https://cdn.stats.example/js/stats.js?id=UA-12345\"></script>",
    "<script src=\"https://pixel.example/p.js\" defer></script>",
    "<script src=\"//heat.example/h.js\"></script>",
    "<link rel=\"preconnect\" href=\"https://fonts.example\" crossorigin>",
    "<link rel=\"stylesheet\" href=\"https://fonts.example/css?family=Town&amp;display=swap\">",
    "<img src=\"https://pixel.example/p.gif?u=1&amp;v=2\" width=\"1\" height=\"1\" alt=\"\">",
    "<iframe src=\"https://www.video.example/embed/abc\" width=\"560\" height=\"315\" allowfullscreen></iframe>",
    "<iframe src=\"https://map.example/embed?q=town\" loading=\"lazy\"></iframe>",
    "<img srcset=\"https://cdn.stats.example/a.png 1x, https://cdn.stats.example/b.png 2x\" alt=\"\">",
    "<script src=\"https://cdn.stats.example/js/extra.js\"></script>",
];

/// What the site loads from itself: fifteen tags.
const OWN: &[&str] = &[
    "<link rel=\"stylesheet\" href=\"/assets/main.css?v=12\">",
    "<link rel=\"stylesheet\" href=\"/assets/print.css\" media=\"print\">",
    "<link rel=\"icon\" href=\"/favicon.ico\">",
    "<script src=\"/assets/vendor.js\"></script>",
    "<script src=\"/assets/main.js\" defer></script>",
    "<script type=\"module\" src=\"/assets/menu.mjs\"></script>",
    "<img src=\"/images/town-hall.jpg\" alt=\"Mairie\" width=\"640\" height=\"320\">",
    "<img src=\"/images/market.jpg\" srcset=\"/images/market.jpg 1x, /images/market@2x.jpg 2x\" alt=\"Marché\">",
    "<img src=\"https://www.town.example/images/river.jpg\" alt=\"Rivière\">",
    "<img src=\"images/bridge.jpg\" alt=\"Pont\" loading=\"lazy\">",
    "<img src=\"/images/school.jpg\" alt=\"École\">",
    "<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\" alt=\"\">",
    "<iframe src=\"/agenda/embed\" title=\"Agenda\"></iframe>",
    "<img src=\"/images/logo.svg\" alt=\"Logo\">",
    "<script src=\"/assets/late.js\" async></script>",
];

const INLINE: &[&str] = &[
    "window.dataLayer = window.dataLayer || []; function track() { dataLayer.push(arguments) } track('start');",
    "document.documentElement.className += ' js'; var menu = { open: false, items: [1, 2, 3] };",
    "if (window.matchMedia && matchMedia('(max-width: 600px)').matches) { menu.open = true }",
    "ready(function () { for (var i = 0; i < 10 && i > -1; i++) { list.push('<b>' + i + '</b>') } })",
];

fn main() {
    let (page, tags) = (page(5), page(1));
    let scene = Arc::new(scene());
    assert_eq!((page.len(), tags.len()), (PAGE, PAGE));
    let mut out = Vec::new();
    rewrite(&scene, page.as_bytes(), |piece| out.extend(piece));
    let out = String::from_utf8(out).expect("UTF-8");
    let held = out.matches(" data-service=").count();
    assert_eq!(held, FOREIGN.len() + 1, "what is foreign waits, in the noscript too");
    let asked: Vec<String> = std::env::args().collect();
    let page = if asked.iter().any(|argument| argument == "--tags") { &tags } else { &page };
    let only = asked.iter().skip_while(|argument| *argument != "--only").nth(1);
    if let Some(times) = only.and_then(|times| times.parse().ok()) {
        for _ in 0..times {
            rewrite(&scene, black_box(page.as_bytes()), |piece| drop(black_box(piece)));
        }
        return;
    }
    measure("rewrite, page of 30 KB", &scene, page.as_bytes(), 20);
    measure("rewrite, 30 KB of many tags", &scene, tags.as_bytes(), 20);
    measure("rewrite, page of 1 MB", &scene, page.repeat(35).as_bytes(), 1);
}

fn scene() -> Scene {
    let mut text = HEAD.to_owned();
    for (id, purpose) in SERVICES {
        let service = format!(
            "[[service]]\nid = \"{id}\"\ntitle = \"{id}\"\npurpose = \"{purpose}\"\n\
             hosts = [\"{id}.example\", \"*.{id}.example\"]\ninline = [\"{id}Queue.push(\"]\n"
        );
        text.push_str(&service);
    }
    Scene {
        register: register(&text),
        choice: Choice::None(Unusable::Absent),
        now: "2026-11-22T12:00:00Z".parse().expect("a timestamp"),
        undeclared: Undeclared::Report,
        page: "https://www.town.example/news/today".parse().expect("an address"),
        tally: Arc::new(Quiet),
    }
}

/// A page whose tags are spread over its text, of which each article has this
/// much.
fn page(prose: usize) -> String {
    let mut page = "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<title>Ville</title>\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
        <style>body { margin: 0; font: 1rem/1.5 sans-serif } .card { border: 1px solid }</style>\n"
        .to_owned();
    let mut special = OWN.iter().chain(FOREIGN).copied();
    for tag in special.by_ref().take(5) {
        page.push_str(tag);
        page.push('\n');
    }
    page.push_str("</head>\n<body class=\"home\">\n");
    let mut scripts = INLINE.iter();
    let mut article = 0;
    let end = "<noscript><img src=\"https://pixel.example/n.gif\" alt=\"\"></noscript>\n</body>\n</html>\n";
    loop {
        let text =
            "Les travaux de la rue du Pont commencent le mois prochain &amp; durent six semaines ; la circulation \
            est déviée par la rue des Écoles, et le marché se tient place de la Gare. "
                .repeat(prose);
        let mut card = format!(
            "<article id=\"a{article}\" class=\"card news\"><h2><a href=\"/news/{article}\" title=\"Lire\">Titre {article}</a></h2>\n\
             <p class=\"lead\">Le conseil se réunit <strong>jeudi</strong> à 18 h, <em>salle des fêtes</em>.</p>\n\
             <ul><li><a href=\"/tag/eau\">eau</a></li><li><a href=\"/tag/routes\">routes</a></li></ul>\n\
             <p>{text}</p><br>\n"
        );
        card.extend(special.by_ref().take(prose.min(2)));
        if let Some(script) = scripts.next() {
            write!(card, "<script>{script}</script>").expect("memory");
        }
        card.push_str("</article>\n");
        if page.len() + card.len() + end.len() > PAGE {
            break;
        }
        page.push_str(&card);
        article += 1;
    }
    assert!(special.next().is_none(), "every tag has its place");
    let rest = PAGE - page.len() - end.len();
    page.push_str(&"x".repeat(rest));
    page.push_str(end);
    page
}

/// Rewrites a page as it is proxied: each piece leaves by itself.
fn rewrite(scene: &Arc<Scene>, page: &[u8], mut leaves: impl FnMut(Vec<u8>)) {
    let mut rewriter = Rewriter::new(scene, Arc::new(Bare), Some("utf-8"));
    for piece in page.chunks(PIECE) {
        leaves(rewriter.push(piece).expect("a page within bounds"));
    }
    leaves(rewriter.finish().expect("a page within bounds"));
}

fn measure(what: &str, scene: &Arc<Scene>, page: &[u8], calls: u32) {
    let nanoseconds = |work: &dyn Fn()| {
        let start = Instant::now();
        (0..calls).for_each(|_| work());
        start.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
    };
    let runs: Vec<f64> =
        (0..ROUNDS).map(|_| nanoseconds(&|| rewrite(scene, page, |piece| drop(black_box(piece))))).collect();
    let peer: Vec<f64> = (0..ROUNDS).map(|_| nanoseconds(&|| drop(black_box(page.to_vec())))).collect();
    println!(
        "{}",
        serde_json::json!({ "what": what, "bytes": page.len(), "runs": runs, "peer": "copy", "peer_runs": peer })
    );
}
