//! Plain text: eighty columns, and nothing lost.

use lol_html::{RewriteStrSettings, text};
use temoin_register::Language;
use temoin_render::{Document, documents};

use crate::page::decoded;
use crate::{REGISTERS, register};

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts of the table cells of `html`.
fn cells(html: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let handler = text!("td", |chunk| {
        cells.last_mut().expect("one at least").push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            cells.push(String::new());
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(handler);
    lol_html::rewrite_str(html, settings).expect("a page");
    cells.iter().map(|cell| plain(&decoded(cell))).filter(|cell| !cell.is_empty()).collect()
}

#[track_caller]
fn wraps(name: &str, text: &str) {
    for line in text.lines() {
        let words = line.split_whitespace().count();
        assert!(line.chars().count() <= 80 || words <= 1, "{name}: {} columns: {line}", line.chars().count());
    }
}

#[test]
fn every_cell_of_every_table_is_there_within_eighty_columns() {
    for name in REGISTERS {
        for document in documents(&register(name), "https://www.example.org/").documents {
            let text = document.text();
            wraps(name, &text);
            let text = plain(&text);
            let cells = cells(&document.html());
            for cell in &cells {
                assert!(text.contains(cell.as_str()), "{name} {}: {cell}", document.file_stem());
            }
        }
    }
}

fn written(body: &str) -> Document {
    Document {
        id: "x".to_owned(),
        language: Language::EN,
        title: "Title".to_owned(),
        version: "2026-11-01".to_owned(),
        effective: "2026-11-01".to_owned(),
        dated: "Version of 1 November 2026".to_owned(),
        site: "Site".to_owned(),
        summary: "Short.".to_owned(),
        body: body.to_owned(),
    }
}

#[track_caller]
fn holds(body: &str, lines: &[&str]) {
    let text = written(body).text();
    for line in lines {
        assert!(text.lines().any(|own| own.trim_end() == *line), "{line:?} in\n{text}");
    }
}

#[test]
fn structure_is_told_by_layout_alone() {
    holds("## Été", &["Été", "---"]);
    holds("- one\n- two\n  - three\n", &["- one", "- two", "  - three"]);
    holds("1. one\n2. two\n", &["1. one", "2. two"]);
    holds(
        "[the list](https://example.org/list) and <contact@example.org>",
        &["the list <https://example.org/list> and contact@example.org"],
    );
    holds("| A | B |\n|---|---|\n| 1 | 2 |\n", &["A: 1", "B: 2"]);
    holds("see `_ga` and **all**", &["see _ga and all"]);
}

#[test]
fn paragraphs_do_not_run_into_one_another() {
    for (body, lost) in [
        ("- one\n\n  two\n", "onetwo"),
        ("> one\n\n> two\n", "onetwo"),
        ("    one\n\ntwo\n", "onetwo"),
        ("```\none\n```\n\ntwo\n", "onetwo"),
        ("one\n\ntwo\n", "onetwo"),
    ] {
        let text = written(body).text();
        assert!(text.contains("one") && text.contains("two") && !text.contains(lost), "{body:?}\n{text}");
        let same = text.lines().find(|line| line.contains("one") && line.contains("two"));
        assert_eq!(same, None, "{body:?}: two paragraphs on a line");
    }
}

#[test]
fn a_long_heading_wraps_like_the_rest() {
    let long = "A heading that says much more than a heading should, since somebody wrote a whole sentence into it";
    wraps("heading", &written(&format!("## {long}\n\n### {long}\n")).text());
    wraps("item", &written(&format!("- {long} {long}\n")).text());
    wraps("cell", &written(&format!("| {long} | B |\n|---|---|\n| {long} | 2 |\n")).text());
}
