//! Owns what can be wrong with an input as a whole. What is wrong with a row is told of that row.

use std::io;

/// Why an input cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    #[error("cannot read the rows from `{name}`")]
    Unreadable { name: String, source: io::Error },
    #[error("`{name}` is written in {order}, not in UTF-8")]
    Utf16 { name: String, order: &'static str },
    #[error("`{name}` is empty: there is no header")]
    Empty { name: String },
    #[error("{name}:{line}: the header cannot be used: {why}")]
    Header { name: String, line: u64, why: String },
    #[error("`{name}`: the column `{column}` stands twice, as number {first} and {second}")]
    TwoColumns { name: String, column: String, first: usize, second: usize },
    #[error("`{name}`: no column has a value that the resolver config asks for")]
    NoKnownPath { name: String, wanted: Vec<String>, have: Vec<String>, near: Option<(String, String)> },
    #[error("`{name}` tells no repository, and no option does: there is no resolver config")]
    NoRepository { name: String },
    #[error("{name}:{line}: a list in brackets is expected, and this is none")]
    NotAList { name: String, line: u64 },
}
