//! The pace under a clock that moves only when everybody waits: exact times, no sleeping.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::future::join_all;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn plenty() -> TimeLimit {
    TimeLimit::of(Duration::from_secs(30), Duration::from_secs(3600))
}

/// Sends requests that take `latency` and are answered with what `answer` says when they arrive half-way.
async fn send_all(
    pace: &Pace,
    number: usize,
    latency: Duration,
    answer: impl Fn() -> (u16, Option<u64>, Option<Duration>),
) -> usize {
    let (running, most) = (Rc::new(Cell::new(0_usize)), Rc::new(Cell::new(0)));
    join_all((0..number).map(|_| async {
        let turn = pace.enter(&mut plenty()).await.expect("a turn");
        running.set(running.get() + 1);
        most.set(running.get().max(most.get()));
        tokio::time::sleep(latency / 2).await;
        let (status, remaining, reset) = answer();
        tokio::time::sleep(latency / 2).await;
        running.set(running.get() - 1);
        turn.learn(status, remaining, reset);
    }))
    .await;
    most.get()
}

fn good() -> (u16, Option<u64>, Option<Duration>) {
    (200, None, None)
}

#[tokio::test(start_paused = true)]
async fn no_more_run_at_once_than_were_allowed_and_no_fewer() {
    for concurrency in [1, 3, 8] {
        let (pace, begin) = (Pace::of(concurrency), Instant::now());
        assert_eq!(send_all(&pace, 24, SECOND, good).await, concurrency);
        assert_eq!(begin.elapsed(), SECOND * (24 / concurrency) as u32);
        assert_eq!((pace.figures().sent, pace.figures().lowest_concurrency), (24, concurrency));
    }
    assert_eq!(send_all(&Pace::of(0), 2, SECOND, good).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_halves_the_concurrency_once_for_all_that_were_under_way() {
    let pace = Pace::of(8);
    send_all(&pace, 8, SECOND, || (429, None, None)).await;
    assert_eq!(pace.figures().lowest_concurrency, 4);
    assert_eq!((pace.figures().throttled, pace.figures().sent), (8, 8));
    send_all(&pace, 4, SECOND, || (503, None, None)).await;
    assert_eq!(pace.figures().lowest_concurrency, 2);
    send_all(&pace, 2, SECOND, || (503, None, None)).await;
    send_all(&pace, 2, SECOND, || (503, None, None)).await;
    assert_eq!((pace.figures().lowest_concurrency, pace.figures().throttled), (1, 8));
    assert_eq!(send_all(&pace, 1, SECOND, good).await, 1);
}

#[tokio::test(start_paused = true)]
async fn good_answers_bring_the_concurrency_back_one_by_one_and_never_above_what_was_set() {
    let pace = Pace::of(4);
    send_all(&pace, 4, SECOND, || (503, None, None)).await;
    assert_eq!(pace.lock().allowed, 2);
    send_all(&pace, 1, SECOND, good).await;
    assert_eq!(pace.lock().allowed, 2);
    send_all(&pace, 1, SECOND, good).await;
    assert_eq!(pace.lock().allowed, 3);
    assert_eq!(send_all(&pace, 9, SECOND, good).await, 4, "three more allow a fourth, which runs at once");
    assert_eq!(pace.lock().allowed, 4);
    assert_eq!(send_all(&pace, 40, SECOND, good).await, 4);
    assert_eq!((pace.lock().allowed, pace.permits.available_permits()), (4, 4));
    // A refusal takes back what was half earned.
    send_all(&pace, 1, SECOND, || (503, None, None)).await;
    send_all(&pace, 1, SECOND, good).await;
    send_all(&pace, 1, SECOND, || (503, None, None)).await;
    assert_eq!(pace.lock().allowed, 1);
    send_all(&pace, 1, SECOND, good).await;
    assert_eq!(pace.lock().allowed, 2);
}

#[tokio::test(start_paused = true)]
async fn a_hold_holds_everybody_and_a_longer_one_takes_its_place() {
    let (pace, begin) = (Pace::of(3), Instant::now());
    pace.hold(SECOND * 10);
    pace.hold(SECOND * 4);
    let longer = async {
        tokio::time::sleep(SECOND * 9).await;
        pace.hold(SECOND * 6);
    };
    let times = Rc::new(Cell::new(Vec::new()));
    let senders = join_all((0..5).map(|_| async {
        let turn = pace.enter(&mut plenty()).await.expect("a turn");
        let mut all = times.take();
        all.push(begin.elapsed());
        times.set(all);
        turn.learn(200, None, None);
    }));
    tokio::join!(longer, senders);
    assert_eq!(times.take(), [SECOND * 15; 5]);
    assert_eq!(pace.figures().held, SECOND * 15);
    pace.hold(Duration::ZERO);
    assert_eq!(pace.figures().held, SECOND * 15);
    // A hold later on is counted from when it begins, and only as far as it was waited for.
    tokio::time::advance(SECOND * 100).await;
    pace.hold(SECOND * 2);
    assert_eq!(pace.figures().held, SECOND * 15);
    tokio::time::advance(SECOND).await;
    assert_eq!(pace.figures().held, SECOND * 16);
}

#[tokio::test(start_paused = true)]
async fn behind_a_hold_one_goes_first_and_its_good_answer_lets_the_others_go() {
    let pace = Pace::of(4);
    let early = pace.enter(&mut plenty()).await.expect("a turn");
    pace.hold(SECOND * 5);
    let others = join_all((0..5).map(|number| {
        let pace = &pace;
        async move {
            let turn = pace.enter(&mut plenty()).await.expect("a turn");
            tokio::time::sleep(SECOND).await;
            // The first of them is lost, and the second one is refused.
            match number {
                0 => {}
                1 => {
                    pace.hold(SECOND * 2);
                    turn.learn(429, None, None);
                }
                _ => turn.learn(200, None, None),
            }
        }
    }));
    let sent = |after: u64| {
        let pace = &pace;
        async move {
            tokio::time::sleep(Duration::from_millis(after)).await;
            pace.figures().sent
        }
    };
    let watched = async {
        tokio::time::sleep(SECOND).await;
        // What was sent before the hold says nothing about the time behind it.
        early.learn(200, None, None);
        drop(early);
        // Its permit goes through the queue first.
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(pace.permits.available_permits(), 1, "nobody keeps a turn during a hold");
        assert_eq!(sent(4_500).await, 2, "one behind the hold, at 5 s");
        assert_eq!(sent(1_000).await, 3, "again one, at 6 s");
        assert_eq!(sent(1_000).await, 3, "another hold, until 9 s");
        assert_eq!(sent(2_000).await, 4, "one behind it");
        assert_eq!(sent(1_000).await, 6, "the rest, at 10 s: two at once are allowed");
    };
    tokio::join!(watched, others);
    assert_eq!(pace.figures().lowest_concurrency, 2, "that one goes first is no lower concurrency");
    assert_eq!(pace.permits.available_permits(), pace.lock().allowed);
}

#[tokio::test(start_paused = true)]
async fn a_hold_beyond_the_requests_time_is_not_waited_for() {
    let (pace, begin) = (Pace::of(2), Instant::now());
    pace.hold(SECOND * 60);
    let mut time = TimeLimit::of(SECOND * 30, Duration::ZERO);
    assert_eq!(pace.enter(&mut time).await.err(), Some(TooLong { wait: SECOND * 60 }));
    assert_eq!(begin.elapsed(), Duration::ZERO);
    let mut time = TimeLimit::of(SECOND * 60, Duration::ZERO);
    pace.enter(&mut time).await.expect("a turn").learn(200, None, None);
    assert_eq!((begin.elapsed(), time.left()), (SECOND * 60, Duration::ZERO));
    assert_eq!(pace.permits.available_permits(), 2, "nothing is kept by one that gave up");
}

#[tokio::test(start_paused = true)]
async fn patience_is_used_up_before_the_requests_own_time() {
    let pace = Pace::of(1);
    let mut time = TimeLimit::of(SECOND * 30, SECOND * 20);
    pace.hold(SECOND * 15);
    drop(pace.enter(&mut time).await.expect("a turn"));
    assert_eq!((time.left(), time.patience), (SECOND * 30, SECOND * 5));
    pace.hold(SECOND * 15);
    drop(pace.enter(&mut time).await.expect("a turn"));
    assert_eq!((time.left(), time.patience), (SECOND * 20, Duration::ZERO));
    pace.hold(SECOND * 21);
    assert!(pace.enter(&mut time).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_queue_does_not_eat_the_time_of_those_in_it() {
    let pace = Pace::of(1);
    let left = join_all((0..100).map(|_| async {
        let mut time = TimeLimit::of(SECOND * 2, Duration::ZERO);
        let _turn = pace.enter(&mut time).await.expect("a turn");
        tokio::time::sleep(SECOND).await;
        time.left()
    }))
    .await;
    assert_eq!(left, [SECOND; 100]);
}

/// A server that allows so many calls in a window, and tells what is left as the sandbox does.
struct Counting {
    limit: u64,
    window: Duration,
    began: Cell<Instant>,
    calls: Cell<u64>,
    refused: Cell<u64>,
}

impl Counting {
    fn new(limit: u64, window: Duration) -> Self {
        let zero = || Cell::new(0);
        Counting { limit, window, began: Cell::new(Instant::now()), calls: zero(), refused: zero() }
    }

    fn answer(&self) -> (u16, Option<u64>, Option<Duration>) {
        if self.began.get().elapsed() >= self.window {
            self.began.set(Instant::now());
            self.calls.set(0);
        }
        self.calls.set(self.calls.get() + 1);
        let reset = Some(Duration::from_secs((self.window - self.began.get().elapsed()).as_secs_f64().ceil() as u64));
        match self.limit.checked_sub(self.calls.get()) {
            Some(left) => (200, Some(left), reset),
            None => {
                self.refused.set(self.refused.get() + 1);
                (429, Some(0), reset)
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_left_is_never_overshot_and_each_window_is_used_up() {
    for (limit, concurrency) in [(50, 16), (100, 8), (30, 32), (5, 8), (1, 4)] {
        let (pace, begin) = (Pace::of(concurrency), Instant::now());
        let server = Counting::new(limit, SECOND * 10);
        let requests = limit as usize * 5;
        send_all(&pace, requests, Duration::from_millis(200), || server.answer()).await;
        // What is sent at once when a window begins is sent before anything is known of it.
        let unknown = (concurrency as u64).saturating_sub(limit) * 6;
        assert!(server.refused.get() <= unknown, "{limit} {concurrency}: {} refused", server.refused.get());
        let ideal = SECOND * 10 * 4;
        let took = begin.elapsed();
        assert!(took <= ideal + SECOND * 16, "{limit} {concurrency}: {took:?}");
        let allowance = pace.figures().allowance.expect("told");
        assert_eq!((allowance.most, allowance.least), (limit - 1, 0));
        assert_eq!(allowance.reset, SECOND * 10);
    }
}

#[tokio::test(start_paused = true)]
async fn far_from_zero_nothing_is_slowed_down() {
    let (pace, begin) = (Pace::of(8), Instant::now());
    let server = Counting::new(1000, SECOND * 60);
    send_all(&pace, 80, SECOND, || server.answer()).await;
    assert_eq!(begin.elapsed(), SECOND * 10);
    assert_eq!((pace.figures().held, pace.figures().lowest_concurrency), (Duration::ZERO, 8));
}

#[tokio::test(start_paused = true)]
async fn near_zero_calls_are_spaced_out_but_a_lone_run_does_not_wait_for_the_reset() {
    let (pace, begin) = (Pace::of(8), Instant::now());
    let hour = Some(SECOND * 3600);
    send_all(&pace, 1, Duration::ZERO, || (200, Some(9), hour)).await;
    send_all(&pace, 1, Duration::ZERO, || (200, Some(8), hour)).await;
    assert_eq!(begin.elapsed(), Duration::ZERO, "the first one has waited long enough");
    send_all(&pace, 3, Duration::ZERO, || (200, Some(7), hour)).await;
    assert_eq!(begin.elapsed(), SECOND * 3);
    // Where the reset is near, the pauses are what is left of it for each.
    let (pace, begin) = (Pace::of(8), Instant::now());
    send_all(&pace, 1, Duration::ZERO, || (200, Some(4), Some(SECOND))).await;
    send_all(&pace, 2, Duration::ZERO, || (200, Some(4), Some(SECOND))).await;
    assert_eq!(begin.elapsed(), SECOND / 5);
    let (pace, begin) = (Pace::of(8), Instant::now());
    send_all(&pace, 1, Duration::ZERO, || (200, Some(10), hour)).await;
    send_all(&pace, 5, Duration::ZERO, || (200, Some(10), hour)).await;
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn at_zero_everybody_waits_for_the_reset_and_then_runs_as_before() {
    let (pace, begin) = (Pace::of(8), Instant::now());
    send_all(&pace, 1, Duration::ZERO, || (200, Some(0), Some(SECOND * 7))).await;
    assert_eq!(pace.figures().lowest_concurrency, 1);
    assert_eq!(send_all(&pace, 17, SECOND, good).await, 8);
    // Seven seconds for all, one for the first, and two for the others.
    assert_eq!(begin.elapsed(), SECOND * 10);
    assert_eq!(pace.figures().held, SECOND * 7);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_window_lets_more_run_without_an_answer_that_says_so() {
    let pace = Pace::of(4);
    send_all(&pace, 1, Duration::ZERO, || (200, Some(1), Some(SECOND * 2))).await;
    assert_eq!(pace.permits.available_permits(), 1);
    tokio::time::advance(SECOND * 2).await;
    assert_eq!(send_all(&pace, 8, SECOND, good).await, 4);
}

#[tokio::test(start_paused = true)]
async fn within_a_window_the_least_that_was_told_counts_and_another_window_begins_anew() {
    let pace = Pace::of(8);
    let left = || pace.lock().window.map(|window| window.remaining);
    send_all(&pace, 1, Duration::ZERO, || (200, Some(20), Some(SECOND * 10))).await;
    send_all(&pace, 1, Duration::ZERO, || (200, Some(30), Some(SECOND * 11))).await;
    assert_eq!(left(), Some(20));
    send_all(&pace, 1, Duration::ZERO, || (200, Some(19), Some(SECOND * 9))).await;
    assert_eq!(left(), Some(19));
    // A window that slides with the time is not taken for the old one for ever.
    for _ in 0..3 {
        tokio::time::advance(Duration::from_millis(900)).await;
        send_all(&pace, 1, Duration::ZERO, || (200, Some(50), Some(SECOND * 10))).await;
    }
    assert_eq!(left(), Some(50));
    send_all(&pace, 1, Duration::ZERO, || (200, Some(70), Some(SECOND * 2))).await;
    assert_eq!(left(), Some(70));
    send_all(&pace, 1, Duration::ZERO, || (200, Some(5), None)).await;
    send_all(&pace, 1, Duration::ZERO, || (200, None, Some(SECOND))).await;
    assert_eq!(left(), Some(70), "half of it says nothing");
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_all_time_is_no_overflow() {
    let pace = Pace::of(2);
    pace.hold(Duration::MAX);
    assert!(pace.enter(&mut plenty()).await.is_err_and(|long| long.wait >= SECOND * 99_999_999));
    let turn_of_another = Pace::of(1);
    let turn = turn_of_another.enter(&mut plenty()).await.expect("a turn");
    turn.learn(200, Some(u64::MAX), Some(Duration::MAX));
    turn.learn(200, Some(0), Some(Duration::from_secs(u64::MAX)));
    drop(turn);
    assert!(turn_of_another.enter(&mut plenty()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn one_that_is_dropped_while_it_waits_leaves_its_place_to_others() {
    let pace = Pace::of(1);
    let turn = pace.enter(&mut plenty()).await.expect("a turn");
    let mut time = plenty();
    assert!(tokio::time::timeout(SECOND, pace.enter(&mut time)).await.is_err());
    drop(turn);
    assert!(pace.enter(&mut plenty()).await.is_ok());
    pace.hold(SECOND * 5);
    assert!(tokio::time::timeout(SECOND, pace.enter(&mut time)).await.is_err());
    assert!(pace.enter(&mut plenty()).await.is_ok());
}
