//! Reading the policies, where the banner sends its readers.

use super::stage::{Outcome, Stage};

/// The links of the page that lead nowhere: to a part it has not, or to a page of the
/// site that does not answer.
const DEAD: &str = "(async () => {
    const dead = [];
    for (const link of document.querySelectorAll('main a[href]')) {
        const [page, part] = link.href.split('#');
        if (link.origin !== location.origin) continue;
        if (page !== location.href.split('#')[0]) {
            if (!(await fetch(page)).ok) dead.push(link.getAttribute('href'));
        } else if (part && !document.getElementById(decodeURIComponent(part))) dead.push('#' + part);
    }
    return dead;
})()";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_link_of_a_policy_leads_nowhere() -> Outcome {
    let stage = Stage::demo("reading").await?;
    stage.visit("/").await?;
    stage.open("#temoin [data-temoin=preferences]").await?;
    stage.page.click_and_load("#temoin-preferences a[href*=policies]").await?;
    assert!(stage.page.visible("main h1").await?);
    assert!(stage.page.exists("main nav a[href^='#']").await?, "a list of contents");
    for page in ["policies", "policies/cookies?lang=fr", "policies/privacy?lang=fr", "policies/cookies?lang=en"] {
        stage.visit(&format!("/_temoin/{page}")).await?;
        let dead: Vec<String> = stage.page.eval(DEAD).await?;
        assert_eq!(dead, [""; 0], "{page}");
    }
    stage.nobody_else().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_leads_to_the_preferences() -> Outcome {
    let stage = Stage::demo("policy-link").await?;
    stage.visit("/_temoin/policies/cookies").await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    stage.open("main a[href='#temoin']").await?;
    stage.answer("#temoin-preferences [data-temoin=accept-all]").await?;
    // The policy itself has nothing to load, whatever was accepted.
    stage.page.reload().await?;
    stage.nobody_else().await?;
    stage.end().await
}
