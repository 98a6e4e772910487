//! `ls-workspace`.

use imctl::sandbox::{Fault, FaultPlace, ListShape, Settings};
use serde_json::Value;

use crate::support::Firm;

/// Lists as JSON.
fn items(firm: &Firm, arguments: &[&str], code: i32) -> Vec<Value> {
    let ran = firm.imctl(&[&["ls-workspace", "-o", "json"], arguments].concat()).expect_code(code);
    ran.json()["items"].as_array().expect("a list").clone()
}

fn paths(firm: &Firm, arguments: &[&str], code: i32) -> Vec<String> {
    let ran = firm.imctl(&[&["ls-workspace", "-o", "plain"], arguments].concat()).expect_code(code);
    ran.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn one_level_is_one_request_and_any_depth_is_two() {
    let firm = Firm::new().linked();
    for (arguments, code, most) in [
        (&["ACTIVE!427"][..], 0, 2),
        (&["ACTIVE!427", "--depth", "3"], 10, 3),
        (&["ACTIVE!427", "-R"], 10, 3),
        (&["ACTIVE!427", "-R", "--folders-only"], 10, 2),
        (&["ACTIVE!427", "--path", "Documents/Drafts"], 0, 3),
    ] {
        let before = firm.server.requests().len();
        items(&firm, arguments, code);
        // One of them reads the workspace itself.
        assert_eq!(firm.server.requests().len() - before, most, "{arguments:?}");
    }
}

#[test]
fn pages_are_followed_to_the_end() {
    let firm = Firm::new().linked();
    let all = items(&firm, &["ACTIVE!802", "-R"], 10);
    assert_eq!(all.iter().filter(|item| item["kind"] == "document").count(), 633);
    for shape in [ListShape::Array, ListShape::Results] {
        let firm = Firm::with(Settings::default().lists(shape)).linked();
        assert_eq!(items(&firm, &["ACTIVE!802", "-R"], 10).len(), all.len());
    }
}

#[test]
fn each_kind_of_thing_is_named() {
    let firm = Firm::new().linked();
    let all = items(&firm, &["ACTIVE!427", "-R"], 10);
    for kind in ["folder", "tab", "search-folder", "document", "email", "shortcut"] {
        let found = all.iter().find(|item| item["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"));
        for key in
            ["id", "name", "path", "parent_id", "extension", "version", "size", "create_date", "edit_date", "access"]
        {
            assert!(found.get(key).is_some(), "{kind} has no {key}");
        }
    }
}

#[test]
fn the_tree_is_a_tree_with_counts() {
    let firm = Firm::new().linked();
    let ran = firm.imctl(&["ls-workspace", "ACTIVE!427", "--depth", "2", "-o", "human"]).expect_code(10);
    for line in [
        "├── Correspondence  2 folders, 3 documents",
        "│   └── RE: Lease of Unit 4.msg  email,",
        "12 folders, 6 documents",
    ] {
        assert!(ran.stdout.contains(line), "{line}\n{}", ran.stdout);
    }
    ran.expect_told(&["`Partners only` cannot be read by this account"]);
}

#[test]
fn plain_is_one_path_a_line_and_a_slash_in_a_name_is_escaped() {
    let firm = Firm::new().linked();
    let all = paths(&firm, &["ACTIVE!427", "-R"], 10);
    assert!(all.contains(&"Accounts\\/Compliance/Fee estimate.docx".to_owned()), "{all:?}");
    let inside = paths(&firm, &["ACTIVE!427", "--path", "accounts\\/compliance"], 0);
    assert_eq!(inside, ["Accounts\\/Compliance/Fee estimate.docx"]);
    firm.imctl(&["ls-workspace", "ACTIVE!427", "--path", "Documents/Nope"]).expect_code(8).expect_told(&["`Drafts`"]);
    firm.imctl(&["ls-workspace", "ACTIVE!427", "--path", "x\\"]).expect_code(2);
}

#[test]
fn order_depth_and_number_are_as_asked() {
    let firm = Firm::new().linked();
    let sizes = |item: &Value| item["size"].as_u64();
    let by_size: Vec<_> = items(&firm, &["ACTIVE!427", "--path", "Correspondence", "--sort", "size"], 0);
    let documents: Vec<_> = by_size.iter().filter_map(sizes).collect();
    assert!(documents.is_sorted_by(|a, b| a >= b) && documents.len() > 1, "{documents:?}");
    let by_date = items(&firm, &["ACTIVE!427", "--path", "Correspondence", "--sort", "date"], 0);
    assert_eq!(by_date.last().map(|item| item["name"].clone()), Some("Letter to landlord".into()));
    assert_eq!(items(&firm, &["ACTIVE!802", "-R", "--max-items", "3"], 10).len(), 3);
    assert!(paths(&firm, &["ACTIVE!427"], 0).iter().all(|path| !path.replace("\\/", "").contains('/')));
    let folders = items(&firm, &["ACTIVE!427", "-R", "--folders-only"], 10);
    assert!(folders.iter().all(|item| item["kind"] != "document" && item["kind"] != "email"));
}

#[test]
fn csv_has_a_header_and_quotes_what_needs_it() {
    let firm = Firm::new().linked();
    let ran = firm.imctl(&["ls-workspace", "ACTIVE!427", "-R", "-o", "csv"]).expect_code(10);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    assert_eq!(reader.headers().expect("a header").iter().take(4).collect::<Vec<_>>(), ["id", "kind", "name", "path"]);
    let rows: Vec<_> = reader.records().collect::<Result<_, _>>().expect("rows");
    assert_eq!(rows.len(), items(&firm, &["ACTIVE!427", "-R"], 10).len());
    let names = firm.imctl(&["ls-workspace", "-o", "csv"]).expect_code(0);
    assert!(names.stdout.chars().all(|c| !c.is_control() || c == '\n'), "no control byte but line ends");
}

#[test]
fn a_workspace_is_named_by_id_title_area_or_repository() {
    let firm = Firm::new().linked();
    let by_id = paths(&firm, &["ACTIVE!427"], 0);
    assert_eq!(paths(&firm, &["12345.00001 lease of unit 4"], 0), by_id);
    let by_repository = ["-r", "matter-documents", "-s", "client.reference=12345", "-s", "reference=00001"];
    assert_eq!(paths(&firm, &by_repository, 0), by_id);
    assert_eq!(paths(&firm, &["--area", "inbound-email"], 0), ["Attachments/scan0001.docx"]);
}

#[test]
fn what_is_not_surely_the_one_workspace_is_not_listed() {
    let firm = Firm::new().linked();
    let bad: [(&[&str], i32, &str); 8] = [
        (&["Estate of Edith Vance"], 9, "`ACTIVE!503`, `ACTIVE!504`"),
        (&["Estate Vance"], 8, "none is equal"),
        (&["Xyzzy"], 8, "hidden from this account"),
        (&["ACTIVE!999999"], 8, "hidden from this account"),
        (&["NOWHERE!1"], 8, "hidden from this account"),
        (&["-r", "matter-documents", "-s", "reference=1"], 8, "client.reference"),
        (&["--area", "inbound-mail"], 2, "--area inbound-email"),
        (&["x", "--library", "NOWHERE"], 4, "not open to this account"),
    ];
    for (arguments, code, told) in bad {
        let ran = firm.imctl(&[&["ls-workspace"], arguments].concat()).expect_code(code).expect_told(&[told]);
        assert!(ran.stdout.is_empty(), "{}", ran.stdout);
    }
}

#[test]
fn the_workspaces_of_a_library_are_listed_and_filtered() {
    let firm = Firm::new().linked();
    assert!(items(&firm, &[], 0).len() > 100);
    let ids = |arguments: &[&str]| -> Vec<Value> {
        items(&firm, arguments, 0).iter().map(|item| item["id"].clone()).collect()
    };
    assert_eq!(ids(&["--custom1", "20001"]), ["ACTIVE!501", "ACTIVE!502"]);
    assert_eq!(ids(&["--custom1", "20001", "--custom2", "00009"]), Vec::<Value>::new());
    assert_eq!(ids(&["--name", "Vance"]), ["ACTIVE!503", "ACTIVE!504"]);
    assert_eq!(ids(&["--library", "ARCHIVE", "--with", "custom1=30001"]), ["ARCHIVE!601"]);
    for filter in ["custum1=1", "nothing", "subclass="] {
        firm.imctl(&["ls-workspace", "--with", filter]).expect_code(2);
    }
    firm.imctl(&["ls-workspace", "--custom1", ""]).expect_code(2).expect_told(&["empty"]);
    firm.imctl(&["ls-workspace", "--depth", "2"]).expect_code(2);
    firm.imctl(&["ls-workspace", "ACTIVE!427", "--custom1", "1"]).expect_code(2);
}

#[test]
fn paging_that_never_ends_is_told() {
    let firm = Firm::with(Settings::default().fault(Fault::PageRepeats).fault_place(FaultPlace::Api));
    firm.imctl(&["ls-workspace", "ACTIVE!802", "-R"]).expect_code(7).expect_told(&["repeats itself or never ends"]);
}
