//! What is equal, what is only similar, and which hit is taken.

use std::collections::BTreeMap;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

fn workspace(id: &str, name: &str, customs: &[(&str, &str)]) -> Workspace {
    Workspace {
        id: id.into(),
        name: name.into(),
        library: "ACTIVE".into(),
        description: None,
        customs: customs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect::<BTreeMap<_, _>>(),
        owner: None,
        class: None,
        subclass: None,
        subtype: None,
        create_date: None,
        edit_date: None,
        default_security: None,
        effective_security: None,
        has_subfolders: None,
        iwl: None,
    }
}

fn judged(fields: &[(&str, &str)], workspaces: Vec<Workspace>) -> Hits<'static> {
    let fields: Vec<_> = fields.iter().map(|(tag, value)| ((*tag).to_owned(), (*value).to_owned())).collect();
    let mut hits = Hits::of(fields.leak());
    workspaces.into_iter().for_each(|workspace| hits.add(workspace));
    hits
}

#[test]
fn titles_must_be_equal_and_case_composition_and_surrounding_space_do_not_count() {
    let asked = [("name", "Müller v. Doe")];
    let hits = judged(&asked, vec![workspace("A!1", " MU\u{308}LLER V. DOE ", &[])]);
    assert_eq!(hits.outcome(), Outcome::One);
    let hits = judged(&asked, vec![workspace("A!1", "Müller v. Doe Archive", &[])]);
    assert_eq!(hits.outcome(), Outcome::Loose);
    assert_eq!(hits.into_candidates()[0].differs.as_deref(), Some("another title"));
    assert_eq!(judged(&asked, vec![]).outcome(), Outcome::None);
}

#[test]
fn every_tag_must_be_equal_and_zeros_count() {
    let asked = [("custom1", "12345"), ("custom2", "00001")];
    let of = |custom1, custom2| workspace("A!1", "x", &[("custom1", custom1), ("custom2", custom2)]);
    assert_eq!(judged(&asked, vec![of("12345", "00001")]).outcome(), Outcome::One);
    assert_eq!(judged(&asked, vec![of("12345", "1")]).outcome(), Outcome::Loose);
    let hits = judged(&asked, vec![workspace("A!1", "x", &[("custom1", "12345")])]);
    assert_eq!(hits.into_candidates()[0].differs.as_deref(), Some("custom2 is not set"));
}

#[test]
fn numbers_are_compared_as_numbers_where_the_field_holds_numbers() {
    let of = |value| vec![workspace("A!1", "x", &[("custom17", value), ("custom3", value)])];
    assert_eq!(judged(&[("custom17", "7")], of("7.0")).outcome(), Outcome::One);
    assert_eq!(judged(&[("custom3", "7")], of("7.0")).outcome(), Outcome::Loose);
}

#[test]
fn the_first_hit_is_marked_even_where_it_is_not_equal() {
    let hits = judged(&[("name", "a")], vec![workspace("A!1", "a b", &[]), workspace("A!2", "a", &[])]);
    assert_eq!(hits.outcome(), Outcome::One);
    let marks: Vec<_> = hits.into_candidates().iter().map(|hit| (hit.first, hit.equal)).collect();
    assert_eq!(marks, [(true, false), (false, true)]);
}

#[test]
fn an_equal_hit_is_kept_however_many_came_before_it() {
    let mut workspaces: Vec<_> = (0..500).map(|n| workspace(&format!("A!{n}"), "other", &[])).collect();
    workspaces.push(workspace("A!777", "a", &[]));
    let hits = judged(&[("name", "a")], workspaces);
    assert_eq!((hits.equal, hits.all, hits.outcome()), (1, 501, Outcome::One));
    let candidates = hits.into_candidates();
    assert_eq!(candidates.len(), MOST_CANDIDATES);
    assert!(candidates[0].first && candidates.last().is_some_and(|hit| hit.workspace.id == "A!777"));
}

#[test]
fn every_field_that_a_workspace_tells_is_compared_and_no_other() {
    let full = Workspace {
        description: Some("Lease".into()),
        owner: Some("JDOE".into()),
        class: Some("WEBDOC".into()),
        subclass: Some("MATTER".into()),
        ..workspace("A!1", "Title", &[("custom1", "1"), ("custom30", "30")])
    };
    for (tag, own) in [
        ("name", "title"),
        ("description", "LEASE"),
        ("owner", "jdoe"),
        ("class", "webdoc"),
        ("subclass", "matter"),
        ("custom1", "1"),
        ("custom30", "30"),
        ("name_or_description", "Title"),
        ("name_or_description", "Lease"),
    ] {
        assert_eq!(differs(tag, own, &full), None, "{tag}");
        let other = differs(tag, "other", &full).expect(tag);
        match tag {
            "name" => assert_eq!(other, "another title"),
            "name_or_description" => assert_eq!(other, "neither title nor description is `other`"),
            tag => assert!(other.starts_with(&format!("{tag} is `")) && other.ends_with("`, not `other`"), "{other}"),
        }
    }
    let bare = workspace("A!1", "Title", &[]);
    for tag in ["description", "owner", "class", "subclass", "custom1"] {
        assert_eq!(differs(tag, "x", &bare), Some(format!("{tag} is not set")));
    }
    assert_eq!(differs("name_or_description", "Title", &bare), None);
    // Of these only the server can tell, and it did.
    for tag in ["anywhere", "file_target", "custom21_from", "custom24_relative", "create_date", "customer"] {
        assert_eq!(differs(tag, "x", &bare), None, "{tag}");
    }
    assert_eq!(
        difference(
            &[("custom1".into(), "1".into()), ("custom2".into(), "2".into())],
            &workspace("A!1", "x", &[("custom1", "3")])
        ),
        Some("custom1 is `3`, not `1`; custom2 is not set".into())
    );
}

#[test]
fn only_the_four_fields_of_numbers_are_compared_as_numbers() {
    for number in 1..=30 {
        let tag = format!("custom{number}");
        let own = workspace("A!1", "x", &[(&tag, " 12.50 ")]);
        let is_number = (17..=20).contains(&number);
        assert_eq!(differs(&tag, "12.5", &own).is_none(), is_number, "{tag}");
        assert!(differs(&tag, "12.6", &own).is_some(), "{tag}");
        assert!(differs(&tag, "twelve", &own).is_some(), "{tag}");
        assert!(differs(&tag, "12", &workspace("A!1", "x", &[(&tag, "twelve")])).is_some(), "{tag}");
        assert!(differs(&tag, "eleven", &workspace("A!1", "x", &[(&tag, "twelve")])).is_some(), "{tag}");
        assert!(differs(&tag, "NaN", &workspace("A!1", "x", &[(&tag, "nan")])).is_none(), "equal as text: {tag}");
    }
}

/// Few values, so that equal ones meet often.
fn value() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["00001", "1", "00001 ", "Abc", "aBC", "a-b", "ä", "a\u{308}", "a", "x y", "x  y"])
}

fn hit() -> impl Strategy<Value = Workspace> {
    (value(), prop::option::of(value()), prop::option::of(value())).prop_map(|(name, client, matter)| {
        let customs = [("custom1", client), ("custom2", matter)];
        let customs: Vec<_> = customs.into_iter().filter_map(|(tag, value)| Some((tag, value?))).collect();
        workspace("A!1", name, &customs)
    })
}

/// Gives each workspace an id of its own.
fn numbered(hits: Vec<Workspace>) -> Vec<Workspace> {
    hits.into_iter().enumerate().map(|(at, own)| Workspace { id: format!("A!{at}"), ..own }).collect()
}

proptest! {
    #[test]
    fn a_text_is_equal_however_its_letters_are_composed_and_cased(text in "[a-zA-ZäöüßéñçÅøЖяΩ 0-9.,:()-]{1,40}") {
        prop_assume!(!text.trim().is_empty());
        let of = |own: &str| judged(&[("name", &text)], vec![workspace("A!1", own, &[])]).outcome();
        for own in [
            text.nfd().collect::<String>(),
            text.nfc().collect(),
            text.to_lowercase(),
            format!(" \t\u{a0}{text}\u{2003} "),
            text.nfd().collect::<String>().to_lowercase(),
        ] {
            prop_assert_eq!(of(&own), Outcome::One, "{:?}", own);
        }
        prop_assert_eq!(of(&format!("{text}x")), Outcome::Loose);
        prop_assert_eq!(of(&format!("x{text}")), Outcome::Loose);
    }

    #[test]
    fn the_outcome_follows_from_the_number_of_hits_and_of_equal_ones(
        asked in value(), client in value(), hits in prop::collection::vec(hit(), 0..8)
    ) {
        for fields in [vec![("name", asked)], vec![("custom1", client)], vec![("custom1", client), ("custom2", asked)]] {
            let owned: Vec<_> = fields.iter().map(|(tag, value)| ((*tag).to_owned(), (*value).to_owned())).collect();
            let equal = hits.iter().filter(|own| is_equal(&owned, own)).count();
            let expected = match (hits.len(), equal) {
                (0, _) => Outcome::None,
                (_, 0) => Outcome::Loose,
                (_, 1) => Outcome::One,
                _ => Outcome::Many,
            };
            let judged = judged(&fields, hits.clone());
            prop_assert_eq!((judged.outcome(), judged.all, judged.equal), (expected, hits.len(), equal));
        }
    }

    #[test]
    fn neither_the_order_of_hits_nor_of_tags_changes_the_outcome(
        asked in value(), client in value(), hits in prop::collection::vec(hit(), 0..8)
    ) {
        let (tags, turned) = ([("custom1", client), ("custom2", asked)], [("custom2", asked), ("custom1", client)]);
        let mut reversed = hits.clone();
        reversed.reverse();
        let outcome = judged(&tags, hits.clone()).outcome();
        prop_assert_eq!(judged(&turned, hits).outcome(), outcome);
        prop_assert_eq!(judged(&tags, reversed).outcome(), outcome);
    }

    #[test]
    fn one_more_tag_never_makes_a_workspace_equal(asked in value(), client in value(), own in hit()) {
        let of = |fields: &[(&str, &str)]| judged(fields, vec![own.clone()]).equal;
        prop_assert!(of(&[("custom1", client), ("custom2", asked)]) <= of(&[("custom1", client)]));
        prop_assert_eq!(of(&[("custom1", client), ("anywhere", asked)]), of(&[("custom1", client)]));
    }
}

#[test]
fn of_very_many_hits_those_written_with_the_same_letters_are_kept_behind_the_equal_ones() {
    let ids = |hits: Hits| hits.into_candidates().into_iter().map(|hit| hit.workspace.id).collect::<Vec<_>>();
    let many = |from: usize, to: usize, name: &str| {
        (from..to).map(|at| workspace(&format!("A!{at}"), name, &[])).collect::<Vec<_>>()
    };
    let near = workspace("A!near", "a-b", &[]);
    let asked = [("name", "a b")];
    let kept = ids(judged(&asked, [many(0, 100, "other"), vec![near.clone()], many(100, 200, "other")].concat()));
    assert_eq!((kept.len(), &kept[0][..], &kept[98][..], &kept[99][..]), (100, "A!0", "A!98", "A!near"));
    // A near one does not push another near one out, an equal one does; the first stays in any case.
    let kept = ids(judged(&asked, [many(0, 100, "a-b"), vec![near.clone()]].concat()));
    assert_eq!(kept[99], "A!99");
    let equal = workspace("A!equal", "A B", &[]);
    let kept = ids(judged(&asked, [many(0, 100, "a-b"), vec![equal.clone()]].concat()));
    assert_eq!((&kept[98][..], &kept[99][..]), ("A!98", "A!equal"));
    let kept = ids(judged(&asked, [many(0, 50, "a-b"), many(50, 100, "other"), vec![equal, near.clone()]].concat()));
    assert_eq!((&kept[97][..], &kept[98][..], &kept[99][..]), ("A!97", "A!equal", "A!near"));
    let kept = ids(judged(&asked, [many(0, 1, "other"), many(1, 100, "a b"), vec![near.clone()]].concat()));
    assert_eq!((&kept[0][..], &kept[99][..]), ("A!0", "A!99"));
    // Among tags nothing is near: there is no title to compare.
    let tags = [("custom1", "a b")];
    let kept = ids(judged(&tags, [many(0, 100, "x"), vec![near]].concat()));
    assert_eq!(kept[99], "A!99");
}

proptest! {
    // Each case judges hundreds of hits.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_told_of_many_hits_keeps_their_order_the_first_and_the_equal_ones(
        hits in prop::collection::vec(hit(), 0..300), asked in value()
    ) {
        let hits = numbered(hits);
        let judged = judged(&[("name", asked)], hits.clone());
        let (equal, all) = (judged.equal, judged.all);
        let told = judged.into_candidates();
        prop_assert_eq!(told.len(), all.min(MOST_CANDIDATES));
        let place = |candidate: &Candidate| candidate.workspace.id[2..].parse::<usize>().expect("a number");
        let places: Vec<_> = told.iter().map(place).collect();
        prop_assert!(places.is_sorted_by(|a, b| a < b), "{:?}", places);
        let firsts = told.iter().filter(|candidate| candidate.first).map(place).collect::<Vec<_>>();
        prop_assert_eq!(firsts, if all == 0 { vec![] } else { vec![0] });
        for candidate in &told {
            prop_assert_eq!(candidate.equal, candidate.differs.is_none());
            prop_assert_eq!(candidate.equal, names::equal(asked, &hits[place(candidate)].name));
        }
        let told_equal = told.iter().filter(|candidate| candidate.equal).count();
        let most = MOST_CANDIDATES - usize::from(told.first().is_some_and(|first| !first.equal));
        prop_assert_eq!(told_equal, equal.min(most));
    }
}
