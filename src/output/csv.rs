//! Owns the CSV form: a header, quoting as RFC 4180 has it, and cells that no spreadsheet takes for a formula.

use std::io::{self, Write};

use crate::text::sanitize::harmless;

/// Writes a header and rows.
pub fn write(out: &mut dyn Write, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let io_error = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::Error::other("a row does not fit the header"),
    };
    writer.write_record(head).map_err(io_error)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe(cell))).map_err(io_error)?;
    }
    writer.flush()
}

/// Makes a cell safe: harmless characters only, and an apostrophe before what a spreadsheet would calculate
/// (OWASP, CSV Injection). Plain numbers stay as they are.
fn safe(cell: &str) -> String {
    let cell = harmless(cell);
    if cell.starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell.into_owned()
    }
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
}
