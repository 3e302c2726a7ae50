//! A visitor who leaves banners to their browser.
//!
//! What stands in the page is the script of DuckDuckGo's autoconsent, as it is published;
//! what stands here is the rest of that extension, which hands it its settings and all the
//! rules it is shipped with, and runs in the page what it may not run itself. It knows
//! nothing of us, unless our rule is added.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use temoin_browser::{Extension, Page};
use temoin_testkit::{get, npm_file};

use super::stage::{Stage, part};

const PACKAGE: &str = "@duckduckgo/autoconsent/dist/addon-mv3";

/// What an extension's script finds around it, as far as this one looks.
const AROUND: &str = "
    const ears = [];
    const hear = (message) => { for (const ear of ears) ear(message); };
    globalThis.chrome = { runtime: {
        sendMessage: async (message) => autoconsent(JSON.stringify(message)),
        onMessage: { addListener: (ear) => ears.push(ear) },
        connect: () => ({}),
    } };";

/// What the visitor told their extension to do with banners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Refuse,
    Accept,
}

/// What the extension did.
#[derive(Debug)]
pub(super) struct Done {
    /// The rule that recognised the banner; `HEURISTIC-…` when none did and its text spoke.
    pub(super) by: String,
    /// Whether the extension, looking again, found that it had worked; it looks after refusals only.
    pub(super) verified: Option<bool>,
    /// From the first sight of the page until it was done.
    pub(super) took: Duration,
}

/// The extension, at work in a tab.
pub(super) struct Client {
    extension: Extension,
    settings: Value,
}

impl Client {
    /// Installs it; `rules` are those it has beside its own.
    pub(super) async fn install(page: &Page, wish: Wish, rules: &[Value]) -> Result<Self, Box<dyn std::error::Error>> {
        let script = npm_file(&format!("{PACKAGE}/content.bundle.js"));
        let extension = page.extend("autoconsent", &format!("{AROUND}\n{script}")).await?;
        let shipped = |file: &str| serde_json::from_str::<Value>(&npm_file(&format!("{PACKAGE}/{file}")));
        // The short form of its rules only knows how to refuse.
        let (all, short) = match wish {
            Wish::Refuse => (Vec::new(), shipped("compact-rules.json")?),
            Wish::Accept => {
                (shipped("rules.json")?["autoconsent"].as_array().cloned().unwrap_or_default(), Value::Null)
            }
        };
        let all: Vec<&Value> = rules.iter().chain(&all).collect();
        let settings = json!({
            "type": "initResp",
            "rules": { "autoconsent": all, "compact": short },
            // As the extension sets itself up, the wish aside.
            "config": {
                "enabled": true,
                "autoAction": if wish == Wish::Refuse { "optOut" } else { "optIn" },
                "enableHeuristicDetection": true,
                "enablePopupMutationObserver": true,
                "heuristicMode": "tier1",
            },
        });
        Ok(Self { extension, settings })
    }

    /// Serves it until it is done with the page that is opened now.
    pub(super) async fn done(&mut self, page: &Page) -> Result<Done, Box<dyn std::error::Error>> {
        let (mut start, mut done) = (None, None);
        loop {
            let message = self.extension.hear().await.map_err(|error| format!("{error}; so far: {done:?}"))?;
            let said: Value = serde_json::from_str(&message.text)?;
            let answer = match said["type"].as_str().unwrap_or_default() {
                "init" => {
                    start = start.or(Some(Instant::now()));
                    self.settings.clone()
                }
                "eval" => {
                    let code = said["code"].as_str().unwrap_or("false");
                    let result = page.eval::<Value>(code).await.unwrap_or(Value::Bool(false));
                    json!({ "type": "evalResp", "id": said["id"], "result": result })
                }
                "autoconsentError" => return Err(said.to_string().into()),
                // A check is asked for by what can be checked.
                "optOutResult" if said["scheduleSelfTest"] == true => {
                    done = Some(answered(&said, start)?);
                    json!({ "type": "selfTest" })
                }
                "autoconsentDone" if done.is_none() => return answered(&said, start),
                "selfTestResult" => {
                    let done = done.ok_or("a check of nothing")?;
                    return Ok(Done { verified: said["result"].as_bool(), ..done });
                }
                _ => continue,
            };
            self.extension.answer(&message, &format!("hear({answer})")).await?;
        }
    }
}

fn answered(said: &Value, start: Option<Instant>) -> Result<Done, Box<dyn std::error::Error>> {
    let took = start.ok_or("it was done before it began")?.elapsed();
    Ok(Done { by: said["cmp"].as_str().unwrap_or_default().to_owned(), verified: None, took })
}

impl Stage {
    /// One visit of a page by somebody who never came before and whose extension answers; what
    /// it did, and the action that was recorded.
    pub(super) async fn answered_by(
        &self,
        client: &mut Client,
        path: &str,
    ) -> Result<(Done, String), Box<dyn std::error::Error>> {
        self.page.clear_cookies().await?;
        self.visit(path).await?;
        let done = client.done(&self.page).await?;
        self.page.wait_until("document.cookie.includes('phare_choice=')").await?;
        let choice = self.cookie("phare_choice").await?.ok_or("the choice is kept")?;
        let record = get(&self.site.listen, &format!("/_temoin/v1/consents/{}", part(&choice.value, "i")), &[]);
        let record: Value = serde_json::from_str(&record.text())?;
        Ok((done, record["action"].as_str().unwrap_or_default().to_owned()))
    }
}
