//! Tests of looking composer paths up in a work item.

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn path(text: &str) -> Path {
    Path::read(&text.chars().collect::<Vec<_>>(), 1).expect("a path")
}

fn look(value: Value, text: &str) -> Result<String, NoValue> {
    WorkItem::from_value(value).expect("an object").look_up(&path(text))
}

#[test]
fn a_path_is_looked_up_as_a_whole_text_first() {
    let item = json!({"client.reference": "flat", "client": {"reference": "deep"}});
    assert_eq!(look(item.clone(), "workitem.client.reference").as_deref(), Ok("flat"));
    assert_eq!(look(item, "Client.Reference").as_deref(), Ok("flat"));
    assert_eq!(look(json!({"workitem.title": "T"}), "title").as_deref(), Ok("T"));
    assert_eq!(look(json!({"workItem.Title": "T"}), "workitem.title").as_deref(), Ok("T"));
}

#[test]
fn then_it_is_followed_through_objects_and_lists() {
    let item = json!({"roles": {"Client": [{"ods": {"name": "first"}}, {"ods": {"name": "second"}}]}});
    assert_eq!(look(item.clone(), "workitem.roles.client!2.ods.name").as_deref(), Ok("second"));
    assert_eq!(
        look(item.clone(), "workitem.roles.client.ods.name"),
        Err(NoValue::List { element: "client".into(), length: 2 })
    );
    assert_eq!(
        look(item, "workitem.roles.client!3.ods.name"),
        Err(NoValue::BeyondList { element: "client".into(), index: 3, length: 2 })
    );
    assert_eq!(look(json!({"roles": [{"name": "only"}]}), "roles.name").as_deref(), Ok("only"));
    assert_eq!(look(json!({"a": {"b": "x"}}), "a!1.b!1").as_deref(), Ok("x"));
    assert_eq!(look(json!({"client": {"ods.name": "half flat"}}), "client.ods.name").as_deref(), Ok("half flat"));
}

#[test]
fn the_root_may_stand_in_the_file_or_be_left_out() {
    for item in [json!({"workitem": {"title": "T"}}), json!({"WorkItem": {"Title": "T"}}), json!({"title": "T"})] {
        assert_eq!(look(item.clone(), "workitem.title").as_deref(), Ok("T"));
        assert_eq!(look(item, "title").as_deref(), Ok("T"));
    }
    assert_eq!(look(json!({"workitem": {"x": "1"}, "title": "T"}), "workitem.x").as_deref(), Ok("1"));
    assert_eq!(look(json!({"workitem": {"x": "1"}, "title": "T"}), "title").as_deref(), Ok("T"));
}

#[test]
fn numbers_and_truth_values_become_text_and_zeros_stay() {
    assert_eq!(look(json!({"a": 7}), "a").as_deref(), Ok("7"));
    assert_eq!(look(json!({"a": -1.5}), "a").as_deref(), Ok("-1.5"));
    assert_eq!(look(json!({"a": u64::MAX}), "a").as_deref(), Ok("18446744073709551615"));
    assert_eq!(look(json!({"a": false}), "a").as_deref(), Ok("false"));
    assert_eq!(look(json!({"a": "00001"}), "a").as_deref(), Ok("00001"));
    let item = WorkItem::from_json("{\"a\": 123456789012345678901234}").expect("an object");
    assert_eq!(item.look_up(&path("a")), Err(NoValue::InexactNumber));
}

#[test]
fn what_is_empty_is_no_value() {
    for empty in [json!(null), json!(""), json!(" \t\u{a0}"), json!([]), json!([null])] {
        assert_eq!(look(json!({ "a": empty }), "a"), Err(NoValue::Empty));
    }
    assert_eq!(look(json!({"a": null}), "a.b"), Err(NoValue::Empty));
    assert_eq!(look(json!({"a": {"b": 1}}), "a"), Err(NoValue::NotAText { found: "an object" }));
    assert_eq!(look(json!({"a": [[1]]}), "a"), Err(NoValue::NotAText { found: "a list" }));
}

#[test]
fn what_is_absent_is_named_with_what_is_near() {
    let absent = |element: &str, near: Option<&str>| {
        Err(NoValue::Absent { element: element.into(), near: near.map(str::to_owned) })
    };
    assert_eq!(look(json!({"reference": "1"}), "workitem.refrence"), absent("refrence", Some("reference")));
    assert_eq!(look(json!({}), "workitem.title"), absent("title", None));
    assert_eq!(look(json!({"a": "text"}), "a.b"), absent("b", None));
}

#[test]
fn a_query_is_found_by_its_whole_text_only() {
    let text = "workitem.children!q?path=task!1.id";
    assert_eq!(look(json!({"children!q?path=task!1.id": "9"}), text).as_deref(), Ok("9"));
    assert_eq!(look(json!({"children": [{"id": "9"}]}), text), Err(NoValue::Query));
}

#[test]
fn settings_go_before_the_file_and_a_later_one_wins() {
    let mut item = WorkItem::from_value(json!({"workitem.reference": "1", "title": "T"})).expect("an object");
    item.set_from("reference=00001").expect("a setting");
    item.set_from("[workitem.x!q?a=b]=c=d").expect("a setting");
    assert_eq!(item.look_up(&path("workitem.reference")).as_deref(), Ok("00001"));
    assert_eq!(item.look_up(&path("x!q?a=b")).as_deref(), Ok("c=d"));
    item.set_from("title=").expect("a setting");
    assert_eq!(item.look_up(&path("workitem.title")), Err(NoValue::Empty));
    for wrong in ["title", "=x", " =x", ""] {
        assert_eq!(item.set_from(wrong), Err(WorkItemError::NotASetting { text: wrong.into() }));
    }
}

#[test]
fn a_file_that_is_no_work_item_is_refused_with_the_place() {
    let error = WorkItem::from_json("{\n  \"é\": 1,\n  \"ü\" 2\n}").expect_err("no JSON");
    assert_eq!(error.to_string(), "line 3, column 7: expected `:`");
    for (text, found) in [("[]", "a list"), ("null", "null"), ("\"x\"", "a text"), ("3", "a number")] {
        assert_eq!(WorkItem::from_json(text), Err(WorkItemError::NotAnObject { found }));
    }
    assert!(matches!(WorkItem::from_json(""), Err(WorkItemError::NotJson { line: 1, .. })));
    assert!(WorkItem::from_json(&"[".repeat(10_000)).is_err());
    assert!(WorkItem::from_json("\u{feff}{}").is_ok_and(|item| item.is_empty()));
}

proptest! {
    #[test]
    fn what_is_set_is_looked_up_unchanged(value in "\\PC*\\S\\PC*", name in "[a-zA-Z][a-zA-Z0-9_-]{0,8}(\\.[a-z]{1,5}(![1-9])?){0,3}") {
        let mut item = WorkItem::default();
        item.set(&name, &value);
        prop_assert_eq!(item.look_up(&path(&name)), Ok(value));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*") {
        let _ = WorkItem::from_json(&text);
        let _ = WorkItem::default().set_from(&text);
    }
}
