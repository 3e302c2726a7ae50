//! A client that costs next to nothing: requests are bytes made beforehand, on one
//! connection that is kept.

use std::io::{self, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::bench::gateway::message::Head;
use crate::fault::Fault;

/// The longest that any answer is waited for: valgrind is slow, and a stopped program silent.
const PATIENCE: Duration = Duration::from_secs(60);

/// What browsers say when they fetch something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// For a page to be looked at.
    Document,
    /// By a script, for data.
    Data,
}

/// One connection to a contestant.
#[derive(Debug)]
pub(crate) struct Client {
    address: String,
    stream: BufReader<TcpStream>,
}

impl Client {
    pub(crate) fn connect(address: &str) -> Result<Self, Fault> {
        let connect = || -> io::Result<TcpStream> {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))?;
            Ok(stream)
        };
        let stream = connect().map_err(|cause| Fault::Findings(format!("could not connect to {address}: {cause}")))?;
        Ok(Self { address: address.to_owned(), stream: BufReader::with_capacity(16 * 1024, stream) })
    }

    /// Sends a request and reads its answer to the end. Gives the length of its body.
    pub(crate) fn ask(&mut self, request: &[u8]) -> Result<u64, Fault> {
        self.send(request)?;
        self.answer()
    }

    /// Sends a request; [`Client::answer`] is owed.
    pub(crate) fn send(&mut self, request: &[u8]) -> Result<(), Fault> {
        self.stream.get_mut().write_all(request).map_err(|cause| self.broken(&cause))
    }

    /// Sends a request with a body of so many bytes, all zero.
    pub(crate) fn upload(&mut self, path: &str, length: u64) -> Result<(), Fault> {
        let head = format!("POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {length}\r\n\r\n", self.address);
        self.send(head.as_bytes())?;
        let copied = io::copy(&mut io::repeat(0).take(length), self.stream.get_mut());
        copied.map_err(|cause| self.broken(&cause))?;
        self.answer().map(drop)
    }

    /// Refuses everything, as a visitor does, and gives the cookie that says so.
    pub(crate) fn refuse(&mut self) -> Result<String, Fault> {
        let choice = r#"{"action":"refuse-all","surface":"api"}"#;
        self.send(
            format!(
                "POST /_temoin/v1/consents HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\n\r\n{choice}",
                self.address,
                choice.len()
            )
            .as_bytes(),
        )?;
        let (head, _) = self.read("201")?;
        head.cookie.ok_or_else(|| Fault::Findings(format!("{} gave no cookie for a choice", self.address)))
    }

    /// Reads an answer, which must be a success.
    pub(crate) fn answer(&mut self) -> Result<u64, Fault> {
        self.read("200").map(|(_, length)| length)
    }

    fn read(&mut self, status: &str) -> Result<(Head, u64), Fault> {
        let head = match Head::read(&mut self.stream) {
            Ok(Some(head)) => head,
            Ok(None) => return Err(self.broken(&io::ErrorKind::UnexpectedEof.into())),
            Err(cause) => return Err(self.broken(&cause)),
        };
        let length = head.body.drain(&mut self.stream).map_err(|cause| self.broken(&cause))?;
        if head.first.split(' ').nth(1) == Some(status) {
            Ok((head, length))
        } else {
            Err(Fault::Findings(format!("{} answered `{}`", self.address, head.first)))
        }
    }

    fn broken(&self, cause: &io::Error) -> Fault {
        Fault::Findings(format!("the connection to {} broke: {cause}", self.address))
    }
}

/// A request for `path`, as short as a browser's could be.
pub(crate) fn request(address: &str, path: &str, asks: Asks) -> Vec<u8> {
    let (accept, destination) = match asks {
        Asks::Document => ("text/html,*/*;q=0.8", "document"),
        Asks::Data => ("*/*", "empty"),
    };
    format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: {accept}\r\nAccept-Encoding: gzip\r\n\
         Sec-Fetch-Dest: {destination}\r\n\r\n"
    )
    .into_bytes()
}

/// A request for data as Chromium sends it for a visitor who has chosen: cookies and all.
pub(crate) fn returning(address: &str, path: &str, choice: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: keep-alive\r\nsec-ch-ua-platform: \"Linux\"\r\n\
         User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 \
         Safari/537.36\r\nsec-ch-ua: \"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"\r\nsec-ch-ua-mobile: ?0\r\n\
         Accept: */*\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n\
         Referer: http://{address}/lesson/7\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\
         Accept-Language: fr-FR,fr;q=0.9,en;q=0.8\r\n\
         Cookie: phare_session=7c1b0e5a9d; phare_lang=fr; {choice}\r\n\r\n"
    )
    .into_bytes()
}
