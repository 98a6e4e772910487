//! Owns the form for people at a terminal: one line a finding, more only where something is to be done, the verdict last.

use std::io::{self, Write};

use anstyle::Style;

use super::words::{self, Verdict};
use crate::output::fields;
use crate::output::style::{Palette, paint};
use crate::output::wrap::wrap;
use crate::prereqs::finding::{Finding, Group, Status};
use crate::prereqs::report::Report;
use crate::text::sanitize::{display_width, harmless};

/// Columns before a finding's title: `  error  `.
const INDENT: usize = 9;
/// Titles wider than this do not push all ids of their group out.
const WIDEST_TITLE: usize = 60;

/// Writes the findings by group and a verdict, broken to `width` columns; nothing is broken without one.
pub fn write(out: &mut dyn Write, report: &Report, palette: Palette, width: Option<usize>) -> io::Result<()> {
    head(out, report, palette, width)?;
    for group in Group::ALL {
        let findings = words::of_group(report, group);
        let unused: Vec<_> = if group == Group::Areas { words::unused(report) } else { Vec::new() };
        if findings.is_empty() && (unused.is_empty() || words::is_part(report)) {
            continue;
        }
        writeln!(out, "\n{}", paint(palette.strong, group.title()))?;
        let widths = findings.iter().map(|finding| display_width(&harmless(&finding.title)));
        let widest = widths.filter(|width| *width <= WIDEST_TITLE).max().unwrap_or(0);
        for finding in &findings {
            one(out, finding, widest, palette, width)?;
        }
        if !unused.is_empty() {
            let titles: Vec<_> = unused.iter().map(|area| area.title.as_str()).collect();
            let line = wrap(&harmless(&format!("not used: {}", titles.join(", "))), width, 2, INDENT);
            writeln!(out, "  {}", paint(palette.faint, &line))?;
        }
    }
    confirmations(out, report, palette, width)?;
    verdict(out, report, palette, width)
}

fn head(out: &mut dyn Write, report: &Report, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let server = report.base_url.as_ref().map(|url| format!(" at {url}")).unwrap_or_default();
    let title = harmless(&format!("Prerequisites of environment {}{server}", report.environment)).into_owned();
    writeln!(out, "{}", paint(palette.strong, &wrap(&title, width, 0, 0)))?;
    writeln!(out, "{}", paint(palette.faint, &wrap(&harmless(&words::place(report)), width, 0, 0)))
}

fn style_of(status: Status, palette: Palette) -> Style {
    match status {
        Status::Pass => palette.good,
        Status::Warn => palette.warning,
        Status::Fail | Status::Error => palette.bad,
        Status::Skip => palette.faint,
    }
}

/// One line, and below it what was found and what to do unless all is well. The id stands on the line where there is room without
/// end, as in a pipe; on a terminal only where something is to be done.
fn one(
    out: &mut dyn Write,
    finding: &Finding,
    widest: usize,
    palette: Palette,
    width: Option<usize>,
) -> io::Result<()> {
    let title = harmless(&finding.title);
    let word = paint(style_of(finding.status, palette), &format!("{:5}", finding.status.word()));
    let cause = if finding.status == Status::Skip && finding.because.is_some() { cause(finding, width) } else { None };
    let beside = match (width, cause) {
        (Some(_), cause) => cause,
        (None, None) => Some(finding.id.clone()),
        (None, Some(cause)) => Some(format!("{}, {cause}", finding.id)),
    };
    let beside = beside.map(|beside| harmless(&beside).into_owned()).unwrap_or_default();
    if beside.is_empty() {
        writeln!(out, "  {word}  {}", wrap(&title, width, INDENT, INDENT))?;
    } else if width.is_none() {
        let gap = " ".repeat(widest.saturating_sub(display_width(&title)));
        writeln!(out, "  {word}  {title}{gap}  {}", paint(palette.faint, &beside))?;
    } else {
        writeln!(out, "  {word}  {}", wrap(&format!("{title}, {beside}"), width, INDENT, INDENT))?;
    }
    match (finding.status, &finding.because) {
        (Status::Pass, _) | (Status::Skip, Some(_)) => Ok(()),
        (Status::Skip, None) => paragraph(out, &words::cause(finding), width),
        _ => details(out, finding, palette, width),
    }
}

/// Why a finding was skipped; on a terminal `because of its workspace` where the cause is another check of the same thing.
fn cause(finding: &Finding, width: Option<usize>) -> Option<String> {
    let thing = |id: &'_ str| id.rsplit_once('.').map(|(thing, last)| (thing.to_owned(), last.to_owned()));
    let (own, of) = (thing(&finding.id), finding.because.as_deref().and_then(thing));
    match (own, of) {
        (Some((own, _)), Some((of, last))) if width.is_some() && own == of && own.contains('.') => {
            Some(format!("because of its {last}"))
        }
        _ => Some(words::cause(finding)),
    }
}

fn paragraph(out: &mut dyn Write, text: &str, width: Option<usize>) -> io::Result<()> {
    writeln!(out, "{}{}", " ".repeat(INDENT), wrap(&harmless(text), width, INDENT, INDENT))
}

fn details(out: &mut dyn Write, finding: &Finding, palette: Palette, width: Option<usize>) -> io::Result<()> {
    if !finding.detail.is_empty() {
        paragraph(out, &finding.detail, width)?;
    }
    let mut told: Vec<(String, String)> = Vec::new();
    told.extend(finding.evidence.iter().map(|(key, value)| (words::label(key), value.clone())));
    told.extend(finding.fix.iter().map(|fix| ("fix".to_owned(), fix.clone())));
    told.extend(finding.who.map(|who| ("who".to_owned(), who.title().to_owned())));
    if width.is_some() {
        told.push(("check".to_owned(), finding.id.clone()));
    }
    let labels: Vec<String> =
        told.iter().map(|(label, _)| format!("{}{}", " ".repeat(INDENT), harmless(label))).collect();
    let told: Vec<(&str, String)> =
        labels.iter().map(String::as_str).zip(told.into_iter().map(|(_, value)| value)).collect();
    fields::human(out, &told, palette, width)
}

/// The questions alone; where to look stands in the forms that are handed over.
fn confirmations(out: &mut dyn Write, report: &Report, palette: Palette, width: Option<usize>) -> io::Result<()> {
    if report.confirmations.is_empty() || words::is_part(report) {
        return Ok(());
    }
    writeln!(out, "\n{}", paint(palette.strong, "To be confirmed by hand"))?;
    for confirmation in &report.confirmations {
        writeln!(out, "  [ ]    {}", wrap(&harmless(&confirmation.question), width, INDENT, INDENT))?;
    }
    let look = wrap("no tool sees these from outside; `--report html=FILE` tells where to look", width, 2, 2);
    writeln!(out, "  {}", paint(palette.faint, &look))
}

/// `not ready: 2 of 31 checks failed; call the firm's network team`.
fn verdict(out: &mut dyn Write, report: &Report, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let Verdict { status, word, because } = words::verdict(report);
    let word = word.to_lowercase();
    let whom = words::whom(report).map(|whom| format!("; {whom}")).unwrap_or_default();
    let counts = words::counts(report);
    if !counts.is_empty() {
        writeln!(out, "\n{}", paint(palette.faint, &counts))?;
    }
    let rest = wrap(&format!("{because}{whom}"), width, word.len() + 2, 2);
    writeln!(out, "{}: {rest}", paint(style_of(status, palette), &word))
}
