//! The sample register before a site of a journey's own.

use temoin_browser::Options;
use temoin_testkit::{Answer, Asked, Desk, Origin, Program};

use super::stage::Stage;

impl Stage {
    /// A site that answers so, and a browser of another kind.
    pub(super) async fn over(
        journey: &'static str,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
        adjust: impl FnOnce(&mut Options),
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let desk = Desk::new(crate::TEMOIN);
        desk.copy(&crate::registers().join("demo"), "register");
        let url = Origin::start(answer).url();
        let arguments = ["serve", "register", "--upstream", &url, "--data", "data"];
        let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
        Self::before(journey, desk, site, adjust).await
    }
}
