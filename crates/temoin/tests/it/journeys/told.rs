//! What a browser tells when nobody looks any more: of a page that is gone, and
//! from a worker that outlives its pages.
//!
//! The browser is on its own here: one that is driven holds service workers
//! back until its driver lets them go, and ours does not speak to them.

use std::process::{Child, Command, Stdio};

use serde_json::Value;
use temoin_browser::Options;
use temoin_testkit::{Answer, Asked, Desk, Hostile, Origin, Program, get};

use super::stage::Outcome;

/// A page that leaves a worker behind, keeps what nobody declared, and goes
/// before it could say so.
const PAGE: &str = "<!DOCTYPE html><html><head></head><body><h1>-</h1><script>
    addEventListener('load', () => navigator.serviceWorker.register('/worker.js').then(() => {
        localStorage.setItem('unheard', 1);
        location.href = 'about:blank';
    }));
</script></body></html>";

/// A worker that contacts somebody nobody declared.
const WORKER: &str = "addEventListener('install', (event) => {
    fetch('https://worker.nobody.example/x?token=1').catch(() => 0);
    event.waitUntil(new Promise((done) => setTimeout(done, 5000)));
});";

fn answer(asked: &Asked) -> Answer {
    match asked.path.as_str() {
        "/worker.js" => Answer::of("200 OK", &["Content-Type: text/javascript"], WORKER.as_bytes()),
        _ => Answer::html(&[], PAGE),
    }
}

/// A browser that was told one address and is left alone with it.
struct Alone(Child);

impl Alone {
    fn at(address: &str, desk: &Desk) -> Result<Self, Box<dyn std::error::Error>> {
        let mut command = Command::new(Options::default().executable()?);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0"]);
        command.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
        command.arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
        command.arg(format!("--user-data-dir={}", desk.path().join("profile").display())).arg(address);
        Ok(Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?))
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What of the site is undeclared: the name, and where it was seen first.
fn undeclared(drift: &Value) -> Vec<(&str, &str)> {
    let all = drift["sites"][0]["undeclared"].as_array().into_iter().flatten();
    all.filter_map(|one| Some((one["name"].as_str()?, one["seen"][0]["path"].as_str()?))).collect()
}

#[test]
fn what_pages_and_workers_tell_after_the_page_is_gone_is_in_the_drift() -> Outcome {
    let (desk, origin) = (Desk::new(crate::TEMOIN), Origin::start(answer));
    desk.file("register/register.toml", Hostile::REGISTER);
    let arguments = ["serve", "register", "--upstream", &origin.url(), "--data", "data"];
    let site = Program::start(crate::TEMOIN, desk.path(), &arguments);
    let browser = Alone::at(&site.url("/cours/7?nom=secret"), &desk)?;

    let expected = [("unheard", "/cours/*"), ("worker.nobody.example", "/worker.js")];
    let has_all = |drift: &Value| expected.iter().all(|one| undeclared(drift).contains(one));
    let shown = || get(&site.console, "/drift", &[]).json();
    let console = (0..20_000).map(|_| shown()).find(has_all).unwrap_or_else(shown);
    assert!(has_all(&console), "the console shows {:?}", undeclared(&console));
    let address = format!("http://{}", site.console);
    let ran = desk.run(&["drift", "register", "--console", &address, "--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(has_all(&ran.json()), "the command shows {:?}", undeclared(&ran.json()));

    let all = console["sites"][0]["undeclared"].as_array().expect("a list");
    let told = |name: &str| all.iter().any(|one| one["name"] == name && one["verified"] == false);
    assert!(expected.iter().all(|(name, _)| told(name)), "these are a browser's word: {console:#}");
    let text = console.to_string();
    assert!(!text.contains("secret") && !text.contains("token"), "names, and nothing else: {console:#}");
    drop(browser);
    Ok(())
}
