//! Owns running the checks: side by side as soon as what they need has passed, each within a limit of time and all within another, told
//! in the order of the list whatever ended first.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::Instant;

use super::check::{Answer, Check, Reach};
use super::finding::{Finding, Status};

/// How long checks may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub each: Duration,
    pub all: Duration,
}

/// What is known so far; it outlives a run that is broken off.
#[derive(Debug, Default)]
pub struct Board(RefCell<Vec<State>>);

#[derive(Clone, Debug)]
enum State {
    Waiting,
    Running,
    Done { finding: Box<Finding>, may_pass: bool },
}

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// In the order of the list.
    pub findings: Vec<Finding>,
    /// There is a failure that will not go away by itself.
    pub is_definite: bool,
}

/// Runs checks, and puts each answer on the board as it comes. Without a network, what needs one is skipped.
pub async fn run<S>(checks: &[Check<S>], subject: &Rc<S>, limits: Limits, is_offline: bool, board: &Board) {
    board.0.replace(vec![State::Waiting; checks.len()]);
    let place: BTreeMap<&str, usize> =
        checks.iter().enumerate().rev().map(|(at, check)| (check.id.as_str(), at)).collect();
    let mut running = FuturesUnordered::new();
    let deadline = Instant::now() + limits.all;
    loop {
        // A check that is skipped may make others be skipped in turn, so until nothing moves any more.
        while let Some(at) = board.next_ready(checks, &place) {
            let check = &checks[at];
            if let Some(cause) = board.cause(check, &place) {
                board.put(at, check, Answer::skip_because(cause), Duration::ZERO);
            } else if is_offline && check.reach == Reach::Network {
                board.put(at, check, Answer::skip("not asked: offline"), Duration::ZERO);
            } else {
                board.0.borrow_mut()[at] = State::Running;
                let question = (check.ask)(Rc::clone(subject));
                running.push(async move {
                    let started = Instant::now();
                    let answer = tokio::time::timeout(limits.each, question).await;
                    let late = || Answer::error(format!("no answer within {} s", limits.each.as_secs()));
                    (at, answer.unwrap_or_else(|_| late()), started.elapsed())
                });
            }
        }
        match tokio::time::timeout_at(deadline, running.next()).await {
            Ok(Some((at, answer, took))) => board.put(at, &checks[at], answer, took),
            Ok(None) => return board.close(checks, "not asked: what it needs goes round in a circle"),
            Err(_) => {
                let late = format!("not asked to the end: all checks together may take {} s", limits.all.as_secs());
                return board.close(checks, &late);
            }
        }
    }
}

impl Board {
    /// A check that waits no longer: everything it needs is done, or is not among the checks.
    fn next_ready<S>(&self, checks: &[Check<S>], place: &BTreeMap<&str, usize>) -> Option<usize> {
        let states = self.0.borrow();
        let is_done = |id: &String| place.get(id.as_str()).is_none_or(|at| matches!(states[*at], State::Done { .. }));
        (0..checks.len()).find(|at| matches!(states[*at], State::Waiting) && checks[*at].needs.iter().all(is_done))
    }

    /// The id of the check at the root of why this one need not be asked.
    fn cause<S>(&self, check: &Check<S>, place: &BTreeMap<&str, usize>) -> Option<String> {
        let states = self.0.borrow();
        check.needs.iter().find_map(|id| {
            let State::Done { finding, .. } = &states[*place.get(id.as_str())?] else { return None };
            match finding.status {
                Status::Pass | Status::Warn => None,
                Status::Fail | Status::Error => Some(finding.id.clone()),
                // One that does not apply stands in nobody's way.
                Status::Skip => finding.because.clone(),
            }
        })
    }

    fn put<S>(&self, at: usize, check: &Check<S>, answer: Answer, took: Duration) {
        let may_pass = answer.may_pass;
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let finding = Box::new(check.finding(answer, milliseconds));
        self.0.borrow_mut()[at] = State::Done { finding, may_pass };
    }

    /// Ends what is not done yet: what was being asked could not be, and the rest was not asked.
    pub fn close<S>(&self, checks: &[Check<S>], why: &str) {
        let states = self.0.borrow().clone();
        for (at, check) in checks.iter().enumerate() {
            match states.get(at) {
                Some(State::Running) => self.put(at, check, Answer::error(why), Duration::ZERO),
                Some(State::Waiting) => self.put(at, check, Answer::skip(why), Duration::ZERO),
                _ => {}
            }
        }
    }

    /// What the board holds.
    pub fn read(&self) -> Run {
        let mut run = Run::default();
        for state in self.0.borrow().iter() {
            if let State::Done { finding, may_pass } = state {
                run.is_definite |= finding.status == Status::Fail && !may_pass;
                run.findings.push((**finding).clone());
            }
        }
        run
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prereqs::checks::list;
    use crate::prereqs::finding::Group;

    /// A check that answers after so many seconds.
    fn check(id: &str, needs: &[&str], seconds: u64, answer: Answer) -> Check<()> {
        let ask = move |_| {
            let answer = answer.clone();
            async move {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                answer
            }
        };
        Check::of_any(id, Group::Network, id, ask).needs(needs.iter().copied())
    }

    /// Runs checks on a clock that moves by itself; returns `id status because` of each, and the seconds it took.
    fn ran(checks: &[Check<()>], limits: Limits, is_offline: bool) -> (Vec<String>, u64, Run) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        let (board, runtime) = (Board::default(), runtime.expect("a runtime"));
        let seconds = runtime.block_on(async {
            let started = Instant::now();
            run(checks, &Rc::new(()), limits, is_offline, &board).await;
            started.elapsed().as_secs()
        });
        let run = board.read();
        let told = run.findings.iter().map(|finding| {
            let because = finding.because.as_ref().map(|id| format!(" {id}")).unwrap_or_default();
            format!("{} {}{because}", finding.id, finding.status.word())
        });
        (told.collect(), seconds, run)
    }

    const AMPLE: Limits = Limits { each: Duration::from_secs(60), all: Duration::from_secs(600) };

    #[test]
    fn checks_run_side_by_side_as_soon_as_their_needs_have_passed() {
        let pass = || Answer::pass("");
        let checks = [
            check("a", &[], 5, pass()),
            check("b", &["c"], 2, pass()),
            check("c", &[], 1, Answer::warn("")),
            check("d", &["b", "a"], 3, pass()),
        ];
        let (told, seconds, _) = ran(&checks, AMPLE, false);
        assert_eq!(told, ["a pass", "b pass", "c warn", "d pass"], "in the order of the list, whatever ended first");
        assert_eq!(seconds, 8, "a and c with b side by side, then d");
    }

    #[test]
    fn a_check_whose_need_failed_is_skipped_because_of_the_root() {
        let checks = [
            check("d", &["c"], 0, Answer::pass("")),
            check("c", &["b", "other"], 0, Answer::pass("")),
            check("b", &["a"], 0, Answer::pass("")),
            check("a", &[], 3, Answer::fail("")),
            check("other", &[], 1, Answer::error("")),
            check("free", &["untold"], 0, Answer::pass("")),
        ];
        let (told, _, run) = ran(&checks, AMPLE, false);
        assert_eq!(told, ["d skip a", "c skip a", "b skip a", "a fail", "other error", "free pass"]);
        assert!(run.is_definite);
    }

    #[test]
    fn what_does_not_apply_stands_in_nobodys_way_and_an_idle_question_does() {
        let checks = [
            check("tls", &[], 0, Answer::skip("plain http")),
            check("token", &["tls"], 0, Answer::pass("")),
            check("seed", &[], 0, Answer::skip_because("enabled")),
            check("vault", &["seed"], 0, Answer::pass("")),
        ];
        let (told, ..) = ran(&checks, AMPLE, false);
        assert_eq!(told, ["tls skip", "token pass", "seed skip enabled", "vault skip enabled"]);
    }

    #[test]
    fn each_check_has_a_limit_of_time_and_all_have_another() {
        let pass = || Answer::pass("");
        let checks =
            [check("slow", &[], 90, pass()), check("after", &["slow"], 0, pass()), check("quick", &[], 1, pass())];
        let (told, seconds, run) = ran(&checks, AMPLE, false);
        assert_eq!((told, seconds), (vec!["slow error".into(), "after skip slow".into(), "quick pass".into()], 60));
        assert!(run.findings[0].detail.contains("within 60 s") && !run.is_definite);
        let (told, seconds, run) = ran(&checks, Limits { each: AMPLE.all, all: Duration::from_secs(30) }, false);
        assert_eq!((told, seconds), (vec!["slow error".into(), "after skip".into(), "quick pass".into()], 30));
        assert!(run.findings[0].detail.contains("30 s"), "{}", run.findings[0].detail);
    }

    #[test]
    fn a_failure_that_may_pass_is_not_definite() {
        let (_, _, run) = ran(&[check("tcp", &[], 0, Answer::fail("").may_pass())], AMPLE, false);
        assert!(!run.is_definite);
    }

    #[test]
    fn offline_what_needs_a_network_is_skipped_and_the_rest_is_asked() {
        let local = Check { reach: Reach::Local, ..check("file", &[], 0, Answer::pass("")) };
        let checks = [local, check("tcp", &["file"], 0, Answer::pass("")), check("tls", &["tcp"], 0, Answer::pass(""))];
        let (told, ..) = ran(&checks, AMPLE, true);
        assert_eq!(told, ["file pass", "tcp skip", "tls skip"]);
    }

    #[test]
    fn a_ring_of_needs_ends_and_leaves_nobody_out() {
        let checks = [check("a", &["b"], 0, Answer::pass("")), check("b", &["a"], 0, Answer::pass(""))];
        assert_eq!(ran(&checks, AMPLE, false).0, ["a skip", "b skip"]);
    }

    #[test]
    fn every_need_is_a_check_and_no_check_needs_itself_in_the_end() {
        let checks = list::all(None);
        let mut known: Vec<&str> = Vec::new();
        while known.len() < checks.len() {
            let before = known.len();
            let is_ready = |check: &&Check| check.needs.iter().all(|id| known.contains(&id.as_str()));
            let next: Vec<&str> = checks.iter().filter(is_ready).map(|check| check.id.as_str()).collect();
            known.extend(next.into_iter().filter(|id| !known.contains(id)).collect::<Vec<_>>());
            assert!(known.len() > before, "{known:?}");
        }
    }
}
