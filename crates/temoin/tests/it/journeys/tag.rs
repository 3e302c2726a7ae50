//! Sites that can only add a tag: one script, from another host of the site.

use temoin_testkit::{Answer, Desk, Origin, Program, get};

use super::stage::{Outcome, Stage, YOUTUBE, part};

/// A page of a site that stands on `program`'s host, on another port: another origin.
fn page(program: &Program, policy: &'static str) -> Origin {
    let tag = program.url("/_temoin/choice.js");
    let page = format!(
        "<!doctype html><html lang=\"fr\"><head><title>École</title><script src=\"{tag}\"></script>\
         <script type=\"text/plain\" data-purpose=\"audience\">document.documentElement.dataset.ran = 'yes';</script>\
         </head><body><h1>École</h1><p><iframe title=\"Film\" data-service=\"youtube\" data-purpose=\"functional\" \
         data-src=\"https://{YOUTUBE}/embed/1\"></iframe></p></body></html>"
    );
    Origin::start(move |_| Answer::html(if policy.is_empty() { &[] } else { std::slice::from_ref(&policy) }, &page))
}

async fn open(journey: &'static str) -> Result<Stage, Box<dyn std::error::Error>> {
    let desk = Desk::new(crate::TEMOIN);
    desk.copy(&crate::registers().join("demo"), "register");
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "register", "--data", "data"]);
    Stage::before(journey, desk, program, |_| {}).await
}

const RAN: &str = "document.documentElement.dataset.ran ?? 'no'";

/// How often visitors were asked, once the browser has told of it.
async fn asked(stage: &Stage) -> Result<u64, Box<dyn std::error::Error>> {
    for _ in 0..100 {
        let told = get(&stage.site.console, "/stats?from=2020-01-01&to=2099-12-31", &[]).json();
        if let Some(count) = told["sites"][0]["totals"]["asked"].as_u64().filter(|count| *count > 0) {
            return Ok(count);
        }
        stage.page.eval::<bool>("new Promise((done) => setTimeout(done, 25, true))").await?;
    }
    Ok(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_tag_asks_and_is_answered() -> Outcome {
    let stage = open("tag").await?;
    let site = page(&stage.site, "");
    stage.page.goto(&site.url()).await?;
    assert!(stage.page.visible("#temoin").await?, "it asks");
    assert!(stage.page.eval::<bool>("document.body.firstElementChild.id === 'temoin'").await?, "first in the page");
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    assert_eq!(asked(&stage).await?, 1, "somebody arrived");
    stage.picture("banner").await?;

    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    assert!(!stage.page.visible("#temoin").await?);
    let choice = stage.cookie("phare_choice").await?.ok_or("the choice is kept")?;
    let record = get(&stage.site.listen, &format!("/_temoin/v1/consents/{}", part(&choice.value, "i")), &[]).json();
    assert_eq!((&record["action"], &record["surface"]), (&"refuse-all".into(), &"banner".into()), "{record}");

    stage.page.goto(&site.url()).await?;
    assert!(!stage.page.exists("#temoin").await?, "it asks once");
    assert_eq!(asked(&stage).await?, 1);
    assert_eq!(stage.page.eval::<String>(RAN).await?, "no");
    // It takes its place in the page.
    stage.page.wait_for(".temoin-held").await?;
    stage.open(".temoin-link a").await?;
    stage.picture("preferences").await?;
    stage.page.click("#temoin-preferences [value=audience]").await?;
    stage.answer("#temoin-preferences [data-temoin=save]").await?;
    stage.page.wait_until(&format!("({RAN}) === 'yes'")).await?;

    stage.page.goto(&site.url()).await?;
    stage.page.wait_until(&format!("({RAN}) === 'yes'")).await?;
    assert_eq!(stage.page.console().await?, [""; 0]);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_with_trusted_types_can_have_the_tag() -> Outcome {
    let stage = open("tag-strict").await?;
    let site = page(
        &stage.site,
        "Content-Security-Policy: script-src http://127.0.0.1:*; style-src 'self'; require-trusted-types-for 'script'",
    );
    stage.page.goto(&site.url()).await?;
    assert!(stage.page.visible("#temoin").await?, "it asks");
    stage.open("#temoin [data-temoin=preferences]").await?;
    stage.answer("#temoin-preferences [data-temoin=refuse-all]").await?;
    assert!(!stage.page.visible("#temoin").await?);
    stage.end().await
}

/// A page that may not call us is left to answer, as without a script.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_may_call_nobody_can_have_the_tag() -> Outcome {
    let stage = open("tag-alone").await?;
    let site = page(&stage.site, "Content-Security-Policy: connect-src 'none'");
    stage.page.goto(&site.url()).await?;
    assert!(stage.page.visible("#temoin").await?, "it asks");
    stage.page.click_and_load("#temoin [data-temoin=accept-all]").await?;
    assert!(stage.cookie("phare_choice").await?.is_some_and(|choice| choice.value.contains("a=audience")));
    stage.page.goto(&site.url()).await?;
    stage.page.wait_until(&format!("({RAN}) === 'yes'")).await?;
    assert!(!stage.page.exists("#temoin").await?, "it asks once");
    stage.end().await
}

/// Where there is no gateway and no guard, the page's own marks wait, and our script clears
/// what it can reach.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_marked_frame_says_whom_it_waits_for_and_what_is_taken_back_goes() -> Outcome {
    let stage = open("tag-embeds").await?;
    let site = page(&stage.site, "");
    stage.page.goto(&(site.url() + "/cours/3/lire")).await?;
    stage.page.wait_for(".temoin-held [data-temoin=always]").await?;
    let link: String = stage.page.eval("document.querySelector('.temoin-held [data-temoin=this-one]').href").await?;
    assert_eq!(link, format!("https://{YOUTUBE}/embed/1"));
    assert!(!stage.page.visible("iframe").await? && stage.page.visible("#temoin").await?);
    stage.picture("held").await?;
    stage.nobody_else().await?;

    stage.answer(".temoin-held [data-temoin=always]").await?;
    stage.reaches(&[YOUTUBE]).await?;
    assert!(stage.page.visible("iframe[src]").await? && !stage.page.exists(".temoin-held").await?);
    let write = "(() => {
        for (const path of ['/', '/cours', '/cours/3/']) document.cookie = '_ga=1; Max-Age=9999; Path=' + path;
        document.cookie = 'theirs=1; Max-Age=9999; Path=/';
        localStorage.setItem('phare_video_position', 1);
        localStorage.setItem('theirs', 1);
        sessionStorage.setItem('yt-remote-session', 1);
        return [localStorage.length, sessionStorage.length]; })()";
    assert_eq!(stage.page.eval::<Vec<u32>>(write).await?, [2, 1]);

    stage.page.eval::<bool>("temoin.withdraw().then(() => true)").await?;
    stage.page.wait_for(".temoin-held").await?;
    assert!(!stage.page.exists("iframe[src]").await?, "it is emptied");
    assert!(!stage.page.visible("iframe").await?);
    let left = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]";
    assert_eq!(stage.page.eval::<Vec<String>>(left).await?, ["theirs"]);
    let names: Vec<String> = stage.cookie_names().await?.into_iter().collect();
    assert_eq!(names, ["phare_choice", "theirs"]);
    stage.end().await
}

/// A site of several hosts, whose tag comes from one that is the consents' alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_choice_holds_on_all_hosts_of_a_domain() -> Outcome {
    let desk = Desk::new(crate::TEMOIN);
    desk.copy(&crate::registers().join("demo"), "register");
    let register = desk.read("register/register.toml");
    let register = register.replace("\"http://127.0.0.1:8080/\"", "\"http://www.campus.localhost/\"");
    let cookie = "cookie    = \"phare_choice\"";
    desk.file("register/register.toml", register.replace(cookie, &format!("{cookie}\ndomain = \"campus.localhost\"")));
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "register", "--data", "data"]);
    let port = |address: &str| address.rsplit_once(':').map(|(_, port)| port.to_owned()).ok_or("a port");
    let tag = format!("http://consent.campus.localhost:{}/_temoin/choice.js", port(&program.listen)?);
    let site = Origin::start(move |_| {
        let head = format!("<title>École</title><script src=\"{tag}\"></script>");
        Answer::html(
            &[],
            &format!("<!doctype html><html lang=\"fr\"><head>{head}</head><body><h1>École</h1></body></html>"),
        )
    });
    let at = |host: &str| Ok::<_, &str>(format!("http://{host}.campus.localhost:{}/", port(&site.url())?));
    let stage = Stage::before("tag-domain", desk, program, |options| {
        options.host_rules[0].push_str(", EXCLUDE *.localhost");
    })
    .await?;
    stage.page.goto(&at("www")?).await?;
    assert!(stage.page.visible("#temoin").await?, "it asks");
    // From before there was a domain.
    stage.page.eval::<String>("document.cookie = 'phare_choice=v=1&r=00000000; Path=/; Max-Age=999'").await?;
    stage.answer("#temoin [data-temoin=refuse-all]").await?;
    stage.page.wait_until("document.cookie.split('phare_choice=').length === 2").await?;
    let choice = stage.cookie("phare_choice").await?.ok_or("the choice is kept")?;
    assert_eq!((part(&choice.value, "d"), &*choice.domain), ("audience.functional.support", ".campus.localhost"));

    for host in ["www", "shop"] {
        stage.page.goto(&at(host)?).await?;
        assert!(!stage.page.exists("#temoin").await?, "{host} asks again");
    }
    stage
        .page
        .eval::<bool>("new Promise((done) => temoin.push((t) => t.accept(['audience']).then(() => done(true))))")
        .await?;
    stage.page.goto(&at("www")?).await?;
    let granted = "new Promise((done) => temoin.push((t) => done(t.choice().granted.join())))";
    assert_eq!(stage.page.eval::<String>(granted).await?, "audience");
    stage.end().await
}
