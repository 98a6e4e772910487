//! Owns what a row of an input is once it has been read: its own name, and what is to be resolved or why it cannot be. Pure.

use super::csv_rows::Cells;
use crate::resolve::ready::Ready;

/// A row that was read.
#[derive(Clone, Debug)]
pub struct Row {
    pub origin: Origin,
    pub work: Work,
}

/// Which row it is.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// From 1; the header is none.
    pub number: u64,
    /// The line it begins in, from 1.
    pub line: u64,
    pub id: Option<String>,
    /// As the row or the options tell it; the request has the names of the configuration.
    pub repository: Option<String>,
    pub work_type: Option<String>,
    /// The row as it was written, where it is to be written again.
    pub original: Option<Original>,
    /// Bytes of the input up to the end of this row.
    pub consumed: u64,
}

/// What is to be done for a row.
#[derive(Clone, Debug)]
pub enum Work {
    Resolve(Box<Ready>),
    Fault(Fault),
}

/// Why a row cannot be resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// With line and column, as far as they are known.
    pub message: String,
    /// The same for all rows of this kind.
    pub reason: &'static str,
}

/// A row as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Original {
    Cells(Cells),
    /// A JSON text; empty where there was none that could be kept.
    Text(Vec<u8>),
}

impl Row {
    /// About what it takes in memory, in bytes.
    pub fn weight(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let work = match &self.work {
            Work::Fault(fault) => fault.message.len(),
            Work::Resolve(ready) => {
                let values =
                    ready.filling.values.iter().map(|looked| 200 + looked.value.as_ref().map_or(0, String::len));
                let fields = ready.filling.fields.iter().map(|(tag, value)| 48 + tag.len() + value.len());
                size_of::<Ready>() + values.sum::<usize>() + fields.sum::<usize>()
            }
        };
        let Origin { id, repository, work_type, original, .. } = &self.origin;
        let original = match original {
            None => 0,
            Some(Original::Cells(cells)) => cells.weight(),
            Some(Original::Text(text)) => text.len(),
        };
        size_of::<Row>() + text(id) + text(repository) + text(work_type) + work + original
    }
}
