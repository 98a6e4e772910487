//! Visits the listener as browsers, strangers and port scanners do, in raw HTTP.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Instant;

use super::*;

const GOOD: Page = Page { status: 200, html: "<p>good\n" };
const STRANGER: Page = Page { status: 400, html: "<p>stranger\n" };

/// A listener that waits on a thread of its own for `?code=right`.
struct Waiting {
    at: SocketAddr,
    answer: mpsc::Receiver<String>,
}

impl Waiting {
    fn start() -> Self {
        Waiting::with(PATIENCE)
    }

    fn with(patience: Patience) -> Self {
        let callback = Callback { patience, ..Callback::bind(&Loopback::default()).expect("bound") };
        let at = SocketAddr::from(([127, 0, 0, 1], callback.address().port().expect("a port")));
        let (sender, answer) = mpsc::channel();
        std::thread::spawn(move || {
            let judge = |pairs: &[(String, String)]| match pairs.iter().find(|(name, _)| name == "code") {
                Some((_, code)) if code.starts_with("right") => Visit::Answer(GOOD, code.clone()),
                _ => Visit::Refused(STRANGER),
            };
            let waited = crate::http::run(callback.wait(judge)).expect("not interrupted").expect("driven");
            let _ = sender.send(waited);
        });
        Waiting { at, answer }
    }

    /// Sends bytes and returns all that comes back.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.at).expect("connected");
        // A listener that has heard enough closes early.
        let _ = stream.write_all(bytes);
        let mut told = Vec::new();
        let _ = stream.read_to_end(&mut told);
        String::from_utf8_lossy(&told).into_owned()
    }

    fn get(&self, target: &str) -> String {
        self.send(format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", self.at).as_bytes())
    }

    /// What was waited for.
    fn ended(self) -> String {
        self.get("/callback?code=right");
        self.answer.recv_timeout(Duration::from_secs(20)).expect("an answer")
    }
}

#[track_caller]
fn assert_status(told: &str, status: u16) {
    assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{told}");
}

#[test]
fn the_right_visit_ends_the_wait_and_sees_its_page_whole() {
    let waiting = Waiting::start();
    let told = waiting.get("/callback?state=s&code=right%2Fa%2Bb+c");
    assert_status(&told, 200);
    assert!(told.ends_with("\r\n\r\n<p>good\n"), "{told}");
    assert_eq!(waiting.answer.recv_timeout(Duration::from_secs(20)).expect("an answer"), "right/a+b c");
    assert!(TcpStream::connect(waiting.at).is_err(), "nobody listens any more");
}

#[test]
fn every_page_forbids_scripts_caches_and_referrers() {
    let waiting = Waiting::start();
    for target in ["/callback", "/favicon.ico", "/callback?code=right"] {
        let told = waiting.get(target).to_lowercase();
        for header in [
            "cache-control: no-store",
            "referrer-policy: no-referrer",
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "connection: close",
        ] {
            assert!(told.contains(&format!("\r\n{header}")), "{target}: {header} is missing in {told}");
        }
    }
}

#[test]
fn strangers_are_answered_and_the_wait_goes_on() {
    let waiting = Waiting::start();
    assert_status(&waiting.get("/callback?code=wrong"), 400);
    assert_status(&waiting.get("/callback"), 400);
    for target in ["/favicon.ico", "/", "/callback/", "/Callback?code=right", "//callback?code=right", "/%63allback"] {
        assert_status(&waiting.get(target), 404);
    }
    for method in ["HEAD", "POST", "PUT", "OPTIONS", "DELETE"] {
        let told = waiting.send(format!("{method} /callback?code=right HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes());
        assert_status(&told, 405);
        assert!(told.to_lowercase().contains("allow: get"), "{told}");
    }
    assert_eq!(waiting.ended(), "right");
}

#[test]
fn nothing_of_a_request_is_repeated() {
    let waiting = Waiting::start();
    for target in ["/canary", "/callback?canary=canary", "/callback?code=canary&state=<script>canary</script>"] {
        assert!(!waiting.get(target).contains("canary"));
    }
    assert!(!waiting.get("/callback?code=right-canary").contains("canary"));
}

#[test]
fn garbage_and_huge_heads_are_answered_or_cut_and_the_wait_goes_on() {
    let waiting = Waiting::start();
    assert_status(&waiting.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"), 400);
    assert_status(&waiting.send(b"GET /callback?code=right\r\n\r\n"), 400);
    let long = format!("GET /callback?code={} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(HEAD_LIMIT));
    let told = waiting.send(long.as_bytes());
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 4"), "{told}");
    let many = format!("GET /callback HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(2000));
    let told = waiting.send(many.as_bytes());
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 4"), "{told}");
    let endless = [b"GET /".as_slice(), &vec![b'a'; 4 << 20]].concat();
    let told = waiting.send(&endless);
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 4"), "{told}");
    assert_eq!(waiting.ended(), "right");
}

#[test]
fn silent_visitors_do_not_keep_the_right_one_out() {
    let waiting = Waiting::start();
    let mut silent: Vec<_> = (0..CONNECTIONS - 1).map(|_| TcpStream::connect(waiting.at).expect("connected")).collect();
    for stream in &mut silent {
        stream.write_all(b"GET /callback?code=ri").expect("sent");
    }
    let started = Instant::now();
    assert_eq!(waiting.ended(), "right");
    assert!(started.elapsed() < PATIENCE.head);
}

#[test]
fn a_visit_that_comes_to_nothing_does_not_keep_others_waiting() {
    let waiting = Waiting::start();
    let mut right = TcpStream::connect(waiting.at).expect("connected");
    right.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    right.write_all(b"GET /callback?code=right HTTP/1.1\r\nHost: x\r\n\r").expect("sent");
    assert_status(&waiting.get("/favicon.ico"), 404);
    assert_status(&waiting.send(b"garbage\r\n\r\n"), 400);
    right.write_all(b"\n").expect("sent");
    let mut told = String::new();
    right.read_to_string(&mut told).expect("answered");
    assert_status(&told, 200);
    assert_eq!(waiting.answer.recv_timeout(Duration::from_secs(20)).expect("an answer"), "right");
}

#[test]
fn a_visitor_that_sends_too_slowly_is_cut_off() {
    let short = Duration::from_millis(200);
    for (patience, bytes) in [
        (Patience { head: short, ..PATIENCE }, &b""[..]),
        (Patience { head: short, ..PATIENCE }, b"GET /callback?code=ri"),
        (Patience { visit: short, ..PATIENCE }, b"GET /callback?code=ri"),
        (Patience { visit: short, ..PATIENCE }, b"POST /callback HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\na"),
    ] {
        let waiting = Waiting::with(patience);
        let started = Instant::now();
        // Comes back once the listener has closed the connection.
        waiting.send(bytes);
        assert!(started.elapsed() < Duration::from_secs(5), "{patience:?}");
        assert_eq!(waiting.ended(), "right");
    }
}

#[test]
fn a_second_right_visit_at_the_same_time_is_told_so() {
    let waiting = Waiting::start();
    // Both heads are complete but for their last byte, so that the second is judged while the first is answered.
    let mut streams: Vec<_> = (0..2).map(|_| TcpStream::connect(waiting.at).expect("connected")).collect();
    for (number, stream) in streams.iter_mut().enumerate() {
        write!(stream, "GET /callback?code=right{number} HTTP/1.1\r\nHost: x\r\n\r").expect("sent");
    }
    for stream in &mut streams {
        let _ = stream.write_all(b"\n");
    }
    let answer = waiting.answer.recv_timeout(Duration::from_secs(20)).expect("an answer");
    let told: Vec<_> = streams
        .iter_mut()
        .map(|stream| {
            let mut told = Vec::new();
            let _ = stream.read_to_end(&mut told);
            String::from_utf8_lossy(&told).into_owned()
        })
        .collect();
    let winner = usize::from(answer == "right1");
    assert_status(&told[winner], 200);
    assert!(told[1 - winner].is_empty() || told[1 - winner].starts_with("HTTP/1.1 409 "), "{told:?}");
}

#[test]
fn only_loopback_is_listened_on_and_a_taken_port_is_told() {
    for wish in ["http://127.0.0.1/callback", "http://localhost/callback", "http://[::1]/callback"] {
        let Ok(callback) = Callback::bind(&Loopback::parse(wish).expect("an address")) else {
            assert!(wish.contains("::1"), "{wish}: only IPv6 may be missing on this machine");
            continue;
        };
        for listener in &callback.listeners {
            assert!(listener.local_addr().expect("an address").ip().is_loopback());
        }
        let port = callback.address().port().expect("a port");
        let fixed = Loopback::parse(&wish.replace("/callback", &format!(":{port}/callback"))).expect("an address");
        assert_eq!(callback.address(), &fixed);
        let error = Callback::bind(&fixed).expect_err("taken");
        assert!(matches!(&error, CallbackError::PortInUse { address } if *address == fixed.to_string()), "{error}");
    }
}

#[test]
fn localhost_is_listened_on_at_both_its_addresses() {
    let callback = Callback::bind(&Loopback::parse("http://localhost/").expect("an address")).expect("bound");
    let has_ipv6 = TcpListener::bind("[::1]:0").is_ok();
    assert_eq!(callback.listeners.len(), if has_ipv6 { 2 } else { 1 });
    let ports: Vec<_> = callback.listeners.iter().filter_map(|one| Some(one.local_addr().ok()?.port())).collect();
    assert!(ports.iter().all(|port| Some(*port) == callback.address().port()), "{ports:?}");
}
