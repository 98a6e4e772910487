//! Owns the JUnit form: the common part of what Jenkins, GitLab, GitHub's reporters and Azure Pipelines read.
//!
//! `fail` is a failure, `error` an error, `skip` skipped with its cause, `warn` a passed case with a note in `system-out`. The name
//! of a case is the finding's id, which does not change between runs, so that a history can be kept.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::words;
use crate::prereqs::finding::{Finding, Group, Status};
use crate::prereqs::report::Report;
use crate::text::sanitize::harmless;

type Xml<'a> = Writer<&'a mut dyn Write>;

/// Writes the report. What XML cannot hold (controls, U+FFFE) stands as its code, `<U+0000>`.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<&Finding> = report.findings.iter().collect();
    let [tests, failures, errors, skipped] = counts(&all);
    xml.create_element("testsuites")
        .with_attribute(("name", "imctl check-prereqs"))
        .with_attribute(("tests", tests.as_str()))
        .with_attribute(("failures", failures.as_str()))
        .with_attribute(("errors", errors.as_str()))
        .with_attribute(("skipped", skipped.as_str()))
        .with_attribute(("time", words::seconds(report.duration_ms).as_str()))
        .write_inner_content(|xml| {
            let groups = Group::ALL.into_iter().map(|group| (group, words::of_group(report, group)));
            groups
                .filter(|(_, findings)| !findings.is_empty())
                .try_for_each(|(group, findings)| suite(xml, report, group, &findings))
        })?;
    xml.into_inner().write_all(b"\n")
}

/// Tests, failures, errors, skipped.
fn counts(findings: &[&Finding]) -> [String; 4] {
    let count = |status| findings.iter().filter(|finding| finding.status == status).count().to_string();
    [findings.len().to_string(), count(Status::Fail), count(Status::Error), count(Status::Skip)]
}

fn suite(xml: &mut Xml<'_>, report: &Report, group: Group, findings: &[&Finding]) -> io::Result<()> {
    let [tests, failures, errors, skipped] = counts(findings);
    let time = words::seconds(findings.iter().map(|finding| finding.duration_ms).fold(0, u64::saturating_add));
    let host = harmless(&report.ran_from.host);
    let started = report.started_at.parse::<jiff::Timestamp>().ok();
    let mut suite = xml
        .create_element("testsuite")
        .with_attribute(("name", group.title()))
        .with_attribute(("tests", tests.as_str()))
        .with_attribute(("failures", failures.as_str()))
        .with_attribute(("errors", errors.as_str()))
        .with_attribute(("skipped", skipped.as_str()))
        .with_attribute(("time", time.as_str()))
        .with_attribute(("hostname", &*host));
    if let Some(started) = started {
        suite = suite.with_attribute(("timestamp", started.to_string().as_str()));
    }
    suite.write_inner_content(|xml| {
        properties(xml, report)?;
        findings.iter().try_for_each(|finding| case(xml, group, finding))
    })?;
    Ok(())
}

fn properties(xml: &mut Xml<'_>, report: &Report) -> io::Result<()> {
    let properties = [
        ("tool", format!("{} {}", report.tool.name, report.tool.version)),
        ("environment", report.environment.clone()),
        ("base_url", report.base_url.clone().unwrap_or_default()),
        ("ran_from", words::place(report)),
        ("command", words::command_line(report)),
    ];
    xml.create_element("properties").write_inner_content(|xml| {
        properties.iter().filter(|(_, value)| !value.is_empty()).try_for_each(|(name, value)| {
            let property = xml.create_element("property").with_attribute(("name", *name));
            property.with_attribute(("value", &*harmless(value))).write_empty().map(drop)
        })
    })?;
    Ok(())
}

fn case(xml: &mut Xml<'_>, group: Group, finding: &Finding) -> io::Result<()> {
    let id = harmless(&finding.id);
    let time = words::seconds(finding.duration_ms);
    let class = format!("check-prereqs.{}", group.word());
    let case = xml
        .create_element("testcase")
        .with_attribute(("classname", class.as_str()))
        .with_attribute(("name", &*id))
        .with_attribute(("time", time.as_str()));
    let message = harmless(&finding.detail);
    let bad = |xml: &mut Xml<'_>, element: &str| {
        let bad = xml.create_element(element).with_attribute(("message", &*message));
        let bad = bad.with_attribute(("type", finding.status.word()));
        bad.write_text_content(BytesText::new(&body(finding))).map(drop)
    };
    match finding.status {
        Status::Pass => case.write_empty()?,
        Status::Fail => case.write_inner_content(|xml| bad(xml, "failure"))?,
        Status::Error => case.write_inner_content(|xml| bad(xml, "error"))?,
        Status::Skip => case.write_inner_content(|xml| {
            let cause = words::cause(finding);
            let skipped = xml.create_element("skipped");
            skipped.with_attribute(("message", &*harmless(&cause))).write_empty().map(drop)
        })?,
        Status::Warn => case.write_inner_content(|xml| {
            let text = format!("warn: {}", body(finding));
            xml.create_element("system-out").write_text_content(BytesText::new(&text)).map(drop)
        })?,
    };
    Ok(())
}

/// What was asked and found, and what to do, a fact a line.
fn body(finding: &Finding) -> String {
    let mut lines: Vec<Cow<'_, str>> = vec![harmless(&finding.title), harmless(&finding.detail)];
    let facts = finding.evidence.iter().map(|(key, value)| (words::label(key), value.as_str()));
    let facts = facts.chain(finding.fix.iter().map(|fix| ("fix".to_owned(), fix.as_str())));
    let facts = facts.chain(finding.who.map(|who| ("who".to_owned(), who.title())));
    lines.extend(facts.map(|(label, value)| Cow::from(harmless(&format!("{label}: {value}")).into_owned())));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}
