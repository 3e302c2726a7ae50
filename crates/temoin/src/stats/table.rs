//! Tables and bars in plain text.

/// A table: `left` columns of words, then numbers, which end at the same place.
pub(super) fn table(left: usize, header: Vec<String>, rows: Vec<Vec<String>>) -> String {
    let lines: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    let mut text = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).enumerate();
        let cells: Vec<String> = cells
            .map(
                |(column, (cell, width))| {
                    if column < left { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
                },
            )
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// How long the longest bar is, in characters.
const LONGEST: u64 = 40;

/// A bar of several parts, to the scale of `most`. Lengths are rounded where
/// the parts end, so that the whole is as long as its sum.
pub(super) fn bar(parts: &[(char, u64)], most: u64) -> String {
    let (mut bar, mut sum, mut end) = (String::new(), 0, 0);
    for (mark, count) in parts {
        sum += count;
        let next = (2 * sum * LONGEST + most) / (2 * most).max(1);
        bar.extend((end..next).map(|_| mark));
        end = next;
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_and_numbers_end_at_the_same_place() {
        let of = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let text = table(1, of(&["", "n"]), vec![of(&["été", "5"]), of(&["a", "120"])]);
        assert_eq!(text, "       n\nété    5\na    120\n");
    }

    #[test]
    fn a_bar_is_as_long_as_its_sum() {
        assert_eq!(bar(&[('a', 1), ('b', 1)], 4), "a".repeat(10) + &"b".repeat(10));
        assert_eq!(bar(&[('a', 1), ('b', 1), ('c', 1)], 3).chars().count(), 40);
        assert_eq!(bar(&[('a', 1)], 1000), "", "less than half a character");
        assert_eq!(bar(&[('a', 0)], 0), "");
    }
}
