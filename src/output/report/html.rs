//! Owns the html form.

use std::io::{self, Write};

use crate::prereqs::report::Report;

/// Writes the report.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    super::json::write(out, report)
}
