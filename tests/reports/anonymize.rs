//! Tests that no name survives anonymizing, in whatever form the report is then written.

use imctl::output::report::{html, human, json, junit, markdown, tap};
use imctl::output::style::Palette;
use imctl::prereqs::anonymize::anonymize;
use imctl::prereqs::finding::{NameKind, Status, Who};
use imctl::prereqs::report::Report;
use proptest::prelude::*;

use crate::examples::written;
use crate::fixture::{self, Build, finding};

/// The report in every form.
pub fn forms(report: &Report) -> Vec<(&'static str, String)> {
    vec![
        ("human", written(|out| human::write(out, report, Palette::plain(), Some(80)))),
        ("piped", written(|out| human::write(out, report, Palette::plain(), None))),
        ("json", written(|out| json::write(out, report))),
        ("junit", written(|out| junit::write(out, report))),
        ("tap", written(|out| tap::write(out, report))),
        ("markdown", written(|out| markdown::write(out, report))),
        ("html", written(|out| html::write(out, report))),
    ]
}

#[test]
fn names_of_the_example_are_gone_and_what_is_the_vendors_stays() {
    let mut report = fixture::whole();
    anonymize(&mut report);
    let own =
        ["thornbury", "tb-jump", "4711", "4117", "ACTVE", "SVC_OPERATE", "ShareDo", "claims", "Lease", "`Attachments`"];
    for (form, text) in forms(&report) {
        for name in own {
            assert!(!text.contains(name), "{name} in {form}");
        }
    }
    assert_eq!(report.base_url.as_deref(), Some("https://host-1"));
    assert_eq!((report.ran_from.host.as_str(), report.environment.as_str()), ("host-2", "production"));
    let by_id = |id: &str| report.findings.iter().find(|finding| finding.id == id).expect("a finding");
    assert_eq!(by_id("imanage.customer").detail, "imanage says customer-1, and the configuration says customer-2");
    assert_eq!(by_id("imanage.library").evidence["libraries"], "library-2, ARCHIVE, HR-RESTRICTED");
    assert_eq!(by_id("areas.inbound-email.access").title, "Inbound Email: the account may do its work");
    let own = report.areas.iter().find(|area| area.key == "value-1").expect("the area of the firm's own");
    assert_eq!((own.title.as_str(), own.workspace.as_str()), ("value-1", "workspace-1"));
    assert!(by_id("areas.value-1.workspace").title.starts_with("value-1: "));
    assert_eq!(by_id("areas.data-uploads.folder").because.as_deref(), Some("areas.data-uploads.workspace"));
    assert!(report.names.is_empty() && report.findings.iter().all(|finding| finding.names.is_empty()));
}

#[test]
fn a_second_time_changes_nothing() {
    let mut once = fixture::whole();
    anonymize(&mut once);
    let mut twice = once.clone();
    anonymize(&mut twice);
    assert_eq!(once, twice);
}

#[test]
fn equal_names_are_equal_afterwards_wherever_they_stand() {
    let mut report = fixture::report(vec![
        finding("imanage.user", "Who?", Status::Pass, "JANE DOE").names(NameKind::Person, "Jane Doe"),
        finding("imanage.library", "Which?", Status::Fail, "of jane%20doe").names(NameKind::Client, "jane doe"),
    ]);
    anonymize(&mut report);
    assert_eq!((report.findings[0].detail.as_str(), report.findings[1].detail.as_str()), ("person-1", "of person-1"));
}

const KINDS: [NameKind; 5] = [NameKind::Host, NameKind::Person, NameKind::Client, NameKind::Workspace, NameKind::Path];

/// Names of two to thirty characters that stand in no word of ours: each begins with a rare letter.
fn names() -> impl Strategy<Value = Vec<String>> {
    let inside = "[a-zA-Z0-9 äöÄÖéßçΣσя漢ש%+&<>\"'`|\\\\/_.,:;=@#*\\[\\](){}~^$!?\u{1b}\u{202e}-]{0,26}";
    proptest::collection::vec((inside, "[a-zA-Z0-9]"), 1..6).prop_map(|parts| {
        let name =
            |(at, (inside, last)): (usize, (String, String))| format!("Ж{}{inside}{last}", char::from(b'a' + at as u8));
        parts.into_iter().enumerate().map(name).collect()
    })
}

/// Percent-encoding as different programs do it.
fn encodings(name: &str) -> [String; 3] {
    let encode = |keep: &str, plus: bool, upper: bool| {
        let mut text = String::new();
        for byte in name.bytes() {
            match byte {
                b' ' if plus => text.push('+'),
                byte if byte.is_ascii_alphanumeric() || keep.as_bytes().contains(&byte) => text.push(byte.into()),
                byte if upper => text.push_str(&format!("%{byte:02X}")),
                byte => text.push_str(&format!("%{byte:02x}")),
            }
        }
        text
    };
    [encode("-._~", false, true), encode("-._*", true, true), encode("-._~!'()*/:@", false, false)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_survives_in_any_form(names in names()) {
        let mut findings = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let [encoded, form, lower] = encodings(name);
            let found = format!("found \u{201c}{name}\u{201d} and {}, {}", name.to_lowercase(), name.to_uppercase());
            let at_url = format!("https://x/{encoded}?q={form}&r={lower}");
            let other = &names[(at + 1) % names.len()];
            findings.push(
                finding("resolvers.x", &format!("Is {name} there?"), [Status::Fail, Status::Skip, Status::Warn][at % 3], &found)
                    .fix(Who::FirmIt, &format!("open {at_url}, not {other}"))
                    .evidence("address", &at_url)
                    .evidence("glued", &format!("x{name}{other}x"))
                    .because(&format!("resolvers.{name}.sample-1"))
                    .names(KINDS[at % KINDS.len()], name),
            );
        }
        let mut report = fixture::report(findings);
        report.arguments = names.clone();
        report.base_url = Some(format!("https://{}", names[0]));
        report.ran_from.host = names[0].clone();
        report.areas = fixture::hostile(&names[0]).areas;
        report.confirmations = fixture::hostile(&names[0]).confirmations;
        report.confirmations[0].id = "operate.reach".into();
        anonymize(&mut report);
        // The rare letter that each name begins with, in every writing, is gone with the name.
        for (form, text) in forms(&report) {
            for trace in ["Ж", "ж", "%D0%96", "%d0%96"] {
                prop_assert!(!text.contains(trace), "{trace} in {form}: {names:?}\n{text}");
            }
        }
    }
}
