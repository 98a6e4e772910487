//! Names that mean harm, in every form of the real program: text forms hold no control character but line ends and nothing that turns
//! text round, JUnit is well-formed, CSV calculates nothing, JSON is exact.

use std::process::Command;

use imctl::text::sanitize::harmless;
use serde_json::{Value, json};

use crate::parts;
use crate::server::{Place, Server, answer, workspace};
use crate::support::terminal::on_terminal_of;
use crate::victim::Victim;

/// What names may hold.
fn nasty() -> Vec<String> {
    let c0: String = (0_u8..32).map(char::from).collect();
    let c1: String = ('\u{7f}'..='\u{9f}').collect();
    let mut names: Vec<String> = [
        "\u{1b}[2J\u{1b}]0;title\u{7}\u{1b}]8;;https://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
        "a\r\nb\u{85}c\u{2028}d\u{2029}e",
        "\u{202e}cod.exe\u{202c}\u{2066}x\u{2069}\u{200e}\u{200f}\u{61c}",
        "zero\u{200b}width\u{200d}\u{2060}\u{feff}\u{ad}",
        "non\u{fffe}\u{ffff}\u{1fffe}\u{10ffff}\u{fdd0}characters",
        "=cmd|' /C calc'!A0",
        "\t=1+1",
        "+1 -1 @SUM(A1)",
        "]]> <![CDATA[ & <b> <!-- -- > \" '",
        "Müller & Söhne \u{1f4c1} \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    ]
    .map(str::to_owned)
    .to_vec();
    names.extend([c0, c1, format!("{}\u{1b}", "n".repeat(100_000))]);
    names
}

/// A server all of whose names are this one.
fn naming(name: &str) -> Server {
    let name = name.to_owned();
    Server::start(move |asked, stream| {
        use std::io::Write;
        let mut row = workspace();
        for field in ["name", "description", "owner", "custom1_description", "subclass", "author"] {
            row[field] = name.as_str().into();
        }
        let folder = json!({"id": "ACTIVE!500", "name": name, "folder_type": "regular", "parent_id": "ACTIVE!427"});
        let document = json!({"id": "ACTIVE!501.1", "name": name, "extension": name, "parent_id": "ACTIVE!500",
                              "edit_date": name, "effective_security": name});
        // What tells who somebody is, is small.
        let name: String = name.chars().take(10_000).collect();
        let body = match asked.place() {
            Place::Api => json!({"data": {
                "user": {"id": name, "name": name, "email": name, "user_type": name, "customer_id": 4711},
                "work": {"preferred_library": name, "libraries": [{"alias": name}]},
                "versions": [{"name": "v2", "version": name, "url": name}],
                "dms_version": name, "auth_status": name, "capabilities": [name],
            }}),
            Place::Search => json!({"data": [row], "total_count": 1}),
            Place::Workspace => json!({"data": row}),
            Place::Children => json!({"data": [folder, document]}),
            Place::Folders => json!({"data": [folder]}),
            Place::Documents => json!({"data": [document]}),
            Place::Token | Place::Other => return false,
        };
        let _ = stream.write_all(&answer(200, "", body.to_string().as_bytes()));
        true
    })
}

/// What there is to run, the forms in which text comes out.
const RUNS: [&[&str]; 9] = [
    &["resolve", "custom1=[a]", "--set", "a=12345"],
    &["resolve", "custom1=[a]", "--set", "a=99999", "--explain"],
    &["resolve", "[t]", "--set", "t=Lease", "--explain"],
    &["ls-workspace"],
    &["ls-workspace", "ACTIVE!427"],
    &["ls-workspace", "ACTIVE!427", "-R"],
    &["ls-workspace", "No such"],
    &["ls-workspace", "ACTIVE!427", "--path", "Nowhere"],
    &["check-prereqs", "--only", "imanage,oauth,config"],
];

/// Fails unless a text is harmless but for line ends.
#[track_caller]
fn expect_harmless(what: &str, text: &str) {
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let shown = harmless(line);
        assert!(shown == line, "{what}: {}", shown.chars().take(500).collect::<String>());
    }
}

#[test]
fn no_text_form_holds_a_control_character_but_line_ends() {
    let (long, short): (Vec<_>, Vec<_>) = nasty().into_iter().partition(|name| name.len() > 1000);
    let names = long.into_iter().chain([short.join(" "), "\t=1+1".to_owned()]).collect();
    side_by_side_of(names, |name, victim| {
        for arguments in RUNS {
            let forms: &[&str] = match arguments[0] {
                "check-prereqs" => &["human", "tap", "markdown", "junit"],
                "resolve" => &["human", "plain"],
                _ => &["human", "plain", "csv"],
            };
            for form in forms {
                let ran = victim.imctl(&[arguments, &["-o", form, "-vvv", "--color", "never"]].concat());
                let what = format!("{arguments:?} -o {form} with {:?}", name.chars().take(20).collect::<String>());
                assert!(ran.code != 2 && (!ran.stdout.is_empty() || ran.code != 0), "{what}: {}", ran.stderr);
                // The columns of the plain form stand behind tabs, which are ours.
                let is_plain = *form == "plain";
                let stdout = if is_plain { ran.stdout.replace('\t', " ") } else { ran.stdout };
                expect_harmless(&what, &stdout);
                expect_harmless(&what, &ran.stderr);
            }
        }
    });
}

#[test]
fn a_tab_in_a_name_makes_no_column() {
    let server = naming("a\tb");
    let ran = Victim::new(&server.url()).imctl(&["ls-workspace", "-o", "plain"]).expect_code(0);
    assert_eq!(ran.stdout, "ACTIVE!427\ta<U+0009>b\n");
}

#[test]
fn no_cell_is_calculated() {
    for name in ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1"] {
        let server = naming(name);
        let victim = Victim::new(&server.url());
        victim.write("rows.csv", "a\n12345\n99999\n");
        for arguments in [&["ls-workspace"][..], &["resolve", "custom1=[a]", "--from", "rows.csv"]] {
            let ran = victim.imctl(&[arguments, &["-o", "csv"]].concat());
            for row in
                csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(ran.stdout.as_bytes()).records()
            {
                for cell in &row.expect("a row") {
                    let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                    assert!(!begins || cell.parse::<f64>().is_ok(), "{name:?}: {cell:?}");
                }
            }
        }
    }
}

#[test]
fn json_is_exact_and_holds_no_raw_control_character() {
    side_by_side_of(nasty(), |name, victim| {
        for (arguments, path) in [(RUNS[0], "/workspace/name"), (RUNS[3], "/items/0/name"), (RUNS[4], "/items/0/name")]
        {
            let ran = victim.imctl(&[arguments, &["-o", "json"]].concat()).expect_code(0);
            let told = ran.json();
            assert_eq!(told.pointer(path), Some(&Value::from(name)), "{arguments:?} {path}");
            assert!(ran.stdout.chars().all(|c| c == '\n' || c >= ' '), "{arguments:?}");
        }
        let error = victim.imctl(&[RUNS[7], &["-o", "json"]].concat()).expect_code(8);
        let told: Value = serde_json::from_str(&error.stderr).expect("JSON on stderr");
        assert!(told["error"]["message"].is_string() && error.stderr.lines().count() == 1);
    });
}

#[test]
fn junit_is_well_formed_whatever_the_server_calls_itself() {
    let Some(xmllint) = parts::program("xmllint") else { return };
    side_by_side_of(nasty(), |name, victim| {
        let ran = victim.imctl(&[RUNS[8], &["-o", "junit"]].concat());
        victim.write("junit.xml", &ran.stdout);
        let file = victim.path("junit.xml");
        let out =
            Command::new(&xmllint).args(["--noout", "--nonet", "--huge"]).arg(&file).output().expect("xmllint runs");
        assert!(out.status.success(), "{name:?}: {}", String::from_utf8_lossy(&out.stderr));
        assert!(ran.stdout.contains("<testcase"), "{}", ran.stdout);
    });
}

#[test]
fn on_a_terminal_a_name_steers_nothing() {
    let short: Vec<_> = nasty().into_iter().filter(|name| name.len() < 1000).collect();
    let server = naming(&short.join(" "));
    let victim = Victim::new(&server.url());
    for line in ["-q --color never ls-workspace ACTIVE!427 -R", "-q --color never resolve custom1=[a] --set a=12345"] {
        let world = victim.command(&["--version"]);
        let Some((screen, code)) = on_terminal_of(&world, &victim.path(""), line, 80, None) else { return };
        assert_eq!(code, 0, "{screen}");
        expect_harmless(line, &screen.replace("\r\n", "\n"));
    }
}

#[test]
fn what_is_no_text_is_refused_and_never_shown_as_it_came() {
    for bad in [
        &b"\xff\xfe\x80"[..],
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\\ud800",
        b"\\udc00\\ud800",
        b"\\u12",
    ] {
        let row = [br#"{"data": [{"id": "ACTIVE!427", "custom1": "12345", "name": "a"#, bad, br#"b"}]}"#].concat();
        let bytes = answer(200, "", &row);
        let server = Server::at(Place::Search, move |stream| {
            use std::io::Write;
            let _ = stream.write_all(&bytes);
        });
        let ran = Victim::new(&server.url()).imctl(&["resolve", "custom1=[a]", "--set", "a=12345"]);
        ran.expect_code(7).expect_told(&["cannot be read"]);
    }
}

/// Runs something with a victim for each name, a few at once.
fn side_by_side_of(names: Vec<String>, run: impl Fn(&str, &Victim) + Sync) {
    crate::victim::side_by_side(names, |name| {
        let server = naming(&name);
        run(&name, &Victim::new(&server.url()));
    });
}
