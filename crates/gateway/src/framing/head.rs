//! The lines of a head: a request line and fields, or the fields of trailers.

use std::ops::Range;

use memchr::{memchr, memchr2};

use super::Refusal;

/// Sizes (our thresholds, within what nginx and `HAProxy` accept by default).
pub(crate) const HEAD: usize = 32 * 1024;
const TRAILERS: usize = 8 * 1024;
pub(crate) const TARGET: usize = 8 * 1024;
pub(crate) const COOKIE: usize = 16 * 1024;
pub(crate) const FIELDS: usize = 100;
/// As far as most heads go.
const LOOK: usize = 1024;
/// A method, the two spaces and the version, beside the target.
const AROUND_TARGET: usize = 64;

/// What is being read, line by line. Offsets count from its first byte.
#[expect(clippy::struct_excessive_bools, reason = "what a head said or did not, one by one")]
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Where the line that is not yet whole begins.
    line: usize,
    /// How far that line was searched for its end.
    searched: usize,
    /// How far the bytes were looked at for control bytes, and whether one was
    /// found: then each value is looked at by itself.
    looked: usize,
    suspect: bool,
    part: Part,
    fields: usize,
    /// Whose `Connection` names `upgrade`, and whose `Upgrade` is `websocket`.
    upgrade: bool,
    websocket: bool,
    chunked: bool,
    length: Option<u64>,
    host: Option<Range<usize>>,
    authority: Option<Range<usize>>,
    method: Method,
    one_zero: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    /// Nothing but, at most, one empty line: RFC 9112 §2.2 asks to pass over it.
    #[default]
    Start,
    AfterEmptyLine,
    Fields,
    Trailers,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Method {
    Get,
    Connect,
    Options,
    #[default]
    Other,
}

/// What follows a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// A body of so many bytes; none is one of zero.
    Length(u64),
    Chunks,
    /// Whatever the answer decides: another protocol was asked for.
    Answer,
}

impl Head {
    pub(super) fn trailers() -> Self {
        Self { part: Part::Trailers, ..Self::default() }
    }

    /// Whether nothing of the next request has come in `held` bytes.
    pub(super) fn is_blank(&self, held: usize) -> bool {
        matches!(self.part, Part::Start | Part::AfterEmptyLine) && self.line == held
    }

    /// Reads `bytes`, which begin where the head begins and are at least as
    /// many as in the call before. Gives its length and what follows, once it
    /// is whole.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<Option<(usize, Follows)>, Refusal> {
        loop {
            let found = memchr2(b'\r', b'\n', &bytes[self.searched..]).map(|found| self.searched + found);
            let end = found.filter(|&end| bytes[end] == b'\n' || end + 1 < bytes.len());
            self.bounded(bytes, end.map_or(bytes.len(), |end| end + 2))?;
            let Some(end) = end else {
                self.searched = found.unwrap_or(bytes.len());
                return Ok(None);
            };
            if bytes[end] == b'\n' || bytes[end + 1] != b'\n' {
                return Err(Refusal::LineEnd);
            }
            self.look(bytes, end);
            let (line, begins) = (&bytes[self.line..end], self.line);
            (self.line, self.searched) = (end + 2, end + 2);
            match (self.part, line) {
                (Part::Start, []) => self.part = Part::AfterEmptyLine,
                (Part::Start | Part::AfterEmptyLine, line) => {
                    self.request_line(line, begins)?;
                    self.part = Part::Fields;
                }
                (Part::Fields, []) => return Ok(Some((self.line, self.conclude(bytes)?))),
                (Part::Trailers, []) => return Ok(Some((self.line, Follows::Length(0)))),
                (Part::Fields | Part::Trailers, line) => self.field(line, begins)?,
            }
        }
    }

    /// Looks for control bytes, at least as far as `end`: many lines at once,
    /// for speed, but not all of what may follow this head.
    fn look(&mut self, bytes: &[u8], end: usize) {
        if end > self.looked {
            let to = end.max(self.looked + LOOK).min(bytes.len());
            let ends_line = |byte| matches!(byte, b'\r' | b'\n');
            self.suspect |= !all(&bytes[self.looked..to], |byte| is_text(byte) || ends_line(byte));
            self.looked = to;
        }
    }

    /// What can be said of a line before it is whole, so that a verdict never
    /// depends on how the bytes were cut.
    fn bounded(&self, bytes: &[u8], end: usize) -> Result<(), Refusal> {
        match self.part {
            Part::Start | Part::AfterEmptyLine => {
                let first = bytes.get(self.line);
                let is_line_end = matches!(first, Some(b'\r' | b'\n'));
                if first.is_some_and(|&byte| !is_token(byte)) && !is_line_end {
                    return Err(Refusal::RequestLine);
                }
                if end - self.line > TARGET + AROUND_TARGET { Err(Refusal::LongTarget) } else { Ok(()) }
            }
            Part::Fields if end > HEAD => Err(Refusal::LongHead),
            Part::Trailers if end > TRAILERS => Err(Refusal::LongHead),
            Part::Fields | Part::Trailers => Ok(()),
        }
    }

    fn request_line(&mut self, line: &[u8], begins: usize) -> Result<(), Refusal> {
        let space = memchr(b' ', line).ok_or(Refusal::RequestLine)?;
        let (method, rest) = (&line[..space], &line[space + 1..]);
        let target_len = memchr(b' ', rest).ok_or(Refusal::RequestLine)?;
        let (target, version) = (&rest[..target_len], &rest[target_len + 1..]);
        if !method.iter().all(|&byte| is_token(byte)) {
            return Err(Refusal::RequestLine);
        }
        self.one_zero = match version {
            b"HTTP/1.1" => false,
            b"HTTP/1.0" => true,
            [b'H', b'T', b'T', b'P', b'/', major, b'.', minor] if major.is_ascii_digit() && minor.is_ascii_digit() => {
                return Err(Refusal::Version);
            }
            _ => return Err(Refusal::RequestLine),
        };
        if target.len() > TARGET {
            return Err(Refusal::LongTarget);
        }
        // A fragment never leaves a browser; who reads it and who does not
        // would see two paths.
        if !all(target, |byte| byte.is_ascii_graphic() && byte != b'#') {
            return Err(Refusal::Target);
        }
        self.method = match method {
            b"GET" => Method::Get,
            b"CONNECT" => Method::Connect,
            b"OPTIONS" => Method::Options,
            _ => Method::Other,
        };
        let at = begins + space + 1;
        self.authority = match target {
            _ if self.method == Method::Connect => Some(at..at + target.len()),
            [b'/', ..] => None,
            b"*" if self.method == Method::Options => None,
            _ => {
                let scheme = ["http://", "https://"].into_iter().find(|scheme| {
                    target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
                });
                let start = scheme.ok_or(Refusal::Target)?.len();
                let len = target[start..].iter().position(|byte| matches!(byte, b'/' | b'?'));
                let end = len.map_or(target.len(), |len| start + len);
                Some(at + start..at + end)
            }
        };
        Ok(())
    }

    fn field(&mut self, line: &[u8], begins: usize) -> Result<(), Refusal> {
        let colon = token_len(line);
        if colon == line.len() {
            return Err(Refusal::FieldName);
        }
        if colon == 0 && matches!(line[0], b' ' | b'\t') {
            return Err(Refusal::Folded);
        }
        if colon == 0 || line[colon] != b':' {
            return Err(Refusal::FieldName);
        }
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        if self.suspect && !all(value, is_text) {
            return Err(Refusal::FieldValue);
        }
        self.fields += 1;
        if self.fields > FIELDS {
            return Err(Refusal::ManyFields);
        }
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        // By the length first: few names share one of these.
        match name.len() {
            4 if is("host") => {
                self.only_a_header()?;
                let start = value.len() - value.trim_ascii_start().len();
                let at = begins + colon + 1 + start;
                let host = at..at + value.trim_ascii().len();
                if self.host.replace(host).is_some() {
                    return Err(Refusal::Hosts);
                }
                // Of the host itself, the register is the judge.
                if value.trim_ascii().iter().any(|byte| matches!(byte, b' ' | b'\t' | b',' | b'/' | b'@' | b'?' | b'#'))
                {
                    return Err(Refusal::Host);
                }
            }
            6 if is("cookie") && value.len() > COOKIE => return Err(Refusal::LongCookie),
            7 if is("upgrade") => self.websocket |= names(value, "websocket"),
            10 if is("connection") => self.upgrade |= names(value, "upgrade"),
            14 if is("content-length") => {
                self.only_a_header()?;
                if self.length.replace(number(value.trim_ascii())?).is_some() {
                    return Err(Refusal::Lengths);
                }
            }
            17 if is("transfer-encoding") => {
                self.only_a_header()?;
                if self.one_zero || self.chunked || !value.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                    return Err(Refusal::Coding);
                }
                self.chunked = true;
            }
            _ => {}
        }
        Ok(())
    }

    fn only_a_header(&self) -> Result<(), Refusal> {
        if self.part == Part::Trailers { Err(Refusal::Trailer) } else { Ok(()) }
    }

    fn conclude(&self, bytes: &[u8]) -> Result<Follows, Refusal> {
        match (&self.host, &self.authority) {
            (None, _) if !self.one_zero => return Err(Refusal::NoHost),
            (Some(host), Some(authority)) if !bytes[host.clone()].eq_ignore_ascii_case(&bytes[authority.clone()]) => {
                return Err(Refusal::OtherHost);
            }
            _ => {}
        }
        let bodyless = !self.chunked && self.length.unwrap_or(0) == 0;
        match (self.chunked, self.length) {
            (true, Some(_)) => Err(Refusal::LengthAndCoding),
            // RFC 9110 §9.3.6: what follows CONNECT is not a body.
            _ if self.method == Method::Connect && !bodyless => Err(Refusal::Target),
            _ if self.method == Method::Connect => Ok(Follows::Answer),
            _ if self.method == Method::Get && bodyless && !self.one_zero && self.upgrade && self.websocket => {
                Ok(Follows::Answer)
            }
            (true, None) => Ok(Follows::Chunks),
            (false, length) => Ok(Follows::Length(length.unwrap_or(0))),
        }
    }
}

/// Whether `token` is among the list that `value` is.
pub(crate) fn names(value: &[u8], token: &str) -> bool {
    value.split(|&byte| byte == b',').any(|named| named.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
}

/// Digits alone; at most as many as are sure to fit.
fn number(digits: &[u8]) -> Result<u64, Refusal> {
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Refusal::Length);
    }
    Ok(digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

/// Whether all `bytes` pass: without a branch in the loop, so that the
/// compiler takes many at a time.
fn all(bytes: &[u8], passes: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(true, |all, &byte| all & passes(byte))
}

/// How many bytes `line` begins with that tokens are made of: by four, for
/// this is most of what a head costs.
fn token_len(line: &[u8]) -> usize {
    let fours = line.chunks_exact(4).take_while(|four| all(four, is_token)).count() * 4;
    fours + line[fours..].iter().take_while(|&&byte| is_token(byte)).count()
}

/// RFC 9110 §5.5: what a value holds.
fn is_text(byte: u8) -> bool {
    byte == b'\t' || byte >= 0x20 && byte != 0x7f
}

/// RFC 9110 §5.6.2.
fn is_token(byte: u8) -> bool {
    TOKEN[usize::from(byte)]
}

static TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let tokens = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut at = 0;
    while at < tokens.len() {
        table[tokens[at] as usize] = true;
        at += 1;
    }
    table
};
