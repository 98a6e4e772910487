//! Tests of reading resolver configs.

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> ResolverConfig {
    ResolverConfig::read(text, None).expect("a resolver config")
}

fn mistakes(text: &str, mode: Option<Mode>) -> Vec<(usize, String)> {
    let mistakes = ResolverConfig::read(text, mode).expect_err("a mistake");
    mistakes.into_iter().map(|wrong| (wrong.column, wrong.mistake.to_string())).collect()
}

#[test]
fn the_overview_examples_are_read_as_they_are_printed_there() {
    let title = read("workspaceResolverConfig: \u{201c}Clio Operate Document Templates\u{201d}");
    assert_eq!(title.text, "Clio Operate Document Templates");
    assert_eq!((title.mode(), title.mode_inferred), (Mode::Default, true));
    assert_eq!(title.doubts, [Doubt::Label, Doubt::Quotes]);

    let path = read("workspaceResolverConfig: \u{201c}[workitem.title]\u{201d}");
    assert_eq!(path.paths().map(|path| path.text.as_str()).collect::<Vec<_>>(), ["workitem.title"]);

    let tags = read(
        "workspaceResolverConfig: \u{201c}custom1=[workitem.client.reference], custom2=[workitem.reference]\u{201d}",
    );
    assert_eq!(tags.mode(), Mode::Search);
    let shown: Vec<_> = tags.templates().into_iter().map(|(tag, template)| format!("{tag}:{template}")).collect();
    assert_eq!(shown, ["custom1:[workitem.client.reference]", "custom2:[workitem.reference]"]);

    assert_eq!(read("CASE101: John Smith vs. Jane Doe").mode(), Mode::Default);
}

#[test]
fn the_mode_follows_from_the_form_where_it_is_not_told() {
    for title in ["[workitem.title]", "CASE101: a = b", "[a!q?x=y,z]", "Re=Insurance Ltd", "Smith, John", "a=b, c"] {
        assert_eq!(read(title).mode(), Mode::Default, "{title}");
    }
    for tags in ["custom1=[a]", " Custom1 = x , NAME=y", "custom13=a=b", "custom1=[a!q?x=y,z]"] {
        assert_eq!(read(tags).mode(), Mode::Search, "{tags}");
    }
    let told = ResolverConfig::read("custom1=[a]", Some(Mode::Default)).expect("a title");
    assert_eq!((told.mode(), told.mode_inferred), (Mode::Default, false));
    assert!(told.doubts.contains(&Doubt::LooksLikePairs));
}

#[test]
fn a_literal_may_hold_an_equals_sign_and_space_around_signs_is_left_out() {
    let config = read(" CUSTOM1 =  a = [x] b ,custom2=[y]");
    let Search::Tags(pairs) = &config.search else { panic!("{config:?}") };
    assert_eq!((pairs[0].tag.as_str(), pairs[0].template.to_string().as_str()), ("custom1", "a = [x] b"));
}

#[test]
fn each_mistake_is_told_with_its_column() {
    let search = Some(Mode::Search);
    assert_eq!(mistakes("", None), [(1, "the resolver config is empty".into())]);
    assert_eq!(mistakes("\u{201c} \u{201d}", None)[0].1, "the resolver config is empty");
    assert_eq!(mistakes("[workitem.title", None), [(1, "a `[` is not closed".into())]);
    assert_eq!(mistakes("custom1=[a, custom2=[b]", search), [(21, "a `[` stands inside brackets".into())]);
    assert_eq!(mistakes("custom1=[a],,custom2=[b]", search), [(13, "an empty pair: a comma too many".into())]);
    assert_eq!(mistakes("custom1=[a], b", search)[0].0, 14);
    assert_eq!(mistakes("custom1=a, CUSTOM1=b", search), [(12, "`custom1` stands twice".into())]);
    assert_eq!(mistakes("custom1=", search), [(1, "`custom1` has no template".into())]);
    assert_eq!(
        mistakes("é=[a], cutsom2=[b]", search),
        [
            (1, "`é` is no documented search field".into()),
            (8, "`cutsom2` is no documented search field; `custom2` perhaps".into())
        ]
    );
    for tag in ["custom31", "custom0", "custom01", "custom1_from", "custom21_till"] {
        assert!(mistakes(&format!("{tag}=x"), search)[0].1.contains("no documented search field"), "{tag}");
    }
}

#[test]
fn what_is_probably_not_meant_is_told() {
    assert_eq!(
        read("custom2=[workitem.reference]").doubts,
        [Doubt::WithoutParent { child: "custom2", parent: "custom1" }]
    );
    assert_eq!(read("custom1=[a]*").doubts, [Doubt::Wildcard("custom1".into())]);
    assert_eq!(read("[workitem.title]").doubts, [Doubt::EditableTitle]);
    assert_eq!(read("A*").doubts, [Doubt::TitleWildcard]);
    assert_eq!(read("custom1=[env.name]").doubts, [Doubt::OtherRoot("env.name".into())]);
    assert_eq!(read("custom1=[workitem.client.reference], custom2=[workitem.reference]").doubts, []);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*|[\\[\\].!q?=&a1,\" ]{0,60}|(custom1=[^\\[\\]]{0,9},?){0,3}") {
        for mode in [None, Some(Mode::Default), Some(Mode::Search)] {
            let _ = ResolverConfig::read(&text, mode);
        }
        let _ = inferred_mode(&text);
    }
}
