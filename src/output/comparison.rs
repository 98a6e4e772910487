//! Owns how a comparison of two reports looks in each form.

use std::io::{self, Write};

use super::fields;
use super::json;
use super::style::{Palette, paint};
use super::wrap::wrap;
use crate::prereqs::compare::{Change, Comparison, Direction, Kind, Seen};
use crate::text::sanitize::{display_width, harmless};

/// Columns before a change's title: `  pass -> error  `.
const INDENT: usize = 18;

/// Writes one JSON document.
pub fn json(out: &mut dyn Write, comparison: &Comparison) -> io::Result<()> {
    json::write(out, comparison)
}

/// Writes what is worse, what is better, what else differs, and a verdict.
pub fn human(out: &mut dyn Write, comparison: &Comparison, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let Comparison { before, after, .. } = comparison;
    let title =
        format!("Changes in environment {} from {} to {}", after.environment, before.started_at, after.started_at);
    writeln!(out, "{}", paint(palette.strong, &wrap(&harmless(&title), width, 0, 0)))?;
    for caution in &comparison.cautions {
        writeln!(out, "{} {}", paint(palette.warning, "caution:"), wrap(&harmless(caution), width, 9, 2))?;
    }
    for (direction, title, style) in [
        (Direction::Worse, "Worse", palette.bad),
        (Direction::Better, "Better", palette.good),
        (Direction::Neither, "Different", palette.strong),
    ] {
        let changes: Vec<_> = comparison.changes.iter().filter(|change| change.direction == direction).collect();
        if !changes.is_empty() {
            writeln!(out, "\n{}", paint(style, title))?;
            changes.iter().try_for_each(|change| one(out, change, palette, width))?;
        }
    }
    let (worse, better) = (comparison.count(Direction::Worse), comparison.count(Direction::Better));
    let counts = format!(
        "{worse} worse, {better} better, {} different, {} unchanged",
        comparison.count(Direction::Neither),
        comparison.unchanged
    );
    writeln!(out, "\n{}", paint(palette.faint, &counts))?;
    match worse {
        0 => writeln!(out, "{}: nothing became worse", paint(palette.good, "good")),
        1 => writeln!(out, "{}: 1 check came out worse than before", paint(palette.bad, "worse")),
        worse => writeln!(out, "{}: {worse} checks came out worse than before", paint(palette.bad, "worse")),
    }
}

/// `  pass -> fail   Preferred library  imanage.library`, and below it what was found before and now.
fn one(out: &mut dyn Write, change: &Change, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let word = |seen: &Option<Seen>| seen.as_ref().map_or("none", |seen| seen.status.word());
    let way = match change.kind {
        Kind::Detail => word(&change.after).to_owned(),
        _ => format!("{} -> {}", word(&change.before), word(&change.after)),
    };
    let gap = " ".repeat(INDENT.saturating_sub(display_width(&way) + 2));
    let title = harmless(&format!("{} ({})", change.title, change.id)).into_owned();
    writeln!(out, "  {way}{gap}{}", wrap(&title, width, INDENT, INDENT))?;
    let label = |text: &str| format!("{}{text}", " ".repeat(INDENT));
    let (before, after, fix, who) = (label("before"), label("now"), label("fix"), label("who"));
    let detail = |seen: &Option<Seen>| seen.as_ref().map(|seen| seen.detail.clone()).filter(|text| !text.is_empty());
    let is_bad = change.direction == Direction::Worse;
    let mut told: Vec<(&str, String)> = Vec::new();
    told.extend(detail(&change.before).map(|text| (before.as_str(), text)));
    told.extend(detail(&change.after).map(|text| (after.as_str(), text)));
    told.extend(change.fix.clone().filter(|_| is_bad).map(|text| (fix.as_str(), text)));
    told.extend(change.who.filter(|_| is_bad).map(|by| (who.as_str(), by.title().to_owned())));
    fields::human(out, &told, palette, width)
}
