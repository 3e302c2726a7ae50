//! One visitor, one site, and everything else on the Internet.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use temoin_browser::{Browser, Cookie, Extent, Options, Page};
use temoin_testkit::{Desk, Program};
use tokio::time::timeout;

use super::outside::Outside;

/// How a journey ends: well, or on what it could not do.
pub(super) type Outcome = Result<(), Box<dyn std::error::Error>>;

/// How long something that was allowed may take to happen.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// The five pages of the sample site that journeys walk through.
pub(super) const WALK: [&str; 5] = ["/", "/formation", "/connexion", "/contact", "/en/"];

/// The trackers of the sample site that wait for consent.
pub(super) const BOUND: [&str; 3] = ["_ga", "_ga_DEMO00000", "phare_recent"];

/// Whose scripts, frames and images the sample site asks for.
pub(super) const GOOGLE_TAG: &str = "www.googletagmanager.com";
pub(super) const GOOGLE_PIXEL: &str = "www.google-analytics.com";
pub(super) const YOUTUBE: &str = "www.youtube-nocookie.com";
pub(super) const CHAT: &str = "conversations-widget.brevo.com";

/// A browser before a site.
pub(super) struct Stage {
    journey: &'static str,
    pub(super) site: Arc<Program>,
    pub(super) page: Page,
    pub(super) outside: Outside,
    browser: Browser,
    /// The program's directory, kept as long as it runs.
    desk: Arc<Desk>,
}

impl Stage {
    /// The sample site, and a browser as most people have theirs.
    pub(super) async fn demo(journey: &'static str) -> Result<Self, Box<dyn std::error::Error>> {
        Self::demo_for(journey, |_| {}).await
    }

    /// The sample site, and a browser of another kind.
    pub(super) async fn demo_for(
        journey: &'static str,
        adjust: impl FnOnce(&mut Options),
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let desk = Desk::new(crate::TEMOIN);
        let site = Program::start(crate::TEMOIN, desk.path(), &["demo"]);
        Self::before(journey, desk, site, adjust).await
    }

    /// A browser before a program that runs already.
    pub(super) async fn before(
        journey: &'static str,
        desk: Desk,
        site: Program,
        adjust: impl FnOnce(&mut Options),
    ) -> Result<Self, Box<dyn std::error::Error>> {
        Self::launch(journey, Arc::new(desk), Arc::new(site), adjust).await
    }

    /// Another browser before the same program.
    pub(super) async fn beside(
        &self,
        journey: &'static str,
        adjust: impl FnOnce(&mut Options),
    ) -> Result<Self, Box<dyn std::error::Error>> {
        Self::launch(journey, self.desk.clone(), self.site.clone(), adjust).await
    }

    async fn launch(
        journey: &'static str,
        desk: Arc<Desk>,
        site: Arc<Program>,
        adjust: impl FnOnce(&mut Options),
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let outside = Outside::open().await?;
        let mut options = Options { host_rules: vec![outside.host_rule()], ..Options::default() };
        adjust(&mut options);
        let browser = Browser::launch(options).await?;
        let page = browser.new_page().await?;
        Ok(Self { journey, site, page, outside, browser, desk })
    }

    /// Another tab of the same browser, which is then the one that is looked at.
    pub(super) async fn tab(&self) -> Result<Page, Box<dyn std::error::Error>> {
        let tab = self.browser.new_page().await?;
        tab.look().await?;
        Ok(tab)
    }

    /// Opens a page of the site, to the end of its load.
    pub(super) async fn visit(&self, path: &str) -> Outcome {
        self.page.goto(&self.site.url(path)).await?;
        Ok(())
    }

    /// Opens each of these pages, which must be there.
    pub(super) async fn walk(&self, paths: &[&str]) -> Outcome {
        for path in paths {
            self.visit(path).await?;
            let status: u16 = self.page.eval("performance.getEntriesByType('navigation')[0].responseStatus").await?;
            assert_eq!(status, 200, "{path}");
            assert_eq!(self.page.url().await?, self.site.url(path));
            assert!(self.page.visible("h1").await?, "{path} shows its title");
        }
        Ok(())
    }

    /// Clicks an answer of the banner, the preferences or a placeholder, and waits until
    /// the page has taken note of it. A window keeps its name when the page loads again,
    /// as it may as soon as it has.
    pub(super) async fn answer(&self, css: &str) -> Outcome {
        self.page
            .eval::<bool>(
                "(window.name = '', document.addEventListener('temoin:choice', () => { window.name = 'answered' }, true), true)",
            )
            .await?;
        self.page.click(css).await?;
        self.page.wait_until("window.name === 'answered' && document.readyState === 'complete'").await?;
        Ok(())
    }

    /// Clicks what opens the preferences, and waits until they are there.
    pub(super) async fn open(&self, css: &str) -> Outcome {
        self.page.click(css).await?;
        self.page.wait_for("#temoin-preferences[open]").await?;
        Ok(())
    }

    /// Nobody but the site was asked for anything, nor so much as connected to.
    pub(super) async fn nobody_else(&self) -> Outcome {
        self.only(&[]).await
    }

    /// These hosts were connected to, and no others, and the page asked for no others.
    pub(super) async fn only(&self, hosts: &[&str]) -> Outcome {
        let expected: BTreeSet<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut asked = self.page.hosts().await?;
        asked.remove("127.0.0.1");
        assert_eq!(asked, expected, "what the pages asked for: {:#?}", self.page.requests().await?);
        assert_eq!(self.outside.contacted(), expected, "what left the browser");
        Ok(())
    }

    /// Waits until these hosts were connected to; then there are no others.
    pub(super) async fn reaches(&self, hosts: &[&str]) -> Outcome {
        let all = timeout(PATIENCE, self.outside.reached_by(hosts)).await;
        assert!(all.is_ok(), "{hosts:?} were not all contacted, only {:?}", self.outside.contacted());
        self.only(hosts).await
    }

    /// Forgets who was contacted.
    pub(super) async fn forget(&self) -> Outcome {
        self.page.clear_requests().await?;
        self.outside.forget();
        Ok(())
    }

    /// The cookie of this name, if the browser has it.
    pub(super) async fn cookie(&self, name: &str) -> Result<Option<Cookie>, Box<dyn std::error::Error>> {
        Ok(self.page.cookies().await?.into_iter().find(|cookie| cookie.name == name))
    }

    /// The names of all the cookies the browser has.
    pub(super) async fn cookie_names(&self) -> Result<BTreeSet<String>, Box<dyn std::error::Error>> {
        Ok(self.page.cookies().await?.into_iter().map(|cookie| cookie.name).collect())
    }

    /// The browser has none of these cookies.
    pub(super) async fn has_none_of(&self, names: &[&str]) -> Outcome {
        let kept = self.cookie_names().await?;
        assert!(!names.iter().any(|name| kept.contains(*name)), "{kept:?}");
        Ok(())
    }

    /// Takes a picture of what fits in the window.
    pub(super) async fn picture(&self, step: &str) -> Outcome {
        self.take(step, Extent::Viewport).await
    }

    /// Takes a picture of the whole page.
    pub(super) async fn whole_picture(&self, step: &str) -> Outcome {
        self.take(step, Extent::FullPage).await
    }

    async fn take(&self, step: &str, extent: Extent) -> Outcome {
        let asked = std::env::var_os("TEMOIN_SCREENSHOTS").map(PathBuf::from);
        let directory = asked.unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screenshots"));
        std::fs::create_dir_all(&directory)?;
        self.page.screenshot(&directory.join(format!("{}-{step}.png", self.journey)), extent).await?;
        Ok(())
    }

    /// Ends the journey: the browser closes, and the program had nothing to complain of.
    pub(super) async fn end(self) -> Outcome {
        self.browser.close().await?;
        assert!(!self.site.log().contains("ERROR"), "{}", self.site.log());
        Ok(())
    }
}

/// The moment that many calendar months after another, in seconds since 1970.
pub(super) async fn months_after(page: &Page, seconds: i64, months: u8) -> Result<f64, Box<dyn std::error::Error>> {
    let script = format!(
        "(() => {{ const day = new Date({seconds} * 1000), from = day.getUTCDate();
            day.setUTCMonth(day.getUTCMonth() + {months});
            if (day.getUTCDate() !== from) day.setUTCDate(0);
            return day.getTime() / 1000; }})()"
    );
    Ok(page.eval(&script).await?)
}

/// A part of a choice cookie.
pub(super) fn part<'v>(value: &'v str, name: &str) -> &'v str {
    value.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
}
