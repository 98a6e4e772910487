//! A redirect is never followed: no secret leaves the server that it was meant for, whichever redirect, to wherever, from whatever.

use std::io::Write;

use crate::server::{Place, Server, TOKEN, Witness, answer};
use crate::support::tls::{Authority, TlsFront};
use crate::victim::{CLIENT_SECRET, Victim};

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

/// Where a redirect may be met, and what meets it there.
const MET: [(Place, &[&str]); 5] = [
    (Place::Token, &["resolve", "custom1=[a]", "--set", "a=1"]),
    (Place::Api, &["ls-workspace", "ACTIVE!427"]),
    (Place::Search, &["resolve", "custom1=[a]", "--set", "a=1"]),
    (Place::Workspace, &["ls-workspace", "ACTIVE!427"]),
    (Place::Children, &["ls-workspace", "ACTIVE!427"]),
];

/// A place to be led to, with everything in it that a server knows of its visitor.
fn target(scheme: &str, host: &str, port: u16) -> String {
    format!("{scheme}://{TOKEN}:{CLIENT_SECRET}@{host}:{port}/{TOKEN}/{CLIENT_SECRET}?token={TOKEN}#{CLIENT_SECRET}")
}

/// A server that redirects at one place.
fn leading(place: Place, status: u16, to: String) -> Server {
    let headers = format!("location: {to}\r\nrefresh: 0; url={to}\r\nset-cookie: a={TOKEN}\r\n");
    Server::at(place, move |stream| {
        let _ = stream.write_all(&answer(status, &headers, TOKEN.as_bytes()));
    })
}

/// Fails unless a run ended at the redirect, told where it leads and none of the secrets, and nobody came there.
#[track_caller]
fn expect_refused(victim: &Victim, arguments: &[&str], more: &[&str], named: &str, witness: &Witness) {
    let ran = victim.imctl(&[arguments, more].concat()).expect_code(7).expect_told(&[named, "never followed"]);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("canary"), "{}", ran.stderr);
    assert_eq!(witness.visitors(), 0, "{named}");
}

#[test]
fn no_redirect_takes_a_secret_to_another_port_or_host_or_back_again() {
    std::thread::scope(|scope| {
        for (place, arguments) in MET {
            scope.spawn(move || {
                let (witness, victim) = (Witness::start(), Victim::new("http://127.0.0.1:1"));
                for (status, form) in
                    STATUSES.into_iter().zip([["-vvv"].as_slice(), &["-o", "json"]].into_iter().cycle())
                {
                    // Another port of the same host, the same machine by another name, and a name that is nobody's.
                    for host in ["127.0.0.1", "localhost", "elsewhere.invalid"] {
                        let server = leading(place, status, target("http", host, witness.port));
                        victim.set_on(&server.url());
                        let named = format!("http://{host}:{}", witness.port);
                        expect_refused(&victim, arguments, form, &named, &witness);
                        assert_eq!(server.count(place), 1, "{status} {place:?}");
                    }
                    // Back to where it came from.
                    let server = leading(place, status, "/back".to_owned());
                    victim.set_on(&server.url());
                    expect_refused(&victim, arguments, form, &server.url(), &witness);
                    assert!(server.asked().iter().all(|asked| asked.path() != "/back"));
                }
            });
        }
    });
}

#[test]
fn no_redirect_takes_a_secret_from_https_to_http() {
    std::thread::scope(|scope| {
        for (place, arguments) in MET {
            scope.spawn(move || {
                let (witness, victim) = (Witness::start(), Victim::new("http://127.0.0.1:1"));
                let authority = Authority::new("An authority");
                authority.write(&victim.path("ca.pem"));
                for status in STATUSES {
                    let server = leading(place, status, target("http", "127.0.0.1", witness.port));
                    let front = TlsFront::start(authority.server(|_| {}), &server.url());
                    victim.set_on(&front.url());
                    let named = format!("http://127.0.0.1:{}", witness.port);
                    expect_refused(&victim, arguments, &["--ca-file", "ca.pem"], &named, &witness);
                }
            });
        }
    });
}

#[test]
fn a_link_that_is_redirected_stores_nothing_and_asks_once() {
    let victim = Victim::encrypted("http://127.0.0.1:1");
    let stored = victim.stored();
    for status in STATUSES {
        let witness = Witness::start();
        let server = leading(Place::Token, status, target("https", "127.0.0.1", witness.port));
        victim.set_on(&server.url());
        expect_refused(&victim, &["link"], &["-vvv"], &format!("https://127.0.0.1:{}", witness.port), &witness);
        assert_eq!(server.asked().len(), 1, "{status}");
        assert!(victim.stored() == stored, "{status}");
    }
}

#[test]
fn a_redirect_to_nowhere_and_one_that_cannot_be_read_are_told_as_such() {
    for (headers, named) in [
        ("", "does not say where"),
        ("location: \r\n", "does not say where"),
        ("location: http://[::1\r\n", "cannot be read"),
        ("location: data:text/plain,canary-x\r\n", "data:"),
        ("location: javascript:canary()\r\n", "javascript:"),
        ("location: file:///etc/passwd\r\n", "file:"),
        ("location: //other.example/canary\r\n", "http://other.example"),
        ("location: http://\x1b]8;;canary\x07evil/\r\n", "does not speak HTTP as it should"),
        ("location: http://\u{202e}canary.example/\r\n", "cannot be read"),
        ("location: http://a\r\nlocation: http://canary-b\r\n", "http://a"),
    ] {
        let server = Server::at(Place::Token, move |stream| {
            let _ = stream.write_all(&answer(302, headers, b""));
        });
        let victim = Victim::new(&server.url());
        let ran = victim.imctl(&["resolve", "custom1=[a]", "--set", "a=1"]).expect_code(7).expect_told(&[named]);
        let is_harmless = |c: char| !c.is_control() || c == '\n';
        assert!(ran.stderr.chars().all(is_harmless) && !ran.stderr.contains("canary"), "{headers:?}: {}", ran.stderr);
    }
}
