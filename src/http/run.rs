//! Owns the runtime: one thread that drives all connections, ended by Ctrl-C.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;

/// How long Ctrl-C waits for what must not be broken off. A second Ctrl-C does not wait.
const GRACE: Duration = Duration::from_secs(5);

thread_local! {
    /// How many pieces of work on this thread's runtime must not be broken off.
    static UNBROKEN: watch::Sender<usize> = watch::Sender::new(0);
}

/// The person pressed Ctrl-C, or the runtime could not be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Interrupted {
    #[error("interrupted")]
    ByPerson,
    #[error("the system does not let this program wait for the network")]
    NoRuntime,
}

/// A piece of work that Ctrl-C lets come to its end, as long as this lives: between sending a refresh token that is good once
/// and storing the new one.
#[derive(Debug)]
pub struct Unbroken(());

impl Unbroken {
    /// Begins such a piece of work on the runtime of this thread.
    pub fn begin() -> Self {
        UNBROKEN.with(|count| count.send_modify(|count| *count += 1));
        Unbroken(())
    }
}

impl Drop for Unbroken {
    fn drop(&mut self) {
        // At the very end of a thread there is nobody left to be told.
        let _ = UNBROKEN.try_with(|count| count.send_modify(|count| *count -= 1));
    }
}

/// Drives a future to its end on one thread. Ctrl-C drops it where it stands, or where [`Unbroken`] work has ended.
pub fn run<T>(future: impl Future<Output = T>) -> Result<T, Interrupted> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|_| Interrupted::NoRuntime)?;
    let result = runtime.block_on(until_interrupt(future, interrupt));
    // A thread that waits for a prompt or a lock must not keep the program.
    runtime.shutdown_background();
    result
}

async fn interrupt() {
    // Where the system tells of no interrupts there is nothing to wait for.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn until_interrupt<T, I: Future<Output = ()>>(
    future: impl Future<Output = T>,
    interrupt: impl Fn() -> I,
) -> Result<T, Interrupted> {
    tokio::pin!(future);
    // In this order: only work that was polled can have said that it must not be broken off.
    tokio::select! {
        biased;
        value = &mut future => return Ok(value),
        () = interrupt() => {}
    }
    let mut unbroken = UNBROKEN.with(watch::Sender::subscribe);
    tokio::select! {
        biased;
        value = &mut future => Ok(value),
        _ = unbroken.wait_for(|count| *count == 0) => Err(Interrupted::ByPerson),
        () = tokio::time::sleep(GRACE) => Err(Interrupted::ByPerson),
        () = interrupt() => Err(Interrupted::ByPerson),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Runs a future that is interrupted so many times at once.
    fn interrupted<T>(times: usize, future: impl Future<Output = T>) -> Result<T, Interrupted> {
        let left = Cell::new(times);
        let interrupt = || {
            let now = left.get() > 0;
            left.set(left.get().saturating_sub(1));
            async move {
                if !now {
                    std::future::pending().await
                }
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(until_interrupt(future, interrupt))
    }

    async fn pause(seconds: u64) {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }

    #[test]
    fn an_interrupt_ends_what_can_be_broken_off() {
        assert_eq!(interrupted(1, pause(3)), Err(Interrupted::ByPerson));
        assert_eq!(interrupted(0, pause(3)), Ok(()));
    }

    #[test]
    fn what_must_not_be_broken_off_comes_to_its_end() {
        let reached = Cell::new(0);
        let work = async {
            let unbroken = Unbroken::begin();
            pause(3).await;
            reached.set(1);
            drop(unbroken);
            pause(3).await;
            reached.set(2);
        };
        assert_eq!(interrupted(1, work), Err(Interrupted::ByPerson));
        assert_eq!(reached.get(), 1);
    }

    #[test]
    fn neither_for_ever_nor_against_a_second_interrupt() {
        let unbroken = |seconds| async move {
            let _unbroken = Unbroken::begin();
            pause(seconds).await;
        };
        assert_eq!(interrupted(1, unbroken(4)), Ok(()));
        assert_eq!(interrupted(1, unbroken(6)), Err(Interrupted::ByPerson));
        assert_eq!(interrupted(2, unbroken(4)), Err(Interrupted::ByPerson));
    }
}
