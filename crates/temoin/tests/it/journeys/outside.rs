//! Everyone but the site: a listener that says who was meant.
//!
//! It answers nothing. A connection is enough to prove a contact. Whom it is for, its
//! first bytes tell: TLS says the name in clear (SNI, RFC 6066 §3), and so does plain
//! HTTP. A page that is left may take back a connection that has said nothing yet: the
//! hosts that journeys expect have addresses of their own, and need not say.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::watch;

use super::stage::{CHAT, GOOGLE_PIXEL, GOOGLE_TAG, YOUTUBE};

/// The hosts with an address of their own.
const ADDRESSED: [&str; 10] = [
    GOOGLE_TAG,
    GOOGLE_PIXEL,
    YOUTUBE,
    CHAT,
    "www.youtube.com",
    "tuiles.example.org",
    "images.example.net",
    "1.gravatar.com",
    "fonts.googleapis.com",
    "fonts.gstatic.com",
];

/// All hosts of the Internet, at addresses of this machine.
pub(super) struct Outside {
    port: u16,
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
        let (listeners, datagrams) = doors().await?;
        let outside = Self { port: datagrams.local_addr()?.port(), seen: watch::Sender::default() };
        for (at, listener) in listeners.into_iter().enumerate() {
            tokio::spawn(receive(listener, at.checked_sub(1).map(|at| ADDRESSED[at]), outside.seen.clone()));
        }
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

    /// Where a browser finds everyone; the sites are on 127.0.0.1, and stay there.
    pub(super) fn host_rule(&self) -> String {
        let addressed = ADDRESSED.iter().enumerate();
        let rules: String =
            addressed.map(|(at, host)| format!("MAP {host} {}:{}, ", address(at + 1), self.port)).collect();
        format!("{rules}MAP * {}:{}, EXCLUDE 127.0.0.1", address(0), self.port)
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

/// The address of everybody, then those of the hosts that have one.
fn address(at: usize) -> Ipv4Addr {
    let at = u8::try_from(at).expect("few hosts have one");
    if at == 0 { Ipv4Addr::LOCALHOST } else { Ipv4Addr::new(127, 77, 0, at) }
}

/// One port, for connections to each of the addresses and for datagrams.
async fn doors() -> std::io::Result<(Vec<TcpListener>, UdpSocket)> {
    'ports: loop {
        let datagrams = UdpSocket::bind((address(0), 0)).await?;
        let mut listeners = Vec::new();
        for at in 0..=ADDRESSED.len() {
            match TcpListener::bind((address(at), datagrams.local_addr()?.port())).await {
                Ok(listener) => listeners.push(listener),
                Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => continue 'ports,
                Err(error) => return Err(error),
            }
        }
        return Ok((listeners, datagrams));
    }
}

/// Takes down whom each connection is for: for this host, or for whom it says.
async fn receive(listener: TcpListener, host: Option<&'static str>, seen: watch::Sender<Seen>) {
    while let Ok((stream, _)) = listener.accept().await {
        seen.send_modify(|seen| seen.unnamed += 1);
        let seen = seen.clone();
        tokio::spawn(async move {
            let told = name(stream, host).await;
            seen.send_modify(|seen| {
                seen.hosts.insert(told);
                seen.unnamed -= 1;
            });
        });
    }
}

/// Who a connection is for; where it never says, whose address it came to.
async fn name(mut stream: TcpStream, host: Option<&str>) -> String {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(name) = in_tls(&bytes).or_else(|| in_http(&bytes)) {
            return name;
        }
        match stream.read(&mut buffer).await {
            Ok(length @ 1..) if bytes.len() < 65536 => bytes.extend_from_slice(&buffer[..length]),
            _ => return host.unwrap_or("?").to_owned(),
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
