//! Who is compared, and how each is put into the page.

use temoin_testkit::{Answer, Asked, npm};

/// One way to ask for consent.
#[derive(Debug)]
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    /// Of its page; the one with tags that wait is `tags` below it.
    pub(crate) path: &'static str,
    /// Whether the gateway stands before the page.
    pub(crate) gateway: bool,
    /// What asks, once it is there.
    pub(crate) banner: &'static str,
    /// What accepts everything.
    pub(crate) accept: &'static str,
    /// What its page has in its head.
    head: &'static str,
    /// How it marks a script that waits, before and after its text; none if it takes a list.
    mark: Option<[&'static str; 2]>,
}

/// The page alone.
pub(crate) const BARE: Contestant =
    Contestant { name: "the page", path: "/bare", gateway: false, banner: "", accept: "", head: "", mark: None };

const OURS: Contestant = Contestant {
    name: "gateway",
    path: "/page",
    gateway: true,
    banner: "#temoin",
    accept: "#temoin [data-temoin=accept-all]",
    head: "",
    mark: Some(["<script type=\"text/plain\" data-purpose=\"audience\">", "</script>"]),
};

/// What the gateway sent, without the guard: what the banner alone costs the browser.
pub(crate) const UNGUARDED: Contestant =
    Contestant { name: "gateway, no guard", path: "/unguarded", gateway: false, ..OURS };

/// Ours where only a script tag can be added; `{own}` is where it comes from.
pub(crate) const SCRIPT: Contestant = Contestant {
    name: "one script",
    path: "/script",
    gateway: false,
    head: "<script src=\"{own}/_temoin/choice.js\" defer></script>",
    ..OURS
};

/// All that ask; ours first.
pub(crate) const ALL: [Contestant; 6] = [
    OURS,
    SCRIPT,
    Contestant {
        name: "vanilla-cookieconsent",
        path: "/vanilla",
        gateway: false,
        banner: "#cc-main .cm",
        accept: "#cc-main .cm [data-role=all]",
        head: "<link rel=\"stylesheet\" href=\"/npm/vanilla-cookieconsent/dist/cookieconsent.css\">\
               <script defer src=\"/npm/vanilla-cookieconsent/dist/cookieconsent.umd.js\"></script>\
               <script defer src=\"/peers/vanilla.js\"></script>",
        mark: Some(["<script type=\"text/plain\" data-category=\"audience\">", "</script>"]),
    },
    Contestant {
        name: "klaro",
        path: "/klaro",
        gateway: false,
        banner: ".klaro .cookie-notice",
        accept: ".klaro .cookie-notice .cm-btn-success",
        head: "<script defer src=\"/peers/klaro.js\"></script><script defer src=\"/npm/klaro/dist/klaro.js\"></script>",
        mark: Some([
            "<script type=\"text/plain\" data-type=\"application/javascript\" data-name=\"audience\">",
            "</script>",
        ]),
    },
    Contestant {
        name: "tarteaucitron",
        path: "/tarteaucitron",
        gateway: false,
        banner: "#tarteaucitronAlertBig",
        accept: "#tarteaucitronPersonalize2",
        head: "<script src=\"/npm/tarteaucitronjs/tarteaucitron.min.js\"></script>\
               <script src=\"/peers/tarteaucitron.js\"></script>",
        mark: None,
    },
    Contestant {
        name: "c15t",
        path: "/c15t",
        gateway: false,
        banner: "[data-testid=consent-banner-card]",
        accept: "[data-testid=consent-banner-accept-button]",
        head: "<link rel=\"stylesheet\" href=\"/peers/c15t.css\"><script defer src=\"/peers/c15t.js\"></script>",
        mark: None,
    },
];

/// How many tags wait in the page that has some.
const TAGS: usize = 20;
/// What each does once it may: four milliseconds of work, as small tags have.
const TAG: &str = "for (const end = performance.now() + 4; performance.now() < end;);";

/// What the site itself answers; `own` is where our script comes from, `built` where what
/// had to be built lies, `unguarded` what the gateway sent without its guard.
pub(crate) fn answer(asked: &Asked, own: &str, built: &std::path::Path, unguarded: &str) -> Answer {
    let path = asked.path.split('?').next().unwrap_or_default();
    if let Some(file) = path.strip_prefix("/npm/") {
        return of_file(&npm(file));
    }
    if let Some(file) = path.strip_prefix("/peers/") {
        let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/banner/peers").join(file);
        return of_file(&if here.is_file() { here } else { built.join(file) });
    }
    if path == UNGUARDED.path {
        return html(unguarded);
    }
    let (path, tags) = path.strip_suffix("/tags").map_or((path, false), |path| (path, true));
    match ALL.iter().chain([&BARE]).find(|each| each.path == path) {
        Some(contestant) => html(&contestant.page(tags, own)),
        None => Answer::of("404 Not Found", &["Cache-Control: no-store"], b""),
    }
}

impl Contestant {
    fn page(&self, tags: bool, own: &str) -> String {
        let (mut head, mut body) = (self.head.replace("{own}", own), String::new());
        match (tags, self.mark) {
            (false, _) => {}
            (true, Some([before, after])) => body = [before, TAG, after].concat().repeat(TAGS),
            (true, None) => {
                head = format!("<script>window.tags = Array({TAGS}).fill(() => {{ {TAG} }});</script>{head}");
            }
        }
        page(&head, &body)
    }
}

/// A page of lessons that fills a screen, and nobody's banner.
fn page(head: &str, end: &str) -> String {
    let lesson = "<section><h2>Lire une marée</h2><p>La mer monte et descend deux fois par jour, et la leçon \
                  suivante dit pourquoi. Un marégraphe en garde la trace depuis 1807, sans autre interruption \
                  que les guerres.</p><ul><li>Pleine mer</li><li>Basse mer</li><li>Étale</li></ul></section>\n";
    format!(
        "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Lire une marée</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <style>body {{ margin: 2rem auto; max-width: 60rem; font: 1rem/1.5 sans-serif }}</style>\n{head}\n</head>\n\
         <body>\n<header><nav aria-label=\"Menu\"><a href=\"/bare\">Accueil</a></nav></header>\n<main>\n<h1>Les marées</h1>\n\
         {}</main>\n<footer><p>Académie du Phare</p></footer>\n{end}\n</body>\n</html>\n",
        lesson.repeat(12)
    )
}

fn html(page: &str) -> Answer {
    Answer::html(&["Cache-Control: no-store"], page)
}

fn of_file(path: &std::path::Path) -> Answer {
    let kind = match path.extension().and_then(std::ffi::OsStr::to_str) {
        Some("js") => "Content-Type: text/javascript; charset=utf-8",
        Some("css") => "Content-Type: text/css; charset=utf-8",
        _ => "Content-Type: application/octet-stream",
    };
    match std::fs::read(path) {
        Ok(bytes) => Answer::of("200 OK", &[kind, "Cache-Control: no-store"], &bytes),
        Err(_) => Answer::of("404 Not Found", &["Cache-Control: no-store"], b""),
    }
}
