//! What is sure, what is not, and what it takes in memory.

use super::*;

fn shape(tags: &[&str]) -> Shape {
    Shape::of_tags(tags.iter().copied()).expect("a kind that a list can judge")
}

/// An index of workspaces, each as `name, custom1, custom2`; the n-th has the id `ACTIVE!n`.
fn index(tags: &[&str], workspaces: &[(&str, &str, &str)]) -> Index {
    let mut index = Index::new("ACTIVE", &[shape(tags)], workspaces.len());
    for (at, (name, custom1, custom2)) in workspaces.iter().enumerate() {
        let text = serde_json::json!({
            "id": format!("ACTIVE!{}", at + 1), "database": "ACTIVE", "name": name, "custom1": custom1, "custom2": custom2
        });
        let text = text.to_string();
        assert!(index.add(&serde_json::from_str(&text).expect("a row")));
    }
    index.close(Some(workspaces.len() as u64));
    index
}

/// What is sure, as a word: the id of the one, `none`, or `ask`.
fn sure(index: &Index, fields: &[(&str, &str)]) -> String {
    let fields: Vec<_> = fields.iter().map(|(tag, value)| ((*tag).to_owned(), (*value).to_owned())).collect();
    match index.judge(&fields) {
        Sure::One { workspace, is_only_hit } => format!("{}{}", workspace.id, if is_only_hit { " alone" } else { "" }),
        Sure::Nothing => "none".into(),
        Sure::NotSure => "ask".into(),
    }
}

#[test]
fn plain_references_are_judged_without_asking() {
    let index = index(
        &["custom1", "custom2"],
        &[("a", "12345", "00001"), ("b", "12345", "00002"), ("c", "12346", "00001"), ("d", "ABC", "x")],
    );
    let of = |custom1, custom2| sure(&index, &[("custom1", custom1), ("custom2", custom2)]);
    assert_eq!(of("12345", "00002"), "ACTIVE!2 alone");
    assert_eq!(of("abc", "X"), "ACTIVE!4 alone");
    assert_eq!(of("12345", "1"), "none");
    assert_eq!(of("12346", "00002"), "none");
}

#[test]
fn a_title_without_a_word_is_asked_since_a_search_by_words_need_not_find_it() {
    let index = index(&["custom1", "name"], &[("-", "a1", "1"), ("Lease", "a1", "2")]);
    let of = |name| sure(&index, &[("custom1", "a1"), ("name", name)]);
    assert_eq!((of("-").as_str(), of("Lease").as_str()), ("ask", "ACTIVE!2"));
}

#[test]
fn what_a_server_could_see_differently_is_asked() {
    let index = index(
        &["custom1", "custom2"],
        &[
            ("a", "1", "00001"),
            ("a", "1", "00001"),
            ("b", "1", " 00002"),
            ("c", "1", "Ä3"),
            ("d", "1", "x-4"),
            ("e", "1", "--"),
        ],
    );
    let of = |custom2| sure(&index, &[("custom1", "1"), ("custom2", custom2)]);
    assert_eq!(of("00001"), "ask", "which of two is first only the server knows");
    assert_eq!(of("00002"), "ask", "a server may not trim");
    assert_eq!(of("a3"), "ask", "a server may not see accents");
    assert_eq!(of("ä3"), "ask", "nor lower them as we do");
    assert_eq!(of("Ä3"), "ACTIVE!4 alone");
    assert_eq!(of("x4"), "ask");
    assert_eq!(of("x-4"), "ACTIVE!5 alone");
    assert_eq!(of("--"), "ask");
    assert_eq!(of(" 00009"), "ask");
    assert_eq!(of("00009"), "none");
}

#[test]
fn of_a_title_only_a_find_is_sure() {
    let index = index(
        &["name"],
        &[("Lease of Unit 4", "", ""), ("“The” \"Crown\"", "", ""), ("Lease", "", ""), ("lease", "", "")],
    );
    assert_eq!(sure(&index, &[("name", "lease of unit 4")]), "ACTIVE!1");
    assert_eq!(sure(&index, &[("name", "Lease of Unit 5")]), "ask", "a server finds by words");
    assert_eq!(sure(&index, &[("name", "“The” \"Crown\"")]), "ask", "a quote may make a phrase");
    assert_eq!(sure(&index, &[("name", "Lease")]), "ask");
}

#[test]
fn an_alias_together_with_another_field_is_sure_only_where_both_are() {
    let text = |id: &str, subclass: serde_json::Value| {
        serde_json::json!({ "id": id, "name": "x", "custom1": "1", "custom2": id, "subclass": subclass }).to_string()
    };
    let mut index = Index::new("ACTIVE", &[shape(&["custom1", "custom2", "subclass"])], 0);
    for text in [text("A!1", "MATTER".into()), text("A!2", serde_json::Value::Null)] {
        index.add(&serde_json::from_str(&text).expect("a row"));
    }
    index.close(None);
    let of = |custom2, subclass| sure(&index, &[("custom1", "1"), ("custom2", custom2), ("subclass", subclass)]);
    assert_eq!(of("A!1", "matter"), "A!1");
    assert_eq!(of("A!1", "ADMIN"), "ask", "a server may pass the subclass over");
    assert_eq!(of("A!2", "MATTER"), "ask");
    assert_eq!(of("A!3", "MATTER"), "none");
}

#[test]
fn nothing_is_sure_of_a_list_that_is_not_whole_or_empty_and_of_a_search_it_was_not_made_for() {
    let fields = [("custom1", "1"), ("custom2", "2")];
    let mut partly = index(&["custom1", "custom2"], &[("a", "1", "2")]);
    assert_eq!(sure(&partly, &fields), "ACTIVE!1 alone");
    assert_eq!(sure(&partly, &[("custom2", "2"), ("custom1", "1")]), "ask");
    partly.close(Some(2));
    assert_eq!(sure(&partly, &fields), "ask");
    assert_eq!(sure(&index(&["custom1", "custom2"], &[]), &fields), "ask");
}

#[test]
fn what_only_a_server_can_compare_is_no_kind_of_search_for_a_list() {
    for tags in
        [&["anywhere"][..], &["custom1", "file_target"], &["custom17"], &["custom13"], &["owner", "name"], &["class"]]
    {
        assert_eq!(Shape::of_tags(tags.iter().copied()), None, "{tags:?}");
    }
    assert!(shape(&["custom1", "custom2"]).has_client() && !shape(&["custom1"]).has_client());
}

#[test]
fn a_workspace_takes_less_than_two_hundred_bytes() {
    let mut index = Index::new("ACTIVE", &[shape(&["custom1", "custom2"])], 10_000);
    for number in 0..10_000 {
        let text = format!(
            r#"{{"id": "ACTIVE!{number}", "database": "ACTIVE", "name": "{number:05}.00001 Purchase of Mill House, Lower Road",
                "custom1": "{number:05}", "custom2": "00001"}}"#
        );
        index.add(&serde_json::from_str(&text).expect("a row"));
    }
    index.close(Some(10_000));
    assert!(index.weight() < 150 * 10_000, "{}", index.weight() / 10_000);
    assert_eq!(sure(&index, &[("custom1", "00777"), ("custom2", "00001")]), "ACTIVE!777 alone");
}
