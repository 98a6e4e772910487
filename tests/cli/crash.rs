//! Kills between any two file operations, by the system-call tracer: the vault is old or new afterwards, readable, and nothing is
//! left that blocks the next run.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use crate::parts;
use crate::rotate::OTHER;
use crate::support::Firm;
use crate::support::tracer::{Kept, Point, inject, is_full, leftovers, log, points, strike, traced};

/// Kills a command at each of its calls on the firm's files, and at its end. Before each run everything is as it was; after it
/// `judge` decides. The short form takes only the calls after which the folder looks different to others, and each eighth of the rest.
/// Returns how many runs were killed.
pub fn kill_everywhere(strace: &Path, firm: &Firm, arguments: &[&str], judge: impl Fn(&Output, &str)) -> usize {
    let kept = Kept::of(&firm.path(""));
    let points = points(strace, firm, arguments);
    let chosen = |(number, point): &(usize, Point)| is_full() || point.is_change_of_names() || number % 8 == 0;
    let points: Vec<_> = points.into_iter().filter(|point| !point.is_look()).enumerate().filter(chosen).collect();
    let mut hits = 0;
    for (_, point) in &points {
        kept.put_back();
        let (output, reached) = strike(strace, firm, arguments, point, "signal=KILL");
        // Another run may take a turn less: a thread more or less, a lock that is free at once.
        if reached {
            hits += 1;
            judge(&output, &format!("{arguments:?} killed at {} number {}, {}", point.call, point.when, point.about));
        }
    }
    assert!(hits * 10 >= points.len() * 9, "only {hits} of {} points were reached", points.len());
    kept.put_back();
    hits
}

fn is_linked(firm: &Firm, place: &str) -> bool {
    let ran = firm.imctl(&["status"]);
    assert!(matches!(ran.code, 0 | 4), "{place}: the vault does not open: {}", ran.stderr);
    ran.code == 0
}

#[test]
fn a_link_killed_at_any_file_operation_leaves_the_old_or_the_new_vault() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new().encrypted();
    let hits = kill_everywhere(&strace, &firm, &["link"], |_, place| {
        is_linked(&firm, place);
        let again = firm.imctl(&["link"]);
        assert_eq!(again.code, 0, "{place}: {}", again.stderr);
        assert!(is_linked(&firm, place), "{place}");
    });
    assert!(hits >= 8, "only {hits} operations were hit");
}

#[test]
fn a_second_link_killed_at_any_file_operation_keeps_a_link_that_works() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new().linked();
    kill_everywhere(&strace, &firm, &["link"], |_, place| {
        assert!(is_linked(&firm, place), "{place}: the old link is gone");
    });
}

#[test]
fn an_init_killed_at_any_file_operation_can_be_run_again() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new();
    let init = ["encryption", "init", "--seed-file", "seed.txt"];
    let hits = kill_everywhere(&strace, &firm, &init, |_, place| {
        if !firm.vault().exists() {
            let again = firm.imctl(&init);
            assert_eq!(again.code, 0, "{place}: {}", again.stderr);
        }
        let status = firm.imctl(&["encryption", "status"]);
        assert_eq!(status.code, 0, "{place}: {}", status.stderr);
    });
    assert!(hits >= 8, "only {hits} operations were hit");
}

/// A generator of numbers that are the same in each run (the constants are those of Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Kills a run after so many microseconds. Tells whether it was still running.
fn kill_after(firm: &Firm, arguments: &[&str], microseconds: u64) -> bool {
    let started = Instant::now();
    let mut command = firm.command(arguments);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("imctl starts");
    while started.elapsed() < Duration::from_micros(microseconds) {
        std::thread::yield_now();
    }
    let was_running = child.try_wait().expect("a state").is_none();
    let _ = child.kill();
    child.wait().expect("it ends");
    was_running
}

/// The moments are those of the clock, so that calls in between are met too, and not only their beginnings.
#[test]
fn kills_at_any_moment_of_link_and_rotate_never_lose_the_link() {
    let firm = Firm::new().linked();
    let commands: [&[&str]; 2] =
        [&["link"], &["encryption", "rotate", "--generate-seed", "--store-seed", "--make-certificate"]];
    let lengths = commands.map(|command| {
        let started = Instant::now();
        firm.imctl(command).expect_code(0);
        u64::try_from(started.elapsed().as_micros()).expect("short")
    });
    let mut numbers = Numbers(4711);
    let mut killed = 0;
    for number in 0..if is_full() { 300 } else { 20 } {
        let which = number % commands.len();
        let moment = numbers.below(lengths[which]);
        killed += usize::from(kill_after(&firm, commands[which], moment));
        // What was cut off needs nobody's help to open.
        let ran = firm.imctl(&["status"]);
        assert_eq!(ran.code, 0, "{:?} killed after {moment} us: {}", commands[which], ran.stderr);
    }
    assert!(killed >= 5, "only {killed} runs were killed");
    for command in commands {
        firm.imctl(command).expect_code(0);
    }
    assert_eq!(leftovers(&firm.path("data")), Vec::<String>::new());
    assert!(!firm.path("seed.txt.next").exists());
    firm.imctl(&["status", "--check"]).expect_code(0);
}

/// What a run did to files and said to the server, in its order, as the tracer tells it.
fn steps(strace: &Path, firm: &Firm, arguments: &[&str]) -> Vec<String> {
    let options = [
        "-y",
        "-s",
        "400",
        "-e",
        "trace=/^(openat|fsync|fdatasync|rename|renameat|renameat2|linkat|write|writev|sendto)$",
    ];
    let output = traced(strace, firm, arguments, &options).output().expect("strace runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let told = std::fs::read_to_string(log(firm)).expect("the log");
    told.lines().map(str::to_owned).collect()
}

/// The two names of a rename.
fn renamed(step: &str) -> Option<(&Path, &Path)> {
    let names: Vec<&str> = step.split('"').skip(1).step_by(2).collect();
    let is_rename = step.contains("rename") || step.contains("linkat(");
    match names.as_slice() {
        [from, to] if is_rename => Some((Path::new(*from), Path::new(*to))),
        _ => None,
    }
}

#[test]
fn what_is_written_is_synced_before_it_takes_its_name_and_its_folder_after() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new();
    firm.write_private("new.txt", OTHER);
    let commands: [(&[&str], usize); 4] = [
        (&["encryption", "init", "--seed-file", "seed.txt"], 3),
        (&["link"], 3),
        (&["encryption", "rotate", "--seed-file", "new.txt", "--store-seed", "--make-certificate"], 8),
        (&["unlink"], 1),
    ];
    for (arguments, least) in commands {
        let steps = steps(&strace, &firm, arguments);
        let mut renames = 0;
        for (at, step) in steps.iter().enumerate() {
            let Some((from, to)) = renamed(step) else { continue };
            renames += 1;
            let syncs =
                |step: &&String, path: &Path| step.contains("sync(") && step.contains(&format!("<{}>", path.display()));
            let is_written = from.extension().is_some_and(|extension| extension == "tmp");
            let is_synced = steps[..at].iter().any(|step| syncs(&step, from));
            assert!(is_synced || !is_written, "{arguments:?}: not synced before {step}");
            let folder = to.parent().expect("a folder");
            let next = steps[at + 1..].iter().find(|step| step.contains("sync(") || renamed(step).is_some());
            assert!(
                next.is_some_and(|step| syncs(&step, folder)),
                "{arguments:?}: {} is not synced after {step}",
                folder.display()
            );
        }
        assert!(renames >= least, "{arguments:?}: only {renames} renames were seen");
    }
}

/// A step in words, and how it is known.
type Expected<'a> = (&'a str, &'a dyn Fn(&str) -> bool);

#[test]
fn the_store_is_proven_before_the_credentials_are_spent_and_read_back_after() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new().encrypted();
    let steps = steps(&strace, &firm, &["link"]);
    let takes = |step: &str, name: &str| renamed(step).is_some_and(|(_, to)| to.ends_with(name));
    let reads = |step: &str, name: &str| step.contains(&format!("/data/{name}\", O_RDONLY"));
    let asks = |step: &str| step.contains("POST /auth/oauth2/token");
    let expected: [Expected<'_>; 5] = [
        ("a probe is written", &|step| takes(step, "vault.json.probe")),
        ("it is read back", &|step| reads(step, "vault.json.probe")),
        ("the credentials are spent", &asks),
        ("the tokens are stored", &|step| takes(step, "vault.json")),
        ("they are read back", &|step| reads(step, "vault.json")),
    ];
    let mut left = expected.iter().peekable();
    for step in &steps {
        if left.peek().is_some_and(|(_, is_it)| is_it(step)) {
            left.next();
        }
    }
    assert!(left.peek().is_none(), "never seen, in this order: {}", left.next().expect("one").0);
    assert_eq!(steps.iter().filter(|step| asks(step)).count(), 1);
    let first = steps.iter().position(|step| asks(step)).expect("asked");
    assert!(steps[..first].iter().any(|step| takes(step, "vault.json")), "the vault's own place takes a file too");
}

#[test]
fn a_disk_that_only_says_it_kept_what_was_written_is_found_out() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::new().encrypted();
    let kept = Kept::of(&firm.path(""));
    let vault = std::fs::read(firm.vault()).expect("the vault");
    // The first rename is that of the probe, the second puts the vault in its own place as it is, the third stores the tokens.
    for when in [1, 3] {
        kept.put_back();
        let requests = firm.token_requests();
        let (output, reached) = inject(&strace, &firm, &["link"], "/^rename", "retval=0", when);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(reached && output.status.code() == Some(5), "{when}: {told}");
        assert_eq!(std::fs::read(firm.vault()).expect("the vault"), vault, "{when}");
        let is_first = when == 1;
        assert_eq!(firm.token_requests() - requests, usize::from(!is_first), "{when}: {told}");
    }
    kept.put_back();
    firm.imctl(&["link"]).expect_code(0);
}
