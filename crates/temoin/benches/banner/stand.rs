//! The site, our program before it, and the browser that goes to both.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use temoin_browser::{Browser, Options, Page};
use temoin_testkit::{Desk, Origin, Program, get, npm, sliced};

use crate::Outcome;
use crate::contestants::{self, ALL, Contestant};

const REGISTER: &str = include_str!("register.toml");
/// How much slower than this machine the page's is.
const SLOWER: f64 = 4.0;

pub(crate) struct Stand {
    /// The site itself, and ours before it, as `127.0.0.1:1234`.
    site: String,
    own: Program,
    /// The same two, in pieces of 200 bytes.
    sliced: [String; 2],
    browser: Browser,
    /// The tab where requests are counted.
    pub(crate) counted: Page,
    _desk: Desk,
}

impl Stand {
    pub(crate) async fn open() -> Outcome<Self> {
        let program = env!("CARGO_BIN_EXE_temoin");
        let desk = Desk::new(program);
        let built = desk.path().join("built");
        build(&built)?;
        // Where ours is, and what it sends, are known once it runs.
        let known: Arc<OnceLock<(String, String)>> = Arc::default();
        let later = Arc::clone(&known);
        let origin = Origin::start(move |asked| {
            let (own, unguarded) = later.get().map_or(("", ""), |(own, page)| (own, page));
            contestants::answer(asked, own, &built, unguarded)
        });
        // One script is asked for by the pages of the site itself.
        desk.file("register.toml", REGISTER.replace("http://127.0.0.1/", &format!("{}/", origin.url())));
        let own = Program::start(program, desk.path(), &["serve", ".", "--upstream", &origin.url(), "--data", "data"]);
        let own_url = format!("http://{}", own.listen);
        let (page, _) = unguarded(&get(&own.listen, ALL[0].path, &[("Accept", "text/html")]).text());
        let page = page.replace("=\"/_temoin/", &format!("=\"{own_url}/_temoin/"));
        known.set((own_url, page)).expect("set once");
        let site = origin.url().trim_start_matches("http://").to_owned();
        let sliced = [sliced(&site)?, sliced(&own.listen)?];
        let browser = Browser::launch(Options::default()).await?;
        let counted = browser.new_page().await?;
        counted.without_cache().await?;
        counted.slow_down(SLOWER).await?;
        Ok(Self { site, own, sliced, browser, counted, _desk: desk })
    }

    /// Another tab, as slow.
    pub(crate) async fn tab(&self) -> Outcome<Page> {
        let page = self.browser.new_page().await?;
        page.without_cache().await?;
        page.slow_down(SLOWER).await?;
        Ok(page)
    }

    /// Who serves a contestant's page.
    pub(crate) fn host(&self, contestant: &Contestant) -> &str {
        if contestant.gateway { &self.own.listen } else { &self.site }
    }

    pub(crate) fn url(&self, contestant: &Contestant) -> String {
        format!("http://{}{}", self.host(contestant), contestant.path)
    }

    /// The same page in pieces of 200 bytes.
    pub(crate) fn url_sliced(&self, contestant: &Contestant) -> String {
        format!("http://{}{}", self.sliced[usize::from(contestant.gateway)], contestant.path)
    }

    /// Whether a contestant asks at all.
    pub(crate) async fn shows_a_banner(&self, contestant: &Contestant) -> Outcome<bool> {
        self.counted.clear_cookies().await?;
        self.counted.goto(&self.url(contestant)).await?;
        self.rest(&self.counted).await?;
        Ok(self.counted.visible(contestant.banner).await?)
    }

    /// Lets a page do what it has to do.
    pub(crate) async fn rest(&self, page: &Page) -> Outcome {
        Ok(page.eval("new Promise((done) => setTimeout(() => requestIdleCallback(() => done(null)), 1500))").await?)
    }

    pub(crate) async fn close(self) -> Outcome {
        Ok(self.browser.close().await?)
    }
}

/// A page of the gateway without its guard, and the guard's tag.
pub(crate) fn unguarded(page: &str) -> (String, String) {
    let start = page.find("/guard.js").and_then(|name| page[..name].rfind("<script"));
    let Some(start) = start else { return (page.to_owned(), String::new()) };
    let length = page[start..].find("</script>").expect("what begins ends") + "</script>".len();
    let (before, rest) = page.split_at(start);
    let (tag, after) = rest.split_at(length);
    (format!("{before}{after}"), tag.to_owned())
}

/// Makes one script and one style of the peer that is written to be built.
fn build(into: &Path) -> Outcome {
    let source: PathBuf = [env!("CARGO_MANIFEST_DIR"), "benches/banner/peers/c15t.jsx"].iter().collect();
    let built = Command::new(npm(".bin/esbuild"))
        .arg(source)
        .args([
            "--bundle",
            "--minify",
            "--jsx=automatic",
            "--define:process.env.NODE_ENV=\"production\"",
            "--log-level=error",
        ])
        .arg(format!("--outfile={}", into.join("c15t.js").display()))
        .env("NODE_PATH", npm(""))
        .status()
        .map_err(|error| format!("esbuild: {error}; `cargo xtask setup` installs it"))?;
    if built.success() { Ok(()) } else { Err(format!("esbuild failed, {built}").into()) }
}
