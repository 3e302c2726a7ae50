//! For those who hear a page, enlarge it, or choose its colours.
//!
//! axe looks for what a machine can tell: every rule of WCAG 2.2 A and AA, of the RGAA, and
//! its own good practices. In the site's pages only what is ours is judged. What a screen
//! reader is told is kept beside this file, to be read when it changes.

use std::path::Path;

use temoin_testkit::{Answer, Desk, Origin, Program, npm_file};

use super::met::Met;
use super::stage::{Outcome, Stage};

/// How a page may have to stand.
struct Way {
    name: &'static str,
    media: &'static [(&'static str, &'static str)],
    /// Sizes in pixels.
    text: u32,
    width: u32,
    direction: &'static str,
}

const USUAL: Way = Way { name: "light", media: &[], text: 16, width: 1280, direction: "ltr" };
const WAYS: [Way; 6] = [
    USUAL,
    Way { name: "dark", media: &[("prefers-color-scheme", "dark")], ..USUAL },
    Way { name: "forced-colours", media: &[("forced-colors", "active")], ..USUAL },
    // WCAG 2.2, 1.4.4: text at 200 %.
    Way { name: "large-text", text: 32, ..USUAL },
    // WCAG 2.2, 1.4.10.
    Way { name: "narrow", width: 320, ..USUAL },
    Way { name: "right-to-left", direction: "rtl", ..USUAL },
];

/// The faults of what matches, each with the elements that have it.
const EXAMINE: &str = "selector => axe.run(selector, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'RGAAv4', 'best-practice'],
    resultTypes: ['violations'], preload: false,
}).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))";

impl Stage {
    /// What axe holds against `selector`, in each way that the page may have to stand; it
    /// then stands as usual again.
    pub(super) async fn faultless(&self, what: &str, selector: &str) -> Outcome {
        self.page.eval::<()>(&(npm_file("axe-core/axe.min.js") + "\nvoid 0")).await?;
        let mut faults = Vec::new();
        for way in WAYS {
            self.stand(&way).await?;
            let quoted = serde_json::Value::from(selector);
            let found: Vec<String> = self.page.eval(&format!("({EXAMINE})({quoted})")).await?;
            faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", way.name)));
            self.picture(&format!("{what}-{}", way.name)).await?;
        }
        self.stand(&USUAL).await?;
        assert!(faults.is_empty(), "{selector} on {}:\n{}", self.page.url().await?, faults.join("\n"));
        Ok(())
    }

    async fn stand(&self, Way { media, text, width, direction, .. }: &Way) -> Outcome {
        self.page.media(media).await?;
        self.page.text_size(*text).await?;
        self.page.resize(*width, 800).await?;
        self.page.eval::<()>(&format!("void (document.documentElement.dir = '{direction}')")).await?;
        Ok(())
    }

    /// What a screen reader is told of `selector` is what it was.
    async fn told(&self, name: &str, selector: &str) -> Outcome {
        let told = self.page.tree(selector).await?;
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/journeys/told/{name}.txt"));
        if std::env::var_os("TEMOIN_BLESS").is_some() {
            std::fs::write(&kept, told)?;
            return Ok(());
        }
        assert_eq!(told, std::fs::read_to_string(&kept)?, "{name}: TEMOIN_BLESS=1 writes it anew");
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_banner() -> Outcome {
    let stage = Stage::demo("axe-banner").await?;
    stage.visit("/").await?;
    stage.told("banner", "#temoin").await?;
    stage.faultless("notice", "#temoin").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_says_that_an_account_s_choice_holds() -> Outcome {
    let met = Met::before("axe-met", "fr").await?;
    met.stage.told("met", "#temoin-account").await?;
    met.stage.faultless("met", "#temoin-account").await?;
    met.stage.page.resize(320, 800).await?;
    let [wide, window]: [f64; 2] = met.stage.page.eval("[document.documentElement.scrollWidth, innerWidth]").await?;
    assert!(wide <= window, "the page scrolls sideways: {wide} px in {window}");
    met.end().await?;

    let met = Met::before("axe-met-arabic", "ar").await?;
    let direction = "getComputedStyle(document.querySelector('#temoin-account')).direction";
    assert_eq!(met.stage.page.eval::<String>(direction).await?, "rtl");
    met.stage.faultless("met", "#temoin-account").await?;
    met.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_preferences() -> Outcome {
    let stage = Stage::demo("axe-preferences").await?;
    stage.visit("/").await?;
    stage.page.click("#temoin [data-temoin=preferences]").await?;
    stage.page.wait_for("#temoin-preferences[open]").await?;
    stage.told("preferences", "#temoin-preferences").await?;
    stage
        .page
        .eval::<()>("document.querySelectorAll('#temoin-preferences details').forEach(each => { each.open = true })")
        .await?;
    stage.faultless("preferences", "#temoin-preferences").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_that_could_not_answer() -> Outcome {
    let stage = Stage::demo("axe-failed").await?;
    stage.visit("/").await?;
    stage.page.eval::<()>("void (window.fetch = () => Promise.reject(new TypeError('no server')))").await?;
    stage.page.click("#temoin [data-temoin=accept-all]").await?;
    stage.page.wait_for("#temoin [role=alert]:not([hidden])").await?;
    stage.told("notice-failed", "#temoin").await?;
    stage.faultless("failed", "#temoin").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_preferences_after_a_choice() -> Outcome {
    let stage = Stage::demo("axe-chosen").await?;
    stage.visit("/").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.open(".temoin-link a").await?;
    stage.told("preferences-chosen", "#temoin-preferences").await?;
    stage.faultless("chosen", "#temoin-preferences").await?;
    stage.end().await
}

/// From right to left in its own words, not only turned round.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_arabic() -> Outcome {
    let desk = Desk::new(crate::TEMOIN);
    desk.copy(&crate::registers().join("demo"), "register");
    let origin = Origin::start(|_| {
        Answer::html(
            &[],
            "<!DOCTYPE html><html lang=\"ar\" dir=\"rtl\"><head><title>مدرسة</title></head><body><main><h1>مدرسة</h1>\
             <iframe src=\"https://www.youtube-nocookie.com/embed/x\" title=\"فيلم\" width=\"560\" height=\"315\"></iframe>\
             </main></body></html>",
        )
    });
    let arguments = ["serve", "register", "--upstream", &origin.url(), "--data", "data"];
    let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
    let stage = Stage::before("axe-arabic", desk, site, |_| {}).await?;
    stage.visit("/").await?;
    for (what, ours) in [("notice", "#temoin"), ("held", ".temoin-held"), ("preferences", "#temoin-preferences")] {
        if what == "preferences" {
            stage.open("#temoin [data-temoin=preferences]").await?;
        }
        let direction = format!("getComputedStyle(document.querySelector('{ours}')).direction");
        assert_eq!(stage.page.eval::<String>(&direction).await?, "rtl");
        stage.faultless(what, ours).await?;
        stage.page.eval::<()>("void (document.documentElement.dir = 'rtl')").await?;
    }
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_placeholder() -> Outcome {
    let stage = Stage::demo("axe-placeholder").await?;
    stage.visit("/").await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    stage.visit("/formation").await?;
    stage.told("placeholder", ".temoin-held").await?;
    stage.faultless("held", ".temoin-held").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_preferences() -> Outcome {
    let stage = Stage::demo("axe-preferences-page").await?;
    stage.visit("/_temoin/preferences").await?;
    stage.told("preferences-page", "body").await?;
    stage.faultless("page", "html").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy() -> Outcome {
    let stage = Stage::demo("axe-policy").await?;
    stage.visit("/_temoin/policies/cookies").await?;
    stage.faultless("page", "html").await?;
    stage.end().await
}
