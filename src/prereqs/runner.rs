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
