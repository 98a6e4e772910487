//! Owns asking again until all is good: longer and longer apart, and no more once an answer is bad for good.

use std::time::Duration;

/// The first wait between two runs; each is twice as long as the one before.
const FIRST: Duration = Duration::from_secs(1);

/// The longest wait between two runs.
const LONGEST: Duration = Duration::from_secs(15);

/// What a run says about whether to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// Nothing failed, and all could be asked.
    Good,
    /// It will not get better by itself.
    Hopeless,
    NotYet,
}

/// Runs until the outlook is no longer `NotYet`, or the time is used up; the last run is made when it is. `pause` is told how long to
/// wait, `elapsed` tells how long it has been.
pub async fn until_good(
    limit: Duration,
    mut run: impl AsyncFnMut() -> Outlook,
    mut pause: impl AsyncFnMut(Duration),
    elapsed: impl Fn() -> Duration,
) {
    let mut wait = FIRST;
    while run().await == Outlook::NotYet {
        let left = limit.saturating_sub(elapsed());
        if left.is_zero() {
            return;
        }
        pause(wait.min(left)).await;
        wait = (wait * 2).min(LONGEST);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    /// Runs with outlooks in turn, the last for ever, each taking a second. Returns the pauses and the number of runs.
    async fn waited(limit: u64, outlooks: &[Outlook]) -> (Vec<u64>, usize) {
        let (now, runs, pauses) = (Cell::new(0), Cell::new(0), RefCell::new(Vec::new()));
        until_good(
            Duration::from_secs(limit),
            async || {
                let outlook = outlooks.get(runs.get()).or(outlooks.last()).copied().expect("an outlook");
                runs.set(runs.get() + 1);
                now.set(now.get() + 1);
                outlook
            },
            async |wait| {
                pauses.borrow_mut().push(wait.as_secs());
                now.set(now.get() + wait.as_secs());
            },
            || Duration::from_secs(now.get()),
        )
        .await;
        (pauses.into_inner(), runs.get())
    }

    #[tokio::test]
    async fn a_good_or_hopeless_run_is_the_last() {
        use Outlook::{Good, Hopeless, NotYet};
        assert_eq!(waited(60, &[Good]).await, (vec![], 1));
        assert_eq!(waited(60, &[Hopeless]).await, (vec![], 1));
        assert_eq!(waited(60, &[NotYet, NotYet, Good]).await, (vec![1, 2], 3));
        assert_eq!(waited(60, &[NotYet, Hopeless]).await, (vec![1], 2));
    }

    #[tokio::test]
    async fn waits_grow_and_the_last_run_is_made_when_the_time_is_up() {
        let (pauses, runs) = waited(60, &[Outlook::NotYet]).await;
        assert_eq!(pauses, [1, 2, 4, 8, 15, 15, 8]);
        assert_eq!(runs, 8);
        assert_eq!(waited(0, &[Outlook::NotYet]).await, (vec![], 1));
    }
}
