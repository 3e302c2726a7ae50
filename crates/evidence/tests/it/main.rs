//! Findings as people, scripts, forges and continuous integration receive them.

mod anything;
mod human;
mod json;
mod junit;
mod order;
mod sarif;

use serde_json::Value;
use temoin_evidence::{Citation, Finding, Level, Mark, NotAssessed, Report, RuleInfo, Waived};
use temoin_reading::Span;
use temoin_register::{Register, Source};
use temoin_testkit::Text;

/// What reading says of a register with several mistakes.
fn mistaken() -> Report {
    let text = "schema = 1\n[site]\nid = \"école\"\nname = \"École d'été\" # à relire\n\
        urls = [\"https://é.example.org/\", \"ftp://x.example.org/\"]\n[controler]\nname = \"X\"\n";
    Report::unreadable(Register::read(&Text(text)).expect_err("mistakes"))
}

fn finding(rule: &str, level: Level, message: &str) -> Finding {
    Finding {
        rule: rule.to_owned(),
        level,
        message: message.to_owned(),
        subject: None,
        place: None,
        label: None,
        related: Vec::new(),
        citations: Vec::new(),
        help: Vec::new(),
    }
}

fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

fn missing(rule: &str, why: &str) -> NotAssessed {
    NotAssessed { rule: rule.to_owned(), why: why.to_owned() }
}

/// Where `quote` stands in `text`.
fn span(text: &str, quote: &str) -> Span {
    let start = text.find(quote).expect("the quote stands in the text");
    (start..start + quote.len()).into()
}

/// A finding with everything in it but related places, about the bytes of `quote`.
fn full(text: &str, quote: &str) -> Report {
    let finding = Finding {
        subject: Some("tracker._ga".to_owned()),
        place: Some((0, span(text, quote))),
        label: Some("13 months at most".to_owned()),
        citations: vec![Citation { key: "L82".to_owned(), text: "Loi 78-17, art. 82".to_owned(), mark: Mark::Read }],
        help: vec!["shorten it".to_owned(), "or explain it".to_owned()],
        ..finding("lifetime-over-reference", Level::Warning, "the tracker lives longer than the authority suggests")
    };
    Report {
        sources: vec![source("register.toml", text)],
        findings: vec![finding],
        not_assessed: vec![missing("tracker-undeclared", "no audit was run")],
        waived: Vec::new(),
    }
}

const REGISTER: &str = "schema = 1\n\n[[tracker]]\nname = \"_ga\"\nlifetime = \"25 months\"\n";

/// A paragraph on one line, as editors of policies write them.
fn policy() -> String {
    format!(
        "# Vos données\r\n\r\n{}Nous gardons vos informations aussi longtemps que l'exige notre activité. {}{}\r\n",
        "Chaque apprenant dispose d'un espace où il retrouve ses cours 🎓. ".repeat(9),
        "L'équipe pédagogique ne voit que ce qui sert au suivi. ".repeat(12),
        "Les comptes sans connexion sont fermés après deux ans.",
    )
}

/// What a whole run may bring: every level, two files, a place shared with
/// another file, no place at all, something waived, rules without evidence.
fn rich() -> Report {
    let policy = policy();
    let vague = Finding {
        subject: Some("policy.privacy".to_owned()),
        place: Some((1, span(&policy, "aussi longtemps que l'exige notre activité"))),
        label: Some("aucune durée, aucun terme".to_owned()),
        related: vec![
            (1, span(&policy, "après deux ans"), "une durée est pourtant donnée ici".to_owned()),
            (0, span(REGISTER, "\"25 months\""), "et le registre en déclare une".to_owned()),
        ],
        citations: vec![
            Citation { key: "GDPR".to_owned(), text: "RGPD, art. 13, 2, a".to_owned(), mark: Mark::Read },
            Citation { key: "RC".to_owned(), text: "CNIL, délib. 2020-092, art. 5".to_owned(), mark: Mark::Read2 },
        ],
        help: vec!["écrivez la durée".to_owned(), "ou `keep = { from = \"last-access\" }`".to_owned()],
        ..finding("retention-unbounded", Level::Error, "la durée de conservation n'est pas dite")
    };
    let mut report = full(REGISTER, "\"25 months\"");
    report.sources.push(source("policies/vie privée.fr.md", &policy));
    report.findings.push(vague);
    report.findings.push(finding(
        "dpo-missing",
        Level::Info,
        "aucun délégué à la protection des données n'est déclaré",
    ));
    report.not_assessed.push(missing("consent-before-choice", "no audit was run"));
    report.waived.push(Waived {
        finding: Finding {
            subject: Some("retention.contracts".to_owned()),
            place: Some((0, span(REGISTER, "_ga"))),
            ..finding("retention-over-reference", Level::Warning, "the data are kept longer than the reference")
        },
        because: "an action is pending before the court".to_owned(),
        decided_by: "DPO".to_owned(),
        until: Some("2027-06-30".to_owned()),
    });
    report
}

fn rule(id: &str, family: &str, level: Level) -> RuleInfo {
    RuleInfo {
        id: id.to_owned(),
        family: family.to_owned(),
        summary: format!("What {id} flags."),
        page: format!("# {id}\n\n## What it checks\n\nThat nothing is {id},\nanywhere.\n\n## Limits\n\nNone.\n"),
        level,
        citations: vec![Citation { key: "L82".to_owned(), text: "Loi 78-17, art. 82".to_owned(), mark: Mark::Read }],
    }
}

/// The catalogue that [`rich`] was judged by, but for `dpo-missing`.
fn rules() -> Vec<RuleInfo> {
    vec![
        rule("tracker-undeclared", "trackers", Level::Error),
        rule("lifetime-over-reference", "trackers", Level::Warning),
        rule("purpose-vague", "trackers", Level::Info),
        rule("consent-before-choice", "consent", Level::Error),
        rule("retention-unbounded", "retention", Level::Error),
        rule("retention-over-reference", "retention", Level::Warning),
    ]
}

/// A JSON Schema, ready to judge.
struct Schema(boon::Schemas, boon::SchemaIndex);

impl Schema {
    fn of(text: &str) -> Self {
        let schema: Value = serde_json::from_str(text).expect("a JSON document");
        let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
        compiler.add_resource("schema.json", schema).expect("a schema");
        let index = compiler.compile("schema.json", &mut schemas).expect("a schema that holds together");
        Self(schemas, index)
    }

    #[track_caller]
    fn accepts(&self, value: &Value) {
        if let Err(error) = self.0.validate(value, self.1) {
            panic!("{error:#}\n{value:#}");
        }
    }

    #[track_caller]
    fn refuses(&self, value: &Value) {
        assert!(self.0.validate(value, self.1).is_err(), "accepted: {value:#}");
    }
}
