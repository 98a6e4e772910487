//! Owns going on with an earlier output: which rows it has, whether they are of the same input, and where the next one goes. Nothing
//! is changed before all of it has been looked at.

use std::fs::{File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::csv_rows::LARGEST;
use super::error::InputError;
use super::input::Input;
use super::row::{Row, Work};
use super::tally::{Counted, Tally};
use crate::operate::repositories::Mode;
use crate::resolve::judge::Outcome;
use crate::resolve::miss::MissKind;
use crate::resolve::near;
use crate::resolve::one::Resolution;

/// The schema of rows that this version writes and reads.
const SCHEMA: u64 = 1;

/// An earlier output cannot be gone on with.
#[derive(Debug, thiserror::Error)]
#[error("cannot go on with `{}`{}", path.display(), line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct ResumeError {
    pub path: PathBuf,
    /// From 1.
    pub line: Option<u64>,
    #[source]
    pub problem: ResumeProblem,
}

/// What is in the way.
#[derive(Debug, thiserror::Error)]
pub enum ResumeProblem {
    #[error("it cannot be read or written")]
    Io(#[source] io::Error),
    #[error("another process writes to it")]
    Locked,
    #[error("this is no row of a run over many rows with `-o ndjson`")]
    NotARow,
    #[error("a newer version of imctl wrote this row (schema {0}; this one reads {SCHEMA})")]
    Newer(u64),
    #[error("it is of another run: {what} is `{there}` there, and `{here}` here")]
    Other { what: &'static str, there: String, here: String },
    #[error("it has more rows than the input, which ends after {rows}")]
    Longer { rows: u64 },
    #[error(transparent)]
    Input(#[from] InputError),
}

/// An earlier output that can be gone on with.
#[derive(Debug)]
pub struct Earlier {
    pub file: File,
    /// Rows it has.
    pub rows: u64,
    /// Bytes behind its last whole row.
    end: u64,
    /// Whether a row that was half written stands behind them.
    pub is_cut: bool,
}

/// What is read of a row; the rest of it is passed over.
#[derive(Deserialize)]
struct EarlierRow {
    schema_version: u64,
    row: Option<u64>,
    id: Option<String>,
    environment: String,
    config: Option<String>,
    mode: Option<String>,
    #[serde(default)]
    query: std::collections::BTreeMap<String, String>,
    outcome: String,
    #[serde(default)]
    near_misses: Vec<EarlierMiss>,
}

#[derive(Deserialize)]
struct EarlierMiss {
    kind: String,
}

impl Earlier {
    /// Opens an earlier output, or a new one, and reads as many rows of the input as it has, each compared with its line. Counts
    /// them.
    ///
    /// # Errors
    /// When it cannot be read, another process writes to it, or a row is of another run.
    pub fn open(path: &Path, input: &mut Input, environment: &str, tally: &mut Tally) -> Result<Self, ResumeError> {
        let error = |line, problem| ResumeError { path: path.to_owned(), line, problem };
        let io = |cause| error(None, ResumeProblem::Io(cause));
        let mut options = File::options();
        let mut file = options.read(true).write(true).create(true).truncate(false).open(path).map_err(io)?;
        file.try_lock().map_err(|cause| match cause {
            TryLockError::WouldBlock => error(None, ResumeProblem::Locked),
            TryLockError::Error(cause) => io(cause),
        })?;
        let length = file.metadata().map_err(io)?.len();
        let end = end_of_rows(&mut file, length).map_err(io)?;
        file.rewind().map_err(io)?;
        let mut lines = BufReader::with_capacity(64 * 1024, (&file).take(end));
        let (mut line, mut rows) = (Vec::new(), 0);
        loop {
            line.clear();
            let read = lines.by_ref().take(LARGEST as u64).read_until(b'\n', &mut line).map_err(io)?;
            if read == 0 {
                break;
            }
            rows += 1;
            let told = |problem| error(Some(rows), problem);
            let earlier = read_row(&line).map_err(told)?;
            let row = input.read_next().map_err(|cause| told(cause.into()))?;
            let row = row.ok_or_else(|| told(ResumeProblem::Longer { rows: rows - 1 }))?;
            compare(&earlier, &row, environment).map_err(told)?;
            count(&earlier, &row, tally);
        }
        drop(lines);
        Ok(Earlier { file, rows, end, is_cut: end < length })
    }

    /// Cuts off what was half written, and stands behind the last row.
    ///
    /// # Errors
    /// When the file cannot be changed.
    pub fn go_on(&mut self) -> io::Result<()> {
        self.file.set_len(self.end)?;
        self.file.seek(SeekFrom::Start(self.end)).map(|_| ())
    }
}

/// The place behind the last line end.
fn end_of_rows(file: &mut File, length: u64) -> io::Result<u64> {
    const PIECE: u64 = 64 * 1024;
    let mut end = length;
    while end > 0 {
        let begin = end.saturating_sub(PIECE);
        let mut piece = vec![0; (end - begin) as usize];
        file.seek(SeekFrom::Start(begin))?;
        file.read_exact(&mut piece)?;
        if let Some(at) = piece.iter().rposition(|byte| *byte == b'\n') {
            return Ok(begin + at as u64 + 1);
        }
        end = begin;
    }
    Ok(0)
}

fn read_row(line: &[u8]) -> Result<EarlierRow, ResumeProblem> {
    let row: EarlierRow = serde_json::from_slice(line).map_err(|_| ResumeProblem::NotARow)?;
    if row.schema_version > SCHEMA {
        return Err(ResumeProblem::Newer(row.schema_version));
    }
    Ok(row)
}

/// Compares a line with the row of the input that it must be of.
fn compare(earlier: &EarlierRow, row: &Row, environment: &str) -> Result<(), ResumeProblem> {
    let check = |what, there: &str, here: &str| {
        let other = || ResumeProblem::Other { what, there: there.to_owned(), here: here.to_owned() };
        if there == here { Ok(()) } else { Err(other()) }
    };
    let number = earlier.row.ok_or(ResumeProblem::NotARow)?;
    check("the number of the row", &number.to_string(), &row.origin.number.to_string())?;
    check("the row's id", text(earlier.id.as_deref()), text(row.origin.id.as_deref()))?;
    check("the environment", &earlier.environment, environment)?;
    let (config, mode, query) = match &row.work {
        Work::Fault(_) => (None, None, Vec::new()),
        Work::Resolve(ready) => {
            let mode = match ready.request.config.mode() {
                Mode::Default => "default",
                Mode::Search => "search",
            };
            (Some(ready.request.config.text.as_str()), Some(mode), ready.filling.fields.clone())
        }
    };
    check("the resolver config", text(earlier.config.as_deref()), text(config))?;
    check("the mode", text(earlier.mode.as_deref()), text(mode))?;
    let query = query.into_iter().collect();
    let told = |query: &std::collections::BTreeMap<String, String>| {
        query.iter().map(|(tag, value)| format!("{tag}={value}")).collect::<Vec<_>>().join(", ")
    };
    if earlier.query == query { Ok(()) } else { check("the query", &told(&earlier.query), &told(&query)) }
}

fn text(told: Option<&str>) -> &str {
    told.unwrap_or("none")
}

/// Counts a row of the earlier output, with the reason as far as its line tells it.
fn count(earlier: &EarlierRow, row: &Row, tally: &mut Tally) {
    let outcome = Outcome::of_word(&earlier.outcome).unwrap_or(Outcome::Error);
    let miss = earlier.near_misses.first().and_then(|miss| MissKind::of_word(&miss.kind)).map(MissKind::phrase);
    let reason = match &row.work {
        Work::Fault(fault) => fault.reason,
        Work::Resolve(ready) => {
            let local = Resolution::without_asking("", ready);
            miss.or_else(|| local.as_ref().map(near::reason)).unwrap_or_else(|| near::reason_of(outcome))
        }
    };
    let (repository, work_type) = match &row.work {
        Work::Resolve(ready) => (ready.request.repository.as_deref(), ready.request.work_type.as_deref()),
        Work::Fault(_) => (row.origin.repository.as_deref(), row.origin.work_type.as_deref()),
    };
    let (number, id) = (row.origin.number, row.origin.id.as_deref());
    tally.note(&Counted { number, id, repository, work_type, outcome, reason });
}
