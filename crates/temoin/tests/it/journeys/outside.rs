//! Everyone but the site: a listener that says who was meant.
//!
//! It answers nothing. A connection is enough to prove a contact, and its first bytes
//! tell which name the browser believed it was calling: TLS says it in clear (SNI, RFC
//! 6066 §3), and so does plain HTTP.

use std::collections::BTreeSet;

use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::watch;

/// All hosts of the Internet, at one address of this machine.
pub(super) struct Outside {
    address: std::net::SocketAddr,
    seen: watch::Sender<Seen>,
}

#[derive(Default)]
struct Seen {
    hosts: BTreeSet<String>,
    /// How many connections have not said yet whom they are for.
    unnamed: usize,
}

impl Outside {
    /// What datagrams are counted as: they do not say whom they are for.
    pub(super) const DATAGRAM: &str = "a datagram";

    pub(super) async fn open() -> std::io::Result<Self> {
        let (listener, datagrams) = both().await?;
        let address = listener.local_addr()?;
        let outside = Self { address, seen: watch::Sender::default() };
        let seen = outside.seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                seen.send_modify(|seen| seen.unnamed += 1);
                let seen = seen.clone();
                tokio::spawn(async move {
                    let host = name(stream).await;
                    seen.send_modify(|seen| {
                        seen.hosts.insert(host);
                        seen.unnamed -= 1;
                    });
                });
            }
        });
        let seen = outside.seen.clone();
        tokio::spawn(async move {
            while datagrams.recv(&mut []).await.is_ok() {
                seen.send_modify(|seen| {
                    seen.hosts.insert(Self::DATAGRAM.to_owned());
                });
            }
        });
        Ok(outside)
    }

    pub(super) fn address(&self) -> std::net::SocketAddr {
        self.address
    }

    /// The hosts that were connected to; `?` where the connection did not say.
    pub(super) fn contacted(&self) -> BTreeSet<String> {
        self.seen.borrow().hosts.clone()
    }

    /// Waits until each of these was connected to.
    pub(super) async fn reached_by(&self, hosts: &[&str]) {
        self.wait(|seen| hosts.iter().all(|host| seen.hosts.contains(*host))).await;
    }

    /// Waits until every connection there is has said whom it is for.
    pub(super) async fn named(&self) {
        self.wait(|seen| seen.unnamed == 0).await;
    }

    async fn wait(&self, until: impl FnMut(&Seen) -> bool) {
        self.seen.subscribe().wait_for(until).await.expect("the sender is ours");
    }

    pub(super) fn forget(&self) {
        self.seen.send_modify(|seen| seen.hosts.clear());
    }
}

/// One port for connections and for datagrams.
async fn both() -> std::io::Result<(TcpListener, UdpSocket)> {
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        match UdpSocket::bind(listener.local_addr()?).await {
            Ok(datagrams) => return Ok((listener, datagrams)),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
    }
}

/// Who a connection is for.
async fn name(mut stream: TcpStream) -> String {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(name) = in_tls(&bytes).or_else(|| in_http(&bytes)) {
            return name;
        }
        match stream.read(&mut buffer).await {
            Ok(length @ 1..) if bytes.len() < 65536 => bytes.extend_from_slice(&buffer[..length]),
            _ => return "?".to_owned(),
        }
    }
}

/// The name in a whole `ClientHello` (RFC 8446 §4.1.2).
fn in_tls(bytes: &[u8]) -> Option<String> {
    let number = |bytes: &[u8]| bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
    // What comes after a vector whose length is written in so many bytes, and the vector.
    let vector = |bytes: &[u8], size: usize| -> Option<(Vec<u8>, Vec<u8>)> {
        let (length, rest) = bytes.split_at_checked(size)?;
        let (inner, rest) = rest.split_at_checked(number(length))?;
        Some((inner.to_vec(), rest.to_vec()))
    };
    let (0x16, record) = (*bytes.first()?, bytes.get(3..)?) else { return None };
    let (hello, _) = vector(record, 2)?;
    let (_session, rest) = vector(hello.get(4 + 2 + 32..)?, 1)?;
    let (_ciphers, rest) = vector(&rest, 2)?;
    let (_compressions, rest) = vector(&rest, 1)?;
    let (mut extensions, _) = vector(&rest, 2)?;
    loop {
        let kind = number(extensions.get(..2)?);
        let (extension, rest) = vector(extensions.get(2..)?, 2)?;
        if kind == 0 {
            let (name, _) = vector(extension.get(3..)?, 2)?;
            return String::from_utf8(name).ok();
        }
        extensions = rest;
    }
}

fn in_http(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (_, rest) = text.split_once("\r\nHost: ")?;
    let (host, _) = rest.split_once("\r\n")?;
    Some(host.split(':').next().unwrap_or_default().to_owned())
}
