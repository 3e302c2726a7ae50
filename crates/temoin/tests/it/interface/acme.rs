//! Certificates from a real authority: asked for, kept, renewed.

use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use temoin_testkit::{Answer, Authority, Desk, Origin, Pebble, Program, Secure, free_port};

use super::{SCHOOL, desk_of};

/// How long an authority on this machine may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// A school whose certificate comes from an authority, which reaches it on
/// these ports.
struct School {
    desk: Desk,
    origin: Origin,
    http: u16,
    https: u16,
}

impl School {
    fn new() -> Self {
        let origin = Origin::start(|_| Answer::html(&[], "<html><body>ours</body></html>"));
        Self { desk: desk_of(SCHOOL), origin, http: free_port(), https: free_port() }
    }

    #[track_caller]
    fn serve(&self, pebble: &Pebble) -> Program {
        self.serve_with(pebble, "")
    }

    /// The same, with more of `[tls]`.
    #[track_caller]
    fn serve_with(&self, pebble: &Pebble, tls: &str) -> Program {
        let settings = format!(
            "[tls]\nlisten = \"127.0.0.1:{}\"\n{tls}\n[acme]\ndirectory = \"{}\"\nroot = \"{}\"\ncontact = \"mailto:web@school.example\"\nterms_agreed = true\n",
            self.https,
            pebble.directory(),
            pebble.root_file(),
        );
        self.desk.file("temoin.toml", settings);
        let listen = format!("127.0.0.1:{}", self.http);
        let arguments = ["serve", "--upstream", &self.origin.url(), "--listen", &listen];
        Program::start(crate::TEMOIN, self.desk.path(), &arguments)
    }

    fn at(&self) -> String {
        format!("127.0.0.1:{}", self.https)
    }

    /// The first certificate that is shown for `host` and is not `old`.
    #[track_caller]
    fn shown(&self, host: &str, visitor: &Secure, old: Option<&[u8]>, program: &Program) -> Vec<u8> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            match visitor.open(&self.at(), host, &["h2"]) {
                Ok(line) if Some(line.certificate.as_slice()) != old => return line.certificate,
                _ => std::thread::yield_now(),
            }
        }
        panic!("no certificate came: {}", program.log());
    }
}

#[test]
fn a_certificate_is_asked_for_kept_and_shown_again_after_a_restart() {
    let school = School::new();
    let pebble = Pebble::start(school.http, school.https, 90 * 24 * 3600);
    let visitor = Secure::trusting(&pebble.root());
    let program = school.serve(&pebble);
    let first = school.shown("school.example", &visitor, None, &program);
    assert!(visitor.get(&school.at(), "school.example", "/").text().contains("ours"));
    assert!(program.log().contains("a certificate was obtained"), "{}", program.log());

    let kept = school.desk.path().join("data/acme");
    let kept = std::fs::read_dir(kept).expect("it is kept").next().expect("one authority").expect("an entry").path();
    for name in ["account.json", "school.example.pem"] {
        let mode = std::fs::metadata(kept.join(name)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name} is its owner's alone");
    }

    drop(program);
    let program = school.serve(&pebble);
    assert_eq!(school.shown("school.example", &visitor, None, &program), first, "the same one, at once");
    assert!(!program.log().contains("asking for a certificate"), "{}", program.log());
}

#[test]
fn a_certificate_is_renewed_before_it_ends_and_no_connection_notices() {
    let school = School::new();
    // Good for so short that two thirds of it are over soon.
    let pebble = Pebble::start(school.http, school.https, 12);
    let visitor = Secure::trusting(&pebble.root());
    let program = school.serve(&pebble);
    let first = school.shown("school.example", &visitor, None, &program);
    let mut line = visitor.open(&school.at(), "school.example", &["http/1.1"]).expect("a connection");
    assert_eq!(line.get("/", &[]).expect("an answer").status, 200);

    let second = school.shown("school.example", &visitor, Some(&first), &program);
    assert_ne!(first, second);
    assert_eq!(line.get("/", &[]).expect("the connection is still open").status, 200);
}

#[test]
fn where_tls_does_not_reach_us_the_authority_asks_by_http() {
    let school = School::new();
    // Nobody answers where this authority looks by TLS.
    let pebble = Pebble::start(school.http, free_port(), 90 * 24 * 3600);
    let visitor = Secure::trusting(&pebble.root());
    let program = school.serve(&pebble);
    program.until_logged("no certificate was obtained");
    assert!(program.log().contains("the authority could not verify the host"), "{}", program.log());
    // Somebody has mended something: it is tried again, the other way.
    let kill = std::process::Command::new("kill").args(["-HUP", &program.id().to_string()]).status();
    assert!(kill.is_ok_and(|status| status.success()));
    school.shown("school.example", &visitor, None, &program);
    assert!(visitor.get(&school.at(), "school.example", "/").text().contains("ours"));
}

#[test]
fn what_a_file_covers_is_not_asked_for() {
    let mut school = School::new();
    let both = r#"["https://school.example/", "https://www.school.example/"]"#;
    school.desk = desk_of(&SCHOOL.replace(r#"["https://school.example/"]"#, both));
    let own = Authority::default();
    let (certificate, key) = own.signs(&["school.example"]);
    school.desk.file("own.pem", format!("{certificate}{key}"));
    let pebble = Pebble::start(school.http, school.https, 90 * 24 * 3600);
    let program = school.serve_with(&pebble, "certificates = [{ certificate = \"own.pem\" }]\n");
    school.shown("www.school.example", &Secure::trusting(&pebble.root()), None, &program);
    // Hosts are asked for in their order, and this one comes first.
    let log = program.log();
    assert!(log.contains("host=\"www.school.example\"") && !log.contains("host=\"school.example\""), "{log}");
    assert_eq!(Secure::trusting(own.pem()).get(&school.at(), "school.example", "/").status, 200);
}

#[test]
fn an_authority_that_cannot_be_trusted_is_not_asked() {
    let desk = desk_of(SCHOOL);
    let settings = "[tls]\nlisten = \"127.0.0.1:0\"\n\n[acme]\nterms_agreed = true\nroot = \"no-such.pem\"\n";
    desk.file("temoin.toml", settings);
    let ran = desk.run(&["serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("the authorities in `no-such.pem` cannot be read"), "{}", ran.stderr);
    assert!(ran.stderr.contains("hint: name a PEM file"), "{}", ran.stderr);
}
