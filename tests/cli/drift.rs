//! `resolve --save` and `--compare`.

use imctl::sandbox::{FirmData, Settings};
use serde_json::json;

use crate::support::{Firm, Ran};

/// A firm with these workspaces: library, number, title, and the value of `custom1`.
fn data(workspaces: &[(&str, u64, &str, &str)]) -> FirmData {
    let workspace = |(library, number, name, client): &(&str, u64, &str, &str)| json!({ "library": library, "number": number, "name": name, "fields": { "custom1": client } });
    let firm = json!({
        "libraries": [{ "id": "ACTIVE" }, { "id": "ARCHIVE" }],
        "workspaces": workspaces.iter().map(workspace).collect::<Vec<_>>()
    });
    serde_json::from_value(firm).expect("a firm")
}

/// Saves a run before and compares one after: what came out, as JSON, and as the program ended.
fn since(before: &[(&str, u64, &str, &str)], after: &[(&str, u64, &str, &str)], more: &[&str]) -> Ran {
    let first = Firm::with(Settings::default().data(data(before)));
    first.imctl(&["resolve", "custom1=12345", "--save", "saved.ndjson", "--fail-on", "many", "-q"]);
    let saved = std::fs::read_to_string(first.path("saved.ndjson")).expect("saved");
    let second = Firm::with(Settings::default().data(data(after)));
    second.write("saved.ndjson", &saved);
    second.imctl(&[&["resolve", "custom1=12345", "--compare", "saved.ndjson", "-o", "json"], more].concat())
}

#[test]
fn what_became_of_a_row_is_told_and_fails_where_it_is_worse() {
    let lease = ("ACTIVE", 1, "Lease", "12345");
    let none: &[(&str, u64, &str, &str)] = &[];
    for (before, after, change, code) in [
        (&[lease][..], &[lease][..], "same", 0),
        (&[lease], &[("ACTIVE", 1, "Lease of Unit 4", "12345")], "renamed", 0),
        (&[lease], &[("ACTIVE", 2, "Lease", "12345")], "other-workspace", 1),
        (&[lease], &[lease, ("ACTIVE", 2, "Lease", "12345")], "newly-ambiguous", 1),
        (&[lease, ("ACTIVE", 2, "Lease", "12345")], &[lease], "no-longer-ambiguous", 0),
        (none, &[lease], "found", 0),
        // The outcome has its own exit code, which goes before.
        (&[lease], none, "gone", 8),
        (none, none, "same", 8),
    ] {
        let ran = since(before, after, &[]).expect_code(code);
        assert_eq!(ran.json()["drift"]["change"], change);
        assert_eq!(
            ran.json()["drift"]["worse"],
            json!(matches!(change, "other-workspace" | "newly-ambiguous" | "gone"))
        );
    }
    let moved = since(&[lease], &[("ARCHIVE", 1, "Lease", "12345")], &["--library", "ARCHIVE"]).expect_code(1);
    assert_eq!(
        moved.json()["drift"],
        json!({
            "change": "moved", "worse": true,
            "before": {"outcome": "one", "workspace": {"id": "ACTIVE!1", "name": "Lease"}}
        })
    );
    // What is accepted as an outcome is worse all the same.
    since(&[lease], none, &["--fail-on", "many"]).expect_code(1);
}

#[test]
fn a_saved_run_is_what_ndjson_is_and_takes_the_place_of_an_older_one_whole() {
    let firm = Firm::new();
    let resolve = ["resolve", "custom1=12345, custom2=00001", "-o", "ndjson"];
    let printed = firm.imctl(&[&resolve[..], &["--save", "run.ndjson"]].concat()).expect_code(0).stdout;
    assert_eq!(std::fs::read_to_string(firm.path("run.ndjson")).expect("saved"), printed);
    // Explained, the answer holds more, and the saved row does not.
    firm.imctl(&[&resolve[..], &["--save", "run.ndjson", "-x"]].concat()).expect_code(0);
    assert_eq!(std::fs::read_to_string(firm.path("run.ndjson")).expect("saved"), printed);
    // Compared and saved in one go, the file is read before it is replaced.
    let both = ["--compare", "run.ndjson", "--save", "run.ndjson"];
    let ran = firm.imctl(&[&resolve[..], &both].concat()).expect_code(0);
    assert_eq!(ran.json()["drift"]["change"], "same");
    let names: Vec<_> =
        std::fs::read_dir(firm.path("")).expect("listed").flatten().map(|entry| entry.file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "{names:?}");
    // A run that ends in an error leaves the old file as it was.
    let before = std::fs::read_to_string(firm.path("run.ndjson")).expect("saved");
    firm.write("imctl.toml", &firm.config("http://127.0.0.1:9"));
    firm.imctl(&[&resolve[..], &["--save", "run.ndjson"]].concat()).expect_code(6);
    assert_eq!(std::fs::read_to_string(firm.path("run.ndjson")).expect("saved"), before);
}

#[test]
fn people_and_pipes_are_told_too() {
    let firm = Firm::new();
    let resolve = ["resolve", "custom1=12345, custom2=00001"];
    firm.imctl(&[&resolve[..], &["--save", "run.ndjson"]].concat()).expect_code(0);
    let saved = std::fs::read_to_string(firm.path("run.ndjson")).expect("saved");
    firm.write("run.ndjson", &saved.replace("Lease of Unit 4", "Lease"));
    let compare = ["--compare", "run.ndjson"];
    let human = firm.imctl(&[&resolve[..], &compare, &["-o", "human"]].concat()).expect_code(0).stdout;
    let told = "drift    renamed: comes to the same workspace, which has another title; it was one, `ACTIVE!427` (`12345.00001 Lease`)";
    assert!(human.contains(told), "{human}");
    let plain = firm.imctl(&[&resolve[..], &compare].concat()).expect_code(0).stdout;
    assert_eq!(plain, "one\tACTIVE!427\tACTIVE\t12345.00001 Lease of Unit 4\trenamed\n");
    let other =
        firm.imctl(&["resolve", "custom1=12345, custom2=00002", "--compare", "run.ndjson"]).expect_code(0).stdout;
    assert!(other.ends_with("\tnot-in-saved\n"), "{other}");
}

#[test]
fn a_file_that_is_no_saved_run_is_refused_before_anything_is_asked() {
    let firm = Firm::new();
    let resolve = ["resolve", "custom1=12345, custom2=00001"];
    firm.imctl(&[&resolve[..], &["--save", "run.ndjson"]].concat()).expect_code(0);
    let good = std::fs::read_to_string(firm.path("run.ndjson")).expect("saved");
    firm.write("half.ndjson", &format!("{good}{}", &good[..good.len() / 2]));
    firm.write("newer.ndjson", &good.replace("\"schema_version\":1", "\"schema_version\":2"));
    firm.write("list.json", "[\n]\n");
    firm.write("empty.ndjson", "");
    let before = firm.server.requests().len();
    for (file, told) in [
        ("half.ndjson", &["`half.ndjson`, line 2", "ends in the middle", "copy the file anew"][..]),
        ("newer.ndjson", &["`newer.ndjson`, line 1", "a newer version of imctl", "compare with the version"]),
        ("list.json", &["`list.json`, line 1", "no row of a run", "one object a line"]),
        ("empty.ndjson", &["`empty.ndjson`", "holds no row", "name a file"]),
        ("none.ndjson", &["`none.ndjson`", "cannot be read", "a first run has nothing to compare with"]),
        (".", &["cannot compare with `.`"]),
    ] {
        firm.imctl(&[&resolve[..], &["--compare", file]].concat()).expect_code(2).expect_told(told);
    }
    let none = firm.imctl(&[&resolve[..], &["--save", "none/run.ndjson"]].concat()).expect_code(10);
    none.expect_told(&["cannot create a file beside `none/run.ndjson`"]);
    assert_eq!(firm.server.requests().len(), before);
}
