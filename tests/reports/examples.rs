//! Compares each form of one representative report with the example that is committed for it in `tests/reports/examples`.

use std::path::PathBuf;

use imctl::output::comparison;
use imctl::output::report;
use imctl::output::style::Palette;
use snapbox::{Data, assert_data_eq};

use crate::fixture;

/// What a form writes, as text.
pub fn written(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

fn compare(name: &str, text: String) {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports/examples")).join(name);
    assert_data_eq!(text, Data::read_from(&path, Some(snapbox::data::DataFormat::Text)).raw());
}

#[test]
fn human() {
    let report = fixture::whole();
    compare("report.txt", written(|out| report::human::write(out, &report, Palette::plain(), Some(80))));
    compare("piped.txt", written(|out| report::human::write(out, &report, Palette::plain(), None)));
    let colours = written(|out| report::human::write(out, &fixture::good(), Palette::colourful(), Some(80)));
    compare("colours.txt", colours.replace('\u{1b}', "ESC"));
}

#[test]
fn every_other_form() {
    let report = fixture::whole();
    compare("report.json", written(|out| report::json::write(out, &report)));
    compare("report.junit.xml", written(|out| report::junit::write(out, &report)));
    compare("report.tap", written(|out| report::tap::write(out, &report)));
    compare("report.md", written(|out| report::markdown::write(out, &report)));
    compare("report.html", written(|out| report::html::write(out, &report)));
}

#[test]
fn a_comparison() {
    let (before, after) = crate::compare::later();
    let comparison = imctl::prereqs::compare::compare(&before, &after);
    compare("comparison.txt", written(|out| comparison::human(out, &comparison, Palette::plain(), Some(80))));
    compare("comparison.json", written(|out| comparison::json(out, &comparison)));
}
