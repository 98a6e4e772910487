//! Owns how a comparison of two reports looks in each form.

use std::io::{self, Write};

use super::json;
use super::style::Palette;
use crate::prereqs::compare::Comparison;
use crate::text::sanitize::harmless;

/// Writes one JSON document.
pub fn json(out: &mut dyn Write, comparison: &Comparison) -> io::Result<()> {
    json::write(out, comparison)
}

/// Writes what is worse, what is better, and what else differs.
pub fn human(out: &mut dyn Write, comparison: &Comparison, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let _ = (palette, width);
    for change in &comparison.changes {
        writeln!(out, "{}", harmless(&change.id))?;
    }
    Ok(())
}
