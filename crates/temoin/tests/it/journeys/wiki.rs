//! A real content manager behind `serve`: DokuWiki, as Debian installs it.

use temoin_browser::Cookie;
use temoin_testkit::{Desk, DokuWiki, Program, get};

use super::stage::{GOOGLE_TAG, Outcome, Stage};

const YOUTUBE: &str = "www.youtube.com";
const TILES: &str = "tuiles.example.org";
/// Pages never name it: the wiki's own `fetch.php` redirects to it.
const PICTURES: &str = "images.example.net";
const START: &str = "/doku.php?id=start";
const PAGES: [&str; 3] = [START, "/doku.php?id=acces", "/doku.php?id=start&do=index"];

/// The wiki, and a browser before it; `change` has the register's last word.
async fn open(
    journey: &'static str,
    undeclared: &str,
    change: impl FnOnce(String) -> String,
) -> Result<(Stage, DokuWiki), Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    desk.copy(&crate::registers().join("dokuwiki"), "register");
    let register = change(desk.read("register/register.toml"));
    desk.file("register/register.toml", register);
    let wiki = DokuWiki::start(&desk.path().join("wiki"));
    let origin = format!("http://{}", wiki.address());
    let arguments = ["serve", "register", "--upstream", &origin, "--data", "data", "--undeclared", undeclared];
    let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
    Ok((Stage::before(journey, desk, site, |_| {}).await?, wiki))
}

/// The picture of the month, which comes from elsewhere under an address of the wiki's.
async fn has_picture(stage: &Stage) -> Result<bool, Box<dyn std::error::Error>> {
    let script = "(() => { const picture = document.querySelector('img[src*=\"fetch.php\"]');
        return fetch(picture.src, { redirect: 'manual' }).then(answer => answer.type === 'opaqueredirect'); })()";
    Ok(stage.page.eval(script).await?)
}

async fn refused(journey: &'static str, undeclared: &str) -> Outcome {
    let (stage, _wiki) = open(journey, undeclared, |register| register).await?;
    stage.visit(START).await?;
    assert!(stage.page.visible("#temoin").await?);
    stage.picture("banner").await?;
    stage.walk(&PAGES).await?;
    stage.nobody_else().await?;
    assert_eq!(stage.cookie_names().await?.into_iter().collect::<Vec<_>>(), ["DokuWiki"]);

    stage.visit(START).await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    stage.walk(&PAGES).await?;
    assert!(!stage.page.visible("#temoin").await?);
    stage.visit(START).await?;
    assert!(stage.page.visible(".temoin-held").await?);
    assert!(!has_picture(&stage).await?, "the wiki's redirection elsewhere is held");
    stage.whole_picture("refused").await?;
    stage.nobody_else().await?;
    // The one thing the browser reports is the picture that was not to be had.
    let complaints = stage.page.console().await?;
    let expected = |line: &String| line.contains("fetch.php") && line.contains("403");
    assert!(!complaints.is_empty() && complaints.iter().all(expected), "{complaints:#?}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_leaves_the_wiki_unasked() -> Outcome {
    refused("wiki-refuse-report", "report").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_leaves_the_wiki_unasked_when_undeclared_is_blocked() -> Outcome {
    refused("wiki-refuse-block", "block").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_wiki_was_granted_goes_through_and_is_taken_back() -> Outcome {
    let (stage, _wiki) = open("wiki-accept", "report", |register| register).await?;
    stage.visit(START).await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    stage.reaches(&[GOOGLE_TAG, YOUTUBE, TILES]).await?;
    // Scripts, frames and images start in place; a picture that was refused is asked
    // for again with the next page.
    stage.page.reload().await?;
    stage.reaches(&[GOOGLE_TAG, YOUTUBE, TILES, PICTURES]).await?;
    stage.picture("accepted").await?;

    // What Google's tag writes, had it been there.
    stage.page.set_cookie(&Cookie::session("_ga", "GA1.1.1.1", "127.0.0.1")).await?;
    stage.walk(&PAGES).await?;
    assert!(stage.cookie("_ga").await?.is_some(), "granted, it stays");
    stage.visit(START).await?;
    stage.open(".temoin-link a").await?;
    stage.answer("#temoin-preferences [data-temoin=refuse-all]").await?;
    stage.has_none_of(&["_ga"]).await?;
    stage.forget().await?;
    stage.walk(&PAGES).await?;
    stage.nobody_else().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_purpose_of_the_wiki_alone() -> Outcome {
    let (stage, _wiki) = open("wiki-one-purpose", "block", |register| register).await?;
    stage.visit(START).await?;
    stage.open("#temoin [data-temoin=preferences]").await?;
    stage.page.click("#temoin-preferences [value=audience]").await?;
    stage.picture("preferences").await?;
    stage.page.click("#temoin-preferences [data-temoin=save]").await?;
    stage.reaches(&[GOOGLE_TAG]).await?;
    stage.walk(&PAGES).await?;
    stage.only(&[GOOGLE_TAG]).await?;
    stage.visit(START).await?;
    assert!(stage.page.visible(".temoin-held").await?);
    assert!(!has_picture(&stage).await?);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_editor_signs_in_writes_uploads_and_leaves() -> Outcome {
    let (stage, wiki) = open("wiki-edit", "block", |register| register).await?;
    stage.visit(START).await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    let held = stage.same_as(&wiki.address(), &PAGES).await?;
    assert_eq!(held.into_iter().collect::<Vec<_>>(), ["google-analytics", "tiles", "youtube"]);
    stage.visit("/doku.php?id=acces&do=login").await?;
    stage.page.fill("#dw__login [name=u]", DokuWiki::USER).await?;
    stage.page.fill("#dw__login [name=p]", DokuWiki::PASSWORD).await?;
    stage.page.click("#remember__me").await?;
    stage.picture("sign-in").await?;
    stage.page.click_and_load("#dw__login [type=submit]").await?;
    assert!(stage.page.visible("li.action.logout a").await?, "{}", stage.page.text("body").await?);

    // The wiki asks for a year; the register says thirty days.
    let remembered = |cookie: &Cookie| cookie.name.starts_with("DW");
    let kept = stage.page.cookies().await?.into_iter().find(remembered).ok_or("the sign-in is remembered")?;
    let days =
        (kept.expires.ok_or("beyond the session")? - stage.page.eval::<f64>("Date.now() / 1000").await?) / 86400.0;
    assert!(days > 29.0 && days <= 30.001, "{days} days");
    assert!(kept.http_only);

    stage.visit("/doku.php?id=acces&do=edit").await?;
    let text: String = stage.page.eval("document.querySelector('#wiki__text').value").await?;
    stage
        .page
        .fill("#wiki__text", &format!("{text}\n\nOuvert aussi le samedi & fêtes, d'août à « octobre ».\n"))
        .await?;
    // The wiki's own script remembers how large one likes the field: declared, it stays.
    // Its handles are pictures that a script adds: they take room once they have come.
    stage.page.wait_until("document.querySelector('#size__ctl :is(button, img)')?.offsetHeight > 0").await?;
    stage.page.click("#size__ctl button, #size__ctl img").await?;
    stage.page.click_and_load("#edbtn__save").await?;
    stage.visit("/doku.php?id=acces").await?;
    assert!(stage.page.text("#dokuwiki__content").await?.contains("Ouvert aussi le samedi & fêtes"));
    assert!(stage.cookie("DOKU_PREFS").await?.is_some());
    stage.picture("saved").await?;

    stage.visit("/doku.php?id=acces&do=media&tab_files=upload").await?;
    stage.page.wait_for(".qq-upload-button input[type=file]").await?;
    let sent = stage.attach(".qq-upload-button input[type=file]", "pont.png").await?;
    stage.page.click("#mediamanager__upload_button").await?;
    stage.page.wait_for(".qq-upload-success").await?;
    stage.picture("uploaded").await?;
    let name: String = stage.page.eval("document.querySelector('.qq-upload-success a')?.textContent ?? ''").await?;
    assert_eq!(stage.download("/lib/exe/fetch.php?media=pont.png").await?, sent, "byte for byte, under {name}");

    stage.visit("/doku.php?id=acces").await?;
    stage.same_as(&wiki.address(), &PAGES).await?;
    stage.same_as(&wiki.address(), &["/doku.php?id=acces&do=edit", "/doku.php?id=acces&do=media"]).await?;
    stage.same_files_as(&wiki.address()).await?;
    stage.page.click_and_load("li.action.logout a").await?;
    assert!(!stage.page.cookies().await?.iter().any(remembered), "the wiki removed it");
    stage.visit("/doku.php?id=acces").await?;
    assert!(stage.page.text("#dokuwiki__content").await?.contains("Ouvert aussi le samedi"));
    assert!(!stage.page.exists("li.action.logout a").await?);
    stage.nobody_else().await?;
    assert_eq!(stage.page.console().await?.into_iter().filter(|line| !line.contains("fetch.php")).count(), 0);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_nobody_declared_is_counted_or_blocked() -> Outcome {
    let forgotten = |register: String| register.replace("hosts     = [\"tuiles.example.org\"]\n", "");
    let (stage, _wiki) = open("wiki-undeclared-report", "report", forgotten).await?;
    stage.visit(START).await?;
    stage.reaches(&[TILES]).await?;
    let counted = get(&stage.site.console, "/metrics", &[]).text();
    assert!(counted.contains(r#"temoin_undeclared_total{subject="contact",name="tuiles.example.org"}"#), "{counted}");
    stage.end().await?;

    let (stage, _wiki) = open("wiki-undeclared-block", "block", forgotten).await?;
    stage.visit(START).await?;
    stage.answer("#temoin [data-temoin=accept-all]").await?;
    // The page loads itself again: its policy forbids what was just granted.
    stage.reaches(&[GOOGLE_TAG, YOUTUBE, PICTURES]).await?;
    stage.end().await
}
