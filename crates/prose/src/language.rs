//! French, English, or neither.
//!
//! Counted by the small words that every sentence needs. Lists of other
//! languages stand beside them, so that a Spanish text is not taken for a
//! French one that says `les` now and then: what is neither French nor English
//! is not judged at all.

use temoin_register::Language;

use crate::index::Index;
use crate::token::Words;

/// Fewer words tell nothing.
const FEWEST: usize = 20;

/// Percentage of the words that the small words of a language make up at least. Tables of cookies have few of them.
const CLEAR: u32 = 6;

/// The language of most of the text.
pub(crate) fn language(words: &Words, index: &Index, count: usize) -> Option<Language> {
    if count < FEWEST {
        return None;
    }
    let said = |list: &[&str]| list.iter().map(|word| index.count(words, word)).sum::<u32>();
    let (french, english) = (said(FRENCH), said(ENGLISH));
    let other = OTHERS.iter().map(|list| said(list)).max().unwrap_or(0);
    let (language, most) = if french >= english { (Language::FR, french) } else { (Language::EN, english) };
    let clear = u64::from(most) * 100 >= u64::from(CLEAR) * count as u64;
    (clear && most > other).then_some(language)
}

const FRENCH: &[&str] = &[
    "au", "aux", "avec", "ce", "ces", "cette", "dans", "des", "du", "elle", "est", "et", "etre", "il", "le", "les",
    "leur", "nos", "notre", "nous", "ou", "par", "pas", "pour", "qui", "sont", "sur", "un", "une", "vos", "votre",
    "vous", "de", "la", "en", "que", "d", "l",
];

const ENGLISH: &[&str] = &[
    "and", "any", "are", "as", "be", "by", "can", "for", "from", "have", "if", "is", "it", "may", "not", "of", "on",
    "or", "our", "such", "that", "the", "their", "these", "this", "to", "us", "we", "which", "will", "with", "you",
    "your", "in", "a",
];

/// Spanish, Portuguese, Italian, German, Dutch, Catalan, Romanian: each with what it shares with the two above.
const OTHERS: &[&[&str]] = &[
    &[
        "a", "al", "como", "con", "cuando", "de", "del", "el", "en", "es", "esta", "este", "la", "las", "lo", "los",
        "mas", "no", "nos", "nuestra", "nuestro", "o", "para", "por", "que", "se", "si", "sobre", "son", "su", "sus",
        "un", "una", "usted", "y",
    ],
    &[
        "a", "ao", "aos", "as", "com", "como", "da", "das", "de", "do", "dos", "e", "em", "esta", "este", "mais", "na",
        "nao", "no", "nos", "nossa", "nosso", "o", "os", "ou", "para", "pela", "pelo", "por", "que", "sao", "se",
        "seu", "seus", "sua", "um", "uma",
    ],
    &[
        "a", "ai", "al", "alla", "che", "come", "con", "da", "dal", "dalla", "degli", "dei", "del", "della", "delle",
        "di", "e", "i", "il", "in", "l", "la", "le", "lo", "nel", "nella", "non", "o", "per", "piu", "questa",
        "questo", "sono", "su", "sul", "un", "una",
    ],
    &[
        "auf", "aus", "bei", "das", "dass", "dem", "den", "der", "des", "die", "diese", "dieser", "durch", "ein",
        "eine", "einer", "es", "fur", "ihre", "ihrer", "im", "in", "ist", "konnen", "mit", "nach", "nicht", "oder",
        "sich", "sie", "sind", "so", "um", "und", "uns", "unsere", "von", "werden", "wie", "wir", "wird", "zu", "zum",
        "zur",
    ],
    &[
        "aan", "als", "bij", "dat", "de", "deze", "die", "dit", "door", "een", "en", "het", "hun", "in", "is", "kan",
        "kunnen", "maar", "met", "naar", "niet", "of", "om", "onze", "op", "over", "te", "tot", "u", "uit", "uw",
        "van", "voor", "we", "wij", "worden", "wordt", "zijn",
    ],
    &[
        "a", "aquest", "aquesta", "amb", "de", "del", "dels", "d", "els", "el", "en", "es", "i", "l", "la", "les",
        "mes", "no", "o", "per", "que", "se", "seva", "si", "una", "un", "vostre",
    ],
    &[
        "a", "acest", "aceste", "al", "ale", "ca", "care", "ce", "cu", "de", "din", "este", "fi", "in", "la", "mai",
        "nu", "o", "pe", "pentru", "pot", "prin", "sa", "sau", "se", "si", "sunt", "un", "va",
    ],
];
