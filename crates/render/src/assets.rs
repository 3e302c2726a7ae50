//! The styles and the scripts of our pages, from `web/`.
//!
//! They are written to be read, and sent to be small: comments, indentation and the
//! scripts' own names stay behind ([`short`]). A style keeps each comment on lines of
//! its own, so that lines are all this has to know of it; a test holds it to that.

use serde_json::{Value, json};
use temoin_register::{Regime, Register, Service};

use crate::looks::Looks;
use crate::short::short;
use crate::signals::Says;

/// The style of standalone pages: policies, preferences, notices.
pub const PAGE_CSS: &str = include_str!("../../../web/page.css");

const BASE: &str = include_str!("../../../web/base.css");
const LINK: &str = include_str!("../../../web/link.css");
const NOTICE: &str = include_str!("../../../web/notice.css");
const PREFERENCES: &str = include_str!("../../../web/preferences.css");
const HELD: &str = include_str!("../../../web/held.css");

/// The styles of what is shown inside the site's own pages: no page carries more than
/// what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Styles {
    /// What all of ours has in common.
    pub base: String,
    /// The notice.
    pub notice: String,
    /// The permanent link.
    pub link: String,
    /// The preferences, in a dialog or on their page.
    pub preferences: String,
    /// What stands in the place of content that waits, in a page without the notice.
    pub held: String,
    /// The same, in a page that has the notice's style.
    pub held_too: String,
    /// All of it.
    pub all: String,
}

impl Styles {
    /// Every style, ready to be sent, with the looks that the register gives them.
    pub fn new(register: &Register) -> Self {
        Self::dressed(&Looks::of(register))
    }

    fn dressed(looks: &Looks) -> Self {
        let Looks { theme, logo, place } = looks;
        let slim = |sources: &[&str]| slim(&sources.concat());
        Self {
            base: slim(&[BASE, theme]),
            notice: slim(&[BASE, theme, logo, NOTICE, place]),
            link: slim(&[LINK]),
            preferences: slim(&[BASE, theme, logo, PREFERENCES]),
            held: slim(&[BASE, theme, HELD]),
            held_too: slim(&[HELD]),
            all: slim(&[BASE, theme, logo, NOTICE, place, LINK, PREFERENCES, HELD]),
        }
    }
}

/// What a page that asks carries: it answers the notice's buttons, and fetches
/// [`rest_js`] when more is needed.
pub fn notice_js() -> String {
    // A function in parentheses is compiled at once; by its name alone, it would be read twice.
    let call = "(own, own.dataset, box?.id === \"temoin\" ? box : null);";
    script(&["const own = document.currentScript; const box = own.previousElementSibling; (", ASKS, ")", call])
}

/// The notice as one script, for pages that can only add a tag, but for what depends on
/// who asks: [`alone_js`] puts it in.
pub fn alone_template(register: &Register) -> String {
    let says = Says::of(register);
    let signal = says.as_ref().map_or(String::new(), |says| says.call("said.allow", &Value::Null));
    // A page that has the tag twice has the notice once.
    let call = format!(
        "const own = document.currentScript;
        const said = SAID;
        if (!window.temoin?.core?.cookie?.call) {{ {signal} temoinAlone(own, said, STYLE, MARKUP); }}"
    );
    ALL_AT_ONCE.to_owned() + &script(&[says.as_ref().map_or("", |says| &says.source), ASKS, ALONE, &call])
}

/// The same for one visitor: with what the server says, the style and the markup.
pub fn alone_js(template: &str, said: &Value, style: &str, markup: &str) -> String {
    let text = |text: &str| Value::from(text).to_string();
    filled(template, &[("SAID", said.to_string()), ("STYLE", text(style)), ("MARKUP", text(markup))])
}

/// `script` with a value in the place of each name, in this order. What is put in is
/// not looked at again: a register may have a text that says `MARKUP`.
fn filled(script: &str, values: &[(&str, String)]) -> String {
    let (mut out, mut rest) = (String::new(), script);
    for (name, value) in values {
        let (before, after) = rest.split_once(name).expect("the script asks for it");
        out.extend([before, value]);
        rest = after;
    }
    out + rest
}

/// Everything else that a choice moves in a page, with what it needs of the register:
/// `table` is the guard's own, and so is the judge.
pub fn rest_js(register: &Register, table: &str) -> String {
    let call = "const core = document.currentScript.temoin;
        const facts = FACTS;
        const judge = temoinJudge(TABLE, location.hostname);
        const parts = temoinParts(core);
        temoinAnswers(core, facts, temoinWaiting(core, facts, judge, temoinHeld(parts)), parts, temoinReaper(judge, core.said.cookie, core.said.domain));";
    let script = script(&[JUDGE, PARTS, PLACEHOLDERS, REAPER, WAITING, ANSWERS, call]);
    filled(&script, &[("FACTS", facts(register).to_string()), ("TABLE", table.to_owned())])
}

/// `{"revision":"af3937b6","purposes":["audience"],"services":[["matomo","audience"]]}`:
/// the purposes that need consent, and the services of these.
fn facts(register: &Register) -> Value {
    let consented = |service: &&Service| {
        register.purpose(service.purpose.as_str()).is_some_and(|purpose| purpose.regime() == Regime::Consent)
    };
    let services = register.declared.service.iter().filter(consented);
    json!({
        "revision": register.revision(),
        "purposes": register.consented_purposes().map(|purpose| &purpose.id).collect::<Vec<_>>(),
        "services": services.map(|service| json!([service.id, service.purpose])).collect::<Vec<_>>(),
    })
}

const ASKS: &str = include_str!("../../../web/notice.js");
const ALONE: &str = include_str!("../../../web/alone.js");
const PARTS: &str = include_str!("../../../web/parts.js");
const PLACEHOLDERS: &str = include_str!("../../../web/held.js");
const REAPER: &str = include_str!("../../../web/reaper.js");
const WAITING: &str = include_str!("../../../web/waiting.js");
const ANSWERS: &str = include_str!("../../../web/answers.js");

/// The guard of a page, with the register's table (`temoin_enforce::guard`) in it:
/// a script that stands first in `<head>`. Before it stands what [`crate::signals_js`]
/// gives.
pub fn guard_js(table: &str, signals: &str) -> String {
    let script = script(&[signals, JUDGE, NET, FRAMES, PAGE, "temoinGuard(TABLE, document.currentScript, window);"]);
    (ALL_AT_ONCE.to_owned() + &script).replace("TABLE", table)
}

/// Tells V8 to compile every function of a file while it arrives, beside the page's own
/// thread: nearly all of these files runs at once, and a function that is compiled when it
/// is called is read twice, on that thread. To others it is a comment.
/// <https://github.com/WICG/explicit-javascript-compile-hints-file-based>
const ALL_AT_ONCE: &str = "//# allFunctionsCalledOnLoad\n";

/// The guard of a worker: what stands before its script. `said` is what a page's
/// tag says, as JSON: `{"allow":"audience +youtube","gpc":false,"base":"https://…/_temoin/"}`.
///
/// On one line, so that the worker's own keep their numbers but for one.
pub fn worker_guard_js(table: &str, said: &str) -> String {
    script(&[JUDGE, NET, YIELDS, "temoinNet(self, TABLE, SAID); temoinYields(self);"])
        .replace("SAID", said)
        .replace("TABLE", table)
}

const JUDGE: &str = include_str!("../../../web/guard-judge.js");
const NET: &str = include_str!("../../../web/guard-net.js");
const FRAMES: &str = include_str!("../../../web/guard-frames.js");
const PAGE: &str = include_str!("../../../web/guard.js");
const YIELDS: &str = include_str!("../../../web/yields.js");

fn script(parts: &[&str]) -> String {
    let script = parts.concat();
    short(&format!("(() => {{{script}}})();")) + "\n"
}

/// A style without its comments and its indentation.
fn slim(source: &str) -> String {
    let mut slim = String::with_capacity(source.len());
    let mut inside = false;
    for line in source.lines().map(str::trim) {
        if inside || line.starts_with("/*") {
            inside = !line.contains("*/");
            continue;
        }
        slim.push_str(line);
        if !line.ends_with(['{', '}', ';', ',']) {
            slim.push(' ');
        }
    }
    slim.replace(": ", ":").replace(" {", "{").replace("{ ", "{").replace(" }", "}").replace(", ", ",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::looks::{CENTRE, CORNER, LOGO};

    const SHEETS: [&str; 8] = [BASE, LINK, NOTICE, PREFERENCES, HELD, LOGO, CORNER, CENTRE];

    #[test]
    fn comments_in_styles_have_lines_of_their_own() {
        for source in SHEETS {
            let mut inside = false;
            for line in source.lines().map(str::trim) {
                if inside || line.starts_with("/*") {
                    inside = !line.contains("*/");
                    assert!(inside || line.ends_with("*/"), "{line}");
                } else {
                    assert!(!line.contains("/*"), "{line}");
                }
            }
        }
    }

    /// What brotli makes of it at its best, in bytes.
    fn packed(text: &str) -> usize {
        let mut small = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
        brotli::BrotliCompress(&mut text.as_bytes(), &mut small, &parameters).expect("memory");
        small.len()
    }

    /// It stands before everything else a page loads. The register's table comes on top.
    #[test]
    fn the_guard_is_small() {
        let size = packed(&guard_js("0", ""));
        assert!(size <= 4640, "{size} bytes");
    }

    /// It is in every page of a visitor who has answered.
    #[test]
    fn what_each_page_carries_is_small() {
        let size = packed(&(notice_js() + &Styles::dressed(&Looks::default()).link));
        assert!(size <= 1200, "{size} bytes");
    }

    #[test]
    fn assets_can_stand_inside_a_page() {
        let styles = Styles::dressed(&Looks::default());
        let scripts = [notice_js(), guard_js("0", ""), worker_guard_js("0", "0")];
        for asset in scripts.iter().chain([&styles.all]) {
            assert!(!asset.to_lowercase().contains("</s"), "it would end its own element");
        }
    }

    #[test]
    fn a_text_that_is_called_as_a_place_stays_a_text() {
        let script = alone_js("f(SAID, STYLE, MARKUP)", &json!({ "base": "STYLE" }), "MARKUP", "SAID");
        assert_eq!(script, "f({\"base\":\"STYLE\"}, \"MARKUP\", \"SAID\")");
    }
}
