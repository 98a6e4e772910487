//! Owns the Markdown form, for tickets and wikis: GitHub's flavour, whose tables GitLab, Azure DevOps and most wikis read.

use std::io::{self, Write};

use super::words::{self, ASPECTS, Verdict};
use crate::prereqs::finding::{Finding, Group, Status};
use crate::prereqs::report::Report;
use crate::text::sanitize::harmless;

/// Writes the report. Whatever the names hold, they stay text: no link, no image, no HTML, no cell too many.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    head(out, report)?;
    whom(out, report)?;
    for group in Group::ALL {
        let findings = words::of_group(report, group);
        if group == Group::Areas && !report.areas.is_empty() {
            writeln!(out, "\n## {}\n", group.title())?;
            matrix(out, report)?;
        } else if !findings.is_empty() {
            writeln!(out, "\n## {}", group.title())?;
        }
        if !findings.is_empty() {
            writeln!(out)?;
            table(out, &findings)?;
        }
    }
    confirmations(out, report)
}

fn head(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let Verdict { word, because, .. } = words::verdict(report);
    writeln!(out, "# Prerequisites of Clio Operate and iManage Work: {}\n", word.to_lowercase())?;
    writeln!(out, "**{word}**: {because}.\n")?;
    writeln!(out, "- Environment: {}", escape(&report.environment))?;
    if let Some(url) = &report.base_url {
        writeln!(out, "- Server: {}", escape(url))?;
    }
    let tool = format!("{} {}", report.tool.name, report.tool.version);
    writeln!(out, "- Asked: {}, with {}", escape(&words::when(&report.started_at)), escape(&tool))?;
    let counts = words::counts(report);
    if !counts.is_empty() {
        writeln!(out, "- Findings: {counts}")?;
    }
    writeln!(out, "\n> {}", escape(&words::place(report)))
}

fn whom(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let calls = words::calls(report, &[Status::Fail, Status::Error, Status::Warn]);
    if calls.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Whom to call\n")?;
    for call in calls {
        writeln!(out, "- **{}**", call.who.title())?;
        for finding in call.findings {
            let what = finding.fix.as_deref().unwrap_or(&finding.detail);
            writeln!(out, "  - {} ({}): {}", escape(&finding.title), finding.status.word(), escape(what))?;
        }
    }
    Ok(())
}

fn table(out: &mut dyn Write, findings: &[&Finding]) -> io::Result<()> {
    writeln!(out, "| Status | Check | Found | What to do |\n|---|---|---|---|")?;
    for finding in findings {
        let check = format!("{} ({})", escape(&finding.title), escape(&finding.id));
        let mut found = match finding.status {
            Status::Skip => escape(&words::cause(finding)),
            _ => escape(&finding.detail),
        };
        if !matches!(finding.status, Status::Pass | Status::Skip) {
            for (key, value) in &finding.evidence {
                found.push_str(&format!("; {}: {}", escape(&words::label(key)), escape(value)));
            }
        }
        let fix = finding.fix.as_deref().map(escape).unwrap_or_default();
        let who = finding.who.map(|who| format!(" ({})", who.title())).unwrap_or_default();
        writeln!(out, "| {} | {check} | {found} | {fix}{who} |", word(finding.status))?;
    }
    Ok(())
}

/// What needs somebody stands out.
fn word(status: Status) -> String {
    match status {
        Status::Pass | Status::Skip => status.word().to_owned(),
        _ => format!("**{}**", status.word()),
    }
}

fn matrix(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let names: Vec<_> = ASPECTS.iter().map(|(_, name)| *name).collect();
    writeln!(out, "| Area | Where | {} |\n|---|---|{}", names.join(" | "), "---|".repeat(names.len()))?;
    for area in &report.areas {
        let place = [Some(area.workspace.as_str()), area.folder.as_deref()];
        let place = place.into_iter().flatten().map(escape).collect::<Vec<_>>().join(" / ");
        let cell = |aspect: &str| match words::of_area(report, area, aspect) {
            _ if !area.declared => "not used".to_owned(),
            Some(finding) => word(finding.status),
            None => "–".to_owned(),
        };
        let cells: Vec<_> = ASPECTS.iter().map(|(aspect, _)| cell(aspect)).collect();
        writeln!(out, "| {} | {place} | {} |", escape(&area.title), cells.join(" | "))?;
    }
    Ok(())
}

fn confirmations(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.confirmations.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## To be confirmed by hand\n\nNo tool can see these from outside.\n")?;
    for confirmation in &report.confirmations {
        let (question, look) = (escape(&confirmation.question), escape(&confirmation.look));
        writeln!(out, "- [ ] **{question}** {look}")?;
    }
    Ok(())
}

/// Makes a text plain text wherever it stands in a paragraph, list or cell. White space around it is not kept: at the beginning of
/// a list item it would make it code.
fn escape(text: &str) -> String {
    let text = harmless(text);
    let text = text.trim();
    let mut safe = String::with_capacity(text.len() + 16);
    // Only digits so far: `1. ` would begin a list.
    let mut is_number = true;
    for (at, character) in text.char_indices() {
        let (before, after) = (&text[..at], text[at + character.len_utf8()..].chars().next().unwrap_or(' '));
        let ends = |word: &str| {
            before.len() >= word.len() && before.as_bytes()[at - word.len()..].eq_ignore_ascii_case(word.as_bytes())
        };
        let is_marked = match character {
            '\\' | '`' | '*' | '[' | ']' | '#' | '|' | '~' | '$' => true,
            '_' => !(before.ends_with(char::is_alphanumeric) && after.is_alphanumeric()),
            // Some readers make links of these.
            ':' => after == '/' || ends("mailto") || ends("xmpp"),
            '.' => ends("www") || (is_number && after.is_whitespace()),
            ')' => is_number && after.is_whitespace(),
            '-' | '+' | '=' => at == 0,
            _ => false,
        };
        is_number &= character.is_ascii_digit();
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            _ if is_marked => safe.extend(['\\', character]),
            _ => safe.push(character),
        }
    }
    safe
}
