//! Files that hold secrets: private from birth whatever the umask, nothing in the temporary folder, and what stands in their places is
//! judged before it is used: refused with the reason, never followed, never waited for.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::parts;
use crate::rotate::OTHER;
use crate::support::tracer::{log, traced};
use crate::support::{Firm, Ran, SEED};

#[test]
fn every_file_is_private_from_birth_and_nothing_goes_to_the_temporary_folder() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new();
    firm.write_private("new.txt", OTHER);
    fs::create_dir(firm.path("temporary")).expect("a folder");
    let rotate = ["encryption", "rotate"];
    let commands: [&[&str]; 7] = [
        &["encryption", "init", "--generate-seed", "--seed-out", "made.txt"],
        &["encryption", "rotate", "--old-seed-file", "made.txt", "--seed-file", "seed.txt"],
        &["link"],
        &[&rotate[..], &["--seed-file", "new.txt", "--store-seed", "--make-certificate"]].concat(),
        &[&rotate[..], &["--generate-seed", "--seed-out", "another.txt", "--store-seed"]].concat(),
        &["link"],
        &["unlink"],
    ];
    for arguments in commands {
        let plain =
            traced(&strace, &firm, arguments, &["-y", "-e", "trace=open,openat,mkdir,mkdirat,creat,chmod,fchmod"]);
        let mut command = Command::new("sh");
        command.args(["-c", "umask 000; exec \"$@\"", "sh"]).arg(plain.get_program()).args(plain.get_args());
        command.current_dir(firm.path(""));
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let output = command.env("TMPDIR", firm.path("temporary")).output().expect("strace runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        let told = fs::read_to_string(log(&firm)).expect("the log");
        let created: Vec<_> = told.lines().filter(|line| line.contains("O_CREAT")).collect();
        assert!(!created.is_empty(), "{arguments:?}");
        for line in created {
            assert!(line.contains(", 0600)") && line.contains("O_EXCL"), "not private from birth: {line}");
            assert!(line.contains(&*firm.path("").to_string_lossy()), "outside the firm's folder: {line}");
        }
        for line in told.lines().filter(|line| line.contains("mkdir")) {
            assert!(line.contains(", 0700)"), "not private from birth: {line}");
        }
        assert!(!told.contains("chmod"), "nothing needs to be closed afterwards: {told}");
        assert!(!told.contains(&*firm.path("temporary").to_string_lossy()), "{told}");
    }
    assert_eq!(fs::read_dir(firm.path("temporary")).expect("listed").count(), 0);
    all_private(&firm.path("data"));
    for name in ["made.txt", "another.txt", "seed.txt"] {
        assert_eq!(mode(&firm.path(name)), 0o600, "{name}");
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o7777
}

fn all_private(folder: &Path) {
    assert_eq!(mode(folder), 0o700, "{}", folder.display());
    for entry in fs::read_dir(folder).expect("listed").flatten() {
        match entry.path().is_dir() {
            true => all_private(&entry.path()),
            false => assert_eq!(mode(&entry.path()), 0o600, "{}", entry.path().display()),
        }
    }
}

/// What may stand in a file's place.
const KINDS: [(&str, &[&str]); 6] = [
    ("open to others", &["can be read or changed by others", "chmod 600"]),
    ("symlink", &["symbolic link"]),
    ("hard link", &["second name"]),
    ("fifo", &["not an ordinary file"]),
    ("folder", &["not an ordinary file"]),
    ("other owner", &["belongs to another user", "chown"]),
];

/// Puts something in a file's place. What was there stays elsewhere. Tells whether this user may.
fn put(firm: &Firm, name: &str, kind: &str) -> bool {
    let (path, aside) = (firm.path(name), firm.path("aside"));
    if !path.exists() {
        firm.write_private(name, "something");
    }
    match kind {
        "open to others" => fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set"),
        "hard link" => fs::hard_link(&path, &aside).expect("linked"),
        "other owner" => return std::os::unix::fs::chown(&path, Some(65534), None).is_ok(),
        _ => {
            fs::rename(&path, &aside).expect("moved");
            match kind {
                "symlink" => symlink(&aside, &path).expect("linked"),
                "folder" => fs::create_dir(&path).expect("a folder"),
                _ => {
                    let made = Command::new("mkfifo").args(["-m", "600"]).arg(&path).status();
                    assert!(made.expect("mkfifo runs").success());
                }
            }
        }
    }
    true
}

/// Runs the program, and gives up on it where it hangs.
fn run(firm: &Firm, arguments: &[&str]) -> Ran {
    let plain = firm.command(arguments);
    let mut limited = Command::new("timeout");
    limited.arg("60").arg(plain.get_program()).args(plain.get_args()).current_dir(firm.path(""));
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    let ran = Ran::from(limited.output().expect("timeout runs"));
    assert_ne!(ran.code, 124, "{arguments:?} hangs");
    ran
}

/// Puts each kind in the place of a file, and sees that a command refuses it with the reason, asks nothing of the network, and leaves
/// what was put there. `but` are kinds that this file may be.
#[track_caller]
fn refused(name: &str, arguments: &[&str], but: &[&str]) {
    for (kind, reasons) in KINDS.iter().filter(|(kind, _)| !but.contains(kind)) {
        let firm = Firm::new().linked();
        firm.write_private("new.txt", OTHER);
        if !put(&firm, name, kind) {
            parts::missing("the right to give files away (root)");
            continue;
        }
        // A FIFO would be waited for.
        let read_vault = || firm.vault().is_file().then(|| fs::read(firm.vault()).expect("the vault"));
        let (asked, vault) = (firm.server.requests().len(), read_vault());
        let about = fs::symlink_metadata(firm.path(name)).expect("there");
        let aside = fs::read(firm.path("aside")).ok();
        let ran = run(&firm, arguments).expect_code(5);
        let base = name.rsplit('/').next().unwrap_or_default();
        assert!(ran.stderr.contains(base), "{kind}: {}", ran.stderr);
        // A lock is opened in one step, so the system says what is wrong with what is no file at all.
        if !(name.contains("locks/") && ["symlink", "folder"].contains(kind)) {
            ran.expect_told(reasons);
        }
        assert_eq!(firm.server.requests().len(), asked, "{kind}: the server was asked");
        let now = fs::symlink_metadata(firm.path(name)).expect("there still");
        assert_eq!((now.file_type(), now.permissions()), (about.file_type(), about.permissions()), "{kind}");
        assert_eq!(fs::read(firm.path("aside")).ok(), aside, "{kind}: it was written through");
        assert_eq!(read_vault(), vault, "{kind}: the vault was changed");
    }
}

#[test]
fn what_stands_in_the_vaults_place_is_judged() {
    refused("data/vault.json", &["link"], &[]);
    refused("data/vault.json", &["encryption", "rotate", "--make-certificate"], &[]);
}

#[test]
fn what_stands_in_a_locks_place_is_judged() {
    refused("data/locks/vault.lock", &["link"], &[]);
    refused("data/locks/vault.lock", &["encryption", "rotate", "--make-certificate"], &[]);
}

#[test]
fn what_stands_in_the_private_keys_place_is_judged() {
    refused("data/private-key.pem", &["link"], &[]);
}

#[test]
fn what_stands_in_the_seeds_place_is_judged_and_may_be_mounted_as_secret_stores_do() {
    refused("seed.txt", &["link"], &["symlink"]);
    refused("new.txt", &["encryption", "rotate", "--seed-file", "new.txt"], &["symlink"]);
    let firm = Firm::new().linked();
    assert!(put(&firm, "seed.txt", "symlink"));
    run(&firm, &["status"]).expect_code(0);
    // To put another seed there is something else: the link would become a file.
    firm.write_private("new.txt", OTHER);
    let rotate = ["encryption", "rotate", "--seed-file", "new.txt", "--store-seed"];
    run(&firm, &rotate).expect_code(5).expect_told(&["symbolic link"]);
    assert_eq!(fs::read_to_string(firm.path("aside")).expect("the seed"), SEED);
    run(&firm, &["status"]).expect_code(0);
}

/// Where something is written beside, what is there is replaced where it is a file, and refused where it is none.
#[test]
fn what_stands_beside_is_never_written_through() {
    let rotate: &[&str] = &["encryption", "rotate", "--seed-file", "new.txt", "--store-seed", "--make-certificate"];
    let cases: [(&str, &[&str]); 5] = [
        ("data/vault.json.probe", &["link"]),
        ("data/vault.json.next", rotate),
        ("data/private-key.pem.next", rotate),
        ("data/certificate.pem.next", rotate),
        ("seed.txt.next", rotate),
    ];
    for (name, arguments) in cases {
        for (kind, _) in KINDS {
            let firm = Firm::new().linked();
            firm.write_private("new.txt", OTHER);
            if !put(&firm, name, kind) {
                continue;
            }
            let vault = fs::read(firm.vault()).expect("the vault");
            let aside = fs::read(firm.path("aside")).ok();
            let ran = run(&firm, arguments);
            assert!(matches!(ran.code, 0 | 5), "{name} {kind}: {}", ran.stderr);
            assert!(!ran.stderr.contains("panicked"), "{name} {kind}: {}", ran.stderr);
            assert_eq!(fs::read(firm.path("aside")).ok(), aside, "{name} {kind}: it was written through");
            if ran.code == 0 {
                all_private(&firm.path("data"));
                assert!(!firm.path(name).exists(), "{name} {kind}: it is left");
            } else {
                assert_eq!(fs::read(firm.vault()).expect("the vault"), vault, "{name} {kind}");
                assert!(
                    ran.stderr.contains(name.rsplit('/').next().unwrap_or_default()),
                    "{name} {kind}: {}",
                    ran.stderr
                );
            }
        }
    }
}

#[test]
fn a_seed_is_written_to_no_place_that_is_taken() {
    for (kind, _) in KINDS {
        let firm = Firm::new().linked();
        if !put(&firm, "made.txt", kind) {
            continue;
        }
        let vault = fs::read(firm.vault()).expect("the vault");
        let aside = fs::read(firm.path("aside")).ok();
        let ran = run(&firm, &["encryption", "rotate", "--generate-seed", "--seed-out", "made.txt"]);
        assert!(matches!(ran.code, 2 | 5) && ran.stderr.contains("made.txt"), "{kind}: {}", ran.stderr);
        assert_eq!(fs::read(firm.vault()).expect("the vault"), vault, "{kind}");
        assert_eq!(fs::read(firm.path("aside")).ok(), aside, "{kind}");
    }
    // Not even where a link leads nowhere.
    let firm = Firm::new();
    symlink(firm.path("nowhere"), firm.path("made.txt")).expect("linked");
    run(&firm, &["encryption", "init", "--generate-seed", "--seed-out", "made.txt"]).expect_code(2);
    assert!(!firm.path("nowhere").exists() && !firm.vault().exists());
}

#[test]
fn a_data_folder_that_is_open_or_another_users_is_refused_with_the_line_that_mends_it() {
    let firm = Firm::new().linked();
    fs::set_permissions(firm.path("data"), fs::Permissions::from_mode(0o755)).expect("set");
    run(&firm, &["encryption", "init", "--seed-file", "seed.txt"]).expect_code(5);
    fs::remove_file(firm.vault()).expect("removed");
    let ran = run(&firm, &["encryption", "init", "--seed-file", "seed.txt"]).expect_code(5);
    ran.expect_told(&["chmod 700"]);
    fs::set_permissions(firm.path("data"), fs::Permissions::from_mode(0o700)).expect("set");
    if std::os::unix::fs::chown(firm.path("data"), Some(65534), None).is_err() {
        return parts::missing("the right to give files away (root)");
    }
    let ran = run(&firm, &["encryption", "init", "--seed-file", "seed.txt"]).expect_code(5);
    ran.expect_told(&["belongs to another user"]);
}
