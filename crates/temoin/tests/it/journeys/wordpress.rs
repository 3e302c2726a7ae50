//! The content manager of most sites behind `serve`: WordPress, as Debian installs it.

use temoin_testkit::{Desk, Program, WordPress, get};
use tokio::time::timeout;

use super::stage::{GOOGLE_TAG, Outcome, PATIENCE, Stage};

const HELLO: &str = "/?p=1";
const BRIDGE: &str = "/?p=10";
const PAGES: [&str; 4] = ["/", HELLO, BRIDGE, "/?page_id=11"];
const ADMINISTRATION: [&str; 4] =
    ["/wp-admin/edit.php", "/wp-admin/users.php", "/wp-admin/profile.php", "/wp-admin/options-reading.php"];

/// Whose avatars: that of the first to comment.
const AVATARS: &str = "1.gravatar.com";
const FONTS: [&str; 2] = ["fonts.googleapis.com", "fonts.gstatic.com"];

/// The site, and a browser before it.
async fn open(journey: &'static str, undeclared: &str) -> Result<(Stage, WordPress), Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    let wordpress = WordPress::start(&desk.path().join("wp"));
    let register = crate::registers().join("wordpress").display().to_string();
    let origin = format!("http://{}", wordpress.address());
    let arguments = ["serve", &register, "--upstream", &origin, "--data", "data", "--undeclared", undeclared];
    let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
    Ok((Stage::before(journey, desk, site, |_| {}).await?, wordpress))
}

/// The names of the cookies that sign somebody in.
async fn signed_in(stage: &Stage) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let names = stage.cookie_names().await?.into_iter();
    Ok(names.filter(|name| name.starts_with("wordpress_") && name != "wordpress_test_cookie").collect())
}

async fn sign_in(stage: &Stage) -> Outcome {
    stage.visit("/wp-login.php").await?;
    // It puts the cursor into the first field by itself, once.
    stage.page.wait_until("document.activeElement.id === 'user_login'").await?;
    stage.page.fill("#user_login", WordPress::USER).await?;
    stage.page.fill("#user_pass", WordPress::PASSWORD).await?;
    stage.page.click_and_load("#wp-submit").await?;
    assert_eq!(stage.page.text("h1").await?, "Dashboard");
    assert_eq!(signed_in(stage).await?.len(), 2, "the site, its administration");
    Ok(())
}

/// Sends a picture through the form of the library; returns its address.
async fn upload(stage: &Stage) -> Result<String, Box<dyn std::error::Error>> {
    stage.visit("/wp-admin/media-new.php?browser-uploader").await?;
    let sent = stage.attach("#async-upload", "bridge.png").await?;
    stage.page.click_and_load("#html-upload").await?;
    stage.visit("/wp-admin/upload.php?mode=list").await?;
    let find = "(async () => (await (await fetch('/index.php?rest_route=/wp/v2/media')).json())[0].source_url)()";
    let url: String = stage.page.eval(find).await?;
    assert_eq!(stage.download(&url).await?, sent, "byte for byte");
    Ok(url)
}

/// Writes an article in the editor, and publishes it; returns its address.
async fn publish(stage: &Stage, picture: &str) -> Result<String, Box<dyn std::error::Error>> {
    stage.visit("/wp-admin/post-new.php").await?;
    stage.page.wait_for(".editor-post-title__input").await?;
    // It explains itself to who comes for the first time.
    stage.page.wait_for(".components-modal__header button").await?;
    stage.page.click(".components-modal__header button").await?;
    let write = format!(
        "(() => {{
            const block = wp.blocks.createBlock;
            wp.data.dispatch('core/block-editor').insertBlocks([
                block('core/paragraph', {{ content: 'Le pont d’en bas &amp; “celui d’en haut”.' }}),
                block('core/image', {{ url: '{picture}', alt: 'The bridge' }}),
            ]);
            return true;
        }})()"
    );
    assert!(stage.page.eval::<bool>(&write).await?);
    stage.page.fill(".editor-post-title__input", "Two bridges").await?;
    stage.page.click(".editor-post-publish-panel__toggle").await?;
    stage.page.wait_for(".editor-post-publish-panel .editor-post-publish-button:not([aria-disabled=true])").await?;
    stage.picture("publish").await?;
    stage.page.click(".editor-post-publish-panel .editor-post-publish-button").await?;
    let editor = "wp.data.select('core/editor')";
    stage.page.wait_until(&format!("{editor}.isCurrentPostPublished() && !{editor}.isSavingPost()")).await?;
    Ok(stage.page.eval(&format!("{editor}.getPermalink().replace(location.origin, '')")).await?)
}

async fn written(journey: &'static str, undeclared: &str) -> Outcome {
    let (stage, wordpress) = open(journey, undeclared).await?;
    let origin = wordpress.address();
    stage.walk(&PAGES).await?;
    assert!(stage.page.visible("#temoin").await?);
    stage.nobody_else().await?;
    assert!(stage.cookie_names().await?.is_empty());
    let held = stage.same_as(&origin, &PAGES).await?;
    let all = ["emoji", "google-analytics", "google-fonts", "gravatar", "youtube"];
    assert_eq!(held.into_iter().collect::<Vec<_>>(), all);

    stage.visit(BRIDGE).await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert!(stage.page.visible(".temoin-held").await?);
    sign_in(&stage).await?;
    stage.picture("dashboard").await?;
    let picture = upload(&stage).await?;
    stage.same_as(&origin, &PAGES).await?;
    stage.same_as(&origin, &ADMINISTRATION).await?;
    stage.same_files_as(&origin).await?;
    stage.nobody_else().await?;

    let article = publish(&stage, &picture).await?;
    stage.visit(&article).await?;
    stage.page.wait_until("document.querySelector('.entry-content img').naturalWidth > 0").await?;
    assert_eq!(stage.page.text(".entry-content p").await?, "Le pont d’en bas & “celui d’en haut”.");
    stage.picture("published").await?;
    stage.same_as(&origin, &[&article]).await?;

    let leave: String = stage.page.eval("document.querySelector('#wp-admin-bar-logout a').href").await?;
    stage.page.goto(&leave).await?;
    assert!(signed_in(&stage).await?.is_empty(), "WordPress removed them");
    stage.visit(&article).await?;
    assert!(!stage.page.exists("#wpadminbar").await?);
    stage.nobody_else().await?;
    // The site has no icon, with or without us; avatars that were refused are told of in
    // the editor.
    let expected = |line: &String| line.contains("favicon.ico") || line.contains("gravatar.com");
    let complaints = stage.page.console().await?;
    assert!(complaints.iter().all(expected), "{complaints:#?}");
    let counted = get(&stage.site.console, "/metrics", &[]).text();
    assert!(!counted.contains("temoin_undeclared_total{"), "the register names all that WordPress writes: {counted}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journalist_signs_in_publishes_and_leaves() -> Outcome {
    written("wordpress-write-report", "report").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journalist_does_so_when_undeclared_is_blocked() -> Outcome {
    written("wordpress-write-block", "block").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_site_was_granted_goes_through() -> Outcome {
    let (stage, _wordpress) = open("wordpress-accept", "block").await?;
    stage.visit(HELLO).await?;
    stage.page.click("#temoin [data-temoin=accept-all]").await?;
    let everybody = [GOOGLE_TAG, AVATARS, FONTS[0], FONTS[1]];
    assert!(timeout(PATIENCE, stage.outside.reached_by(&everybody)).await.is_ok(), "{:?}", stage.outside.contacted());
    assert_eq!(stage.outside.contacted().len(), everybody.len(), "and nobody else");
    stage.picture("accepted").await?;
    stage.end().await
}
