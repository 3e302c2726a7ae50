//! https: certificates of files, shown by name, replaced while connections are
//! open; what becomes of who comes by http.

use std::process::Command;

use temoin_testkit::{Answer, Authority, Desk, Line, Origin, Program, Ran, Secure, get, request};

use super::{CONSENTS, SCHOOL, desk_of, problem};

/// A register of one site at `school.example` and at `www.school.example`.
fn register() -> String {
    SCHOOL.replace(r#"["https://school.example/"]"#, r#"["https://school.example/", "https://www.school.example/"]"#)
}

/// The school behind https, with these settings and files.
struct Served {
    desk: Desk,
    origin: Origin,
    program: Program,
    visitor: Secure,
}

/// Writes a certificate for `names` as `name.pem` and `name.key`.
fn write(desk: &Desk, authority: &Authority, name: &str, names: &[&str]) {
    let (certificate, key) = authority.signs(names);
    desk.file(&format!("{name}.pem"), certificate).file(&format!("{name}.key"), key);
}

const ONE: &str = "[tls]\nlisten = \"127.0.0.1:0\"\ncertificates = [{ certificate = \"a.pem\", key = \"a.key\" }]\n";

#[track_caller]
fn serve(authority: &Authority, settings: &str, files: impl Fn(&Desk)) -> Served {
    let desk = desk_of(&register());
    desk.file("temoin.toml", settings);
    files(&desk);
    let origin = Origin::start(|_| Answer::html(&["Set-Cookie: sid=1; Path=/"], "<html><body>ours</body></html>"));
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    Served { desk, origin, program, visitor: Secure::trusting(authority.pem()) }
}

/// One certificate for both hosts.
#[track_caller]
fn school(authority: &Authority) -> Served {
    serve(authority, ONE, |desk| write(desk, authority, "a", &["school.example", "www.school.example"]))
}

impl Served {
    fn at(&self) -> &str {
        self.program.https.as_deref().expect("https is served")
    }

    #[track_caller]
    fn open(&self, host: &str, protocols: &[&str]) -> Line<'_> {
        self.visitor
            .open(self.at(), host, protocols)
            .unwrap_or_else(|why| panic!("{host}: {why}\n{}", self.program.log()))
    }

    fn hang_up(&self) {
        let kill = Command::new("kill").args(["-HUP", &self.program.id().to_string()]).status();
        assert!(kill.is_ok_and(|status| status.success()));
    }
}

#[test]
fn a_page_is_served_by_https_in_either_protocol() {
    let authority = Authority::default();
    let school = school(&authority);
    for (offered, agreed) in
        [(&["h2", "http/1.1"][..], "h2"), (&["http/1.1"], "http/1.1"), (&["http/1.1", "h2"], "h2"), (&[], "")]
    {
        let mut line = school.open("school.example", offered);
        assert_eq!(line.protocol, agreed, "{offered:?}");
        for _ in 0..2 {
            let reply = line.get("/page?a=b", &[]).expect("an answer");
            assert_eq!(reply.status, 200, "{}", reply.text());
            assert!(reply.text().contains("ours") && reply.text().contains("id=\"temoin\""), "{}", reply.text());
        }
        let asked = school.origin.asked().pop().expect("it reached the origin");
        assert_eq!((asked.path.as_str(), asked.header("host")), ("/page?a=b", Some("school.example")));
        assert_eq!(asked.header("x-forwarded-proto"), Some("https"));
    }
    assert!(school.visitor.open(school.at(), "school.example", &["spdy/3"]).is_err(), "nothing in common");
}

#[test]
fn a_choice_made_by_https_leaves_with_secure() {
    let authority = Authority::default();
    let school = school(&authority);
    for protocol in ["h2", "http/1.1"] {
        let mut line = school.open("school.example", &[protocol]);
        let headers = [
            ("content-type", "application/json"),
            ("origin", "https://school.example"),
            ("sec-fetch-site", "same-origin"),
        ];
        let reply = line.send("POST", CONSENTS, &headers, br#"{"action":"refuse-all"}"#).expect("an answer");
        assert_eq!(reply.status, 201, "{}", reply.text());
        let cookie = reply.set_cookie("choice").expect("the choice cookie");
        assert!(cookie.ends_with("; Secure") || cookie.contains("; Secure;"), "{cookie}");
    }
}

#[test]
fn each_host_is_shown_its_own_certificate() {
    let authority = Authority::default();
    let settings = "[tls]\nlisten = \"127.0.0.1:0\"\ncertificates = [\n  { certificate = \"first.pem\", key = \"first.key\" },\n  { certificate = \"star.pem\", key = \"star.key\" },\n  { certificate = \"both.pem\" },\n]\n";
    let school = serve(&authority, settings, |desk| {
        write(desk, &authority, "first", &["first.example"]);
        write(desk, &authority, "star", &["*.school.example"]);
        let (certificate, key) = authority.signs(&["school.example", "WWW.Both.example"]);
        desk.file("both.pem", format!("{key}{certificate}"));
    });
    let shown = |host: &str| school.open(host, &["h2"]).certificate;
    let (first, star, both) = (shown("first.example"), shown("www.school.example"), shown("school.example"));
    assert!(first != star && star != both && first != both);
    assert_eq!(shown("other.school.example"), star, "one label is what a star stands for");
    assert_eq!(shown("SCHOOL.example"), both);
    assert_eq!(shown("www.both.example"), both);
    for host in ["a.b.school.example", "elsewhere.example"] {
        let refused = school.visitor.open(school.at(), host, &["h2"]).err().expect("no certificate is for it");
        assert!(refused.contains("first.example"), "the first is shown to whoever asks for another: {refused}");
    }
    let mut stranger = school.open("first.example", &["h2"]);
    let reply = stranger.get("/", &[("accept", "application/json")]).expect("an answer");
    problem(&reply, 421);
}

#[test]
fn a_certificate_is_replaced_while_connections_stay_open() {
    let authority = Authority::default();
    let school = school(&authority);
    let mut lines = [school.open("school.example", &["h2"]), school.open("school.example", &["http/1.1"])];
    let before = lines[0].certificate.clone();
    for line in &mut lines {
        assert_eq!(line.get("/", &[]).expect("an answer").status, 200);
    }

    write(&school.desk, &authority, "a", &["school.example"]);
    school.hang_up();
    school.program.until_logged("a certificate was replaced");
    let after = school.open("school.example", &["h2"]).certificate;
    assert_ne!(before, after);

    let (stray, _) = authority.signs(&["school.example"]);
    for (name, text, said) in [
        ("a.pem", stray.as_str(), "the key in `a.key` is not the one of the certificate in `a.pem`"),
        ("a.pem", "", "there is no certificate in `a.pem`"),
        ("a.key", "no key at all", "there is no key in `a.key`"),
    ] {
        let kept = school.desk.read(name);
        school.desk.file(name, text);
        school.hang_up();
        if name == "a.key" {
            // The certificate is whole again, so that only the key is wrong.
            school.program.until_logged("a new certificate cannot be used: the old one stays");
        }
        school.program.until_logged(said);
        assert_eq!(school.open("school.example", &["h2"]).certificate, after, "the old one stays");
        school.desk.file(name, kept);
        school.hang_up();
    }
    for line in &mut lines {
        assert_eq!(line.get("/", &[]).expect("the connection is still open").status, 200);
    }
}

#[test]
fn a_certificate_that_cannot_be_used_is_refused_at_the_start() {
    let authority = Authority::default();
    let (certificate, key) = authority.signs(&["school.example"]);
    let (_, other) = authority.signs(&["school.example"]);
    let (elsewhere, its) = authority.signs(&["elsewhere.example", "*.elsewhere.example"]);
    let broken = certificate.replace("-----END CERTIFICATE-----", "");
    let noise = certificate.replacen("MII", "!!!", 1);
    let case = |pem: Option<&str>, key: Option<&str>, code: i32, said: &[&str]| {
        let desk = desk_of(&register());
        desk.file("temoin.toml", ONE);
        for (name, text) in [("a.pem", pem), ("a.key", key)] {
            text.iter().for_each(|text| _ = desk.file(name, text));
        }
        let Ran { code: ended, stderr, .. } =
            desk.run(&["serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"]);
        assert_eq!(ended, code, "{stderr}");
        assert!(stderr.contains("error: ") && stderr.contains("hint: ") && !stderr.contains("panicked"), "{stderr}");
        said.iter().for_each(|said| assert!(stderr.contains(said), "`{said}` is not in: {stderr}"));
    };
    let (pem, private) = (certificate.as_str(), key.as_str());
    case(None, Some(private), 3, &["`a.pem` cannot be read", "(in `temoin.toml`)", "No such file"]);
    case(Some(pem), None, 3, &["`a.key` cannot be read"]);
    case(Some(""), Some(private), 2, &["there is no certificate in `a.pem`", "-----BEGIN CERTIFICATE-----"]);
    case(Some(private), Some(private), 2, &["there is no certificate in `a.pem`"]);
    case(Some(pem), Some(pem), 2, &["there is no key in `a.key`"]);
    case(Some(pem), Some(&other), 2, &["the key in `a.key` is not the one of the certificate in `a.pem`"]);
    case(Some(&broken), Some(private), 2, &["`a.pem` is not in PEM: line "]);
    case(Some(&noise), Some(private), 2, &["`a.pem` is not in PEM: line ", "base64"]);
    case(
        Some("-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n"),
        Some(private),
        2,
        &["the certificate in `a.pem` cannot be understood"],
    );
    case(
        Some(pem),
        Some("-----BEGIN PRIVATE KEY-----\naGVsbG8=\n-----END PRIVATE KEY-----\n"),
        2,
        &["the key in `a.key` cannot be used"],
    );
    case(
        Some(&elsewhere),
        Some(&its),
        2,
        &["no certificate is for `school.example`: they are for `elsewhere.example`, `*.elsewhere.example`"],
    );
}

#[test]
fn settings_that_say_half_are_refused() {
    let case = |settings: &str, arguments: &[&str], said: &str| {
        let desk = desk_of(&register());
        desk.file("temoin.toml", settings);
        let Ran { code, stderr, .. } = desk.run(&[&["serve"], arguments].concat());
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains(said), "`{said}` is not in: {stderr}");
    };
    case("[tls]\n", &[], "`[tls]` in `temoin.toml` names no certificate");
    case("", &["--tls-key", "a.key"], "the key `a.key` is named without its certificate");
    case("[tls]\ncertificates = [{ key = \"a.key\" }]\n", &[], "`certificate` is missing");
    case("[acme]\n", &[], "`terms_agreed` is missing");
    case("[acme]\nterms_agreed = false\n", &[], "are not agreed to");
    case("[acme]\nterms_agreed = true\ncontact = \"web@school.example\"\n", &[], "write it as `mailto:");
    case(
        "[acme]\nterms_agreed = true\ndirectory = \"http://ca.example/\"\n",
        &[],
        "is not the address of an authority",
    );
}

#[test]
fn what_browsers_will_complain_of_is_told() {
    let authority = Authority::default();
    let school = serve(&authority, ONE, |desk| {
        let (certificate, key) = authority.signs_until(&["school.example"], 2020);
        desk.file("a.pem", certificate).file("a.key", key);
    });
    let log = school.program.until_logged("no certificate is for this host");
    assert!(log.contains("this certificate has expired") && log.contains("a.pem"), "{log}");
    assert!(log.contains("no certificate is for this host") && log.contains("www.school.example"), "{log}");
    assert!(school.visitor.open(school.at(), "school.example", &["h2"]).is_err());
}

#[test]
fn flags_are_enough_for_one_certificate() {
    let authority = Authority::default();
    let desk = desk_of(SCHOOL);
    write(&desk, &authority, "a", &["school.example"]);
    let flags = ["serve", "--tls-certificate", "a.pem", "--tls-key", "a.key", "--tls-listen", "127.0.0.1:0"];
    let program = Program::start(crate::TEMOIN, desk.path(), &flags);
    let https = program.https.as_deref().expect("https is served");
    assert_eq!(Secure::trusting(authority.pem()).get(https, "school.example", "/_temoin/policies").status, 200);
}

#[test]
fn who_comes_by_http_is_sent_to_https() {
    let authority = Authority::default();
    let school = school(&authority);
    let http = &school.program.listen;
    let port = school.at().rsplit(':').next().unwrap_or_default();
    let sent = |host: &str, path: &str| {
        let reply = get(http, path, &[("Host", host)]);
        (reply.status, reply.header("location").map(str::to_owned))
    };
    assert_eq!(sent("school.example", "/a?b=c"), (308, Some("https://school.example/a?b=c".to_owned())));
    assert_eq!(sent("school.example:8080", "/"), (308, Some(format!("https://school.example:{port}/"))));
    assert_eq!(sent("127.0.0.1:8080", "/"), (308, Some(format!("https://127.0.0.1:{port}/"))));
    assert_eq!(sent("evil.example", "/"), (421, None));
    let posted = request(http, "POST", CONSENTS, &[("Host", "school.example")], b"{}");
    assert_eq!((posted.status, posted.set_cookie("choice")), (308, None));
    assert!(school.origin.asked().is_empty(), "nothing passes in clear");
}

#[test]
fn http_may_be_served_beside_https() {
    let authority = Authority::default();
    let settings = format!("{ONE}redirect = false\nhsts = \"1 year\"\n");
    let school = serve(&authority, &settings, |desk| write(desk, &authority, "a", &["school.example"]));
    let reply = get(&school.program.listen, "/", &[("Host", "school.example")]);
    assert_eq!((reply.status, reply.header("strict-transport-security")), (200, None), "{}", reply.text());
    let reply = school.visitor.get(school.at(), "school.example", "/");
    assert_eq!((reply.status, reply.header("strict-transport-security")), (200, Some("max-age=31536000")));
}

#[test]
fn noise_on_the_port_of_https_is_no_event() {
    let authority = Authority::default();
    let school = school(&authority);
    for noise in [&b"GET / HTTP/1.1\r\nHost: school.example\r\n\r\n"[..], b"\x16\x03\x01\x00\x05hello", b""] {
        let mut stream = std::net::TcpStream::connect(school.at()).expect("it listens");
        std::io::Write::write_all(&mut stream, noise).expect("sent");
        stream.shutdown(std::net::Shutdown::Write).expect("said");
        let mut answer = Vec::new();
        let _ = std::io::Read::read_to_end(&mut stream, &mut answer);
        assert!(!answer.starts_with(b"HTTP/"), "{answer:?}");
    }
    assert_eq!(school.visitor.get(school.at(), "school.example", "/").status, 200);
    assert!(!school.program.log().contains("panicked"), "{}", school.program.log());
}
