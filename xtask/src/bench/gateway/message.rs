//! HTTP/1.1 as far as a benchmark needs it: a head, and how many bytes follow it.
//!
//! Both the origin and the client read with it. What they read is thrown away as it comes,
//! so a body of gigabytes costs neither of them memory.

use std::io::{self, BufRead};

/// A request's or an answer's beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// The request line or the status line.
    pub(crate) first: String,
    pub(crate) body: Body,
    /// `If-None-Match`.
    pub(crate) validator: Option<String>,
    /// Name and value of the first `Set-Cookie`.
    pub(crate) cookie: Option<String>,
}

/// How the end of a body is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// After so many bytes; 0 if nothing is said, as in most requests.
    Length(u64),
    Chunked,
}

impl Head {
    /// The next head, or none where the other side is done.
    pub(crate) fn read(from: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut head = Self { first: line.trim_end().to_owned(), body: Body::Length(0), validator: None, cookie: None };
        loop {
            line.clear();
            if from.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let Some((name, value)) = line.trim_end().split_once(':') else { return Ok(Some(head)) };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => head.body = Body::Length(value.parse().map_err(io::Error::other)?),
                "transfer-encoding" => head.body = Body::Chunked,
                "set-cookie" if head.cookie.is_none() => head.cookie = value.split(';').next().map(str::to_owned),
                "if-none-match" => head.validator = Some(value.to_owned()),
                _ => {}
            }
        }
    }
}

impl Body {
    /// Reads to the end of the body, and says how long it was.
    pub(crate) fn drain(self, from: &mut impl BufRead) -> io::Result<u64> {
        match self {
            Self::Length(length) => skip(from, length).map(|()| length),
            Self::Chunked => {
                let (mut total, mut line) = (0, String::new());
                loop {
                    line.clear();
                    from.read_line(&mut line)?;
                    let size = line.trim().split(';').next().unwrap_or_default();
                    let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
                    // After each piece, and after the last which is empty, stands an empty line.
                    skip(from, size + 2)?;
                    total += size;
                    if size == 0 {
                        return Ok(total);
                    }
                }
            }
        }
    }
}

fn skip(from: &mut impl BufRead, mut left: u64) -> io::Result<()> {
    while left > 0 {
        let here = from.fill_buf()?.len();
        if here == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let taken = here.min(usize::try_from(left).unwrap_or(usize::MAX));
        from.consume(taken);
        left -= taken as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(mut text: &[u8], first: &str, length: u64) {
        let head = Head::read(&mut text).expect("it can be read").expect("there is one");
        assert_eq!(head.first, first);
        assert_eq!(head.body.drain(&mut text).expect("the body is whole"), length);
        assert_eq!(Head::read(&mut text).expect("nothing is left over"), None);
    }

    #[test]
    fn bodies_end_where_their_heads_say() {
        case(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1", 0);
        case(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK", 2);
        case(
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\nA;x\r\n0123456789\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK",
            12,
        );
    }

    #[test]
    fn what_is_cut_is_told() {
        for mut text in [&b"GET / HTTP/1.1\r\nHost: a\r\n"[..], b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok"] {
            let read = Head::read(&mut text).and_then(|head| head.expect("there is one").body.drain(&mut text));
            assert_eq!(read.map_err(|cause| cause.kind()), Err(io::ErrorKind::UnexpectedEof));
        }
    }
}
