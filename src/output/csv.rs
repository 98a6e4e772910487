//! Owns the CSV form: a header, quoting as RFC 4180 has it, and cells that no spreadsheet takes for a formula.

use std::io::{self, Write};

use crate::text::sanitize::harmless;

/// Writes a header and rows.
pub fn write(out: &mut dyn Write, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
    let head = std::iter::once(head.iter().map(|name| (*name).to_owned()).collect());
    // Names of columns are ours, and no formulas.
    write_rows(out, head.chain(rows))
}

/// Writes rows alone, as they go on below a header.
pub fn write_rows(out: &mut dyn Write, rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe(cell))).map_err(io_error)?;
    }
    writer.flush()
}

/// Writes rows of foreign cells with the separator they came with. Cells stay as they are, byte by byte, unless formulas are to be
/// made harmless.
pub fn write_foreign<'a, R: IntoIterator<Item = &'a [u8]>>(
    out: &mut dyn Write,
    separator: u8,
    is_safe: bool,
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(out);
    for row in rows {
        for cell in row {
            match is_safe && calculates(cell) {
                true => writer.write_field([b"'", cell].concat()),
                false => writer.write_field(cell),
            }
            .map_err(io_error)?;
        }
        writer.write_record(None::<&[u8]>).map_err(io_error)?;
    }
    writer.flush()
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::Error::other("a row does not fit the header"),
    }
}

/// Makes a cell safe: harmless characters only, and an apostrophe before what a spreadsheet would calculate
/// (OWASP, CSV Injection). Plain numbers stay as they are.
fn safe(cell: &str) -> String {
    let cell = harmless(cell);
    if calculates(cell.as_bytes()) { format!("'{cell}") } else { cell.into_owned() }
}

/// Tells whether a spreadsheet would take a cell for a formula. Plain numbers are none.
fn calculates(cell: &[u8]) -> bool {
    let is_number = || std::str::from_utf8(cell).is_ok_and(|cell| cell.parse::<f64>().is_ok());
    matches!(cell.first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')) && !is_number()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awkward_cells_are_quoted_and_formulas_are_not_run() {
        let mut out = Vec::new();
        let row = |cell: &str| vec![cell.to_owned()];
        write(&mut out, &["name"], [row("a, \"b\""), row("=cmd|x"), row("-1.5"), row("x\u{1b}\ny")]).expect("written");
        assert_eq!(String::from_utf8_lossy(&out), "name\n\"a, \"\"b\"\"\"\n'=cmd|x\n-1.5\nx<U+001B><U+000A>y\n");
    }

    #[test]
    fn foreign_cells_keep_each_byte_and_formulas_are_made_harmless_only_where_asked() {
        let cells: [&[u8]; 6] = [b"=1+1", b"00012", b"-5", b"a;\"b\"\n\xff", b"", b"\tx"];
        let written = |is_safe| {
            let mut out = Vec::new();
            write_foreign(&mut out, b';', is_safe, [cells, cells]).expect("written");
            out
        };
        let line = b"=1+1;00012;-5;\"a;\"\"b\"\"\n\xff\";;\tx\n";
        assert_eq!(written(false), [line.as_slice(), line].concat());
        assert!(written(true).starts_with(b"'=1+1;00012;-5;"));
    }
}
