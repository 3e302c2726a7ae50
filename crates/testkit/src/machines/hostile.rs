//! A site that tries every way there is to contact somebody else.
//!
//! Each way is a [`Vector`] with a host of its own under `held.example`, so that
//! one connection tells which way it came. The register declares all of them
//! for one purpose that needs consent; without the gateway, each contacts its
//! host, and a journey checks that it does: a vector that no browser follows
//! would prove nothing.
//!
//! A page is over when it contacts [`Hostile::END`], a host that needs no
//! consent: by then its scripts, its frames and its workers have tried.

use super::hostile_vectors::{BY_SCRIPT, IN_MARKUP, WORKERS};
use super::{Answer, Asked, Origin};

/// One way to contact a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vector {
    /// Its name, and the label of its host.
    pub name: &'static str,
    /// HTML, or what a script of the site does. `ADDRESS` stands for its address,
    /// `HOST` for its host.
    pub code: &'static str,
}

/// The site.
#[derive(Clone)]
pub struct Hostile {
    /// Where it is, and what it was asked.
    pub origin: Origin,
}

impl Hostile {
    /// The host that a page contacts when it is over.
    pub const END: &str = "end.allowed.example";

    /// The page of everything that stands in markup.
    pub const MARKUP: &str = "/markup";

    /// The page of everything that a script of the site does.
    pub const SCRIPTS: &str = "/scripts";

    /// Pages with one way each, for they leave, or change what all else means.
    /// The page's path is the vector's name.
    pub const ALONE: [&str; 6] =
        ["base", "frame", "meta-refresh", "header-refresh", "header-preload", "header-preconnect"];

    /// The page for a browser that runs no scripts, and its one vector.
    pub const NOSCRIPT: &str = "/noscript";

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

    /// The host of a vector, as a browser calls it.
    pub fn host(vector: &str) -> String {
        // The root's dot is part of the name that is called.
        let root = if vector == "img-dot" { "." } else { "" };
        format!("{vector}.held.example{root}")
    }
}

fn url(vector: &str) -> String {
    format!("https://{}/it", Hostile::host(vector))
}

fn filled(vector: &Vector) -> String {
    vector.code.replace("ADDRESS", &url(vector.name)).replace("HOST", &Hostile::host(vector.name))
}

/// What ends a page: everything was tried, and a few turns have passed.
const END: &str = r#"
    addEventListener("load", async () => {
        await Promise.all(window.waits ?? []);
        await new Promise((done) => setTimeout(done, 200));
        await fetch(location.origin + "/nothing");
        new Image().src = "https://end.allowed.example/";
    });
"#;

fn page(head: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Hostile</title><script src=\"/end.js\"></script>{head}</head>\
         <body><h1>Hostile</h1>{body}</body></html>"
    )
}

fn answer(asked: &Asked) -> Answer {
    let script = |text: &str| {
        Answer::of("200 OK", &["Content-Type: text/javascript", "Cache-Control: no-store"], text.as_bytes())
    };
    let html = |headers: &[&str], text: &str| Answer::html(headers, text);
    let path = asked.path.split('?').next().unwrap_or_default();
    if let Some(vector) = path.strip_prefix("/go/") {
        return Answer::of("302 Found", &[&format!("Location: {}", url(vector))], b"");
    }
    if let Some(name) = path.strip_prefix("/worker/") {
        let worker = WORKERS.iter().find(|vector| vector.name == name);
        return script(&worker.map(filled).unwrap_or_default());
    }
    match path {
        Hostile::MARKUP => html(&[], &page("", &IN_MARKUP.iter().map(filled).collect::<Vec<_>>().join("\n"))),
        Hostile::SCRIPTS => html(&[], &page("", "<div id=\"place\"></div><script src=\"/own.js\"></script>")),
        "/own.js" => script(&own_script()),
        "/end.js" => script(END),
        "/module.js" => script(&format!("import \"{}\";", url("module-graph"))),
        "/sheet.css" => {
            let text = format!(
                "@import \"{}\"; #sheet {{ background: url({}) }}",
                url("sheet-import"),
                url("sheet-background")
            );
            Answer::of("200 OK", &["Content-Type: text/css"], text.as_bytes())
        }
        "/base" => html(&[], &page(&format!("<base href=\"{}\">", url("base")), "<img src=\"picture.png\">")),
        "/frame" => html(
            &[],
            &format!(
                "<!DOCTYPE html><html><head><script src=\"/end.js\"></script></head><frameset><frame src=\"{}\"></frameset></html>",
                url("frame")
            ),
        ),
        "/meta-refresh" => {
            html(&[], &page(&format!("<meta http-equiv=\"refresh\" content=\"0; url={}\">", url("meta-refresh")), ""))
        }
        "/header-refresh" => html(&[&format!("Refresh: 0; url={}", url("header-refresh"))], &page("", "")),
        "/header-preload" => {
            html(&[&format!("Link: <{}>; rel=preload; as=image", url("header-preload"))], &page("", ""))
        }
        "/header-preconnect" => {
            html(&[&format!("Link: <{}>; rel=preconnect", url("header-preconnect"))], &page("", ""))
        }
        "/noscript" => html(
            &[],
            &page(
                "",
                &format!(
                    "<noscript><img src=\"{}\"></noscript><img src=\"https://{}/\">",
                    url("noscript"),
                    Hostile::END
                ),
            ),
        ),
        "/nothing" => Answer::of("200 OK", &["Content-Type: text/plain"], b"-"),
        _ => Answer::of("404 Not Found", &["Content-Type: text/plain"], b"-"),
    }
}

/// The site's own script: each way by itself, so that none stops the next.
fn own_script() -> String {
    let attempt = |code: &str| format!("attempt(() => {{ {code} }});\n");
    let worker = |vector: &Vector| {
        let address = format!("'/worker/{}'", vector.name);
        attempt(&match vector.name {
            "shared-worker" => format!("const {{ port }} = new SharedWorker({address}); heard(port); port.start();"),
            "module-worker" => format!("heard(new Worker({address}, {{ type: 'module' }}));"),
            _ => format!("heard(new Worker({address}));"),
        })
    };
    let ways: String = BY_SCRIPT.iter().map(|vector| attempt(&filled(vector))).collect();
    let workers: String = WORKERS.iter().map(worker).collect();
    format!("{TOOLS}{ways}{workers}")
}

const TOOLS: &str = r"
    window.waits = [];
    const place = document.getElementById('place');
    const attempt = (way) => { try { way(); } catch (error) { console.warn(error); } };
    const heard = (worker) => waits.push(new Promise((done) => {
        worker.onmessage = worker.onerror = done;
        setTimeout(done, 3000);
    }));
";
