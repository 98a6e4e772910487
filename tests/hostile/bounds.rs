//! The bounds of an answer to the byte, of answers that come at once, and of the connections they come over.

use std::io::Write;

use serde_json::json;

use crate::server::{Place, Server, answer, workspace};
use crate::victim::{Victim, side_by_side};

const MIB: usize = 1024 * 1024;

const RESOLVE: [&str; 4] = ["resolve", "custom1=[a]", "--set", "a=12345"];

/// A good answer to a search, with more in it where nobody looks.
fn found(more: &str) -> String {
    format!("{{\"data\": [{}], \"total_count\": 1, \"more\": {more}}}", workspace())
}

/// JSON with blanks behind it, up to so many bytes.
fn padded(json: &str, length: usize) -> String {
    format!("{json}{}", " ".repeat(length - json.len()))
}

#[test]
fn an_answer_of_the_largest_size_is_taken_and_one_of_a_byte_more_is_not() {
    let linkable = Victim::encrypted("http://127.0.0.1:1");
    let token = r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 3600}"#;
    let cases = [
        (Place::Token, MIB, &["link"][..], padded(token, MIB)),
        (Place::Token, MIB, &["link"], padded(token, MIB + 1)),
        (Place::Search, 16 * MIB, &RESOLVE, padded(&found("0"), 16 * MIB)),
        (Place::Search, 16 * MIB, &RESOLVE, padded(&found("0"), 16 * MIB + 1)),
    ];
    side_by_side(cases.to_vec(), |(place, limit, arguments, body)| {
        let is_taken = body.len() <= limit;
        let server = Server::saying(place, body);
        let ran = linkable.copy(&server.url()).imctl(arguments).expect_code(if is_taken { 0 } else { 7 });
        assert!(is_taken || ran.stderr.contains(&format!("larger than {limit}")), "{}", ran.stderr);
    });
}

#[test]
fn an_answer_of_the_deepest_nesting_is_taken_and_one_of_a_level_more_is_not() {
    for (levels, code) in [(128, 0), (129, 7)] {
        // The object around them is a level too.
        let more = format!("{}{}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        let server = Server::saying(Place::Search, found(&more));
        Victim::new(&server.url()).imctl(&RESOLVE).expect_code(code);
    }
}

#[test]
fn large_answers_that_come_at_once_do_not_add_up() {
    let large = padded(&found("0"), 15 * MIB);
    let server = Server::saying(Place::Search, large);
    let victim = Victim::new(&server.url());
    let rows: String = (0..8).map(|row| format!("{{\"a\": \"{row}\"}}\n")).collect();
    victim.write("rows.ndjson", &rows);
    let run = ["resolve", "name=[a]", "--from", "rows.ndjson", "--strategy", "search", "-o", "plain"];
    let ran = victim.watched(&server, &run).expect_bounded("eight answers of 15 MiB").ran;
    assert_eq!(ran.stdout.lines().count(), 8, "{}", ran.stderr);
    assert!(server.count(Place::Search) >= 8);
}

/// The buffers of a connection grow with what it reads: of those that have grown not all may be kept.
#[test]
fn large_answers_one_after_the_other_on_each_connection_do_not_add_up() {
    let body = padded(&found("0"), 15 * MIB);
    let pieces = body
        .as_bytes()
        .chunks(MIB / 2)
        .map(|piece| [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
    let head = b"HTTP/1.1 200 X\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let in_chunks = [&head[..], &pieces.collect::<Vec<_>>().concat(), b"0\r\n\r\n"].concat();
    let rows: String = (0..32).map(|row| format!("{{\"a\": \"{row}\"}}\n")).collect();
    let run = ["resolve", "name=[a]", "--from", "rows.ndjson", "--strategy", "search", "-o", "plain"];
    for answer in [answer(200, "", body.as_bytes()), in_chunks] {
        let server = Server::repeating(Place::Search, answer);
        let victim = Victim::new(&server.url());
        victim.write("rows.ndjson", &rows);
        let run = victim.watched(&server, &run).expect_small("large answers without end");
        assert_eq!(run.ran.stdout.lines().count(), 32, "{}", run.ran.stderr);
        assert!(server.most_open() <= 8, "{} connections", server.most_open());
    }
}

#[test]
fn large_answers_that_come_page_by_page_come_over_one_connection() {
    let server = Server::repeating(Place::Search, answer(200, "", padded(&found("0"), MIB).as_bytes()));
    let victim = Victim::new(&server.url());
    let rows: String = (0..8).map(|row| format!("{{\"a\": \"{row}\"}}\n")).collect();
    victim.write("rows.ndjson", &rows);
    let run =
        ["resolve", "name=[a]", "--from", "rows.ndjson", "--strategy", "search", "-o", "plain", "--concurrency", "1"];
    assert_eq!(victim.imctl(&run).stdout.lines().count(), 8);
    assert_eq!((server.count(Place::Search), server.opened()), (8, 1));
}

#[test]
fn there_are_never_more_connections_than_were_allowed() {
    let rows: String = (0..300).map(|row| format!("{{\"a\": \"{row}\"}}\n")).collect();
    let list = ["resolve", "name=[a]", "--from", "rows.ndjson", "--strategy", "search", "-o", "plain"];
    let cases: [(&[&str], usize); 5] = [
        (&list, 4),
        (&list, 1),
        (&["ls-workspace", "ACTIVE!427", "--recursive"], 1),
        (&["check-prereqs"], 1),
        (&["check-prereqs"], 3),
    ];
    for (arguments, most) in cases {
        let server = Server::start(|asked, stream| {
            // A folder in each of the first few, so that a tree is more than one request.
            let body = match asked.place() {
                Place::Children => {
                    json!({"data": (0..20).map(|at| json!({"id": format!("ACTIVE!{}", 600 + at), "name": "F", "wstype": "folder"})).collect::<Vec<_>>()})
                }
                _ => return false,
            };
            if asked.path().contains("427") {
                let _ = stream.write_all(&answer(200, "", body.to_string().as_bytes()));
                return true;
            }
            false
        });
        let victim = Victim::encrypted(&server.url());
        victim.write("rows.ndjson", &rows);
        victim.imctl(&[arguments, &["--concurrency", &most.to_string()]].concat());
        assert!(server.asked().len() > 1, "{arguments:?}");
        assert!(server.most_open() <= most, "{arguments:?} with {most}: {} at once", server.most_open());
    }
}
