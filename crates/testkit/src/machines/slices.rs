//! A slow line: a page arrives in pieces of 200 bytes, so that the browser lays out and
//! paints what has come before the rest is there. Its files come as they are sent.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

const PIECE: usize = 200;
/// Long enough for each piece to be a packet of its own.
const BETWEEN: Duration = Duration::from_millis(1);

/// Starts one before a server; it ends with this process. Gives its address.
///
/// # Errors
///
/// Where no port is free.
pub fn sliced(server: &str) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    let server = server.to_owned();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = server.clone();
            // Either side may leave, and the other is told by the end of its stream.
            thread::spawn(move || relay(client, &server));
        }
    });
    Ok(address)
}

fn relay(client: TcpStream, server: &str) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    client.set_nodelay(true)?;
    let (mut asks, mut hears) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut asks, &mut hears);
        let _ = hears.shutdown(std::net::Shutdown::Write);
    });
    let (mut server, mut client, mut buffer) = (server, client, vec![0; 64 * 1024]);
    let mut is_page = None;
    loop {
        let length = server.read(&mut buffer)?;
        if length == 0 {
            return client.shutdown(std::net::Shutdown::Write);
        }
        let sent = &buffer[..length];
        // The head of the first answer of a connection comes at once.
        let piece = if *is_page.get_or_insert_with(|| says_page(sent)) { PIECE } else { length };
        for piece in sent.chunks(piece) {
            client.write_all(piece)?;
            thread::sleep(BETWEEN);
        }
    }
}

fn says_page(head: &[u8]) -> bool {
    String::from_utf8_lossy(head).to_ascii_lowercase().contains("content-type: text/html")
}
