//! When a choice is asked for again, and when it is not.

use std::time::Duration;

use temoin_testkit::{Desk, Program, get};
use tokio::time::timeout;

use super::stage::{GOOGLE_PIXEL, GOOGLE_TAG, Outcome, Stage};

/// The sample site's origin, and a register of one's own in front of it.
struct Own {
    origin: Program,
    register: String,
}

impl Own {
    fn new(desk: &Desk) -> Self {
        desk.copy(&crate::registers().join("demo"), "register");
        let origin = Program::start(crate::TEMOIN, desk.path(), &["demo"]);
        Self { origin, register: desk.read("register/register.toml") }
    }

    /// Writes the register, changed, and serves it with the keys and choices there are.
    fn serve(&self, desk: &Desk, from: &str, to: &str) -> Program {
        assert!(self.register.contains(from), "the register still says {from}");
        desk.file("register/register.toml", self.register.replacen(from, to, 1));
        let origin = format!("http://{}", self.origin.origin.as_ref().expect("the demo says where its site is"));
        Program::start(crate::TEMOIN, desk.path(), &["serve", "register", "--upstream", &origin, "--data", "data"])
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_choice_is_asked_again() -> Outcome {
    let desk = Desk::new(crate::TEMOIN);
    let own = Own::new(&desk);
    let site = own.serve(&desk, r#"valid_for = "6 months""#, r#"valid_for = "3 seconds""#);
    let stage = Stage::before("expired", desk, site, |_| {}).await?;
    stage.visit("/").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.reaches(&[GOOGLE_TAG, GOOGLE_PIXEL]).await?;
    assert!(!stage.page.visible("#temoin").await?);

    let asked_again = async {
        // The server forgets it within the second that the browser does.
        while !stage.page.visible("#temoin").await? || stage.cookie("phare_choice").await?.is_some() {
            stage.page.reload().await?;
        }
        Ok::<_, Box<dyn std::error::Error>>(())
    };
    timeout(Duration::from_secs(15), asked_again).await??;
    stage.has_none_of(&["phare_choice"]).await?;
    stage.picture("asked-again").await?;
    stage.forget().await?;
    stage.walk(&["/", "/formation"]).await?;
    stage.nobody_else().await?;
    stage.has_none_of(&super::stage::BOUND).await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revised_register_asks_again_and_a_reworded_one_does_not() -> Outcome {
    let desk = Desk::new(crate::TEMOIN);
    let own = Own::new(&desk);
    let site = own.serve(&desk, "schema = 1", "schema = 1");
    let again = Desk::new(crate::TEMOIN);
    let mut stage = Stage::before("revised", again, site, |_| {}).await?;
    stage.visit("/").await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.reaches(&[GOOGLE_TAG, GOOGLE_PIXEL]).await?;

    stage.site =
        own.serve(&desk, "Compter les visites et les pages lues avec", "Dénombrer pages et visites avec").into();
    stage.visit("/").await?;
    let shown = get(&stage.site.listen, "/_temoin/preferences?lang=fr", &[]).text();
    assert!(shown.contains("Dénombrer pages et visites"), "the new words are shown");
    assert!(!stage.page.visible("#temoin").await?, "and the choice holds");
    stage.forget().await?;
    stage.page.reload().await?;
    stage.reaches(&[GOOGLE_TAG, GOOGLE_PIXEL]).await?;

    let purpose = "[[purpose]]\nid = \"advertising\"\nconsent = \"required\"\n\
        title = { fr = \"Publicité\", en = \"Advertising\" }\n\n[[purpose]]\nid     = \"sign-in\"";
    stage.site = own.serve(&desk, "[[purpose]]\nid     = \"sign-in\"", purpose).into();
    stage.forget().await?;
    stage.walk(&["/", "/formation"]).await?;
    assert!(stage.page.visible("#temoin").await?, "nobody was asked about advertising");
    assert!(stage.page.text("#temoin").await?.contains("Publicité"));
    stage.picture("asked-again").await?;
    stage.nobody_else().await?;
    stage.has_none_of(&super::stage::BOUND).await?;
    stage.end().await
}
