//! Owns the pace that the server asks for: all workers slow down together.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Fewer calls left than this, and the rest are spread over the time until the count starts anew.
const NEAR_ZERO: u64 = 10;

/// The longest wait believed of a server.
const LONGEST: Duration = Duration::from_secs(3600);

/// Until when no request should be sent.
#[derive(Debug, Default)]
pub(super) struct Pace {
    not_before: Mutex<Option<Instant>>,
}

impl Pace {
    /// Waits until requests may be sent again. `None` when that is after the deadline.
    pub async fn wait(&self, deadline: Instant) -> Option<()> {
        let until = *self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        match until {
            Some(until) if until > deadline => None,
            Some(until) => {
                tokio::time::sleep_until(until).await;
                Some(())
            }
            None => Some(()),
        }
    }

    /// Takes in what an answer says about the calls that are left.
    pub fn learn(&self, remaining: Option<u64>, reset: Option<u64>) {
        if let (Some(remaining), Some(reset)) = (remaining, reset)
            && remaining < NEAR_ZERO
        {
            self.hold(Duration::from_secs(reset).min(LONGEST).div_f64((remaining + 1) as f64));
        }
    }

    /// Holds all requests for a while.
    pub fn hold(&self, time: Duration) {
        let until = Instant::now() + time.min(LONGEST);
        let mut not_before = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        *not_before = Some(not_before.map_or(until, |before| before.max(until)));
    }
}
