//! Tests the Markdown form with a reader that is not ours.

use imctl::output::report::markdown;
use imctl::prereqs::report::Report;
use imctl::text::sanitize::harmless;
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::examples::written;
use crate::fixture;

fn text(report: &Report) -> String {
    written(|out| markdown::write(out, report))
}

/// What a reader sees.
#[derive(Default)]
struct Read {
    text: String,
    headings: usize,
    tasks: usize,
    /// Cells of each row.
    rows: Vec<usize>,
    list_items: usize,
}

/// Reads a document; only the elements that the form itself writes may be in it.
fn read(document: &str) -> Read {
    let mut read = Read::default();
    // Curly quotes are the one extension that changes text and is no structure.
    let extensions = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
    for event in Parser::new_ext(document, extensions) {
        match event {
            Event::Start(tag) => match tag {
                Tag::Heading { .. } => read.headings += 1,
                Tag::TableHead | Tag::TableRow => read.rows.push(0),
                Tag::TableCell => *read.rows.last_mut().expect("a row") += 1,
                Tag::Item => read.list_items += 1,
                Tag::Paragraph | Tag::BlockQuote(None) | Tag::List(None) | Tag::Table(_) | Tag::Strong => {}
                other => panic!("{other:?} in\n{}", document.chars().take(3_000).collect::<String>()),
            },
            Event::End(_) => {}
            Event::Text(text) => read.text.push_str(&text),
            Event::TaskListMarker(is_done) => {
                assert!(!is_done);
                read.tasks += 1;
            }
            other => panic!("{other:?} in\n{}", document.chars().take(3_000).collect::<String>()),
        }
    }
    read
}

#[test]
fn tables_have_their_rows_and_cells() {
    let report = fixture::whole();
    let read = read(&text(&report));
    // A head for each of seven groups and the matrix.
    assert_eq!(read.rows.len(), report.findings.len() + report.areas.len() + 8);
    assert_eq!(read.rows.iter().filter(|cells| **cells == 6).count(), report.areas.len() + 1);
    assert_eq!(read.rows.iter().filter(|cells| **cells == 4).count(), report.findings.len() + 7);
    assert_eq!(read.tasks, report.confirmations.len());
    for finding in report.findings.iter().filter(|finding| finding.fix.is_some()) {
        assert!(read.text.contains(finding.fix.as_deref().unwrap_or_default()), "{}", finding.id);
    }
}

#[test]
fn names_cannot_break_it() {
    let expected = read(&text(&fixture::hostile("plain")));
    for name in fixture::nasty() {
        let read = read(&text(&fixture::hostile(&name)));
        assert_eq!(read.rows, expected.rows, "{name}");
        assert_eq!(
            (read.headings, read.tasks, read.list_items),
            (expected.headings, expected.tasks, expected.list_items)
        );
        // In front of each name stands the word that the fixture puts there.
        let told = format!("found {}", harmless(&name));
        assert!(read.text.contains(told.trim()), "{told}\n{}", read.text);
    }
}

#[test]
fn an_address_is_no_link_for_readers_that_make_links_of_addresses() {
    for (address, escaped) in [
        ("https://evil.example", "https\\://evil.example"),
        ("WWW.evil.example", "WWW\\.evil.example"),
        ("mailto:x", "mailto\\:x"),
    ] {
        let document = text(&fixture::hostile(address));
        assert!(document.contains(escaped) && !document.contains(address), "{document}");
    }
}
