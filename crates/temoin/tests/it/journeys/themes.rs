//! Whatever a register has the notice look like: nothing is against it, and refusing looks
//! like accepting.

use temoin_testkit::{Answer, Origin};

use super::dressed::{Dressed, THEME};
use super::stage::{Outcome, Stage};

/// How an answer looks: its size and all that its style says of it, but for its words.
const LOOKS: &str = "[...document.querySelectorAll(GROUP)].map((each) => {
    const { width, height } = each.getBoundingClientRect();
    const style = getComputedStyle(each);
    return [Math.round(width), Math.round(height), style.color, style.backgroundColor, style.border, style.borderRadius, style.font].join(' ');
})";

/// Refusing and accepting look the same, on the notice and in the preferences.
async fn alike(stage: &Stage, of: &str) -> Outcome {
    let group = format!("'{of} :is([data-temoin=refuse-all], [data-temoin=accept-all])'");
    let looks: Vec<String> = stage.page.eval(&LOOKS.replace("GROUP", &group)).await?;
    assert!(looks.len() == 2 && looks[0] == looks[1], "{of}: {looks:#?}");
    Ok(())
}

/// Part of whatever the keyboard reaches is in sight (WCAG 2.2, 2.4.11).
const COVERED: &str = "(() => {
    const own = document.activeElement;
    if (!own || own === document.body) return null;
    const { left, top, width, height } = own.getBoundingClientRect();
    const seen = [0.05, 0.5, 0.95].some((x) => [0.1, 0.5, 0.9].some((y) => {
        const found = document.elementFromPoint(left + x * width, top + y * height);
        return found && (own.contains(found) || found.contains(own) && !found.closest('#temoin'));
    }));
    return seen ? '' : own.outerHTML;
})()";

async fn nothing_is_covered(stage: &Stage) -> Outcome {
    stage.visit("/").await?;
    for _ in 0..40 {
        stage.page.press("Tab").await?;
        match stage.page.eval::<Option<String>>(COVERED).await? {
            None => return Ok(()),
            Some(covered) => assert_eq!(covered, "", "the notice lies over it"),
        }
    }
    Ok(())
}

/// How much of the page moved while it loaded (CLS).
const SHIFTED: &str = "new Promise((done) => {
    let shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((each) => { shifted += each.value; }))
        .observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(shifted))));
})";

async fn stands(journey: &'static str, place: &str) -> Outcome {
    let notice = format!("[notice]\nposition = \"{place}\"\nlogo = \"logo.svg\"\n{THEME}");
    let dressed = Dressed::with(journey, &notice, |_| {}).await?;
    let stage = &dressed.stage;
    for (width, height) in [(1280, 800), (320, 640)] {
        stage.page.resize(width, height).await?;
        stage.visit("/").await?;
        stage.page.wait_until("document.querySelector('#temoin img').naturalWidth > 0").await?;
        let shifted: f64 = stage.page.eval(SHIFTED).await?;
        assert!(shifted == 0.0, "the notice or its logo moved something: {shifted}");
        alike(stage, "#temoin").await?;
        let covered: f64 = stage.page.eval("document.querySelector('#temoin').offsetHeight / innerHeight").await?;
        assert!(covered <= 0.61, "the notice leaves a part of the page in sight: {covered}");
        let [wide, window]: [f64; 2] = stage.page.eval("[document.documentElement.scrollWidth, innerWidth]").await?;
        assert!(wide <= window, "the page scrolls sideways: {wide} px in {window}");
        let scrolls: bool = stage.page.eval("(scrollTo(0, 50), scrollY > 0)").await?;
        assert!(scrolls, "the page is not locked");
        nothing_is_covered(stage).await?;
    }
    stage.visit("/").await?;
    stage.faultless("notice", "#temoin").await?;
    stage.open("#temoin [data-temoin=preferences]").await?;
    alike(stage, "#temoin-preferences").await?;
    stage.faultless("preferences", "#temoin-preferences").await?;
    stage.answer("#temoin-preferences [data-temoin=refuse-all]").await?;
    stage.visit("/formation").await?;
    stage.faultless("held", ".temoin-held").await?;
    stage.visit("/_temoin/preferences").await?;
    stage.faultless("preferences-page", "html").await?;
    stage.nobody_else().await?;
    dressed.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_foot() -> Outcome {
    stands("theme-bottom", "bottom").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_the_corner() -> Outcome {
    stands("theme-corner", "corner").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_the_middle() -> Outcome {
    stands("theme-centre", "centre").await
}

/// A theme without colours for the dark: the system's own beside it are the light ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_one_scheme_for_everybody() -> Outcome {
    let theme = "[notice]\ntheme = { accent = \"#0b57a4\", on_accent = \"#fff\" }\n";
    let dressed = Dressed::with("theme-accent", theme, |options| options.dark = true).await?;
    let stage = &dressed.stage;
    stage.visit("/").await?;
    let ground: String = stage.page.eval("getComputedStyle(document.querySelector('#temoin')).backgroundColor").await?;
    assert_eq!(ground, "rgb(255, 255, 255)", "what the accent was held against");
    stage.faultless("notice", "#temoin").await?;
    // Our own page is dark; what is asked on it keeps the ground it was held against.
    stage.visit("/_temoin/preferences").await?;
    stage.faultless("preferences-page", "html").await?;
    dressed.end().await
}

/// What was checked is what is seen, whatever a site's style says of the same variables.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_site_says_of_root_does_not_reach_the_theme() -> Outcome {
    let dressed = Dressed::with("theme-root", &format!("[notice]\n{THEME}"), |_| {}).await?;
    let stage = &dressed.stage;
    stage.visit("/").await?;
    stage
        .page
        .eval::<()>("void document.head.append(Object.assign(document.createElement('style'), { textContent: ':root { --temoin-on-accent: #8a3b12; --temoin-background: black }' }))")
        .await?;
    let accept = "getComputedStyle(document.querySelector('#temoin [data-temoin=accept-all]')).color";
    assert_eq!(stage.page.eval::<String>(accept).await?, "rgb(255, 255, 255)");
    dressed.end().await
}

/// A page of another origin, with our tag alone: logo and theme come from where the tag does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_page_that_only_has_our_tag() -> Outcome {
    let notice = format!("[notice]\nposition = \"corner\"\nlogo = \"logo.svg\"\n{THEME}");
    let dressed = Dressed::with("theme-tag", &notice, |_| {}).await?;
    let stage = &dressed.stage;
    let tag = stage.site.url("/_temoin/choice.js");
    let page =
        format!("<!doctype html><html lang=\"fr\"><title>École</title><script src=\"{tag}\"></script><h1>École</h1>");
    let origin = Origin::start(move |_| Answer::html(&[], &page));
    stage.page.goto(&origin.url()).await?;
    let has_logo = |of: &str| format!("document.querySelector('{of} img')?.naturalWidth > 0");
    stage.page.wait_until(&has_logo("#temoin")).await?;
    alike(stage, "#temoin").await?;
    let looks = "(({ backgroundColor, insetInlineEnd }) => backgroundColor + ' ' + insetInlineEnd)(getComputedStyle(document.querySelector('#temoin')))";
    assert_eq!(stage.page.eval::<String>(looks).await?, "rgb(255, 250, 240) 16px");
    stage.open("#temoin [data-temoin=preferences]").await?;
    stage.page.wait_until(&has_logo("#temoin-preferences")).await?;
    alike(stage, "#temoin-preferences").await?;
    stage.picture("preferences").await?;
    dressed.end().await
}
