//! How many connections there may be at once, in all and from one address.
//!
//! In all: each open connection costs memory and a descriptor, and running out
//! of either stops every visitor. From one address: without it, one machine
//! that opens connections and says nothing takes all the places. A campus or a
//! mobile operator puts many people behind one IPv4 address, so the limit is
//! for floods, not for crowds; of IPv6, a /64 counts as one address, because
//! that is what one household is given.
//!
//! A connection in HTTP/2 may also send ahead of its reader: what its
//! [`Windows`] let in is in memory until the origin takes it.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// What a client may send ahead in HTTP/2 before any of it is read: on one
/// stream, and on all of a connection.
///
/// The bodies that wait for a slow origin are the sum of all connections'
/// windows. So they are wide for the first connections of an address, among
/// the first of the process, and later ones get what the protocol grants every
/// connection anyway. With the usual places, one address holds 16 MiB of wide
/// windows and 62 MiB of narrow ones at most, and the process 128 MiB and
/// 240 MiB. A wide stream carries 5 MiB a second over a path of 50 ms, a narrow
/// one 640 KiB. One stream never takes the connection's all: an upload that
/// nobody reads leaves room for the requests beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Windows {
    pub(crate) stream: u32,
    pub(crate) connection: u32,
}

impl Default for Windows {
    fn default() -> Self {
        Self::NARROW
    }
}

impl Windows {
    pub(crate) const WIDE: Self = Self { stream: 256 * 1024, connection: 512 * 1024 };
    /// RFC 9113 §6.9.2: no connection's window begins below this.
    pub(crate) const NARROW: Self = Self { stream: 32 * 1024, connection: 65_535 };
}

/// How many connections of one address, and how many at all, have wide windows.
const WIDE_EACH: usize = 32;
const WIDE: usize = 256;

type Exempt = dyn Fn(IpAddr) -> bool + Send + Sync;

/// The places there are for connections, shared by the listeners of visitors.
pub struct Places {
    total: usize,
    free: Arc<Semaphore>,
    all_free: Notify,
    each: usize,
    taken: Mutex<HashMap<IpAddr, usize>>,
    exempt: Box<Exempt>,
}

impl Default for Places {
    fn default() -> Self {
        let (total, each) = Self::USUAL;
        Self::new(total, each)
    }
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (free, each) = (self.free.available_permits(), self.each);
        f.debug_struct("Places")
            .field("total", &self.total)
            .field("free", &free)
            .field("each", &each)
            .finish_non_exhaustive()
    }
}

impl Places {
    /// Connections open at once, in all and from one address, unless a setting
    /// says otherwise.
    pub const USUAL: (usize, usize) = (4096, 1024);

    /// Places for `total` connections, `each` of them for one address.
    pub fn new(total: usize, each: usize) -> Self {
        let free = Arc::new(Semaphore::new(total));
        let (all_free, taken) = (Notify::new(), Mutex::default());
        Self { total, free, all_free, each, taken, exempt: Box::new(|_| false) }
    }

    /// Lets the addresses that `exempt` names take as many places as there
    /// are: proxies, behind which everybody is. This machine's own always may.
    #[must_use]
    pub fn exempting(mut self, exempt: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        self.exempt = Box::new(exempt);
        self
    }

    /// Waits for a place, whoever takes it: until then the kernel holds the
    /// connections that arrive.
    pub(crate) async fn free(self: &Arc<Self>) -> Free {
        let permit = self.free.clone().acquire_owned().await.expect("the semaphore is never closed");
        Free { permit: Some(permit), places: self.clone() }
    }

    /// A place, if one is free.
    pub(crate) fn free_now(self: &Arc<Self>) -> Option<Free> {
        let permit = self.free.clone().try_acquire_owned().ok()?;
        Some(Free { permit: Some(permit), places: self.clone() })
    }

    /// Gives the `free` place to `peer`, unless it has enough of them.
    pub(crate) fn take(self: &Arc<Self>, free: Free, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        // Who is here now: those that had wide windows and left are not among them.
        let is_early = self.taken() <= WIDE;
        if peer.is_loopback() || (self.exempt)(peer) {
            return Some(Place { free, counted: None, is_early });
        }
        let address = household(peer);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_default();
        if *count >= self.each {
            return None;
        }
        *count += 1;
        let is_early = is_early && *count <= WIDE_EACH;
        Some(Place { free, counted: Some(address), is_early })
    }

    /// How many connections there are now.
    pub(crate) fn taken(&self) -> usize {
        self.total - self.free.available_permits()
    }

    /// Waits until there is no connection any more. It takes no place
    /// meanwhile: other entrances may still let somebody in.
    pub(crate) async fn all_free(&self) {
        loop {
            let mut changed = std::pin::pin!(self.all_free.notified());
            changed.as_mut().enable();
            if self.taken() == 0 {
                return;
            }
            changed.await;
        }
    }
}

/// A place that nobody has yet.
pub(crate) struct Free {
    permit: Option<OwnedSemaphorePermit>,
    places: Arc<Places>,
}

impl Drop for Free {
    fn drop(&mut self) {
        drop(self.permit.take());
        if self.places.taken() == 0 {
            self.places.all_free.notify_waiters();
        }
    }
}

/// One connection's place, free again once this is dropped.
pub(crate) struct Place {
    free: Free,
    counted: Option<IpAddr>,
    is_early: bool,
}

impl Place {
    /// What its client may send ahead.
    pub(crate) fn windows(&self) -> Windows {
        if self.is_early { Windows::WIDE } else { Windows::NARROW }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(address) = &self.counted else { return };
        let mut taken = self.free.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(address);
            }
        }
    }
}

/// What counts as one address.
fn household(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of these connections, opened one after the other and kept, get a
    /// place where two may come from one address.
    #[track_caller]
    fn case(peers: &[&str], expected: &[bool]) {
        let places = Arc::new(Places::new(100, 2).exempting(|peer| peer == IpAddr::from([192, 0, 2, 80])));
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let kept: Vec<_> = peers
            .iter()
            .map(|peer| places.take(runtime.block_on(places.free()), peer.parse().expect("an address")))
            .collect();
        assert_eq!(kept.iter().map(Option::is_some).collect::<Vec<_>>(), expected, "{peers:?}");
        drop(kept);
        assert!(places.taken.lock().expect("no panic").is_empty(), "who left is forgotten");
        assert_eq!(places.taken(), 0);
    }

    #[test]
    fn one_address_does_not_take_every_place() {
        case(&["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"], &[true, true, false, true]);
        case(&["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"], &[true, true, false, true]);
        case(&["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"], &[true, true, false]);
    }

    /// How many of these connections, opened one after the other and kept, may
    /// send far ahead.
    #[track_caller]
    fn wide(peers: impl Iterator<Item = [u8; 4]>, expected: usize) {
        let places = Arc::new(Places::default());
        let kept: Vec<_> = peers
            .map(|peer| places.take(places.free_now().expect("a place"), peer.into()).expect("one of its own"))
            .collect();
        assert_eq!(kept.iter().filter(|place| place.windows() == Windows::WIDE).count(), expected);
    }

    #[test]
    fn what_waits_to_be_read_is_bounded_for_an_address_and_for_all() {
        wide((0..20).map(|_| [192, 0, 2, 1]), 20);
        wide((0..1000).map(|_| [192, 0, 2, 1]), WIDE_EACH);
        wide((0..=255).flat_map(|network| [[192, 0, 2, network]; 4]), WIDE);
        wide((0..4096).map(|_| [127, 0, 0, 1]), WIDE);
        let (total, each) = Places::USUAL;
        let most = |wide: usize, all: usize| {
            wide * Windows::WIDE.connection as usize + (all - wide) * Windows::NARROW.connection as usize
        };
        assert!(most(WIDE_EACH, each) <= 80 << 20 && most(WIDE, total) <= 368 << 20);
    }

    #[test]
    fn this_machine_and_proxies_may_take_all() {
        case(&["127.0.0.1"; 4], &[true; 4]);
        case(&["::1"; 4], &[true; 4]);
        case(&["192.0.2.80"; 4], &[true; 4]);
    }
}
