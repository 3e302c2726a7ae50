//! How the notice looks: what a theme may be, and what a logo.

use std::io;
use std::sync::LazyLock;

use temoin_register::{Files, LogoFormat, Position, REGISTER, Register, difference};

use crate::Memory;

static DEMO: LazyLock<Memory> = LazyLock::new(|| Memory::of("demo"));

fn with(section: &str) -> Memory {
    DEMO.with(format!("{}\n[notice]\n{section}\n", DEMO.text()))
}

/// Each problem of a theme, in one line, with its ways out.
#[track_caller]
fn theme(theme: &str, expected: &[&[&str]]) {
    let problems = Register::read(&with(&format!("theme = {{ {theme} }}"))).err().map(|wrong| wrong.problems);
    let told: Vec<String> = problems
        .unwrap_or_default()
        .into_iter()
        .map(|problem| format!("{}: {} | {}", problem.kind.name(), problem.message, problem.help.join(" | ")))
        .collect();
    assert_eq!(told.len(), expected.len(), "{theme}: {told:#?}");
    for (told, parts) in told.iter().zip(expected) {
        assert!(parts.iter().all(|part| told.contains(part)), "{theme}: {told}\nlacks one of {parts:?}");
    }
}

#[test]
fn a_theme_that_can_be_read_is_a_theme() {
    theme("", &[]);
    theme("radius = \"8px\", width = \"40em\", font = \"Georgia, serif\", line = \"#ccc\"", &[]);
    theme("background = \"#fff\", text = \"#1b1f24\", accent = \"#0b57a4\", on_accent = \"#ffffff\"", &[]);
    theme("accent = \"#0b57a4\", on_accent = \"#fff\", dark = { accent = \"#8ab8ef\", on_accent = \"#000\" }", &[]);
    theme("background = \"#14171a\", text = \"#e6e8eb\", accent = \"#8ab8ef\", on_accent = \"#14171a\"", &[]);
}

#[test]
fn what_cannot_be_read_is_refused_with_the_nearest_that_can() {
    theme(
        "background = \"#fff\", text = \"#777\"",
        &[&["bad-value: `text` has a contrast of 4.47:1 on `background`", "4.5:1", "1.4.3", "`text = \"#767676\"`"]],
    );
    // White on orange: either may give way.
    theme(
        "accent = \"#e85d00\", on_accent = \"#fff\"",
        &[&[
            "`on_accent` has a contrast of 3.",
            ":1 on `accent`",
            "`on_accent = \"#",
            "or keep it, with `accent = \"#",
        ]],
    );
    // Answers that nobody would see, on the system's own white.
    theme(
        "accent = \"#ffd\", on_accent = \"#000\"",
        &[&["`accent` has a contrast of 1.0", "on the system's own background", "1.4.11", "`accent = \"#"]],
    );
    // In the dark it is another ground.
    theme(
        "accent = \"#0b57a4\", on_accent = \"#fff\", dark = { accent = \"#0b57a4\", on_accent = \"#fff\" }",
        &[&["`accent` has a contrast of 2.", "1.4.11", "in `dark`"]],
    );
    theme(
        "accent = \"#0b57a4\", on_accent = \"#fff\", dark = { background = \"#111\", text = \"#eee\" }",
        &[&["`accent` has a contrast of 2.", "in `dark`"]],
    );
}

/// What `dark` does not name stays, on a ground that is another.
#[test]
fn what_stays_in_the_dark_is_seen_there() {
    let accent = "accent = \"#0b57a4\", on_accent = \"#fff\"";
    for dark in ["", "line = \"#333\""] {
        theme(&format!("{accent}, dark = {{ {dark} }}"), &[&["`accent` has a contrast of 2.", "in `dark`"]]);
    }
    let light = "accent = \"#2f7fd6\", on_accent = \"#000\"";
    theme(&format!("{light}, dark = {{ line = \"#333\" }}"), &[]);
    theme(&format!("background = \"#fff\", text = \"#000\", {accent}, dark = {{ line = \"#333\" }}"), &[]);
}

#[test]
fn what_is_proposed_is_accepted() {
    for (accent, on_accent) in [("#e85d00", "#fff"), ("#ffff00", "#eeeeee"), ("#808080", "#808080"), ("#000", "#111")] {
        let written = format!("theme = {{ accent = \"{accent}\", on_accent = \"{on_accent}\" }}");
        let wrong = Register::read(&with(&written)).expect_err("it cannot be read");
        let helps = wrong.problems.iter().flat_map(|problem| &problem.help);
        let mut tried = 0;
        for help in helps {
            let Some((key, rest)) = help.split_once('`').and_then(|(_, rest)| rest.split_once(" = \"")) else {
                continue;
            };
            let near = rest.split('"').next().expect("a colour");
            let (accent, on_accent) = if key == "accent" { (near, on_accent) } else { (accent, near) };
            let problems =
                Register::read(&with(&format!("theme = {{ accent = \"{accent}\", on_accent = \"{on_accent}\" }}")));
            // Where the accent itself is not seen, that is told beside.
            let left = problems.err().map(|wrong| wrong.problems).unwrap_or_default();
            assert!(left.len() < wrong.problems.len(), "{help}: {left:#?}");
            tried += 1;
        }
        assert!(tried > 0, "{accent} {on_accent}: no way out");
    }
}

#[test]
fn half_a_pair_is_nothing() {
    theme("text = \"#000\"", &[&["missing-key: `text` is given without `background`", "`background = \"#…\"`"]]);
    theme("accent = \"#000\"", &[&["`accent` is given without `on_accent`", "drop `accent`"]]);
    theme(
        "dark = { background = \"#000\" }",
        &[&["`background` is given without `text`", "the system then gives both"]],
    );
}

#[test]
fn nothing_but_values_gets_into_a_style() {
    theme("background = \"red;}\", text = \"#000\"", &[&["`red;}` is not a colour", "`#0b57a4`"]]);
    theme("radius = \"8px;color:red\"", &[&["how round", "`8px`"]]);
    theme("width = \"10em\"", &[&["how wide", "`44em`"]]);
    theme("font = \"x;}</style>\"", &[&["names no fonts", "`Georgia, serif`"]]);
    theme("colour = \"#000\"", &[&["unknown-key", "`colour`"]]);
}

#[test]
fn the_section_says_nothing_that_consent_depends_on() {
    let (plain, dressed) = (DEMO.register(), with("position = \"corner\"\ntheme = { radius = \"0\" }").register());
    assert_eq!(dressed.declared.notice.as_ref().expect("a section").position, Position::Corner);
    assert_eq!(plain.revision(), dressed.revision());
    assert_ne!(plain.digest(), dressed.digest());
    let found = difference(&plain, &dressed);
    assert!(!found.asks_again && found.changes.iter().all(|change| change.wording), "{found:#?}");
}

/// A register with a file that is no text.
struct WithLogo(&'static str, Vec<u8>);

impl Files for WithLogo {
    fn read(&self, path: &str) -> io::Result<String> {
        if path == REGISTER {
            return Ok(with(&format!("logo = \"{}\"", self.0)).text().to_owned());
        }
        DEMO.read(path)
    }

    fn bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        if path == "logo.png" { Ok(self.1.clone()) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

fn png(size: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.resize(size, 0);
    bytes
}

#[test]
fn a_logo_is_a_small_picture_of_the_register() {
    let read = Register::read(&WithLogo("logo.png", png(32 * 1024))).expect("a register");
    let logo = read.logo().expect("a logo");
    assert_eq!((logo.format, logo.bytes.len(), logo.path.as_str()), (LogoFormat::Png, 32 * 1024, "logo.png"));
    // Another picture is another register, which looks otherwise.
    let other = Register::read(&WithLogo("logo.png", png(100))).expect("a register");
    assert_ne!(read.digest(), other.digest());
    assert_eq!(difference(&read, &other).changes.len(), 1);
    for (path, bytes, rule, said) in [
        ("logo.png", png(32 * 1024 + 1), "bad-value", "32 KiB"),
        ("logo.png", b"<script>".to_vec(), "bad-value", "neither SVG, nor PNG, nor WebP"),
        ("logo.svg", Vec::new(), "missing-file", "`logo.svg`"),
        ("../logo.png", Vec::new(), "bad-value", "inside the register"),
        ("https://cdn.example/logo.png", Vec::new(), "bad-value", "inside the register"),
    ] {
        let wrong = Register::read(&WithLogo(path, bytes)).expect_err("no logo");
        let told: Vec<_> = wrong.problems.iter().map(|it| format!("{} {:?}", it.message, it.help)).collect();
        assert!(told.len() == 1 && wrong.problems[0].kind.name() == rule && told[0].contains(said), "{path}: {told:?}");
    }
}
