//! A page as a parser sees it: elements, attributes, texts.

use std::cell::RefCell;

use lol_html::{RewriteStrSettings, doc_text, element};

/// One element's tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The elements of `html`, and its texts, entities decoded.
pub(crate) fn parsed(html: &str) -> (Vec<Tag>, Vec<String>) {
    let (tags, texts) = (RefCell::new(Vec::new()), RefCell::new(vec![String::new()]));
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("*", |el| {
            let attributes = el.attributes().iter().map(|one| (one.name(), decoded(&one.value()))).collect();
            tags.borrow_mut().push(Tag { name: el.tag_name(), attributes });
            Ok(())
        }))
        .append_document_content_handler(doc_text!(|chunk| {
            let mut texts = texts.borrow_mut();
            texts.last_mut().expect("one at least").push_str(chunk.as_str());
            if chunk.last_in_text_node() {
                texts.push(String::new());
            }
            Ok(())
        }));
    lol_html::rewrite_str(html, settings).expect("a page");
    let texts = texts.into_inner().iter().map(|text| decoded(text)).filter(|text| !text.trim().is_empty()).collect();
    (tags.into_inner(), texts)
}

/// The entities that we write.
pub(crate) fn decoded(text: &str) -> String {
    let named = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    named.replace("&amp;", "&")
}

/// Every text of a page as one, spaces made plain.
pub(crate) fn read(html: &str) -> String {
    let (_, texts) = parsed(html);
    texts.join(" ").replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}
