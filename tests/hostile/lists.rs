//! Lists that lie: ids and names that cannot be, pages that never end, totals that do not fit, folders that hold each other, lives and
//! waits beyond all time. Each run asks a bounded number of times, and what it cannot believe it says.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::server::{Asked, Place, Server, answer, workspace};
use crate::support::Ran;
use crate::victim::{Victim, side_by_side};

const RESOLVE: [&str; 4] = ["resolve", "custom1=[a]", "--set", "a=12345"];
const TREE: [&str; 3] = ["ls-workspace", "ACTIVE!427", "-R"];

/// A server that answers one question as told by what was asked, and how often before.
fn telling(place: Place, body: impl Fn(&Asked, usize) -> Value + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |asked, stream| {
        let is_there = asked.place() == place;
        if is_there {
            let body = body(asked, count.fetch_add(1, Ordering::SeqCst));
            let status = if body.is_null() { 404 } else { 200 };
            let _ = stream.write_all(&answer(status, "", body.to_string().as_bytes()));
        }
        is_there
    })
}

fn run(server: &Server, arguments: &[&str]) -> Ran {
    Victim::new(&server.url()).imctl(arguments)
}

/// So many workspaces, counted from a number.
fn rows(from: usize, number: usize) -> Vec<Value> {
    (from..from + number).map(|at| json!({"id": format!("ACTIVE!{at}"), "name": format!("Matter {at}")})).collect()
}

fn folder(id: usize, name: &str, parent: usize) -> Value {
    let id_of = |number: usize| format!("ACTIVE!{number}");
    json!({"id": id_of(id), "name": name, "folder_type": "regular", "parent_id": id_of(parent), "has_subfolders": true})
}

#[test]
fn an_id_is_told_exactly_or_refused() {
    let long = "9".repeat(400);
    for (id, told) in [
        ("9223372036854775807", Some("9223372036854775807")),
        ("9223372036854775808", Some("9223372036854775808")),
        ("18446744073709551615", Some("18446744073709551615")),
        // Beyond 64 bits a number is not read exactly any more.
        ("18446744073709551616", None),
        ("-9223372036854775809", None),
        ("1e300", None),
        (long.as_str(), None),
        ("-5", Some("-5")),
        (r#""ACTIVE!18446744073709551616""#, Some("ACTIVE!18446744073709551616")),
        (r#""ACTIVE!-1""#, Some("ACTIVE!-1")),
        (r#""../../api?x=""#, Some("../../api?x=")),
        (r#""""#, None),
        ("null", None),
        ("[1]", None),
        ("{}", None),
    ] {
        let server = Server::saying(
            Place::Search,
            format!(r#"{{"data": [{{"id": {id}, "name": "Lease", "custom1": "12345"}}], "total_count": 1}}"#),
        );
        let ran = run(&server, &[&RESOLVE[..], &["-o", "json"]].concat());
        match told {
            Some(told) => assert_eq!(ran.expect_code(0).json()["workspace"]["id"], told, "{id}"),
            None => drop(ran.expect_code(7).expect_told(&["cannot be read", "at `data[0]"])),
        }
    }
}

#[test]
fn an_id_from_the_server_never_becomes_another_question() {
    let hostile = "ACTIVE!1/../../../auth?x=1#";
    let listed = json!({"data": [{"id": hostile, "name": "Folder", "folder_type": "regular"}]});
    let server = telling(Place::Children, move |_, _| listed.clone());
    let victim = Victim::new(&server.url());
    let ran = victim.imctl(&["ls-workspace", "ACTIVE!427", "-o", "json"]).expect_code(0);
    assert!(ran.stdout.contains(hostile), "{}", ran.stdout);
    // Read one by one, as the flat list is refused.
    let listed = json!({"data": [{"id": hostile, "name": "Folder", "folder_type": "regular"}]});
    let server = Server::start(move |asked, stream| {
        let body = match asked.place() {
            Place::Folders => answer(404, "", b"{}"),
            Place::Children => answer(200, "", listed.to_string().as_bytes()),
            _ => return false,
        };
        let _ = stream.write_all(&body);
        true
    });
    run(&server, &TREE).expect_code(0);
    assert!(server.asked().iter().all(|asked| !asked.target.contains("auth?x")), "{:?}", server.asked());
}

#[test]
fn a_name_of_megabytes_is_refused_and_one_of_a_hundred_thousand_characters_is_not() {
    let named = |name: &str| {
        let mut row = workspace();
        row["name"] = name.into();
        Server::saying(Place::Search, json!({"data": [row], "total_count": 1}).to_string())
    };
    for name in ["a".repeat(10 * 1024 * 1024), "\n".repeat(5 * 1024 * 1024)] {
        let server = named(&name);
        let run = Victim::new(&server.url()).watched(&server, &RESOLVE).expect_bounded("a name of megabytes");
        run.ran.expect_code(7).expect_told(&["cannot be read", "at `data[0]"]);
    }
    for name in ["a".repeat(100_000), "\u{1f4c1}".repeat(100_000), "\u{1b}".repeat(100_000)] {
        let ran = run(&named(&name), &[&RESOLVE[..], &["-o", "json"]].concat()).expect_code(0);
        assert!(ran.json()["workspace"]["name"] == name.as_str());
    }
}

#[test]
fn more_rows_at_once_than_a_server_may_give_are_not_taken_in() {
    let many = |row: &str, number: usize| format!(r#"{{"data": [{}{row}]}}"#, format!("{row},").repeat(number));
    let bodies = [many(r#"{"id":1}"#, 1_600_000), many("[]", 5_000_000), many("0", 8_000_000)];
    let places: [(Place, &[&str]); 4] = [
        (Place::Search, &RESOLVE),
        (Place::Children, &["ls-workspace", "ACTIVE!427"]),
        (Place::Folders, &TREE),
        (Place::Documents, &TREE),
    ];
    let cases: Vec<_> = bodies.iter().flat_map(|body| places.map(|place| (body, place))).collect();
    side_by_side(cases, |(body, (place, arguments))| {
        let server = Server::saying(place, body.clone());
        let run = Victim::new(&server.url()).watched(&server, arguments);
        let run = run.expect_bounded(&format!("{place:?} {}", &body[..24]));
        run.ran.expect_code(7).expect_told(&["cannot be read"]);
        assert_eq!(server.count(place), 1);
    });
}

#[test]
fn fields_without_number_take_no_memory() {
    let same = r#""name":"a","#.repeat(1_200_000);
    let different: String = (0..1_000_000).map(|at| format!("\"f{at}\":1,")).collect();
    let customs: String = (0..800_000).map(|at| format!("\"custom{at}\":1,")).collect();
    side_by_side(vec![same, different, customs], |fields| {
        for (place, arguments) in [(Place::Search, &RESOLVE[..]), (Place::Children, &TREE[..2])] {
            let server = Server::saying(place, format!(r#"{{"data": [{{{fields}"id": "ACTIVE!427"}}]}}"#));
            let run = Victim::new(&server.url()).watched(&server, arguments).expect_bounded(&fields[..24]);
            assert!([0, 8].contains(&run.ran.code), "{}", run.ran.stderr);
        }
    });
}

#[test]
fn pages_that_never_end_or_repeat_themselves_are_given_up_soon() {
    type Page = fn(&Asked, usize) -> Value;
    let endless: [(&str, Page, usize); 6] = [
        // One new row each time, and always more to come.
        ("crumbs", |_, at| json!({"data": rows(at, 1), "overflow": true}), 101),
        ("crumbs by cursor", |_, at| json!({"data": rows(at, 1), "cursor": format!("c{at}")}), 101),
        ("crumbs by total", |_, at| json!({"data": rows(at, 1), "total_count": u64::MAX}), 101),
        // The same page whatever is asked for.
        ("the same", |_, _| json!({"data": rows(0, 500)}), 2),
        ("the same by total", |_, _| json!({"data": rows(0, 3), "total_count": 1_000_000}), 2),
        // Two cursors that lead to each other.
        ("a ring of cursors", |_, at| json!({"data": rows(at % 2 * 500, 500), "cursor": format!("c{}", at % 2)}), 3),
    ];
    let arguments: [&[&str]; 2] = [&RESOLVE, &["ls-workspace"]];
    let cases: Vec<_> = endless.iter().flat_map(|case| arguments.map(|arguments| (case, arguments))).collect();
    side_by_side(cases, |((name, page, most), arguments)| {
        let server = telling(Place::Search, *page);
        run(&server, arguments).expect_code(7).expect_told(&["repeats itself or never ends"]);
        assert!(server.count(Place::Search) <= *most, "{name}: {}", server.count(Place::Search));
    });
}

#[test]
fn two_million_rows_are_the_end() {
    if std::env::var_os("IMCTL_TEST_SWEEP").is_none_or(|sweep| sweep != "full") {
        return;
    }
    let server = telling(Place::Search, |_, at| json!({"data": rows(at * 9000, 9000)}));
    run(&server, &RESOLVE).expect_code(7).expect_told(&["repeats itself or never ends"]);
    assert!(server.count(Place::Search) <= 224, "{}", server.count(Place::Search));
}

#[test]
fn a_cursor_stays_a_value_and_one_beyond_all_measure_is_refused() {
    let odd = "a b&limit=1#/../?x=%00\u{1f4c1}";
    let server = telling(Place::Search, move |_, at| match at {
        0 => json!({"data": [workspace()], "cursor": odd}),
        _ => json!({"data": []}),
    });
    run(&server, &RESOLVE).expect_code(0);
    let last = server.asked().pop().expect("asked").query();
    assert!(last.contains(&("cursor".into(), odd.into())), "{last:?}");
    assert_eq!(last.iter().filter(|(name, _)| name == "limit").count(), 1);
    let server = telling(Place::Search, |_, at| json!({"data": rows(at, 1), "cursor": "c".repeat(100_000)}));
    run(&server, &RESOLVE).expect_code(7).expect_told(&["`cursor` is longer"]);
}

#[test]
fn a_total_that_lies_neither_hides_rows_nor_invents_them() {
    for total in [json!(-1), json!(1_u64 << 63), json!("lots"), json!(1.5), json!(null), json!({}), json!(1), json!(0)]
    {
        // A full page, and one more row behind it.
        let told = total.clone();
        let server = telling(Place::Search, move |asked, _| {
            let is_second = asked.query().iter().any(|(name, value)| name == "offset" && value == "500");
            let data = if is_second { rows(500, 1) } else { rows(0, 500) };
            // Asked for what is behind the last row there is nothing.
            let data = if asked.query().iter().any(|(name, value)| name == "offset" && value == "501") {
                vec![]
            } else {
                data
            };
            json!({"data": data, "total_count": told})
        });
        let ran = run(&server, &["ls-workspace", "-o", "ndjson"]).expect_code(0);
        assert_eq!(ran.stdout.lines().count(), 501, "{total}");
        assert!(server.count(Place::Search) <= 3, "{total}");
    }
}

#[test]
fn folders_that_hold_each_other_or_never_end_are_no_tree() {
    let chain =
        |length: usize| (0..length).map(|at| folder(1000 + at, "F", if at == 0 { 427 } else { 999 + at })).collect();
    let ring = vec![folder(1, "A", 427), folder(2, "B", 4), folder(3, "C", 2), folder(4, "D", 3)];
    let long = (0..30).map(|at| folder(1000 + at, &"n".repeat(300_000), if at == 0 { 427 } else { 999 + at }));
    let below = (0..5_000).map(|at| folder(5000 + at, "x", 1029));
    let lists: [(Vec<Value>, &str); 5] = [
        (ring, "holds itself"),
        (vec![folder(5, "Own", 5)], "`Own` holds itself"),
        (chain(201), "levels deep"),
        (chain(9_000), "levels deep"),
        (long.chain(below).collect(), "names are longer"),
    ];
    for (folders, told) in lists {
        let total = folders.len();
        let server = Server::saying(Place::Folders, json!({"data": folders, "total_count": total}).to_string());
        let run = Victim::new(&server.url()).watched(&server, &TREE);
        // The names themselves are allowed to take what they take.
        run.ran.expect_code(7).expect_told(&[told, "ACTIVE!427"]);
        assert!(server.asked().len() <= 6, "{:?}", server.asked());
    }
    let server = Server::saying(Place::Folders, json!({"data": chain(200)}).to_string());
    let ran = run(&server, &[&TREE[..], &["-o", "plain"]].concat()).expect_code(0);
    assert_eq!(ran.stdout.lines().last().map(|line| line.split('/').count()), Some(200));
}

/// A server without flat lists, where each folder holds what `holds` says of its number.
fn one_by_one(holds: impl Fn(usize) -> Vec<Value> + Send + Sync + 'static) -> Server {
    Server::start(move |asked, stream| {
        let body = match asked.place() {
            Place::Folders | Place::Documents => answer(404, "", b"{}"),
            Place::Children => {
                let id = asked.path().split('/').rev().nth(1).unwrap_or_default().to_owned();
                let number = id.split(['!', '1']).next_back().and_then(|_| {
                    let digits = id.rsplit("%21").next().and_then(|rest| rest.rsplit('!').next());
                    digits?.parse().ok()
                });
                answer(200, "", json!({"data": holds(number.unwrap_or(0))}).to_string().as_bytes())
            }
            _ => return false,
        };
        let _ = stream.write_all(&body);
        true
    })
}

#[test]
fn folders_read_one_by_one_are_read_once_and_not_for_ever() {
    // Two that hold each other: each is shown once.
    let server = one_by_one(|id| match id {
        1 => vec![folder(2, "B", 1)],
        2 => vec![folder(1, "A", 2)],
        _ => vec![folder(1, "A", 427)],
    });
    let ran = run(&server, &[&TREE[..], &["-o", "plain"]].concat()).expect_code(0);
    assert_eq!(ran.stdout, "A\nA/B\n");
    assert!(server.count(Place::Children) <= 3);
    // A folder in a folder in a folder …
    let server = one_by_one(|id| vec![folder(id + 1, "F", id)]);
    run(&server, &TREE).expect_code(7).expect_told(&["never ends", "ACTIVE!427"]);
    assert!(server.count(Place::Children) <= 205, "{}", server.count(Place::Children));
    // … and many in each of many.
    let server = one_by_one(|id| (0..150).map(|at| folder(id * 150 + at, "F", id)).collect());
    run(&server, &TREE).expect_code(7).expect_told(&["never ends"]);
    assert!(server.count(Place::Children) <= 10_000, "{}", server.count(Place::Children));
}

#[test]
fn a_life_beyond_all_time_neither_harms_the_link_nor_what_is_told_of_it() {
    let linkable = Victim::encrypted("http://127.0.0.1:1");
    let lives = [
        "-1",
        "-9223372036854775809",
        "1e308",
        "18446744073709551616",
        "\"9e999\"",
        "\"-inf\"",
        "\"NaN\"",
        "[]",
        "{}",
        "\"\"",
        "1.5e-300",
    ];
    side_by_side(lives.to_vec(), |life| {
        let token = r#""access_token": "t", "refresh_token": "r", "token_type": "Bearer""#;
        let body = format!("{{{token}, \"expires_in\": {life}, \"refresh_expires_in\": {life}}}");
        let server = Server::saying(Place::Token, body);
        let victim = linkable.copy(&server.url());
        victim.imctl(&["link"]).expect_code(0);
        let status = victim.imctl(&["status", "-o", "json"]).expect_code(0);
        assert!(status.json().is_object(), "{life}");
        victim.imctl(&RESOLVE).expect_code(0);
        // One for the link, and one where the token is said to be due at once.
        assert!(server.count(Place::Token) <= 3, "{life}: {}", server.count(Place::Token));
    });
}

#[test]
fn a_wait_that_nobody_could_wait_is_told_and_never_waited_for() {
    let waits = [
        ("99999999", 1),
        ("18446744073709551615", 1),
        ("18446744073709551616", 3),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 1),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 3),
        ("-5", 3),
        ("0", 3),
        ("1e9", 3),
        ("soon", 3),
        ("1, 2", 3),
        ("\u{ff15}", 3),
    ];
    let cases: Vec<_> = waits.iter().flat_map(|wait| [(429, wait), (503, wait)]).collect();
    side_by_side(cases, |(status, (wait, most))| {
        let headers = format!("retry-after: {wait}\r\n");
        let bytes = answer(status, &headers, b"{}");
        let server = Server::at(Place::Search, move |stream| {
            let _ = stream.write_all(&bytes);
        });
        let run = Victim::new(&server.url()).watched(&server, &RESOLVE).expect_bounded(wait);
        assert_eq!(run.ran.code, 7, "{wait}: {}", run.ran.stderr);
        assert!(server.count(Place::Search) <= *most, "{status} {wait}: {}", server.count(Place::Search));
    });
    // A token request may have been received: it is not sent again, whatever the server asks to wait.
    for wait in ["99999999", "0", "-5"] {
        let bytes = answer(429, &format!("retry-after: {wait}\r\n"), b"{}");
        let server = Server::at(Place::Token, move |stream| {
            let _ = stream.write_all(&bytes);
        });
        let run = Victim::new(&server.url()).watched(&server, &RESOLVE).expect_bounded(wait);
        assert_eq!((run.ran.code, server.count(Place::Token)), (7, 1), "{wait}: {}", run.ran.stderr);
    }
}

/// Asks for a thousand rows, 32 at once, of a server that fails each so-manieth search in one of three ways. The rows that came to
/// `one`, and the searches that it took.
fn searches(each: usize) -> (usize, usize) {
    let came = AtomicUsize::new(0);
    let server = Server::start(move |asked, stream| {
        if asked.place() != Place::Search {
            return false;
        }
        let number = came.fetch_add(1, Ordering::Relaxed);
        if !number.is_multiple_of(each) {
            return false;
        }
        let _ = match number / each % 3 {
            0 => stream.write_all(&answer(503, "", b"{}")),
            1 => stream.write_all(&answer(429, "retry-after: 0\r\n", b"{}")),
            _ => stream.shutdown(std::net::Shutdown::Both),
        };
        true
    });
    let victim = Victim::new(&server.url());
    let rows: String = (0..1000).map(|row| format!("{{\"a\": \"{row}\"}}\n")).collect();
    victim.write("rows.ndjson", &rows);
    let run = ["resolve", "name=[a]", "--from", "rows.ndjson", "--strategy", "search", "-o", "plain"];
    let ran = victim.imctl(&[&run[..], &["--concurrency", "32"]].concat());
    let outcomes = ran.stdout.lines().filter_map(|line| line.split('\t').nth(2));
    let answered = outcomes.filter(|outcome| *outcome != "error").count();
    (answered, server.count(Place::Search))
}

#[test]
fn few_failures_cost_few_requests_and_no_row() {
    let (answered, asked) = searches(20);
    assert_eq!(answered, 1000);
    assert!(asked <= 1100, "{asked} requests");
}

#[test]
fn a_server_that_only_fails_is_soon_left_alone() {
    let (answered, asked) = searches(1);
    assert_eq!(answered, 0);
    assert!(asked <= 1500, "{asked} requests");
}
