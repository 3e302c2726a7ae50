//! An extension answers the banner in the visitor's place, and its answer counts.

use super::client::{Client, Wish};
use super::stage::{Outcome, Stage};

/// Our rule, as it is published.
const RULE: &str = include_str!("../../../../../web/autoconsent.json");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_that_never_heard_of_us_refuses() -> Outcome {
    let stage = Stage::demo("autoconsent").await?;
    let mut client = Client::install(&stage.page, Wish::Refuse, &[]).await?;
    // By the words of the banner, in each language.
    for path in ["/", "/en/", "/contact"] {
        let (done, action) = stage.answered_by(&mut client, path).await?;
        let told = (done.by.as_str(), done.verified, action.as_str());
        assert_eq!(told, ("HEURISTIC-REJECT", Some(true), "refuse-all"), "{path}, after {:?}", done.took);
    }
    stage.nobody_else().await?;
    stage.end().await
}

async fn by_our_rule(wish: Wish, expected: &str, verified: Option<bool>) -> Outcome {
    let stage = Stage::demo("autoconsent-rule").await?;
    let mut client = Client::install(&stage.page, wish, &[serde_json::from_str(RULE)?]).await?;
    let (done, action) = stage.answered_by(&mut client, "/").await?;
    assert_eq!((done.by.as_str(), done.verified, action.as_str()), ("temoin", verified, expected));
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_rule_refuses() -> Outcome {
    by_our_rule(Wish::Refuse, "refuse-all", Some(true)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_rule_accepts() -> Outcome {
    by_our_rule(Wish::Accept, "accept-all", None).await
}
