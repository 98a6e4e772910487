//! Owns the TAP form, version 14: a test point a finding, with a YAML block where there is more to tell.
//!
//! `warn` is `ok`, with `status: warn` in its block; `fail` and `error` are `not ok`, told apart by their block.

use std::io::{self, Write};

use super::words::{self, Verdict};
use crate::prereqs::finding::{Finding, Status};
use crate::prereqs::report::Report;
use crate::text::sanitize::harmless;

/// Writes the report.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(out, "TAP version 14")?;
    let number = report.findings.len();
    if number == 0 {
        writeln!(out, "1..0 # SKIP no check was asked for")?;
    } else {
        writeln!(out, "1..{number}")?;
    }
    let title = format!("environment {}, {} {}", report.environment, report.tool.name, report.tool.version);
    writeln!(out, "# {}", harmless(&title))?;
    writeln!(out, "# {}", harmless(&words::place(report)))?;
    for (at, finding) in report.findings.iter().enumerate() {
        point(out, at + 1, finding)?;
    }
    let Verdict { word, because, .. } = words::verdict(report);
    writeln!(out, "# {word}: {because}")
}

fn point(out: &mut dyn Write, number: usize, finding: &Finding) -> io::Result<()> {
    let result = match finding.status {
        Status::Fail | Status::Error => "not ok",
        Status::Pass | Status::Warn | Status::Skip => "ok",
    };
    write!(out, "{result} {number} - {}: {}", escape(&finding.id), escape(&finding.title))?;
    if finding.status == Status::Skip {
        return writeln!(out, " # SKIP {}", escape(&words::cause(finding)));
    }
    writeln!(out)?;
    if finding.status == Status::Pass {
        return Ok(());
    }
    writeln!(out, "  ---")?;
    entry(out, "status", finding.status.word())?;
    entry(out, "detail", &finding.detail)?;
    if let Some(fix) = &finding.fix {
        entry(out, "fix", fix)?;
    }
    if let Some(who) = finding.who {
        entry(out, "who", who.title())?;
    }
    writeln!(out, "  duration_ms: {}", finding.duration_ms)?;
    if !finding.evidence.is_empty() {
        writeln!(out, "  evidence:")?;
        for (key, value) in &finding.evidence {
            writeln!(out, "    {}: {}", quoted(key), quoted(value))?;
        }
    }
    writeln!(out, "  ...")
}

fn entry(out: &mut dyn Write, key: &str, value: &str) -> io::Result<()> {
    writeln!(out, "  {key}: {}", quoted(value))
}

/// A description or reason: `#` would begin a directive.
fn escape(text: &str) -> String {
    harmless(text).replace('\\', "\\\\").replace('#', "\\#")
}

/// A double-quoted scalar, whose escapes YAML 1.1, 1.2 and JSON have in common.
fn quoted(text: &str) -> String {
    format!("\"{}\"", harmless(text).replace('\\', "\\\\").replace('"', "\\\""))
}
