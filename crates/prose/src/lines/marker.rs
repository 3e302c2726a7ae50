//! Bullets and numbers at the head of a line.

/// What a line begins with, before its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    /// Its bytes, the blanks after it included.
    pub(crate) length: usize,
    /// What it is.
    pub(crate) kind: Kind,
}

/// The kinds of markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `-`, `•`, `–`…
    Bullet,
    /// `1.`, `2)`, `3.1`, `IV -`, `b.`
    Number(Number),
}

/// A number, in one of its writings. Two that follow each other are a list; one
/// between paragraphs is a heading's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// How many parts: `3.1` has two.
    pub(crate) depth: u8,
    /// What closes it: `.`, `)`, `-`, or a blank.
    close: char,
    /// Digits, letters in lower case or capitals.
    script: Script,
    /// The last part, as a number.
    value: u32,
    /// The same letters as a roman numeral.
    roman: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Digits,
    Lower,
    Upper,
}

impl Number {
    /// Whether `self` may come right after `other` in a list. Markdown lets
    /// every entry be `1.`
    pub(crate) fn follows(&self, other: &Self) -> bool {
        let alike = (self.depth, self.close, self.script) == (other.depth, other.close, other.script);
        let next = self.value == other.value + 1 || (self.value == other.value && self.script == Script::Digits);
        let next_roman = self.roman.zip(other.roman).is_some_and(|(this, other)| this == other + 1);
        alike && (next || next_roman)
    }

    /// How deep a heading with this number stands: 2 for `1.`, 3 for `a.` and
    /// `1.1`, 4 for `i.`
    pub(crate) fn level(&self) -> u8 {
        match self.script {
            Script::Digits => (self.depth + 1).min(6),
            Script::Upper => 2,
            Script::Lower if self.roman.is_some() => 4,
            Script::Lower => 3,
        }
    }
}

/// Signs that begin an entry when a blank follows.
const BULLETS: &[char] = &['-', '*', '+', '–', '—', '·', '>', '§', '→', '\u{F0A7}', '\u{F0D8}', '\u{F0FC}'];

/// Signs that begin an entry whatever follows.
const ROUND: &[char] =
    &['•', '◦', '▪', '▫', '●', '○', '■', '□', '‣', '⁃', '➢', '➤', '►', '▸', '❖', '✓', '✔', '☐', '☑', '\u{F0B7}'];

/// The marker that `line` begins with, when words follow it.
pub(crate) fn marker(line: &str) -> Option<Marker> {
    let (sign, kind) = bullet(line).map(|sign| (sign, Kind::Bullet)).or_else(|| number(line))?;
    let rest = &line[sign..];
    let words = rest.trim_start();
    (!words.is_empty()).then(|| Marker { length: sign + (rest.len() - words.len()), kind })
}

fn bullet(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    let hollow = first == 'o' && rest.starts_with('\t');
    let apart = BULLETS.contains(&first) && rest.starts_with(char::is_whitespace);
    (hollow || apart || (ROUND.contains(&first) && !rest.starts_with(first))).then_some(first.len_utf8())
}

/// The bytes of a number and its closing sign.
fn number(line: &str) -> Option<(usize, Kind)> {
    let (open, line) = line.strip_prefix('(').map_or((0, line), |rest| (1, rest));
    let bytes = line.as_bytes();
    let (mut number, mut at) = digits(bytes).or_else(|| letters(bytes))?;
    let rest = &line[at..];
    let blank = |text: &str| text.starts_with(char::is_whitespace);
    let capital = |text: &str| text.starts_with(char::is_uppercase);
    let close = rest.chars().next()?;
    match close {
        ')' if blank(&rest[1..]) || capital(&rest[1..]) => at += 1,
        '.' if open == 0 && number.script == Script::Digits && (blank(&rest[1..]) || capital(&rest[1..])) => at += 1,
        // `M. Dupont`, `L. 34-5`: a capital and a point begin more names than lists.
        '.' if open == 0 && blank(&rest[1..]) && (number.script == Script::Lower || !is_abbreviation(line)) => {
            at += if rest[1..].starts_with(')') { 2 } else { 1 };
        }
        '°' if number.script == Script::Digits => at += '°'.len_utf8(),
        '-' | '/' if open == 0 && blank(&rest[1..]) => at += 1,
        c if blank(rest) && open == 0 && number.script != Script::Lower => {
            // `1 – Title`, `2 Title` after `1.1`.
            let dash = rest.trim_start();
            let sign = dash.chars().next().filter(|c| matches!(c, '-' | '–' | '—' | ':'));
            match sign {
                Some(sign) if blank(&dash[sign.len_utf8()..]) => at = line.len() - dash.len() + sign.len_utf8(),
                _ if number.depth > 1 && capital(dash) => {}
                _ => return None,
            }
            number.close = if c.is_whitespace() { ' ' } else { c };
            return Some((at, Kind::Number(number)));
        }
        _ => return None,
    }
    number.close = close;
    Some((open + at, Kind::Number(number)))
}

/// `12`, `3.1`, `2.3.1`: up to two digits in each part, so that years, dates
/// and sums are none.
fn digits(bytes: &[u8]) -> Option<(Number, usize)> {
    let (mut depth, mut at, mut value) = (0, 0, 0);
    loop {
        let part = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if part == 0 {
            break;
        }
        if part > 2 || depth == 5 {
            return None;
        }
        value = bytes[at..at + part].iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
        depth += 1;
        at += part;
        let goes_on = bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !goes_on {
            break;
        }
        at += 1;
    }
    (depth > 0).then_some((Number { depth, close: ' ', script: Script::Digits, value, roman: None }, at))
}

/// One letter, or a roman numeral.
fn letters(bytes: &[u8]) -> Option<(Number, usize)> {
    let length = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = bytes.get(..length).filter(|word| (1..=6).contains(&word.len()))?;
    let script = match () {
        () if word.iter().all(u8::is_ascii_lowercase) => Script::Lower,
        () if word.iter().all(u8::is_ascii_uppercase) => Script::Upper,
        () => return None,
    };
    let roman = roman(word);
    if length > 1 && roman.is_none() {
        return None;
    }
    // Beyond the alphabet, so that `ii` follows no letter.
    let value = if length == 1 { u32::from(word[0].to_ascii_lowercase() - b'a') + 1 } else { 100 };
    Some((Number { depth: 1, close: ' ', script, value, roman }, length))
}

/// The value of a roman numeral below 40.
fn roman(word: &[u8]) -> Option<u32> {
    const UNITS: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let word = std::str::from_utf8(word).ok()?.to_ascii_lowercase();
    let units = word.trim_start_matches('x');
    let tens = word.len() - units.len();
    let unit = UNITS.iter().position(|known| *known == units)?;
    let value = u32::try_from(tens * 10 + unit).ok()?;
    (tens <= 3 && value > 0).then_some(value)
}

/// A capital that stands for a title or a kind of article before a point.
fn is_abbreviation(line: &str) -> bool {
    matches!(line.as_bytes()[0], b'M' | b'L' | b'R' | b'D' | b'N' | b'P') && line.as_bytes().get(1) == Some(&b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(line: &str, words: Option<&str>) {
        assert_eq!(marker(line).map(|marker| &line[marker.length..]), words, "{line}");
    }

    #[test]
    fn markers_are_told_from_words() {
        case("- le panier", Some("le panier"));
        case("•\tla langue", Some("la langue"));
        case("•Sans blanc", Some("Sans blanc"));
        case("* l’audience", Some("l’audience"));
        case("– l’audience", Some("l’audience"));
        case("o\tpar courrier", Some("par courrier"));
        case("1. Préambule", Some("Préambule"));
        case("1.Préambule", Some("Préambule"));
        case("4) Vos droits", Some("Vos droits"));
        case("(b) your rights", Some("your rights"));
        case("2.1 Le responsable", Some("Le responsable"));
        case("3 – Les tiers", Some("Les tiers"));
        case("IV. LES TIERS", Some("LES TIERS"));
        case("ii. dans un compte", Some("dans un compte"));
        case("1° l’identité", Some("l’identité"));
    }

    #[test]
    fn words_are_no_markers() {
        case("13 mois au plus", None);
        case("2024. Une année", None);
        case("01/04/2026", None);
        case("1.5 fois plus", None);
        case("M. Martin vous répond", None);
        case("L. 34-5 du code", None);
        case("*Important*", None);
        case("-5 °C", None);
        case("a priori", None);
        case("Le site", None);
        case("•", None);
        case("1.", None);
    }

    #[track_caller]
    fn follows(line: &str, next: &str, expected: bool) {
        let number = |line| match marker(line).map(|marker| marker.kind) {
            Some(Kind::Number(number)) => number,
            other => panic!("{line}: {other:?}"),
        };
        assert_eq!(number(next).follows(&number(line)), expected, "{line} / {next}");
    }

    #[test]
    fn numbers_of_a_list_follow_each_other() {
        follows("1. un", "2. deux", true);
        follows("1. un", "1. deux", true);
        follows("h. huit", "i. neuf", true);
        follows("i. un", "ii. deux", true);
        follows("b. deux", "i. un", false);
        follows("1. un", "2) deux", false);
        follows("1. Un", "1.1 Un", false);
    }
}
