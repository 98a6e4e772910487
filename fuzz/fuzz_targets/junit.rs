//! A report with any text in any place, as JUnit: well-formed to a reader that is not ours, a case a finding, and no
//! control character but line ends.
#![no_main]

use std::sync::LazyLock;

use imctl::output::report::{html, junit, markdown, tap};
use imctl::prereqs::compare;
use imctl::prereqs::finding::{Finding, Group, Status};
use imctl::prereqs::report::{Report, Summary};
use libfuzzer_sys::fuzz_target;
use quick_xml::Reader;
use quick_xml::events::Event;

static WHOLE: LazyLock<Report> = LazyLock::new(|| {
    let text = include_bytes!("../../tests/reports/examples/report.json");
    serde_json::from_slice(text).expect("a report")
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(report) = compare::read("earlier.json", bytes) {
        judge(&report);
    }
    judge(&report_of(&String::from_utf8_lossy(bytes)));
});

/// The pieces of a text in the places of a report's texts; the first character of each chooses group and status.
fn report_of(text: &str) -> Report {
    let mut report = WHOLE.clone();
    let mut pieces = text.split('\u{1}').map(str::to_owned);
    let mut next = || pieces.next().unwrap_or_default();
    (report.environment, report.ran_from.host, report.base_url) = (next(), next(), Some(next()));
    (report.started_at, report.arguments) = (next(), vec![next(), next()]);
    let pattern = report.findings[0].clone();
    report.findings.clear();
    loop {
        let id = next();
        if id.is_empty() || report.findings.len() > 40 {
            break;
        }
        let at = id.bytes().map(usize::from).sum::<usize>();
        report.findings.push(Finding {
            group: Group::ALL[at % 7],
            status: Status::ALL[at % 5],
            id,
            title: next(),
            detail: next(),
            fix: Some(next()),
            because: Some(next()),
            evidence: [(next(), next())].into(),
            duration_ms: at as u64,
            ..pattern.clone()
        });
    }
    report.summary = Summary::of(&report.findings);
    report
}

fn judge(report: &Report) {
    let written = |write: fn(&mut dyn std::io::Write, &Report) -> std::io::Result<()>| {
        let mut bytes = Vec::new();
        write(&mut bytes, report).expect("memory takes it");
        String::from_utf8(bytes).expect("UTF-8")
    };
    let text = written(junit::write);
    let is_control = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!text.chars().any(is_control));
    let mut reader = Reader::from_str(&text);
    let mut cases = 0;
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => break,
            Event::Start(start) | Event::Empty(start) => {
                cases += usize::from(start.name().as_ref() == "testcase");
                for attribute in start.attributes() {
                    let attribute = attribute.expect("an attribute");
                    quick_xml::escape::unescape(&attribute.value).expect("known entities");
                }
            }
            _ => {}
        }
    }
    assert_eq!(cases, report.findings.len());
    for other in [tap::write, markdown::write, html::write] {
        let text = written(other);
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    }
}
