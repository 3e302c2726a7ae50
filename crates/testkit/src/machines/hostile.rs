//! A site that tries every way there is to contact somebody else.
//!
//! Each way is a [`Vector`] with a host of its own under `held.example`, so that
//! one connection tells which way it came. The register declares all of them
//! for one purpose that needs consent; without the gateway, each contacts its
//! host, and a journey checks that it does: a vector that no browser follows
//! would prove nothing.
//!
//! **When a page is over** no clock tells, since no clock can prove that nothing
//! will come. Each way is tried twice: with its held host, then, by the same
//! code in the same place, with its twin under `allowed.example`, which needs no
//! consent. Browsers treat requests of one kind and priority in their order, so
//! when the twin is contacted, the held host would have been; and that the
//! twin is contacted proves, each time, that the way is one. Where a document
//! heeds one address only, the held one comes first and would exclude its twin.
//! A page is over when the last of all its twins was contacted.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::hostile_vectors::{BY_SCRIPT, FOLLOWED, IN_MARKUP, KEPT, WORKERS};
use super::{Answer, Asked, Origin};

/// One way to contact a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vector {
    /// Its name, and the label of its hosts.
    pub name: &'static str,
    /// HTML, or what a script of the site does. All of it is tried twice, or what
    /// stands between `[[` and `]]`, once with each host: `ADDRESS` stands for the
    /// address, `HOST` for the host, `ZONE` and `ID` for what is different each
    /// time; `HIDDEN` is the address as scripts hide it, `BASE64` a page that
    /// contacts it.
    pub code: &'static str,
}

/// Whom a way is tried with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    Held,
    Allowed,
}

/// The site.
#[derive(Clone)]
pub struct Hostile {
    /// Where it is, and what it was asked.
    pub origin: Origin,
}

impl Hostile {
    /// The page of everything that stands in markup.
    pub const MARKUP: &str = "/markup";

    /// The page of everything that a script of the site does.
    pub const SCRIPTS: &str = "/scripts";

    /// Pages with one way each, for they leave, or change what all else means.
    /// The page's path is the vector's name.
    pub const ALONE: [&str; 8] = [
        "base",
        "body-background",
        "frame",
        "header-preconnect",
        "header-preload",
        "header-refresh",
        "meta-refresh",
        "web-transport",
    ];

    /// What no listener sees, for it is a question to a server of names, or is
    /// asked by browsers with a window of their own: what the page says is all
    /// there is to see.
    pub const UNSEEN: [&str; 5] = ["attributionsrc", "dns-prefetch", "icon", "manifest", "prerender"];

    /// The page for a browser that runs no scripts, and its one vector.
    pub const NOSCRIPT: &str = "/noscript";

    /// The page that keeps what it can in the browser.
    pub const KEPT: &str = "/kept";

    /// A page that does nothing.
    pub const QUIET: &str = "/quiet";

    /// The register: one service for all of it.
    pub const REGISTER: &str = include_str!("hostile.toml");

    /// Starts the site on a free port.
    pub fn start() -> Self {
        Self { origin: Origin::start(answer) }
    }

    /// The ways on a page, by its path.
    pub fn vectors(page: &str) -> Vec<&'static str> {
        match page {
            Self::MARKUP => IN_MARKUP.iter().map(|vector| vector.name).collect(),
            Self::SCRIPTS => BY_SCRIPT.iter().chain(WORKERS).map(|vector| vector.name).collect(),
            path => Self::ALONE.into_iter().chain(["noscript"]).filter(|name| path[1..] == **name).collect(),
        }
    }

    /// What a visitor follows by a click on `#go`: the pages, each with its vector.
    pub fn followed() -> impl Iterator<Item = (String, &'static str)> {
        FOLLOWED.iter().map(|vector| (format!("/followed/{}", vector.name), vector.name))
    }

    /// The names that [`Self::KEPT`] gives to what it keeps: those that need no
    /// consent, or those that do.
    pub fn kept(bound: bool) -> Vec<String> {
        let zone = if bound { Zone::Held } else { Zone::Allowed };
        KEPT.iter().map(|vector| filled("NAME", vector.name, zone)).collect()
    }

    /// The host of a vector, as a browser calls it.
    pub fn host(vector: &str) -> String {
        host(vector, Zone::Held)
    }

    /// The host that a vector contacts next, and may.
    pub fn twin(vector: &str) -> String {
        host(vector, Zone::Allowed)
    }
}

fn host(vector: &str, zone: Zone) -> String {
    // The root's dot is part of the name that is called.
    let root = if vector == "img-dot" { "." } else { "" };
    format!("{vector}.{}.example{root}", zone.word())
}

fn url(vector: &str, zone: Zone) -> String {
    format!("https://{}/it", host(vector, zone))
}

impl Zone {
    const BOTH: [Self; 2] = [Self::Held, Self::Allowed];

    fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Allowed => "allowed",
        }
    }
}

fn filled(code: &str, vector: &str, zone: Zone) -> String {
    let address = url(vector, zone);
    let (scheme, rest) = address.split_at("https:/".len());
    let (label, tail) = rest.split_once(".example").expect("a host of ours");
    let bound = if zone == Zone::Held { "aud" } else { "kept" };
    code.replace("HIDDEN", &format!("\"{scheme}\" + \"{label}\" + \".example{tail}\""))
        .replace("ADDRESS", &address)
        .replace("HOST", &host(vector, zone))
        .replace("ZONE", zone.word())
        .replace("NAME", &format!("{bound}_{}", vector.replace('-', "_")))
        .replace("ID", &format!("{vector}-{}", zone.word()))
        .replace("BASE64", &STANDARD.encode(format!("<img src='{address}'>")))
}

/// What a way is, with both hosts: two pieces, or one that holds both.
fn turns(vector: &Vector) -> Vec<String> {
    let turns = |code: &str| Zone::BOTH.map(|zone| filled(code, vector.name, zone));
    let inside = vector.code.split_once("[[").and_then(|(before, rest)| Some((before, rest.split_once("]]")?)));
    match inside {
        Some((before, (code, after))) => vec![[before, &turns(code).concat(), after].concat()],
        None => turns(vector.code).to_vec(),
    }
}

fn all(vectors: &[Vector]) -> String {
    vectors.iter().flat_map(turns).collect::<Vec<_>>().join("\n")
}

fn page(head: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Hostile</title>{head}</head><body><h1>Hostile</h1>{body}</body></html>"
    )
}

fn answer(asked: &Asked) -> Answer {
    let script = |text: &str| {
        Answer::of("200 OK", &["Content-Type: text/javascript", "Cache-Control: no-store"], text.as_bytes())
    };
    let html = |headers: &[&str], head: &str, body: &str| Answer::html(headers, &page(head, body));
    let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    let zone = if query == Zone::Held.word() { Zone::Held } else { Zone::Allowed };
    let (kind, name) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
    // The same, for each of the two hosts.
    let both = |name: &str, code: &str| Zone::BOTH.map(|zone| filled(code, name, zone)).concat();
    match kind {
        "markup" => html(&[], "", &format!("{}<script src=\"/clicks.js\"></script>", all(IN_MARKUP))),
        "scripts" => html(&[], "", "<div id=\"place\"></div><script src=\"/own.js\"></script>"),
        "kept" => html(&[], "", "<div id=\"place\"></div><script src=\"/keep.js\"></script>"),
        "quiet" => html(&[], "", ""),
        "followed" => {
            let vector = FOLLOWED.iter().find(|vector| vector.name == name);
            html(&[], "", &vector.map(|vector| filled(vector.code, name, Zone::Held)).unwrap_or_default())
        }
        "go" => Answer::of("302 Found", &[&format!("Location: https://{name}/it")], b""),
        "worker" => script(&WORKERS.iter().filter(|vector| vector.name == name).flat_map(turns).collect::<String>()),
        "own.js" => script(&own_script()),
        "keep.js" => script(
            &[TOOLS, FRAME, &KEPT.iter().flat_map(turns).map(|code| attempt(&code)).collect::<String>()].concat(),
        ),
        "clicks.js" => script("for (const each of document.querySelectorAll('[data-click]')) each.click();"),
        "module.js" => script(&format!("import \"{}\";", url("module-graph", zone))),
        "sheet.css" => {
            let (import, background) = (url("sheet-import", zone), url("sheet-background", zone));
            let text = format!("@import \"{import}\"; #sheet-{} {{ background: url({background}) }}", zone.word());
            Answer::of("200 OK", &["Content-Type: text/css"], text.as_bytes())
        }
        "base" => html(&[], &both(kind, "<base href=\"ADDRESS\">"), "<img src=\"picture.png\">"),
        "body-background" => Answer::html(
            &[],
            &format!(
                "<!DOCTYPE html><html lang=\"en\">{}<h1>Hostile</h1>",
                both(kind, "<body background=\"ADDRESS\">")
            ),
        ),
        "frame" => Answer::html(
            &[],
            &format!(
                "<!DOCTYPE html><html lang=\"en\"><frameset>{}</frameset></html>",
                both(kind, "<frame src=\"ADDRESS\">")
            ),
        ),
        // The sooner one excludes the other.
        "meta-refresh" => {
            html(&[], &format!("{}{}", refresh(0, kind, Zone::Held), refresh(1, kind, Zone::Allowed)), "")
        }
        "header-refresh" => {
            html(&[&format!("Refresh: 0; url={}", url(kind, Zone::Held))], &refresh(1, kind, Zone::Allowed), "")
        }
        "header-preload" => html(&[&format!("Link: {}", links(kind, "preload; as=image"))], "", ""),
        "header-preconnect" => html(&[&format!("Link: {}", links(kind, "preconnect"))], "", ""),
        "web-transport" => html(&[], "", "<script src=\"/transport.js\"></script>"),
        "transport.js" => script(&transport_script()),
        "noscript" => html(&[], "", &format!("<noscript>{}</noscript>", both(kind, "<img src=\"ADDRESS\">"))),
        "nothing" => Answer::of("200 OK", &["Content-Type: text/plain"], b"-"),
        _ => Answer::of("404 Not Found", &["Content-Type: text/plain"], b"-"),
    }
}

fn refresh(seconds: u8, vector: &str, zone: Zone) -> String {
    format!("<meta http-equiv=\"refresh\" content=\"{seconds}; url={}\">", url(vector, zone))
}

fn links(vector: &str, relation: &str) -> String {
    Zone::BOTH.map(|zone| format!("<{}>; rel={relation}", url(vector, zone))).join(", ")
}

/// A way by itself, so that it does not stop the next.
fn attempt(code: &str) -> String {
    format!("attempt(() => {{ {code} }});\n")
}

/// The site's own script.
fn own_script() -> String {
    let worker = |vector: &Vector| {
        let address = format!("'/worker/{}'", vector.name);
        attempt(&match vector.name {
            "shared-worker" => format!("new SharedWorker({address});"),
            "module-worker" => format!("new Worker({address}, {{ type: 'module' }});"),
            // The newest there is: what an earlier page installed may be another visitor's.
            "service-worker" => format!(
                "navigator.serviceWorker.register({address}).then((it) => it.update())
                    .then((it) => (it.installing ?? it.waiting ?? it.active).postMessage(0)).catch(console.warn);"
            ),
            _ => format!("new Worker({address});"),
        })
    };
    let ways: String = BY_SCRIPT.iter().flat_map(turns).map(|code| attempt(&code)).collect();
    let workers: String = WORKERS.iter().map(worker).collect();
    [TOOLS, &ways, &workers].concat()
}

/// It leaves in datagrams, which do not say whom they are for: the twin waits
/// until the held host was refused.
fn transport_script() -> String {
    let code = "const next = () => { new Image().src = 'TWIN'; };
        try { const it = new WebTransport('ADDRESS'); it.ready.catch(() => {}); it.closed.then(next, next); }
        catch { next(); }";
    let name = "web-transport";
    filled(code, name, Zone::Held).replace("TWIN", &url(name, Zone::Allowed))
}

const TOOLS: &str = "
    const place = document.getElementById('place');
    const attempt = (way) => { try { way(); } catch (error) { console.warn(error); } };
";

const FRAME: &str = "
    const frame = place.appendChild(document.createElement('iframe')).contentWindow;
";
