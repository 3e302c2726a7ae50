//! `temoin render --banner`: what was shown, under the digest that choices bear.

use std::collections::BTreeSet;

use serde_json::Value;
use temoin_register::sha256_hex;
use temoin_testkit::{Desk, Program, get};

use super::{SCHOOL, desk_of};

const WORDS: [&str; 4] = ["render", "--banner", "--out", "shown"];

/// Writes the files, without a browser, and gives their manifest.
#[track_caller]
fn written(desk: &Desk, more: &[&str]) -> Value {
    let ran = desk.run(&[&WORDS[..], &["--screenshots=never"], more].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let listed: BTreeSet<String> = ran.stdout.lines().map(|line| line.replace("shown/", "")).collect();
    let there = std::fs::read_dir(desk.path().join("shown")).expect("a directory");
    let there: BTreeSet<String> =
        there.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect();
    assert_eq!(listed, there, "what is said is what is there");
    serde_json::from_str(&desk.read("shown/manifest.json")).expect("JSON")
}

/// Each file that a manifest names, with its sum.
fn files(manifest: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut left = vec![manifest];
    while let Some(value) = left.pop() {
        match value {
            Value::Object(map) => {
                if let (Some(Value::String(file)), Some(Value::String(sum))) = (map.get("file"), map.get("sha256")) {
                    found.push((file.clone(), sum.clone()));
                }
                left.extend(map.values());
            }
            Value::Array(items) => left.extend(items),
            _ => {}
        }
    }
    found
}

/// The file of the page that shows `what`.
#[track_caller]
fn page_of<'m>(notice: &'m Value, what: &str) -> &'m str {
    let pages = notice["pages"].as_array().expect("pages");
    let page = pages.iter().find(|page| page["shows"] == what).expect("a page");
    page["file"].as_str().expect("a file")
}

#[test]
fn a_digest_leads_to_what_was_shown() {
    let desk = desk_of(SCHOOL);
    let manifest = written(&desk, &[]);
    let notices = manifest["notices"].as_array().expect("a list");
    let languages: Vec<_> = notices.iter().filter_map(|notice| notice["language"].as_str()).collect();
    assert_eq!(
        languages,
        ["fr", "en", "de", "es", "it", "pt", "nl", "pl", "ro", "ar"],
        "all that visitors may be asked in"
    );

    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    for (language, notice) in languages.iter().zip(notices) {
        let served = get(&program.listen, &format!("/_temoin/fragment?part=notice&lang={language}"), &[]).text();
        let digest = notice["notice"].as_str().expect("a digest");
        assert!(served.contains(&format!("data-notice=\"{digest}\"")), "{language}: the digest is the site's");
        // Anybody can see that the text is what the digest is of.
        assert_eq!(notice["text"]["sha256"], *digest);
        let page = desk.read(&format!("shown/{}", page_of(notice, "notice")));
        assert!(page_of(notice, "notice").contains(&digest[..16]), "the digest leads to the page");
        let (_, section) = served.split_once("<h2").expect("a title");
        assert!(page.contains(section.split_once("</form>").expect("a form").0), "{language}: it is what is served");
    }
    let files = files(&manifest);
    assert_eq!(files.len(), 10 * 4, "a text and three pages a language");
    for (file, sum) in files {
        assert_eq!(sha256_hex(desk.read(&format!("shown/{file}")).as_bytes()), sum, "{file}");
        assert!(
            desk.read("shown/index.html").contains(&file) || file.starts_with("shown."),
            "{file} is not in the list"
        );
    }
}

#[test]
fn a_page_that_stands_alone_can_do_nothing() {
    let desk = desk_of(&format!("{SCHOOL}\n[notice]\nlogo = \"logo.svg\"\ntheme = {{ radius = \"3px\" }}\n"));
    desk.file("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let manifest = written(&desk, &["--lang", "fr"]);
    let pages = manifest["notices"][0]["pages"].as_array().expect("pages");
    assert_eq!(pages.len(), 3);
    for page in pages {
        let html = desk.read(&format!("shown/{}", page["file"].as_str().expect("a file")));
        assert!(html.contains("default-src 'none'") && html.contains("form-action 'none'"), "{html}");
        assert!(!html.contains("<script") && !html.contains(" src=\"/"), "nothing is fetched: {html}");
        assert!(html.contains("--temoin-radius:3px"), "{html}");
    }
}

/// Renders once more and gives the manifest, whatever else the directory holds.
#[track_caller]
fn again(desk: &Desk, more: &[&str]) -> Value {
    let ran = desk.run(&[&WORDS[..], &["--screenshots=never"], more].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    serde_json::from_str(&desk.read("shown/manifest.json")).expect("JSON")
}

#[test]
fn a_former_notice_stays_beside_its_successor() {
    let desk = desk_of(SCHOOL);
    let before = written(&desk, &["--lang", "fr"]);
    desk.file("register.toml", SCHOOL.replace("Vidéos", "Films"));
    let after = again(&desk, &["--lang", "fr"]);
    assert_ne!(before["notices"][0]["notice"], after["notices"][0]["notice"]);
    for (manifest, word) in [(before, "Vidéos"), (after, "Films")] {
        assert!(desk.read(&format!("shown/{}", page_of(&manifest["notices"][0], "notice"))).contains(word));
    }
}

#[test]
fn a_page_of_another_style_stays_beside_the_one_of_now() {
    let desk = desk_of(SCHOOL);
    let manifest = written(&desk, &["--lang", "fr"]);
    // A former version of the program wrote the same notice with another style of its own.
    let now = page_of(&manifest["notices"][0], "notice").to_owned();
    let styled = desk.read(&format!("shown/{now}")).replace("<style>", "<style>p{color:teal}");
    let former = now.replace(&now[now.len() - 13..], &format!("{}.html", &sha256_hex(styled.as_bytes())[..8]));
    desk.file(&format!("shown/{former}"), &styled);
    again(&desk, &["--lang", "fr"]);
    assert_eq!(desk.read(&format!("shown/{former}")), styled);
    assert_eq!(now[now.len() - 13..now.len() - 5], sha256_hex(desk.read(&format!("shown/{now}")).as_bytes())[..8]);
}

#[test]
fn a_language_whose_pages_have_another_style_now_is_not_listed_until_it_is_written_again() {
    let desk = desk_of(SCHOOL);
    let manifest = written(&desk, &[]);
    // A former version of the program wrote this one with another style of its own.
    let of = |manifest: &Value, language: &str| {
        let notices = manifest["notices"].as_array().expect("a list");
        notices.iter().find(|notice| notice["language"] == language).map(|notice| page_of(notice, "notice").to_owned())
    };
    let now = of(&manifest, "en").expect("it is listed");
    let former = now.replace(&now[now.len() - 13..], "0badcafe.html");
    desk.file(&format!("shown/{former}"), desk.read(&format!("shown/{now}")));
    desk.file("shown/manifest.json", desk.read("shown/manifest.json").replace(&now, &former));

    let after = again(&desk, &["--lang", "fr"]);
    assert_eq!((of(&after, "en"), of(&after, "de")), (None, of(&manifest, "de")));
    assert!(!desk.read("shown/index.html").contains(&former));
    assert_eq!(of(&again(&desk, &["--lang", "en"]), "en"), Some(now));
}

#[test]
fn a_run_that_changes_nothing_changes_no_file() {
    let desk = desk_of(SCHOOL);
    let before = (written(&desk, &[]), desk.read("shown/index.html"));
    assert_eq!((written(&desk, &[]), desk.read("shown/index.html")), before);
    // A language by itself: the others are as true as they were.
    assert_eq!((again(&desk, &["--lang", "fr"]), desk.read("shown/index.html")), before);
    // Of what no longer is there, nothing is said.
    std::fs::remove_file(desk.path().join("shown").join(page_of(&before.0["notices"][1], "notice")))
        .expect("it was there");
    assert_eq!(again(&desk, &["--lang", "fr"])["notices"].as_array().map(Vec::len), Some(9));
    // Another notice in all languages: of the former ones, nothing is in force.
    desk.file("register.toml", SCHOOL.replace("30 days", "20 days"));
    assert_eq!(again(&desk, &["--lang", "fr"])["notices"].as_array().map(Vec::len), Some(1));
}

#[test]
fn another_prefix_is_another_text() {
    let desk = desk_of(SCHOOL);
    let manifest = written(&desk, &["--lang", "fr", "--prefix", "/choix"]);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--prefix", "/choix"]);
    let served = get(&program.listen, "/choix/fragment?part=notice&lang=fr", &[]).text();
    assert!(served.contains(manifest["notices"][0]["notice"].as_str().expect("a digest")));
}

#[test]
fn without_a_browser_there_are_pages_and_a_word_about_the_pictures() {
    let desk = desk_of(SCHOOL);
    let run =
        |more: &[&str]| desk.run(&[&WORDS[..], &["--lang", "fr", "--chromium", "/nowhere/chromium"], more].concat());
    let auto = run(&[]);
    assert_eq!(auto.code, 0, "{}", auto.stderr);
    assert!(auto.stderr.starts_with("note: no pictures were taken: no chromium executable at /nowhere/chromium"));
    assert!(auto.stdout.contains("notice.fr.") && !auto.stdout.contains(".png"));
    let wanted = run(&["--screenshots"]);
    assert_eq!(wanted.code, 3);
    assert!(
        wanted.stderr.contains("the pictures cannot be taken") && wanted.stderr.contains("hint:"),
        "{}",
        wanted.stderr
    );
    for (more, word) in
        [(["--lang", "xx"], "`xx`"), (["--prefix", "//"], "prefix"), (["--policy", "cookies"], "--policy")]
    {
        let ran = desk.run(&[&WORDS[..], &["--screenshots=never"], &more].concat());
        assert_eq!(ran.code, 2, "{more:?}");
        assert!(ran.stderr.contains(word), "{more:?}: {}", ran.stderr);
    }
}

#[test]
fn what_is_said_to_each_reader_is_there_too() {
    let desk = desk_of(&SCHOOL.replace("[consent]\n", "[consent]\nreach = \"account\"\n"));
    let manifest = written(&desk, &["--lang", "fr"]);
    let notices = manifest["notices"].as_array().expect("a list");
    let sentences = ["vaut sur tous les appareils", "vaut pour cet appareil seul"];
    let said = notices.iter().map(|notice| {
        let text = desk.read(&format!("shown/{}", notice["text"]["file"].as_str().expect("a name")));
        assert_eq!(notice["notice"], sha256_hex(text.as_bytes()), "the digest of a record");
        (notice["reader"].as_str().expect("a word"), sentences.map(|sentence| text.contains(sentence)))
    });
    let expected = [("anybody", [false, false]), ("signed-in", [true, false]), ("unknown", [false, true])];
    assert_eq!(said.collect::<Vec<_>>(), expected);
    let index = desk.read("shown/index.html");
    assert!(["fr", "fr-account", "fr-device"].iter().all(|id| index.contains(&format!("id=\"{id}\""))), "{index}");
}
