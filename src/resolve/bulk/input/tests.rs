//! Inputs as they come, and what is told of those that cannot be used.

use std::path::Path;
use std::sync::Arc;

use super::super::requests::Fallback;
use super::*;
use crate::config;
use crate::resolve::request::Request;
use crate::sys::world::World;

const CONFIG: &str = "custom1=[workitem.client.reference], custom2=[workitem.reference]";

const REPOSITORIES: &str = r#"
[linked_service]
base_url = "https://dms.example"
client_id = "x"
[repositories.matters]
workspace_resolver_config = "custom1=[workitem.client.reference], custom2=[workitem.reference]"
[repositories.matters.work_types.litigation]
workspace_resolver_config = "[workitem.title]"
[repositories.archive]
workspace_resolver_config = "custom29=[workitem.reference]"
database = "OLD"
"#;

fn requests(fallback: Fallback, told: &[(&str, &str)]) -> Requests {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("imctl.toml"), REPOSITORIES).expect("written");
    let (world, _, _) = World::made_up(&[], Path::new(folder.path()));
    let loaded = config::load(&world, &config::Request::default()).expect("a configuration");
    let told = told.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
    Requests::new(Arc::new(loaded.config), fallback, None, told)
}

fn text() -> Fallback {
    Fallback::Text(Box::new(Request::of_text(CONFIG, None, None).expect("a config")))
}

fn open(name: &str, bytes: &[u8], requests: Requests) -> Result<Input, InputError> {
    let source = Source::open(Box::new(std::io::Cursor::new(bytes.to_vec())), name, None)?;
    Input::open(source, None, requests, false)
}

/// Each row as `id: custom1/custom2`, or as its fault.
fn rows(name: &str, text: &[u8], requests: Requests) -> Vec<String> {
    let mut input = open(name, text, requests).expect("an input");
    let mut told = Vec::new();
    while let Some(row) = input.read_next().expect("a row") {
        assert_eq!(row.origin.number, told.len() as u64 + 1);
        let id = row.origin.id.as_deref().unwrap_or("-");
        told.push(match &row.work {
            Work::Fault(fault) => format!("{id}: {}", fault.message),
            Work::Resolve(ready) if ready.filling.is_unresolved() => format!("{id}: unresolved"),
            Work::Resolve(ready) => {
                let values: Vec<_> = ready.filling.fields.iter().map(|(_, value)| value.as_str()).collect();
                format!("{id}: {}", values.join("/"))
            }
        });
    }
    told
}

fn refused(name: &str, text: &[u8], requests: Requests) -> InputError {
    open(name, text, requests).err().expect("refused")
}

#[test]
fn each_form_gives_the_same_rows() {
    let expected = ["M-1: 00045/0=1,2", "M-2: unresolved", "7: 45/é"];
    let csv = "id,client.reference,reference\nM-1,00045,\"0=1,2\"\nM-2,45,\n7,45,é\n";
    let lines = "{\"id\": \"M-1\", \"client\": {\"reference\": \"00045\"}, \"reference\": \"0=1,2\"}\n\
                 {\"id\": \"M-2\", \"client.reference\": \"45\", \"reference\": null}\n\n\
                 {\"id\": 7, \"client.reference\": 45, \"reference\": \"é\"}\n";
    let list = format!("[{}]", lines.trim().replace("}\n{\"id\"", "},\n{\"id\"").replace("}\n\n{", "},{"));
    assert_eq!(rows("a.csv", csv.as_bytes(), requests(text(), &[])), expected);
    assert_eq!(rows("a.ndjson", lines.as_bytes(), requests(text(), &[])), expected);
    assert_eq!(rows("a.json", list.as_bytes(), requests(text(), &[])), expected);
}

#[test]
fn a_bad_row_is_a_fault_with_its_place_and_the_rest_is_read() {
    let csv = b"id,client.reference,reference\na,1\nb,1,2,3\nc,\xff1,2\nd,1,x\0y\n\n\"e\",\"1\n\",2\nf,1,\"2\n";
    assert_eq!(
        rows("a.csv", csv, requests(text(), &[])),
        [
            "a: line 2: the row has 2 cells, and the header 3",
            "b: line 3: the row has 4 cells, and the header 3",
            "c: line 4, column 2 (`client.reference`) is not UTF-8: byte 0xff; save the file as UTF-8",
            "d: line 5, column 3 (`reference`): character 2 is NUL, which no text of iManage holds",
            "e: 1\n/2",
            "-: line 9: a quote is opened and never closed: everything up to line 10 stands inside it",
        ]
    );
    let json = b"{\"id\": \"a\", }\n[1]\n7\n{\"id\": \"\xff\"}\n{\"id\": \"e\", \"client.reference\": \"1\", \"reference\": \"2\"}\n{\"id";
    assert_eq!(
        rows("a.ndjson", json, requests(text(), &[])),
        [
            "-: line 1, column 13: trailing comma",
            "-: line 2, column 1: a work item is a JSON object, and this is a list",
            "-: line 3, column 1: a work item is a JSON object, and this is a number",
            "-: line 4, column 9: it is not UTF-8; save the file as UTF-8",
            "e: 1/2",
            "-: line 6, column 4: EOF while parsing a string",
        ]
    );
    let list = b"[{\"a\": nope},\n {\"id\": \"b\",\n  \"x\" 1}, {\"id\": \"c\"}";
    assert_eq!(
        rows("a.json", list, requests(text(), &[])),
        [
            "-: line 1, column 9: expected ident",
            "-: line 3, column 7: expected `:`",
            "-: line 3, column 11: the list ends before its bracket is closed: the input is cut off, or a quote or bracket is not closed",
        ]
    );
}

#[test]
fn a_value_longer_than_any_title_is_not_sent() {
    let csv =
        format!("id,client.reference,reference,note\na,1,{},x\nb,1,2,{}\n", "9".repeat(10 << 20), "n".repeat(10 << 20));
    let told = rows("a.csv", csv.as_bytes(), requests(text(), &[]));
    assert_eq!(told[0], "a: line 2: the values to search for have 10485761 bytes; no title or alias is that long");
    assert_eq!(told[1], "b: 1/2");
}

#[test]
fn a_row_has_its_own_repository_and_work_type_before_those_of_the_options() {
    let fallback = || Fallback::Repository { name: "Matters".into(), work_type: None };
    let csv = b"repository,work type,client.reference,reference,title\n\
        ,,1,2,t\n,litigation/road,1,2,t\narchive,,1,2,t\nARCHIVE,x,1,2,t\nnowhere,,1,2,t\n";
    let expected =
        ["-: 1/2", "-: t", "-: 2", "-: 2", "-: line 6: there is no repository `nowhere` in the configuration"];
    assert_eq!(rows("a.csv", csv, requests(fallback(), &[])), expected);
    let mut input = open("a.csv", csv, requests(fallback(), &[])).expect("an input");
    assert_eq!(input.possible().len(), 3);
    let told = rows("a.csv", csv, requests(Fallback::Nothing, &[]));
    assert_eq!(told[0], "-: line 2: the row tells no repository, and no option does");
    assert!(matches!(
        refused("a.csv", b"client.reference\n1", requests(Fallback::Nothing, &[])),
        InputError::NoRepository { .. }
    ));
}

#[test]
fn a_value_of_the_options_goes_before_the_rows() {
    let csv = b"client.reference,reference\n1,2\n";
    assert_eq!(rows("a.csv", csv, requests(text(), &[("reference", "9")])), ["-: 1/9"]);
    let json = b"{\"client.reference\": \"1\", \"reference\": \"2\"}";
    assert_eq!(rows("a.ndjson", json, requests(text(), &[("reference", "9")])), ["-: 1/9"]);
}

#[test]
fn a_header_without_a_known_path_is_refused_with_what_there_is() {
    let InputError::NoKnownPath { wanted, have, near, .. } =
        refused("a.csv", b"id,Client Reference,x\n1,2,3\n", requests(text(), &[]))
    else {
        panic!("another error")
    };
    assert_eq!(wanted, ["[workitem.client.reference]", "[workitem.reference]"]);
    assert_eq!(have, ["id", "Client Reference", "x"]);
    assert_eq!(near, Some(("Client Reference".into(), "workitem.client.reference".into())));
    let error = refused("a.csv", b"reference,client.reference,workitem.reference\n", requests(text(), &[]));
    assert!(matches!(error, InputError::TwoColumns { first: 1, second: 3, .. }), "{error}");
}

#[test]
fn what_is_probably_not_meant_is_doubted() {
    let doubts = |text: &str| open("a.csv", text.as_bytes(), requests(self::text(), &[])).expect("an input").doubts;
    assert_eq!(doubts("client.reference,reference\n"), Vec::<String>::new());
    assert_eq!(
        doubts("client.reference;referenz\n"),
        [
            "a.csv: the cells are separated by semicolons, as Excel writes them where the comma is the decimal point",
            "a.csv: there is no column for `[workitem.reference]`; it has `referenz`: no row can be resolved",
        ]
    );
}
