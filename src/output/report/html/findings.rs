//! Owns the findings by group.

use std::io::{self, Write};

use super::super::words;
use super::areas;
use super::escape::{prose, text};
use crate::prereqs::finding::{Finding, Group, Status};
use crate::prereqs::report::Report;

/// Tells whether a group has anything to show.
pub(super) fn has(report: &Report, group: Group) -> bool {
    report.findings.iter().any(|finding| finding.group == group) || (group == Group::Areas && !report.areas.is_empty())
}

/// What each status means.
pub(super) fn legend(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<dl class=\"legend\">")?;
    for status in Status::ALL {
        let meaning = match status {
            Status::Pass => "it is in place",
            Status::Warn => "it works, and somebody should look at it",
            Status::Fail => "it was asked, and the answer is bad",
            Status::Error => "it could not be asked, so nothing is known",
            Status::Skip => "it was not asked, since something it needs is not there",
        };
        writeln!(out, "<div><dt>{}</dt><dd>{meaning}</dd></div>", badge(status))?;
    }
    writeln!(out, "</dl>")
}

/// The word of a status, in its colour.
pub(super) fn badge(status: Status) -> String {
    format!("<span class=\"status {0}\">{0}</span>", status.word())
}

/// Where a finding stands on the page.
pub(super) fn anchor(report: &Report, finding: &Finding) -> String {
    let at = report.findings.iter().position(|other| std::ptr::eq(other, finding));
    format!("finding-{}", at.map_or(0, |at| at + 1))
}

/// Writes a group with what it is about; nothing where there is nothing to show.
pub(super) fn group(out: &mut dyn Write, report: &Report, group: Group) -> io::Result<()> {
    if !has(report, group) {
        return Ok(());
    }
    let word = group.word();
    writeln!(
        out,
        "<section aria-labelledby=\"{word}\">\n<h3 id=\"{word}\">{}</h3>\n<p class=\"explains\">{}</p>",
        group.title(),
        explains(group)
    )?;
    if group == Group::Areas {
        areas::matrix(out, report)?;
    }
    let findings = words::of_group(report, group);
    if !findings.is_empty() {
        writeln!(out, "<ul class=\"findings\" role=\"list\">")?;
        findings.iter().try_for_each(|finding| one(out, report, finding))?;
        writeln!(out, "</ul>")?;
    }
    writeln!(out, "</section>")
}

fn explains(group: Group) -> &'static str {
    match group {
        Group::Config => {
            "What imctl was told of the two systems: addresses, the application, and the rules for finding a workspace."
        }
        Group::Encryption => {
            "Tokens are stored encrypted; to read them takes a certificate and a long passphrase, the seed."
        }
        Group::Network => {
            "Whether iManage can be reached from the place this report ran from, and proves to be what it says it is."
        }
        Group::Imanage => {
            "Whether iManage answers, in a version that works, and shows the account the library it needs."
        }
        Group::Oauth => "Whether iManage lets the application sign in, and for how long.",
        Group::Areas => {
            "The places in iManage that Clio Operate keeps documents in that belong to no matter yet, or to all. \
                         Those that the firm uses are checked: that the workspace and its folder are there, that the account has \
                         the access it needs, and that no second workspace bears the same title."
        }
        Group::Resolvers => {
            "The rules by which Clio Operate finds the workspace of a matter, and what they find for known matters."
        }
    }
}

fn one(out: &mut dyn Write, report: &Report, finding: &Finding) -> io::Result<()> {
    writeln!(
        out,
        "<li class=\"finding {}\" id=\"{}\">\n<div class=\"asked\">{}<h4>{}</h4><code class=\"id\"><bdi>{}</bdi></code></div>",
        finding.status.word(),
        anchor(report, finding),
        badge(finding.status),
        prose(&finding.title),
        text(&finding.id)
    )?;
    match (finding.status, cause(report, finding)) {
        (Status::Skip, Some(cause)) => writeln!(out, "<p class=\"detail\">{cause}</p>")?,
        _ if finding.detail.is_empty() => {}
        _ => writeln!(out, "<p class=\"detail\" dir=\"auto\">{}</p>", prose(&finding.detail))?,
    }
    if !finding.evidence.is_empty() {
        writeln!(out, "<dl class=\"facts\">")?;
        for (key, value) in &finding.evidence {
            let label = text(&words::label(key));
            writeln!(out, "<div><dt>{label}</dt><dd><bdi>{}</bdi></dd></div>", text(value))?;
        }
        writeln!(out, "</dl>")?;
    }
    if let Some(fix) = &finding.fix {
        let who = finding.who.map(|who| format!(", by {}", who.title())).unwrap_or_default();
        let fix = prose(fix);
        writeln!(out, "<div class=\"fix\"><p><strong>To do{who}</strong></p><p dir=\"auto\">{fix}</p></div>")?;
    }
    writeln!(out, "</li>")
}

/// Why a finding was skipped, with the way to the cause where it is in the report.
fn cause(report: &Report, finding: &Finding) -> Option<String> {
    let id = finding.because.as_ref()?;
    Some(match report.findings.iter().find(|other| other.id == *id) {
        Some(other) => {
            format!("Not asked, because of: <a href=\"#{}\">{}</a>", anchor(report, other), prose(&other.title))
        }
        None => format!("Not asked, because of <code><bdi>{}</bdi></code>", text(id)),
    })
}
