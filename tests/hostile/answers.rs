//! Whatever a server sends, or does not send: a run ends in time, in little memory, with an error that names the server, and nothing is
//! stored.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use crate::server::{Place, Server, answer, workspace};
use crate::support::tls::{Authority, TlsFront};
use crate::victim::{Victim, side_by_side};

/// What a server may do to whoever asks it.
type Attack = fn(&mut TcpStream);

/// An attack, the exit codes it may come to, and a part of what is told.
const ATTACKS: [(&str, Attack, i32, &str); 26] = [
    ("says nothing", says_nothing, 6, "did not answer within 2 s"),
    (
        "sends a header line a time, for ever",
        |stream| drip(stream, b"HTTP/1.1 200 X\r\n", b"x-a: b\r\n"),
        6,
        "within 2 s",
    ),
    ("sends a byte of its head a time", |stream| drip(stream, b"", b"H"), 6, "within 2 s"),
    (
        "sends a status line byte by byte",
        |stream| drip_all(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"),
        6,
        "within 2 s",
    ),
    (
        "sends a byte of its body a time",
        |stream| drip(stream, b"HTTP/1.1 200 X\r\ncontent-length: 9000\r\n\r\n{", b" "),
        6,
        "within 2 s",
    ),
    ("sends a chunk of one byte a time", |stream| drip(stream, CHUNKED, b"1\r\n \r\n"), 6, "within 2 s"),
    (
        "has endless headers",
        |stream| flood(stream, b"HTTP/1.1 200 X\r\n", &b"x-header: value\r\n".repeat(1000)),
        7,
        "does not speak HTTP",
    ),
    (
        "has one endless header",
        |stream| flood(stream, b"HTTP/1.1 200 X\r\nx-header: ", &[b'a'; 65536]),
        7,
        "does not speak HTTP",
    ),
    ("has a hundred thousand headers", hundred_thousand_headers, 7, "does not speak HTTP"),
    ("has an endless body in chunks", |stream| flood(stream, CHUNKED, &chunk(&[b' '; 65536])), 7, "larger than"),
    (
        "has an endless body to the end of the connection",
        |stream| flood(stream, b"HTTP/1.1 200 X\r\n\r\n", &[b' '; 65536]),
        7,
        "larger than",
    ),
    (
        "announces a gigabyte",
        |stream| flood(stream, b"HTTP/1.1 200 X\r\ncontent-length: 1073741824\r\n\r\n", &[b' '; 65536]),
        7,
        "larger than",
    ),
    (
        "announces more than there is",
        |stream| say(stream, b"HTTP/1.1 200 X\r\ncontent-length: 18446744073709551615\r\n\r\n{}"),
        7,
        "does not speak HTTP",
    ),
    ("sends a bomb", bomb, 7, "larger than"),
    (
        "sends what is no gzip",
        |stream| say(stream, b"HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}"),
        7,
        CUT,
    ),
    ("nests lists in lists", |stream| say(stream, &answer(200, "", nested("[", "]").as_bytes())), 7, "cannot be read"),
    (
        "nests objects in objects",
        |stream| say(stream, &answer(200, "", nested("{\"a\":", "}").as_bytes())),
        7,
        "cannot be read",
    ),
    ("nests where nobody looks", nests_aside, 7, "cannot be read"),
    (
        "sends less than it says",
        |stream| say(stream, b"HTTP/1.1 200 X\r\ncontent-length: 5000\r\n\r\n{\"data\": []}"),
        7,
        CUT,
    ),
    (
        "sends more than it says",
        |stream| say(stream, b"HTTP/1.1 200 X\r\ncontent-length: 5\r\n\r\n{\"data\": []}"),
        7,
        "cannot be read",
    ),
    (
        "contradicts itself about its length",
        |stream| say(stream, b"HTTP/1.1 200 X\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
        7,
        "does not speak HTTP",
    ),
    ("has a chunk of no size", |stream| say(stream, &[CHUNKED, b"zz\r\n{}\r\n0\r\n\r\n"].concat()), 7, CUT),
    ("has a chunk of all memory", |stream| say(stream, &[CHUNKED, b"FFFFFFFFFFFFFFFF\r\n{}"].concat()), 7, CUT),
    ("has a chunk beyond all numbers", |stream| say(stream, &[CHUNKED, b"FFFFFFFFFFFFFFFFFF\r\n{}"].concat()), 7, CUT),
    ("has chunks without an end", |stream| say(stream, &[CHUNKED, b"2\r\n{}\r\n"].concat()), 7, CUT),
    (
        "has a chunk with an endless extension",
        |stream| flood(stream, &[CHUNKED, b"2;"].concat(), &[b'a'; 65536]),
        7,
        CUT,
    ),
];

const CUT: &str = "ended before it was complete";

const CHUNKED: &[u8] = b"HTTP/1.1 200 X\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";

/// Waits for the visitor to go, at most so long.
fn is_gone(stream: &mut TcpStream, wait: Duration) -> bool {
    stream.set_read_timeout(Some(wait)).expect("set");
    match stream.read(&mut [0; 4096]) {
        Ok(length) => length == 0,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

fn says_nothing(stream: &mut TcpStream) {
    is_gone(stream, Duration::from_secs(60));
}

fn say(stream: &mut TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes);
}

/// Says something and then the same little again and again, five times a second.
fn drip(stream: &mut TcpStream, first: &[u8], then: &[u8]) {
    say(stream, first);
    while stream.write_all(then).is_ok() && !is_gone(stream, Duration::from_millis(200)) {}
}

fn drip_all(stream: &mut TcpStream, bytes: &[u8]) {
    for byte in bytes {
        if stream.write_all(&[*byte]).is_err() || is_gone(stream, Duration::from_millis(200)) {
            break;
        }
    }
}

/// Says something and then the same again and again, as fast as it is taken.
fn flood(stream: &mut TcpStream, first: &[u8], then: &[u8]) {
    say(stream, first);
    while stream.write_all(then).is_ok() {}
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn hundred_thousand_headers(stream: &mut TcpStream) {
    let headers: String = (0..100_000).map(|number| format!("x-{number}: a\r\n")).collect();
    say(stream, &answer(200, &headers, b"{}"));
}

fn nested(open: &str, close: &str) -> String {
    format!("{}1{}", open.repeat(200_000), close.repeat(200_000))
}

/// A good answer to everything, but for what stands where nobody looks.
fn nests_aside(stream: &mut TcpStream) {
    let body = format!("{{\"access_token\": \"t\", \"data\": [], \"more\": {}}}", nested("[", "]"));
    say(stream, &answer(200, "", body.as_bytes()));
}

/// A body of spaces, a thousandth as long on the wire: one literal, then copies of 258 bytes each (RFC 1951 section 3.2.6), for ever.
fn bomb(stream: &mut TcpStream) {
    let (mut bits, mut bytes) = (Vec::new(), Vec::new());
    let mut put = |value: u32, count: u32| bits.extend((0..count).rev().map(|at| value >> at & 1 == 1));
    // A block of fixed codes, not the last one; then the code of a space.
    [(0, 1), (1, 1), (0, 1), (0x30 + 0x20, 8)].into_iter().for_each(|(value, count)| put(value, count));
    for _ in 0..80_000 {
        // Length 258, distance 1.
        put(0b1100_0101, 8);
        put(0, 5);
    }
    for eight in bits.chunks_exact(8) {
        bytes.push(eight.iter().rev().fold(0_u8, |byte, bit| byte << 1 | u8::from(*bit)));
    }
    say(stream, b"HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\r\n");
    say(stream, b"\x1f\x8b\x08\0\0\0\0\0\0\xff");
    say(stream, &bytes);
    says_nothing(stream);
}

/// Each command, with the place where it meets the attack.
const COMMANDS: [(Place, &[&str]); 3] = [
    (Place::Token, &["link"]),
    (Place::Search, &["resolve", "custom1=[a]", "--set", "a=1"]),
    (Place::Children, &["ls-workspace", "ACTIVE!427"]),
];

#[test]
fn no_answer_takes_more_time_or_memory_than_was_allowed() {
    let linkable = Victim::encrypted("http://127.0.0.1:1");
    let commands = || COMMANDS.iter().enumerate();
    // The slow ones first, so that they run beside each other.
    let mut cases: Vec<_> =
        ATTACKS.iter().flat_map(|attack| commands().map(move |command| (attack, command))).collect();
    cases.sort_by_key(|((_, _, code, _), _)| *code);
    let wrong = std::sync::Mutex::new(Vec::new());
    side_by_side(cases, |((name, attack, code, told), (_, (place, arguments)))| {
        let server = Server::at(*place, *attack);
        let victim = linkable.copy(&server.url());
        let stored = victim.stored();
        let what = format!("{} against a server that {name}", arguments[0]);
        let run = victim.watched(&server, arguments).expect_bounded(&what);
        let (ran, host) = (run.ran, server.address.to_string());
        // A token answer without a brace is told as what it most often is, and may be no larger than a megabyte.
        let is_page = ["instead of JSON", "larger than 1048576"].iter().any(|told| ran.stderr.contains(told));
        let is_page = is_page && *place == Place::Token;
        let is_told = ran.stderr.contains(&host) && (ran.stderr.contains(told) || is_page) && ran.stdout.is_empty();
        let is_kept = victim.stored() == stored && server.count(*place) <= 3;
        // What was cut short is asked for again, for as long as there is time.
        let is_out_of_time = *told == CUT && ran.code == 6 && server.count(*place) > 1;
        if !(is_kept && (is_out_of_time || is_told && ran.code == *code)) {
            wrong.lock().expect("the list").push(format!("{what}: {}: {}", ran.code, ran.stderr));
        }
    });
    let wrong = wrong.into_inner().expect("the list");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_connection_that_is_reset_in_the_middle_is_told() {
    let linkable = Victim::encrypted("http://127.0.0.1:1");
    side_by_side(COMMANDS.to_vec(), |(place, arguments)| {
        for half in [&b"HTTP/1.1 20"[..], b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{\"data\": ["] {
            let server = Server::resetting(place, half);
            let victim = linkable.copy(&server.url());
            let stored = victim.stored();
            let run = victim.watched(&server, arguments).expect_bounded(arguments[0]);
            let told = run.ran.stderr;
            assert!(told.contains("was reset") || told.contains(CUT), "{half:?}: {told}");
            assert!([6, 7].contains(&run.ran.code) && victim.stored() == stored, "{told}");
            // What changes something is asked once: it may have been received.
            assert!(server.count(place) <= if place == Place::Token { 1 } else { 3 });
        }
    });
}

#[test]
fn a_server_that_takes_the_connection_and_never_speaks_tls_is_given_up_in_time() {
    let linkable = Victim::encrypted("http://127.0.0.1:1");
    side_by_side(COMMANDS.to_vec(), |(_, arguments)| {
        for first in [&b""[..], b"\x16\x03\x03\x40\x00", b"\x16\x03\x03\x00\x01"] {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
            let address = listener.local_addr().expect("an address");
            let victim = linkable.copy(&format!("https://{address}"));
            // Any authority at all, so that the system's need not be there.
            Authority::new("An authority").write(&victim.path("ca.pem"));
            std::thread::spawn(move || {
                for mut stream in listener.incoming().flatten() {
                    std::thread::spawn(move || drip(&mut stream, first, b""));
                }
            });
            let silent = Server::start(|_, _| true);
            let run = victim.watched(&silent, &[arguments, &["--ca-file", "ca.pem"]].concat());
            // Where a key is derived first, that takes what it takes.
            let run = if arguments == ["link"] { run } else { run.expect_bounded(arguments[0]) };
            assert!(run.ran.code == 6 && run.ran.stderr.contains(&address.to_string()), "{}", run.ran.stderr);
        }
    });
}

#[test]
fn hostile_answers_are_the_same_over_tls() {
    let linkable = Victim::encrypted("http://127.0.0.1:1");
    let authority = Authority::new("An authority");
    let chosen = ["says nothing", "sends a byte of its body a time", "has an endless body in chunks", "sends a bomb"];
    let attacks: Vec<_> = ATTACKS.iter().filter(|(name, ..)| chosen.contains(name)).collect();
    assert_eq!(attacks.len(), chosen.len());
    side_by_side(attacks, |(name, attack, code, told)| {
        let server = Server::at(Place::Search, *attack);
        let front = TlsFront::start(authority.server(|_| {}), &server.url());
        let victim = linkable.copy(&front.url());
        authority.write(&victim.path("ca.pem"));
        let run = victim.watched(&server, &["resolve", "custom1=[a]", "--set", "a=1", "--ca-file", "ca.pem"]);
        let run = run.expect_bounded(name);
        assert!(run.ran.code == *code && run.ran.stderr.contains(told), "{name}: {} {}", run.ran.code, run.ran.stderr);
    });
}

#[test]
fn an_error_as_large_as_an_answer_may_be_takes_no_more_memory_than_an_answer() {
    let lists = "[],".repeat(5 * 1000 * 1000);
    let objects = r#"{"a":{},"b":[]},"#.repeat(1000 * 1000);
    let bodies = [format!("[{lists}0]"), format!("{{\"error\": [{objects}0]}}"), format!("{{\"data\": [{lists}0]}}")];
    let cases: Vec<_> = bodies.iter().flat_map(|body| [(200, body), (404, body), (500, body)]).collect();
    side_by_side(cases, |(status, body)| {
        let bytes = answer(status, "", body.as_bytes());
        let server = Server::at(Place::Workspace, move |stream| say(stream, &bytes));
        let victim = Victim::new(&server.url());
        let run = victim.watched(&server, &["ls-workspace", "ACTIVE!427"]);
        let run = run.expect_bounded(&format!("{status} {}", &body[..20]));
        assert_eq!(run.ran.code, if status == 404 { 8 } else { 7 }, "{}", run.ran.stderr);
    });
}

#[test]
fn after_all_that_a_good_answer_is_good() {
    let server = Server::saying(Place::Search, format!("{{\"data\": [{}]}}", workspace()));
    let victim = Victim::new(&server.url());
    let run = victim.watched(&server, &["resolve", "custom1=[a]", "--set", "a=12345"]).expect_bounded("good");
    assert!(run.ran.code == 0 && run.ran.stdout.starts_with("one\tACTIVE!427"), "{}", run.ran.stdout);
}
