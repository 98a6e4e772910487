//! What is searched for stays a value on its way to the server, whatever it holds; and the server is the one that was named.

use std::collections::BTreeSet;

use serde_json::json;

use crate::server::{Place, Server};
use crate::victim::Victim;

/// Pseudo-random texts, the same each time, of what means something in a query, a path, a line of HTTP or a resolver config.
fn values(number: usize) -> BTreeSet<String> {
    const PARTS: [&str; 40] = [
        "&",
        "=",
        "#",
        "%",
        "+",
        "/",
        "?",
        "*",
        "\r",
        "\n",
        "\r\n",
        "\0",
        "\"",
        "'",
        "\\",
        "../",
        "..",
        "%2f",
        "%00",
        "%26custom2=x",
        "&custom2=00001",
        "#fragment",
        "?x=y",
        "[workitem.title]",
        ",",
        ", custom2=x",
        ";",
        " ",
        "\u{1f4c1}",
        "\u{10ffff}",
        "ä",
        "e\u{301}",
        "\u{202e}",
        "\u{200b}",
        "漢字",
        "a",
        "7",
        "HTTP/1.1\r\nX-Auth-Token: x",
        "\u{feff}",
        "|",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        // xorshift64: all that is wanted of it is that it is not regular.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap_or(0)
    };
    let mut values = BTreeSet::new();
    while values.len() < number {
        let length = next(6) + 1;
        let value: String = (0..length).map(|_| PARTS[next(PARTS.len())]).collect();
        // An empty value is never asked for.
        if !value.trim().is_empty() {
            values.insert(value);
        }
    }
    values
}

#[test]
fn the_server_decodes_exactly_what_was_to_be_searched_for() {
    let is_full = std::env::var_os("IMCTL_TEST_SWEEP").is_some_and(|sweep| sweep == "full");
    let values = values(if is_full { 20_000 } else { 1_000 });
    let server = Server::start(|_, _| false);
    let victim = Victim::new(&server.url());
    let rows: String = values.iter().map(|value| json!({"a": value}).to_string() + "\n").collect();
    victim.write("rows.ndjson", &rows);
    let run = ["resolve", "custom1=[a]", "--from", "rows.ndjson", "--strategy", "search", "-o", "ndjson"];
    let ran = victim.imctl(&[&run[..], &["--concurrency", "16"]].concat());
    assert_eq!(ran.stdout.lines().count(), values.len(), "{}", ran.stderr);
    let asked = server.asked();
    let searches = asked.iter().filter(|asked| asked.place() == Place::Search).map(|asked| asked.query());
    let mut came = BTreeSet::new();
    for query in searches {
        let names: Vec<&str> = query.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["custom1", "limit", "total"], "{query:?}");
        came.insert(query[0].1.clone());
    }
    let lost: Vec<_> = values.symmetric_difference(&came).take(5).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn a_library_or_an_id_is_one_part_of_the_path_whatever_it_holds() {
    for library in ["A/../../../auth", "A?x=1", "A#x", "A%2f..%2f", "A\r\nX: y", "A B", "\u{1f4c1}", "..%2f", "A;x"] {
        let server = Server::start(|_, _| false);
        let victim = Victim::new(&server.url());
        let ran = victim.imctl(&["ls-workspace", "--library", library]);
        let asked = server.asked();
        let last = asked.last().expect("asked");
        let parts: Vec<&str> = last.path().split('/').collect();
        assert!(parts.len() == 9 && parts[8] == "workspaces", "{library:?}: {} {}", last.target, ran.stderr);
        assert_eq!(percent_decoded(parts[7]), library);
    }
}

fn percent_decoded(text: &str) -> String {
    // A `+` is a plus in a path.
    let form = format!("x={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[test]
fn a_user_in_the_address_is_refused_and_not_shown() {
    for address in [
        "https://cloudimanage.com@evil.example",
        "https://ada:canary-pass@dms.example",
        "https://canary-pass@dms.example",
        "https://:canary-pass@x",
    ] {
        let victim = Victim::new(address);
        for command in [&["config", "check"][..], &["link"], &["resolve", "custom1=[a]", "--set", "a=1"]] {
            let ran = victim.imctl(command).expect_code(3);
            assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("canary"), "{address}: {}", ran.stderr);
        }
    }
}

#[test]
fn a_host_that_only_looks_like_another_is_shown_as_what_it_is() {
    for (address, shown) in [
        // A Cyrillic letter; a full-width stop, which is a stop; a letter with a dot below.
        ("https://cloudim\u{430}nage.com", "xn--"),
        ("https://cloudimanage\u{ff0e}com.evil.example", "cloudimanage.com.evil.example"),
        ("https://cloud\u{1ecb}manage.com", "xn--"),
        ("https://0x7f.1", "127.0.0.1"),
        ("https://2130706433", "127.0.0.1"),
    ] {
        let victim = Victim::new(address);
        let ran = victim.imctl(&["config", "show"]).expect_code(0);
        assert!(ran.stdout.contains(shown), "{address}: {}", ran.stdout);
    }
    for address in [
        "https://cloudimanage.com\u{2044}.evil.example/x",
        "https://a\u{202e}b.example",
        "https://a b.example",
        "https://",
    ] {
        let ran = Victim::new(address).imctl(&["config", "check"]);
        assert!(ran.code == 3 || ran.stdout.contains("xn--"), "{address}: {} {}", ran.stdout, ran.stderr);
    }
}
