//! Owns label-and-value lists: aligned for people, tab-separated for scripts.

use std::io::{self, Write};

use super::style::{Palette, paint};
use super::wrap::wrap;
use crate::text::sanitize::{display_width, harmless};

/// Writes `label  value` lines with the values aligned, long ones broken to a terminal's width.
pub fn human(
    out: &mut dyn Write,
    fields: &[(&str, String)],
    palette: Palette,
    columns: Option<usize>,
) -> io::Result<()> {
    let width = fields.iter().map(|(label, _)| display_width(label)).max().unwrap_or(0);
    for (label, value) in fields {
        let gap = " ".repeat(width - display_width(label));
        let value = wrap(&harmless(value), columns, width + 2, width + 2);
        writeln!(out, "{}{gap}  {value}", paint(palette.faint, label))?;
    }
    Ok(())
}

/// Writes `label<TAB>value` lines, the label in snake case.
pub fn plain(out: &mut dyn Write, fields: &[(&str, String)]) -> io::Result<()> {
    for (label, value) in fields {
        writeln!(out, "{}\t{}", label.replace(' ', "_"), harmless(value))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_line_up_and_hostile_ones_are_harmless() {
        let fields = [("acts as", "SVC\u{1b}[2J".to_owned()), ("id", "7".to_owned())];
        let mut out = Vec::new();
        human(&mut out, &fields, Palette::plain(), None).expect("written");
        assert_eq!(String::from_utf8_lossy(&out), "acts as  SVC<U+001B>[2J\nid       7\n");
        out.clear();
        plain(&mut out, &fields).expect("written");
        assert_eq!(String::from_utf8_lossy(&out), "acts_as\tSVC<U+001B>[2J\nid\t7\n");
    }
}
