//! Tests what changed between two reports, and that an earlier one is read with indulgence and refused with clear words.

use imctl::output::comparison;
use imctl::output::report::json;
use imctl::output::style::Palette;
use imctl::prereqs::compare::{Direction, EarlierError, Kind, compare, read};
use imctl::prereqs::finding::{Finding, Status, Who};
use imctl::prereqs::report::{Report, Summary};

use crate::examples::written;
use crate::fixture::{self, Build, finding};

fn changed(report: &Report, change: impl FnOnce(&mut Vec<Finding>)) -> Report {
    let mut report = report.clone();
    change(&mut report.findings);
    report.summary = Summary::of(&report.findings);
    report.started_at = "2026-03-03T08:15:02Z".into();
    report
}

fn set(findings: &mut [Finding], id: &str, status: Status, detail: &str) {
    let finding = findings.iter_mut().find(|finding| finding.id == id).expect("a finding");
    (finding.status, finding.detail) = (status, detail.into());
}

/// A later run of the whole example: two things are worse, one is better, and more.
pub fn later() -> (Report, Report) {
    let before = fixture::whole();
    let after = changed(&before, |findings| {
        set(findings, "network.tcp", Status::Error, "no answer within 10 s");
        set(findings, "imanage.library", Status::Pass, "`ACTIVE` is visible");
        set(findings, "network.tls", Status::Warn, "the certificate is valid for 8 days more");
        findings.retain(|finding| finding.id != "oauth.lifetime");
        findings.push(
            finding(
                "resolvers.matter-documents.sample-2",
                "matter-documents: sample 2 resolves",
                Status::Fail,
                "nothing found",
            )
            .fix(Who::OperateAdministrator, "check the references of the sample"),
        );
    });
    (before, after)
}

#[test]
fn a_report_compared_with_itself_has_no_change() {
    let report = fixture::whole();
    let comparison = compare(&report, &report);
    assert!(comparison.changes.is_empty() && comparison.cautions.is_empty() && !comparison.is_worse());
    assert_eq!(comparison.unchanged, report.findings.len());
}

#[test]
fn every_change_of_status_is_judged() {
    use Status::{Error, Fail, Pass, Skip, Warn};
    for before in Status::ALL {
        for after in Status::ALL {
            let one = |status| fixture::report(vec![finding("network.tcp", "Connection", status, "")]);
            let comparison = compare(&one(before), &one(after));
            let expected = match (before, after) {
                _ if before == after => None,
                (_, Fail) | (Pass | Warn | Skip, Error) | (Pass, Warn) => Some(Direction::Worse),
                (Fail | Error | Warn, Pass) | (Fail | Error, Warn) => Some(Direction::Better),
                _ => Some(Direction::Neither),
            };
            let found = comparison.changes.first().map(|change| change.direction);
            assert_eq!(found, expected, "{before:?} -> {after:?}");
            assert_eq!(comparison.is_worse(), expected == Some(Direction::Worse));
        }
    }
}

#[test]
fn what_is_new_is_worse_only_if_it_is_bad_and_what_is_gone_is_not() {
    let with = |status: Option<Status>| {
        fixture::report(status.map(|status| finding("oauth.token", "Token", status, "")).into_iter().collect())
    };
    for status in Status::ALL {
        let new = compare(&with(None), &with(Some(status)));
        assert_eq!(new.changes[0].kind, Kind::New);
        assert_eq!(new.is_worse(), matches!(status, Status::Fail | Status::Error), "{status:?}");
        let gone = compare(&with(Some(status)), &with(None));
        assert_eq!((gone.changes[0].kind, gone.changes[0].direction), (Kind::Gone, Direction::Neither));
        assert!(gone.changes[0].after.is_none() && !gone.is_worse());
    }
}

#[test]
fn worse_comes_first_and_both_forms_tell_all() {
    let (before, after) = later();
    let comparison = compare(&before, &after);
    let told: Vec<_> =
        comparison.changes.iter().map(|change| (change.id.as_str(), change.kind, change.direction)).collect();
    assert_eq!(
        told,
        [
            ("network.tcp", Kind::Status, Direction::Worse),
            ("resolvers.matter-documents.sample-2", Kind::New, Direction::Worse),
            ("imanage.library", Kind::Status, Direction::Better),
            ("network.tls", Kind::Detail, Direction::Neither),
            ("oauth.lifetime", Kind::Gone, Direction::Neither),
        ]
    );
    let human = written(|out| comparison::human(out, &comparison, Palette::plain(), None));
    let value: serde_json::Value =
        serde_json::from_str(&written(|out| comparison::json(out, &comparison))).expect("JSON");
    for (change, json) in comparison.changes.iter().zip(value["changes"].as_array().expect("a list")) {
        assert!(human.contains(&change.id), "{}", change.id);
        assert_eq!(json["id"], change.id.as_str());
        for (seen, key) in [(&change.before, "before"), (&change.after, "after")] {
            match seen {
                Some(seen) => {
                    assert_eq!(json[key]["status"], seen.status.word());
                    assert!(human.contains(&seen.detail), "{}", seen.detail);
                }
                None => assert!(json[key].is_null()),
            }
        }
    }
    assert!(
        human.ends_with("2 worse, 1 better, 2 different, 40 unchanged\nworse: 2 checks came out worse than before\n")
    );
}

#[test]
fn another_server_place_or_version_is_a_caution() {
    let before = fixture::whole();
    let mut after = before.clone();
    after.base_url = Some("https://uat.example".into());
    after.ran_from.host = "laptop".into();
    after.tool.version = "0.2.0".into();
    after.environment = "uat".into();
    let cautions = compare(&before, &after).cautions;
    assert_eq!(
        cautions,
        [
            "another environment: `production` before, `uat` now",
            "another server: `https://thornbury.cloudimanage.com` before, `https://uat.example` now",
            "ran from another place: `tb-jump-01` before, `laptop` now",
            "another version of imctl: `0.1.0` before, `0.2.0` now",
        ]
    );
}

#[test]
fn hostile_names_are_harmless_for_people_and_exact_for_scripts() {
    for name in fixture::nasty() {
        let (before, mut after) = (fixture::hostile("plain"), fixture::hostile(&name));
        after.findings.iter_mut().for_each(|finding| finding.status = Status::Fail);
        let comparison = compare(&before, &after);
        let human = written(|out| comparison::human(out, &comparison, Palette::plain(), Some(80)));
        assert!(human.chars().all(|c| c == '\n' || !c.is_control()));
        let json: serde_json::Value =
            serde_json::from_str(&written(|out| comparison::json(out, &comparison))).expect("JSON");
        assert_eq!(json["after"]["ran_from"], name.as_str());
    }
}

#[test]
fn an_earlier_report_is_read_as_it_was_written() {
    let mut report = fixture::whole();
    let text = written(|out| json::write(out, &report));
    let earlier = read("before.json", text.as_bytes()).expect("a report");
    report.findings.iter_mut().for_each(|finding| finding.names.clear());
    assert!(compare(&earlier, &report).changes.is_empty());
    assert_eq!(earlier.started_at, report.started_at);

    // As PowerShell's `>` and `Out-File` write it.
    let wide = |read: fn(u16) -> [u8; 2]| format!("\u{feff}{text}").encode_utf16().flat_map(read).collect::<Vec<u8>>();
    for bytes in [format!("\u{feff}{text}").into_bytes(), wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
        assert_eq!(read("before.json", &bytes).expect("a report").findings.len(), report.findings.len());
    }
}

#[test]
fn keys_that_are_unknown_or_not_needed_do_not_matter() {
    let text = r#"{"schema_version":1,"later":{"x":[]},"findings":[
        {"id":"network.tcp","group":"network","status":"pass","why":null},
        {"id":"cloud.region","group":"cloud","status":"pass"},
        {"id":"network.tls","group":"network","status":"fail","detail":"expired"}]}"#;
    let earlier = read("before.json", text.as_bytes()).expect("a report");
    // A group that this version does not know cannot be in the later report; it is still told that it is gone.
    assert_eq!(earlier.findings.len(), 2);
    let after = fixture::report(vec![finding("network.tls", "TLS", Status::Pass, "valid")]);
    let comparison = compare(&earlier, &after);
    assert_eq!((comparison.count(Direction::Better), comparison.count(Direction::Neither)), (1, 1));
}

#[test]
fn what_is_no_report_is_refused_with_its_name_and_what_to_give() {
    let told = |bytes: &[u8]| read("old.json", bytes).expect_err("refused");
    for (text, message) in [
        ("", "`old.json` is not JSON: line 1, column 0"),
        ("<!DOCTYPE html>", "`old.json` is not JSON: line 1, column 1"),
        ("{\"schema_version\":1,\n\"findings\":[", "`old.json` is not JSON: line 2, column 12"),
        ("[]", "`old.json` is JSON, but no report of `check-prereqs`"),
        ("{\"schema_version\":1,\"outcome\":\"one\"}", "`old.json` is JSON, but no report of `check-prereqs`"),
        ("{\"findings\":[]}", "`old.json` is JSON, but no report of `check-prereqs`"),
        (
            "{\"schema_version\":2,\"findings\":[]}",
            "`old.json` is a report of version 2, and this imctl reads version 1",
        ),
        (
            "{\"schema_version\":1,\"findings\":[{\"id\":\"network.tcp\",\"group\":\"network\",\"status\":\"splendid\"}]}",
            "`old.json` is no whole report: `findings[0].status` is missing or not of the right kind",
        ),
        (
            "{\"schema_version\":1,\"findings\":[{\"id\":7}]}",
            "`old.json` is no whole report: `findings[0].id` is missing or not of the right kind",
        ),
        (
            "{\"schema_version\":1,\"findings\":{}}",
            "`old.json` is no whole report: `findings` is missing or not of the right kind",
        ),
    ] {
        let error = told(text.as_bytes());
        assert_eq!(error.to_string(), message);
        let begins = error.hint().split(' ').next().unwrap_or_default();
        assert!(["give", "update", "compare"].contains(&begins), "{}", error.hint());
    }
    assert_eq!(told(b"\xff\xff\x00"), EarlierError::NotText { name: "old.json".into() });
    assert!(told(b"{\"schema_version\":2,\"findings\":[]}").hint().starts_with("update imctl"));
    assert!(told(&b"[".repeat(100_000)).to_string().contains("not JSON"));
}
