//! Owns how effective values, the result of a check, and the places of files look in each form.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use super::style::{Palette, paint};
use crate::config::check::Checked;
use crate::config::effective::Effective;
use crate::config::load::Located;
use crate::config::{Origin, Place};
use crate::text::sanitize::{display_width, harmless};

/// Origins of values wider than this stand directly behind the value, so that one long value does not push all others out.
const WIDEST_VALUE: usize = 40;

/// The head of what `config show` tells.
#[derive(Clone, Debug, Serialize)]
pub struct Shown<'a> {
    pub file: Option<&'a Path>,
    pub environment: &'a str,
    pub data_folder: Option<&'a Path>,
}

/// Writes effective values by table, each with its origin; what is not set is listed in one line a table.
pub fn show_human(out: &mut dyn Write, head: &Shown<'_>, values: &[Effective], palette: Palette) -> io::Result<()> {
    let file = head.file.map_or_else(|| "no file, variables only".to_owned(), |file| file.display().to_string());
    writeln!(out, "environment {} of {}", paint(palette.strong, &harmless(head.environment)), harmless(&file))?;
    let mut rest = values;
    while let Some(first) = rest.first() {
        let table = table_of(&first.key);
        let end = rest.iter().position(|value| table_of(&value.key) != table).unwrap_or(rest.len());
        let (group, others) = rest.split_at(end);
        writeln!(out, "\n{}", paint(palette.strong, &harmless(&format!("[{table}]"))))?;
        show_group(out, table, group, palette)?;
        rest = others;
    }
    Ok(())
}

fn show_group(out: &mut dyn Write, table: &str, group: &[Effective], palette: Palette) -> io::Result<()> {
    let name = |value: &Effective| value.key[table.len()..].trim_start_matches('.').to_owned();
    let set: Vec<_> = group
        .iter()
        .filter(|v| !v.value.is_null())
        .map(|v| (name(v), text_of(&v.value), v.origin.to_string()))
        .collect();
    let names = set.iter().map(|(name, ..)| display_width(name)).max().unwrap_or(0);
    let values = set.iter().map(|(_, value, _)| display_width(value)).filter(|width| *width <= WIDEST_VALUE).max();
    for (name, value, origin) in &set {
        let name_gap = " ".repeat(names - display_width(name));
        let value_gap = " ".repeat(values.unwrap_or(0).saturating_sub(display_width(value)));
        let origin = paint(palette.faint, &harmless(origin));
        writeln!(out, "  {}{name_gap}  {}{value_gap}  {origin}", harmless(name), harmless(value))?;
    }
    let unset: Vec<_> = group.iter().filter(|value| value.value.is_null()).map(name).collect();
    if !unset.is_empty() {
        let mut line = "  not set:".to_owned();
        for (at, name) in unset.iter().enumerate() {
            if display_width(&line) + display_width(name) > 76 {
                writeln!(out, "{}", paint(palette.faint, &line))?;
                line = "          ".to_owned();
            }
            line.push_str(&format!(" {}{}", harmless(name), if at + 1 < unset.len() { "," } else { "" }));
        }
        writeln!(out, "{}", paint(palette.faint, &line))?;
    }
    Ok(())
}

/// Writes `key=value`, a line each; nothing behind the `=` when it is not set.
pub fn show_plain(out: &mut dyn Write, head: &Shown<'_>, values: &[Effective]) -> io::Result<()> {
    writeln!(out, "environment={}", harmless(head.environment))?;
    for value in values {
        writeln!(out, "{}={}", harmless(&value.key), harmless(&text_of(&value.value)))?;
    }
    Ok(())
}

/// Writes one JSON document.
pub fn show_json(out: &mut dyn Write, head: &Shown<'_>, values: &[Effective]) -> io::Result<()> {
    let values: Vec<Value> = values
        .iter()
        .map(|value| json!({ "key": value.key, "value": value.value, "origin": origin_json(&value.origin) }))
        .collect();
    write_json(
        out,
        &json!({
            "schema_version": 1, "file": head.file, "environment": head.environment,
            "data_folder": head.data_folder, "values": values,
        }),
    )
}

/// Writes what a check found.
pub fn check_human(out: &mut dyn Write, checked: &Checked, palette: Palette) -> io::Result<()> {
    let file = checked.file.as_ref().map_or("the variables".into(), |file| file.display().to_string());
    let (count, warned) = (checked.complaints.len(), checked.warnings.len());
    let judgement = match count {
        0 => paint(palette.good, "good"),
        1 => paint(palette.bad, "1 mistake"),
        count => paint(palette.bad, &format!("{count} mistakes")),
    };
    let warnings = match warned {
        0 => String::new(),
        1 => ", 1 warning".to_owned(),
        count => format!(", {count} warnings"),
    };
    writeln!(out, "{}: {judgement}{warnings}", harmless(&file))?;
    for complaint in &checked.complaints {
        writeln!(out, "\n{} {}", paint(palette.bad, "mistake:"), harmless(&complaint.to_string()))?;
        for hint in &complaint.hints {
            writeln!(out, "   {} {}", paint(palette.good, "hint:"), harmless(hint))?;
        }
    }
    if !checked.warnings.is_empty() {
        writeln!(out)?;
    }
    for warning in &checked.warnings {
        writeln!(out, "{} {}", paint(palette.warning, "warning:"), harmless(&warning.to_string()))?;
    }
    if !checked.environments.is_empty() {
        writeln!(out, "\nenvironments: {}", harmless(&checked.environments.join(", ")))?;
    }
    if !checked.redirect_urls.is_empty() {
        writeln!(out, "redirect URLs that must be registered with iManage:")?;
    }
    for redirect in &checked.redirect_urls {
        writeln!(out, "  {}  {}", harmless(&redirect.environment), harmless(&redirect.url))?;
    }
    if !checked.modes.is_empty() {
        writeln!(out, "modes of the resolver configs:")?;
    }
    for used in &checked.modes {
        let work_type = used.work_type.as_ref().map(|name| format!(" / {name}")).unwrap_or_default();
        let inferred = if used.inferred { " (inferred from the config)" } else { "" };
        let line =
            format!("  {}  {}{work_type}: {}{inferred}", used.environment, used.repository, mode_name(used.mode));
        writeln!(out, "{}", harmless(&line))?;
    }
    Ok(())
}

/// Writes tab-separated lines: kind, place, code, message.
pub fn check_plain(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let place = |place: &Option<Place>| place.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    let complaints = checked.complaints.iter().map(|c| ("mistake", place(&c.place), c.code, &c.message));
    let warnings = checked.warnings.iter().map(|w| ("warning", place(&w.place), w.code, &w.message));
    for (kind, place, code, message) in complaints.chain(warnings) {
        writeln!(out, "{kind}\t{}\t{code}\t{}", harmless(&place), harmless(message))?;
    }
    for redirect in &checked.redirect_urls {
        writeln!(out, "redirect-url\t{}\t-\t{}", harmless(&redirect.environment), harmless(&redirect.url))?;
    }
    Ok(())
}

/// Writes one JSON document.
pub fn check_json(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let told = |place: &Option<Place>, code: &str, message: &str, hints: &[String]| {
        json!({
            "file": place.as_ref().map(|place| place.file.as_ref()), "line": place.as_ref().map(|place| place.line),
            "column": place.as_ref().map(|place| place.column), "code": code, "message": message, "hints": hints,
        })
    };
    let complaints: Vec<Value> =
        checked.complaints.iter().map(|c| told(&c.place, c.code, &c.message, &c.hints)).collect();
    let warnings: Vec<Value> = checked.warnings.iter().map(|w| told(&w.place, w.code, &w.message, &[])).collect();
    write_json(
        out,
        &json!({
            "schema_version": 1, "file": checked.file, "valid": complaints.is_empty(),
            "environments": checked.environments, "mistakes": complaints, "warnings": warnings,
            "redirect_urls": checked.redirect_urls, "modes": checked.modes,
        }),
    )
}

/// Writes where the file is, where it was looked for, and where data is kept.
pub fn path_human(
    out: &mut dyn Write,
    located: &Located,
    exists: bool,
    data: Option<&PathBuf>,
    palette: Palette,
) -> io::Result<()> {
    let file = match &located.file {
        Some(file) if exists => file.display().to_string(),
        Some(file) => format!("{} (does not exist)", file.display()),
        None => "none".to_owned(),
    };
    let label = |text: &str| paint(palette.faint, &format!("{text:<14}"));
    writeln!(out, "{}  {}", label("configuration"), harmless(&file))?;
    match located.named_by {
        "search" => {
            for (at, path) in located.looked.iter().enumerate() {
                let name = if at == 0 { "looked for" } else { "" };
                writeln!(out, "{}  {}", label(name), harmless(&path.display().to_string()))?;
            }
        }
        named_by => writeln!(out, "{}  {named_by}", label("named by"))?,
    }
    let data = data.map_or_else(|| "none".to_owned(), |folder| folder.display().to_string());
    writeln!(out, "{}  {}", label("data folder"), harmless(&data))
}

/// Writes one JSON document.
pub fn path_json(out: &mut dyn Write, located: &Located, exists: bool, data: Option<&PathBuf>) -> io::Result<()> {
    write_json(
        out,
        &json!({
            "schema_version": 1, "file": located.file, "exists": exists, "named_by": located.named_by,
            "looked_for": located.looked, "data_folder": data,
        }),
    )
}

fn mode_name(mode: crate::operate::repositories::Mode) -> &'static str {
    match mode {
        crate::operate::repositories::Mode::Default => "default",
        crate::operate::repositories::Mode::Search => "search",
    }
}

/// The table a key stands in: `linked_service.http` keys stay with `linked_service`, repositories are told apart.
fn table_of(key: &str) -> &str {
    match key.split_once('.') {
        Some((table @ ("areas" | "repositories"), _)) => key.rfind('.').map_or(table, |at| &key[..at]),
        Some((table, _)) => table,
        None => "",
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn origin_json(origin: &Origin) -> Value {
    let (kind, place, name) = match origin {
        Origin::Default => ("default", None, None),
        Origin::Inferred => ("inferred", None, None),
        Origin::File(place) => ("file", Some(place), None),
        Origin::Environment { name, place } => ("environment", Some(place), Some(name.as_str())),
        Origin::Variable(name) => ("variable", None, Some(*name)),
        Origin::Option(name) => ("option", None, Some(*name)),
    };
    json!({ "kind": kind, "name": name, "place": place.map(ToString::to_string) })
}

fn write_json(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
