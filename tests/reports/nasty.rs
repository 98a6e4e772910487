//! Tests every form with everything that names may hold: text forms have no control character but line ends, nothing that steers a
//! terminal or turns text round; JSON is exact.

use imctl::output::report::{human, json};
use imctl::output::style::Palette;
use imctl::prereqs::report::Report;
use imctl::text::sanitize::harmless;

use crate::anonymize::forms;
use crate::examples::written;
use crate::fixture;

#[test]
fn text_forms_have_no_control_character_but_line_ends() {
    for name in fixture::nasty() {
        let report = fixture::hostile(&name);
        for (form, text) in forms(&report).into_iter().filter(|(form, _)| *form != "json") {
            for line in text.split('\n') {
                let shown = harmless(line);
                assert!(shown == line, "{form}: {}", shown.chars().take(2_000).collect::<String>());
            }
        }
        let colours = written(|out| human::write(out, &report, Palette::colourful(), Some(80)));
        let plain: String =
            colours.split('\u{1b}').map(|part| part.split_once('m').map_or(part, |(_, rest)| rest)).collect();
        assert!(plain.split('\n').all(|line| harmless(line) == line));
    }
}

#[test]
fn json_is_exact() {
    for name in fixture::nasty() {
        let mut report = fixture::hostile(&name);
        report.names.clear();
        let text = written(|out| json::write(out, &report));
        let read: Report = serde_json::from_str(&text).expect("a report");
        assert_eq!(read, report);
        assert!(text.chars().all(|c| c == '\n' || c >= ' '), "C0 is escaped");
    }
}

#[test]
fn json_has_what_scripts_rely_on_and_no_list_of_names() {
    let report = fixture::whole();
    let text = written(|out| json::write(out, &report));
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["schema_version"], 1);
    assert_eq!(value["tool"]["version"], "0.1.0");
    assert_eq!((&value["environment"], &value["ran_from"]["host"]), (&"production".into(), &"tb-jump-01".into()));
    assert_eq!(value["summary"]["fail"], report.summary.fail);
    for key in ["id", "group", "title", "status", "detail", "fix", "because", "duration_ms", "evidence", "who"] {
        assert!(
            value["findings"].as_array().expect("a list").iter().all(|finding| finding.get(key).is_some()),
            "{key}"
        );
    }
    assert!(value["confirmations"][0]["look"].is_string() && value["started_at"].is_string());
    assert!(!text.contains("\"names\""));
}
