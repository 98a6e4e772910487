//! What is told of each error: exit code, code text, and what to do.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use super::bulk::RowsUnwritable;
use super::explain::{explain_error, hints};
use super::resolve::{NoLibrary, NoWorkspace, WorkItemFailure};
use super::usage::{OutputError, ReportError, UsageError};
use super::verdict::Exit::{self, Ambiguous, Auth, Config, Incomplete, NotFound, Remote, Store, Usage};
use super::verdict::Verdict;
use crate::config::error::{Complaint, ConfigError};
use crate::config::origin::Place;
use crate::http::{CallbackError, HttpError, Interrupted, TlsProblem};
use crate::imanage::error::ApiError;
use crate::imanage::oauth::{OAuthError, Refusal, RefusalReason};
use crate::imanage::oauth_code::{SignInReason, SignInRefusal};
use crate::listing::error::ListingError;
use crate::operate::work_item::WorkItemError;
use crate::resolve::bulk::BulkError;
use crate::resolve::bulk::error::InputError;
use crate::resolve::bulk::resume::{ResumeError, ResumeProblem};
use crate::resolve::drift::{SavedError, SavedProblem};
use crate::resolve::request::RequestError;
use crate::sandbox::{DataError, SandboxError};
use crate::session::error::SessionError;
use crate::sys::files::FileError;
use crate::sys::lock::LockError;
use crate::sys::paths::NoDataFolder;
use crate::sys::whole_file::WriteError;
use crate::vault::VaultError;
use crate::vault::certificate::CertificateError;
use crate::vault::keyring::KeyringError;
use crate::vault::opening::OpeningError;
use crate::vault::seed::SeedError;
use crate::vault::sources::SourceError;

mod inputs;
mod servers;
mod stores;

/// Expects what is told of an error; `words` are part of its hints.
#[track_caller]
fn told(error: impl Error + 'static, exit: Exit, code: &str, words: &str) {
    let told = explain_error(&error).unwrap_or_else(|| panic!("nothing is told of {error:?}"));
    assert_eq!((told.exit, told.code), (exit, code), "{error:?}");
    assert!(told.hints.join("\n").contains(words), "{error:?}: {:?}", told.hints);
    assert_eq!(hints(&error), told.hints);
}

fn host() -> String {
    "dms.example".to_owned()
}

fn path() -> PathBuf {
    "/firm/file".into()
}

fn name() -> String {
    "matters.csv".to_owned()
}

fn io(kind: io::ErrorKind) -> io::Error {
    kind.into()
}

#[test]
fn what_nobody_knows_is_told_as_a_fault_of_the_program() {
    let unknown = anyhow::anyhow!("what is this");
    let told = super::explain::explain(&unknown);
    assert_eq!((told.exit, told.code, told.hints.len()), (Exit::Findings, "internal", 0));
    let wrapped = anyhow::Error::from(NoLibrary).context("while it was resolved");
    assert_eq!(super::explain::explain(&wrapped).code, "config.no-library");
}

#[test]
fn verdicts_have_the_exit_codes_that_scripts_know() {
    let codes = [
        (Verdict::Ok, 0, "ok"),
        (Verdict::Findings, 1, "findings"),
        (Verdict::ConfigInvalid, 3, "config"),
        (Verdict::Denied, 4, "auth"),
        (Verdict::StoreUnusable, 5, "store"),
        (Verdict::Unreachable, 6, "network"),
        (Verdict::Unanswered, 7, "remote"),
        (Verdict::NotFound, 8, "not-found"),
        (Verdict::Ambiguous, 9, "ambiguous"),
        (Verdict::Incomplete, 10, "incomplete"),
        (Verdict::Warnings, 11, "warnings"),
    ];
    for (verdict, code, name) in codes {
        assert_eq!((verdict.exit() as u8, verdict.exit().name()), (code, name));
    }
    assert_eq!((Exit::Interrupted as u8, Exit::Interrupted.name()), (130, "interrupted"));
    assert_eq!((Exit::Usage as u8, Exit::Usage.name()), (2, "usage"));
}
