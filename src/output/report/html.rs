//! Owns the HTML form: one file for hand-over, for readers who have never seen iManage. No script, nothing from elsewhere.
//!
//! The style is in the file itself, and the policy in its head lets nothing else in: it names the style by its hash.

mod areas;
mod checklist;
mod escape;
mod findings;

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::escape::{prose, text};
use super::words::{self, Call, Verdict};
use crate::prereqs::finding::{Group, Status, Who};
use crate::prereqs::report::Report;

const STYLE: &str = include_str!("html/style.css");

/// Writes the report as one page.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    head(out, report)?;
    verdict(out, report)?;
    contents(out, report)?;
    whom(out, report)?;
    writeln!(out, "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">What was found</h2>")?;
    findings::legend(out)?;
    for group in Group::ALL {
        findings::group(out, report, group)?;
    }
    writeln!(out, "</section>")?;
    checklist::write(out, report)?;
    about(out, report)?;
    writeln!(out, "</main>\n</body>\n</html>")
}

fn head(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let Verdict { word, .. } = words::verdict(report);
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    let (environment, tool) = (text(&report.environment), text(&report.tool.version));
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"generator\" content=\"imctl {tool}\">\n\
         <title>{word}: Clio Operate and iManage Work, {environment}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>"
    )
}

fn verdict(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let Verdict { status, word, because } = words::verdict(report);
    let server = report.base_url.as_deref().map(|url| format!(" at <bdi>{}</bdi>", text(url))).unwrap_or_default();
    writeln!(
        out,
        "<header>\n<h1>Is iManage Work ready for Clio Operate?</h1>\n\
         <p class=\"of\">Environment <strong><bdi>{}</bdi></strong>{server}, asked on {}</p>\n</header>",
        text(&report.environment),
        text(&words::when(&report.started_at))
    )?;
    writeln!(
        out,
        "<section class=\"verdict {0}\" aria-labelledby=\"verdict\">\n<h2 id=\"verdict\">{word}</h2>\n<p>{because}.{whom}</p>",
        status.word(),
        because = capitalised(&because),
        whom = words::whom(report).map(|whom| format!(" {}.", text(&capitalised(&whom)))).unwrap_or_default()
    )?;
    writeln!(out, "<ul class=\"counts\" role=\"list\">")?;
    for status in Status::ALL {
        let number = report.summary.count(status);
        let none = if number == 0 { " none" } else { "" };
        writeln!(out, "<li class=\"{0}{none}\"><strong>{number}</strong> {0}</li>", status.word())?;
    }
    writeln!(out, "</ul>\n<p class=\"place\">{}</p>\n</section>", text(&words::place(report)))?;
    writeln!(
        out,
        "<p class=\"lead\">Clio Operate, the case management system, finds and opens the documents of a matter in iManage Work, \
         the document system. This report tells whether everything that this takes is in place, what is not, and who can mend it. \
         To make it, nothing was changed anywhere.</p>"
    )
}

fn contents(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(out, "<nav aria-label=\"Contents\">\n<ul role=\"list\">\n<li><a href=\"#whom\">Whom to call</a></li>")?;
    for group in Group::ALL.into_iter().filter(|group| findings::has(report, *group)) {
        writeln!(out, "<li><a href=\"#{}\">{}</a></li>", group.word(), group.title())?;
    }
    if !report.confirmations.is_empty() {
        writeln!(out, "<li><a href=\"#confirm\">To be confirmed</a></li>")?;
    }
    writeln!(out, "<li><a href=\"#about\">About this report</a></li>\n</ul>\n</nav>")
}

/// Cards of what is to be done, one for each who can do it.
fn whom(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(out, "<section aria-labelledby=\"whom\">\n<h2 id=\"whom\">Whom to call</h2>")?;
    let calls = words::calls(report, &[Status::Fail, Status::Error, Status::Warn]);
    if calls.is_empty() {
        let nobody = match words::verdict(report).status {
            Status::Pass => "Nobody: nothing that was checked needs to be mended.",
            _ => "Nobody yet: nothing was checked.",
        };
        return writeln!(out, "<p>{nobody}</p>\n</section>");
    }
    writeln!(out, "<div class=\"cards\">")?;
    for Call { who, findings } in calls {
        writeln!(
            out,
            "<article>\n<h3>{}</h3>\n<p class=\"role\">{}</p>\n<ul role=\"list\">",
            capitalised(who.title()),
            role(who)
        )?;
        for finding in findings {
            writeln!(
                out,
                "<li>\n<p>{} <a href=\"#{}\">{}</a></p>\n<p class=\"detail\" dir=\"auto\">{}</p>",
                findings::badge(finding.status),
                findings::anchor(report, finding),
                prose(&finding.title),
                prose(&finding.detail)
            )?;
            if let Some(fix) = &finding.fix {
                writeln!(out, "<p class=\"do\" dir=\"auto\"><strong>To do:</strong> {}</p>", prose(fix))?;
            }
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ul>\n</article>")?;
    }
    writeln!(out, "</div>\n</section>")
}

fn role(who: Who) -> &'static str {
    match who {
        Who::Implementer => "runs imctl and keeps its configuration",
        Who::FirmIt => "runs the firm’s network, proxies and certificates",
        Who::ImanageAdministrator => "administers the firm’s iManage",
        Who::OperateAdministrator => "administers the firm’s Clio Operate",
        Who::OperateSupport => "the vendor’s support, for what the firm cannot do itself",
    }
}

fn about(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(
        out,
        "<section class=\"about\" aria-labelledby=\"about\">\n<h2 id=\"about\">About this report</h2>\n<dl>"
    )?;
    let from = format!("{} ({})", report.ran_from.host, report.ran_from.system);
    let facts = [
        ("Made by", format!("{} {}", report.tool.name, report.tool.version)),
        ("Ran from", from),
        ("Server", report.base_url.clone().unwrap_or_else(|| "none is configured".into())),
        ("Environment", report.environment.clone()),
        ("Began", words::when(&report.started_at)),
        ("Took", format!("{} seconds", words::seconds(report.duration_ms))),
    ];
    for (label, value) in facts {
        writeln!(out, "<div><dt>{label}</dt><dd><bdi>{}</bdi></dd></div>", text(&value))?;
    }
    let command = text(&words::command_line(report));
    writeln!(out, "<div><dt>Command</dt><dd><code><bdi>{command}</bdi></code></dd></div>\n</dl>")?;
    writeln!(out, "<h3>Words used here</h3>\n<dl class=\"words\">")?;
    for (word, meaning) in [
        ("Account", "the user that Clio Operate acts as in iManage"),
        ("Application", "the entry in iManage that lets Clio Operate sign in, with a client id and a secret"),
        ("Area", "a purpose that Clio Operate needs a place in iManage for, such as scanned post"),
        ("Library", "a database of iManage; every workspace is in one"),
        ("Resolver", "the rule by which Clio Operate finds the workspace of a matter"),
        ("Token", "what a sign-in gives: a key that opens iManage for a while"),
        ("Workspace", "the place in iManage that holds the documents of one matter or one purpose, in folders"),
    ] {
        writeln!(out, "<div><dt>{word}</dt><dd>{meaning}</dd></div>")?;
    }
    writeln!(out, "</dl>\n</section>")
}

/// Words of ours with a first letter as at the beginning of a sentence. Not for findings, which may begin with a name.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
