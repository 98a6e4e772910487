//! Renewal that is struck at any file operation: killed, or told by the disk that it could not be done.

use std::process::Output;

use crate::parts;
use crate::renewal::{HALF_AN_HOUR, RESOLVE, rotating};
use crate::support::browser::{SigningIn, visit};
use crate::support::tracer::{Point, inject, is_full, log, points, strike};
use crate::support::{Firm, Ran};

/// Strikes at each file operation of a renewal, on a link that was made just before. The short form takes one of the blows for each, the
/// long one all of them.
fn strike_at_each(blows: &[&str], mut judge: impl FnMut(&Firm, &Output, &Point, &str)) {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::with(rotating()).by_person().encrypted();
    let link = || {
        let signing_in = SigningIn::start(&firm, &[]);
        visit(&signing_in.url);
        signing_in.finish().expect_code(0);
        firm.server.advance(HALF_AN_HOUR);
    };
    link();
    let points: Vec<_> = points(&strace, &firm, &RESOLVE)
        .into_iter()
        .filter(|point| !point.is_look() && !point.is_of_lock() && point.call != "exit_group")
        .enumerate()
        .collect();
    let mut hits = 0;
    for (number, point) in &points {
        let few = &blows[number % blows.len()..=number % blows.len()];
        for blow in if is_full() { blows } else { few } {
            // On a busy machine another thread may make the call that was meant.
            let struck = (0..3).find_map(|_| {
                link();
                let (output, was_reached) = strike(&strace, &firm, &RESOLVE, point, blow);
                was_reached.then_some(output)
            });
            let Some(output) = struck else { continue };
            hits += 1;
            // Another run may open a lock that is there by now, so that the same number is another call.
            let told = std::fs::read_to_string(log(&firm)).expect("the log");
            let struck = told.lines().find(|line| line.contains("(INJECTED)")).unwrap_or(&point.about);
            let point = &Point { about: struck.to_owned(), ..point.clone() };
            judge(&firm, &output, point, &format!("{blow} at {} number {}, {}", point.call, point.when, point.about));
        }
    }
    assert!(hits >= 8, "only {hits} of {} points were hit", points.len());
}

#[test]
fn a_renewal_killed_at_any_file_operation_is_whole_or_told_as_cut_off() {
    let (mut whole, mut cut) = (0, 0);
    strike_at_each(&["signal=KILL"], |firm, _, _, place| {
        firm.imctl(&["status"]).expect_code(0);
        let next = firm.imctl(&[&RESOLVE[..], &["-o", "json"]].concat());
        match next.code {
            0 => whole += 1,
            4 => {
                cut += 1;
                let next = next.expect_told(&["session.renewal-lost", "was cut off before", "run `imctl link`"]);
                let again = firm.imctl(&RESOLVE).expect_code(4).expect_told(&["was cut off before"]);
                assert!(!next.stderr.contains("panicked") && !again.stderr.contains("panicked"), "{place}");
            }
            code => panic!("{place}: exit {code}: {}", next.stderr),
        }
    });
    assert!(whole >= 3 && cut >= 2, "{whole} whole, {cut} cut off");
}

#[test]
fn a_renewal_believes_each_error_of_the_disk_and_the_vault_opens_after_it() {
    strike_at_each(&["error=ENOSPC", "error=EIO", "error=EDQUOT", "error=EROFS"], |firm, output, point, place| {
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!told.contains("panicked"), "{place}: {told}");
        // 3: the configuration could not be read.
        let is_believed = matches!(output.status.code(), Some(3 | 5)) && told.contains("error:");
        // What was only looked at, or was to go anyway, need not have mattered.
        let may_pass = point.is_look() || point.is_of_lock() || point.call.starts_with("unlink");
        assert!(is_believed || may_pass && output.status.success(), "{place}: {told}");
        firm.imctl(&["status"]).expect_code(0);
        let next = firm.imctl(&[&RESOLVE[..], &["-o", "json"]].concat());
        // What could not be stored after the server had given it is lost, and is told.
        assert!(next.code == 0 || next.code == 4 && next.stderr.contains("renewal-lost"), "{place}: {}", next.stderr);
    });
}

#[test]
fn where_the_new_tokens_could_not_be_stored_the_old_refresh_token_is_not_spent() {
    let Some(strace) = parts::program("strace") else { return };
    let firm = Firm::with(rotating()).signed_in();
    firm.server.advance(HALF_AN_HOUR);
    for error in ["ENOSPC", "EROFS"] {
        let calls = "/^(rename|renameat|renameat2)$";
        let (output, was_reached) = inject(&strace, &firm, &RESOLVE, calls, &format!("error={error}"), 1);
        assert!(was_reached);
        Ran::from(output).expect_code(5);
    }
    assert_eq!(firm.token_requests(), 1);
    firm.imctl(&RESOLVE).expect_code(0);
}
