//! Explains what is wrong with the rows of an input as a whole, with an earlier output that cannot be gone on with, and with rows that
//! cannot be written.

use std::error::Error;
use std::io;

use super::explain::{Explanation, explain_link};
use super::resolve::NoLibrary;
use super::verdict::Exit;
use crate::resolve::bulk::BulkError;
use crate::resolve::bulk::error::InputError;
use crate::resolve::bulk::resume::{ResumeError, ResumeProblem};

/// The rows could not be written to where they go.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the rows to `{name}`")]
pub struct RowsUnwritable {
    pub name: String,
    #[source]
    pub cause: io::Error,
}

/// Explains the errors of this file.
pub(super) fn explain(error: &(dyn Error + 'static)) -> Option<Explanation> {
    if let Some(error) = error.downcast_ref::<InputError>() {
        return Some(input(error));
    }
    if let Some(error) = error.downcast_ref::<ResumeError>() {
        return Some(resume(error));
    }
    if let Some(RowsUnwritable { cause, .. }) = error.downcast_ref::<RowsUnwritable>() {
        let hint = match cause.kind() {
            io::ErrorKind::StorageFull => "free space there, and run the command again: it goes on where it stopped",
            _ => "check the file and its folder, and run the command again: it goes on where it stopped",
        };
        return Some(told(Exit::Incomplete, "output.unwritable", vec![hint.into()]));
    }
    match error.downcast_ref::<BulkError>()? {
        BulkError::Input(error) => Some(input(error)),
        BulkError::Api(error) => explain_link(error),
        BulkError::NoLibrary => explain_link(&NoLibrary),
        // Whoever closed the output knows; the verdict is told instead.
        BulkError::Closed => None,
    }
}

fn told(exit: Exit, code: &'static str, hints: Vec<String>) -> Explanation {
    Explanation { exit, code, hints }
}

fn input(error: &InputError) -> Explanation {
    let (code, hints) = match error {
        InputError::Unreadable { source, .. } => (
            "resolve.input-unreadable",
            vec![match source.kind() {
                io::ErrorKind::NotFound => "check the path".to_owned(),
                io::ErrorKind::IsADirectory => "name a file, not a folder".to_owned(),
                _ => "check the file and its permissions".to_owned(),
            }],
        ),
        InputError::Utf16 { name, order } => (
            "resolve.input-utf-16",
            vec![
                "save it in Excel as `CSV UTF-8 (comma delimited)`".to_owned(),
                format!("run `iconv -f {order} -t UTF-8 '{name}' > utf-8.csv`, and give that file"),
            ],
        ),
        InputError::Empty { .. } => (
            "resolve.input-empty",
            vec!["write a header of composer paths, such as `id,client.reference,reference`".to_owned()],
        ),
        InputError::Header { .. } => ("resolve.input-header", vec!["correct the first line of the file".to_owned()]),
        InputError::TwoColumns { .. } => {
            ("resolve.input-double-column", vec!["rename one of the two columns, or remove it".to_owned()])
        }
        InputError::NoKnownPath { wanted, have, near, .. } => {
            let rename = near.as_ref().map(|(column, path)| format!("rename the column `{column}` to `{path}`"));
            let wanted = wanted.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
            let have = have.iter().take(12).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let name = format!("name the columns as the composer paths: {wanted}; the header has {have}");
            ("resolve.input-no-known-path", rename.into_iter().chain([name]).collect())
        }
        InputError::NoRepository { .. } => (
            "resolve.input-no-repository",
            vec!["give a resolver config, or `--repository NAME`, or a column `repository`".to_owned()],
        ),
        InputError::NotAList { .. } => (
            "resolve.input-not-a-list",
            vec!["tell how it is written with `--from-format csv` or `--from-format ndjson`".to_owned()],
        ),
    };
    told(Exit::Usage, code, hints)
}

fn resume(error: &ResumeError) -> Explanation {
    let (exit, code, hint) = match &error.problem {
        ResumeProblem::Input(error) => return input(error),
        ResumeProblem::Io(_) => (Exit::Usage, "resolve.resume-unreadable", "check the path and its permissions"),
        ResumeProblem::Locked => {
            (Exit::Usage, "resolve.resume-locked", "wait for that process, or end it, and run the command again")
        }
        ResumeProblem::NotARow => (
            Exit::Usage,
            "resolve.resume-no-row",
            "name a file that `imctl resolve --from … -o ndjson` wrote, or one that does not exist yet",
        ),
        ResumeProblem::Newer(_) => (Exit::Usage, "resolve.resume-newer", "use the newer imctl that wrote it"),
        ResumeProblem::Other { .. } | ResumeProblem::Longer { .. } => (
            Exit::Usage,
            "resolve.resume-other-run",
            "give the input, the resolver config and the environment of that run, or another file",
        ),
    };
    told(exit, code, vec![hint.to_owned()])
}
