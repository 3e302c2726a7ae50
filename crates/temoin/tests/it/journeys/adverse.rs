//! What browsers, blockers and pages do against the notice, on purpose or not: it goes on
//! answering, or steps aside, and nothing is unlocked that was not granted.

use temoin_browser::{Memory, Options};
use temoin_testkit::{Answer, Asked, Desk, Origin, Program, get};

use super::stage::{Outcome, Stage};

/// What of the page's own waits for the measurement of the audience.
const WAITS: &str =
    "<script type=\"text/plain\" data-purpose=\"audience\">document.documentElement.dataset.ran = 'yes';</script>";
const RAN: &str = "document.documentElement.dataset.ran ?? 'no'";

/// The sample register before a site whose every page has this in its head and body.
async fn page(
    journey: &'static str,
    head: &'static str,
    body: &'static str,
    adjust: impl FnOnce(&mut Options),
) -> Result<Stage, Box<dyn std::error::Error>> {
    let answer = move |_: &Asked| {
        let page = format!(
            "<!DOCTYPE html><html lang=\"fr\"><head><title>École</title>{head}</head><body>{body}<h1>École</h1>{WAITS}\
             <p><a id=\"choices\" href=\"#temoin\">Cookies</a></p><p style=\"height: 3000px\">Suite</p></body></html>"
        );
        Answer::html(&["Cache-Control: private, max-age=0"], &page)
    };
    let stage = Stage::over(journey, answer, adjust).await?;
    stage.visit("/").await?;
    Ok(stage)
}

/// Accepting and taking it back do what they say.
async fn answers(stage: &Stage) -> Outcome {
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.page.wait_until(&format!("({RAN}) === 'yes'")).await?;
    assert!(stage.cookie("phare_choice").await?.is_some_and(|choice| choice.value.contains("a=audience")));
    stage.visit("/").await?;
    assert_eq!(stage.page.eval::<String>(RAN).await?, "yes");
    stage.open("#choices").await?;
    stage.answer("#temoin-preferences [data-temoin=refuse-all]").await?;
    stage.visit("/").await?;
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_keeps_nothing_is_asked_again_and_unlocks_nothing() -> Outcome {
    let stage = page("keeps-nothing", "", "", |options| options.memory = Memory::Nothing).await?;
    let kept =
        "(() => { document.cookie = 'a=1'; try { localStorage.a = 1 } catch { return document.cookie + 'none' } })()";
    assert_eq!(stage.page.eval::<String>(kept).await?, "none", "the browser was told so");
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert!(!stage.page.visible("#temoin").await?, "it heard the answer");
    stage.visit("/").await?;
    assert!(stage.page.visible("#temoin").await?, "and could not keep it");
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    stage.nobody_else().await?;
    assert_eq!(stage.page.console().await?, [""; 0]);
    stage.end().await
}

/// The guard believes the cookie alone: what it holds goes on waiting, and the page goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_keeps_nothing_has_no_frame_started() -> Outcome {
    const FRAME: &str = "<iframe title=\"Phares\" src=\"https://www.youtube.com/embed/x\"></iframe>";
    let stage = page("keeps-no-frame", "", FRAME, |options| options.memory = Memory::Nothing).await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.page.wait_until(&format!("({RAN}) === 'yes'")).await?;
    let waits = "document.querySelector('iframe[data-src]:not([src])') !== null";
    assert!(stage.page.eval::<bool>(waits).await?, "and says for whom");
    assert!(stage.page.visible(".temoin-held").await?);
    stage.nobody_else().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storage_that_is_full_stands_in_no_answers_way() -> Outcome {
    let stage = page("storage-full", "", "", |_| {}).await?;
    let fill = "(() => {
        let size = 1 << 20;
        for (let at = 0; size; at++) try { localStorage.setItem('theirs' + at, 'x'.repeat(size)) } catch (error) {
            if (error.name !== 'QuotaExceededError') return String(error);
            size >>= 1;
        }
        try { localStorage.setItem('one more', 'x'.repeat(99)) } catch (error) { return error.name } })()";
    assert_eq!(stage.page.eval::<String>(fill).await?, "QuotaExceededError", "as the browser says it");
    answers(&stage).await?;
    assert!(stage.page.eval::<bool>("localStorage.length > 4").await?, "what nobody declared is still theirs");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_removes_the_notice_leaves_all_refused() -> Outcome {
    let stage = page("removed", "", "", |_| {}).await?;
    stage.page.eval::<()>("void document.getElementById('temoin').remove()").await?;
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    stage.nobody_else().await?;
    // The site may ask again, and the visitor may answer by the link.
    stage.page.eval::<bool>("new Promise((done) => temoin.push((t) => t.show().then(() => done(true))))").await?;
    assert!(stage.page.visible("#temoin [data-temoin=refuse-all]").await?);
    stage.page.eval::<()>("void document.getElementById('temoin').remove()").await?;
    stage.open("#choices").await?;
    stage.answer("#temoin-preferences [data-temoin=accept-all]").await?;
    stage.page.wait_until(&format!("({RAN}) === 'yes'")).await?;
    // A page that draws itself anew takes the preferences out too.
    stage
        .page
        .eval::<()>("void (document.body.innerHTML = '<p><a id=\"choices\" href=\"#temoin\">Cookies</a></p>')")
        .await?;
    stage.open("#choices").await?;
    stage.end().await
}

/// Markup that takes our names, as a comment may that a site lets through.
const CLOBBERS: &str = "<form id=\"temoin\"><input name=\"core\"><input name=\"scan\"></form><img name=\"temoin\" alt=\"\">\
    <a id=\"temoin\" name=\"temoin\" href=\"/elsewhere\"></a><form name=\"temoin\" id=\"temoin-preferences\"><input name=\"close\"></form>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn markup_that_takes_our_names_takes_no_answer() -> Outcome {
    let stage = page("clobbered", "", CLOBBERS, |_| {}).await?;
    answers(&stage).await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn markup_that_takes_our_names_takes_no_tag() -> Outcome {
    let desk = Desk::new(crate::TEMOIN);
    desk.copy(&crate::registers().join("demo"), "register");
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "register", "--data", "data"]);
    let tag = program.url("/_temoin/choice.js");
    // At the end, where everything else is there already.
    let site = Origin::start(move |_| {
        Answer::html(
            &[],
            &format!(
                "<!DOCTYPE html><html lang=\"fr\"><body>{CLOBBERS}<h1>École</h1>{WAITS}<script src=\"{tag}\"></script></body></html>"
            ),
        )
    });
    let stage = Stage::before("clobbered-tag", desk, program, |_| {}).await?;
    stage.page.goto(&site.url()).await?;
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    stage.answer("section#temoin [data-temoin=accept-all]").await?;
    stage.page.wait_until(&format!("({RAN}) === 'yes'")).await?;
    stage.end().await
}

/// What a careless merge of a query into an object may leave on every object.
const POLLUTES: &str = "<script>
    const all = { id: 'x', decided_at: '2026-01-01T00:00:00Z', revision: '', granted: ['audience'], refused: [], exceptions: ['+google-analytics'] };
    for (const [name, value] of Object.entries({ choice: all, ...all, state: 'known', allow: 'audience', data: all, core: all, said: all, detail: all, blocked: 1, trusted: {}, own: [], domain: 'x' }))
        Object.prototype[name] ??= value;
</script>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_all_objects_say_is_no_choice() -> Outcome {
    let stage = page("polluted", POLLUTES, "", |_| {}).await?;
    let choice = "new Promise((done) => temoin.push((t) => done(t.choice()?.granted.join() ?? 'none')))";
    assert_eq!(stage.page.eval::<String>(choice).await?, "none");
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    stage.visit("/").await?;
    assert!(!stage.page.exists("section#temoin").await?, "it heard the answer");
    assert_eq!(stage.page.eval::<String>(choice).await?, "");
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    stage.nobody_else().await?;
    stage.end().await
}

/// What lists of annoyances do to what lies over pages.
const HIDES: &str = "<style>#temoin, dialog, [class^=temoin-] { display: none !important }</style>";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_whose_overlays_are_hidden_is_not_held() -> Outcome {
    let stage = page("hidden", HIDES, "", |_| {}).await?;
    assert!(!stage.page.visible("#temoin").await?);
    assert!(stage.page.eval::<bool>("(scrollTo(0, 500), scrollY === 500)").await?, "it scrolls");
    stage.page.eval::<()>("void scrollTo(0, 0)").await?;
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    stage.nobody_else().await?;
    // A dialog that nobody sees would leave a page that answers to nothing.
    stage.page.click_and_load("#choices").await?;
    assert!(stage.page.url().await?.contains("/_temoin/preferences?"), "{}", stage.page.url().await?);
    stage.page.click_and_load("[data-temoin=refuse-all]").await?;
    assert_eq!(stage.page.url().await?, stage.site.url("/"));
    assert!(stage.cookie("phare_choice").await?.is_some());
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_out_of_memory_wakes_up_with_the_choice_of_now() -> Outcome {
    let stage = page("from-memory", "", "", |options| options.memory = Memory::Pages).await?;
    stage.page.eval::<()>("void (window.asleep = true)").await?;
    stage.visit("/next").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.page.wait_until(&format!("({RAN}) === 'yes'")).await?;
    stage.page.eval::<()>("void setTimeout(() => history.back())").await?;
    stage.page.wait_until("window.asleep === true").await?;
    stage
        .page
        .wait_until(&format!("({RAN}) === 'yes' && !document.querySelector('#temoin').checkVisibility()"))
        .await?;

    // And back again, once it was taken back.
    stage.page.eval::<bool>("temoin.withdraw().then(() => true)").await?;
    stage.page.eval::<()>("void setTimeout(() => history.forward())").await?;
    stage.page.wait_until("location.pathname === '/next'").await?;
    stage.page.wait_until("window.temoin.choice?.()?.granted.length === 0").await?;
    let record = stage.page.eval::<String>("temoin.proof()").await?;
    let path = record.split_once("/_temoin").map(|(_, path)| format!("/_temoin{path}")).ok_or("an address")?;
    assert_eq!(get(&stage.site.listen, &path, &[]).json()["action"], "withdraw");
    stage.end().await
}
