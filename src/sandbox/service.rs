//! Owns what all requests share: the firm, the tokens, the clock, the counts of the faults, the log.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::request::Request;
use super::server::Seen;
use super::settings::Settings;
use super::state::Store;
use super::tokens::Tokens;

/// The length of the window that `rate_limit` counts in.
pub(super) const WINDOW: Duration = Duration::from_secs(10);
/// Most requests that the log keeps.
const LONGEST_LOG: usize = 100_000;

/// One running sandbox.
pub(super) struct Service {
    pub settings: Settings,
    pub client_secret: String,
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// API calls answered or refused so far.
    pub calls: AtomicU32,
    /// Whether the fault `unavailable-once` has had its turn.
    pub was_unavailable: AtomicBool,
    store: Mutex<Store>,
    tokens: Mutex<Tokens>,
    seen: Mutex<Vec<Seen>>,
    window: Mutex<(Instant, u32)>,
    ahead_ms: AtomicU64,
}

impl Service {
    pub(super) fn new(settings: Settings, client_secret: String, address: String) -> Self {
        Service {
            store: Mutex::new(Store::new(&settings.data)),
            settings,
            client_secret,
            address,
            calls: AtomicU32::new(0),
            was_unavailable: AtomicBool::new(false),
            tokens: Mutex::default(),
            seen: Mutex::default(),
            window: Mutex::new((Instant::now(), 0)),
            ahead_ms: AtomicU64::new(0),
        }
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time, with what `advance` added.
    pub(super) fn now(&self) -> Instant {
        Instant::now() + Duration::from_millis(self.ahead_ms.load(Ordering::Relaxed))
    }

    pub(super) fn advance(&self, by: Duration) {
        self.ahead_ms.fetch_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX / 2), Ordering::Relaxed);
    }

    /// Counts a call against the rate limit: how many are left and in how many seconds the window ends; no call left is
    /// `None`.
    pub(super) fn count_call(&self, limit: u32) -> (Option<u32>, u64) {
        let now = self.now();
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(window.0) >= WINDOW {
            *window = (now, 0);
        }
        window.1 = window.1.saturating_add(1);
        let reset = WINDOW.saturating_sub(now.duration_since(window.0)).as_secs().max(1);
        (limit.checked_sub(window.1), reset)
    }

    /// Keeps a request in the log and tells the watcher.
    pub(super) fn note(&self, seen: Seen) {
        if let Some(watcher) = &self.settings.watcher {
            watcher(&seen);
        }
        let mut log = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() < LONGEST_LOG {
            log.push(seen);
        }
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One API call: what it is judged and answered by.
pub(super) struct Call<'a> {
    pub settings: &'a Settings,
    pub store: &'a Store,
    pub request: &'a Request,
    pub host: &'a str,
}
