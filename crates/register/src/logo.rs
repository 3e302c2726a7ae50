//! The site's logo: a small picture of the register's directory, served by us.

use temoin_reading::{Kind, Problem, RawTable, Reader, Span};

use crate::Files;
use crate::digest::sha256_hex;
use crate::read::{cannot_read, is_inside};
use crate::resolve::{entries, text_at};

/// In bytes. It comes with the notice, before anything was asked: our threshold.
const LARGEST: usize = 32 * 1024;

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its path inside the register.
    pub path: String,
    /// Its format, by its bytes.
    pub format: LogoFormat,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// The digest of these: 64 hex digits.
    pub digest: String,
}

/// What a logo may be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoFormat {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
    /// WebP.
    Webp,
}

impl Logo {
    /// What its address ends with: it changes with the picture.
    pub fn version(&self) -> &str {
        &self.digest[..8]
    }
}

impl LogoFormat {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    /// What `bytes` are, whatever the file is called.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => is_svg(std::str::from_utf8(bytes).ok()?).then_some(Self::Svg),
        }
    }
}

/// Whether the first element of an XML text is `<svg>`.
fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    for (opens, closes) in [("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">"), ("<!--", "-->")] {
        while let Some((_, after)) = rest.strip_prefix(opens).and_then(|inside| inside.split_once(closes)) {
            rest = after.trim_start();
        }
    }
    rest.strip_prefix("<svg").is_some_and(|after| after.starts_with([' ', '\t', '\r', '\n', '>']))
}

/// Reads the logo that `[notice]` names.
pub(crate) fn read_logo(document: &RawTable<'_>, files: &dyn Files, reader: &mut Reader) -> Option<Logo> {
    let notice = entries(document, "notice").first().map(|(notice, _)| *notice)?;
    let (path, span) = text_at(notice, "logo")?;
    if !is_inside(path) {
        return reader.bad(
            span,
            format!("`{path}` is not a path inside the register"),
            "write it from the register's directory, such as `logo.svg`",
        );
    }
    match files.bytes(path) {
        Ok(bytes) => judge(path, bytes, span, reader),
        Err(error) => {
            let help = format!("put the picture in `{path}`, correct the path, or drop `logo`");
            reader.problem(Problem::new(Kind::MissingFile, span, cannot_read(path, &error)).help(help));
            None
        }
    }
}

fn judge(path: &str, bytes: Vec<u8>, span: Span, reader: &mut Reader) -> Option<Logo> {
    if bytes.len() > LARGEST {
        return reader.bad(
            span,
            format!("`{path}` is a logo of {} bytes, and each visitor who is asked fetches it", bytes.len()),
            "make it one of 32 KiB (32768 bytes) at most: an SVG without metadata, or a WebP of the size it is shown in",
        );
    }
    let Some(format) = LogoFormat::of(&bytes) else {
        return reader.bad(
            span,
            format!("`{path}` is neither SVG, nor PNG, nor WebP"),
            "write the picture anew in one of these; what its name ends with does not count",
        );
    };
    Some(Logo { path: path.to_owned(), format, digest: sha256_hex(&bytes), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn format(bytes: &[u8], expected: Option<LogoFormat>) {
        assert_eq!(LogoFormat::of(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn bytes_tell_what_a_picture_is() {
        format(b"\x89PNG\r\n\x1a\n....", Some(LogoFormat::Png));
        format(b"RIFF\x10\0\0\0WEBPVP8 ", Some(LogoFormat::Webp));
        format(b"RIFF\x10\0\0\0WAVEfmt ", None);
        format(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", Some(LogoFormat::Svg));
        let whole = "\u{feff}<?xml version=\"1.0\"?>\n<!-- by hand -->\n<!DOCTYPE svg>\n<!-- x --><svg>";
        format(whole.as_bytes(), Some(LogoFormat::Svg));
        for other in ["<html><svg>", "<!-- <svg>", "<svgx>", "GIF89a", "", "<?xml <svg>"] {
            format(other.as_bytes(), None);
        }
        format(&[0xff, 0xd8, 0xff, 0xe0], None);
    }
}
