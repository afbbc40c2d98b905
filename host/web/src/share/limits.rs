//! How much one address may ask, and how often anybody may show a wrong secret.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// One address: a week's page asks for some three hundred thumbnails at once, people look at a page a second.
const OF_ONE: Pace = Pace { every: Duration::from_millis(50), burst: 600 };
/// All together: what a small machine answers beside its work.
const OF_ALL: Pace = Pace { every: Duration::from_millis(10), burst: 2_000 };
/// Label schemes that one address may bring: each goes through the gates and is compiled.
const SCHEMES_OF_ONE: Pace = Pace { every: Duration::from_secs(300), burst: 10 };
/// A browser opens six connections; behind one address may be an office.
const CONNECTIONS: u32 = 32;
/// Addresses that are remembered at once; more than these are strangers to be slowed down together.
const MOST_PEERS: usize = 10_000;
/// So many wrong secrets lock an address out: links are clicked, not typed, and fail by age or use.
const WRONG_OF_ONE: u32 = 5;
/// So many shut the way in for all who are not in yet: no guess comes near 256 bits, but guessing has an end.
const WRONG_OF_ALL: u32 = 100;
/// So long a lock-out lasts, and so long a wrong secret is remembered.
const LOCKED: Duration = Duration::from_secs(15 * 60);

/// A steady pace with a burst.
struct Pace {
    every: Duration,
    burst: u32,
}

impl Pace {
    /// Takes one turn; `due` is when all turns taken so far would be used up at the steady pace.
    fn take(&self, due: &mut Instant, now: Instant) -> bool {
        let from = (*due).max(now);
        let free = from.duration_since(now) <= self.every * self.burst.saturating_sub(1);
        if free {
            *due = from + self.every;
        }
        free
    }
}

/// Wrong secrets in a row.
#[derive(Default)]
struct Wrong {
    tries: u32,
    last: Option<Instant>,
}

impl Wrong {
    fn is_locked(&self, most: u32, now: Instant) -> bool {
        self.tries >= most && self.last.is_some_and(|last| now.duration_since(last) < LOCKED)
    }

    /// Counts one more; whether it locks.
    fn count(&mut self, most: u32, now: Instant) -> bool {
        if self.last.is_some_and(|last| now.duration_since(last) >= LOCKED) {
            self.tries = 0;
        }
        (self.tries, self.last) = (self.tries.saturating_add(1), Some(now));
        self.tries == most
    }
}

struct Peer {
    due: Instant,
    schemes_due: Instant,
    wrong: Wrong,
    connections: u32,
}

/// What is remembered of all who ask; in memory alone.
pub(super) struct Limits(Mutex<State>);

struct State {
    due: Instant,
    wrong: Wrong,
    peers: HashMap<IpAddr, Peer>,
}

impl Limits {
    pub(super) fn new(now: Instant) -> Self {
        Self(Mutex::new(State { due: now, wrong: Wrong::default(), peers: HashMap::new() }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this address may ask now.
    pub(super) fn admit(&self, from: IpAddr, now: Instant) -> bool {
        let state = &mut *self.state();
        let free = state.peer(from, now).is_some_and(|peer| OF_ONE.take(&mut peer.due, now));
        free && OF_ALL.take(&mut state.due, now)
    }

    /// Whether this address may bring a label scheme now.
    pub(super) fn takes_scheme(&self, from: IpAddr, now: Instant) -> bool {
        self.state().peer(from, now).is_some_and(|peer| SCHEMES_OF_ONE.take(&mut peer.schemes_due, now))
    }

    /// Whether this address may open another connection. Each that may is given back by [`Self::hung_up`].
    pub(super) fn connects(&self, from: IpAddr, now: Instant) -> bool {
        let mut state = self.state();
        let Some(peer) = state.peer(from, now) else { return false };
        let free = peer.connections < CONNECTIONS;
        peer.connections += u32::from(free);
        free
    }

    pub(super) fn hung_up(&self, from: IpAddr) {
        if let Some(peer) = self.state().peers.get_mut(&network(from)) {
            peer.connections = peer.connections.saturating_sub(1);
        }
    }

    /// Whether no secret of this address is looked at now.
    pub(super) fn is_locked_out(&self, from: IpAddr, now: Instant) -> bool {
        let state = self.state();
        state.peers.get(&network(from)).is_some_and(|peer| peer.wrong.is_locked(WRONG_OF_ONE, now))
    }

    /// Whether nobody's link is looked at now.
    pub(super) fn is_shut(&self, now: Instant) -> bool {
        self.state().wrong.is_locked(WRONG_OF_ALL, now)
    }

    /// Counts a wrong secret; after how many tries that locks out, where it does.
    pub(super) fn wrong(&self, from: IpAddr, now: Instant) -> Option<u32> {
        let state = &mut *self.state();
        let of_all = state.wrong.count(WRONG_OF_ALL, now).then_some(WRONG_OF_ALL);
        let of_one = state.peer(from, now).is_some_and(|peer| peer.wrong.count(WRONG_OF_ONE, now));
        of_all.or(of_one.then_some(WRONG_OF_ONE))
    }

    /// Forgets the wrong secrets of an address that has shown a good one.
    pub(super) fn right(&self, from: IpAddr) {
        if let Some(peer) = self.state().peers.get_mut(&network(from)) {
            peer.wrong = Wrong::default();
        }
    }
}

impl State {
    /// What is known of an address; none where too many are.
    fn peer(&mut self, from: IpAddr, now: Instant) -> Option<&mut Peer> {
        let from = network(from);
        if self.peers.len() >= MOST_PEERS && !self.peers.contains_key(&from) {
            self.peers.retain(|_, peer| {
                peer.connections > 0 || peer.due.max(peer.schemes_due) > now || peer.wrong.is_locked(1, now)
            });
            if self.peers.len() >= MOST_PEERS {
                return None;
            }
        }
        let fresh = || Peer { due: now, schemes_due: now, wrong: Wrong::default(), connections: 0 };
        Some(self.peers.entry(from).or_insert_with(fresh))
    }
}

/// One customer of a provider: of IPv6 addresses they have whole networks of 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn a_burst_is_free_and_then_the_pace_holds() {
        let now = Instant::now();
        let limits = Limits::new(now);
        let admitted = |at| (0..1_000).filter(|_| limits.admit(ONE, at)).count();
        assert_eq!(admitted(now), 600);
        assert_eq!(admitted(now + Duration::from_secs(1)), 20);
        assert!(limits.admit(OTHER, now), "another address has its own");
        assert_eq!((0..20).filter(|_| limits.takes_scheme(ONE, now)).count(), 10);
        let all = (0..200u8).map(|last| IpAddr::from([198, 51, 100, last]));
        let of_all =
            all.flat_map(|from| std::iter::repeat_n(from, 50)).filter(|from| limits.admit(*from, now));
        assert!((1_300..1_400).contains(&of_all.count()), "and all together have one");
    }

    #[test]
    fn wrong_secrets_lock_out_and_are_told_once() {
        let now = Instant::now();
        let limits = Limits::new(now);
        let told: Vec<_> = (0..20).filter_map(|_| limits.wrong(ONE, now)).collect();
        assert_eq!(told, [WRONG_OF_ONE]);
        assert!(limits.is_locked_out(ONE, now) && !limits.is_locked_out(OTHER, now));
        assert!(!limits.is_locked_out(ONE, now + LOCKED));
        limits.right(ONE);
        assert!(!limits.is_locked_out(ONE, now));
        let many: Vec<_> =
            (0..100u8).filter_map(|last| limits.wrong(IpAddr::from([198, 51, 100, last]), now)).collect();
        assert_eq!(many, [WRONG_OF_ALL], "from many addresses");
        assert!(limits.is_shut(now) && !limits.is_shut(now + LOCKED) && !limits.is_locked_out(OTHER, now));
    }

    #[test]
    fn a_network_of_addresses_is_one_and_memory_has_an_end() {
        let now = Instant::now();
        let limits = Limits::new(now);
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        (0..5)
            .for_each(|_| assert!(limits.wrong(address("2001:db8::1"), now).is_none_or(|tries| tries == 5)));
        assert!(limits.is_locked_out(address("2001:db8::ffff"), now));
        assert!(!limits.is_locked_out(address("2001:db8:0:1::1"), now));
        for number in 0..20_000u32 {
            limits.admit(IpAddr::from(number.to_be_bytes()), now + Duration::from_secs(u64::from(number)));
        }
        assert!(limits.state().peers.len() <= MOST_PEERS);
    }

    #[test]
    fn connections_of_one_address_have_an_end() {
        let now = Instant::now();
        let limits = Limits::new(now);
        assert_eq!((0..99).filter(|_| limits.connects(ONE, now)).count(), 32);
        limits.hung_up(ONE);
        assert!(limits.connects(ONE, now) && !limits.connects(ONE, now));
    }
}
