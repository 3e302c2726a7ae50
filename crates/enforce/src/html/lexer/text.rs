//! Where text ends that holds no tags: comments, sections, instructions, and the
//! text of scripts, styles and the like.

use memchr::{memchr, memchr2};

use super::tag::{CLOSE, SLASH, SPACE, is};
use super::{Escape, Lexer, State};

impl Lexer {
    /// The end of a comment, from `at` on; `content` is where what is between
    /// its dashes begins. `-->` may share the dashes of `<!--`, `--!>` may not; in
    /// XML nothing is shared, and `-->` alone ends it.
    pub(super) fn comment(&mut self, bytes: &[u8], at: usize, content: usize) -> Result<usize, usize> {
        let mut from = at;
        while let Some(found) = memchr(b'>', &bytes[from..]) {
            let end = from + found;
            let inside = &bytes[content.min(end)..end];
            let shared = if self.xml { inside } else { &bytes[at..end] };
            let closed = shared.ends_with(b"--") || !self.xml && inside.ends_with(b"--!");
            if closed {
                return self.resume(end + 1);
            }
            from = end + 1;
        }
        self.state = State::Comment;
        Err(bytes.len().saturating_sub(3).max(at))
    }

    /// The end of a section, or of an instruction: `mark` and a `>`.
    pub(super) fn section(&mut self, bytes: &[u8], at: usize, mark: &[u8]) -> Result<usize, usize> {
        let mut from = at;
        while let Some(found) = memchr(b'>', &bytes[from..]) {
            let end = from + found;
            if bytes[at..end].ends_with(mark) {
                return self.resume(end + 1);
            }
            from = end + 1;
        }
        Err(bytes.len().saturating_sub(2).max(at))
    }

    pub(super) fn raw(&mut self, bytes: &[u8], mut at: usize, name: &[u8]) -> Result<usize, usize> {
        while let Some(found) = memchr(b'<', &bytes[at..]) {
            let start = at + found;
            match follows(&bytes[start + 1..], b"/", name) {
                Some(true) => return self.resume(start),
                Some(false) => at = start + 1,
                None => return Err(start),
            }
        }
        Err(bytes.len())
    }

    /// The text of a script (§13.2.5.4, 15 to 31).
    pub(super) fn script(&mut self, bytes: &[u8], mut at: usize, mut escape: Escape) -> Result<usize, usize> {
        loop {
            self.state = State::Script(escape);
            let found = match escape {
                Escape::Not => memchr(b'<', &bytes[at..]),
                _ => memchr2(b'<', b'-', &bytes[at..]),
            };
            let Some(found) = found else { return Err(bytes.len()) };
            let start = at + found;
            let rest = &bytes[start..];
            let ends = follows(&rest[1..], b"/", b"script");
            let (wanted, next, after) = match (escape, rest[0]) {
                (_, b'-') => (begins(rest, b"-->"), Escape::Not, 3),
                (Escape::Twice, _) => (ends, Escape::Once, 2),
                _ if ends == Some(true) => return self.resume(start),
                (Escape::Not, _) => (begins(rest, b"<!--"), Escape::Once, 2),
                (Escape::Once, _) => (follows(&rest[1..], b"", b"script"), Escape::Twice, 1),
            };
            match wanted {
                None => return Err(start),
                _ if ends.is_none() && rest[0] == b'<' => return Err(start),
                Some(true) => (escape, at) = (next, start + after),
                Some(false) => at = start + 1,
            }
        }
    }
}

/// Whether `bytes` begin with these; `None` where there are too few to tell.
fn begins(bytes: &[u8], with: &[u8]) -> Option<bool> {
    let length = bytes.len().min(with.len());
    match bytes[..length].eq_ignore_ascii_case(&with[..length]) {
        true if length < with.len() => None,
        equal => Some(equal),
    }
}

/// Whether `bytes` begin with `mark`, `name` and a byte that ends a name.
fn follows(bytes: &[u8], mark: &[u8], name: &[u8]) -> Option<bool> {
    if !begins(bytes, mark)? || !begins(&bytes[mark.len()..], name)? {
        return Some(false);
    }
    bytes.get(mark.len() + name.len()).map(|byte| is(*byte, SPACE | SLASH | CLOSE))
}
