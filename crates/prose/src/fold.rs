//! Letters without case, accents or ligatures.
//!
//! Policies are pasted from word processors, PDF files and web pages: the same
//! word comes as `Données`, `DONNEES`, `donne\u{301}es`, `ﬁnalité`. Two words
//! are the same here when their folded letters are.

/// What one character is to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// Part of a word.
    Letter,
    /// Part of a number.
    Digit,
    /// Nothing at all: a soft hyphen, a combining accent, a zero-width mark.
    Unseen,
    /// What stands between two words.
    Between,
}

/// Says what `c` is, and writes its folded form when it is a letter or a digit.
pub(crate) fn fold(c: char, folded: &mut String) -> Glyph {
    match c {
        'a'..='z' => folded.push(c),
        'A'..='Z' => folded.push(c.to_ascii_lowercase()),
        '0'..='9' => {
            folded.push(c);
            return Glyph::Digit;
        }
        '\0'..='\x7f'
        | '\u{aa}'
        | '\u{ba}'
        | '\u{2b9}'..='\u{2df}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2010}'..='\u{205f}' => {
            return Glyph::Between;
        }
        '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => {
            return Glyph::Unseen;
        }
        _ => match plain(c) {
            "" if c.is_alphabetic() => folded.extend(c.to_lowercase()),
            "" => return Glyph::Between,
            letters => folded.push_str(letters),
        },
    }
    Glyph::Letter
}

/// The plain letters of an accented letter or a ligature of the Latin alphabet.
fn plain(c: char) -> &'static str {
    match c {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ð' | 'ð' | 'Ď'..='đ' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'ᵉ' => "e",
        'Ĝ'..='ģ' => "g",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => "i",
        'Ł' | 'ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ň' | 'ⁿ' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' | 'ᵒ' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' | 'ʳ' => "r",
        'Ś'..='š' | 'ˢ' => "s",
        'ß' | 'ẞ' => "ss",
        'Ţ'..='ŧ' => "t",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => "u",
        'Ý' | 'ý' | 'ÿ' | 'Ÿ' => "y",
        'Ź'..='ž' => "z",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        _ => "",
    }
}
