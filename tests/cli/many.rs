//! `resolve --from`: many work items.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use imctl::sandbox::{FirmData, Settings};
use serde_json::{Value, json};

use crate::support::{Firm, Ran};

mod bad_input;
mod endings;
mod strategies;

/// Resolves with the firm's repository of matters.
fn resolve(firm: &Firm, from: &str, more: &[&str]) -> Ran {
    firm.imctl(&[&["resolve", "--from", from, "-r", "matter-documents"], more].concat())
}

/// Runs with an input on standard input.
fn piped(firm: &Firm, arguments: &[&str], input: &str) -> Ran {
    firm.write("piped.txt", input);
    let mut command = firm.command(arguments);
    command.stdin(std::fs::File::open(firm.path("piped.txt")).expect("opened"));
    Ran::from(command.output().expect("imctl runs"))
}

/// The rows of an ndjson output.
#[track_caller]
fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// Outcomes in order, as words.
fn outcomes(text: &str) -> Vec<String> {
    rows(text).iter().map(|row| row["outcome"].as_str().expect("an outcome").to_owned()).collect()
}

/// A firm with so many matters, ten a client, each with one workspace.
fn large_firm(matters: usize) -> FirmData {
    let mut firm = FirmData::sample();
    let matter = |number: usize| {
        let (client, matter) = (format!("{:05}", number / 10), format!("{:05}", number % 10));
        let fields = BTreeMap::from([("custom1".to_owned(), json!(client)), ("custom2".to_owned(), json!(matter))]);
        serde_json::from_value(json!({
            "library": "ACTIVE", "name": format!("{client}.{matter} Matter"), "number": 100_000 + number, "fields": fields
        }))
        .expect("a workspace")
    };
    firm.workspaces = (0..matters).map(matter).collect();
    firm
}

/// An input of those matters, each with an id.
fn large_input(matters: usize) -> String {
    let rows = (0..matters).map(|number| format!("M-{number},{:05},{:05}\n", number / 10, number % 10));
    std::iter::once("id,client.reference,reference\n".to_owned()).chain(rows).collect()
}

const SAMPLE: &str = "id,client.reference,reference,title,work_type\n\
    M-1,12345,00001,,\n\
    M-2,20001,00001,,\n\
    M-3,,,Estate Vance,litigation\n\
    M-4,99999,00001,,\n\
    M-5,,00001,,\n\
    M-6,12345\n\
    M-7,12345,00001,\"again, the same\",\n";

const SAMPLE_OUTCOMES: [&str; 7] = ["one", "many", "loose", "none", "unresolved", "error", "one"];

fn sample_firm() -> Firm {
    let firm = Firm::new().linked();
    let config = firm.config(&firm.server.url())
        + "\n[repositories.matter-documents.work_types.litigation]\nworkspace_resolver_config = \"[workitem.title]\"\n\
           [repositories.archive]\nworkspace_resolver_config = \"custom1=[workitem.client.reference]\"\ndatabase = \"ARCHIVE\"\n";
    firm.write("imctl.toml", &config);
    firm.write("matters.csv", SAMPLE);
    firm
}

#[test]
fn each_row_comes_to_its_outcome_in_order_and_equal_queries_are_asked_once() {
    let firm = sample_firm();
    let before = firm.server.requests().len();
    let ran = resolve(&firm, "matters.csv", &["-o", "ndjson"]).expect_code(1);
    assert_eq!(outcomes(&ran.stdout), SAMPLE_OUTCOMES);
    let told = rows(&ran.stdout);
    assert_eq!(told[0]["workspace"]["id"], "ACTIVE!427");
    assert_eq!(told[5]["message"], "line 7: the row has 2 cells, and the header 5");
    for (at, row) in told.iter().enumerate() {
        assert_eq!((&row["row"], &row["id"]), (&json!(at + 1), &json!(format!("M-{}", at + 1))));
        assert_eq!(row["repository"], "matter-documents");
        assert_eq!(row.as_object().expect("an object").len(), 16, "{row}");
    }
    assert_eq!(told[2]["work_type"], "litigation");
    ran.expect_told(&["7 rows: 2 one, 1 many, 1 loose, 1 none, 1 unresolved, 1 error; 4 queries"]);
    // Four queries, and the libraries once for the row without a hit.
    assert_eq!(firm.server.requests().len() - before, 5);
}

#[test]
fn each_form_tells_the_same_rows() {
    let firm = sample_firm();
    let plain = resolve(&firm, "matters.csv", &["-o", "plain"]).expect_code(1);
    let lines: Vec<Vec<&str>> = plain.stdout.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines.iter().map(|cells| cells[2]).collect::<Vec<_>>(), SAMPLE_OUTCOMES);
    assert_eq!(lines[0], ["1", "M-1", "one", "ACTIVE!427", "ACTIVE", "12345.00001 Lease of Unit 4", ""]);
    let list = resolve(&firm, "matters.csv", &["-o", "json"]).expect_code(1).json();
    let lines = resolve(&firm, "matters.csv", &["-o", "ndjson"]).expect_code(1);
    assert_eq!(list, Value::Array(rows(&lines.stdout)));
    let csv = resolve(&firm, "matters.csv", &["-o", "csv"]).expect_code(1).stdout;
    let mut cells = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    assert_eq!(
        cells.next().expect("a header")[..6],
        ["row", "id", "repository", "work_type", "outcome", "workspace_id"]
    );
    assert_eq!(cells.map(|cells| cells[4].to_owned()).collect::<Vec<_>>(), SAMPLE_OUTCOMES);
}

#[test]
fn people_read_a_summary_that_stands_by_itself() {
    let firm = sample_firm();
    let ran = resolve(&firm, "matters.csv", &["-o", "human"]).expect_code(1);
    for text in [
        "7 rows of matters.csv\n",
        "one            2  28.6 %  opens the one workspace that is equal\n",
        "many           1  14.3 %  opens the first of several equal ones, without a word\n",
        "matter-documents                  6  33.3 %     1      0     1           1      1\n",
        "matter-documents / litigation     1   0.0 %     0      1     0           0      0\n",
        "a field of the work item is empty",
        "such as",
        "M-5\n",
        "strategy  search: each different query asked\n",
        "queries   4; 1 row asks the same as another\n",
        "allowed   8 requests at once, no limit met\n",
    ] {
        assert!(ran.stdout.contains(text), "{text}\n{}", ran.stdout);
    }
    assert_eq!(ran.stderr, "", "the summary says it all");
    let narrow = firm
        .command(&["resolve", "--from", "matters.csv", "-r", "matter-documents", "-o", "human"])
        .env("COLUMNS", "80")
        .output();
    let narrow = Ran::from(narrow.expect("imctl runs")).expect_code(1);
    assert!(narrow.stdout.lines().all(|line| line.chars().count() <= 80), "{}", narrow.stdout);
}

#[test]
fn rows_are_read_from_a_pipe_and_in_each_form() {
    let firm = sample_firm();
    let lines = "{\"id\": \"a\", \"client\": {\"reference\": \"12345\"}, \"reference\": \"00001\"}\n\n\
                 {\"id\": 2, \"client.reference\": \"20001\", \"reference\": \"00001\", \"work_type\": null}\nnope\n";
    let list = format!("[{}]", lines.trim().replace("}\n\n{", "},\n{").replace("}\nnope", "}, nope"));
    for (input, options) in [
        (lines, &[][..]),
        (&list, &[]),
        (&format!(" {list}\n"), &["--from-format", "json"]),
        (lines, &["--from-format", "ndjson"]),
        ("id,client.reference,reference\na,12345,00001\n2,20001,00001\n3,12345\n", &[]),
    ] {
        let arguments = [&["resolve", "--from", "-", "-r", "matter-documents", "-o", "ndjson"], options].concat();
        let ran = piped(&firm, &arguments, input).expect_code(10);
        assert_eq!(outcomes(&ran.stdout), ["one", "many", "error"], "{input}");
        assert_eq!(rows(&ran.stdout)[1]["id"], "2");
    }
}

#[test]
fn a_row_chooses_its_repository_and_its_library() {
    let firm = sample_firm();
    firm.write(
        "mixed.csv",
        "repository,client.reference,reference\narchive,30001,\n,12345,00001\nArchive,12346,\nnowhere,1,2\n",
    );
    let ran = resolve(&firm, "mixed.csv", &["-o", "ndjson"]).expect_code(10);
    let told: Vec<_> = rows(&ran.stdout)
        .iter()
        .map(|row| (row["repository"].clone(), row["library"].clone(), row["outcome"].clone()))
        .collect();
    let row = |repository: &str, library: Value, outcome: &str| (json!(repository), library, json!(outcome));
    assert_eq!(
        told,
        [
            row("archive", json!("ARCHIVE"), "one"),
            row("matter-documents", json!("ACTIVE"), "one"),
            row("archive", json!("ARCHIVE"), "one"),
            row("nowhere", Value::Null, "error"),
        ]
    );
    let alone = firm.imctl(&["resolve", "--from", "mixed.csv", "-o", "ndjson"]).expect_code(10);
    assert_eq!(rows(&alone.stdout)[1]["message"], "line 3: the row tells no repository, and no option does");
    let direct = [
        "resolve",
        "custom1=[workitem.client.reference]",
        "--library",
        "ARCHIVE",
        "--from",
        "matters.csv",
        "-o",
        "plain",
    ];
    let direct = firm.imctl(&direct).expect_code(1);
    assert!(direct.stdout.starts_with("1\tM-1\tnone\t"), "{}", direct.stdout);
}

#[test]
fn the_exit_code_says_whether_all_rows_are_as_they_must_be() {
    let firm = sample_firm();
    let code = |csv: &str, more: &[&str], code: i32| {
        firm.write("some.csv", &format!("client.reference,reference\n{csv}"));
        resolve(&firm, "some.csv", more).expect_code(code);
    };
    code("12345,00001\n", &[], 0);
    code("20001,00001\n", &[], 0);
    code("20001,00001\n12345,00001\n", &["--fail-on", "many"], 1);
    code("99999,1\n", &[], 1);
    code("99999,1\n", &["--fail-on", "many,loose"], 0);
    code("99999,1\n1\n", &["--fail-on", "many,loose"], 10);
    code("99999,1\n1\n", &[], 1);
    code("12345,00001\n1\n", &[], 10);
    code("12345,00001\n", &["--fail-on", "one"], 1);
    code("12345,00001\n", &["--library", "NOWHERE"], 1);
    code("", &[], 0);
}

#[test]
fn rows_of_some_outcomes_are_written_in_the_shape_of_the_input() {
    let firm = sample_firm();
    firm.write("europe.csv", "\u{feff}id;client.reference;reference;note\r\nM-1;12345;00001;x\r\n\"M;2\";99999;007;=1+1\r\nM-3;;1;\"a\nb\"\r\n");
    let ran = resolve(&firm, "europe.csv", &["--only-outcome", "none,unresolved"]).expect_code(1);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "\u{feff}id;client.reference;reference;note;outcome;reason");
    assert!(lines[1].starts_with("\"M;2\";99999;007;=1+1;none;\"nothing in library"), "{}", lines[1]);
    assert_eq!(
        lines[2..],
        ["M-3;;1;\"a", "b\";unresolved;no value for `[workitem.client.reference]`: its value is empty"]
    );
    let safe = resolve(&firm, "europe.csv", &["--only-outcome", "none", "--excel-safe"]).expect_code(1);
    assert!(safe.stdout.contains(";'=1+1;none;"), "{}", safe.stdout);
    // What was written so is an input again, and its columns are not doubled.
    firm.write("again.csv", &ran.stdout);
    let again = resolve(&firm, "again.csv", &["--only-outcome", "none,unresolved"]).expect_code(1);
    assert_eq!(again.stdout, ran.stdout);

    let lines = "{\"id\": 1, \"client.reference\": \"12345\", \"reference\": \"00001\"}\n{\"z\": 1.0, \"client.reference\": \"9\", \"reference\": \"2\"}\n";
    firm.write("some.ndjson", lines);
    let ran = resolve(&firm, "some.ndjson", &["--only-outcome", "none"]).expect_code(1);
    assert!(ran.stdout.starts_with(
        "{\"z\": 1.0, \"client.reference\": \"9\", \"reference\": \"2\", \"outcome\": \"none\", \"reason\": \"nothing"
    ));
    firm.write("some.json", &format!("[{}]", lines.trim().replace('\n', ",")));
    let list = resolve(&firm, "some.json", &["--only-outcome", "one,none"]).expect_code(1).json();
    assert_eq!((&list[0]["outcome"], &list[1]["z"]), (&json!("one"), &json!(1.0)));
    let none = resolve(&firm, "some.json", &["--only-outcome", "many"]).expect_code(1);
    assert_eq!(none.stdout, "[]\n");
    resolve(&firm, "some.json", &["--only-outcome", "many", "-o", "csv"])
        .expect_code(2)
        .expect_told(&["leave `--output` out"]);
    resolve(&firm, "some.json", &["--excel-safe"]).expect_code(2);
}

#[test]
fn reasons_are_looked_for_within_a_budget() {
    let firm = sample_firm();
    let told = |more: &[&str]| {
        let ran = resolve(&firm, "matters.csv", &[&["-o", "ndjson", "--explain"], more].concat()).expect_code(1);
        rows(&ran.stdout)
    };
    let row = &told(&[])[3];
    assert_eq!(row["near_misses"][0]["kind"], "disabled-alias", "{row}");
    assert_eq!(row["explanation"]["near_misses_cut"], false);
    let row = &told(&["--explain-budget", "0"])[3];
    assert_eq!((&row["near_misses"], &row["explanation"]["near_misses_cut"]), (&json!([]), &json!(true)));
    resolve(&firm, "matters.csv", &["--explain-budget", "3"]).expect_code(2);
}

#[test]
fn a_run_is_saved_whole_and_compared_with_a_later_one() {
    let firm = sample_firm();
    resolve(&firm, "matters.csv", &["--save", "monday.ndjson"]).expect_code(1);
    let saved = std::fs::read_to_string(firm.path("monday.ndjson")).expect("saved");
    assert_eq!(outcomes(&saved), SAMPLE_OUTCOMES);
    let same = resolve(&firm, "matters.csv", &["--compare", "monday.ndjson", "-o", "ndjson"]).expect_code(1);
    assert_eq!(rows(&same.stdout)[0]["drift"]["change"], "same");
    same.expect_told(&["since the saved run: 1 not-asked, 6 same"]);
    firm.write("fine.csv", "id,client.reference,reference\nM-1,20001,00001\nM-9,12345,00002\n");
    let other = resolve(&firm, "fine.csv", &["--compare", "monday.ndjson", "-o", "human"]).expect_code(1);
    assert!(other.stdout.contains("other-workspace") && other.stdout.contains("only-in-saved"), "{}", other.stdout);
    firm.write("fine.csv", "id,client.reference,reference\nM-1,12345,00001\n");
    resolve(&firm, "fine.csv", &["--compare", "monday.ndjson"]).expect_code(0);
    let csv = resolve(&firm, "fine.csv", &["--compare", "monday.ndjson", "-o", "csv"]).expect_code(0);
    assert!(
        csv.stdout
            .lines()
            .next()
            .is_some_and(|head| head.ends_with(",message,change,worse,before_outcome,before_id,before_name"))
    );
}

#[test]
fn progress_is_for_a_terminal_and_not_for_a_pipe() {
    let firm =
        Firm::with(Settings::default().latency(std::time::Duration::from_millis(40)).data(large_firm(200))).linked();
    firm.write("large.csv", &large_input(200));
    let piped = resolve(&firm, "large.csv", &["-o", "ndjson", "--concurrency", "8"]).expect_code(0);
    assert!(!piped.stderr.contains("a second"), "{}", piped.stderr);
    let line = "--color never resolve --from large.csv -r matter-documents --concurrency 8 --strategy search > out.txt";
    let Some((screen, code)) = crate::terminal::on_terminal(&firm, line, 80, None) else { return };
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains(" rows, ") && screen.contains(" a second, ") && screen.contains(" left"), "{screen:?}");
}

/// Starts the program so that its output can be read while it runs.
fn started(firm: &Firm, arguments: &[&str]) -> Command {
    let mut command = firm.command(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
