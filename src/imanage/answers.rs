//! Owns reading an answer of the API that somebody else holds: without a connection, and by the same functions that
//! read the answers asked for. Fuzz targets and property tests come in by this door.

use std::collections::HashSet;

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
    Page::<Fields>::of(answer, WHAT)?.take(|fields| {
        let (id, fields) = row(fields, &answer.host, WHAT)?;
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
    let One { data: fields } = read(answer, WHAT)?;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::imanage::discovery::Discovery;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        let names = "id|name|custom1|wstype|data|results|user|work|libraries|versions|error|code|\\PC{0,3}";
        leaf.prop_recursive(4, 24, 6, move |inner| {
            let object = proptest::collection::btree_map(names, inner.clone(), 0..6);
            prop_oneof![
                proptest::collection::vec(inner, 0..6).prop_map(Value::from),
                object.prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn read_all(answer: &Answer) {
        let _ = (one_workspace(answer), Discovery::read(answer), nodes(answer));
        if let Ok(rows) = workspaces(answer, "ACTIVE") {
            let ids: HashSet<_> = rows.iter().map(|row| &row.id).collect();
            assert!(ids.len() == rows.len() && !ids.contains(&String::new()));
        }
    }

    proptest! {
        #[test]
        fn no_answer_makes_its_reader_panic(
            value in any_value(),
            status in proptest::sample::select(vec![200_u16, 400, 404, 500]),
            cut in proptest::option::of(0_usize..200),
        ) {
            for value in [value.clone(), json!({ "data": value }), json!({ "data": { "results": [value] } })] {
                let mut bytes = value.to_string().into_bytes();
                bytes.truncate(cut.unwrap_or(usize::MAX));
                read_all(&Answer::made_up(status, &bytes));
            }
        }

        #[test]
        fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            read_all(&Answer::made_up(200, &bytes));
        }
    }

    #[test]
    fn each_kind_is_read() {
        let answer = |value: Value| Answer::made_up(200, value.to_string().as_bytes());
        let row = json!({ "id": "ACTIVE!1", "name": "x", "wstype": "folder" });
        assert_eq!(workspaces(&answer(json!({ "data": [row, row] })), "ACTIVE").map(|rows| rows.len()).ok(), Some(1));
        assert_eq!(nodes(&answer(json!({ "data": { "results": [row] } }))).map(|nodes| nodes.len()).ok(), Some(1));
        let one = one_workspace(&answer(json!({ "data": row }))).ok().flatten();
        assert_eq!(one.map(|workspace| workspace.library), Some(String::new()));
        let none = Answer::made_up(404, br#"{"error":{"code":"NRC_NO_RECORD"}}"#);
        assert_eq!(workspaces(&none, "ACTIVE").map(|rows| rows.len()).ok(), Some(0));
        assert!(matches!(nodes(&Answer::made_up(403, b"")), Err(ApiError::Forbidden { .. })));
    }
}
