//! Bytes into text.
//!
//! A policy arrives from a mail, a web site or a disk, in whatever encoding the
//! program that wrote it used. Three families cover what a reader in France or
//! Britain is sent: UTF-8, UTF-16 (old Notepad, exports of office suites) and
//! windows-1252, which is also what is meant by "Latin 1" and "ANSI". A file
//! that is not text at all is refused with its name and the way out, since
//! reading a PDF's bytes as a policy would find a policy that says nothing.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The largest file that is read, in bytes (our limit; the longest policy we
/// met is under one).
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// A text, and the encoding it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Without byte order mark.
    pub text: String,
    /// The encoding's name in the WHATWG's standard: `UTF-8`, `UTF-16LE`,
    /// `UTF-16BE` or `windows-1252`.
    pub encoding: &'static str,
}

/// Why bytes are no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    /// No byte, or nothing but blanks.
    #[error("the file is empty: copy the policy's text into it")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error(
        "the file is {} MB, more than the {} MB that are read: export the policy's text alone",
        megabytes(*bytes),
        megabytes(MAX_BYTES)
    )]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// Not a text; `what` it is, when its first bytes say so.
    #[error("this is {}, not a text: export it as text or HTML (UTF-8), or copy its text into a file", what.unwrap_or("a binary file"))]
    Binary {
        /// The kind of file, with its article in English.
        what: Option<&'static str>,
    },
}

impl Undecodable {
    /// The same sentence in French.
    pub fn fr(&self) -> String {
        match self {
            Self::Empty => "le fichier est vide : copiez-y le texte de la politique".to_owned(),
            Self::TooLarge { bytes } => format!(
                "le fichier pèse {} Mo, plus que les {} Mo qui sont lus : exportez le seul texte de la politique",
                megabytes(*bytes),
                megabytes(MAX_BYTES),
            ),
            Self::Binary { what } => {
                let known = MAGIC.iter().find(|magic| Some(magic.en) == *what);
                let what = known.map_or("un fichier binaire", |magic| magic.fr);
                format!(
                    "c'est {what}, pas un texte : exportez-le en texte ou en HTML (UTF-8), ou copiez son texte dans un fichier"
                )
            }
        }
    }
}

/// Reads `bytes` as text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Undecodable> {
    let size = bytes.len() as u64;
    if size > MAX_BYTES {
        return Err(Undecodable::TooLarge { bytes: size });
    }
    if let Some(what) = magic(bytes) {
        return Err(Undecodable::Binary { what: Some(what) });
    }
    let encoding = encoding_of(bytes);
    // Takes the byte order mark away. Malformed sequences become U+FFFD: one
    // bad byte in a long text should not keep it from being read.
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    if !is_plausible(&text) {
        return Err(Undecodable::Binary { what: None });
    }
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\u{200B}').is_empty() {
        return Err(Undecodable::Empty);
    }
    Ok(Decoded { text: text.into_owned(), encoding: encoding.name() })
}

/// By its mark; else by its zeros; else UTF-8 if it is that (no other encoding
/// looks like it by chance); else windows-1252, which always decodes.
fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = unmarked_utf_16(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() || is_damaged_utf_8(bytes) { UTF_8 } else { WINDOWS_1252 }
}

/// UTF-16 without a mark: in our languages every other byte is 0, but for a
/// few quotes and dashes.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    let pairs = sample.len() / 2;
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let mostly = |count: usize| count * 10 >= pairs * 7;
    let rarely = |count: usize| count * 20 <= pairs;
    match (zeros(0), zeros(1)) {
        _ if pairs < 2 => None,
        (even, odd) if mostly(odd) && rarely(even) => Some(UTF_16LE),
        (even, odd) if mostly(even) && rarely(odd) => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 in which a few bytes were lost, as when a text is cut to a length:
/// most of what is not ASCII still decodes.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > broken * 4
}

/// Whether a decoded text could have been written by a person: no NUL, at most
/// one control character in ten.
fn is_plausible(text: &str) -> bool {
    let (mut all, mut controls) = (0_usize, 0_usize);
    for c in text.chars() {
        if c == '\0' {
            return false;
        }
        all += 1;
        // U+FFFD stands for a byte that means nothing in the encoding.
        let blank = matches!(c, '\t' | '\n' | '\r' | '\u{0B}' | '\u{0C}');
        controls += usize::from((c.is_control() && !blank) || c == '\u{FFFD}');
    }
    controls * 10 <= all
}

/// A kind of file known by its first bytes.
struct Magic {
    start: &'static [u8],
    /// Found anywhere in the first kilobytes as well; what tells the formats
    /// apart that are all zip archives.
    holds: &'static [u8],
    en: &'static str,
    fr: &'static str,
}

/// Particular before general: a Word document is a zip archive.
const MAGIC: &[Magic] = &[
    Magic { start: b"%PDF-", holds: b"", en: "a PDF", fr: "un PDF" },
    Magic { start: b"PK\x03\x04", holds: b"word/", en: "a Word document (docx)", fr: "un document Word (docx)" },
    Magic {
        start: b"PK\x03\x04",
        holds: b"application/vnd.oasis.opendocument",
        en: "an OpenDocument file",
        fr: "un fichier OpenDocument",
    },
    Magic { start: b"PK\x03\x04", holds: b"xl/", en: "an Excel workbook (xlsx)", fr: "un classeur Excel (xlsx)" },
    Magic { start: b"PK\x03\x04", holds: b"", en: "a zip archive", fr: "une archive zip" },
    Magic {
        start: b"\xD0\xCF\x11\xE0",
        holds: b"",
        en: "an old Office document (doc)",
        fr: "un ancien document Office (doc)",
    },
    Magic { start: b"{\\rtf", holds: b"", en: "a rich text file (RTF)", fr: "un fichier RTF" },
    Magic { start: b"\x89PNG", holds: b"", en: "an image", fr: "une image" },
    Magic { start: b"\xFF\xD8\xFF", holds: b"", en: "an image", fr: "une image" },
    Magic { start: b"GIF8", holds: b"", en: "an image", fr: "une image" },
    Magic { start: b"RIFF", holds: b"WEBP", en: "an image", fr: "une image" },
    Magic { start: b"\x1F\x8B", holds: b"", en: "a gzip archive", fr: "une archive gzip" },
    Magic { start: b"7z\xBC\xAF", holds: b"", en: "a 7z archive", fr: "une archive 7z" },
];

/// What the first bytes say the file is.
fn magic(bytes: &[u8]) -> Option<&'static str> {
    // A PDF may begin with a few stray bytes, and readers accept it.
    let head = &bytes[..bytes.len().min(4096)];
    let stray = head.windows(5).take(64).any(|window| window == b"%PDF-");
    let holds = |needle: &[u8]| needle.is_empty() || bytes.windows(needle.len()).any(|window| window == needle);
    let known = MAGIC.iter().find(|magic| head.starts_with(magic.start) && holds(magic.holds));
    known.map(|magic| magic.en).or(stray.then_some("a PDF"))
}

/// Rounded up, so that a file just over the limit is not said to be equal.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}
