//! `demo`.

use std::fs;

use crate::support;

#[test]
fn each_step_ends_as_it_must_and_nothing_is_left_behind() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).expect("a folder");
    let out = support::command(folder.path(), &["demo"]).env("TMPDIR", &temporary).output().expect("imctl runs");
    let ran = support::Ran::from(out).expect_code(0).expect_told(&["nothing is left behind"]);
    for shown in
        ["$ imctl encryption init", "$ imctl link", "$ imctl status", "$ imctl resolve", "$ imctl ls-workspace"]
            .into_iter()
            .chain(["$ imctl check-prereqs", "not ready: 1 of", "+ folder = \"Data Uploads\"", "all 8 checks passed"])
    {
        assert!(ran.stdout.contains(shown), "{shown}\n{}", ran.stdout);
    }
    // A line of the configuration is shown as it stands there.
    for line in ran.stdout.lines().filter(|line| !line.starts_with("workspace_resolver_config = ")) {
        assert!(line.chars().count() <= 80, "wider than a page: {line}");
    }
    assert_eq!(fs::read_dir(&temporary).expect("a folder").count(), 0);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn the_demo_keeps_its_folder_when_asked_and_never_writes_into_a_used_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = || {
        support::Ran::from(support::command(folder.path(), &["demo", "--keep", "kept"]).output().expect("imctl runs"))
    };
    run().expect_code(0);
    assert!(folder.path().join("kept/imctl.toml").exists());
    run().expect_code(2).expect_told(&["not an empty folder"]);
}
