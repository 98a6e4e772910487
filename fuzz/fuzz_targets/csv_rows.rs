//! Any bytes as the rows of an input, as CSV, NDJSON and a JSON list: no panic, lines counted upwards, and the same rows
//! however the bytes are cut up on their way.
#![no_main]

use std::io::{Cursor, Read};

use imctl::resolve::bulk::csv_rows::CsvRows;
use imctl::resolve::bulk::json_rows::JsonRows;
use imctl::resolve::bulk::source::{Source, form_of};
use libfuzzer_sys::fuzz_target;

/// Hands bytes out a few at a time.
struct Dripping {
    bytes: Cursor<Vec<u8>>,
    most: usize,
}

impl Read for Dripping {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = self.most.min(buffer.len());
        self.bytes.read(&mut buffer[..most])
    }
}

fuzz_target!(|bytes: &[u8]| {
    let (most, bytes) = match bytes.split_first() {
        Some((first, rest)) => (usize::from(first % 7) + 1, rest),
        None => (1, bytes),
    };
    let source = |most| {
        let reader = Dripping { bytes: Cursor::new(bytes.to_vec()), most };
        Source::open(Box::new(reader), "rows", Some(bytes.len() as u64)).ok()
    };
    let _ = source(usize::MAX).map(|mut source| form_of(&mut source).is_ok());
    for read in [cells, lines, elements] {
        let whole = source(usize::MAX).map(read);
        assert_eq!(whole, source(most).map(read), "cut up every {most} bytes");
        let at: Vec<u64> = whole.iter().flatten().map(|(line, _)| *line).collect();
        assert!(at.is_sorted() && at.first().is_none_or(|line| *line >= 1), "{at:?}");
    }
});

/// The line of each row, and the row in whatever form.
type Rows = Vec<(u64, String)>;

fn cells(source: Source) -> Rows {
    let Ok(mut rows) = CsvRows::open(source) else { return Rows::new() };
    let mut all = Rows::new();
    while let Ok(Some(row)) = rows.read_next() {
        all.push((row.line, format!("{:?} {:?}", row.cells, row.fault)));
    }
    all
}

fn lines(source: Source) -> Rows {
    objects(JsonRows::lines(source))
}

fn elements(source: Source) -> Rows {
    JsonRows::list(source).map(objects).unwrap_or_default()
}

fn objects(mut rows: JsonRows) -> Rows {
    let mut all = Rows::new();
    while let Ok(Some(row)) = rows.read_next() {
        all.push((row.line, format!("{:?} {:?}", row.text, row.fault)));
    }
    all
}
