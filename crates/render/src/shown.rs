//! What visitors are shown, as pages that stand alone.
//!
//! A consent record holds the digest of what was shown, not the texts. These pages are
//! the other half: one set per language, under the same digest, to be kept as long as the
//! records that name it (GDPR art. 7(1)). [`Shown::digested`] is what the digest is of, to
//! the byte; the pages are the same markup and style as a site's, and can do nothing: no
//! script runs in them, nothing is fetched, no form is sent.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use temoin_consent::{Choice, Unusable};
use temoin_register::{Embed, Language, Register};

use crate::banner::{Asker, Banner};
use crate::{Around, INTERFACES, Page, Styles, direction, escape_html, interface, page, words};

/// What visitors are shown in one language.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The language.
    pub language: Language,
    /// To whom it is shown.
    pub to: Reader,
    /// The digest that goes with each choice: 64 hex digits.
    pub notice: String,
    /// What it is the SHA-256 of.
    pub digested: String,
    /// The pages.
    pub pages: Vec<ShownPage>,
}

/// To whom something is shown, where choices follow accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Anybody, where they do not; else who is not signed in.
    Anybody,
    /// Who is signed in: their choice holds on all their devices.
    SignedIn,
    /// Whoever reads a page that cannot know: the choice is the device's.
    Unknown,
}

impl Reader {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::SignedIn => "signed-in",
            Self::Unknown => "unknown",
        }
    }
}

/// One page.
#[derive(Clone, Debug)]
pub struct ShownPage {
    /// What it shows: `notice`, `preferences` or `held`.
    pub of: &'static str,
    /// The whole page.
    pub html: String,
}

/// Every language that visitors may be asked in: the site's own, then those that have all
/// the words.
pub fn shown_languages(register: &Register) -> Vec<Language> {
    let mut languages = register.site().languages.clone();
    let all = INTERFACES.iter().filter_map(|interface| Language::parse(interface.code).ok());
    languages.extend(all.filter(|language| !register.site().languages.contains(language)));
    languages
}

/// What is shown in `language`, to each reader that it differs for; `base` is the prefix
/// of our own addresses.
pub fn shown(register: &Register, language: Language, base: &str) -> Vec<Shown> {
    let each = Banner::new(register, language, base).each();
    each.map(|(reader, banner)| shown_by(&banner, reader, register, language, base)).collect()
}

fn shown_by(banner: &Banner, to: Reader, register: &Register, language: Language, base: &str) -> Shown {
    let choice = Choice::None(Unusable::Absent);
    let asker = Asker { choice: &choice, back: "/", mark: None, meets: false };
    let preferences = format!("<div class=\"temoin\">{}</div>", banner.preferences(asker));
    let waiting = register.declared.service.iter().filter(|service| service.embed == Some(Embed::ClickToLoad));
    let held: String = waiting
        .map(|service| {
            let host = service.hosts.iter().find(|host| host.parent().is_none());
            let address = host.map_or(String::new(), |host| format!("https://{host}/"));
            banner.placeholder(register, service, &address, asker)
        })
        .collect();
    let bodies = [
        ("notice", banner.section(asker)),
        // All of it is there to be read.
        ("preferences", preferences.replace("<details>", "<details open>")),
        ("held", held),
    ];
    let shell = Shell { register, base, style: &Styles::new(register).all, language };
    let pages = bodies.into_iter().filter(|(_, body)| !body.is_empty());
    Shown {
        language,
        to,
        notice: banner.notice().to_owned(),
        digested: banner.digested(),
        pages: pages.map(|(of, body)| ShownPage { of, html: shell.around(&body, banner.notice()) }).collect(),
    }
}

/// What all the pages of a language have in common.
struct Shell<'r> {
    register: &'r Register,
    base: &'r str,
    style: &'r str,
    language: Language,
}

impl Shell<'_> {
    fn around(&self, body: &str, notice: &str) -> String {
        let Self { register, base, style, language } = self;
        let name = escape_html(&register.site().name);
        let body = match register.logo() {
            Some(logo) => {
                let address = format!("src=\"{}logo?{}\"", escape_html(base), logo.version());
                let picture = STANDARD.encode(&logo.bytes);
                body.replace(&address, &format!("src=\"data:{};base64,{picture}\"", logo.format.media_type()))
            }
            None => body.to_owned(),
        };
        format!(
            "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{name}</title>\n\
             <style>:root{{color-scheme:light dark}}body{{max-width:48rem;margin:0 auto;padding:1rem;font:1rem/1.5 system-ui,sans-serif}}\
             .sum{{font-size:.8rem;overflow-wrap:anywhere}}{style}</style>\n</head>\n<body>\n\
             <main>\n<h1>{name}</h1>\n<p class=\"sum\"><code>{notice}</code></p>\n{body}\n</main>\n</body>\n</html>\n",
            direction = direction(language.code()),
        )
    }
}

/// A picture of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its file.
    pub file: String,
    /// Its width, in CSS pixels.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Whether the visitor prefers the dark.
    pub is_dark: bool,
}

/// The list of what was written, for people: each page, with its file and its pictures.
pub fn shown_index<'s>(
    register: &Register,
    all: impl IntoIterator<Item = (&'s Shown, Vec<(&'s str, String, Vec<Picture>)>)>,
) -> String {
    let language = register.language();
    let (words, interface, interface_of) = (words(language), interface(language), interface);
    let mut rows = String::new();
    for (shown, pages) in all {
        let (spoken, notice) = (shown.language, &shown.notice);
        // Each reader is told by what is said to them alone.
        let told = interface_of(spoken);
        let (reader, alone) = match shown.to {
            Reader::Anybody => ("", ""),
            Reader::SignedIn => ("-account", told.ask_account),
            Reader::Unknown => ("-device", told.ask_device),
        };
        let said = if alone.is_empty() { String::new() } else { format!("<p lang=\"{spoken}\">{alone}</p>\n") };
        let _ = write!(
            rows,
            "<h2 id=\"{spoken}{reader}\" lang=\"{spoken}\">{spoken}</h2>\n{said}<p><code>{notice}</code></p>\n<ul>"
        );
        for (of, file, pictures) in pages {
            let title = match of {
                "notice" => interface.ask_title,
                "preferences" => interface.preferences_title,
                _ => words.what_waits,
            };
            let _ = write!(rows, "<li><a href=\"{}\">{title}</a>", escape_html(&file));
            for Picture { file, width, height, is_dark } in pictures {
                let scheme = if is_dark { words.dark } else { words.light };
                let _ = write!(rows, " · <a href=\"{}\">{width} × {height}, {scheme}</a>", escape_html(&file));
            }
            rows.push_str("</li>");
        }
        rows.push_str("</ul>\n");
    }
    let title = words.what_is_shown;
    let body = format!("<h1>{title}</h1>\n<p>{}</p>\n{rows}", words.what_is_shown_text);
    let title = format!("{title} – {}", register.site().name);
    page(&Page { language, title: &title, body: &body, around: &Around::default() })
}
