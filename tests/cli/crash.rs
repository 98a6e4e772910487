//! Kills between any two file operations, by the system-call tracer: the vault is old or new afterwards, readable, and nothing is
//! left that blocks the next run.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use crate::parts;
use crate::support::Firm;
use crate::support::tracer::{Kept, Point, is_full, leftovers, points, strike};

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
