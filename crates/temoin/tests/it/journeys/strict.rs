//! Pages that trust no script but those they name, and no text as markup: a content policy
//! of nonces, with Trusted Types.

use temoin_testkit::{Answer, Desk, Origin, Program};

use super::dressed::LOGO;
use super::stage::{Outcome, Stage, YOUTUBE};

const POLICY: &str = "Content-Security-Policy: default-src 'self'; script-src 'nonce-r4nd0m' 'strict-dynamic'; \
    style-src 'nonce-r4nd0m'; frame-src https://www.youtube-nocookie.com; object-src 'none'; base-uri 'none'; \
    require-trusted-types-for 'script'; trusted-types temoin";

const PAGE: &str = "<!doctype html><html lang=\"fr\"><head><title>École</title>\
    <script nonce=\"r4nd0m\">window.violations = [];\
    addEventListener('securitypolicyviolation', (event) => {\
    if (event.disposition === 'enforce') violations.push(event.violatedDirective + ' ' + event.blockedURI); });</script>\
    <script type=\"text/plain\" data-purpose=\"audience\" nonce=\"r4nd0m\">\
    document.documentElement.dataset.ran = (document.documentElement.dataset.ran ?? '') + 'inline ';</script>\
    <script type=\"text/plain\" data-purpose=\"audience\" data-src=\"/own.js\" nonce=\"r4nd0m\"></script>\
    </head><body><main><h1>École</h1><iframe src=\"https://www.youtube-nocookie.com/embed/x\" title=\"Film\"></iframe>\
    </main></body></html>";

/// A policy under which the site shows no image of its own.
const NO_IMAGE: &str = "Content-Security-Policy: default-src 'self' 'unsafe-inline'; img-src https://images.example; \
    frame-src https://www.youtube-nocookie.com";

fn origin(policy: &'static str) -> Origin {
    Origin::start(move |asked| match asked.path.as_str() {
        "/own.js" => {
            let text = b"document.documentElement.dataset.ran += 'file';";
            Answer::of("200 OK", &["Content-Type: text/javascript"], text)
        }
        _ => Answer::html(&[policy], PAGE),
    })
}

async fn open(journey: &'static str, policy: &'static str) -> Result<Stage, Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    desk.copy(&crate::registers().join("demo"), "register");
    desk.file("register/logo.svg", LOGO);
    let register = format!("{}\n[notice]\nlogo = \"logo.svg\"\n", desk.read("register/register.toml"));
    desk.file("register/register.toml", register);
    let arguments = ["serve", "register", "--upstream", &origin(policy).url(), "--data", "data"];
    let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
    Stage::before(journey, desk, site, |_| {}).await
}

/// Nothing of ours was against the page's policy.
async fn is_lawful(stage: &Stage) -> Outcome {
    let violations: Vec<String> = stage.page.eval("window.violations").await?;
    assert_eq!(violations, [""; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusing_and_accepting_break_no_policy_of_the_page() -> Outcome {
    let stage = open("strict", POLICY).await?;
    stage.visit("/").await?;
    assert!(stage.page.visible("#temoin").await?);
    stage.page.wait_until("document.querySelector('#temoin img').naturalWidth > 0").await?;
    stage.picture("banner").await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert!(!stage.page.visible("#temoin").await?);
    stage.nobody_else().await?;
    is_lawful(&stage).await?;

    // The preferences come when they are asked for, dressed without a word in the page's policy.
    stage.open(".temoin-link a").await?;
    let margin: String =
        stage.page.eval("getComputedStyle(document.querySelector('#temoin-preferences')).boxShadow").await?;
    assert_ne!(margin, "none", "the dialog has its style");
    stage.picture("preferences").await?;
    stage.answer("#temoin-preferences [data-temoin=accept-all]").await?;
    stage.page.wait_until("document.documentElement.dataset.ran === 'inline file'").await?;
    stage.reaches(&[YOUTUBE]).await?;
    is_lawful(&stage).await?;

    // The next page comes with all of it from the server.
    stage.visit("/").await?;
    stage.page.wait_until("document.documentElement.dataset.ran === 'inline file'").await?;
    is_lawful(&stage).await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_may_show_no_image_of_its_site_has_the_notice_without_its_logo() -> Outcome {
    let stage = open("strict-logo", NO_IMAGE).await?;
    stage.visit("/").await?;
    assert!(stage.page.visible("#temoin").await?);
    stage.picture("banner").await?;
    let title: String =
        stage.page.eval("document.querySelector('#temoin h2').previousElementSibling.localName").await?;
    assert_eq!(title, "input", "nothing stands in its place");
    stage.answer("#temoin [data-temoin=accept-all]").await?;

    // The page is the same afterwards: what is refused for good is no reason to load it again.
    stage.page.eval::<bool>("window.same = true").await?;
    stage.open(".temoin-link a").await?;
    stage.page.eval::<bool>("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0, true)))").await?;
    assert!(!stage.page.exists("#temoin-preferences img").await?);
    assert!(stage.page.eval::<bool>("window.same === true").await?, "it was not loaded again");
    is_lawful(&stage).await?;
    stage.end().await
}
