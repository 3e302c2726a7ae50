//! Pages that were made once, to be sent again.
//!
//! The origin is still asked each time: this is no cache of what it says. What
//! is kept is the work, unpacking, rewriting and packing, for a page that came
//! again byte for byte, for a visitor of the same choice. The bytes themselves
//! are compared, not a digest of them, so nobody can get what was made of
//! another page.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::HeaderValue;
use temoin_enforce::coding::Coding;
use temoin_register::Language;

use crate::response::Seen;

/// The longest page that is kept, as it comes.
pub(crate) const LARGEST: usize = 128 * 1024;

/// The longest page that is kept, as it leaves.
pub(crate) const LARGEST_MADE: usize = 1 << 20;

/// How many pages are kept, whatever their size.
const PAGES: usize = 2048;

/// What a page depends on, besides the bytes that came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// Its address.
    pub(crate) page: String,
    /// Register, choice, language and what it was fetched for.
    pub(crate) variant: String,
    /// The origin's headers that were read to make it.
    pub(crate) said: Vec<HeaderValue>,
    /// The coding in which it leaves.
    pub(crate) done: Option<Coding>,
}

impl Key {
    fn bytes(&self) -> usize {
        let said: usize = self.said.iter().map(HeaderValue::len).sum();
        self.page.len() + self.variant.len() + said
    }
}

/// Pages, the last used of them.
#[derive(Debug)]
pub(crate) struct Kept {
    most: usize,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    by_key: HashMap<Key, Page>,
    bytes: usize,
    uses: u64,
}

/// What was made of a page, to be sent and to be told of again.
#[derive(Clone, Debug)]
pub(crate) struct Again {
    /// As it leaves.
    pub(crate) made: Bytes,
    /// What was seen in it.
    pub(crate) seen: Arc<[Seen]>,
    /// In which language it asks, if it does.
    pub(crate) asks: Option<Language>,
}

#[derive(Debug)]
struct Page {
    came: Bytes,
    again: Again,
    used: u64,
    /// How long its key is.
    key: usize,
}

impl Page {
    fn bytes(&self) -> usize {
        let Again { made, seen, .. } = &self.again;
        let seen: usize = seen.iter().map(|seen| size_of::<Seen>() + seen.name.len()).sum();
        self.key + self.came.len() + made.len() + seen
    }
}

impl Kept {
    /// Room for `most` bytes.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, pages: Mutex::default() }
    }

    /// What was made of these bytes.
    pub(crate) fn get(&self, key: &Key, came: &Bytes) -> Option<Again> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.uses += 1;
        let used = pages.uses;
        let page = pages.by_key.get_mut(key).filter(|page| page.came == came)?;
        page.used = used;
        Some(page.again.clone())
    }

    /// Keeps what was made, and gives it back.
    pub(crate) fn put(&self, key: Key, came: &Bytes, again: Again) -> Bytes {
        // What came is a slice of a larger room, which would be kept with it.
        let came = Bytes::copy_from_slice(came);
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.uses += 1;
        let made = again.made.clone();
        let page = Page { came, again, used: pages.uses, key: key.bytes() };
        pages.bytes += page.bytes();
        let replaced = pages.by_key.insert(key, page);
        pages.bytes -= replaced.map_or(0, |page| page.bytes());
        while pages.bytes > self.most || pages.by_key.len() > PAGES {
            pages.forget_the_oldest();
        }
        made
    }
}

impl Pages {
    fn forget_the_oldest(&mut self) {
        let oldest = self.by_key.iter().min_by_key(|(_, page)| page.used).map(|(key, _)| key.clone());
        let forgotten = oldest.and_then(|key| self.by_key.remove(&key));
        self.bytes -= forgotten.map_or(self.bytes, |page| page.bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(page: &str) -> Key {
        Key { page: page.to_owned(), variant: String::new(), said: Vec::new(), done: None }
    }

    fn page(size: usize) -> Bytes {
        vec![b'x'; size].into()
    }

    fn again_of(made: Bytes) -> Again {
        Again { made, seen: Arc::new([]), asks: None }
    }

    fn keep(kept: &Kept, name: &str, came: &Bytes, made: Bytes) {
        kept.put(key(name), came, again_of(made));
    }

    fn again(kept: &Kept, key: &Key, came: &Bytes) -> Option<Bytes> {
        kept.get(key, came).map(|again| again.made)
    }

    #[test]
    fn a_page_comes_again_only_for_the_same_bytes() {
        let kept = Kept::new(1000);
        keep(&kept, "/", &page(10), page(20));
        assert_eq!(again(&kept, &key("/"), &page(10)), Some(page(20)));
        assert_eq!(again(&kept, &key("/"), &page(11)), None);
        assert_eq!(again(&kept, &key("/a"), &page(10)), None);
        keep(&kept, "/", &page(11), page(21));
        assert_eq!(again(&kept, &key("/"), &page(10)), None);
        assert_eq!(again(&kept, &key("/"), &page(11)), Some(page(21)));
    }

    #[test]
    fn the_last_used_are_kept_within_bounds() {
        let kept = Kept::new(1000);
        for name in ["/a", "/b", "/c"] {
            keep(&kept, name, &page(100), page(200));
        }
        assert!(again(&kept, &key("/a"), &page(100)).is_some());
        keep(&kept, "/d", &page(100), page(200));
        assert_eq!(again(&kept, &key("/b"), &page(100)), None, "it was used the longest ago");
        assert!(again(&kept, &key("/a"), &page(100)).is_some());
        keep(&kept, "/large", &page(900), page(900));
        assert_eq!(again(&kept, &key("/large"), &page(900)), None, "it has no room");
    }

    #[test]
    fn addresses_take_room_too() {
        let kept = Kept::new(100_000);
        for page_of in 1000..4000 {
            keep(&kept, &page_of.to_string(), &Bytes::new(), Bytes::new());
        }
        let held = |kept: &Kept| {
            let pages = kept.pages.lock().expect("nothing failed");
            (pages.by_key.len(), pages.bytes)
        };
        assert_eq!(held(&kept), (PAGES, 4 * PAGES));
        for page_of in 1000..1020 {
            keep(&kept, &format!("/{page_of}?{}", "x".repeat(9_994)), &Bytes::new(), Bytes::new());
        }
        assert_eq!(held(&kept), (10, 100_000), "as many as fit");
    }
}
