//! What a register says of looks, in style, markup and the digest of what was shown.

use temoin_consent::{Choice, Unusable};
use temoin_register::{Language, REGISTER, Register};
use temoin_render::Styles;
use temoin_render::banner::{Asker, Banner};

use crate::Memory;

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>";

/// The demo with this `[notice]`, and a logo in its directory.
fn dressed(notice: &str) -> std::sync::Arc<Register> {
    let mut files = Memory::of("demo");
    files.0.insert("logo.svg".to_owned(), LOGO.to_owned());
    let text = files.0.get_mut(REGISTER).expect("the register");
    text.push_str(notice);
    files.register()
}

fn banner(register: &Register) -> Banner {
    Banner::new(register, Language::FR, "/_temoin/")
}

#[test]
fn a_register_that_says_nothing_of_looks_adds_nothing() {
    let plain = Styles::new(&dressed(""));
    assert_eq!(Styles::new(&dressed("[notice]\n")), plain);
    assert_eq!(Styles::new(&dressed("[notice]\nposition = \"bottom\"\n")), plain);
    assert!(!plain.all.contains("prefers-color-scheme") && !plain.all.contains("img{"), "{}", plain.all);
}

#[test]
fn a_theme_is_a_few_variables_of_our_own_elements() {
    let register = dressed(
        "[notice.theme]\nbackground = \"#FFF\"\ntext = \"#123\"\nradius = \"0\"\nfont = \"Open Sans, serif\"\n\
         dark = { background = \"#000\", text = \"#eee\" }\n",
    );
    let styles = Styles::new(&register);
    let theme = ":is(#temoin#temoin,.temoin,.temoin-held){--temoin-radius:0px;--temoin-font:\"Open Sans\",serif;\
        --temoin-scheme:light;--temoin-background:#ffffff;--temoin-text:#112233;";
    let dark = "@media (prefers-color-scheme:dark){:is(#temoin#temoin,.temoin,.temoin-held){\
        --temoin-scheme:dark;--temoin-background:#000000;--temoin-text:#eeeeee;";
    for style in [&styles.notice, &styles.preferences, &styles.held, &styles.all] {
        assert!(style.contains(theme) && style.contains(dark), "{style}");
    }
}

/// Which of the system's colours a theme stands beside.
#[track_caller]
fn schemes(theme: &str, expected: &[&str]) {
    let style = Styles::new(&dressed(&format!("[notice]\ntheme = {{ {theme} }}\n"))).notice;
    let found: Vec<&str> = style.split("--temoin-scheme:").skip(1).filter_map(|rest| rest.split(';').next()).collect();
    assert_eq!(found, expected, "{theme}");
}

#[test]
fn the_systems_colours_beside_a_theme_are_those_it_was_held_against() {
    schemes("radius = \"2px\"", &[]);
    schemes("line = \"#ccc\"", &["light"]);
    schemes("accent = \"#0b57a4\", on_accent = \"#fff\"", &["light"]);
    schemes("background = \"#111\", text = \"#eee\"", &["dark"]);
    schemes(
        "accent = \"#07a\", on_accent = \"#fff\", dark = { accent = \"#8cf\", on_accent = \"#000\" }",
        &["light", "dark"],
    );
    schemes("background = \"#ffe\", text = \"#000\", dark = { line = \"#333\" }", &["light", "light"]);
}

#[test]
fn a_place_is_a_style_of_the_notice_alone() {
    let plain = Styles::new(&dressed(""));
    let [corner, centre] =
        ["corner", "centre"].map(|place| Styles::new(&dressed(&format!("[notice]\nposition = \"{place}\"\n"))));
    for placed in [&corner, &centre] {
        assert!(placed.notice.starts_with(&plain.notice) && placed.notice != plain.notice);
        assert_eq!((&placed.preferences, &placed.held, &placed.link), (&plain.preferences, &plain.held, &plain.link));
    }
    assert_ne!(corner.notice, centre.notice);
}

#[test]
fn the_logo_stands_before_each_title_and_says_nothing_twice() {
    let register = dressed("[notice]\nlogo = \"logo.svg\"\n");
    let choice = Choice::None(Unusable::Absent);
    let asker = Asker { choice: &choice, back: "/", mark: None, meets: false };
    let own = banner(&register);
    let logo = format!("<img src=\"/_temoin/logo?{}\" alt=\"\">", register.logo().expect("a logo").version());
    for html in [own.section(asker), own.dialog(asker), own.preferences(asker)] {
        assert_eq!(html.matches("<img").count(), 1, "{html}");
        let (before, after) = html.split_once(&logo).expect("the logo");
        assert!(!before.contains("<h") && after.starts_with("<h"), "{html}");
    }
    assert_eq!(own.section_without_logo(asker), own.section(asker).replace(&logo, ""), "nothing else changes");
}

#[test]
fn looks_are_part_of_what_was_shown() {
    let shown = |notice: &str| banner(&dressed(notice)).notice().to_owned();
    let plain = shown("");
    let all = [
        "[notice]\nposition = \"corner\"\n",
        "[notice]\nposition = \"centre\"\n",
        "[notice]\nlogo = \"logo.svg\"\n",
        "[notice]\ntheme = { radius = \"2px\" }\n",
        "[notice]\ntheme = { radius = \"3px\" }\n",
    ]
    .map(shown);
    for (place, digest) in all.iter().enumerate() {
        assert!(*digest != plain && !all[..place].contains(digest));
    }
    let own = banner(&dressed(""));
    assert_eq!(temoin_register::sha256_hex(own.digested().as_bytes()), own.notice());
}
