//! Errors of the file system at any file operation of `link`, `encryption init` and `encryption rotate`: they are believed, the old file
//! stays byte for byte, and nothing is left that blocks the next run.

use std::fs;
use std::process::{Command, Output};

use crate::parts;
use crate::rotate::{OTHER, opens, seal};
use crate::support::tracer::{Kept, Point, is_full, leftovers, points, strike, traced};
use crate::support::{Firm, SEED};

const ERRORS: [&str; 4] = ["ENOSPC", "EIO", "EDQUOT", "EROFS"];

const LINK: &[&str] = &["link"];
const INIT: &[&str] = &["encryption", "init", "--seed-file", "seed.txt"];
const ROTATE: &[&str] = &["encryption", "rotate", "--seed-file", "new.txt", "--store-seed", "--make-certificate"];
const MADE: &[&str] = &["encryption", "init", "--generate-seed", "--seed-out", "made.txt"];

/// A firm on which a command can be run.
fn firm_for(command: &[&str]) -> Firm {
    let firm = match command {
        LINK => Firm::new().linked(),
        ROTATE => {
            let firm = Firm::new().encrypted();
            seal(&firm, 2);
            firm
        }
        _ => Firm::new(),
    };
    firm.write_private("new.txt", OTHER);
    firm
}

/// Tells whether what a command is for was done: everything opens with what is there now.
fn is_done(firm: &Firm, command: &[&str]) -> bool {
    match command {
        LINK => firm.imctl(&["status"]).code == 0,
        ROTATE => opens(firm, OTHER, 2),
        MADE => {
            let seed = fs::read_to_string(firm.path("made.txt")).unwrap_or_default();
            !seed.is_empty() && opens(firm, seed.trim_end(), 0)
        }
        _ => firm.imctl(&["encryption", "status"]).code == 0,
    }
}

/// What came of a run that met with an error: it says so, and the vault is the old one byte for byte, unless the run says that the
/// new one is in force.
fn judge(firm: &Firm, kept: &Kept, command: &[&str], point: &Point, output: &Output, place: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    let now = fs::read(firm.vault()).ok();
    let is_old = now.as_deref() == kept.bytes(&firm.vault());
    assert!(!told.contains("panicked"), "{place}: {told}");
    if output.status.success() {
        // What was to be written was not, and yet all went well: only where it did not matter.
        let matters = !(point.is_look() || point.is_of_lock() || point.call.starts_with("unlink"));
        assert!(!matters, "{place}: the error was not believed: {told}");
        assert!(is_done(firm, command), "{place}: {told}");
        return;
    }
    match output.status.code() {
        // Sealed anew, and not all of the rest took its place.
        Some(10) if command == ROTATE => {
            assert!(told.contains("sealed anew") && told.contains("--finish"), "{place}: {told}")
        }
        // The configuration could not be read.
        Some(3) if point.about.contains("imctl.toml") => assert!(is_old && told.contains("error:"), "{place}: {told}"),
        Some(5) => {
            assert!(told.contains("error:"), "{place}: {told}");
            // What could not be read back after it was in its place is in its place all the same.
            assert!(
                is_old || point.is_look(),
                "{place}: the vault is another, though it was told that it failed: {told}"
            );
        }
        other => panic!("{place}: ended with {other:?}: {told}"),
    }
}

/// Lets each point of a command fail. The short form takes each point with one of the errors, the long form each with all of them.
fn sweep(command: &[&str]) {
    let Some(strace) = parts::program("strace") else { return };
    let firm = firm_for(command);
    let kept = Kept::of(&firm.path(""));
    let points: Vec<_> =
        points(&strace, &firm, command).into_iter().filter(|point| point.call != "exit_group").collect();
    let mut hits = 0;
    for (number, point) in points.iter().enumerate() {
        let is_left_out = !is_full() && point.is_look() && number % 4 != 0;
        let errors: &[&str] = if is_full() { &ERRORS } else { &ERRORS[number % 4..=number % 4] };
        for error in errors.iter().filter(|_| !is_left_out) {
            kept.put_back();
            let (output, reached) = strike(&strace, &firm, command, point, &format!("error={error}"));
            if !reached {
                continue;
            }
            hits += 1;
            let place = format!("{command:?} with {error} at {} number {}, {}", point.call, point.when, point.about);
            judge(&firm, &kept, command, point, &output, &place);
            if is_full() || number % 4 == 0 {
                let again = firm.imctl(command);
                // An init that came to its end after all is not done twice.
                let is_done_already =
                    command[1..].starts_with(&["init"]) && again.stderr.contains("there is a vault already");
                assert!(again.code == 0 || is_done_already, "{place}: again: {}", again.stderr);
                assert!(is_done(&firm, command), "{place}");
                if again.code == 0 {
                    assert_eq!(leftovers(&firm.path("data")), Vec::<String>::new(), "{place}");
                }
            }
        }
    }
    assert!(hits >= 15, "only {hits} errors were met");
}

#[test]
fn a_link_believes_each_error_and_keeps_the_old_vault_byte_for_byte() {
    sweep(LINK);
}

#[test]
fn an_init_believes_each_error_and_can_be_run_again() {
    sweep(INIT);
}

#[test]
fn an_init_whose_vault_was_not_surely_kept_knows_its_seed_again() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = firm_for(MADE);
    let kept = Kept::of(&firm.path(""));
    let points = points(&strace, &firm, MADE);
    let syncs =
        |call: &str| points.iter().rfind(|point| point.call == call && point.about.contains("/data>")).expect("a sync");
    for point in [syncs("openat"), syncs("fsync")] {
        kept.put_back();
        let (output, reached) = strike(&strace, &firm, MADE, point, "error=EIO");
        let place = format!("{} {}", point.call, point.about);
        assert!(reached && output.status.code() == Some(5), "{place}: {output:?}");
        assert!(!firm.vault().exists() && firm.path("made.txt").exists(), "{place}");
        firm.imctl(MADE).expect_code(0);
        assert!(is_done(&firm, MADE), "{place}");
        assert_eq!(leftovers(&firm.path("data")), Vec::<String>::new(), "{place}");
    }
}

#[test]
fn an_init_that_writes_its_seed_believes_each_error_and_can_be_run_again() {
    if is_full() {
        sweep(MADE);
    }
}

#[test]
fn a_rotation_believes_each_error_and_can_be_run_again() {
    sweep(ROTATE);
}

#[test]
fn a_signal_that_interrupts_a_call_is_no_failure() {
    let Some(strace) = parts::program("strace") else { return };
    for command in [LINK, INIT, ROTATE] {
        let firm = firm_for(command);
        let kept = Kept::of(&firm.path(""));
        let points = points(&strace, &firm, command);
        for (_, point) in points.iter().enumerate().filter(|(number, _)| is_full() || number % 5 == 0) {
            kept.put_back();
            let (output, _) = strike(&strace, &firm, command, point, "error=EINTR");
            let told = String::from_utf8_lossy(&output.stderr);
            let place = format!("{command:?} at {} number {}, {}: {told}", point.call, point.when, point.about);
            assert!(output.status.success(), "{place}");
            assert!(is_done(&firm, command), "{place}");
        }
    }
}

#[test]
fn writes_that_write_a_part_only_are_gone_on_with() {
    let Some(python) = parts::python(&["ctypes"]) else { return };
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/support/short_writes.py");
    for command in [LINK, INIT, ROTATE] {
        let firm = firm_for(command);
        let plain = firm.command(command);
        let mut short = Command::new(&python);
        short.arg(program).arg(plain.get_program()).args(plain.get_args()).current_dir(firm.path(""));
        let output = with_variables_of(&plain, &mut short).output().expect("python runs");
        if output.status.code() == Some(77) {
            return parts::missing("a processor and system whose writes can be shortened here");
        }
        let told = String::from_utf8_lossy(&output.stderr);
        let shortened = told.lines().find_map(|line| line.strip_prefix("shortened: "));
        let shortened: usize = shortened.and_then(|number| number.parse().ok()).unwrap_or_default();
        assert!(output.status.success() && shortened > 5, "{command:?}: {told}");
        assert!(is_done(&firm, command), "{command:?}");
    }
}

fn with_variables_of<'c>(plain: &Command, command: &'c mut Command) -> &'c mut Command {
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// Runs a command as a shell's line says, with `$0` for the firm's folder and the command behind it.
fn by_shell(firm: &Firm, before: &[&str], line: &str, command: &[&str]) -> Output {
    let plain = firm.command(command);
    let mut shell = Command::new(before[0]);
    shell
        .args(&before[1..])
        .args(["sh", "-c", line])
        .arg(firm.path(""))
        .arg(plain.get_program())
        .args(plain.get_args());
    shell.current_dir(firm.path(""));
    with_variables_of(&plain, &mut shell).output().expect("it runs")
}

/// What makes mounts that nobody else sees. `None`, after naming it, where this machine or user may not.
fn own_mounts() -> Option<&'static [&'static str]> {
    const OWN: &[&str] = &["unshare", "-m"];
    let can = Command::new(OWN[0]).args(&OWN[1..]).args(["sh", "-c", "mount -t tmpfs none /mnt"]).output();
    if can.is_ok_and(|output| output.status.success()) {
        return Some(OWN);
    }
    parts::missing("the right to mount (root)");
    None
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told_and_left_as_it_is() {
    let Some(own) = own_mounts() else { return };
    for command in [LINK, INIT, ROTATE] {
        let firm = firm_for(command);
        if command == INIT {
            fs::create_dir(firm.path("data")).expect("a folder");
            let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            fs::set_permissions(firm.path("data"), private).expect("set");
        }
        let before = fs::read(firm.vault()).ok();
        let asked = firm.server.requests().len();
        let line = "mount --bind \"$0/data\" \"$0/data\" && mount -o remount,bind,ro \"$0/data\" && exec \"$@\"";
        let output = by_shell(&firm, own, line, command);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(5), "{command:?}: {told}");
        assert!(told.contains("error:") && told.contains("Read-only file system"), "{command:?}: {told}");
        assert_eq!(fs::read(firm.vault()).ok(), before);
        assert_eq!(leftovers(&firm.path("data")), Vec::<String>::new());
        assert_eq!(firm.server.requests().len(), asked, "nothing is asked for that could not be kept");
    }
}

#[test]
fn a_disk_that_is_full_at_any_moment_is_told_and_keeps_the_old_vault() {
    let Some(own) = own_mounts() else { return };
    for command in [LINK, ROTATE] {
        let firm = firm_for(command);
        if command == ROTATE {
            // More than a page, so that a write may find room for a part.
            seal(&firm, 60);
        }
        let before = fs::read(firm.vault()).expect("the vault");
        let mut codes = Vec::new();
        // So many pages of four KiB are free.
        for free in 0..16 {
            let line = format!(
                "rm -rf after && mkdir after && mount -t tmpfs -o size=400k,mode=0700 none data && cp -a \"$0/kept/.\" data && \
                 (dd if=/dev/zero of=data/filler bs=4096 2>/dev/null; truncate -s -$(({free} * 4096)) data/filler); \
                 \"$@\"; code=$?; rm data/filler; cp -a data/. after; exit $code"
            );
            let copied = Command::new("cp").args(["-a", "data", "kept"]).current_dir(firm.path("")).status();
            assert!(copied.expect("cp runs").success());
            let output = by_shell(&firm, own, &line, command);
            fs::remove_dir_all(firm.path("kept")).expect("removed");
            let told = String::from_utf8_lossy(&output.stderr);
            let place = format!("{command:?} with {free} pages free: {told}");
            let after = fs::read(firm.path("after/vault.json")).expect("the vault");
            match output.status.code() {
                Some(0) => assert_ne!(after, before, "{place}"),
                Some(10) if command == ROTATE => assert_ne!(after, before, "{place}"),
                Some(5) => {
                    assert!(told.contains("No space left on device"), "{place}");
                    assert_eq!(after, before, "{place}");
                    let left = leftovers(&firm.path("after"));
                    assert!(left.iter().all(|name| name.ends_with(".next")), "{place}: {left:?}");
                }
                _ => panic!("{place}"),
            }
            firm.write_private("seed.txt", SEED);
            let _ = fs::remove_file(firm.path("seed.txt.next"));
            codes.push(output.status.code());
        }
        assert_eq!((codes.first(), codes.last()), (Some(&Some(5)), Some(&Some(0))), "{command:?}: {codes:?}");
    }
}

/// A limit to the size of files strikes in the middle of a write, by a signal that kills unless it is ignored.
#[test]
fn a_limit_to_the_size_of_files_is_told_and_keeps_the_old_vault() {
    for line in ["trap '' XFSZ; ulimit -f 1; exec \"$@\"", "ulimit -f 1; exec \"$@\""] {
        let firm = firm_for(ROTATE);
        seal(&firm, 60);
        let before = fs::read(firm.vault()).expect("the vault");
        let output = by_shell(&firm, &["env"], line, ROTATE);
        assert_ne!(output.status.code(), Some(0));
        if line.contains("trap") {
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code() == Some(5) && told.contains("File too large"), "{told}");
        }
        assert_eq!(fs::read(firm.vault()).expect("the vault"), before);
        firm.imctl(ROTATE).expect_code(0);
        assert_eq!(leftovers(&firm.path("data")), Vec::<String>::new());
    }
}

/// Network file systems lose answers: a rename is done, its answer is an error.
#[test]
fn a_rename_that_failed_is_told_whichever_it_was() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = firm_for(LINK);
    let before = fs::read(firm.vault()).expect("the vault");
    for when in 1..=3 {
        let calls = "/^rename";
        let inject = format!("inject={calls}:error=ESTALE:when={when}");
        let output = traced(&strace, &firm, LINK, &["-e", &inject]).output().expect("strace runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(5), "{when}: {told}");
        assert_eq!(fs::read(firm.vault()).expect("the vault"), before, "{when}");
    }
}
