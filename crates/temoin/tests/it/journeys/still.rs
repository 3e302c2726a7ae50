//! Nothing of ours moves while a page comes in, however slowly: the notice, a placeholder and
//! the link are where they will be from the first moment that they are seen.

use temoin_testkit::sliced;

use super::stage::{Outcome, Stage};

/// What moved of ours, or of the page as a whole, while it loaded (Layout Instability).
const MOVED: &str = "new Promise((done) => {
    const moved = [];
    const ours = '#temoin, #temoin *, .temoin-held, .temoin-held *, .temoin-link, .temoin-link *, html, body';
    new PerformanceObserver((list) => list.getEntries().forEach(({ value, sources }) => sources.forEach(({ node }) => {
        if (node?.matches?.(ours)) moved.push(value + ' ' + node.outerHTML.slice(0, 80));
    }))).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(moved))));
})";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_in_pieces_of_two_hundred_bytes_moves_nothing_of_ours() -> Outcome {
    let stage = Stage::demo("still").await?;
    let line = sliced(&stage.site.listen)?;
    for width in [1280, 360] {
        stage.page.resize(width, 800).await?;
        for path in ["/", "/formation"] {
            stage.page.goto(&format!("http://{line}{path}")).await?;
            assert!(stage.page.visible("#temoin").await?);
            let moved: Vec<String> = stage.page.eval(MOVED).await?;
            assert_eq!(moved, [""; 0], "{path} at {width} px");
        }
    }
    stage.nobody_else().await?;
    stage.end().await
}
