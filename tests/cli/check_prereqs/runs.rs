//! How the checks are run: nothing is changed, each question is asked once, in the order of the list, interrupted or waited for.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use imctl::sandbox::{Fault, FaultPlace, Sandbox, Settings};

use crate::support::relay::{Relay, free_port};
use crate::support::{Firm, Ran};

use super::Checked;

/// Everything below a folder: path, bytes, and when it was changed.
fn snapshot(folder: &Path) -> BTreeMap<String, (Vec<u8>, std::time::SystemTime)> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let (path, about) = (entry.path(), entry.metadata().expect("there"));
        let bytes = if about.is_dir() { Vec::new() } else { std::fs::read(&path).expect("read") };
        found.insert(path.display().to_string(), (bytes, about.modified().expect("a time")));
        if about.is_dir() {
            found.extend(snapshot(&path));
        }
    }
    found
}

const DECLARED: &str = r#"
[areas.data-uploads]
[areas.client-documents]
[areas.scanning]
[[repositories.matter-documents.samples]]
work_item = { "client.reference" = "12345", reference = "00001" }
"#;

#[test]
fn nothing_is_changed_here_and_nothing_but_looked_at_there() {
    for firm in [Firm::new(), Firm::new().encrypted(), Firm::new().linked()] {
        firm.set_up(&firm.server.url(), "", DECLARED);
        let (before, requests) = (snapshot(&firm.path("")), firm.server.requests().len());
        firm.check(&[]).expect_code(0);
        firm.write_private("client-secret.txt", &firm.server.client_secret);
        assert_eq!(without(snapshot(&firm.path("")), "client-secret.txt"), without(before, "client-secret.txt"));
        let seen = firm.server.requests().split_off(requests);
        let posts: Vec<_> = seen.iter().filter(|seen| seen.method != "GET").collect();
        assert_eq!(
            posts.iter().map(|seen| seen.path.as_str()).collect::<Vec<_>>(),
            ["/auth/oauth2/token"],
            "{posts:?}"
        );
    }
}

fn without<T>(mut map: BTreeMap<String, T>, name: &str) -> BTreeMap<String, T> {
    map.retain(|path, _| !path.ends_with(name));
    map
}

#[test]
fn each_question_is_asked_once() {
    let firm = Firm::new();
    firm.set_up(&firm.server.url(), "", DECLARED);
    firm.check(&[]).expect_code(0);
    let mut counts = BTreeMap::new();
    for seen in firm.server.requests() {
        *counts.entry(format!("{} {}?{}", seen.method, seen.path, seen.query)).or_insert(0) += 1;
    }
    let twice: Vec<_> = counts.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    // Token, discovery, libraries, two titles and their folders, two tables, one sample.
    assert_eq!(counts.len(), 10, "{counts:?}");
}

#[test]
fn the_order_is_that_of_the_list_whatever_ends_first() {
    let firm = Firm::new();
    firm.set_up(&firm.server.url(), "", DECLARED);
    let list = firm.imctl(&["check-prereqs", "--list", "-o", "plain"]).expect_code(0).stdout;
    let listed: Vec<&str> = list.lines().collect();
    for _ in 0..3 {
        assert_eq!(firm.check(&[]).ids(), listed);
    }
}

#[test]
fn a_server_that_changes_its_answers_between_checks_gets_a_report_all_the_same() {
    let firm = Firm::new();
    let calls = Arc::new(AtomicUsize::new(0));
    let relay = Relay::start(&firm.server.url(), move |path, answer| {
        // Every third answer of the API is another kind of nonsense.
        let number = calls.fetch_add(1, Ordering::SeqCst);
        if path.contains("/customers/") && number.is_multiple_of(3) {
            match number % 4 {
                0 => answer.replace(403, "application/json", "{}"),
                1 => answer.replace(200, "application/json", "[[["),
                2 => answer.replace(200, "application/json", "{\"data\":{\"results\":[{\"id\":7}]}}"),
                _ => answer.replace(404, "text/html", "<html>"),
            }
        }
    });
    firm.set_up(&relay.url(), "", DECLARED);
    let whole = firm.imctl(&["check-prereqs", "--list", "-o", "plain"]).expect_code(0).stdout.lines().count();
    for _ in 0..6 {
        let checked = firm.check(&[]);
        assert_eq!(checked.ids().len(), whole);
        assert!(!checked.ran.stderr.contains("panicked"), "{}", checked.ran.stderr);
        assert!([0, 1, 10].contains(&checked.ran.code), "{}", checked.ran.stderr);
    }
}

#[test]
fn whatever_goes_wrong_at_the_server_there_is_a_whole_report() {
    for (fault, name) in Fault::ALL {
        let firm = Firm::with(Settings::default().fault(fault));
        firm.set_up(&firm.server.url(), "", DECLARED);
        let checked = firm.check(&["--timeout", "2"]);
        assert!(checked.ids().len() > 30, "{name}");
        assert!([0, 1, 10].contains(&checked.ran.code), "{name}: {}", checked.ran.stderr);
        assert!(!checked.ran.stdout.contains(&firm.server.client_secret), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_tells_what_is_known_and_exits_130() {
    let firm = Firm::with(Settings::default().fault(Fault::Slow).fault_place(FaultPlace::Token));
    let child = firm.start(&["check-prereqs", "-o", "json", "--report", "human=human.txt"]);
    // The token request has come in, so the checks before it are done.
    while firm.token_requests() == 0 {
        std::thread::yield_now();
    }
    let interrupted = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.expect("kill runs").success());
    let ran = Ran::from(child.wait_with_output().expect("it ends"));
    let checked = Checked { report: ran.json(), ran };
    checked
        .expect_code(130)
        .expect("config.file", "pass", &[])
        .expect("network.tcp", "pass", &[])
        .expect("oauth.token", "error", &["interrupted"])
        .expect("imanage.user", "skip", &["interrupted"]);
    assert!(std::fs::read_to_string(firm.path("human.txt")).expect("written").contains("interrupted"));
}

/// Starts `check-prereqs --wait` and returns it once it has told that it waits.
fn waiting(firm: &Firm, arguments: &[&str]) -> (std::process::Child, String) {
    let mut child = firm.start(&[&["check-prereqs", "-o", "json"], arguments].concat());
    let mut told = String::new();
    BufReader::new(child.stderr.as_mut().expect("a pipe")).read_line(&mut told).expect("a line");
    (child, told)
}

#[test]
fn waiting_ends_as_soon_as_all_is_good() {
    let firm = Firm::new();
    let port = free_port();
    firm.set_up(&format!("http://127.0.0.1:{port}"), "", "");
    let (child, told) = waiting(&firm, &["--wait", "60"]);
    assert!(told.contains("not yet: network.tcp") && told.contains("again in 1 s"), "{told}");
    let settings = Settings::default().port(port).client_secret(&firm.server.client_secret);
    let server = Sandbox::start(settings).expect("the sandbox starts");
    let out = child.wait_with_output().expect("it ends");
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stdout));
    let tokens = server.requests().iter().filter(|seen| seen.path == "/auth/oauth2/token").count();
    assert_eq!(tokens, 1);
}

#[test]
fn waiting_ends_at_once_where_an_answer_is_bad_for_good() {
    let firm = Firm::new();
    firm.write_private("client-secret.txt", "wrong");
    let started = std::time::Instant::now();
    firm.check(&["--wait", "600"]).expect_code(1).expect("oauth.token", "fail", &[]);
    assert!(started.elapsed().as_secs() < 300);
    assert_eq!(firm.token_requests(), 1);
}

#[test]
fn waiting_ends_when_its_time_is_over_and_a_good_token_is_kept_meanwhile() {
    let firm = Firm::new();
    let relay = Relay::start(&firm.server.url(), |path, answer| {
        if path.ends_with("/libraries") {
            answer.replace(500, "application/json", "{}");
        }
    });
    firm.set_up(&relay.url(), "", "");
    let checked = firm.check(&["--wait", "2"]);
    checked.expect_code(10).expect("imanage.library", "error", &["status 500"]);
    assert!(checked.ran.stderr.matches("not yet: imanage.library").count() >= 1, "{}", checked.ran.stderr);
    assert_eq!(firm.token_requests(), 1);
}
