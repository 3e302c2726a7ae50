//! What a visitor sees of a banner, and what it costs their machine.

use serde_json::Value;
use temoin_browser::{Extension, Page};

use crate::Outcome;
use crate::contestants::{ALL, BARE, Contestant, UNGUARDED};
use crate::stand::Stand;

/// The visits of one turn. Times are in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Visit {
    /// From the first paint until the banner was painted.
    pub(crate) after_first_paint: Option<f64>,
    /// Of the page itself.
    pub(crate) first_paint: Option<f64>,
    /// The main thread's.
    pub(crate) script: Option<f64>,
    pub(crate) style: Option<f64>,
    /// By how much things moved, at once and in pieces (Cumulative Layout Shift).
    pub(crate) shift: Option<f64>,
    pub(crate) shift_sliced: Option<f64>,
    /// From the click on accept, with tags that wait for it: until the next paint, and until
    /// the banner was gone.
    pub(crate) next_paint: Option<f64>,
    pub(crate) gone: Option<f64>,
}

pub(crate) async fn visit(stand: &Stand, contestant: &Contestant) -> Outcome<Visit> {
    let (script, style) = costs(stand, contestant).await?;
    let mut visit = Visit { script: Some(script), style: Some(style), ..Visit::default() };
    if contestant.name == UNGUARDED.name {
        return Ok(visit);
    }
    let (page, mut watcher) = watched(stand).await?;
    let seen = look(&page, &mut watcher, &stand.url(contestant)).await?;
    visit.first_paint = seen["first"].as_f64();
    visit.shift = seen["shift"].as_f64();
    let banner = |when: &str| seen["banner"][when].as_f64();
    if let (Some(first), Some(frame), Some(painted)) = (visit.first_paint, banner("frame"), banner("painted")) {
        // In the frame of the first paint, or before: nobody saw the page without it.
        visit.after_first_paint = Some(if frame <= first { 0.0 } else { painted - first });
    }
    let sliced = look(&page, &mut watcher, &stand.url_sliced(contestant)).await?;
    visit.shift_sliced = sliced["shift"].as_f64();
    if contestant.name != BARE.name {
        look(&page, &mut watcher, &format!("{}/tags", stand.url(contestant))).await?;
        // Some show their buttons before these answer.
        stand.rest(&page).await?;
        page.click(contestant.accept).await?;
        let clicked: Value = serde_json::from_str(&watcher.hear().await?.text)?;
        (visit.next_paint, visit.gone) = (clicked["next"].as_f64(), clicked["gone"].as_f64());
        page.eval::<()>("localStorage.clear()").await?;
    }
    page.close().await?;
    Ok(visit)
}

/// Visits that only look whether anything moves.
pub(crate) async fn still(stand: &Stand, contestant: &Contestant, visits: usize) -> Outcome<Vec<Visit>> {
    let (page, mut watcher) = watched(stand).await?;
    let mut seen = Vec::new();
    for _ in 0..visits {
        let shift = look(&page, &mut watcher, &stand.url(contestant)).await?["shift"].as_f64();
        let shift_sliced = look(&page, &mut watcher, &stand.url_sliced(contestant)).await?["shift"].as_f64();
        seen.push(Visit { shift, shift_sliced, ..Visit::default() });
    }
    page.close().await?;
    Ok(seen)
}

/// A tab, and who stands beside its pages.
async fn watched(stand: &Stand) -> Outcome<(Page, Extension)> {
    let page = stand.tab().await?;
    let banners: Vec<&str> = ALL.iter().map(|each| each.banner).collect();
    let script = include_str!("watch.js").replace("{banners}", &banners.join(", "));
    let watcher = page.extend("watcher", &script).await?;
    Ok((page, watcher))
}

/// The main thread's script, its compilation included, and style, of one load by somebody
/// who never came before: in a tab of its own, since one that has compiled a script remembers.
async fn costs(stand: &Stand, contestant: &Contestant) -> Outcome<(f64, f64)> {
    let page = stand.tab().await?;
    page.clear_cookies().await?;
    page.count_costs().await?;
    let before = page.costs().await?;
    page.goto(&stand.url(contestant)).await?;
    stand.rest(&page).await?;
    let after = page.costs().await?;
    page.close().await?;
    let spent = |what: &str| (after[what] - before[what]) * 1e3;
    Ok((spent("ScriptDuration") + spent("V8CompileDuration"), spent("RecalcStyleDuration")))
}

/// What somebody who never came before saw of a page.
async fn look(page: &Page, watcher: &mut Extension, url: &str) -> Outcome<Value> {
    page.clear_cookies().await?;
    page.goto(url).await?;
    let told = watcher.hear().await.map_err(|error| format!("{url}: {error}"))?;
    Ok(serde_json::from_str(&told.text)?)
}
