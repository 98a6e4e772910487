//! Owns how the rows of a run look in each form, and rows that are written in the shape of their input (CONTRACT 4). Every call
//! writes whole rows, so that what is there is complete whenever the run ends.

use std::io::{self, Write};

use serde::Serialize;

use super::{csv, drift, json, resolution};
use crate::resolve::bulk::done::{Done, Told};
use crate::resolve::bulk::input::Shape;
use crate::resolve::bulk::row::{Fault, Original};
use crate::resolve::bulk::source::InputForm;
use crate::resolve::judge::Outcome;
use crate::text::sanitize::harmless;

/// The columns of a row as CSV.
const COLUMNS: [&str; 12] = [
    "row",
    "id",
    "repository",
    "work_type",
    "outcome",
    "workspace_id",
    "workspace_name",
    "library",
    "query",
    "equal",
    "reason",
    "message",
];

/// The columns that a row in the shape of its input has besides.
const ADDED: [&str; 2] = ["outcome", "reason"];

/// The form that rows are written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowForm {
    /// Not at all: people see the summary.
    Nothing,
    Plain,
    Csv,
    Json,
    Ndjson,
    /// As the input has them, and only those of some outcomes.
    Export(Export),
}

/// Rows in the shape of their input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    pub shape: Shape,
    pub outcomes: Vec<Outcome>,
    /// Formulas are made harmless.
    pub is_safe: bool,
}

/// Writes the rows of a run.
#[derive(Debug)]
pub struct RowWriter {
    form: RowForm,
    environment: String,
    with_explanation: bool,
    with_drift: bool,
    /// Rows that were written.
    rows: u64,
}

/// A row that never came to a question, as scripts read it: the keys of any other, and what is not known is `null`.
#[derive(Serialize)]
struct FaultDocument<'a> {
    schema_version: u8,
    row: u64,
    id: Option<&'a str>,
    environment: &'a str,
    repository: Option<&'a str>,
    work_type: Option<&'a str>,
    mode: Option<()>,
    mode_inferred: Option<()>,
    config: Option<()>,
    query: Nothing,
    library: Option<()>,
    outcome: Outcome,
    workspace: Option<()>,
    candidates: [(); 0],
    near_misses: [(); 0],
    message: &'a str,
}

#[derive(Serialize)]
struct Nothing {}

impl RowWriter {
    /// Begins to write rows.
    pub fn new(form: RowForm, environment: &str, with_explanation: bool, with_drift: bool) -> Self {
        RowWriter { form, environment: environment.to_owned(), with_explanation, with_drift, rows: 0 }
    }

    /// Writes what stands before the first row.
    pub fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.form {
            RowForm::Csv => {
                let more = if self.with_drift { drift::COLUMNS.as_slice() } else { &[] };
                csv::write(out, &[COLUMNS.as_slice(), more].concat(), [])
            }
            RowForm::Export(export) => export.begin(out),
            RowForm::Nothing | RowForm::Plain | RowForm::Json | RowForm::Ndjson => Ok(()),
        }
    }

    /// Writes rows.
    pub fn write(&mut self, out: &mut dyn Write, rows: &[Done]) -> io::Result<()> {
        match &self.form {
            RowForm::Nothing => {}
            RowForm::Plain => rows.iter().try_for_each(|done| plain(out, done))?,
            RowForm::Csv => {
                let with_drift = self.with_drift;
                csv::write_rows(out, rows.iter().map(|done| cells(done, with_drift)))?;
            }
            RowForm::Ndjson => rows.iter().try_for_each(|done| self.line(out, done))?,
            RowForm::Json => {
                for (at, done) in rows.iter().enumerate() {
                    let is_first = self.rows == 0 && at == 0;
                    out.write_all(if is_first { b"[\n" } else { b",\n" })?;
                    self.document(out, done)?;
                }
            }
            RowForm::Export(export) => {
                let wanted: Vec<&Done> = rows.iter().filter(|done| export.wants(done)).collect();
                export.write(out, &wanted, self.rows == 0)?;
                self.rows += wanted.len() as u64;
                return Ok(());
            }
        }
        self.rows += rows.len() as u64;
        Ok(())
    }

    /// Writes what stands behind the last row.
    pub fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        let is_list = match &self.form {
            RowForm::Json => true,
            RowForm::Export(export) => export.shape.form == InputForm::Json,
            _ => false,
        };
        match (is_list, self.rows) {
            (false, _) => Ok(()),
            (true, 0) => out.write_all(b"[]\n"),
            (true, _) => out.write_all(b"\n]\n"),
        }
    }

    /// Writes a row as one JSON document on one line, as a saved run has it.
    pub fn line(&self, out: &mut dyn Write, done: &Done) -> io::Result<()> {
        self.document(out, done)?;
        out.write_all(b"\n")
    }

    fn document(&self, out: &mut dyn Write, done: &Done) -> io::Result<()> {
        let (number, id) = (done.origin.number, done.origin.id.as_deref());
        match &done.told {
            Told::Resolution(resolution) => {
                let document = resolution::row_document(resolution, (Some(number), id), self.with_explanation);
                Ok(serde_json::to_writer(out, &document)?)
            }
            Told::Fault(Fault { message, .. }) => {
                let document = FaultDocument {
                    schema_version: 1,
                    row: number,
                    id,
                    environment: &self.environment,
                    repository: done.repository(),
                    work_type: done.work_type(),
                    mode: None,
                    mode_inferred: None,
                    config: None,
                    query: Nothing {},
                    library: None,
                    outcome: Outcome::Error,
                    workspace: None,
                    candidates: [],
                    near_misses: [],
                    message,
                };
                Ok(serde_json::to_writer(out, &document)?)
            }
        }
    }
}

/// Writes one tab-separated line: row, id, outcome, id, library and title of the workspace, message; empty where there is none.
fn plain(out: &mut dyn Write, done: &Done) -> io::Result<()> {
    let taken = done.resolution().and_then(|resolution| resolution.taken()).map(|taken| &taken.workspace);
    let drift = done.resolution().and_then(|resolution| resolution.drift.as_ref());
    write!(
        out,
        "{}\t{}\t{}\t{}\t{}\t{}\t{}",
        done.origin.number,
        harmless(done.origin.id.as_deref().unwrap_or_default()),
        done.outcome().word(),
        harmless(taken.map_or("", |workspace| &workspace.id)),
        harmless(taken.map_or("", |workspace| &workspace.library)),
        harmless(taken.map_or("", |workspace| &workspace.name)),
        harmless(done.message().unwrap_or_default()),
    )?;
    match drift {
        Some(drift) => writeln!(out, "\t{}", drift.change.word()),
        None => writeln!(out),
    }
}

fn cells(done: &Done, with_drift: bool) -> Vec<String> {
    let resolution = done.resolution();
    let taken = resolution.and_then(|resolution| resolution.taken()).map(|taken| &taken.workspace);
    let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let query = resolution.map(|resolution| {
        let fields = resolution.filling.fields.iter().map(|(tag, value)| format!("{tag}={value}"));
        fields.collect::<Vec<_>>().join(", ")
    });
    let mut cells = vec![
        done.origin.number.to_string(),
        owned(done.origin.id.as_deref()),
        owned(done.repository()),
        owned(done.work_type()),
        done.outcome().word().to_owned(),
        owned(taken.map(|workspace| workspace.id.as_str())),
        owned(taken.map(|workspace| workspace.name.as_str())),
        owned(resolution.and_then(|resolution| resolution.library.as_deref())),
        query.unwrap_or_default(),
        resolution.map_or(0, |resolution| resolution.equal).to_string(),
        done.reason.to_owned(),
        owned(done.message()),
    ];
    if with_drift {
        let drift = resolution.and_then(|resolution| resolution.drift.as_ref());
        cells.extend(drift.map(drift::cells).unwrap_or_default());
    }
    cells
}

impl Export {
    fn wants(&self, done: &Done) -> bool {
        self.outcomes.contains(&done.outcome())
    }

    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.shape.form != InputForm::Csv {
            return Ok(());
        }
        if self.shape.has_mark {
            out.write_all(b"\xef\xbb\xbf")?;
        }
        let places = self.added_places();
        let head = self.row_of(self.shape.header.iter(), places, ADDED.map(str::as_bytes));
        csv::write_foreign(out, self.shape.separator, self.is_safe, [head])
    }

    fn write(&self, out: &mut dyn Write, rows: &[&Done], is_first: bool) -> io::Result<()> {
        match self.shape.form {
            InputForm::Csv => {
                let places = self.added_places();
                let rows = rows.iter().map(|done| {
                    let cells = match &done.origin.original {
                        Some(Original::Cells(cells)) => Some(cells.iter()),
                        _ => None,
                    };
                    let added = [done.outcome().word().as_bytes(), told(done).as_bytes()];
                    self.row_of(cells.into_iter().flatten(), places, added)
                });
                csv::write_foreign(out, self.shape.separator, self.is_safe, rows)
            }
            form => {
                for (at, done) in rows.iter().enumerate() {
                    if form == InputForm::Json {
                        out.write_all(if is_first && at == 0 { b"[\n" } else { b",\n" })?;
                    }
                    let text = match &done.origin.original {
                        Some(Original::Text(text)) => text.as_slice(),
                        _ => &[],
                    };
                    let more = [(ADDED[0], done.outcome().word()), (ADDED[1], told(done))];
                    json::write_with_members(out, text, &more)?;
                    if form == InputForm::Ndjson {
                        out.write_all(b"\n")?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Where the header has the added columns already, as in an input that was written so before.
    fn added_places(&self) -> [Option<usize>; 2] {
        ADDED.map(|name| {
            self.shape.header.iter().position(|cell| cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
        })
    }

    /// A row with the added cells in their places, else behind the header's; shorter ones are filled up.
    fn row_of<'c>(
        &self,
        cells: impl Iterator<Item = &'c [u8]>,
        places: [Option<usize>; 2],
        added: [&'c [u8]; 2],
    ) -> Vec<&'c [u8]> {
        let width = self.shape.header.len();
        let mut row: Vec<&[u8]> = cells.collect();
        let beyond = row.split_off(width.min(row.len()));
        row.resize(width, &[]);
        for (place, cell) in places.into_iter().zip(added) {
            match place.and_then(|place| row.get_mut(place)) {
                Some(own) => *own = cell,
                None => row.push(cell),
            }
        }
        row.extend(beyond.into_iter().filter(|cell| !cell.trim_ascii().is_empty()));
        row
    }
}

/// Why a row came to what it did, as one who mends it reads it.
fn told(done: &Done) -> &str {
    done.message().unwrap_or(done.reason)
}
