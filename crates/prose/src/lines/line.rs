//! Lines, and what each looks like by itself.

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Its first byte, blanks included.
    pub(crate) raw_start: usize,
    /// Its first byte that is no blank, nor the sign of a quotation.
    pub(crate) start: usize,
    /// One past its last byte that is no blank.
    pub(crate) end: usize,
    /// Characters before its first word.
    pub(crate) indent: usize,
    /// Characters from `start` to `end`.
    pub(crate) width: usize,
    /// Whether a blank line comes before.
    pub(crate) after_blank: bool,
}

impl Line {
    /// Its words.
    pub(crate) fn text<'s>(&self, source: &'s str) -> &'s str {
        &source[self.start..self.end]
    }
}

/// The lines of `source` that are not blank.
pub(crate) fn lines(source: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut next = 0;
    let mut after_blank = true;
    for raw in source.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{0C}']) {
        let raw_start = next;
        next += raw.len();
        let text = raw.trim_start_matches(is_blank);
        let text = text.strip_prefix("> ").map_or(text, |quoted| quoted.trim_start_matches(is_blank));
        let start = next - text.len();
        let text = text.trim_end_matches(is_blank);
        if text.is_empty() || text == ">" {
            // `\r\n` ends one line, not two.
            after_blank |= raw != "\n" || !source[..raw_start].ends_with('\r');
            continue;
        }
        let indent = source[raw_start..start].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let line = Line { raw_start, start, end: start + text.len(), indent, width: text.chars().count(), after_blank };
        lines.push(line);
        after_blank = false;
    }
    lines
}

/// Blanks, and the marks that no one sees.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}

/// Whether `lines` are one text broken to a width: all but the last are nearly
/// as long as the longest, one of them breaks a sentence, and no break came
/// while there was room for the next word.
pub(crate) fn is_wrapped(source: &str, lines: &[Line]) -> bool {
    let Some((last, full)) = lines.split_last().filter(|(_, full)| !full.is_empty()) else { return false };
    let widest = lines.iter().map(|line| line.width).max().unwrap_or(0);
    let first_word = |line: &Line| line.text(source).split_whitespace().next().map_or(0, |word| word.chars().count());
    let unfinished = |line: &Line| !line.text(source).ends_with(['.', '!', '?', '…', ';', ':']);
    let small = |line: &Line| line.text(source).starts_with(char::is_lowercase);
    let of_width = full.iter().all(|line| (55..=100).contains(&line.width)) && last.width <= 100;
    let no_room = lines.windows(2).all(|pair| pair[0].width + 1 + first_word(&pair[1]) >= widest);
    let breaks_sentence = lines.windows(2).any(|pair| unfinished(&pair[0]) && small(&pair[1]));
    let any_unfinished = full.iter().any(unfinished);
    of_width && (breaks_sentence || (no_room && any_unfinished))
}

/// Whether a line that begins with « (5) » repeats the number in words that ends the line above.
pub(crate) fn repeats_number(above: &str, line: &str) -> bool {
    const NUMBERS: &str = " un une deux trois quatre cinq six sept huit neuf dix douze treize quinze vingt trente \
        one two three four five seven eight nine ten twelve thirteen fifteen twenty thirty ";
    let figures = line.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or("", |(figures, _)| figures);
    let last = above.rsplit([' ', '-', '\u{a0}']).next().unwrap_or_default().to_lowercase();
    let worded = !last.is_empty() && NUMBERS.contains(&format!(" {last} "));
    worded && !figures.is_empty() && figures.bytes().all(|byte| byte.is_ascii_digit())
}

/// A line of signs: `---`, `* * *`, `=====`.
pub(crate) fn is_rule(text: &str) -> bool {
    text.len() >= 3
        && text.chars().all(|c| matches!(c, '-' | '*' | '_' | '=' | '~' | '—' | '–' | ' ' | '+'))
        && text.chars().filter(|c| *c != ' ').count() >= 3
}

/// The words of an entry of a table of contents, in bytes.
pub(crate) fn contents_words(text: &str) -> Option<usize> {
    let words = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let pages = text.len() - words.len();
    let leader = words.trim_end_matches([' ', '\u{A0}']).trim_end_matches(['.', '…', '_', '·', '\t', ' ']);
    let drawn = &words[leader.len()..];
    let parted = drawn.contains('\t') || drawn.contains("...") || drawn.contains('…') || drawn.contains(". . .");
    ((1..=3).contains(&pages) && parted && !leader.is_empty() && !leader.contains('\t')).then_some(leader.len())
}
