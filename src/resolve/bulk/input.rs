//! Owns the way from an input to rows that are ready to be resolved. A row that cannot be read is a row with a fault, never the
//! end of the input.

use std::sync::Arc;

use serde_json::Value;

use super::columns::{Cell, Columns};
use super::csv_rows::{Cells, CsvRows, RecordFault, not_utf8};
use super::error::InputError;
use super::json_rows::{Element, ElementFault, JsonRows};
use super::requests::{Known, Requests};
use super::row::{Fault, Origin, Original, Row, Work};
use super::source::{InputForm, Source, form_of};
use crate::operate::work_item::{NoValue, WorkItem, WorkItemError};
use crate::resolve::filling::Filling;
use crate::resolve::ready::Ready;

/// The most the values of one search may hold, in bytes: titles have 254 characters at most, aliases fewer, and servers refuse
/// addresses far beyond.
const LONGEST_QUERY: usize = 4096;

/// The rows of an input.
pub struct Input {
    rows: Rows,
    requests: Requests,
    columns: Columns,
    number: u64,
    keeps_originals: bool,
    /// What works and is probably not meant so.
    pub doubts: Vec<String>,
}

enum Rows {
    Csv(Box<CsvRows>),
    Json(JsonRows),
}

/// How an input is written, to write rows in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    pub form: InputForm,
    pub separator: u8,
    pub has_mark: bool,
    pub header: Cells,
}

impl Input {
    /// Looks how an input begins, and reads its header.
    ///
    /// # Errors
    /// When no row of it could be resolved: there is no header, no column that a path asks for, or no resolver config.
    pub fn open(
        mut source: Source,
        form: Option<InputForm>,
        requests: Requests,
        keeps_originals: bool,
    ) -> Result<Self, InputError> {
        let form = match form {
            Some(form) => form,
            None => form_of(&mut source)?,
        };
        let rows = match form {
            InputForm::Csv => Rows::Csv(Box::new(CsvRows::open(source)?)),
            InputForm::Ndjson => Rows::Json(JsonRows::lines(source)),
            InputForm::Json => Rows::Json(JsonRows::list(source)?),
        };
        let columns = match &rows {
            Rows::Csv(csv) => Columns::of(&csv.header),
            Rows::Json(_) => Columns::default(),
        };
        let requests = requests.with_columns(columns.clone());
        let mut input = Input { rows, requests, columns, number: 0, keeps_originals, doubts: Vec::new() };
        input.check_columns()?;
        Ok(input)
    }

    /// How the input is written.
    pub fn shape(&self) -> Shape {
        match &self.rows {
            Rows::Csv(csv) => Shape {
                form: InputForm::Csv,
                separator: csv.separator,
                has_mark: csv.source.has_mark(),
                header: csv.raw_header.clone(),
            },
            Rows::Json(json) => Shape {
                form: if json.is_list() { InputForm::Json } else { InputForm::Ndjson },
                separator: b',',
                has_mark: false,
                header: Cells::default(),
            },
        }
    }

    /// Every resolver config that a row could get.
    pub fn possible(&mut self) -> Vec<std::sync::Arc<Known>> {
        let is_json = matches!(self.rows, Rows::Json(_));
        let (repository, work_type) = (self.columns.repository.is_some(), self.columns.work_type.is_some());
        self.requests.possible(is_json || repository, is_json || work_type)
    }

    /// Tells whether the next row can be read without waiting for more of the input.
    pub fn has_more_at_hand(&self) -> bool {
        self.source().has_more_at_hand()
    }

    /// The input's size in bytes, where it is known beforehand.
    pub fn size(&self) -> Option<u64> {
        self.source().size
    }

    fn source(&self) -> &Source {
        match &self.rows {
            Rows::Csv(csv) => &csv.source,
            Rows::Json(json) => &json.source,
        }
    }

    /// Refuses a header from which nothing could be resolved, and doubts one that lacks a column.
    fn check_columns(&mut self) -> Result<(), InputError> {
        let name = self.source().name.clone();
        let Rows::Csv(csv) = &self.rows else { return Ok(()) };
        if csv.separator != b',' {
            let (what, who) = match csv.separator {
                b';' => ("semicolons", ", as Excel writes them where the comma is the decimal point"),
                b'\t' => ("tabs", ""),
                _ => ("bars", ""),
            };
            self.doubts.push(format!("{name}: the cells are separated by {what}{who}"));
        }
        if !self.requests.has_fallback() && self.columns.repository.is_none() {
            return Err(InputError::NoRepository { name });
        }
        let possible = self.possible();
        let mut used: Vec<usize> = Vec::new();
        let mut lacking = Vec::new();
        for known in &possible {
            for (path, cell) in known.request.config.paths().zip(&known.cells) {
                match cell {
                    Cell::Column(at) if !used.contains(at) => used.push(*at),
                    Cell::Column(_) | Cell::Told(_) => {}
                    Cell::Nothing(_) => lacking.push(path.clone()),
                }
            }
        }
        self.columns.check_doubles(&name, &used)?;
        let mut wanted: Vec<String> = lacking.iter().map(|path| format!("[{}]", path.text)).collect();
        wanted.dedup();
        let has_told = possible.iter().any(|known| known.cells.iter().any(|cell| matches!(cell, Cell::Told(_))));
        let near = || {
            let near = lacking.iter().find_map(|path| Some((path, self.columns.nearest(path)?)));
            near.map(|(path, near)| (near.to_owned(), path.text.clone()))
        };
        if used.is_empty() && !wanted.is_empty() && !has_told {
            let have = self.columns.names().to_vec();
            return Err(InputError::NoKnownPath { name, wanted, have, near: near() });
        }
        // Where rows choose among several configs, a column that one of them lacks is no doubt of all.
        if let ([_], [first, ..]) = (possible.as_slice(), wanted.as_slice()) {
            let near = near().map(|(near, _)| format!("; it has `{near}`")).unwrap_or_default();
            self.doubts.push(format!("{name}: there is no column for `{first}`{near}: no row can be resolved"));
        }
        Ok(())
    }

    /// Reads the next row.
    ///
    /// # Errors
    /// When the input cannot be read any further.
    pub fn read_next(&mut self) -> Result<Option<Row>, InputError> {
        let (requests, columns, keeps) = (&mut self.requests, &self.columns, self.keeps_originals);
        let row = match &mut self.rows {
            Rows::Csv(csv) => match csv.read_next()? {
                None => return Ok(None),
                Some(record) => of_record(&record, columns, requests, keeps),
            },
            Rows::Json(json) => match json.read_next()? {
                None => return Ok(None),
                Some(element) => of_element(&element, requests, keeps),
            },
        };
        self.number += 1;
        let repository = match row.origin.repository {
            Some(own) => Some(own),
            None => self.requests.usual_repository().map(str::to_owned),
        };
        let origin = Origin { number: self.number, repository, consumed: self.source().consumed(), ..row.origin };
        Ok(Some(Row { origin, ..row }))
    }
}

fn fault(place: String, why: impl std::fmt::Display, reason: &'static str) -> Work {
    Work::Fault(Fault { message: format!("{place}: {why}"), reason })
}

fn of_record(
    record: &super::csv_rows::Record<'_>,
    columns: &Columns,
    requests: &mut Requests,
    keeps_originals: bool,
) -> Row {
    let (cells, line) = (record.cells, record.line);
    let own = |at: Option<usize>| {
        let text = String::from_utf8_lossy(cells.get(at?)?);
        Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let (repository, work_type) = (own(columns.repository), own(columns.work_type));
    let work = match &record.fault {
        Some(why) => {
            let reason = match why {
                RecordFault::Length { .. } => "the row has more or fewer cells than the header",
                RecordFault::Unclosed { .. } | RecordFault::TooLarge => "the row has no end: a quote is not closed",
            };
            fault(format!("line {line}"), why, reason)
        }
        None => ready(requests, repository.as_deref(), work_type.as_deref(), line, |known| {
            fill_from_cells(known, cells, columns, line)
        }),
    };
    let original = keeps_originals.then(|| Original::Cells(cells.clone()));
    Row { origin: Origin { line, id: own(columns.id), repository, work_type, original, ..Origin::default() }, work }
}

/// Finds a row's resolver config and has it filled.
fn ready(
    requests: &mut Requests,
    repository: Option<&str>,
    work_type: Option<&str>,
    line: u64,
    fill: impl FnOnce(&Known) -> Result<Filling, Fault>,
) -> Work {
    let place = || format!("line {line}");
    let known = match requests.of_row(repository, work_type) {
        Some(Ok(known)) => known,
        Some(Err(error)) => return fault(place(), error, "the row's repository or work type has no resolver config"),
        None => {
            return fault(place(), "the row tells no repository, and no option does", "the row tells no repository");
        }
    };
    match fill(&known) {
        Err(fault) => Work::Fault(fault),
        Ok(filling) => {
            let length: usize = filling.fields.iter().map(|(_, value)| value.len()).sum();
            if length > LONGEST_QUERY {
                let why = format!("the values to search for have {length} bytes; no title or alias is that long");
                return fault(place(), why, "a value is longer than any title or alias");
            }
            Work::Resolve(Box::new(Ready { request: Arc::clone(&known.request), filling: Arc::new(filling) }))
        }
    }
}

fn fill_from_cells(known: &Known, cells: &Cells, columns: &Columns, line: u64) -> Result<Filling, Fault> {
    let (mut sources, mut wrong) = (known.cells.iter(), None);
    let filling = Filling::by(&known.request.config, |_| match sources.next() {
        Some(Cell::Column(at)) => text_of(cells.get(*at).unwrap_or_default(), *at, columns).unwrap_or_else(|why| {
            let reason = "a cell holds what no text holds";
            wrong.get_or_insert(Fault { message: format!("line {line}, {why}"), reason });
            Err(NoValue::Empty)
        }),
        Some(Cell::Told(value)) => Ok(value.clone()),
        Some(Cell::Nothing(why)) => Err(why.clone()),
        // There is a cell for each path.
        None => Err(NoValue::Empty),
    });
    wrong.map_or(Ok(filling), Err)
}

/// A cell's text, or why there is no value; the outer error is a cell that cannot be a text.
fn text_of(cell: &[u8], at: usize, columns: &Columns) -> Result<Result<String, NoValue>, String> {
    let name = columns.name(at);
    let text = std::str::from_utf8(cell).map_err(|error| not_utf8(at, name, cell, &error))?;
    if let Some(place) = text.find('\0') {
        let character = text[..place].chars().count() + 1;
        let name = name.map(|name| format!(" (`{name}`)")).unwrap_or_default();
        return Err(format!("column {}{name}: character {character} is NUL, which no text of iManage holds", at + 1));
    }
    Ok(if text.trim().is_empty() { Err(NoValue::Empty) } else { Ok(text.to_owned()) })
}

fn of_element(element: &Element<'_>, requests: &mut Requests, keeps_originals: bool) -> Row {
    let Element { text, line, .. } = *element;
    let original = keeps_originals.then(|| Original::Text(text.trim_ascii().to_vec()));
    let item = match read_element(element) {
        Ok(item) => item,
        Err(fault) => {
            return Row { origin: Origin { line, original, ..Origin::default() }, work: Work::Fault(fault) };
        }
    };
    let own = |name: &str| match item.member(name)? {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let (id, repository, work_type) = (own("id"), own("repository"), own("work_type"));
    let told = requests.told().to_vec();
    let work = ready(requests, repository.as_deref(), work_type.as_deref(), line, |known| {
        let mut item = item;
        told.iter().for_each(|(path, value)| item.set(path, value));
        Ok(Filling::of(&known.request.config, &item))
    });
    Row { origin: Origin { line, id, repository, work_type, original, ..Origin::default() }, work }
}

fn read_element(element: &Element<'_>) -> Result<WorkItem, Fault> {
    let Element { text, line, column, fault } = *element;
    let wrong = |line: u64, column: u64, why: &dyn std::fmt::Display, reason| Fault {
        message: format!("line {line}, column {column}: {why}"),
        reason,
    };
    if let Some(why) = fault {
        let reason = match why {
            ElementFault::CutOff => "the list is cut off",
            _ => "the row is no JSON object",
        };
        return Err(wrong(line, column, &why, reason));
    }
    let text = std::str::from_utf8(text).map_err(|error| {
        let before = text[..error.valid_up_to()].rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let lines = text[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() as u64;
        let begin = if lines == 0 { column - 1 } else { 0 };
        let why = "it is not UTF-8; save the file as UTF-8";
        wrong(line + lines, begin + before.len() as u64 + 1, &why, "the row is not UTF-8")
    })?;
    WorkItem::from_json(text).map_err(|error| match error {
        WorkItemError::NotJson { line: inner, column: place, why } => {
            let begin = if inner == 1 { column - 1 } else { 0 };
            wrong(line + inner as u64 - 1, begin + place as u64, &why, "the row is no JSON")
        }
        other => wrong(line, column, &other, "the row is no JSON object"),
    })
}

#[cfg(test)]
mod tests;
