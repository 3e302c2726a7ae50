//! The sample site, whose pages say that somebody is signed in, who has chosen elsewhere.

use temoin_testkit::{Answer, Asked, Desk, Origin, Program, get, post_form};

use super::stage::{Outcome, Stage};

/// A browser before the page that says that the choice holds on this device too.
pub(super) struct Met {
    pub(super) stage: Stage,
    /// The site itself, kept as long as it is looked at.
    sample: Program,
}

impl Met {
    pub(super) async fn before(
        journey: &'static str,
        language: &'static str,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let desk = Desk::new(crate::TEMOIN);
        desk.copy(&crate::registers().join("demo"), "register");
        let cookie = "cookie    = \"phare_choice\"";
        let register = desk.read("register/register.toml").replace(cookie, &format!("{cookie}\nreach = \"account\""));
        desk.file("register/register.toml", register);
        let sample = Program::start(crate::TEMOIN, desk.path(), &["demo"]);
        let origin = sample.origin.clone().expect("the sample site");
        let upstream = Origin::start(move |asked| named(&origin, language, asked)).url();
        let arguments = ["serve", "register", "--upstream", &upstream, "--data", "data"];
        let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
        elsewhere(&site);
        let stage = Stage::before(journey, desk, site, |_| {}).await?;
        stage.visit("/").await?;
        assert!(stage.page.visible("#temoin-account").await? && !stage.page.exists("#temoin").await?);
        Ok(Self { stage, sample })
    }

    pub(super) async fn end(self) -> Outcome {
        self.stage.end().await?;
        drop(self.sample);
        Ok(())
    }
}

/// The answer of the sample site, with who is signed in, as a page in this language.
fn named(origin: &str, language: &str, asked: &Asked) -> Answer {
    let reply = get(origin, &asked.path, &[]);
    let kind = reply.header("content-type").unwrap_or("text/plain");
    let subject = "Temoin-Subject: 4711";
    if kind.starts_with("text/html") {
        return Answer::html(&[subject], &reply.text().replacen("lang=\"fr\"", &format!("lang=\"{language}\""), 1));
    }
    Answer::of("200 OK", &[&format!("Content-Type: {kind}"), subject], &reply.body)
}

/// The person refuses, on another device.
fn elsewhere(site: &Program) {
    let page = get(&site.listen, "/", &[]).text();
    let (_, rest) = page.split_once("name=\"subject\" value=\"").expect("a mark");
    let mark = rest.split('"').next().unwrap_or_default();
    let form = format!("action=refuse-all&subject={mark}");
    assert_eq!(post_form(&site.listen, "/_temoin/v1/consents", &[], &form).status, 303);
}
