//! Tests the form for people at a terminal.

use imctl::output::report::human;
use imctl::output::style::Palette;
use imctl::prereqs::report::Report;
use imctl::text::sanitize::display_width;

use crate::examples::written;
use crate::fixture;

fn text(report: &Report, width: Option<usize>) -> String {
    written(|out| human::write(out, report, Palette::plain(), width))
}

#[test]
fn no_line_is_wider_than_the_terminal_unless_a_word_is() {
    let report = fixture::whole();
    for width in 60..=120 {
        for line in text(&report, Some(width)).lines() {
            let last = line.trim_start().rsplit("  ").next().unwrap_or_default();
            assert!(display_width(line) <= width || !last.contains(' '), "{width}: {line}");
        }
    }
}

#[test]
fn nothing_is_broken_where_there_is_no_terminal() {
    let report = fixture::whole();
    let piped = text(&report, None);
    for finding in &report.findings {
        assert!(
            piped.lines().any(|line| line.contains(&finding.title) && line.contains(&finding.id)),
            "{}",
            finding.id
        );
        if let Some(fix) = &finding.fix {
            assert!(piped.lines().any(|line| line.trim_start().starts_with("fix ") && line.ends_with(fix)), "{fix}");
        }
    }
}

#[test]
fn where_only_a_part_was_asked_for_nothing_else_is_told() {
    let mut report = fixture::whole();
    report.findings.retain(|finding| finding.id.starts_with("network."));
    let all = text(&report, Some(80));
    assert!(all.contains("not used: Instructions") && all.contains("To be confirmed by hand"));
    report.arguments = vec!["check-prereqs".into(), "--only=network".into()];
    let part = text(&report, Some(80));
    assert!(!part.contains("not used") && !part.contains("To be confirmed"), "{part}");
}
