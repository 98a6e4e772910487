//! Owns drift: what became of each row since a saved run, and whether that is for the worse. Pure, but for reading the lines
//! of the saved run one by one. Refuses to keep the saved rows themselves: an index of some hundred bytes a row is kept.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Serialize, Serializer};

use super::judge::Outcome;
use super::one::Resolution;
use crate::text::names;

mod saved;

pub use saved::{SavedError, SavedProblem};

/// Rows that changed for the worse, told one by one; of more only the number is told.
pub const MOST_TOLD: usize = 1000;

/// A row of a run as it is compared: what it is known by, and what it came to.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The row's own id; without one it is known by repository, work type and query.
    pub id: Option<&'a str>,
    pub repository: Option<&'a str>,
    pub work_type: Option<&'a str>,
    pub query: &'a [(String, String)],
    /// `None`: it could not be asked.
    pub outcome: Option<Outcome>,
    pub workspace: Option<Place<'a>>,
}

/// The workspace that Operate would open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

/// What a row came to in the saved run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// `None`: it could not be asked.
    pub outcome: Option<Outcome>,
    /// Id and title.
    pub workspace: Option<(String, String)>,
}

/// What became of a row since the saved run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDrift {
    pub change: Change,
    /// `None`: it is not in the saved run.
    pub before: Option<Before>,
}

/// The kinds of change of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    Gone,
    OtherWorkspace,
    Moved,
    NewlyAmbiguous,
    NoLongerAmbiguous,
    Renamed,
    Found,
    OtherOutcome,
    NotAsked,
    NotInSaved,
    Same,
}

impl Change {
    /// Every kind, in the order they are told in, with its word for scripts and what it says to people.
    pub const ALL: [(Change, &'static str, &'static str); 11] = [
        (Change::Gone, "gone", "had a workspace, and has none now"),
        (Change::OtherWorkspace, "other-workspace", "comes to another workspace"),
        (Change::Moved, "moved", "comes to a workspace of another library"),
        (Change::NewlyAmbiguous, "newly-ambiguous", "comes to several workspaces, and did not before"),
        (Change::NoLongerAmbiguous, "no-longer-ambiguous", "came to several workspaces, and to one now"),
        (Change::Renamed, "renamed", "comes to the same workspace, which has another title"),
        (Change::Found, "found", "had no workspace, and has one now"),
        (Change::OtherOutcome, "other-outcome", "has no workspace still, for another reason"),
        (Change::NotAsked, "not-asked", "could not be asked in one of the runs"),
        (Change::NotInSaved, "not-in-saved", "is not in the saved run"),
        (Change::Same, "same", "is as it was"),
    ];

    /// The word for scripts.
    pub fn word(self) -> &'static str {
        // The table is in the order of the kinds, which a test holds it to.
        Change::ALL[self as usize].1
    }

    /// What is said of a row.
    pub fn phrase(self) -> &'static str {
        Change::ALL[self as usize].2
    }

    /// Tells whether fee earners are worse off: Operate opens nothing, something else, or any of several.
    pub fn is_worse(self) -> bool {
        matches!(self, Change::Gone | Change::OtherWorkspace | Change::Moved | Change::NewlyAmbiguous)
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'a> Row<'a> {
    /// The row of a resolution, with the row's own id where it has one.
    pub fn of(resolution: &'a Resolution, id: Option<&'a str>) -> Self {
        Row {
            id,
            repository: resolution.request.repository.as_deref(),
            work_type: resolution.request.work_type.as_deref(),
            query: &resolution.filling.fields,
            outcome: Some(resolution.outcome).filter(|outcome| *outcome != Outcome::Error),
            workspace: resolution.taken().map(|taken| Place { id: &taken.workspace.id, name: &taken.workspace.name }),
        }
    }

    /// What the row is known by, as a number. Names of repositories and work types are compared without case.
    fn key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        match self.id {
            Some(id) => (true, id).hash(&mut hasher),
            None => {
                let mut query: Vec<_> = self.query.iter().map(|(tag, value)| (tag.as_str(), value.as_str())).collect();
                query.sort_unstable();
                let fold = |name: Option<&str>| name.map(names::fold);
                (false, fold(self.repository), fold(self.work_type), query).hash(&mut hasher);
            }
        }
        hasher.finish()
    }
}

/// What the index keeps of a saved row.
#[derive(Debug)]
struct Kept {
    outcome: Option<Outcome>,
    was_met: bool,
    /// From 1; a file of more lines than that is none that a run wrote.
    line: u32,
    /// Id and title with a NUL between them, which neither holds; empty: there was no workspace.
    workspace: Box<str>,
}

impl Kept {
    fn before(&self) -> Before {
        let workspace = self.workspace.split_once('\0');
        Before { outcome: self.outcome, workspace: workspace.map(|(id, name)| (id.to_owned(), name.to_owned())) }
    }
}

/// The rows of a saved run, by what they are known by.
#[derive(Debug)]
pub struct Saved {
    rows: HashMap<u64, Kept>,
}

/// The comparison of a run with a saved one, row by row.
#[derive(Debug)]
pub struct Drift {
    saved: Saved,
    counts: [u64; Change::ALL.len()],
    worse: Vec<WorseRow>,
}

/// A row that changed for the worse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorseRow {
    pub id: Option<String>,
    pub repository: Option<String>,
    pub work_type: Option<String>,
    pub query: Vec<(String, String)>,
    pub change: Change,
    pub before: Before,
    /// What it comes to now.
    pub now: Before,
}

/// What a comparison came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many rows there are of each kind of change, in the order of [`Change::ALL`].
    pub counts: Vec<(Change, u64)>,
    /// The lines of the saved run that hold rows which the run did not have: how many, and the first of them.
    pub only_in_saved: u64,
    pub only_in_saved_lines: Vec<u32>,
    /// The first [`MOST_TOLD`] rows that changed for the worse, in the order of the run.
    pub worse: Vec<WorseRow>,
}

impl Drift {
    /// Begins a comparison.
    pub fn of(saved: Saved) -> Self {
        Drift { saved, counts: [0; Change::ALL.len()], worse: Vec::new() }
    }

    /// Compares a row of the run, and counts it.
    pub fn note(&mut self, row: &Row<'_>) -> RowDrift {
        let drift = match self.saved.rows.get_mut(&row.key()) {
            Some(kept) => {
                kept.was_met = true;
                let before = kept.before();
                RowDrift { change: change(&before, row), before: Some(before) }
            }
            None => RowDrift { change: Change::NotInSaved, before: None },
        };
        self.counts[drift.change as usize] += 1;
        if let Some(before) = &drift.before
            && drift.change.is_worse()
            && self.worse.len() < MOST_TOLD
        {
            self.worse.push(WorseRow {
                id: row.id.map(str::to_owned),
                repository: row.repository.map(str::to_owned),
                work_type: row.work_type.map(str::to_owned),
                query: row.query.to_vec(),
                change: drift.change,
                before: before.clone(),
                now: Before {
                    outcome: row.outcome,
                    workspace: row.workspace.map(|place| (place.id.to_owned(), place.name.to_owned())),
                },
            });
        }
        drift
    }

    /// Ends the comparison.
    pub fn finish(self) -> Report {
        let mut lines: Vec<u32> =
            self.saved.rows.into_values().filter(|kept| !kept.was_met).map(|kept| kept.line).collect();
        lines.sort_unstable();
        let only_in_saved = lines.len() as u64;
        lines.truncate(MOST_TOLD);
        let counts = Change::ALL.iter().zip(self.counts).map(|((change, ..), count)| (*change, count));
        Report { counts: counts.collect(), only_in_saved, only_in_saved_lines: lines, worse: self.worse }
    }
}

impl Report {
    /// How many rows changed for the worse.
    pub fn worse_rows(&self) -> u64 {
        self.counts.iter().filter(|(change, _)| change.is_worse()).map(|(_, count)| count).sum()
    }

    /// Tells whether something got worse.
    pub fn is_worse(&self) -> bool {
        self.worse_rows() > 0
    }
}

/// Tells what became of a row.
fn change(before: &Before, row: &Row<'_>) -> Change {
    let (Some(outcome_before), Some(outcome_now)) = (before.outcome, row.outcome) else { return Change::NotAsked };
    let is_many = |outcome| outcome == Outcome::Many;
    match (&before.workspace, row.workspace) {
        (None, None) if outcome_before == outcome_now => Change::Same,
        (None, None) => Change::OtherOutcome,
        (Some(_), None) => Change::Gone,
        (None, Some(_)) if is_many(outcome_now) => Change::NewlyAmbiguous,
        (None, Some(_)) => Change::Found,
        (Some((id, _)), Some(now)) if !id.eq_ignore_ascii_case(now.id) => {
            let library = |id: &str| id.split('!').next().unwrap_or_default().to_lowercase();
            if library(id) == library(now.id) { Change::OtherWorkspace } else { Change::Moved }
        }
        (Some((_, name)), Some(now)) => match (is_many(outcome_before), is_many(outcome_now)) {
            (false, true) => Change::NewlyAmbiguous,
            (true, false) => Change::NoLongerAmbiguous,
            _ if name != now.name => Change::Renamed,
            _ => Change::Same,
        },
    }
}

#[cfg(test)]
mod tests;
