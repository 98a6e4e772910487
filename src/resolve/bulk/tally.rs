//! Owns the counts of a run: by outcome, by repository and work type, by reason. Bounded, whatever rows hold. Pure.

use std::collections::{BTreeMap, HashMap};

use super::done::Done;
use crate::resolve::judge::Outcome;

/// The most repositories and work types that are counted apart.
const MOST_GROUPS: usize = 1000;

/// Rows that are named for each reason.
const EXAMPLES: usize = 3;

/// Rows by outcome, in the order of [`Outcome::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; Outcome::ALL.len()]);

/// Repository and work type, each where there is one.
pub type Group = (Option<String>, Option<String>);

/// The counts of a run.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub all: Counts,
    groups: BTreeMap<Group, Counts>,
    /// Rows of groups beyond those that are counted apart.
    other_groups: Counts,
    reasons: HashMap<(Outcome, &'static str), Reason>,
}

/// Rows of one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub outcome: Outcome,
    pub text: &'static str,
    pub rows: u64,
    /// The first of them, by their ids, or by their numbers where they have none.
    pub examples: Vec<String>,
}

impl Counts {
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.0[outcome as usize]
    }

    pub fn rows(&self) -> u64 {
        self.0.iter().sum()
    }

    fn note(&mut self, outcome: Outcome) {
        self.0[outcome as usize] += 1;
    }
}

/// A row as it is counted.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    pub number: u64,
    pub id: Option<&'a str>,
    pub repository: Option<&'a str>,
    pub work_type: Option<&'a str>,
    pub outcome: Outcome,
    pub reason: &'static str,
}

impl<'a> Counted<'a> {
    /// A row that is done.
    pub fn of(done: &'a Done) -> Self {
        Counted {
            number: done.origin.number,
            id: done.origin.id.as_deref(),
            repository: done.repository(),
            work_type: done.work_type(),
            outcome: done.outcome(),
            reason: done.reason,
        }
    }
}

impl Tally {
    /// Counts a row.
    pub fn note(&mut self, row: &Counted<'_>) {
        self.all.note(row.outcome);
        self.group(row).note(row.outcome);
        let reason = self.reasons.entry((row.outcome, row.reason)).or_insert_with(|| Reason {
            outcome: row.outcome,
            text: row.reason,
            rows: 0,
            examples: Vec::new(),
        });
        reason.rows += 1;
        if reason.examples.len() < EXAMPLES {
            reason.examples.push(row.id.map_or_else(|| format!("row {}", row.number), str::to_owned));
        }
    }

    fn group(&mut self, row: &Counted<'_>) -> &mut Counts {
        let key: Group = (row.repository.map(str::to_owned), row.work_type.map(str::to_owned));
        if self.groups.len() >= MOST_GROUPS && !self.groups.contains_key(&key) {
            return &mut self.other_groups;
        }
        self.groups.entry(key).or_default()
    }

    /// The counts by repository and work type, and those of further ones together.
    pub fn groups(&self) -> (impl Iterator<Item = (&Group, &Counts)>, Option<&Counts>) {
        (self.groups.iter(), Some(&self.other_groups).filter(|counts| counts.rows() > 0))
    }

    /// The reasons for all that did not come to one workspace as it should, the commonest first, at most so many; and how many rows
    /// have further ones.
    pub fn reasons(&self, most: usize) -> (Vec<&Reason>, u64) {
        let is_told = |reason: &&Reason| reason.outcome != Outcome::One;
        let mut reasons: Vec<&Reason> = self.reasons.values().filter(is_told).collect();
        reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.rows), reason.outcome as usize, reason.text));
        let further = reasons.iter().skip(most).map(|reason| reason.rows).sum();
        reasons.truncate(most);
        (reasons, further)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u64, outcome: Outcome, reason: &'static str) -> Counted<'static> {
        Counted { number, id: None, repository: Some("matters"), work_type: None, outcome, reason }
    }

    #[test]
    fn rows_are_counted_by_outcome_group_and_reason() {
        let mut tally = Tally::default();
        for number in 1..=5 {
            tally.note(&row(number, Outcome::One, "fine"));
        }
        for number in 6..=9 {
            tally.note(&row(number, Outcome::None, "missing"));
        }
        tally.note(&Counted { id: Some("M-10"), work_type: Some("litigation"), ..row(10, Outcome::Many, "two") });
        assert_eq!((tally.all.rows(), tally.all.of(Outcome::None), tally.all.of(Outcome::Error)), (10, 4, 0));
        let (groups, others) = tally.groups();
        let groups: Vec<_> = groups.map(|((_, kind), counts)| (kind.as_deref(), counts.rows())).collect();
        assert_eq!((groups, others), (vec![(None, 9), (Some("litigation"), 1)], None));
        let (reasons, further) = tally.reasons(1);
        assert_eq!((reasons[0].text, reasons[0].rows, further), ("missing", 4, 1));
        assert_eq!(reasons[0].examples, ["row 6", "row 7", "row 8"]);
        assert_eq!(tally.reasons(10).0[1].examples, ["M-10"]);
    }

    #[test]
    fn memory_does_not_grow_with_different_work_types() {
        let mut tally = Tally::default();
        for number in 0..5000 {
            let kind = format!("kind-{number}");
            tally.note(&Counted { work_type: Some(&kind), ..row(number, Outcome::One, "fine") });
        }
        let (groups, others) = tally.groups();
        assert_eq!((groups.count(), others.map(Counts::rows)), (MOST_GROUPS, Some(4000)));
    }
}
