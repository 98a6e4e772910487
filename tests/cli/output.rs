//! What holds for every command: help, version, usage errors, closed pipes.

use std::process::Stdio;

use crate::support::{self, Firm, Ran};

fn imctl(arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Ran::from(support::command(folder.path(), arguments).output().expect("imctl runs"))
}

#[test]
fn help_and_version_go_to_stdout() {
    for arguments in [&["--help"][..], &["--version"], &["help", "link"], &["resolve", "--help"]] {
        let ran = imctl(arguments).expect_code(0);
        assert!(!ran.stdout.is_empty() && ran.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_mistyped_subcommand_is_a_usage_error_with_the_nearest_name() {
    imctl(&["lnik"]).expect_code(2).expect_told(&["link"]);
    imctl(&["link", "--dryrun"]).expect_code(2).expect_told(&["--dry-run"]);
}

#[test]
fn no_configuration_says_where_it_was_looked_for() {
    imctl(&["status"]).expect_code(3).expect_told(&["imctl.toml"]);
}

#[test]
fn with_json_an_error_is_one_object_on_stderr() {
    let ran = imctl(&["status", "-o", "json"]).expect_code(3);
    let value: serde_json::Value = serde_json::from_str(&ran.stderr).expect("one JSON object");
    assert_eq!(value["error"]["exit"], 3);
    assert!(ran.stdout.is_empty());
}

#[test]
fn a_closed_pipe_keeps_the_verdict() {
    let firm = Firm::new();
    let mut child = firm
        .command(&["ls-workspace", "-o", "ndjson"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("imctl starts");
    drop(child.stdout.take());
    let ran = Ran::from(child.wait_with_output().expect("it ends"));
    assert!(!ran.stderr.contains("error:") && !ran.stderr.contains("panicked"), "{}", ran.stderr);
    ran.expect_code(0);
}

#[test]
fn quiet_says_nothing_but_errors() {
    let firm = Firm::new().encrypted();
    let ran = firm.imctl(&["link", "-q"]).expect_code(0);
    assert_eq!(ran.stderr, "");
}
