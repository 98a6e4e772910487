//! Owns wrong use of options that clap cannot see, and an answer or a report that cannot be written.

use std::io;

use super::explain::Explanation;
use super::verdict::Exit;
use crate::sys::whole_file::WriteError;

/// A wrong use of options that clap cannot see.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    #[error("`{command}` has no `{form}` form")]
    NoSuchForm { command: &'static str, form: &'static str },
    /// What one command alone can find, with what to do about it.
    #[error("{message}")]
    Command { message: String, hint: String },
}

/// The answer could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the answer to standard output")]
pub struct OutputError(#[source] pub io::Error);

/// A report could not be written to its file.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the {form} report")]
pub struct ReportError {
    pub form: &'static str,
    #[source]
    pub source: WriteError,
}

/// Explains the errors of this file.
pub(super) fn explain(error: &(dyn std::error::Error + 'static)) -> Option<Explanation> {
    if let Some(error) = error.downcast_ref::<UsageError>() {
        let hint = match error {
            UsageError::NoSuchForm { command, .. } => format!("see `imctl {command} --help` for the forms it has"),
            UsageError::Command { hint, .. } => hint.clone(),
        };
        return Some(Explanation { exit: Exit::Usage, code: "usage", hints: vec![hint] });
    }
    if error.is::<ReportError>() {
        let hint = "check that the folder exists and can be written, or name another file";
        return Some(Explanation {
            exit: Exit::Incomplete,
            code: "output.unwritable",
            hints: vec![hint.to_owned(), "read the findings above: they stand, written or not".to_owned()],
        });
    }
    let cause = match error.downcast_ref::<WriteError>() {
        Some(error) => &error.source,
        None => &error.downcast_ref::<OutputError>()?.0,
    };
    let hint = match cause.kind() {
        io::ErrorKind::StorageFull => "free space where the output goes, and run the command again",
        _ => "check where the output goes, and run the command again",
    };
    Some(Explanation { exit: Exit::Incomplete, code: "output.unwritable", hints: vec![hint.to_owned()] })
}
