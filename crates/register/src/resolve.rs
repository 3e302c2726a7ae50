//! What no single value can say of itself: references, duplicates, languages.
//!
//! These look at the raw document rather than at the tables read from it. A
//! table with one bad value cannot be read, and its other mistakes would stay
//! hidden until the next run; the raw document always has them all. Most of
//! what is checked is a row of a table below.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use temoin_reading::{Kind, Problem, RawTable, RawValue, Reader, Span, Value, nearest};

use crate::{Domain, Language, STAFF, SiteUrl, TERMS};

/// `section.key` must name an `id` of one of the sections `among`.
const REFERENCES: &[(&str, &str, &[&str])] = &[
    ("service", "purpose", &["purpose"]),
    ("service", "processor", &["processor"]),
    ("tracker", "service", &["service"]),
    ("tracker", "purpose", &["purpose"]),
    ("processing", "recipients", &["recipient", "processor"]),
    ("processing", "retention", &["retention"]),
    ("processing", "purposes", &["purpose"]),
    ("disclosure", "recipients", &["recipient", "processor"]),
    ("audience", "service", &["service"]),
];

/// `section.key` holds words of the vocabulary.
const WORDS: &[(&str, &str)] =
    &[("processing", "subjects"), ("processing", "data"), ("retention", "from"), ("retention", "data")];

/// Sections whose `id` is unique.
const IDENTIFIED: &[&str] =
    &["purpose", "processor", "recipient", "service", "processing", "disclosure", "retention", "policy", "dataset"];

/// Keys whose value, where it is a table, is one text per language.
const TEXTS: &[&str] = &[
    "title",
    "text",
    "interest",
    "about",
    "consequence",
    "source",
    "automated",
    "because",
    "measures",
    "refusal",
    "form",
    "name",
    "summary",
    "body",
];

/// Checks the raw document.
pub(crate) fn resolve(document: &RawTable<'_>, reader: &mut Reader) {
    let mut check = Check { document, reader };
    check.heading();
    check.domain();
    crate::reach::hold(document, check.reader);
    check.unique();
    check.references();
    check.words();
    check.purposes();
    check.trackers();
    check.languages();
}

struct Check<'a, 'i> {
    document: &'a RawTable<'i>,
    reader: &'a mut Reader,
}

impl<'a, 'i> Check<'a, 'i> {
    fn problem(&mut self, kind: Kind, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.reader.problem(Problem::new(kind, span, message).help(help));
    }

    /// The entries of a section, whether written `[section]` or `[[section]]`.
    fn entries(&self, section: &str) -> Vec<(&'a RawTable<'i>, Span)> {
        entries(self.document, section)
    }

    fn heading(&mut self) {
        if let Some(schema) = self.document.get("schema")
            && schema.get_ref().as_integer().is_some_and(|number| number.as_str() != "1")
        {
            let message = format!("schema {} is not known to this version", text_of(schema));
            self.problem(Kind::BadValue, schema.span().into(), message, "write `schema = 1`");
        }
        let empty = |key: &str| {
            let site = self.document.get("site")?.get_ref().as_table()?.get(key)?;
            site.get_ref().as_array()?.is_empty().then(|| Span::from(site.span()))
        };
        let (urls, languages) = (empty("urls"), empty("languages"));
        if let Some(span) = urls {
            self.problem(
                Kind::BadValue,
                span,
                "the site has no address",
                "write `urls = [\"https://www.example.org/\"]`",
            );
        }
        if let Some(span) = languages {
            self.problem(Kind::BadValue, span, "the site has no language", "name at least one: `languages = [\"fr\"]`");
        }
    }

    /// A cookie of a domain that no host of the site is in would never be kept.
    fn domain(&mut self) {
        let Some((consent, _)) = self.entries("consent").pop() else { return };
        let Some((domain, text, span)) =
            text_at(consent, "domain").and_then(|(text, span)| Some((Domain::parse(text).ok()?, text, span)))
        else {
            return;
        };
        let site = self.entries("site");
        let urls = site.iter().filter_map(|(site, _)| site.get("urls")?.get_ref().as_array()).flatten();
        let hosts: Vec<SiteUrl> = urls.filter_map(|url| SiteUrl::parse(url.get_ref().as_str()?).ok()).collect();
        if !hosts.is_empty() && !hosts.iter().any(|url| domain.holds(url.host())) {
            let message = format!("no address of the site is in the domain `{text}`");
            let help = format!("name the host of one of `urls` or a parent of it, such as `{}`", hosts[0].host());
            self.problem(Kind::BadValue, span, message, help);
        }
    }

    fn unique(&mut self) {
        for section in IDENTIFIED {
            let ids = self.entries(section).into_iter().filter_map(|(entry, _)| text_at(entry, "id"));
            self.once(section, ids.map(|(id, span)| (("", id), span)));
        }
        // The same name in two places of a terminal is two trackers.
        let trackers = self.entries("tracker").into_iter().filter_map(|(entry, _)| {
            let (name, span) = text_at(entry, "name")?;
            Some(((text_at(entry, "kind").map_or("cookie", |(kind, _)| kind), name), span))
        });
        self.once("tracker", trackers);
        for (key, what) in [("hosts", "host"), ("paths", "path")] {
            let places = self.entries("service").into_iter().flat_map(|(entry, _)| texts_at(entry, key));
            self.once(what, places.map(|(place, span)| (("", place), span)));
        }
    }

    fn once<'k>(&mut self, what: &str, keys: impl Iterator<Item = ((&'k str, &'k str), Span)>) {
        let mut seen: HashMap<(&str, &str), Span> = HashMap::new();
        for ((kind, name), span) in keys {
            match seen.entry((kind, name)) {
                Entry::Vacant(place) => drop(place.insert(span)),
                Entry::Occupied(first) => {
                    let message = format!("{what} `{}` is declared twice", format!("{kind} {name}").trim_start());
                    let problem = Problem::new(Kind::Duplicate, span, message)
                        .related(*first.get(), "first declared here")
                        .help("keep one of the two, or give one of them another name");
                    self.reader.problem(problem);
                }
            }
        }
    }

    fn references(&mut self) {
        for (section, key, among) in REFERENCES {
            let known: BTreeSet<&str> = among
                .iter()
                .flat_map(|section| self.entries(section))
                .filter_map(|(entry, _)| text_at(entry, "id").map(|(id, _)| id))
                .chain((*key == "recipients").then_some(STAFF))
                .collect();
            for (entry, _) in self.entries(section) {
                for (id, span) in texts_at(entry, key) {
                    self.refer(among[0], id, span, &known);
                }
            }
        }
        let rules: BTreeSet<&str> = self
            .entries("retention")
            .into_iter()
            .filter_map(|(entry, _)| text_at(entry, "id").map(|(id, _)| id))
            .collect();
        for (dataset, _) in self.entries("dataset") {
            for (table, _) in entries(dataset, "table") {
                let rule = table.get("retention").and_then(|rule| rule.get_ref().as_table());
                if let Some((id, span)) = rule.and_then(|rule| text_at(rule, "rule")) {
                    self.refer("retention", id, span, &rules);
                }
            }
        }
    }

    fn refer(&mut self, what: &str, id: &str, span: Span, known: &BTreeSet<&str>) {
        if known.contains(id) {
            return;
        }
        let help = match nearest(id, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it: `[[{what}]]` with `id = \"{id}\"`"),
        };
        self.problem(Kind::UnknownReference, span, format!("no {what} is called `{id}`"), help);
    }

    fn words(&mut self) {
        let own: Vec<&str> = self
            .document
            .get("vocabulary")
            .and_then(|words| words.get_ref().as_table())
            .map(|words| words.keys().map(|key| key.get_ref().as_ref()).collect())
            .unwrap_or_default();
        let known: BTreeSet<&str> = TERMS.iter().map(|term| term.id).chain(own).collect();
        let mut used: Vec<(&str, Span)> = Vec::new();
        for (section, key) in WORDS {
            used.extend(self.entries(section).into_iter().flat_map(|(entry, _)| texts_at(entry, key)));
        }
        for (retention, _) in self.entries("retention") {
            let archive = retention.get("archive").and_then(|archive| archive.get_ref().as_table());
            used.extend(archive.into_iter().flat_map(|archive| texts_at(archive, "data")));
        }
        for (table, _) in self.entries("dataset").iter().flat_map(|(dataset, _)| entries(dataset, "table")) {
            let columns = table.get("columns").and_then(|columns| columns.get_ref().as_table());
            used.extend(columns.into_iter().flat_map(|columns| columns.values()).filter_map(text));
        }
        for (word, span) in used {
            if known.contains(word) {
                continue;
            }
            let add = format!("add it to `[vocabulary]`: `{word} = {{ fr = \"…\" }}`");
            let help = match nearest(word, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`? otherwise {add}"),
                None => add,
            };
            self.problem(Kind::UnknownReference, span, format!("the word `{word}` is not known"), help);
        }
        for (entry, _) in self.entries("processing") {
            let data: BTreeSet<&str> = texts_at(entry, "data").into_iter().map(|(word, _)| word).collect();
            for (word, span) in texts_at(entry, "required") {
                if !data.contains(word) {
                    let message = format!("`{word}` is required but is not among the data of this processing");
                    self.problem(Kind::UnknownReference, span, message, "add it to `data`, or drop it from `required`");
                }
            }
        }
    }

    fn purposes(&mut self) {
        for (purpose, span) in self.entries("purpose") {
            match (purpose.get("consent"), purpose.get("exempt")) {
                (Some(_), Some(exempt)) => self.problem(
                    Kind::BadValue,
                    exempt.span().into(),
                    "this purpose both needs consent and is exempt",
                    "keep `consent = \"required\"`, or keep `exempt = \"…\"` if every use of it is exempt",
                ),
                (None, None) => self.problem(
                    Kind::MissingKey,
                    text_at(purpose, "id").map_or(span, |(_, span)| span),
                    "this purpose does not say whether it needs consent",
                    "add `consent = \"required\"`, or `exempt = \"…\"` with the exemption it falls under",
                ),
                _ => {}
            }
        }
    }

    fn trackers(&mut self) {
        for (tracker, span) in self.entries("tracker") {
            let span = text_at(tracker, "name").map_or(span, |(_, span)| span);
            if !tracker.contains_key("name") && !tracker.contains_key("title") {
                let help = "add `name = \"…\"`, or `title = { fr = \"…\" }` where the name is not known";
                self.problem(Kind::MissingKey, span, "this tracker has neither name nor title", help);
            }
            if !tracker.contains_key("service") && !tracker.contains_key("purpose") {
                let help = "add `service = \"…\"`, whose purpose it follows, or `purpose = \"…\"`";
                self.problem(Kind::MissingKey, span, "this tracker has no purpose", help);
            }
        }
    }

    /// Every text is there in the site's first language, and in none that the
    /// site is not published in.
    fn languages(&mut self) {
        let Some(site) = self.document.get("site").and_then(|site| site.get_ref().as_table()) else {
            return;
        };
        let mut languages: Vec<&str> = texts_at(site, "languages").into_iter().map(|(code, _)| code).collect();
        if !site.contains_key("languages") {
            languages.push(Language::FR.code());
        }
        let mut found = Vec::new();
        for (section, value) in self.document {
            let whole = section.get_ref() == "vocabulary";
            texts_of(value, whole, &mut found);
        }
        for text in found {
            let Some(table) = text.get_ref().as_table() else { continue };
            for key in table.keys() {
                let code: &str = key.get_ref();
                if !languages.contains(&code) && Language::parse(code).is_ok() {
                    let help = "add the language to `languages` of `[site]`, or drop this text";
                    self.problem(
                        Kind::BadValue,
                        key.span().into(),
                        format!("the site is not published in `{code}`"),
                        help,
                    );
                }
            }
            if let Some(first) = languages.first()
                && !table.contains_key(*first)
            {
                let message = format!("this text is missing in `{first}`, the site's first language");
                self.problem(Kind::MissingKey, text.span().into(), message, format!("add `{first} = …`"));
            }
        }
    }
}

/// Collects every text per language below `value`; `whole`: its values are.
fn texts_of<'v, 'i>(value: &'v Value<'i>, whole: bool, found: &mut Vec<&'v Value<'i>>) {
    match value.get_ref() {
        RawValue::Table(table) => {
            for (key, value) in table {
                if value.get_ref().is_table() && (whole || TEXTS.contains(&key.get_ref().as_ref())) {
                    found.push(value);
                } else {
                    texts_of(value, false, found);
                }
            }
        }
        RawValue::Array(items) => items.iter().for_each(|item| texts_of(item, false, found)),
        _ => {}
    }
}

/// The tables of a section, with their places.
pub(crate) fn entries<'v, 'i>(table: &'v RawTable<'i>, section: &str) -> Vec<(&'v RawTable<'i>, Span)> {
    let Some(value) = table.get(section) else { return Vec::new() };
    let one = |value: &'v Value<'i>| value.get_ref().as_table().map(|table| (table, Span::from(value.span())));
    match value.get_ref() {
        RawValue::Array(items) => items.iter().filter_map(one).collect(),
        _ => one(value).into_iter().collect(),
    }
}

/// A text, with its place.
fn text<'v>(value: &'v Value<'_>) -> Option<(&'v str, Span)> {
    value.get_ref().as_str().map(|text| (text, Span::from(value.span())))
}

/// The text of `key`, with its place.
pub(crate) fn text_at<'v>(table: &'v RawTable<'_>, key: &str) -> Option<(&'v str, Span)> {
    table.get(key).and_then(text)
}

/// The texts of `key`, which holds one or a list of them.
pub(crate) fn texts_at<'v>(table: &'v RawTable<'_>, key: &str) -> Vec<(&'v str, Span)> {
    match table.get(key) {
        None => Vec::new(),
        Some(value) => match value.get_ref() {
            RawValue::Array(items) => items.iter().filter_map(text).collect(),
            _ => text(value).into_iter().collect(),
        },
    }
}

fn text_of(value: &Value<'_>) -> String {
    match value.get_ref() {
        RawValue::Integer(number) => number.as_str().to_owned(),
        other => other.type_str().to_owned(),
    }
}
