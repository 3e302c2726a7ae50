//! A scenario of a literate spec: blocks in, findings out.
//!
//! A heading begins a scenario; the blocks under it make its case:
//!
//! - `toml register`: a register, or only the tables that matter: what is
//!   missing of the head (`schema`, `[site]`, `[controller]`) is added;
//! - `toml evidence`: what was seen; `schema` is added;
//! - `text policy`, `markdown policy`, `html policy`: a published text.
//!
//! What the rule must find is written where it must find it: `# error` at the
//! end of a line of TOML; `!! error` on a line of its own under a line of text,
//! with the quoted words after a colon if they matter. What has no place is in
//! a block `expected`, one line each: `error subject`, or `not assessed: words
//! of the reason`. Whatever is found and not expected fails.
//!
//! `As of 2026-08-10` in the prose moves the day of the law.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, LazyLock};

use temoin_check::{Case, Inputs, Law, PolicyText, check};
use temoin_evidence::seen::EvidenceFile;
use temoin_evidence::{Finding, Report};
use temoin_known::Known;
use temoin_register::{Date, Files, Language, Register, Source};

/// The day of the law, unless a scenario says another.
const TODAY: &str = "2026-11-22";

/// Read once: every scenario asks it.
static KNOWN: LazyLock<Known> = LazyLock::new(Known::new);

/// Whether the rule is among those asked for: `TEMOIN_RULES=name,name` keeps a
/// run to a few.
pub(crate) fn wanted(rule: &str) -> bool {
    std::env::var("TEMOIN_RULES").map_or(true, |rules| rules.split(',').any(|name| name == rule))
}

/// One case, and what is expected of it.
#[derive(Debug, Default)]
pub(crate) struct Scenario {
    pub(crate) title: String,
    day: Option<String>,
    register: Option<String>,
    evidence: Option<String>,
    texts: Vec<String>,
    expected: Vec<Expected>,
    not_assessed: Vec<String>,
    /// The language and the text of its snapshot.
    pub(crate) snapshot: Option<(Language, String)>,
}

/// A finding that must be there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Expected {
    level: String,
    /// The file and the line; none for a finding without place.
    place: Option<(String, usize)>,
    /// Words that the quoted text holds, or the subject where there is no place.
    words: String,
}

/// The scenarios of a spec or of a page, by their `##` headings.
pub(crate) fn scenarios(markdown: &str) -> Vec<Scenario> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            scenarios.push(Scenario { title: title.to_owned(), ..Scenario::default() });
        }
        let Some(scenario) = scenarios.last_mut() else { continue };
        if let Some((_, rest)) = line.split_once("As of ") {
            scenario.day = rest.get(..10).map(str::to_owned);
        }
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let body: String = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        match info.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["toml", "register"] => scenario.register(&body),
            ["toml", "evidence"] => scenario.evidence(&body),
            ["text" | "markdown" | "html", "policy"] => scenario.text(&body),
            ["expected"] => body.lines().for_each(|line| scenario.expect(line)),
            ["snapshot"] => scenario.snapshot = Some((Language::EN, body)),
            ["snapshot", "fr"] => scenario.snapshot = Some((Language::FR, body)),
            other => panic!("{}: a block of `{}` means nothing here", scenario.title, other.join(" ")),
        }
    }
    scenarios
}

impl Scenario {
    /// Whether it has anything to judge.
    pub(crate) fn is_case(&self) -> bool {
        self.register.is_some() || self.evidence.is_some() || !self.texts.is_empty()
    }

    fn register(&mut self, body: &str) {
        let mut text = String::new();
        if !body.contains("schema =") {
            text.push_str("schema = 1\n");
        }
        self.toml("register.toml", body, text.lines().count());
        text.push_str(body);
        if !body.contains("[site]") {
            let english = body.contains("en = ") && !body.contains("fr = ");
            let languages = if english { "[\"en\"]" } else { "[\"fr\"]" };
            text.push_str(&format!(
                "\n[site]\nid = \"exemple\"\nname = \"École Exemple\"\nurls = [\"https://ecole.example/\"]\nlanguages = {languages}\n"
            ));
        }
        if !body.contains("[controller]") {
            text.push_str(
                "\n[controller]\nname = \"École Exemple\"\naddress = \"1 rue de l'Exemple, 75000 Paris\"\nemail = \"contact@ecole.example\"\n",
            );
        }
        self.register = Some(text);
    }

    fn evidence(&mut self, body: &str) {
        let head = if body.contains("schema =") { "" } else { "schema = 1\n" };
        self.toml("evidence.toml", body, head.lines().count());
        self.evidence = Some(format!("{head}{body}"));
    }

    /// Collects what is expected at the end of lines.
    fn toml(&mut self, file: &str, body: &str, before: usize) {
        for (index, line) in body.lines().enumerate() {
            for level in ["error", "warning", "info"] {
                if let Some((_, words)) = line.rsplit_once(&format!("# {level}")) {
                    let words = words.trim_start_matches(':').trim();
                    let words = words.split_once(']').map_or(words, |(_, after)| after).trim().to_owned();
                    let place = Some((file.to_owned(), before + index + 1));
                    self.expected.push(Expected { level: level.to_owned(), place, words });
                }
            }
        }
    }

    fn text(&mut self, body: &str) {
        let file = format!("policy-{}.md", self.texts.len() + 1);
        let mut text = String::new();
        let mut line = 0;
        for written in body.lines() {
            let Some(assertion) = written.strip_prefix("!! ") else {
                text.push_str(written);
                text.push('\n');
                line += 1;
                continue;
            };
            let (level, words) = assertion.split_once(':').unwrap_or((assertion, ""));
            let place = Some((file.clone(), line));
            self.expected.push(Expected { level: level.trim().to_owned(), place, words: words.trim().to_owned() });
        }
        self.texts.push(text);
    }

    fn expect(&mut self, line: &str) {
        if let Some(why) = line.strip_prefix("not assessed:") {
            self.not_assessed.push(why.trim().to_owned());
        } else if let Some((level, subject)) = line.split_once(' ') {
            self.expected.push(Expected { level: level.to_owned(), place: None, words: subject.trim().to_owned() });
        } else if !line.is_empty() {
            self.expected.push(Expected { level: line.to_owned(), place: None, words: String::new() });
        }
    }

    /// The report of this case, kept to one rule.
    pub(crate) fn report(&self, rule: &str, language: Language) -> Report {
        let register = self.register.as_ref().map(|text| {
            let read = Register::read(&Folder { register: text.clone() });
            Arc::new(
                read.unwrap_or_else(|bad| panic!("{}: the register cannot be read: {:#?}", self.title, bad.problems)),
            )
        });
        let evidence = self.evidence.as_ref().map(|text| {
            let source = Source { path: "evidence.toml".to_owned(), text: text.clone() };
            EvidenceFile::read(source)
                .unwrap_or_else(|(_, bad)| panic!("{}: the evidence cannot be read: {bad:#?}", self.title))
        });
        let written = self.texts.iter().enumerate().map(|(index, text)| {
            PolicyText::alone(Source { path: format!("policy-{}.md", index + 1), text: text.clone() })
        });
        let mut inputs = Inputs::default();
        (inputs.register, inputs.written, inputs.evidence) = (register, written.collect(), evidence);
        let law = Law::as_of(&Date::parse(self.day.as_deref().unwrap_or(TODAY)).expect("a day"));
        let mut report = check(&Case::new(&inputs, &law, &KNOWN), language);
        report.findings.retain(|finding| finding.rule == rule);
        report.not_assessed.retain(|missing| missing.rule == rule);
        report.waived.retain(|waived| waived.finding.rule == rule);
        report
    }

    /// Fails unless the rule finds what is expected, and nothing else.
    pub(crate) fn verify(&self, rule: &str) {
        let report = self.report(rule, Language::EN);
        let mut left: Vec<&Finding> = report.findings.iter().collect();
        let mut missing = Vec::new();
        for expected in &self.expected {
            match left.iter().position(|finding| expected.is(finding, &report)) {
                Some(place) => drop(left.remove(place)),
                None => missing.push(expected),
            }
        }
        assert!(
            missing.is_empty() && left.is_empty(),
            "{rule}: {}\nexpected and not found: {missing:#?}\nfound and not expected: {:#?}",
            self.title,
            left.iter().map(|finding| describe(finding, &report)).collect::<Vec<_>>()
        );
        for why in &self.not_assessed {
            let said = report.not_assessed.iter().any(|missing| missing.why.contains(why.as_str()));
            assert!(said, "{rule}: {}: not assessed because of `{why}`? {:?}", self.title, report.not_assessed);
        }
    }
}

impl Expected {
    fn is(&self, finding: &Finding, report: &Report) -> bool {
        let (place, quote) = place(finding, report);
        let words = match &self.place {
            Some(_) => quote.contains(&self.words),
            None => self.words.is_empty() || finding.subject.as_deref() == Some(&self.words),
        };
        finding.level.word() == self.level && place == self.place && words
    }
}

/// The file and line of a finding, and the words it quotes.
fn place(finding: &Finding, report: &Report) -> (Option<(String, usize)>, String) {
    let Some((source, span)) = finding.place else { return (None, String::new()) };
    let source = &report.sources[source];
    let line = source.text[..span.start].matches('\n').count() + 1;
    (Some((source.path.clone(), line)), source.text[span.range()].to_owned())
}

fn describe(finding: &Finding, report: &Report) -> String {
    let (place, quote) = place(finding, report);
    let subject = finding.subject.as_deref().unwrap_or("-");
    format!("{} {place:?} {subject} « {quote} »: {}", finding.level.word(), finding.message)
}

/// A register in memory. Every file of prose it names is there, and says nothing.
struct Folder {
    register: String,
}

impl Files for Folder {
    fn read(&self, path: &str) -> io::Result<String> {
        let files = BTreeMap::from([("register.toml", self.register.as_str())]);
        Ok(files.get(path).copied().unwrap_or("Texte.\n").to_owned())
    }
}
