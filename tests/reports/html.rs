//! Tests the HTML form with a strict parser, and in a real browser: nothing from outside becomes more than text, nothing is loaded,
//! nothing sticks out at phone and desktop width, contrast is enough in light and dark, and paper is A4.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use base64::Engine;
use imctl::output::report::html;
use imctl::prereqs::finding::Status;
use imctl::prereqs::report::Report;
use imctl::text::sanitize::harmless;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::examples::written;
use crate::{fixture, parts};

fn text(report: &Report) -> String {
    written(|out| html::write(out, report))
}

#[derive(Deserialize)]
struct Read {
    lang: String,
    policy: Vec<String>,
    style: String,
    elements: BTreeMap<String, usize>,
    attributes: Vec<String>,
    twice: Vec<String>,
    headers: Vec<Option<String>>,
    headings: Vec<(String, String)>,
    findings: Vec<String>,
    boxes: usize,
    rows: Vec<Vec<String>>,
    text: String,
    comments: usize,
}

/// Has the documents parsed; `None` where there is no parser.
fn read(reports: &[Report]) -> Option<Vec<Read>> {
    let python = parts::python(&["html5lib"])?;
    let documents: Vec<_> = reports.iter().map(text).collect();
    let mut child = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports/read_html.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python starts");
    let input = serde_json::to_vec(&documents).expect("JSON");
    child.stdin.take().expect("a pipe").write_all(&input).expect("written");
    let out = child.wait_with_output().expect("it ends");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    Some(serde_json::from_slice(&out.stdout).expect("JSON"))
}

#[test]
fn the_page_holds_all_of_the_report() {
    let report = fixture::whole();
    let Some(read) = read(std::slice::from_ref(&report)) else { return };
    let read = &read[0];
    assert_eq!((read.lang.as_str(), read.boxes), ("en", report.confirmations.len()));
    assert_eq!(read.headings[0].1, "Is iManage Work ready for Clio Operate?");
    assert_eq!(read.headings[1].1, "Not ready");
    assert_eq!(read.findings.len(), report.findings.len());
    for (finding, shown) in report.findings.iter().zip(&read.findings) {
        let plain = |text: &str| text.replace('`', "");
        assert!(shown.trim().starts_with(finding.status.word()), "{shown}");
        for text in [&finding.title, &finding.detail, &finding.id].into_iter().chain(finding.fix.as_ref()) {
            assert!(shown.contains(&plain(text)), "{text}: {shown}");
        }
        finding.evidence.values().for_each(|value| assert!(shown.contains(value), "{shown}"));
        let who = finding.who.map(|who| format!("To do, by {}", who.title()));
        assert!(who.is_none_or(|who| shown.contains(&who)), "{shown}");
    }
    for told in
        ["This report speaks for tb-jump-01 (linux)", "imctl 0.1.0", "html=hand over.html", "Whom to call", "Signature"]
    {
        assert!(read.text.contains(told), "{told}");
    }
    let row = read.rows.iter().find(|row| row[0].starts_with("Inbound Email")).expect("a row");
    let words: Vec<_> = row[1..].iter().map(|cell| cell.rsplit(' ').next().unwrap_or_default()).collect();
    assert_eq!(words, ["pass", "pass", "fail", "warn"]);
    let row = read.rows.iter().find(|row| row[0].starts_with("Instructions")).expect("a row");
    assert_eq!(row[1..], ["not used"]);
}

#[test]
fn the_policy_lets_in_the_style_of_the_page_and_nothing_else() {
    let Some(read) = read(&[fixture::whole()]) else { return };
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&read[0].style));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    assert_eq!(read[0].policy, [policy]);
    for outside in ["@import", "url(", "http:", "https:", "//"] {
        assert!(!read[0].style.contains(outside), "{outside}");
    }
}

#[test]
fn names_are_never_more_than_text() {
    // The parser is slow: the longest stand in the browser test.
    let names: Vec<_> = fixture::nasty().into_iter().filter(|name| name.len() < 20_000).collect();
    let reports: Vec<_> = names.iter().map(|name| fixture::hostile(name)).collect();
    let Some(read) = read(&reports) else { return };
    let Some(expected) = self::read(&[fixture::hostile("plain")]) else { return };
    // Text between backticks is code; all else is the same whatever the names hold.
    let structure = |read: &Read| {
        let mut elements = read.elements.clone();
        elements.retain(|tag, _| tag != "code" && tag != "bdi");
        elements
    };
    for (name, read) in names.iter().zip(&read) {
        if !name.is_empty() {
            assert_eq!(structure(read), structure(&expected[0]), "{name}");
        }
        assert_eq!(read.attributes, expected[0].attributes, "{name}");
        assert_eq!((read.comments, read.twice.len()), (0, 0), "{name}");
        assert!(read.headers.iter().all(|scope| matches!(scope.as_deref(), Some("col" | "row"))), "{name}");
        let plain = |text: &str| text.replace('`', "");
        assert!(plain(&read.text).contains(&plain(&harmless(name))), "{name}");
    }
}

#[derive(Deserialize)]
struct Seen {
    page: String,
    views: Vec<View>,
    print: Print,
}

#[derive(Deserialize)]
struct View {
    width: u32,
    scheme: String,
    scroll_width: u32,
    client_width: u32,
    sticks: Vec<String>,
    cut: Vec<String>,
    faint: Vec<String>,
    levels: Vec<String>,
    texts: usize,
    background: String,
    scripts: usize,
    images: usize,
    links: usize,
    handlers: usize,
    outward: usize,
    lost: usize,
    status: usize,
    requests: Vec<String>,
    complaints: Vec<String>,
}

#[derive(Deserialize)]
struct Print {
    pages: usize,
    boxes: Vec<[f64; 4]>,
}

/// Has pages opened in a browser; `None` where there is none. `IMCTL_TEST_PICTURES` names a folder for pictures of them.
fn look(pages: &[(&str, String)]) -> Option<Vec<Seen>> {
    let (chromium, python) = (parts::program("chromium")?, parts::python(&["json"])?);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports/browser.py")).arg(chromium);
    if let Some(pictures) = std::env::var_os("IMCTL_TEST_PICTURES") {
        command.arg("--pictures").arg(pictures);
    }
    for (name, page) in pages {
        let path = folder.path().join(name).with_extension("html");
        std::fs::write(&path, page).expect("written");
        command.arg(path);
    }
    let out = command.output().expect("python runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let lines = std::str::from_utf8(&out.stdout).expect("UTF-8").lines();
    Some(lines.map(|line| serde_json::from_str(line).expect("JSON")).collect())
}

#[test]
fn a_browser_shows_it_whole_at_every_width_in_light_and_dark_and_on_paper() {
    let long = "Ausländerrechtsangelegenheiten_".repeat(40);
    let mut huge = fixture::good();
    huge.findings[0].detail = "x".repeat(100_000);
    let pages = [
        ("whole", text(&fixture::whole())),
        ("good", text(&fixture::good())),
        ("empty", text(&fixture::report(Vec::new()))),
        ("long", text(&fixture::hostile(&long))),
        ("right-to-left", text(&fixture::hostile("مكتب المحاماة – شلום"))),
        ("markup", text(&fixture::hostile("</style></script><script>alert(1)</script><img src=x onerror=alert(1)>"))),
        ("huge", text(&huge)),
    ];
    let Some(seen) = look(&pages) else { return };
    assert_eq!(seen.len(), pages.len());
    for Seen { page, views, print } in &seen {
        assert_eq!(views.len(), 4);
        for view in views {
            let place = format!("{page} at {} in {}", view.width, view.scheme);
            assert!(view.texts > 40, "{place}");
            assert!(view.scroll_width <= view.client_width, "{place}: {} > {}", view.scroll_width, view.client_width);
            assert_eq!((&view.sticks, &view.cut), (&Vec::new(), &Vec::new()), "{place}");
            assert_eq!((&view.faint, &view.levels), (&Vec::new(), &Vec::new()), "{place}");
            let foreign = [view.scripts, view.images, view.links, view.handlers, view.outward, view.lost, view.status];
            assert_eq!(foreign, [0; 7], "{place}");
            assert_eq!((&view.requests, &view.complaints), (&Vec::new(), &Vec::new()), "{place}");
        }
        assert_ne!(views[0].background, views[1].background, "{page}: light and dark differ");
        assert!(print.pages > 0 && print.boxes.len() == print.pages, "{page}");
        for [left, bottom, right, top] in &print.boxes {
            // A4 in points.
            assert!(
                (right - left - 595.0).abs() < 1.0 && (top - bottom - 842.0).abs() < 1.0,
                "{page}: {right} x {top}"
            );
        }
    }
}

#[test]
fn the_browser_test_sees_what_is_wrong() {
    let style = |css: &str| text(&fixture::good()).replace("</style>", &format!("{css}</style>"));
    // The policy must not keep the changed style out.
    let open = |page: String| page.replace("default-src 'none'; style-src", "x");
    let pages = [
        ("wide", open(style("main { min-width: 500px; }"))),
        ("faint", open(style(":root { --faint: #aaaaaa !important; }"))),
        ("letter", open(style("@page { size: letter; }"))),
        ("refused", style("p { margin: 0 }")),
        ("outside", open(text(&fixture::good()).replace("</main>", "<img src=\"other.png\"></main>"))),
    ];
    let Some(seen) = look(&pages) else { return };
    let [wide, faint, letter, refused, outside] = seen.as_slice() else { panic!("five pages") };
    assert!(wide.views[0].scroll_width > wide.views[0].client_width && !wide.views[0].sticks.is_empty());
    assert!(!faint.views[0].faint.is_empty());
    assert!((letter.print.boxes[0][2] - 612.0).abs() < 1.0);
    assert!(!refused.views[0].complaints.is_empty());
    assert!(!outside.views[0].requests.is_empty());
}

#[test]
fn a_good_report_says_that_nobody_need_be_called() {
    let page = text(&fixture::good());
    assert!(page.contains("<h2 id=\"verdict\">Ready</h2>") && page.contains("Nobody: nothing that was checked"));
    let mut skipped = fixture::good();
    skipped.findings.iter_mut().for_each(|finding| finding.status = Status::Skip);
    skipped.summary = imctl::prereqs::report::Summary::of(&skipped.findings);
    assert!(text(&skipped).contains("Nobody yet: nothing was checked"));
}
