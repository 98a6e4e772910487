//! Finds the system parts that some tests need. A missing part is named, and is a failure where
//! `IMCTL_TEST_REQUIRE_ALL=1` says that all were installed.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Finds a program on the path. `None`, after naming it, where it is missing and need not be there.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        missing(name);
    }
    found
}

/// Names a missing part; fails where all parts are required.
pub fn missing(part: &str) {
    let all_required = std::env::var_os("IMCTL_TEST_REQUIRE_ALL").is_some_and(|value| value == "1");
    assert!(!all_required, "the part `{part}` is missing on this machine");
    eprintln!("left out: this machine has no `{part}`");
}

/// Finds a Python that has all these modules: the one in `IMCTL_TEST_PYTHON`, else the one on the path.
#[allow(dead_code, reason = "not every test crate runs Python")]
pub fn python(modules: &[&str]) -> Option<PathBuf> {
    let named = std::env::var_os("IMCTL_TEST_PYTHON").map(PathBuf::from);
    let python = named.unwrap_or_else(|| PathBuf::from("python3"));
    let import = format!("import {}", modules.join(", "));
    let can = Command::new(&python).args(["-c", &import]).stderr(Stdio::null()).status();
    if can.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    missing(&format!("python3 with {} (or its path in IMCTL_TEST_PYTHON)", modules.join(", ")));
    None
}
