//! Renewal: once for all processes, at most twice a run, whatever the clock, the server and other processes do.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use imctl::config;
use imctl::sandbox::{Fault, Sandbox, Settings};
use imctl::session::connect::connect;
use imctl::session::service::Service;
use imctl::sys::clock::{Clock, FixedClock};
use imctl::sys::world::World;
use imctl::vault::sources::Asking;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::relay::Relay;
use crate::support::{Firm, Ran};

pub const HALF_AN_HOUR: Duration = Duration::from_secs(31 * 60);
pub const RESOLVE: [&str; 2] = ["resolve", "Shared Administration"];

pub fn rotating() -> Settings {
    Settings::default().rotate_refresh_tokens(true)
}

/// A world in the firm's folder, with a clock of one's own.
pub fn world(firm: &Firm, clock: Arc<dyn Clock>, arguments: &[&str]) -> (World, [imctl::sys::world::Captured; 2]) {
    let (mut world, stdout, stderr) = World::made_up(arguments, &firm.path(""));
    world.variables.insert("IMCTL_DATA_DIR".into(), firm.path("data").into());
    world.clock = clock;
    (world, [stdout, stderr])
}

/// Runs the program in this process, at a time of one's own.
pub fn run_at(firm: &Firm, clock: Arc<dyn Clock>, arguments: &[&str]) -> Ran {
    let (mut world, [stdout, stderr]) = world(firm, clock, arguments);
    let exit = imctl::run(&mut world);
    Ran { stdout: stdout.text(), stderr: stderr.text(), code: i32::from(exit as u8) }
}

/// A clock that stands this far from now.
pub fn off_by(hours: i64) -> Arc<dyn Clock> {
    Arc::new(FixedClock::new(Timestamp::now() + SignedDuration::from_hours(hours)))
}

/// A clock that is a day ahead every other time it is asked.
struct JumpingClock(AtomicI64);

impl Clock for JumpingClock {
    fn now(&self) -> Timestamp {
        let turn = self.0.fetch_add(1, Ordering::Relaxed);
        Timestamp::now() + SignedDuration::from_hours(if turn % 2 == 0 { 24 } else { -24 })
    }
}

#[test]
fn a_rotated_refresh_token_is_stored_each_time() {
    let firm = Firm::with(rotating()).signed_in();
    for renewals in 1..=3 {
        firm.server.advance(HALF_AN_HOUR);
        firm.imctl(&RESOLVE).expect_code(0);
        assert_eq!(firm.token_requests(), 1 + renewals);
    }
    assert_eq!(firm.imctl(&["status", "-o", "json"]).json()["renewals"], 3);
}

#[test]
fn a_token_in_use_lives_on_without_renewal() {
    let firm = Firm::with(rotating()).signed_in();
    for _ in 0..6 {
        firm.server.advance(Duration::from_secs(25 * 60));
        firm.imctl(&RESOLVE).expect_code(0);
    }
    assert_eq!(firm.token_requests(), 1, "two hours and a half of use, and nothing but the link");
}

#[test]
fn fifty_processes_on_an_expired_token_make_one_token_request() {
    let firm = Firm::with(rotating()).signed_in();
    firm.server.advance(HALF_AN_HOUR);
    let children: Vec<_> = (0..50).map(|_| firm.start(&RESOLVE)).collect();
    for child in children {
        Ran::from(child.wait_with_output().expect("it ends")).expect_code(0);
    }
    assert_eq!(firm.token_requests(), 2);
    assert_eq!(firm.imctl(&["status", "-o", "json"]).json()["renewals"], 1);
}

#[test]
fn twenty_at_once_renew_a_token_that_is_due_once_whatever_life_the_server_claims() {
    for claimed in [json!(1800), json!(0), json!(1)] {
        let firm = Firm::with(rotating().claimed_life(claimed.clone())).signed_in();
        let clock = off_by(1);
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..20).map(|_| scope.spawn(|| run_at(&firm, Arc::clone(&clock), &RESOLVE))).collect();
            for run in runs {
                run.join().expect("no panic").expect_code(0);
            }
        });
        assert_eq!(firm.token_requests(), 2, "{claimed}");
    }
}

#[test]
fn a_clock_that_is_off_costs_one_renewal_at_most() {
    for (hours, renewals) in [(0, 0), (-1, 0), (-24, 0), (1, 1), (24, 1)] {
        let firm = Firm::with(rotating()).signed_in();
        run_at(&firm, off_by(hours), &RESOLVE).expect_code(0);
        assert_eq!(firm.token_requests(), 1 + renewals, "{hours} h");
        // Put right again.
        run_at(&firm, off_by(0), &RESOLVE).expect_code(0);
        assert_eq!(firm.token_requests(), 1 + renewals, "{hours} h and back");
    }
}

#[test]
fn a_clock_that_jumps_to_and_fro_costs_two_token_requests_a_run_at_most() {
    for fault in [None, Some(Fault::UnauthorizedOnce), Some(Fault::UnauthorizedEveryThird)] {
        let firm = Firm::with(fault.into_iter().fold(rotating(), Settings::fault)).signed_in();
        for turn in 0..3 {
            let before = firm.token_requests();
            run_at(&firm, Arc::new(JumpingClock(AtomicI64::new(turn))), &RESOLVE).expect_code(0);
            assert!(firm.token_requests() <= before + 2, "{fault:?}");
        }
    }
}

#[test]
fn whatever_life_the_server_claims_a_run_renews_once_at_most() {
    for claimed in [
        Value::Null,
        json!(0),
        json!(1),
        json!(-5),
        json!(1_000_000_000_000_i64),
        json!(1e300),
        json!("1800"),
        json!("soon"),
        json!({}),
        json!([1800]),
        json!(true),
    ] {
        let firm = Firm::with(rotating().claimed_life(claimed.clone())).encrypted();
        firm.imctl(&["link"]).expect_code(0);
        for hours in [0, 1, 24] {
            let before = firm.token_requests();
            run_at(&firm, off_by(hours), &RESOLVE).expect_code(0);
            assert!(firm.token_requests() <= before + 1, "{claimed} at {hours} h");
        }
        let status = run_at(&firm, off_by(24), &["status", "-o", "json"]).expect_code(0).json();
        assert_eq!(status["linked"], true, "{claimed}");
    }
}

#[test]
fn a_refused_token_costs_one_renewal_and_one_repeat() {
    for (fault, code, most) in
        [(Fault::UnauthorizedOnce, 0, 1), (Fault::UnauthorizedEveryThird, 0, 2), (Fault::UnauthorizedAlways, 4, 2)]
    {
        let firm = Firm::with(rotating()).encrypted();
        firm.imctl(&["link"]).expect_code(0);
        let faulty =
            Sandbox::start(rotating().fault(fault).client_secret(&firm.server.client_secret)).expect("started");
        firm.configure(&firm.server.url(), &faulty.url());
        // Nothing is stored for this address, so that one token request is the exchange for this run.
        let requests = || faulty.requests().iter().filter(|seen| seen.path == "/auth/oauth2/token").count();
        firm.imctl(&["ls-workspace", "--depth", "2", "ACTIVE!427"]).expect_code(if code == 0 { 10 } else { code });
        assert!(requests() <= 1 + most, "{fault:?}: {}", requests());
    }
}

#[test]
fn a_request_that_is_refused_is_sent_once_more_with_a_fresh_token() {
    for (refusals, code) in [(1, 0), (usize::MAX, 4)] {
        let firm = Firm::with(rotating());
        let (left, asked) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (refusing, counted) = (Arc::clone(&left), Arc::clone(&asked));
        let relay = Relay::start(&firm.server.url(), move |path, answer| {
            if path.contains("/auth/") {
                return;
            }
            counted.fetch_add(1, Ordering::SeqCst);
            if refusing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
                answer.replace(401, "application/json", r#"{"error": {"code": "NRC_UNAUTHORIZED"}}"#);
            }
        });
        firm.configure(&firm.server.url(), &relay.url());
        let firm = firm.linked();
        let before = (asked.load(Ordering::SeqCst), firm.token_requests());
        left.store(refusals, Ordering::SeqCst);
        firm.imctl(&RESOLVE).expect_code(code);
        assert_eq!((asked.load(Ordering::SeqCst) - before.0, firm.token_requests() - before.1), (2, 1), "{refusals}");
    }
}

#[test]
fn without_refresh_token_the_access_token_is_used_to_its_very_end() {
    let firm = Firm::with(Settings::default().refresh_tokens(false)).signed_in();
    firm.imctl(&["status"]).expect_code(0).expect_told(&["Allow Refresh Token"]);
    // Due by the clock, and alive since it is in use.
    run_at(&firm, off_by(5), &RESOLVE).expect_code(0);
    firm.server.advance(HALF_AN_HOUR);
    let ran = firm.imctl(&RESOLVE).expect_code(4);
    ran.expect_told(&["there is no refresh token", "imctl link", "Allow Refresh Token"]);
    assert_eq!(firm.token_requests(), 1);
}

#[test]
fn a_link_that_is_undone_meanwhile_does_not_come_back() {
    let firm = Firm::with(rotating()).signed_in();
    let (world, _) = world(&firm, off_by(0), &[]);
    let loaded = config::load(&world, &config::Request::default()).expect("a configuration");
    let service = Service::of(loaded.config, &world, Asking::Forbidden).expect("a service");
    let error = imctl::http::run(async {
        let session = connect(&service).await.expect("opened");
        firm.imctl(&["unlink"]).expect_code(0);
        session.renew().await.expect_err("unlinked")
    });
    assert!(error.expect("not interrupted").to_string().contains("was unlinked by another process"));
    firm.imctl(&["status"]).expect_code(4);
    assert_eq!(firm.token_requests(), 1);
}

#[test]
fn status_tells_how_long_the_link_lasts() {
    let firm = Firm::with(rotating()).signed_in();
    let told = firm.imctl(&["status", "-o", "human"]).expect_code(0).stdout;
    assert!(told.contains("by iManage's default until 20"), "{told}");
    let status = firm.imctl(&["status", "-o", "json"]).expect_code(0).json();
    assert!(status["refresh_token_since"].is_string() && status["refresh_token_until"].is_null());
    assert_eq!((&status["days_left"], &status["refresh_works"]), (&Value::Null, &Value::Null));
    let soon = run_at(&firm, off_by(24 * 360), &["status"]).expect_code(0);
    soon.expect_told(&["the refresh token ends in 5 days or less", "imctl link"]);
}

#[test]
fn a_check_that_fails_shows_the_link_and_why() {
    let firm = Firm::with(rotating()).signed_in();
    firm.server.advance(Duration::from_secs(400 * 24 * 3600));
    let ran = firm.imctl(&["status", "--check", "-o", "json"]).expect_code(4);
    assert_eq!((&ran.json()["linked"], &ran.json()["refresh_works"]), (&true.into(), &false.into()));
    ran.expect_told(&["oauth.refresh-token-dead"]);
}

#[test]
fn the_password_grant_takes_both_secrets_by_reference() {
    let firm = Firm::new().encrypted();
    let password =
        "grant = \"password\"\nusername = \"svc_operate\"\npassword = { file = \"password.txt\" }\n[encryption]";
    firm.configure("[encryption]", password);
    firm.write_private("password.txt", "wrong");
    firm.imctl(&["link"]).expect_code(4).expect_told(&["user or password is wrong", "virtual user"]);
    firm.imctl(&["link"]).expect_code(4);
    assert_eq!(firm.token_requests(), 1);
    firm.write_private("password.txt", "sandbox\n");
    firm.imctl(&["link"]).expect_code(0);
    assert_eq!(firm.imctl(&["status", "-o", "json"]).json()["grant"], "password");
    firm.imctl(&["status", "--check"]).expect_code(0);
    // The refresh token dies, and user and password make up for it.
    firm.server.advance(Duration::from_secs(400 * 24 * 3600));
    firm.imctl(&RESOLVE).expect_code(0);
    assert_eq!(firm.token_requests(), 5);
    firm.configure("username = \"svc_operate\"\n", "");
    firm.imctl(&["link"]).expect_code(3).expect_told(&["linked_service.username", "IMCTL_USERNAME"]);
    firm.configure("password = { file = \"password.txt\" }", "username = \"svc_operate\"");
    firm.imctl(&["link"]).expect_code(3).expect_told(&["linked_service.password"]);
    assert_eq!(firm.token_requests(), 5);
}

/// The file that only one process at a time renews under.
fn token_lock(firm: &Firm) -> Option<PathBuf> {
    let entries = std::fs::read_dir(firm.path("data/locks")).ok()?;
    let mut paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("tokens-")))
}

/// Waits until something is so.
#[track_caller]
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let started = std::time::Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(30), "{what}: not within 30 s");
        std::thread::yield_now();
    }
}

/// Tells whether this process holds the token lock, by what it writes into it.
fn is_holder(firm: &Firm, process: u32) -> bool {
    let read = |path| std::fs::read_to_string(path).ok();
    token_lock(firm).and_then(read).is_some_and(|text| text.trim() == process.to_string())
}

#[test]
fn two_environments_do_not_wait_for_each_other() {
    let firm = Firm::with(Settings::default().latency(Duration::from_secs(3))).encrypted();
    let quick = Sandbox::start(Settings::default()).expect("started");
    firm.write_private("quick.txt", &quick.client_secret);
    firm.configure(
        "[encryption]",
        &format!(
            "[environments.quick.linked_service]\nbase_url = \"{}\"\nclient_secret = {{ file = \"quick.txt\" }}\n[encryption]",
            quick.url()
        ),
    );
    let mut slow = firm.start(&["link", "-e", "default"]);
    wait_until("the slow link holds its lock", || is_holder(&firm, slow.id()));
    firm.imctl(&["link", "-e", "quick"]).expect_code(0);
    firm.imctl(&["resolve", "-e", "quick", "Shared Administration"]).expect_code(0);
    assert!(slow.try_wait().expect("a state").is_none(), "the quick one waited for the slow one");
    Ran::from(slow.wait_with_output().expect("it ends")).expect_code(0);
    for environment in ["default", "quick"] {
        firm.imctl(&["status", "-e", environment]).expect_code(0);
    }
}

#[cfg(target_os = "linux")]
mod on_linux {
    use std::process::Child;
    use std::time::Instant;

    use rustix::process::{Pid, Signal, kill_process};

    use super::*;

    fn signal(child: &Child, signal: Signal) {
        let process = i32::try_from(child.id()).ok().and_then(Pid::from_raw).expect("a process");
        kill_process(process, signal).expect("sent");
    }

    /// Tells whether a process has a file open.
    fn has_open(process: u32, path: &std::path::Path) -> bool {
        let Ok(entries) = std::fs::read_dir(format!("/proc/{process}/fd")) else { return false };
        entries.flatten().any(|entry| std::fs::read_link(entry.path()).is_ok_and(|target| target == path))
    }

    #[test]
    fn a_stopped_lock_holder_is_named_and_a_killed_one_does_not_hold_others_up() {
        let firm = Firm::with(Settings::default().latency(Duration::from_millis(500))).signed_in();
        firm.server.advance(HALF_AN_HOUR);
        let mut holder = firm.start(&RESOLVE);
        wait_until("the first process holds the lock", || is_holder(&firm, holder.id()));
        signal(&holder, Signal::STOP);
        let lock = token_lock(&firm).expect("a lock");
        assert!(std::fs::File::open(&lock).expect("opened").try_lock().is_err(), "it was stopped too late");

        let ran = firm.imctl(&[&RESOLVE[..], &["--timeout", "1", "-o", "json"]].concat()).expect_code(5);
        ran.expect_told(&["store.lock-held", &format!("held by process {} for more than 3 s", holder.id())]);

        let waiter = firm.start(&RESOLVE);
        wait_until("another process waits", || has_open(waiter.id(), &lock));
        signal(&holder, Signal::KILL);
        let killed = Instant::now();
        wait_until("the other process goes on", || is_holder(&firm, waiter.id()));
        assert!(killed.elapsed() < Duration::from_secs(1), "{:?}", killed.elapsed());
        Ran::from(waiter.wait_with_output().expect("it ends")).expect_code(0);
        holder.wait().expect("it ended");
        firm.imctl(&RESOLVE).expect_code(0);
    }

    #[test]
    fn ctrl_c_does_not_take_a_rotated_refresh_token_with_it() {
        let firm = Firm::with(rotating().latency(Duration::from_millis(500))).signed_in();
        firm.server.advance(HALF_AN_HOUR);
        let renewing = firm.start(&RESOLVE);
        wait_until("it renews", || is_holder(&firm, renewing.id()));
        signal(&renewing, Signal::INT);
        Ran::from(renewing.wait_with_output().expect("it ends")).expect_code(130);
        assert_eq!(firm.imctl(&["status", "-o", "json"]).json()["renewals"], 1, "the new tokens are stored");
        firm.imctl(&RESOLVE).expect_code(0);
        assert_eq!(firm.token_requests(), 2);
    }
}
