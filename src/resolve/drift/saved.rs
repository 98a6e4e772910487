//! Owns reading a saved run: the rows that `--save` or `-o ndjson` wrote, line by line.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Kept, Row, Saved};
use crate::resolve::judge::Outcome;

/// The schema of rows that this version writes and reads.
const SCHEMA: u64 = 1;

/// The most bytes of one line: far beyond a row with all candidates.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// A file is no saved run that can be compared with.
#[derive(Debug, thiserror::Error)]
#[error("cannot compare with `{}`{}", path.display(), line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct SavedError {
    pub path: PathBuf,
    /// From 1; `None`: it is about the file as a whole.
    pub line: Option<u32>,
    #[source]
    pub problem: SavedProblem,
}

/// What is wrong with a saved run.
#[derive(Debug, thiserror::Error)]
pub enum SavedProblem {
    #[error("it cannot be read")]
    Unreadable(#[source] io::Error),
    #[error("it holds no row of a run")]
    Empty,
    #[error("this is no row of a run: {0}")]
    NotARow(String),
    #[error("the last row ends in the middle: the file is not complete")]
    HalfWritten,
    #[error("a newer version of imctl wrote this row (schema {0}; this one reads {SCHEMA})")]
    Newer(u64),
}

/// What is read of a row; the rest of it is passed over.
#[derive(Deserialize)]
struct SavedRow {
    schema_version: u64,
    id: Option<String>,
    repository: Option<String>,
    work_type: Option<String>,
    #[serde(default)]
    query: BTreeMap<String, String>,
    outcome: String,
    workspace: Option<SavedWorkspace>,
}

#[derive(Deserialize)]
struct SavedWorkspace {
    id: String,
    name: String,
}

impl Saved {
    /// Reads a saved run.
    ///
    /// # Errors
    /// When it cannot be read, or is no complete saved run of this schema, with the line.
    pub fn read(path: &Path) -> Result<Self, SavedError> {
        let error = |(line, problem)| SavedError { path: path.to_owned(), line, problem };
        let file = File::open(path).map_err(|cause| error((None, SavedProblem::Unreadable(cause))))?;
        Saved::of_lines(BufReader::with_capacity(64 * 1024, file)).map_err(error)
    }

    /// Reads the lines of a saved run. Where a row stands twice, the later one counts.
    pub(super) fn of_lines(mut lines: impl BufRead) -> Result<Self, (Option<u32>, SavedProblem)> {
        let (mut rows, mut number) = (HashMap::new(), 0_u32);
        let mut line = Vec::new();
        loop {
            line.clear();
            number = number.saturating_add(1);
            let told = |problem| (Some(number), problem);
            let read = lines.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
            if read.map_err(|cause| told(SavedProblem::Unreadable(cause)))? == 0 {
                break;
            }
            let mut text = line.as_slice();
            if number == 1 {
                text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
            }
            if text.trim_ascii().is_empty() {
                continue;
            }
            let (key, kept) = read_row(text, number, line.ends_with(b"\n")).map_err(told)?;
            rows.insert(key, kept);
        }
        if rows.is_empty() { Err((None, SavedProblem::Empty)) } else { Ok(Saved { rows }) }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Reads one row into what is kept of it. `is_ended`: a line end stands behind it.
fn read_row(text: &[u8], line: u32, is_ended: bool) -> Result<(u64, Kept), SavedProblem> {
    let row: SavedRow = serde_json::from_slice(text).map_err(|error| match version(text) {
        Some(version) if version > SCHEMA => SavedProblem::Newer(version),
        _ if error.is_eof() && !is_ended => SavedProblem::HalfWritten,
        _ if error.is_data() => {
            let full = error.to_string();
            let place = format!(" at line {} column {}", error.line(), error.column());
            SavedProblem::NotARow(full.strip_suffix(&place).unwrap_or(&full).to_owned())
        }
        _ => SavedProblem::NotARow("it is no JSON object on one line".into()),
    })?;
    if row.schema_version > SCHEMA {
        return Err(SavedProblem::Newer(row.schema_version));
    }
    let outcome = match row.outcome.as_str() {
        "error" => None,
        word => {
            let known = Outcome::of_word(word);
            Some(known.ok_or_else(|| SavedProblem::NotARow(format!("its outcome is `{word}`")))?)
        }
    };
    let query: Vec<(String, String)> = row.query.into_iter().collect();
    let known_by = Row {
        id: row.id.as_deref(),
        repository: row.repository.as_deref(),
        work_type: row.work_type.as_deref(),
        query: &query,
        outcome,
        workspace: None,
    };
    let workspace = row.workspace.map(|place| format!("{}\0{}", place.id, place.name)).unwrap_or_default();
    Ok((known_by.key(), Kept { outcome, was_met: false, line, workspace: workspace.into_boxed_str() }))
}

/// The schema of a row, whatever else is in it.
fn version(text: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Versioned {
        schema_version: u64,
    }
    serde_json::from_slice::<Versioned>(text).ok().map(|row| row.schema_version)
}
