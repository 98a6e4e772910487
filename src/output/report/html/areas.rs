//! Owns the matrix of areas: what each is checked for, at a glance.
//!
//! On a narrow screen each row becomes a block, so that nothing is pushed out of sight; the roles keep it a table for those who
//! hear it.

use std::io::{self, Write};

use super::super::words::{self, ASPECTS};
use super::escape::text;
use super::findings::{anchor, badge};
use crate::prereqs::report::{AreaRow, Report};

/// Writes the matrix.
pub(super) fn matrix(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.areas.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<table class=\"areas\" role=\"table\">\n<caption>The areas at a glance</caption>\n\
         <thead role=\"rowgroup\">\n<tr role=\"row\"><th scope=\"col\" role=\"columnheader\">Area</th>"
    )?;
    for (_, name) in ASPECTS {
        writeln!(out, "<th scope=\"col\" role=\"columnheader\">{name}</th>")?;
    }
    writeln!(out, "</tr>\n</thead>\n<tbody role=\"rowgroup\">")?;
    for area in &report.areas {
        row(out, report, area)?;
    }
    writeln!(out, "</tbody>\n</table>")
}

fn row(out: &mut dyn Write, report: &Report, area: &AreaRow) -> io::Result<()> {
    let place = [Some(area.workspace.as_str()), area.folder.as_deref()];
    let place = place.into_iter().flatten().map(|name| format!("<bdi>{}</bdi>", text(name))).collect::<Vec<_>>();
    let unused = if area.declared { "" } else { " class=\"unused\"" };
    writeln!(
        out,
        "<tr role=\"row\"{unused}>\n<th scope=\"row\" role=\"rowheader\"><bdi>{}</bdi> <span class=\"where\">{}</span>{}</th>",
        text(&area.title),
        place.join(" / "),
        needed(area)
    )?;
    if !area.declared {
        return writeln!(
            out,
            "<td role=\"cell\" colspan=\"{0}\" aria-colspan=\"{0}\">not used</td>\n</tr>",
            ASPECTS.len()
        );
    }
    for (aspect, name) in ASPECTS {
        let cell = match words::of_area(report, area, aspect) {
            Some(finding) => format!("<a href=\"#{}\">{}</a>", anchor(report, finding), badge(finding.status)),
            None => "<span class=\"none\">not checked</span>".to_owned(),
        };
        writeln!(out, "<td role=\"cell\"><span class=\"column\" aria-hidden=\"true\">{name}</span> {cell}</td>")?;
    }
    writeln!(out, "</tr>")
}

/// When the area is needed; where it is not used this is the question whether it should be.
fn needed(area: &AreaRow) -> String {
    match &area.required_if {
        Some(condition) => format!(" <span class=\"needed\">required if you {}</span>", text(condition)),
        None => String::new(),
    }
}
