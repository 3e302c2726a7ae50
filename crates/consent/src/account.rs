//! Choices that follow a signed-in person from device to device.
//!
//! Optional, and of one reach for all that a person may answer: refusal and
//! withdrawal follow as acceptance does, while the person is signed in, and
//! what the device chose by itself is left as it is (CNIL, délib. 2025-131).
//!
//! The site says who is signed in. Its word for the person, a [`Subject`], is
//! used once, to find the [`Pseudonym`] that choices are kept under, and is
//! neither kept nor logged. Whoever has the key finds the pseudonym of a person
//! again; nobody finds the person from it.
//!
//! A pseudonym never stands anywhere as it is: scripts read the choice cookie
//! and the page, and would get an identifier of the person on all their devices.
//! It is veiled, each time with other bytes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac as _;
use jiff::Timestamp;

use crate::{ChoiceId, Decision, Key};

/// What the site calls the person who is signed in. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject(String);

impl Subject {
    /// From 1 to 128 visible ASCII characters: an identifier that never changes,
    /// not an e-mail address.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let is_one = (1..=128).contains(&text.len()) && text.iter().all(u8::is_ascii_graphic);
        is_one.then(|| Self(String::from_utf8_lossy(text).into_owned()))
    }
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subject(…)")
    }
}

/// A secret that the site has too, and says with who is signed in where its pages
/// do not pass by us. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct Secret(Key);

impl Secret {
    /// From at least 32 bytes: fewer could be tried out.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= 32).then(|| Self(Key::of(bytes)))
    }

    /// Who is signed in, by the word of `site`:
    /// `<subject in base64url>.<unix seconds until which it holds>.<HMAC-SHA256 of the
    /// site's identifier, a line feed, the subject, a full stop and these seconds, in
    /// base64url>`. One site's word is nothing on another that has the same secret.
    pub fn read(&self, token: &str, site: &str, now: Timestamp) -> Option<Subject> {
        let mut parts = token.split('.');
        let (subject, until, signed) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let subject = URL_SAFE_NO_PAD.decode(subject).ok()?;
        let signed = URL_SAFE_NO_PAD.decode(signed).ok()?;
        let said = [site.as_bytes(), b"\n", &subject, b".", until.as_bytes()].concat();
        self.0.mac(&said).verify_slice(&signed).ok()?;
        let until: i64 = until.parse().ok()?;
        Subject::parse(&subject).filter(|_| now.as_second() < until)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What the choices of one person on one site are kept under: 128 bits. Its
/// `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Pseudonym([u8; 16]);

impl Pseudonym {
    /// That of `subject` on the site `site`.
    pub fn new(subject: &Subject, site: &str, key: &Key) -> Self {
        let whole = [site.as_bytes(), b"\0", subject.0.as_bytes()].concat();
        Self(key.derived("pseudonym").short(&whole))
    }

    /// As the store has it.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// For the store.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// As the cookie of the choice `id` carries it: 22 characters of base64url.
    /// It tells devices apart no more than `id` does, which stands beside it.
    pub(crate) fn veiled(self, id: ChoiceId, key: &Key) -> String {
        URL_SAFE_NO_PAD.encode(self.veil(&id.to_string(), key).0)
    }

    /// What [`Pseudonym::veiled`] wrote; that we wrote it is the caller's to know.
    pub(crate) fn unveiled(text: &str, id: ChoiceId, key: &Key) -> Option<Self> {
        let veiled = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(veiled.try_into().ok()?).veil(&id.to_string(), key))
    }

    /// The same bytes behind a veil, or without the one they are behind.
    fn veil(self, with: &str, key: &Key) -> Self {
        let veil = key.derived("veil").short(with.as_bytes());
        Self(std::array::from_fn(|place| self.0[place] ^ veil[place]))
    }
}

impl std::fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pseudonym(…)")
    }
}

/// What a page carries to tell whose choice is made in it, until `until`: for a
/// person whose choice no cookie carries yet.
pub fn mark(account: Pseudonym, until: Timestamp, key: &Key) -> String {
    let until = until.as_second().to_be_bytes();
    let proof = key.derived("page").short(&[&until[..], &account.0].concat());
    let veiled = account.veil(&URL_SAFE_NO_PAD.encode(proof), key);
    URL_SAFE_NO_PAD.encode([&until[..], &proof, &veiled.0].concat())
}

/// The person whom a page was made for, by the mark it carried; none if it is
/// not ours, or too old.
pub fn marked(text: &str, key: &Key, now: Timestamp) -> Option<Pseudonym> {
    let bytes: [u8; 40] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    let (until, rest) = bytes.split_at(8);
    let (proof, veiled) = rest.split_at(16);
    let account = Pseudonym(veiled.try_into().ok()?).veil(&URL_SAFE_NO_PAD.encode(proof), key);
    let signed = key.derived("page").mac(&[until, &account.0[..]].concat());
    signed.verify_truncated_left(proof).ok()?;
    (now.as_second() < i64::from_be_bytes(until.try_into().ok()?)).then_some(account)
}

/// What changes in a browser when its site says who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing: the choice that it carries goes on governing.
    None,
    /// The account's choice governs; the device's own, if it has one, is set aside.
    Account(Decision),
    /// The device's own choice governs again, as it was.
    Device(Decision),
    /// Nobody's choice governs.
    Forget,
}

/// What changes in a browser that carries `current` and has set `aside` its own
/// choice, when the person signed in has chosen `account`, if anything. Each of
/// them holds; without an account's choice, whether nobody is signed in or a
/// person who has not chosen is the same: the device's own governs.
pub fn change(current: Option<&Decision>, aside: Option<&Decision>, account: Option<Decision>) -> Change {
    if let Some(account) = account {
        let is_there = current.is_some_and(|current| current.id == account.id && current.account == account.account);
        return if is_there { Change::None } else { Change::Account(account) };
    }
    match (current, aside) {
        (Some(Decision { account: None, .. }), _) | (None, None) => Change::None,
        (_, Some(own)) => Change::Device(own.clone()),
        (Some(_), None) => Change::Forget,
    }
}
