//! A theme and a logo, from the register to what a browser is sent.

use temoin_testkit::{Program, get};

use super::{SCHOOL, desk_of};

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 1\"><script>alert(1)</script></svg>";

/// The address of the logo in the notice, as the page gives it.
#[track_caller]
fn logo_of(program: &Program) -> Option<String> {
    let notice = get(&program.listen, "/_temoin/fragment?part=notice&lang=fr", &[]).text();
    let (_, rest) = notice.split_once("<img src=\"")?;
    rest.split_once('"').map(|(address, _)| address.to_owned())
}

#[test]
fn a_logo_is_a_picture_whatever_is_in_it() {
    let desk = desk_of(&format!("{SCHOOL}\n[notice]\nlogo = \"logo.svg\"\n"));
    desk.file("logo.svg", LOGO);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let address = logo_of(&program).expect("a logo");
    let reply = get(&program.listen, &address, &[]);
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("image/svg+xml")));
    assert_eq!(reply.text(), LOGO);
    assert_eq!(reply.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    let policy = reply.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.ends_with("sandbox"), "{policy}");
    // Under the address of another picture it is not kept.
    assert_eq!(get(&program.listen, "/_temoin/logo?00000000", &[]).header("cache-control"), Some("no-cache"));

    // Another picture has another address, as soon as it is there.
    desk.file("logo.svg", LOGO.replace("alert(1)", ""));
    let changed = || (0..20_000).find_map(|_| logo_of(&program).filter(|now| *now != address));
    let now = changed().unwrap_or_else(|| panic!("it never changed: {}", program.log()));
    assert!(!get(&program.listen, &now, &[]).text().contains("alert"));
}

#[test]
fn without_a_logo_there_is_none() {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    assert_eq!(logo_of(&program), None);
    assert_eq!(get(&program.listen, "/_temoin/logo", &[]).status, 404);
}

#[test]
fn a_theme_dresses_every_page_that_has_something_of_ours() {
    let theme = "theme = { background = \"#fff8e7\", text = \"#222\" }";
    let desk = desk_of(&format!("{SCHOOL}\n[notice]\nposition = \"corner\"\n{theme}\n"));
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let files = ["fragment?lang=fr", "fragment?nonce=r4nd0m", "choice.css", "choice.js", "preferences", "policies"];
    for file in files {
        let text = get(&program.listen, &format!("/_temoin/{file}"), &[]).text();
        assert!(text.contains("--temoin-background:#fff8e7;--temoin-text:#222222"), "{file}: {text}");
    }
}

#[test]
fn a_theme_that_cannot_be_read_is_no_register() {
    let theme = "theme = { background = \"#fff\", text = \"#999\" }";
    let desk = desk_of(&format!("{SCHOOL}\n[notice]\n{theme}\n"));
    for verb in ["check", "serve"] {
        let ran = desk.run(&[verb]);
        assert_eq!(ran.code, 2, "{verb}");
        let told = format!("{}{}", ran.stdout, ran.stderr);
        let line = SCHOOL.lines().count() + 3;
        for part in [
            "error[bad-value]: `text` has a contrast of 2.84:1 on `background`, and 4.5:1 is wanted",
            &format!("register.toml:{line}:39"),
            "#999999 on #ffffff",
            "help: the nearest that can be seen: `text = \"#767676\"`",
        ] {
            assert!(told.contains(part), "{verb} does not say {part}: {told}");
        }
    }
}
