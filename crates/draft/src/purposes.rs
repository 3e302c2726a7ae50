//! `[[purpose]]`: what one consents to, or what the text claims to be exempt.
//!
//! One purpose, one exemption: a category « Nécessaires » that holds a session
//! and a choice of language becomes two. Where consent is asked, the text's own
//! categories are kept, since its readers know them.

use std::collections::{BTreeMap, BTreeSet};

use temoin_known::{Exemptable, Nature, Recognised};
use temoin_register::Exemption;

use crate::claim::Claim;
use crate::ids::{Ids, slug};
use crate::plan::{Plan, Shared};
use crate::reading::Reading;
use crate::sheet::{Note, Sheet, Table};
use crate::tongue::Tongue;
use crate::uses::{self, Use};

/// A purpose to declare.
#[derive(Debug)]
pub(crate) struct Purpose {
    pub(crate) id: String,
    title: String,
    exempt: Option<Exemption>,
    /// What it is for, where a category is one row.
    text: Option<String>,
    lines: BTreeSet<usize>,
    decisions: BTreeSet<String>,
}

impl Purpose {
    /// Whether it asks for consent.
    pub(crate) fn is_consented(&self) -> bool {
        self.exempt.is_none()
    }
}

/// The purposes planned so far.
#[derive(Debug)]
pub(crate) struct Purposes {
    pub(crate) all: Vec<Purpose>,
    tongue: Tongue,
    ids: Ids,
    keys: BTreeMap<String, usize>,
}

/// A tracker that needs a purpose.
pub(crate) struct Asked<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) usage: Option<&'static Use>,
    pub(crate) recognised: Option<&'a Recognised<'a>>,
    pub(crate) line: usize,
    pub(crate) title: Option<&'a str>,
}

impl Purposes {
    pub(crate) fn new(tongue: Tongue) -> Self {
        Self { all: Vec::new(), tongue, ids: Ids::default(), keys: BTreeMap::new() }
    }

    /// The purpose of a tracker, planned if it was not yet.
    pub(crate) fn find(&mut self, reading: &Reading<'_, '_>, asked: &Asked<'_>) -> usize {
        match &asked.shared.claim {
            Claim::Exempt(words) => match contradiction(self.tongue, asked) {
                None => self.exempt(asked, words),
                Some(why) => {
                    let purpose = self.consent(reading, asked);
                    self.decide(purpose, self.tongue.say(
                        &format!("exempté selon le texte (« {words} », ligne {}), mais {why} : l'accord est demandé en attendant", asked.line),
                        &format!("exempt by the text (\"{words}\", line {}), but {why}: consent is asked meanwhile", asked.line),
                    ));
                    purpose
                }
            },
            Claim::Depends(words) => {
                let purpose = self.consent(reading, asked);
                self.decide(
                    purpose,
                    self.tongue.say(
                        &format!(
                            "le texte hésite sur l'accord (« {words} », ligne {}) : il est demandé en attendant",
                            asked.line
                        ),
                        &format!(
                            "the text hesitates about consent (\"{words}\", line {}): it is asked meanwhile",
                            asked.line
                        ),
                    ),
                );
                purpose
            }
            Claim::Silent | Claim::Consent => {
                if let Some(claimed) = self.claimed(asked) {
                    return claimed;
                }
                let purpose = self.consent(reading, asked);
                if let Some(exemption) =
                    asked.usage.and_then(|usage| usage.exemption).filter(|one| *one != Exemption::AudienceMeasurement)
                {
                    self.decide(purpose, self.tongue.say(
                        &format!("`exempt = \"{exemption}\"` à la place de `consent`, si c'est son seul usage : le texte ne le dit pas exempté"),
                        &format!("`exempt = \"{exemption}\"` instead of `consent`, if that is its only use: the text does not say it is exempt"),
                    ));
                }
                purpose
            }
        }
    }

    /// The exempt purpose of the same use, where nothing is said here and the text claims it elsewhere.
    fn claimed(&mut self, asked: &Asked<'_>) -> Option<usize> {
        let silent = asked.shared.claim == Claim::Silent && contradiction(self.tongue, asked).is_none();
        let usage = asked.usage.filter(|_| silent)?;
        let key = exempt_key(usage.exemption?, usage.id);
        let place = *self.keys.get(&key)?;
        self.all[place].lines.insert(asked.line);
        Some(place)
    }

    /// The purpose of a tool whose use is known, with consent.
    pub(crate) fn consented(&mut self, usage: &'static Use, line: usize) -> usize {
        self.plan(format!("consent:{}", usage.id), usage.id, usage.title(self.tongue), None, line)
    }

    /// Says that a tool is put under a purpose by the base alone.
    pub(crate) fn guessed(&mut self, purpose: usize, tool: &str, line: usize) {
        self.decide(purpose, self.tongue.say(
            &format!("à quoi sert {tool} : la ligne {line} le nomme sans le dire, cette finalité est celle de la base connue"),
            &format!("what {tool} is for: line {line} names it without saying, this purpose is the known base's"),
        ));
    }

    fn exempt(&mut self, asked: &Asked<'_>, words: &str) -> usize {
        let exemption = asked.usage.and_then(|usage| usage.exemption).unwrap_or(Exemption::RequestedService);
        let (id, title) = match asked.usage {
            Some(usage) => (usage.id, usage.title(self.tongue)),
            None => ("service", self.tongue.say("Fonctionnement du service", "Running the service")),
        };
        let purpose = self.plan(exempt_key(exemption, id), id, title, Some(exemption), asked.line);
        let because = match exemption {
            Exemption::RequestedService => self.tongue.say(
                &format!("exempté selon le texte (« {words} »), sans dire pour quel usage : lequel des usages de l'art. 82 est-ce, traceur par traceur ?"),
                &format!("exempt by the text (\"{words}\"), which does not say for what use: which use of art. 82 is it, tracker by tracker?"),
            ),
            Exemption::AudienceMeasurement => self.tongue.say(
                "exemptée selon le texte : à condition de tenir toutes celles de la délibération 2020-091, §§ 50 et 51",
                "exempt by the text: provided that every condition of délib. 2020-091, §§50–51, is met",
            ),
            _ => return purpose,
        };
        self.decide(purpose, because);
        purpose
    }

    /// The purpose that the text's category makes, else its use.
    fn consent(&mut self, reading: &Reading<'_, '_>, asked: &Asked<'_>) -> usize {
        let exempt = matches!(asked.shared.claim, Claim::Exempt(_));
        let category = asked.shared.category.as_ref().filter(|(_, words)| !exempt && is_telling(words));
        if let Some((span, words)) = category {
            let told = uses::told(&reading.folded(*span));
            let id = if let [usage] = told.as_slice() { usage.id.to_owned() } else { slug(words) };
            let purpose = self.plan(format!("consent:{id}"), &id, words.clone(), None, asked.line);
            let told = asked.shared.purpose.as_ref().map(|(_, words)| words.clone()).filter(|words| !words.is_empty());
            let one_row = self.all[purpose].lines.len() == 1;
            self.all[purpose].text = told.filter(|_| one_row);
            return purpose;
        }
        if let Some(usage) = asked.usage {
            return self.consented(usage, asked.line);
        }
        let title = self.tongue.say("Autres usages", "Other uses");
        let purpose = self.plan("consent:other".to_owned(), "other", title, None, asked.line);
        self.decide(
            purpose,
            self.tongue.say(
                "à quoi servent ces traceurs : le texte ne permet pas de les ranger",
                "what these trackers are for: the text does not let them be sorted",
            ),
        );
        purpose
    }

    fn plan(&mut self, key: String, id: &str, title: String, exempt: Option<Exemption>, line: usize) -> usize {
        let place = self.keys.get(&key).copied().unwrap_or_else(|| {
            let id = self.ids.take(id, "purpose");
            self.all.push(Purpose {
                id,
                title,
                exempt,
                text: None,
                lines: BTreeSet::new(),
                decisions: BTreeSet::new(),
            });
            self.keys.insert(key, self.all.len() - 1);
            self.all.len() - 1
        });
        self.all[place].lines.insert(line);
        place
    }

    fn decide(&mut self, purpose: usize, words: String) {
        self.all[purpose].decisions.insert(words);
    }
}

fn exempt_key(exemption: Exemption, id: &str) -> String {
    format!("exempt:{exemption}:{id}")
}

/// Why a claim of exemption is not carried over.
fn contradiction(tongue: Tongue, asked: &Asked<'_>) -> Option<String> {
    if let Some(known) = asked.recognised.filter(|known| known.exemptable == Some(Exemptable::Never)) {
        let platform = known.platform;
        return Some(tongue.say(&format!("{platform} ne peut l'être"), &format!("{platform} cannot be")));
    }
    let never = [Nature::Advertising, Nature::Social, Nature::Replay, Nature::MarketingEmail];
    let usage = asked.usage.filter(|usage| never.contains(&usage.nature))?;
    let title = usage.title(tongue).to_lowercase();
    let what = asked.title.map_or(String::new(), |title| tongue.quote(title) + " ");
    Some(tongue.say(&format!("{what}sert à cela : {title}"), &format!("{what}is used for this: {title}")))
}

/// Whether a category says more than who sets a cookie and how long it lives.
pub(crate) fn is_telling(category: &str) -> bool {
    const TYPES: &str = "\
        cookie cookies traceur traceurs tracker trackers session persistant persistants persistent permanent permanents \
        origine tiers tierce third first party premiere premier partie interne internes externe externes internal external http https \
        html5 html local storage stockage pixel pixels de d des du la le l les a en of the and et type propre propres";
    let words = slug(category);
    !words.is_empty() && words.split('-').any(|word| !TYPES.split_whitespace().any(|known| known == word))
}

/// Writes the purposes.
pub(crate) fn write(sheet: &mut Sheet, plan: &Plan) {
    let tongue = sheet.tongue;
    for purpose in &plan.purposes {
        let lines: Vec<String> = purpose.lines.iter().take(6).map(ToString::to_string).collect();
        let beside = match lines.as_slice() {
            [only] => tongue.say(&format!("source : ligne {only}"), &format!("source: line {only}")),
            _ => tongue
                .say(&format!("source : lignes {}", lines.join(", ")), &format!("source: lines {}", lines.join(", "))),
        };
        let mut table = Table::beside(beside);
        table.string("id", &purpose.id);
        match purpose.exempt {
            Some(exemption) => table.string("exempt", exemption.word()),
            None => table.string("consent", "required"),
        };
        table.raw("title", sheet.words(&purpose.title));
        if let Some(text) = &purpose.text {
            table.raw("text", sheet.words(text));
        }
        table.notes.extend(purpose.decisions.iter().cloned().map(Note::Decide));
        sheet.table("[[purpose]]", &table);
    }
}
