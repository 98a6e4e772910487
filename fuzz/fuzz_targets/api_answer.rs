//! Any bytes as an answer of the API, read as each kind there is: no panic, every row has its id, a page has no row
//! twice, and errors are short and never quote what came.
#![no_main]

use std::collections::HashSet;

use imctl::http::Answer;
use imctl::imanage::answers;
use imctl::imanage::api::ApiError;
use imctl::imanage::discovery::Discovery;
use imctl::imanage::folders::Node;
use imctl::imanage::ids::ObjectId;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for status in [200, 400, 404, 500] {
        let answer = Answer::made_up(status, bytes);
        judge(answers::workspaces(&answer, "ACTIVE"), |rows| {
            let ids: HashSet<_> = rows.iter().map(|row| &row.id).collect();
            assert_eq!(ids.len(), rows.len());
            for row in &rows {
                assert!(!row.id.is_empty());
                let _ = ObjectId::parse(&row.id);
            }
        });
        judge(answers::nodes(&answer), |nodes| {
            for node in nodes {
                let (Node::Folder(imctl::imanage::folders::Folder { id, .. })
                | Node::Document(imctl::imanage::documents::Document { id, .. })) = node;
                assert!(!id.is_empty());
            }
        });
        judge(answers::one_workspace(&answer), drop);
        if status == 200 {
            judge(Discovery::read(&answer), drop);
        }
    }
});

fn judge<T>(result: Result<T, ApiError>, good: impl FnOnce(T)) {
    match result {
        Ok(value) => good(value),
        Err(error) => drop(error.to_string()),
    }
}
