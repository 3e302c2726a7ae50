//! Visitors who never stop asking, and who notice every answer that fails.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Some visitors, half of them on one connection for all they ask, half of
/// them on a new one each time.
#[derive(Debug)]
pub struct Load {
    shared: Arc<Shared>,
    visitors: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    answered: AtomicUsize,
    failed: AtomicUsize,
}

impl Load {
    /// `visitors` of them, who ask for `path` at `address` until
    /// [`Load::stop`], or until nobody listens there any more.
    pub fn start(address: &str, path: &str, visitors: usize) -> Self {
        let shared: Arc<Shared> = Arc::default();
        let visitor = |number: usize| {
            let (shared, address, path) = (shared.clone(), address.to_owned(), path.to_owned());
            std::thread::spawn(move || visit(&shared, &address, &path, number.is_multiple_of(2)))
        };
        Self { visitors: (0..visitors).map(visitor).collect(), shared }
    }

    /// How many requests were answered whole so far.
    pub fn answered(&self) -> usize {
        self.shared.answered.load(Ordering::SeqCst)
    }

    /// Waits until `more` requests were answered since this call.
    ///
    /// # Panics
    /// When the visitors have gone before.
    #[track_caller]
    pub fn wait_for(&self, more: usize) {
        let wanted = self.answered() + more;
        while self.answered() < wanted {
            assert!(!self.visitors.iter().all(JoinHandle::is_finished), "the visitors have gone");
            std::thread::yield_now();
        }
    }

    /// Ends the load. Gives how many requests were answered, and how many had
    /// been sent on an open connection and were not answered whole with 200.
    pub fn stop(self) -> (usize, usize) {
        self.shared.stop.store(true, Ordering::SeqCst);
        for visitor in self.visitors {
            visitor.join().expect("no panic");
        }
        (self.shared.answered.load(Ordering::SeqCst), self.shared.failed.load(Ordering::SeqCst))
    }
}

fn visit(shared: &Shared, address: &str, path: &str, keeps: bool) {
    let mut open: Option<TcpStream> = None;
    while !shared.stop.load(Ordering::SeqCst) {
        let fresh = open.is_none();
        let Some(mut stream) = open.take().or_else(|| connect(address)) else { return };
        match ask(&mut stream, address, path, keeps) {
            Ok(Some(stays)) => {
                shared.answered.fetch_add(1, Ordering::SeqCst);
                open = (keeps && stays).then_some(stream);
            }
            // A kept connection that was closed before anything of an answer
            // came: any client asks again on another (RFC 9112, §9.3.1).
            Ok(None) if !fresh => {}
            Ok(None) | Err(_) => {
                shared.failed.fetch_add(1, Ordering::SeqCst);
            }
        }
    }
}

fn connect(address: &str) -> Option<TcpStream> {
    let stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    Some(stream)
}

/// Asks once. `None`: the connection ended before an answer began; otherwise
/// whether it stays open.
fn ask(stream: &mut TcpStream, address: &str, path: &str, keeps: bool) -> io::Result<Option<bool>> {
    let connection = if keeps { "keep-alive" } else { "close" };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: {connection}\r\n\r\n");
    if stream.write_all(request.as_bytes()).is_err() {
        return Ok(None);
    }
    let (mut raw, mut buffer) = (Vec::new(), [0; 16 * 1024]);
    loop {
        let length = match stream.read(&mut buffer) {
            Ok(length) => length,
            Err(error) if raw.is_empty() && error.kind() == io::ErrorKind::ConnectionReset => 0,
            Err(error) => return Err(error),
        };
        if length == 0 && raw.is_empty() {
            return Ok(None);
        }
        raw.extend_from_slice(&buffer[..length]);
        match super::http::whole(&raw) {
            Some(reply) if reply.status == 200 => {
                return Ok(Some(reply.header("connection") != Some("close") && length > 0));
            }
            Some(reply) => return Err(io::Error::other(format!("status {}", reply.status))),
            None if length == 0 => return Err(io::Error::other("the answer was cut")),
            None => {}
        }
    }
}
