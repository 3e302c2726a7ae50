//! What must be true of the framing, whatever the bytes: asked by the property
//! test beside this file, and by the fuzz target `framing`.
//!
//! The same bytes get the same verdict however they are cut; and what passes
//! is found again, boundary by boundary, by a parser that is not ours.

use temoin_gateway::{Framing, Refusal};

/// What became of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// How many of them passed.
    pub(crate) passed: usize,
    /// How many heads are in those.
    pub(crate) heads: u64,
    /// Why no more did.
    pub(crate) refusal: Option<Refusal>,
    /// Whether another protocol was asked for.
    pub(crate) asks: bool,
}

/// Follows `bytes`, cut into pieces of these sizes, again and again.
pub(crate) fn verdict(bytes: &[u8], sizes: &[usize]) -> Verdict {
    let mut framing = Framing::default();
    let (mut waiting, mut total, mut refusal) = (Vec::new(), 0, None);
    let (mut rest, mut sizes) = (bytes, sizes.iter().cycle());
    while !rest.is_empty() && refusal.is_none() {
        let size = sizes.next().map_or(rest.len(), |&size| size.clamp(1, rest.len()));
        let (piece, after) = rest.split_at(size);
        waiting.extend_from_slice(piece);
        rest = after;
        let passes = match framing.follow(&waiting) {
            Ok(passes) => passes,
            Err(refused) => {
                refusal = Some(refused.refusal);
                refused.before
            }
        };
        waiting.drain(..passes);
        total += passes;
    }
    Verdict { passed: total, heads: framing.heads(), refusal, asks: framing.awaits_answer() }
}

/// Fails if the cuts matter, or if what passes can be read otherwise.
pub(crate) fn check(bytes: &[u8], sizes: &[usize]) {
    let whole = verdict(bytes, &[]);
    assert_eq!(whole, verdict(bytes, &[1]), "byte by byte");
    assert_eq!(whole, verdict(bytes, sizes), "cut by {sizes:?}");
    assert_eq!(heads(&bytes[..whole.passed]), whole.heads, "heads found again");
}

/// How many heads another parser finds in what passed.
fn heads(mut bytes: &[u8]) -> u64 {
    let mut heads = 0;
    while !bytes.is_empty() {
        let mut fields = [httparse::EMPTY_HEADER; 100];
        let mut request = httparse::Request::new(&mut fields);
        let parsed = request.parse(bytes).expect("what passes is a request");
        let httparse::Status::Complete(len) = parsed else { panic!("a head passed in part") };
        let lines = bytes[..len].split(|&byte| byte == b'\n');
        assert!(lines.take_while(|line| !line.is_empty()).all(|line| line.ends_with(b"\r")), "bare line feeds");
        heads += 1;
        let named = |name: &str| {
            let found = request.headers.iter().filter(|field| field.name.eq_ignore_ascii_case(name));
            let values: Vec<_> = found.map(|field| field.value).collect();
            assert!(values.len() < 2, "several `{name}`");
            values.first().map(|value| String::from_utf8_lossy(value).trim().to_owned())
        };
        let (length, coding) = (named("content-length"), named("transfer-encoding"));
        assert!(named("host").is_some() || request.version == Some(0), "no `Host`");
        bytes = &bytes[len..];
        bytes = match (length, coding) {
            (Some(_), Some(_)) => panic!("a length and a coding"),
            (_, Some(coding)) => {
                assert!(coding.eq_ignore_ascii_case("chunked") && request.version == Some(1), "{coding}");
                after_chunks(bytes)
            }
            (length, None) => {
                let length: u64 = length.map_or(0, |length| length.parse().expect("a length is a number"));
                &bytes[usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len())..]
            }
        };
    }
    heads
}

/// What follows the chunks that `bytes` begin with; nothing, if they are not
/// all there.
fn after_chunks(mut bytes: &[u8]) -> &[u8] {
    loop {
        let httparse::Status::Complete((at, size)) = httparse::parse_chunk_size(bytes).expect("what passes is a chunk")
        else {
            return &[];
        };
        bytes = &bytes[at..];
        if size == 0 {
            let mut fields = [httparse::EMPTY_HEADER; 100];
            return match httparse::parse_headers(bytes, &mut fields).expect("what passes are trailers") {
                httparse::Status::Complete((len, _)) => &bytes[len..],
                httparse::Status::Partial => {
                    assert!(bytes.is_empty(), "trailers passed in part");
                    &[]
                }
            };
        }
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if bytes.len() < size.saturating_add(2) {
            assert!(bytes.len() <= size || bytes[size] == b'\r', "a chunk ends otherwise");
            return &[];
        }
        assert_eq!(&bytes[size..size + 2], b"\r\n", "a chunk ends otherwise");
        bytes = &bytes[size + 2..];
    }
}
