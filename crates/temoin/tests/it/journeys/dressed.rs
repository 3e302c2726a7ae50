//! The sample site, with a place, a logo and a theme of its own.

use temoin_browser::Options;
use temoin_testkit::{Desk, Program};

use super::stage::{Outcome, Stage};

/// A lighthouse, light on a dark ground and dark on a light one.
pub(super) const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40">
<style>.ink { fill: #1f2933 } @media (prefers-color-scheme: dark) { .ink { fill: #e6e8eb } }</style>
<path class="ink" d="M14 38 17 14h6l3 24zM15 12h10v-3l-5-5-5 5z"/><path fill="#d9822b" d="M12 10 0 6v8zM28 10l12-4v8z"/>
<text class="ink" x="46" y="27" font-family="Georgia, serif" font-size="18">Phare</text></svg>"##;

/// What `themes.rs` and `pictures.rs` dress the notice with.
pub(super) const THEME: &str = r##"[notice.theme]
background = "#fffaf0"
text       = "#1f2933"
accent     = "#8a3b12"
on_accent  = "#ffffff"
line       = "#e3d5bd"
radius     = "8px"
font       = "Georgia, DejaVu Serif, serif"
dark       = { background = "#1d1a16", text = "#f3ead9", accent = "#f0a868", on_accent = "#1d1a16", line = "#4a4238" }
"##;

/// A browser before the sample site, whose register says this of the notice.
pub(super) struct Dressed {
    pub(super) stage: Stage,
    /// The site itself, kept as long as it is looked at.
    sample: Program,
}

impl Dressed {
    pub(super) async fn with(
        journey: &'static str,
        notice: &str,
        adjust: impl FnOnce(&mut Options),
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let desk = Desk::new(crate::TEMOIN);
        desk.copy(&crate::registers().join("demo"), "register").file("register/logo.svg", LOGO);
        let register = format!("{}\n{notice}\n", desk.read("register/register.toml"));
        desk.file("register/register.toml", register);
        let sample = Program::start(crate::TEMOIN, desk.path(), &["demo"]);
        let upstream = format!("http://{}", sample.origin.as_deref().expect("the sample site"));
        let arguments = ["serve", "register", "--upstream", &upstream, "--data", "data"];
        let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
        Ok(Self { stage: Stage::before(journey, desk, site, adjust).await?, sample })
    }

    pub(super) async fn end(self) -> Outcome {
        self.stage.end().await?;
        drop(self.sample);
        Ok(())
    }
}
