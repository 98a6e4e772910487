//! Owns the pace that the server asks for: all workers wait, slow down and recover together.
//!
//! * A *hold* is what `Retry-After`, an `x-ratelimit-reset` or a bare 429 ask for: until then nobody sends. Behind it one
//!   request goes first, since servers tell whole seconds and may mean a little more; its answer lets the others go.
//! * The *concurrency* is halved by a 429 or 503, once for all requests that were under way, and grows again by one for each
//!   round of good answers, never above what was set.
//! * What `x-ratelimit-remaining` leaves bounds the requests under way, so that they cannot overshoot; near zero they are
//!   spaced out as well, and at zero there is a hold.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Fewer calls left than this, and they are spaced out.
const NEAR_ZERO: u64 = 10;

/// The longest pause between two calls that are left: they are allowed, so that one run needs not wait for the reset.
const LONGEST_SPACE: Duration = Duration::from_secs(1);

/// Beyond any process: what cannot be added to a point in time is as good as never.
const NEVER: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// Ends of one window that are reckoned from different answers differ by the seconds they are told in.
const SAME_WINDOW: Duration = Duration::from_secs(1);

/// What a run's requests came to, for its summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaceFigures {
    /// Requests that were sent, repeated ones included.
    pub sent: u64,
    /// Requests that were sent again.
    pub repeated: u64,
    /// Answers with status 429.
    pub throttled: u64,
    /// Repeats that were left out because the run had repeated enough.
    pub not_repeated: u64,
    /// How long the server had everybody wait.
    pub held: Duration,
    /// The fewest requests that were let run at once.
    pub lowest_concurrency: usize,
    /// What the server said it allows; `None`: it said nothing.
    pub allowance: Option<Allowance>,
}

/// What a server says about calls that are left, over a whole run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The most calls that were said to be left.
    pub most: u64,
    /// The fewest.
    pub least: u64,
    /// The longest time until the count starts anew.
    pub reset: Duration,
}

/// How much time one request has. Waiting for its turn among the others is not counted: a queue takes as long as it is.
#[derive(Debug)]
pub(super) struct TimeLimit {
    deadline: Instant,
    /// What is left of the time that the server may have it wait without counting.
    patience: Duration,
}

/// The pace of all requests of a client.
#[derive(Debug)]
pub(super) struct Pace {
    permits: Semaphore,
    most: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Requests at once, as failures and good answers have it.
    allowed: usize,
    /// Permits that there are, free or taken; it follows what may run.
    issued: usize,
    /// Good answers since the last change.
    good: usize,
    /// When the concurrency was halved last.
    cut_at: Option<Instant>,
    not_before: Option<Instant>,
    /// Nothing has gone well since the last hold.
    is_probing: bool,
    window: Option<Window>,
    next_slot: Option<Instant>,
    figures: PaceFigures,
}

/// What is left until the server counts anew.
#[derive(Clone, Copy, Debug)]
struct Window {
    remaining: u64,
    ends: Instant,
}

/// The right to send one request; ends when dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    pace: &'a Pace,
    began: Instant,
}

/// The server has everybody wait until after this request's time is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong {
    /// How long it would be.
    pub wait: Duration,
}

impl TimeLimit {
    /// Allows `time`, and `patience` besides for what the server asks to wait.
    pub fn of(time: Duration, patience: Duration) -> Self {
        TimeLimit { deadline: later(Instant::now(), time), patience }
    }

    /// What is left for the request itself.
    pub fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Tells whether it may wait until then because the server asks for it.
    pub fn allows(&self, until: Instant) -> bool {
        let wait = until.saturating_duration_since(Instant::now());
        wait.saturating_sub(self.patience) <= self.left()
    }

    /// Does not count what was waited for a turn.
    fn excuse(&mut self, waited: Duration) {
        self.deadline = later(self.deadline, waited);
    }

    /// Waits because the server asks for it, first out of patience, then out of the request's own time.
    async fn wait_until(&mut self, until: Instant) -> Result<(), TooLong> {
        let wait = until.saturating_duration_since(Instant::now());
        if !self.allows(until) {
            return Err(TooLong { wait });
        }
        let excused = wait.min(self.patience);
        self.patience -= excused;
        self.excuse(excused);
        tokio::time::sleep_until(until).await;
        Ok(())
    }
}

impl Pace {
    /// Lets at most so many requests run at once.
    pub fn of(concurrency: usize) -> Self {
        let most = concurrency.clamp(1, Semaphore::MAX_PERMITS);
        let state = State {
            allowed: most,
            issued: most,
            good: 0,
            cut_at: None,
            not_before: None,
            is_probing: false,
            window: None,
            next_slot: None,
            figures: PaceFigures { lowest_concurrency: most, ..PaceFigures::default() },
        };
        Pace { permits: Semaphore::new(most), most, state: Mutex::new(state) }
    }

    /// Waits for the turn to send a request.
    ///
    /// # Errors
    /// When the server has everybody wait for longer than the request may take.
    pub async fn enter(&self, time: &mut TimeLimit) -> Result<Turn<'_>, TooLong> {
        loop {
            let queued = Instant::now();
            // The semaphore is never closed; were it, there would be nobody to wait for.
            if let Ok(permit) = self.permits.acquire().await {
                permit.forget();
            }
            let mut turn = Turn { pace: self, began: Instant::now() };
            time.excuse(turn.began - queued);
            if let Some(until) = self.held_until() {
                // Nobody keeps a turn during a hold, so that the concurrency behind it can be another.
                drop(turn);
                time.wait_until(until).await?;
                continue;
            }
            if let Some(slot) = self.take_slot() {
                time.wait_until(slot).await?;
                if self.held_until().is_some() {
                    continue;
                }
                turn.began = Instant::now();
            }
            self.lock().figures.sent += 1;
            return Ok(turn);
        }
    }

    /// Has everybody wait for a while.
    pub fn hold(&self, time: Duration) {
        let now = Instant::now();
        let until = later(now, time);
        let mut state = self.lock();
        let before = state.not_before.map_or(now, |before| before.max(now));
        if until > before {
            state.figures.held += until - before;
            (state.not_before, state.is_probing) = (Some(until), true);
            self.settle(&mut state, now);
        }
    }

    /// Counts a request that is about to be sent again, or one that is not because the run has repeated enough.
    pub fn note_repeat(&self, is_sent: bool) {
        let figures = &mut self.lock().figures;
        *(if is_sent { &mut figures.repeated } else { &mut figures.not_repeated }) += 1;
    }

    /// What the requests came to so far.
    pub fn figures(&self) -> PaceFigures {
        let state = self.lock();
        let ahead = state.not_before.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()));
        PaceFigures { held: state.figures.held.saturating_sub(ahead), ..state.figures.clone() }
    }

    fn held_until(&self) -> Option<Instant> {
        self.lock().not_before.filter(|until| *until > Instant::now())
    }

    /// Takes the next point in time that is free, where calls are spaced out.
    fn take_slot(&self) -> Option<Instant> {
        let now = Instant::now();
        let mut state = self.lock();
        self.settle(&mut state, now);
        let window = state.window.filter(|window| window.remaining < NEAR_ZERO)?;
        let space = (window.ends - now).div_f64((window.remaining + 1) as f64).min(LONGEST_SPACE);
        let slot = state.next_slot.map_or(now, |slot| slot.max(now));
        state.next_slot = Some(slot + space);
        Some(slot)
    }

    /// Gives permits out and takes them back until there are as many as may run now.
    fn settle(&self, state: &mut State, now: Instant) {
        if state.window.is_some_and(|window| window.ends <= now) {
            (state.window, state.next_slot) = (None, None);
        }
        let target = state.target();
        if !state.is_probing {
            state.figures.lowest_concurrency = state.figures.lowest_concurrency.min(target);
        }
        if state.issued > target {
            state.issued -= self.permits.forget_permits(state.issued - target);
        } else {
            self.permits.add_permits(target - state.issued);
            state.issued = target;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Window {
    /// Tells whether two answers speak of the same window.
    fn is_of(self, other: Window) -> bool {
        let (first, last) = (self.ends.min(other.ends), self.ends.max(other.ends));
        last - first <= SAME_WINDOW
    }
}

impl State {
    /// How many requests may run now.
    fn target(&self) -> usize {
        if self.is_probing {
            return 1;
        }
        let left = self.window.map_or(u64::MAX, |window| window.remaining);
        self.allowed.min(usize::try_from(left).unwrap_or(usize::MAX)).max(1)
    }
}

impl Turn<'_> {
    /// Takes in what came back: a status, and the calls that are left with the time until they are counted anew.
    pub fn learn(&self, status: u16, remaining: Option<u64>, reset: Option<Duration>) {
        let now = Instant::now();
        let mut state = self.pace.lock();
        let is_refusal = matches!(status, 429 | 503);
        state.figures.throttled += u64::from(status == 429);
        // What was under way when the pace was slowed says nothing about the slower one.
        let is_of_this_pace = state.cut_at.is_none_or(|cut| self.began >= cut);
        if is_refusal && is_of_this_pace {
            (state.allowed, state.good, state.cut_at) = ((state.allowed / 2).max(1), 0, Some(now));
        } else if is_of_this_pace {
            // Of what was sent before a hold nothing is learnt about the time behind it.
            state.is_probing &= state.not_before.is_some_and(|until| until > self.began);
            state.good += 1;
            if state.good >= state.allowed && state.allowed < self.pace.most {
                (state.allowed, state.good) = (state.allowed + 1, 0);
            }
        }
        if let (Some(remaining), Some(reset)) = (remaining, reset) {
            let told = Window { remaining, ends: later(now, reset) };
            state.window = Some(match state.window {
                // Answers overtake each other: within one window the least that was told is true.
                Some(known) if told.is_of(known) => Window { remaining: known.remaining.min(remaining), ..known },
                _ => told,
            });
            let known =
                state.figures.allowance.unwrap_or(Allowance { most: 0, least: u64::MAX, reset: Duration::ZERO });
            state.figures.allowance = Some(Allowance {
                most: known.most.max(told.remaining),
                least: known.least.min(told.remaining),
                reset: known.reset.max(reset),
            });
        }
        self.pace.settle(&mut state, now);
        let ends = state.window.filter(|window| window.remaining == 0).map(|window| window.ends);
        drop(state);
        if let Some(ends) = ends {
            self.pace.hold(ends - now);
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.pace.lock();
        self.pace.settle(&mut state, Instant::now());
        // Where fewer may run than do, the permit ends with its turn: given back, it would go to the next in the queue.
        if state.issued > state.target() {
            state.issued -= 1;
        } else {
            self.pace.permits.add_permits(1);
        }
    }
}

/// A point in time, as late as there is one.
pub(super) fn later(from: Instant, by: Duration) -> Instant {
    from.checked_add(by.min(NEVER)).unwrap_or(from)
}

#[cfg(test)]
mod tests;
