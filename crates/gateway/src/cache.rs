//! Pages that were made once, to be sent again.
//!
//! The origin is still asked each time: this is no cache of what it says. What
//! is kept is the work, unpacking, rewriting and packing, for a page that came
//! again byte for byte, for a visitor of the same choice. The bytes themselves
//! are compared, not a digest of them, so nobody can get what was made of
//! another page.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::HeaderValue;
use temoin_enforce::coding::Coding;

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
    /// Register, choice and what it was fetched for.
    pub(crate) variant: String,
    /// The origin's headers that were read to make it.
    pub(crate) said: Vec<HeaderValue>,
    /// The coding in which it leaves.
    pub(crate) done: Option<Coding>,
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

#[derive(Debug)]
struct Page {
    came: Bytes,
    made: Bytes,
    used: u64,
}

impl Page {
    fn bytes(&self) -> usize {
        self.came.len() + self.made.len()
    }
}

impl Kept {
    /// Room for `most` bytes.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, pages: Mutex::default() }
    }

    /// What was made of these bytes.
    pub(crate) fn get(&self, key: &Key, came: &Bytes) -> Option<Bytes> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.uses += 1;
        let used = pages.uses;
        let page = pages.by_key.get_mut(key).filter(|page| page.came == came)?;
        page.used = used;
        Some(page.made.clone())
    }

    /// Keeps what was made, and gives it back.
    pub(crate) fn put(&self, key: Key, came: Bytes, made: Bytes) -> Bytes {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.uses += 1;
        let page = Page { came, made: made.clone(), used: pages.uses };
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

    #[test]
    fn a_page_comes_again_only_for_the_same_bytes() {
        let kept = Kept::new(1000);
        kept.put(key("/"), page(10), page(20));
        assert_eq!(kept.get(&key("/"), &page(10)), Some(page(20)));
        assert_eq!(kept.get(&key("/"), &page(11)), None);
        assert_eq!(kept.get(&key("/a"), &page(10)), None);
        kept.put(key("/"), page(11), page(21));
        assert_eq!(kept.get(&key("/"), &page(10)), None);
        assert_eq!(kept.get(&key("/"), &page(11)), Some(page(21)));
    }

    #[test]
    fn the_last_used_are_kept_within_bounds() {
        let kept = Kept::new(1000);
        for name in ["/a", "/b", "/c"] {
            kept.put(key(name), page(100), page(200));
        }
        assert!(kept.get(&key("/a"), &page(100)).is_some());
        kept.put(key("/d"), page(100), page(200));
        assert_eq!(kept.get(&key("/b"), &page(100)), None, "it was used the longest ago");
        assert!(kept.get(&key("/a"), &page(100)).is_some());
        kept.put(key("/large"), page(900), page(900));
        assert_eq!(kept.get(&key("/large"), &page(900)), None, "it has no room");
        for page_of in 0..3000 {
            kept.put(key(&page_of.to_string()), Bytes::new(), Bytes::new());
        }
        let pages = kept.pages.lock().expect("nothing failed");
        assert_eq!((pages.by_key.len(), pages.bytes), (PAGES, 0));
    }
}
