//! When a request is sent again, under a clock that moves only when everybody waits.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::join_all;
use zeroize::Zeroizing;

use super::*;

const SECOND: Duration = Duration::from_secs(1);
const HARMLESS: (Repeat, &str) = (Repeat::Harmless, "imanage.example");

fn limits(seconds: u64, patience: u64) -> Limits {
    Limits { timeout: Duration::from_secs(seconds), patience: Duration::from_secs(patience) }
}

fn answer(status: u16) -> Answer {
    Answer {
        status,
        host: "imanage.example".into(),
        content_type: None,
        date: None,
        retry_after: None,
        rate_remaining: None,
        rate_reset: None,
        body: Zeroizing::default(),
        sent: Vec::new(),
        room: None,
    }
}

fn retry_after(status: u16, text: &str) -> Answer {
    Answer { retry_after: Some(text.into()), ..answer(status) }
}

fn reset(seconds: Duration) -> HttpError {
    HttpError::Reset { host: format!("{seconds:?}") }
}

/// Sends one request to a server that gives these answers one after the other, and tells when each attempt came.
async fn send_to(
    limits: Limits,
    repeat: Repeat,
    results: Vec<Result<Answer, HttpError>>,
) -> (Result<u16, HttpError>, Vec<Duration>) {
    let (pace, budget, begin) = (Pace::of(4), RepeatBudget::default(), Instant::now());
    let (results, times) = (RefCell::new(results.into_iter()), RefCell::new(Vec::new()));
    let result = send(&pace, &budget, limits, (repeat, HARMLESS.1), |_| {
        times.borrow_mut().push(begin.elapsed());
        let result = results.borrow_mut().next().expect("an attempt too many");
        async { result }
    })
    .await;
    (result.map(|answer| answer.status), times.take())
}

fn is_between(time: Duration, least: f64, most: f64) -> bool {
    (least..=most).contains(&time.as_secs_f64())
}

#[tokio::test(start_paused = true)]
async fn passing_failures_are_repeated_twice_with_growing_pauses() {
    for status in [408, 429, 502, 503, 504] {
        let failing = || Ok(retry_after(status, "0"));
        let (result, times) = send_to(limits(60, 0), Repeat::Harmless, vec![failing(), failing(), failing()]).await;
        assert_eq!((result, times.len()), (Ok(status), 3), "{status}");
        assert!(is_between(times[1], 0.5, 1.1), "{times:?}");
        assert!(is_between(times[2] - times[1], 1.0, 2.1), "{times:?}");
        let (result, times) = send_to(limits(60, 0), Repeat::Harmless, vec![failing(), Ok(answer(200))]).await;
        assert_eq!((result, times.len()), (Ok(200), 2));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_passing_failure_is_an_answer() {
    for status in [200, 201, 400, 401, 403, 404, 405, 409, 410, 425, 500, 501, 505] {
        let (result, times) = send_to(limits(60, 0), Repeat::Harmless, vec![Ok(answer(status))]).await;
        assert_eq!((result, times.len()), (Ok(status), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn errors_are_repeated_where_that_is_safe_and_may_help() {
    let host = || "imanage.example".to_owned();
    for (error, harmless, unreceived) in [
        (HttpError::Refused { host: host() }, 2, 2),
        (HttpError::Connect { host: host() }, 3, 3),
        (HttpError::ConnectTimeout { host: host(), seconds: 1 }, 3, 3),
        (HttpError::Reset { host: host() }, 3, 1),
        (HttpError::CutShort { host: host() }, 3, 1),
        (HttpError::Timeout { host: host(), seconds: 1 }, 1, 1),
        (HttpError::TooLarge { host: host(), limit: 1 }, 1, 1),
        (HttpError::Dns { host: host() }, 1, 1),
        (HttpError::Redirect { host: host(), status: 307, target: host() }, 1, 1),
        (HttpError::Tls { host: host(), problem: super::super::error::TlsProblem::Expired }, 1, 1),
    ] {
        for (repeat, attempts) in [(Repeat::Harmless, harmless), (Repeat::Unreceived, unreceived)] {
            let (result, times) = send_to(limits(60, 0), repeat, (0..3).map(|_| Err(error.clone())).collect()).await;
            assert_eq!((result, times.len()), (Err(error.clone()), attempts), "{error:?} {repeat:?}");
        }
    }
    let (result, times) = send_to(limits(60, 0), Repeat::Unreceived, vec![Ok(answer(503))]).await;
    assert_eq!((result, times.len()), (Ok(503), 1), "the server has received it");
}

#[tokio::test(start_paused = true)]
async fn no_repeat_comes_earlier_than_the_server_said() {
    for status in [429, 503] {
        for seconds in [1, 3, 17] {
            let asked = Ok(retry_after(status, &format!(" {seconds} ")));
            let (result, times) = send_to(limits(30, 0), Repeat::Harmless, vec![asked, Ok(answer(200))]).await;
            assert_eq!(result, Ok(200));
            assert!(is_between(times[1], seconds as f64, seconds as f64 + 1.0), "{seconds} {times:?}");
        }
    }
    let asked = Ok(Answer { rate_reset: Some(9), rate_remaining: Some(0), ..answer(429) });
    let (_, times) = send_to(limits(30, 0), Repeat::Harmless, vec![asked, Ok(answer(200))]).await;
    assert!(is_between(times[1], 9.0, 9.1), "{times:?}");
    let (_, times) = send_to(limits(30, 0), Repeat::Harmless, vec![Ok(answer(429)), Ok(answer(200))]).await;
    assert!(is_between(times[1], 5.0, 5.1), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_time_limit_is_no_wait_but_an_answer() {
    for text in ["31", "99999999", "18446744073709551615"] {
        let begin = Instant::now();
        let (result, times) = send_to(limits(30, 0), Repeat::Harmless, vec![Ok(retry_after(429, text))]).await;
        assert_eq!((result, times.len(), begin.elapsed()), (Ok(429), 1, Duration::ZERO), "{text}");
    }
    let (result, _) =
        send_to(limits(30, 60), Repeat::Harmless, vec![Ok(retry_after(429, "80")), Ok(answer(200))]).await;
    assert_eq!(result, Ok(200));
    let (result, _) = send_to(limits(30, 60), Repeat::Harmless, vec![Ok(retry_after(429, "91"))]).await;
    assert_eq!(result, Ok(429));
}

#[test]
fn both_forms_of_retry_after_are_read_and_what_cannot_be_read_asks_for_nothing() {
    let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let asked = |text: &str| wait_asked_for(&retry_after(503, text), now);
    for (text, seconds) in [
        ("0", Some(0)),
        (" 120 ", Some(120)),
        ("99999999", Some(99_999_999)),
        // The point in time that `now` is, half a minute later, and an hour before.
        ("Tue, 14 Nov 2023 22:13:20 GMT", Some(0)),
        ("Tue, 14 Nov 2023 22:13:50 GMT", Some(30)),
        ("Tuesday, 14-Nov-23 22:13:50 GMT", Some(30)),
        ("Tue Nov 14 22:13:50 2023", Some(30)),
        ("Tue, 14 Nov 2023 21:13:20 GMT", Some(0)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
        ("-1", None),
        ("1.5", None),
        ("", None),
        ("soon", None),
        ("Tue, 14 Nov", None),
        ("99999999999999999999999", None),
    ] {
        assert_eq!(asked(text), seconds.map(Duration::from_secs), "{text:?}");
        let of_429 = wait_asked_for(&retry_after(429, text), now);
        assert_eq!(of_429, seconds.map(Duration::from_secs).or(Some(AFTER_429)), "{text:?}");
    }
    assert_eq!(wait_asked_for(&answer(503), now), None);
    let with_reset = |status, seconds| wait_asked_for(&Answer { rate_reset: Some(seconds), ..answer(status) }, now);
    assert_eq!(with_reset(429, 7), Some(Duration::from_secs(7)));
    assert_eq!(with_reset(503, 7), None, "it tells of calls, not of a server that is down");
    assert_eq!(with_reset(429, 1_700_000_040), Some(Duration::from_secs(40)));
    assert_eq!(with_reset(429, 1_600_000_000), Some(Duration::ZERO));
    assert_eq!(with_reset(429, 999_999_999), Some(Duration::from_secs(999_999_999)));
    assert_eq!(with_reset(429, 1_000_000_000), Some(Duration::ZERO));
    let both = Answer { rate_reset: Some(7), ..retry_after(429, "3") };
    assert_eq!(wait_asked_for(&both, now), Some(Duration::from_secs(3)));
}

#[tokio::test(start_paused = true)]
async fn one_refusal_makes_all_the_others_wait() {
    let (pace, budget, begin) = (Pace::of(4), RepeatBudget::default(), Instant::now());
    let (pace, budget) = (&pace, &budget);
    let times = RefCell::new(Vec::new());
    join_all((0..8).map(|number| {
        let times = &times;
        let first = Cell::new(number == 0);
        async move {
            let result = send(pace, budget, limits(30, 0), HARMLESS, |_| {
                times.borrow_mut().push(begin.elapsed());
                let is_refused = first.take();
                async move {
                    tokio::time::sleep(SECOND).await;
                    Ok(if is_refused { retry_after(429, "10") } else { answer(200) })
                }
            });
            assert_eq!(result.await.map(|answer| answer.status), Ok(200));
        }
    }))
    .await;
    let times = times.take();
    // Four at once, then nobody for ten seconds, then one, then two at once and more as they go well.
    assert_eq!(times[..4], [Duration::ZERO; 4]);
    assert_eq!(times[4..], [11, 12, 12, 13, 13].map(Duration::from_secs));
}

#[tokio::test(start_paused = true)]
async fn a_thousand_requests_at_eight_at_once_do_not_time_out_in_their_queue() {
    let (pace, budget, begin) = (Pace::of(8), RepeatBudget::default(), Instant::now());
    let results = join_all((0..1000).map(|_| async {
        let once = |left: Duration| async move {
            assert_eq!(left, SECOND * 2, "its own time is whole when its turn comes");
            tokio::time::sleep(SECOND).await;
            Ok(answer(200))
        };
        send(&pace, &budget, limits(2, 0), HARMLESS, once).await
    }))
    .await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(begin.elapsed(), SECOND * 125);
}

#[tokio::test(start_paused = true)]
async fn a_long_run_waits_out_what_a_single_request_would_not() {
    let results_with = async |patience| {
        let (pace, budget) = (Pace::of(4), RepeatBudget::default());
        let calls = Cell::new(0);
        let results = join_all((0..40).map(|_| {
            send(&pace, &budget, limits(30, patience), HARMLESS, |_| {
                calls.set(calls.get() + 1);
                let is_refused = calls.get() == 10;
                async move {
                    tokio::time::sleep(SECOND).await;
                    Ok(if is_refused { retry_after(429, "300") } else { answer(200) })
                }
            })
        }))
        .await;
        let good = results.iter().filter(|result| matches!(result, Ok(answer) if answer.status == 200)).count();
        let paused = results.iter().filter(|result| matches!(result, Err(HttpError::Paused { .. }))).count();
        (good, paused)
    };
    assert_eq!(results_with(600).await, (40, 0));
    let (good, paused) = results_with(0).await;
    assert_eq!((good, paused), (11, 28), "those under way end, the refused one is told, the others are not sent");
    let pace = Pace::of(1);
    pace.hold(Duration::from_millis(30_200));
    let result = send(&pace, &RepeatBudget::default(), limits(30, 0), HARMLESS, |_| async { Ok(answer(200)) }).await;
    assert_eq!(result.err(), Some(HttpError::Paused { host: HARMLESS.1.into(), seconds: 31 }));
}

#[tokio::test(start_paused = true)]
async fn a_request_without_time_left_is_not_sent() {
    let (result, times) = send_to(limits(0, 0), Repeat::Harmless, vec![]).await;
    assert_eq!(result, Err(HttpError::Timeout { host: HARMLESS.1.into(), seconds: 0 }));
    assert!(times.is_empty());
    // A pause that would use all time up is not made.
    let begin = Instant::now();
    let (result, times) =
        send_to(Limits { timeout: SECOND / 2, patience: SECOND * 60 }, Repeat::Harmless, vec![Ok(answer(503))]).await;
    assert_eq!((result, times.len(), begin.elapsed()), (Ok(503), 1, Duration::ZERO));
}

/// Sends `number` requests, `at_once` at a time, where `fails` tells of which call; returns the calls and what went well.
async fn run(number: usize, at_once: usize, fails: impl Fn(usize) -> bool) -> (usize, usize) {
    let (pace, budget) = (Pace::of(at_once), RepeatBudget::default());
    let calls = Rc::new(Cell::new(0));
    let results = join_all((0..number).map(|_| {
        send(&pace, &budget, limits(3600, 0), HARMLESS, |_| {
            calls.set(calls.get() + 1);
            let status = if fails(calls.get()) { 502 } else { 200 };
            async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok(answer(status))
            }
        })
    }))
    .await;
    let good = results.iter().filter(|result| matches!(result, Ok(answer) if answer.status == 200)).count();
    (calls.get(), good)
}

#[tokio::test(start_paused = true)]
async fn a_run_repeats_what_fails_now_and_then_and_leaves_a_dead_server_alone() {
    let (calls, good) = run(1000, 32, |call| call % 20 == 0).await;
    assert!(good == 1000 && calls <= 1100, "{calls} calls, {good} good");
    let (calls, good) = run(10_000, 32, |call| call % 10 == 0).await;
    assert!(good >= 9_990 && calls <= 11_200, "{calls} calls, {good} good");
    for number in [1, 100, 1000, 5000] {
        let (calls, good) = run(number, 32, |_| true).await;
        assert!(good == 0 && calls <= number + 500 && calls <= number * 3, "{number}: {calls} calls");
    }
    // A server that dies after a long good time is left alone too.
    let (calls, _) = run(10_000, 32, |call| call > 5_000).await;
    assert!(calls <= 10_500, "{calls}");
}

#[test]
fn good_answers_save_repeats_up_to_a_limit() {
    let budget = RepeatBudget::default();
    for _ in 0..FIRST_REPEATS {
        assert!(budget.spend());
    }
    assert!(!budget.spend());
    for _ in 0..ANSWERS_A_REPEAT {
        assert!(!budget.spend());
        budget.earn();
    }
    assert!(budget.spend() && !budget.spend());
    for _ in 0..1_000_000 {
        budget.earn();
    }
    assert_eq!((0..1_000_000).take_while(|_| budget.spend()).count() as u32, MOST_REPEATS);
}

#[tokio::test(start_paused = true)]
async fn repeats_and_those_left_out_are_counted() {
    let (pace, budget) = (Pace::of(1), RepeatBudget::default());
    let failing = || send(&pace, &budget, limits(60, 0), HARMLESS, |_| async { Err(reset(SECOND)) });
    assert!(failing().await.is_err());
    assert_eq!((pace.figures().sent, pace.figures().repeated, pace.figures().not_repeated), (3, 2, 0));
    while budget.spend() {}
    assert!(failing().await.is_err());
    assert_eq!((pace.figures().sent, pace.figures().repeated, pace.figures().not_repeated), (4, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_repeat_that_runs_out_of_time_does_not_undo_what_was_answered() {
    let late = || Err(HttpError::Timeout { host: HARMLESS.1.into(), seconds: 60 });
    let (result, times) = send_to(limits(60, 0), Repeat::Harmless, vec![Ok(retry_after(503, "0")), late()]).await;
    assert_eq!((result, times.len()), (Ok(503), 2));
    let reset = || Err(HttpError::Reset { host: HARMLESS.1.into() });
    let (result, _) = send_to(limits(60, 0), Repeat::Harmless, vec![Ok(answer(502)), reset(), late()]).await;
    assert_eq!(result, Ok(502));
    let (result, _) = send_to(limits(60, 0), Repeat::Harmless, vec![reset(), late()]).await;
    assert!(matches!(result, Err(HttpError::Timeout { .. })), "nothing was answered: {result:?}");
    // What is known last is told, when it is more than that nothing came.
    let (result, _) = send_to(limits(60, 0), Repeat::Harmless, vec![Ok(answer(502)), reset(), reset()]).await;
    assert!(matches!(result, Err(HttpError::Reset { .. })), "{result:?}");
}

#[tokio::test(start_paused = true)]
async fn only_what_is_to_be_repeated_has_others_wait() {
    for (status, held) in [(200, 0), (404, 0), (500, 0), (503, 7)] {
        let (pace, budget) = (Pace::of(4), RepeatBudget::default());
        let result = send(&pace, &budget, limits(5, 0), HARMLESS, |_| async { Ok(retry_after(status, "7")) }).await;
        assert_eq!(result.map(|answer| answer.status), Ok(status));
        tokio::time::advance(10 * SECOND).await;
        assert_eq!(pace.figures().held, held * SECOND, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn repeats_are_saved_up_by_answers_that_need_none() {
    let left = async |status: u16| {
        let budget = RepeatBudget::default();
        let request = (Repeat::Unreceived, HARMLESS.1);
        let result = send(&Pace::of(4), &budget, limits(5, 0), request, |_| async { Ok(answer(status)) }).await;
        assert_eq!(result.map(|answer| answer.status), Ok(status));
        budget.0.load(Ordering::Relaxed)
    };
    let before = FIRST_REPEATS * ANSWERS_A_REPEAT;
    assert_eq!((left(200).await, left(503).await), (before + 1, before));
}

#[tokio::test(start_paused = true)]
async fn no_two_clients_come_again_at_the_same_moment() {
    let mut pauses = Vec::new();
    for _ in 0..100 {
        let failing = || Ok(retry_after(503, "0"));
        let (_, times) = send_to(limits(60, 0), Repeat::Harmless, vec![failing(), failing(), failing()]).await;
        pauses.push(times[1].as_millis());
    }
    let (least, most) = (pauses.iter().min().copied(), pauses.iter().max().copied());
    assert!(least < Some(600) && most > Some(900), "over the whole of 0.5 to 1 s: {pauses:?}");
    pauses.sort_unstable();
    pauses.dedup();
    assert!(pauses.len() > 30, "{pauses:?}");
}

proptest::proptest! {
    #[test]
    fn no_text_in_place_of_a_wait_makes_its_reader_panic(
        text in "\\PC{0,40}|[0-9.eE+-]{0,30}|(Mon|Tue|Fri), [0-9]{2} (Jan|Feb|Dec) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} (GMT|UTC)",
        status in 400_u16..600,
        reset in proptest::option::of(proptest::num::u64::ANY),
        now in 0_u64..4_102_444_800,
    ) {
        let answer = Answer { retry_after: Some(text), rate_reset: reset, ..answer(status) };
        let wait = wait_asked_for(&answer, UNIX_EPOCH + Duration::from_secs(now)).unwrap_or_default();
        // Nor does reckoning with it.
        let now = Instant::now();
        proptest::prop_assert!(later(now, wait) >= now);
    }
}
