//! Tests the TAP form with a strict reader of version 14, and its YAML blocks with a YAML reader that is not ours.

use std::io::Write;
use std::process::{Command, Stdio};

use imctl::output::report::tap;
use imctl::prereqs::finding::Status;
use imctl::prereqs::report::Report;
use imctl::text::sanitize::harmless;

use crate::examples::written;
use crate::{fixture, parts};

#[derive(Debug)]
struct Point {
    is_ok: bool,
    description: String,
    skipped: Option<String>,
    /// The lines of its YAML block, without their indentation.
    yaml: String,
}

/// Reads a document as the specification of TAP 14 has it, and refuses all that it does not foresee.
fn read(document: &str) -> Vec<Point> {
    let mut lines = document.lines().peekable();
    assert_eq!(lines.next(), Some("TAP version 14"));
    let plan = lines.next().expect("a plan");
    let (plan, why) = plan.split_once(" # SKIP ").map_or((plan, None), |(plan, why)| (plan, Some(why)));
    let number: usize = plan.strip_prefix("1..").expect("a plan").parse().expect("a number");
    assert_eq!(number == 0, why.is_some(), "an empty plan says why");
    let mut points = Vec::new();
    while let Some(line) = lines.next() {
        if line.starts_with("# ") {
            continue;
        }
        let (is_ok, rest) = match line.strip_prefix("not ok ") {
            Some(rest) => (false, rest),
            None => (true, line.strip_prefix("ok ").unwrap_or_else(|| panic!("no test point: {line}"))),
        };
        let (number, rest) = rest.split_once(" - ").expect("a description");
        assert_eq!(number.parse::<usize>().expect("a number"), points.len() + 1);
        let (description, directive) = unescape(rest);
        let skipped = directive.map(|directive| directive.strip_prefix("SKIP ").expect("only SKIP").to_owned());
        let mut yaml = String::new();
        if lines.peek() == Some(&"  ---") {
            lines.next();
            loop {
                let line = lines.next().expect("the end of the block");
                if line == "  ..." {
                    break;
                }
                yaml.push_str(line.strip_prefix("  ").expect("indented"));
                yaml.push('\n');
            }
        }
        points.push(Point { is_ok, description, skipped, yaml });
    }
    assert_eq!(points.len(), number);
    points
}

/// Takes a description apart at its first `#` that is not escaped.
fn unescape(text: &str) -> (String, Option<String>) {
    let (mut parts, mut characters) = ([String::new(), String::new()], text.chars());
    let mut at = 0;
    while let Some(character) = characters.next() {
        match character {
            '\\' => parts[at].push(characters.next().expect("an escaped character")),
            '#' => {
                assert_eq!(at, 0, "only one directive");
                at = 1;
            }
            other => parts[at].push(other),
        }
    }
    let [description, directive] = parts;
    if at == 0 {
        return (description, None);
    }
    let description = description.strip_suffix(' ').expect("a space before the directive").to_owned();
    (description, Some(directive.strip_prefix(' ').expect("a space in the directive").to_owned()))
}

fn text(report: &Report) -> String {
    written(|out| tap::write(out, report))
}

#[test]
fn every_finding_is_a_test_point() {
    let report = fixture::whole();
    let points = read(&text(&report));
    for (finding, point) in report.findings.iter().zip(&points) {
        assert_eq!(point.is_ok, !matches!(finding.status, Status::Fail | Status::Error), "{point:?}");
        assert_eq!(point.skipped.is_some(), finding.status == Status::Skip, "{point:?}");
        assert_eq!(point.yaml.is_empty(), matches!(finding.status, Status::Pass | Status::Skip), "{point:?}");
        assert_eq!(point.description, format!("{}: {}", finding.id, finding.title));
    }
    assert_eq!(points.len(), report.findings.len());
    assert!(read(&text(&fixture::report(Vec::new()))).is_empty());
}

#[test]
fn no_name_makes_a_directive_or_a_test_point() {
    for name in fixture::nasty() {
        let report = fixture::hostile(&name);
        let points = read(&text(&report));
        for (finding, point) in report.findings.iter().zip(&points) {
            assert_eq!(point.is_ok, !matches!(finding.status, Status::Fail | Status::Error));
            assert_eq!(point.skipped.is_some(), finding.status == Status::Skip);
            assert_eq!(point.description, harmless(&format!("{}: {}", finding.id, finding.title)));
        }
    }
}

#[test]
fn the_yaml_blocks_hold_what_was_found() {
    let Some(python) = parts::python(&["yaml"]) else { return };
    let names = fixture::nasty().into_iter().map(|name| fixture::hostile(&name));
    let reports: Vec<_> = std::iter::once(fixture::whole()).chain(names).collect();
    let blocks: Vec<Vec<String>> =
        reports.iter().map(|report| read(&text(report)).into_iter().map(|point| point.yaml).collect()).collect();
    let script = "import sys, json, yaml
json.dump([[yaml.safe_load(block) for block in blocks] for blocks in json.load(sys.stdin)], sys.stdout)";
    let mut child = Command::new(&python)
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python starts");
    let input = serde_json::to_vec(&blocks).expect("JSON");
    child.stdin.take().expect("a pipe").write_all(&input).expect("written");
    let out = child.wait_with_output().expect("it ends");
    assert!(out.status.success());
    let read: Vec<Vec<serde_json::Value>> = serde_json::from_slice(&out.stdout).expect("JSON");
    for (finding, value) in reports.iter().zip(&read).flat_map(|(report, values)| report.findings.iter().zip(values)) {
        if matches!(finding.status, Status::Pass | Status::Skip) {
            assert!(value.is_null());
            continue;
        }
        assert_eq!(value["status"], finding.status.word());
        assert_eq!(value["detail"], *harmless(&finding.detail));
        let fix = finding.fix.as_deref().expect("a fix");
        assert_eq!(value["fix"], *harmless(fix));
        assert_eq!(value["duration_ms"], finding.duration_ms);
        for (key, evidence) in &finding.evidence {
            assert_eq!(value["evidence"][key], *harmless(evidence));
        }
    }
}
