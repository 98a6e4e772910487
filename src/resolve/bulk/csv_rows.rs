//! Owns rows written as cells below a header: which character stands between the cells, where a row begins, and what is wrong
//! with one. Refuses to know what a column means.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::error::InputError;
use super::source::Source;

/// The most one row may hold, in bytes: as much as the file of one work item.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// The most cells one row may have.
const MOST_CELLS: usize = 16 * 1024;

/// What a buffer is made with, and cut back to after a row that was out of the ordinary.
const USUAL: usize = 16 * 1024;

/// What may stand between cells: commas, semicolons as Excel writes them where the comma is the decimal point, tabs, bars.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows below a header.
pub struct CsvRows {
    pub source: Source,
    parser: Reader,
    pub separator: u8,
    /// The header's cells, without surrounding space and brackets.
    pub header: Vec<String>,
    /// The header's cells as they stand.
    pub raw_header: Cells,
    cells: Cells,
    is_ended: bool,
}

/// The cells of one row, one behind the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// One row that was read.
pub struct Record<'a> {
    pub cells: &'a Cells,
    /// Where it begins, from 1.
    pub line: u64,
    /// What is wrong with it as a row.
    pub fault: Option<RecordFault>,
}

/// What is wrong with a row, whatever its cells mean.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    #[error("a quote is opened and never closed: everything up to line {last} stands inside it")]
    Unclosed { last: u64 },
    #[error("the row is larger than 16 MiB, or has more than {MOST_CELLS} cells: a quote that is not closed, perhaps")]
    TooLarge,
    #[error("the row has {found} cells, and the header {expected}")]
    Length { found: usize, expected: usize },
}

impl Cells {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell by its place from 0; nothing where there is none.
    pub fn get(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(at)?;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        self.bytes.get(start..end)
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// What it takes in memory, in bytes.
    pub fn weight(&self) -> usize {
        self.bytes.len() + self.ends.len() * size_of::<usize>()
    }

    fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }
}

impl CsvRows {
    /// Reads the header.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(mut source: Source) -> Result<Self, InputError> {
        let told = told_separator(source.look()?);
        let separator = match told {
            Some((separator, length)) => {
                source.consume(length);
                separator
            }
            None => likely_separator(source.look_at_row()?),
        };
        // Where files were joined, a byte order mark may stand here once more.
        while source.look()?.starts_with(b"\xef\xbb\xbf") {
            source.consume(3);
        }
        let mut parser = ReaderBuilder::new().delimiter(separator).build();
        // The parser takes a mark away only where its three bytes come at once: after a line end it takes none.
        parser.read_record(b"\n", &mut [0; 8], &mut [0; 8]);
        let cells = Cells::default;
        let mut rows = CsvRows {
            source,
            parser,
            separator,
            header: Vec::new(),
            raw_header: cells(),
            cells: cells(),
            is_ended: false,
        };
        let (line, fault) = rows.read()?.ok_or_else(|| InputError::Empty { name: rows.source.name.clone() })?;
        let name = || rows.source.name.clone();
        if let Some(fault) = fault {
            return Err(InputError::Header { name: name(), line, why: fault.to_string() });
        }
        for (at, cell) in rows.cells.iter().enumerate() {
            let text = std::str::from_utf8(cell).map_err(|error| InputError::Header {
                name: name(),
                line,
                why: not_utf8(at, None, cell, &error),
            })?;
            rows.header.push(column_name(text).to_owned());
        }
        rows.raw_header = rows.cells.clone();
        Ok(rows)
    }

    /// Reads the next row; rows of nothing but blank cells are passed over, as empty lines are.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn read_next(&mut self) -> Result<Option<Record<'_>>, InputError> {
        loop {
            let Some((line, fault)) = self.read()? else { return Ok(None) };
            if fault.is_none() && self.cells.is_blank() {
                continue;
            }
            let (found, expected) = (self.cells.len(), self.header.len());
            // Spreadsheets write separators as far as any row once went.
            let goes_beyond = || (expected..found).any(|at| self.cells.get(at).is_some_and(|cell| !blank(cell)));
            let is_length = found < expected || (found > expected && goes_beyond());
            let fault = fault.or(is_length.then_some(RecordFault::Length { found, expected }));
            return Ok(Some(Record { cells: &self.cells, line, fault }));
        }
    }

    /// Reads a row into the cells, and tells where it began and whether it is one. Nothing at the end.
    fn read(&mut self) -> Result<Option<(u64, Option<RecordFault>)>, InputError> {
        let (mut out, mut ends, mut lines_dropped) = (0, 0, 0);
        let (mut is_too_large, mut is_unclosed, mut ended_line) = (false, false, false);
        self.cells.bytes.resize(USUAL.max(self.cells.bytes.len()), 0);
        self.cells.ends.resize(64.max(self.cells.ends.len()), 0);
        loop {
            let piece = self.source.piece()?;
            let is_end = piece.is_empty();
            // A line end at the end of all ends any row, save one whose quote is open: there it becomes part of the cell.
            let is_probe = is_end && !self.is_ended;
            let input = if is_probe { b"\n".as_slice() } else { piece };
            let (result, taken, wrote, ended) =
                self.parser.read_record(input, &mut self.cells.bytes[out..], &mut self.cells.ends[ends..]);
            if taken > 0 {
                ended_line = input[taken - 1] == b'\n' && !is_probe;
            }
            if is_probe {
                self.is_ended = true;
                is_unclosed = wrote > 0;
            } else if !is_end {
                self.source.consume(taken);
            }
            out += wrote;
            ends += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if out < LARGEST => {
                    let double = (out * 2).min(LARGEST);
                    self.cells.bytes.resize(double, 0);
                }
                ReadRecordResult::OutputEndsFull if ends < MOST_CELLS => {
                    let double = (ends * 2).min(MOST_CELLS);
                    self.cells.ends.resize(double, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    // The rest of the row is read to find its end, and not kept.
                    is_too_large = true;
                    lines_dropped += line_ends(&self.cells.bytes[..out]);
                    (out, ends) = (0, 0);
                    self.cells.bytes.resize(USUAL, 0);
                    self.cells.bytes.shrink_to_fit();
                }
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
            }
        }
        let inside = line_ends(&self.cells.bytes[..out]) + lines_dropped;
        let last = self.source.line() - u64::from(ended_line);
        let line = (last + u64::from(is_unclosed)).saturating_sub(inside).max(1);
        self.cells.bytes.truncate(out);
        self.cells.ends.truncate(ends);
        if self.cells.bytes.capacity() > 64 * USUAL && out < USUAL {
            self.cells.bytes.shrink_to(USUAL);
        }
        let fault = match (is_unclosed, is_too_large) {
            (true, _) => Some(RecordFault::Unclosed { last }),
            (false, true) => Some(RecordFault::TooLarge),
            (false, false) => None,
        };
        if fault.is_some() {
            self.cells.bytes.clear();
            self.cells.ends.clear();
        }
        Ok(Some((line, fault)))
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn blank(cell: &[u8]) -> bool {
    cell.iter().all(u8::is_ascii_whitespace)
}

/// A column's name as paths are compared: without surrounding space, and without the brackets that a path has in a config.
fn column_name(cell: &str) -> &str {
    let name = cell.trim();
    name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name).trim()
}

/// The separator that a line before the header tells, as Excel reads and writes it (`sep=;`), and that line's length.
fn told_separator(begin: &[u8]) -> Option<(u8, usize)> {
    match begin {
        [s, e, p, b'=', separator, rest @ ..] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => {
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            rest[..end].iter().all(|byte| *byte == b'\r').then_some((*separator, 6 + end))
        }
        _ => None,
    }
}

/// The separator that stands most often in the header outside quotes; a comma where there is none.
fn likely_separator(begin: &[u8]) -> u8 {
    let (mut counts, mut is_quoted) = ([0_usize; SEPARATORS.len()], false);
    for byte in begin.trim_ascii_start() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            byte if !is_quoted => {
                if let Some(at) = SEPARATORS.iter().position(|separator| separator == byte) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let first = counts.iter().position(|count| *count == most && most > 0);
    first.map_or(b',', |at| SEPARATORS[at])
}

/// Tells where a cell is no UTF-8.
pub(super) fn not_utf8(at: usize, name: Option<&str>, cell: &[u8], error: &std::str::Utf8Error) -> String {
    let byte = cell.get(error.valid_up_to()).copied().unwrap_or_default();
    let name = name.map(|name| format!(" (`{name}`)")).unwrap_or_default();
    format!("column {}{name} is not UTF-8: byte {byte:#04x}; save the file as UTF-8", at + 1)
}

#[cfg(test)]
mod tests;
