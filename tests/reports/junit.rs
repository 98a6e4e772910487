//! Tests the JUnit form with a validator and a schema that are not ours.

use std::path::PathBuf;
use std::process::Command;

use imctl::output::report::junit;
use imctl::prereqs::finding::Status;
use imctl::prereqs::report::Report;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::examples::written;
use crate::{fixture, parts};

fn text(report: &Report) -> String {
    written(|out| junit::write(out, report))
}

/// Fails unless `xmllint` finds the documents valid.
#[track_caller]
fn validate(xmllint: &PathBuf, documents: &[String]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files: Vec<_> = (0..documents.len()).map(|at| folder.path().join(format!("{at}.xml"))).collect();
    for (file, document) in files.iter().zip(documents) {
        std::fs::write(file, document).expect("written");
    }
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports/junit.xsd");
    let out = Command::new(xmllint)
        .args(["--noout", "--nonet", "--schema", schema])
        .args(files)
        .output()
        .expect("xmllint runs");
    let told: String = String::from_utf8_lossy(&out.stderr).chars().take(2_000).collect();
    assert!(out.status.success(), "{told}");
}

#[test]
fn the_schema_holds_whatever_the_names_hold() {
    let Some(xmllint) = parts::program("xmllint") else { return };
    let reports = [fixture::whole(), fixture::good(), fixture::report(Vec::new())].into_iter();
    let hostile = fixture::nasty().into_iter().map(|name| fixture::hostile(&name));
    let documents: Vec<_> = reports.chain(hostile).map(|report| text(&report)).collect();
    validate(&xmllint, &documents);
}

#[test]
#[should_panic(expected = "Schemas validity error")]
fn the_validator_sees_a_wrong_document() {
    match parts::program("xmllint") {
        Some(xmllint) => validate(&xmllint, &[text(&fixture::whole()).replace("classname=", "class=")]),
        None => panic!("Schemas validity error"),
    }
}

/// One element as a reader sees it: name, attributes, text below it.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn of(&self, key: &str) -> &str {
        self.attributes.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }
}

/// Reads the elements in the order in which they begin.
fn elements(document: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(document);
    let (mut found, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => return found,
            event @ (Event::Start(_) | Event::Empty(_)) => {
                let is_open = matches!(event, Event::Start(_));
                let (Event::Start(start) | Event::Empty(start)) = event else { unreachable!() };
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.expect("an attribute");
                    let key = attribute.key.as_ref().to_owned();
                    (key, quick_xml::escape::unescape(&attribute.value).expect("known entities").into_owned())
                });
                let name = start.name().as_ref().to_owned();
                found.push(Element { name, attributes: attributes.collect(), text: String::new() });
                if is_open {
                    open.push(found.len() - 1);
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) => {
                if let Some(at) = open.last() {
                    found[*at].text.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                let entity = format!("&{};", &*name);
                if let Some(at) = open.last() {
                    found[*at].text.push_str(&quick_xml::escape::unescape(&entity).expect("a known entity"));
                }
            }
            _ => {}
        }
    }
}

#[test]
fn counts_and_times_are_those_of_the_findings() {
    let report = fixture::whole();
    let found = elements(&text(&report));
    let number = |element: &Element, key: &str| element.of(key).parse::<usize>().expect("a number");
    let all = &found[0];
    assert_eq!((all.name.as_str(), all.of("time")), ("testsuites", "1.834"));
    for (key, expected) in [
        ("tests", report.findings.len()),
        ("failures", report.summary.fail),
        ("errors", report.summary.error),
        ("skipped", report.summary.skip),
    ] {
        assert_eq!(number(all, key), expected);
        let suites = found.iter().filter(|element| element.name == "testsuite");
        assert_eq!(suites.map(|suite| number(suite, key)).sum::<usize>(), expected, "{key}");
    }
    for (element, expected) in
        [("testcase", report.findings.len()), ("failure", 5), ("error", 1), ("skipped", 4), ("system-out", 4)]
    {
        assert_eq!(found.iter().filter(|found| found.name == element).count(), expected, "{element}");
    }
    let network = found.iter().find(|element| element.of("name") == "Network").expect("a suite");
    assert_eq!((network.of("tests"), network.of("time")), ("6", "0.117"));
    assert_eq!((network.of("timestamp"), network.of("hostname")), ("2026-03-02T08:15:09Z", "tb-jump-01"));
}

#[test]
fn each_status_has_its_element() {
    let report = fixture::whole();
    let found = elements(&text(&report));
    let mut cases = found.iter().enumerate().filter(|(_, element)| element.name == "testcase");
    for finding in &report.findings {
        let (at, case) = cases.next().expect("a case a finding");
        assert_eq!(case.of("name"), finding.id);
        let below = found.get(at + 1).map(|element| element.name.as_str());
        let expected = match finding.status {
            Status::Pass => None,
            Status::Warn => Some("system-out"),
            Status::Fail => Some("failure"),
            Status::Error => Some("error"),
            Status::Skip => Some("skipped"),
        };
        match expected {
            Some(expected) => assert_eq!(below, Some(expected), "{}", finding.id),
            None => assert!(!matches!(below, Some("system-out" | "failure" | "error" | "skipped")), "{}", finding.id),
        }
    }
    let skipped = found.iter().find(|element| element.name == "skipped").expect("one");
    assert_eq!(skipped.of("message"), "because of areas.data-uploads.workspace");
    let failure = found.iter().find(|element| element.name == "failure").expect("one");
    assert_eq!(failure.of("message"), "imanage says 4711, and the configuration says 4117");
    assert!(failure.text.contains("\nfix: set `customer_id = 4711` in `[linked_service]`\nwho: the implementer"));
}

#[test]
fn a_reader_gets_back_what_was_found() {
    for name in fixture::nasty() {
        let found = elements(&text(&fixture::hostile(&name)));
        let expected = format!("found {}", imctl::text::sanitize::harmless(&name));
        let failure = found.iter().find(|element| element.name == "failure").expect("one");
        assert_eq!(failure.of("message"), expected);
        assert!(failure.text.contains(&expected));
    }
}

proptest::proptest! {
    #[test]
    fn the_document_is_well_formed_whatever_a_name_holds(name in proptest::collection::vec(proptest::char::any(), 0..30)) {
        let report = fixture::hostile(&name.into_iter().collect::<String>());
        let document = text(&report);
        proptest::prop_assert!(document.chars().all(|c| c == '\n' || !c.is_control()));
        let cases = elements(&document).into_iter().filter(|element| element.name == "testcase").count();
        proptest::prop_assert_eq!(cases, report.findings.len());
    }
}
