//! Owns reading an answer of the API that somebody else holds: without a connection, and by the same functions that
//! read the answers asked for. Fuzz targets and property tests come in by this door.

use std::collections::HashSet;

use serde_json::Value;

use super::api::{ApiError, failure, is_no_record, read, row};
use super::folders::{Node, node};
use super::paging::Page;
use super::rows::WorkspaceRow;
use super::wire::{Fields, One};
use super::workspaces::{Workspace, workspace};
use crate::http::Answer;

/// What is read, as errors name it.
const WHAT: &str = "the answer";

/// Reads one page of workspaces, each once.
///
/// # Errors
/// The answer is a refusal, is not JSON, or has another shape.
pub fn workspaces(answer: &Answer, library: &str) -> Result<Vec<Workspace>, ApiError> {
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    if is_empty(answer)? {
        return Ok(found);
    }
    Page::<WorkspaceRow<'_>>::of(answer, WHAT)?.take(|row| {
        let is_fresh = seen.insert(row.id.to_string());
        if is_fresh {
            found.push(row.to_workspace(library));
        }
        Ok(is_fresh)
    })?;
    Ok(found)
}

/// Reads one page of what stands in a workspace or folder.
///
/// # Errors
/// As [`workspaces`].
pub fn nodes(answer: &Answer) -> Result<Vec<Node>, ApiError> {
    let mut found = Vec::new();
    if is_empty(answer)? {
        return Ok(found);
    }
    Page::<Value>::of(answer, WHAT)?.take(|value| {
        let (id, fields) = row(value, &answer.host, WHAT)?;
        found.push(node(id, &fields));
        Ok(true)
    })?;
    Ok(found)
}

/// Reads one workspace.
///
/// # Errors
/// As [`workspaces`].
pub fn one_workspace(answer: &Answer) -> Result<Option<Workspace>, ApiError> {
    if is_empty(answer)? {
        return Ok(None);
    }
    let One { data } = read(answer, WHAT)?;
    let fields = Fields(data);
    Ok(fields.filled("id").map(|id| workspace(id, &fields, "")))
}

/// Tells whether the answer says that there is nothing.
fn is_empty(answer: &Answer) -> Result<bool, ApiError> {
    match is_no_record(answer) {
        true => Ok(true),
        false if answer.is_success() => Ok(false),
        false => Err(failure(answer, WHAT)),
    }
}
