//! Owns the JSON form: the report as it is, raw.

use std::io::{self, Write};

use crate::output::json;
use crate::prereqs::report::Report;

/// Writes one document over several lines (CONTRACT 8); server strings are not changed in it.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    json::write(out, report)
}
