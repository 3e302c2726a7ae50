//! Who is signed in, on pages that do not pass by the gateway: the site says it with a
//! secret that both have.

use temoin_testkit::{Program, Reply, post_json};

use super::super::{CONSENTS, counted, desk_of};
use super::{Device, asks, in_database, mark, met, reaching};

/// What the site signs with, and what it says: `<site>`, a line feed and `<subject>.<until>`
/// by `openssl dgst -sha256 -hmac`, each part in base64url.
pub(crate) const SECRET: &str = "a secret of the school, of 32 by";
pub(crate) const ALICE: &str = "YWxpY2U.4000000000.ajQrWNdUmyt94qDjbnSBEEMJPSMcG-I4P4GYwsyLTvA";
const BOB: &str = "Ym9i.4000000000.K_v_qlcd5-ShcQ7L9lBECJ9r77C5SPx7KxvbOHf5Yrc";
const ALICE_OF_2001: &str = "YWxpY2U.1000000000.kYL65fjr9OrtF30Y-7yPGPxGrgBm_ERf-VuHnfQLck4";

/// A program that asks for pages which it does not make.
fn beside() -> (temoin_testkit::Desk, Program) {
    let desk = desk_of(&reaching());
    desk.file("secret", format!("{SECRET}\n")).file("temoin.toml", "[accounts]\nsecret_file = \"secret\"\n");
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    (desk, program)
}

impl Device {
    /// Opens a page of a template that asks for what to put into it.
    #[track_caller]
    fn is_shown(&mut self, program: &Program, subject: &str) -> Reply {
        self.opens(program, &format!("/_temoin/fragment?lang=fr&return=/cours{subject}"))
    }

    /// Opens a page that has our tag, and gives the state that its script finds.
    #[track_caller]
    fn is_tagged(&mut self, program: &Program, subject: &str) -> String {
        let text = self.opens(program, &format!("/_temoin/choice.js?lang=fr{subject}")).text();
        let (_, rest) = text.split_once("\"state\":\"").expect("a state");
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

fn of(token: &str) -> String {
    format!("&subject={token}")
}

#[test]
fn a_template_and_a_tag_say_who_is_signed_in() {
    let (_desk, program) = beside();
    let (mut one, mut other) = (Device::default(), Device::default());
    let page = one.is_shown(&program, &of(ALICE));
    assert!(asks(&page) && page.text().contains("vaut sur tous les appareils"), "{}", page.text());
    one.answers(&program, &page, "accept-all");
    assert!(one.carries_an_account());
    assert!(!asks(&one.is_shown(&program, &of(ALICE))));

    // Another device, by the tag: the same choice, and what it withdraws is withdrawn on all.
    assert_eq!(other.is_tagged(&program, &of(ALICE)), "known");
    assert_eq!(other.choice(), one.choice());
    let withdrawn = post_json(
        &program.listen,
        CONSENTS,
        &[("Cookie", &other.cookies())],
        &serde_json::json!({ "action": "withdraw" }),
    );
    other.keep(&withdrawn);
    assert_eq!(one.is_tagged(&program, &of(ALICE)), "refused");
    // Nobody, or somebody else.
    assert_eq!(other.is_tagged(&program, &of(BOB)), "ask");
    assert_eq!(one.is_tagged(&program, ""), "ask");
    assert_eq!((one.choice(), other.choice()), ("", ""));
}

#[test]
fn a_template_and_a_tag_say_once_that_the_choice_holds_on_a_new_device() {
    let (_desk, program) = beside();
    let mut one = Device::default();
    let page = one.is_shown(&program, &of(ALICE));
    one.answers(&program, &page, "accept-all");
    assert!(!met(&page) && !met(&one.is_shown(&program, &of(ALICE))), "it was made here");
    for path in ["fragment?lang=fr&return=/cours", "choice.js?lang=fr"] {
        let (mut other, address) = (Device::default(), format!("/_temoin/{path}{}", of(ALICE)));
        // A template asks for what stands in its head with the same cookies.
        let head = format!("/_temoin/fragment?part=head{}", of(ALICE));
        assert!(!met(&other.clone().opens(&program, &head)), "{path}");
        // Led there from elsewhere, nothing is set, and nothing would keep it from being said again.
        let followed = [("Cookie", ""), ("Sec-Fetch-Site", "cross-site")];
        assert!(!met(&temoin_testkit::get(&program.listen, &address, &followed)), "{path}");
        let page = other.opens(&program, &address);
        assert!(met(&page) && !asks(&page), "{path}: {}", page.text());
        assert!(!met(&other.opens(&program, &address)), "{path}: once");
    }
}

#[test]
fn a_word_that_is_not_the_sites_or_is_too_old_is_nobodys_and_is_counted() {
    let (_desk, program) = beside();
    let mut device = Device::default();
    let page = device.is_shown(&program, &of(ALICE));
    device.answers(&program, &page, "accept-all");
    let forged = ALICE.replace("YWxpY2U", "Ym9i");
    for wrong in [ALICE_OF_2001, &forged, "alice", "a.b.c"] {
        let page = Device::default().is_shown(&program, &of(wrong));
        assert!(asks(&page) && mark(&page).is_none(), "{wrong}");
    }
    assert_eq!(counted(&program, "temoin_misnamed_subjects_total"), ["temoin_misnamed_subjects_total 4"]);
    assert!(!program.log().contains("alice"), "{}", program.log());
}

#[tokio::test]
async fn what_is_answered_while_nothing_can_be_looked_up_is_the_persons_who_is_asked() {
    let (desk, program) = beside();
    let mut device = Device::default();
    let page = device.is_shown(&program, &of(ALICE));
    device.answers(&program, &page, "accept-all");
    in_database(&desk, "ALTER TABLE account RENAME TO lost").await;
    let page = device.is_shown(&program, &of(BOB));
    in_database(&desk, "ALTER TABLE lost RENAME TO account").await;
    assert!(asks(&page) && device.carries_an_account(), "what it carries is Alice's still");
    device.answers(&program, &page, "refuse-all");
    assert_eq!(Device::default().is_tagged(&program, &of(ALICE)), "known", "hers has not changed");
    assert_eq!(Device::default().is_tagged(&program, &of(BOB)), "refused");
}

#[test]
fn the_parts_that_our_own_script_asks_for_sign_nobody_out() {
    let (_desk, program) = beside();
    let mut device = Device::default();
    let page = device.is_shown(&program, &of(ALICE));
    let subject = format!("&subject={}", mark(&page).expect("a mark"));
    let part = device.opens(&program, &format!("/_temoin/fragment?part=preferences&lang=fr{subject}"));
    assert!(part.text().contains("vaut sur tous les appareils") && mark(&part).is_some(), "{}", part.text());
    device.answers(&program, &page, "accept-all");
    let part = device.opens(&program, "/_temoin/fragment?part=preferences&lang=fr");
    assert!(device.carries_an_account() && part.text().contains("vaut sur tous les appareils"), "{}", part.text());
}

#[test]
fn a_secret_that_is_none_stops_the_start() {
    let serve = &["serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"][..];
    for (command, settings, says) in [
        (serve, "secret_file = \"nowhere\"", "`nowhere` cannot be read"),
        (serve, "secret_file = \"short\"", "`short` holds no secret of at least 32 bytes"),
        (serve, "secret_env = \"TEMOIN_NO_SUCH\"", "`TEMOIN_NO_SUCH` is not in the environment"),
        (&["config"], "secret_file = \"short\"\nsecret_env = \"A\"", "names its secret twice"),
        (&["config"], "secret = \"x\"", "secret_"),
    ] {
        let desk = desk_of(&reaching());
        desk.file("short", "x".repeat(31)).file("temoin.toml", format!("[accounts]\n{settings}\n"));
        let ran = desk.run(command);
        assert!(ran.code > 1 && ran.stderr.contains(says), "{settings}: {} {}", ran.code, ran.stderr);
    }
}

#[test]
fn what_only_looks_at_the_data_needs_no_secret() {
    let (desk, program) = beside();
    drop(program);
    for (settings, wrong) in [
        ("secret_env = \"TEMOIN_NO_SUCH\"", "the secret `TEMOIN_NO_SUCH` is not in the environment"),
        ("secret_file = \"nowhere\"", "the secret `nowhere` cannot be read"),
        ("secret_file = \"secret\"", ""),
    ] {
        desk.file("temoin.toml", format!("[accounts]\n{settings}\n"));
        for command in [&["forget", "bob"][..], &["stats"], &["drift"], &["config"]] {
            let ran = desk.run(command);
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{command:?}");
        }
        let (key, value) = settings.split_once(" = ").expect("a key and a value");
        let told = desk.run(&["config", "--format", "json"]).json()[format!("accounts.{key}")].clone();
        assert_eq!(told["value"], value.trim_matches('"'), "{told}");
        let expected = if wrong.is_empty() { "temoin.toml".to_owned() } else { format!("temoin.toml; {wrong}") };
        assert_eq!(told["from"], expected, "what is named and what is there are two things");
    }
}

#[test]
fn a_secret_that_is_rotated_is_in_force_without_a_signal() {
    let (desk, program) = beside();
    let asked = |subject: &str| mark(&Device::default().is_shown(&program, &of(subject))).is_some();
    assert!(asked(ALICE));
    for (secret, is_hers) in [("another secret of the school, 32 ", false), (SECRET, true)] {
        desk.file("secret", secret);
        assert!((0..20_000).any(|_| asked(ALICE) == is_hers), "it never became so: {}", program.log());
    }
    // What is none changes nothing, and is told.
    desk.file("secret", "short");
    assert!((0..20_000).any(|_| program.log().contains("no secret of at least 32 bytes") || !asked(ALICE)));
    assert!(asked(ALICE), "{}", program.log());
}
