//! `temoin render --banner`, with the pictures that a Chromium takes.

use serde_json::Value;
use temoin_register::sha256_hex;
use temoin_testkit::Desk;

use super::stage::Outcome;

#[test]
fn each_page_is_pictured_on_a_desk_and_on_a_telephone_light_and_dark() -> Outcome {
    let desk = Desk::new(crate::TEMOIN);
    desk.copy(&crate::registers().join("demo"), "register");
    let ran = desk.run(&["render", "register", "--banner", "--out", "shown", "--lang", "ar", "--screenshots"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let manifest: Value = serde_json::from_str(&desk.read("shown/manifest.json"))?;
    let pages = manifest["notices"][0]["pages"].as_array().expect("pages");
    assert_eq!(pages.len(), 3);
    for page in pages {
        let mut seen = Vec::new();
        for picture in page["pictures"].as_array().expect("pictures") {
            let file = picture["file"].as_str().expect("a file");
            let bytes = std::fs::read(desk.path().join("shown").join(file))?;
            assert_eq!(picture["sha256"], sha256_hex(&bytes), "{file}");
            // PNG, IHDR: the width and the height, four bytes each.
            let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
            assert_eq!((picture["width"].clone(), picture["height"].clone()), (number(16).into(), number(20).into()));
            assert!(desk.read("shown/index.html").contains(file), "{file}");
            seen.push((number(16), picture["scheme"].as_str().expect("a scheme").to_owned()));
        }
        let expected = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")];
        assert_eq!(seen, expected.map(|(width, scheme)| (width, scheme.to_owned())), "{page}");
    }
    // Without a browser, those of these pages are as true as they were.
    let ran = desk.run(&["render", "register", "--banner", "--out", "shown", "--lang", "ar", "--screenshots=never"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(serde_json::from_str::<Value>(&desk.read("shown/manifest.json"))?, manifest);
    Ok(())
}
