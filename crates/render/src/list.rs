//! The list of active policies: name, type, who it is for.

use std::fmt::Write as _;

use temoin_register::{Audience, Language, PolicyKind, Register};

use crate::document::Document;
use crate::page::{Around, Page, page};
use crate::{escape_html, html, words};

/// The list as a standalone page. `address` gives the page of a policy.
pub fn list_page(
    register: &Register,
    documents: &[Document],
    language: Language,
    around: &Around,
    address: impl Fn(&Document) -> String,
) -> String {
    let words = words(language);
    let shown: Vec<&Document> = documents.iter().filter(|document| document.language == language).collect();
    let mut rows = String::new();
    let mut summaries = String::new();
    for document in &shown {
        let Some(policy) = register.policy(&document.id) else { continue };
        let kind = match policy.kind {
            PolicyKind::Cookies => words.kind_cookies,
            PolicyKind::Privacy => words.kind_privacy,
            PolicyKind::Terms => words.kind_terms,
            PolicyKind::ThirdParties => words.kind_third_parties,
            PolicyKind::Other => words.kind_other,
        };
        let audience = match policy.audience {
            Audience::Everyone => words.everyone,
            Audience::SignedIn => words.signed_in,
            Audience::Guests => words.guests,
        };
        let (title, link) = (escape_html(&document.title), escape_html(&address(document)));
        let _ = writeln!(
            rows,
            "<tr role=\"row\"><td role=\"cell\" data-label=\"{name}\"><a href=\"{link}\">{title}</a></td>\
             <td role=\"cell\" data-label=\"{type_}\">{kind}</td><td role=\"cell\" data-label=\"{for_}\">{audience}</td>\
             <td role=\"cell\" data-label=\"{version}\">{}</td></tr>",
            escape_html(&crate::date(&policy.version, language)),
            name = words.name,
            type_ = words.kind,
            for_ = words.audience,
            version = words.version_column,
        );
        let _ = writeln!(
            summaries,
            "<section><h2>{title}</h2>\n<p class=\"dated\">{}</p>\n{}<p><a href=\"{link}\">{}</a></p></section>",
            escape_html(&document.dated),
            html::simple(&document.summary, language),
            words.full_text,
        );
    }
    let body = format!(
        "<header><h1>{}</h1></header>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\"><table role=\"table\"><thead><tr>\
         <th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>\n{rows}</tbody></table></div>\n{summaries}",
        words.active_policies, words.name, words.kind, words.audience, words.version_column,
    );
    let title = format!("{} – {}", words.active_policies, register.site().name);
    page(&Page { language, title: &title, body: &body, around })
}
