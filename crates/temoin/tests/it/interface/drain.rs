//! A stop that nobody notices: no request that was sent is left without its
//! answer.

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::mpsc;

use temoin_testkit::{Answer, Authority, Load, Origin, Program, Raw, Secure, head};

use super::{SCHOOL, School, desk_of};

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: school.example\r\nAccept: */*\r\n\r\n";

fn ours() -> Answer {
    Answer::of("200 OK", &["Content-Type: text/plain"], b"ours")
}

fn connect(program: &Program) -> BufReader<TcpStream> {
    BufReader::new(TcpStream::connect(&program.listen).expect("it listens"))
}

/// Asks once on an open connection; gives the head of the answer, in lower case.
#[track_caller]
fn ask(stream: &mut BufReader<TcpStream>) -> String {
    stream.get_mut().write_all(REQUEST).expect("sent");
    let answer = head(stream).to_ascii_lowercase();
    assert!(answer.starts_with("http/1.1 200 ok") && answer.contains("content-length: 4"), "{answer}");
    let mut body = [0; 4];
    stream.read_exact(&mut body).expect("the body is whole");
    assert_eq!(&body, b"ours");
    answer
}

/// Waits until nobody new is let in.
fn until_closed(program: &Program) {
    while TcpStream::connect(&program.listen).is_ok() {
        std::thread::yield_now();
    }
}

/// An origin that has sent half of its answer, and waits to be told to go on.
fn hesitating() -> (Raw, mpsc::Receiver<()>, mpsc::SyncSender<()>) {
    let (half, half_sent) = mpsc::sync_channel(100);
    let (go_on, told) = mpsc::sync_channel::<()>(100);
    let told = std::sync::Mutex::new(told);
    let origin = Raw::start(move |mut reader| {
        if head(&mut reader).is_empty() {
            return;
        }
        let stream: &mut TcpStream = reader.get_mut();
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhalf,");
        let _ = half.send(());
        let _ = told.lock().expect("no panic").recv();
        let _ = stream.write_all(b"whole");
    });
    (origin, half_sent, go_on)
}

#[test]
fn a_stop_under_load_fails_no_request() {
    let school = School::before(|_| Answer::html(&[], "<html><body>ours</body></html>"));
    let load = Load::start(school.at(), "/", 16);
    load.wait_for(200);
    school.program.terminate();
    let (status, log) = school.program.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("stopped, every request was answered"), "{log}");
    let (answered, failed) = load.stop();
    assert_eq!(failed, 0, "of {answered}");
}

#[test]
fn a_connection_between_two_requests_is_told_by_its_next_answer() {
    let (desk, origin) = (desk_of(SCHOOL), Origin::start(|_| ours()));
    desk.file("temoin.toml", "[serve]\ndrain = \"10 minutes\"\n");
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    let mut stream = connect(&program);
    assert!(!ask(&mut stream).contains("connection: close"));
    program.terminate();
    until_closed(&program);
    assert!(ask(&mut stream).contains("connection: close"), "the stop was not waited for, nor forgotten");
    assert_eq!(stream.read(&mut [0; 1]).expect("it is closed"), 0);
    assert_eq!(program.wait().0.code(), Some(0));
}

#[test]
fn in_http_2_what_was_asked_is_answered() {
    let (origin, half_sent, go_on) = hesitating();
    let authority = Authority::default();
    let desk = desk_of(SCHOOL);
    let (certificate, key) = authority.signs(&["school.example"]);
    desk.file("both.pem", format!("{certificate}{key}"));
    let flags = ["--tls-certificate", "both.pem", "--tls-listen", "127.0.0.1:0"];
    let program =
        Program::start(crate::TEMOIN, desk.path(), &[&["serve", "--upstream", &origin.url()], &flags[..]].concat());
    let https = program.https.clone().expect("https is served");
    let visitor = std::thread::spawn(move || {
        let visitor = Secure::trusting(authority.pem());
        let mut line = visitor.open(&https, "school.example", &["h2"]).expect("a connection");
        (line.get("/", &[]), line.get("/", &[]))
    });
    half_sent.recv().expect("half is sent");
    program.terminate();
    until_closed(&program);
    go_on.send(()).expect("the origin waits");
    let (first, second) = visitor.join().expect("no panic");
    assert_eq!(first.expect("an answer").text(), "half,whole");
    assert!(second.is_err(), "the connection was told that no more are taken");
    let (status, log) = program.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("stopped, every request was answered"), "{log}");
}

#[test]
fn who_takes_too_long_is_broken_off_and_counted() {
    let (origin, half_sent, _never) = hesitating();
    let desk = desk_of(SCHOOL);
    desk.file("temoin.toml", "[serve]\ndrain = \"1 second\"\n");
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    let mut visitor = TcpStream::connect(&program.listen).expect("it listens");
    visitor.write_all(REQUEST).expect("sent");
    half_sent.recv().expect("half is sent");
    program.terminate();
    let (status, log) = program.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("stopped with connections still open") && log.contains("connections=1"), "{log}");
}

#[test]
fn no_more_connections_are_let_in_than_there_are_places() {
    let desk = desk_of(SCHOOL);
    desk.file("temoin.toml", "[serve]\nconnections = 2\n");
    let origin = Origin::start(|_| ours());
    let program = Program::start(crate::TEMOIN, desk.path(), &["serve", "--upstream", &origin.url()]);
    let mut first = [connect(&program), connect(&program)];
    first.iter_mut().for_each(|stream| drop(ask(stream)));
    let mut third = connect(&program);
    third.get_mut().write_all(REQUEST).expect("sent");
    // The two go on; whoever came third has reached nobody.
    for stream in &mut first {
        let before = origin.asked().len();
        ask(stream);
        assert_eq!(origin.asked().len(), before + 1);
    }
    drop(first);
    assert!(head(&mut third).starts_with("HTTP/1.1 200"), "a place is free");
}
