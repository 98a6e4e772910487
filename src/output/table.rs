//! Owns tables for people: columns aligned by display width, broken to a terminal's width, never cut.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

use super::style::{Palette, paint};
use crate::text::sanitize::harmless;

/// Writes rows below a head. Columns that are empty all through are left out.
pub fn write(
    out: &mut dyn Write,
    head: &[&str],
    rows: &[Vec<String>],
    palette: Palette,
    width: Option<usize>,
) -> io::Result<()> {
    let is_used = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
    let columns: Vec<usize> = (0..head.len()).filter(|column| is_used(*column)).collect();
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    match width {
        Some(width) => {
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        }
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    table.set_header(columns.iter().map(|column| head[*column]));
    for row in rows {
        table.add_row(columns.iter().map(|column| {
            let text = row.get(*column).map(|cell| harmless(cell).into_owned()).unwrap_or_default();
            let is_number = is_number(&text);
            Cell::new(text).set_alignment(if is_number { CellAlignment::Right } else { CellAlignment::Left })
        }));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    for (at, line) in table.lines().enumerate() {
        let line = line.trim_end();
        if at == 0 { writeln!(out, "{}", paint(palette.faint, line))? } else { writeln!(out, "{line}")? }
    }
    Ok(())
}

/// Tells whether a cell is a number or a share.
fn is_number(text: &str) -> bool {
    let (digits, may_hold) = match text.strip_suffix(" %") {
        Some(share) => (share, b'.'),
        None => (text, b','),
    };
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == may_hold)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: &[Vec<String>], width: Option<usize>) -> String {
        let mut out = Vec::new();
        write(&mut out, &["id", "note", "name"], rows, Palette::plain(), width).expect("written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn columns_line_up_by_display_width_and_empty_ones_are_left_out() {
        let row = |id: &str, name: &str| vec![id.to_owned(), String::new(), name.to_owned()];
        let text = written(&[row("漢字", "a\u{1b}b"), row("A!1", "c")], None);
        assert_eq!(text, "id    name\n漢字  a<U+001B>b\nA!1   c\n");
    }

    #[test]
    fn nothing_is_cut_where_it_is_too_wide() {
        let name = "one two three four five six seven eight nine ten eleven twelve";
        let text = written(&[vec!["A!1".into(), String::new(), name.into()]], Some(40));
        assert!(text.lines().all(|line| line.len() <= 40), "{text}");
        for word in name.split(' ') {
            assert!(text.contains(word), "{text}");
        }
        assert!(written(&[vec!["A!1".into(), String::new(), name.repeat(9)]], None).lines().count() == 2);
    }
}
