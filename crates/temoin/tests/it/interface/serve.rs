//! `temoin serve`: starting, failing to start, an origin that fails, stopping.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;

use temoin_testkit::{Answer, Desk, Origin, Program, Ran, get, request};

use super::{SCHOOL, School, choose, desk_of, problem};

/// Starts `serve`, which is to end by itself.
#[track_caller]
fn fails(desk: &Desk, arguments: &[&str], code: i32) -> String {
    let free = ["serve", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"];
    let Ran { code: ended, stdout, stderr } = desk.run(&[&free, arguments].concat());
    assert_eq!((ended, stdout.as_str()), (code, ""), "{stderr}");
    assert!(stderr.contains("error: ") && !stderr.contains("panicked"), "{stderr}");
    stderr
}

/// An address that nothing listens on.
fn nowhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").to_string()
}

#[test]
fn a_port_in_use_is_named_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let desk = desk_of(SCHOOL);
    for flag in ["--listen", "--console"] {
        let other = if flag == "--listen" { "--console" } else { "--listen" };
        let Ran { code, stdout, stderr } = desk.run(&["serve", flag, &address, other, "127.0.0.1:0"]);
        assert_eq!((code, stdout.as_str()), (3, ""), "{stderr}");
        assert!(stderr.contains(&format!("`{address}` cannot be listened on")), "{stderr}");
        assert!(
            stderr.contains(&format!(
                "hint: another program listens there: stop it, or choose another port with `{flag}`"
            )),
            "{stderr}"
        );
    }
}

#[test]
fn an_upstream_that_cannot_be_spoken_to_is_refused_at_once() {
    let desk = desk_of(SCHOOL);
    for (upstream, why) in [
        ("ftp://127.0.0.1:1", "is not the address of an origin"),
        ("127.0.0.1:1", "is not the address of an origin"),
        ("http://127.0.0.1:1/moodle", "has a path"),
    ] {
        let said = fails(&desk, &["--upstream", upstream], 2);
        assert!(said.contains(why) && said.contains("hint: "), "{upstream}: {said}");
    }
}

#[test]
fn a_register_with_mistakes_is_not_served() {
    let desk = desk_of(&SCHOOL.replace("lifetime = \"60 days\"", "lifetime = \"60 jours\""));
    let said = fails(&desk, &[], 2);
    assert!(said.contains("--> register.toml:") && said.contains("hint: "), "{said}");
    let desk = desk_of(SCHOOL);
    desk.file("policies/body.en.md", "{{ trackerz() }}\n");
    let said = fails(&desk, &[], 2);
    assert!(said.contains("--> policies/body.en.md:1:"), "{said}");
}

#[test]
fn a_data_directory_that_cannot_be_written_is_said() {
    let desk = desk_of(SCHOOL);
    desk.file("taken", "a file where the directory should be");
    for data in ["taken", "taken/below"] {
        let said = fails(&desk, &["--data", data], 3);
        assert!(
            said.contains("choices cannot be kept") && said.contains("caused by: ") && said.contains("--data"),
            "{said}"
        );
    }
    desk.file("spoilt/temoin.db", "this is no database").file("spoilt/choice.key", [7; 32]);
    let said = fails(&desk, &["--data", "spoilt"], 3);
    assert!(said.contains("temoin.db"), "{said}");
    assert_eq!(desk.read("spoilt/temoin.db"), "this is no database", "what was there is left as it was");
}

#[test]
fn a_database_is_not_opened_without_its_key() {
    let desk = desk_of(SCHOOL);
    drop(Program::start(crate::TEMOIN, desk.path(), &["serve", "--data", "kept"]));
    let key = desk.path().join("kept/choice.key");
    let bytes = std::fs::read(&key).expect("a key was made");
    assert_eq!(bytes.len(), 32);

    std::fs::remove_file(&key).expect("the key was there");
    let said = fails(&desk, &["--data", "kept"], 3);
    assert!(said.contains("hint: bring `choice.key` back from a backup"), "{said}");
    assert!(!key.exists(), "a new key would make every choice unreadable without a word");

    std::fs::write(&key, &bytes[..16]).expect("a file");
    let said = fails(&desk, &["--data", "kept"], 3);
    assert!(said.contains("16 bytes instead of 32"), "{said}");

    std::fs::write(&key, &bytes).expect("a file");
    drop(Program::start(crate::TEMOIN, desk.path(), &["serve", "--data", "kept"]));
}

#[test]
fn an_origin_that_is_not_there_is_a_problem_or_a_page() {
    let desk = desk_of(SCHOOL);
    let upstream = format!("http://{}", nowhere());
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &upstream]);
    let reply = request(&program.listen, "GET", "/api", &[("Accept", "application/json")], b"");
    assert_eq!(problem(&reply, 502), "the origin cannot be reached, or broke its answer off");
    let reply = get(&program.listen, "/", &[]);
    assert_eq!((reply.status, reply.header("content-type")), (502, Some("text/html; charset=utf-8")));
    assert!(reply.text().contains("Le site ne répond pas pour le moment."), "{}", reply.text());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(!program.log().contains("panicked"), "{}", program.log());
}

#[test]
fn without_origin_only_our_own_addresses_answer() {
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve"]);
    let reply = request(&program.listen, "GET", "/", &[("Accept", "application/json")], b"");
    assert!(!problem(&reply, 404).contains("--upstream"), "that is for who started it: {}", reply.text());
    assert_eq!(get(&program.listen, "/_temoin/policies", &[]).status, 200);
    program.until_logged("--upstream");
}

#[test]
fn an_origin_that_talks_nonsense_is_a_problem_and_nothing_more() {
    let school = School::before(|asked| match asked.path.as_str() {
        "/silent" => Answer(Vec::new()),
        "/half" => Answer(b"HTTP/1.1 200 OK\r\nContent-Ty".to_vec()),
        "/noise" => Answer(vec![0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, b'\r', b'\n', b'\r', b'\n']),
        "/words" => Answer(b"I am not a web server\r\n\r\n".to_vec()),
        "/status" => Answer(b"HTTP/1.1 abc OK\r\n\r\n".to_vec()),
        "/long" => Answer([&b"HTTP/1.1 200 OK\r\nX: "[..], &vec![b'x'; 4 << 20], b"\r\n\r\n"].concat()),
        _ => Answer::html(&[], "<html><body>still here</body></html>"),
    });
    for path in ["/silent", "/half", "/noise", "/words", "/status", "/long"] {
        let reply = request(school.at(), "GET", path, &[("Accept", "*/*")], b"");
        problem(&reply, 502);
        assert!(get(school.at(), "/", &[]).text().contains("still here"), "after {path}");
    }
    assert!(!school.program.log().contains("panicked"), "{}", school.program.log());
}

#[test]
fn an_answer_that_breaks_off_never_looks_whole() {
    let school = School::before(|asked| {
        let kind = if asked.path == "/image" { "image/png" } else { "text/html" };
        let half = format!("<html><body>{}", "half ".repeat(if asked.path == "/short" { 1 } else { 1000 }));
        Answer(format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: 9000\r\n\r\n{half}").into())
    });
    for (path, destination) in [("/page", "document"), ("/short", "document"), ("/image", "image")] {
        let reply = request(school.at(), "GET", path, &[("Sec-Fetch-Dest", destination)], b"");
        // While nothing has left, it can still be answered for.
        assert!(reply.status == 502 || reply.status == 200 && !reply.whole, "{path}: {}", reply.text());
    }
}

#[test]
fn a_host_that_the_register_does_not_name_is_misdirected() {
    let school = School::before(|_| Answer::html(&[], "<html><body>ours</body></html>"));
    let json = ("Accept", "application/json");
    for host in ["evil.example", "school.example.evil.example", "evil.example:80", ""] {
        for path in ["/", "/_temoin/v1/consents/0", "/_temoin/policies"] {
            let reply = request(school.at(), "GET", path, &[json, ("Host", host)], b"");
            problem(&reply, 421);
        }
    }
    let reply = request(school.at(), "GET", "/", &[json, ("Host", "school.example"), ("Host", "evil.example")], b"");
    assert!(matches!(reply.status, 400 | 421), "two hosts are none: {}", reply.status);
    let reply = request(school.at(), "GET", "http://evil.example/", &[json, ("Host", "school.example")], b"");
    assert!(problem(&reply, 400).contains("different hosts"));
    assert!(school.origin.asked().is_empty(), "nothing of it reached the origin");

    let port = school.at().rsplit(':').next().unwrap_or_default();
    for host in ["school.example", &format!("localhost:{port}"), school.at()] {
        assert_eq!(get(school.at(), "/", &[("Host", host)]).status, 200, "{host}");
    }
}

#[test]
fn a_stop_lets_the_answer_under_way_end() {
    // An origin that has sent half of a page, and waits to be told to go on.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let upstream = format!("http://{}", listener.local_addr().expect("an address"));
    let (half, half_sent) = mpsc::channel();
    let (go_on, told) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("the gateway connects");
        let _ = stream.read(&mut [0; 4096]).expect("a request");
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 44\r\n\r\n").expect("sent");
        stream.write_all(b"<html><body>the first half, ").expect("sent");
        half.send(()).expect("the test waits");
        told.recv().expect("the test goes on");
        stream.write_all(b"the second half.").expect("sent");
    });
    let desk = desk_of(SCHOOL);
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &upstream]);
    let address = program.listen.clone();
    let visitor = std::thread::spawn(move || get(&address, "/", &[]));
    half_sent.recv().expect("half is sent");
    program.terminate();
    // It has understood once it accepts no one any more.
    while TcpStream::connect(&program.listen).is_ok() {
        std::thread::yield_now();
    }
    go_on.send(()).expect("the origin waits");
    let reply = visitor.join().expect("no panic");
    assert!(reply.whole && reply.text().contains("the first half, the second half."), "{}", reply.text());
    let (status, log) = program.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("stopped"), "{log}");
}

#[test]
fn an_interrupt_stops_it_too() {
    let desk = desk_of(SCHOOL);
    let origin = Origin::start(|_| Answer::html(&[], "<html><body>ours</body></html>"));
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    assert_eq!(get(&program.listen, "/", &[]).status, 200);
    let kill = std::process::Command::new("kill").args(["-INT", &program.id().to_string()]).status();
    assert!(kill.is_ok_and(|status| status.success()));
    let (status, log) = program.wait();
    assert_eq!(status.code(), Some(0), "{log}");
}

#[test]
fn the_log_tells_nothing_of_a_visitor() {
    let school = School::with(&["--log", "debug"], |asked| match asked.path.as_str() {
        "/broken?planted-query" => Answer(b"planted-noise\r\n\r\n".to_vec()),
        _ => Answer::html(&["Set-Cookie: sid=planted-set; Path=/"], "<html><body>planted-page</body></html>"),
    });
    let (given, cookie) = choose(school.at(), "accept-all");
    let id = given.json()["id"].as_str().expect("an id").to_owned();
    let headers = [("Cookie", &*format!("{cookie}; sid=planted-sent")), ("User-Agent", "planted-agent")];
    for path in ["/?planted-query", "/broken?planted-query"] {
        let _ = request(school.at(), "POST", path, &headers, b"planted-body");
    }
    let path = format!("/_temoin/v1/consents/{id}/withdrawal");
    assert_eq!(request(school.at(), "POST", &path, &headers, b"").status, 201);
    school.program.terminate();
    let (status, log) = school.program.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("the origin did not answer"), "{log}");
    for private in ["planted", &id, &cookie] {
        assert!(!log.contains(private), "`{private}` is in the log:\n{log}");
    }
}

/// The school, started by a shell that first does `before`.
fn started_after(before: &str) -> (Desk, Program) {
    let desk = desk_of(SCHOOL);
    let script = format!("{before} && exec \"$0\" \"$@\"");
    let program = Program::start("/bin/sh", desk.path(), &["-c", &script, crate::TEMOIN, "serve"]);
    (desk, program)
}

#[test]
fn as_many_files_are_opened_as_the_system_lets_us() {
    let (_desk, program) = started_after("ulimit -Sn 256 && ulimit -Hn 9000");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", program.id())).expect("a running process");
    let open: Vec<&str> =
        limits.lines().filter_map(|line| line.strip_prefix("Max open files")).flat_map(str::split_whitespace).collect();
    assert_eq!(open[..2], ["9000", "9000"]);
    assert!(!program.log().contains("may not open that many files"), "{}", program.log());
}

#[test]
fn too_few_files_for_the_connections_are_told_with_the_way_out() {
    let (desk, program) = started_after("ulimit -n 1000");
    let log = program.until_logged("may not open that many files");
    assert!(log.contains("4096 visitors may connect at once") && log.contains("open=1000"), "{log}");
    assert!(log.contains("LimitNOFILE=8448") && log.contains("lower `[serve] connections`"), "{log}");
    drop(program);
    desk.file("temoin.toml", "[serve]\nconnections = 300\n");
    let script = "ulimit -n 1000 && exec \"$0\" \"$@\"";
    let program = Program::start("/bin/sh", desk.path(), &["-c", script, crate::TEMOIN, "serve"]);
    assert!(!program.log().contains("may not open that many files"), "the way out leads out: {}", program.log());
}
