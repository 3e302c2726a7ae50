//! An origin that is nothing but its connections: for what no scripted answer
//! can show, such as tunnels, slow answers and bodies of gigabytes.

use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// A listener on a free port that hands each connection to a function, on a
/// thread of its own; it ends with the test's process.
#[derive(Clone, Debug)]
pub struct Raw {
    address: String,
}

impl Raw {
    /// An origin that treats each connection with `treat`.
    pub fn start(treat: impl Fn(BufReader<TcpStream>) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let treat = Arc::new(treat);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let treat = treat.clone();
                std::thread::spawn(move || treat(BufReader::new(stream)));
            }
        });
        Self { address }
    }

    /// Its address, for `--upstream`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Reads the head of a message, to its empty line. Empty where there is none.
pub fn head(reader: &mut BufReader<TcpStream>) -> String {
    let mut head = String::new();
    loop {
        match reader.read_line(&mut head) {
            Ok(0) | Err(_) => return head,
            Ok(_) if head.ends_with("\r\n\r\n") => return head,
            Ok(_) => {}
        }
    }
}
