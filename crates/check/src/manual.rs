//! The manual: a rule's page, with the law behind it.
//!
//! The page is written by hand; its last section, the sources and the sanctions
//! that the rule answers to, comes from the data of the law, so that a citation
//! and its mark are written once.

use temoin_evidence::{Level, Mark};
use temoin_register::Language;

use crate::law::Law;
use crate::rule::Rule;

/// The whole page of `rule` in `language`, under `law`: Markdown.
pub fn manual(rule: &Rule, law: &Law, language: Language) -> String {
    let french = language == Language::FR;
    let of = law.rule(rule.name);
    let mut page = rule.page(language).trim_end().to_owned();
    let evidence = needs(rule, language);
    let facts = if french {
        format!(
            "`{}` · niveau {} · lit : {} · depuis la version {}{} · invocable depuis le {}",
            rule.name,
            level(of.level, french),
            evidence,
            rule.since,
            if rule.preview { ", à l'essai" } else { "" },
            of.in_force
        )
    } else {
        format!(
            "`{}` · level {} · reads: {} · since version {}{} · can be invoked since {}",
            rule.name,
            level(of.level, french),
            evidence,
            rule.since,
            if rule.preview { ", in preview" } else { "" },
            of.in_force
        )
    };
    // Under the title, before the first section.
    let title = page.find('\n').unwrap_or(page.len());
    page.insert_str(title, &format!("\n\n{facts}"));
    page.push_str("\n\n## Source\n");
    if of.recommended {
        page.push_str(if french {
            "\nLa règle repose sur une recommandation : ne pas la suivre n'est pas, en soi, enfreindre la loi.\n"
        } else {
            "\nThe rule rests on a recommendation: not following it is not, in itself, breaking the law.\n"
        });
    }
    if !of.cites.is_empty() {
        page.push('\n');
    }
    for citation in of.cites.iter().filter_map(|key| law.citation(key, language)) {
        page.push_str(&format!("- {} · {}\n", citation.text, checked(citation.mark, french)));
    }
    let sanctions = law.sanctions(rule.name);
    if !sanctions.is_empty() {
        page.push_str(if french { "\nSanctions sur ce point :\n\n" } else { "\nSanctions on this point:\n\n" });
        for sanction in sanctions {
            page.push_str(&format!("- {}\n", sanction.line(language)));
        }
    }
    page
}

fn needs(rule: &Rule, language: Language) -> String {
    let french = language == Language::FR;
    let ways: Vec<String> = rule
        .judges
        .iter()
        .map(|judge| {
            let kinds: Vec<&str> = judge.needs.iter().map(|kind| kind.called(language)).collect();
            kinds.join(" + ")
        })
        .collect();
    match ways.is_empty() {
        true if french => "tout le rapport".to_owned(),
        true => "the whole report".to_owned(),
        false => ways.join(if french { ", ou " } else { ", or " }),
    }
}

fn level(level: Level, french: bool) -> &'static str {
    match (level, french) {
        (Level::Error, true) => "erreur",
        (Level::Warning, true) => "avertissement",
        (Level::Info, true) => "remarque",
        (level, false) => level.word(),
    }
}

/// What a mark means, for who never read our conventions.
fn checked(mark: Mark, french: bool) -> &'static str {
    match (mark, french) {
        (Mark::Read, true) => "lu à la source officielle [read]",
        (Mark::Read, false) => "read at the official source [read]",
        (Mark::Read2, true) => "lu dans une source secondaire [read2]",
        (Mark::Read2, false) => "read in a secondary source [read2]",
        (Mark::Memory, true) => "non vérifié [memory]",
        (Mark::Memory, false) => "not checked [memory]",
    }
}
