//! A register whose every text wants to be more than text.

use std::collections::BTreeMap;

use temoin_consent::{Choice, Unusable};
use temoin_register::{Language, REGISTER};
use temoin_render::banner::{Asker, Banner};
use temoin_render::{Around, documents, list_page};

use crate::Memory;
use crate::page::{parsed, read};

/// Breaks out of Markdown, of HTML text and of attributes.
const HOSTILE: &str = "<script>alert(1)</script>|*[x](javascript:1)\"'><img/src=x:y onerror=z>&`";

/// `H` is the hostile text; `N` what of it a tracker's name can hold.
const TEXTS: &str = "
schema = 1
site = { id = 's', name = H, urls = ['https://www.example.org/'], languages = ['en', 'fr'] }
controller = { name = H, form = H, address = H, email = H, phone = H, contact = H, dpo = { name = H, email = H, post = H } }
recipient = [{ id = 'r', name = H, text = H }]
processing = [{ id = 'g', title = H, text = H, interest = H, basis = 'contract', subjects = ['own'], data = ['own'], required = ['own'],
  consequence = H, source = H, recipients = ['r', 'p', 'staff'], retention = ['k'], automated = H, channels = ['email'] }]
disclosure = [{ id = 'd', title = H, grounds = ['fraud'], recipients = ['r'] }]
retention = [{ id = 'k', title = H, data = ['own'], keep = '1 year', from = 'own', then = 'archive', because = H,
  archive = { keep = '2 years', because = H } }]
rights = { email = H, post = H, form = H, deadline = '1 month', offered = ['access'], refusal = H }
security = { measures = [H, H] }
vocabulary = { own = H }
purpose = [{ id = 'a', consent = 'required', title = H, text = H, interest = H }, { id = 'e', exempt = 'cart', title = H, text = H }]
processor = [{ id = 'p', name = H, country = 'FR', contract = H, text = H, policy = H, transfers = [{ to = 'US', by = 'scc' }] }]
service = [{ id = 's', title = H, text = H, processor = 'p', purpose = 'a', hosts = ['x.example'], inline = [H], policy = H, embed = 'click-to-load' },
  { id = 't', title = H, purpose = 'a', policy = 'https://example.org/\"><script>alert(1)</script>' }]
tracker = [{ name = N, title = H, service = 's', text = H }, { name = 'a``b<script>alert(1)</script>', purpose = 'e' }, { title = H, purpose = 'e' }]
audience = { regime = 'consented', service = 's' }
policy = [{ id = 'y', kind = 'cookies', title = H, version = '2026-11-01', summary = 'summary.md', body = 'body.md' }]
";

/// Every tag, every variable, and hostile prose besides.
const PROSE: &str = "## Title H\n\nH\n\n{{ site.name }} {{ site.url }} {{ controller.name }} {{ controller.form }} {{ controller.address }} \
{{ controller.email }} {{ controller.phone }} {{ controller.contact }} {{ controller.dpo.name }} {{ controller.dpo.email }} {{ controller.dpo.post }} \
{{ rights.email }} {{ rights.post }} {{ rights.form }} {{ rights.deadline }} {{ consent.cookie }} {{ consent.valid_for }} {{ audience.retention }} \
{{ policy.title }} {{ policy.version }} {{ policy.effective }}\n\n## {{ policy.title }}\n\n{{ identity() }}\n\n{{ purposes() }}\n\n{{ trackers() }}\n\n\
{{ services() }}\n\n{{ processors() }}\n\n{{ recipients() }}\n\n{{ processings() }}\n\n{{ retentions() }}\n\n{{ disclosures() }}\n\n{{ rights_list() }}\n\n\
{{ how_to_exercise() }}\n\n{{ measures() }}\n\n{{ manage_link() }}\n\n{{ complaint() }}\n\n{{ period(\"retention.k\") }}\n\n\
<div onclick=x>\n<iframe src=x></iframe>\n</div>\n\n![i](https://x.example/p.png) [a](JavaScript:alert&#40;1&#41;) [b](<java&#9;script:alert(1)>) \
[c](data:text/html,x) <javascript:alert(1)> [d]: vbscript:x\n";

fn hostile() -> Memory {
    let name = "<script>alert(1)</script>|*`\"'><img/src>&";
    let text = TEXTS.replace("= H", &format!("= '''{HOSTILE}'''")).replace("[H", &format!("['''{HOSTILE}'''"));
    let text = text.replace(", H]", &format!(", '''{HOSTILE}''']")).replace("= N", &format!("= '''{name}'''"));
    Memory(BTreeMap::from([
        (REGISTER.to_owned(), text),
        ("summary.md".to_owned(), format!("{HOSTILE} {{{{ site.name }}}}\n")),
        ("body.md".to_owned(), PROSE.replace('H', HOSTILE)),
    ]))
}

const ELEMENTS: &str = "html head meta title style body main header nav section article div h1 h2 h3 h4 h5 h6 p ol ul li a table thead tbody tr \
    th td strong em del code pre hr br blockquote form input button label fieldset legend details summary dialog span bdi";
const ATTRIBUTES: &str = "lang dir charset name content class id href tabindex role type value hidden checked disabled method action formmethod \
    formaction target rel open start scope colspan";

/// That `html` has only elements that show, and nothing that runs or fetches.
#[track_caller]
fn inert(html: &str) {
    let (tags, _) = parsed(html);
    let words = |list: &str, word: &str| list.split_whitespace().any(|known| known == word);
    for tag in &tags {
        assert!(words(ELEMENTS, &tag.name), "{tag:?}\n{html}");
        for (name, value) in &tag.attributes {
            let known = words(ATTRIBUTES, name) || name.starts_with("aria-") || name.starts_with("data-");
            assert!(known && !name.starts_with("on"), "{name} of {tag:?}");
            if ["href", "action", "formaction"].contains(&name.as_str()) {
                let clean: String = value.chars().filter(|c| !c.is_control() && *c != ' ').collect();
                let scheme = clean.split(['/', '?', '#']).next().unwrap_or_default();
                let follows = ["http:", "https:", "mailto:", "tel:"].iter().any(|one| scheme.starts_with(one));
                assert!(follows || !scheme.contains(':'), "{value:?} of {tag:?}");
            }
        }
    }
}

fn asker(choice: &Choice) -> Asker<'_> {
    Asker { choice, back: "/\"><script>alert(1)</script>", mark: None, meets: false }
}

#[test]
fn no_text_of_a_register_becomes_live_in_a_policy() {
    let all = documents(&hostile().register(), "#temoin");
    assert_eq!(all.problems, []);
    assert_eq!(all.documents.len(), 2, "in English and in French");
    for document in &all.documents {
        inert(&document.html());
        inert(&document.fragment());
        assert!(
            read(&document.html()).contains("<script>alert(1)</script>|*[x](javascript:1)"),
            "it is shown, as text"
        );
        assert!(document.text().contains(HOSTILE.split(' ').next().expect("a word")), "{}", document.text());
    }
}

#[test]
fn nor_in_the_list_of_policies() {
    let register = hostile().register();
    let all = documents(&register, "#temoin");
    let page = list_page(&register, &all.documents, Language::EN, &Around::default(), |_| "/x\"><script>".to_owned());
    inert(&page);
    assert!(read(&page).contains("<script>alert(1)</script>"));
}

#[test]
fn nor_in_the_banner_the_preferences_and_the_placeholder() {
    let register = hostile().register();
    for language in [Language::EN, Language::FR, Language::parse("ar").expect("Arabic")] {
        let banner = Banner::new(&register, language, "/_temoin/\"><script>/");
        for choice in [Choice::None(Unusable::Absent), Choice::Gpc] {
            let section = banner.section(asker(&choice));
            inert(&section);
            inert(&banner.dialog(asker(&choice)));
            inert(&banner.preferences(asker(&choice)));
            inert(&banner.link(asker(&choice)));
            assert!(read(&section).contains("<script>alert(1)</script>"));
            for service in &register.declared.service {
                for address in [
                    "https://x.example/\"><script>alert(1)</script>",
                    "javascript:alert(1)",
                    "JAVASCRIPT:alert(1)",
                    "data:text/html,<script>alert(1)</script>",
                    "",
                ] {
                    inert(&banner.placeholder(&register, service, address, asker(&choice)));
                }
            }
        }
    }
}

#[test]
fn a_table_has_the_cells_it_was_given() {
    // A bar or a line break in a text would add cells or rows.
    let document = &documents(&hostile().register(), "#temoin").documents[0];
    let (tags, _) = parsed(&document.html());
    let (mut tables, mut rows) = (0, Vec::new());
    for tag in &tags {
        match tag.name.as_str() {
            "table" => {
                tables += 1;
                rows.clear();
            }
            "tr" => rows.push(0),
            "th" | "td" => *rows.last_mut().expect("a row") += 1,
            _ => continue,
        }
        let whole = &rows[..rows.len().saturating_sub(1)];
        assert!(whole.iter().all(|cells| *cells == whole[0] && *cells >= 2), "table {tables}: {rows:?}");
    }
    assert_eq!(tables, 6, "purposes, trackers, services, processors, recipients, retentions");
}
