//! How bytes are packed on their way: `Content-Encoding`, undone and done again.
//!
//! A page that comes compressed cannot be judged until it is unpacked, and what
//! unpacks can be made to unpack a thousand times its size. So a [`Decoder`] is
//! never asked for all of it: bytes are pushed in, and pieces of at most 32 KiB
//! pulled out, one at a time, whatever the bytes promise. It gives up when a
//! body grows beyond its [`Limits`].
//!
//! What leaves is packed again by an [`Encoder`], lightly: a page is made for
//! one visitor and sent once, so time counts more than the last bytes.

mod decode;
mod encode;
mod gzip;

pub use decode::Decoder;
pub use encode::Encoder;

/// A way to pack a body (RFC 9110 §8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Coding {
    /// `gzip`, once `x-gzip` (RFC 1952).
    Gzip,
    /// `deflate`: zlib by the standard (RFC 1950), bare by the habit of some
    /// servers (RFC 1951). Read in both forms, written in the first.
    Deflate,
    /// `br` (RFC 7932).
    Brotli,
    /// `zstd` (RFC 8878), in windows of 8 MiB at most (RFC 9659).
    Zstd,
}

/// How far a body may grow when it is unpacked, from what the origin sent to
/// what comes out, through however many codings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many bytes may come of anything.
    pub free: u64,
    /// Beyond those, how many may come of each byte that went in.
    pub ratio: u64,
    /// How many may come at all; of what streams, no matter.
    pub most: Option<u64>,
}

impl Limits {
    /// Of what leaves as it comes. Long tables of blanks shrink to a hundredth;
    /// what shrinks further was made to.
    pub const STREAMED: Self = Self { free: 1 << 20, ratio: 200, most: None };
    /// Of what has to be kept whole: 64 MiB.
    pub const KEPT: Self = Self { most: Some(64 << 20), ..Self::STREAMED };
}

/// Why a body cannot be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// The bytes are not what the coding makes.
    #[error("the body is not in `{0}`, as it says it is")]
    Garbled(&'static str),
    /// It ends before its end.
    #[error("the body ends in the midst of its `{0}`")]
    Truncated(&'static str),
    /// It grows beyond its limits.
    #[error("the body grows out of proportion when its `{0}` is undone")]
    Bomb(&'static str),
}

/// A coding that cannot be undone, by name; or too many of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is a content coding that cannot be undone here")]
pub struct Unknown(pub String);

/// Codings that lie upon each other: two are a mistake that servers make, more
/// are none.
const STACKED: usize = 3;

/// What may be written, the cheapest for its size first.
const WRITTEN: [Coding; 3] = [Coding::Zstd, Coding::Brotli, Coding::Gzip];

impl Coding {
    /// Its name in headers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    fn named(name: &str) -> Option<Self> {
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        let all = [Self::Gzip, Self::Deflate, Self::Brotli, Self::Zstd];
        all.into_iter().find(|coding| is(coding.name())).or_else(|| is("x-gzip").then_some(Self::Gzip))
    }

    /// The codings that `Content-Encoding` headers name, in the order they were
    /// done; `identity` is none.
    pub fn undone<'h>(headers: impl IntoIterator<Item = &'h [u8]>) -> Result<Vec<Self>, Unknown> {
        let text: Vec<_> = headers.into_iter().map(String::from_utf8_lossy).collect();
        let mut codings = Vec::new();
        for name in text.iter().flat_map(|header| header.split(',')).map(str::trim) {
            if name.is_empty() || name.eq_ignore_ascii_case("identity") {
                continue;
            }
            codings.push(Self::named(name).ok_or_else(|| Unknown(name.to_owned()))?);
        }
        if codings.len() > STACKED { Err(Unknown(text.join(", "))) } else { Ok(codings) }
    }

    /// Of what we write, the codings that `Accept-Encoding` headers accept, the
    /// one to prefer first.
    ///
    /// A client that says `*` is taken to understand gzip: not everything that
    /// it says there was ever tried.
    pub fn accepted<'h>(headers: impl IntoIterator<Item = &'h str>) -> Vec<Self> {
        let names: Vec<(&str, u16)> = headers.into_iter().flat_map(|header| header.split(',')).map(weighted).collect();
        let said =
            |name: &str| names.iter().find(|(said, _)| said.eq_ignore_ascii_case(name)).map(|(_, weight)| *weight);
        let weight = |coding: &Self| match coding {
            Self::Gzip => said("gzip").or_else(|| said("x-gzip")).or_else(|| said("*")).unwrap_or(0),
            coding => said(coding.name()).unwrap_or(0),
        };
        let plain = said("identity").unwrap_or(0);
        let mut accepted: Vec<Self> =
            WRITTEN.into_iter().filter(|coding| weight(coding) > 0 && weight(coding) >= plain).collect();
        accepted.sort_by_key(|coding| std::cmp::Reverse(weight(coding)));
        accepted
    }
}

/// A name with its weight in thousandths: `gzip;q=0.5` is 500.
fn weighted(item: &str) -> (&str, u16) {
    let (name, rest) = item.split_once(';').unwrap_or((item, ""));
    let weight = rest.trim().strip_prefix(['q', 'Q']).and_then(|rest| rest.trim_start().strip_prefix('='));
    let weight = weight.map_or(1000, |weight| thousandths(weight.trim()));
    (name.trim(), weight)
}

/// `0.5` is 500; what is no number is nothing.
fn thousandths(weight: &str) -> u16 {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u16>()) {
        ("0" | "", Ok(part)) => part,
        ("1", Ok(_)) => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn accepts(header: &str, expected: &[&str]) {
        let names: Vec<_> = Coding::accepted([header]).into_iter().map(Coding::name).collect();
        assert_eq!(names, expected, "{header}");
    }

    #[test]
    fn what_a_client_accepts_is_what_it_gets_in_our_order() {
        accepts("gzip, deflate, br, zstd", &["zstd", "br", "gzip"]);
        accepts("gzip, deflate, br", &["br", "gzip"]);
        accepts("GZIP", &["gzip"]);
        accepts("x-gzip", &["gzip"]);
        accepts("deflate", &[]);
        accepts("identity", &[]);
        accepts("", &[]);
        accepts("br;q=0.5, gzip;q=0.8", &["gzip", "br"]);
        accepts("br ; q=0, gzip;q=0.001", &["gzip"]);
        accepts("zstd;q=0.0, *", &["gzip"]);
        accepts("gzip;q=0, *;q=1", &[]);
        accepts("identity, gzip;q=0.5", &[]);
        accepts("gzip;q=nonsense", &[]);
    }

    #[track_caller]
    fn undoes(header: &str, expected: Result<&[Coding], &str>) {
        let undone = Coding::undone([header.as_bytes()]);
        assert_eq!(undone, expected.map(<[_]>::to_vec).map_err(|name| Unknown(name.to_owned())), "{header}");
    }

    #[test]
    fn what_a_server_did_is_read_in_its_order() {
        undoes("gzip", Ok(&[Coding::Gzip]));
        undoes(" X-GZip ", Ok(&[Coding::Gzip]));
        undoes("deflate, br", Ok(&[Coding::Deflate, Coding::Brotli]));
        undoes("identity, gzip,", Ok(&[Coding::Gzip]));
        undoes("identity", Ok(&[]));
        undoes("gzip, compress", Err("compress"));
        undoes("aws-chunked", Err("aws-chunked"));
        undoes("gzip,gzip,gzip,gzip", Err("gzip,gzip,gzip,gzip"));
    }
}
