//! Owns how drift looks in each form: of one row beside it, and of a whole run behind it.

use std::io::{self, Write};

use serde::Serialize;

use super::style::{Palette, paint};
use super::{csv, table};
use crate::resolve::drift::{Before, Change, MOST_TOLD, Report, RowDrift, WorseRow};

/// The columns that a comparison adds to a row's own.
pub const COLUMNS: [&str; 5] = ["change", "worse", "before_outcome", "before_id", "before_name"];

/// Rows told to people; scripts get more of them.
const FEW: usize = 20;

/// The drift of one row, as scripts read it.
#[derive(Serialize)]
pub struct Document<'a> {
    change: Change,
    worse: bool,
    before: Option<State<'a>>,
}

/// What a row came to, in one of the runs.
#[derive(Serialize)]
struct State<'a> {
    outcome: &'static str,
    workspace: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    id: &'a str,
    name: &'a str,
}

/// The drift of one row as one JSON value.
pub fn document(drift: &RowDrift) -> Document<'_> {
    Document { change: drift.change, worse: drift.change.is_worse(), before: drift.before.as_ref().map(state) }
}

fn state(before: &Before) -> State<'_> {
    let workspace = before.workspace.as_ref().map(|(id, name)| Place { id, name });
    State { outcome: outcome(before), workspace }
}

fn outcome(before: &Before) -> &'static str {
    before.outcome.map_or("error", |outcome| outcome.word())
}

/// The cells of one row below [`COLUMNS`].
pub fn cells(drift: &RowDrift) -> [String; 5] {
    let before = drift.before.as_ref();
    let (id, name) = before.and_then(|before| before.workspace.clone()).unwrap_or_default();
    let outcome = before.map(outcome).unwrap_or_default();
    [drift.change.word().into(), drift.change.is_worse().to_string(), outcome.into(), id, name]
}

/// Says in a line what became of a row: `renamed: comes to the same workspace, which has another title; it was …`.
pub fn line(drift: &RowDrift) -> String {
    let said = format!("{}: {}", drift.change.word(), drift.change.phrase());
    match &drift.before {
        Some(before) if drift.change != Change::Same => format!("{said}; it was {}", told(before)),
        _ => said,
    }
}

/// `one, `ACTIVE!427` (`12345.00001 Lease`)`.
fn told(before: &Before) -> String {
    match &before.workspace {
        Some((id, name)) => format!("{}, `{id}` (`{name}`)", outcome(before)),
        None => outcome(before).to_owned(),
    }
}

/// A whole comparison, as scripts read it.
#[derive(Serialize)]
struct Whole<'a> {
    /// Rows of each kind of change, every kind among them.
    counts: Counts<'a>,
    only_in_saved: u64,
    /// Lines of the saved run, from 1.
    only_in_saved_lines: &'a [u32],
    worse: u64,
    worse_rows: Vec<WorseDocument<'a>>,
}

struct Counts<'a>(&'a [(Change, u64)]);

impl Serialize for Counts<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(change, count)| (change.word(), count)))
    }
}

#[derive(Serialize)]
struct WorseDocument<'a> {
    id: Option<&'a str>,
    repository: Option<&'a str>,
    work_type: Option<&'a str>,
    query: super::resolution::Query<'a>,
    change: Change,
    before: State<'a>,
    now: State<'a>,
}

/// A whole comparison as one JSON value.
pub fn whole(report: &Report) -> impl Serialize + '_ {
    Whole {
        counts: Counts(&report.counts),
        only_in_saved: report.only_in_saved,
        only_in_saved_lines: &report.only_in_saved_lines,
        worse: report.worse_rows(),
        worse_rows: report.worse.iter().map(worse_document).collect(),
    }
}

fn worse_document(row: &WorseRow) -> WorseDocument<'_> {
    WorseDocument {
        id: row.id.as_deref(),
        repository: row.repository.as_deref(),
        work_type: row.work_type.as_deref(),
        query: super::resolution::Query(&row.query),
        change: row.change,
        before: state(&row.before),
        now: state(&row.now),
    }
}

/// Writes what a comparison came to: the counts, and the rows that changed for the worse.
pub fn human(out: &mut dyn Write, report: &Report, palette: Palette, width: Option<usize>) -> io::Result<()> {
    let counted = report.counts.iter().filter(|(_, count)| *count > 0);
    let row = |word: &str, count: u64, said: String| vec![word.to_owned(), count.to_string(), said];
    let mut rows: Vec<_> =
        counted.map(|(change, count)| row(change.word(), *count, change.phrase().to_owned())).collect();
    if report.only_in_saved > 0 {
        let lines = report.only_in_saved_lines.iter().take(FEW).map(u32::to_string).collect::<Vec<_>>().join(", ");
        let more = if report.only_in_saved as usize > FEW { " …" } else { "" };
        rows.push(row(
            "only-in-saved",
            report.only_in_saved,
            format!("stands in the saved run only, in line {lines}{more}"),
        ));
    }
    table::write(out, &["since the saved run", "rows", "what became of them"], &rows, palette, width)?;
    if report.worse.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let rows: Vec<Vec<String>> = report.worse.iter().take(FEW).map(|row| worse(row).to_vec()).collect();
    let head = ["row", "asked", "change", "before", "now"];
    table::write(out, &head, &rows, palette, width)?;
    match report.worse_rows() as usize - rows.len() {
        0 => Ok(()),
        more => writeln!(out, "{}", paint(palette.faint, &format!("and {more} more that changed for the worse"))),
    }
}

fn worse(row: &WorseRow) -> [String; 5] {
    let asked = row.query.iter().map(|(tag, value)| format!("{tag}={value}")).collect::<Vec<_>>().join(", ");
    let id = row.id.clone().unwrap_or_default();
    [id, asked, row.change.word().to_owned(), told(&row.before), told(&row.now)]
}

/// Writes the rows that changed for the worse as CSV, at most [`MOST_TOLD`] of them.
pub fn csv(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let head = ["id", "query", "change", "before", "now"];
    csv::write(out, &head, report.worse.iter().take(MOST_TOLD).map(|row| worse(row).to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::judge::Outcome;

    fn before(outcome: Outcome, workspace: Option<(&str, &str)>) -> Before {
        let workspace = workspace.map(|(id, name)| (id.to_owned(), name.to_owned()));
        Before { outcome: Some(outcome), workspace }
    }

    fn report(worse: usize) -> Report {
        let row = |number: usize| WorseRow {
            id: Some(format!("M-{number}")),
            repository: None,
            work_type: None,
            query: vec![("custom1".into(), "12345".into()), ("custom2".into(), "00001".into())],
            change: Change::Gone,
            before: before(Outcome::One, Some(("A!1", "Lease"))),
            now: before(Outcome::None, None),
        };
        Report {
            counts: vec![(Change::Gone, worse as u64), (Change::Found, 0), (Change::Same, 7)],
            only_in_saved: 25,
            only_in_saved_lines: (1..=25).collect(),
            worse: (0..worse).map(row).collect(),
        }
    }

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        human(&mut out, report, Palette::plain(), None).expect("written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn people_see_the_counts_and_the_first_rows_that_got_worse() {
        let text = written(&report(1));
        assert_eq!(
            text,
            "since the saved run  rows  what became of them\n\
             gone                    1  had a workspace, and has none now\n\
             same                    7  is as it was\n\
             only-in-saved          25  stands in the saved run only, in line 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, \
             14, 15, 16, 17, 18, 19, 20 …\n\n\
             row  asked                         change  before                now\n\
             M-0  custom1=12345, custom2=00001  gone    one, `A!1` (`Lease`)  none\n"
        );
        assert!(written(&report(25)).ends_with("and 5 more that changed for the worse\n"));
        assert!(!written(&report(20)).contains("more that changed"));
        assert!(!written(&report(0)).contains("asked"));
    }

    #[test]
    fn scripts_get_every_count_and_every_row_that_got_worse() {
        let value = serde_json::to_value(whole(&report(2))).expect("a value");
        assert_eq!(value["counts"], serde_json::json!({"gone": 2, "found": 0, "same": 7}));
        assert_eq!((value["worse"].as_u64(), value["only_in_saved"].as_u64()), (Some(2), Some(25)));
        assert_eq!(
            value["worse_rows"][1],
            serde_json::json!({
                "id": "M-1", "repository": null, "work_type": null,
                "query": {"custom1": "12345", "custom2": "00001"}, "change": "gone",
                "before": {"outcome": "one", "workspace": {"id": "A!1", "name": "Lease"}},
                "now": {"outcome": "none", "workspace": null}
            })
        );
        let mut out = Vec::new();
        csv(&mut out, &report(1)).expect("written");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "id,query,change,before,now\nM-0,\"custom1=12345, custom2=00001\",gone,\"one, `A!1` (`Lease`)\",none\n"
        );
    }

    #[test]
    fn a_row_tells_what_it_was() {
        let drift = RowDrift { change: Change::Renamed, before: Some(before(Outcome::One, Some(("A!1", "Lease")))) };
        assert_eq!(
            line(&drift),
            "renamed: comes to the same workspace, which has another title; it was one, `A!1` (`Lease`)"
        );
        assert_eq!(cells(&drift), ["renamed", "false", "one", "A!1", "Lease"]);
        let same = RowDrift { change: Change::Same, ..drift };
        assert_eq!(line(&same), "same: is as it was");
        let new = RowDrift { change: Change::NotInSaved, before: None };
        assert_eq!(
            (line(&new), cells(&new)),
            ("not-in-saved: is not in the saved run".into(), ["not-in-saved", "false", "", "", ""].map(str::to_owned))
        );
        let failed = RowDrift { change: Change::NotAsked, before: Some(Before { outcome: None, workspace: None }) };
        assert_eq!(line(&failed), "not-asked: could not be asked in one of the runs; it was error");
        let value = serde_json::to_value(document(&failed)).expect("a value");
        assert_eq!(
            value,
            serde_json::json!({"change": "not-asked", "worse": false, "before": {"outcome": "error", "workspace": null}})
        );
    }
}
