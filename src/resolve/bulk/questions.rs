//! Owns the questions that bulk resolving asks the server: the search for one row, and the reading of a list.

use std::sync::Arc;

use super::answers::Answer;
use super::figures::Watch;
use super::index::Index;
use super::{BulkError, Run};
use crate::imanage::error::ApiError;
use crate::resolve::judge::Outcome;
use crate::resolve::near;
use crate::resolve::one::{OpenLibraries, resolve_among};
use crate::resolve::ready::Ready;

/// Candidates that are told of a row: all that matter to anybody who reads many rows.
const MOST_CANDIDATES: usize = 10;

/// Searches for a row, and looks for near misses where that is asked for.
pub(super) async fn search(
    run: &Run<'_>,
    open: &OpenLibraries,
    library: &str,
    ready: &Ready,
) -> Result<Answer, ApiError> {
    let mut resolution = resolve_among(run.api, open, library, run.environment, ready).await?;
    if let Some(budget) = run.budget.as_ref().filter(|_| resolution.outcome != Outcome::One) {
        // What was found until a request failed is told; the row itself has its answer.
        let _ = near::add_near_misses(run.api, &mut resolution, budget).await;
    }
    let reason = near::reason(&resolution);
    resolution.keep_candidates(MOST_CANDIDATES);
    Ok(Answer { resolution: Arc::new(resolution), reason })
}

/// Reads the workspaces of a library, or those that fit some fields.
pub(super) async fn read_list(
    run: &Run<'_>,
    watch: &Watch,
    library: &str,
    fields: &[(String, String)],
    all: Option<u64>,
) -> Result<Box<Index>, ApiError> {
    let expected = all.and_then(|all| usize::try_from(all).ok()).unwrap_or(0);
    let mut index = Box::new(Index::new(library, run.shapes, expected));
    let told = run.api.scan_workspaces(library, fields, |row| {
        watch.note_workspace();
        index.add(row)
    });
    let told = told.await?;
    index.close(told);
    Ok(index)
}

/// Takes an error that concerns one question as no answer, and one that concerns them all as the end.
pub(super) fn passing<T>(result: Result<T, ApiError>) -> Result<Option<T>, BulkError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if is_fatal(&error) => Err(BulkError::Api(error)),
        Err(_) => Ok(None),
    }
}

/// Without a token nothing can be asked, and each further question would only be refused.
pub(super) fn is_fatal(error: &ApiError) -> bool {
    matches!(error, ApiError::Token(_) | ApiError::Unauthorized { .. })
}

/// An error and its causes in one line.
pub(super) fn whole_message(error: &ApiError) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
