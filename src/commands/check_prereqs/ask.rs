//! Owns the run: from the options to the questions, their findings, and the verdict.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::{list, reports};
use crate::cli::check_prereqs::CheckPrereqsArgs;
use crate::commands::configuration;
use crate::commands::service::asking;
use crate::commands::stage::Stage;
use crate::failure::explain::{explain_error, hints};
use crate::failure::usage::UsageError;
use crate::failure::verdict::{Exit, Verdict};
use crate::http::{self, Interrupted};
use crate::prereqs::anonymize::anonymize;
use crate::prereqs::check::Reach;
use crate::prereqs::checks::list as all_checks;
use crate::prereqs::compare::compare;
use crate::prereqs::finding::Status;
use crate::prereqs::making::{self, About};
use crate::prereqs::report::{RanFrom, Report};
use crate::prereqs::runner::{self, Board, Limits};
use crate::prereqs::selection::{Selection, Wish, WishError, select};
use crate::prereqs::setup::{Setup, Subject};
use crate::prereqs::verdict::{self, judge};
use crate::prereqs::waiting::{self, Outlook};
use crate::sys::{env, process};

/// Time limits where the configuration, which would tell them, cannot be loaded.
const USUAL: Duration = Duration::from_secs(30);

/// Runs the command.
pub(in crate::commands) fn run(args: &CheckPrereqsArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    let earlier = args.compare.as_deref().map(|path| reports::earlier(path, stage)).transpose()?;
    reports::check_targets(&args.report)?;
    let subject = load(stage)?;
    let setup = subject.setup().map(Rc::clone);
    let wish = Wish { only: args.only.clone(), skip: args.skip.clone() };
    let selection = select(all_checks::all(setup.as_deref()), &wish, setup.is_some()).map_err(unknown)?;
    if args.list {
        return list::run(&selection, setup.is_some(), stage);
    }
    let form = reports::form(stage, earlier.is_some())?;

    let asked = ask(subject, &selection, args, stage)?;

    let mut report = asked.report;
    if args.anonymize {
        anonymize(&mut report);
    }
    let unwritten = reports::write(&args.report, &report, stage);
    let comparison = earlier.map(|earlier| compare(&earlier, &report));
    reports::show(&report, comparison.as_ref(), form, stage)?;
    let is_unwritten = !unwritten.is_empty();
    reports::tell(&args.report, unwritten, stage);

    if let Some(interrupted) = asked.interrupted {
        return Err(interrupted.into());
    }
    let is_worse = comparison.is_some_and(|comparison| comparison.is_worse());
    Ok(match judge(&report.summary, args.strict) {
        verdict::Verdict::Failed => Verdict::Findings,
        _ if is_worse => Verdict::Findings,
        verdict::Verdict::Unknown => Verdict::Incomplete,
        _ if is_unwritten => Verdict::Incomplete,
        verdict::Verdict::Warned => Verdict::Warnings,
        verdict::Verdict::Good => Verdict::Ok,
    })
}

/// Loads the configuration; what is wrong with it is a finding, but a wrong option is a wrong option.
fn load(stage: &mut Stage<'_>) -> anyhow::Result<Subject> {
    let subject = Subject::load(stage.world, &configuration::request(stage), asking(stage), hints);
    match subject {
        Subject::Broken(broken) if explain_error(&broken.error).is_some_and(|told| told.exit == Exit::Usage) => {
            Err(broken.error.into())
        }
        Subject::Broken(_) => Ok(subject),
        Subject::Sound(ref setup) => {
            stage.adopt(&setup.config.options);
            Ok(subject)
        }
    }
}

fn unknown(error: WishError) -> UsageError {
    let hint = match &error {
        WishError::Unknown { near: Some(near), .. } => format!("write `{near}`, or see `imctl check-prereqs --list`"),
        WishError::Unknown { near: None, .. } => "see `imctl check-prereqs --list` for the checks there are".to_owned(),
        WishError::Nothing => {
            "leave out less with `--skip`, or name something that is configured with `--only`".to_owned()
        }
    };
    UsageError::Command { message: error.to_string(), hint }
}

/// What asking came to.
struct Asked {
    report: Report,
    interrupted: Option<Interrupted>,
}

fn ask(
    subject: Subject,
    selection: &Selection,
    args: &CheckPrereqsArgs,
    stage: &mut Stage<'_>,
) -> anyhow::Result<Asked> {
    let setup = subject.setup().map(Rc::clone);
    let is_remote = !args.offline && selection.checks.iter().any(|check| check.reach == Reach::Network);
    if let Some(setup) = &setup {
        let asks_token =
            is_remote && ["oauth", "imanage", "areas", "resolvers"].iter().any(|word| selection.asks(word));
        setup.ask_person(asks_token, selection.asks("encryption.seed") || selection.asks("encryption.vault"))?;
    }
    let limits = limits(setup.as_deref());
    let (started, started_at) = (Instant::now(), stage.world.clock.now());
    let board = Board::default();
    let may_ask = setup.as_ref().is_some_and(|setup| setup.service.as_ref().is_ok_and(|service| service.may_ask()));
    let waiting = stage.waiting("checking", may_ask || args.wait.is_some());
    let subject = RefCell::new(Rc::new(subject));

    let once = async || {
        let subject = Rc::clone(&subject.borrow());
        if let Some(setup) = subject.setup().filter(|_| is_remote) {
            setup.open_first();
        }
        runner::run(&selection.checks, &subject, limits, args.offline, &board).await;
        outlook(&board)
    };
    let result = http::run(async {
        let Some(limit) = args.wait else {
            once().await;
            return;
        };
        let pause = async |time: Duration| {
            tell_wait(&board, time, stage);
            tokio::time::sleep(time).await;
            let next = subject.borrow().again();
            if let Some(next) = next {
                subject.replace(Rc::new(next));
            }
        };
        waiting::until_good(Duration::from_secs(limit), once, pause, || started.elapsed()).await;
    });
    drop(waiting);
    if result.is_err() {
        board.close(&selection.checks, "interrupted");
    }

    let about = About {
        environment: asked_environment(stage),
        ran_from: RanFrom { host: process::host_name(stage.world), system: process::system().to_owned() },
        started_at: format!("{started_at:.0}"),
        duration_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        arguments: stage.world.arguments.iter().skip(1).map(|word| masked(&word.to_string_lossy())).collect(),
    };
    let mut report = making::report(setup.as_deref(), selection.told(board.read().findings), about);
    // Who asks for a part does not want to be told of the rest.
    if !args.only.is_empty() {
        report.confirmations.clear();
        if !selection.asks("areas") {
            report.areas.clear();
        }
    }
    Ok(Asked { report, interrupted: result.err() })
}

fn limits(setup: Option<&Setup>) -> Limits {
    let one = setup.map_or(USUAL, |setup| setup.config.linked_service.http.timeout);
    // A check may take several requests, and several checks follow one another.
    Limits { each: one * 2, all: one * 4 }
}

fn outlook(board: &Board) -> Outlook {
    let run = board.read();
    let is_bad = |status| matches!(status, Status::Fail | Status::Error);
    if run.is_definite {
        Outlook::Hopeless
    } else if run.findings.iter().any(|finding| is_bad(finding.status)) {
        Outlook::NotYet
    } else {
        Outlook::Good
    }
}

fn tell_wait(board: &Board, time: Duration, stage: &mut Stage<'_>) {
    let findings = board.read().findings;
    let bad = findings.iter().filter(|finding| matches!(finding.status, Status::Fail | Status::Error));
    let ids: Vec<&str> = bad.map(|finding| finding.id.as_str()).collect();
    stage.note(&format!("not yet: {}; asking again in {} s", ids.join(", "), time.as_secs().max(1)));
}

/// The environment that was asked for, where the configuration cannot tell it.
fn asked_environment(stage: &Stage<'_>) -> String {
    let of_variable = || env::lookup(stage.world, env::ENVIRONMENT).map(|name| name.to_string_lossy().into_owned());
    stage.global.environment.clone().or_else(of_variable).unwrap_or_else(|| "unknown".to_owned())
}

/// A word of the command line without user and password of an address in it.
fn masked(word: &str) -> String {
    match word.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1))) {
        Some((scheme, rest)) => format!("{scheme}://{rest}"),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_the_command_line_keeps_a_password() {
        assert_eq!(masked("--proxy=http://ada:hun/ter2@proxy:3128"), "--proxy=http://proxy:3128");
        assert_eq!(masked("http://proxy:3128/a@b"), "http://b");
        assert_eq!(masked("--report=html=a@b.html"), "--report=html=a@b.html");
    }
}
