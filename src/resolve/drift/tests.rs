//! What became of rows, and files that are no saved run.

use std::io::Cursor;

use super::*;

fn saved(text: &str) -> Result<Saved, (Option<u32>, SavedProblem)> {
    Saved::of_lines(Cursor::new(text.to_owned()))
}

/// A saved row: id, outcome, and the workspace's id and title.
fn line(id: &str, outcome: &str, workspace: Option<(&str, &str)>) -> String {
    let workspace =
        workspace.map(|(id, name)| serde_json::json!({"id": id, "name": name, "library": "x", "custom1": null}));
    let row = serde_json::json!({
        "schema_version": 1, "row": 1, "id": id, "environment": "default", "repository": null, "work_type": null,
        "mode": "search", "query": {"custom1": "1"}, "outcome": outcome, "workspace": workspace, "candidates": [],
        "near_misses": [], "message": null
    });
    format!("{row}\n")
}

fn row<'a>(id: Option<&'a str>, outcome: Option<Outcome>, workspace: Option<(&'a str, &'a str)>) -> Row<'a> {
    let workspace = workspace.map(|(id, name)| Place { id, name });
    Row { id, repository: None, work_type: None, query: &[], outcome, workspace }
}

#[test]
fn every_change_has_a_word_and_a_phrase_of_its_own() {
    for (at, (change, word, phrase)) in Change::ALL.into_iter().enumerate() {
        assert_eq!((change as usize, change.word(), change.phrase()), (at, word, phrase));
    }
    let words: std::collections::BTreeSet<_> = Change::ALL.iter().map(|(_, word, _)| word).collect();
    assert_eq!(words.len(), Change::ALL.len());
    let worse: Vec<_> =
        Change::ALL.into_iter().filter(|(change, ..)| change.is_worse()).map(|(_, word, _)| word).collect();
    assert_eq!(worse, ["gone", "other-workspace", "moved", "newly-ambiguous"]);
}

#[test]
fn what_became_of_a_row_follows_from_before_and_now() {
    use Outcome::{Denied, Loose, Many, One, Unresolved};
    let (a, renamed, b, moved) = (Some(("A!1", "x")), Some(("A!1", "y")), Some(("A!2", "x")), Some(("B!1", "x")));
    for (before, now, expected) in [
        ((Some(One), a), (Some(One), a), Change::Same),
        ((Some(One), a), (Some(One), Some(("a!1", "x"))), Change::Same),
        ((Some(Many), a), (Some(Many), a), Change::Same),
        ((Some(Outcome::None), None), (Some(Outcome::None), None), Change::Same),
        ((Some(One), a), (Some(One), renamed), Change::Renamed),
        ((Some(Many), a), (Some(Many), renamed), Change::Renamed),
        ((Some(One), a), (Some(One), b), Change::OtherWorkspace),
        ((Some(One), a), (Some(Many), b), Change::OtherWorkspace),
        ((Some(Many), a), (Some(One), b), Change::OtherWorkspace),
        ((Some(One), a), (Some(One), moved), Change::Moved),
        ((Some(One), a), (Some(One), Some(("a!2", "x"))), Change::OtherWorkspace),
        ((Some(One), a), (Some(Outcome::None), None), Change::Gone),
        ((Some(Many), a), (Some(Denied), None), Change::Gone),
        ((Some(Outcome::None), None), (Some(One), a), Change::Found),
        ((Some(Unresolved), None), (Some(One), a), Change::Found),
        ((Some(Loose), None), (Some(Many), a), Change::NewlyAmbiguous),
        ((Some(One), a), (Some(Many), a), Change::NewlyAmbiguous),
        ((Some(One), a), (Some(Many), renamed), Change::NewlyAmbiguous),
        ((Some(Many), a), (Some(One), a), Change::NoLongerAmbiguous),
        ((Some(Outcome::None), None), (Some(Loose), None), Change::OtherOutcome),
        ((None, None), (Some(One), a), Change::NotAsked),
        ((Some(One), a), (None, None), Change::NotAsked),
        ((None, None), (None, None), Change::NotAsked),
    ] {
        let workspace = before.1.map(|(id, name)| (id.to_owned(), name.to_owned()));
        let before = Before { outcome: before.0, workspace };
        assert_eq!(change(&before, &row(None, now.0, now.1)), expected, "{before:?} {now:?}");
    }
}

#[test]
fn a_run_is_compared_row_by_row_and_counted() {
    let text = [
        line("a", "one", Some(("A!1", "x"))),
        line("b", "one", Some(("A!2", "x"))),
        line("gone", "none", None),
        line("c", "error", None),
        line("later", "one", Some(("A!9", "x"))),
    ]
    .concat();
    let mut drift = Drift::of(saved(&text).expect("a saved run"));
    let one = Some(Outcome::One);
    assert_eq!(drift.note(&row(Some("a"), one, Some(("A!1", "x")))).change, Change::Same);
    let noted = drift.note(&row(Some("b"), Some(Outcome::Loose), None));
    assert_eq!(noted.change, Change::Gone);
    assert_eq!(noted.before.and_then(|before| before.workspace), Some(("A!2".into(), "x".into())));
    assert_eq!(drift.note(&row(Some("c"), one, Some(("A!1", "x")))).change, Change::NotAsked);
    let noted = drift.note(&row(Some("new"), one, None));
    assert_eq!(noted, RowDrift { change: Change::NotInSaved, before: None });
    let report = drift.finish();
    let counted: Vec<_> = report.counts.iter().filter(|(_, count)| *count > 0).copied().collect();
    assert_eq!(counted, [(Change::Gone, 1), (Change::NotAsked, 1), (Change::NotInSaved, 1), (Change::Same, 1)]);
    assert_eq!((report.only_in_saved, report.only_in_saved_lines.as_slice()), (2, &[3, 5][..]));
    assert_eq!((report.worse_rows(), report.is_worse(), report.worse.len()), (1, true, 1));
    assert_eq!(report.worse[0].id.as_deref(), Some("b"));
    assert_eq!(report.worse[0].now, Before { outcome: Some(Outcome::Loose), workspace: None });
    let calm = Drift::of(saved(&line("a", "none", None)).expect("a saved run"));
    assert!(!calm.finish().is_worse());
}

#[test]
fn without_an_id_a_row_is_known_by_repository_work_type_and_query() {
    let text = serde_json::json!({
        "schema_version": 1, "id": null, "repository": "Matters", "work_type": "litigation", "outcome": "none",
        "query": {"custom2": "2", "custom1": "1"}, "workspace": null
    });
    let query = [("custom1".to_owned(), "1".to_owned()), ("custom2".to_owned(), "2".to_owned())];
    let of = |repository, work_type, query: &[(String, String)]| {
        let row = Row { repository, work_type, query, ..row(None, Some(Outcome::None), None) };
        Drift::of(saved(&text.to_string()).expect("a saved run")).note(&row).change
    };
    assert_eq!(of(Some("matters"), Some("Litigation"), &query), Change::Same);
    assert_eq!(of(Some("others"), Some("litigation"), &query), Change::NotInSaved);
    assert_eq!(of(Some("matters"), None, &query), Change::NotInSaved);
    assert_eq!(of(Some("matters"), Some("litigation"), &query[..1]), Change::NotInSaved);
    let mut swapped = query.clone();
    (swapped[0].1, swapped[1].1) = ("2".into(), "1".into());
    assert_eq!(of(Some("matters"), Some("litigation"), &swapped), Change::NotInSaved);
    let with_id = Row { id: Some("x"), repository: Some("matters"), ..row(None, Some(Outcome::None), None) };
    let mut drift = Drift::of(saved(&text.to_string()).expect("a saved run"));
    assert_eq!(drift.note(&with_id).change, Change::NotInSaved);
}

#[test]
fn the_later_row_counts_where_one_stands_twice_and_empty_lines_and_a_mark_are_passed_over() {
    let text =
        format!("\u{feff}{}\r\n \n{}\n", line("a", "none", None).trim_end(), line("a", "one", Some(("A!1", "x"))));
    let saved = saved(&text).expect("a saved run");
    assert_eq!((saved.len(), saved.is_empty()), (1, false));
    assert_eq!(Drift::of(saved).note(&row(Some("a"), Some(Outcome::One), Some(("A!1", "x")))).change, Change::Same);
}

#[test]
fn a_file_that_is_no_complete_saved_run_is_refused_with_its_line() {
    let good = line("a", "one", Some(("A!1", "x")));
    let cut = &good[..good.len() - 9];
    for (text, at, told) in [
        (String::new(), None, "no row of a run"),
        ("\n \n".into(), None, "no row of a run"),
        (format!("{good}{cut}"), Some(2), "ends in the middle"),
        (format!("{cut}\n{good}"), Some(1), "no JSON object on one line"),
        ("[\n  {}\n]".into(), Some(1), "no JSON object on one line"),
        ("id,outcome\n1,one\n".into(), Some(1), "no JSON object on one line"),
        ("[1]\n".into(), Some(1), "no row of a run: invalid length"),
        (format!("{good}{{\"outcome\":\"one\"}}\n"), Some(2), "no row of a run: missing field `schema_version`"),
        ("{\"schema_version\":1}\n".into(), Some(1), "missing field `outcome`"),
        (good.replace("\"one\"", "\"fine\""), Some(1), "its outcome is `fine`"),
        (good.replace("\"schema_version\":1", "\"schema_version\":2"), Some(1), "a newer version of imctl"),
        ("{\"schema_version\":3,\"result\":7}\n".into(), Some(1), "schema 3; this one reads 1"),
    ] {
        let (line, problem) = saved(&text).expect_err(&text);
        assert_eq!(line, at, "{text}");
        assert!(problem.to_string().contains(told), "{text}: {problem}");
    }
    let error = Saved::read(std::path::Path::new("/nonexistent/run.ndjson")).expect_err("missing");
    assert_eq!(error.to_string(), "cannot compare with `/nonexistent/run.ndjson`");
    // A whole row without a line end is whole all the same.
    assert!(saved(good.trim_end()).is_ok());
}

#[test]
fn an_outcome_is_read_back_from_its_word() {
    use Outcome::{Denied, Error, Loose, Many, One, Unresolved};
    for outcome in [One, Many, Loose, Outcome::None, Unresolved, Denied, Error] {
        assert_eq!(Outcome::of_word(outcome.word()), Some(outcome));
    }
    assert_eq!(Outcome::of_word("errors"), None);
}

#[test]
fn rows_that_got_worse_are_told_up_to_a_limit_and_counted_beyond_it() {
    let number = MOST_TOLD + 5;
    let ids: Vec<String> = (0..number).map(|number| number.to_string()).collect();
    let text: String = ids.iter().map(|id| line(id, "one", Some(("A!1", "x")))).collect();
    let mut drift = Drift::of(saved(&text).expect("a saved run"));
    for id in &ids {
        drift.note(&row(Some(id), Some(Outcome::None), None));
    }
    let report = drift.finish();
    assert_eq!((report.worse_rows(), report.worse.len()), (number as u64, MOST_TOLD));
    let report = Drift::of(saved(&text).expect("a saved run")).finish();
    assert_eq!((report.only_in_saved, report.only_in_saved_lines.len()), (number as u64, MOST_TOLD));
}
