//! An origin that sends as much as its path asks for: `/page/N` as HTML, `/file/N` as
//! bytes that a gateway has no reason to look at. The bytes are the same.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};

use crate::fault::Fault;

/// The pages' beginning; what follows is [`block`] until there is enough, cut anywhere.
const HEAD: &str = "<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Cours</title></head><body>\n";

/// Starts one on a free port; it ends with this process. Gives its address.
pub(crate) fn start() -> Result<String, Fault> {
    let cannot = |cause: io::Error| Fault::Environment(format!("could not listen on a free port: {cause}"));
    let listener = TcpListener::bind("127.0.0.1:0").map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?.to_string();
    std::thread::spawn(move || {
        let block = block();
        for stream in listener.incoming().flatten() {
            let block = block.clone();
            // A client that leaves early is heard of where it is asked for.
            std::thread::spawn(move || answer(&stream, block.as_bytes()));
        }
    });
    Ok(address)
}

/// About 64 KiB of a page of lessons: text, links and images of the site itself, one
/// script of its own, and one script and one film of others, which have to wait.
fn block() -> String {
    let mut text = String::from(
        "<script>document.title += ' !';</script>\n\
         <script async src=\"https://www.googletagmanager.com/gtag/js?id=G-0\"></script>\n\
         <iframe title=\"Film\" src=\"https://www.youtube-nocookie.com/embed/abc\"></iframe>\n",
    );
    while text.len() < 64 * 1024 {
        text.push_str(
            "<section class=\"lesson\"><h2>Lire une marée</h2><p>La mer monte et descend deux fois par jour, et \
             <a href=\"/lesson/2?from=1\">la leçon suivante</a> dit pourquoi. Un marégraphe en garde la trace depuis \
             1807, sans autre interruption que les guerres.</p><img src=\"/img/tide.webp\" alt=\"Courbe de marée\">\
             <ul><li>Pleine mer</li><li>Basse mer</li><li>Étale</li></ul></section>\n",
        );
    }
    text
}

fn answer(stream: &TcpStream, block: &[u8]) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let (kind, size) = asked(&first).ok_or(io::ErrorKind::InvalidInput)?;
    let mut stream = stream;
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    let mut left = size;
    for piece in std::iter::once(HEAD.as_bytes()).chain(std::iter::repeat(block)) {
        let length = piece.len().min(left);
        stream.write_all(&piece[..length])?;
        left -= length;
        if left == 0 {
            break;
        }
    }
    Ok(())
}

/// The type and the size that a request line asks for.
fn asked(line: &str) -> Option<(&'static str, usize)> {
    let path = line.split(' ').nth(1)?;
    let (kind, size) = match path.strip_prefix("/page/") {
        Some(size) => ("text/html; charset=utf-8", size),
        None => ("application/octet-stream", path.strip_prefix("/file/")?),
    };
    Some((kind, size.parse().ok()?))
}
