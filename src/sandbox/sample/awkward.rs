//! Owns the awkward ones: what real firms have, and what attackers would like to have, in names.

use super::build::{document, folder, matter, workspace};
use crate::sandbox::data::{Access, WorkspaceData};

pub(super) fn workspaces() -> Vec<WorkspaceData> {
    let mut found = lookups();
    found.extend(names());
    found.extend(places());
    found
}

/// Matters that make a look-up unsure, by client reference and title.
fn lookups() -> Vec<WorkspaceData> {
    vec![
        workspace("CASE101: John Smith vs. Jane Doe", vec![folder("Pleadings", vec![document("Claim form")])])
            .number(101)
            .with("custom1", "12352")
            .with("custom2", "00101")
            .with("subclass", "MATTER"),
        workspace("CASE102: Jane Doe vs. John Smith", vec![]).with("subclass", "MATTER"),
        // The same pair twice.
        matter("20001", "00001", "20001.00001 Merger with Proseware").number(501),
        matter("20001", "00001", "20001.00001 Merger with Proseware (restored)").number(502),
        // The same title twice.
        matter("20002", "00001", "Estate of Edith Vance").number(503),
        matter("20002", "00002", "Estate of Edith Vance").number(504),
        // Only in the other library, and in both.
        matter("30001", "00001", "30001.00001 Sale of Harbour Wharf").library("ARCHIVE").number(601),
        matter("12346", "00001", "12346.00001 Lease of Unit 4").library("ARCHIVE").number(602),
        // In no library that is shown.
        matter("30002", "00001", "30002.00001 Internal investigation").library("RESTRICTED").number(701),
        matter("40001", "00001", "40001.00001 Board dispute").access(Access::NoAccess).number(505),
        matter("40001", "00002", "40001.00002 Regulator enquiry").access(Access::NoAccess),
        // Client and matter exchanged; a lower-case alias.
        matter("00007", "12345", "00007.12345 Exchanged references"),
        matter("abc01", "x-1", "abc01.x-1 Lower-case references"),
    ]
}

/// Titles that are hard to compare, to quote or to print.
fn names() -> Vec<WorkspaceData> {
    let names = [
        "Smith, John: Purchase, sale, and remortgage",
        "\"The Anchor\" licence, 24/7 opening",
        "“The Crown” licence",
        "O'Brien v O’Brien",
        "Café Müller lease",
        "Cafe\u{301} Mu\u{308}ller lease assignment",
        "Harbour View  Estate",
        "Harbour View Estate",
        "Harbour-View Estate",
        "Harbour – View Estate",
        "Trailing space ",
        " Leading space",
        "No-break\u{a0}space matter",
        "Ratio a=b, custom1=12345",
        "[workitem.title] left as typed",
        "Star * in the middle",
        "100% recovery & costs #1 + 50?",
        "C:\\Scans\\inbox and /srv/scans",
        "Escape \u{1b}[31mred\u{1b}[0m and \u{1b}]0;title\u{7}",
        "Line one\r\nline two\tand a tab",
        "Bidi \u{202e}gpj.exe\u{202c} override",
        "Zero\u{200b}width\u{feff} joins",
        "株式会社東京商事 – 契約",
        "שלום בע״מ",
        "=HYPERLINK(\"http://x.example\")",
        "]]> & <b>markup</b>",
    ];
    let mut found: Vec<WorkspaceData> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let reference = format!("{:05}", at + 1);
            workspace(name, vec![]).with("custom1", "50001").with("custom2", &reference).with("subclass", "MATTER")
        })
        .collect();
    // The longest name there is: 254 characters.
    let longest: String = "A matter with a very long title indeed ".chars().cycle().take(253).chain(['!']).collect();
    found.push(workspace(&longest, vec![]));
    found
}

/// Workspaces that are hard to list.
fn places() -> Vec<WorkspaceData> {
    vec![
        workspace("Empty workspace", vec![]).number(801),
        workspace(
            "Disclosure review",
            vec![
                document("Loose note"),
                folder("Bundle", vec![document("Exhibit").repeated(620)]),
                folder("Batch", vec![document("Page")]).repeated(12),
                folder("Sealed", vec![folder("Inner", vec![document("Hidden")])]).closed(),
                folder("../up", vec![]),
                folder("a\\b \u{1b}[2J", vec![]),
            ],
        )
        .number(802),
        WorkspaceData { template: true, ..workspace("Litigation template", vec![folder("Pleadings", vec![])]) }
            .number(803),
    ]
}
