//! `[[policy]]` and its files: the text itself, its tables of trackers replaced by
//! what the register will say.

use temoin_prose::{Block, BlockKind};
use temoin_register::{Date, PolicyKind};

use crate::markdown;
use crate::plan::Plan;
use crate::reading::{Reading, says};
use crate::sheet::{Sheet, Table, cut, string, tidy};

/// Writes `[[policy]]`; gives the files it names.
pub(crate) fn write(sheet: &mut Sheet, reading: &Reading<'_, '_>, plan: &Plan, day: &Date) -> Vec<(String, String)> {
    let tongue = sheet.tongue;
    let heading = title(reading);
    let words = heading.map_or(String::new(), |block| reading.folded(block.span));
    let told = kind(&words);
    let kind = told.unwrap_or_else(|| guess(reading, plan));
    let title = match heading.filter(|_| told.is_some()) {
        Some(block) => cut(&tidy(&block.text()), 120),
        None => of_kind(kind, tongue.is_french()),
    };
    let (version, line) = version(reading).map_or((day.clone(), None), |(version, line)| (version, Some(line)));
    let id = kind.word();
    let language = if tongue.foreign { String::new() } else { format!(".{}", tongue.language) };
    let (summary, body) = (format!("policies/{id}.summary{language}.md"), format!("policies/{id}{language}.md"));
    let mut table = Table::default();
    table.string("id", id).string("kind", kind.word()).raw("title", sheet.words(&title));
    table.raw("version", string(version.as_str()));
    match line {
        Some(line) => table.because(tongue.source(line)),
        None => table.because(
            tongue.say("jour du brouillon : le texte n'est pas daté", "the day of the draft: the text is not dated"),
        ),
    };
    table.raw("summary", sheet.words(&summary)).raw("body", sheet.words(&body));
    table.decide(tongue.say(
        &format!("le résumé, `{summary}`, n'est qu'un premier jet : à récrire"),
        &format!("the summary, `{summary}`, is only a first draft: to be rewritten"),
    ));
    table.decide(tongue.say(
        &format!("le texte, `{body}`, est celui du document : ce qu'il dit doit rester vrai, et des faits peuvent y devenir des balises (docs/policies.md)"),
        &format!("the text, `{body}`, is the document's: what it says must stay true, and facts in it may become tags (docs/policies.md)"),
    ));
    sheet.table("[[policy]]", &table);
    vec![
        (summary, self::summary(reading, plan)),
        (body, markdown::body(reading, plan, usize::from(heading.is_some() && told.is_some()))),
    ]
}

/// The first block, if it is a heading.
fn title<'r>(reading: &'r Reading<'_, '_>) -> Option<&'r Block<'r>> {
    reading.text.blocks().first().filter(|block| matches!(block.kind, BlockKind::Heading(_)))
}

/// The kind that a title tells.
fn kind(words: &str) -> Option<PolicyKind> {
    const COOKIES: &str = "cookie|traceur|tracker";
    const PRIVACY: &str = "\
    confidentialit|vie privee|donnees personnelles|donnees a caractere|privacy|\
    protection des donnees|data protection";
    const TERMS: &str = "conditions|cgu |terms";
    [(PolicyKind::Cookies, COOKIES), (PolicyKind::Privacy, PRIVACY), (PolicyKind::Terms, TERMS)]
        .into_iter()
        .find(|(_, starts)| says(words, starts))
        .map(|(kind, _)| kind)
}

/// The kind that a text without a telling title is of.
fn guess(reading: &Reading<'_, '_>, plan: &Plan) -> PolicyKind {
    let count =
        |starts: &str| (0..reading.text.sentences().len()).filter(|one| says(&reading.sentence(*one), starts)).count();
    let data = count("donnee|data ");
    match (plan.trackers.is_empty(), data) {
        (true, 0) => PolicyKind::Other,
        (_, data) if data > count("cookie|traceur|tracker") => PolicyKind::Privacy,
        _ => PolicyKind::Cookies,
    }
}

fn of_kind(kind: PolicyKind, french: bool) -> String {
    let (fr, en) = match kind {
        PolicyKind::Cookies => ("Politique des cookies", "Cookie policy"),
        PolicyKind::Privacy => ("Politique de confidentialité", "Privacy policy"),
        PolicyKind::Terms => ("Conditions d'utilisation", "Terms of use"),
        PolicyKind::ThirdParties | PolicyKind::Other => ("Politique", "Policy"),
    };
    (if french { fr } else { en }).to_owned()
}

/// The day that the text gives itself.
fn version(reading: &Reading<'_, '_>) -> Option<(Date, usize)> {
    const DATED: &str = "version|mise a jour|mis a jour|en vigueur|updated|effective|date d effet|last revised";
    let text = reading.text;
    text.dates().iter().find_map(|date| {
        let (year, month, day) = (date.year, date.month?, date.day?);
        let about = |sentence: usize| says(&reading.sentence(sentence), DATED);
        let beside = about(date.sentence)
            || text.heading_of(date.sentence).is_some_and(|block| text.sentences_of(block).any(about));
        let cell = matches!(text.blocks()[text.sentences()[date.sentence].block].kind, BlockKind::Cell { .. });
        let day = Date::parse(&format!("{year:04}-{month:02}-{day:02}")).ok().filter(|_| beside && !cell)?;
        Some((day, reading.line(date.span.start)))
    })
}

/// Three lines that stay true whatever the register becomes, and say that they are a draft.
fn summary(reading: &Reading<'_, '_>, plan: &Plan) -> String {
    let tongue = reading.tongue;
    let asks = plan.purposes.iter().any(crate::purposes::Purpose::is_consented);
    let first = tongue.say(
        "_Premier jet, à récrire avant de publier : en trois lignes, ce qu'un lecteur pressé doit savoir._\n\n\
         - Cette page dit ce que {{ site.name }} écrit et lit sur votre appareil, pourquoi, et combien de temps.\n",
        "_A first draft, to be rewritten before it is published: in three lines, what a reader in a hurry must know._\n\n\
         - This page says what {{ site.name }} writes and reads on your device, why, and for how long.\n",
    );
    let choice = if asks {
        tongue.say(
            "- Ce qui demande votre accord attend votre réponse, gardée {{ consent.valid_for }}.\n",
            "- What needs your consent waits for your answer, kept for {{ consent.valid_for }}.\n",
        )
    } else {
        tongue.say(
            "- Rien de ce qui est déclaré ne demande votre accord.\n",
            "- Nothing that is declared needs your consent.\n",
        )
    };
    let last = tongue.say(
        "- Vous changez d'avis quand vous voulez : {{ manage_link() }}.\n",
        "- You may change your mind at any time: {{ manage_link() }}.\n",
    );
    first + &choice + &last
}
