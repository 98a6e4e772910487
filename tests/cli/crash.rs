//! Kills and I/O errors between any two file operations, by the system-call tracer: the vault is old or new afterwards,
//! readable, and nothing is left that blocks the next run.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::parts;
use crate::support::Firm;

/// The calls that change files; each family is swept on its own: the 1st, 2nd, … call is hit until a run ends untouched.
const CHANGES: &[&str] = &[
    "/^(mkdir|mkdirat)$",
    "/^(rename|renameat|renameat2)$",
    "/^(fsync|fdatasync)$",
    "/^(unlink|unlinkat)$",
    "/^(chmod|fchmod|fchmodat|ftruncate|link|linkat|flock)$",
];

/// Far more than one command makes of any family.
const MOST: usize = 200;

/// Runs the program under the tracer with one injection. Tells whether the call was reached.
pub fn inject(strace: &Path, firm: &Firm, arguments: &[&str], calls: &str, what: &str, when: usize) -> (Output, bool) {
    let plain = firm.command(arguments);
    let log = firm.path("strace.log");
    let mut command = Command::new(strace);
    command
        .args(["-f", "-qq", "-o"])
        .arg(&log)
        .args(["-e", &format!("trace={calls}"), "-e", &format!("inject={calls}:{what}:when={when}")])
        .arg(plain.get_program())
        .args(plain.get_args())
        .current_dir(firm.path(""));
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = command.output().expect("strace runs");
    let told = fs::read_to_string(&log).unwrap_or_default();
    let reached = told.contains("(INJECTED)") || told.contains("killed by SIGKILL");
    (output, reached)
}

fn copy_folder(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    let ok = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp runs").success();
    assert!(ok, "cp");
}

/// Sweeps every family of calls over one command. Before each run the data folder is as it was; after it `judge` decides.
fn sweep(strace: &Path, firm: &Firm, arguments: &[&str], what: &str, judge: impl Fn(&Firm, &Output, &str)) -> usize {
    let (data, kept) = (firm.path("data"), firm.path("kept"));
    let had_data = data.exists();
    if had_data {
        copy_folder(&data, &kept);
    }
    let mut hits = 0;
    for calls in CHANGES {
        for when in 1..=MOST {
            let _ = fs::remove_dir_all(&data);
            if had_data {
                copy_folder(&kept, &data);
            }
            let (output, reached) = inject(strace, firm, arguments, calls, what, when);
            if !reached {
                break;
            }
            hits += 1;
            judge(firm, &output, &format!("{arguments:?} {what} at {calls} number {when}"));
            assert!(when < MOST, "the sweep of {calls} never ended");
        }
    }
    hits
}

fn is_linked(firm: &Firm, place: &str) -> bool {
    let ran = firm.imctl(&["status"]);
    assert!(matches!(ran.code, 0 | 4), "{place}: the vault does not open: {}", ran.stderr);
    ran.code == 0
}

fn leftovers(folder: &Path) -> Vec<String> {
    let known = ["vault.json", "certificate.pem", "private-key.pem", "locks", "refused"];
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    entries
        .iter()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !known.contains(&name.as_str()))
        .collect()
}

#[test]
fn a_link_killed_at_any_file_operation_leaves_the_old_or_the_new_vault() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new().encrypted();
    let hits = sweep(&strace, &firm, &["link"], "signal=KILL", |firm, _, place| {
        is_linked(firm, place);
        let again = firm.imctl(&["link"]);
        assert_eq!(again.code, 0, "{place}: {}", again.stderr);
        assert!(is_linked(firm, place), "{place}");
    });
    assert!(hits >= 5, "only {hits} operations were hit");
}

#[test]
fn a_second_link_killed_at_any_file_operation_keeps_a_link_that_works() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new().linked();
    sweep(&strace, &firm, &["link"], "signal=KILL", |firm, _, place| {
        assert!(is_linked(firm, place), "{place}: the old link is gone");
    });
}

#[test]
fn an_init_killed_at_any_file_operation_can_be_run_again() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new();
    let init = ["encryption", "init", "--seed-file", "seed.txt"];
    let hits = sweep(&strace, &firm, &init, "signal=KILL", |firm, _, place| {
        if !firm.vault().exists() {
            let again = firm.imctl(&init);
            assert_eq!(again.code, 0, "{place}: {}", again.stderr);
        }
        let status = firm.imctl(&["encryption", "status"]);
        assert_eq!(status.code, 0, "{place}: {}", status.stderr);
    });
    assert!(hits >= 5, "only {hits} operations were hit");
}

#[test]
fn a_full_disk_is_believed_and_the_old_vault_stays_byte_for_byte() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new().linked();
    let before = fs::read(firm.vault()).expect("the vault");
    for error in ["ENOSPC", "EIO", "EDQUOT", "EROFS"] {
        sweep(&strace, &firm, &["link"], &format!("error={error}"), |firm, output, place| {
            let now = fs::read(firm.vault()).expect("the vault");
            let failed = !output.status.success();
            // A failure that does not matter (of a folder that exists already) may go well; one that is told must have
            // changed nothing, unless it struck after the rename.
            if failed && now != before {
                assert!(is_linked(firm, place), "{place}");
            }
            assert!(is_linked(firm, place), "{place}");
            if failed {
                let told = String::from_utf8_lossy(&output.stderr);
                assert!(told.contains("error:") && !told.contains("panicked"), "{place}: {told}");
            }
            assert_eq!(leftovers(&firm.path("data")), Vec::<String>::new(), "{place}");
        });
    }
}

#[test]
fn every_file_is_private_from_birth_and_nothing_goes_to_the_temporary_folder() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new();
    let log = firm.path("strace.log");
    for arguments in [&["encryption", "init", "--seed-file", "seed.txt"][..], &["link"], &["unlink"]] {
        let plain = firm.command(arguments);
        let mut command = Command::new("sh");
        command.args(["-c", "umask 000; exec \"$@\"", "sh"]).arg(&strace).args(["-f", "-qq", "-y", "-o"]).arg(&log);
        command.args(["-e", "trace=open,openat,mkdir,mkdirat,creat"]).arg(plain.get_program()).args(plain.get_args());
        command.current_dir(firm.path(""));
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        assert!(command.output().expect("strace runs").status.success(), "{arguments:?}");
        let told = fs::read_to_string(&log).expect("the log");
        for line in told.lines().filter(|line| line.contains("O_CREAT") && !line.contains("ENOENT")) {
            assert!(line.contains(", 0600)"), "not private from birth: {line}");
            assert!(!line.contains("\"/tmp/imctl") && line.contains(&*firm.path("data").to_string_lossy()), "{line}");
        }
        for line in told.lines().filter(|line| line.contains("mkdir")) {
            assert!(line.contains(", 0700)"), "not private from birth: {line}");
        }
    }
}
