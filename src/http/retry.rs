//! Owns when a request is sent again, and how long after (CONTRACT 10).

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::time::Instant;

use super::answer::Answer;
use super::error::HttpError;
use super::pace::{Pace, TimeLimit, later};
use super::request::Repeat;

/// The most attempts of one request.
const ATTEMPTS: usize = 3;

/// How long to wait after a 429 that does not say (`reference/imanage-api.md` section 8).
const AFTER_429: Duration = Duration::from_secs(5);

/// Seconds beyond this are no time to wait but a point in time: seconds since 1970.
const POINT_IN_TIME: u64 = 1_000_000_000;

/// Repeats that a run may have before anything went well, and the most that good answers can save up.
const FIRST_REPEATS: u32 = 200;
const MOST_REPEATS: u32 = 500;

/// So many good answers allow one more repeat: more than a server needs that fails every tenth request, and few enough that
/// one which fails them all is left alone.
const ANSWERS_A_REPEAT: u32 = 5;

/// The repeats that are left for a whole run, counted in good answers.
#[derive(Debug)]
pub(super) struct RepeatBudget(AtomicU32);

/// What a request may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The request in all, repeats and the pauses before them included.
    pub timeout: Duration,
    /// What it may wait besides when the server asks for it.
    pub patience: Duration,
}

impl Default for RepeatBudget {
    fn default() -> Self {
        RepeatBudget(AtomicU32::new(FIRST_REPEATS * ANSWERS_A_REPEAT))
    }
}

impl RepeatBudget {
    fn earn(&self) {
        let most = MOST_REPEATS * ANSWERS_A_REPEAT;
        // It can only fail when there is nothing to add.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| (left < most).then(|| left + 1));
    }

    fn spend(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(ANSWERS_A_REPEAT)).is_ok()
    }
}

/// Sends a request until it has an answer worth returning, or time, attempts or the run's repeats are used up. `send_once`
/// gets what is left of the time.
pub(super) async fn send<F: Future<Output = Result<Answer, HttpError>>>(
    pace: &Pace,
    budget: &RepeatBudget,
    limits: Limits,
    (repeat, host): (Repeat, &str),
    mut send_once: impl FnMut(Duration) -> F,
) -> Result<Answer, HttpError> {
    let mut time = TimeLimit::of(limits.timeout, limits.patience);
    let mut pauses = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_delay(Duration::from_secs(20))
        .with_jitter()
        .with_max_times(ATTEMPTS - 1)
        .build();
    let mut refused_once = false;
    let mut answered = None;
    loop {
        let turn = pace.enter(&mut time).await.map_err(|long| HttpError::Paused {
            host: host.to_owned(),
            seconds: long.wait.as_secs_f64().ceil() as u64,
        })?;
        let left = time.left();
        if left.is_zero() {
            let late = HttpError::Timeout { host: host.to_owned(), seconds: limits.timeout.as_secs() };
            return answered.ok_or(late);
        }
        let result = match send_once(left).await {
            // "Did not answer" would not be true of a server that did when it was asked before.
            Err(late @ HttpError::Timeout { .. }) => return answered.ok_or(late),
            result => result,
        };
        if let Ok(answer) = &result {
            let reset = answer.rate_reset.map(|seconds| until_reset(seconds, SystemTime::now()));
            turn.learn(answer.status, answer.rate_remaining, reset);
        }
        drop(turn);
        let asked = match &result {
            Ok(answer) if is_passing(answer.status) => wait_asked_for(answer, SystemTime::now()),
            _ => None,
        };
        // The others wait too, whether this one comes again or not.
        pace.hold(asked.unwrap_or_default());
        match &result {
            Ok(answer) if is_passing(answer.status) && repeat == Repeat::Harmless => {}
            Err(error) if may_repeat(error, repeat, &mut refused_once) => {}
            Ok(answer) if !is_passing(answer.status) => {
                budget.earn();
                return result;
            }
            _ => return result,
        }
        let Some(pause) = pauses.next() else { return result };
        if pause >= time.left() || !time.allows(later(Instant::now(), pause.max(asked.unwrap_or_default()))) {
            return result;
        }
        let may_spend = budget.spend();
        pace.note_repeat(may_spend);
        if !may_spend {
            return result;
        }
        answered = result.ok().or(answered);
        tokio::time::sleep(pause).await;
    }
}

fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 502 | 503 | 504)
}

fn may_repeat(error: &HttpError, repeat: Repeat, refused_once: &mut bool) -> bool {
    match error {
        HttpError::Refused { .. } => !std::mem::replace(refused_once, true),
        HttpError::Connect { .. } | HttpError::ConnectTimeout { .. } => true,
        HttpError::Reset { .. } | HttpError::CutShort { .. } => repeat == Repeat::Harmless,
        _ => false,
    }
}

/// The wait that an answer asks for: `Retry-After` in seconds or as a date, else `x-ratelimit-reset`, else five seconds
/// after a 429. What cannot be read asks for nothing; a date that is past asks for no wait.
fn wait_asked_for(answer: &Answer, now: SystemTime) -> Option<Duration> {
    let header = answer.retry_after.as_deref().map(str::trim);
    let seconds = || header?.parse().ok().map(Duration::from_secs);
    let date = || Some(httpdate::parse_http_date(header?).ok()?.duration_since(now).unwrap_or_default());
    let is_429 = answer.status == 429;
    let reset = || answer.rate_reset.filter(|_| is_429).map(|seconds| until_reset(seconds, now));
    seconds().or_else(date).or_else(reset).or(is_429.then_some(AFTER_429))
}

/// The time until the calls are counted anew: told in seconds, or by some servers as a point in time.
fn until_reset(seconds: u64, now: SystemTime) -> Duration {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    match seconds {
        POINT_IN_TIME.. => Duration::from_secs(seconds).saturating_sub(now),
        seconds => Duration::from_secs(seconds),
    }
}

#[cfg(test)]
mod tests;
