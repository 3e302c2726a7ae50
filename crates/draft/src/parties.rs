//! `[site]` and `[controller]`: whose policy it is.
//!
//! Addresses are taken where the text leaves no doubt; the name, which `names`
//! finds, is always marked as something to check.

use temoin_reading::Span;
use temoin_register::SiteUrl;

use crate::ids::slug;
use crate::names::name;
use crate::number::{Number, number};
use crate::postal;
use crate::reading::{Reading, says};
use crate::sheet::{Sheet, Table, list};

/// Words of the text, and their line.
pub(crate) type Told = (String, usize);

/// Who publishes, as far as the text tells.
#[derive(Debug, Default)]
pub(crate) struct Parties {
    /// The name that comes back most, and a line it is on.
    pub(crate) name: Option<Told>,
    /// The site's own address.
    pub(crate) url: Option<Told>,
    /// An e-mail address for questions, and its line.
    pub(crate) email: Option<Told>,
    /// The officer's.
    pub(crate) dpo: Option<Told>,
    /// A postal address.
    pub(crate) post: Option<Told>,
    siret: Option<(Result<Number, String>, usize)>,
}

impl Parties {
    /// Whether words name the publisher, or say « nous ».
    pub(crate) fn is_own(&self, words: &str) -> bool {
        const OWN: [&str; 16] = [
            "nous",
            "us",
            "we",
            "interne",
            "internal",
            "site",
            "ce-site",
            "notre-site",
            "le-site",
            "this-site",
            "our-site",
            "first-party",
            "premiere-partie",
            "editeur",
            "publisher",
            "plateforme",
        ];
        let words = slug(words);
        let host = self.url.as_ref().and_then(|(url, _)| SiteUrl::parse(url).ok()).map(|url| slug(url.host()));
        let own_host = host.is_some_and(|host| host == words || host.strip_prefix("www-") == Some(&words));
        words.is_empty()
            || OWN.contains(&words.as_str())
            || own_host
            || self.name.as_ref().is_some_and(|(name, _)| slug(name) == words)
    }
}

/// Looks for whoever publishes.
pub(crate) fn find(reading: &Reading<'_, '_>) -> Parties {
    let (email, dpo) = emails(reading);
    let url = url(reading);
    let name = name(reading, url.as_ref());
    Parties { name, url, email, dpo, post: postal::address(reading), siret: number(reading) }
}

/// The first address for questions, and the officer's.
fn emails(reading: &Reading<'_, '_>) -> (Option<Told>, Option<Told>) {
    const OFFICER: &str = "dpo |delegue a la protection|delegue e a la protection|data protection officer";
    let (mut email, mut dpo, mut last) = (None, None, 0);
    for address in reading.text.emails() {
        let found = || Some((address.text.clone(), reading.line(address.span.start)));
        let local = address.text.split('@').next().unwrap_or_default();
        // Whose it is stands before it, after any other address.
        let start = reading.text.sentences()[address.sentence].span.start.max(last).min(address.span.start);
        let before = reading.folded(Span { start, end: address.span.start });
        last = address.span.end;
        if local.contains("dpo") || local.contains("dpd") || says(&before, OFFICER) {
            dpo = dpo.or_else(found);
        } else {
            email = email.or_else(found);
        }
    }
    (email, dpo)
}

/// The address of a site's front page, when the text has only one.
fn url(reading: &Reading<'_, '_>) -> Option<Told> {
    const SITE: &str = "site|plateforme|platform|website|application";
    let domains: Vec<&str> =
        reading.text.emails().iter().filter_map(|email| email.text.split_once('@').map(|(_, host)| host)).collect();
    let mut found: Option<(SiteUrl, usize)> = None;
    for link in reading.text.links() {
        let bare = link.text.split_once("://").map_or(link.text.as_str(), |(_, rest)| rest);
        let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
        let ours = domains.iter().any(|domain| host == *domain || host.strip_prefix("www.") == Some(domain));
        let told = says(&reading.sentence(link.sentence), SITE);
        let others = reading.known.software_at(host).is_some() || host.ends_with("cnil.fr") || host.contains("gouv");
        let Ok(url) = SiteUrl::parse(&format!("https://{host}/")) else { continue };
        if !path.is_empty() || others || !(ours || told) {
            continue;
        }
        match &found {
            Some((first, _)) if *first != url => return None,
            Some(_) => {}
            None => found = Some((url, reading.line(link.span.start))),
        }
    }
    found.map(|(url, line)| (url.to_string(), line))
}

/// Writes `[site]` and `[controller]`.
pub(crate) fn write(sheet: &mut Sheet, reading: &Reading<'_, '_>, parties: &Parties) {
    let tongue = sheet.tongue;
    let unknown = tongue.say("À compléter", "To be completed");
    let name = parties.name.as_ref().map_or(unknown.as_str(), |(name, _)| name);
    let mut site = Table::default();
    let id = parties.name.as_ref().map(|(name, _)| slug(name)).filter(|id| !id.is_empty());
    site.string("id", id.as_deref().unwrap_or("site"));
    site.string("name", name);
    match &parties.url {
        Some((url, line)) => site.raw("urls", list([url])).because(tongue.source(*line)),
        None => site.raw("urls", list(["https://www.example.org/"])),
    };
    if !tongue.foreign {
        site.raw("languages", list([tongue.language.code()]));
    }
    hosting(&mut site, reading);
    if parties.url.is_none() {
        site.decide(tongue.say(
            "l'adresse du site (`urls`), que le texte ne donne pas ; celle-ci est un exemple",
            "the site's address (`urls`), which the text does not give; this one is an example",
        ));
    }
    site.decide(match &parties.name {
        Some((_, line)) => tongue.say(
            &format!("le nom du site (`name`) : celui-ci est le nom qui revient le plus (d'abord ligne {line})"),
            &format!("the site's name (`name`): this one is the name that comes back most (first on line {line})"),
        ),
        None => tongue.say(
            "le nom du site (`name`), que le texte ne donne pas",
            "the site's name (`name`), which the text does not give",
        ),
    });
    sheet.table("[site]", &site);
    controller(sheet, parties, name);
}

fn hosting(site: &mut Table, reading: &Reading<'_, '_>) {
    const IN_FRANCE: &str = "\
    heberge en france|hebergee en france|hebergees en france|heberges en france|hosted in france|\
    stockees en france|serveurs situes en france|servers located in france";
    let sentences = reading.text.sentences();
    let told = (0..sentences.len()).find(|sentence| says(&reading.sentence(*sentence), IN_FRANCE));
    if let Some(sentence) = told {
        site.string("hosted_in", "FR").because(reading.source(sentences[sentence].span));
    }
}

fn controller(sheet: &mut Sheet, parties: &Parties, name: &str) {
    let tongue = sheet.tongue;
    let mut controller = Table::default();
    controller.string("name", name);
    if let Some((post, line)) = &parties.post {
        controller.string("address", post).because(tongue.source(*line));
    }
    if let Some((email, line)) = &parties.email {
        controller.string("email", email).because(tongue.source(*line));
    }
    match &parties.siret {
        Some((Ok(Number::Siren(siren)), line)) => {
            controller.string("siren", siren.as_str()).because(tongue.source(*line));
        }
        Some((Ok(Number::Siret(siret)), line)) => {
            controller.string("siret", siret.as_str()).because(tongue.source(*line));
        }
        Some((Err(digits), line)) => {
            controller.decide(tongue.say(
                &format!(
                    "le numéro « {digits} » de la ligne {line} n'est pas un SIREN ni un SIRET : un chiffre est faux"
                ),
                &format!("the number \"{digits}\" on line {line} is neither a SIREN nor a SIRET: one digit is wrong"),
            ));
        }
        None => {}
    }
    let missing = [
        (tongue.say("forme juridique (`form`)", "legal form (`form`)"), true),
        (tongue.say("adresse (`address`)", "address (`address`)"), parties.post.is_none()),
        (tongue.say("courriel (`email`)", "e-mail (`email`)"), parties.email.is_none()),
        (tongue.say("SIREN (`siren`)", "registration number (`siren`)"), parties.siret.is_none()),
    ];
    let missing: Vec<String> = missing.into_iter().filter(|(_, missing)| *missing).map(|(what, _)| what).collect();
    controller.decide(tongue.say(
        &format!("le nom légal d'une seule entité, et ce qui manque : {}", missing.join(", ")),
        &format!("the legal name of one entity, and what is missing: {}", missing.join(", ")),
    ));
    sheet.table("[controller]", &controller);
    if let Some((dpo, line)) = &parties.dpo {
        let mut officer = Table::beside(tongue.source(*line));
        officer.string("email", dpo);
        sheet.table("[controller.dpo]", &officer);
    }
}
