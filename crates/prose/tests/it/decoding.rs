//! Files in the encodings that policies come in, and files that are no text.

use temoin_prose::{MAX_BYTES, Undecodable, decode};

#[track_caller]
fn reads(bytes: &[u8], encoding: &str, text: &str) {
    let decoded = decode(bytes).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!((decoded.encoding, &*decoded.text), (encoding, text));
}

/// `text` in UTF-16 of either order.
fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn encodings_of_office_programs_are_read() {
    reads("Durée : un été".as_bytes(), "UTF-8", "Durée : un été");
    reads("\u{FEFF}Durée".as_bytes(), "UTF-8", "Durée");
    reads(b"Dur\xe9e \x96 l\x92\xe9t\xe9 \x80", "windows-1252", "Durée – l’été €");
    let policy = "Nos « cookies » n’ont qu’un rôle : garder la session ouverte.";
    reads(&utf_16(policy, u16::to_le_bytes), "UTF-16LE", policy);
    reads(&utf_16(policy, u16::to_be_bytes), "UTF-16BE", policy);
    reads(&utf_16(&format!("\u{FEFF}{policy}"), u16::to_le_bytes), "UTF-16LE", policy);
}

#[test]
fn a_text_cut_in_the_middle_of_a_letter_stays_utf_8() {
    let bytes = "Les données restent en Europe, chiffrées, et ne sont cédées à personn\u{e9}".as_bytes();
    let decoded = decode(&bytes[..bytes.len() - 1]).unwrap();
    assert_eq!(decoded.encoding, "UTF-8");
    assert!(decoded.text.starts_with("Les données restent"), "{}", decoded.text);
}

#[track_caller]
fn refuses(bytes: &[u8], english: &str, french: &str) {
    let refusal = decode(bytes).expect_err("no text");
    assert!(refusal.to_string().contains(english), "{refusal}");
    assert!(refusal.fr().contains(french), "{}", refusal.fr());
}

#[test]
fn what_is_no_text_is_named_with_the_way_out() {
    refuses(b"", "empty", "vide");
    refuses(" \n\t\u{A0}\u{FEFF}".as_bytes(), "empty", "vide");
    refuses(b"%PDF-1.7\n\xE2\xE3", "a PDF", "un PDF");
    refuses(b"PK\x03\x04....word/document.xml", "Word document (docx)", "document Word (docx)");
    refuses(b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument", "OpenDocument");
    refuses(b"PK\x03\x04readme.txt", "zip", "zip");
    refuses(b"\xFF\xD8\xFF\xE0JFIF", "an image", "une image");
    refuses(b"\x89PNG\r\n\x1A\n", "export it as text", "exportez-le en texte");
    refuses(b"some\0bytes\0here", "a binary file", "un fichier binaire");
    refuses(&[7; 100], "a binary file", "un fichier binaire");
}

#[test]
fn a_file_too_large_is_told_its_size() {
    let size = usize::try_from(MAX_BYTES).unwrap() + 1;
    let refusal = decode(&vec![b'a'; size]).expect_err("not text");
    assert_eq!(refusal, Undecodable::TooLarge { bytes: MAX_BYTES + 1 });
    assert!(refusal.to_string().contains("5 MB, more than the 4 MB"), "{refusal}");
    assert!(refusal.fr().contains("5 Mo"), "{}", refusal.fr());
}
