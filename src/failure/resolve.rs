//! Explains what cannot be resolved or listed: a repository that is not there, a config that cannot work, a work item that cannot
//! be read, a workspace that is not surely the right one.

use std::io;

use super::explain::Explanation;
use super::verdict::Exit;
use crate::listing::error::ListingError;
use crate::operate::work_item::WorkItemError;
use crate::resolve::drift::{SavedError, SavedProblem};
use crate::resolve::request::RequestError;

/// A work item could not be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkItemFailure {
    #[error("cannot read the work item from `{name}`")]
    Unreadable { name: String, source: io::Error },
    #[error("{name}: {error}")]
    Invalid { name: String, error: WorkItemError },
}

/// Which library to search is not known.
#[derive(Debug, thiserror::Error)]
#[error("no library is named, and the account has no preferred one")]
pub struct NoLibrary;

/// There is not the one workspace that a listing needs.
#[derive(Debug, thiserror::Error)]
pub enum NoWorkspace {
    #[error("there is no workspace `{what}`, or it is hidden from this account")]
    NotFound { what: String },
    #[error("no workspace is surely the one meant: {message}")]
    NotSure { message: String },
    #[error("{} workspaces are equal, and one is needed", ids.len())]
    Ambiguous { ids: Vec<String> },
    #[error("the workspace cannot be looked for: {message}")]
    Unresolved { message: String },
    #[error("the workspace cannot be looked for: {message}")]
    Denied { message: String },
    #[error("there is no area `{name}`")]
    UnknownArea { name: String, near: Option<String>, known: Vec<String> },
}

/// Explains the errors of these rooms.
pub(super) fn explain(error: &(dyn std::error::Error + 'static)) -> Option<Explanation> {
    if let Some(error) = error.downcast_ref::<WorkItemFailure>() {
        return Some(explain_work_item(error));
    }
    if error.is::<NoLibrary>() {
        return told(
            Exit::Config,
            "config.no-library",
            vec!["set `preferred_database` in `[linked_service]`, or name one with `--library`".into()],
        );
    }
    if let Some(error) = error.downcast_ref::<ListingError>() {
        return explain_listing(error);
    }
    if let Some(SavedError { problem, .. }) = error.downcast_ref::<SavedError>() {
        let hint = match problem {
            SavedProblem::Unreadable(cause) if cause.kind() == io::ErrorKind::NotFound => {
                "check the path; a first run has nothing to compare with, only `--save`"
            }
            SavedProblem::Unreadable(_) => "check the file and its permissions",
            SavedProblem::Newer(_) => "compare with the version of imctl that wrote it, or a newer one",
            SavedProblem::HalfWritten => "copy the file anew, or save the run again",
            SavedProblem::Empty | SavedProblem::NotARow(_) => {
                "name a file that `imctl resolve --save FILE` or `-o ndjson` wrote: one object a line"
            }
        };
        return told(Exit::Usage, "resolve.saved-run", vec![hint.into()]);
    }
    if let Some(error) = error.downcast_ref::<NoWorkspace>() {
        return explain_no_workspace(error);
    }
    match error.downcast_ref::<RequestError>()? {
        RequestError::UnknownRepository { near, known, .. } => {
            let hints = match (near, known.as_slice()) {
                (Some(near), _) => vec![format!("write `--repository {near}`")],
                (None, []) => vec!["declare `[repositories.NAME]` with `workspace_resolver_config`".into()],
                (None, known) => vec![format!("choose one of: {}", known.join(", "))],
            };
            told(Exit::Usage, "resolve.unknown-repository", hints)
        }
        RequestError::NoResolver { repository, known, .. } => {
            let mut hints = vec![format!("set `workspace_resolver_config` in `[repositories.{repository}]`")];
            if !known.is_empty() {
                hints.insert(0, format!("name a work type it has: {}", known.join(", ")));
            }
            told(Exit::Config, "resolve.no-resolver", hints)
        }
        RequestError::Config { repository, mistake } => {
            let exit = if repository.is_some() { Exit::Config } else { Exit::Usage };
            told(exit, "resolve.config", vec![mistake.mistake.hint()])
        }
    }
}

fn explain_work_item(failure: &WorkItemFailure) -> Explanation {
    let hint = match failure {
        WorkItemFailure::Unreadable { source, .. } => match source.kind() {
            io::ErrorKind::NotFound => "check the path",
            io::ErrorKind::InvalidData => "save the file as UTF-8",
            _ => "check the file and its permissions",
        },
        WorkItemFailure::Invalid { error: WorkItemError::NotJson { .. }, .. } => "correct the JSON at that place",
        WorkItemFailure::Invalid { error: WorkItemError::NotAnObject { .. }, .. } => {
            "write an object such as {\"client.reference\": \"12345\", \"reference\": \"00001\"}"
        }
        WorkItemFailure::Invalid { error: WorkItemError::NotASetting { .. }, .. } => {
            "write `--set client.reference=12345`"
        }
    };
    Explanation { exit: Exit::Usage, code: "work-item.invalid", hints: vec![hint.into()] }
}

fn explain_listing(error: &ListingError) -> Option<Explanation> {
    match error {
        ListingError::NoFolder { have, .. } => {
            let have = have.iter().take(8).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let hint =
                if have.is_empty() { "list it without `--path`".into() } else { format!("choose among: {have}") };
            told(Exit::NotFound, "listing.no-folder", vec![hint])
        }
        ListingError::BadPath { .. } => {
            told(Exit::Usage, "usage", vec!["write `\\\\` for a backslash in a name".into()])
        }
        ListingError::Api(error) => super::explain::explain_link(error),
    }
}

fn explain_no_workspace(error: &NoWorkspace) -> Option<Explanation> {
    match error {
        NoWorkspace::NotFound { .. } => told(
            Exit::NotFound,
            "listing.not-found",
            vec![
                "check the id or title, and whether the service account may see it: iManage tells neither apart".into(),
            ],
        ),
        NoWorkspace::NotSure { .. } => told(
            Exit::NotFound,
            "listing.not-equal",
            vec!["name the workspace by its id, or see `imctl resolve --explain`".into()],
        ),
        NoWorkspace::Ambiguous { ids } => {
            let ids = ids.iter().take(5).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            told(Exit::Ambiguous, "listing.ambiguous", vec![format!("name one by its id: {ids}")])
        }
        NoWorkspace::Unresolved { .. } => {
            told(Exit::NotFound, "listing.unresolved", vec!["give the values with `--work-item` or `--set`".into()])
        }
        NoWorkspace::Denied { .. } => told(
            Exit::Auth,
            "listing.denied",
            vec!["ask an iManage administrator to let the service account in".into()],
        ),
        NoWorkspace::UnknownArea { near, known, .. } => {
            let hint = match near {
                Some(near) => format!("write `--area {near}`"),
                None => format!("choose one of: {}", known.join(", ")),
            };
            told(Exit::Usage, "listing.unknown-area", vec![hint])
        }
    }
}

fn told(exit: Exit, code: &'static str, hints: Vec<String>) -> Option<Explanation> {
    Some(Explanation { exit, code, hints })
}
